//! A backup taken while work goes on, and the library that is made of it: all is there, and nothing is sent twice.

use super::{rebuilding::in_each_state, *};
use crate::engine::backup::restore;
use std::path::PathBuf;
use tempfile::TempDir;

fn always(_: u64, _: u64) -> bool {
    true
}

fn scratch() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

async fn backed_up(engine: &Engine, folder: &TempDir) -> PathBuf {
    let (file, _) = engine
        .back_up(folder.path(), true, always)
        .await
        .expect("a backup");
    file
}

/// The same, restored beside it.
async fn there_and_back(engine: &Engine, folder: &TempDir) -> PathBuf {
    let file = backed_up(engine, folder).await;
    let to = folder.path().join("restored");
    restore(&file, &to, &always).expect("restored").0
}

#[tokio::test(start_paused = true)]
async fn a_restored_library_has_every_job_and_sends_nothing_again() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let [ready, rendering, unanswered] = in_each_state(&world, &engine).await;

    let folder = scratch();
    let library = there_and_back(&engine, &folder).await;
    engine.stop(Duration::from_secs(1)).await;
    drop(engine);

    let engine = world.open_at(&library).await;
    assert_eq!(engine.rebuilt(), None);
    let path = engine.video_path(&ready).await.expect("its video");
    assert!(path.starts_with(&library));
    assert_eq!(fs_err::read(path).expect("the file"), gif());
    let lost = engine.job(&unanswered).await.expect("the job");
    assert_eq!(lost.state, State::Unconfirmed);
    world.script(|script| {
        let done = json!({"id": "video_2", "status": "completed"}).to_string();
        script
            .on_get([Step::Answer(200, done)])
            .on_content([Content::whole(gif())])
    });
    engine.start();
    until(&engine, &rendering, State::Ready).await;
    assert_eq!(world.creates(), 3);
}

/// Two minutes of a running engine: whatever waits would have been sent.
async fn let_run(engine: &Engine) {
    engine.start();
    tokio::time::sleep(Duration::from_secs(120)).await;
}

#[tokio::test(start_paused = true)]
async fn what_was_still_to_be_sent_is_held_after_a_restore() {
    let world = World::new(Scripted::default().on_create([accepted()]));
    let engine = world.open().await;
    let job = create(&engine).await;
    let folder = scratch();
    let library = there_and_back(&engine, &folder).await;
    let restored = world.open_at(&library).await;
    let_run(&restored).await;
    let held = restored.job(&job.id).await.expect("the job");
    let code = held.error.map(|error| error.code);
    assert_eq!(
        (world.creates(), held.state, code),
        (0, State::Held, Some(ErrorCode::HeldFromBackup))
    );
}

#[tokio::test(start_paused = true)]
async fn a_request_that_waited_for_its_next_try_is_held_after_a_restore() {
    let world = World::new(Scripted::default().by_rule(|_, _| Some(Step::NoConnection)));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    world.until_created().await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let waiting = engine.job(&job.id).await.expect("the job");
    assert_eq!(
        (waiting.state, waiting.submit_started_at),
        (State::Submitting, None)
    );
    let tried = world.creates();
    let folder = scratch();
    let library = there_and_back(&engine, &folder).await;
    engine.stop(Duration::from_secs(1)).await;
    let restored = world.open_at(&library).await;
    let_run(&restored).await;
    let held = restored.job(&job.id).await.expect("the job");
    assert_eq!((held.state, world.creates()), (State::Held, tried));
}

#[tokio::test(start_paused = true)]
async fn a_held_job_of_a_backup_can_be_sent_by_the_user() {
    let world = World::new(Scripted::default().on_create([accepted()]));
    let engine = world.open().await;
    let job = create(&engine).await;
    let folder = scratch();
    let library = there_and_back(&engine, &folder).await;
    let restored = world.open_at(&library).await;
    restored.start();
    restored.act(&job.id, Verb::Resume).await.expect("sent");
    let sent = until(&restored, &job.id, State::Queued).await;
    assert_eq!((world.creates(), sent.error), (1, None));
}

#[tokio::test(start_paused = true)]
async fn what_was_sent_while_the_backup_was_made_is_known_by_its_journal() {
    let world = World::new(Scripted::default().on_create([accepted()]));
    let engine = world.open().await;
    let job = create(&engine).await;
    let folder = scratch();
    let before = folder.path().join("before.db");
    Store::copy(engine.inner.store.path(), &before).expect("copied");
    engine.start();
    until(&engine, &job.id, State::Queued).await;
    // The database of before with the journal of now, as when the job is sent between the two.
    let library = there_and_back(&engine, &folder).await;
    fs_err::copy(before, library.join("rushes.db")).expect("copied");
    engine.stop(Duration::from_secs(1)).await;
    let restored = world.open_at(&library).await;
    let_run(&restored).await;
    let known = restored.job(&job.id).await.expect("the job");
    assert_eq!(
        (known.remote_id.as_deref(), world.creates()),
        (Some("video_1"), 1)
    );
}

#[tokio::test(start_paused = true)]
async fn a_restore_that_was_not_looked_through_is_looked_through_again() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    create(&engine).await;
    let folder = scratch();
    let library = there_and_back(&engine, &folder).await;
    assert!(library.join("library.restored").exists());
    let restored = world.open_at(&library).await;
    assert!(!restored.library().is_restored());
}

#[tokio::test(start_paused = true)]
async fn a_key_is_in_no_backup() {
    let world = World::new(Scripted::default().on_create([accepted()]));
    let engine = world.open().await;
    let job = create(&engine).await;
    let canary = "sk-canary-of-the-backup";
    let server = engine.servers().await.expect("servers").remove(0).id;
    let key = secrecy::SecretString::from(canary);
    engine
        .set_key(&server, key, crate::dto::KeyBackend::Keychain)
        .await
        .expect("kept");
    engine.start();
    until(&engine, &job.id, State::Queued).await;
    let folder = scratch();
    let file = backed_up(&engine, &folder).await;
    let bytes = fs_err::read(file).expect("a backup");
    let holds = |text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert_eq!((holds("a paper boat"), holds(canary)), (true, false));
}

#[tokio::test(start_paused = true)]
async fn a_backup_without_videos_leaves_them_out() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let media = world.folder().join("media/2026-11");
    fs_err::create_dir_all(&media).expect("a folder");
    fs_err::write(media.join("a.gif"), gif()).expect("written");
    let folder = scratch();
    let (_, archived) = engine
        .back_up(folder.path(), false, always)
        .await
        .expect("a backup");
    assert_eq!((archived.files, archived.videos), (1, false));
}

#[tokio::test(start_paused = true)]
async fn what_a_backup_needs_meanwhile_lies_beside_it_and_not_in_the_library() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    // Where the copy of the history once went: a full disk would have refused it.
    let partial = world.folder().join("partial");
    fs_err::remove_dir_all(&partial).expect("gone");
    let folder = scratch();
    let file = backed_up(&engine, &folder).await;
    let left = fs_err::read_dir(folder.path()).expect("a folder").count();
    assert_eq!((left, file.exists(), partial.exists()), (1, true, false));
}

#[tokio::test(start_paused = true)]
async fn a_backup_where_nothing_can_be_written_says_so_and_leaves_nothing() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let folder = scratch();
    let no_folder = folder.path().join("file");
    fs_err::write(&no_folder, b"a file").expect("written");
    let refused = engine.back_up(&no_folder.join("a.tar"), true, always).await;
    let code = refused.expect_err("refused").view().code;
    let left = fs_err::read_dir(folder.path()).expect("a folder").count();
    assert_eq!((code, left), (ErrorCode::PlaceUnwritable, 1));
}

#[tokio::test(start_paused = true)]
async fn what_a_killed_backup_left_beside_it_is_in_nobodys_way() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let folder = scratch();
    let to = folder.path().join("a.tar");
    for ending in ["db.part", "part"] {
        let half = folder.path().join(format!("a.tar.{ending}"));
        fs_err::write(half, b"half").expect("written");
    }
    engine.back_up(&to, true, always).await.expect("a backup");
    let left = fs_err::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 1);
}

#[tokio::test(start_paused = true)]
async fn the_library_tells_its_size_and_its_last_backup() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let media = world.folder().join("media/2026-11");
    fs_err::create_dir_all(&media).expect("a folder");
    fs_err::write(media.join("a.gif"), vec![0; 5000]).expect("written");
    let before = engine.library_view().await.expect("a view");
    let folder = scratch();
    let file = backed_up(&engine, &folder).await;
    let after = engine.library_view().await.expect("a view");
    let name = after.backup.map(|backup| backup.name);
    assert_eq!((before.clips, &before.backup), (1, &None));
    assert_eq!(before.folder, world.folder().to_string_lossy());
    assert!(before.bytes > 5000, "{before:?}");
    assert_eq!(
        name.as_deref(),
        file.file_name().and_then(|name| name.to_str())
    );
    assert_eq!(engine.backup_file().await.expect("there"), file);
}

#[tokio::test(start_paused = true)]
async fn a_backup_that_was_taken_away_cannot_be_shown() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let folder = scratch();
    let file = backed_up(&engine, &folder).await;
    fs_err::remove_file(file).expect("taken away");
    let code = engine.backup_file().await.expect_err("gone").view().code;
    assert_eq!(code, ErrorCode::NotFound);
}

/// What a restore says of the library in a backup whose database was changed by somebody.
async fn changed(sql: &str) -> ErrorCode {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let folder = scratch();
    let copy = folder.path().join("copy.db");
    Store::copy(engine.inner.store.path(), &copy).expect("copied");
    let connection = rusqlite::Connection::open(&copy).expect("a database");
    connection.execute_batch(sql).expect("changed");
    drop(connection);
    let library = engine.library().clone();
    let members = library.members(&copy, false).expect("listed");
    let file = folder.path().join("backup.tar");
    crate::library::archive::pack(&members, false, &file, engine.now(), &always).expect("packed");
    let to = folder.path().join("restored");
    let refused = restore(&file, &to, &always).expect_err("refused");
    assert!(!to.exists());
    refused.view().code
}

#[tokio::test(start_paused = true)]
async fn a_backup_of_a_newer_program_is_refused_as_such() {
    let code = changed("PRAGMA user_version = 9999").await;
    assert_eq!(code, ErrorCode::LibraryNewer);
}

#[tokio::test(start_paused = true)]
async fn a_backup_whose_history_acts_by_itself_is_refused() {
    let sql =
        "CREATE TRIGGER evil AFTER UPDATE ON jobs BEGIN UPDATE jobs SET state = 'submitting'; END";
    assert_eq!(changed(sql).await, ErrorCode::BackupBroken);
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_program_stops_a_backup() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let folder = scratch();
    engine.stop(Duration::ZERO).await;
    let stopped = engine.back_up(folder.path(), true, always).await;
    let code = stopped.expect_err("stopped").view().code;
    let left = fs_err::read_dir(folder.path()).expect("a folder").count();
    assert_eq!((code, left), (ErrorCode::Stopped, 0));
}

const DAY: Duration = Duration::from_secs(86_400);

fn daily_copies(world: &World) -> usize {
    let entries = fs_err::read_dir(world.folder().join("backup")).expect("a folder");
    entries
        .filter(|entry| {
            let name = entry.as_ref().expect("an entry").file_name();
            name.to_string_lossy().starts_with("daily-")
        })
        .count()
}

#[tokio::test(start_paused = true)]
async fn what_the_journal_does_not_know_comes_back_from_the_copy_of_the_day() {
    let world = World::new(Scripted::default().on_create([accepted()]));
    let engine = world.open().await;
    let job = create(&engine).await;
    let favourite = crate::dto::Mark::Favourite { on: true };
    let ids = [job.id.clone()];
    engine.mark_jobs(&ids, favourite).await.expect("marked");
    let_run(&engine).await;
    assert_eq!(daily_copies(&world), 1);
    drop(engine);
    world.crash().await;
    for ending in ["-wal", "-shm"] {
        fs_err::remove_file(world.folder().join(format!("rushes.db{ending}"))).ok();
    }
    fs_err::write(world.folder().join("rushes.db"), vec![0x5a; 40_000]).expect("written");
    let engine = world.open().await;
    let rebuilt = engine.rebuilt().expect("made again");
    let back = engine.job(&job.id).await.expect("the job");
    assert_eq!((rebuilt.from_copy, back.favourite), (true, true));
}

#[tokio::test(start_paused = true)]
async fn three_daily_copies_are_kept() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    engine.start();
    tokio::time::sleep(6 * DAY).await;
    assert_eq!(daily_copies(&world), 3);
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn nothing_is_sent_while_an_empty_folder_stands_where_the_library_was() {
    let world = World::new(Scripted::default().on_create([accepted()]));
    let engine = world.open().await;
    let job = create(&engine).await;
    let away = world.folder().with_extension("away");
    fs_err::rename(world.folder(), &away).expect("unmounted");
    fs_err::create_dir(world.folder()).expect("the mount point");
    let_run(&engine).await;
    let during = world.creates();
    let written = fs_err::read_dir(world.folder()).expect("a folder").count();
    fs_err::remove_dir_all(world.folder()).expect("empty");
    fs_err::rename(&away, world.folder()).expect("mounted");
    until(&engine, &job.id, State::Queued).await;
    assert_eq!((during, written, world.creates()), (0, 0, 1));
}

#[tokio::test(start_paused = true)]
async fn one_row_that_cannot_be_read_hides_no_other_and_is_told() {
    let script = Scripted::default().by_rule(|method, _| (method == "POST").then(accepted));
    let world = World::new(script);
    let engine = world.open().await;
    let server = server(&engine).await;
    for key in ["a", "b", "c"] {
        engine
            .create_jobs(request(key, &server))
            .await
            .expect("stored");
    }
    engine.stop(Duration::ZERO).await;
    drop(engine);
    let database = rusqlite::Connection::open(world.folder().join("rushes.db"));
    let database = database.expect("a database");
    let spoilt = "UPDATE jobs SET recipe = '{}', state = 'queued', next_at = 1 WHERE seq = 2";
    assert_eq!(database.execute(spoilt, []).expect("spoilt"), 1);
    drop(database);
    let engine = world.open().await;
    let mut events = engine.events();
    let query = crate::dto::WallQuery {
        filter: crate::dto::WallFilter::Everything,
        search: String::new(),
        order: crate::dto::WallOrder::default(),
        cursor: None,
        limit: 2,
    };
    let first = engine.wall(query.clone()).await.expect("a page");
    let cursor = first.next.clone();
    let second = engine.wall(crate::dto::WallQuery { cursor, ..query }).await;
    let shown = first.jobs.len() + second.expect("a page").jobs.len();
    let told = matches!(
        events.try_recv(),
        Ok(AppEvent::Notice {
            kind: crate::dto::NoticeKind::RowsUnreadable,
            ..
        })
    );
    assert_eq!((shown, told, engine.inner.store.unreadable()), (2, true, 1));
}
