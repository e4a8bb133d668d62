//! What an earlier run left in the library's folders: what is nobody's goes away at the start, and nothing else does.

use super::*;
use std::path::PathBuf;

/// The picture of a job, the job, and its world, with nothing sent yet.
async fn with_a_picture() -> (World, Engine, JobView, PathBuf) {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let question = pictures::asked(&engine, 50).await;
    let made = engine.create_jobs(pictures::press(question)).await;
    let job = made.expect("stored").remove(0);
    let picture = only_file(&engine, "inputs");
    (world, engine, job, picture)
}

fn only_file(engine: &Engine, folder: &str) -> PathBuf {
    let folder = engine.library().root().join(folder);
    let mut files = fs_err::read_dir(folder).expect("a folder");
    files.next().expect("one file").expect("readable").path()
}

/// The next start after an end in good order.
async fn again(world: &World, engine: Engine) -> Engine {
    engine.stop(Duration::from_secs(1)).await;
    drop(engine);
    world.open().await
}

fn spoil(world: &World, sql: &str) {
    let database = rusqlite::Connection::open(world.folder().join("rushes.db"));
    let changed = database.expect("a database").execute(sql, []);
    assert_eq!(changed.expect("spoilt"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_picture_whose_press_was_taken_back_is_gone_after_the_next_start() {
    let (world, engine, job, picture) = with_a_picture().await;
    engine.undo_batch(job.batch).await.expect("undone");
    let _engine = again(&world, engine).await;
    assert!(!picture.exists());
}

#[tokio::test(start_paused = true)]
async fn a_picture_of_a_job_stays() {
    let (world, engine, _job, picture) = with_a_picture().await;
    let _engine = again(&world, engine).await;
    assert!(picture.exists());
}

#[tokio::test(start_paused = true)]
async fn a_picture_stays_while_the_recipe_that_may_name_it_cannot_be_read() {
    let (world, engine, _job, picture) = with_a_picture().await;
    engine.stop(Duration::from_secs(1)).await;
    drop(engine);
    // An ended job: nothing else at the start reads its recipe.
    spoil(
        &world,
        "UPDATE jobs SET recipe = '{}', state = 'ready', next_at = NULL",
    );
    let engine = world.open().await;
    assert!(picture.exists());
    assert_eq!(engine.inner.store.unreadable(), 1, "and it is told");
}

#[tokio::test(start_paused = true)]
async fn a_still_without_a_row_is_gone_after_a_crash() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let still = engine.library().root().join("stills/nobody.webp");
    fs_err::write(&still, b"written just before the end").expect("written");
    drop(engine);
    world.crash().await;
    let _engine = world.open().await;
    assert!(!still.exists());
}

#[tokio::test(start_paused = true)]
async fn thumbnails_that_a_crash_left_after_the_users_word_are_gone() {
    let (world, engine, job) = keeping::with_a_clip().await;
    let video = job.video.expect("a video").id;
    let poster = engine.store_still(&video, AssetKind::Poster, gif()).await;
    poster.expect("a poster");
    let still = only_file(&engine, "stills");
    let unwanted = crate::dto::Settings {
        thumbnails: crate::dto::Thumbnails(false),
        ..crate::dto::Settings::default()
    };
    // The word alone, as it stands when the program dies before the deed.
    let word = engine.inner.store.set_setting("settings", &unwanted).await;
    word.expect("kept");
    drop(engine);
    world.crash().await;
    let _engine = world.open().await;
    assert!(!still.exists());
}

#[tokio::test(start_paused = true)]
async fn a_part_of_no_job_is_gone_after_the_next_start() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let part = engine.library().root().join("partial/nobody.part");
    fs_err::write(&part, b"half of something").expect("written");
    let _engine = again(&world, engine).await;
    assert!(!part.exists());
}
