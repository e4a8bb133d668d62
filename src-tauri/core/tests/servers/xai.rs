//! xAI (`wire.md` 2.1, 2.2): its own paths, a request id and nothing else on create, no word at first, `done` at last.

use crate::{
    desk::{Desk, KEY, trouble},
    foreign, material,
    orders::{Orders, has_key, unknown_field},
    scripted::{Answer, Asked, Product, Server},
};
use rushes_core::{
    domain::{Capability, Role, State},
    dto::ErrorCode,
};
use serde_json::{Value, json};

const FIELDS: [&str; 8] = [
    "model",
    "prompt",
    "duration",
    "aspect_ratio",
    "resolution",
    "image",
    "reference_images",
    "user",
];

struct Xai {
    orders: Orders,
    /// What stands in `video.url`; `None`: the job fails.
    url: Option<String>,
}

impl Xai {
    fn create(&mut self, asked: &Asked) -> Answer {
        let Some(body) = asked.json() else {
            return refusal(
                415,
                "Expected request with `Content-Type: application/json`",
            );
        };
        if let Some(name) = unknown_field(asked, &FIELDS) {
            return refusal(
                422,
                &format!("Failed to deserialize the JSON body: unknown field `{name}`"),
            );
        }
        match body.get("duration") {
            Some(Value::Number(seconds))
                if seconds.as_u64().is_some_and(|seconds| seconds > 15) =>
            {
                return refusal(400, "duration must be between 1 and 15 seconds");
            }
            None | Some(Value::Number(_)) => {}
            Some(_) => return refusal(422, "duration: invalid type: string, expected i32"),
        }
        if body.contains_key("image") && body.contains_key("reference_images") {
            return refusal(400, "image and reference_images cannot be used together");
        }
        let id = format!("b53c8bb4-0b0d-3dec-c31c-{:012}", self.orders.next());
        self.orders.take(&id, asked);
        Answer::json(200, &json!({ "request_id": id }))
    }

    fn state(&mut self, id: &str) -> Answer {
        let Some(order) = self.orders.poll(id) else {
            return refusal(404, "No video request with that id");
        };
        let answer = match (order.polls, &self.url) {
            (1, _) => json!({ "model": "grok-imagine-video" }),
            (2, _) => json!({ "status": "pending", "progress": 40 }),
            (_, Some(url)) if url.is_empty() => json!({ "status": "done", "progress": 100,
                "video": { "url": "", "respect_moderation": false } }),
            (_, Some(url)) => {
                json!({ "status": "done", "progress": 100, "model": "grok-imagine-video",
                "video": { "url": url, "duration": 8, "respect_moderation": true } })
            }
            (_, None) => json!({ "status": "failed",
                "error": { "code": "internal_error", "message": "Video generation failed" } }),
        };
        Answer::json(200, &answer)
    }
}

impl Product for Xai {
    fn answer(&mut self, asked: &Asked) -> Answer {
        if !has_key(asked) {
            return refusal(401, "Incorrect API key provided");
        }
        let (method, path) = asked.line();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match (method, path.as_slice()) {
            ("POST", ["v1", "videos", "generations"]) => self.create(asked),
            ("GET", ["v1", "videos", _, "content"]) => Answer::video(material::film(9)),
            ("GET", ["v1", "videos", id]) => self.state(id),
            _ => refusal(404, "The requested resource was not found"),
        }
    }
}

/// The sentence is a text, and the code is one, too.
fn refusal(status: u16, message: &str) -> Answer {
    let code = "Client specified an invalid argument";
    Answer::json(status, &json!({ "code": code, "error": message }))
}

async fn shop(url: Option<String>) -> (Server, Desk) {
    let xai = Xai {
        orders: Orders::default(),
        url,
    };
    let server = Server::start(|_| xai).await;
    let desk = Desk::open("xai", &format!("{}/v1", server.origin), Some(KEY)).await;
    (server, desk)
}

#[tokio::test]
async fn a_request_id_is_the_job_and_its_file_comes_from_a_foreign_store_without_the_key() {
    let cdn = foreign::store(8).await;
    let (server, desk) = shop(Some(format!("{}/x.mp4", cdn.origin))).await;
    let mut order = desk.order("grok-imagine-video");
    order.seconds = Some(8.0);
    (order.aspect, order.tier) = (Some("16:9".to_owned()), Some("720p".to_owned()));
    let job = desk.ready(order).await;
    assert_eq!(desk.video(&job).await, material::film(8));
    assert_eq!(
        job.remote_id.as_deref(),
        Some("b53c8bb4-0b0d-3dec-c31c-000000000001")
    );
    let wanted = json!({ "prompt": "a paper boat", "model": "grok-imagine-video", "duration": 8,
        "aspect_ratio": "16:9", "resolution": "720p" });
    assert_eq!(server.order().body(), wanted);
}

#[tokio::test]
async fn an_address_without_a_host_is_the_servers_own_and_gets_the_key() {
    let url = "/v1/videos/b53c8bb4-0b0d-3dec-c31c-000000000001/content";
    let (server, desk) = shop(Some(url.to_owned())).await;
    let job = desk.ready(desk.order("grok-imagine-video")).await;
    assert_eq!(desk.video(&job).await, material::film(9));
    assert_eq!(server.asked("GET", url).len(), 1);
}

#[tokio::test]
async fn a_picture_goes_as_an_object_with_its_address() {
    let (server, desk) = shop(Some("/v1/videos/x/content".to_owned())).await;
    let mut order = desk.order("grok-imagine-video");
    order.aspect = Some("16:9".to_owned());
    order.inputs = vec![desk.picture(Role::First).await];
    desk.ready(order).await;
    assert_eq!(
        server.order().body()["image"],
        json!({ "url": "<png 96x54 data>" })
    );
}

#[tokio::test]
async fn a_picture_and_references_together_are_refused_before_anything_is_sent() {
    let (server, desk) = shop(None).await;
    let mut order = desk.order("grok-imagine-video");
    order.inputs = vec![
        desk.picture(Role::First).await,
        desk.picture(Role::Reference).await,
    ];
    let refused = desk
        .engine
        .create_jobs(order)
        .await
        .expect_err("it does not fit");
    assert_eq!(refused.view().code, ErrorCode::DoesNotFit);
    assert!(server.log().is_empty());
}

#[tokio::test]
async fn a_refusal_is_read_from_the_text_and_asked_once() {
    let (server, desk) = shop(None).await;
    let mut order = desk.order("grok-imagine-video");
    (order.seconds, order.anyway) = (Some(20.0), true);
    let job = desk.end_of(order).await;
    assert_eq!(job.state, State::Failed);
    let words = "duration must be between 1 and 15 seconds";
    assert_eq!(trouble(&job), (ErrorCode::Refused, words));
    assert_eq!((server.accepted(), server.posts().len()), (0, 1));
}

#[tokio::test]
async fn a_failure_inside_a_success_is_a_failure() {
    let (server, desk) = shop(None).await;
    let job = desk.end_of(desk.order("grok-imagine-video")).await;
    assert_eq!(job.state, State::Failed);
    assert_eq!(
        trouble(&job),
        (ErrorCode::JobFailed, "Video generation failed")
    );
    assert_eq!(server.posts().len(), 1);
}

/// Its edits and extensions want the address of a file where the format has an id.
#[tokio::test]
async fn nothing_is_offered_that_it_takes_only_from_an_address() {
    let (_server, desk) = shop(None).await;
    let servers = desk.engine.servers().await.expect("a list");
    for verb in [
        Capability::Edit,
        Capability::Extend,
        Capability::Remix,
        Capability::List,
    ] {
        assert!(!servers[0].can.contains(&verb), "{verb:?}");
    }
}

#[tokio::test]
async fn a_film_that_was_made_and_withheld_says_so_and_is_not_made_again() {
    let (server, desk) = shop(Some(String::new())).await;
    let job = desk.end_of(desk.order("grok-imagine-video")).await;
    assert_eq!(
        (job.state, trouble(&job).0),
        (State::Expired, ErrorCode::RefusedOutput)
    );
    assert_eq!(server.posts().len(), 1);
}
