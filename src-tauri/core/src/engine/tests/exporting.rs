//! Clips in a folder of the user's: under names from a template, with their lists, all of it or nothing.

use super::{recipes::film, *};
use crate::{
    dto::{ExportJobs, Exported, Settings, WhyLeftOut},
    engine::archiving::Archiving,
    library::pages::PagesKind,
};
use std::path::{Path, PathBuf};

fn delivering(takes: usize) -> World {
    World::new(
        Scripted::default()
            .on_create((1..=takes).map(|take| {
                let id = format!("video_{take}");
                Step::Answer(200, json!({"id": id, "status": "queued"}).to_string())
            }))
            .on_get(vec![
                Step::Answer(
                    200,
                    json!({"status": "completed"}).to_string()
                );
                takes * 2
            ])
            // Stills are asked for as well; a film is none.
            .on_content(vec![Content::whole(film::film(9)); takes * 4]),
    )
}

/// An engine with one clip whose prompt is `prompt`.
async fn clip(world: &World, prompt: &str) -> (Engine, JobView) {
    let engine = world.open().await;
    let server = server(&engine).await;
    let asked = CreateJobs {
        prompt: prompt.to_owned(),
        params: serde_json::Map::from_iter([("seed".to_owned(), json!(7))]),
        ..request("press-1", &server)
    };
    let job = engine.create_jobs(asked).await.expect("stored").remove(0);
    engine.start();
    let job = until(&engine, &job.id, State::Ready).await;
    (engine, job)
}

fn asked(jobs: &[&JobView], names: &str) -> ExportJobs {
    ExportJobs {
        jobs: jobs.iter().map(|job| job.id.clone()).collect(),
        names: names.to_owned(),
        without_recipe: false,
    }
}

async fn export(engine: &Engine, asked: ExportJobs, to: &Path) -> Result<Exported, EngineError> {
    engine.export(asked, to, |_, _| true).await
}

/// All files and folders below, with `/`.
fn below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs_err::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(folder).expect("below");
            found.push(name.to_string_lossy().replace('\\', "/"));
            if path.is_dir() {
                open.push(path);
            }
        }
    }
    found.sort();
    found
}

fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("out");
    (folder, path)
}

fn code<T: std::fmt::Debug>(answer: Result<T, EngineError>) -> ErrorCode {
    answer.expect_err("refused").view().code
}

#[tokio::test(start_paused = true)]
async fn an_export_is_the_videos_a_table_and_a_list() {
    let world = delivering(1);
    let (engine, job) = clip(&world, "a paper boat").await;
    let (_folder, to) = place();
    let done = export(&engine, asked(&[&job], "{model}-{seed}"), &to).await;
    let done = done.expect("exported");
    assert_eq!((done.clips, done.left_out.len()), (1, 0));
    assert_eq!(below(&to), ["clips.csv", "clips.json", "wan-7.mp4"]);
    let own = engine.video_path(&job.id).await.expect("a file");
    let (own, copy) = (fs_err::read(own), fs_err::read(to.join("wan-7.mp4")));
    assert!(own.expect("a file") == copy.expect("a file"));
}

#[tokio::test(start_paused = true)]
async fn without_recipes_an_export_has_what_the_server_sent() {
    let world = delivering(1);
    let (engine, job) = clip(&world, "a paper boat").await;
    let (_folder, to) = place();
    let bare = ExportJobs {
        without_recipe: true,
        ..asked(&[&job], "{take}")
    };
    export(&engine, bare, &to).await.expect("exported");
    assert!(fs_err::read(to.join("1.mp4")).expect("a file") == film::film(9));
}

#[tokio::test(start_paused = true)]
async fn a_slash_in_the_template_makes_folders() {
    let world = delivering(1);
    let (engine, job) = clip(&world, "a paper boat").await;
    let (_folder, to) = place();
    let names = "{model}/takes/{prompt}";
    let done = export(&engine, asked(&[&job], names), &to).await;
    done.expect("exported");
    let file = "wan/takes/a-paper-boat.mp4";
    assert!(below(&to).contains(&file.to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_folder_with_something_in_it_stays_as_it_is_and_gets_a_new_one_each_time() {
    let world = delivering(1);
    let (engine, job) = clip(&world, "a paper boat").await;
    let (_folder, to) = place();
    fs_err::create_dir(&to).expect("a folder");
    fs_err::write(to.join("1.mp4"), "mine").expect("a file");
    for count in 1..=2 {
        let done = export(&engine, asked(&[&job], "{take}"), &to).await;
        let folder = PathBuf::from(done.expect("exported").folder);
        assert_eq!(folder.parent(), Some(to.as_path()));
        assert_eq!(below(&folder), ["1.mp4", "clips.csv", "clips.json"]);
        let folders = fs_err::read_dir(&to).expect("a folder").count() - 1;
        assert_eq!(folders, count);
    }
    let mine = fs_err::read_to_string(to.join("1.mp4"));
    assert_eq!(mine.ok().as_deref(), Some("mine"));
}

#[tokio::test(start_paused = true)]
async fn two_clips_of_one_name_are_told_apart_by_a_number() {
    let world = delivering(2);
    let (engine, job) = clip(&world, "a paper boat").await;
    let again = CreateJobs {
        prompt: "A KITE".to_owned(),
        ..request("press-2", &job.server)
    };
    let again = engine.create_jobs(again).await.expect("stored").remove(0);
    let again = until(&engine, &again.id, State::Ready).await;
    let (_folder, to) = place();
    export(&engine, asked(&[&job, &again], "{model}"), &to)
        .await
        .expect("exported");
    let files = below(&to);
    assert_eq!(files, ["clips.csv", "clips.json", "wan (2).mp4", "wan.mp4"]);
}

#[tokio::test(start_paused = true)]
async fn the_table_is_for_spreadsheets_and_no_prompt_becomes_a_formula() {
    let world = delivering(1);
    let (engine, job) = clip(&world, "=HYPERLINK(\"x\"),纸船").await;
    let (_folder, to) = place();
    export(&engine, asked(&[&job], ""), &to)
        .await
        .expect("exported");
    let table = fs_err::read_to_string(to.join("clips.csv")).expect("a table");
    assert!(table.starts_with("\u{feff}file,id,created,"), "{table}");
    assert!(
        table.contains(",\"'=HYPERLINK(\"\"x\"\"),纸船\","),
        "{table}"
    );
    let lines: Vec<&str> = table.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_list_has_recipe_delivery_and_cost_of_each_clip() {
    let world = delivering(1);
    let (engine, job) = clip(&world, "a paper boat").await;
    let (_folder, to) = place();
    export(&engine, asked(&[&job], "{id}"), &to)
        .await
        .expect("exported");
    let list = fs_err::read(to.join("clips.json")).expect("a list");
    let list: serde_json::Value = serde_json::from_slice(&list).expect("JSON");
    let entry = &list[0];
    let file = entry["file"].as_str().expect("a file");
    let bytes = fs_err::read(to.join(file)).expect("a file");
    assert_eq!(
        entry["delivered"]["sha256"],
        crate::domain::sha256_hex(&bytes)
    );
    assert_eq!(entry["recipe"]["prompt"], "a paper boat");
    assert_eq!(entry["recipe"]["seed"], 7);
    assert_eq!(entry["cost"]["price"], "unknown");
    assert_eq!(entry["server"], "home");
}

#[tokio::test(start_paused = true)]
async fn the_lists_name_no_key_no_query_and_no_place_on_a_disk() {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed"), polled("completed")])
            .on_content([Content::whole(film::film(9))]),
    );
    let engine = world.open().await;
    let server = server(&engine).await;
    let extra = json!({"callback_url": "https://me.example/?token=canary1", "api_key": "canary2", "loop": true});
    let asked_for = CreateJobs {
        prompt: "like https://cdn.example/x.png?sig=canary3 please".to_owned(),
        extra: extra.as_object().cloned().expect("an object"),
        ..request("press-1", &server)
    };
    let job = engine
        .create_jobs(asked_for)
        .await
        .expect("stored")
        .remove(0);
    engine.start();
    let job = until(&engine, &job.id, State::Ready).await;
    let (_folder, to) = place();
    export(&engine, asked(&[&job], ""), &to)
        .await
        .expect("exported");
    let library = world.parts().library.to_string_lossy().into_owned();
    for name in ["clips.csv", "clips.json"] {
        let text = fs_err::read_to_string(to.join(name)).expect("a text");
        for secret in ["canary", "192.168.1.7", library.as_str()] {
            assert!(!text.contains(secret), "{name} has {secret}: {text}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_clip_whose_file_is_gone_is_left_out_and_named() {
    let world = delivering(2);
    let (engine, job) = clip(&world, "a paper boat").await;
    let again = request("press-2", &job.server);
    let again = engine.create_jobs(again).await.expect("stored").remove(0);
    let again = until(&engine, &again.id, State::Ready).await;
    fs_err::remove_file(engine.video_path(&job.id).await.expect("a file")).expect("removed");
    let (_folder, to) = place();
    let done = export(&engine, asked(&[&job, &again], "{id}"), &to).await;
    let done = done.expect("exported");
    assert_eq!(done.clips, 1);
    let left: Vec<_> = done
        .left_out
        .iter()
        .map(|one| (&one.job, one.reason))
        .collect();
    assert_eq!(left, [(&job.id, WhyLeftOut::FileMissing)]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_made_where_there_is_nothing_to_export() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let job = create(&engine).await;
    let (_folder, to) = place();
    let refused = export(&engine, asked(&[&job], ""), &to).await;
    assert_eq!(code(refused), ErrorCode::NothingToExport);
    assert!(!to.exists());
}

#[tokio::test(start_paused = true)]
async fn an_unknown_token_is_named_before_anything_is_made() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let job = create(&engine).await;
    let (_folder, to) = place();
    let refused = export(&engine, asked(&[&job], "{colour}"), &to).await;
    let view = refused.expect_err("refused").view();
    assert_eq!(view.code, ErrorCode::TemplateUnknown);
    assert_eq!(view.params["name"], "colour");
    assert!(view.params["allowed"].contains("{prompt}"));
    assert!(!to.exists());
}

#[tokio::test(start_paused = true)]
async fn an_export_that_is_stopped_takes_back_what_was_begun() {
    let world = delivering(1);
    let (engine, job) = clip(&world, "a paper boat").await;
    let (folder, to) = place();
    fs_err::create_dir(&to).expect("a folder");
    fs_err::write(to.join("mine.txt"), "mine").expect("a file");
    let names = asked(&[&job], "a/b/{id}");
    let stopped = engine.export(names, &to, |_, _| false).await;
    assert_eq!(code(stopped), ErrorCode::Stopped);
    assert_eq!(below(folder.path()), ["out", "out/mine.txt"]);
}

#[tokio::test(start_paused = true)]
async fn a_place_that_cannot_be_written_says_so() {
    let world = delivering(1);
    let (engine, job) = clip(&world, "a paper boat").await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    fs_err::write(&file, "mine").expect("a file");
    for to in [file.clone(), folder.path().join("not/there")] {
        let refused = export(&engine, asked(&[&job], ""), &to).await;
        assert_eq!(code(refused), ErrorCode::PlaceUnwritable);
    }
    assert_eq!(below(folder.path()), ["file"]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_exported_into_the_library_itself() {
    let world = delivering(1);
    let (engine, job) = clip(&world, "a paper boat").await;
    let to = engine.library().root().join("media");
    let refused = export(&engine, asked(&[&job], ""), &to).await;
    assert_eq!(code(refused), ErrorCode::PlaceInLibrary);
}

#[tokio::test(start_paused = true)]
async fn a_copy_is_suggested_under_the_name_of_the_template() {
    let world = delivering(1);
    let (engine, job) = clip(&world, "a paper boat").await;
    let own = engine.video_path(&job.id).await.expect("a file");
    let own = own
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    assert_eq!(engine.copy_name(&job.id).await.ok(), Some(own));
    let settings = Settings {
        file_names: "{model}/{prompt} {seconds}s".to_owned(),
        ..engine.settings().await.expect("settings")
    };
    engine.save_settings(settings).await.expect("kept");
    let name = engine.copy_name(&job.id).await.expect("a name");
    assert!(
        name.starts_with("a-paper-boat ") && name.ends_with("s.mp4"),
        "{name}"
    );
}

#[tokio::test(start_paused = true)]
async fn settings_with_a_template_that_is_none_are_not_kept() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let settings = Settings {
        file_names: "{date".to_owned(),
        ..engine.settings().await.expect("settings")
    };
    assert_eq!(
        code(engine.save_settings(settings).await),
        ErrorCode::TemplateUnfinished
    );
    assert_eq!(engine.settings().await.expect("settings").file_names, "");
}

#[tokio::test(start_paused = true)]
async fn an_export_is_seen_while_it_goes_on_and_its_folder_is_remembered() {
    let world = delivering(1);
    let (engine, job) = clip(&world, "a paper boat").await;
    let told = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = std::sync::Arc::clone(&told);
    let archiving = Archiving::new(move |progress| {
        seen.lock().expect("one at a time").push(progress.is_some());
    });
    let (_folder, to) = place();
    let done = archiving.export(&engine, asked(&[&job], ""), &to).await;
    done.expect("exported");
    assert_eq!(archiving.exported(), Some(to));
    let told = told.lock().expect("one at a time").clone();
    assert_eq!((told.first(), told.last()), (Some(&true), Some(&false)));
}

fn page() -> Vec<u8> {
    rushes_pixels::png(&image::DynamicImage::new_rgb8(20, 28)).expect("a picture")
}

#[tokio::test(start_paused = true)]
async fn further_pages_of_a_contact_sheet_overwrite_nothing() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let (folder, _) = place();
    fs_err::write(folder.path().join("sheet (2).png"), "mine").expect("a file");
    let to = folder.path().join("sheet.png");
    let pages = vec![page(), page()];
    let saved = engine.save_contact(PagesKind::Png, pages, to).await;
    saved.expect("saved");
    let files = ["sheet (2).png", "sheet (3).png", "sheet.png"];
    assert_eq!(below(folder.path()), files);
    let mine = fs_err::read_to_string(folder.path().join("sheet (2).png"));
    assert_eq!(mine.ok().as_deref(), Some("mine"));
}

#[tokio::test(start_paused = true)]
async fn pages_that_are_no_pictures_are_refused_and_write_nothing() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let (folder, _) = place();
    let to = folder.path().join("sheet.pdf");
    let refused = engine.save_contact(PagesKind::Pdf, vec![page()], to).await;
    assert_eq!(code(refused), ErrorCode::PictureUnreadable);
    assert!(below(folder.path()).is_empty());
}
