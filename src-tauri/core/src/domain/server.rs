//! A server in the user's list. How it wants to be spoken to is a description in the catalogue, named by `profile`.

use super::{ServerId, Timestamp};
use serde::{Deserialize, Serialize};
use url::Url;

/// Where a server's key comes from. The key itself is never in here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum KeySource {
    /// The server wants none, or none was given yet.
    None,
    /// In the secret store under the server's id.
    Stored,
    /// In the environment variable of this name, read when a request is made.
    Environment {
        /// Name of the variable.
        variable: String,
    },
}

/// A server in the user's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    /// Our id.
    pub id: ServerId,
    /// The user's name for it; unique without regard to case.
    pub name: String,
    /// Everything before `/videos`, such as `https://host/v1`; http or https, never with a trailing slash or a query.
    pub base_url: Url,
    /// Which server description of the catalogue applies.
    pub profile: String,
    /// Where its key is.
    pub key: KeySource,
    /// When it was added.
    pub created_at: Timestamp,
}

#[cfg(test)]
impl Server {
    /// A gateway for tests.
    pub(crate) fn example(profile: &str) -> Self {
        Self {
            id: ServerId::from_text("srv_1"),
            name: "gateway".to_owned(),
            base_url: "https://gateway.example/v1".parse().expect("an address"),
            profile: profile.to_owned(),
            key: KeySource::None,
            created_at: Timestamp(0),
        }
    }
}

/// What a server may or may not have beside making videos. Never assumed: a description says what is usual, an answer
/// says what is true (`wire.md` 2.4, 5.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// A list of its jobs.
    List,
    /// Deleting a job and its file there.
    Delete,
    /// An earlier video again, with another prompt.
    Remix,
    /// A change of an earlier video.
    Edit,
    /// An earlier video, made longer.
    Extend,
    /// A still of a video.
    Thumbnail,
    /// Frames of a video in one picture.
    Spritesheet,
}

impl Capability {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::List,
        Self::Delete,
        Self::Remix,
        Self::Edit,
        Self::Extend,
        Self::Thumbnail,
        Self::Spritesheet,
    ];

    /// Those that a person asks for about one video.
    pub const VERBS: [Self; 4] = [Self::Remix, Self::Edit, Self::Extend, Self::Delete];

    /// The word stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Delete => "delete",
            Self::Remix => "remix",
            Self::Edit => "edit",
            Self::Extend => "extend",
            Self::Thumbnail => "thumbnail",
            Self::Spritesheet => "spritesheet",
        }
    }

    /// Reads the word stored in the database.
    pub fn from_stored(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}
