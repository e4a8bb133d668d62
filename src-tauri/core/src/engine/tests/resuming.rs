//! What is asked of a server when a part of a file is here already, and what is believed of its answer.

use super::*;

const WHOLE: fn() -> Content = || Content::whole(gif());

/// A server whose job is done at once and whose downloads go as the script says.
async fn fetched(contents: impl IntoIterator<Item = Content>) -> (World, Engine, JobId) {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get(std::iter::repeat_n(polled("completed"), 8))
            .on_content(contents),
    );
    let engine = world.open().await;
    let job = create(&engine).await.id;
    engine.start();
    until(&engine, &job, State::Ready).await;
    let path = engine.video_path(&job).await.expect("a file");
    assert_eq!(fs_err::read(path).ok(), Some(gif()));
    (world, engine, job)
}

fn half() -> Content {
    Content::cut(&gif(), 200, End::Broken)
}

fn signed(signature: u32) -> Step {
    let url = format!("http://192.168.1.7:8000/f/v.gif?sig={signature}");
    let body = json!({"id": "video_1", "status": "completed", "url": url});
    Step::Answer(200, body.to_string())
}

#[tokio::test(start_paused = true)]
async fn a_fresh_signature_goes_on_with_the_same_part() {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([signed(1), signed(2)])
            .on_content([half(), Content::rest(&gif(), 200)]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
    assert_eq!(world.resumed_from(), [None, Some(200)]);
    let signatures = [1, 2].map(|n| format!("http://192.168.1.7:8000/f/v.gif?sig={n}"));
    assert_eq!(world.sources(), signatures);
}

#[tokio::test(start_paused = true)]
async fn an_expired_link_is_replaced_by_asking_again() {
    let refused = || Content::answer(403, "Request has expired");
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([signed(1), signed(2)])
            .on_content([refused(), Content::answer(404, "{}"), WHOLE()]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
    assert!(
        world
            .sources()
            .last()
            .is_some_and(|last| last.ends_with("sig=2"))
    );
}

#[tokio::test(start_paused = true)]
async fn a_range_beyond_the_end_means_that_all_of_it_is_here() {
    let film = gif();
    let all = Content::cut(&film, film.len(), End::Broken).chunked();
    let (world, ..) = fetched([all, Content::beyond(film.len() as u64)]).await;
    assert_eq!(world.resumed_from(), [None, Some(film.len() as u64)]);
}

#[tokio::test(start_paused = true)]
async fn a_range_beyond_the_end_of_another_file_begins_anew() {
    let film = gif();
    let all = Content::cut(&film, film.len(), End::Broken).chunked();
    let (world, ..) = fetched([all, Content::beyond(7), WHOLE()]).await;
    assert_eq!(world.resumed_from().last(), Some(&None));
}

#[tokio::test(start_paused = true)]
async fn whatever_is_no_continuation_begins_anew() {
    let film = gif();
    let mut longer = film.clone();
    longer.extend([0; 9]);
    for answer in [
        Content::rest(&film, 200).tagged(Some("\"v2\"")),
        Content::rest(&film, 100),
        Content::rest(&longer, 200),
    ] {
        let (world, ..) = fetched([half(), answer, WHOLE()]).await;
        assert_eq!(world.resumed_from(), [None, Some(200), None]);
    }
}

#[tokio::test(start_paused = true)]
async fn all_of_it_instead_of_the_rest_takes_the_place_of_the_part() {
    let (world, ..) = fetched([half(), WHOLE()]).await;
    assert_eq!(world.resumed_from(), [None, Some(200)]);
}

#[tokio::test(start_paused = true)]
async fn without_a_promise_of_the_same_bytes_nothing_is_continued() {
    let (world, ..) = fetched([half().tagged(None), WHOLE()]).await;
    assert_eq!(world.resumed_from(), [None, None]);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_longer_than_it_says_is_begun_anew() {
    let film = gif();
    let lies = Content::cut(&film, film.len(), End::Closed).announcing(100);
    let (world, ..) = fetched([lies, WHOLE()]).await;
    assert_eq!(world.resumed_from(), [None, None]);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_shorter_than_it_says_is_continued() {
    let film = gif();
    let short = Content::cut(&film, 200, End::Closed);
    let (world, ..) = fetched([short, Content::rest(&film, 200)]).await;
    assert_eq!(world.resumed_from(), [None, Some(200)]);
}

#[tokio::test(start_paused = true)]
async fn an_announcement_that_no_clip_can_have_is_no_full_disk() {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get(std::iter::repeat_n(polled("completed"), 8))
            .on_content([WHOLE().announcing(u64::MAX), WHOLE()]),
    );
    let engine = world.open().await;
    let job = create(&engine).await.id;
    let mut events = engine.events();
    engine.start();
    until(&engine, &job, State::Ready).await;
    let mut told = std::iter::from_fn(|| events.try_recv().ok());
    assert!(!told.any(|event| matches!(event, AppEvent::Notice { .. })));
}

/// A finished job that is fetched once more, and what its server gives then.
async fn fetched_again(world: &World, engine: &Engine, job: &JobId, again: Content) {
    world.script(|_| {
        Scripted::default()
            .on_get(std::iter::repeat_n(polled("completed"), 8))
            .on_content([again])
    });
    engine.act(job, Verb::DownloadAgain).await.expect("allowed");
}

#[tokio::test(start_paused = true)]
async fn a_broken_file_makes_way_for_the_one_that_came_in_its_place() {
    let (world, engine, job) = fetched([WHOLE()]).await;
    let broken = engine.video_path(&job).await.expect("a file");
    fs_err::write(&broken, b"half of it").expect("broken");
    fetched_again(&world, &engine, &job, WHOLE()).await;
    until(&engine, &job, State::Ready).await;
    let now = engine.video_path(&job).await.expect("a file");
    assert_eq!(fs_err::read(now).ok(), Some(gif()));
    assert!(!broken.exists());
}

#[tokio::test(start_paused = true)]
async fn a_good_file_stays_beside_another_one_that_the_server_gives_today() {
    let (world, engine, job) = fetched([WHOLE()]).await;
    let first = engine.video_path(&job).await.expect("a file");
    let mut other = gif();
    other.extend([0; 9]);
    fetched_again(&world, &engine, &job, Content::whole(other)).await;
    until(&engine, &job, State::Ready).await;
    assert_eq!(fs_err::read(first).ok(), Some(gif()));
}

#[tokio::test(start_paused = true)]
async fn an_earlier_video_is_not_taken_for_the_one_that_was_on_its_way() {
    let (world, engine, job) = fetched([WHOLE()]).await;
    fetched_again(&world, &engine, &job, Content::Hang).await;
    until(&engine, &job, State::Downloading).await;
    drop(engine);
    world.crash().await;
    let engine = world.open().await;
    let state = engine.job(&job).await.expect("the job").state;
    assert_eq!(state, State::Completed);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_drips_is_cut_and_continued() {
    let drips = Content::cut(&gif(), 200, End::Dripping);
    let (world, ..) = fetched([drips, WHOLE()]).await;
    assert!(matches!(world.resumed_from()[..], [None, Some(200..)]));
}

#[tokio::test(start_paused = true)]
async fn what_is_whole_already_is_published_without_a_request() {
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
    let partial = engine.library().partial(&job.id);
    let note = json!({"source": "elsewhere", "validator": null, "total": gif().len()});
    fs_err::write(&partial, gif()).expect("as if it had just ended");
    fs_err::write(partial.with_extension("part.json"), note.to_string()).expect("its note");
    drop(engine);
    world.crash().await;
    let engine = world.open().await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
    assert_eq!(world.resumed_from().len(), 1);
}
