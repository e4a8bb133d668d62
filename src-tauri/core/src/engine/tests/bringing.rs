//! Videos that come as files: copied, never moved, never charged, never twice; and pieces that are cut from clips.

use super::{recipes::film, *};
use crate::{
    domain::{Action, ReceiptKind},
    dto::{CutForm, CutRequest, SpendBy, SpendQuery},
    library::probe,
};
use std::{path::PathBuf, process::Command};

/// A folder of the user's own, with files in it.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        fs_err::write(&path, bytes).expect("a file");
        path
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

fn code<T: std::fmt::Debug>(answer: Result<T, EngineError>) -> ErrorCode {
    answer.expect_err("refused").view().code
}

/// Everything below the folders that hold videos and what becomes of them.
fn files(world: &World) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![world.folder().join("media"), world.folder().join("partial")];
    while let Some(folder) = folders.pop() {
        for entry in fs_err::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}

/// A clip of ours with its recipe in it, as another library made it.
async fn with_recipe(desk: &Desk) -> PathBuf {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed"), polled("completed")])
            .on_content([Content::whole(film::film(9))]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
    let to = desk.at("from a friend.mp4");
    engine
        .save_copy(&job.id, to.clone(), false)
        .await
        .expect("a copy");
    to
}

#[tokio::test(start_paused = true)]
async fn a_file_becomes_a_clip_that_is_ready_and_the_original_stays() {
    let (world, desk) = (World::new(Scripted::default()), Desk::new());
    let engine = world.open().await;
    let path = desk.put("My holiday.mp4", &film::film(9));
    let job = engine.bring_file(path.clone()).await.expect("brought");
    assert_eq!(
        (job.state, job.action, job.prompt.as_str()),
        (State::Ready, Action::Import, "My holiday")
    );
    let kept = engine.video_path(&job.id).await.expect("a file");
    assert_eq!(fs_err::read(kept).expect("read"), film::film(9));
    assert_eq!(fs_err::read(path).expect("still there"), film::film(9));
}

#[tokio::test(start_paused = true)]
async fn a_recipe_in_the_file_is_what_the_clip_was_asked_for_with() {
    let (world, desk) = (World::new(Scripted::default()), Desk::new());
    let path = with_recipe(&desk).await;
    let engine = world.open().await;
    let job = engine.bring_file(path).await.expect("brought");
    assert_eq!(
        (job.prompt.as_str(), job.model.as_str(), job.seconds),
        ("a paper boat", "wan", Some(5.0))
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_brought_in_is_never_counted_as_spent() {
    let (world, desk) = (World::new(Scripted::default()), Desk::new());
    let path = with_recipe(&desk).await;
    let engine = world.open().await;
    let job = engine.bring_file(path).await.expect("brought");
    assert!(!job.charged && job.sent_at.is_none());
    let query = SpendQuery {
        by: SpendBy::Day,
        days: None,
    };
    let spent = engine.spend(query).await.expect("sums");
    assert!(spent.rows.is_empty(), "{:?}", spent.rows);
}

#[tokio::test(start_paused = true)]
async fn nobody_is_offered_to_create_again_what_no_server_made_for_them() {
    let (world, desk) = (World::new(Scripted::default()), Desk::new());
    let engine = world.open().await;
    let path = desk.put("a.mp4", &film::film(9));
    let job = engine.bring_file(path).await.expect("brought");
    assert_eq!((job.verbs, job.again), (vec![Verb::Remove], None));
    assert!(engine.act(&job.id, Verb::CreateAgain).await.is_err());
    assert_eq!(world.creates(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_same_file_twice_is_refused_by_naming_the_clip_that_is_there() {
    let (world, desk) = (World::new(Scripted::default()), Desk::new());
    let engine = world.open().await;
    let first = desk.put("one.mp4", &film::film(9));
    let job = engine.bring_file(first).await.expect("brought");
    let before = files(&world);
    let second = desk.put("two.mp4", &film::film(9));
    let refused = engine.bring_file(second).await.expect_err("known").view();
    assert_eq!(refused.code, ErrorCode::FileKnown);
    assert_eq!(
        (
            refused.params["name"].as_str(),
            refused.params["title"].as_str(),
            refused.params["job"].as_str()
        ),
        ("two.mp4", "one", job.id.as_str())
    );
    assert_eq!(files(&world), before);
}

#[tokio::test(start_paused = true)]
async fn the_same_file_twice_at_once_is_one_clip() {
    let (world, desk) = (World::new(Scripted::default()), Desk::new());
    let engine = world.open().await;
    let path = desk.put("one.mp4", &film::film(9));
    let (one, other) = tokio::join!(engine.bring_file(path.clone()), engine.bring_file(path));
    assert_eq!(u8::from(one.is_ok()) + u8::from(other.is_ok()), 1);
    assert_eq!(files(&world).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_was_removed_can_be_brought_in_again() {
    let (world, desk) = (World::new(Scripted::default()), Desk::new());
    let engine = world.open().await;
    let path = desk.put("one.mp4", &film::film(9));
    let job = engine.bring_file(path.clone()).await.expect("brought");
    engine.act(&job.id, Verb::Remove).await.expect("removed");
    assert!(files(&world).is_empty());
    engine.bring_file(path).await.expect("brought again");
}

#[tokio::test(start_paused = true)]
async fn what_is_no_whole_video_is_refused_with_the_reason_and_leaves_nothing() {
    let (world, desk) = (World::new(Scripted::default()), Desk::new());
    let engine = world.open().await;
    let film = film::film(9);
    let half = &film[..film.len() / 2];
    let mut silent = film.clone();
    // A film of which nothing is to be seen: its only track is another kind.
    let at = silent
        .windows(4)
        .position(|word| word == b"vide")
        .expect("a handler");
    silent[at..at + 4].copy_from_slice(b"soun");
    for (name, bytes, expected) in [
        (
            "rubbish.mp4",
            b"a letter to my aunt".as_slice(),
            ErrorCode::FileNotVideo,
        ),
        (
            "page.mp4",
            b"<!doctype html><html>",
            ErrorCode::FileNotVideo,
        ),
        ("empty.mp4", b"", ErrorCode::FileNotVideo),
        ("half.mp4", half, ErrorCode::FileIncomplete),
        ("sound.mp4", &silent, ErrorCode::FileNotVideo),
    ] {
        let path = desk.put(name, bytes);
        assert_eq!(code(engine.bring_file(path).await), expected, "{name}");
    }
    let folder = desk.0.path().to_owned();
    assert_eq!(
        code(engine.bring_file(folder).await),
        ErrorCode::FileUnreadable
    );
    let gone = engine.bring_file(desk.at("gone.mp4")).await;
    assert_eq!(code(gone), ErrorCode::FileUnreadable);
    assert!(files(&world).is_empty());
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_link_is_followed_and_one_that_leads_in_a_circle_is_refused() {
    let (world, desk) = (World::new(Scripted::default()), Desk::new());
    let engine = world.open().await;
    let (one, other) = (desk.at("one.mp4"), desk.at("other.mp4"));
    std::os::unix::fs::symlink(&one, &other).expect("a link");
    std::os::unix::fs::symlink(&other, &one).expect("a link");
    assert_eq!(
        code(engine.bring_file(one).await),
        ErrorCode::FileUnreadable
    );
    let film = desk.put("film.mp4", &film::film(9));
    std::os::unix::fs::symlink(film, desk.at("link.mp4")).expect("a link");
    engine
        .bring_file(desk.at("link.mp4"))
        .await
        .expect("brought");
}

#[tokio::test(start_paused = true)]
async fn a_full_disk_takes_nothing_and_says_how_much_is_missing() {
    let (world, desk) = (World::new(Scripted::default()), Desk::new());
    let engine = world.open().await;
    engine
        .library()
        .pretended_room
        .lock()
        .expect("alone")
        .push_back(1_000_000);
    let path = desk.put("one.mp4", &film::film(9));
    let refused = engine.bring_file(path).await.expect_err("full").view();
    assert_eq!(
        (refused.code, refused.params["free"].as_str()),
        (ErrorCode::NoRoom, "1")
    );
    assert!(files(&world).is_empty());
}

#[tokio::test(start_paused = true)]
async fn of_several_files_those_that_cannot_be_taken_keep_no_other_out() {
    let (world, desk) = (World::new(Scripted::default()), Desk::new());
    let engine = world.open().await;
    let brought = engine
        .bring(vec![
            desk.put("rubbish.mp4", b"no film"),
            desk.put("a.mp4", &film::film(9)),
            desk.put("b.mp4", &film::film(10)),
        ])
        .await;
    assert_eq!(brought.jobs.len(), 2);
    assert_eq!(brought.refused[0].params["name"], "rubbish.mp4");
}

#[tokio::test(start_paused = true)]
async fn the_receipt_says_where_it_came_from_and_what_came() {
    let (world, desk) = (World::new(Scripted::default()), Desk::new());
    let engine = world.open().await;
    let path = desk.put("My holiday.mp4", &film::film(9));
    let job = engine.bring_file(path).await.expect("brought");
    let lines = engine.receipt_lines(&job.id).await.expect("a receipt");
    assert_eq!((lines.len(), lines[0].kind), (1, ReceiptKind::Import));
    assert!(
        lines[0]
            .body
            .as_deref()
            .is_some_and(|body| body.contains("My holiday.mp4"))
    );
    assert!(lines[0].delivered.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_lost_history_has_what_was_brought_in_and_not_what_was_removed() {
    let (world, desk) = (World::new(Scripted::default()), Desk::new());
    let path = with_recipe(&desk).await;
    let engine = world.open().await;
    let job = engine.bring_file(path).await.expect("brought");
    let gone = desk.put("gone.mp4", &film::film(12));
    let gone = engine.bring_file(gone).await.expect("brought");
    engine.act(&gone.id, Verb::Remove).await.expect("removed");
    drop(engine);
    world.crash().await;
    for ending in ["", "-wal", "-shm"] {
        fs_err::remove_file(world.folder().join(format!("rushes.db{ending}"))).ok();
    }
    let engine = world.open().await;
    let back = engine.job(&job.id).await.expect("the job");
    assert_eq!((back.state, back.action), (State::Ready, Action::Import));
    assert_eq!(back.recipe.model, "wan");
    assert!(engine.job(&gone.id).await.is_err());
    // It is in no list of servers, and does not get into one.
    assert_eq!(engine.servers().await.expect("a list").len(), 1);
}

/// Two seconds with a single key frame, as servers make them.
fn filmed(desk: &Desk) -> PathBuf {
    let path = desk.at("filmed.mp4");
    let source = "testsrc2=size=64x48:rate=10:duration=2";
    let done = Command::new("ffmpeg")
        .args(["-loglevel", "error", "-f", "lavfi", "-i", source])
        .args(["-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "50"])
        .arg(&path)
        .status();
    assert!(done.expect("the tests need ffmpeg").success());
    path
}

fn piece(job: &JobId, form: CutForm) -> CutRequest {
    CutRequest {
        job: job.clone(),
        from: Some(0.5),
        to: Some(1.5),
        form,
        width: None,
    }
}

#[tokio::test]
async fn a_piece_is_a_clip_of_its_own_that_knows_what_it_was_cut_from() {
    let (world, desk) = (World::new(Scripted::default()), Desk::new());
    let engine = world.open().await;
    let clip = engine.bring_file(filmed(&desk)).await.expect("brought");
    let asked = piece(&clip.id, CutForm::Clip);
    let cut = engine.cut_into_library(asked).await.expect("cut");
    assert_eq!((cut.parent, cut.prompt), (Some(clip.id), clip.prompt));
    let video = cut.video.expect("a video");
    // It begins at the mark and not at the key frame; its end is that of a group of frames.
    assert!(
        video.seconds.is_some_and(|long| (long - 1.0).abs() < 0.3),
        "{video:?}"
    );
    assert_eq!(files(&world).len(), 2);
}

#[tokio::test]
async fn a_piece_in_a_file_of_its_own_is_what_was_asked_for() {
    let (world, desk) = (World::new(Scripted::default()), Desk::new());
    let engine = world.open().await;
    let clip = engine.bring_file(filmed(&desk)).await.expect("brought");
    for (form, name, kind) in [
        (CutForm::Clip, "cut.mp4", probe::FileKind::Mp4),
        (CutForm::Gif, "cut.gif", probe::FileKind::Gif),
        (CutForm::Webp, "cut.webp", probe::FileKind::Webp),
        (CutForm::Apng, "cut.png", probe::FileKind::Png),
    ] {
        let to = desk.at(name);
        let width = (form != CutForm::Clip).then_some(32);
        let asked = CutRequest {
            width,
            ..piece(&clip.id, form)
        };
        engine.cut_to_file(asked, to.clone()).await.expect(name);
        let head = fs_err::read(&to).expect(name);
        assert_eq!(probe::sniff(&head[..64]), Some(kind), "{name}");
        if form == CutForm::Gif {
            assert_eq!(probe::probe(&to).expect(name).width, Some(32));
        }
    }
    // Nothing half lies beside them.
    assert_eq!(
        fs_err::read_dir(desk.0.path()).expect("a folder").count(),
        5
    );
}

#[tokio::test]
async fn a_piece_that_cannot_be_is_refused_and_leaves_nothing() {
    let (world, desk) = (World::new(Scripted::default()), Desk::new());
    let engine = world.open().await;
    let clip = engine.bring_file(filmed(&desk)).await.expect("brought");
    for (from, to) in [
        (1.0, 1.0),
        (1.5, 0.5),
        (-1.0, 1.0),
        (f64::NAN, 1.0),
        (7.0, 9.0),
    ] {
        let asked = CutRequest {
            from: Some(from),
            to: Some(to),
            ..piece(&clip.id, CutForm::Clip)
        };
        assert_eq!(
            code(engine.cut_into_library(asked).await),
            ErrorCode::InvalidValue
        );
    }
    let inside = world.folder().join("media/cut.mp4");
    let asked = piece(&clip.id, CutForm::Clip);
    assert_eq!(
        code(engine.cut_to_file(asked, inside).await),
        ErrorCode::PlaceInLibrary
    );
    assert_eq!(files(&world).len(), 1);
}

#[tokio::test]
async fn what_ffmpeg_cannot_read_is_said_in_its_words_and_leaves_nothing() {
    let (world, desk) = (World::new(Scripted::default()), Desk::new());
    let engine = world.open().await;
    // Whole by its index, with noise where the frames should be.
    let path = desk.put("noise.mp4", &film::film(9));
    let clip = engine.bring_file(path).await.expect("brought");
    let asked = CutRequest {
        from: None,
        to: None,
        ..piece(&clip.id, CutForm::Gif)
    };
    let to = desk.at("cut.gif");
    let refused = engine
        .cut_to_file(asked, to.clone())
        .await
        .expect_err("noise")
        .view();
    assert_eq!(refused.code, ErrorCode::CutFailed);
    assert!(!refused.params["detail"].is_empty());
    assert!(!to.exists());
}
