//! new-api (`wire.md` 2.1 to 2.5): a gateway of many channels whose body is decoded by Go, field by field.

use crate::{
    desk::{Desk, KEY, size, trouble},
    foreign, material, openai,
    orders::{Orders, error, has_key},
    scripted::{Answer, Asked, Product, Server},
};
use rushes_core::{
    domain::{Action, Role, State},
    dto::ErrorCode,
};
use serde_json::{Value, json};

/// What is different today.
#[derive(Default, Clone)]
pub struct Mood {
    /// Where finished files are; without one `/content` has them.
    pub cdn: Option<String>,
    /// Jobs fail with these words.
    pub fails: Option<&'static str>,
}

#[derive(Default)]
pub struct NewApi {
    orders: Orders,
    mood: Mood,
    downloads: u32,
}

impl NewApi {
    pub fn new(mood: Mood) -> Self {
        Self {
            mood,
            ..Self::default()
        }
    }

    fn create(&mut self, asked: &Asked) -> Answer {
        if let Some(words) = asked.json().and_then(undecodable) {
            return task_error(400, "invalid_request", &words);
        }
        let body = asked.body();
        let model = body["model"].as_str().unwrap_or_default().to_owned();
        if body["prompt"]
            .as_str()
            .is_some_and(|prompt| prompt.contains("forbidden"))
        {
            let upstream = json!({ "code": 1301, "message": "Failure to pass the risk control system", "request_id": "r" });
            return task_error(400, "fail_to_fetch_task", &upstream.to_string());
        }
        // This channel passes the body through to the official format.
        if model.starts_with("sora-2") && openai::refused(asked).is_some() {
            let upstream = json!({ "error": { "message": "the upstream refused", "param": null } });
            return task_error(400, "fail_to_fetch_task", &upstream.to_string());
        }
        let id = format!("task_{:032}", self.orders.next());
        self.orders.take(&id, asked);
        let answer = json!({ "id": id, "task_id": id, "object": "video", "model": model, "status": "queued",
                             "progress": 0, "created_at": 1_770_313_599 });
        Answer::json(200, &answer)
    }

    fn state(&mut self, id: &str) -> Answer {
        let Some(order) = self.orders.poll(id) else {
            return task_error(400, "task_not_exist", "task_not_exist");
        };
        let answer = |status: &str, progress: Value, url: &str| {
            let answer = json!({ "id": id, "task_id": id, "object": "video", "model": "", "status": status,
                "progress": progress, "created_at": 1_770_313_599_000_u64, "completed_at": 1_770_313_599_001_u64,
                "metadata": { "url": url } });
            Answer::json(200, &answer)
        };
        match (order.polls, self.mood.fails, &self.mood.cdn) {
            // Right after create the shard that answers may not know the task (`wire.md` 3.H 50).
            (1 | 2, _, _) => task_error(400, "task_not_exist", "task_not_exist"),
            (3, _, _) => answer("unknown", json!(0), ""),
            (4, _, _) => answer("IN_PROGRESS", json!("30%"), ""),
            (_, Some(words), _) => answer("failed", json!(100), words),
            (_, None, cdn) => answer("SUCCESS", json!("100%"), cdn.as_deref().unwrap_or_default()),
        }
    }

    /// Not ready, then cut off after its 60 seconds, then whole (`wire.md` 2.3, 3.E 33).
    fn content(&mut self) -> Answer {
        self.downloads += 1;
        let film = material::film(2);
        match self.downloads {
            1 => {
                let words = "Task is not completed yet, current status: IN_PROGRESS";
                error(400, words, None, None)
            }
            2 => Answer::cut(&film, film.len() / 2),
            _ => Answer::video(film).with("cache-control", "public, max-age=86400"),
        }
    }
}

impl Product for NewApi {
    fn answer(&mut self, asked: &Asked) -> Answer {
        if !has_key(asked) {
            return error(401, "Invalid token (request id: 20260101)", None, None);
        }
        let (method, path) = asked.line();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match (method, path.as_slice()) {
            ("POST", ["v1", "videos"]) => self.create(asked),
            ("POST", ["v1", "videos", id, "remix"]) if self.orders.find(id).is_some() => {
                self.create(asked)
            }
            ("GET", ["v1", "videos", id]) => self.state(id),
            ("GET", ["v1", "videos", _, "content"]) => self.content(),
            _ => error(
                404,
                &format!("Invalid URL ({method} {})", asked.path),
                Some(""),
                Some(""),
            ),
        }
    }
}

/// The gateway's own shape of an error, at the status of whoever is behind it.
fn task_error(status: u16, code: &str, message: &str) -> Answer {
    Answer::json(
        status,
        &json!({ "code": code, "message": message, "data": null }),
    )
}

/// What Go says of a body that does not fit `TaskSubmitReq`.
fn undecodable(body: &serde_json::Map<String, Value>) -> Option<String> {
    let kind = |value: &Value| match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let wanted = [
        ("prompt", "string"),
        ("model", "string"),
        ("mode", "string"),
        ("image", "string"),
        ("images", "array"),
        ("size", "string"),
        ("duration", "number"),
        ("seconds", "string"),
        ("input_reference", "string"),
        ("metadata", "object"),
    ];
    wanted.into_iter().find_map(|(name, wanted)| {
        let got = kind(body.get(name)?);
        (got != wanted).then(|| {
            format!("json: cannot unmarshal {got} into Go struct field TaskSubmitReq.{name} of type {wanted}")
        })
    })
}

async fn shop(mood: Mood) -> (Server, Desk) {
    let server = Server::start(|_| NewApi::new(mood)).await;
    let base = format!("{}/v1", server.origin);
    let desk = Desk::open("new-api", &base, Some(KEY)).await;
    (server, desk)
}

#[tokio::test]
async fn a_young_task_is_waited_for_and_its_file_comes_from_a_foreign_store_without_the_key() {
    let cdn = foreign::store(3).await;
    let (server, desk) = shop(Mood {
        cdn: Some(format!("{}/v.mp4", cdn.origin)),
        ..Mood::default()
    })
    .await;
    let mut order = desk.order("kling-v2-6");
    (order.seconds, order.size) = (Some(5.0), Some(size(1280, 720)));
    let job = desk.ready(order).await;
    assert_eq!(desk.video(&job).await, material::film(3));
    // Some channels read only one of the two lengths (`wire.md` 2.5).
    let wanted = json!({ "prompt": "a paper boat", "model": "kling-v2-6", "seconds": "5", "duration": 5, "size": "1280x720" });
    assert_eq!(server.order().body(), wanted);
    assert_eq!(server.posts().len(), 1);
    assert!(server.asked("GET", "/content").is_empty());
}

#[tokio::test]
async fn a_picture_goes_as_a_text_that_the_gateway_can_decode() {
    let (server, desk) = shop(Mood::default()).await;
    let mut order = desk.order("kling-v2-6");
    (order.seconds, order.size) = (Some(5.0), Some(size(1280, 720)));
    order.inputs = vec![
        desk.picture(Role::First).await,
        desk.picture(Role::Last).await,
    ];
    desk.ready(order).await;
    let body = server.order().body();
    assert_eq!(body["image"], "<png 1280x720 data>");
    assert_eq!(body["metadata"]["image_tail"], "<png 1280x720 data>");
}

#[tokio::test]
async fn a_file_that_is_not_ready_and_then_cut_off_is_fetched_again_and_never_made_again() {
    let (server, desk) = shop(Mood::default()).await;
    let job = desk.ready(desk.order("kling-v2-6")).await;
    assert_eq!(desk.video(&job).await, material::film(2));
    assert_eq!(server.asked("GET", "/content").len(), 3);
    assert_eq!((server.accepted(), server.posts().len()), (1, 1));
}

#[tokio::test]
async fn the_official_models_are_passed_through_as_the_official_format_wants_them() {
    let (server, desk) = shop(Mood::default()).await;
    let mut order = desk.order("sora-2");
    (order.seconds, order.size) = (Some(4.0), Some(size(1280, 720)));
    order.inputs = vec![desk.picture(Role::First).await];
    desk.ready(order).await;
    let wanted = json!({ "prompt": "a paper boat", "model": "sora-2", "seconds": "4", "size": "1280x720",
                         "input_reference": "<png 1280x720 file>" });
    assert_eq!(server.order().body(), wanted);
}

#[tokio::test]
async fn the_words_of_whoever_is_behind_the_gateway_are_found_and_asked_once() {
    let (server, desk) = shop(Mood::default()).await;
    let mut order = desk.order("kling-v2-6");
    order.prompt = "something forbidden".to_owned();
    let job = desk.end_of(order).await;
    assert_eq!(job.state, State::Failed);
    let words = "Failure to pass the risk control system";
    assert_eq!(trouble(&job), (ErrorCode::RefusedContent, words));
    assert_eq!((server.accepted(), server.posts().len()), (0, 1));
}

#[tokio::test]
async fn a_failure_that_stands_in_the_field_for_the_address_is_read_as_one() {
    let (server, desk) = shop(Mood {
        fails: Some("the model is out of order"),
        ..Mood::default()
    })
    .await;
    let job = desk.end_of(desk.order("MiniMax-Hailuo-02")).await;
    assert_eq!(job.state, State::Failed);
    assert_eq!(
        trouble(&job),
        (ErrorCode::JobFailed, "the model is out of order")
    );
    assert_eq!(server.posts().len(), 1);
}

#[tokio::test]
async fn an_empty_purse_is_told_apart_from_a_refused_key() {
    let server = Server::start(|_| {
        |_: &Asked| {
            let error = json!({ "message": "用户额度不足, 剩余额度: ＄0.00", "type": "new_api_error", "code": "insufficient_user_quota" });
            Answer::json(403, &json!({ "error": error }))
        }
    })
    .await;
    let desk = Desk::open("new-api", &server.origin, Some(KEY)).await;
    let job = desk.end_of(desk.order("kling-v2-6")).await;
    assert_eq!(trouble(&job).0, ErrorCode::Balance);
    assert_eq!(server.posts().len(), 1);
}

#[tokio::test]
async fn a_remix_is_all_that_there_is_beside_create() {
    let (server, desk) = shop(Mood::default()).await;
    let first = desk.ready(desk.order("sora-2")).await;
    let asked = server.log().len();
    let import = desk
        .engine
        .import(&desk.server, false)
        .await
        .expect_err("no list");
    let delete = desk
        .engine
        .delete_remote(&first.id)
        .await
        .expect_err("no delete");
    assert_eq!(import.view().code, ErrorCode::NoList);
    assert_eq!(delete.view().code, ErrorCode::NoSuchEndpoint);
    assert_eq!(
        server.log().len(),
        asked,
        "what a server lacks is not asked for"
    );
    let second = desk.derive(&first, Action::Remix, None).await;
    assert_eq!(second.state, State::Ready, "{:?}", second.error);
    assert_eq!(
        server.posts()[1].0.body(),
        json!({ "prompt": "with a sail" })
    );
}
