//! vLLM-Omni (`wire.md` 2.1 to 2.3, 7): forms alone, no key, a failed job as a 500 with the job inside.

use crate::{
    desk::{Desk, fields, size, trouble},
    material,
    orders::{Order, Orders, detail, invalid},
    scripted::{Answer, Asked, Product, Server},
};
use rushes_core::{
    domain::{Fit, Role, State},
    dto::{ErrorCode, InputDraft},
};
use serde_json::{Value, json};

#[derive(Default)]
struct Vllm {
    orders: Orders,
    fails: bool,
    downloads: u32,
}

impl Vllm {
    fn create(&mut self, asked: &Asked) -> Answer {
        if asked.form().is_none() {
            return invalid("prompt", "missing", "Field required");
        }
        let text = |name: &str| asked.text(name).unwrap_or_default();
        if text("prompt").is_empty() {
            return invalid("prompt", "missing", "Field required");
        }
        let whole = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !whole(&text("seconds")) || text("seconds").starts_with('0') {
            let words = "String should match pattern '^[1-9]\\d*$'";
            return invalid("seconds", "string_pattern_mismatch", words);
        }
        let pixels = text("size");
        if !pixels.is_empty()
            && !pixels
                .split('x')
                .all(|side| !side.is_empty() && whole(side))
        {
            return invalid(
                "size",
                "string_pattern_mismatch",
                "String should match pattern '^\\d+x\\d+$'",
            );
        }
        let references = asked
            .names()
            .into_iter()
            .filter(|name| name.ends_with("_reference"));
        if references.count() > 1 {
            return detail(
                400,
                "Only one of input_reference and image_reference may be given",
            );
        }
        let link = asked.text("image_reference");
        let readable = |text: &String| {
            serde_json::from_str::<Value>(text).is_ok_and(|value| value["image_url"].is_string())
        };
        if link.is_some_and(|text| !readable(&text)) {
            return detail(400, "image_reference is not valid JSON");
        }
        if text("model") == "nobody/knows" {
            return detail(404, "The model `nobody/knows` does not exist.");
        }
        let id = format!("video_gen_{:032x}", self.orders.next());
        let order = self.orders.take(&id, asked);
        Answer::json(200, &video(&order, "queued", None))
    }

    fn state(&mut self, id: &str) -> Answer {
        let Some(order) = self.orders.poll(id) else {
            return detail(404, format!("Video {id} not found"));
        };
        match (order.polls, self.fails) {
            (1, _) => Answer::json(200, &video(&order, "queued", None)),
            (_, true) => {
                let words = "CUDA out of memory. Tried to allocate 20.00 GiB.";
                let error = json!({ "code": "OutOfMemoryError", "message": words });
                Answer::json(500, &video(&order, "failed", Some(&error)))
            }
            (_, false) => Answer::json(200, &video(&order, "completed", None)),
        }
    }

    /// Not there yet, then half of it, then the rest of it by range.
    fn content(&mut self, asked: &Asked) -> Answer {
        self.downloads += 1;
        let film = material::film(12);
        let half = film.len() / 2;
        match (self.downloads, asked.header("range")) {
            (1, _) => detail(404, "Generation is still in-progress"),
            (2, _) => Answer::cut(&film, half)
                .with("accept-ranges", "bytes")
                .with("etag", "\"abc-123\""),
            (_, Some(range)) => {
                assert_eq!(asked.header("if-range"), Some("\"abc-123\""));
                let from: usize = range
                    .trim_start_matches("bytes=")
                    .trim_end_matches('-')
                    .parse()
                    .expect("a start");
                let span = format!("bytes {from}-{}/{}", film.len() - 1, film.len());
                Answer::bytes(206, "video/mp4", film[from..].to_vec()).with("content-range", &span)
            }
            (_, None) => Answer::video(film),
        }
    }
}

impl Product for Vllm {
    fn answer(&mut self, asked: &Asked) -> Answer {
        assert_eq!(
            asked.header("authorization"),
            None,
            "a server without a key gets none"
        );
        let (method, path) = asked.line();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match (method, path.as_slice()) {
            ("POST", ["v1", "videos"]) => self.create(asked),
            ("GET", ["v1", "videos", id]) => self.state(id),
            ("GET", ["v1", "videos", _, "content"]) => self.content(asked),
            ("DELETE", ["v1", "videos", id]) => match self.orders.find(id) {
                Some(order) => {
                    order.deleted = true;
                    Answer::json(
                        200,
                        &json!({ "id": id, "object": "video.deleted", "deleted": true }),
                    )
                }
                None => detail(404, format!("Video {id} not found")),
            },
            ("POST", _) => Answer::json(405, &json!({ "detail": "Method Not Allowed" })),
            _ => Answer::json(404, &json!({ "detail": "Not Found" })),
        }
    }
}

fn video(order: &Order, status: &str, error: Option<&Value>) -> Value {
    let done = status == "completed";
    json!({ "id": order.id, "object": "video", "model": order.model, "status": status,
        "progress": if done { 100 } else { 0 }, "created_at": 1_770_000_000, "seconds": "4",
        "size": "832x480", "prompt": order.prompt, "error": error, "media_type": "video/mp4",
        "file_name": done.then_some("v.mp4"), "inference_time_s": 1.5 })
}

async fn shop(fails: bool) -> (Server, Desk) {
    let vllm = Vllm {
        fails,
        ..Vllm::default()
    };
    let server = Server::start(|_| vllm).await;
    let desk = Desk::open("vllm-omni", &server.origin, None).await;
    (server, desk)
}

#[tokio::test]
async fn a_form_of_texts_is_sent_without_a_key_and_a_broken_download_goes_on_where_it_was() {
    let (server, desk) = shop(false).await;
    let mut order = desk.order("Wan-AI/Wan2.2-T2V-A14B-Diffusers");
    (order.seconds, order.size) = (Some(4.0), Some(size(832, 480)));
    order.params = fields(json!({ "seed": 7, "guidance_scale": 4.5, "lora": { "name": "x" } }));
    let job = desk.ready(order).await;
    assert_eq!(desk.video(&job).await, material::film(12));
    let wanted = json!({ "prompt": "a paper boat", "model": "Wan-AI/Wan2.2-T2V-A14B-Diffusers", "seconds": "4",
        "size": "832x480", "seed": "7", "guidance_scale": "4.5", "lora": "{\"name\":\"x\"}" });
    assert_eq!(server.order().body(), wanted);
    let log = server.log();
    assert!(
        log.last()
            .is_some_and(|line| line.ends_with("/content 206")),
        "{log:?}"
    );
    assert!(
        log.iter().all(|line| !line.contains("variant")),
        "its stills are the film itself"
    );
}

#[tokio::test]
async fn a_picture_of_this_computer_is_a_file_and_a_link_is_json_in_a_text() {
    let (server, desk) = shop(false).await;
    let mut order = desk.order("Wan-AI/Wan2.2-I2V-A14B-Diffusers");
    order.size = Some(size(832, 480));
    order.inputs = vec![desk.picture(Role::First).await];
    desk.ready(order.clone()).await;
    assert_eq!(
        server.order().body()["input_reference"],
        "<png 832x480 file>"
    );

    let (server, desk) = shop(false).await;
    order.server = desk.server.clone();
    let url = "https://pictures.example/boat.png".to_owned();
    let link = InputDraft {
        crop: None,
        frame_of: None,
        role: Role::First,
        fit: Fit::None,
        staged: None,
        url: Some(url),
    };
    order.inputs = vec![link];
    desk.ready(order).await;
    let body = server.order().body();
    let wanted = r#"{"image_url":"https://pictures.example/boat.png"}"#;
    assert_eq!(
        (&body["image_reference"], &body["input_reference"]),
        (&json!(wanted), &Value::Null)
    );
}

#[tokio::test]
async fn a_failed_job_inside_a_500_has_failed_and_says_why() {
    let (server, desk) = shop(true).await;
    let job = desk.end_of(desk.order("wan")).await;
    assert_eq!(job.state, State::Failed);
    let words = "CUDA out of memory. Tried to allocate 20.00 GiB.";
    assert_eq!(trouble(&job), (ErrorCode::JobFailed, words));
    assert_eq!(server.posts().len(), 1);
}

#[tokio::test]
async fn a_length_that_does_not_validate_is_refused_by_its_field_and_asked_once() {
    let (server, desk) = shop(false).await;
    let mut order = desk.order("wan");
    order.seconds = Some(2.5);
    let job = desk.end_of(order).await;
    assert_eq!(job.state, State::Failed);
    let words = "seconds: String should match pattern '^[1-9]\\d*$'";
    assert_eq!(trouble(&job), (ErrorCode::Refused, words));
    assert_eq!((server.accepted(), server.posts().len()), (0, 1));
}

#[tokio::test]
async fn a_video_is_deleted_there_and_stays_here() {
    let (server, desk) = shop(false).await;
    let job = desk.ready(desk.order("wan")).await;
    let job = desk.engine.delete_remote(&job.id).await.expect("deleted");
    assert!(job.remote_deleted_at.is_some() && job.video.is_some());
    assert_eq!(
        server
            .log()
            .iter()
            .filter(|line| line.starts_with("DELETE"))
            .count(),
        1
    );
}
