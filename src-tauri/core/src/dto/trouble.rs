//! Trouble as the window shows it.

pub use crate::domain::ErrorCode;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Trouble, for a window or a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct ErrorView {
    /// Which sentence to show.
    pub code: ErrorCode,
    /// The server's own words. Show as text under the sentence.
    pub message: Option<String>,
    /// HTTP status of the answer.
    pub http_status: Option<u16>,
    /// Values to put into the sentence.
    pub params: std::collections::BTreeMap<String, String>,
}
