//! The days that a page touches, with all their takes and what was spent; and all days of the wall, as long as they are.

use super::{
    Ask, Cursor,
    condition::{Condition, condition, first_place},
    key,
};
use crate::{
    domain::{Job, Totals},
    dto::{DayCount, WallDay, WallOrder},
    store::{
        Store, StoreError, rows,
        spend::{CHARGED, DAY, group},
    },
};
use rusqlite::{Transaction, params, params_from_iter, types::Value};

/// Two days more on either side than any time zone can shift; cut back to the page's own days by the outer condition.
const SPAN: i64 = 2 * 86_400_000;

/// Counts the takes of every day that the page touches, also those on other pages.
pub(super) fn days(
    t: &Transaction<'_>,
    condition: &Condition,
    jobs: &[Job],
) -> Result<Vec<DayCount>, StoreError> {
    let created = || jobs.iter().map(|job| job.created_at.0);
    let (Some(oldest), Some(newest)) = (created().min(), created().max()) else {
        return Ok(Vec::new());
    };
    let mut days = counted(t, condition, oldest, newest)?;
    if !condition.narrow {
        // Where the wall shows everything a day's sum is the day's: also of what was removed since, by when it was sent.
        for day in &mut days {
            day.spent = Totals::default();
        }
        spent(t, (oldest - SPAN, newest + SPAN), &mut days)?;
    }
    Ok(days)
}

fn counted(
    t: &Transaction<'_>,
    condition: &Condition,
    oldest: i64,
    newest: i64,
) -> Result<Vec<DayCount>, StoreError> {
    let day = "strftime('%Y-%m-%d', (t.place >> 21) / 1000, 'unixepoch', 'localtime')";
    let select = format!(
        "SELECT {day} AS day, t.charged_at IS NOT NULL AS charged, t.cost_kind, t.currency, count(*), sum(t.cost)
         FROM {} WHERE {} AND t.place BETWEEN ? AND ?
         GROUP BY day, charged, t.cost_kind, t.currency
         HAVING day BETWEEN strftime('%Y-%m-%d', ? / 1000, 'unixepoch', 'localtime')
                        AND strftime('%Y-%m-%d', ? / 1000, 'unixepoch', 'localtime')
         ORDER BY day DESC",
        condition.from, condition.sql
    );
    let mut values = condition.values.clone();
    let (from, to) = (first_place(oldest - SPAN), first_place(newest + SPAN));
    values.extend([from, to, oldest, newest].map(Value::from));
    let mut statement = t.prepare(&select)?;
    let found = rows::collect(&mut statement, params_from_iter(values), |row| {
        let charged: bool = row.get(1)?;
        let kind: String = row.get(2)?;
        let currency: Option<String> = row.get(3)?;
        let count: u32 = row.get(4)?;
        let cost = rows::cost(&kind, row.get(5)?, currency.as_deref())?;
        Ok((row.get::<_, String>(0)?, charged, cost, count))
    })?;
    let mut days: Vec<DayCount> = Vec::new();
    for (day, charged, cost, count) in found {
        if days.last().is_none_or(|last| last.day != day) {
            days.push(DayCount {
                day,
                takes: 0,
                spent: Totals::default(),
            });
        }
        if let Some(last) = days.last_mut() {
            last.takes += count;
            if charged {
                last.spent.add(&cost, count);
            }
        }
    }
    Ok(days)
}

/// Adds what was sent on these days and was or may have been charged.
fn spent(
    t: &Transaction<'_>,
    (from, to): (i64, i64),
    days: &mut [DayCount],
) -> Result<(), StoreError> {
    let select = format!(
        "SELECT {DAY} AS day, j.cost_kind, j.cost_currency, count(*), sum(j.cost_micros) FROM jobs j
         WHERE {CHARGED} AND j.submit_started_at BETWEEN ?1 AND ?2
         GROUP BY day, j.cost_kind, j.cost_currency"
    );
    let mut statement = t.prepare_cached(&select)?;
    let found = rows::collect(&mut statement, params![from, to], |row| {
        Ok((row.get::<_, String>(0)?, group(row, 1)?))
    })?;
    for (day, (cost, count)) in found {
        if let Some(day) = days.iter_mut().find(|one| one.day == day) {
            day.spent.add(&cost, count);
        }
    }
    Ok(())
}

impl Store {
    /// Every day of the wall, in its order; none where that is not the order of days.
    pub async fn wall_days(&self, ask: Ask) -> Result<Vec<WallDay>, StoreError> {
        if key(ask.order.by).is_some() {
            return Ok(Vec::new());
        }
        self.read(move |t| {
            let condition = condition(t, ask.filter, &ask.query, ask.now)?;
            all(t, &condition, ask.order)
        })
        .await
    }
}

/// A quarter of an hour, in milliseconds. Every time zone is some of them away from the others, so a day has whole ones.
const QUARTER: u32 = 900_000;
/// What a take is said to be where nobody knows its shape, and the flattest and the steepest that a tile is drawn.
const SHAPE: (&str, &str, &str) = ("1.7778", "0.4", "3.2");

/// Every day of the wall, in its order. Days are looked up for quarters of an hour and not for each take.
fn all(
    t: &Transaction<'_>,
    condition: &Condition,
    order: WallOrder,
) -> Result<Vec<WallDay>, StoreError> {
    let (unknown, steep, flat) = SHAPE;
    let day = format!("strftime('%Y-%m-%d', quarter * {QUARTER} / 1000, 'unixepoch', 'localtime')");
    let (way, begins) = if order.up {
        ("ASC", day.clone())
    } else {
        ("DESC", format!("{day}, '+1 day'"))
    };
    let select = format!(
        "SELECT {day} AS day,
           sum(takes), sum(breadth), 1000 * CAST(strftime('%s', {begins}, 'utc') AS INTEGER)
         FROM (
           SELECT (t.place >> 21) / {QUARTER} AS quarter, count(*) AS takes,
             sum(min(max(coalesce(t.width * 1.0 / nullif(t.height, 0), {unknown}), {steep}), {flat})) AS breadth
           FROM {} WHERE {} GROUP BY quarter
         ) GROUP BY day ORDER BY day {way}",
        condition.from, condition.sql
    );
    let mut statement = t.prepare(&select)?;
    let values = condition.values.iter().cloned();
    rows::collect(&mut statement, params_from_iter(values), |row| {
        // Before its first millisecond, or in that of the next day: also what comes to it later is then behind it.
        let place = first_place(row.get(3)?) - i64::from(order.up);
        Ok(WallDay {
            day: row.get(0)?,
            takes: row.get(1)?,
            breadth: row.get(2)?,
            cursor: Cursor { key: None, place }.to_text(),
        })
    })
}
