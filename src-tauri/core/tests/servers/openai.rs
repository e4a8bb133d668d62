//! The official format (`wire.md` 1): strict about every field, files by multipart, bytes behind `/content`.

use crate::{
    desk::{Desk, KEY, fields, size, trouble},
    foreign, material,
    orders::{Order, Orders, error, has_key, unknown_field},
    scripted::{Answer, Asked, Product, Server},
};
use rushes_core::{
    domain::{Role, State},
    dto::ErrorCode,
};
use serde_json::{Value, json};

const SIZES: [&str; 4] = ["720x1280", "1280x720", "1024x1792", "1792x1024"];
const FIELDS: [&str; 5] = ["model", "prompt", "seconds", "size", "input_reference"];

/// What is different today.
#[derive(Default, Clone)]
pub struct Mood {
    /// `/content` answers 302 to this address.
    pub cdn: Option<String>,
    /// Jobs fail with these words.
    pub fails: Option<&'static str>,
    /// `variant=` is ignored: the answer is the video itself.
    pub no_stills: bool,
}

#[derive(Default)]
pub struct OpenAi {
    pub orders: Orders,
    pub mood: Mood,
}

impl OpenAi {
    fn create(&mut self, asked: &Asked) -> Answer {
        if let Some(refused) = refused(asked) {
            return refused;
        }
        let order = self.orders.take(&id(self.orders.next()), asked);
        Answer::json(200, &video(&order, "queued", asked))
    }

    fn state(&mut self, id: &str, asked: &Asked) -> Answer {
        let Some(order) = self.orders.poll(id) else {
            return not_found(id);
        };
        let answer = match (order.polls, self.mood.fails) {
            (1, _) => video(&order, "in_progress", asked),
            (_, Some(words)) => failed(&order, words, asked),
            (_, None) => video(&order, "completed", asked),
        };
        Answer::json(200, &answer).with("openai-poll-after-ms", "10")
    }

    fn content(&mut self, id: &str, asked: &Asked) -> Answer {
        if self.orders.find(id).is_none() {
            return not_found(id);
        }
        match (asked.asks("variant").as_deref(), &self.mood.cdn) {
            (Some("thumbnail" | "spritesheet"), _) if self.mood.no_stills => {
                Answer::video(material::film(1))
            }
            (Some("thumbnail"), _) => Answer::bytes(200, "image/webp", material::webp()),
            (Some("spritesheet"), _) => Answer::bytes(200, "image/jpeg", material::png()),
            (_, Some(cdn)) => Answer::redirect(302, cdn),
            (_, None) => Answer::video(material::film(1)),
        }
    }

    fn delete(&mut self, id: &str) -> Answer {
        match self.orders.find(id) {
            Some(order) => {
                order.deleted = true;
                let gone = json!({ "id": id, "object": "video.deleted", "deleted": true });
                Answer::json(200, &gone)
            }
            None => not_found(id),
        }
    }

    fn derive(&mut self, parent: Option<String>, known: &[&str], asked: &Asked) -> Answer {
        let body = asked.body();
        let parent = parent.or_else(|| body["video"]["id"].as_str().map(str::to_owned));
        let parent = parent.filter(|parent| self.orders.find(parent).is_some());
        match (parent, unknown_field(asked, known)) {
            (_, Some(name)) => unknown(&name),
            (None, None) => not_found("?"),
            (Some(parent), None) => {
                let order = self.orders.take(&id(self.orders.next()), asked);
                let mut answer = video(&order, "queued", asked);
                answer["remixed_from_video_id"] = parent.into();
                Answer::json(200, &answer)
            }
        }
    }
}

impl Product for OpenAi {
    fn answer(&mut self, asked: &Asked) -> Answer {
        if !has_key(asked) {
            return error(401, "Missing bearer authentication in header", None, None);
        }
        let (method, path) = asked.line();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match (method, path.as_slice()) {
            ("POST", ["v1", "videos"]) => self.create(asked),
            ("GET", ["v1", "videos", id]) => self.state(id, asked),
            ("GET", ["v1", "videos", id, "content"]) => self.content(id, asked),
            ("DELETE", ["v1", "videos", id]) => self.delete(id),
            ("POST", ["v1", "videos", "edits"]) => self.derive(None, &["prompt", "video"], asked),
            ("POST", ["v1", "videos", "extensions"]) => {
                let known = ["prompt", "video", "seconds"];
                if asked.body()["seconds"].is_string() {
                    self.derive(None, &known, asked)
                } else {
                    wrong_seconds()
                }
            }
            ("POST", ["v1", "videos", id, "remix"]) => {
                self.derive(Some((*id).to_owned()), &["prompt"], asked)
            }
            _ => error(
                404,
                &format!("Invalid URL ({method} {})", asked.path),
                None,
                None,
            ),
        }
    }
}

fn id(number: usize) -> String {
    format!("video_68d7512d07848190b3e45da0ecbebcde{number:016x}")
}

fn not_found(id: &str) -> Answer {
    error(404, &format!("Video with id '{id}' not found."), None, None)
}

fn unknown(name: &str) -> Answer {
    let words = format!("Unknown parameter: '{name}'.");
    error(400, &words, Some(name), Some("unknown_parameter"))
}

fn wrong_seconds() -> Answer {
    let words = "Invalid type for 'seconds': expected one of '4', '8', or '12', but got an integer instead.";
    error(400, words, Some("seconds"), Some("invalid_type"))
}

/// Everything that the official server refuses before it makes a job.
pub fn refused(asked: &Asked) -> Option<Answer> {
    let body = asked.body();
    if let Some(name) = unknown_field(asked, &FIELDS) {
        return Some(unknown(&name));
    }
    let said = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    if said("prompt").is_empty() {
        let words = "Missing required parameter: 'prompt'.";
        return Some(error(400, words, Some("prompt"), None));
    }
    if said("prompt").contains("forbidden") {
        let words = "Your request was blocked by our moderation system: the prompt is not allowed.";
        return Some(error(400, words, None, Some("moderation_blocked")));
    }
    if !body["seconds"].is_null() && !body["seconds"].is_string() {
        return Some(wrong_seconds());
    }
    if !body["size"].is_null() && !SIZES.contains(&said("size").as_str()) {
        let words = format!(
            "Invalid value: '{}'. Supported values are: '720x1280' and '1280x720'.",
            said("size")
        );
        return Some(error(400, &words, Some("size"), Some("invalid_value")));
    }
    picture_refused(asked, &said("size"))
}

fn picture_refused(asked: &Asked, size: &str) -> Option<Answer> {
    let bad = |words: &str, code| Some(error(400, words, Some("input_reference"), code));
    match (asked.json(), asked.form()) {
        (Some(body), _) => match body.get("input_reference") {
            Some(Value::String(_)) => bad(
                "Invalid type for 'input_reference': expected an object, but got a string instead.",
                Some("invalid_type"),
            ),
            _ => None,
        },
        (_, Some(parts)) => {
            let part = parts.iter().find(|part| part.name == "input_reference")?;
            let fits = material::size_of(&part.bytes).is_some_and(|pixels| pixels == size);
            match (part.is_file(), fits) {
                (false, _) => bad("expected a file, got a string", None),
                (true, false) => bad(
                    "Inpaint image must match the requested width and height",
                    None,
                ),
                (true, true) => None,
            }
        }
        (None, None) => bad("Unsupported content type", None),
    }
}

fn video(order: &Order, status: &str, asked: &Asked) -> Value {
    let body = asked.body();
    let done = status == "completed";
    json!({
        "id": order.id, "object": "video", "model": order.model, "status": status,
        "progress": if done { 100 } else { 0 }, "created_at": 1_770_000_000, "quality": "standard",
        "completed_at": done.then_some(1_770_000_060), "expires_at": done.then_some(4_000_000_000_u64),
        "prompt": order.prompt, "size": body["size"].as_str().unwrap_or("1280x720"),
        "seconds": body["seconds"].as_str().unwrap_or("4"), "remixed_from_video_id": null, "error": null,
    })
}

fn failed(order: &Order, words: &str, asked: &Asked) -> Value {
    let mut answer = video(order, "failed", asked);
    answer["error"] = json!({ "code": "video_generation_failed", "message": words });
    answer
}

pub async fn shop(mood: Mood) -> (Server, Desk) {
    let server = Server::start(|_| OpenAi {
        orders: Orders::default(),
        mood,
    })
    .await;
    let base = format!("{}/v1", server.origin);
    let desk = Desk::open("openai-generic", &base, Some(KEY)).await;
    (server, desk)
}

#[tokio::test]
async fn a_text_becomes_the_servers_own_bytes_by_one_request_with_the_four_official_fields() {
    let (server, desk) = shop(Mood::default()).await;
    let mut order = desk.order("sora-2");
    (order.seconds, order.size) = (Some(8.0), Some(size(1280, 720)));
    let job = desk.ready(order).await;
    assert_eq!(desk.video(&job).await, material::film(1));
    let sent = server.order();
    let four =
        json!({ "prompt": "a paper boat", "model": "sora-2", "seconds": "8", "size": "1280x720" });
    assert_eq!(sent.body(), four);
    assert!(sent.json().is_some() && has_key(&sent));
    let name = sent
        .header("idempotency-key")
        .expect("a name of the request");
    assert_eq!(name, format!("rushes-{}-0", job.id));
}

#[tokio::test]
async fn a_first_frame_goes_as_a_file_of_exactly_the_videos_size() {
    let (server, desk) = shop(Mood::default()).await;
    let mut order = desk.order("sora-2");
    (order.seconds, order.size) = (Some(4.0), Some(size(720, 1280)));
    order.inputs = vec![desk.picture(Role::First).await];
    let job = desk.ready(order).await;
    assert_eq!(job.state, State::Ready);
    let body = server.order().body();
    assert_eq!(body["input_reference"], "<png 720x1280 file>");
    assert_eq!(
        (&body["seconds"], &body["size"]),
        (&json!("4"), &json!("720x1280"))
    );
    assert_eq!(server.posts().len(), 1);
}

#[tokio::test]
async fn a_moderated_prompt_is_named_as_one_and_asked_once() {
    let (server, desk) = shop(Mood::default()).await;
    let mut order = desk.order("sora-2");
    order.prompt = "something forbidden".to_owned();
    let job = desk.end_of(order).await;
    assert_eq!(job.state, State::Failed);
    let words = "Your request was blocked by our moderation system: the prompt is not allowed.";
    assert_eq!(trouble(&job), (ErrorCode::RefusedPrompt, words));
    assert_eq!((server.accepted(), server.posts().len()), (0, 1));
}

#[tokio::test]
async fn an_unknown_field_is_refused_in_the_servers_words_and_asked_once() {
    let (server, desk) = shop(Mood::default()).await;
    let mut order = desk.order("sora-2");
    order.extra = fields(json!({ "loop": true }));
    let job = desk.end_of(order).await;
    assert_eq!(
        trouble(&job),
        (ErrorCode::Refused, "Unknown parameter: 'loop'.")
    );
    assert_eq!((server.accepted(), server.posts().len()), (0, 1));
}

#[tokio::test]
async fn a_missing_key_is_named_as_a_refused_one() {
    let server = Server::start(|_| OpenAi::default()).await;
    let desk = Desk::open("openai-generic", &format!("{}/v1", server.origin), None).await;
    let job = desk.end_of(desk.order("sora-2")).await;
    let words = "Missing bearer authentication in header";
    assert_eq!(trouble(&job), (ErrorCode::KeyRefused, words));
    assert_eq!(server.accepted(), 0);
}

#[tokio::test]
async fn a_job_that_fails_says_why_and_is_not_sent_again() {
    let words = "The generated video was blocked by our moderation system.";
    let (server, desk) = shop(Mood {
        fails: Some(words),
        ..Mood::default()
    })
    .await;
    let job = desk.end_of(desk.order("sora-2")).await;
    assert_eq!(job.state, State::Failed);
    assert_eq!(trouble(&job), (ErrorCode::RefusedOutput, words));
    assert_eq!((server.accepted(), server.posts().len()), (1, 1));
}

#[tokio::test]
async fn a_redirect_to_a_foreign_store_is_followed_without_the_key() {
    let cdn = foreign::store(7).await;
    let address = format!("{}/signed.mp4?X-Signature=s3cret", cdn.origin);
    let (_server, desk) = shop(Mood {
        cdn: Some(address),
        ..Mood::default()
    })
    .await;
    let job = desk.ready(desk.order("sora-2")).await;
    assert_eq!(desk.video(&job).await, material::film(7));
    let dossier = desk.engine.dossier(job.id.as_str()).await.expect("kept");
    assert!(!format!("{dossier:?}").contains("s3cret"));
    let hops: Vec<&String> = dossier
        .lines
        .iter()
        .flat_map(|line| &line.redirects)
        .collect();
    assert_eq!(hops, [&format!("{}/signed.mp4", cdn.origin)]);
}

#[tokio::test]
async fn the_dossier_tells_what_was_sent_and_what_came() {
    let (_server, desk) = shop(Mood::default()).await;
    let job = desk.ready(desk.order("sora-2")).await;
    let dossier = desk.engine.dossier(job.id.as_str()).await.expect("kept");
    let body = dossier.asked.body.expect("a body was sent");
    let sent = br#"{"prompt":"a paper boat","model":"sora-2"}"#;
    assert_eq!(
        (body.whole, body.bytes, body.sha256),
        (
            true,
            sent.len() as u64,
            rushes_core::domain::sha256_hex(sent)
        )
    );
    let came = dossier.delivered.expect("a file came");
    let film = desk.video(&job).await;
    // The recipe stands behind what came.
    let first = came.received.expect("what came is told apart");
    assert_eq!(
        (
            first.bytes,
            first.sha256,
            came.codec.as_deref(),
            came.seconds,
        ),
        (
            film.len() as u64,
            rushes_core::domain::sha256_hex(&film),
            Some("avc1"),
            Some(2.0)
        )
    );
}
