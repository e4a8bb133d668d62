//! Prices, what things cost, what was spent, and what is left.

use super::{CreateJobs, DeriveJob, ErrorView};
use crate::domain::{Basis, Cost, Currency, JobId, ServerId, Timestamp, Totals};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// How a price is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// For every second asked for.
    Second,
    /// For every clip.
    Clip,
    /// It costs nothing.
    Free,
    /// An exception to a wider price that nobody knows.
    Unknown,
}

/// A price as entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct PriceDraft {
    /// The server in the list.
    pub server: ServerId,
    /// The model's name; empty: every model of that server.
    pub model: String,
    /// When it applies: the values that each name may have, such as `size`, `tier`, `audio`, `first`, `action`. An empty list
    /// or text asks for nothing.
    pub when: BTreeMap<String, Vec<String>>,
    /// How it is meant.
    pub per: Per,
    /// `0.10`; not read where it is free or unknown.
    pub amount: String,
    /// `USD`, or the server's own unit; not read where it is free or unknown.
    pub currency: String,
    /// The day of which it is, `2026-11-24`; `None`: today.
    pub as_of: Option<String>,
    /// Where it is from.
    pub source: String,
    /// The price that it takes the place of, where what it is about was changed.
    pub replaces: Option<String>,
}

/// What is about to be pressed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EstimateQuery {
    /// One or several presses of Create, each with its takes.
    Create {
        /// The requests.
        requests: Vec<CreateJobs>,
    },
    /// A new video out of an earlier one.
    Derive {
        /// The request.
        request: DeriveJob,
    },
    /// The same request again.
    Again {
        /// The job.
        job: JobId,
    },
}

/// What it would cost by the prices of today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct Estimate {
    /// All of it.
    pub totals: Totals,
    /// By which price, where all of it goes by one.
    pub basis: Option<Basis>,
    /// What each take of each request costs, in the order of the requests.
    pub each: Vec<Cost>,
}

/// By what a sum is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum SpendBy {
    /// Days of the user's own time zone, newest first.
    #[default]
    Day,
    /// Servers.
    Server,
    /// Models.
    Model,
}

/// Which sums to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct SpendQuery {
    /// By what.
    pub by: SpendBy,
    /// Only so many days, today among them; `None`: all.
    pub days: Option<u32>,
}

/// One line of a sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct SpendRow {
    /// The day, the server's id, or the model (empty: the server's choice).
    pub key: String,
    /// What people call it.
    pub name: String,
    /// How much.
    pub totals: Totals,
}

/// What was or may have been charged. A refusal is not counted, nor what was not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct Spend {
    /// The lines.
    pub rows: Vec<SpendRow>,
    /// All of them.
    pub totals: Totals,
    /// The user's day of today, `2026-11-24`.
    pub today: String,
}

/// What a server said is left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct BalanceView {
    /// Millionths of a unit; `None`: without a limit, or `error` says why not.
    #[ts(type = "number | null")]
    pub micros: Option<i64>,
    /// `None`: the server's own unit, which it does not name.
    pub currency: Option<Currency>,
    /// The account has no limit there.
    pub unlimited: bool,
    /// When it was asked.
    pub at: Timestamp,
    /// Why it is not known.
    pub error: Option<ErrorView>,
}
