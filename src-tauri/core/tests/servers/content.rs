//! What `/content` says when it gives no bytes (`wire.md` 2.3, 3.D 25 to 27, 3.E 31): never a reason to make the video again.

use crate::{
    desk::{Desk, KEY, trouble},
    foreign, material,
    orders::{detail, has_key},
    scripted::{Answer, Asked, Server},
};
use rushes_core::{domain::State, dto::ErrorCode};
use serde_json::json;

/// A server whose job is done at once and whose downloads end as `first` says, one after the other, and then with the film.
async fn shop(first: Vec<fn() -> Answer>) -> (Server, Desk) {
    let mut answers = first.into_iter();
    let server = Server::start(|_| {
        move |asked: &Asked| {
            assert!(has_key(asked));
            let (method, path) = asked.line();
            match (method, path.last().map(String::as_str)) {
                // A bridge accepts with 202.
                ("POST", _) => Answer::json(
                    202,
                    &json!({ "id": "video_1", "object": "video", "status": "queued" }),
                ),
                (_, Some("content")) if asked.query.is_empty() => match answers.next() {
                    Some(answer) => answer(),
                    None => Answer::video(material::film(20)),
                },
                (_, Some("content")) => detail(404, "no such variant"),
                (_, _) => Answer::json(
                    200,
                    &json!({ "id": "video_1", "object": "video", "status": "completed" }),
                ),
            }
        }
    })
    .await;
    let desk = Desk::open("openai-generic", &server.origin, Some(KEY)).await;
    (server, desk)
}

#[tokio::test]
async fn not_yet_in_whatever_words_is_waited_for() {
    for answer in [
        (|| detail(404, "Generation is still in-progress")) as fn() -> Answer,
        || detail(409, "video is not completed"),
        || Answer::json(202, &json!({ "id": "video_1", "status": "in_progress" })),
        || {
            Answer::bytes(
                502,
                "text/html",
                b"<html><head></head>Bad Gateway</html>".to_vec(),
            )
        },
        || Answer::json(200, &json!({ "error": { "message": "try again" } })),
        || {
            Answer::bytes(
                200,
                "video/mp4",
                b"<!DOCTYPE html><html>index</html>".to_vec(),
            )
        },
    ] {
        let (server, desk) = shop(vec![answer, answer]).await;
        let job = desk.ready(desk.order("some-model")).await;
        assert_eq!(desk.video(&job).await, material::film(20));
        assert_eq!((server.posts().len(), server.accepted()), (1, 1));
    }
}

#[tokio::test]
async fn half_a_film_with_a_success_is_no_film() {
    let half = || {
        let mut film = material::film(20);
        film.truncate(film.len() / 2);
        Answer::video(film)
    };
    let (server, desk) = shop(vec![half]).await;
    let job = desk.ready(desk.order("some-model")).await;
    assert_eq!(desk.video(&job).await, material::film(20));
    assert_eq!(server.posts().len(), 1);
}

#[tokio::test]
async fn what_the_server_calls_gone_is_expired_and_not_made_again() {
    let gone = || {
        detail(
            410,
            json!({ "code": "artifact_expired", "message": "The artifact was purged" }),
        )
    };
    let (server, desk) = shop(vec![gone]).await;
    let job = desk.end_of(desk.order("some-model")).await;
    assert_eq!(job.state, State::Expired);
    assert_eq!(trouble(&job), (ErrorCode::Gone, "The artifact was purged"));
    assert_eq!(server.posts().len(), 1);
}

#[tokio::test]
async fn a_redirect_on_the_servers_own_origin_keeps_the_key_and_the_next_one_loses_it() {
    let cdn = foreign::store(21).await;
    let signed = format!("{}/signed.mp4", cdn.origin);
    let server = Server::start(|_| {
        move |asked: &Asked| {
            assert!(has_key(asked), "{}", asked.path);
            let (method, path) = asked.line();
            match (method, path.last().map(String::as_str)) {
                ("POST", _) => Answer::json(200, &json!({ "id": "video_1", "status": "queued" })),
                (_, Some("content")) => Answer::redirect(307, "/v1/files/video_1"),
                (_, Some("video_1")) if path.contains(&"files".to_owned()) => {
                    Answer::redirect(302, &signed)
                }
                (_, _) => Answer::json(200, &json!({ "id": "video_1", "status": "completed" })),
            }
        }
    })
    .await;
    let desk = Desk::open("openai-generic", &server.origin, Some(KEY)).await;
    let job = desk.ready(desk.order("some-model")).await;
    assert_eq!(desk.video(&job).await, material::film(21));
    assert!(cdn.log().contains(&"GET /signed.mp4 200".to_owned()));
}
