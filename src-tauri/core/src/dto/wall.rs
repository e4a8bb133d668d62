//! Pages of the wall and the numbers on its chips.

use super::{JobView, WallOrder};
use crate::domain::Totals;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which tiles to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum WallFilter {
    /// All of them.
    #[default]
    Everything,
    /// Live ones.
    InProgress,
    /// Those that wait for the user.
    NeedsYou,
    /// Marked ones.
    Favourites,
}

/// What to show on the wall.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct WallQuery {
    /// Which tiles.
    pub filter: WallFilter,
    /// The line of the search field: words to find in prompts, models and tags, and tokens such as `seconds:>5`. Empty finds
    /// everything.
    pub search: String,
    /// In which order.
    pub order: WallOrder,
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// Tiles in a page, 1 to 500.
    pub limit: u32,
}

/// Takes of one day, in the user's own time zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct DayCount {
    /// `2026-11-21`.
    pub day: String,
    /// Takes made on it that match the query.
    pub takes: u32,
    /// What was spent on it: on all of it where the query asks for everything, else on the takes that match.
    pub spent: Totals,
}

/// A day of the whole wall, whether its takes were read or not: what a window needs to know how long the wall is and to begin
/// anywhere on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct WallDay {
    /// `2026-11-21`.
    pub day: String,
    /// Takes made on it that match the query.
    pub takes: u32,
    /// Width by height of each of them, added up.
    pub breadth: f64,
    /// Hand this in for the page that begins with this day.
    pub cursor: String,
}

/// A page of the wall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct WallPage {
    /// The tiles.
    pub jobs: Vec<JobView>,
    /// Hand this in for the next page; `None` at the end.
    pub next: Option<String>,
    /// The days of these tiles, each with all its takes, also those on other pages; none where the order is not the date's.
    pub days: Vec<DayCount>,
}

/// The numbers on the chips.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct Counts {
    /// All tiles.
    pub everything: u32,
    /// Live ones.
    pub in_progress: u32,
    /// Those that wait for the user.
    pub needs_you: u32,
    /// Marked ones.
    pub favourites: u32,
    /// Queued or rendering on a server.
    pub rendering: u32,
    /// On their way.
    pub downloading: u32,
}
