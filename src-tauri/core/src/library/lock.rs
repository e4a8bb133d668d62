//! One Rushes per library: two engines would poll, download and pay twice.
//!
//! An operating-system lock, because single-instance over D-Bus is silent where there is no bus (`platform.md` 1.9). The
//! system releases it however the process ends.

use super::LibraryError;
use std::{
    fs::{File, TryLockError},
    path::Path,
};

/// The right to use a library, until it is dropped.
#[derive(Debug)]
pub struct LibraryLock {
    _file: File,
}

impl LibraryLock {
    /// Takes the lock of the library in `root`, and makes the folder if it is missing.
    ///
    /// # Errors
    /// [`LibraryError::InUse`] when another process, or this one, already holds it.
    pub fn acquire(root: &Path) -> Result<Self, LibraryError> {
        fs_err::create_dir_all(root)?;
        Self::of_existing(root)
    }

    /// The same for a folder that is there.
    ///
    /// # Errors
    /// As [`LibraryLock::acquire`].
    pub fn of_existing(root: &Path) -> Result<Self, LibraryError> {
        let file = fs_err::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(root.join("library.lock"))?
            .into_file();
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(LibraryError::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_is_turned_away() {
        let root = tempfile::tempdir().expect("a scratch folder");
        let _first = LibraryLock::acquire(root.path()).expect("free");
        assert!(matches!(
            LibraryLock::acquire(root.path()),
            Err(LibraryError::InUse)
        ));
    }

    #[test]
    fn the_lock_is_free_again_after_a_drop() {
        let root = tempfile::tempdir().expect("a scratch folder");
        drop(LibraryLock::acquire(root.path()).expect("free"));
        assert!(LibraryLock::acquire(root.path()).is_ok());
    }
}
