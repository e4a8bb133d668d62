//! What is asked of a server beside new videos: its list, its verbs, several results.

use super::*;
use crate::domain::{Action, Capability};
use crate::dto::DeriveJob;

fn ready_world(more: impl IntoIterator<Item = Step>) -> World {
    World::new(
        Scripted::default()
            .on_create([accepted()].into_iter().chain(more))
            .on_get([polled("completed")])
            .on_content([Content::whole(gif())]),
    )
}

async fn ready(engine: &Engine) -> JobView {
    let job = create(engine).await;
    engine.start();
    until(engine, &job.id, State::Ready).await
}

fn remix(job: &JobView) -> DeriveJob {
    DeriveJob {
        client_key: "remix-1".to_owned(),
        job: job.id.clone(),
        action: Action::Remix,
        prompt: "at night".to_owned(),
        seconds: None,
    }
}

fn list(entries: &serde_json::Value, more: bool) -> Step {
    let last = entries
        .as_array()
        .and_then(|all| all.last())
        .map(|last| last["id"].clone());
    Step::Answer(
        200,
        json!({"object": "list", "data": entries, "has_more": more, "last_id": last}).to_string(),
    )
}

#[tokio::test(start_paused = true)]
async fn a_remix_is_a_job_of_its_own_that_names_its_source() {
    let second = Step::Answer(
        200,
        json!({"id": "video_2", "status": "queued"}).to_string(),
    );
    let world = ready_world([second]);
    let engine = world.open().await;
    let source = ready(&engine).await;
    let made = engine.derive(remix(&source)).await.expect("stored");
    until(&engine, &made.id, State::Queued).await;
    assert!(
        world
            .asked()
            .contains(&"POST /v1/videos/video_1/remix".to_owned())
    );
    let job = engine.job(&made.id).await.expect("the job");
    assert_eq!(
        (job.action, job.parent.as_deref()),
        (Action::Remix, Some("video_1"))
    );
}

#[tokio::test(start_paused = true)]
async fn a_remix_leads_back_to_the_clip_here() {
    let second = Step::Answer(
        200,
        json!({"id": "video_2", "status": "queued"}).to_string(),
    );
    let world = ready_world([second]);
    let engine = world.open().await;
    let source = ready(&engine).await;
    let made = engine.derive(remix(&source)).await.expect("stored");
    assert_eq!((source.parent, made.parent), (None, Some(source.id)));
}

#[tokio::test(start_paused = true)]
async fn a_verb_that_the_server_turned_out_not_to_have_is_not_offered_again() {
    let missing = Step::Answer(405, json!({"detail": "Method Not Allowed"}).to_string());
    let world = ready_world([missing]);
    let engine = world.open().await;
    let source = ready(&engine).await;
    let made = engine.derive(remix(&source)).await.expect("stored");
    until(&engine, &made.id, State::Failed).await;
    let server = engine.server(&source.server).await.expect("the server");
    let offered = engine.offered(&server).await.expect("capabilities");
    assert!(!offered.contains(&Capability::Remix) && offered.contains(&Capability::Edit));
}

#[tokio::test(start_paused = true)]
async fn deleting_on_the_server_leaves_the_file_here() {
    let world = ready_world([]);
    let engine = world.open().await;
    let job = ready(&engine).await;
    let deleted = Step::Answer(200, json!({"id": "video_1", "deleted": true}).to_string());
    world.script(|script| script.on_get([deleted]));
    let view = engine.delete_remote(&job.id).await.expect("deleted");
    assert!(
        world
            .asked()
            .contains(&"DELETE /v1/videos/video_1".to_owned())
    );
    assert!(view.state == State::Ready && engine.video_path(&job.id).await.is_ok());
}

/// Two results of one request, of which the first is here.
async fn two_results(world: &World, second: Content) -> (Engine, Vec<JobView>) {
    let done = json!({"id": "video_1", "status": "completed", "data": [
        {"url": "http://192.168.1.7:8000/a.gif"}, {"url": "http://192.168.1.7:8000/b.gif"}]});
    world.script(|script| {
        script
            .on_create([accepted()])
            .on_get([Step::Answer(200, done.to_string())])
            .on_content([Content::whole(gif()), second])
    });
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    let first = until(&engine, &job.id, State::Ready).await;
    let takes = engine.batch(first.batch).await.expect("the batch");
    (engine, takes)
}

#[tokio::test(start_paused = true)]
async fn nothing_is_deleted_on_a_server_while_another_result_of_the_request_is_not_here() {
    let world = World::new(Scripted::default());
    let (engine, takes) = two_results(&world, Content::Hang).await;
    let refused = engine.delete_remote(&takes[0].id).await;
    let deletes = world
        .asked()
        .iter()
        .filter(|asked| asked.starts_with("DELETE"))
        .count();
    let code = refused.expect_err("not yet").view().code;
    assert_eq!((code, deletes), (ErrorCode::NotAllowedNow, 0));
}

#[tokio::test(start_paused = true)]
async fn what_is_deleted_on_a_server_is_deleted_for_all_results_of_the_request() {
    let world = World::new(Scripted::default());
    let (engine, takes) = two_results(&world, Content::whole(gif())).await;
    until(&engine, &takes[1].id, State::Ready).await;
    let deleted = Step::Answer(200, json!({"id": "video_1", "deleted": true}).to_string());
    world.script(|script| script.on_get([deleted]));
    engine.delete_remote(&takes[0].id).await.expect("deleted");
    let other = engine.job(&takes[1].id).await.expect("the job");
    assert!(other.remote_deleted_at.is_some());
}

#[tokio::test(start_paused = true)]
async fn all_pages_of_a_list_are_brought_in_and_each_job_once() {
    let first = json!([{"id": "video_9", "status": "queued", "prompt": "a", "created_at": 1_799_999_000},
                       {"id": "video_8", "status": "failed", "error": {"message": "no"}}]);
    let second = json!([{"id": "video_7", "status": "in_progress"}]);
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = server(&engine).await;
    world.script(|script| script.on_get([list(&first, true), list(&second, false)]));
    let brought = engine.import(&server, false).await.expect("a list");
    assert_eq!(
        world.asked(),
        [
            "GET /v1/videos?limit=100&order=desc",
            "GET /v1/videos?limit=100&order=desc&after=video_8"
        ]
    );
    world.script(|script| script.on_get([list(&first, true), list(&second, false)]));
    let again = engine.import(&server, false).await.expect("a list");
    assert_eq!(
        (
            brought.jobs.len(),
            brought.left_out,
            again.jobs.len(),
            again.known
        ),
        (2, 1, 0, 2)
    );
}

#[tokio::test(start_paused = true)]
async fn a_list_that_ignores_its_cursor_comes_to_an_end() {
    let entries = json!([{"id": "video_9", "status": "queued"}]);
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = server(&engine).await;
    world.script(|script| script.on_get((0..3).map(|_| list(&entries, true))));
    let brought = engine.import(&server, false).await.expect("a list");
    assert_eq!(brought.listed, 1);
}

#[tokio::test(start_paused = true)]
async fn several_results_become_takes_of_one_batch() {
    let done = json!({"id": "video_1", "status": "completed", "data": [
        {"url": "http://192.168.1.7:8000/a.gif"}, {"url": "http://192.168.1.7:8000/b.gif"}]});
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([Step::Answer(200, done.to_string())])
            .on_content([Content::whole(gif()), Content::whole(gif())]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    let first = until(&engine, &job.id, State::Ready).await;
    let takes = engine.batch(first.batch).await.expect("the batch");
    let second = until(&engine, &takes[1].id, State::Ready).await;
    assert_eq!((takes.len(), second.take, second.takes), (2, 2, 2));
}
