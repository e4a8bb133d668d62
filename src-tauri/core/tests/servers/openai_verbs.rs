//! What the official format has beside making videos: the list, delete, remix, edits, extensions and stills.

use crate::{
    desk::{Desk, KEY, fields, size},
    openai::{Mood, shop},
    orders::has_key,
    scripted::{Answer, Asked, Server},
};
use rushes_core::{
    domain::{Action, Capability, State},
    dto::ErrorCode,
};
use serde_json::{Value, json};

#[tokio::test]
async fn remix_edit_and_extend_name_the_earlier_video_and_nothing_else() {
    let (server, desk) = shop(Mood::default()).await;
    let mut order = desk.order("sora-2");
    (order.seconds, order.size) = (Some(4.0), Some(size(1280, 720)));
    let first = desk.ready(order).await;
    let parent = first.remote_id.clone().expect("an id");
    for (action, path, body) in [
        (
            Action::Remix,
            format!("/v1/videos/{parent}/remix"),
            json!({}),
        ),
        (
            Action::Edit,
            "/v1/videos/edits".to_owned(),
            json!({ "video": { "id": parent } }),
        ),
        (
            Action::Extend,
            "/v1/videos/extensions".to_owned(),
            json!({ "video": { "id": parent }, "seconds": "12" }),
        ),
    ] {
        let job = desk.derive(&first, action, Some(12.0)).await;
        assert_eq!(job.state, State::Ready, "{action:?} {:?}", job.error);
        assert_ne!(job.remote_id, first.remote_id);
        let asked = server.asked("POST", &path).remove(0);
        let mut wanted = fields(body);
        wanted.insert("prompt".to_owned(), "with a sail".into());
        assert_eq!(asked.body(), Value::Object(wanted));
        assert!(asked.json().is_some(), "a nested id gets lost in a form");
    }
    assert_eq!(server.accepted(), 4);
}

#[tokio::test]
async fn a_deleted_video_is_gone_there_and_stays_here() {
    let (server, desk) = shop(Mood::default()).await;
    let job = desk.ready(desk.order("sora-2")).await;
    let view = desk.engine.delete_remote(&job.id).await.expect("deleted");
    assert!(view.remote_deleted_at.is_some() && view.video.is_some());
    assert_eq!(
        server.asked("DELETE", &job.remote_id.expect("an id")).len(),
        1
    );
    let again = desk.engine.delete_remote(&job.id).await.expect_err("done");
    assert_eq!(again.view().code, ErrorCode::NotAllowedNow);
}

#[tokio::test]
async fn the_servers_stills_are_taken() {
    let (_server, desk) = shop(Mood::default()).await;
    let job = desk.ready(desk.order("sora-2")).await;
    let job = desk
        .until(&job.id, |job| {
            job.poster.is_some() && job.filmstrip.is_some()
        })
        .await;
    assert_eq!(job.state, State::Ready);
}

#[tokio::test]
async fn a_thumbnail_that_is_the_video_itself_is_no_poster_and_not_asked_for_again() {
    let (server, desk) = shop(Mood {
        no_stills: true,
        ..Mood::default()
    })
    .await;
    let first = desk.ready(desk.order("sora-2")).await;
    let learned = async {
        loop {
            let servers = desk.engine.servers().await.expect("a list");
            let can = &servers[0].can;
            if !can.contains(&Capability::Thumbnail) && !can.contains(&Capability::Spritesheet) {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    let learned = tokio::time::timeout(std::time::Duration::from_secs(30), learned);
    learned.await.expect("it is learned");
    desk.ready(desk.order("sora-2")).await;
    let variants = |log: Vec<String>| log.iter().filter(|line| line.contains("variant=")).count();
    assert_eq!(variants(server.log()), 2);
    assert_eq!(desk.look(&first.id).await.poster, None);
}

/// A server with `count` finished jobs that gives two of them at a time.
fn archive(count: usize, cursors: bool) -> impl FnMut(&Asked) -> Answer + Send + 'static {
    let job = |number: usize| {
        let id = format!("video_{number}");
        let made = 1_770_000_000 + number;
        json!({ "id": id, "object": "video", "model": "sora-2", "status": "completed", "prompt": "old",
                "progress": 100, "created_at": made, "seconds": "4", "size": "1280x720" })
    };
    move |asked: &Asked| {
        assert!(has_key(asked));
        let (_, path) = asked.line();
        if path.last().is_some_and(|step| step == "content") {
            let number = path[2].trim_start_matches("video_").parse().expect("ours");
            return Answer::video(crate::material::film(number));
        }
        if !cursors {
            let data: Vec<Value> = (1..=count).map(job).collect();
            return Answer::json(200, &json!({ "object": "list", "data": data }));
        }
        let after = asked.asks("after").map_or(0, |after| {
            after.trim_start_matches("video_").parse().expect("ours")
        });
        let data: Vec<Value> = (after + 1..=count).take(2).map(job).collect();
        let last = data.last().map(|job| job["id"].clone());
        let first = data.first().map(|job| job["id"].clone());
        let more = after + 2 < count;
        let page = json!({ "object": "list", "data": data, "has_more": more, "first_id": first, "last_id": last });
        Answer::json(200, &page)
    }
}

async fn imported(cursors: bool) -> (Server, Desk) {
    let server = Server::start(|_| archive(5, cursors)).await;
    let base = format!("{}/v1", server.origin);
    let desk = Desk::open("openai-generic", &base, Some(KEY)).await;
    let report = desk
        .engine
        .import(&desk.server, false)
        .await
        .expect("a list");
    assert_eq!((report.listed, report.jobs.len()), (5, 5));
    for job in report.jobs {
        let job = desk.until(&job.id, |job| job.state == State::Ready).await;
        assert_eq!(job.action, Action::Import);
    }
    (server, desk)
}

#[tokio::test]
async fn all_pages_of_the_list_come_in_once_and_cost_nothing() {
    let (server, desk) = imported(true).await;
    assert_eq!(server.asked("GET", "/v1/videos").len(), 3);
    let again = desk
        .engine
        .import(&desk.server, false)
        .await
        .expect("a list");
    assert_eq!((again.listed, again.known, again.jobs.len()), (5, 5, 0));
    assert!(server.posts().is_empty());
}

#[tokio::test]
async fn a_list_without_cursors_that_repeats_itself_is_read_to_its_end_and_no_further() {
    let (server, _desk) = imported(false).await;
    assert_eq!(server.asked("GET", "/v1/videos").len(), 2);
}
