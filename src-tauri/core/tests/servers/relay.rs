//! Relays with `-all` models (`wire.md` 2.1, 2.2): everything a text part, ids with colons, an address that is null at first.

use crate::{
    desk::{Desk, KEY, fields, size, trouble},
    foreign, material,
    orders::{Orders, error, has_key, unknown_field},
    scripted::{Answer, Asked, Product, Server},
};
use rushes_core::{
    domain::{Role, State},
    dto::ErrorCode,
};
use serde_json::json;

const FIELDS: [&str; 10] = [
    "model",
    "prompt",
    "seconds",
    "size",
    "input_reference",
    "watermark",
    "private",
    "style",
    "character_url",
    "character_timestamps",
];

#[derive(Default)]
struct Relay {
    orders: Orders,
    cdn: String,
    /// The finished job names no address, and `/content` answers JSON that does (`wire.md` 3.D 26).
    hides: bool,
}

impl Relay {
    fn create(&mut self, asked: &Asked) -> Answer {
        if asked.form().is_none() {
            return error(400, "multipart: NextPart: EOF", None, None);
        }
        let text = |name: &str| asked.text(name).unwrap_or_default();
        if let Some(name) = unknown_field(asked, &FIELDS) {
            return error(400, &format!("unexpected field {name}"), None, None);
        }
        for name in ["watermark", "private"] {
            if !["", "true", "false"].contains(&text(name).as_str()) {
                return error(400, &format!("{name} must be true or false"), None, None);
            }
        }
        if !["10", "15", "25"].contains(&text("seconds").as_str()) {
            let words = "seconds 只支持 10、15、25";
            let body =
                json!({ "error": { "message": words, "type": "shell_api_error", "code": 400 } });
            return Answer::json(400, &body);
        }
        let id = format!(
            "sora-2:task_01k6x15vhrff09dkkqjrzwh{:03}",
            self.orders.next()
        );
        let order = self.orders.take(&id, asked);
        let answer = json!({ "id": id, "object": "video", "model": order.model, "status": "queued", "progress": 0,
            "created_at": 1_770_000_000, "seconds": text("seconds"), "size": text("size") });
        Answer::json(200, &answer)
    }

    fn state(&mut self, id: &str) -> Answer {
        let Some(order) = self.orders.poll(id) else {
            return error(404, &format!("task {id} not found"), None, None);
        };
        let (status, progress) = match order.polls {
            1 => ("pending", json!(0)),
            2 => ("processing", json!(0.4)),
            _ => ("completed", json!(1.0)),
        };
        let done = status == "completed" && !self.hides;
        let answer = json!({ "id": id, "object": "video", "status": status, "progress": progress,
            "video_url": done.then_some(&self.cdn), "enhanced_prompt": "", "status_update_time": 1_759_763_621_142_u64,
            "detail": { "id": "task_x", "status": "running", "url": null } });
        Answer::json(200, &answer)
    }
}

impl Product for Relay {
    fn answer(&mut self, asked: &Asked) -> Answer {
        if !has_key(asked) {
            return error(401, "无效的令牌", None, None);
        }
        let (method, path) = asked.line();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match (method, path.as_slice()) {
            ("POST", ["v1", "videos"]) => self.create(asked),
            ("GET", ["v1", "videos", id]) => self.state(id),
            ("GET", ["v1", "videos", id, "content"]) => {
                let answer = json!({ "id": id, "object": "video", "status": "completed", "url": self.cdn,
                    "video_url": self.cdn, "size": "small", "seconds": "12" });
                Answer::json(200, &answer)
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

async fn shop(hides: bool) -> (Server, Server, Desk) {
    let cdn = foreign::store(5).await;
    let address = format!("{}/files/v.mp4?sig=1", cdn.origin);
    let relay = Relay {
        cdn: address,
        hides,
        ..Relay::default()
    };
    let server = Server::start(|_| relay).await;
    let desk = Desk::open("all-relay", &format!("{}/v1", server.origin), Some(KEY)).await;
    (server, cdn, desk)
}

#[tokio::test]
async fn every_choice_goes_as_a_text_and_the_colon_of_the_id_survives() {
    let (server, _cdn, desk) = shop(false).await;
    let mut order = desk.order("sora-2-all");
    (order.seconds, order.size) = (Some(15.0), Some(size(1280, 720)));
    order.params = fields(json!({ "watermark": false, "private": true, "style": "comic" }));
    let job = desk.ready(order).await;
    assert_eq!(desk.video(&job).await, material::film(5));
    let wanted = json!({ "prompt": "a paper boat", "model": "sora-2-all", "seconds": "15", "size": "1280x720",
        "watermark": "false", "private": "true", "style": "comic" });
    let sent = server.order();
    assert_eq!(sent.body(), wanted);
    assert!(sent.form().is_some());
    let id = "sora-2:task_01k6x15vhrff09dkkqjrzwh001";
    assert_eq!(job.remote_id.as_deref(), Some(id));
    assert!(
        server
            .log()
            .iter()
            .any(|line| line.starts_with("GET /v1/videos/sora-2%3Atask_01k6"))
    );
}

#[tokio::test]
async fn first_and_last_frame_are_two_files_of_the_same_name() {
    let (server, _cdn, desk) = shop(false).await;
    let mut order = desk.order("sora-2-all");
    (order.seconds, order.size) = (Some(10.0), Some(size(720, 1280)));
    order.inputs = vec![
        desk.picture(Role::First).await,
        desk.picture(Role::Last).await,
    ];
    desk.ready(order).await;
    let two = json!(["<png 720x1280 file>", "<png 720x1280 file>"]);
    assert_eq!(server.order().body()["input_reference"], two);
}

#[tokio::test]
async fn a_refusal_keeps_the_relays_own_words_and_is_asked_once() {
    let (server, _cdn, desk) = shop(false).await;
    let mut order = desk.order("sora-2-all");
    (order.seconds, order.anyway) = (Some(8.0), true);
    let job = desk.end_of(order).await;
    assert_eq!(job.state, State::Failed);
    assert_eq!(
        trouble(&job),
        (ErrorCode::Refused, "seconds 只支持 10、15、25")
    );
    assert_eq!((server.accepted(), server.posts().len()), (0, 1));
}

#[tokio::test]
async fn json_in_the_place_of_the_bytes_is_followed_to_where_they_are() {
    let (server, cdn, desk) = shop(true).await;
    let mut order = desk.order("sora-2-all");
    order.seconds = Some(10.0);
    let job = desk.ready(order).await;
    assert_eq!(desk.video(&job).await, material::film(5));
    assert_eq!(server.asked("GET", "/content").len(), 1);
    assert_eq!(cdn.log(), ["GET /files/v.mp4?sig=1 200"]);
}
