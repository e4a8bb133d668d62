//! Reading the history for people: pages of the wall, the numbers on the chips, how long things usually take.

mod condition;
mod days;

pub(super) use condition::{LIVE, NEEDS};

use super::{Store, StoreError, rows};
use crate::{
    domain::{Job, JobId, Query, ServerId, State, Timestamp},
    dto::{Counts, DayCount, Pace, SortBy, WallFilter, WallOrder},
};
use condition::{Condition, condition, in_state};
use rusqlite::{OptionalExtension, Transaction, params, params_from_iter, types::Value};

/// Where a page ended: pages go on strictly after it, so that new tiles never shift old ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cursor {
    /// What the wall is sorted by besides the date; `None`: it is not known, and nothing known comes after it.
    key: Option<f64>,
    place: i64,
}

impl Cursor {
    /// The text form that a window hands back.
    pub fn to_text(self) -> String {
        let key = self.key.map(|key| key.to_string()).unwrap_or_default();
        format!("{key}_{}", self.place)
    }

    /// Reads the text form; nonsense starts at the top.
    pub fn from_text(text: &str) -> Option<Self> {
        let (key, place) = text.split_once('_')?;
        Some(Self {
            key: if key.is_empty() {
                None
            } else {
                Some(key.parse().ok()?)
            },
            place: place.parse().ok()?,
        })
    }
}

/// What is asked of the wall.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Which tiles.
    pub filter: WallFilter,
    /// What must hold for them.
    pub query: Query,
    /// In which order.
    pub order: WallOrder,
    /// What time it is: `from:yesterday` depends on it.
    pub now: Timestamp,
}

impl Ask {
    /// Everything, newest first.
    pub fn everything(now: Timestamp) -> Self {
        Self {
            filter: WallFilter::Everything,
            query: Query::default(),
            order: WallOrder::default(),
            now,
        }
    }
}

/// A page of jobs, in the order that was asked for.
#[derive(Debug)]
pub struct Page {
    /// The jobs.
    pub jobs: Vec<Job>,
    /// Where the next page starts; `None` at the end.
    pub next: Option<Cursor>,
    /// The days of these jobs with all their takes; none where the wall is not in the order of days.
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

impl Store {
    /// A page of the wall after `cursor`.
    pub async fn wall(
        &self,
        ask: Ask,
        cursor: Option<Cursor>,
        limit: u32,
    ) -> Result<Page, StoreError> {
        self.read(move |t| page(t, &ask, cursor, limit.clamp(1, 500)))
            .await
    }

    /// Jobs in that state, newest first, for the command line.
    pub async fn list(
        &self,
        state: Option<State>,
        query: Query,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Job>, StoreError> {
        self.read(move |t| {
            let mut condition = condition(t, WallFilter::Everything, &query, now)?;
            if let Some(state) = state {
                condition.sql.push_str(&in_state(state));
            }
            let tiles = dated(t, &condition, WallOrder::default(), None, limit)?;
            jobs_at(t, &tiles)
        })
        .await
    }

    /// Which of these jobs the wall shows.
    pub async fn shown(&self, ask: Ask, ids: Vec<JobId>) -> Result<Vec<JobId>, StoreError> {
        self.read(move |t| {
            let condition = condition(t, ask.filter, &ask.query, ask.now)?;
            let mut find = t.prepare_cached(
                "SELECT t.place FROM tiles t JOIN jobs j ON j.seq = t.job WHERE j.id = ?1",
            )?;
            let mut looked_at = t.prepare(&format!(
                "SELECT EXISTS (SELECT 1 FROM {} WHERE {} AND {} = ?)",
                condition.from,
                condition.sql,
                condition.place()
            ))?;
            let mut shown = Vec::new();
            for id in ids {
                let place: Option<i64> =
                    find.query_row([id.as_str()], |row| row.get(0)).optional()?;
                let Some(place) = place else { continue };
                let values = condition.values.iter().cloned().chain([Value::from(place)]);
                if looked_at.query_row(params_from_iter(values), |row| row.get(0))? {
                    shown.push(id);
                }
            }
            Ok(shown)
        })
        .await
    }

    /// The numbers on the chips.
    pub async fn counts(&self) -> Result<Counts, StoreError> {
        self.read(|t| {
            let mut counts = Counts::default();
            let mut statement = t.prepare_cached(
                "SELECT state, count(*), sum(favourite) FROM tiles WHERE NOT trashed GROUP BY state",
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
}

/// How long jobs of this server and model usually take, once three became ready.
pub(super) fn pace(t: &Transaction<'_>, key: &PaceKey) -> Result<Option<Pace>, StoreError> {
    let mut statement = t.prepare_cached(
        "SELECT ended_at - submit_started_at FROM jobs WHERE server = ?1 AND model = ?2 AND state = 'ready'
         AND submit_started_at IS NOT NULL AND ended_at > submit_started_at ORDER BY ended_at DESC LIMIT ?3",
    )?;
    let parameters = params![key.server.as_str(), key.model, PACE_WINDOW];
    let mut taken: Vec<i64> = rows::collect(&mut statement, parameters, |row| Ok(row.get(0)?))?;
    taken.sort_unstable();
    if taken.len() < PACE_MIN {
        return Ok(None);
    }
    Ok(Some(Pace {
        median_ms: taken[taken.len() / 2],
        p95_ms: taken[(taken.len() * 95 / 100).min(taken.len() - 1)],
    }))
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

/// A job on the wall.
struct Tile {
    job: i64,
    place: i64,
    key: Option<f64>,
}

/// The column that the wall is sorted by besides the date.
fn key(by: SortBy) -> Option<&'static str> {
    match by {
        SortBy::Date => None,
        SortBy::Cost => Some("t.cost"),
        SortBy::Length => Some("t.seconds"),
        SortBy::Rating => Some("t.rating"),
    }
}

fn page(
    t: &Transaction<'_>,
    ask: &Ask,
    cursor: Option<Cursor>,
    limit: u32,
) -> Result<Page, StoreError> {
    let condition = condition(t, ask.filter, &ask.query, ask.now)?;
    let tiles = match key(ask.order.by) {
        None => dated(t, &condition, ask.order, cursor, limit)?,
        Some(key) => keyed(t, &condition, (key, ask.order), cursor, limit)?,
    };
    let full = u32::try_from(tiles.len()).is_ok_and(|length| length == limit);
    let next = tiles.last().filter(|_| full).map(|last| Cursor {
        key: last.key,
        place: last.place,
    });
    let jobs = jobs_at(t, &tiles)?;
    let days = match ask.order.by {
        SortBy::Date if condition.narrow && !full && cursor.is_none() => {
            days::days(t, &only(&tiles), &jobs)?
        }
        SortBy::Date => days::days(t, &condition, &jobs)?,
        SortBy::Cost | SortBy::Length | SortBy::Rating => Vec::new(),
    };
    Ok(Page { jobs, next, days })
}

/// These tiles and no others: where they are all that is found, nothing is looked for twice.
fn only(tiles: &[Tile]) -> Condition {
    let places: Vec<_> = tiles.iter().map(|tile| tile.place.to_string()).collect();
    Condition {
        from: "tiles t".to_owned(),
        sql: format!("t.place IN ({})", places.join(", ")),
        values: Vec::new(),
        narrow: true,
        worded: false,
    }
}

const fn direction(order: WallOrder) -> (&'static str, &'static str) {
    if order.up {
        (">", "ASC")
    } else {
        ("<", "DESC")
    }
}

/// Tiles after `cursor` in the order in which they were made.
fn dated(
    t: &Transaction<'_>,
    condition: &Condition,
    order: WallOrder,
    cursor: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Tile>, StoreError> {
    let (than, way) = direction(order);
    let place = condition.place();
    let mut values = condition.values.clone();
    let mut after = String::new();
    if let Some(cursor) = cursor {
        after = format!("AND {place} {than} ?");
        values.push(Value::from(cursor.place));
    }
    let select = format!(
        "SELECT t.job, t.place, NULL FROM {} WHERE {} {after} ORDER BY {place} {way} LIMIT {limit}",
        condition.from, condition.sql
    );
    tiles(t, &select, values)
}

/// Tiles after `cursor` in the order of a column: those for which it is known, and then the others.
fn keyed(
    t: &Transaction<'_>,
    condition: &Condition,
    (key, order): (&str, WallOrder),
    cursor: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Tile>, StoreError> {
    let among_unknown = cursor.is_some_and(|cursor| cursor.key.is_none());
    let mut found = Vec::new();
    if !among_unknown {
        found = known(t, condition, (key, order), cursor, limit)?;
    }
    let left = limit - u32::try_from(found.len()).unwrap_or(limit);
    if left > 0 {
        let unknown = Condition {
            sql: format!("{} AND {key} IS NULL", condition.sql),
            ..condition.clone()
        };
        let after = cursor.filter(|_| among_unknown);
        found.extend(dated(t, &unknown, order, after, left)?);
    }
    Ok(found)
}

/// Tiles of an index that are looked at before all tiles are looked at and sorted.
const AHEAD: u32 = 3000;

/// The first page of what many tiles have is met soon in the order of the index; what few have is sorted.
fn known(
    t: &Transaction<'_>,
    condition: &Condition,
    (key, order): (&str, WallOrder),
    cursor: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Tile>, StoreError> {
    let (than, way) = direction(order);
    let sorted = |key: &str| format!("ORDER BY {key} {way}, t.place {way}");
    let mut after = String::new();
    let mut behind = Vec::new();
    if let Some(cursor) = cursor {
        after = format!("AND ({key}, t.place) {than} (?, ?)");
        behind = vec![Value::from(cursor.key), Value::from(cursor.place)];
    }
    let by_index = |wanted: &str| format!("{wanted} AND {key} IS NOT NULL {after} {}", sorted(key));
    if !condition.narrow {
        let wanted = by_index("WHERE NOT t.trashed");
        let select = format!("SELECT t.job, t.place, {key} FROM tiles t {wanted} LIMIT {limit}");
        return tiles(t, &select, behind);
    }
    if !condition.worded && !condition.sql.starts_with("t.trashed") {
        let wanted = by_index("WHERE NOT t.trashed");
        let select = format!(
            "SELECT t.job, t.place, {key} FROM (SELECT * FROM tiles t {wanted} LIMIT {AHEAD}) t WHERE {} {} LIMIT {limit}",
            condition.sql,
            sorted(key)
        );
        let values = behind.iter().chain(&condition.values).cloned();
        let found = tiles(t, &select, values.collect())?;
        if u32::try_from(found.len()).is_ok_and(|length| length == limit) {
            return Ok(found);
        }
    }
    let column = format!("+{key}");
    // A look through the table, whatever SQLite thinks of an index.
    let from = if condition.worded {
        &condition.from
    } else {
        "tiles t NOT INDEXED"
    };
    let select = format!(
        "SELECT t.job, t.place, {column} FROM {from} WHERE {} AND {column} IS NOT NULL {} {} LIMIT {limit}",
        condition.sql,
        after.replace(key, &column),
        sorted(&column)
    );
    let values = condition.values.iter().chain(&behind).cloned();
    tiles(t, &select, values.collect())
}

fn tiles(t: &Transaction<'_>, select: &str, values: Vec<Value>) -> Result<Vec<Tile>, StoreError> {
    let mut statement = t.prepare(select)?;
    rows::collect(&mut statement, params_from_iter(values), |row| {
        Ok(Tile {
            job: row.get(0)?,
            place: row.get(1)?,
            key: row.get(2)?,
        })
    })
}

/// The jobs of these tiles, without those whose rows cannot be read.
fn jobs_at(t: &Transaction<'_>, tiles: &[Tile]) -> Result<Vec<Job>, StoreError> {
    let mut statement = t.prepare_cached(&format!(
        "SELECT {} FROM jobs j WHERE j.seq = ?1",
        rows::JOB_COLUMNS
    ))?;
    let mut jobs = Vec::with_capacity(tiles.len());
    for tile in tiles {
        let job = rows::first(&mut statement, [tile.job], |row| Ok(rows::readable(row)))?;
        jobs.extend(job.flatten());
    }
    Ok(jobs)
}
