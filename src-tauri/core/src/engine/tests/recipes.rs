//! Recipes behind videos, as files, and back in the form.

use super::*;
use crate::{
    domain::{Fit, InputSource, Received, Role, SharedRecipe, sha256_hex},
    dto::{InputDraft, RecipeInFiles, Taken},
    library::recipe_box,
};
use std::path::PathBuf;

#[path = "../../../tests/servers/film.rs"]
pub(super) mod film;

fn film() -> Vec<u8> {
    film::film(9)
}

fn delivering(bytes: Vec<u8>) -> World {
    World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed"), polled("completed")])
            .on_content([Content::whole(bytes)]),
    )
}

async fn ready(engine: &Engine) -> JobView {
    let job = create(engine).await;
    engine.start();
    until(engine, &job.id, State::Ready).await
}

async fn on_disk(engine: &Engine, job: &JobView) -> Vec<u8> {
    let path = engine.video_path(&job.id).await.expect("a file");
    fs_err::read(path).expect("it can be read")
}

async fn received(engine: &Engine, job: &JobView) -> Option<Received> {
    let lines = engine.receipt_lines(&job.id).await.expect("a receipt");
    let line = lines.iter().rev().find_map(|line| line.delivered.clone());
    line.expect("a delivery").received
}

async fn switch(engine: &Engine, on: bool) {
    let settings = crate::dto::Settings {
        recipe_in_files: RecipeInFiles(on),
        ..engine.settings().await.expect("settings")
    };
    engine.save_settings(settings).await.expect("kept");
}

/// A place outside of the library.
fn elsewhere(name: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    (folder, path)
}

fn code<T: std::fmt::Debug>(answer: Result<T, EngineError>) -> ErrorCode {
    answer.expect_err("refused").view().code
}

#[tokio::test(start_paused = true)]
async fn a_video_that_arrives_has_its_recipe_behind_it() {
    let world = delivering(film());
    let engine = world.open().await;
    let job = ready(&engine).await;
    let bytes = on_disk(&engine, &job).await;
    assert!(bytes.starts_with(&film()), "what came was changed");
    let path = engine.video_path(&job.id).await.expect("a file");
    let recipe = engine.recipe_in(path).await.expect("a recipe");
    let asked = engine.recipe_of_job(&job.id).await.expect("a recipe");
    assert_eq!(recipe, asked);
    assert_eq!(
        (recipe.prompt.as_str(), recipe.seconds),
        ("a paper boat", Some(5.0))
    );
}

#[tokio::test(start_paused = true)]
async fn the_receipt_has_the_digest_of_the_file_and_of_what_came() {
    let world = delivering(film());
    let engine = world.open().await;
    let job = ready(&engine).await;
    let lines = engine.receipt_lines(&job.id).await.expect("a receipt");
    let delivered = lines.iter().rev().find_map(|line| line.delivered.clone());
    let delivered = delivered.expect("a delivery");
    let bytes = on_disk(&engine, &job).await;
    assert_eq!(
        (delivered.bytes, delivered.sha256),
        (bytes.len() as u64, sha256_hex(&bytes))
    );
    let came = Received {
        bytes: film().len() as u64,
        sha256: sha256_hex(&film()),
    };
    assert_eq!(delivered.received, Some(came));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_put_behind_a_video_when_that_is_switched_off() {
    let world = delivering(film());
    let engine = world.open().await;
    switch(&engine, false).await;
    let job = ready(&engine).await;
    assert_eq!(on_disk(&engine, &job).await, film());
    assert_eq!(received(&engine, &job).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_video_whose_last_box_runs_to_the_end_of_the_file_stays_as_it_came() {
    let mut open = film();
    let at = open.windows(4).rposition(|four| four == b"moov");
    let at = at.expect("an index") - 4;
    open[at..at + 4].copy_from_slice(&[0; 4]);
    let world = delivering(open.clone());
    let engine = world.open().await;
    let job = ready(&engine).await;
    assert_eq!(on_disk(&engine, &job).await, open);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_mp4_stays_as_it_came() {
    let world = delivering(gif());
    let engine = world.open().await;
    let job = ready(&engine).await;
    assert_eq!(on_disk(&engine, &job).await, gif());
    assert_eq!(received(&engine, &job).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_recipe_that_stands_in_half_behind_a_video_is_taken_away_and_written_anew() {
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
    let mut torn = film();
    let tail = super::super::recipes::tail(&engine.job(&job.id).await.expect("the job"));
    fs_err::write(&partial, &torn).expect("as if it had just ended");
    super::super::transfer::seal(&partial).expect("sealed");
    torn.extend(&tail[..tail.len() / 2]);
    fs_err::write(&partial, &torn).expect("as if it had been killed there");
    drop(engine);
    world.crash().await;
    // The server has no more to give: what came is not fetched again.
    let engine = world.open().await;
    engine.start();
    let job = until(&engine, &job.id, State::Ready).await;
    assert_eq!(on_disk(&engine, &job).await, [film(), tail].concat());
}

#[tokio::test(start_paused = true)]
async fn a_file_that_was_renamed_just_before_a_crash_still_tells_what_came() {
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
    let tail = super::super::recipes::tail(&engine.job(&job.id).await.expect("the job"));
    let name = Library::final_name(&job.id, &job.prompt, job.created_at, "mp4");
    engine
        .library()
        .write_atomic(&name, &[film(), tail].concat())
        .expect("as if it had just been renamed");
    drop(engine);
    world.crash().await;
    let engine = world.open().await;
    let adopted = until(&engine, &job.id, State::Ready).await;
    let came = received(&engine, &adopted).await.expect("known");
    assert_eq!(came.sha256, sha256_hex(&film()));
}

#[tokio::test(start_paused = true)]
async fn a_copy_without_the_recipe_is_what_the_server_sent() {
    let world = delivering(film());
    let engine = world.open().await;
    let job = ready(&engine).await;
    let (_folder, path) = elsewhere("copy.mp4");
    let saved = engine.save_copy(&job.id, path.clone(), true).await;
    saved.expect("saved");
    assert_eq!(fs_err::read(&path).ok(), Some(film()));
}

#[tokio::test(start_paused = true)]
async fn a_copy_is_the_file_with_its_recipe() {
    let world = delivering(film());
    let engine = world.open().await;
    let job = ready(&engine).await;
    let (_folder, path) = elsewhere("copy.mp4");
    let saved = engine.save_copy(&job.id, path.clone(), false).await;
    saved.expect("saved");
    assert_eq!(fs_err::read(&path).ok(), Some(on_disk(&engine, &job).await));
}

#[tokio::test(start_paused = true)]
async fn a_recipe_that_the_server_itself_sent_is_part_of_what_it_sent() {
    let foreign = recipe_box::boxed(br#"{"rushes_recipe":1,"prompt":"another"}"#);
    let sent = [film(), foreign.expect("small")].concat();
    let world = delivering(sent.clone());
    let engine = world.open().await;
    switch(&engine, false).await;
    let job = ready(&engine).await;
    let (_folder, path) = elsewhere("copy.mp4");
    let saved = engine.save_copy(&job.id, path.clone(), true).await;
    saved.expect("saved");
    assert_eq!(fs_err::read(&path).ok(), Some(sent));
}

#[tokio::test(start_paused = true)]
async fn a_copy_over_the_librarys_own_file_is_refused_and_loses_nothing() {
    let world = delivering(film());
    let engine = world.open().await;
    let job = ready(&engine).await;
    let own = engine.video_path(&job.id).await.expect("a file");
    let before = on_disk(&engine, &job).await;
    for to in [own.clone(), own.with_file_name("another.mp4")] {
        let refused = engine.save_copy(&job.id, to, false).await;
        assert_eq!(code(refused), ErrorCode::PlaceInLibrary);
    }
    assert_eq!(on_disk(&engine, &job).await, before);
}

#[tokio::test(start_paused = true)]
async fn a_recipe_file_brings_back_what_was_asked_for() {
    let world = delivering(film());
    let engine = world.open().await;
    let job = ready(&engine).await;
    let (_folder, path) = elsewhere("recipe.json");
    let saved = engine.save_recipe(&job.id, path.clone()).await;
    saved.expect("saved");
    let Taken::Recipe(recipe) = engine.take_file(path).await.expect("taken") else {
        panic!("a recipe file is no picture");
    };
    assert_eq!(
        (recipe.prompt.as_str(), recipe.model.as_str()),
        ("a paper boat", "wan")
    );
}

#[tokio::test(start_paused = true)]
async fn a_dropped_video_brings_its_recipe_and_a_picture_stays_a_picture() {
    let world = delivering(film());
    let engine = world.open().await;
    let job = ready(&engine).await;
    let video = engine.video_path(&job.id).await.expect("a file");
    let taken = engine.take_file(video).await.expect("taken");
    assert!(matches!(taken, Taken::Video(Some(_))));
    let (_folder, path) = elsewhere("boat.gif");
    fs_err::write(&path, gif()).expect("a file");
    let taken = engine.take_file(path).await.expect("taken");
    assert!(matches!(taken, Taken::Picture(_)));
}

#[tokio::test(start_paused = true)]
async fn what_brings_no_recipe_says_why() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    for (name, bytes, expected) in [
        ("a.json", b"{}".to_vec(), ErrorCode::RecipeUnreadable),
        ("b.json", b"not json".to_vec(), ErrorCode::RecipeUnreadable),
        (
            "c.json",
            br#"{"rushes_recipe": 99}"#.to_vec(),
            ErrorCode::RecipeNewer,
        ),
        (
            "d.txt",
            b"a letter to my aunt".to_vec(),
            ErrorCode::PictureUnreadable,
        ),
    ] {
        let (_folder, path) = elsewhere(name);
        fs_err::write(&path, bytes).expect("a file");
        assert_eq!(code(engine.take_file(path).await), expected, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_video_without_a_recipe_says_so_where_a_recipe_is_asked_for_and_is_a_video_where_it_is_dropped()
 {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let (_folder, path) = elsewhere("a.mp4");
    fs_err::write(&path, film()).expect("a file");
    let asked = code(engine.recipe_in(path.clone()).await);
    assert_eq!(asked, ErrorCode::RecipeMissing);
    let taken = engine.take_file(path).await.expect("taken");
    assert_eq!(taken, Taken::Video(None));
}

async fn with_picture(engine: &Engine) -> JobView {
    let server = server(engine).await;
    let png = rushes_pixels::png(&image::DynamicImage::new_rgb8(64, 36)).expect("a picture");
    let staged = engine.stage("holiday.png".to_owned(), png).await;
    let input = InputDraft {
        role: Role::First,
        fit: Fit::Pad,
        staged: Some(staged.expect("staged").id),
        url: None,
        crop: None,
        frame_of: None,
    };
    let asked = CreateJobs {
        inputs: vec![input],
        ..request("press-1", &server)
    };
    engine.create_jobs(asked).await.expect("stored").remove(0)
}

#[tokio::test(start_paused = true)]
async fn the_pictures_of_a_recipe_come_back_as_the_bytes_that_were_sent() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let job = with_picture(&engine).await;
    let recipe = engine.recipe_of_job(&job.id).await.expect("a recipe");
    let view = engine.recall(recipe).await.expect("recalled");
    let picture = &view.pictures[0];
    assert_eq!((picture.role, picture.fit), (Role::First, Fit::Pad));
    let again = CreateJobs {
        inputs: vec![InputDraft {
            role: Role::First,
            fit: picture.fit,
            staged: picture.staged.as_ref().map(|staged| staged.id.clone()),
            url: None,
            crop: None,
            frame_of: None,
        }],
        ..request("press-2", &job.server)
    };
    let again = engine.create_jobs(again).await.expect("stored").remove(0);
    let digest =
        async |id: &JobId| match &engine.job(id).await.expect("the job").recipe.inputs[0].source {
            InputSource::Stored { sha256, .. } => sha256.clone(),
            InputSource::Url { .. } => panic!("it was a file"),
        };
    assert_eq!(digest(&job.id).await, digest(&again.id).await);
}

#[tokio::test(start_paused = true)]
async fn a_picture_that_is_in_no_library_is_said_to_be_missing() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    for digest in ["0".repeat(64), "../../rushes".to_owned()] {
        let text = json!({"rushes_recipe": 1, "prompt": "a boat", "pictures": [{"role": "first", "sha256": digest}]});
        let recipe = SharedRecipe::read(text.to_string().as_bytes()).expect("a recipe");
        let view = engine.recall(recipe).await.expect("recalled");
        assert_eq!(view.pictures[0].staged, None, "{digest}");
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_private_goes_out_with_a_recipe() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = server(&engine).await;
    let private = json!({
        "callback": "https://me.example/hook", "user": "ann", "api_key": "abcdefgh", "still": "/home/ann/a.png",
        "drive": "C:\\Users\\ann", "nested": {"inside": ["data:image/png;base64,AAAA"]},
        "header": "Bearer abcdefghijklmnop", "loop": true,
    });
    let asked = CreateJobs {
        extra: private.as_object().cloned().expect("an object"),
        ..request("press-1", &server)
    };
    let job = engine.create_jobs(asked).await.expect("stored").remove(0);
    let recipe = engine.recipe_of_job(&job.id).await.expect("a recipe");
    assert_eq!(
        serde_json::Value::Object(recipe.fields.clone()),
        json!({"loop": true})
    );
    let text = String::from_utf8(recipe.write().expect("a text")).expect("UTF-8");
    for word in ["ann", "example", "abcdefgh", "192.168.1.7", "home\""] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    assert_eq!(recipe.left_out.len(), 7);
}
