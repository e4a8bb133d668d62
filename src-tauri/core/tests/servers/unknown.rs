//! A server of which nothing is known: the order of `wire.md` 5.5, and what an answer that says nothing means for money.

use crate::{
    desk::{Desk, KEY, size, trouble},
    material,
    orders::{detail, error, invalid},
    scripted::{Answer, Asked, Product, Server},
};
use rushes_core::{
    domain::{Role, State, Verb},
    dto::ErrorCode,
};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Refuses until the request has the form that it wants, then makes one film.
struct Picky<F>(F);

impl<F: FnMut(&Asked) -> Option<Answer> + Send + 'static> Product for Picky<F> {
    fn answer(&mut self, asked: &Asked) -> Answer {
        let (method, path) = asked.line();
        match (method, path.last().map(String::as_str)) {
            ("POST", _) => self.0(asked).unwrap_or_else(|| {
                let made = json!({ "id": "video_1", "object": "video", "status": "queued" });
                Answer::json(200, &made)
            }),
            (_, Some("content")) => Answer::video(material::film(18)),
            (_, _) => Answer::json(
                200,
                &json!({ "id": "video_1", "object": "video", "status": "completed" }),
            ),
        }
    }
}

async fn shop(refuses: impl FnMut(&Asked) -> Option<Answer> + Send + 'static) -> (Server, Desk) {
    let server = Server::start(|_| Picky(refuses)).await;
    let desk = Desk::open("openai-generic", &server.origin, Some(KEY)).await;
    (server, desk)
}

fn kinds(server: &Server) -> Vec<Value> {
    let posts = server.posts().into_iter();
    posts
        .map(|(asked, _)| match (asked.json(), asked.body()) {
            (Some(_), body) => json!({ "json": body }),
            (None, body) => json!({ "form": body }),
        })
        .collect()
}

#[tokio::test]
async fn a_server_that_takes_no_json_gets_the_same_four_fields_as_a_form() {
    let (server, desk) = shop(|asked| match asked.form() {
        Some(_) => None,
        None => Some(invalid("prompt", "missing", "Field required")),
    })
    .await;
    let mut order = desk.order("some-model");
    (order.seconds, order.size) = (Some(8.0), Some(size(1280, 720)));
    desk.ready(order.clone()).await;
    let four = json!({ "prompt": "a paper boat", "model": "some-model", "seconds": "8", "size": "1280x720" });
    assert_eq!(
        kinds(&server),
        [json!({ "json": four }), json!({ "form": four })]
    );
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn another_way_of_writing_is_another_request_to_the_server() {
    let (server, desk) = shop(|asked| match asked.form() {
        Some(_) => None,
        None => Some(Answer::bytes(415, "text/plain", Vec::new())),
    })
    .await;
    let job = desk.ready(desk.order("some-model")).await;
    let names = server.posts().into_iter().map(|(asked, _)| {
        let name = asked.header("idempotency-key").expect("a name");
        name.to_owned()
    });
    let wanted = [
        format!("rushes-{}-0", job.id),
        format!("rushes-{}-1", job.id),
    ];
    assert_eq!(names.collect::<Vec<_>>(), wanted);
}

#[tokio::test]
async fn a_picture_is_written_in_every_known_way_until_one_is_taken_and_that_one_is_remembered() {
    let (server, desk) = shop(|asked| {
        let picture = asked.json().and_then(|body| body.get("input_reference"));
        match (asked.form(), picture) {
            (Some(_), _) => Some(error(400, "only accepts 'application/json'", None, Some("unsupported_content_type"))),
            (None, Some(Value::String(_))) => {
                let words = "Invalid type for 'input_reference': expected an object, but got a string instead.";
                Some(error(400, words, Some("input_reference"), Some("invalid_type")))
            }
            (None, Some(_)) => {
                let words = "json: cannot unmarshal object into Go struct field Req.input_reference of type string";
                Some(error(400, words, None, None))
            }
            (None, None) => None,
        }
    })
    .await;
    let mut order = desk.order("some-model");
    order.size = Some(size(1280, 720));
    order.inputs = vec![desk.picture(Role::First).await];
    desk.ready(order.clone()).await;
    let body = |name: &str, picture: Value| {
        let mut body =
            json!({ "prompt": "a paper boat", "model": "some-model", "size": "1280x720" });
        body[name] = picture;
        body
    };
    let data = json!("<png 1280x720 data>");
    let last = json!({ "json": body("image", data.clone()) });
    let wanted = [
        json!({ "form": body("input_reference", json!("<png 1280x720 file>")) }),
        json!({ "json": body("input_reference", data.clone()) }),
        json!({ "json": body("input_reference", json!({ "image_url": data })) }),
        last.clone(),
    ];
    assert_eq!(kinds(&server), wanted);
    order.client_key = "another press".to_owned();
    desk.ready(order).await;
    assert_eq!(kinds(&server)[4..], [last]);
    assert_eq!(server.accepted(), 2);
}

#[tokio::test]
async fn a_refusal_of_the_content_is_not_written_another_way() {
    let (server, desk) =
        shop(|_| Some(detail(400, "the prompt violates our content policy"))).await;
    let job = desk.end_of(desk.order("some-model")).await;
    let words = "the prompt violates our content policy";
    assert_eq!(trouble(&job), (ErrorCode::RefusedPrompt, words));
    assert_eq!(server.posts().len(), 1);
}

#[tokio::test]
async fn not_now_is_asked_again_under_the_same_name_and_makes_one_job() {
    let mut asked_before = false;
    let (server, desk) = shop(move |_| {
        let busy = !std::mem::replace(&mut asked_before, true);
        busy.then(|| detail(429, "slow down").with("retry-after", "0"))
    })
    .await;
    desk.ready(desk.order("some-model")).await;
    let posts = server.posts();
    let name = |at: usize| posts[at].0.header("idempotency-key").map(str::to_owned);
    assert_eq!((posts.len(), server.accepted()), (2, 1));
    assert_eq!(name(0), name(1));
}

/// What may have made a job and does not say so: an answer that breaks off, a proxy's page, a success nobody understands.
#[tokio::test]
async fn an_answer_that_says_nothing_is_never_sent_again() {
    let answers: [(fn() -> Answer, ErrorCode); 4] = [
        (
            || Answer::cut(br#"{"id":"video_1","object":"video","status":"queued"}"#, 9),
            ErrorCode::NoAnswer,
        ),
        (
            || {
                Answer::bytes(
                    502,
                    "text/html",
                    b"<html><head></head>Bad Gateway</html>".to_vec(),
                )
            },
            ErrorCode::AnswerUnclear,
        ),
        (
            || {
                Answer::bytes(
                    524,
                    "text/html",
                    b"<html><head></head>timeout</html>".to_vec(),
                )
            },
            ErrorCode::AnswerUnclear,
        ),
        (
            || Answer::bytes(200, "text/plain", b"ok".to_vec()),
            ErrorCode::AnswerUnclear,
        ),
    ];
    for (answer, code) in answers {
        let (server, desk) = shop(move |_| Some(answer())).await;
        let job = desk.end_of(desk.order("some-model")).await;
        assert_eq!((job.state, trouble(&job).0), (State::Unconfirmed, code));
        assert_eq!(server.posts().len(), 1);
    }
}

#[tokio::test]
async fn a_job_whose_answer_was_lost_is_found_in_the_list_and_not_made_again() {
    let mut made = Vec::new();
    // The list is late, as lists are, until the user asks: what finds the job is the user's wish and no look that came by itself.
    let listed = Arc::new(AtomicBool::new(false));
    let lists = Arc::clone(&listed);
    let server = Server::start(|_| {
        move |asked: &Asked| {
            let (method, path) = asked.line();
            match (method, path.last().map(String::as_str)) {
                ("POST", _) => {
                    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
                    let now = now.expect("a clock").as_secs();
                    made.push(
                        json!({ "id": "video_lost", "object": "video", "status": "completed",
                        "prompt": asked.body()["prompt"], "created_at": now }),
                    );
                    Answer::cut(br#"{"id":"video_lost"}"#, 4)
                }
                (_, Some("content")) => Answer::video(material::film(19)),
                (_, Some("videos")) => {
                    let shown = if lists.load(Ordering::SeqCst) {
                        made.as_slice()
                    } else {
                        &[]
                    };
                    Answer::json(200, &json!({ "object": "list", "data": shown }))
                }
                (_, _) => Answer::json(200, &made[0]),
            }
        }
    })
    .await;
    let desk = Desk::open("openai-generic", &server.origin, Some(KEY)).await;
    let lost = desk.end_of(desk.order("some-model")).await;
    assert_eq!(lost.state, State::Unconfirmed);
    listed.store(true, Ordering::SeqCst);
    desk.engine
        .act(&lost.id, Verb::LookForIt)
        .await
        .expect("found");
    let job = desk.until(&lost.id, |job| job.state == State::Ready).await;
    assert_eq!(job.remote_id.as_deref(), Some("video_lost"));
    assert_eq!(desk.video(&job).await, material::film(19));
    assert_eq!(server.posts().len(), 1);
}
