//! Files of the library as facts: what kind, how large, which digest. Where they lie on disk is the library's business.

use super::{AssetId, JobId, Timestamp};
use serde::{Deserialize, Serialize};

/// What a file is to its job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum AssetKind {
    /// What the server delivered.
    Video,
    /// A still of the video, at most 512 px on its long edge.
    Poster,
    /// Frames side by side in one picture, for the scrub bar.
    Filmstrip,
}

impl AssetKind {
    /// The word stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Poster => "poster",
            Self::Filmstrip => "filmstrip",
        }
    }

    /// Reads the word stored in the database.
    pub fn from_stored(word: &str) -> Option<Self> {
        [Self::Video, Self::Poster, Self::Filmstrip]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// A complete, verified file of the library.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asset {
    /// Our id; the only name by which a window may ask for the file.
    pub id: AssetId,
    /// The job that it belongs to.
    pub job: JobId,
    /// What it is to that job.
    pub kind: AssetKind,
    /// Path below the library folder, with `/` between its parts.
    pub file: String,
    /// Media type, from the bytes themselves and never from a header (`wire.md` 3.D 27).
    pub mime: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hex.
    pub sha256: String,
    /// Real width in pixels, when the container states one.
    pub width: Option<u32>,
    /// Real height in pixels.
    pub height: Option<u32>,
    /// Real length in seconds.
    pub seconds: Option<f64>,
    /// Frames per second.
    pub fps: Option<f64>,
    /// Whether there is a sound track.
    pub has_audio: Option<bool>,
    /// When it was published.
    pub created_at: Timestamp,
}
