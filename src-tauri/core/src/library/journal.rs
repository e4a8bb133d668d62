//! The second copy of what must never be lost: beside the database, one file for each job, `receipts/<month>/<job>.jsonl`,
//! one line of JSON for each thing that happened, only ever appended to.
//!
//! A database that is lost, or that a disk gave back as rubbish, is made again from these lines. They are text, so that a
//! person can read them where no Rushes runs. What stands in a line is the engine's business; here it is only a line.

use super::{
    Library, LibraryError,
    layout::{id_as_file_name, month},
    publish::sync_parent,
};
use crate::{
    domain::{JobId, Timestamp},
    failpoint::{self, Point},
};
use std::{
    io::{Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

pub(super) const FOLDER: &str = "receipts";
/// Longer lines are none of ours. A prompt of a megabyte still fits.
const LONGEST_LINE: usize = 8 * 1024 * 1024;

impl Library {
    /// Appends a line for a job that was made at `created_at`. When this returns, the line is on the disk.
    ///
    /// A line that was torn by a crash before is left behind as a line of its own, so that it spoils no other.
    ///
    /// # Errors
    /// The disk is full or cannot be written; then at most a torn line is there.
    pub fn append_journal(
        &self,
        job: &JobId,
        created_at: Timestamp,
        line: &str,
    ) -> Result<(), LibraryError> {
        debug_assert!(!line.contains('\n'), "one line");
        // The library itself is never made here: a drive that is gone must not get a new one.
        self.still_there()?;
        let path = self.journal(job, created_at);
        let folder_is_new = self.make_journal_folder(&path)?;
        let mut file = fs_err::OpenOptions::new()
            .create(true)
            .read(true)
            .append(true)
            .open(&path)?;
        let length = file.metadata()?.len();
        let mut bytes = Vec::with_capacity(line.len() + 2);
        if length > 0 && last_byte(&mut file)? != b'\n' {
            bytes.push(b'\n');
        }
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
        failpoint::room(Point::JournalLine)?;
        file.write_all(&bytes)?;
        file.sync_data()?;
        failpoint::reach(Point::JournalWritten);
        if length == 0 || folder_is_new {
            sync_parent(&path)?;
        }
        Ok(())
    }

    /// Every journal that is there, the oldest month first.
    pub fn journals(&self) -> Result<Vec<PathBuf>, LibraryError> {
        let mut found = Vec::new();
        for month in entries(&self.root().join(FOLDER))? {
            if month.is_dir() {
                let files = entries(&month)?;
                found.extend(files.into_iter().filter(|path| {
                    path.extension().is_some_and(|ending| ending == "jsonl") && path.is_file()
                }));
            }
        }
        Ok(found)
    }

    /// The lines of a journal, without those that are no text. A last line without an end may be torn; it is given all the
    /// same, because whoever reads lines must check each of them anyway.
    pub fn journal_lines(path: &Path) -> Result<Vec<String>, LibraryError> {
        let bytes = fs_err::read(path)?;
        Ok(bytes
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty() && line.len() <= LONGEST_LINE)
            .filter_map(|line| std::str::from_utf8(line).ok())
            .map(str::to_owned)
            .collect())
    }

    fn journal(&self, job: &JobId, created_at: Timestamp) -> PathBuf {
        let name = id_as_file_name(job.as_str());
        self.root()
            .join(FOLDER)
            .join(month(created_at))
            .join(format!("{name}.jsonl"))
    }

    /// Makes the folder of a journal durably; whether it had to.
    fn make_journal_folder(&self, path: &Path) -> Result<bool, LibraryError> {
        let Some(folder) = path.parent().filter(|folder| !folder.is_dir()) else {
            return Ok(false);
        };
        fs_err::create_dir_all(folder)?;
        sync_parent(folder)?;
        sync_parent(&self.root().join(FOLDER))?;
        Ok(true)
    }
}

fn last_byte(file: &mut fs_err::File) -> std::io::Result<u8> {
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last[0])
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, LibraryError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths = Vec::new();
    for entry in fs_err::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHEN: Timestamp = Timestamp(1_800_000_000_000);

    fn library() -> (tempfile::TempDir, Library) {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let library = Library::open(folder.path()).expect("a library");
        (folder, library)
    }

    fn id() -> JobId {
        JobId::from_text("job_1")
    }

    fn lines(library: &Library) -> Vec<String> {
        let files = library.journals().expect("a folder");
        files
            .iter()
            .flat_map(|path| Library::journal_lines(path).expect("a file"))
            .collect()
    }

    #[test]
    fn lines_come_back_in_their_order() {
        let (_folder, library) = library();
        for line in ["{\"a\":1}", "{\"b\":2}"] {
            library.append_journal(&id(), WHEN, line).expect("written");
        }
        assert_eq!(lines(&library), ["{\"a\":1}", "{\"b\":2}"]);
    }

    #[test]
    fn a_torn_line_spoils_no_other() {
        let (_folder, library) = library();
        library
            .append_journal(&id(), WHEN, "{\"a\":1}")
            .expect("written");
        let path = library.journals().expect("a folder").remove(0);
        let mut file = fs_err::OpenOptions::new()
            .append(true)
            .open(&path)
            .expect("a file");
        file.write_all(b"{\"torn\":").expect("written");
        drop(file);
        library
            .append_journal(&id(), WHEN, "{\"b\":2}")
            .expect("written");
        assert_eq!(lines(&library), ["{\"a\":1}", "{\"torn\":", "{\"b\":2}"]);
    }

    #[test]
    fn bytes_that_are_no_text_are_left_out() {
        let (_folder, library) = library();
        library.append_journal(&id(), WHEN, "{}").expect("written");
        let path = library.journals().expect("a folder").remove(0);
        fs_err::write(&path, b"\xff\xfe\n{\"b\":2}\n\n").expect("written");
        assert_eq!(lines(&library), ["{\"b\":2}"]);
    }

    #[test]
    fn an_empty_journal_has_no_lines() {
        let (folder, library) = library();
        let month = folder.path().join("receipts/2026-11");
        fs_err::create_dir_all(&month).expect("a folder");
        fs_err::write(month.join("x.jsonl"), b"").expect("written");
        assert!(lines(&library).is_empty());
    }

    #[test]
    fn a_library_that_is_gone_is_not_made_anew_by_a_line() {
        let (folder, library) = library();
        let root = folder.path().to_owned();
        drop(folder);
        let refused = library.append_journal(&id(), WHEN, "{}");
        assert!(matches!(refused, Err(LibraryError::Gone)));
        assert!(!root.exists());
    }
}
