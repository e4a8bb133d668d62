//! Work with backups as a window has it: seen, stopped, one at a time.

use super::*;
use crate::{
    dto::{ArchiveProgress, ArchiveWork},
    engine::archiving::Archiving,
};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};

type Told = Arc<Mutex<Vec<Option<ArchiveProgress>>>>;

/// Work that notes what it tells.
fn noting() -> (Archiving, Told) {
    let told = Told::default();
    let notes = Arc::clone(&told);
    let archiving = Archiving::new(move |progress| {
        notes.lock().expect("one at a time").push(progress);
    });
    (archiving, told)
}

fn told(told: &Told) -> Vec<Option<ArchiveProgress>> {
    told.lock().expect("one at a time").clone()
}

/// A library with a clip, and a folder beside it.
async fn library() -> (World, Engine, tempfile::TempDir) {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let media = world.folder().join("media/2026-11");
    fs_err::create_dir_all(&media).expect("a folder");
    fs_err::write(media.join("a.gif"), vec![7; 900_000]).expect("written");
    (world, engine, tempfile::tempdir().expect("a folder"))
}

async fn backed_up(archiving: &Archiving, engine: &Engine, folder: &tempfile::TempDir) -> PathBuf {
    let made = archiving.back_up(engine, folder.path(), true).await;
    folder.path().join(made.expect("a backup").name)
}

#[tokio::test(start_paused = true)]
async fn a_backup_is_told_from_its_beginning_to_its_end() {
    let (_world, engine, folder) = library().await;
    let (archiving, notes) = noting();
    backed_up(&archiving, &engine, &folder).await;
    let told = told(&notes);
    let begun = told.first().copied().flatten().expect("a beginning");
    let end = told.last().expect("an end");
    assert_eq!(
        (begun.work, begun.total, *end),
        (ArchiveWork::Backup, 0, None)
    );
    assert!(
        told.iter()
            .flatten()
            .any(|progress| progress.total > 900_000),
        "{told:?}"
    );
    assert_eq!(archiving.progress(), None);
}

#[tokio::test(start_paused = true)]
async fn only_one_is_at_work_at_a_time() {
    let (_world, engine, folder) = library().await;
    let (archiving, _) = noting();
    let first = archiving.begin(ArchiveWork::Check).expect("free");
    let second = archiving.back_up(&engine, folder.path(), true).await;
    assert_eq!(second.expect_err("busy").view().code, ErrorCode::BackupBusy);
    drop(first);
    backed_up(&archiving, &engine, &folder).await;
}

#[tokio::test(start_paused = true)]
async fn a_backup_that_is_stopped_ends_and_leaves_nothing() {
    let (_world, engine, folder) = library().await;
    let stopping: Arc<Mutex<Option<Archiving>>> = Arc::default();
    let hand = Arc::clone(&stopping);
    let archiving = Archiving::new(move |progress| {
        if progress.is_some_and(|progress| progress.total > 0)
            && let Some(archiving) = hand.lock().expect("one at a time").as_ref()
        {
            archiving.stop();
        }
    });
    *stopping.lock().expect("one at a time") = Some(archiving.clone());
    let stopped = archiving.back_up(&engine, folder.path(), true).await;
    archiving.ended().await;
    let left = fs_err::read_dir(folder.path()).expect("a folder").count();
    let code = stopped.expect_err("stopped").view().code;
    assert_eq!((code, left), (ErrorCode::Stopped, 0));
    stopping.lock().expect("one at a time").take();
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_for_the_end_is_told_when_it_is_there() {
    let (archiving, _) = noting();
    let work = archiving.begin(ArchiveWork::Restore).expect("free");
    let waiting = archiving.clone();
    let waits = tokio::spawn(async move { waiting.ended().await });
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!waits.is_finished());
    drop(work);
    waits.await.expect("the end");
}

#[tokio::test(start_paused = true)]
async fn a_backup_that_was_looked_into_is_restored_where_there_is_room() {
    let (_world, engine, folder) = library().await;
    let (archiving, _) = noting();
    let file = backed_up(&archiving, &engine, &folder).await;
    let contents = archiving.look_into(file).await.expect("whole");
    assert_eq!((contents.clips, contents.videos), (1, true));
    // A refused folder does not take the backup away.
    let refused = archiving.restore(folder.path().to_owned()).await;
    let code = refused.expect_err("not empty").view().code;
    let to = folder.path().join("back");
    let restored = archiving.restore(to.clone()).await.expect("restored");
    assert_eq!(
        (code, restored.files),
        (ErrorCode::FolderNotEmpty, contents.files)
    );
    assert_eq!(archiving.restored(), Some(to.clone()));
    assert!(to.join("media/2026-11/a.gif").exists());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_restored_that_was_not_looked_into() {
    let (archiving, _) = noting();
    let folder = tempfile::tempdir().expect("a folder");
    let refused = archiving.restore(folder.path().join("back")).await;
    assert_eq!(
        refused.expect_err("nothing").view().code,
        ErrorCode::NotFound
    );
}

#[tokio::test(start_paused = true)]
async fn a_broken_backup_is_told_with_its_flaw_and_its_file() {
    let (_world, engine, folder) = library().await;
    let (archiving, _) = noting();
    let file = backed_up(&archiving, &engine, &folder).await;
    let mut bytes = fs_err::read(&file).expect("a backup");
    let at = bytes.windows(64).position(|part| part == [7; 64]);
    bytes[at.expect("the clip")] = 8;
    fs_err::write(&file, bytes).expect("spoilt");
    let view = archiving.look_into(file).await.expect_err("broken").view();
    assert_eq!(
        (
            view.code,
            view.params["reason"].as_str(),
            view.params["name"].as_str()
        ),
        (ErrorCode::BackupBroken, "changed", "media/2026-11/a.gif")
    );
}
