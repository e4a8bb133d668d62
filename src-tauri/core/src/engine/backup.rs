//! A copy of the library in one file, and the way back.
//!
//! A copy is taken while work goes on: the database as one moment, then the journal, which is never behind it. Must not know
//! the file's form.

use super::{Engine, EngineError, blocking};
use crate::{
    library::{
        LibraryError,
        archive::{self, ArchiveError, Archived, Place},
    },
    store::{Store, StoreError},
};
use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

/// Names of copies that are being written.
static COPY: AtomicU64 = AtomicU64::new(0);

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
        blocking(move || {
            let number = COPY.fetch_add(1, Ordering::Relaxed);
            // A leftover is swept at the next start.
            let copy = library
                .root()
                .join("partial")
                .join(format!("copy-{number}.tmp"));
            let wanted = |done, total| !stop.is_cancelled() && progress(done, total);
            let written = Store::copy(&database, &copy)
                .map_err(EngineError::from)
                .and_then(|()| {
                    let members = library.members(&copy, videos)?;
                    Ok(archive::pack(&members, videos, &to, now, &wanted)?)
                });
            fs_err::remove_file(&copy).ok();
            Ok((to, written?))
        })
        .await
    }
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
        Err(error) => return Err(ArchiveError::Broken(error.to_string()).into()),
    }
    let root = place.root().to_owned();
    place.settle()?;
    Ok((root, archived))
}
