//! What can be seen of a field in the first frame of the clip.

use serde_json::json;

use crate::common::{average, base64, cut, difference, fixture, id_of, png};

#[tokio::test]
async fn every_style_has_its_own_colours() {
    let f = fixture().await;
    let image = base64(&png(96, 64, [150, 110, 70]));
    let mut seen = vec![("none", average(&f.frame(json!({ "image": image })).await))];
    for style in [
        "thanksgiving",
        "comic",
        "news",
        "selfie",
        "nostalgic",
        "anime",
    ] {
        let frame = f.frame(json!({ "image": image, "style": style })).await;
        seen.push((style, average(&frame)));
    }
    for (i, (one, a)) in seen.iter().enumerate() {
        for (other, b) in &seen[..i] {
            let apart: f64 = a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum();
            assert!(apart > 12.0, "{one} {a:?} is like {other} {b:?}");
        }
    }
}

#[tokio::test]
async fn a_style_in_the_metadata_counts_too() {
    let f = fixture().await;
    let image = base64(&png(96, 64, [150, 110, 70]));
    let by_field = f
        .frame(json!({ "image": image, "style": "news", "seed": 1 }))
        .await;
    let metadata = json!({ "style": "news" });
    let by_metadata = f
        .frame(json!({ "image": image, "metadata": metadata, "seed": 1 }))
        .await;
    // The take's number on the slate is all that differs.
    assert!(difference(&by_field, &by_metadata) < 2.0);
}

#[tokio::test]
async fn a_watermark_is_stamped_into_the_upper_right_corner_and_nowhere_else() {
    let f = fixture().await;
    let size = "320x180";
    let plain = f
        .frame(json!({ "seed": 3, "size": size, "watermark": "false" }))
        .await;
    let stamped = f
        .frame(json!({ "seed": 3, "size": size, "watermark": "true" }))
        .await;
    let corner = |frame| cut(frame, [6, 10], [1, 3]);
    let elsewhere = |frame| cut(frame, [0, 5], [0, 6]);
    assert!(difference(&corner(&plain), &corner(&stamped)) > 4.0);
    assert!(difference(&elsewhere(&plain), &elsewhere(&stamped)) < 2.0);
}

#[tokio::test]
async fn a_negative_prompt_keeps_things_out_of_the_picture() {
    let f = fixture().await;
    let ask = |avoid: &str| {
        json!({
            "prompt": "a lighthouse by the sea in the rain at night", "seed": 8, "size": "160x96",
            "metadata": { "negative_prompt": avoid },
        })
    };
    let (with, again) = (f.frame(ask("")).await, f.frame(ask("")).await);
    let without = f.frame(ask("lighthouse, rain")).await;
    let upper = |frame| cut(frame, [0, 10], [2, 6]);
    let chance = difference(&upper(&with), &upper(&again));
    let change = difference(&upper(&with), &upper(&without));
    assert!(change > 2.0 && change > chance * 4.0, "{change} {chance}");
}

#[tokio::test]
async fn the_same_seed_gives_the_same_picture_and_another_does_not() {
    let f = fixture().await;
    let first = f.frame(json!({ "seed": 20_231_234 })).await;
    let again = f.frame(json!({ "seed": "20231234" })).await;
    let other = f.frame(json!({ "seed": 20_231_235 })).await;
    let upper = |frame| cut(frame, [0, 10], [0, 5]);
    assert!(difference(&upper(&first), &upper(&again)) < 1.0);
    assert!(difference(&upper(&first), &upper(&other)) > 3.0);
}

#[tokio::test]
async fn a_stamp_is_on_the_thumbnail_as_well() {
    let f = fixture().await;
    let mut posters = Vec::new();
    for watermark in ["false", "true"] {
        let fields = json!({ "seed": 3, "size": "320x180", "watermark": watermark });
        let id = id_of(&f.made(fields).await);
        let path = format!("/videos/{id}/content?variant=thumbnail");
        let poster = f.get(&path).await.bytes().await.unwrap();
        posters.push(image::load_from_memory(&poster).unwrap().into_rgb8());
    }
    let corner = |poster| cut(poster, [6, 10], [1, 3]);
    assert!(difference(&corner(&posters[0]), &corner(&posters[1])) > 4.0);
}
