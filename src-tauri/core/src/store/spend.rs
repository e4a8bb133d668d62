//! What was or may have been charged, summed over the jobs. Jobs that were taken out of Rushes count: they were paid all the
//! same.
//!
//! A day is one of the user's own time zone, as everywhere on the wall; where it begins is SQLite's to say, which knows
//! about summer time.

use super::{Store, StoreError, rows};
use crate::domain::{Cost, ServerId, Timestamp, Totals};
use rusqlite::{Transaction, params};

/// Charged, or nobody can say that it was not: accepted, on its way, or sent without an answer. A refusal is not, and what
/// was not sent is not.
pub(super) const CHARGED: &str = "j.submit_started_at IS NOT NULL AND j.state NOT IN ('draft', 'held') \
    AND NOT (j.state = 'failed' AND j.accepted_at IS NULL)";

/// The day on which it was sent.
pub(super) const DAY: &str =
    "strftime('%Y-%m-%d', j.submit_started_at / 1000, 'unixepoch', 'localtime')";

/// What was sent to one server for one model on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spent {
    /// `2026-11-24`.
    pub day: String,
    /// The server in the list; it may be gone.
    pub server: ServerId,
    /// The model asked for; empty: the server's choice.
    pub model: String,
    /// How much.
    pub totals: Totals,
}

impl Store {
    /// The user's day in which a moment lies.
    pub async fn day_of(&self, at: Timestamp) -> Result<String, StoreError> {
        self.read(move |t| {
            Ok(t.query_row(
                "SELECT strftime('%Y-%m-%d', ?1 / 1000, 'unixepoch', 'localtime')",
                [at.0],
                |row| row.get(0),
            )?)
        })
        .await
    }

    /// When that day began, or one so many days before it.
    pub async fn day_start(
        &self,
        at: Timestamp,
        days_before: u32,
    ) -> Result<Timestamp, StoreError> {
        self.read(move |t| start_of_day(t, at, days_before)).await
    }

    /// What was spent from then on, by day, server and model; newest day first.
    pub async fn spent(&self, since: Timestamp) -> Result<Vec<Spent>, StoreError> {
        self.read(move |t| {
            let mut statement = t.prepare_cached(&spent_sql())?;
            let found = rows::collect(&mut statement, [since.0], |row| {
                let key = (
                    row.get::<_, String>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, String>(2)?,
                );
                Ok((key, group(row, 3)?))
            })?;
            let mut spent: Vec<Spent> = Vec::new();
            for ((day, server, model), (cost, count)) in found {
                let same = |last: &Spent| {
                    last.day == day && last.server.as_str() == server && last.model == model
                };
                if !spent.last().is_some_and(same) {
                    let (server, totals) = (ServerId::from_text(server), Totals::default());
                    spent.push(Spent {
                        day,
                        server,
                        model,
                        totals,
                    });
                }
                if let Some(last) = spent.last_mut() {
                    last.totals.add(&cost, count);
                }
            }
            Ok(spent)
        })
        .await
    }

    /// What was spent since the day of `now` began.
    pub async fn spent_today(&self, now: Timestamp) -> Result<Totals, StoreError> {
        self.read(move |t| {
            let since = start_of_day(t, now, 0)?;
            let mut statement = t.prepare_cached(&today_sql())?;
            let mut totals = Totals::default();
            for (cost, count) in rows::collect(&mut statement, [since.0], |row| group(row, 0))? {
                totals.add(&cost, count);
            }
            Ok(totals)
        })
        .await
    }

    /// The name that a server had when something was last made there.
    pub async fn last_name_of(&self, server: ServerId) -> Result<Option<String>, StoreError> {
        self.read(move |t| {
            let mut statement = t.prepare_cached(
                "SELECT json_extract(target, '$.server.name') FROM jobs WHERE server = ?1 ORDER BY seq DESC LIMIT 1",
            )?;
            Ok(rows::first(&mut statement, params![server.as_str()], |row| Ok(row.get(0)?))?.flatten())
        })
        .await
    }
}

pub(super) fn spent_sql() -> String {
    format!(
        "SELECT {DAY} AS day, j.server, j.model, j.cost_kind, j.cost_currency, count(*), sum(j.cost_micros)
         FROM jobs j WHERE {CHARGED} AND j.submit_started_at >= ?1
         GROUP BY day, j.server, j.model, j.cost_kind, j.cost_currency ORDER BY day DESC, j.server, j.model"
    )
}

pub(super) fn today_sql() -> String {
    format!(
        "SELECT j.cost_kind, j.cost_currency, count(*), sum(j.cost_micros) FROM jobs j
         WHERE {CHARGED} AND j.submit_started_at >= ?1 GROUP BY j.cost_kind, j.cost_currency"
    )
}

/// A group of equal costs: their kind, currency, number and sum, in this order from a column on.
pub(super) fn group(row: &rusqlite::Row<'_>, from: usize) -> Result<(Cost, u32), StoreError> {
    let kind: String = row.get(from)?;
    let currency: Option<String> = row.get(from + 1)?;
    let cost = rows::cost(&kind, row.get(from + 3)?, currency.as_deref())?;
    Ok((cost, row.get(from + 2)?))
}

fn start_of_day(
    t: &Transaction<'_>,
    at: Timestamp,
    days_before: u32,
) -> Result<Timestamp, StoreError> {
    let seconds: i64 = t.query_row(
        "SELECT CAST(strftime('%s', ?1 / 1000, 'unixepoch', 'localtime', 'start of day', '-' || ?2 || ' days', 'utc') AS INTEGER)",
        params![at.0, days_before],
        |row| row.get(0),
    )?;
    Ok(Timestamp(seconds * 1000))
}
