//! A database that is damaged, gone or empty costs no video and no money.

use super::*;
use crate::store::Place;
use std::path::PathBuf;

/// One job in each state that money hangs on: ready, rendering, unanswered.
struct Ruin {
    world: World,
    ready: JobId,
    rendering: JobId,
    unanswered: JobId,
}

impl Ruin {
    async fn new() -> Self {
        let world = World::new(Scripted::default());
        let engine = world.open().await;
        let [ready, rendering, unanswered] = in_each_state(&world, &engine).await;
        drop(engine);
        world.crash().await;
        Self {
            world,
            ready,
            rendering,
            unanswered,
        }
    }

    fn database(&self) -> PathBuf {
        self.world.folder().join("rushes.db")
    }

    /// Brings what is in the log into the file, as at the end of a run.
    fn tidy(&self) {
        let connection = rusqlite::Connection::open(self.database()).expect("a database");
        connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .expect("tidied");
    }

    fn drop_log(&self) {
        for ending in ["rushes.db-wal", "rushes.db-shm"] {
            fs_err::remove_file(self.world.folder().join(ending)).ok();
        }
    }

    /// Opens it and looks: everything is there, and nothing is sent again.
    async fn stands(self) {
        let engine = self.world.open().await;
        let rebuilt = engine.rebuilt().cloned().expect("it was made again");
        assert_eq!((rebuilt.jobs, rebuilt.files), (3, 0));
        let ready = engine.job(&self.ready).await.expect("the job");
        assert_eq!(ready.state, State::Ready);
        let path = engine.video_path(&self.ready).await.expect("its video");
        assert_eq!(fs_err::read(path).expect("the file"), gif());
        let unanswered = engine.job(&self.unanswered).await.expect("the job");
        assert_eq!(unanswered.state, State::Unconfirmed);
        self.world.script(|script| {
            script
                .on_get([Step::Answer(
                    200,
                    json!({"id": "video_2", "status": "completed"}).to_string(),
                )])
                .on_content([Content::whole(gif())])
        });
        engine.start();
        until(&engine, &self.rendering, State::Ready).await;
        assert_eq!(self.world.creates(), 3);
        assert_eq!(engine.servers().await.expect("a list").len(), 2);
    }
}

/// A running engine with one job in each state that money hangs on: ready, rendering, unanswered.
pub(super) async fn in_each_state(world: &World, engine: &Engine) -> [JobId; 3] {
    let server = server(engine).await;
    engine.start();
    let ready = ordered(world, engine, &server, "a", accepted()).await;
    world.script(|script| {
        script
            .on_get([polled("completed")])
            .on_content([Content::whole(gif())])
    });
    until(engine, &ready, State::Ready).await;
    let answer = json!({"id": "video_2", "status": "in_progress"}).to_string();
    let rendering = ordered(world, engine, &server, "b", Step::Answer(200, answer)).await;
    until(engine, &rendering, State::Running).await;
    let unanswered = ordered(world, engine, &server, "c", Step::Broken).await;
    until(engine, &unanswered, State::Unconfirmed).await;
    [ready, rendering, unanswered]
}

pub(super) async fn ordered(
    world: &World,
    engine: &Engine,
    server: &ServerId,
    key: &str,
    step: Step,
) -> JobId {
    world.script(|script| script.on_create([step]));
    let job = engine.create_jobs(request(key, server)).await;
    job.expect("stored").remove(0).id
}

#[tokio::test(start_paused = true)]
async fn a_database_of_rubbish_is_made_again() {
    let ruin = Ruin::new().await;
    fs_err::write(ruin.database(), vec![0x5a; 40_000]).expect("written");
    ruin.stands().await;
}

#[tokio::test(start_paused = true)]
async fn a_database_with_a_hole_in_its_middle_is_made_again() {
    let ruin = Ruin::new().await;
    ruin.tidy();
    ruin.drop_log();
    let mut bytes = fs_err::read(ruin.database()).expect("a file");
    let middle = 4096 * 2..bytes.len();
    bytes[middle].fill(0xa5);
    fs_err::write(ruin.database(), bytes).expect("written");
    ruin.stands().await;
}

#[tokio::test(start_paused = true)]
async fn a_database_that_was_cut_off_is_made_again() {
    let ruin = Ruin::new().await;
    ruin.tidy();
    ruin.drop_log();
    let bytes = fs_err::read(ruin.database()).expect("a file");
    fs_err::write(ruin.database(), &bytes[..bytes.len() / 2]).expect("written");
    ruin.stands().await;
}

#[tokio::test(start_paused = true)]
async fn a_database_that_is_empty_or_gone_is_made_again() {
    let ruin = Ruin::new().await;
    ruin.drop_log();
    fs_err::write(ruin.database(), b"").expect("written");
    ruin.stands().await;
    let ruin = Ruin::new().await;
    ruin.drop_log();
    fs_err::remove_file(ruin.database()).expect("removed");
    ruin.stands().await;
}

#[tokio::test(start_paused = true)]
async fn a_damaged_database_is_kept_beside_the_new_one() {
    let ruin = Ruin::new().await;
    ruin.drop_log();
    fs_err::write(ruin.database(), vec![0x5a; 40_000]).expect("written");
    let engine = ruin.world.open().await;
    let aside = engine.rebuilt().and_then(|made| made.aside.clone());
    let aside = aside.expect("a folder");
    let kept = ruin.world.folder().join(aside).join("rushes.db");
    assert_eq!(fs_err::read(kept).expect("kept"), vec![0x5a; 40_000]);
}

#[tokio::test(start_paused = true)]
async fn where_no_database_was_nothing_is_set_aside() {
    let ruin = Ruin::new().await;
    ruin.drop_log();
    fs_err::remove_file(ruin.database()).expect("removed");
    let engine = ruin.world.open().await;
    assert_eq!(engine.rebuilt().expect("made again").aside, None);
}

#[tokio::test(start_paused = true)]
async fn a_video_of_which_nothing_is_known_becomes_a_clip_of_its_own() {
    let ruin = Ruin::new().await;
    let stray = ruin.world.folder().join("media/2026-10");
    fs_err::create_dir_all(&stray).expect("a folder");
    fs_err::write(stray.join("an-old-boat-abc123.gif"), gif()).expect("written");
    fs_err::write(ruin.database(), vec![0x5a; 40_000]).expect("written");
    let engine = ruin.world.open().await;
    let jobs = engine.inner.store.jobs_in(vec![State::Ready]).await;
    let prompts: Vec<_> = jobs
        .expect("jobs")
        .into_iter()
        .map(|job| job.recipe.prompt)
        .collect();
    assert_eq!(prompts, ["a paper boat", "an old boat"]);
}

#[tokio::test(start_paused = true)]
async fn files_are_kept_on_the_start_that_made_the_history_again() {
    let ruin = Ruin::new().await;
    let partial = ruin.world.folder().join("partial/somebody.part");
    fs_err::write(&partial, b"half").expect("written");
    fs_err::write(ruin.database(), vec![0x5a; 40_000]).expect("written");
    let engine = ruin.world.open().await;
    assert!(engine.rebuilt().is_some() && partial.exists());
}

#[tokio::test(start_paused = true)]
async fn a_job_that_the_user_took_out_does_not_come_back() {
    let ruin = Ruin::new().await;
    let engine = ruin.world.open().await;
    engine
        .act(&ruin.ready, Verb::Remove)
        .await
        .expect("removed");
    drop(engine);
    ruin.world.crash().await;
    fs_err::write(ruin.database(), vec![0x5a; 40_000]).expect("written");
    let engine = ruin.world.open().await;
    assert!(engine.job(&ruin.ready).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_job_whose_removal_was_cut_short_does_not_come_back() {
    let ruin = Ruin::new().await;
    let store = Store::open(&ruin.database(), &ruin.world.folder().join("backups"));
    let store = store.expect("a database");
    let ready = store.job(ruin.ready.clone()).await.expect("read");
    let removal = store.remove(ready.expect("the job"), Place::Anywhere, Timestamp(9));
    removal.await.expect("the row, and then the power went");
    drop(store);
    drop(ruin.world.open().await);
    ruin.world.crash().await;
    fs_err::write(ruin.database(), b"rubbish, and enough of it").expect("written");
    ruin.drop_log();
    let engine = ruin.world.open().await;
    assert!(engine.job(&ruin.ready).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_sound_library_is_not_made_again() {
    let ruin = Ruin::new().await;
    let engine = ruin.world.open().await;
    assert_eq!(engine.rebuilt(), None);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_while_the_library_is_gone() {
    let world = World::new(Scripted::default().on_create([accepted()]));
    let engine = world.open().await;
    let job = create(&engine).await;
    let away = world.folder().with_extension("away");
    fs_err::rename(world.folder(), &away).expect("unplugged");
    engine.start();
    tokio::time::sleep(Duration::from_secs(120)).await;
    let during = world.creates();
    fs_err::rename(&away, world.folder()).expect("plugged in");
    until(&engine, &job.id, State::Queued).await;
    assert_eq!((during, world.creates()), (0, 1));
}
