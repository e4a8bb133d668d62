//! The database as a file: setting a damaged one aside, copies of it, and whether the last run ended properly.
//!
//! Nothing is ever deleted of a damaged database: somebody may still read what we cannot.

use super::{
    Library, LibraryError,
    layout::day,
    publish::{sync_file, sync_parent},
};
use crate::domain::Timestamp;
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// What belongs to a database in WAL mode.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];
/// How the names of daily copies begin.
const DAILY: &str = "daily-";
/// Stands in the library while it is open.
const OPEN_MARK: &str = "library.open";

impl Library {
    /// Whether the run before this one did not end properly. From now on until [`Library::mark_closed`] this one counts as
    /// not ended.
    pub fn mark_open(&self) -> Result<bool, LibraryError> {
        let mark = self.root().join(OPEN_MARK);
        let left = mark.exists();
        fs_err::write(&mark, b"")?;
        Ok(left)
    }

    /// The end of a run that wrote everything it had to.
    pub fn mark_closed(&self) -> Result<(), LibraryError> {
        match fs_err::remove_file(self.root().join(OPEN_MARK)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Whether the database is there and holds anything. An empty file would be taken for a new database.
    pub fn has_database(&self) -> bool {
        fs_err::metadata(self.database()).is_ok_and(|about| about.len() > 0)
    }

    /// Moves the database with all its parts into a folder named after the day, and returns that folder's name; `None`:
    /// nothing of it is there.
    pub fn set_database_aside(&self, now: Timestamp) -> Result<Option<String>, LibraryError> {
        let mut there = PARTS
            .map(|part| with_ending(&self.database(), part))
            .to_vec();
        there.retain(|part| part.exists());
        if there.is_empty() {
            return Ok(None);
        }
        let stamp = day(now);
        let mut name = format!("damaged-{stamp}");
        let mut number = 1;
        while self.root().join(&name).exists() {
            number += 1;
            name = format!("damaged-{stamp}-{number}");
        }
        let folder = self.root().join(&name);
        fs_err::create_dir(&folder)?;
        for from in there {
            let to = folder.join(from.file_name().unwrap_or_default());
            fs_err::rename(&from, to)?;
        }
        sync_parent(&folder.join("rushes.db"))?;
        sync_parent(&folder)?;
        Ok(Some(name))
    }

    /// Copies of the database, the newest first.
    pub fn database_copies(&self) -> Result<Vec<PathBuf>, LibraryError> {
        let mut found: Vec<(SystemTime, PathBuf)> = Vec::new();
        for entry in fs_err::read_dir(self.backups())? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "db") {
                let about = fs_err::metadata(&path)?;
                found.push((about.modified()?, path));
            }
        }
        found.sort();
        Ok(found.into_iter().rev().map(|(_, path)| path).collect())
    }

    /// Where the copy of that day goes, by UTC.
    pub fn daily_copy(&self, now: Timestamp) -> PathBuf {
        self.backups().join(format!("{DAILY}{}.db", day(now)))
    }

    /// Removes a copy, if it is there.
    pub fn remove_copy(&self, copy: &Path) -> Result<(), LibraryError> {
        match fs_err::remove_file(copy) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Gives a whole copy its name, and removes the oldest daily ones until `kept` are left.
    pub fn keep_daily_copy(&self, copy: &Path, to: &Path, kept: usize) -> Result<(), LibraryError> {
        fs_err::rename(copy, to)?;
        sync_parent(to)?;
        let mut daily = self.database_copies()?;
        daily.retain(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            path != to && name.is_some_and(|name| name.starts_with(DAILY))
        });
        for old in daily.into_iter().skip(kept.saturating_sub(1)) {
            fs_err::remove_file(old)?;
        }
        Ok(())
    }

    /// Puts a copy in the place of the database, which must not be there.
    pub fn take_database_copy(&self, copy: &Path) -> Result<(), LibraryError> {
        let scratch = with_ending(&self.database(), ".tmp");
        fs_err::copy(copy, &scratch)?;
        sync_file(&scratch)?;
        fs_err::rename(&scratch, self.database())?;
        sync_parent(&self.database())?;
        Ok(())
    }

    /// Files of the folder `media`, as they are named in the database.
    pub fn media_files(&self) -> Result<Vec<String>, LibraryError> {
        let mut found = Vec::new();
        for month in fs_err::read_dir(self.root().join("media"))? {
            let month = month?;
            if !month.path().is_dir() {
                continue;
            }
            for file in fs_err::read_dir(month.path())? {
                let file = file?;
                if file.path().is_file()
                    && let (Some(month), Some(name)) =
                        (month.file_name().to_str(), file.file_name().to_str())
                {
                    found.push(format!("media/{month}/{name}"));
                }
            }
        }
        found.sort();
        Ok(found)
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
