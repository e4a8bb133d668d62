//! The user's lists to draw from: `wildcards/NAME.txt`, made in any editor.

use super::{Library, LibraryError};
use crate::domain::wildcard;
use std::io::{ErrorKind, Read};

/// Folder of the lists below the library.
pub(super) const FOLDER: &str = "wildcards";
const ENDING: &str = "txt";
/// Longest file that is read.
const MOST_BYTES: u64 = 1024 * 1024;

/// What lies under the name of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListFile {
    /// Nothing.
    Missing,
    /// More than a mebibyte, or no UTF-8.
    Unreadable,
    /// The text of the file.
    Text(String),
}

impl Library {
    /// The names of all lists, sorted. Files whose names no prompt can name are left out.
    pub fn wildcard_names(&self) -> Result<Vec<String>, LibraryError> {
        let entries = match fs_err::read_dir(self.resolve(FOLDER)?) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut names = Vec::new();
        for entry in entries {
            let path = entry?.path();
            let name = path.file_stem().and_then(|name| name.to_str());
            let listed = path.extension().is_some_and(|ending| ending == ENDING);
            if let Some(name) = name.filter(|name| listed && wildcard::is_name(name)) {
                names.push(name.to_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    /// Reads the list of that name.
    pub fn wildcard(&self, name: &str) -> Result<ListFile, LibraryError> {
        let path = self.resolve(&format!("{FOLDER}/{name}.{ENDING}"))?;
        let file = match fs_err::File::open(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(ListFile::Missing),
            file => file?,
        };
        if !file.metadata()?.is_file() {
            return Ok(ListFile::Missing);
        }
        let mut bytes = Vec::new();
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MOST_BYTES {
            return Ok(ListFile::Unreadable);
        }
        Ok(String::from_utf8(bytes).map_or(ListFile::Unreadable, ListFile::Text))
    }
}
