//! What the user thinks of takes: one change for as many of them as are chosen, and the names that they are put under.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One change of what the user thinks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Mark {
    /// A favourite, or not.
    Favourite {
        /// Whether it is one.
        on: bool,
    },
    /// Stars.
    Rating {
        /// 0 to 5; 0 takes them away.
        stars: u8,
    },
    /// A tag.
    Tag {
        /// The user's name for it; one that differs only in the case of its letters is the same.
        name: String,
        /// Whether they have it.
        on: bool,
    },
    /// A collection: a named set of takes.
    Collection {
        /// The user's name for it; one that differs only in the case of its letters is the same.
        name: String,
        /// Whether they are in it.
        on: bool,
    },
}

/// A tag or a collection, and how much is under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct Label {
    /// The user's name for it.
    pub name: String,
    /// Takes on the wall that have it; those in the trash do not count.
    pub takes: u32,
}
