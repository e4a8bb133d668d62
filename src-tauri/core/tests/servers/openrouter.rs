//! `OpenRouter` (`wire.md` 2.1, 2.2): JSON alone, 202 on create, an address that looks public and wants the key.

use crate::{
    desk::{Desk, KEY, trouble},
    material,
    orders::{Orders, has_key, unknown_field},
    scripted::{Answer, Asked, Product, Server},
};
use rushes_core::{
    domain::{Role, State},
    dto::ErrorCode,
};
use serde_json::{Value, json};

const FIELDS: [&str; 11] = [
    "model",
    "prompt",
    "duration",
    "size",
    "resolution",
    "aspect_ratio",
    "frame_images",
    "input_references",
    "seed",
    "generate_audio",
    "callback_url",
];

/// How a job ends.
#[derive(Clone, Copy)]
enum End {
    Done { outputs: usize },
    Failed,
    Word(&'static str),
}

struct OpenRouter {
    orders: Orders,
    origin: String,
    end: End,
}

impl OpenRouter {
    fn create(&mut self, asked: &Asked) -> Answer {
        let Some(body) = asked.json() else {
            return refusal(400, "Invalid JSON in request body");
        };
        if let Some(name) = unknown_field(asked, &FIELDS) {
            return refusal(400, &format!("Unrecognized key(s) in object: '{name}'"));
        }
        if body.get("duration").is_some_and(|value| !value.is_u64()) {
            return refusal(
                400,
                "duration: Invalid input: expected number, received string",
            );
        }
        if body.contains_key("size") && body.contains_key("resolution") {
            return refusal(
                400,
                "size is mutually exclusive with resolution and aspect_ratio",
            );
        }
        if body["model"] == "poor/model" {
            return refusal(
                402,
                "Insufficient credits. Add more using https://openrouter.ai/settings/credits",
            );
        }
        let id = format!("job-abc{}", self.orders.next());
        self.orders.take(&id, asked);
        let answer =
            json!({ "id": id, "polling_url": format!("/api/v1/videos/{id}"), "status": "pending" });
        Answer::json(202, &answer)
    }

    fn state(&mut self, id: &str) -> Answer {
        let Some(order) = self.orders.poll(id) else {
            return refusal(404, "Video job not found");
        };
        let url =
            |index: usize| format!("{}/api/v1/videos/{id}/content?index={index}", self.origin);
        let answer = match (order.polls, self.end) {
            (1, _) => json!({ "id": id, "status": "in_progress" }),
            (_, End::Done { outputs }) => {
                let urls: Vec<String> = (0..outputs).map(url).collect();
                json!({ "id": id, "status": "completed", "unsigned_urls": urls, "usage": { "cost": 0.2 } })
            }
            (_, End::Failed) => {
                json!({ "id": id, "status": "failed", "error": "The provider ran out of memory" })
            }
            (_, End::Word(word)) => json!({ "id": id, "status": word }),
        };
        Answer::json(200, &answer)
    }
}

impl Product for OpenRouter {
    fn answer(&mut self, asked: &Asked) -> Answer {
        if !has_key(asked) {
            return refusal(401, "Missing Authentication header");
        }
        let (method, path) = asked.line();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match (method, path.as_slice()) {
            ("POST", ["api", "v1", "videos"]) => self.create(asked),
            ("GET", ["api", "v1", "videos", "models"]) => {
                Answer::json(200, &json!({ "data": [{ "id": "google/veo-3.1" }] }))
            }
            ("GET", ["api", "v1", "videos", id]) => self.state(id),
            ("GET", ["api", "v1", "videos", _, "content"]) => {
                let index = asked.asks("index").and_then(|index| index.parse().ok());
                Answer::video(material::film(index.unwrap_or(0)))
            }
            _ => Answer::bytes(
                404,
                "text/html",
                b"<!DOCTYPE html><html>404</html>".to_vec(),
            ),
        }
    }
}

/// Its codes are numbers.
fn refusal(status: u16, message: &str) -> Answer {
    Answer::json(
        status,
        &json!({ "error": { "message": message, "code": status } }),
    )
}

async fn shop(end: End) -> (Server, Desk) {
    let server = Server::start(|origin| OpenRouter {
        orders: Orders::default(),
        origin: origin.to_owned(),
        end,
    })
    .await;
    let base = format!("{}/api/v1", server.origin);
    let desk = Desk::open("openrouter", &base, Some(KEY)).await;
    (server, desk)
}

#[tokio::test]
async fn a_shape_and_a_tier_go_without_pixels_and_the_file_is_asked_for_with_the_key() {
    let (server, desk) = shop(End::Done { outputs: 1 }).await;
    let mut order = desk.order("google/veo-3.1");
    order.seconds = Some(8.0);
    (order.aspect, order.tier) = (Some("16:9".to_owned()), Some("720p".to_owned()));
    let job = desk.ready(order).await;
    assert_eq!(desk.video(&job).await, material::film(0));
    let wanted = json!({ "prompt": "a paper boat", "model": "google/veo-3.1", "duration": 8,
        "aspect_ratio": "16:9", "resolution": "720p" });
    assert_eq!(server.order().body(), wanted);
    let log = server.log();
    assert!(
        log.iter()
            .any(|line| line.ends_with("/content?index=0 200")),
        "{log:?}"
    );
}

#[tokio::test]
async fn frames_are_told_apart_by_their_type() {
    let (server, desk) = shop(End::Done { outputs: 1 }).await;
    let mut order = desk.order("google/veo-3.1");
    (order.seconds, order.aspect) = (Some(8.0), Some("16:9".to_owned()));
    order.inputs = vec![
        desk.picture(Role::First).await,
        desk.picture(Role::Last).await,
    ];
    desk.ready(order).await;
    let frame = |kind: &str| json!({ "type": "image_url", "image_url": { "url": "<png 96x54 data>" }, "frame_type": kind });
    let frames = json!([frame("first_frame"), frame("last_frame")]);
    assert_eq!(server.order().body()["frame_images"], frames);
}

#[tokio::test]
async fn several_outputs_become_several_takes_and_one_job() {
    let (server, desk) = shop(End::Done { outputs: 2 }).await;
    let first = desk.ready(desk.order("google/veo-3.1")).await;
    let takes = desk.engine.batch(first.batch.clone()).await.expect("takes");
    assert_eq!(takes.len(), 2);
    for (take, seed) in takes.iter().zip(0..) {
        let take = desk.until(&take.id, |job| job.state == State::Ready).await;
        assert_eq!(desk.video(&take).await, material::film(seed));
    }
    assert_eq!(server.posts().len(), 1);
}

#[tokio::test]
async fn an_empty_purse_is_named_as_one_and_asked_once() {
    let (server, desk) = shop(End::Failed).await;
    let job = desk.end_of(desk.order("poor/model")).await;
    let words = "Insufficient credits. Add more using https://openrouter.ai/settings/credits";
    assert_eq!(trouble(&job), (ErrorCode::Balance, words));
    assert_eq!((server.accepted(), server.posts().len()), (0, 1));
}

#[tokio::test]
async fn an_error_that_is_a_text_is_the_servers_sentence() {
    let (server, desk) = shop(End::Failed).await;
    let job = desk.end_of(desk.order("google/veo-3.1")).await;
    assert_eq!(job.state, State::Failed);
    assert_eq!(
        trouble(&job),
        (ErrorCode::JobFailed, "The provider ran out of memory")
    );
    assert_eq!(server.posts().len(), 1);
}

#[tokio::test]
async fn cancelled_and_expired_are_ends_of_their_own() {
    for (word, state) in [("cancelled", State::Cancelled), ("expired", State::Expired)] {
        let (_server, desk) = shop(End::Word(word)).await;
        let job = desk.end_of(desk.order("google/veo-3.1")).await;
        assert_eq!(job.state, state);
    }
}

#[tokio::test]
async fn a_refused_field_is_named_by_the_server_and_not_sent_again() {
    let (server, desk) = shop(End::Failed).await;
    let mut order = desk.order("google/veo-3.1");
    order.extra.insert("seconds".to_owned(), Value::from("8"));
    let job = desk.end_of(order).await;
    let words = "Unrecognized key(s) in object: 'seconds'";
    assert_eq!(trouble(&job), (ErrorCode::Refused, words));
    assert_eq!(server.posts().len(), 1);
}
