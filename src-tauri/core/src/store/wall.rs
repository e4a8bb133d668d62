//! Reading the history for people: pages of the wall, the numbers on the chips, how long things usually take.

use super::{
    Store, StoreError,
    jobs::jobs_where,
    rows,
    spend::{CHARGED, DAY, group},
};
use crate::{
    domain::{Job, ServerId, State, Totals},
    dto::{Counts, DayCount, Pace, WallFilter},
};
use rusqlite::{ToSql, Transaction, params, params_from_iter};

/// Where a page ended: pages go on strictly after it, so that new tiles never shift old ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    created_at: i64,
    seq: i64,
}

impl Cursor {
    /// The text form that a window hands back.
    pub fn to_text(self) -> String {
        format!("{}.{}", self.created_at, self.seq)
    }

    /// Reads the text form; nonsense starts at the top.
    pub fn from_text(text: &str) -> Option<Self> {
        let (created_at, seq) = text.split_once('.')?;
        Some(Self {
            created_at: created_at.parse().ok()?,
            seq: seq.parse().ok()?,
        })
    }
}

/// A page of jobs, newest first.
#[derive(Debug)]
pub struct Page {
    /// The jobs.
    pub jobs: Vec<Job>,
    /// Where the next page starts; `None` at the end.
    pub next: Option<Cursor>,
    /// The days of these jobs with all their takes.
    pub days: Vec<DayCount>,
}

/// Which jobs tell how long something takes: same server, same model.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PaceKey {
    /// The server in the list.
    pub server: ServerId,
    /// The model asked for.
    pub model: String,
}

/// Jobs that are needed before a median says anything.
const PACE_MIN: usize = 3;
/// Newest jobs that the median looks at.
const PACE_WINDOW: u32 = 50;

const LIVE: &str = "('draft','submitting','queued','running','completed','downloading')";
const NEEDS: &str = "('unconfirmed','failed','expired','held')";

struct Condition {
    sql: String,
    values: Vec<Box<dyn ToSql>>,
}

fn condition(filter: WallFilter, search: &str) -> Condition {
    let mut sql = match filter {
        WallFilter::Everything => "1".to_owned(),
        WallFilter::InProgress => format!("j.state IN {LIVE}"),
        WallFilter::NeedsYou => format!("j.state IN {NEEDS}"),
        WallFilter::Favourites => "j.favourite".to_owned(),
    };
    let mut values: Vec<Box<dyn ToSql>> = Vec::new();
    for term in search.split_whitespace() {
        if term.chars().count() >= 3 {
            sql.push_str(" AND j.seq IN (SELECT rowid FROM jobs_fts WHERE jobs_fts MATCH ?)");
            values.push(Box::new(format!("\"{}\"", term.replace('"', "\"\""))));
        } else {
            sql.push_str(" AND (j.prompt LIKE ? ESCAPE '\\' OR j.model LIKE ? ESCAPE '\\')");
            let like = format!("%{}%", escape_like(term));
            values.push(Box::new(like.clone()));
            values.push(Box::new(like));
        }
    }
    Condition { sql, values }
}

fn escape_like(term: &str) -> String {
    let mut out = String::with_capacity(term.len());
    for character in term.chars() {
        if matches!(character, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

impl Store {
    /// A page of the wall after `cursor`.
    pub async fn wall(
        &self,
        filter: WallFilter,
        search: String,
        cursor: Option<Cursor>,
        limit: u32,
    ) -> Result<Page, StoreError> {
        self.read(move |t| page(t, filter, &search, cursor, limit))
            .await
    }

    /// Jobs in that state, newest first, for the command line.
    pub async fn list(
        &self,
        state: Option<State>,
        search: String,
        limit: u32,
    ) -> Result<Vec<Job>, StoreError> {
        self.read(move |t| {
            let Condition {
                mut sql,
                mut values,
            } = condition(WallFilter::Everything, &search);
            if let Some(state) = state {
                sql.push_str(" AND j.state = ?");
                values.push(Box::new(state.as_str()));
            }
            sql.push_str(" ORDER BY j.created_at DESC, j.seq DESC LIMIT ?");
            values.push(Box::new(limit));
            jobs_where(t, &sql, params_from_iter(values))
        })
        .await
    }

    /// The numbers on the chips.
    pub async fn counts(&self) -> Result<Counts, StoreError> {
        self.read(|t| {
            let mut counts = Counts::default();
            let mut statement = t.prepare_cached(
                "SELECT state, count(*), sum(favourite) FROM jobs j WHERE removed_at IS NULL GROUP BY state",
            )?;
            let mut found = statement.query([])?;
            while let Some(row) = found.next()? {
                let word: String = row.get(0)?;
                let state = State::from_stored(&word).ok_or(StoreError::Corrupt(word))?;
                let (number, favourites): (u32, u32) = (row.get(1)?, row.get(2)?);
                counts.everything += number;
                counts.favourites += favourites;
                counts.in_progress += if state.is_live() { number } else { 0 };
                counts.needs_you += if state.needs_user() { number } else { 0 };
                counts.rendering += if in_the_making(state) { number } else { 0 };
                counts.downloading += if state == State::Downloading { number } else { 0 };
            }
            Ok(counts)
        })
        .await
    }

    /// How long jobs of this server and model usually take, once three became ready.
    pub async fn pace(&self, key: PaceKey) -> Result<Option<Pace>, StoreError> {
        self.read(move |t| {
            let mut statement = t.prepare_cached(
                "SELECT ended_at - submit_started_at FROM jobs WHERE server = ?1 AND model = ?2 AND state = 'ready'
                 AND submit_started_at IS NOT NULL AND ended_at > submit_started_at ORDER BY ended_at DESC LIMIT ?3",
            )?;
            let parameters = params![key.server.as_str(), key.model, PACE_WINDOW];
            let mut taken: Vec<i64> =
                rows::collect(&mut statement, parameters, |row| Ok(row.get(0)?))?;
            taken.sort_unstable();
            if taken.len() < PACE_MIN {
                return Ok(None);
            }
            Ok(Some(Pace {
                median_ms: taken[taken.len() / 2],
                p95_ms: taken[(taken.len() * 95 / 100).min(taken.len() - 1)],
            }))
        })
        .await
    }
}

fn in_the_making(state: State) -> bool {
    match state {
        State::Submitting | State::Queued | State::Running => true,
        State::Draft
        | State::Unconfirmed
        | State::Completed
        | State::Downloading
        | State::Ready
        | State::Failed
        | State::Cancelled
        | State::Expired
        | State::Held => false,
    }
}

fn page(
    t: &Transaction<'_>,
    filter: WallFilter,
    search: &str,
    cursor: Option<Cursor>,
    limit: u32,
) -> Result<Page, StoreError> {
    let Condition {
        mut sql,
        mut values,
    } = condition(filter, search);
    if let Some(cursor) = cursor {
        sql.push_str(" AND (j.created_at, j.seq) < (?, ?)");
        values.push(Box::new(cursor.created_at));
        values.push(Box::new(cursor.seq));
    }
    let select = format!(
        "SELECT {}, j.seq AS seq FROM jobs j WHERE j.removed_at IS NULL AND {sql}
         ORDER BY j.created_at DESC, j.seq DESC LIMIT ?",
        rows::JOB_COLUMNS
    );
    let limit = limit.clamp(1, 500);
    values.push(Box::new(limit));
    let mut statement = t.prepare_cached(&select)?;
    let found = rows::collect(&mut statement, params_from_iter(values), |row| {
        let place = (
            row.get::<_, i64>("created_at").unwrap_or_default(),
            row.get::<_, i64>("seq")?,
        );
        Ok((rows::readable(row), place))
    })?;
    let full = u32::try_from(found.len()).is_ok_and(|length| length == limit);
    let last = found.last().map(|(_, (created_at, seq))| Cursor {
        created_at: *created_at,
        seq: *seq,
    });
    let jobs: Vec<Job> = found.into_iter().filter_map(|(job, _)| job).collect();
    let days = days(t, filter, search, &jobs)?;
    Ok(Page {
        jobs,
        next: last.filter(|_| full),
        days,
    })
}

/// Counts the takes of every day that the page touches, also those on other pages.
fn days(
    t: &Transaction<'_>,
    filter: WallFilter,
    search: &str,
    jobs: &[Job],
) -> Result<Vec<DayCount>, StoreError> {
    let (Some(newest), Some(oldest)) = (jobs.first(), jobs.last()) else {
        return Ok(Vec::new());
    };
    let Condition { sql, values } = condition(filter, search);
    let day = "strftime('%Y-%m-%d', j.created_at / 1000, 'unixepoch', 'localtime')";
    // Two days more on either side than any time zone can shift; cut back to the page's own days by the outer condition.
    let span = 2 * 86_400_000;
    let select = format!(
        "SELECT {day} AS day, count(*) FROM jobs j WHERE j.removed_at IS NULL AND {sql}
         AND j.created_at BETWEEN ? AND ? GROUP BY day
         HAVING day BETWEEN strftime('%Y-%m-%d', ? / 1000, 'unixepoch', 'localtime')
                        AND strftime('%Y-%m-%d', ? / 1000, 'unixepoch', 'localtime')
         ORDER BY day DESC"
    );
    let mut values = values;
    values.push(Box::new(oldest.created_at.0 - span));
    values.push(Box::new(newest.created_at.0 + span));
    values.push(Box::new(oldest.created_at.0));
    values.push(Box::new(newest.created_at.0));
    let mut statement = t.prepare_cached(&select)?;
    let mut days = rows::collect(&mut statement, params_from_iter(values), |row| {
        Ok(DayCount {
            day: row.get(0)?,
            takes: row.get(1)?,
            spent: Totals::default(),
        })
    })?;
    let from = oldest.created_at.0 - span;
    let to = newest.created_at.0 + span;
    spent(t, filter, search, (from, to), &mut days)?;
    Ok(days)
}

/// Adds what was spent on these days: on what the wall shows, and where it shows everything also on what was removed since.
fn spent(
    t: &Transaction<'_>,
    filter: WallFilter,
    search: &str,
    (from, to): (i64, i64),
    days: &mut [DayCount],
) -> Result<(), StoreError> {
    let all = filter == WallFilter::Everything && search.trim().is_empty();
    let Condition { sql, mut values } = condition(filter, search);
    let shown = if all { "1" } else { "j.removed_at IS NULL" };
    let select = format!(
        "SELECT {DAY} AS day, j.cost_kind, j.cost_currency, count(*), sum(j.cost_micros) FROM jobs j
         WHERE {CHARGED} AND {shown} AND {sql} AND j.submit_started_at BETWEEN ? AND ?
         GROUP BY day, j.cost_kind, j.cost_currency"
    );
    values.push(Box::new(from));
    values.push(Box::new(to));
    let mut statement = t.prepare_cached(&select)?;
    let found = rows::collect(&mut statement, params_from_iter(values), |row| {
        Ok((row.get::<_, String>(0)?, group(row, 1)?))
    })?;
    for (day, (cost, count)) in found {
        if let Some(day) = days.iter_mut().find(|one| one.day == day) {
            day.spent.add(&cost, count);
        }
    }
    Ok(())
}
