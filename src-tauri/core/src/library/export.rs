//! A folder outside of the library that copies are written into: complete or not there at all.
//!
//! Nothing that is there is touched. A file has another name until all of it is written and synced. What was begun is taken
//! back unless it is said to be done. Must not know jobs, or what the files are.

use super::{
    sync_parent,
    template::{HIGHEST, Name, numbered},
};
use crate::domain::digest::hex;
use sha2::{Digest, Sha256};
use std::{
    collections::HashSet,
    io::{self, ErrorKind, Read, Write},
    path::{Path, PathBuf},
};

const CHUNK: usize = 256 * 1024;

/// Why a copy was not made.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// What is copied could not be read.
    #[error("not read: {0}")]
    Read(io::Error),
    /// The copy could not be written.
    #[error("not written: {0}")]
    Write(io::Error),
    /// It is not wanted any more.
    #[error("stopped")]
    Stopped,
}

/// A copy that is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Where, below the folder, with `/`.
    pub file: String,
    /// Its bytes.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: String,
}

/// A folder that is being filled.
#[derive(Debug)]
pub struct ExportFolder {
    root: PathBuf,
    /// Folders that were made, the outermost first.
    made: Vec<PathBuf>,
    files: Vec<PathBuf>,
    /// Names that are given away, in small letters: some file systems do not tell them apart.
    taken: HashSet<String>,
    settled: bool,
}

impl ExportFolder {
    /// Takes the folder `to`, which is made if it is not there. One that has something in it gets a new folder of that name.
    pub fn begin(to: &Path, name: &str) -> io::Result<Self> {
        let mut folder = Self {
            root: to.to_owned(),
            made: Vec::new(),
            files: Vec::new(),
            taken: HashSet::new(),
            settled: false,
        };
        match fs_err::read_dir(to).map(|mut entries| entries.next().is_none()) {
            Ok(true) => {}
            Ok(false) => folder.root = folder.new_folder(to, name)?,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                fs_err::create_dir(to)?;
                folder.made.push(to.to_owned());
            }
            Err(error) => return Err(error),
        }
        Ok(folder)
    }

    /// Where it is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Copies `length` bytes, or all of them, under that name or the next one that is free. `more` is told the bytes that
    /// were written; `false` from it stops the work.
    pub fn copy(
        &mut self,
        from: &mut dyn Read,
        length: Option<u64>,
        name: &Name,
        extension: &str,
        more: &mut dyn FnMut(u64) -> bool,
    ) -> Result<Copied, CopyError> {
        let folder = self.folders(name.folders()).map_err(CopyError::Write)?;
        let scratch = folder.join(format!(
            ".rushes-{}-{}.part",
            std::process::id(),
            self.files.len()
        ));
        let mut target = fs_err::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&scratch)
            .map_err(CopyError::Write)?;
        let done = pour(from, length, &mut target, more);
        drop(target);
        let placed = done.and_then(|(bytes, sha256)| {
            let path = self
                .publish(&scratch, &folder, |number| name.file(extension, number))
                .map_err(CopyError::Write)?;
            Ok(Copied {
                file: self.below(&path),
                bytes,
                sha256,
            })
        });
        if placed.is_err() {
            fs_err::remove_file(&scratch).ok();
        }
        placed
    }

    /// Writes a small file under that name, or the next one that is free.
    pub fn write(&mut self, stem: &str, extension: &str, bytes: &[u8]) -> io::Result<()> {
        let folder = self.root.clone();
        let scratch = folder.join(format!(".rushes-{}-list.part", std::process::id()));
        let name = |number| numbered(stem, extension, number);
        whole(&scratch, bytes, || self.publish(&scratch, &folder, name))?;
        Ok(())
    }

    /// All of it is there and stays.
    pub fn settle(mut self) -> io::Result<PathBuf> {
        for folder in &self.made {
            sync_parent(folder)?;
        }
        self.settled = true;
        Ok(std::mem::take(&mut self.root))
    }

    /// A new folder of that name, or of the next one that is free.
    fn new_folder(&mut self, within: &Path, name: &str) -> io::Result<PathBuf> {
        for number in 1..=HIGHEST {
            let path = within.join(numbered(name, "", number));
            match fs_err::create_dir(&path) {
                Ok(()) => {
                    self.made.push(path.clone());
                    return Ok(path);
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(ErrorKind::AlreadyExists.into())
    }

    /// The folders in one another; those that are not there are made.
    fn folders(&mut self, names: &[String]) -> io::Result<PathBuf> {
        let mut path = self.root.clone();
        for name in names {
            path.push(name);
            match fs_err::create_dir(&path) {
                Ok(()) => self.made.push(path.clone()),
                Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(path)
    }

    /// Gives a complete file the first of its names that is free.
    fn publish(
        &mut self,
        scratch: &Path,
        folder: &Path,
        name: impl Fn(u32) -> String,
    ) -> io::Result<PathBuf> {
        let free = (1..=HIGHEST)
            .map(|number| folder.join(name(number)))
            .find(|path| {
                let known = self.taken.contains(&path.to_string_lossy().to_lowercase());
                !known && fs_err::symlink_metadata(path).is_err()
            });
        let path = free.ok_or(ErrorKind::AlreadyExists)?;
        fs_err::rename(scratch, &path)?;
        self.taken.insert(path.to_string_lossy().to_lowercase());
        self.files.push(path.clone());
        sync_parent(&path)?;
        Ok(path)
    }

    fn below(&self, path: &Path) -> String {
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        let parts = below
            .components()
            .map(|part| part.as_os_str().to_string_lossy());
        parts.collect::<Vec<_>>().join("/")
    }
}

impl Drop for ExportFolder {
    /// Takes back what was begun. A folder into which somebody else put something meanwhile stays.
    fn drop(&mut self) {
        if self.settled {
            return;
        }
        for file in &self.files {
            fs_err::remove_file(file).ok();
        }
        for folder in self.made.iter().rev() {
            fs_err::remove_dir(folder).ok();
        }
    }
}

/// Copies and digests.
fn pour(
    from: &mut dyn Read,
    length: Option<u64>,
    to: &mut fs_err::File,
    more: &mut dyn FnMut(u64) -> bool,
) -> Result<(u64, String), CopyError> {
    let mut from = from.take(length.unwrap_or(u64::MAX));
    let mut hasher = Sha256::new();
    let mut total = 0;
    let mut chunk = vec![0; CHUNK];
    loop {
        match from.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => {
                to.write_all(&chunk[..read]).map_err(CopyError::Write)?;
                hasher.update(&chunk[..read]);
                total += read as u64;
                if !more(read as u64) {
                    return Err(CopyError::Stopped);
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(CopyError::Read(error)),
        }
    }
    to.sync_all().map_err(CopyError::Write)?;
    Ok((total, hex(&hasher.finalize())))
}

/// Writes a small file whole or not at all, over what the user chose to write over.
pub fn write_over(to: &Path, bytes: &[u8]) -> io::Result<()> {
    let scratch = to.with_file_name(format!(".rushes-{}.part", std::process::id()));
    whole(&scratch, bytes, || fs_err::rename(&scratch, to))?;
    sync_parent(to)
}

/// Writes a small file aside, and gives it its place only when all of it is on the disk; a fault leaves nothing behind.
fn whole<T>(scratch: &Path, bytes: &[u8], place: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let mut target = fs_err::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(scratch)?;
    let placed = target
        .write_all(bytes)
        .and_then(|()| target.sync_all())
        .and_then(|()| place());
    drop(target);
    if placed.is_err() {
        fs_err::remove_file(scratch).ok();
    }
    placed
}
