//! While the server works.

use super::*;

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
