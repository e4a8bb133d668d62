//! Work with a backup, and the export of clips, as a window has them: one at a time, seen while it goes on, stopped when it is not wanted, and not left in
//! the middle when the program ends. Also for a program that could not open its library: it may be there to restore one.
//!
//! Keeps the paths that were chosen in the system's dialogs, because a window never has one. Must not know windows.

use super::{Engine, EngineError, backup};
use crate::dto::{
    ArchiveProgress, ArchiveWork, BackupContents, BackupMade, ErrorCode, ExportJobs, Exported,
    RestoredView,
};
use crate::home::Home;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Between two messages on how far it is.
const EVERY: Duration = Duration::from_millis(100);

/// Told how far it is; `None`: it ended.
pub type Tell = dyn Fn(Option<ArchiveProgress>) + Send + Sync;

/// Work with backups. Clones share one.
#[derive(Clone)]
pub struct Archiving {
    inner: Arc<Inner>,
}

struct Inner {
    state: Mutex<State>,
    ended: Notify,
    tell: Box<Tell>,
}

#[derive(Default)]
struct State {
    running: Option<Running>,
    /// The backup that was looked into last.
    file: Option<PathBuf>,
    /// The library that was made of one last.
    restored: Option<PathBuf>,
    /// The folder of the last export.
    exported: Option<PathBuf>,
    /// Where the library is to go, if the user says yes.
    target: Option<PathBuf>,
}

struct Running {
    progress: ArchiveProgress,
    told: Option<Instant>,
    stop: CancellationToken,
}

impl Archiving {
    /// Nothing is at work yet.
    pub fn new(tell: impl Fn(Option<ArchiveProgress>) + Send + Sync + 'static) -> Self {
        Self {
            inner: Arc::new(Inner {
                state: Mutex::default(),
                ended: Notify::new(),
                tell: Box::new(tell),
            }),
        }
    }

    /// How far it is, if something is at work.
    pub fn progress(&self) -> Option<ArchiveProgress> {
        let state = self.state();
        state.running.as_ref().map(|running| running.progress)
    }

    /// Stops what is at work; it tidies up and ends soon.
    pub fn stop(&self) {
        if let Some(running) = &self.state().running {
            running.stop.cancel();
        }
    }

    /// Waits until nothing is at work.
    pub async fn ended(&self) {
        loop {
            let ended = self.inner.ended.notified();
            if self.progress().is_none() {
                return;
            }
            ended.await;
        }
    }

    /// Writes a backup of the library to `to`.
    ///
    /// # Errors
    /// `BackupBusy`, and what [`Engine::back_up`] says.
    pub async fn back_up(
        &self,
        engine: &Engine,
        to: &Path,
        videos: bool,
    ) -> Result<BackupMade, EngineError> {
        let work = self.begin(ArchiveWork::Backup)?;
        let see = work.clone();
        let done = engine
            .back_up(to, videos, move |done, total| see.see(done, total))
            .await;
        drop(work);
        let (file, archived) = done?;
        Ok(backup::made(&file, &archived, engine.now()))
    }

    /// Reads a whole backup and says what is in it. [`Archiving::restore`] takes the same file.
    ///
    /// # Errors
    /// `BackupBusy`, `BackupBroken`, `LibraryNewer`, `Stopped`.
    pub async fn look_into(&self, file: PathBuf) -> Result<BackupContents, EngineError> {
        let work = self.begin(ArchiveWork::Check)?;
        let look = file.clone();
        let contents = super::blocking(move || {
            let contents = backup::look_into(&look, &|done, total| work.see(done, total));
            drop(work);
            contents
        })
        .await?;
        self.state().file = Some(file);
        Ok(contents)
    }

    /// Makes a library of the backup that was looked into last, in an empty folder.
    ///
    /// # Errors
    /// `BackupBusy`, and what [`backup::restore`] says.
    pub async fn restore(&self, to: PathBuf) -> Result<RestoredView, EngineError> {
        let file = self.state().file.clone();
        let file = file.ok_or_else(|| EngineError::refused(ErrorCode::NotFound))?;
        let work = self.begin(ArchiveWork::Restore)?;
        let (library, archived) = super::blocking(move || {
            let restored = backup::restore(&file, &to, &|done, total| work.see(done, total));
            drop(work);
            restored
        })
        .await?;
        let folder = library.to_string_lossy().into_owned();
        self.state().restored = Some(library);
        Ok(RestoredView {
            folder,
            files: archived.files,
            bytes: archived.bytes,
            videos: archived.videos,
        })
    }

    /// Copies clips into the folder `to`, or into a new one in it.
    ///
    /// # Errors
    /// `BackupBusy`, and what [`Engine::export`] says.
    pub async fn export(
        &self,
        engine: &Engine,
        asked: ExportJobs,
        to: &Path,
    ) -> Result<Exported, EngineError> {
        let work = self.begin(ArchiveWork::Export)?;
        let see = work.clone();
        let exported = engine
            .export(asked, to, move |done, total| see.see(done, total))
            .await?;
        drop(work);
        self.state().exported = Some(PathBuf::from(&exported.folder));
        Ok(exported)
    }

    /// Looks whether the library can go to this folder, and keeps it for the user's yes. Where it would lie, to read.
    ///
    /// # Errors
    /// `FolderNotEmpty`, `PlaceInLibrary`, `NoRoom`, `PlaceUnwritable`.
    pub async fn aim(&self, home: Home, folder: PathBuf) -> Result<String, EngineError> {
        let target = super::blocking(move || Ok(home.target_of_move(&folder)?)).await?;
        let shown = target.to_string_lossy().into_owned();
        self.state().target = Some(target);
        Ok(shown)
    }

    /// Where the library is to go.
    pub fn target(&self) -> Option<PathBuf> {
        self.state().target.clone()
    }

    /// Moves the library where it is to go. It must not be open.
    ///
    /// # Errors
    /// `BackupBusy`, and what [`Home::move_library`] says.
    pub async fn relocate(&self, home: Home) -> Result<(), EngineError> {
        let work = self.begin(ArchiveWork::Move)?;
        super::blocking(move || {
            let moved = home.move_library(&|done, total| work.see(done, total));
            drop(work);
            Ok(moved?)
        })
        .await
    }

    /// The folder of the last export.
    pub fn exported(&self) -> Option<PathBuf> {
        self.state().exported.clone()
    }

    /// The library that was made last.
    pub fn restored(&self) -> Option<PathBuf> {
        self.state().restored.clone()
    }

    pub(super) fn begin(&self, work: ArchiveWork) -> Result<Work, EngineError> {
        let mut state = self.state();
        if state.running.is_some() {
            return Err(EngineError::refused(ErrorCode::BackupBusy));
        }
        let stop = CancellationToken::new();
        let progress = ArchiveProgress {
            work,
            done: 0,
            total: 0,
        };
        state.running = Some(Running {
            progress,
            told: None,
            stop: stop.clone(),
        });
        drop(state);
        (self.inner.tell)(Some(progress));
        Ok(Work {
            inner: Arc::new(OneWork {
                archiving: self.clone(),
                stop,
            }),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        let state = self.inner.state.lock();
        state.unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to be at work; it ends when the last clone is gone.
#[derive(Clone)]
pub(super) struct Work {
    inner: Arc<OneWork>,
}

struct OneWork {
    archiving: Archiving,
    stop: CancellationToken,
}

impl Work {
    /// Notes how far it is. `false`: it is not wanted any more.
    pub(super) fn see(&self, done: u64, total: u64) -> bool {
        let archiving = &self.inner.archiving;
        let mut due = None;
        if let Some(running) = &mut archiving.state().running {
            running.progress.done = done;
            running.progress.total = total;
            if running.told.is_none_or(|told| told.elapsed() >= EVERY) {
                running.told = Some(Instant::now());
                due = Some(running.progress);
            }
        }
        if due.is_some() {
            (archiving.inner.tell)(due);
        }
        !self.inner.stop.is_cancelled()
    }
}

impl Drop for OneWork {
    fn drop(&mut self) {
        self.archiving.state().running = None;
        (self.archiving.inner.tell)(None);
        self.archiving.inner.ended.notify_waiters();
    }
}
