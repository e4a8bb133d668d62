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

/// Two settings that depend on the desktop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct DesktopView {
    /// Why Rushes cannot keep working without its window; `null`: it can.
    pub background: Option<NotOffered>,
    /// Whether the system starts Rushes at login; asked of the system, because it can be set there too.
    pub at_login: bool,
    /// Why that cannot be set; `null`: it can.
    pub at_login_refused: Option<NotOffered>,
}
