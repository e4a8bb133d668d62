//! The channels behind new-api each read other fields (`wire.md` 2.5): every family's description must write those.

use crate::{
    desk::{Desk, KEY, fields},
    foreign, material,
    new_api::{Mood, NewApi},
    scripted::{Content, Server},
};
use rushes_core::{domain::Role, dto::CreateJobs};
use serde_json::{Value, json};

/// A gateway, a request of that model with those choices, and the body that arrived.
async fn body_of(model: &str, choose: impl FnOnce(&mut CreateJobs), first: bool) -> Value {
    let cdn = foreign::store(4).await;
    let mood = Mood {
        cdn: Some(format!("{}/v.mp4", cdn.origin)),
        ..Mood::default()
    };
    let server = Server::start(|_| NewApi::new(mood)).await;
    let desk = Box::pin(Desk::open("new-api", &server.origin, Some(KEY))).await;
    let mut order = desk.order(model);
    choose(&mut order);
    if first {
        order.inputs = vec![desk.picture(Role::First).await];
    }
    desk.ready(order).await;
    let Content::Json(mut body) = server.order().content else {
        panic!("no JSON");
    };
    // Plain Base64 has nothing by which it could be told from a word.
    if let Some(raw) = body["images"][0].as_str().and_then(material::raw_picture) {
        body["images"][0] = raw.into();
    }
    material::shown(&body)
}

fn tier(seconds: f64, tier: &str) -> impl FnOnce(&mut CreateJobs) {
    let tier = tier.to_owned();
    move |order| (order.seconds, order.tier) = (Some(seconds), Some(tier))
}

#[tokio::test]
async fn jimeng_gets_plain_base64_because_a_prefix_breaks_it() {
    let choose = |order: &mut CreateJobs| {
        (order.seconds, order.aspect) = (Some(10.0), Some("16:9".to_owned()));
    };
    let body = body_of("jimeng_v30", choose, true).await;
    let wanted = json!({ "prompt": "a paper boat", "model": "jimeng_v30", "seconds": "10", "duration": 10,
        "metadata": { "aspect_ratio": "16:9" }, "images": ["<png 96x54 raw>"] });
    assert_eq!(body, wanted);
}

#[tokio::test]
async fn vidu_gets_its_tier_where_others_have_their_pixels() {
    let body = body_of("viduq2", tier(5.0, "1080p"), true).await;
    let wanted = json!({ "prompt": "a paper boat", "model": "viduq2", "seconds": "5", "duration": 5,
        "size": "1080p", "images": ["<png 96x54 data>"] });
    assert_eq!(body, wanted);
}

#[tokio::test]
async fn wan_gets_its_tier_in_capitals() {
    let body = body_of("wan2.6-t2v", tier(5.0, "720P"), false).await;
    let wanted = json!({ "prompt": "a paper boat", "model": "wan2.6-t2v", "seconds": "5", "duration": 5, "size": "720P" });
    assert_eq!(body, wanted);
}

#[tokio::test]
async fn hailuo_gets_its_first_frame_in_the_metadata() {
    let body = body_of("MiniMax-Hailuo-2.3", tier(6.0, "1080P"), true).await;
    let wanted = json!({ "prompt": "a paper boat", "model": "MiniMax-Hailuo-2.3", "seconds": "6", "duration": 6,
        "size": "1080P", "metadata": { "first_frame_image": "<png 96x54 data>" } });
    assert_eq!(body, wanted);
}

#[tokio::test]
async fn seedance_gets_ratio_resolution_and_its_parameters_in_the_metadata() {
    let choose = |order: &mut CreateJobs| {
        order.seconds = Some(5.0);
        (order.aspect, order.tier) = (Some("9:16".to_owned()), Some("720p".to_owned()));
        order.params = fields(json!({ "seed": 7, "watermark": false }));
    };
    let body = body_of("doubao-seedance-1-0-pro-250528", choose, false).await;
    let metadata = json!({ "ratio": "9:16", "resolution": "720p", "seed": 7, "watermark": false });
    assert_eq!(body["metadata"], metadata);
    assert_eq!(
        (&body["seconds"], &body["duration"], &body["size"]),
        (&json!("5"), &json!(5), &Value::Null)
    );
}

#[tokio::test]
async fn veo_gets_googles_own_names_in_the_metadata() {
    let choose = |order: &mut CreateJobs| {
        order.seconds = Some(8.0);
        (order.aspect, order.tier) = (Some("16:9".to_owned()), Some("720p".to_owned()));
    };
    let body = body_of("veo-3.1-generate-preview", choose, false).await;
    let metadata = json!({ "durationSeconds": 8, "aspectRatio": "16:9", "resolution": "720p" });
    assert_eq!(body["metadata"], metadata);
}
