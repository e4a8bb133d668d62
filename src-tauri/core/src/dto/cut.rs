//! Pieces of clips: which part, and as what.

use crate::domain::JobId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a piece becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum CutForm {
    /// A video as it is: nothing is encoded anew, so what is copied begins at a key frame.
    Clip,
    /// A GIF.
    Gif,
    /// An animated WebP.
    Webp,
    /// An animated PNG.
    Apng,
}

/// A piece of a clip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct CutRequest {
    /// The clip.
    pub job: JobId,
    /// Seconds; `None`: its beginning.
    pub from: Option<f64>,
    /// Seconds; `None`: its end.
    pub to: Option<f64>,
    /// What it becomes.
    pub form: CutForm,
    /// How wide a moving picture is at most; `None`: as wide as the clip.
    pub width: Option<u32>,
}

/// Whether this computer can cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct CutterView {
    /// ffmpeg is there.
    pub present: bool,
    /// The command that installs it, where this system is known.
    pub command: Option<String>,
}
