//! The OpenAI video format over real HTTP: create, poll, list, delete, remix, and refusals.

use crate::common::{error_code, fixture, id_of, picture, small};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

#[tokio::test]
async fn a_created_video_is_the_official_object() {
    let f = fixture().await;
    let video: Value = f.post(small("a boat")).await.json().await.unwrap();
    let keys: Vec<&str> = video
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        [
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
            "prompt",
            "remixed_from_video_id",
            "error"
        ]
    );
    assert_eq!(
        (&video["seconds"], &video["size"]),
        (&json!("1"), &json!("96x64"))
    );
}

#[tokio::test]
async fn json_is_accepted_with_seconds_as_a_number() {
    let f = fixture().await;
    let body = json!({ "prompt": "a", "model": "demo-1", "seconds": 1.5, "size": "64x64" });
    let video: Value = f.post_json("/videos", &body).await.json().await.unwrap();
    assert_eq!(video["seconds"], "1.5");
}

#[tokio::test]
async fn a_finished_video_says_when_it_expires() {
    let f = fixture().await;
    let id = f.create(small("a boat")).await;
    let video = f.finished(&id).await;
    let at = |key: &str| video[key].as_u64().unwrap();
    assert_eq!(at("expires_at"), at("completed_at") + 3600);
}

#[tokio::test]
async fn progress_moves_while_a_clip_is_rendered() {
    let f = fixture().await;
    let form = small("a boat").text("unknown_field", "is ignored");
    let id = f.create(form.text("seed", "7")).await;
    let mut seen = std::collections::BTreeSet::new();
    loop {
        let video = f.get_json(&format!("/videos/{id}")).await;
        seen.insert(video["progress"].as_u64().unwrap());
        if video["status"] == "completed" {
            break;
        }
    }
    assert!(seen.len() > 2 && seen.contains(&100), "{seen:?}");
}

#[tokio::test]
async fn an_unfinished_video_says_when_to_ask_again() {
    let f = fixture().await;
    let id = f.create(small("[slow] boat")).await;
    let response = f.get(&format!("/videos/{id}")).await;
    assert_eq!(response.headers()["openai-poll-after-ms"], "500");
}

#[tokio::test]
async fn a_list_is_paged_by_id_in_both_orders() {
    let f = fixture().await;
    let mut ids = Vec::new();
    for prompt in ["one", "two", "three"] {
        ids.push(f.create(small(prompt)).await);
    }
    let page = f.get_json("/videos?limit=2").await;
    assert_eq!(
        (&page["first_id"], &page["last_id"]),
        (&json!(ids[2]), &json!(ids[1]))
    );
    assert_eq!(page["has_more"], true);
    let next = f
        .get_json(&format!("/videos?limit=2&after={}", ids[1]))
        .await;
    assert_eq!(
        (next["data"].as_array().unwrap().len(), &next["has_more"]),
        (1, &json!(false))
    );
    let ascending = f.get_json("/videos?order=asc").await;
    assert_eq!(ascending["first_id"], json!(ids[0]));
}

#[tokio::test]
async fn an_empty_list_has_no_ends() {
    let page = fixture().await.get_json("/videos").await;
    assert_eq!(
        (&page["first_id"], &page["data"]),
        (&Value::Null, &json!([]))
    );
}

#[tokio::test]
async fn bad_list_parameters_are_refused() {
    let f = fixture().await;
    for query in ["limit=101", "limit=x", "order=up", "after=video_none"] {
        let response = f.get(&format!("/videos?{query}")).await;
        assert_eq!(error_code(response, 400).await, "invalid_value", "{query}");
    }
}

#[tokio::test]
async fn a_deleted_video_is_gone() {
    let f = fixture().await;
    let id = f.completed(small("a boat")).await;
    let url = f.url(&format!("/videos/{id}"));
    let answer: Value = f
        .client
        .delete(&url)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(
        answer,
        json!({ "id": id, "object": "video.deleted", "deleted": true })
    );
    assert_eq!(
        error_code(f.get(&format!("/videos/{id}")).await, 404).await,
        "not_found"
    );
}

#[tokio::test]
async fn an_unfinished_video_cannot_be_deleted() {
    let f = fixture().await;
    let id = f.create(small("[slow] boat")).await;
    let response = f
        .client
        .delete(f.url(&format!("/videos/{id}")))
        .send()
        .await
        .unwrap();
    assert_eq!(error_code(response, 409).await, "video_not_ready");
}

#[tokio::test]
async fn a_remix_keeps_the_shape_and_names_its_source() {
    let f = fixture().await;
    let id = f.completed(small("a boat")).await;
    let path = format!("/videos/{id}/remix");
    let body = json!({ "prompt": "now at night" });
    let video: Value = f.post_json(&path, &body).await.json().await.unwrap();
    assert_eq!(
        (&video["remixed_from_video_id"], &video["size"]),
        (&json!(id), &json!("96x64"))
    );
    assert_eq!(f.finished(&id_of(&video)).await["status"], "completed");
}

#[tokio::test]
async fn a_remix_may_come_as_multipart_and_of_a_picture() {
    let f = fixture().await;
    let id = f
        .completed(small("p").part("input_reference", picture(90, 60, [9, 99, 9])))
        .await;
    let form = Form::new().text("prompt", "again");
    let request = f
        .client
        .post(f.url(&format!("/videos/{id}/remix")))
        .multipart(form);
    let video: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(f.finished(&id_of(&video)).await["status"], "completed");
}

#[tokio::test]
async fn a_remix_of_something_unfinished_is_refused() {
    let f = fixture().await;
    let id = f.create(small("[slow] boat")).await;
    let response = f
        .post_json(&format!("/videos/{id}/remix"), &json!({ "prompt": "p" }))
        .await;
    assert_eq!(error_code(response, 409).await, "video_not_ready");
}

#[tokio::test]
async fn the_models_list_has_the_demo_model() {
    let models = fixture().await.get_json("/models").await;
    assert_eq!(models["data"][0]["id"], "demo-1");
}

#[tokio::test]
async fn an_unknown_model_is_refused() {
    let f = fixture().await;
    let response = f
        .post(Form::new().text("prompt", "p").text("model", "veo-3.1"))
        .await;
    assert_eq!(error_code(response, 400).await, "model_not_found");
}

#[tokio::test]
async fn an_unknown_route_is_not_found() {
    let f = fixture().await;
    let url = f.demo.base_url().replace("/v1", "/v2/videos");
    let response = f.client.get(url).send().await.unwrap();
    assert_eq!(error_code(response, 404).await, "unknown_url");
}

#[tokio::test]
async fn a_wrong_method_is_not_allowed() {
    let f = fixture().await;
    let response = f.client.put(f.url("/videos")).send().await.unwrap();
    assert_eq!(error_code(response, 405).await, "method_not_supported");
}

#[tokio::test]
async fn broken_bodies_are_refused() {
    let f = fixture().await;
    let send = |kind: &'static str, body: &'static str| {
        let request = f
            .client
            .post(f.url("/videos"))
            .header("content-type", kind)
            .body(body);
        async move { request.send().await.unwrap() }
    };
    let json = send("application/json", "{\"prompt\":").await;
    assert_eq!(error_code(json, 400).await, "invalid_body");
    let multipart = send("multipart/form-data; boundary=x", "--x\r\nnothing").await;
    assert_eq!(error_code(multipart, 400).await, "invalid_body");
    let text = send("text/plain", "a boat").await;
    assert_eq!(error_code(text, 400).await, "invalid_content_type");
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let f = fixture().await;
    let part = Part::bytes(vec![0_u8; 33 << 20]).file_name("large.png");
    let response = f.post(small("p").part("input_reference", part)).await;
    assert_eq!(error_code(response, 413).await, "request_too_large");
}

#[tokio::test]
async fn a_reference_that_is_no_picture_is_refused() {
    let f = fixture().await;
    let part = Part::bytes(&b"not a picture"[..])
        .file_name("ref.png")
        .mime_str("image/png");
    let response = f
        .post(small("p").part("input_reference", part.unwrap()))
        .await;
    assert_eq!(error_code(response, 400).await, "invalid_image_format");
}

#[tokio::test]
async fn a_fifty_first_job_is_told_to_wait() {
    let f = fixture().await;
    for number in 0..50 {
        f.create(small(&format!("[slow] {number}"))).await;
    }
    let response = f.post(small("one more")).await;
    assert_eq!(response.headers()["retry-after"], "1");
    assert_eq!(error_code(response, 429).await, "queue_full");
}

#[tokio::test]
async fn create_requests_are_recorded_without_the_key() {
    let f = fixture().await;
    let form = small("黄昏").part("input_reference", picture(30, 20, [1, 2, 3]));
    let request = f.client.post(f.url("/videos")).bearer_auth("sk-secret");
    request
        .header("idempotency-key", "k1")
        .multipart(form)
        .send()
        .await
        .unwrap();
    let text = f.get("/demo/requests").await.text().await.unwrap();
    assert!(!text.contains("sk-secret"));
    let entry = &serde_json::from_str::<Value>(&text).unwrap()[0];
    assert_eq!(
        (&entry["fields"]["prompt"], &entry["status"]),
        (&json!("黄昏"), &json!(200))
    );
    assert_eq!(
        (&entry["idempotency_key"], &entry["authorization"]),
        (&json!("k1"), &json!(true))
    );
    let file = &entry["files"][0];
    assert_eq!(
        (&file["field"], &file["width"], &file["height"]),
        (&json!("input_reference"), &json!(30), &json!(20))
    );
    assert_eq!(file["sha256"].as_str().unwrap().len(), 64);
}

#[tokio::test]
async fn a_web_page_is_kept_out() {
    let f = fixture().await;
    let request = f
        .client
        .get(f.url("/videos"))
        .header("origin", "https://example.com");
    assert_eq!(
        error_code(request.send().await.unwrap(), 403).await,
        "forbidden_origin"
    );
}

#[tokio::test]
async fn a_kept_demo_keeps_its_clips_when_it_stops() {
    let kept = tempfile::tempdir().unwrap();
    let options = rushes_demo::DemoOptions {
        port: 0,
        workers: 1,
        keep: Some(kept.path().to_owned()),
    };
    let client = fixture().await.client;
    let demo = rushes_demo::start(options).await.unwrap();
    let f = crate::common::Fixture { demo, client };
    let made = f.create(small("a boat")).await;
    f.completed(small("another")).await;
    f.demo.stop().await;
    assert!(kept.path().join(format!("{made}.mp4")).is_file());
}
