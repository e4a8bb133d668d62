//! Prices: what a server asks for a model under some conditions, from whom and when that is known, and which of several
//! applies to a request.
//!
//! A price that is not known stays unknown; nothing here guesses. Must not know of the database or of today.

use super::{Action, Cost, Money, Recipe, ServerId, sha256_hex};
use crate::domain::catalogue::{self, Conditions, Only};
use regex_lite::RegexBuilder;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{fmt, str::FromStr};

/// Most results of one request that a price is multiplied by.
const MOST_RESULTS: u64 = 16;

/// How a server charges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Rate {
    /// Nobody knows: an exception to a wider price.
    Unknown,
    /// Not at all.
    Free,
    /// For every second asked for.
    PerSecond {
        /// So much.
        amount: Money,
    },
    /// For every clip, whatever its length.
    PerClip {
        /// So much.
        amount: Money,
    },
}

impl Rate {
    /// What `clips` results of one request cost. A price per second of a request without a length is unknown.
    pub fn cost(&self, seconds: Option<f64>, clips: u32) -> Cost {
        match (self, seconds) {
            (Self::Unknown, _) | (Self::PerSecond { .. }, None) => Cost::Unknown,
            (Self::Free, _) => Cost::Free,
            (Self::PerSecond { amount }, Some(seconds)) => Cost::Known {
                money: amount.for_seconds(seconds).times(clips),
            },
            (Self::PerClip { amount }, _) => Cost::Known {
                money: amount.times(clips),
            },
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("unknown"),
            Self::Free => f.write_str("free"),
            Self::PerSecond { amount } => write!(f, "{amount} per second"),
            Self::PerClip { amount } => write!(f, "{amount} per clip"),
        }
    }
}

/// The text is no price such as `0.10 USD per second`, `0.80 USD per clip`, `free` or `unknown`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a price such as `0.10 USD per second`, `0.80 USD per clip`, `free` or `unknown`: {0}")]
pub struct BadRate(pub String);

impl FromStr for Rate {
    type Err = BadRate;

    fn from_str(text: &str) -> Result<Self, BadRate> {
        let bad = || BadRate(text.to_owned());
        let words: Vec<&str> = text.split_whitespace().collect();
        let amount =
            |amount: &str, currency: &str| Money::parse(amount, currency).map_err(|_| bad());
        match words.as_slice() {
            ["unknown"] => Ok(Self::Unknown),
            ["free"] => Ok(Self::Free),
            [number, currency, "per", "second"] => Ok(Self::PerSecond {
                amount: amount(number, currency)?,
            }),
            [number, currency, "per", "clip"] => Ok(Self::PerClip {
                amount: amount(number, currency)?,
            }),
            _ => Err(bad()),
        }
    }
}

/// A rate as the text that people write into descriptions.
pub(crate) mod rate_text {
    use super::Rate;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(rate: &Rate, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(rate)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Rate, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

/// A price in a description of the catalogue. It names its source and its day, or it does not ship.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListedPrice {
    /// Regular expression over the model's name, without regard to case; empty: every model.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub model: String,
    /// When it applies, by the names of values as in a model's rules, and `action`.
    #[serde(rename = "if", default, skip_serializing_if = "Conditions::is_empty")]
    pub when: Conditions,
    /// `0.10 USD per second`, `0.80 USD per clip`, `free` or `unknown`.
    #[serde(with = "rate_text")]
    #[schemars(with = "String")]
    pub rate: Rate,
    /// The day on which the source said so, `2026-11-24`.
    pub as_of: String,
    /// Where it says so.
    pub source: String,
}

/// A price that the user entered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
pub struct Price {
    /// Names what it is about: entering the same server, model and conditions again replaces it.
    pub id: String,
    /// The server in the list.
    pub server: ServerId,
    /// The model's name, without regard to case; empty: every model of that server.
    pub model: String,
    /// When it applies.
    pub when: Conditions,
    /// How much.
    pub rate: Rate,
    /// The day of which it is, `2026-11-24`.
    pub as_of: String,
    /// Where the user has it from; may be empty.
    pub source: String,
}

impl Price {
    /// The name of what a price is about.
    pub fn id_of(server: &ServerId, model: &str, when: &Conditions) -> String {
        let key = serde_json::json!([server, model.to_lowercase(), when]).to_string();
        format!("price_{}", &sha256_hex(key.as_bytes())[..16])
    }
}

/// Where a cost comes from, frozen with the job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
pub struct Basis {
    /// How it is charged.
    pub rate: Rate,
    /// The day of the price.
    pub as_of: String,
    /// Where the price is from; may be empty.
    pub source: String,
    /// Whether the user entered it; otherwise a description says so.
    pub own: bool,
}

/// What a request costs, and by which price.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
pub struct Quote {
    /// How much.
    pub cost: Cost,
    /// By which price; `None`: no price speaks of such a request.
    pub basis: Option<Basis>,
}

impl Quote {
    /// A further result of a request that another take paid for.
    pub const fn included() -> Self {
        Self {
            cost: Cost::Included,
            basis: None,
        }
    }
}

/// What a request costs: by the user's own price where there is one, else by what the description lists. Of several that
/// apply the one that names the model wins, then the one with most conditions, then the newest.
pub fn quote(
    recipe: &Recipe,
    action: Action,
    server: &ServerId,
    own: &[Price],
    listed: &[ListedPrice],
) -> Quote {
    let mine = own
        .iter()
        .filter(|price| price.server == *server)
        .filter(|price| price.model.is_empty() || price.model.eq_ignore_ascii_case(&recipe.model))
        .filter(|price| applies(&price.when, recipe, action))
        .max_by(|a, b| {
            let rank = |price: &Price| (!price.model.is_empty(), price.when.len());
            // The name at last: two of one day must not take turns.
            (rank(a), &a.as_of, &a.id).cmp(&(rank(b), &b.as_of, &b.id))
        })
        .map(|price| Basis {
            rate: price.rate.clone(),
            as_of: price.as_of.clone(),
            source: price.source.clone(),
            own: true,
        });
    let basis = mine.or_else(|| {
        listed
            .iter()
            .filter(|price| names(&price.model, &recipe.model))
            .filter(|price| applies(&price.when, recipe, action))
            .max_by(|a, b| {
                let rank = |price: &ListedPrice| (!price.model.is_empty(), price.when.len());
                (rank(a), &a.as_of, a.rate.to_string()).cmp(&(
                    rank(b),
                    &b.as_of,
                    b.rate.to_string(),
                ))
            })
            .map(|price| Basis {
                rate: price.rate.clone(),
                as_of: price.as_of.clone(),
                source: price.source.clone(),
                own: false,
            })
    });
    let cost = basis.as_ref().map_or(Cost::Unknown, |basis| {
        basis.rate.cost(recipe.seconds, results(recipe))
    });
    Quote { cost, basis }
}

/// Whether a day is written as `2026-11-24`.
pub fn is_day(text: &str) -> bool {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| {
            if matches!(at, 4 | 7) {
                byte == b'-'
            } else {
                byte.is_ascii_digit()
            }
        });
    let number = |part: std::ops::Range<usize>| {
        text.get(part)
            .and_then(|part| part.parse::<u32>().ok())
            .unwrap_or_default()
    };
    shape && (1..=12).contains(&number(5..7)) && (1..=31).contains(&number(8..10))
}

fn names(pattern: &str, model: &str) -> bool {
    let matches = || {
        RegexBuilder::new(pattern)
            .case_insensitive(true)
            .build()
            .is_ok_and(|pattern| pattern.is_match(model))
    };
    pattern.is_empty() || matches()
}

/// How many results one request asks for.
fn results(recipe: &Recipe) -> u32 {
    let said = catalogue::said_value(recipe, "n").and_then(|value| {
        value
            .as_u64()
            .or_else(|| value.as_str()?.trim().parse().ok())
    });
    u32::try_from(said.unwrap_or(1).clamp(1, MOST_RESULTS)).unwrap_or(1)
}

fn applies(when: &Conditions, recipe: &Recipe, action: Action) -> bool {
    when.iter().all(|(name, only)| {
        let value = if name == "action" {
            Some(action.as_str().into())
        } else {
            catalogue::said_value(recipe, name)
        };
        match only {
            Only::Present(wanted) => value.is_some() == *wanted,
            Only::OneOf(list) => {
                value.is_some_and(|value| list.iter().any(|one| text(one) == text(&value)))
            }
            Only::Between { min, max } => {
                value.and_then(|value| value.as_f64()).is_some_and(|value| {
                    min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max)
                })
            }
        }
    })
}

/// Values are compared as people type them: `8` is `"8"`, `720P` is `720p`.
fn text(value: &Value) -> String {
    match (value.as_str(), value.as_f64()) {
        (Some(text), _) => text.trim().to_lowercase().replace(['×', '*'], "x"),
        (None, Some(number)) => number.to_string(),
        (None, None) => value.to_string(),
    }
}

#[cfg(test)]
mod tests;
