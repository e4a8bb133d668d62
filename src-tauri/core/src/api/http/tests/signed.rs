//! Where the key goes with a file: home, in one header, and nowhere else; and what bytes a file has.

use super::*;

async fn opened(base: &str, named: &str) -> Result<u16, Fault> {
    let source = Source::Named(named.parse().expect("an address"));
    let (_, opened) = api().content(&access(base), &source, None).await;
    opened.map(|content| content.status)
}

/// Storage that answers 400 to a signature beside a key.
async fn signed_only(status: u16) -> MockServer {
    use wiremock::matchers::header_exists;
    let server = MockServer::start().await;
    Mock::given(header_exists("authorization"))
        .respond_with(ResponseTemplate::new(status).set_body_string("Only one auth mechanism"))
        .with_priority(1)
        .mount(&server)
        .await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200))
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn a_signed_address_of_the_own_origin_that_refuses_the_key_is_tried_once_without() {
    for status in [400, 403] {
        let server = signed_only(status).await;
        let named = format!("{}/v.mp4?X-Amz-Signature=1", server.uri());
        assert_eq!(opened(&server.uri(), &named).await, Ok(200));
        assert_eq!(server.received_requests().await.expect("recorded").len(), 2);
    }
}

#[tokio::test]
async fn an_address_without_a_signature_keeps_its_refusal() {
    let server = signed_only(403).await;
    let named = format!("{}/v.mp4", server.uri());
    assert_eq!(opened(&server.uri(), &named).await, Ok(403));
}

#[tokio::test]
async fn a_way_through_another_origin_and_back_shows_the_key_at_home_alone() {
    let (home, elsewhere) = (MockServer::start().await, MockServer::start().await);
    let redirect = |to: String| ResponseTemplate::new(302).insert_header("location", to.as_str());
    for (server, from, to) in [
        (&home, "/first", format!("{}/second", elsewhere.uri())),
        (&elsewhere, "/second", format!("{}/third", home.uri())),
    ] {
        Mock::given(path(from))
            .respond_with(redirect(to))
            .mount(server)
            .await;
    }
    Mock::given(path("/third"))
        .respond_with(ResponseTemplate::new(200))
        .mount(&home)
        .await;
    let first = format!("{}/first", home.uri());
    assert_eq!(opened(&home.uri(), &first).await, Ok(200));
    for (server, key) in [(&home, true), (&elsewhere, false)] {
        for request in server.received_requests().await.expect("recorded") {
            assert_eq!(
                request.headers.contains_key("authorization"),
                key,
                "{}",
                request.url
            );
        }
    }
}

#[tokio::test]
async fn bytes_are_asked_for_as_they_are() {
    let server = signed_only(200).await;
    let named = format!("{}/v.mp4", server.uri());
    opened(&server.uri(), &named).await.expect("an answer");
    let sent = server
        .received_requests()
        .await
        .expect("recorded")
        .remove(0);
    assert_eq!(sent.headers["accept-encoding"], "identity");
}

#[tokio::test]
async fn a_layer_that_a_server_adds_all_the_same_is_taken_off() {
    let server = MockServer::start().await;
    // "film", stored (RFC 1951, 3.2.4) in gzip's frame.
    let packed = [
        &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1, 4, 0, 0xfb, 0xff][..],
        b"film",
        &crc32(b"film").to_le_bytes(),
        &4_u32.to_le_bytes(),
    ]
    .concat();
    let answer = ResponseTemplate::new(200)
        .insert_header("content-encoding", "gzip")
        .insert_header("accept-ranges", "bytes")
        .insert_header("etag", "\"v1\"")
        .set_body_bytes(packed);
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let source = Source::Named(server.uri().parse().expect("an address"));
    let (_, opened) = api().content(&access(&server.uri()), &source, None).await;
    let content = opened
        .map_err(|fault| fault.to_string())
        .expect("an answer");
    let (length, resumable) = (content.length, content.resumable);
    let pieces: Vec<_> = content.body.collect().await;
    let bytes: Vec<u8> = pieces.into_iter().flatten().flatten().collect();
    assert_eq!(
        (bytes.as_slice(), length, resumable),
        (&b"film"[..], None, false)
    );
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum: u32, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 * (sum & 1))
        })
    })
}

#[tokio::test]
async fn a_name_that_leads_home_is_refused_and_is_no_lost_connection() {
    clients::install_crypto();
    let client = reqwest::Client::builder()
        .no_proxy()
        .dns_resolver(Arc::new(reach::PublicOnly::default()))
        .build()
        .expect("a client");
    let refused = client.get("http://localhost:9/").send().await;
    let fault = answer::fault(refused.expect_err("no way"), false);
    assert!(matches!(fault, Fault::Forbidden(_)), "{fault:?}");
    assert_eq!(fault.code(), crate::dto::ErrorCode::AddressRefused);
}
