//! What is known of a request that got no answer: whether it can have arrived, and what came before it broke off.

use super::*;

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
