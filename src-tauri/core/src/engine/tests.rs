//! The engine against a scripted server, with a paused clock and a real library in a scratch folder.

mod fake;

use super::*;
use crate::{
    domain::{AssetKind, BatchId, JobId, ServerId, State, Verb},
    dto::{CreateJobs, ErrorCode, JobView, ServerDraft},
};
use fake::{Content, Scripted, Step, World, gif};
use serde_json::json;

fn request(key: &str, server: &ServerId) -> CreateJobs {
    CreateJobs {
        client_key: key.to_owned(),
        server: server.clone(),
        model: "wan".to_owned(),
        prompt: "a paper boat".to_owned(),
        seconds: Some(5.0),
        size: None,
        takes: 1,
        inputs: Vec::new(),
        extra: serde_json::Map::new(),
    }
}

async fn server(engine: &Engine) -> ServerId {
    let draft = ServerDraft {
        id: None,
        name: "home".to_owned(),
        base_url: "http://192.168.1.7:8000/v1".to_owned(),
        profile: None,
    };
    engine.save_server(draft).await.expect("a server").id
}

async fn create(engine: &Engine) -> JobView {
    let server = server(engine).await;
    engine
        .create_jobs(request("press-1", &server))
        .await
        .expect("stored")
        .remove(0)
}

/// Waits, in the engine's own time, until the job is in that state.
async fn until(engine: &Engine, id: &JobId, state: State) -> JobView {
    let waiting = async {
        loop {
            let job = engine.job(id).await.expect("the job");
            if job.state == state {
                return engine.view(job).await.expect("a tile");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(3600), waiting)
        .await
        .unwrap_or_else(|_| panic!("the job never became {state}"))
}

fn accepted() -> Step {
    Step::Answer(
        200,
        json!({"id": "video_1", "status": "queued"}).to_string(),
    )
}

fn polled(status: &str) -> Step {
    Step::Answer(200, json!({"id": "video_1", "status": status}).to_string())
}

#[tokio::test(start_paused = true)]
async fn a_press_of_create_ends_as_a_file_in_the_library() {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("in_progress"), polled("completed")])
            .on_content([Content::whole(gif())]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    let ready = until(&engine, &job.id, State::Ready).await;
    let path = engine.video_path(&job.id).await.expect("a file");
    assert_eq!(fs_err::read(path).ok(), Some(gif()));
    assert_eq!(ready.video.and_then(|video| video.width), Some(16));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_within_the_undo_window() {
    let world = World::new(Scripted::default().on_create([accepted()]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    tokio::time::sleep(Duration::from_secs(4)).await;
    engine.undo_batch(job.batch).await.expect("undone");
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(world.creates(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_double_click_is_one_job_and_one_request() {
    let world = World::new(Scripted::default().on_create([accepted(), accepted()]));
    let engine = world.open().await;
    let server = server(&engine).await;
    let first = engine
        .create_jobs(request("same", &server))
        .await
        .expect("stored");
    let second = engine
        .create_jobs(request("same", &server))
        .await
        .expect("recognised");
    engine.start();
    until(&engine, &first[0].id, State::Queued).await;
    assert_eq!(
        (first[0].id.clone(), world.creates()),
        (second[0].id.clone(), 1)
    );
}

#[tokio::test(start_paused = true)]
async fn a_request_without_an_answer_is_unconfirmed_and_never_sent_again() {
    let world = World::new(Scripted::default().on_create([Step::Broken, accepted()]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Unconfirmed).await;
    tokio::time::sleep(Duration::from_secs(7_200)).await;
    assert_eq!(world.creates(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_crash_while_sending_is_unconfirmed_after_the_restart() {
    let world = World::new(Scripted::default().on_create([Step::Hang, accepted()]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    world.until_created().await;
    drop(engine);
    world.crash().await;
    let engine = world.open().await;
    engine.start();
    let view = until(&engine, &job.id, State::Unconfirmed).await;
    assert_eq!(
        view.error.map(|error| error.code),
        Some(ErrorCode::NoAnswer)
    );
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!(world.creates(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_draft_of_an_earlier_run_waits_for_the_user() {
    let world = World::new(Scripted::default().on_create([accepted()]));
    let engine = world.open().await;
    let job = create(&engine).await;
    drop(engine);
    world.crash().await;
    let engine = world.open().await;
    engine.start();
    tokio::time::sleep(Duration::from_secs(3600)).await;
    let held = engine.job(&job.id).await.expect("the job");
    assert_eq!((held.state, world.creates()), (State::Held, 0));
    engine.act(&job.id, Verb::Resume).await.expect("resumed");
    until(&engine, &job.id, State::Queued).await;
    assert_eq!(world.creates(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_was_never_made_is_tried_three_more_times_and_then_held() {
    let world =
        World::new(Scripted::default().on_create(std::iter::repeat_n(Step::NoConnection, 9)));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    let held = until(&engine, &job.id, State::Held).await;
    assert_eq!(world.creates(), 4);
    assert_eq!(
        held.error.map(|error| error.code),
        Some(ErrorCode::Unreachable)
    );
}

#[tokio::test(start_paused = true)]
async fn a_busy_server_is_asked_again_when_it_says_so() {
    let busy = Step::Wait(
        429,
        r#"{"error":"busy"}"#.to_owned(),
        Duration::from_secs(90),
    );
    let world = World::new(Scripted::default().on_create([busy, accepted()]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    world.until_created().await;
    let refused_at = engine.now();
    until(&engine, &job.id, State::Queued).await;
    assert!(engine.now().since(refused_at) >= 90_000);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_keeps_the_servers_own_words() {
    let body = json!({"error": {"message": "size must be one of 1280x720", "code": "invalid"}});
    let world = World::new(Scripted::default().on_create([Step::Answer(400, body.to_string())]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    let failed = until(&engine, &job.id, State::Failed).await;
    let error = failed.error.expect("a reason");
    assert_eq!(
        error.message.as_deref(),
        Some("size must be one of 1280x720")
    );
}

#[tokio::test(start_paused = true)]
async fn no_trouble_with_polling_ends_a_job() {
    let trouble = [
        Step::Broken,
        Step::NoConnection,
        Step::Answer(500, "oops".to_owned()),
        Step::Answer(429, String::new()),
        Step::Answer(404, "{}".to_owned()),
        Step::Answer(200, "<html>".to_owned()),
        Step::Answer(401, "{}".to_owned()),
        polled("moderating"),
    ];
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get(trouble.into_iter().chain([polled("completed")]))
            .on_content([Content::whole(gif())]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
}

#[tokio::test(start_paused = true)]
async fn a_download_that_breaks_goes_on_where_it_was() {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed"), polled("completed")])
            .on_content([Content::cut(&gif(), 200), Content::rest(&gif(), 200)]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
    assert_eq!(world.resumed_from(), vec![None, Some(200)]);
    let path = engine.video_path(&job.id).await.expect("a file");
    assert_eq!(fs_err::read(path).ok(), Some(gif()));
}

#[tokio::test(start_paused = true)]
async fn an_address_inside_json_is_followed() {
    let inside = json!({"url": "http://192.168.1.7:8000/files/v.gif"}).to_string();
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed")])
            .on_content([Content::whole(inside.into_bytes()), Content::whole(gif())]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
}

#[tokio::test(start_paused = true)]
async fn a_result_inside_the_answer_needs_no_download() {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(gif());
    let body = json!({"id": "c1", "status": "completed", "data": [{"b64_json": text}]});
    let world = World::new(Scripted::default().on_create([Step::Answer(200, body.to_string())]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_gone_ends_with_a_receipt() {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed")])
            .on_content([Content::answer(410, r#"{"detail":"purged"}"#)]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Expired).await;
    let lines = engine.receipt_lines(&job.id).await.expect("a receipt");
    assert!(lines.iter().any(|line| line.status == Some(410)));
}

#[tokio::test(start_paused = true)]
async fn a_page_instead_of_a_video_is_not_published() {
    let page = Content::whole(b"<!DOCTYPE html><html><body>Sign in</body></html>".to_vec());
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed"), polled("completed")])
            .on_content([page, Content::whole(gif())]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
    let path = engine.video_path(&job.id).await.expect("a file");
    assert_eq!(fs_err::read(path).ok(), Some(gif()));
}

#[tokio::test(start_paused = true)]
async fn a_finished_file_without_its_row_is_adopted_after_a_crash() {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed")])
            .on_content([Content::Hang]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Downloading).await;
    let name = Library::final_name(&job.id, &job.prompt, job.created_at, "gif");
    engine
        .library()
        .write_atomic(&name, &gif())
        .expect("as if it had just been renamed");
    drop(engine);
    world.crash().await;
    let engine = world.open().await;
    let adopted = engine.job(&job.id).await.expect("the job");
    assert_eq!(adopted.state, State::Ready);
}

#[tokio::test(start_paused = true)]
async fn an_unconfirmed_job_is_found_in_the_servers_list() {
    let world = World::new(Scripted::default().on_create([Step::Broken]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    let lost = until(&engine, &job.id, State::Unconfirmed).await;
    let made = lost.created_at.0 / 1000 + 6;
    let list = json!({"data": [
        {"id": "other", "prompt": "something else", "model": "wan", "created_at": made},
        {"id": "video_7", "prompt": "a paper boat", "model": "wan", "created_at": made, "status": "in_progress"},
    ]});
    world.script(|script| script.on_get([Step::Answer(200, list.to_string())]));
    let found = engine
        .act(&job.id, Verb::LookForIt)
        .await
        .expect("found")
        .remove(0);
    assert_eq!(
        (found.state, found.remote_id.as_deref()),
        (State::Running, Some("video_7"))
    );
}

#[tokio::test(start_paused = true)]
async fn two_candidates_in_the_list_are_not_guessed_between() {
    let world = World::new(Scripted::default().on_create([Step::Broken]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    let lost = until(&engine, &job.id, State::Unconfirmed).await;
    let made = lost.created_at.0 / 1000 + 6;
    let twin = |id: &str| json!({"id": id, "prompt": "a paper boat", "created_at": made});
    let list = json!({"data": [twin("a"), twin("b")]});
    world.script(|script| script.on_get([Step::Answer(200, list.to_string())]));
    assert!(engine.act(&job.id, Verb::LookForIt).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn stopping_to_watch_wins_over_a_poll_on_its_way() {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([Step::Hang]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Queued).await;
    engine
        .act(&job.id, Verb::StopWatching)
        .await
        .expect("stopped");
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(
        engine.job(&job.id).await.expect("the job").state,
        State::Cancelled
    );
}

#[tokio::test(start_paused = true)]
async fn removing_a_job_removes_its_files_and_keeps_its_receipt() {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed")])
            .on_content([Content::whole(gif())]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    let ready = until(&engine, &job.id, State::Ready).await;
    let video = ready.video.expect("a video").id;
    engine
        .store_still(&video, AssetKind::Poster, gif())
        .await
        .expect("a poster");
    let path = engine.video_path(&job.id).await.expect("a file");
    engine.act(&job.id, Verb::Remove).await.expect("removed");
    let stills = fs_err::read_dir(engine.library().root().join("stills"))
        .expect("a folder")
        .count();
    assert_eq!((path.exists(), stills), (false, 0));
    assert!(
        !engine
            .receipt_lines(&job.id)
            .await
            .expect("a receipt")
            .is_empty()
    );
}

#[tokio::test(start_paused = true)]
async fn a_second_engine_cannot_open_the_library() {
    let world = World::new(Scripted::default());
    let _engine = world.open().await;
    let Err(second) = Engine::open(world.parts()).await else {
        panic!("it was opened twice")
    };
    assert_eq!(second.view().code, ErrorCode::LibraryInUse);
}

#[tokio::test(start_paused = true)]
async fn bad_input_is_refused_before_anything_is_stored() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = server(&engine).await;
    let good = request("k", &server);
    let bad = [
        (
            CreateJobs {
                prompt: "  ".to_owned(),
                ..good.clone()
            },
            ErrorCode::PromptEmpty,
        ),
        (
            CreateJobs {
                takes: 0,
                ..good.clone()
            },
            ErrorCode::InvalidValue,
        ),
        (
            CreateJobs {
                takes: 5,
                ..good.clone()
            },
            ErrorCode::InvalidValue,
        ),
        (
            CreateJobs {
                seconds: Some(-1.0),
                ..good.clone()
            },
            ErrorCode::InvalidValue,
        ),
        (
            CreateJobs {
                seconds: Some(f64::NAN),
                ..good.clone()
            },
            ErrorCode::InvalidValue,
        ),
        (
            CreateJobs {
                server: ServerId::from_text("srv_gone"),
                ..good.clone()
            },
            ErrorCode::NotFound,
        ),
    ];
    for (asked, code) in bad {
        let refused = engine.create_jobs(asked).await.expect_err("refused");
        assert_eq!(refused.view().code, code);
    }
    assert_eq!(engine.counts().await.expect("counted").everything, 0);
}

#[tokio::test(start_paused = true)]
async fn a_key_does_not_move_along_to_another_address() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let id = server(&engine).await;
    let key = secrecy::SecretString::from("sk-canary-123456");
    engine
        .set_key(&id, key, crate::dto::KeyBackend::Session)
        .await
        .expect("kept");
    let moved = ServerDraft {
        id: Some(id),
        name: "home".to_owned(),
        base_url: "https://evil.example/v1".to_owned(),
        profile: None,
    };
    let view = engine.save_server(moved).await.expect("moved");
    assert!(!view.key.present);
}

#[tokio::test(start_paused = true)]
async fn undoing_an_unknown_batch_changes_nothing() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let gone = engine
        .undo_batch(BatchId::from_text("bat_none"))
        .await
        .expect("nothing to do");
    assert!(gone.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_key_goes_into_a_file_only_when_the_user_allowed_it() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let id = server(&engine).await;
    let key = || secrecy::SecretString::from("sk-canary-123456");
    let refused = engine
        .set_key(&id, key(), crate::dto::KeyBackend::File)
        .await;
    assert!(refused.is_err(), "it was kept without being asked for");
    let allowed = crate::dto::Settings {
        keys_in_file: true,
        ..engine.settings().await.expect("settings")
    };
    engine.save_settings(allowed).await.expect("kept");
    engine
        .set_key(&id, key(), crate::dto::KeyBackend::File)
        .await
        .expect("kept");
}
