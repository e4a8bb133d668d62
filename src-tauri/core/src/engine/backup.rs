//! A copy of the library in one file, and the way back.
//!
//! A copy is taken while work goes on: the database as one moment, then the journal, which is never behind it. What is needed
//! meanwhile lies beside the backup, never in the library, whose disk may be full. Must not know the file's form.

use super::{Engine, EngineError, blocking};
use crate::{
    domain::Timestamp,
    dto::{BackupContents, BackupFlaw, BackupMade, ErrorCode, LibraryView},
    library::{
        Library, LibraryError,
        archive::{self, ArchiveError, Archived, Place},
    },
    store::{Store, StoreError},
};
use serde::{Deserialize, Serialize};
use std::{
    ffi::OsString,
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// The backup that was made last, as a value of the table `settings`.
const LAST: &str = "last_backup";

/// What is remembered of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Last {
    path: PathBuf,
    made: BackupMade,
}

/// A backup, as it is told.
pub(super) fn made(file: &Path, archived: &Archived, at: Timestamp) -> BackupMade {
    BackupMade {
        at,
        name: name_of(file),
        files: archived.files,
        bytes: archived.bytes,
        videos: archived.videos,
        left_out: archived.left_out,
    }
}

fn name_of(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

impl Engine {
    /// Writes a backup to the file `to`, or into it if it is a folder; returns where it is. `progress` is told the bytes done
    /// and the bytes in all; `false` from it stops the work, and so does the end of the engine.
    ///
    /// # Errors
    /// `BackupExists` if there is such a file, `NoRoom`, `PlaceUnwritable`, `Stopped`; half a backup is never left behind.
    pub async fn back_up(
        &self,
        to: &Path,
        videos: bool,
        progress: impl Fn(u64, u64) -> bool + Send + 'static,
    ) -> Result<(PathBuf, Archived), EngineError> {
        let now = self.now();
        let to = std::path::absolute(to).map_err(ArchiveError::Place)?;
        let to = if to.is_dir() {
            to.join(archive::backup_name(now))
        } else {
            to
        };
        let library = self.inner.library.clone();
        let (database, stop) = (self.inner.store.path().to_owned(), self.inner.stop.clone());
        // The end of the engine waits for it: it takes half a backup away.
        let awaited = self.inner.tasks.token();
        let written = blocking(move || {
            let wanted = |done, total| !stop.is_cancelled() && progress(done, total);
            let archived = write(&library, &database, &to, videos, now, &wanted);
            drop(awaited);
            Ok((to, archived?))
        })
        .await?;
        self.remember_backup(&written.0, &written.1, now).await;
        Ok(written)
    }

    /// The backup is whole also where it cannot be noted, such as on a full disk of the library.
    async fn remember_backup(&self, file: &Path, archived: &Archived, at: Timestamp) {
        let last = Last {
            path: file.to_owned(),
            made: made(file, archived, at),
        };
        if let Err(error) = self.inner.store.set_setting(LAST, &last).await {
            tracing::warn!(%error, "the backup is not remembered");
        }
    }

    /// A name for a backup that is made now.
    pub fn backup_name(&self) -> String {
        archive::backup_name(self.now())
    }

    /// The file of the last backup, if it is still where it was put.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn backup_file(&self) -> Result<PathBuf, EngineError> {
        let last = self.inner.store.setting::<Last>(LAST).await?;
        let file = last.map(|last| last.path).filter(|path| path.exists());
        file.ok_or_else(|| EngineError::refused(ErrorCode::NotFound))
    }

    /// Where the library lies, how large it is, and when it was last backed up.
    pub async fn library_view(&self) -> Result<LibraryView, EngineError> {
        let last = self.inner.store.setting::<Last>(LAST).await?;
        let library = self.inner.library.clone();
        blocking(move || {
            let size = library.size()?;
            Ok(LibraryView {
                folder: library.root().to_string_lossy().into_owned(),
                clips: size.clips,
                bytes: size.bytes,
                free: library.free_space().ok(),
                backup: last.map(|last| last.made),
            })
        })
        .await
    }
}

fn write(
    library: &Library,
    database: &Path,
    to: &Path,
    videos: bool,
    now: Timestamp,
    wanted: &archive::Progress<'_>,
) -> Result<Archived, EngineError> {
    if fs_err::symlink_metadata(to).is_ok() {
        return Err(ArchiveError::Exists.into());
    }
    let copy = with_ending(to, ".db.part");
    // The history is there twice for a while.
    let needed = library.members(&copy, videos)?.needed()
        + 2 * fs_err::metadata(database).map_or(0, |about| about.len());
    archive::make_sure_of_room(to, needed)?;
    // The files are looked for after the history: what it names at its one moment was there by then.
    let written = copy_history(database, &copy, needed).and_then(|()| {
        let members = library.members(&copy, videos)?;
        Ok(archive::pack(&members, videos, to, now, wanted)?)
    });
    fs_err::remove_file(&copy).ok();
    written
}

/// Copies the database to a new file beside the backup.
fn copy_history(database: &Path, copy: &Path, needed: u64) -> Result<(), EngineError> {
    let place = |error| ArchiveError::place(error, needed);
    match fs_err::remove_file(copy) {
        // Of a run that was killed.
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(place(error).into()),
        Ok(()) | Err(_) => {}
    }
    // Made here, so that a place which cannot be written is told from a history which cannot be read.
    fs_err::File::create_new(copy).map_err(place)?;
    match Store::copy(database, copy) {
        Ok(()) => Ok(()),
        Err(StoreError::DiskFull) => Err(ArchiveError::NoRoom { needed, free: 0 }.into()),
        Err(StoreError::Io(error)) => Err(place(error).into()),
        Err(error) => Err(error.into()),
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Reads a whole backup and says what is in it. Writes nothing. Blocks.
///
/// # Errors
/// `BackupBroken`, `LibraryNewer`, `Stopped`.
pub fn look_into(
    backup: &Path,
    progress: &archive::Progress<'_>,
) -> Result<BackupContents, EngineError> {
    let contents = archive::inspect(backup, progress)?;
    Store::check_shape(contents.shape)?;
    Ok(BackupContents {
        name: name_of(backup),
        made_at: contents.made_at,
        version: contents.version,
        clips: contents.clips,
        files: contents.files,
        bytes: contents.bytes,
        videos: contents.videos,
    })
}

/// Restores a backup into the folder `to`, which must be empty or not there, and returns it as an absolute path. Blocks.
///
/// What the history says is still to be sent is held at the first start: it may have been sent since.
///
/// # Errors
/// `BackupBroken` for a file that is no whole backup, `LibraryNewer`, `FolderNotEmpty`, `NoRoom`, `PlaceUnwritable`,
/// `Stopped`. Nothing is left behind then.
pub fn restore(
    backup: &Path,
    to: &Path,
    progress: &archive::Progress<'_>,
) -> Result<(PathBuf, Archived), EngineError> {
    let place = Place::take(to)?;
    let archived = archive::unpack(backup, &place, progress)?;
    match Store::check_foreign(&place.database()) {
        Ok(()) => {}
        Err(newer @ StoreError::Newer { .. }) => return Err(newer.into()),
        Err(StoreError::Io(error)) => return Err(LibraryError::from(error).into()),
        Err(error) => {
            tracing::warn!(%error, "the history of a backup is no use");
            return Err(ArchiveError::from(BackupFlaw::Database).into());
        }
    }
    let root = place.root().to_owned();
    place.settle()?;
    Ok((root, archived))
}
