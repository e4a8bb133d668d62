//! Whether a folder is the library that it was: a drive that is away leaves an empty folder in its place, and what is written
//! there is hidden when the drive comes back.

use super::{Library, LibraryError};
use std::path::Path;

/// Whether a library lies in that folder, as far as its names tell: every library has these from its first start on.
pub fn is_library(root: &Path) -> bool {
    ["rushes.db", "receipts", "media"]
        .iter()
        .any(|name| root.join(name).exists())
}

/// What tells one folder from another under the same name.
pub(super) type Identity = Option<(u64, u64)>;

/// Device and number of the folder, where the system has them.
pub(super) fn identity(root: &Path) -> std::io::Result<Identity> {
    let about = fs_err::metadata(root)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        Ok(Some((about.dev(), about.ino())))
    }
    #[cfg(not(unix))]
    {
        drop(about);
        Ok(None)
    }
}

impl Library {
    /// Checks that the folder is still the one that was opened. Nothing of a library is made in another one.
    ///
    /// # Errors
    /// [`LibraryError::Gone`]: the drive is away, or another folder stands in its place.
    pub(super) fn still_there(&self) -> Result<(), LibraryError> {
        match identity(self.root()) {
            Ok(found) if found == self.identity => Ok(()),
            Ok(_) | Err(_) => Err(LibraryError::Gone),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{JobId, Timestamp};

    /// A library whose drive went away, and the empty place where it was.
    fn unmounted() -> (tempfile::TempDir, Library) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("drive");
        let library = Library::open(&root).expect("a library");
        fs_err::rename(&root, folder.path().join("elsewhere")).expect("unmounted");
        fs_err::create_dir(&root).expect("the mount point");
        (folder, library)
    }

    fn is_empty(library: &Library) -> bool {
        let mut entries = fs_err::read_dir(library.root()).expect("a folder");
        entries.next().is_none()
    }

    #[cfg(unix)]
    #[test]
    fn no_line_is_written_into_the_empty_place_of_a_drive() {
        let (_folder, library) = unmounted();
        let refused = library.append_journal(&JobId::from_text("job_1"), Timestamp(0), "{}");
        assert!(matches!(refused, Err(LibraryError::Gone)) && is_empty(&library));
    }

    #[cfg(unix)]
    #[test]
    fn no_file_is_written_into_the_empty_place_of_a_drive() {
        let (_folder, library) = unmounted();
        let refused = library.write_atomic("inputs/a.png", b"picture");
        assert!(matches!(refused, Err(LibraryError::Gone)) && is_empty(&library));
    }
}
