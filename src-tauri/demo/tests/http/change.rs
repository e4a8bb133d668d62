//! Edits and extensions of finished videos (wire.md 1.1).

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::common::{cut, difference, error_code, fixture, frames, id_of, small};

#[tokio::test]
async fn an_extension_is_longer_and_begins_with_its_source() {
    let f = fixture().await;
    let source = f.made(json!({ "fps": 12 })).await;
    let body = json!({ "video": { "id": source["id"] }, "prompt": "then the sea", "seconds": "2" });
    let answer = f.post_json("/videos/extensions", &body).await;
    let made: Value = answer.json().await.unwrap();
    assert_eq!(
        (&made["seconds"], &made["prompt"]),
        (&json!("3"), &json!("then the sea"))
    );
    assert_eq!(made["remixed_from_video_id"], source["id"]);
    assert_eq!(f.finished(&id_of(&made)).await["status"], "completed");
    let before = frames(&f.content(&id_of(&source)).await);
    let after = frames(&f.content(&id_of(&made)).await);
    assert_eq!((before.len(), after.len()), (12, 36));
    let scene = |frame| cut(frame, [0, 10], [0, 5]);
    for number in [0, 11] {
        assert!(difference(&scene(&before[number]), &scene(&after[number])) < 2.0);
    }
    assert!(difference(&scene(&before[11]), &scene(&after[35])) > 3.0);
}

#[tokio::test]
async fn an_extension_beyond_two_minutes_is_refused() {
    let f = fixture().await;
    let mut id = id_of(&f.made(json!({ "fps": 1, "size": "64x64" })).await);
    let more = |id: &str| json!({ "video": id, "prompt": "on", "seconds": 20 });
    for _ in 0..5 {
        let answer = f.post_json("/videos/extensions", &more(&id)).await;
        id = id_of(&answer.json().await.unwrap());
        f.finished(&id).await;
    }
    let answer = f.post_json("/videos/extensions", &more(&id)).await;
    assert_eq!(error_code(answer, 400).await, "video_too_long");
}

#[tokio::test]
async fn an_extension_needs_its_seconds() {
    let f = fixture().await;
    let id = id_of(&f.made(json!({})).await);
    let form = Form::new().text("video[id]", id).text("prompt", "on");
    let request = f.client.post(f.url("/videos/extensions")).multipart(form);
    let answer = request.send().await.unwrap();
    assert_eq!(error_code(answer, 400).await, "missing_required_parameter");
}

#[tokio::test]
async fn an_edit_keeps_the_scene_in_the_colours_that_its_prompt_names() {
    let f = fixture().await;
    let fields = json!({ "size": "160x96", "seed": 2, "prompt": "sea at noon" });
    let source = f.made(fields).await;
    let edit = async |prompt: &str| {
        let body = json!({ "video": { "id": source["id"] }, "prompt": prompt });
        let made = f
            .post_json("/videos/edits", &body)
            .await
            .json()
            .await
            .unwrap();
        let video = f.finished(&id_of(&made)).await;
        assert_eq!(video["seconds"], source["seconds"]);
        frames(&f.content(&id_of(&made)).await).swap_remove(0)
    };
    let before = frames(&f.content(&id_of(&source)).await).swap_remove(0);
    let (sepia, again) = (
        edit("make it nostalgic").await,
        edit("nostalgic, please").await,
    );
    let scene = |frame| cut(frame, [0, 10], [0, 5]);
    assert!(difference(&scene(&before), &scene(&sepia)) > 8.0);
    assert!(difference(&scene(&sepia), &scene(&again)) < 2.0);
}

#[tokio::test]
async fn an_edit_of_an_uploaded_video_is_refused_honestly() {
    let f = fixture().await;
    let part = Part::bytes(vec![0; 8])
        .file_name("a.mp4")
        .mime_str("video/mp4")
        .unwrap();
    let form = Form::new().text("prompt", "p").part("video", part);
    let request = f.client.post(f.url("/videos/edits")).multipart(form);
    let answer = request.send().await.unwrap();
    assert_eq!(error_code(answer, 400).await, "unsupported_video_upload");
}

#[tokio::test]
async fn an_edit_of_something_unknown_or_unfinished_is_refused() {
    let f = fixture().await;
    let edit = |id: &str| json!({ "video": { "id": id }, "prompt": "p" });
    let unknown = f.post_json("/videos/edits", &edit("video_none")).await;
    assert_eq!(error_code(unknown, 404).await, "not_found");
    let id = f.create(small("[slow] boat")).await;
    let unfinished = f.post_json("/videos/edits", &edit(&id)).await;
    assert_eq!(error_code(unfinished, 409).await, "video_not_ready");
    let nothing = f
        .post_json("/videos/edits", &json!({ "prompt": "p" }))
        .await;
    assert_eq!(error_code(nothing, 400).await, "missing_required_parameter");
}
