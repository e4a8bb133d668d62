//! Copies of several clips in a folder of the user's, with what is known of them.

use crate::domain::JobId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is to be exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct ExportJobs {
    /// Which jobs, in the order of the lists.
    pub jobs: Vec<JobId>,
    /// The template for names; empty: as the library names them.
    pub names: String,
    /// Exactly the bytes that servers sent, without the recipes behind them.
    pub without_recipe: bool,
}

/// What came of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct Exported {
    /// The folder, to read.
    pub folder: String,
    /// Videos in it.
    pub clips: usize,
    /// Their bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Jobs that stand in the lists without a video.
    pub left_out: Vec<LeftOut>,
}

/// A job whose video was not exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct LeftOut {
    /// Which one.
    pub job: JobId,
    /// Its prompt, for people.
    pub prompt: String,
    /// Why.
    pub reason: WhyLeftOut,
}

/// Why there was no video to export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum WhyLeftOut {
    /// The job has none, or not yet.
    NoVideo,
    /// Its file is not in the library any more.
    FileMissing,
}
