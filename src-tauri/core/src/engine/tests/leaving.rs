//! What is told to somebody who closes the window while jobs are live.

use super::*;
use crate::{domain::ServerId, dto::Leaving};

#[tokio::test(start_paused = true)]
async fn with_nothing_live_there_is_nothing_to_tell() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    assert_eq!(engine.leaving().await.expect("an answer"), None);
}

#[tokio::test(start_paused = true)]
async fn what_a_server_has_is_told_apart_from_what_was_not_sent() {
    let world = World::new(Scripted::default().on_create([accepted()]));
    let engine = world.open().await;
    let sent = create(&engine).await;
    engine.start();
    until(&engine, &sent.id, State::Queued).await;
    engine
        .create_jobs(request("press-2", &sent.server))
        .await
        .expect("stored");
    let leaving = engine.leaving().await.expect("an answer");
    let told = leaving.map(|leaving| (leaving.live, leaving.unsent));
    assert_eq!(told, Some((1, 1)));
}

#[tokio::test(start_paused = true)]
async fn the_first_result_that_goes_is_named() {
    let world = World::new(Scripted::default().by_rule(move |method, _| {
        let id = json!({"id": "video_1", "status": "queued", "expires_at": 4_000_000_000_i64});
        (method == "POST").then(|| Step::Answer(200, id.to_string()))
    }));
    let engine = world.open().await;
    let sent = create(&engine).await;
    engine.start();
    until(&engine, &sent.id, State::Queued).await;
    let leaving = engine.leaving().await.expect("an answer");
    let expires_at = leaving.and_then(|leaving| leaving.expires_at);
    assert_eq!(expires_at, Some(Timestamp(4_000_000_000_000)));
}

#[tokio::test(start_paused = true)]
async fn the_demo_goes_nowhere_and_is_not_told() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    engine
        .create_jobs(request("press-1", &ServerId::demo()))
        .await
        .expect("stored");
    let leaving: Option<Leaving> = engine.leaving().await.expect("an answer");
    assert_eq!(leaving, None);
}
