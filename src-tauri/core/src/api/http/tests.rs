use super::*;
use crate::api::reach;
use crate::api::{
    AuthHeader,
    catalogue::Nesting,
    classify,
    dialect::{Field, FieldValue},
};
use secrecy::SecretString;
use serde_json::Value;
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{any, method, path},
};

const KEY: &str = "Bearer sk-canary";

fn access(base: &str) -> Access {
    Access {
        base: base.parse().expect("an address"),
        auth: Some(AuthHeader {
            name: "Authorization".to_owned(),
            value: SecretString::from(KEY),
        }),
        submit_timeout: Duration::from_secs(5),
    }
}

fn api() -> Arc<HttpApi> {
    HttpApi::new("").expect("clients")
}

fn request(base: &str, fields: Vec<Field>) -> Request {
    let url = format!("{base}/v1/videos").parse().expect("an address");
    Request {
        url,
        encoding: Encoding::Multipart,
        nesting: Nesting::Brackets,
        idempotency: None,
        fields,
    }
}

fn prompt(text: &str) -> Field {
    Field {
        to: "prompt".to_owned(),
        value: FieldValue::Plain(Value::from(text)),
    }
}

#[tokio::test]
async fn a_form_is_multipart_and_carries_its_length() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/v1/videos"))
        .respond_with(ResponseTemplate::new(200).set_body_string(r#"{"id":"v1"}"#))
        .mount(&server)
        .await;
    let access = access(&server.uri());
    api()
        .create(&access, &request(&server.uri(), vec![prompt("一只猫 🐈")]))
        .await;
    let sent = server
        .received_requests()
        .await
        .expect("recorded")
        .remove(0);
    let kind = sent.headers["content-type"].to_str().expect("text");
    assert!(kind.starts_with("multipart/form-data; boundary="));
    assert!(sent.headers.contains_key("content-length"));
    let text = String::from_utf8_lossy(&sent.body);
    assert!(
        text.contains("name=\"prompt\"\r\n\r\n一只猫 🐈\r\n"),
        "{text}"
    );
}

#[tokio::test]
async fn a_redirected_create_is_not_repeated() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(307).insert_header("location", "/elsewhere"))
        .mount(&server)
        .await;
    let access = access(&server.uri());
    let exchange = api()
        .create(&access, &request(&server.uri(), vec![prompt("x")]))
        .await;
    assert_eq!(server.received_requests().await.expect("recorded").len(), 1);
    assert!(matches!(
        classify::created(&exchange.outcome, exchange.sent),
        classify::Created::Refused(_)
    ));
}

#[tokio::test]
async fn a_download_shows_the_key_to_its_own_origin_only() {
    let (server, elsewhere) = (MockServer::start().await, MockServer::start().await);
    let target = format!("{}/v.mp4?sig=1", elsewhere.uri());
    Mock::given(path("/v1/videos/x/content"))
        .respond_with(ResponseTemplate::new(302).insert_header("location", target.as_str()))
        .mount(&server)
        .await;
    Mock::given(path("/v.mp4"))
        .respond_with(ResponseTemplate::new(200))
        .mount(&elsewhere)
        .await;
    let access = access(&server.uri());
    let source = Source::Endpoint(
        format!("{}/v1/videos/x/content", server.uri())
            .parse()
            .expect("an address"),
    );
    let (_, opened) = api().content(&access, &source, None).await;
    assert_eq!(opened.map(|content| content.status).ok(), Some(200));
    let own = server
        .received_requests()
        .await
        .expect("recorded")
        .remove(0);
    let foreign = elsewhere
        .received_requests()
        .await
        .expect("recorded")
        .remove(0);
    assert_eq!(own.headers["authorization"], KEY);
    assert!(!foreign.headers.contains_key("authorization"));
}

#[tokio::test]
async fn a_public_server_cannot_redirect_a_download_to_this_machine() {
    let server = MockServer::start().await;
    let access = Access {
        base: "https://gateway.example/v1".parse().expect("an address"),
        ..access("http://x.example")
    };
    let source = Source::Named(
        format!("{}/secret", server.uri())
            .parse()
            .expect("an address"),
    );
    let (_, opened) = api().content(&access, &source, None).await;
    assert!(matches!(opened.map(|_| ()), Err(Fault::Forbidden(_))));
}

#[tokio::test]
async fn redirects_end_after_five() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(302).insert_header("location", "/again"))
        .mount(&server)
        .await;
    let access = access(&server.uri());
    let source = Source::Endpoint(server.uri().parse().expect("an address"));
    let (_, opened) = api().content(&access, &source, None).await;
    assert!(matches!(opened.map(|_| ()), Err(Fault::Redirects)));
    assert_eq!(server.received_requests().await.expect("recorded").len(), 6);
}

#[tokio::test]
async fn a_receipt_line_has_no_key_and_no_query() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(
            ResponseTemplate::new(200)
                .insert_header("x-request-id", "req-7")
                .set_body_string(r#"{"id":"v","url":"https://cdn.example/v.mp4?sig=secret"}"#),
        )
        .mount(&server)
        .await;
    let url = format!("{}/v1/videos/v?token=secret", server.uri())
        .parse()
        .expect("an address");
    let exchange = api().get(&access(&server.uri()), url).await;
    let shown = format!("{:?}", exchange.trace);
    assert!(shown.contains("x-request-id: req-7"));
    assert!(
        !shown.contains("secret") && !shown.contains("sk-canary"),
        "{shown}"
    );
}

#[tokio::test]
async fn an_endless_answer_is_cut() {
    let server = MockServer::start().await;
    let large = vec![b' '; (16 << 20) + 1];
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_bytes(large))
        .mount(&server)
        .await;
    let exchange = api()
        .get(
            &access(&server.uri()),
            server.uri().parse().expect("an address"),
        )
        .await;
    assert_eq!(exchange.outcome, Err(Fault::TooLarge(16 << 20)));
}

/// A proxy that answers every CONNECT and every request alike.
async fn proxy(answer: &'static str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut head = [0; 4096];
            let _read = socket.read(&mut head).await;
            let _wrote = socket.write_all(answer.as_bytes()).await;
        }
    });
    format!("http://{address}")
}

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

/// A listener that does one thing to every connection.
async fn listener<F, Work>(work: F) -> String
where
    F: Fn(tokio::net::TcpStream) -> Work + Send + 'static,
    Work: Future<Output = ()> + Send,
{
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            work(socket).await;
        }
    });
    address.to_string()
}

async fn sent_to(base: &str, proxy: &str) -> Exchange {
    let access = Access {
        submit_timeout: Duration::from_millis(400),
        ..access(base)
    };
    let api = HttpApi::new(proxy).expect("clients");
    api.create(&access, &request(base, vec![prompt("x")])).await
}

#[tokio::test]
async fn it_is_certain_that_nothing_left_before_there_was_a_connection() {
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("an address").to_string()
    };
    let closing = listener(|socket| async move { drop(socket) }).await;
    let refusing = proxy("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n").await;
    for (base, proxy) in [
        (format!("http://{gone}"), ""),
        ("http://no-such-host.invalid".to_owned(), ""),
        // The other side ends the connection before TLS is made.
        (format!("https://{closing}"), ""),
        ("https://gateway.example".to_owned(), refusing.as_str()),
    ] {
        let exchange = sent_to(&base, proxy).await;
        assert!(
            exchange.outcome.is_err() && exchange.sent == Sent::Nothing,
            "{base}"
        );
    }
}

#[tokio::test]
async fn once_the_body_was_asked_for_it_may_have_arrived() {
    use tokio::io::AsyncReadExt;
    let closing = listener(|mut socket| async move {
        let mut head = [0; 64];
        let _read = socket.read(&mut head).await;
    })
    .await;
    let silent = listener(|mut socket| async move {
        let mut all = [0; 64];
        while socket.read(&mut all).await.is_ok_and(|read| read > 0) {}
    })
    .await;
    for address in [closing, silent] {
        let exchange = sent_to(&format!("http://{address}"), "").await;
        assert!(exchange.outcome.is_err() && exchange.sent == Sent::Maybe);
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_keeps_what_came() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let cutting = listener(|mut socket| async move {
        let mut head = [0; 4096];
        let _read = socket.read(&mut head).await;
        let answer = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"id\":\"video_1\",\"sta";
        let _wrote = socket.write_all(answer.as_bytes()).await;
    })
    .await;
    let exchange = sent_to(&format!("http://{cutting}"), "").await;
    assert!(matches!(
        classify::created(&exchange.outcome, exchange.sent),
        classify::Created::Accepted { id, .. } if id == "video_1"
    ));
    assert!(
        exchange
            .trace
            .body
            .is_some_and(|body| body.contains("video_1"))
    );
}

#[tokio::test]
async fn the_name_of_a_request_travels_in_its_header() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_string(r#"{"id":"v1"}"#))
        .mount(&server)
        .await;
    let named = Request {
        idempotency: Some(("Idempotency-Key".to_owned(), "rushes-1-0".to_owned())),
        ..request(&server.uri(), vec![prompt("x")])
    };
    api().create(&access(&server.uri()), &named).await;
    let sent = server
        .received_requests()
        .await
        .expect("recorded")
        .remove(0);
    assert_eq!(sent.headers["idempotency-key"], "rushes-1-0");
}

/// Servers repeat a wrong key in their sentence.
#[tokio::test]
async fn a_key_that_a_server_repeats_stands_nowhere() {
    let server = MockServer::start().await;
    let said = r#"{"error":{"message":"Incorrect API key provided: sk-canary. See https:\/\/x\/v?sig=1"}}"#;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(401).set_body_string(said))
        .mount(&server)
        .await;
    let (access, base) = (access(&server.uri()), server.uri());
    let created = api()
        .create(&access, &request(&base, vec![prompt("x")]))
        .await;
    let asked = api().get(&access, base.parse().expect("an address")).await;
    for exchange in [created, asked] {
        let reply = exchange.outcome.expect("an answer");
        assert!(!String::from_utf8_lossy(&reply.body).contains("canary"));
        let shown = exchange.trace.body.expect("a receipt");
        assert!(
            !shown.contains("canary") && !shown.contains("sig=1"),
            "{shown}"
        );
        assert!(shown.contains("Incorrect API key"));
    }
}

#[test]
fn queries_are_cut_off_every_form_of_an_address() {
    for (text, shown) in [
        ("see https://x/v?sig=1 now", "see https://x/v?… now"),
        (
            r#"{"u":"https:\/\/x\/v?sig=1\u0026a=2","b":1}"#,
            r#"{"u":"https:\/\/x\/v?…","b":1}"#,
        ),
        ("HTTPS://X/v?sig=1", "HTTPS://X/v?…"),
        (
            r#"{\"u\":\"https://x/v?sig=1\",\"b\":1}"#,
            r#"{\"u\":\"https://x/v?…\",\"b\":1}"#,
        ),
        ("no address? here", "no address? here"),
    ] {
        assert_eq!(answer::redact_queries(text), shown);
    }
}

/// Answers every request with that head and then the same piece again and again, until nobody reads on.
async fn endless(head: &'static str, piece: Vec<u8>) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let address = listener(move |mut socket| {
        let piece = piece.clone();
        async move {
            let mut request = [0; 4096];
            let _read = socket.read(&mut request).await;
            let _wrote = socket.write_all(head.as_bytes()).await;
            while socket.write_all(&piece).await.is_ok() {}
        }
    })
    .await;
    format!("http://{address}")
}

async fn asked(base: &str) -> Result<Reply, Fault> {
    let url = base.parse().expect("an address");
    api().get(&access(base), url).await.outcome
}

#[tokio::test]
async fn a_flood_of_headers_ends() {
    let base = endless("HTTP/1.1 200 OK\r\n", b"x-flood: 0123456789\r\n".to_vec()).await;
    assert!(matches!(asked(&base).await, Err(Fault::Broken(_))));
}

/// A gzip stream of spaces without an end: fixed codes, a literal and then copies of it (RFC 1951, 3.2.6). Eight copies are
/// 13 bytes and become 2064.
fn bomb() -> (Vec<u8>, Vec<u8>) {
    let mut bits: Vec<bool> = vec![true, true, false];
    let mut code = |code: u32, length: u32| {
        bits.extend((0..length).rev().map(|bit| code >> bit & 1 == 1));
    };
    code(0x50, 8);
    for _ in 0..80_000 {
        code(0xc5, 8);
        code(0, 5);
    }
    let bytes = bits.chunks(8).map(|bits| {
        let bit = |(at, bit): (usize, &bool)| u8::from(*bit) << at;
        bits.iter().enumerate().map(bit).sum()
    });
    let head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    (head.to_vec(), bytes.collect())
}

#[tokio::test]
async fn a_small_answer_that_unpacks_to_a_large_one_is_cut() {
    let server = MockServer::start().await;
    let (head, body) = bomb();
    let answer = ResponseTemplate::new(200)
        .insert_header("content-encoding", "gzip")
        .set_body_bytes([head, body].concat());
    Mock::given(any()).respond_with(answer).mount(&server).await;
    assert_eq!(asked(&server.uri()).await, Err(Fault::TooLarge(16 << 20)));
}

#[tokio::test]
async fn ten_thousand_redirects_are_six_requests() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(307).insert_header("location", "/again"))
        .mount(&server)
        .await;
    assert_eq!(asked(&server.uri()).await, Err(Fault::Redirects));
    assert_eq!(server.received_requests().await.expect("recorded").len(), 6);
}

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
