//! `SGLang` (`wire.md` 2.1 to 2.4): whole numbers for lengths, files by form, cloud storage that `/content` only points to.

use crate::{
    desk::{Desk, fields, size, trouble},
    foreign, material,
    orders::{Order, Orders, detail, invalid},
    scripted::{Answer, Asked, Product, Server},
};
use rushes_core::{
    domain::{Fit, Role, State},
    dto::{ErrorCode, InputDraft},
};
use serde_json::{Value, json};

#[derive(Default)]
struct Sglang {
    orders: Orders,
    /// Finished films go to a store of somebody else's.
    cloud: Option<String>,
    fails: bool,
}

impl Sglang {
    fn create(&mut self, asked: &Asked) -> Answer {
        let seconds = match asked.json() {
            Some(body) => body.get("seconds").is_none_or(Value::is_i64),
            None => asked
                .text("seconds")
                .is_none_or(|text| text.parse::<i64>().is_ok()),
        };
        if !seconds {
            let words = "Input should be a valid integer, unable to parse string as an integer";
            return invalid("seconds", "int_parsing", words);
        }
        // In JSON this is a path on the server's own disk (7.10).
        if asked
            .json()
            .is_some_and(|body| body.contains_key("input_reference"))
        {
            return detail(400, "input_reference: no such file");
        }
        if asked.form().is_some_and(|parts| {
            !parts
                .iter()
                .any(|part| part.name == "input_reference" && part.is_file())
        }) {
            return invalid("input_reference", "missing", "Field required");
        }
        let id = format!("0c5f7a10-{:04}", self.orders.next());
        let order = self.orders.take(&id, asked);
        Answer::json(200, &self.video(&order, "queued"))
    }

    fn state(&mut self, id: &str) -> Answer {
        let Some(order) = self.orders.poll(id) else {
            return detail(404, "Video not found");
        };
        // It may never say that it runs.
        let status = match (order.polls, self.fails) {
            (1, _) => "queued",
            (_, true) => "failed",
            (_, false) => "completed",
        };
        Answer::json(200, &self.video(&order, status))
    }

    fn video(&self, order: &Order, status: &str) -> Value {
        let done = status == "completed";
        let mut video = json!({ "id": order.id, "object": "video", "model": order.model, "status": status,
            "progress": if done { 100 } else { 0 }, "created_at": 1_770_000_000, "size": "", "seconds": "4",
            "quality": "standard", "file_path": done.then_some("/srv/outputs/v.mp4"), "num_outputs": 1 });
        if let Some(url) = self.cloud.as_ref().filter(|_| done) {
            video["url"] = url.as_str().into();
        }
        if status == "failed" {
            video["error"] = json!({ "message": "boom" });
        }
        video
    }

    fn delete(&mut self, id: &str) -> Answer {
        let Some(order) = self.orders.find(id).map(|order| {
            order.deleted = true;
            order.clone()
        }) else {
            return detail(404, "Video not found");
        };
        Answer::json(200, &self.video(&order, "deleted"))
    }

    /// Newest first, without a word about pages.
    fn list(&self) -> Answer {
        let videos = self.orders.0.iter().rev();
        let data: Vec<Value> = videos.map(|order| self.video(order, "completed")).collect();
        Answer::json(200, &json!({ "object": "list", "data": data }))
    }
}

impl Product for Sglang {
    fn answer(&mut self, asked: &Asked) -> Answer {
        let (method, path) = asked.line();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match (method, path.as_slice()) {
            ("POST", ["v1", "videos"]) => self.create(asked),
            ("GET", ["v1", "videos"]) => self.list(),
            ("GET", ["v1", "videos", id]) => self.state(id),
            ("DELETE", ["v1", "videos", id]) => self.delete(id),
            ("GET", ["v1", "videos", _, "content"]) => match &self.cloud {
                Some(url) => {
                    let words =
                        "Video has been uploaded to cloud storage. Please use the cloud URL:";
                    detail(400, format!("{words} {url}"))
                }
                None => Answer::video(material::film(13)),
            },
            _ => Answer::json(404, &json!({ "detail": "Not Found" })),
        }
    }
}

async fn shop(sglang: Sglang) -> (Server, Desk) {
    let server = Server::start(|_| sglang).await;
    let desk = Desk::open("sglang", &server.origin, None).await;
    (server, desk)
}

#[tokio::test]
async fn a_length_is_a_whole_number_and_the_bytes_are_the_servers_own() {
    let (server, desk) = shop(Sglang::default()).await;
    let mut order = desk.order("Wan-AI/Wan2.1-T2V-1.3B-Diffusers");
    (order.seconds, order.size) = (Some(4.0), Some(size(832, 480)));
    order.params = fields(json!({ "seed": 7, "num_inference_steps": 20 }));
    let job = desk.ready(order).await;
    assert_eq!(desk.video(&job).await, material::film(13));
    let wanted = json!({ "prompt": "a paper boat", "model": "Wan-AI/Wan2.1-T2V-1.3B-Diffusers", "seconds": 4,
        "size": "832x480", "seed": 7, "num_inference_steps": 20 });
    assert_eq!(server.order().body(), wanted);
}

#[tokio::test]
async fn a_picture_of_this_computer_is_a_file_in_a_form_and_a_link_stays_a_link() {
    let (server, desk) = shop(Sglang::default()).await;
    let mut order = desk.order("wan");
    (order.seconds, order.size) = (Some(4.0), Some(size(832, 480)));
    order.inputs = vec![desk.picture(Role::First).await];
    desk.ready(order.clone()).await;
    let wanted = json!({ "prompt": "a paper boat", "model": "wan", "seconds": "4", "size": "832x480",
        "input_reference": "<png 832x480 file>" });
    assert_eq!(server.order().body(), wanted);

    let (server, desk) = shop(Sglang::default()).await;
    order.server = desk.server.clone();
    let url = Some("https://pictures.example/boat.png".to_owned());
    order.inputs = vec![InputDraft {
        crop: None,
        frame_of: None,
        role: Role::First,
        fit: Fit::None,
        staged: None,
        url,
    }];
    desk.ready(order).await;
    assert_eq!(
        server.order().body()["reference_url"],
        "https://pictures.example/boat.png"
    );
}

#[tokio::test]
async fn a_film_in_the_cloud_is_fetched_there_and_not_asked_for_here() {
    let cloud = foreign::store(14).await;
    let address = format!("{}/bucket/v.mp4", cloud.origin);
    let (server, desk) = shop(Sglang {
        cloud: Some(address),
        ..Sglang::default()
    })
    .await;
    let job = desk.ready(desk.order("wan")).await;
    assert_eq!(desk.video(&job).await, material::film(14));
    assert!(server.asked("GET", "/content").is_empty());
}

#[tokio::test]
async fn a_refused_field_is_named_with_its_reason_and_asked_once() {
    let (server, desk) = shop(Sglang::default()).await;
    let mut order = desk.order("wan");
    order.extra = fields(json!({ "seconds": "four" }));
    let job = desk.end_of(order).await;
    assert_eq!(job.state, State::Failed);
    let words = "seconds: Input should be a valid integer, unable to parse string as an integer";
    assert_eq!(trouble(&job), (ErrorCode::Refused, words));
    assert_eq!((server.accepted(), server.posts().len()), (0, 1));
}

#[tokio::test]
async fn an_error_without_a_code_is_still_a_sentence() {
    let (_server, desk) = shop(Sglang {
        fails: true,
        ..Sglang::default()
    })
    .await;
    let job = desk.end_of(desk.order("wan")).await;
    assert_eq!(trouble(&job), (ErrorCode::JobFailed, "boom"));
}

#[tokio::test]
async fn deleting_answers_with_the_job_and_counts_as_deleted() {
    let (_server, desk) = shop(Sglang::default()).await;
    let job = desk.ready(desk.order("wan")).await;
    let job = desk.engine.delete_remote(&job.id).await.expect("deleted");
    assert!(job.remote_deleted_at.is_some() && job.state == State::Ready);
}

#[tokio::test]
async fn jobs_of_others_are_imported_from_a_list_that_says_nothing_of_pages() {
    let mut sglang = Sglang::default();
    for number in 1..=3 {
        sglang.orders.0.push(Order {
            id: format!("old-{number}"),
            prompt: String::new(),
            model: "wan".to_owned(),
            polls: 5,
            deleted: false,
        });
    }
    let (server, desk) = shop(sglang).await;
    let report = desk
        .engine
        .import(&desk.server, true)
        .await
        .expect("a list");
    assert_eq!((report.listed, report.jobs.len()), (3, 3));
    for job in &report.jobs {
        desk.until(&job.id, |job| job.state == State::Ready).await;
    }
    assert!(server.posts().is_empty());
}
