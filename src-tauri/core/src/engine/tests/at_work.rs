//! What the desktop around the window is told of the work.

use super::*;
use crate::engine::at_work::Awake;

#[tokio::test(start_paused = true)]
async fn with_nothing_begun_nothing_goes_on() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let told = engine.at_work().await.expect("an answer");
    assert_eq!((told.live(), told.awake), (0, None));
}

#[tokio::test(start_paused = true)]
async fn a_file_on_its_way_keeps_the_computer_awake_until_it_is_here() {
    let mut film = gif();
    film.resize(1000, 0);
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed")])
            .on_content([Content::cut(&film, 100, End::Dripping)]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Downloading).await;
    let told = engine.at_work().await.expect("an answer");
    assert_eq!((told.live(), told.awake), (1, Some(Awake::Downloading)));
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_here_keeps_nothing_awake() {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed")])
            .on_content([Content::whole(gif())]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
    let told = engine.at_work().await.expect("an answer");
    assert_eq!((told.live(), told.awake), (0, None));
}

#[tokio::test(start_paused = true)]
async fn a_result_that_its_server_forgets_soon_keeps_the_computer_awake() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let soon = engine.now().plus_ms(30 * 60_000).0 / 1000;
    let answer = json!({"id": "video_1", "status": "queued", "expires_at": soon}).to_string();
    world.script(|script| script.on_create([Step::Answer(200, answer)]));
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Queued).await;
    let told = engine.at_work().await.expect("an answer");
    assert_eq!(told.awake, Some(Awake::Expiring));
}
