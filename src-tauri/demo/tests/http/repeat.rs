//! Repeated create requests: one `Idempotency-Key` and the same fields are one job.

use reqwest::Response;
use serde_json::Value;

use crate::common::{Fixture, error_code, fixture, id_of, small};

async fn create(f: &Fixture, prompt: &str, key: &str) -> reqwest::Result<Response> {
    let request = f
        .client
        .post(f.url("/videos"))
        .header("idempotency-key", key);
    request.multipart(small(prompt)).send().await
}

async fn id(f: &Fixture, prompt: &str, key: &str) -> String {
    let video: Value = create(f, prompt, key).await.unwrap().json().await.unwrap();
    id_of(&video)
}

async fn jobs(f: &Fixture) -> usize {
    f.get_json("/videos").await["data"]
        .as_array()
        .unwrap()
        .len()
}

#[tokio::test]
async fn the_same_request_with_the_same_key_is_the_same_job() {
    let f = fixture().await;
    assert_eq!(id(&f, "a boat", "k").await, id(&f, "a boat", "k").await);
    assert_eq!(jobs(&f).await, 1);
}

#[tokio::test]
async fn requests_at_the_same_time_are_one_job_too() {
    let f = fixture().await;
    let one = || id(&f, "a boat", "k");
    let (a, b, c) = tokio::join!(one(), one(), one());
    assert!(a == b && b == c);
    assert_eq!(jobs(&f).await, 1);
}

#[tokio::test]
async fn another_key_is_another_job() {
    let f = fixture().await;
    assert_ne!(id(&f, "a boat", "k1").await, id(&f, "a boat", "k2").await);
}

#[tokio::test]
async fn the_same_key_for_something_else_is_refused() {
    let f = fixture().await;
    id(&f, "a boat", "k").await;
    let answer = create(&f, "a ship", "k").await.unwrap();
    assert_eq!(error_code(answer, 422).await, "idempotency_key_reused");
}

#[tokio::test]
async fn a_lost_answer_can_be_asked_for_again() {
    let f = fixture().await;
    assert!(create(&f, "[drop] a boat", "k").await.is_err());
    id(&f, "[drop] a boat", "k").await;
    assert_eq!(jobs(&f).await, 1);
}

#[tokio::test]
async fn a_refused_request_does_not_use_up_its_key() {
    let f = fixture().await;
    let busy = create(&f, "[busy] a boat", "k").await.unwrap();
    assert_eq!(busy.status(), 429);
    let accepted = create(&f, "[busy] a boat", "k").await.unwrap();
    assert_eq!(accepted.status(), 200);
}
