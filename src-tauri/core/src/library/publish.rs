//! How a file gets its final name: written, synced, renamed, folder synced. Only then may a row point to it.

use super::{Library, LibraryError, layout::numbered, probe::FileKind};
use crate::{
    domain::{JobId, Received, Timestamp, digest::hex},
    failpoint::{self, Point},
};
use sha2::{Digest, Sha256};
use std::{
    io::{ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

/// A complete file under its final name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Path below the library, with `/`.
    pub file: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hex.
    pub sha256: String,
    /// What came, where something of ours was put behind it.
    pub received: Option<Received>,
}

/// Names of files that are being written; the process id keeps two tests or two tools apart.
static SCRATCH: AtomicU64 = AtomicU64::new(0);

impl Library {
    /// Gives a finished download its final name. `tail` is what was put behind it, if anything was.
    ///
    /// When `name` exists with the same content, that file is adopted and `part` removed: a crash came between the rename and
    /// the row. When it exists with other content, a number is added; nothing is ever overwritten.
    ///
    /// # Errors
    /// [`LibraryError::Outside`] for a name that is none of ours; `part` is untouched on every error.
    pub fn publish(&self, part: &Path, name: &str, tail: &[u8]) -> Result<Published, LibraryError> {
        let mut file = fs_err::OpenOptions::new()
            .read(true)
            .write(true)
            .open(part)?;
        file.sync_data()?;
        let read = digest(&mut file, tail)?;
        drop(file);
        let mut candidate = name.to_owned();
        let mut number = 1;
        loop {
            let target = self.make_room(&candidate)?;
            match self.find_published(&candidate, tail) {
                Some(same) if same.sha256 == read.sha256 => {
                    sync_parent(&target)?;
                    fs_err::remove_file(part)?;
                    return Ok(same);
                }
                None if !target.exists() => {
                    failpoint::room(Point::BeforeRename)?;
                    fs_err::rename(part, &target)?;
                    failpoint::reach(Point::Renamed);
                    sync_parent(&target)?;
                    return Ok(read.named(candidate));
                }
                Some(_) | None => {
                    number += 1;
                    candidate = numbered(name, number);
                }
            }
        }
    }

    /// The finished files that have a job's name, with whatever ending and number: what [`Library::publish`] may have left.
    pub fn published_as(&self, job: &JobId, prompt: &str, created_at: Timestamp) -> Vec<String> {
        let mut found = Vec::new();
        for kind in FileKind::ALL {
            let name = Self::final_name(job, prompt, created_at, kind.extension());
            // Numbers are given out without a gap.
            for number in 1.. {
                let candidate = match number {
                    1 => name.clone(),
                    number => numbered(&name, number),
                };
                match self.resolve(&candidate) {
                    Ok(path) if path.is_file() => found.push(candidate),
                    Ok(_) | Err(_) => break,
                }
            }
        }
        found
    }

    /// Looks for a finished file whose row was never written. `None` when there is no such file, or an empty one. `tail` is
    /// what would have been put behind it.
    pub fn find_published(&self, name: &str, tail: &[u8]) -> Option<Published> {
        let path = self.resolve(name).ok()?;
        if !path.is_file() {
            return None;
        }
        let read = digest(&mut fs_err::File::open(path).ok()?, tail).ok()?;
        (read.bytes > 0).then(|| read.named(name.to_owned()))
    }

    /// Writes a small file whole or not at all, over whatever was there.
    ///
    /// # Errors
    /// [`LibraryError::Outside`] for a path that leads out of the library.
    pub fn write_atomic(&self, file: &str, bytes: &[u8]) -> Result<Published, LibraryError> {
        let target = self.make_room(file)?;
        let number = SCRATCH.fetch_add(1, Ordering::Relaxed);
        let scratch = self
            .root()
            .join("partial")
            .join(format!("write-{}-{number}.tmp", std::process::id()));
        let written = write_synced(&scratch, bytes)
            .and_then(|()| fs_err::rename(&scratch, &target))
            .and_then(|()| sync_parent(&target));
        if let Err(error) = written {
            // Best effort: a leftover is swept at the next start.
            fs_err::remove_file(&scratch).ok();
            return Err(error.into());
        }
        Ok(Published {
            file: file.to_owned(),
            bytes: bytes.len() as u64,
            sha256: hex(&Sha256::digest(bytes)),
            received: None,
        })
    }

    /// Resolves a path and makes its folder, durably.
    fn make_room(&self, file: &str) -> Result<PathBuf, LibraryError> {
        self.still_there()?;
        let target = self.resolve(file)?;
        if let Some(folder) = target.parent()
            && !folder.is_dir()
        {
            fs_err::create_dir_all(folder)?;
            sync_parent(folder)?;
        }
        Ok(target)
    }
}

/// Writes a file whose bytes outlive a power cut; its name does once the folder is synced.
pub(crate) fn write_synced(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = fs_err::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_data()
}

/// A file as it was read to its end.
struct Digested {
    bytes: u64,
    sha256: String,
    received: Option<Received>,
}

impl Digested {
    fn named(self, file: String) -> Published {
        Published {
            file,
            bytes: self.bytes,
            sha256: self.sha256,
            received: self.received,
        }
    }
}

/// Reads it once; where it ends with `tail`, also the digest of what stands before is taken.
fn digest(file: &mut fs_err::File, tail: &[u8]) -> std::io::Result<Digested> {
    let film = before(file, tail)?;
    let mut hasher = Sha256::new();
    let received = match film {
        Some(bytes) => {
            feed(&mut hasher, &mut Read::by_ref(file).take(bytes))?;
            let sha256 = hex(&hasher.clone().finalize());
            Some(Received { bytes, sha256 })
        }
        None => None,
    };
    let rest = feed(&mut hasher, file)?;
    Ok(Digested {
        bytes: film.unwrap_or_default() + rest,
        sha256: hex(&hasher.finalize()),
        received,
    })
}

/// Size and digest of a file.
pub(super) fn whole(path: &Path) -> std::io::Result<(u64, String)> {
    let read = digest(&mut fs_err::File::open(path)?, &[])?;
    Ok((read.bytes, read.sha256))
}

/// How long the file is before `tail`, if it ends with that.
fn before(file: &mut fs_err::File, tail: &[u8]) -> std::io::Result<Option<u64>> {
    let before = file.metadata()?.len().checked_sub(tail.len() as u64);
    let Some(before) = before.filter(|_| !tail.is_empty()) else {
        return Ok(None);
    };
    file.seek(SeekFrom::Start(before))?;
    let mut end = Vec::with_capacity(tail.len());
    Read::by_ref(file)
        .take(tail.len() as u64)
        .read_to_end(&mut end)?;
    file.rewind()?;
    Ok((end == tail).then_some(before))
}

/// Counts what it reads.
fn feed(hasher: &mut Sha256, from: &mut impl Read) -> std::io::Result<u64> {
    let mut total = 0;
    let mut chunk = vec![0; 256 * 1024];
    loop {
        match from.read(&mut chunk) {
            Ok(0) => return Ok(total),
            Ok(read) => {
                hasher.update(&chunk[..read]);
                total += read as u64;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Makes what somebody else wrote into a file safe on the disk. Windows does that only for who may write.
pub(crate) fn sync_file(path: &Path) -> std::io::Result<()> {
    let file = fs_err::OpenOptions::new().write(true).open(path)?;
    file.sync_all()
}

/// A rename is durable only once its folder is. Windows neither needs nor allows it.
pub(crate) fn sync_parent(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        fs_err::File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
