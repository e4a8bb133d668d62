//! What answers say beyond the official object.

use serde_json::{Value, json};

use crate::common::{fixture, id_of, small};

#[tokio::test]
async fn a_completed_video_has_an_address_that_works_without_a_key() {
    let f = fixture().await;
    let video = f.made(json!({})).await;
    let url = video["url"].as_str().unwrap();
    assert!(url.starts_with(f.demo.base_url()));
    let answer = f.client.get(url).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "video/mp4");
    let clip = answer.bytes().await.unwrap();
    assert_eq!(clip, f.content(&id_of(&video)).await);
}

#[tokio::test]
async fn an_expired_video_has_no_address_any_more() {
    let f = fixture().await;
    let id = f.completed(small("[expire]")).await;
    f.get(&format!("/videos/{id}/content")).await;
    let video = f.get_json(&format!("/videos/{id}")).await;
    assert!(video.get("url").is_none(), "{video}");
}

#[tokio::test]
async fn a_completed_video_has_every_field_of_the_three_pages() {
    let f = fixture().await;
    let video = f.made(json!({ "user": "u", "metadata": { "a": 1 } })).await;
    for key in [
        "id",
        "object",
        "model",
        "status",
        "progress",
        "created_at",
        "completed_at",
        "expires_at",
        "size",
        "seconds",
        "quality",
        "url",
        "remixed_from_video_id",
        "error",
        "metadata",
        "user",
    ] {
        assert!(video.get(key).is_some(), "{key} is missing in {video}");
    }
    assert_eq!(
        (&video["progress"], &video["error"]),
        (&json!(100), &Value::Null)
    );
}

#[tokio::test]
async fn the_list_never_carries_whole_clips() {
    let f = fixture().await;
    f.made(json!({ "response_format": "b64_json" })).await;
    let page = f.get_json("/videos").await;
    assert!(page["data"][0].get("data").is_none());
}
