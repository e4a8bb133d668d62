//! `CLIProxyAPI` (`wire.md` 2.1, 2.4, 2.5b): the format below `/openai/v1`, refusals that look like jobs.

use crate::{
    desk::{Desk, KEY, size, trouble},
    material,
    orders::{Orders, has_key},
    scripted::{Answer, Asked, Product, Server},
};
use rushes_core::{
    domain::{Role, State},
    dto::ErrorCode,
};
use serde_json::{Value, json};

#[derive(Default)]
struct CliProxy {
    orders: Orders,
    origin: String,
    /// The answer about a finished job names no address, and `/content` says so at first.
    hides: bool,
    downloads: u32,
}

impl CliProxy {
    fn create(&mut self, asked: &Asked) -> Answer {
        let body = asked.body();
        let said = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        if said("prompt").contains("forbidden") {
            return not_a_job("Generated video rejected by content moderation.");
        }
        let sizes = ["", "720x1280", "1280x720", "1024x1792", "1792x1024"];
        if !sizes.contains(&said("size").as_str()) {
            return not_a_job(&format!(
                "Invalid request: size {} is not supported",
                said("size")
            ));
        }
        // Files are ignored without a word: a picture must come as an address.
        if let Some(parts) = asked.form() {
            assert!(!parts.iter().any(crate::scripted::Part::is_file));
        }
        let id = format!("0f0c8bb4-0b0d-3dec-c31c-{:012}", self.orders.next());
        self.orders.take(&id, asked);
        let answer = json!({ "id": id, "object": "video", "model": "grok-imagine-video", "status": "queued",
            "progress": 0, "created_at": 1_770_000_000, "seconds": said("seconds"), "size": said("size") });
        Answer::json(200, &answer)
    }

    fn state(&mut self, id: &str) -> Answer {
        let Some(order) = self.orders.poll(id) else {
            return Answer::json(404, &json!({ "error": { "message": "video not found" } }));
        };
        let mut answer = json!({ "id": id, "object": "video", "model": "grok-imagine-video" });
        match order.polls {
            // Without a word when the upstream has none.
            1 => {}
            2 => answer["status"] = "in_progress".into(),
            _ => {
                answer["status"] = "completed".into();
                let url = format!("{}/openai/v1/videos/{id}/content", self.origin);
                if !self.hides {
                    answer["video_url"] = url.into();
                }
            }
        }
        Answer::json(200, &answer)
    }

    fn content(&mut self, asked: &Asked) -> Answer {
        self.downloads += 1;
        if !asked.query.is_empty() {
            return Answer::json(
                400,
                &json!({ "error": { "message": "variant is not supported" } }),
            );
        }
        if self.hides && self.downloads == 1 {
            let words = "upstream response did not include video.url";
            return Answer::json(502, &json!({ "error": { "message": words } }));
        }
        // It does not say what it sends.
        Answer::bytes(200, "application/octet-stream", material::film(11))
    }
}

impl Product for CliProxy {
    fn answer(&mut self, asked: &Asked) -> Answer {
        if !has_key(asked) {
            return Answer::json(401, &json!({ "error": "Invalid API key" }));
        }
        let (method, path) = asked.line();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match (method, path.as_slice()) {
            ("POST", ["openai", "v1", "videos"]) => self.create(asked),
            ("GET", ["openai", "v1", "videos", id]) => self.state(id),
            ("GET", ["openai", "v1", "videos", _, "content"]) => self.content(asked),
            _ => Answer::bytes(404, "text/plain", b"404 page not found".to_vec()),
        }
    }
}

/// A refusal in the shape of a job, with an id that is made up on the spot.
fn not_a_job(words: &str) -> Answer {
    let error = json!({ "code": "invalid_request_error", "message": words });
    let answer = json!({ "object": "video", "status": "failed", "progress": 0, "id": "video_1f4e9a",
        "model": "grok-imagine-video", "error": error });
    Answer::json(400, &answer)
}

async fn shop(hides: bool) -> (Server, Desk) {
    let server = Server::start(|origin| CliProxy {
        origin: origin.to_owned(),
        hides,
        ..CliProxy::default()
    })
    .await;
    let base = format!("{}/openai/v1", server.origin);
    let desk = Desk::open("cliproxy", &base, Some(KEY)).await;
    (server, desk)
}

#[tokio::test]
async fn a_job_without_a_word_is_waited_for_and_its_bytes_need_no_type() {
    let (server, desk) = shop(false).await;
    let mut order = desk.order("sora-2");
    (order.seconds, order.size) = (Some(6.0), Some(size(1280, 720)));
    let job = desk.ready(order).await;
    assert_eq!(desk.video(&job).await, material::film(11));
    let four =
        json!({ "prompt": "a paper boat", "model": "sora-2", "seconds": "6", "size": "1280x720" });
    assert_eq!(server.order().body(), four);
    assert!(server.log().iter().all(|line| !line.contains("variant")));
}

#[tokio::test]
async fn a_picture_goes_as_an_address_inside_an_object_and_never_as_a_file() {
    let (server, desk) = shop(false).await;
    let mut order = desk.order("sora-2");
    order.size = Some(size(1280, 720));
    order.inputs = vec![desk.picture(Role::First).await];
    desk.ready(order).await;
    let picture: Value = server.order().body()["input_reference"].clone();
    assert_eq!(picture, json!({ "image_url": "<png 1280x720 data>" }));
}

#[tokio::test]
async fn a_refusal_in_the_shape_of_a_job_is_no_job_and_never_asked_about() {
    let (server, desk) = shop(false).await;
    let mut order = desk.order("sora-2");
    (order.size, order.anyway) = (Some(size(640, 360)), true);
    let job = desk.end_of(order).await;
    assert_eq!(job.state, State::Failed);
    let words = "Invalid request: size 640x360 is not supported";
    assert_eq!(trouble(&job), (ErrorCode::Refused, words));
    assert_eq!(job.remote_id, None);
    assert_eq!(server.log(), ["POST /openai/v1/videos 400"]);
}

#[tokio::test]
async fn refused_content_in_the_shape_of_a_job_is_not_written_another_way() {
    let (server, desk) = shop(false).await;
    let mut order = desk.order("sora-2");
    order.prompt = "something forbidden".to_owned();
    let job = desk.end_of(order).await;
    assert_eq!(trouble(&job).0, ErrorCode::RefusedOutput);
    assert_eq!(server.log(), ["POST /openai/v1/videos 400"]);
}

#[tokio::test]
async fn bytes_that_are_not_there_yet_are_asked_for_again_and_never_made_again() {
    let (server, desk) = shop(true).await;
    let job = desk.ready(desk.order("sora-2")).await;
    assert_eq!(desk.video(&job).await, material::film(11));
    assert_eq!(
        (server.asked("GET", "/content").len(), server.posts().len()),
        (2, 1)
    );
}
