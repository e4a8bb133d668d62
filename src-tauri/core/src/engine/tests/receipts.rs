//! What a refund desk gets to read, and what the user does with a job whose answer was lost.

use super::*;
use crate::{
    domain::Size,
    dto::{Differs, Language},
    engine::report,
};

async fn lost(world: &World, engine: &Engine) -> JobView {
    let job = create(engine).await;
    engine.start();
    let lost = until(engine, &job.id, State::Unconfirmed).await;
    assert_eq!(world.creates(), 1);
    lost
}

fn broken() -> World {
    World::new(Scripted::default().on_create([Step::Broken]))
}

#[tokio::test(start_paused = true)]
async fn an_id_that_the_user_gives_is_taken_once_the_server_answers_for_it() {
    let world = broken();
    let engine = world.open().await;
    let job = lost(&world, &engine).await;
    world.script(|script| {
        script
            .on_get([polled("completed"), polled("completed")])
            .on_content([Content::whole(gif())])
    });
    let taken = engine.adopt(&job.id, "  video_1 ").await.expect("taken");
    // A poll looks for all results of it.
    assert_eq!(
        (taken.state, taken.remote_id.as_deref()),
        (State::Running, Some("video_1"))
    );
    until(&engine, &job.id, State::Ready).await;
    assert_eq!(world.creates(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_id_that_the_server_does_not_know_is_not_taken() {
    let world = broken();
    let engine = world.open().await;
    let job = lost(&world, &engine).await;
    let unknown = r#"{"error":{"message":"no such video"}}"#;
    world.script(|script| script.on_get([Step::Answer(404, unknown.to_owned())]));
    let refused = engine.adopt(&job.id, "video_9").await.expect_err("unknown");
    assert_eq!(refused.view().message.as_deref(), Some("no such video"));
    let left = engine.job(&job.id).await.expect("the job");
    assert_eq!((left.state, left.remote_id), (State::Unconfirmed, None));
    let lines = engine.receipt_lines(&job.id).await.expect("a receipt");
    assert_eq!(lines.last().and_then(|line| line.status), Some(404));
}

#[tokio::test(start_paused = true)]
async fn an_id_that_another_job_has_is_not_taken_and_not_asked_about() {
    let world = World::new(
        Scripted::default()
            .on_create([Step::Broken, accepted()])
            .on_get([polled("queued")]),
    );
    let engine = world.open().await;
    let job = lost(&world, &engine).await;
    let other = engine
        .create_jobs(request("press-2", &job.server))
        .await
        .expect("stored")
        .remove(0);
    until(&engine, &other.id, State::Queued).await;
    let refused = engine.adopt(&job.id, "video_1").await.expect_err("taken");
    assert_eq!(refused.view().code, ErrorCode::IdTaken);
}

#[tokio::test(start_paused = true)]
async fn a_job_with_an_id_takes_no_other() {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("queued")]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Queued).await;
    let refused = engine.adopt(&job.id, "video_2").await.expect_err("held");
    assert_eq!(refused.view().code, ErrorCode::NotAllowedNow);
}

#[tokio::test(start_paused = true)]
async fn a_look_up_that_the_server_refuses_leaves_a_line() {
    let world = broken();
    let engine = world.open().await;
    let job = lost(&world, &engine).await;
    world.script(|script| script.on_get([Step::Answer(503, "busy".to_owned())]));
    assert!(engine.act(&job.id, Verb::LookForIt).await.is_err());
    let lines = engine.receipt_lines(&job.id).await.expect("a receipt");
    assert_eq!(lines.last().and_then(|line| line.status), Some(503));
}

#[tokio::test(start_paused = true)]
async fn a_job_that_is_polled_for_a_day_keeps_a_short_receipt_that_counts_every_poll() {
    let busy = |number: u32| Step::Answer(503, format!("busy, request {number}"));
    let polls = (0..40)
        .map(busy)
        .chain((0..40).map(|_| polled("queued")))
        .chain([polled("failed")]);
    let world = World::new(Scripted::default().on_create([accepted()]).on_get(polls));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    tokio::time::timeout(Duration::from_secs(86_400), async {
        while engine.job(&job.id).await.expect("the job").state != State::Failed {
            tokio::time::sleep(Duration::from_secs(30)).await;
        }
    })
    .await
    .expect("it ends within a day");
    let lines = engine.receipt_lines(&job.id).await.expect("a receipt");
    let polls: u32 = lines
        .iter()
        .filter(|line| line.method.as_deref() == Some("GET"))
        .skip(1)
        .map(|line| line.times)
        .sum();
    assert!(lines.len() <= 5, "{lines:#?}");
    assert_eq!(polls, 81);
}

async fn removed(world: &World) -> (Engine, JobView) {
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    let ready = until(&engine, &job.id, State::Ready).await;
    engine.act(&job.id, Verb::Remove).await.expect("removed");
    (engine, ready)
}

fn ready_world() -> World {
    World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed")])
            .on_content([Content::whole(gif())]),
    )
}

#[tokio::test(start_paused = true)]
async fn the_dossier_of_a_removed_job_still_says_what_was_delivered() {
    let world = ready_world();
    let (engine, ready) = Box::pin(removed(&world)).await;
    let start = &ready.id.as_str()[..ready.id.as_str().len() - 1];
    let dossier = engine.dossier(start).await.expect("kept");
    assert!(dossier.removed_at.is_some());
    let came = dossier.delivered.expect("a file came");
    assert_eq!(
        (came.bytes, came.width, came.sha256),
        (
            gif().len() as u64,
            Some(16),
            crate::domain::sha256_hex(&gif())
        )
    );
    let listed = engine.removed(10).await.expect("a list");
    assert_eq!(listed[0].0, ready.id);
}

#[tokio::test(start_paused = true)]
async fn what_came_otherwise_than_asked_for_is_named() {
    let world = ready_world();
    let engine = world.open().await;
    let server = server(&engine).await;
    let asked = CreateJobs {
        size: Some(Size {
            width: 1280,
            height: 720,
        }),
        anyway: true,
        ..request("press-1", &server)
    };
    let job = engine.create_jobs(asked).await.expect("stored").remove(0);
    engine.start();
    until(&engine, &job.id, State::Ready).await;
    let dossier = engine.dossier(job.id.as_str()).await.expect("kept");
    let size = dossier
        .differences
        .iter()
        .find(|differs| differs.what == Differs::Size)
        .expect("a difference");
    assert_eq!((&*size.asked, &*size.delivered), ("1280x720", "16x9"));
    let english = report::text(&dossier, Language::En);
    assert!(english.contains("DIFFERS"), "{english}");
    assert!(english.contains("1280x720 → 16x9"), "{english}");
    let chinese = report::text(&dossier, Language::ZhCn);
    for words in [
        "支持报告",
        "请求内容",
        "不一致",
        "已就绪",
        "1280x720 → 16x9",
    ] {
        assert!(chinese.contains(words), "{words} is missing in {chinese}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_servers_words_cannot_steer_a_terminal_out_of_the_report() {
    let words = "\u{1b}[2Jno\u{202e}money\u{7}";
    let refusal = json!({"error": {"message": words}}).to_string();
    let world = World::new(Scripted::default().on_create([Step::Answer(400, refusal)]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Failed).await;
    let dossier = engine.dossier(job.id.as_str()).await.expect("kept");
    let text = report::text(&dossier, Language::En);
    assert!(text.contains("nomoney"), "{text}");
    assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{text:?}");
}

#[tokio::test(start_paused = true)]
async fn a_field_that_is_named_like_a_key_stands_in_no_dossier() {
    let world = World::new(Scripted::default().on_create([accepted()]));
    let engine = world.open().await;
    let server = server(&engine).await;
    let asked = CreateJobs {
        extra: [
            ("api_key".to_owned(), json!("c4n4ry-one")),
            (
                "hook".to_owned(),
                json!("https://me.example/h?sig=c4n4ry-two"),
            ),
        ]
        .into_iter()
        .collect(),
        ..request("press-1", &server)
    };
    let job = engine.create_jobs(asked).await.expect("stored").remove(0);
    let dossier = engine.dossier(job.id.as_str()).await.expect("kept");
    assert!(!format!("{dossier:?}").contains("c4n4ry"));
}
