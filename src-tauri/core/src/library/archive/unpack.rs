//! Taking a backup back: into a folder of its own below the place, checked against the list of digests, and only then where
//! it belongs, the database last. How a backup is read is not known here.

use super::{
    ArchiveError, Archived, CHUNK, DATABASE, Hashing, Library, LibraryError, MANIFEST, Progress,
    Watch,
    read::{Found, broken, open, size_of, walk},
};
use crate::{
    dto::BackupFlaw,
    library::{LibraryLock, publish::sync_parent},
};
use std::{
    io::{self, ErrorKind, Read, Write},
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

/// Where files are until all of them are there.
const SCRATCH: &str = "restoring.tmp";
/// Says, until the first start, that the history comes from a backup.
const MARK: &str = "library.restored";
/// Made by the lock.
const LOCK: &str = "library.lock";
impl Library {
    /// Whether the history comes from a backup and was not looked through since.
    pub fn is_restored(&self) -> bool {
        self.root().join(MARK).exists()
    }

    /// It was looked through.
    pub fn forget_restored(&self) -> Result<(), LibraryError> {
        fs_err::remove_file(self.root().join(MARK))?;
        Ok(sync_parent(&self.root().join(MARK))?)
    }
}

/// An empty folder that a library is restored into; nobody else can meanwhile. What was put there is taken away again, unless
/// [`Place::settle`] was called.
#[derive(Debug)]
pub struct Place {
    root: PathBuf,
    made: bool,
    settled: bool,
    lock: Option<LibraryLock>,
}

impl Place {
    /// Takes the folder, and makes it if it is not there.
    ///
    /// # Errors
    /// [`ArchiveError::NotEmpty`] if it holds anything but what an interrupted restore left.
    pub fn take(root: &Path) -> Result<Self, ArchiveError> {
        let place = |error: io::Error| ArchiveError::place(error, 0);
        let root = std::path::absolute(root).map_err(place)?;
        let made = match fs_err::read_dir(&root) {
            Ok(entries) => {
                for entry in entries {
                    let name = entry.map_err(place)?.file_name();
                    if name != SCRATCH && name != LOCK {
                        return Err(ArchiveError::NotEmpty);
                    }
                }
                false
            }
            Err(error) if error.kind() == ErrorKind::NotFound => true,
            Err(error) => return Err(ArchiveError::Place(error)),
        };
        let lock = LibraryLock::acquire(&root).map_err(|error| match error {
            LibraryError::Io(error) => ArchiveError::Place(error),
            LibraryError::ReadOnly { detail } => ArchiveError::Place(io::Error::other(detail)),
            LibraryError::InUse
            | LibraryError::DiskFull
            | LibraryError::Gone
            | LibraryError::Outside(_) => ArchiveError::Library(error),
        })?;
        let taken = Self {
            root,
            made,
            settled: false,
            lock: Some(lock),
        };
        match fs_err::remove_dir_all(taken.scratch()) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(place(error)),
            Ok(()) | Err(_) => {}
        }
        fs_err::create_dir(taken.scratch()).map_err(place)?;
        Ok(taken)
    }

    /// The database of what was unpacked, to be looked at before it is settled.
    pub fn database(&self) -> PathBuf {
        self.scratch().join(DATABASE)
    }

    /// The folder, absolute.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Puts what was unpacked where a library has it. The database comes last: a crash in between leaves no history that
    /// looks whole.
    pub fn settle(mut self) -> Result<(), ArchiveError> {
        let place = |error: io::Error| ArchiveError::place(error, 0);
        // Before anything can be opened: what the history says is still to be sent may have been sent since.
        let mark = self.root.join(MARK);
        let marked = fs_err::File::create(&mark).and_then(|file| file.sync_all());
        marked.map_err(place)?;
        self.move_up().map_err(place)?;
        self.settled = true;
        Ok(())
    }

    fn move_up(&self) -> io::Result<()> {
        for entry in fs_err::read_dir(self.scratch())? {
            let entry = entry?;
            if entry.file_name() != DATABASE {
                fs_err::rename(entry.path(), self.root.join(entry.file_name()))?;
            }
        }
        sync_parent(&self.root.join(MARK))?;
        fs_err::rename(self.database(), self.root.join(DATABASE))?;
        fs_err::remove_dir_all(self.scratch())?;
        sync_parent(&self.root.join(DATABASE))
    }

    fn scratch(&self) -> PathBuf {
        self.root.join(SCRATCH)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // Windows does not remove a file that is open.
        self.lock.take();
        if self.settled {
            return;
        }
        // The folder was empty, so all that is in it now is ours.
        let mut left = vec![
            self.root.join(DATABASE),
            self.root.join(MARK),
            self.root.join(LOCK),
        ];
        left.extend(
            super::FOLDERS
                .iter()
                .chain(&super::VIDEOS)
                .map(|folder| self.root.join(folder)),
        );
        left.push(self.scratch());
        for path in left {
            if path.is_dir() {
                fs_err::remove_dir_all(path).ok();
            } else {
                fs_err::remove_file(path).ok();
            }
        }
        if self.made {
            fs_err::remove_dir(&self.root).ok();
        }
    }
}

/// Unpacks a backup into `place` and checks every file against its digest.
///
/// # Errors
/// [`ArchiveError::Broken`] for anything that [`super::pack`] does not write.
pub fn unpack(
    archive: &Path,
    place: &Place,
    progress: &Progress<'_>,
) -> Result<Archived, ArchiveError> {
    let (file, needed) = open(archive)?;
    let free = fs4::available_space(place.root()).map_err(ArchiveError::Place)?;
    if free < needed {
        return Err(ArchiveError::NoRoom { needed, free });
    }
    let watch = Watch::new(progress, needed);
    let spread = spread(file, place, &watch);
    match spread {
        Err(_) if watch.stopped.get() => Err(ArchiveError::Stopped),
        done => done,
    }
}

fn spread(archive: impl Read, place: &Place, watch: &Watch<'_>) -> Result<Archived, ArchiveError> {
    let scratch = place.scratch();
    let (found, listed) = walk(archive, |entry, name| put(entry, &scratch, name, watch))?;
    sync_folders(&scratch, &found).map_err(|error| ArchiveError::place(error, 0))?;
    Ok(Archived {
        files: found.len(),
        bytes: watch.done.get(),
        videos: listed.videos,
        left_out: 0,
    })
}

/// A file is safe only once its folder is; once for each folder, not for each file.
fn sync_folders(scratch: &Path, found: &Found) -> io::Result<()> {
    let mut folders: Vec<&Path> = found
        .keys()
        .flat_map(|name| Path::new(name).ancestors().skip(1))
        .collect();
    folders.sort_unstable();
    folders.dedup();
    for folder in folders {
        sync_parent(&scratch.join(folder).join(MANIFEST))?;
    }
    Ok(())
}

/// Writes one file, safe on the disk, and returns its digest.
fn put(
    entry: &mut tar::Entry<'_, impl Read>,
    scratch: &Path,
    name: &str,
    watch: &Watch<'_>,
) -> Result<String, ArchiveError> {
    let path = scratch.join(name);
    let size = size_of(entry)?;
    let modified = entry.header().mtime().unwrap_or_default();
    let place = |error: io::Error| ArchiveError::place(error, size);
    if let Some(folder) = path.parent() {
        fs_err::create_dir_all(folder).map_err(place)?;
    }
    let made = fs_err::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path);
    let mut file = made.map_err(place)?;
    let mut reading = Hashing::new(entry, watch);
    let mut chunk = vec![0; CHUNK];
    loop {
        match reading.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => file.write_all(&chunk[..read]).map_err(place)?,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(broken(&error)),
        }
    }
    if reading.bytes != size {
        return Err(ArchiveError::at(BackupFlaw::CutShort, name));
    }
    if let Some(at) = UNIX_EPOCH.checked_add(Duration::from_secs(modified)) {
        // Only for people who look into the folder.
        file.file().set_modified(at).ok();
    }
    file.sync_all().map_err(place)?;
    Ok(reading.digest())
}
