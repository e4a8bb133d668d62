//! `LocalAI` (`wire.md` 2.1, 2.2): `/video` beside `/v1`, synchronous, plain Base64 for pictures.

use crate::{
    desk::{Desk, fields, size, trouble},
    material,
    scripted::{Answer, Asked, Content, Product, Server},
};
use rushes_core::{
    domain::{Role, State},
    dto::ErrorCode,
};
use serde_json::{Value, json};

struct LocalAi {
    origin: String,
}

impl Product for LocalAi {
    fn answer(&mut self, asked: &Asked) -> Answer {
        let (method, path) = asked.line();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match (method, path.as_slice()) {
            ("POST", ["video"]) => self.create(asked),
            ("GET", ["v1", "models"]) => Answer::json(200, &json!({ "data": [{ "id": "wan" }] })),
            ("GET", ["generated-videos", _]) => Answer::video(material::film(17)),
            _ => refusal(404, "Resource not found"),
        }
    }
}

impl LocalAi {
    fn create(&self, asked: &Asked) -> Answer {
        let Some(body) = asked.json() else {
            return refusal(415, "Unsupported Media Type");
        };
        for name in ["width", "height", "num_frames", "fps", "seed", "step"] {
            if body.get(name).is_some_and(|value| !value.is_i64()) {
                return refusal(
                    400,
                    &format!(
                        "json: cannot unmarshal string into Go struct field VideoRequest.{name} of type int32"
                    ),
                );
            }
        }
        if body
            .get("start_image")
            .is_some_and(|image| image.as_str().and_then(material::raw_picture).is_none())
        {
            return refusal(500, "illegal base64 data at input byte 4");
        }
        if body["model"] == "nobody" {
            return refusal(404, "model \"nobody\" not found");
        }
        let item = match body.get("response_format").and_then(Value::as_str) {
            Some("b64_json") => json!({ "b64_json": material::base64(&material::film(17)) }),
            _ => json!({ "url": format!("{}/generated-videos/b64123.mp4", self.origin) }),
        };
        Answer::json(
            200,
            &json!({ "id": "5f0c", "created": 1_770_000_000, "data": [item] }),
        )
    }
}

fn refusal(status: u16, message: &str) -> Answer {
    let error = json!({ "code": status, "message": message, "type": "" });
    Answer::json(status, &json!({ "error": error }))
}

async fn shop() -> (Server, Desk) {
    let server = Server::start(|origin| LocalAi {
        origin: origin.to_owned(),
    })
    .await;
    let desk = Desk::open("localai", &server.origin, None).await;
    (server, desk)
}

#[tokio::test]
async fn the_film_is_in_the_answer_of_the_path_beside_the_api() {
    let (server, desk) = shop().await;
    let mut order = desk.order("wan");
    order.size = Some(size(832, 480));
    order.params = fields(json!({ "num_frames": 33, "fps": 16, "response_format": "b64_json" }));
    let job = desk.ready(order).await;
    assert_eq!(desk.video(&job).await, material::film(17));
    let wanted = json!({ "prompt": "a paper boat", "model": "wan", "width": 832, "height": 480, "num_frames": 33,
        "fps": 16, "response_format": "b64_json" });
    assert_eq!(server.order().body(), wanted);
    assert_eq!(server.log(), ["POST /video 200"]);
}

#[tokio::test]
async fn the_film_may_also_lie_at_an_address_of_the_server() {
    let (server, desk) = shop().await;
    let job = desk.ready(desk.order("wan")).await;
    assert_eq!(desk.video(&job).await, material::film(17));
    assert_eq!(
        server.log(),
        ["POST /video 200", "GET /generated-videos/b64123.mp4 200"]
    );
}

#[tokio::test]
async fn pictures_are_plain_base64() {
    let (server, desk) = shop().await;
    let mut order = desk.order("wan");
    order.size = Some(size(832, 480));
    order.inputs = vec![
        desk.picture(Role::First).await,
        desk.picture(Role::Last).await,
    ];
    desk.ready(order).await;
    let Content::Json(body) = server.order().content else {
        panic!("no JSON");
    };
    for name in ["start_image", "end_image"] {
        let picture = body[name].as_str().and_then(material::raw_picture);
        assert_eq!(picture.as_deref(), Some("<png 832x480 raw>"), "{name}");
    }
}

#[tokio::test]
async fn a_refusal_keeps_its_words_and_is_asked_once() {
    let (server, desk) = shop().await;
    let job = desk.end_of(desk.order("nobody")).await;
    assert_eq!(job.state, State::Failed);
    let (code, words) = trouble(&job);
    assert_eq!(words, "model \"nobody\" not found");
    assert!(matches!(
        code,
        ErrorCode::NoSuchEndpoint | ErrorCode::ModelUnknown
    ));
    assert_eq!((server.accepted(), server.posts().len()), (0, 1));
}

#[tokio::test]
async fn its_models_are_read_from_the_api() {
    let (server, desk) = shop().await;
    let models = desk.engine.models(&desk.server).await.expect("a list");
    assert!(!models.is_empty());
    assert_eq!(server.log(), ["GET /v1/models 200"]);
}
