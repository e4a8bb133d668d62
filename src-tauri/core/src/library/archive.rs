//! A backup as a file: a plain tar, because every system can open one without Rushes, and videos do not get smaller anyway.
//!
//! The last member, `backup.sha256`, names every other one with its digest: an archive without it was cut short. It has the
//! form that `sha256sum -c` reads. Only what lies in a library's own folders is written or taken back, and no keys are there
//! (`platform.md` 1.5). Memory: one buffer, and a name with a digest for each file. Must not know of databases or jobs.

mod pack;
mod read;
mod unpack;

pub use pack::{Member, make_sure_of_room, pack};
pub use read::{Contents, inspect};
pub use unpack::{Place, unpack};

use super::{
    Library, LibraryError,
    layout::{day, time_of_day},
};
use crate::{
    domain::{Timestamp, digest::hex},
    dto::BackupFlaw,
};
use sha2::{Digest, Sha256};
use std::{
    cell::Cell,
    io::{self, Read},
};

/// Name of the last member.
const MANIFEST: &str = "backup.sha256";
/// Its first line. A later shape has a later number.
const SHAPE: &str = "# Rushes backup 1";
/// Folders that a backup holds besides the database.
const FOLDERS: [&str; 4] = ["receipts", "inputs", "catalogue", "wildcards"];
/// Folders of what can be fetched or made again, for as long as the server has it.
const VIDEOS: [&str; 2] = ["media", "stills"];
/// The database.
pub(super) const DATABASE: &str = "rushes.db";
/// More files are in no library; it bounds the memory that somebody else's archive takes.
const MOST_FILES: usize = 1_000_000;
/// Longest name of a member, in bytes.
const LONGEST_NAME: usize = 1024;
/// Longest part of a name between two `/`, in bytes: what file systems take.
const LONGEST_PART: usize = 255;
/// Bytes that are read at once.
const CHUNK: usize = 256 * 1024;

/// What was written or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Archived {
    /// Files, without the list of digests.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Whether the videos are among them.
    pub videos: bool,
    /// Entries that are no plain files of a library, such as links: they are not in the backup.
    pub left_out: usize,
}

/// Why a backup cannot be made or restored. Nothing is left behind then.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It is none of ours, was cut short, or a file in it is not what it was.
    #[error("{flaw:?} {}", name.as_deref().unwrap_or_default())]
    Broken {
        /// What is wrong with it.
        flaw: BackupFlaw,
        /// The file in it that is meant, if one is.
        name: Option<String>,
    },
    /// A file of that name is there already.
    #[error("there is a file of that name already")]
    Exists,
    /// The folder holds something.
    #[error("the folder is not empty")]
    NotEmpty,
    /// The place lies in the library, or the library in it.
    #[error("the place lies in the library")]
    Inside,
    /// There is not enough room at the place where it is to go, in bytes.
    #[error("{needed} bytes are needed, {free} are free")]
    NoRoom {
        /// As far as it is known beforehand.
        needed: u64,
        /// What this user can still write there.
        free: u64,
    },
    /// The place where it is to go cannot be written.
    #[error("{0}")]
    Place(#[source] io::Error),
    /// The library that is copied cannot be read, or the one that is restored is in use.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// Whoever asked for it did not want it any more.
    #[error("it was stopped")]
    Stopped,
}

impl From<BackupFlaw> for ArchiveError {
    fn from(flaw: BackupFlaw) -> Self {
        Self::Broken { flaw, name: None }
    }
}

impl ArchiveError {
    /// Something is wrong with one file of a backup.
    fn at(flaw: BackupFlaw, name: &str) -> Self {
        let name = Some(name.to_owned());
        Self::Broken { flaw, name }
    }

    /// Trouble with the place where it is to go; a disk that fills up meanwhile is told apart.
    pub fn place(error: io::Error, needed: u64) -> Self {
        match LibraryError::from(error) {
            LibraryError::DiskFull => Self::NoRoom { needed, free: 0 },
            LibraryError::Io(error) => Self::Place(error),
            LibraryError::ReadOnly { detail } => Self::Place(io::Error::other(detail)),
            other @ (LibraryError::InUse | LibraryError::Gone | LibraryError::Outside(_)) => {
                Self::Library(other)
            }
        }
    }
}

/// Told the bytes done and the bytes in all; `false` stops the work.
pub type Progress<'a> = dyn Fn(u64, u64) -> bool + 'a;

/// A name for a backup made at `now`, in UTC.
pub fn backup_name(now: Timestamp) -> String {
    format!("rushes-backup-{}-{}.tar", day(now), time_of_day(now))
}

/// A name of a member, if it stays below the folder it is put in, is one that a backup has, and every system can have it.
fn safe_name(name: &str) -> bool {
    let parts: Vec<&str> = name.split('/').collect();
    let plain = |part: &&str| {
        !part.is_empty()
            && part.len() <= LONGEST_PART
            && !part.ends_with(['.', ' '])
            && !part.contains(['\\', ':'])
            && !part.contains(char::is_control)
    };
    let known = match parts.as_slice() {
        [file] => *file == DATABASE || *file == MANIFEST,
        [folder, _, ..] => FOLDERS.contains(folder) || VIDEOS.contains(folder),
        [] => false,
    };
    known && name.len() <= LONGEST_NAME && parts.iter().all(plain)
}

/// How far it is, and whether it is still wanted.
struct Watch<'a> {
    progress: &'a Progress<'a>,
    done: Cell<u64>,
    total: u64,
    stopped: Cell<bool>,
}

impl<'a> Watch<'a> {
    fn new(progress: &'a Progress<'a>, total: u64) -> Self {
        Self {
            progress,
            done: Cell::new(0),
            total,
            stopped: Cell::new(false),
        }
    }

    fn add(&self, bytes: u64) -> io::Result<()> {
        let done = (self.done.get() + bytes).min(self.total);
        self.done.set(done);
        if (self.progress)(done, self.total) {
            return Ok(());
        }
        self.stopped.set(true);
        // Not `Interrupted`: that is tried again.
        Err(io::Error::other("stopped"))
    }
}

/// Counts and hashes what is read through it, and remembers whether reading went wrong: who copies does not tell reading
/// from writing.
struct Hashing<'a, R> {
    inner: R,
    hasher: Sha256,
    bytes: u64,
    failed: bool,
    watch: &'a Watch<'a>,
}

impl<'a, R: Read> Hashing<'a, R> {
    fn new(inner: R, watch: &'a Watch<'a>) -> Self {
        Self {
            inner,
            hasher: Sha256::new(),
            bytes: 0,
            failed: false,
            watch,
        }
    }

    fn digest(self) -> String {
        hex(&self.hasher.finalize())
    }
}

impl<R: Read> Read for Hashing<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match self.inner.read(buffer) {
            Ok(read) => read,
            Err(error) => {
                self.failed |= error.kind() != io::ErrorKind::Interrupted;
                return Err(error);
            }
        };
        self.hasher.update(&buffer[..read]);
        self.bytes += read as u64;
        self.watch.add(read as u64)?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests;
