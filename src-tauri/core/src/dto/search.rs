//! The search line: what was understood of it, what could stand there, and the searches that are kept.

use crate::domain::query::{Note, Token};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the wall is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// When it was made.
    #[default]
    Date,
    /// What it costs, in whatever currency; unknown comes last.
    Cost,
    /// How long it is; unknown comes last.
    Length,
    /// How many stars it has; none comes last.
    Rating,
}

/// In which order the wall is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct WallOrder {
    /// By what.
    pub by: SortBy,
    /// The smallest, or the oldest, first.
    pub up: bool,
}

/// A piece of the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct SearchPiece {
    /// As it was typed.
    pub typed: String,
    /// The one form in which it is written; `None` for a word.
    pub chip: Option<String>,
    /// The token that it is, or that it fails to be.
    pub token: Option<Token>,
    /// Why it is only a word.
    pub note: Option<Note>,
}

/// Something that could stand at the end of the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct Completion {
    /// What to write in place of the piece. It ends with a colon where a value is still missing.
    pub text: String,
    /// The token.
    pub token: Token,
    /// Takes on the wall that have it, where that is known.
    pub count: Option<u32>,
}

/// A search that the user keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct SavedSearch {
    /// Its id; empty for one that is new.
    pub id: String,
    /// The user's name for it.
    pub name: String,
    /// The line.
    pub text: String,
    /// In which order the wall was.
    pub order: WallOrder,
}
