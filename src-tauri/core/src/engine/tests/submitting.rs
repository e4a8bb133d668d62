//! From the press of Create to an answer: once, or not at all.

use super::*;

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
async fn who_has_no_window_does_not_wait_for_its_undo() {
    let world = World::new(Scripted::default().on_create([accepted()]));
    let engine = world.open().await;
    engine.start();
    let job = create(&engine.at_once()).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!((job.undo_until, world.creates()), (job.next_at, 1));
}

#[tokio::test(start_paused = true)]
async fn a_second_start_begins_nothing_twice() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    engine.start();
    let works = engine.inner.tasks.len();
    engine.at_once().start();
    assert_eq!(engine.inner.tasks.len(), works);
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
async fn what_waits_for_a_busy_server_can_be_held_back_and_is_not_sent_then() {
    let minute = Duration::from_secs(60);
    let busy = Step::Wait(429, r#"{"error":"busy"}"#.to_owned(), minute);
    let world = World::new(Scripted::default().on_create([busy, accepted()]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    world.until_created().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let waiting = engine.job(&job.id).await.expect("a job");
    let offered = engine.view(waiting).await.expect("a tile").verbs;
    engine.act(&job.id, Verb::HoldBack).await.expect("held");
    tokio::time::sleep(minute * 3).await;
    let held = engine.job(&job.id).await.expect("a job");
    assert_eq!(
        (offered, held.state, world.creates()),
        (vec![Verb::HoldBack], State::Held, 1)
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_on_its_way_cannot_be_held_back() {
    let world = World::new(Scripted::default().on_create([Step::Hang]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    world.until_created().await;
    let refused = engine.act(&job.id, Verb::HoldBack).await;
    assert_eq!(
        refused.expect_err("it is sent").view().code,
        ErrorCode::NotAllowedNow
    );
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
async fn a_refusal_of_the_form_leads_to_the_next_form_and_to_one_job() {
    let form = r#"{"detail":[{"loc":["body","prompt"],"msg":"Field required","type":"missing"}]}"#;
    let world =
        World::new(Scripted::default().on_create([Step::Answer(422, form.to_owned()), accepted()]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Queued).await;
    assert_eq!(
        world.encodings(),
        ["application/json", "multipart/form-data"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_the_last_form_ends_the_job() {
    let form = || Step::Answer(415, String::new());
    let world = World::new(Scripted::default().on_create([form(), form(), form()]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Failed).await;
    assert_eq!(world.creates(), 2);
}
