//! Dynamo (`wire.md` 2.1, 2.2): the answer to create is the result, and there is nothing to ask afterwards.

use crate::{
    desk::{Desk, fields, size, trouble},
    material,
    scripted::{Answer, Asked, Product, Server},
};
use rushes_core::{
    domain::{Role, State},
    dto::ErrorCode,
};
use serde_json::{Value, json};

/// What the answer is like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Inline,
    Nameless,
    Address,
    Failed,
}

struct Dynamo {
    kind: Kind,
    origin: String,
}

impl Product for Dynamo {
    fn answer(&mut self, asked: &Asked) -> Answer {
        let (method, path) = asked.line();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match (method, path.as_slice()) {
            ("POST", ["v1", "videos"]) => self.create(asked),
            ("GET", ["files", "v.gif"]) => Answer::bytes(200, "image/gif", material::gif()),
            _ => Answer::json(
                404,
                &json!({ "message": "Route not found", "type": "Not Found", "code": 404 }),
            ),
        }
    }
}

impl Dynamo {
    fn create(&self, asked: &Asked) -> Answer {
        let Some(body) = asked.json() else {
            let words = "Expected request with `Content-Type: application/json`";
            return Answer::bytes(415, "text/plain", words.into());
        };
        if body.get("seconds").is_some_and(|seconds| !seconds.is_i64()) {
            return refusal("seconds: invalid type: string, expected i32 at line 1 column 60");
        }
        if body
            .get("input_reference")
            .is_some_and(|value| !value.is_string())
        {
            return refusal("input_reference: invalid type: map, expected a string");
        }
        let [width, height] = ["832", "480"];
        if body
            .get("size")
            .is_some_and(|size| size != &format!("{width}x{height}"))
        {
            return refusal("unsupported size");
        }
        let model = &body["model"];
        let finished = |data: Value| {
            json!({ "id": "c1d2", "object": "video", "model": model, "status": "completed", "progress": 100,
                "created": 1_770_000_000, "data": [data] })
        };
        let film = material::base64(&material::film(16));
        let inline = json!({ "output_format": "mp4", "b64_json": film });
        let mut answer = match self.kind {
            Kind::Inline | Kind::Nameless => finished(inline),
            Kind::Address => finished(
                json!({ "output_format": "gif", "url": format!("{}/files/v.gif", self.origin) }),
            ),
            Kind::Failed => {
                json!({ "id": "c1d2", "object": "video", "status": "failed", "progress": 0,
                "error": "the worker died" })
            }
        };
        if let (Kind::Nameless, Value::Object(map)) = (self.kind, &mut answer) {
            map.remove("id");
        }
        Answer::json(200, &answer)
    }
}

fn refusal(words: &str) -> Answer {
    let message = format!("Failed to deserialize the JSON body into the target type: {words}");
    Answer::json(
        422,
        &json!({ "message": message, "type": "Unprocessable Entity", "code": 422 }),
    )
}

async fn shop(kind: Kind) -> (Server, Desk) {
    let server = Server::start(|origin| Dynamo {
        kind,
        origin: origin.to_owned(),
    })
    .await;
    let desk = Desk::open("dynamo", &server.origin, None).await;
    (server, desk)
}

#[tokio::test]
async fn the_answer_to_create_is_the_film_and_nothing_more_is_asked() {
    let (server, desk) = shop(Kind::Inline).await;
    let mut order = desk.order("wan");
    (order.seconds, order.size) = (Some(4.0), Some(size(832, 480)));
    order.params = fields(json!({ "response_format": "b64_json" }));
    let job = desk.ready(order).await;
    assert_eq!(desk.video(&job).await, material::film(16));
    let wanted = json!({ "prompt": "a paper boat", "model": "wan", "seconds": 4, "size": "832x480",
        "response_format": "b64_json" });
    assert_eq!(server.order().body(), wanted);
    assert_eq!(server.log(), ["POST /v1/videos 200"]);
}

#[tokio::test]
async fn a_result_without_an_id_is_kept_as_well() {
    let (server, desk) = shop(Kind::Nameless).await;
    let job = desk.ready(desk.order("wan")).await;
    assert_eq!(desk.video(&job).await, material::film(16));
    assert_eq!(server.log(), ["POST /v1/videos 200"]);
}

#[tokio::test]
async fn a_result_by_its_address_may_be_no_mp4() {
    let (server, desk) = shop(Kind::Address).await;
    let job = desk.ready(desk.order("wan")).await;
    assert_eq!(desk.video(&job).await, material::gif());
    assert_eq!(job.video.expect("a file").mime, "image/gif");
    assert_eq!(
        server.log(),
        ["POST /v1/videos 200", "GET /files/v.gif 200"]
    );
}

#[tokio::test]
async fn a_picture_goes_as_a_text() {
    let (server, desk) = shop(Kind::Inline).await;
    let mut order = desk.order("wan");
    order.size = Some(size(832, 480));
    order.inputs = vec![desk.picture(Role::First).await];
    desk.ready(order).await;
    assert_eq!(
        server.order().body()["input_reference"],
        "<png 832x480 data>"
    );
}

#[tokio::test]
async fn a_refusal_keeps_its_words_and_is_asked_once() {
    let (server, desk) = shop(Kind::Inline).await;
    let mut order = desk.order("wan");
    order.size = Some(size(640, 480));
    let job = desk.end_of(order).await;
    assert_eq!(job.state, State::Failed);
    let words = "Failed to deserialize the JSON body into the target type: unsupported size";
    assert_eq!(trouble(&job), (ErrorCode::Refused, words));
    assert_eq!((server.accepted(), server.posts().len()), (0, 1));
}

#[tokio::test]
async fn a_failure_at_once_is_a_failed_job() {
    let (server, desk) = shop(Kind::Failed).await;
    let job = desk.end_of(desk.order("wan")).await;
    assert_eq!(job.state, State::Failed);
    assert_eq!(trouble(&job), (ErrorCode::JobFailed, "the worker died"));
    assert_eq!(server.log(), ["POST /v1/videos 200"]);
}

/// Nobody could be asked for it a second time.
#[tokio::test]
async fn a_film_that_cannot_be_stored_at_first_is_held_until_it_can() {
    let (server, desk) = shop(Kind::Inline).await;
    let partial = desk.engine.library().root().join("partial");
    fs_err::remove_dir_all(&partial).expect("it was there");
    let id = desk.create(desk.order("wan")).await;
    let job = desk.until(&id, |job| job.error.is_some()).await;
    assert_eq!(trouble(&job).0, ErrorCode::LibraryUnavailable);
    fs_err::create_dir(&partial).expect("a folder");
    let job = desk.until(&id, |job| job.state == State::Ready).await;
    assert_eq!(desk.video(&job).await, material::film(16));
    assert_eq!(server.log(), ["POST /v1/videos 200"]);
}
