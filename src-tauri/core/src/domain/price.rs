//! Prices: what a server asks for a model under some conditions, from whom and when that is known, and which of several
//! applies to a request.
//!
//! A price that is not known stays unknown; nothing here guesses. Must not know of the database or of today.

use super::{Action, Cost, Money, Recipe, ServerId, sha256_hex};
use crate::api::catalogue::{self, Conditions, Only};
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
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn recipe(change: impl FnOnce(&mut Recipe)) -> Recipe {
        let mut recipe = Recipe {
            written: None,
            prompt: "a paper boat".to_owned(),
            model: "sora-2".to_owned(),
            seconds: Some(8.0),
            size: None,
            aspect: None,
            tier: None,
            inputs: Vec::new(),
            params: serde_json::Map::new(),
            extra: serde_json::Map::new(),
        };
        change(&mut recipe);
        recipe
    }

    fn server() -> ServerId {
        ServerId::from_text("srv_1")
    }

    fn price(model: &str, when: Value, rate: &str) -> Price {
        let when: Conditions = serde_json::from_value(when).expect("conditions");
        Price {
            id: Price::id_of(&server(), model, &when),
            server: server(),
            model: model.to_owned(),
            when,
            rate: rate.parse().expect("a rate"),
            as_of: "2026-11-03".to_owned(),
            source: String::new(),
        }
    }

    fn cost(recipe: &Recipe, own: &[Price]) -> String {
        match quote(recipe, Action::Create, &server(), own, &[]).cost {
            Cost::Known { money } => money.to_string(),
            other @ (Cost::Unknown | Cost::Free | Cost::Included) => format!("{other:?}"),
        }
    }

    #[test]
    fn without_a_price_the_cost_is_unknown_and_never_nothing() {
        assert_eq!(
            quote(&recipe(|_| ()), Action::Create, &server(), &[], &[]),
            Quote::default()
        );
    }

    #[test]
    fn a_price_per_second_follows_the_length() {
        assert_eq!(
            cost(
                &recipe(|_| ()),
                &[price("sora-2", json!({}), "0.10 USD per second")]
            ),
            "0.80 USD"
        );
    }

    #[test]
    fn a_price_per_second_without_a_length_is_unknown() {
        assert_eq!(
            cost(
                &recipe(|r| r.seconds = None),
                &[price("sora-2", json!({}), "0.10 USD per second")]
            ),
            "Unknown"
        );
    }

    #[test]
    fn the_narrower_price_wins() {
        let own = [
            price("", json!({}), "1 USD per clip"),
            price("sora-2", json!({"tier": ["1080p"]}), "3 USD per clip"),
            price("sora-2", json!({}), "2 USD per clip"),
        ];
        assert_eq!(
            cost(&recipe(|r| r.model = "other".to_owned()), &own),
            "1.00 USD"
        );
        assert_eq!(
            cost(&recipe(|r| r.model = "SORA-2".to_owned()), &own),
            "2.00 USD"
        );
        assert_eq!(
            cost(&recipe(|r| r.tier = Some("1080P".to_owned())), &own),
            "3.00 USD"
        );
    }

    #[test]
    fn an_unknown_exception_stands_against_a_wider_price() {
        let own = [
            price("sora-2", json!({}), "0.10 USD per second"),
            price("sora-2", json!({"size": ["1920x1080"]}), "unknown"),
        ];
        let large = recipe(|r| r.size = "1920x1080".parse().ok());
        assert_eq!(cost(&large, &own), "Unknown");
    }

    #[test]
    fn conditions_read_parameters_however_they_are_typed() {
        let own = [price(
            "sora-2",
            json!({"audio": ["true"], "seconds": ["8"], "quality": ["High"]}),
            "2 USD per clip",
        )];
        let fits = recipe(|r| {
            r.params.insert("audio".to_owned(), json!(true));
            r.extra.insert("quality".to_owned(), json!("high"));
        });
        assert_eq!(
            (cost(&fits, &own), cost(&recipe(|_| ()), &own)),
            ("2.00 USD".to_owned(), "Unknown".to_owned())
        );
    }

    #[test]
    fn what_is_asked_of_the_server_can_be_a_condition() {
        let own = [price(
            "",
            json!({"action": ["remix", "edit"]}),
            "0.5 USD per clip",
        )];
        let of = |action| quote(&recipe(|_| ()), action, &server(), &own, &[]).cost;
        assert!(matches!(
            (of(Action::Remix), of(Action::Create)),
            (Cost::Known { .. }, Cost::Unknown)
        ));
    }

    #[test]
    fn several_results_of_one_request_cost_several_times() {
        let two = recipe(|r| {
            r.params.insert("n".to_owned(), json!(2));
        });
        assert_eq!(
            cost(&two, &[price("", json!({}), "0.40 USD per clip")]),
            "0.80 USD"
        );
    }

    #[test]
    fn the_price_of_another_server_is_none() {
        let own = [Price {
            server: ServerId::from_text("srv_2"),
            ..price("", json!({}), "1 USD per clip")
        }];
        assert_eq!(cost(&recipe(|_| ()), &own), "Unknown");
    }

    #[test]
    fn the_users_own_price_wins_over_what_is_listed() {
        let listed = [ListedPrice {
            model: "^sora".to_owned(),
            when: Conditions::new(),
            rate: Rate::Free,
            as_of: "2026-11-24".to_owned(),
            source: "here".to_owned(),
        }];
        let own = [price("", json!({}), "1 USD per clip")];
        let of = |own: &[Price]| {
            quote(&recipe(|_| ()), Action::Create, &server(), own, &listed)
                .basis
                .map(|basis| (basis.own, basis.rate.to_string()))
        };
        assert_eq!(of(&own), Some((true, "1.00 USD per clip".to_owned())));
        assert_eq!(of(&[]), Some((false, "free".to_owned())));
    }

    #[test]
    fn a_rate_survives_its_text() {
        for text in [
            "free",
            "unknown",
            "0.10 USD per second",
            "7.00 CREDITS per clip",
        ] {
            assert_eq!(
                text.parse::<Rate>().map(|rate| rate.to_string()),
                Ok(text.to_owned())
            );
        }
        for text in [
            "",
            "0.10 per second",
            "0.10 USD",
            "0.10 USD per hour",
            "-1 USD per clip",
            "Free?",
        ] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_day_is_written_in_one_way() {
        assert!(is_day("2026-11-24"));
        for text in [
            "",
            "2026-13-01",
            "2026-1-1",
            "24.11.2026",
            "2026-11-32",
            "２026-11-2",
        ] {
            assert!(!is_day(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_same_prices_in_another_order_give_the_same_quote(
            rates in prop::collection::vec((0..3_usize, 0..3_usize, 1..5_u32), 1..8).prop_map(|list| {
                let models = ["", "sora-2", "SORA-2"];
                let when = [json!({}), json!({"seconds": [8]}), json!({"seconds": {"min": 4, "max": 9}})];
                list.into_iter().map(|(model, at, number)| price(models[model], when[at].clone(), &format!("{number} USD per clip"))).collect::<Vec<_>>()
            }),
        ) {
            // Entering the same thing again replaces it; so one of a name is kept here too.
            let mut own = rates;
            own.sort_by(|a, b| a.id.cmp(&b.id));
            own.dedup_by(|a, b| a.id == b.id);
            let forwards = cost(&recipe(|_| ()), &own);
            own.reverse();
            prop_assert_eq!(cost(&recipe(|_| ()), &own), forwards);
        }
    }
}
