//! How large a library is. Counted when somebody asks: nothing keeps a sum that could be wrong.

use super::{Library, LibraryError};
use std::{io::ErrorKind, path::Path};

/// Files and bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    /// Videos and pictures that were made.
    pub clips: usize,
    /// Bytes of everything in the folder.
    pub bytes: u64,
}

impl Library {
    /// Looks through the whole folder. Links are not followed: what they lead to lies elsewhere.
    pub fn size(&self) -> Result<Size, LibraryError> {
        let mut size = Size {
            clips: self.media_files()?.len(),
            bytes: 0,
        };
        add(self.root(), &mut size.bytes)?;
        Ok(size)
    }
}

/// Adds what lies below; what goes meanwhile counts for nothing.
fn add(folder: &Path, bytes: &mut u64) -> Result<(), LibraryError> {
    let entries = match fs_err::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    for entry in entries {
        let path = entry?.path();
        match fs_err::symlink_metadata(&path) {
            Ok(about) if about.is_dir() => add(&path, bytes)?,
            Ok(about) if about.is_file() => *bytes += about.len(),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
