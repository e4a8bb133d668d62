//! A company's own authority, or a certificate that somebody made for the computer at home: reached once it is trusted in the
//! settings, and not a moment before.

use super::*;
use crate::api::http::clients::install_crypto;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::TlsAcceptor;

/// An authority in PEM, and the address of a server of this machine whose certificate it signed for `name`.
async fn signed_for(name: &str) -> (String, String) {
    let mut about = CertificateParams::new([]).expect("an authority");
    about.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    let authority = CertifiedIssuer::self_signed(about, key).expect("an authority");
    let key = KeyPair::generate().expect("a key");
    let certificate = CertificateParams::new([name.to_owned()])
        .and_then(|about| about.signed_by(&key, &authority))
        .expect("a certificate");
    let base = served(certificate.der().clone(), key.serialize_der()).await;
    (authority.pem(), base)
}

/// A server that answers every request on TLS with `{}`.
async fn served(certificate: CertificateDer<'static>, key: Vec<u8>) -> String {
    install_crypto();
    let key = PrivateKeyDer::try_from(key).expect("a key");
    let ours = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a server");
    let acceptor = TlsAcceptor::from(Arc::new(ours));
    let address = listener(move |socket| answer(acceptor.clone(), socket)).await;
    format!("https://{address}")
}

async fn answer(acceptor: TlsAcceptor, socket: tokio::net::TcpStream) {
    // Whoever does not trust it leaves in the middle.
    let Ok(mut socket) = acceptor.accept(socket).await else {
        return;
    };
    let mut request = [0; 4096];
    let read = socket.read(&mut request).await;
    assert!(read.is_ok_and(|bytes| bytes > 0), "a request");
    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
    drop(socket.write_all(answer).await);
    drop(socket.shutdown().await);
}

async fn outcome(certificates: &str, base: &str) -> Result<u16, Fault> {
    let ways = Ways {
        certificates: certificates.to_owned(),
        ..Ways::default()
    };
    let api = HttpApi::with(&ways).expect("clients");
    let url = format!("{base}/v1/models").parse().expect("an address");
    let exchange = api.get(&access(base), url).await;
    exchange.outcome.map(|reply| reply.status)
}

#[tokio::test]
async fn a_server_of_an_own_authority_is_reached_once_that_is_trusted() {
    let (authority, base) = signed_for("127.0.0.1").await;
    assert_eq!(outcome(&authority, &base).await.ok(), Some(200));
}

#[tokio::test]
async fn a_server_of_an_authority_that_nobody_trusts_is_a_fault_of_certificates() {
    let (_, base) = signed_for("127.0.0.1").await;
    let untrusted = outcome("", &base).await;
    assert!(matches!(untrusted, Err(Fault::Tls(_))), "{untrusted:?}");
}

#[tokio::test]
async fn a_trusted_authority_does_not_make_a_certificate_good_for_another_name() {
    let (authority, base) = signed_for("other.example").await;
    let other = outcome(&authority, &base).await;
    assert!(matches!(other, Err(Fault::Tls(_))), "{other:?}");
}

#[tokio::test]
async fn among_several_authorities_in_one_text_each_is_trusted() {
    let (first, _) = signed_for("127.0.0.1").await;
    let (second, base) = signed_for("127.0.0.1").await;
    let both = format!("# ours\n{first}\n{second}");
    assert_eq!(outcome(&both, &base).await.ok(), Some(200));
}
