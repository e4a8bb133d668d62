//! Files on disk: where they lie, how they get their final name, what is in them.
//!
//! One folder holds everything. Names below it are made here and nowhere else, and every open goes through
//! [`Library::resolve`]. A file under its final name is complete (`architecture.md`, promise 2). All of this blocks: async
//! callers use `spawn_blocking`. Must not know of jobs' states, SQLite, HTTP or windows.

pub mod archive;
mod damaged;
mod error;
pub mod export;
pub mod ffmpeg;
mod incoming;
mod journal;
mod layout;
mod lock;
pub mod pages;
pub mod picture;
mod presence;
pub mod probe;
mod publish;
pub mod recipe_box;
pub mod relocate;
mod size;
pub mod staging;
pub mod template;
mod wildcards;

pub use error::LibraryError;
pub use incoming::{Incoming, NotTaken, Scratch};
pub use lock::LibraryLock;
pub use presence::is_library;
pub use publish::Published;
pub(crate) use publish::{sync_parent, write_synced};
pub use size::Size;
pub use staging::{StageError, Staging};
pub use wildcards::ListFile;

use crate::domain::JobId;
use std::{
    io::{ErrorKind, Write},
    path::{Component, Path, PathBuf},
};

/// Folders below the root. The names are stored in the database as the first part of every path.
const FOLDERS: [&str; 7] = [
    "media",
    "inputs",
    "staged",
    "stills",
    "partial",
    "backup",
    wildcards::FOLDER,
];

/// The user's folder of videos, stills and pictures, with the database beside them.
#[derive(Debug, Clone)]
pub struct Library {
    root: PathBuf,
    /// The root without symlinks, to compare others with.
    real_root: PathBuf,
    /// Which folder that was.
    identity: presence::Identity,
    /// Room on the disk as a test wants it, look by look; the last one stays.
    #[cfg(test)]
    pub(crate) pretended_room: std::sync::Arc<std::sync::Mutex<std::collections::VecDeque<u64>>>,
}

impl Library {
    /// Opens the library in `root` and makes its folders where they are missing.
    ///
    /// # Errors
    /// [`LibraryError::ReadOnly`] or [`LibraryError::DiskFull`] when a trial file cannot be written.
    pub fn open(root: &Path) -> Result<Self, LibraryError> {
        fs_err::create_dir_all(root)?;
        for folder in FOLDERS {
            fs_err::create_dir_all(root.join(folder))?;
        }
        prove_writable(&root.join("partial"))?;
        let real_root = fs_err::canonicalize(root)?;
        Ok(Self {
            root: std::path::absolute(root)?,
            identity: presence::identity(&real_root)?,
            real_root,
            #[cfg(test)]
            pretended_room: std::sync::Arc::default(),
        })
    }

    /// The folder itself, absolute.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the database lies.
    pub fn database(&self) -> PathBuf {
        self.root.join("rushes.db")
    }

    /// Where copies of the database go before it is migrated.
    pub fn backups(&self) -> PathBuf {
        self.root.join("backup")
    }

    /// Turns a stored path (`media/2026-11/x.mp4`, always with `/`) into one that can be opened.
    ///
    /// The file need not exist. A file that does not exist in a folder that does not exist is fine, too.
    ///
    /// # Errors
    /// [`LibraryError::Outside`] for an empty or absolute path, `.` or `..`, a backslash, a colon, a NUL, and for symlinks that
    /// lead out of the library.
    pub fn resolve(&self, file: &str) -> Result<PathBuf, LibraryError> {
        let outside = || LibraryError::Outside(file.to_owned());
        if file.is_empty() || file.contains(['\\', '\0', ':']) || file.split('/').any(str::is_empty)
        {
            return Err(outside());
        }
        let relative = Path::new(file);
        let plain = relative
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !plain || file.split('/').any(|part| part == "." || part == "..") {
            return Err(outside());
        }
        let path = self.root.join(relative);
        if self.stays_inside(&path)? {
            Ok(path)
        } else {
            Err(outside())
        }
    }

    /// Whether a real path, one without links, lies in the library.
    pub fn holds(&self, real: &Path) -> bool {
        real.starts_with(&self.real_root)
    }

    /// Where the bytes of a running download collect.
    pub fn partial(&self, job: &JobId) -> PathBuf {
        let name = layout::id_as_file_name(job.as_str());
        self.root.join("partial").join(format!("{name}.part"))
    }

    /// Bytes that this user can still write to the library's disk.
    pub fn free_space(&self) -> Result<u64, LibraryError> {
        #[cfg(test)]
        {
            let mut rooms = self.pretended_room.lock().expect("one test at a time");
            if let Some(room) = rooms.front().copied() {
                if rooms.len() > 1 {
                    rooms.pop_front();
                }
                return Ok(room);
            }
        }
        Ok(fs4::available_space(&self.root)?)
    }

    /// Removes a file. One that is missing already is fine.
    pub fn remove(&self, file: &str) -> Result<(), LibraryError> {
        match fs_err::remove_file(self.resolve(file)?) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Follows symlinks of whatever part of the path exists. A link that leads nowhere is taken for a way out.
    fn stays_inside(&self, path: &Path) -> Result<bool, LibraryError> {
        for existing in path.ancestors() {
            if fs_err::symlink_metadata(existing).is_err() {
                continue;
            }
            return match fs_err::canonicalize(existing) {
                Ok(real) => Ok(real.starts_with(&self.real_root)),
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
                Err(error) => Err(error.into()),
            };
        }
        Ok(false)
    }
}

/// Permission bits lie on network file systems and in containers, so a real file is written and removed.
fn prove_writable(folder: &Path) -> Result<(), LibraryError> {
    let trial = folder.join(format!("trial-{}.tmp", std::process::id()));
    let mut file = fs_err::File::create(&trial)?;
    let written = file.write_all(b"rushes").and_then(|()| file.sync_data());
    drop(file);
    let removed = fs_err::remove_file(&trial);
    written?;
    Ok(removed?)
}

#[cfg(test)]
mod tests;
