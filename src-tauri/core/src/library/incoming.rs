//! Files from elsewhere: looked at where they lie, copied, looked at again, and given a name like a download's. The original is
//! only ever read. Must not know what becomes of a copy, or whether the library has the same already.
//!
//! Until it has its name, a copy is a scratch file, which the start after a crash sweeps away.

use super::{
    Library, LibraryError, Published,
    probe::{self, Media, ProbeError},
    publish::{sync_file, whole, write_synced},
    recipe_box, sync_parent,
};
use std::{
    io::{Read, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

const CHUNK: usize = 1 << 20;
/// The ending of the words about files that get their names.
const ARRIVAL: &str = "arrival";

/// Names of copies; the process id keeps two programs apart.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// Why a file was not taken. Nothing of it is left behind.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// It is gone, no file, or may not be read.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// It is no video, or has none in it.
    #[error("not a video")]
    NotVideo,
    /// It ends early, or is beyond what any encoder writes.
    #[error("not a complete video: {0}")]
    Incomplete(&'static str),
    /// The library's disk has too little room, in bytes.
    #[error("{needed} bytes are needed, {free} are free")]
    NoRoom {
        /// With what stays free.
        needed: u64,
        /// What this user can still write there.
        free: u64,
    },
    /// Somebody wanted it to end.
    #[error("stopped")]
    Stopped,
    /// The library's own trouble.
    #[error(transparent)]
    Library(#[from] LibraryError),
}

/// A file among the scratch files of the library; gone when this is dropped before it was published.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// One in the folder of a file that is to be written.
    pub fn beside(file: &Path) -> std::io::Result<Self> {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!(".rushes-{}-{number}.tmp", std::process::id());
        let path = file.with_file_name(name);
        // Where nothing may be written, that is known before the work.
        fs_err::File::create_new(&path)?;
        Ok(Self(path))
    }

    /// Gives it its name, over whatever was there: whole or not at all.
    pub fn become_file(self, file: &Path) -> std::io::Result<()> {
        sync_file(&self.0)?;
        fs_err::rename(&self.0, file)?;
        sync_parent(file)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Best effort: what stays is swept at the next start.
        fs_err::remove_file(&self.0).ok();
    }
}

/// A whole video among the scratch files.
#[derive(Debug)]
pub struct Incoming {
    scratch: Scratch,
    /// What is in it.
    pub media: Media,
    /// The text of the recipe in it, as it stands there.
    pub recipe: Option<Vec<u8>>,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hex.
    pub sha256: String,
}

impl Library {
    /// A name for a scratch file that nothing else has.
    pub fn scratch(&self, extension: &str) -> Scratch {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        // What a program wants to see at the end of a name stands before our own ending.
        let name = format!("bring-{}-{number}.{extension}.tmp", std::process::id());
        Scratch(self.root().join("partial").join(name))
    }

    /// Copies a video from elsewhere. `reserve`: bytes that stay free on the disk; `go_on` is asked again and again.
    ///
    /// # Errors
    /// [`NotTaken`].
    pub fn take_copy(
        &self,
        from: &Path,
        reserve: u64,
        go_on: &dyn Fn() -> bool,
    ) -> Result<Incoming, NotTaken> {
        let length = regular(from)?;
        // Gigabytes of something else are not copied first.
        watchable(from)?;
        let needed = length.saturating_add(reserve);
        let free = self.free_space()?;
        if free < needed {
            return Err(NotTaken::NoRoom { needed, free });
        }
        let scratch = self.scratch("copy");
        match copy(from, scratch.path(), go_on) {
            // Somebody else took the room meanwhile.
            Err(NotTaken::Library(LibraryError::DiskFull)) => {
                Err(NotTaken::NoRoom { needed, free: 0 })
            }
            Err(error) => Err(error),
            Ok(()) => Self::take_scratch(scratch),
        }
    }

    /// Takes a file that was made among the scratch files.
    ///
    /// # Errors
    /// [`NotTaken`].
    pub fn take_scratch(scratch: Scratch) -> Result<Incoming, NotTaken> {
        // The original may have changed meanwhile: what counts is what lies here.
        let media = watchable(scratch.path())?;
        let (bytes, sha256) = whole(scratch.path()).map_err(LibraryError::from)?;
        let recipe = recipe_box::find(scratch.path())?;
        Ok(Incoming {
            scratch,
            media,
            recipe,
            bytes,
            sha256,
        })
    }

    /// Keeps word of a file that is about to get its name, for as long as the answer lives: between the name and its row a
    /// crash would leave a file that nobody knows.
    ///
    /// # Errors
    /// [`LibraryError`] when it cannot be written.
    pub fn expect_arrival(&self, word: &[u8]) -> Result<Scratch, LibraryError> {
        let scratch = self.scratch(ARRIVAL);
        write_synced(scratch.path(), word)?;
        sync_parent(scratch.path())?;
        Ok(scratch)
    }

    /// The words that earlier runs have left, in no order; some may be cut off.
    ///
    /// # Errors
    /// [`LibraryError`] when they cannot be read.
    pub fn arrivals(&self) -> Result<Vec<Vec<u8>>, LibraryError> {
        let ending = format!(".{ARRIVAL}.tmp");
        let mut words = Vec::new();
        for entry in fs_err::read_dir(self.root().join("partial"))? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().ends_with(&ending) {
                words.push(fs_err::read(entry.path())?);
            }
        }
        Ok(words)
    }

    /// Gives a copy its final name, in the way of a download.
    ///
    /// # Errors
    /// As [`Library::publish`].
    pub fn publish_incoming(
        &self,
        incoming: &Incoming,
        name: &str,
    ) -> Result<Published, LibraryError> {
        self.publish(incoming.scratch.path(), name, &[])
    }
}

/// The length of a file that has an end: a pipe would be read for ever.
fn regular(path: &Path) -> Result<u64, NotTaken> {
    let about = fs_err::metadata(path).map_err(|error| unreadable(&error))?;
    if about.is_file() {
        Ok(about.len())
    } else {
        Err(NotTaken::Unreadable("not a file".to_owned()))
    }
}

fn watchable(path: &Path) -> Result<Media, NotTaken> {
    let media = probe::probe(path).map_err(|error| match error {
        ProbeError::NotMedia => NotTaken::NotVideo,
        ProbeError::Incomplete(why) | ProbeError::Damaged(why) => NotTaken::Incomplete(why),
        ProbeError::Io(error) => unreadable(&error),
    })?;
    // Sound alone comes in the same containers.
    let seen = media.width.is_some() || media.codec.is_some();
    if seen && !media.kind.is_still() {
        Ok(media)
    } else {
        Err(NotTaken::NotVideo)
    }
}

fn unreadable(error: &std::io::Error) -> NotTaken {
    NotTaken::Unreadable(error.to_string())
}

fn copy(from: &Path, to: &Path, go_on: &dyn Fn() -> bool) -> Result<(), NotTaken> {
    let mut source = fs_err::File::open(from).map_err(|error| unreadable(&error))?;
    let mut target = fs_err::File::create_new(to).map_err(LibraryError::from)?;
    let mut chunk = vec![0; CHUNK];
    loop {
        if !go_on() {
            return Err(NotTaken::Stopped);
        }
        match source.read(&mut chunk) {
            Ok(0) => return Ok(()),
            Ok(read) => target
                .write_all(&chunk[..read])
                .map_err(LibraryError::from)?,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(&error)),
        }
    }
}
