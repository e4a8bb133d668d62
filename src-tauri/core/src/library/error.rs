//! What can go wrong with files, told apart by what the user can do about it.

use std::io::{self, ErrorKind};

/// Trouble with the library.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// Another process holds the lock.
    #[error("another Rushes has the library open")]
    InUse,
    /// The folder or its disk cannot be written.
    #[error("the library cannot be written: {detail}")]
    ReadOnly {
        /// The system's words, with the path.
        detail: String,
    },
    /// No space is left, or the quota is used up.
    #[error("the disk is full")]
    DiskFull,
    /// The folder of the library is not there any more, or another one stands in its place.
    #[error("the library's folder is gone")]
    Gone,
    /// The path does not lie in the library.
    #[error("not a path in the library: {0:?}")]
    Outside(String),
    /// Anything else that the system said.
    #[error(transparent)]
    Io(io::Error),
}

impl LibraryError {
    /// Whether the file was simply not there.
    pub fn is_missing(&self) -> bool {
        match self {
            Self::Io(error) => error.kind() == ErrorKind::NotFound,
            Self::InUse
            | Self::ReadOnly { .. }
            | Self::DiskFull
            | Self::Gone
            | Self::Outside(_) => false,
        }
    }
}

impl From<io::Error> for LibraryError {
    fn from(error: io::Error) -> Self {
        // The kinds are std's, which has many more than concern us.
        #[allow(clippy::wildcard_enum_match_arm)]
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull,
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Self::ReadOnly {
                detail: error.to_string(),
            },
            _ => Self::Io(error),
        }
    }
}
