//! Azure (`wire.md` 1.5): the official schema under another key header, with deployments for models.

use crate::{
    desk::{Desk, KEY, size, trouble},
    material,
    openai::OpenAi,
    orders::has_key,
    scripted::{Answer, Asked, Product, Server},
};
use axum::http::HeaderValue;
use rushes_core::{
    domain::{Role, State},
    dto::ErrorCode,
};
use serde_json::json;

/// The official server behind Azure's door.
struct Azure(OpenAi);

impl Product for Azure {
    fn answer(&mut self, asked: &Asked) -> Answer {
        if asked.header("api-key") != Some(KEY) || asked.headers.contains_key("authorization") {
            let words = "Access denied due to invalid subscription key or wrong API endpoint.";
            return Answer::json(
                401,
                &json!({ "error": { "code": "401", "message": words } }),
            );
        }
        let body = asked.body();
        if asked.method == "POST" && body["model"].is_string() && body["model"] != "my-sora" {
            let words = "The API deployment for this resource does not exist.";
            let error = json!({ "code": "DeploymentNotFound", "message": words });
            return Answer::json(404, &json!({ "error": error }));
        }
        let Some(path) = asked.path.strip_prefix("/openai") else {
            return Answer::json(
                404,
                &json!({ "error": { "code": "404", "message": "Resource not found" } }),
            );
        };
        let mut inside = asked.clone();
        path.clone_into(&mut inside.path);
        let bearer = HeaderValue::from_str(&format!("Bearer {KEY}")).expect("a header");
        inside.headers.insert("authorization", bearer);
        assert!(has_key(&inside));
        self.0.answer(&inside)
    }
}

async fn shop() -> (Server, Desk) {
    let server = Server::start(|_| Azure(OpenAi::default())).await;
    let base = format!("{}/openai/v1", server.origin);
    let desk = Desk::open("azure", &base, Some(KEY)).await;
    (server, desk)
}

#[tokio::test]
async fn the_key_goes_in_azures_own_header_and_the_deployment_as_the_model() {
    let (server, desk) = shop().await;
    let mut order = desk.order("my-sora");
    (order.seconds, order.size) = (Some(12.0), Some(size(1280, 720)));
    let job = desk.ready(order).await;
    assert_eq!(desk.video(&job).await, material::film(1));
    let four = json!({ "prompt": "a paper boat", "model": "my-sora", "seconds": "12", "size": "1280x720" });
    let sent = server.order();
    assert_eq!(sent.body(), four);
    assert_eq!(sent.header("idempotency-key"), None);
}

#[tokio::test]
async fn a_first_frame_goes_as_a_file_of_exactly_the_videos_size() {
    let (server, desk) = shop().await;
    let mut order = desk.order("my-sora");
    order.size = Some(size(720, 1280));
    order.inputs = vec![desk.picture(Role::First).await];
    desk.ready(order).await;
    assert_eq!(
        server.order().body()["input_reference"],
        "<png 720x1280 file>"
    );
}

#[tokio::test]
async fn a_deployment_that_is_not_there_is_refused_in_azures_words_and_asked_once() {
    let (server, desk) = shop().await;
    let job = desk.end_of(desk.order("sora-2")).await;
    assert_eq!(job.state, State::Failed);
    let words = "The API deployment for this resource does not exist.";
    assert_eq!(trouble(&job), (ErrorCode::NoSuchEndpoint, words));
    assert_eq!((server.accepted(), server.posts().len()), (0, 1));
}

#[tokio::test]
async fn a_size_that_the_deployment_lacks_is_refused_in_its_words() {
    let (server, desk) = shop().await;
    let mut order = desk.order("my-sora");
    (order.size, order.anyway) = (Some(size(1920, 1080)), true);
    let job = desk.end_of(order).await;
    let words = "Invalid value: '1920x1080'. Supported values are: '720x1280' and '1280x720'.";
    assert_eq!(trouble(&job), (ErrorCode::Refused, words));
    assert_eq!((server.accepted(), server.posts().len()), (0, 1));
}

#[tokio::test]
async fn the_stills_are_asked_for_with_azures_key() {
    let (server, desk) = shop().await;
    let job = desk.ready(desk.order("my-sora")).await;
    desk.until(&job.id, |job| job.poster.is_some()).await;
    assert!(server.log().iter().all(|line| !line.ends_with(" 401")));
}
