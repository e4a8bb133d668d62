//! The library as a whole: where it lies, how large it is, its backups, and what a start finds in its way.

use crate::domain::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is wrong with a file that was taken for a backup; the window and the command line have the sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum BackupFlaw {
    /// The system does not let it be read.
    Unreadable,
    /// A folder, a device or the like.
    NoFile,
    /// It cannot be read as an archive.
    Damaged,
    /// Its end is missing.
    CutShort,
    /// Something else made it, or a newer Rushes.
    Foreign,
    /// It holds what no backup holds; `params.name`.
    ForeignFile,
    /// The same file twice; `params.name`.
    Twice,
    /// More files than a library has.
    TooMany,
    /// A name that no file can have.
    BadName,
    /// Its list of files cannot be read.
    ListUnreadable,
    /// Its files are not those of its list.
    ListDiffers,
    /// A file is not what it was; `params.name`.
    Changed,
    /// The history in it cannot be used.
    Database,
}

impl BackupFlaw {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Unreadable,
        Self::NoFile,
        Self::Damaged,
        Self::CutShort,
        Self::Foreign,
        Self::ForeignFile,
        Self::Twice,
        Self::TooMany,
        Self::BadName,
        Self::ListUnreadable,
        Self::ListDiffers,
        Self::Changed,
        Self::Database,
    ];

    /// As it stands in `params.reason`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::NoFile => "no_file",
            Self::Damaged => "damaged",
            Self::CutShort => "cut_short",
            Self::Foreign => "foreign",
            Self::ForeignFile => "foreign_file",
            Self::Twice => "twice",
            Self::TooMany => "too_many",
            Self::BadName => "bad_name",
            Self::ListUnreadable => "list_unreadable",
            Self::ListDiffers => "list_differs",
            Self::Changed => "changed",
            Self::Database => "database",
        }
    }
}

/// The backup that was made last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct BackupMade {
    /// When it was begun.
    pub at: Timestamp,
    /// Name of the file, without its folder.
    pub name: String,
    /// Files in it.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Whether the videos are in it.
    pub videos: bool,
    /// Links and the like, which are in no backup.
    pub left_out: usize,
}

/// The library, for people. The folder is a text to read; nothing that the window sends back is a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct LibraryView {
    /// Where it lies.
    pub folder: String,
    /// Videos and pictures that were made.
    pub clips: usize,
    /// Bytes of all its files.
    pub bytes: u64,
    /// Bytes that can still be written there, where the system says so.
    pub free: Option<u64>,
    /// The last backup that is known.
    pub backup: Option<BackupMade>,
}

/// What is done with a backup, or beside one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum ArchiveWork {
    /// One is written.
    Backup,
    /// One is read and checked; nothing is written.
    Check,
    /// A library is made of one.
    Restore,
    /// Clips are copied into a folder.
    Export,
    /// The library goes to another folder.
    Move,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct ArchiveProgress {
    /// What is done.
    pub work: ArchiveWork,
    /// Bytes so far.
    pub done: u64,
    /// Bytes in all; 0 while that is not known.
    pub total: u64,
}

/// What is in a backup, once every byte of it was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct BackupContents {
    /// Name of the file.
    pub name: String,
    /// When it was made, where it says so.
    pub made_at: Option<Timestamp>,
    /// The Rushes that made it, where it says so.
    pub version: Option<String>,
    /// Videos and pictures that were made.
    pub clips: usize,
    /// All files.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Whether the videos are in it.
    pub videos: bool,
}

/// A library that was made of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct RestoredView {
    /// Where it lies, to read.
    pub folder: String,
    /// Files in it.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Whether the videos are in it.
    pub videos: bool,
}

/// What is to become of the program while a backup is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum QuitAnswer {
    /// It goes on.
    Stay,
    /// It ends when the backup is done.
    Afterwards,
    /// The backup is stopped, and it ends.
    Now,
}
