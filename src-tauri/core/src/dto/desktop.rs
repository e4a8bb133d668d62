//! What the desktop around the window can do for it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why a setting of the desktop is not offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum NotOffered {
    /// No tray is shown from which a hidden window could come back.
    NoTray,
    /// Rushes runs in a sandbox in which that cannot be set.
    Sandboxed,
    /// Not on this system yet.
    System,
}

/// What depends on the desktop, and on how this copy came onto the computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct DesktopView {
    /// Why Rushes cannot keep working without its window; `null`: it can.
    pub background: Option<NotOffered>,
    /// Whether the system starts Rushes at login; asked of the system, because it can be set there too.
    pub at_login: bool,
    /// Why that cannot be set; `null`: it can.
    pub at_login_refused: Option<NotOffered>,
    /// The host that is asked for new versions of the program; `null`: this copy does not update itself.
    pub updates: Option<String>,
}

/// A version of the program that is newer than this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct NewVersion {
    /// As in `1.2.3`.
    pub version: String,
    /// What is new in it, in the words of its release, at most [`NewVersion::NOTES`] characters. Show as text.
    pub notes: String,
}

impl NewVersion {
    /// Characters of the notes that are shown.
    pub const NOTES: usize = 4000;
}
