//! Proxies and certificates: which way a request takes, and whose fault it is when that way is closed.

use super::*;

#[tokio::test]
async fn a_proxy_that_refuses_or_is_not_there_is_called_the_proxy() {
    let refusing =
        proxy("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n").await;
    // The port of a listener that is gone.
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        format!("http://{}", listener.local_addr().expect("an address"))
    };
    for (proxy, base) in [
        (&refusing, "https://gateway.example/v1"),
        (&gone, "https://gateway.example/v1"),
        (&gone, "http://gateway.example/v1"),
    ] {
        let api = HttpApi::new(proxy).expect("clients");
        let exchange = api
            .get(&access(base), base.parse().expect("an address"))
            .await;
        assert!(
            matches!(exchange.outcome, Err(Fault::Proxy(_))),
            "{base}: {:?}",
            exchange.outcome
        );
    }
}

#[tokio::test]
async fn a_public_file_behind_a_proxy_is_the_proxys_to_find() {
    let through = proxy("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
    let proxied = HttpApi::new(&through.replace("127.0.0.1", "localhost")).expect("clients");
    let base = "http://gateway.example/v1";
    let named = |text: &str| Source::Named(text.parse().expect("an address"));
    let source = named("http://no-such-host.invalid/v.mp4");
    let (_, opened) = proxied.content(&access(base), &source, None).await;
    assert_eq!(opened.map(|content| content.status).ok(), Some(200));
    // What stands in the address itself is refused with a proxy, too.
    let source = named("http://127.0.0.1/v.mp4");
    let (_, opened) = proxied.content(&access(base), &source, None).await;
    assert!(matches!(opened.map(|_| ()), Err(Fault::Forbidden(_))));
}

/// A port at which nobody listens.
fn gone() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    format!("http://{}", listener.local_addr().expect("an address"))
}

async fn outcome(ways: &Ways, base: &str) -> Result<u16, Fault> {
    let api = HttpApi::with(ways).expect("clients");
    let exchange = api
        .get(&access(base), base.parse().expect("an address"))
        .await;
    exchange.outcome.map(|reply| reply.status)
}

#[tokio::test]
async fn a_server_with_a_way_of_its_own_takes_that_and_the_others_take_the_usual_one() {
    let own = proxy("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}").await;
    let ways = Ways {
        proxy: gone(),
        routes: [("http://one.example".to_owned(), own)].into(),
        ..Ways::default()
    };
    assert_eq!(
        outcome(&ways, "http://one.example/v1").await.ok(),
        Some(200)
    );
    let other = outcome(&ways, "http://other.example/v1").await;
    assert!(matches!(other, Err(Fault::Proxy(_))), "{other:?}");
}

#[tokio::test]
async fn a_direct_way_goes_past_the_proxy_of_the_settings() {
    let ways = Ways {
        proxy: gone(),
        routes: [(
            "http://no-such-host.invalid".to_owned(),
            crate::dto::DIRECT.to_owned(),
        )]
        .into(),
        ..Ways::default()
    };
    let direct = outcome(&ways, "http://no-such-host.invalid/v1").await;
    assert!(
        !matches!(direct, Ok(_) | Err(Fault::Proxy(_))),
        "{direct:?}"
    );
}

#[tokio::test]
async fn a_socks_proxy_is_spoken_to_as_one() {
    use tokio::io::AsyncReadExt;
    let socks = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = socks.local_addr().expect("an address");
    let greeting = tokio::spawn(async move {
        let (mut socket, _) = socks.accept().await.expect("a client");
        socket.read_u8().await.expect("a greeting")
    });
    let ways = Ways {
        proxy: format!("socks5h://{address}"),
        ..Ways::default()
    };
    let refused = outcome(&ways, "http://gateway.example/v1").await;
    assert!(refused.is_err(), "{refused:?}");
    assert_eq!(greeting.await.expect("read"), 5);
}

#[test]
fn a_text_without_a_certificate_is_refused() {
    let ways = Ways {
        certificates: "not a certificate".to_owned(),
        ..Ways::default()
    };
    let made = HttpApi::with(&ways).map(|_| ());
    assert!(matches!(made, Err(SetupError::Certificates)), "{made:?}");
}
