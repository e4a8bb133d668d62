//! Every field that the three documentation pages name, in the encodings that they name, is honoured
//! or refused with a sentence that states the rule.

use mp4_atom::{Decode, Ftyp, Moov};
use reqwest::multipart::Form;
use serde_json::{Value, json};

use crate::common::{average_colours, base64, fixture, id_of, picture, png, small};

const GREEN: [u8; 3] = [30, 180, 60];

/// Whether a clip is green all over; the slate darkens a part of it.
fn is_green(mp4: &[u8]) -> bool {
    let [r, g, b] = average_colours(mp4)[6];
    g > 2.0 * r && g > 1.6 * b
}

fn moov(mp4: &[u8]) -> Moov {
    let mut buffer = std::io::Cursor::new(mp4);
    Ftyp::decode(&mut buffer).unwrap();
    Moov::decode(&mut buffer).unwrap()
}

#[tokio::test]
async fn the_example_of_page_000_works_as_printed() {
    let f = fixture().await;
    let form = Form::new()
        .text("model", "sora-2")
        .text("prompt", "A calico cat playing a piano on stage");
    let video: Value = f.post(form).await.json().await.unwrap();
    let said = ["model", "status", "size", "seconds", "quality"].map(|key| &video[key]);
    assert_eq!(said, ["sora-2", "queued", "720x1280", "4", "standard"]);
}

#[tokio::test]
async fn all_fields_of_page_001_are_honoured_as_multipart() {
    let f = fixture().await;
    let form = Form::new()
        .text("model", "kling-v1")
        .text("prompt", "宇航员站起身走了")
        .text("image", base64(&png(64, 64, GREEN)))
        .text("duration", "1")
        .text("width", "96")
        .text("height", "64")
        .text("fps", "30")
        .text("seed", "20231234")
        .text("n", "1")
        .text("response_format", "url")
        .text("user", "user-1234")
        .text(
            "metadata",
            r#"{"negative_prompt":"rain","quality_level":"high"}"#,
        );
    let id = f.completed(form).await;
    let video = f.get_json(&format!("/videos/{id}")).await;
    let said = ["model", "seconds", "size", "user", "quality"].map(|key| &video[key]);
    assert_eq!(said, ["kling-v1", "1", "96x64", "user-1234", "high"]);
    assert_eq!(video["metadata"]["negative_prompt"], "rain");
    let mp4 = f.content(&id).await;
    assert!(is_green(&mp4));
    assert_eq!(average_colours(&mp4).len(), 30);
}

#[tokio::test]
async fn all_fields_of_page_002_are_honoured_as_multipart() {
    let f = fixture().await;
    let form = small("a cat")
        .text("watermark", "false")
        .text("private", "false")
        .text("style", "anime")
        .part("input_reference", picture(64, 64, GREEN));
    let id = f.completed(form).await;
    assert!(is_green(&f.content(&id).await));
}

#[tokio::test]
async fn duration_may_be_a_number_or_text() {
    let f = fixture().await;
    for duration in [json!(1.5), json!("1.5")] {
        let body = json!({ "prompt": "a", "duration": duration, "size": "64x64" });
        let video: Value = f.post_json("/videos", &body).await.json().await.unwrap();
        assert_eq!(video["seconds"], "1.5");
    }
}

#[tokio::test]
async fn fps_is_the_rate_of_the_file() {
    let f = fixture().await;
    for rate in [8_u32, 60] {
        let video = f.made(json!({ "fps": rate })).await;
        let moov = moov(&f.content(&id_of(&video)).await);
        let media = &moov.trak[0].mdia;
        let times = &media.minf.stbl.stts.entries[0];
        assert_eq!(times.sample_count, rate);
        assert_eq!(media.mdhd.timescale / times.sample_delta, rate);
        assert_eq!(media.mdhd.duration, u64::from(media.mdhd.timescale));
    }
}

#[tokio::test]
async fn width_and_height_are_the_size() {
    let f = fixture().await;
    let body = json!({ "prompt": "a", "seconds": "1", "width": 98, "height": "66" });
    let video: Value = f.post_json("/videos", &body).await.json().await.unwrap();
    assert_eq!(video["size"], "98x66");
}

#[tokio::test]
async fn a_shape_by_name_is_a_size() {
    let f = fixture().await;
    let body = json!({ "prompt": "[fail]", "seconds": "1", "size": "16x9" });
    let video: Value = f.post_json("/videos", &body).await.json().await.unwrap();
    assert_eq!(video["size"], "1280x720");
}

#[tokio::test]
async fn several_clips_differ_and_each_has_its_address() {
    let f = fixture().await;
    let video = f.made(json!({ "n": 3 })).await;
    let data = video["data"].as_array().unwrap();
    assert_eq!(data.len(), 3);
    assert_eq!(video["url"], data[0]["url"]);
    let mut clips = Vec::new();
    for item in data {
        let clip = f.client.get(item["url"].as_str().unwrap()).send().await;
        clips.push(clip.unwrap().bytes().await.unwrap());
    }
    assert!(clips[0] != clips[1] && clips[1] != clips[2] && clips[0] != clips[2]);
    let id = id_of(&video);
    let beyond = f.get(&format!("/videos/{id}/content?index=3")).await;
    assert_eq!(beyond.status(), 400);
    let sentence: Value = beyond.json().await.unwrap();
    assert_eq!(
        sentence["error"]["message"],
        "'index' must be a whole number from 0 to 2."
    );
}

#[tokio::test]
async fn base64_is_handed_over_in_the_answer() {
    let f = fixture().await;
    let video = f
        .made(json!({ "response_format": "b64_json", "n": 2 }))
        .await;
    let id = id_of(&video);
    assert_eq!(video["data"][0]["b64_json"], base64(&f.content(&id).await));
    let second = f.get(&format!("/videos/{id}/content?index=1")).await;
    let second = second.bytes().await.unwrap();
    assert_eq!(video["data"][1]["b64_json"], base64(&second));
    assert!(video.get("url").is_none());
}

#[tokio::test]
async fn metadata_come_back_as_an_object_from_text_and_from_an_object() {
    let f = fixture().await;
    let bag = json!({ "negative_prompt": "fog", "anything": [1, { "a": null }] });
    for sent in [bag.clone(), json!(bag.to_string())] {
        let video = f.made(json!({ "metadata": sent })).await;
        assert_eq!(video["metadata"], bag);
    }
}

#[tokio::test]
async fn quality_level_changes_how_finely_a_clip_is_encoded() {
    let f = fixture().await;
    let mut sizes = Vec::new();
    for level in ["low", "standard", "high"] {
        let fields = json!({ "seed": 4, "metadata": { "quality_level": level } });
        let video = f.made(fields).await;
        assert_eq!(video["quality"], level);
        sizes.push(f.content(&id_of(&video)).await.len());
    }
    assert!(
        sizes.is_sorted() && sizes[0] * 3 < sizes[2] * 2,
        "{sizes:?}"
    );
}

#[tokio::test]
async fn a_private_video_is_not_listed_and_is_found_by_its_id() {
    let f = fixture().await;
    let video = f.made(json!({ "private": "true" })).await;
    assert_eq!(f.get_json("/videos").await["data"], json!([]));
    assert_eq!(
        f.get(&format!("/videos/{}", id_of(&video))).await.status(),
        200
    );
}

#[tokio::test]
async fn a_picture_may_be_base64_or_a_data_uri_in_either_field() {
    let f = fixture().await;
    let raw = base64(&png(64, 64, GREEN));
    let uri = format!("data:image/png;base64,{raw}");
    for field in ["image", "input_reference"] {
        for text in [&raw, &uri] {
            let mut fields = json!({});
            fields[field] = json!(text);
            let video = f.made(fields).await;
            assert!(is_green(&f.content(&id_of(&video)).await), "{field}");
        }
    }
}

#[tokio::test]
async fn a_picture_may_be_a_file_in_the_image_field() {
    let f = fixture().await;
    let id = f
        .completed(small("p").part("image", picture(64, 64, GREEN)))
        .await;
    assert!(is_green(&f.content(&id).await));
}

#[tokio::test]
async fn two_pictures_are_one_too_many() {
    let f = fixture().await;
    let part = |colour| picture(64, 64, colour);
    let form = small("p")
        .part("image", part(GREEN))
        .part("input_reference", part([0; 3]));
    assert_eq!(f.post(form).await.status(), 400);
}

#[tokio::test]
async fn bad_values_are_refused_with_the_rule() {
    let f = fixture().await;
    for (field, value, rule) in [
        ("fps", json!(61), "from 1 to 60"),
        ("fps", json!("fast"), "from 1 to 60"),
        ("n", json!(0), "from 1 to 4"),
        ("n", json!(5), "from 1 to 4"),
        ("duration", json!(21), "from 1 to 20"),
        ("duration", json!(2), "the same as 'seconds'"),
        ("seed", json!("x"), "whole number"),
        ("response_format", json!("gif"), "'url' or 'b64_json'"),
        (
            "style",
            json!("noir"),
            "thanksgiving, comic, news, selfie, nostalgic, anime",
        ),
        ("watermark", json!("ture"), "'true' or 'false'"),
        ("private", json!(3), "'true' or 'false'"),
        ("metadata", json!("a text"), "JSON object"),
        ("metadata", json!([1]), "JSON object"),
        ("size", json!("720p"), "16x9"),
        ("width", json!(63), "from 64 to 1920"),
        ("height", json!(2000), "from 64 to 1920"),
        ("image", json!("not a picture!"), "Base64"),
        ("image", json!("aGVsbG8="), "PNG, JPEG or WebP"),
        ("image", json!("ftp://127.0.0.1/a.png"), "http or https"),
    ] {
        let sentence = f.refusal(field, value.clone()).await;
        assert!(sentence.contains(rule), "{field}={value}: {sentence}");
    }
}
