//! How a kind of server wants to be spoken to.

use super::emit::{Fields, Way};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The header that carries a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// Header name.
    pub header: String,
    /// Header value with `{key}` in it.
    pub format: String,
}

/// Paths below the base address; `{id}` is replaced by the percent-encoded id. What a server has not is `null`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Paths {
    /// `POST` here.
    pub create: String,
    /// Status of one job; `None`: the answer to create is the result.
    pub retrieve: Option<String>,
    /// Its bytes; `None`: only by an address in the answer.
    pub content: Option<String>,
    /// All jobs.
    pub list: Option<String>,
    /// `DELETE` one job.
    pub delete: Option<String>,
    /// The same again with another prompt.
    pub remix: Option<String>,
    /// A change of a finished video.
    pub edit: Option<String>,
    /// A longer version of a finished video.
    pub extend: Option<String>,
    /// All models.
    pub models: Option<String>,
}

/// How often to ask, when the server says nothing about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PollPace {
    /// First question after this many milliseconds.
    pub initial_ms: i64,
    /// Never more than this between two questions.
    pub max_ms: i64,
}

/// How a kind of server wants to be spoken to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServerDescription {
    /// Its name in the catalogue.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// `None`: no key is ever sent.
    pub auth: Option<Auth>,
    /// Where things are.
    pub paths: Paths,
    /// Ways to write a request, the first one first; never empty.
    pub ways: Vec<Way>,
    /// Where values are written, unless a model or a way says otherwise.
    pub fields: Fields,
    /// How long create may take in seconds; some servers answer only when finished (`wire.md` 3.B 12).
    pub submit_timeout_s: u64,
    /// How often to ask.
    pub poll: PollPace,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}
