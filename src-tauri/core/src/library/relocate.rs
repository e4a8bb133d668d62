//! The library in another place: by a new name where the file system can do that, else copied, read again, taken for the
//! library, and only then taken away where it was.
//!
//! The lock is held all the time, so nothing changes meanwhile. It may end at any moment: until the new place is taken, the
//! old one is whole and what was copied is found again; from then on the new one is whole, and what stayed behind can be
//! taken away later. Must not know who remembers which folder is the library.

use super::{
    FOLDERS, LibraryError, LibraryLock,
    archive::{ArchiveError, DATABASE, Progress},
    is_library, journal,
    presence::identity,
    publish::whole,
    sync_parent,
};
use crate::domain::digest::hex;
use sha2::{Digest, Sha256};
use std::{
    io::{self, ErrorKind, Read, Write},
    path::{Path, PathBuf},
};

/// Lies in a place that is being filled, and nowhere else.
const MARK: &str = ".rushes-moving";
/// Whoever finds the lock held is told so; it belongs to no place.
const LOCK: &str = "library.lock";
const CHUNK: usize = 1 << 20;

/// A file of the library.
struct Piece {
    /// Below the folder.
    name: PathBuf,
    bytes: u64,
}

/// How far it is: each byte is copied and read again, and told once.
struct Course<'a> {
    progress: &'a Progress<'a>,
    done: u64,
    total: u64,
}

impl Course<'_> {
    fn more(&mut self, bytes: u64) -> Result<(), ArchiveError> {
        self.done = (self.done + bytes).min(self.total);
        if (self.progress)(self.done / 2, self.total / 2) {
            Ok(())
        } else {
            Err(ArchiveError::Stopped)
        }
    }
}

/// Makes sure, as far as that is known beforehand, that a library can go from one folder to the other.
///
/// # Errors
/// [`ArchiveError::NotEmpty`] for a folder with something in it, [`ArchiveError::Inside`] when one lies in the
/// other, [`ArchiveError::NoRoom`].
pub fn can_move(from: &Path, to: &Path) -> Result<(), ArchiveError> {
    let (real, target) = (real(from), real(to));
    if real.starts_with(&target) || target.starts_with(&real) {
        return Err(ArchiveError::Inside);
    }
    if to.join(MARK).exists() {
        return Ok(());
    }
    match fs_err::read_dir(to).map(|mut entries| entries.next().is_none()) {
        Ok(true) => enough_room(from, &target),
        Ok(false) => Err(ArchiveError::NotEmpty),
        Err(error) if error.kind() == ErrorKind::NotFound => enough_room(from, &target),
        Err(error) => Err(ArchiveError::Place(error)),
    }
}

/// Only another file system has to have room for it.
fn enough_room(from: &Path, to: &Path) -> Result<(), ArchiveError> {
    let there = to.ancestors().find(|way| way.is_dir()).unwrap_or(to);
    let free = fs4::available_space(there).map_err(ArchiveError::Place)?;
    let (one, other) = (identity(from), identity(there));
    let (one, other) = (one.map_err(LibraryError::from)?, other);
    if matches!((one, other), (Some((one, _)), Ok(Some((other, _)))) if one == other) {
        return Ok(());
    }
    let needed = pieces(from)?.iter().map(|piece| piece.bytes).sum();
    if free < needed {
        return Err(ArchiveError::NoRoom { needed, free });
    }
    Ok(())
}

/// Moves the library `from` one folder `to` another. `take` is called once all of it is there, and makes it the library.
/// Begun again after it was cut short, it goes on. `false` from `progress` stops it, and nothing is left in the new place.
///
/// # Errors
/// Those of [`can_move`], [`ArchiveError::NoRoom`], [`ArchiveError::Place`] also for a copy that is not read as it was
/// written, [`LibraryError::InUse`], [`ArchiveError::Stopped`]. The old place is whole then.
pub fn relocate(
    from: &Path,
    to: &Path,
    take: impl FnOnce() -> io::Result<()>,
    progress: &Progress<'_>,
) -> Result<(), ArchiveError> {
    if !is_library(from) && is_library(to) && !to.join(MARK).exists() {
        // It had its new name already, and only that was not written down.
        return take().map_err(ArchiveError::Place);
    }
    can_move(from, to)?;
    let lock = LibraryLock::acquire(from)?;
    if renamed(from, to)? {
        return take().map_err(ArchiveError::Place);
    }
    let copied = copy_all(from, to, progress);
    if matches!(copied, Err(ArchiveError::Stopped)) {
        undo(from, to);
    }
    copied?;
    take().map_err(ArchiveError::Place)?;
    // What cannot be taken away now is taken away at a later start.
    take_away(from, to);
    drop(lock);
    Ok(())
}

/// Empties the old place of everything that the new one has. What the new one does not have, stays. `true`: nothing did.
pub fn take_away(from: &Path, to: &Path) -> bool {
    let pieces = pieces(from).unwrap_or_default();
    for piece in &pieces {
        if fs_err::metadata(to.join(&piece.name)).is_ok_and(|there| there.is_file()) {
            fs_err::remove_file(from.join(&piece.name)).ok();
        }
    }
    fs_err::remove_file(from.join(LOCK)).ok();
    remove_empty(from);
    !from.exists()
}

/// Takes a copy away that is not wanted any more.
pub fn undo(from: &Path, to: &Path) {
    if !to.join(MARK).exists() {
        return;
    }
    for piece in pieces(from).unwrap_or_default() {
        fs_err::remove_file(to.join(&piece.name)).ok();
    }
    fs_err::remove_file(to.join(MARK)).ok();
    remove_empty(to);
}

/// The folder without links, as far as there is one.
fn real(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut rest = PathBuf::new();
    for way in absolute.ancestors() {
        if let Ok(real) = fs_err::canonicalize(way) {
            return if rest.as_os_str().is_empty() {
                real
            } else {
                real.join(rest)
            };
        }
        let name = way.file_name().unwrap_or_default();
        rest = Path::new(name).join(rest);
    }
    absolute
}

/// Whether a new name was enough: within one file system it is, and no byte is touched.
fn renamed(from: &Path, to: &Path) -> Result<bool, ArchiveError> {
    if to.join(MARK).exists() {
        return Ok(false);
    }
    if let Some(parent) = to.parent() {
        fs_err::create_dir_all(parent).map_err(ArchiveError::Place)?;
    }
    match fs_err::rename(from, to) {
        Ok(()) => {
            sync_parent(to).map_err(ArchiveError::Place)?;
            Ok(true)
        }
        // Another file system, a mount point, a file that Windows holds open: the long way is open.
        Err(_) => Ok(false),
    }
}

fn copy_all(from: &Path, to: &Path, progress: &Progress<'_>) -> Result<(), ArchiveError> {
    let pieces = pieces(from)?;
    let needed: u64 = pieces.iter().map(|piece| piece.bytes).sum();
    let place = |error: io::Error| ArchiveError::place(error, needed);
    fs_err::create_dir_all(to).map_err(place)?;
    let there = pieces
        .iter()
        .filter_map(|piece| fs_err::metadata(to.join(&piece.name)).ok());
    let there: u64 = there.map(|about| about.len()).sum();
    let free = fs4::available_space(to).map_err(place)?;
    if free.saturating_add(there) < needed {
        return Err(ArchiveError::NoRoom { needed, free });
    }
    fs_err::write(to.join(MARK), from.to_string_lossy().as_bytes()).map_err(place)?;
    let total = 2 * needed;
    let mut course = Course {
        progress,
        done: 0,
        total,
    };
    for piece in &pieces {
        let copied = copy_one(from, to, piece, &mut course);
        if let Err(ArchiveError::Place(error)) = copied {
            return Err(place(error));
        }
        copied?;
    }
    for extra in self::pieces(to)? {
        // Left by a try that was cut short, of a library that went on meanwhile. What somebody else put there is his.
        if is_ours(&extra.name) && !from.join(&extra.name).exists() {
            fs_err::remove_file(to.join(extra.name)).map_err(place)?;
        }
    }
    fs_err::remove_file(to.join(MARK)).map_err(place)?;
    sync_parent(&to.join(MARK)).map_err(place)
}

/// Copies a file, or finds that it is there already; either way both are the same, byte for byte, when this returns.
fn copy_one(
    from: &Path,
    to: &Path,
    piece: &Piece,
    course: &mut Course<'_>,
) -> Result<(), ArchiveError> {
    let (source, target) = (from.join(&piece.name), to.join(&piece.name));
    course.more(0)?;
    if is_copy(&source, &target, piece.bytes)? {
        return course.more(2 * piece.bytes);
    }
    if let Some(folder) = target.parent() {
        fs_err::create_dir_all(folder).map_err(ArchiveError::Place)?;
    }
    let written = pour(&source, &target, course)?;
    if whole(&target).map_err(ArchiveError::Place)?.1 != written {
        let text = format!("{} is not read as it was written", piece.name.display());
        return Err(ArchiveError::Place(io::Error::other(text)));
    }
    course.more(piece.bytes)
}

fn is_copy(source: &Path, target: &Path, bytes: u64) -> Result<bool, ArchiveError> {
    if !fs_err::metadata(target).is_ok_and(|about| about.len() == bytes) {
        return Ok(false);
    }
    let (one, other) = (whole(source).map_err(LibraryError::from)?, whole(target));
    Ok(other.is_ok_and(|other| other == one))
}

/// Copies, and returns the digest of what was read.
fn pour(source: &Path, target: &Path, course: &mut Course<'_>) -> Result<String, ArchiveError> {
    let mut from = fs_err::File::open(source).map_err(LibraryError::from)?;
    let about = from.metadata().map_err(LibraryError::from)?;
    let mut to = fs_err::File::create(target).map_err(ArchiveError::Place)?;
    let mut hasher = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        match from.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => {
                hasher.update(&chunk[..read]);
                to.write_all(&chunk[..read]).map_err(ArchiveError::Place)?;
                course.more(read as u64)?;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(LibraryError::from(error).into()),
        }
    }
    // A file manager sorts by it. File systems that keep no times are fine, too.
    if let Ok(time) = about.modified() {
        to.file().set_modified(time).ok();
    }
    to.sync_all().map_err(ArchiveError::Place)?;
    sync_parent(target).map_err(ArchiveError::Place)?;
    Ok(hex(&hasher.finalize()))
}

/// All files below a folder, without the lock and the mark. Links are not followed: what they lead to lies elsewhere.
fn pieces(root: &Path) -> Result<Vec<Piece>, LibraryError> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs_err::read_dir(root.join(&folder))? {
            let entry = entry?;
            let name = folder.join(entry.file_name());
            let about = fs_err::symlink_metadata(entry.path())?;
            if about.is_dir() {
                folders.push(name);
            } else if about.is_file() && name != Path::new(LOCK) && name != Path::new(MARK) {
                let bytes = about.len();
                found.push(Piece { name, bytes });
            }
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

/// Whether a name below the folder is one that a library gives.
fn is_ours(name: &Path) -> bool {
    let mut parts = name.components();
    let first = parts.next().and_then(|part| part.as_os_str().to_str());
    first.is_some_and(|first| {
        if parts.next().is_some() {
            FOLDERS.contains(&first) || first == journal::FOLDER
        } else {
            first.starts_with(DATABASE)
        }
    })
}

/// Folders that hold nothing, from the innermost to `root` itself.
fn remove_empty(root: &Path) {
    for entry in fs_err::read_dir(root).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_empty(&entry.path());
        }
    }
    // One that holds something stays, and so it must.
    fs_err::remove_dir(root).ok();
}

#[cfg(test)]
mod tests;
