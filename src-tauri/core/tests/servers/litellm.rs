//! `LiteLLM` (`wire.md` 2.2, 2.3, 7): long ids that change from answer to answer, whatever provider is behind it.

use crate::{
    desk::{Desk, KEY, size, trouble},
    material, openai,
    orders::{Orders, error, has_key},
    scripted::{Answer, Asked, Product, Server},
};
use rushes_core::{
    domain::{Action, Capability, Role, State},
    dto::ErrorCode,
};
use serde_json::{Value, json};

/// What is behind the proxy today.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// It works.
    Fine,
    /// Every question about the job is answered 500.
    FailsForEver,
    /// A failed job is called completed, and its bytes are a 500 (7.6).
    SaysDone,
    /// The provider refuses the proxy's own key (7.11).
    KeyGone,
}

struct LiteLlm {
    orders: Orders,
    behind: Behind,
}

impl LiteLlm {
    fn create(&mut self, asked: &Asked) -> Answer {
        if self.behind == Behind::KeyGone {
            let words = "litellm.AuthenticationError: AuthenticationError: OpenAIException - Incorrect API key provided";
            return proxy_error(401, words);
        }
        if openai::refused(asked).is_some() {
            let words = "litellm.BadRequestError: OpenAIException - {\"error\": {\"message\": \"Invalid value: '1920x1080'.\", \"type\": \"invalid_request_error\"}}";
            return proxy_error(400, words);
        }
        let id = id("9f2c", self.orders.next());
        let order = self.orders.take(&id, asked);
        // Nearly everything may be null behind it.
        let answer = json!({ "id": id, "object": "video", "status": "processing", "created_at": null, "progress": null,
            "model": order.model, "seconds": null, "size": null, "usage": { "duration_seconds": 4.0 } });
        Answer::json(200, &answer)
    }

    fn state(&mut self, id: &str) -> Answer {
        if self.behind == Behind::FailsForEver {
            return proxy_error(
                500,
                "litellm.InternalServerError: the provider does not answer",
            );
        }
        match self.orders.poll(id) {
            None => proxy_error(500, "Unable to decode the video id"),
            Some(order) => {
                let status = if order.polls > 1 {
                    "completed"
                } else {
                    "in_progress"
                };
                let answer = json!({ "id": self::id("", 1), "object": "video", "status": status, "created_at": 0,
                    "progress": null, "model": "sora-2", "seconds": "4", "error": null });
                Answer::json(200, &answer)
            }
        }
    }

    fn content(&mut self, id: &str, asked: &Asked) -> Answer {
        let encodings = asked.header("accept-encoding").unwrap_or("*");
        match self.orders.find(id) {
            Some(_) if self.behind == Behind::SaysDone => {
                proxy_error(500, "litellm.APIConnectionError: the video has no bytes")
            }
            // It would gzip the film, and its length would be no length any more (7.5).
            Some(_) if encodings.contains("gzip") || encodings.contains('*') => {
                Answer::video(b"\x1f\x8bzipped".to_vec()).with("content-encoding", "gzip")
            }
            Some(_) => Answer::video(material::film(6))
                .with("content-disposition", "attachment; filename=video.mp4"),
            None => proxy_error(500, "Unable to decode the video id"),
        }
    }

    fn derive(&mut self, parent: &str, asked: &Asked) -> Answer {
        match self.orders.find(parent) {
            // Nested ids of a form are lost on the way (7.9).
            Some(_) if asked.json().is_some() => self.create_derived(asked),
            Some(_) | None => proxy_error(400, "video id is required"),
        }
    }

    fn create_derived(&mut self, asked: &Asked) -> Answer {
        let id = id("77aa", self.orders.next());
        self.orders.take(&id, asked);
        Answer::json(
            200,
            &json!({ "id": id, "object": "video", "status": "queued" }),
        )
    }
}

impl Product for LiteLlm {
    fn answer(&mut self, asked: &Asked) -> Answer {
        if !has_key(asked) {
            return proxy_error(401, "Authentication Error, No api key passed in.");
        }
        let (method, path) = asked.line();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let body = asked.body();
        let parent = body["video"]["id"].as_str().unwrap_or_default();
        match (method, path.as_slice()) {
            ("POST", ["v1", "videos"]) => self.create(asked),
            ("POST", ["v1", "videos", "edits" | "extensions"]) => self.derive(parent, asked),
            ("POST", ["v1", "videos", id, "remix"]) => self.derive(id, asked),
            ("GET", ["v1", "videos"]) if asked.asks("custom_llm_provider").is_none() => {
                proxy_error(400, "custom_llm_provider is required to list videos")
            }
            ("GET", ["v1", "videos", id]) => self.state(id),
            ("GET", ["v1", "videos", id, "content"]) => self.content(id, asked),
            ("DELETE", _) => Answer::json(405, &json!({ "detail": "Method Not Allowed" })),
            _ => error(404, "Not Found", None, None),
        }
    }
}

fn proxy_error(status: u16, message: &str) -> Answer {
    let code = status.to_string();
    let error = json!({ "message": message, "type": "None", "param": "None", "code": code });
    Answer::json(status, &json!({ "error": error }))
}

/// `video_` and Base64 of what the proxy wants to remember, with every sign that Base64 has.
fn id(model: &str, number: usize) -> String {
    let inner = format!(
        "litellm:custom_llm_provider:openai;model_id:{model}~?>;video_id:video_68d7512d07848190b3e45da0ecbebcde004da08e1e0678d{number}??>>~~"
    );
    format!(
        "video_{}==+/",
        material::base64(inner.as_bytes()).trim_end_matches('=')
    )
}

async fn shop(behind: Behind) -> (Server, Desk) {
    let proxy = LiteLlm {
        orders: Orders::default(),
        behind,
    };
    let server = Server::start(|_| proxy).await;
    let desk = Desk::open("litellm", &format!("{}/v1", server.origin), Some(KEY)).await;
    (server, desk)
}

#[tokio::test]
async fn the_id_of_the_create_stays_whatever_later_answers_call_the_job() {
    let (server, desk) = shop(Behind::Fine).await;
    let mut order = desk.order("sora-2");
    (order.seconds, order.size) = (Some(4.0), Some(size(1280, 720)));
    let job = desk.ready(order).await;
    assert_eq!(desk.video(&job).await, material::film(6));
    assert_eq!(job.remote_id, Some(id("9f2c", 1)));
    assert!(
        server.log().iter().all(|line| line.ends_with(" 200")),
        "{:?}",
        server.log()
    );
    let four =
        json!({ "prompt": "a paper boat", "model": "sora-2", "seconds": "4", "size": "1280x720" });
    assert_eq!(server.order().body(), four);
}

#[tokio::test]
async fn a_first_frame_goes_as_a_file() {
    let (server, desk) = shop(Behind::Fine).await;
    let mut order = desk.order("sora-2");
    order.size = Some(size(1280, 720));
    order.inputs = vec![desk.picture(Role::First).await];
    desk.ready(order).await;
    assert_eq!(
        server.order().body()["input_reference"],
        "<png 1280x720 file>"
    );
}

#[tokio::test]
async fn the_sentence_inside_the_proxys_sentence_is_found_and_asked_once() {
    let (server, desk) = shop(Behind::Fine).await;
    let mut order = desk.order("sora-2");
    (order.size, order.anyway) = (Some(size(1920, 1080)), true);
    let job = desk.end_of(order).await;
    assert_eq!(job.state, State::Failed);
    assert_eq!(
        trouble(&job),
        (ErrorCode::Refused, "Invalid value: '1920x1080'.")
    );
    assert_eq!((server.accepted(), server.posts().len()), (0, 1));
}

#[tokio::test]
async fn a_refused_key_behind_the_proxy_keeps_the_words_that_tell_whose_it_was() {
    let (server, desk) = shop(Behind::KeyGone).await;
    let job = desk.end_of(desk.order("sora-2")).await;
    let (code, words) = trouble(&job);
    assert_eq!(code, ErrorCode::KeyRefused);
    assert!(words.contains("OpenAIException"), "{words}");
    assert_eq!(server.posts().len(), 1);
}

#[tokio::test]
async fn an_endless_500_is_shown_and_ends_nothing() {
    let (server, desk) = shop(Behind::FailsForEver).await;
    let id = desk.create(desk.order("sora-2")).await;
    let job = desk.until(&id, |job| job.error.is_some()).await;
    assert_eq!(trouble(&job).0, ErrorCode::ServerKeepsFailing);
    assert!(matches!(job.state, State::Queued | State::Running));
    assert_eq!(server.posts().len(), 1);
}

#[tokio::test]
async fn done_without_bytes_is_shown_kept_and_never_made_again() {
    let (server, desk) = shop(Behind::SaysDone).await;
    let id = desk.create(desk.order("sora-2")).await;
    let job = desk.until(&id, |job| job.error.is_some()).await;
    let words = "litellm.APIConnectionError: the video has no bytes";
    assert_eq!(trouble(&job), (ErrorCode::ServerTrouble, words));
    assert!(matches!(job.state, State::Completed | State::Downloading));
    assert_eq!(server.posts().len(), 1);
}

#[tokio::test]
async fn what_is_made_from_a_video_names_it_by_the_id_of_its_create() {
    let (server, desk) = shop(Behind::Fine).await;
    let first = desk.ready(desk.order("sora-2")).await;
    for action in [Action::Remix, Action::Edit, Action::Extend] {
        let job = desk.derive(&first, action, Some(8.0)).await;
        assert_eq!(job.state, State::Ready, "{action:?} {:?}", job.error);
    }
    let extension: Value = server.asked("POST", "/extensions")[0].body();
    let wanted =
        json!({ "prompt": "with a sail", "video": { "id": id("9f2c", 1) }, "seconds": "8" });
    assert_eq!(extension, wanted);
}

#[tokio::test]
async fn a_list_that_wants_a_provider_is_refused_and_a_delete_is_not_even_asked() {
    let (server, desk) = shop(Behind::Fine).await;
    let job = desk.ready(desk.order("sora-2")).await;
    let import = desk
        .engine
        .import(&desk.server, false)
        .await
        .expect_err("refused");
    assert_eq!(import.view().code, ErrorCode::Refused);
    let delete = desk
        .engine
        .delete_remote(&job.id)
        .await
        .expect_err("absent");
    assert_eq!(delete.view().code, ErrorCode::NoSuchEndpoint);
    let servers = desk.engine.servers().await.expect("a list");
    assert!(!servers[0].can.contains(&Capability::Delete));
    assert!(server.log().iter().all(|line| !line.starts_with("DELETE")));
}
