mod certain;
mod floods;
mod signed;
mod trusted;
mod ways;

use super::*;
use crate::api::reach;
use crate::api::{
    AuthHeader, classify,
    dialect::{Field, FieldValue},
};
use crate::domain::catalogue::Nesting;
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
async fn a_key_that_a_server_repeats_is_in_no_receipt_however_it_is_written() {
    let server = MockServer::start().await;
    let access = access(&server.uri());
    let key = KEY.to_owned();
    let key = key.trim_start_matches("Bearer ").to_owned();
    let escaped = key.replace('-', "\\u002d");
    Mock::given(any())
        .respond_with(
            ResponseTemplate::new(401)
                .insert_header("x-request-id", format!("req-{key}").as_str())
                .set_body_string(format!(r#"{{"error":"no such key: {escaped}"}}"#)),
        )
        .mount(&server)
        .await;
    let url = format!("{}/v1/videos/{key}", server.uri())
        .parse()
        .expect("an address");
    let exchange = api().get(&access, url).await;
    let said = format!(
        "{:?} {:?}",
        exchange.trace,
        exchange.outcome.expect("an answer").body
    );
    assert!(!said.contains(&key) && !said.contains("u002d"), "{said}");
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

#[test]
fn an_answer_to_create_may_take_as_long_as_its_server_is_given() {
    let hour = Duration::from_secs(3600);
    let slow = Access {
        submit_timeout: hour,
        ..access("http://127.0.0.1:1/v1")
    };
    assert_eq!(patient(&slow).window, hour);
}
