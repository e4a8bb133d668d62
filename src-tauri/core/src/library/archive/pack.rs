//! Writing a backup, under another name until it is whole and safe on the disk.

use super::{
    ArchiveError, Archived, CHUNK, DATABASE, FOLDERS, Hashing, Library, LibraryError, MANIFEST,
    Progress, SHAPE, VIDEOS, Watch, safe_name,
};
use crate::{domain::Timestamp, library::publish::sync_parent};
use std::{
    ffi::OsString,
    fmt::Write as _,
    io::{self, ErrorKind, Read, Write as _},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

/// What a member costs beside its bytes: a header, a name, and what fills its last block. And the end of the archive.
const OVERHEAD: u64 = 2048;

/// One file that goes into a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its path below the library, with `/`.
    pub name: String,
    /// Where its bytes lie.
    pub from: PathBuf,
}

/// The files that a backup is made of.
#[derive(Debug, Default)]
pub struct Members {
    files: Vec<Member>,
    left_out: usize,
}

impl Library {
    /// The files that belong into a backup: `database`, a copy that nobody writes to, and what lies in the folders.
    pub fn members(&self, database: &Path, videos: bool) -> Result<Members, LibraryError> {
        let mut members = Members::default();
        members.files.push(Member {
            name: DATABASE.to_owned(),
            from: database.to_owned(),
        });
        let more = if videos { &VIDEOS[..] } else { &[] };
        for folder in FOLDERS.iter().chain(more) {
            members.below(&self.root().join(folder), folder)?;
        }
        Ok(members)
    }
}

impl Members {
    /// Bytes of the files that are there.
    fn bytes(&self) -> u64 {
        let length =
            |member: &Member| fs_err::metadata(&member.from).map_or(0, |about| about.len());
        self.files.iter().map(length).sum()
    }

    /// Bytes that a backup of them takes, at most.
    pub fn needed(&self) -> u64 {
        self.bytes() + OVERHEAD * (self.files.len() as u64 + 1)
    }

    /// Plain files below a folder. Links are left out, because they may lead anywhere.
    fn below(&mut self, folder: &Path, name: &str) -> Result<(), LibraryError> {
        let mut paths = Vec::new();
        match fs_err::read_dir(folder) {
            Ok(entries) => {
                for entry in entries {
                    paths.push(entry?.path());
                }
            }
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error.into()),
        }
        paths.sort();
        for path in paths {
            let last = path.file_name().and_then(|name| name.to_str());
            let name = format!("{name}/{}", last.unwrap_or_default());
            let kind = match fs_err::symlink_metadata(&path) {
                Ok(about) => about.file_type(),
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(error.into()),
            };
            if kind.is_dir() && last.is_some() {
                self.below(&path, &name)?;
            } else if kind.is_file() && safe_name(&name) {
                self.files.push(Member { name, from: path });
            } else {
                tracing::warn!(path = %path.display(), "left out of the backup: no plain file");
                self.left_out += 1;
            }
        }
        Ok(())
    }
}

/// Writes a backup to `to`. Files that are removed meanwhile are left out; what is appended to one meanwhile is not in it.
///
/// # Errors
/// [`ArchiveError::Exists`]: nothing is ever overwritten. Half a backup is taken away again.
pub fn pack(
    members: &Members,
    videos: bool,
    to: &Path,
    now: Timestamp,
    progress: &Progress<'_>,
) -> Result<Archived, ArchiveError> {
    let exists = |path: &Path| fs_err::symlink_metadata(path).is_ok();
    if exists(to) {
        return Err(ArchiveError::Exists);
    }
    let (total, needed) = (members.bytes(), members.needed());
    make_sure_of_room(to, needed)?;
    let watch = Watch::new(progress, total);
    let scratch = with_ending(to, ".part");
    let done = fill(&scratch, members, videos, now, &watch, needed).and_then(|archived| {
        if exists(to) {
            return Err(ArchiveError::Exists);
        }
        let safe = fs_err::rename(&scratch, to).and_then(|()| sync_parent(to));
        safe.map_err(|error| ArchiveError::place(error, needed))?;
        Ok(archived)
    });
    if done.is_err() {
        // Half a backup helps nobody; it is ours and was made a moment ago.
        fs_err::remove_file(&scratch).ok();
    }
    match done {
        Err(_) if watch.stopped.get() => Err(ArchiveError::Stopped),
        done => done,
    }
}

/// Makes sure that so many bytes can be written to a new file `to`.
///
/// # Errors
/// [`ArchiveError::NoRoom`], [`ArchiveError::Place`] if there is no such folder.
pub fn make_sure_of_room(to: &Path, needed: u64) -> Result<(), ArchiveError> {
    let folder = match to.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    let free = fs4::available_space(folder).map_err(ArchiveError::Place)?;
    if free < needed {
        return Err(ArchiveError::NoRoom { needed, free });
    }
    Ok(())
}

fn fill(
    scratch: &Path,
    members: &Members,
    videos: bool,
    now: Timestamp,
    watch: &Watch<'_>,
    needed: u64,
) -> Result<Archived, ArchiveError> {
    let place = |error: io::Error| ArchiveError::place(error, needed);
    let file = fs_err::File::create(scratch).map_err(place)?;
    let mut tar = tar::Builder::new(io::BufWriter::with_capacity(CHUNK, file));
    let mut manifest = format!(
        "{SHAPE}\n# made_at {}\n# videos {}\n# rushes {}\n",
        now.0,
        if videos { "yes" } else { "no" },
        env!("CARGO_PKG_VERSION"),
    );
    let (mut files, mut bytes) = (0, 0);
    for member in &members.files {
        let Some((digest, size)) = append(&mut tar, member, watch, needed)? else {
            continue;
        };
        // Two spaces, as `sha256sum` writes it.
        let _ = writeln!(manifest, "{digest}  {}", member.name);
        files += 1;
        bytes += size;
    }
    let _ = writeln!(manifest, "# end {files}");
    let about = header(
        manifest.len() as u64,
        u64::try_from(now.0 / 1000).unwrap_or_default(),
    );
    tar.append_data(&mut { about }, MANIFEST, manifest.as_bytes())
        .map_err(place)?;
    let mut buffer = tar.into_inner().map_err(place)?;
    buffer.flush().map_err(place)?;
    let file = buffer
        .into_inner()
        .map_err(|error| place(error.into_error()))?;
    file.sync_all().map_err(place)?;
    Ok(Archived {
        files,
        bytes,
        videos,
        left_out: members.left_out,
    })
}

/// Copies one file and returns its digest and length; `None`: it is not there any more.
fn append(
    tar: &mut tar::Builder<impl io::Write>,
    member: &Member,
    watch: &Watch<'_>,
    needed: u64,
) -> Result<Option<(String, u64)>, ArchiveError> {
    let file = match fs_err::File::open(&member.from) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(LibraryError::from(error).into()),
    };
    let about = file.metadata().map_err(LibraryError::from)?;
    // The length of now: what is appended meanwhile belongs to the next backup.
    let size = about.len();
    let since = about
        .modified()
        .ok()
        .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let mut header = header(size, since.map_or(0, |since| since.as_secs()));
    let mut reading = Hashing::new(file.take(size), watch);
    let copied = tar.append_data(&mut header, &member.name, &mut reading);
    match copied {
        Err(error) if reading.failed => Err(LibraryError::from(error).into()),
        Err(error) => Err(ArchiveError::place(error, needed)),
        Ok(()) if reading.bytes != size => {
            let text = format!("{} changed while it was copied", member.name);
            Err(LibraryError::from(io::Error::other(text)).into())
        }
        Ok(()) => Ok(Some((reading.digest(), size))),
    }
}

fn header(bytes: u64, modified: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o644);
    header.set_mtime(modified);
    header
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
