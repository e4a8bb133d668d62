//! The pace of downloads, a full disk, what a crash leaves behind, and servers that point where nobody may go.

use super::*;
use crate::domain::Job;

fn done(contents: impl IntoIterator<Item = Content>) -> World {
    World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get(std::iter::repeat_n(polled("completed"), 40))
            .on_content(contents),
    )
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_the_server_asks_for_is_kept() {
    for status in [202, 404, 409, 425, 429, 503] {
        let busy = Content::answer(status, r#"{"detail":"busy"}"#);
        let world = done([busy.later(Duration::from_secs(300)), Content::whole(gif())]);
        let engine = world.open().await;
        let job = create(&engine).await;
        engine.start();
        let begun = tokio::time::Instant::now();
        until(&engine, &job.id, State::Ready).await;
        assert!(begun.elapsed() >= Duration::from_secs(300), "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn still_working_in_words_is_not_a_broken_file() {
    let works = r#"{"id":"video_1","status":"in_progress"}"#;
    let world = done([Content::answer(200, works)]);
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    let code = loop {
        let job = engine.job(&job.id).await.expect("the job");
        if let Some(error) = job.error {
            break error.code;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(code, ErrorCode::NotReady);
}

#[tokio::test(start_paused = true)]
async fn a_disk_that_fills_up_on_the_way_keeps_what_came_and_goes_on_by_itself() {
    let mut film = gif();
    film.resize(40 << 20, 0);
    let world = done([Content::whole(film.clone()).chunked()]);
    let engine = world.open().await;
    let job = create(&engine).await;
    let room = Arc::clone(&engine.library().pretended_room);
    room.lock()
        .expect("one test at a time")
        .extend([u64::MAX, 0]);
    engine.start();
    let full = loop {
        let job = engine.job(&job.id).await.expect("the job");
        if let Some(error) = job.error {
            break (error.code, job.state, job.download_misses);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(full, (ErrorCode::DiskFull, State::Completed, 0));
    let kept = fs_err::metadata(engine.library().partial(&job.id)).expect("a part");
    world.script(|_| {
        Scripted::default().on_content([Content::rest(
            &film,
            usize::try_from(kept.len()).expect("small"),
        )])
    });
    room.lock().expect("one test at a time").clear();
    until(&engine, &job.id, State::Ready).await;
    assert!(kept.len() > 30 << 20);
    assert_eq!(world.resumed_from(), [None, Some(kept.len())]);
}

#[tokio::test(start_paused = true)]
async fn three_files_come_at_a_time() {
    let world = World::new(
        Scripted::default()
            .on_create(std::iter::repeat_n(accepted(), 4))
            .on_get(std::iter::repeat_n(polled("completed"), 4)),
    );
    let engine = world.open().await;
    let server = server(&engine).await;
    let four = CreateJobs {
        takes: 4,
        ..request("press-1", &server)
    };
    engine.create_jobs(four).await.expect("stored");
    engine.start();
    tokio::time::sleep(Duration::from_secs(300)).await;
    assert_eq!(world.resumed_from().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn progress_is_told_ten_times_a_second_at_most() {
    let mut film = gif();
    film.resize(2000, 0);
    let world = done([Content::cut(&film, 2000, End::Fine)]);
    let engine = world.open().await;
    let job = create(&engine).await;
    let mut events = engine.events();
    engine.start();
    until(&engine, &job.id, State::Ready).await;
    let mut told = 0;
    while let Ok(event) = events.try_recv() {
        told += u32::from(matches!(event, AppEvent::Transfer { .. }));
    }
    // Two seconds of a byte each millisecond.
    assert!((15..=25).contains(&told), "{told}");
}

#[tokio::test(start_paused = true)]
async fn a_file_that_may_not_be_fetched_is_never_called_gone() {
    let named = json!({"id": "video_1", "status": "completed", "url": "http://192.168.1.7/v"});
    let missing = || [Content::Forbidden, Content::answer(404, "{}")];
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get(std::iter::repeat_n(
                Step::Answer(200, named.to_string()),
                12,
            ))
            .on_content((0..8).flat_map(|_| missing())),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    while world.sources().len() < 12 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let job = engine.job(&job.id).await.expect("the job");
    assert_ne!(job.state, State::Expired);
    assert_eq!(
        job.error.map(|error| error.code),
        Some(ErrorCode::AddressRefused)
    );
}

#[tokio::test(start_paused = true)]
async fn a_finished_file_with_a_number_is_adopted_and_a_strangers_is_not() {
    let world = done([Content::Hang]);
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Downloading).await;
    let name = Library::final_name(&job.id, &job.prompt, job.created_at, "gif");
    let numbered = name.replace(".gif", "-2.gif");
    let library = engine.library();
    library
        .write_atomic(&name, b"somebody's notes")
        .expect("a file");
    library
        .write_atomic(&numbered, &gif())
        .expect("as if it had just been renamed");
    drop(engine);
    world.crash().await;
    let engine = world.open().await;
    assert_eq!(
        engine.job(&job.id).await.expect("the job").state,
        State::Ready
    );
    let path = engine.video_path(&job.id).await.expect("a file");
    assert!(path.ends_with(&numbered));
}

/// A server whose description has no way to ask how a job stands.
async fn that_nobody_can_ask(engine: &Engine) -> ServerId {
    let draft = ServerDraft {
        id: None,
        name: "home".to_owned(),
        base_url: "http://192.168.1.7:8000/v1".to_owned(),
        profile: Some("dynamo".to_owned()),
    };
    engine.save_server(draft).await.expect("a server").id
}

#[tokio::test(start_paused = true)]
async fn a_server_that_nobody_can_ask_leaves_an_open_job_unconfirmed() {
    let world = World::new(Scripted::default().on_create([accepted()]));
    let engine = world.open().await;
    let server = that_nobody_can_ask(&engine).await;
    let order = request("press-1", &server);
    let job = engine.create_jobs(order).await.expect("stored").remove(0);
    engine.start();
    until(&engine, &job.id, State::Unconfirmed).await;
    let job = engine.job(&job.id).await.expect("the job");
    assert_eq!(job.remote_id.as_deref(), Some("video_1"));
}

#[tokio::test(start_paused = true)]
async fn what_failed_at_a_server_that_nobody_can_ask_keeps_its_reason() {
    let refused = Step::Answer(400, r#"{"error":{"message":"no such model"}}"#.to_owned());
    let world = World::new(Scripted::default().on_create([refused]));
    let engine = world.open().await;
    let server = that_nobody_can_ask(&engine).await;
    let order = request("press-1", &server);
    let job = engine.create_jobs(order).await.expect("stored").remove(0);
    engine.start();
    let failed = until(&engine, &job.id, State::Failed).await;
    let again = engine.act(&job.id, Verb::CheckAgain).await;
    assert_eq!(
        (failed.verbs.contains(&Verb::CheckAgain), again.is_err()),
        (false, true)
    );
}

/// A server whose results lie elsewhere: there it is as `there` says, and its own path knows nothing.
async fn elsewhere(there: impl Fn() -> Content, own: u16, attempts: usize) -> Job {
    let named = json!({"id": "video_1", "status": "completed", "url": "https://cdn.example/v"});
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get(std::iter::repeat_n(
                Step::Answer(200, named.to_string()),
                40,
            ))
            .on_content((0..attempts).flat_map(|_| [there(), Content::answer(own, "{}")])),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    loop {
        let job = engine.job(&job.id).await.expect("the job");
        if job.state == State::Expired || world.sources().len() >= attempts * 2 {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_whose_place_is_in_trouble_is_not_called_gone_by_a_path_that_never_had_it() {
    for own in [404, 410] {
        let job = elsewhere(|| Content::answer(503, "{}"), own, 8).await;
        assert_ne!(job.state, State::Expired, "{own}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_at_neither_place_is_gone() {
    let job = elsewhere(|| Content::answer(404, "{}"), 404, 8).await;
    assert_eq!(job.state, State::Expired);
}

#[tokio::test(start_paused = true)]
async fn downloads_that_broke_are_not_counted_as_downloads_that_found_nothing() {
    let film = gif();
    let broken = || Content::cut(&film, film.len() / 2, End::Broken).tagged(None);
    let missing = || Content::answer(404, "{}");
    let world = done([
        broken(),
        broken(),
        broken(),
        missing(),
        missing(),
        missing(),
        Content::whole(gif()),
    ]);
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
}
