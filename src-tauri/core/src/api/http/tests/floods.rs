//! Answers that never end, unpack to far more than they are, or lead around in circles.

use super::*;

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
