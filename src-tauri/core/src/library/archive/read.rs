//! Reading a backup member by member, and comparing it with the list of digests at its end.
//!
//! The archive may come from anybody. It is read in its raw form: what the tar format can do besides plain files (links,
//! devices, sparse files, names of gigabytes) is refused before it is followed. What becomes of the files is not known here.

use super::{
    ArchiveError, CHUNK, DATABASE, Hashing, LONGEST_NAME, MANIFEST, MOST_FILES, Progress, SHAPE,
    Watch, safe_name,
};
use crate::{domain::Timestamp, dto::BackupFlaw};
use std::{
    collections::BTreeMap,
    io::{self, BufRead, BufReader, ErrorKind, Read},
    path::Path,
};

/// Longest line of the list of digests, in bytes.
const LONGEST_LINE: u64 = LONGEST_NAME as u64 + 128;
/// Longest version that is told, in characters.
const LONGEST_VERSION: usize = 32;
/// Where the shape of a database stands in its file (`SQLite` file format, 1.3.8), and how it begins.
const SHAPE_AT: usize = 60;
const DATABASE_BEGINS: &[u8] = b"SQLite format 3\0";

/// Names with digests, as they were found.
pub(super) type Found = BTreeMap<String, String>;

/// What the list says besides names and digests.
#[derive(Debug, Default)]
pub(super) struct Listed {
    pub videos: bool,
    made_at: Option<Timestamp>,
    version: Option<String>,
}

/// What is in a backup, once all of it was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Files, without the list of digests.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Whether the videos are among them.
    pub videos: bool,
    /// Videos and pictures that were made.
    pub clips: usize,
    /// When it was made, where it says so.
    pub made_at: Option<Timestamp>,
    /// The Rushes that made it, where it says so.
    pub version: Option<String>,
    /// The shape of its history.
    pub shape: i64,
}

/// Reads a whole backup and checks every file against its digest. Writes nothing.
///
/// # Errors
/// [`ArchiveError::Broken`] for anything that [`super::pack`] does not write.
pub fn inspect(archive: &Path, progress: &Progress<'_>) -> Result<Contents, ArchiveError> {
    let (file, length) = open(archive)?;
    let watch = Watch::new(progress, length);
    let mut database = Vec::new();
    let walked = walk(file, |entry, name| {
        let mut beginning = Vec::new();
        let digest = hash(entry, name, &watch, &mut beginning)?;
        if name == DATABASE {
            database = beginning;
        }
        Ok(digest)
    });
    if watch.stopped.get() {
        return Err(ArchiveError::Stopped);
    }
    let (found, listed) = walked?;
    Ok(Contents {
        files: found.len(),
        bytes: watch.done.get(),
        videos: listed.videos,
        clips: found
            .keys()
            .filter(|name| name.starts_with("media/"))
            .count(),
        made_at: listed.made_at,
        version: listed.version,
        shape: shape_of(&database)?,
    })
}

/// The file, and how long it is.
pub(super) fn open(archive: &Path) -> Result<(impl Read + use<>, u64), ArchiveError> {
    let unreadable = |error: io::Error| {
        tracing::warn!(%error, "a backup cannot be read");
        ArchiveError::from(BackupFlaw::Unreadable)
    };
    let file = fs_err::File::open(archive).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if !about.is_file() {
        return Err(BackupFlaw::NoFile.into());
    }
    Ok((BufReader::with_capacity(CHUNK, file), about.len()))
}

/// Hands every file to `take`, which returns its digest, and compares them with the list.
pub(super) fn walk<R: Read>(
    archive: R,
    mut take: impl FnMut(&mut tar::Entry<'_, R>, &str) -> Result<String, ArchiveError>,
) -> Result<(Found, Listed), ArchiveError> {
    let mut tar = tar::Archive::new(archive);
    let mut found = Found::new();
    let mut long_name = None;
    let mut listed = None;
    for entry in tar.entries().map_err(|error| broken(&error))?.raw(true) {
        let mut entry = entry.map_err(|error| broken(&error))?;
        if listed.is_some() {
            return Err(BackupFlaw::ListDiffers.into());
        }
        if entry.header().entry_type() == tar::EntryType::GNULongName && long_name.is_none() {
            long_name = Some(read_long_name(&mut entry)?);
            continue;
        }
        let name = match long_name.take() {
            Some(name) => name,
            None => text(entry.path_bytes().as_ref())?,
        };
        if entry.header().entry_type() != tar::EntryType::Regular || !safe_name(&name) {
            return Err(ArchiveError::at(BackupFlaw::ForeignFile, &name));
        }
        if name == MANIFEST {
            listed = Some(check(&mut entry, &found)?);
            continue;
        }
        if found.contains_key(&name) {
            return Err(ArchiveError::at(BackupFlaw::Twice, &name));
        }
        if found.len() == MOST_FILES {
            return Err(BackupFlaw::TooMany.into());
        }
        let digest = take(&mut entry, &name)?;
        found.insert(name, digest);
    }
    let listed = listed.ok_or(BackupFlaw::CutShort)?;
    Ok((found, listed))
}

/// What the reader of the archive says is about the archive, unless the system has trouble of its own with the file.
#[expect(clippy::wildcard_enum_match_arm, reason = "std's enum, open-ended")]
pub(super) fn broken(error: &io::Error) -> ArchiveError {
    tracing::warn!(%error, "a backup is broken");
    let flaw = match error.kind() {
        ErrorKind::UnexpectedEof => BackupFlaw::CutShort,
        ErrorKind::Other | ErrorKind::InvalidData | ErrorKind::InvalidInput => BackupFlaw::Damaged,
        _ => BackupFlaw::Unreadable,
    };
    flaw.into()
}

/// Reads one file for its digest alone; `beginning` gets its first bytes.
fn hash(
    entry: &mut tar::Entry<'_, impl Read>,
    name: &str,
    watch: &Watch<'_>,
    beginning: &mut Vec<u8>,
) -> Result<String, ArchiveError> {
    let size = size_of(entry)?;
    let mut reading = Hashing::new(entry, watch);
    let mut chunk = vec![0; CHUNK];
    loop {
        match reading.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => {
                let missing = (SHAPE_AT + 4).saturating_sub(beginning.len());
                beginning.extend_from_slice(&chunk[..read.min(missing)]);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(broken(&error)),
        }
    }
    if reading.bytes != size {
        return Err(ArchiveError::at(BackupFlaw::CutShort, name));
    }
    Ok(reading.digest())
}

/// How many bytes a file has, by its header.
pub(super) fn size_of(entry: &tar::Entry<'_, impl Read>) -> Result<u64, ArchiveError> {
    let size = entry.header().entry_size();
    size.map_err(|error| broken(&error))
}

/// The shape of a history, from the beginning of its file.
fn shape_of(beginning: &[u8]) -> Result<i64, ArchiveError> {
    let shape = beginning.get(SHAPE_AT..SHAPE_AT + 4);
    match shape.and_then(|bytes| <[u8; 4]>::try_from(bytes).ok()) {
        Some(bytes) if beginning.starts_with(DATABASE_BEGINS) => {
            Ok(i64::from(i32::from_be_bytes(bytes)))
        }
        Some(_) | None => Err(BackupFlaw::Database.into()),
    }
}

fn text(bytes: &[u8]) -> Result<String, ArchiveError> {
    let name = std::str::from_utf8(bytes).map(str::to_owned);
    name.map_err(|_| BackupFlaw::BadName.into())
}

/// The member in front of one whose name has no room in its header.
fn read_long_name(entry: &mut tar::Entry<'_, impl Read>) -> Result<String, ArchiveError> {
    let mut bytes = Vec::new();
    entry
        .take(LONGEST_NAME as u64 + 2)
        .read_to_end(&mut bytes)
        .map_err(|error| broken(&error))?;
    if bytes.last() == Some(&0) {
        bytes.pop();
    }
    if bytes.len() > LONGEST_NAME {
        return Err(BackupFlaw::BadName.into());
    }
    text(&bytes)
}

/// Compares the list of digests with what was found; what it says besides.
fn check(entry: &mut tar::Entry<'_, impl Read>, found: &Found) -> Result<Listed, ArchiveError> {
    let mut lines = Lines(BufReader::new(entry));
    if lines.next()?.as_deref() != Some(SHAPE) {
        return Err(BackupFlaw::Foreign.into());
    }
    let (mut named, mut listed, mut ended) = (0, Listed::default(), false);
    while let Some(line) = lines.next()? {
        if let Some(remark) = line.strip_prefix("# ") {
            listed.note(remark);
            ended |= remark == format!("end {named}");
            continue;
        }
        let Some((digest, name)) = line.split_once("  ") else {
            return Err(BackupFlaw::ListUnreadable.into());
        };
        if found.get(name).map(String::as_str) != Some(digest) {
            return Err(ArchiveError::at(BackupFlaw::Changed, name));
        }
        named += 1;
    }
    if !ended {
        return Err(BackupFlaw::CutShort.into());
    }
    if named != found.len() || !found.contains_key(DATABASE) {
        return Err(BackupFlaw::ListDiffers.into());
    }
    Ok(listed)
}

impl Listed {
    /// One remark of the list. Those of a later Rushes are passed over.
    fn note(&mut self, remark: &str) {
        match remark.split_once(' ') {
            Some(("videos", said)) => self.videos |= said == "yes",
            Some(("made_at", at)) => self.made_at = at.parse().ok().map(Timestamp),
            Some(("rushes", version)) => {
                let plain = |sign: char| sign.is_ascii_alphanumeric() || ".+-".contains(sign);
                let told = version.len() <= LONGEST_VERSION && version.chars().all(plain);
                self.version = told.then(|| version.to_owned());
            }
            Some(_) | None => {}
        }
    }
}

/// Lines of bounded length.
struct Lines<R>(BufReader<R>);

impl<R: Read> Lines<R> {
    fn next(&mut self) -> Result<Option<String>, ArchiveError> {
        let mut bytes = Vec::new();
        (&mut self.0)
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut bytes)
            .map_err(|error| broken(&error))?;
        match bytes.pop() {
            None => Ok(None),
            Some(b'\n') => Ok(Some(text(&bytes)?)),
            Some(_) => Err(BackupFlaw::ListUnreadable.into()),
        }
    }
}
