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
