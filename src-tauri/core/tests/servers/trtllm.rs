//! TensorRT-LLM (`wire.md` 2.1, 2.2): JSON whose unknown fields are refused, lengths with a point, its own words for work.

use crate::{
    desk::{Desk, fields, size, trouble},
    material,
    orders::{Orders, detail, invalid},
    scripted::{Answer, Asked, Product, Server},
};
use rushes_core::{
    domain::{Role, State},
    dto::ErrorCode,
};
use serde_json::{Value, json};

const FIELDS: [&str; 17] = [
    "model",
    "prompt",
    "seconds",
    "size",
    "width",
    "height",
    "num_frames",
    "fps",
    "frame_rate",
    "seed",
    "negative_prompt",
    "image_reference",
    "video_reference",
    "audio_reference",
    "input_reference",
    "response_format",
    "format",
];

/// How a job ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Bytes,
    /// `/content` names a path on the server's own disk.
    Path,
    Failed,
}

struct Trt {
    orders: Orders,
    end: End,
}

impl Trt {
    fn create(&mut self, asked: &Asked) -> Answer {
        let body = asked.body();
        if let Some(name) = FIELDS
            .iter()
            .fold(asked.names(), |mut names, known| {
                names.retain(|name| name != known);
                names
            })
            .first()
        {
            return invalid(name, "extra_forbidden", "Extra inputs are not permitted");
        }
        if asked.json().is_some() && body["seconds"].is_string() {
            return invalid("seconds", "float_type", "Input should be a valid number");
        }
        if body["seconds"]
            .as_f64()
            .is_some_and(|seconds| seconds > 60.0)
        {
            return invalid(
                "seconds",
                "less_than_equal",
                "Input should be less than or equal to 60",
            );
        }
        if body["width"].is_null() != body["height"].is_null() {
            return detail(422, "width and height must be given together");
        }
        let id = format!("video_{:032x}", self.orders.next());
        self.orders.take(&id, asked);
        Answer::json(200, &job(&id, "queued", json!(0)))
    }

    fn state(&mut self, id: &str) -> Answer {
        let Some(order) = self.orders.poll(id) else {
            return detail(404, "Video not found");
        };
        let answer = match (order.polls, self.end) {
            (1, _) => job(id, "generating", json!(40)),
            (2, _) => job(id, "postprocessing", Value::Null),
            (_, End::Failed) => {
                let mut job = job(id, "failed", Value::Null);
                job["error"] = "RuntimeError: the engine ran out of memory".into();
                job
            }
            (_, End::Bytes | End::Path) => job(id, "completed", json!(100)),
        };
        Answer::json(200, &answer)
    }
}

impl Product for Trt {
    fn answer(&mut self, asked: &Asked) -> Answer {
        let (method, path) = asked.line();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match (method, path.as_slice()) {
            ("POST", ["v1", "videos"]) => self.create(asked),
            ("GET", ["v1", "videos", id]) => self.state(id),
            ("GET", ["v1", "videos", id, "content"]) if self.end == End::Path => Answer::json(
                200,
                &json!({ "id": id, "output_path": "/srv/outputs/x.mp4" }),
            ),
            ("GET", ["v1", "videos", _, "content"]) => Answer::video(material::film(15)),
            _ => Answer::json(404, &json!({ "detail": "Not Found" })),
        }
    }
}

fn job(id: &str, status: &str, progress: impl Into<Value>) -> Value {
    json!({ "id": id, "object": "video", "model": "cosmos", "status": status, "progress": progress.into(),
        "created_at": 1_770_000_000, "duration": 5.0, "fps": 23.976 })
}

async fn shop(end: End) -> (Server, Desk) {
    let server = Server::start(|_| Trt {
        orders: Orders::default(),
        end,
    })
    .await;
    let desk = Desk::open("trtllm", &server.origin, None).await;
    (server, desk)
}

#[tokio::test]
async fn a_length_has_a_point_and_the_servers_own_words_for_work_are_understood() {
    let (server, desk) = shop(End::Bytes).await;
    let mut order = desk.order("cosmos");
    (order.seconds, order.size) = (Some(5.0), Some(size(1280, 720)));
    order.params = fields(json!({ "seed": 7, "negative_prompt": "rain" }));
    let id = desk.create(order).await;
    desk.until(&id, |job| job.state == State::Running).await;
    let job = desk.until(&id, |job| job.state == State::Ready).await;
    assert_eq!(desk.video(&job).await, material::film(15));
    let wanted = json!({ "prompt": "a paper boat", "model": "cosmos", "seconds": 5.0, "size": "1280x720",
        "seed": 7, "negative_prompt": "rain" });
    assert_eq!(server.order().body(), wanted);
}

#[tokio::test]
async fn a_picture_goes_as_its_reference() {
    let (server, desk) = shop(End::Bytes).await;
    let mut order = desk.order("cosmos");
    order.size = Some(size(1280, 720));
    order.inputs = vec![desk.picture(Role::First).await];
    desk.ready(order).await;
    assert_eq!(
        server.order().body()["image_reference"],
        "<png 1280x720 data>"
    );
}

#[tokio::test]
async fn an_unknown_field_is_refused_by_its_name_and_asked_once() {
    let (server, desk) = shop(End::Bytes).await;
    let mut order = desk.order("cosmos");
    order.extra = fields(json!({ "quality": "high" }));
    let job = desk.end_of(order).await;
    assert_eq!(job.state, State::Failed);
    let words = "quality: Extra inputs are not permitted";
    assert_eq!(trouble(&job), (ErrorCode::Refused, words));
    assert_eq!((server.accepted(), server.posts().len()), (0, 1));
}

#[tokio::test]
async fn an_error_that_is_a_text_is_the_servers_sentence() {
    let (_server, desk) = shop(End::Failed).await;
    let job = desk.end_of(desk.order("cosmos")).await;
    let words = "RuntimeError: the engine ran out of memory";
    assert_eq!(trouble(&job), (ErrorCode::JobFailed, words));
}

#[tokio::test]
async fn a_path_on_the_servers_disk_is_no_file_and_the_job_is_kept() {
    let (server, desk) = shop(End::Path).await;
    let id = desk.create(desk.order("cosmos")).await;
    let job = desk.until(&id, |job| job.error.is_some()).await;
    assert_eq!(trouble(&job).0, ErrorCode::NotHandedOut);
    assert!(matches!(job.state, State::Completed | State::Downloading));
    assert_eq!(server.posts().len(), 1);
}
