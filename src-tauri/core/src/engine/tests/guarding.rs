//! What keeps paid work and money safe when a server, a disk or a clock misbehaves.

use super::*;
use crate::{
    domain::{Event, JobError, KeySource},
    dto::KeyBackend,
};
use secrecy::{ExposeSecret, SecretString};

fn refusal() -> Step {
    Step::Answer(400, r#"{"error":{"message":"no"}}"#.to_owned())
}

async fn another(engine: &Engine, server: &ServerId, key: &str) -> JobView {
    engine
        .create_jobs(request(key, server))
        .await
        .expect("stored")
        .remove(0)
}

#[tokio::test(start_paused = true)]
async fn three_refusals_in_a_row_hold_what_still_waits() {
    let world = World::new(Scripted::default().on_create((0..4).map(|_| refusal())));
    let engine = world.open().await;
    let server = server(&engine).await;
    for press in ["a", "b", "c"] {
        another(&engine, &server, press).await;
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    let late = another(&engine, &server, "d").await;
    engine.start();
    let held = until(&engine, &late.id, State::Held).await;
    assert_eq!(
        (world.creates(), held.error.map(|error| error.code)),
        (3, Some(ErrorCode::HeldAfterRefusals))
    );
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_on_its_way_is_not_held_and_its_answer_counts() {
    let Step::Answer(status, body) = accepted() else {
        unreachable!("an answer");
    };
    let slow = Step::Slow(status, body, Duration::from_secs(20));
    let world = World::new(Scripted::default().on_create([slow]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    world.until_created().await;
    let error = JobError::of(ErrorCode::HeldAfterRefusals);
    engine.hold(&job.id, error).await.expect("no trouble");
    let queued = until(&engine, &job.id, State::Queued).await;
    assert_eq!((queued.error, world.creates()), (None, 1));
}

#[tokio::test(start_paused = true)]
async fn an_accepted_request_between_refusals_holds_nothing() {
    let steps = [refusal(), refusal(), accepted(), refusal(), refusal()];
    let world = World::new(Scripted::default().on_create(steps));
    let engine = world.open().await;
    let server = server(&engine).await;
    engine.start();
    for press in ["a", "b", "c", "d", "e"] {
        another(&engine, &server, press).await;
        tokio::time::sleep(Duration::from_secs(10)).await;
    }
    assert_eq!(world.creates(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_a_server_asks_for_holds_for_all_its_jobs() {
    let later = Step::Wait(
        429,
        r#"{"error":{"message":"slow down"}}"#.to_owned(),
        Duration::from_secs(60),
    );
    let world = World::new(Scripted::default().on_create([later, accepted(), accepted()]));
    let engine = world.open().await;
    let server = server(&engine).await;
    engine.start();
    another(&engine, &server, "a").await;
    world.until_created().await;
    another(&engine, &server, "b").await;
    tokio::time::sleep(Duration::from_secs(40)).await;
    let during = world.creates();
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!((during, world.creates()), (1, 3));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_now_while_it_says_not_now_gets_a_pause() {
    let later = || {
        Step::Wait(
            429,
            r#"{"error":{"message":"slow down"}}"#.to_owned(),
            Duration::ZERO,
        )
    };
    let world = World::new(Scripted::default().on_create((0..9).map(|_| later())));
    let engine = world.open().await;
    create(&engine).await;
    engine.start();
    world.until_created().await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(world.creates(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_503_without_a_word_of_later_is_not_sent_again() {
    let lost = Step::Answer(503, r#"{"message":"Service Unavailable"}"#.to_owned());
    let world = World::new(Scripted::default().on_create([lost]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Unconfirmed).await;
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!(world.creates(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_key_of_a_server_that_moved_is_not_sent_to_where_it_was() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let id = server(&engine).await;
    let key = SecretString::from("sk-of-the-new-place");
    engine
        .set_key(&id, key, KeyBackend::Session)
        .await
        .expect("kept");
    let before = engine.server(&id).await.expect("the server");
    assert_eq!(before.key, KeySource::Stored);
    let moved = ServerDraft {
        id: Some(id.clone()),
        name: "home".to_owned(),
        base_url: "https://elsewhere.example/v1".to_owned(),
        profile: None,
    };
    engine.save_server(moved).await.expect("moved");
    let asked = engine.key(&before, &id).await;
    assert!(
        !asked.is_ok_and(|key| key.is_some_and(|key| key.expose_secret().contains("new-place")))
    );
}

#[tokio::test(start_paused = true)]
async fn what_a_variable_holds_is_not_sent_to_where_a_server_was() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let id = server(&engine).await;
    engine
        .set_key_variable(&id, "PATH".to_owned())
        .await
        .expect("kept");
    let before = engine.server(&id).await.expect("the server");
    engine.save_server(moved(&id, "home")).await.expect("moved");
    let asked = engine.key(&before, &id).await;
    assert_eq!(
        asked.map(|_| ()).expect_err("no key").view().code,
        ErrorCode::KeyMissing
    );
}

#[tokio::test(start_paused = true)]
async fn a_key_that_no_header_can_carry_is_not_kept() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let id = server(&engine).await;
    // As it comes from a page: a space that nobody sees.
    let key = SecretString::from("sk-of-a-page\u{200b}");
    let kept = engine.set_key(&id, key, KeyBackend::Session).await;
    assert_eq!(
        kept.expect_err("refused").view().code,
        ErrorCode::InvalidValue
    );
}

/// A server with a key, and a job that is being made there.
async fn at_work(world: &World) -> (Engine, JobView) {
    let engine = world.open().await;
    let job = create(&engine).await;
    let key = SecretString::from("sk-of-this-server");
    engine
        .set_key(&job.server, key, KeyBackend::Session)
        .await
        .expect("kept");
    engine.start();
    until(&engine, &job.id, State::Running).await;
    (engine, job)
}

fn slow_work() -> World {
    World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get((0..40).map(|_| polled("in_progress"))),
    )
}

fn moved(id: &ServerId, name: &str) -> ServerDraft {
    ServerDraft {
        id: Some(id.clone()),
        name: name.to_owned(),
        base_url: "https://elsewhere.example/v1".to_owned(),
        profile: None,
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_does_not_go_while_videos_are_made_that_only_it_can_fetch() {
    let world = slow_work();
    let (engine, job) = at_work(&world).await;
    let removed = engine.remove_server(&job.server).await;
    let moved = engine.save_server(moved(&job.server, "home")).await;
    let codes =
        [removed.expect_err("kept"), moved.expect_err("kept")].map(|error| error.view().code);
    assert_eq!(codes, [ErrorCode::KeyInUse; 2]);
}

#[tokio::test(start_paused = true)]
async fn a_server_goes_with_its_key_once_nothing_is_made_there() {
    let world = slow_work();
    let (engine, job) = at_work(&world).await;
    engine
        .act(&job.id, Verb::StopWatching)
        .await
        .expect("let go of");
    engine.remove_server(&job.server).await.expect("removed");
    let key = engine.vault().get(job.server.as_str()).await;
    assert!(key.expect("asked").is_none());
}

#[tokio::test(start_paused = true)]
async fn a_move_that_is_refused_for_its_name_leaves_the_key() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let id = server(&engine).await;
    let other = ServerDraft {
        id: None,
        ..moved(&id, "taken")
    };
    engine.save_server(other).await.expect("another server");
    let key = SecretString::from("sk-of-this-server");
    engine
        .set_key(&id, key, KeyBackend::Session)
        .await
        .expect("kept");
    let refused = engine.save_server(moved(&id, "taken")).await;
    assert_eq!(
        refused.expect_err("taken").view().code,
        ErrorCode::NameTaken
    );
    let key = engine.vault().get(id.as_str()).await;
    assert!(key.expect("asked").is_some());
}

#[tokio::test(start_paused = true)]
async fn a_job_that_nobody_looks_at_is_picked_up() {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("in_progress"), polled("in_progress")]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Running).await;
    engine
        .change(&job.id, |job| {
            super::super::change::step(job, Event::PollFailed, Timestamp(0))?;
            job.next_at = None;
            Ok(super::super::change::Change::default())
        })
        .await
        .expect("changed");
    tokio::time::sleep(Duration::from_secs(40)).await;
    let job = engine.job(&job.id).await.expect("the job");
    assert!(job.next_at.is_some());
}

#[tokio::test(start_paused = true)]
async fn an_answer_on_its_way_is_waited_for_at_the_end() {
    let slow = Step::Slow(
        200,
        json!({"id": "video_1", "status": "queued"}).to_string(),
        Duration::from_secs(2),
    );
    let world = World::new(Scripted::default().on_create([slow]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    world.until_created().await;
    engine.stop(Duration::from_secs(3)).await;
    let job = engine.job(&job.id).await.expect("the job");
    assert_eq!(
        (job.state, job.remote_id.as_deref()),
        (State::Queued, Some("video_1"))
    );
}

#[tokio::test(start_paused = true)]
async fn a_result_that_came_inside_the_answer_survives_a_crash_before_its_commit() {
    let world = World::new(Scripted::default().on_create([Step::Hang]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    world.until_created().await;
    // What a synchronous server sent is on the disk, and the history was not told yet.
    fs_err::write(engine.library().partial(&job.id), gif()).expect("written");
    drop(engine);
    world.crash().await;
    let engine = world.open().await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
    assert_eq!(world.creates(), 1);
}

#[tokio::test(start_paused = true)]
async fn outages_do_not_count_as_no_such_job() {
    let gone = || Step::Answer(404, r#"{"error":{"message":"no such video"}}"#.to_owned());
    let mut steps = vec![Step::Broken; 30];
    steps.push(gone());
    steps.push(polled("in_progress"));
    let world = World::new(Scripted::default().on_create([accepted()]).on_get(steps));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Running).await;
}
