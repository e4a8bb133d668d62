//! What the user thinks of takes, and the trash: nothing of it is lost with the database, and only what is over goes for good.

use super::{rebuilding::in_each_state, *};
use crate::dto::Mark;

const DAY_MS: i64 = 86_400_000;
const HOURS: Duration = Duration::from_secs(3 * 3600);

/// A running engine and a clip.
async fn with_clip(world: &World) -> (Engine, JobId) {
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
    (engine, job.id)
}

fn one_clip() -> World {
    World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed")])
            .on_content([Content::whole(gif())]),
    )
}

async fn view(engine: &Engine, id: &JobId) -> JobView {
    let job = engine.job(id).await.expect("the job");
    engine.view(job).await.expect("a tile")
}

fn collection(name: &str) -> Mark {
    Mark::Collection {
        name: name.to_owned(),
        on: true,
    }
}

/// Puts a job into the trash behind the engine's back.
fn force_into_trash(world: &World, id: &JobId) {
    let database = world.folder().join("rushes.db");
    let connection = rusqlite::Connection::open(database).expect("a database");
    let changed = connection
        .execute(
            "UPDATE jobs SET trashed_at = created_at WHERE id = ?1",
            [id.as_str()],
        )
        .expect("written");
    assert_eq!(changed, 1);
}

#[tokio::test(start_paused = true)]
async fn stars_tags_collections_and_the_trash_outlive_the_database() {
    let world = one_clip();
    let (engine, id) = with_clip(&world).await;
    let ids = [id.clone()];
    for mark in [
        Mark::Rating { stars: 4 },
        Mark::Tag {
            name: " night ".to_owned(),
            on: true,
        },
        collection("Trailer"),
        collection("Best"),
    ] {
        engine.mark_jobs(&ids, mark).await.expect("marked");
    }
    engine.trash(&ids).await.expect("trashed");
    let before = view(&engine, &id).await;
    drop(engine);
    world.crash().await;
    for ending in ["", "-wal", "-shm"] {
        fs_err::remove_file(world.folder().join(format!("rushes.db{ending}"))).ok();
    }
    let engine = world.open().await;
    let after = view(&engine, &id).await;
    let marks = |view: JobView| (view.rating, view.tags, view.collections, view.trashed_at);
    let (rating, tags, collections, trashed_at) = marks(after);
    assert!(trashed_at.is_some());
    assert_eq!(
        (rating, tags.clone(), collections.clone(), trashed_at),
        marks(before)
    );
    assert_eq!(
        (rating, tags, collections),
        (
            4,
            vec!["night".to_owned()],
            vec!["Best".to_owned(), "Trailer".to_owned()]
        )
    );
}

#[tokio::test(start_paused = true)]
async fn another_name_of_a_collection_outlives_the_database() {
    let world = one_clip();
    let (engine, id) = with_clip(&world).await;
    let ids = [id.clone()];
    engine
        .mark_jobs(&ids, collection("Trailer"))
        .await
        .expect("in");
    let all = engine
        .rename_collection("Trailer".to_owned(), "Teaser")
        .await
        .expect("renamed");
    assert_eq!((all.len(), all[0].takes), (1, 1));
    drop(engine);
    world.crash().await;
    for ending in ["", "-wal", "-shm"] {
        fs_err::remove_file(world.folder().join(format!("rushes.db{ending}"))).ok();
    }
    let engine = world.open().await;
    assert_eq!(view(&engine, &id).await.collections, ["Teaser"]);
}

#[tokio::test(start_paused = true)]
async fn a_deleted_collection_leaves_its_takes_and_says_which_they_were() {
    let world = one_clip();
    let (engine, id) = with_clip(&world).await;
    let ids = [id.clone()];
    engine
        .mark_jobs(&ids, collection("Trailer"))
        .await
        .expect("in");
    let were = engine
        .delete_collection("trailer".to_owned())
        .await
        .expect("deleted");
    let left = engine.collections().await.expect("read");
    assert_eq!((were, left.len()), (vec![id.clone()], 0));
    assert!(view(&engine, &id).await.collections.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_name_of_spaces_only_is_refused() {
    let world = one_clip();
    let (engine, id) = with_clip(&world).await;
    let refused = engine.mark_jobs(&[id], collection("  ")).await;
    let code = refused.expect_err("refused").view().code;
    assert_eq!(code, ErrorCode::InvalidValue);
}

#[tokio::test(start_paused = true)]
async fn after_thirty_days_in_the_trash_a_clip_is_deleted_and_its_receipt_stays() {
    let world = one_clip();
    let (engine, id) = with_clip(&world).await;
    let file = engine.video_path(&id).await.expect("a file");
    engine
        .trash(std::slice::from_ref(&id))
        .await
        .expect("trashed");
    world.set_clock_by(30 * DAY_MS);
    tokio::time::sleep(HOURS).await;
    let gone = engine.job(&id).await.expect_err("gone").view().code;
    assert_eq!((gone, file.exists()), (ErrorCode::NotFound, false));
    let receipt = engine.receipt_lines(&id).await.expect("a receipt");
    assert!(!receipt.is_empty());
}

#[tokio::test(start_paused = true)]
async fn before_thirty_days_are_over_a_clip_stays_in_the_trash() {
    let world = one_clip();
    let (engine, id) = with_clip(&world).await;
    engine
        .trash(std::slice::from_ref(&id))
        .await
        .expect("trashed");
    let until = view(&engine, &id).await.trashed_until.expect("a time");
    world.set_clock_by(29 * DAY_MS);
    tokio::time::sleep(HOURS).await;
    assert!(engine.video_path(&id).await.expect("a file").exists());
    let left = until.since(engine.now());
    assert!(left > 0 && left < DAY_MS, "{left}");
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_wrong_for_some_minutes_deletes_nothing() {
    let world = one_clip();
    let (engine, id) = with_clip(&world).await;
    engine
        .trash(std::slice::from_ref(&id))
        .await
        .expect("trashed");
    world.set_clock_by(400 * DAY_MS);
    tokio::time::sleep(Duration::from_secs(300)).await;
    world.set_clock_by(-400 * DAY_MS);
    tokio::time::sleep(HOURS).await;
    assert!(engine.video_path(&id).await.expect("a file").exists());
}

#[tokio::test(start_paused = true)]
async fn what_is_rendering_or_unanswered_is_never_deleted_out_of_the_trash() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let [ready, rendering, unanswered] = in_each_state(&world, &engine).await;
    for id in [&ready, &rendering, &unanswered] {
        force_into_trash(&world, id);
    }
    let gone = engine.remove_trashed(None).await.expect("emptied");
    assert_eq!(gone, [ready]);
    world.set_clock_by(31 * DAY_MS);
    tokio::time::sleep(HOURS).await;
    for id in [&rendering, &unanswered] {
        engine.job(id).await.expect("still there");
    }
}

#[tokio::test(start_paused = true)]
async fn only_what_is_in_the_trash_can_be_deleted_out_of_it() {
    let world = one_clip();
    let (engine, id) = with_clip(&world).await;
    let ids = [id.clone()];
    let untouched = engine.remove_trashed(Some(&ids)).await.expect("asked");
    engine.trash(&ids).await.expect("trashed");
    let other = [JobId::from_text("job_other")];
    let others = engine.remove_trashed(Some(&other)).await.expect("asked");
    let gone = engine.remove_trashed(Some(&ids)).await.expect("deleted");
    assert_eq!((untouched, others, gone), (vec![], vec![], vec![id]));
}

#[tokio::test(start_paused = true)]
async fn what_is_worked_on_again_comes_out_of_the_trash() {
    let refused = Step::Answer(400, json!({"error": {"message": "no"}}).to_string());
    let world = World::new(Scripted::default().on_create([refused, accepted()]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Failed).await;
    let ids = [job.id.clone()];
    engine.trash(&ids).await.expect("trashed");
    let in_trash = view(&engine, &job.id).await;
    engine
        .act(&job.id, Verb::CreateAgain)
        .await
        .expect("made again");
    let out = view(&engine, &job.id).await;
    assert_eq!((in_trash.verbs, out.trashed_at), (vec![Verb::Remove], None));
}

#[tokio::test(start_paused = true)]
async fn what_came_out_of_the_trash_before_its_turn_is_not_deleted() {
    let world = one_clip();
    let (engine, id) = with_clip(&world).await;
    let ids = [id.clone()];
    engine.trash(&ids).await.expect("trashed");
    engine.restore_trashed(&ids).await.expect("restored");
    let gone = engine.remove_if_over(&id, None).await.expect("asked");
    assert!(!gone);
}

#[tokio::test(start_paused = true)]
async fn what_went_into_the_trash_anew_has_its_thirty_days_anew() {
    let world = one_clip();
    let (engine, id) = with_clip(&world).await;
    let before = engine.now();
    engine
        .trash(std::slice::from_ref(&id))
        .await
        .expect("trashed");
    let gone = engine.remove_if_over(&id, Some(before)).await;
    assert!(!gone.expect("asked"));
}
