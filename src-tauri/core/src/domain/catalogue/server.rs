//! How a kind of server wants to be spoken to.

use super::emit::{Fields, Way};
use crate::domain::{Currency, ListedPrice};
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
    /// Query of `content` that asks for a still of the video instead, such as `variant=thumbnail` (`wire.md` 1.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<String>,
    /// The same for frames of the video in one picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spritesheet: Option<String>,
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

/// A number in an answer to `GET`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Path below the base address.
    pub path: String,
    /// Where in the answer it stands (RFC 6901).
    pub pointer: String,
    /// What makes a unit of it: 100 for cents. More than 0.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub divisor: f64,
}

fn one() -> f64 {
    1.0
}

#[expect(
    clippy::float_cmp,
    reason = "left out only where it is exactly what is assumed"
)]
fn is_one(divisor: &f64) -> bool {
    *divisor == 1.0
}

/// Where a server says what is left of the account's money. Only ever asked with GET.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BalanceRule {
    /// What there is.
    pub total: Reading,
    /// What was used of it, where the server says the two apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<Reading>,
    /// The currency; `None`: the server's own unit, which its answer does not name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// From this number on the total means "without a limit".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unlimited_from: Option<f64>,
    /// Where this is known from.
    pub source: String,
}

/// How a kind of server wants to be spoken to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServerDescription {
    /// Its name in the catalogue.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Regular expressions over the host of an address by which this kind of server is recognised; most have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<String>,
    /// `None`: no key is ever sent.
    pub auth: Option<Auth>,
    /// Where things are.
    pub paths: Paths,
    /// Ways to write a request, the first one first; never empty.
    pub ways: Vec<Way>,
    /// Where values are written, unless a model or a way says otherwise.
    pub fields: Fields,
    /// The header under which create carries a name of the request, so that the server can tell a repeated one
    /// (`wire.md` 3.F 42). Never relied on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_header: Option<String>,
    /// How long create may take in seconds; some servers answer only when finished (`wire.md` 3.B 12).
    pub submit_timeout_s: u64,
    /// How often to ask.
    pub poll: PollPace,
    /// What it asks for, each with its source and day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prices: Vec<ListedPrice>,
    /// Where it says what is left of the account's money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<BalanceRule>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}
