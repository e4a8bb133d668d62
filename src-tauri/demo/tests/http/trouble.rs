//! Each trouble word does what it says. (`[slow]` is tested inside the crate, at a quicker pace.)

use crate::common::{error_code, fixture, small};
use serde_json::{Value, json};

#[tokio::test]
async fn fail_fails_half_way_and_says_why() {
    let f = fixture().await;
    let id = f.create(small("a boat [fail]")).await;
    let video = f.finished(&id).await;
    assert_eq!(
        (&video["status"], &video["error"]["code"]),
        (&"failed".into(), &"generation_failed".into())
    );
    let progress = video["progress"].as_u64().unwrap();
    assert!((45..=55).contains(&progress), "{progress}");
}

#[tokio::test]
async fn content_of_a_failed_video_is_refused() {
    let f = fixture().await;
    let id = f.create(small("[fail]")).await;
    f.finished(&id).await;
    let response = f.get(&format!("/videos/{id}/content")).await;
    assert_eq!(error_code(response, 409).await, "video_failed");
}

#[tokio::test]
async fn refuse_is_a_refusal_for_content() {
    let response = fixture().await.post(small("[refuse] a boat")).await;
    assert_eq!(error_code(response, 400).await, "moderation_blocked");
}

#[tokio::test]
async fn busy_is_over_at_the_second_try() {
    let f = fixture().await;
    let first = f.post(small("[busy] a boat")).await;
    assert_eq!(first.headers()["retry-after"], "1");
    assert_eq!(error_code(first, 429).await, "rate_limit_exceeded");
    assert_eq!(f.post(small("[busy] a boat")).await.status(), 200);
}

#[tokio::test]
async fn expire_completes_and_the_clip_is_gone() {
    let f = fixture().await;
    let id = f.completed(small("[expire] a boat")).await;
    let response = f.get(&format!("/videos/{id}/content")).await;
    assert_eq!(error_code(response, 410).await, "video_expired");
}

#[tokio::test]
async fn drop_closes_the_connection_and_makes_the_video() {
    let f = fixture().await;
    let request = f
        .client
        .post(f.url("/videos"))
        .multipart(small("[drop] a boat"));
    assert!(request.send().await.is_err());
    let list = f.get_json("/videos").await;
    assert_eq!(list["data"][0]["prompt"], "[drop] a boat");
    let requests = f.get_json("/demo/requests").await;
    assert_eq!(requests[0]["status"], 0);
}

/// Asserts the whole body: seed page 000 has no `param`.
async fn page_error(word: &str, status: u16, kind: &str, code: &str, message: &str) {
    let response = fixture().await.post(small(&format!("a boat {word}"))).await;
    assert_eq!(response.status(), status);
    let body: Value = response.json().await.unwrap();
    let expected = json!({ "error": { "message": message, "type": kind, "code": code } });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn invalid_is_the_pages_400() {
    let message = "Invalid request parameters";
    let kind = "invalid_request_error";
    page_error("[invalid]", 400, kind, "invalid_parameter", message).await;
}

#[tokio::test]
async fn key_is_the_pages_401() {
    let kind = "authentication_error";
    page_error("[key]", 401, kind, "invalid_api_key", "Invalid API key").await;
}

#[tokio::test]
async fn forbidden_is_the_pages_403() {
    let (kind, code) = ("permission_error", "insufficient_permissions");
    page_error("[forbidden]", 403, kind, code, "Insufficient permissions").await;
}

#[tokio::test]
async fn rate_is_the_pages_429() {
    let (kind, code) = ("rate_limit_error", "rate_limit_exceeded");
    page_error("[rate]", 429, kind, code, "Rate limit exceeded").await;
}

#[tokio::test]
async fn broken_is_the_pages_500() {
    let (kind, code) = ("server_error", "internal_error");
    page_error("[broken]", 500, kind, code, "Internal server error").await;
}

#[tokio::test]
async fn processing_is_the_pages_word_for_a_running_job() {
    let f = fixture().await;
    let id = f.create(small("[slow] [processing]")).await;
    let path = format!("/videos/{id}");
    let mut status = json!("queued");
    while status == "queued" {
        status = f.get_json(&path).await["status"].clone();
    }
    assert_eq!(status, "processing");
}
