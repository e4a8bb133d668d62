//! Between rows and domain values: JSON columns, enums as words, small integers.

use super::StoreError;
use crate::domain::catalogue::{Catalogue, Target};
use crate::domain::{
    Action, Asset, AssetId, AssetKind, BatchId, Cost, Job, JobId, Money, Quote, Server, ServerId,
    State, Timestamp,
};
use rusqlite::{Row, types::FromSql};
use serde::{Serialize, de::DeserializeOwned};
use std::{cell::RefCell, collections::HashMap, sync::Arc};

pub(super) fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Corrupt(error.to_string()))
}

pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Corrupt(error.to_string()))
}

thread_local! {
    /// Targets that this thread has read, by their text: a batch's jobs, and mostly a server's, have the same one.
    static TARGETS: RefCell<HashMap<String, Arc<Target>>> = RefCell::default();
}

/// So many targets are kept; then it begins anew. A few kilobytes each.
const TARGETS_KEPT: usize = 64;

/// The target, read once for all jobs that have the same.
fn target(columns: &mut Columns<'_>) -> Result<Arc<Target>, StoreError> {
    let (text, model) = (columns.text()?, columns.text()?);
    if let Some(known) = TARGETS.with_borrow(|known| known.get(text).cloned()) {
        return Ok(known);
    }
    let Ok(target) = from_json(text).map(Arc::new) else {
        return outdated_target(text, model).map(Arc::new);
    };
    TARGETS.with_borrow_mut(|known| {
        if known.len() >= TARGETS_KEPT {
            known.clear();
        }
        known.insert(text.to_owned(), Arc::clone(&target));
    });
    Ok(target)
}

/// Descriptions that were frozen in an older form are replaced by those of today; the server stays what it was.
fn outdated_target(text: &str, model: &str) -> Result<Target, StoreError> {
    #[derive(serde::Deserialize)]
    struct Frozen {
        server: Server,
    }
    let old: Frozen = from_json(text)?;
    Ok(Catalogue::shipped().target(&old.server, model))
}

/// The columns of a row, one after the other. By their names each would be looked for among all of them.
struct Columns<'row> {
    row: &'row Row<'row>,
    next: usize,
}

impl<'row> Columns<'row> {
    fn of(row: &'row Row<'row>) -> Self {
        Self { row, next: 0 }
    }

    fn place(&mut self) -> usize {
        self.next += 1;
        self.next - 1
    }

    fn get<T: FromSql>(&mut self) -> Result<T, StoreError> {
        let place = self.place();
        Ok(self.row.get(place)?)
    }

    /// Without a copy of it.
    fn text(&mut self) -> Result<&'row str, StoreError> {
        let place = self.place();
        let value = self.row.get_ref(place)?;
        value
            .as_str()
            .map_err(|error| StoreError::Corrupt(error.to_string()))
    }

    fn some_text(&mut self) -> Result<Option<&'row str>, StoreError> {
        let place = self.place();
        let value = self.row.get_ref(place)?;
        value
            .as_str_or_null()
            .map_err(|error| StoreError::Corrupt(error.to_string()))
    }

    fn json<T: DeserializeOwned>(&mut self) -> Result<T, StoreError> {
        from_json(self.text()?)
    }

    fn some_json<T: DeserializeOwned>(&mut self) -> Result<Option<T>, StoreError> {
        self.some_text()?.map(from_json).transpose()
    }

    fn time(&mut self) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.get::<Option<i64>>()?.map(Timestamp))
    }
}

/// The columns that [`job`] reads, in the order in which it does.
pub(super) const JOB_COLUMNS: &str = "j.id, j.version, j.batch, j.take, j.takes, j.server, j.recipe, j.target, j.model, j.state, \
    j.remote_id, j.remote_status, j.progress, j.created_at, j.submit_started_at, j.accepted_at, j.heard_at, j.ended_at, \
    j.next_at, j.expires_at, j.submit_tries, j.poll_misses, j.download_misses, j.result_url, j.error, j.favourite, \
    j.way, j.output, j.action, j.parent, j.lesson, j.trials, j.remote_deleted_at, \
    j.unknown_polls, j.cost_kind, j.cost_micros, j.cost_currency, j.cost_basis, j.budget_waived";

/// The word stored for a cost.
pub(super) const fn cost_kind(cost: &Cost) -> &'static str {
    match cost {
        Cost::Unknown => "unknown",
        Cost::Free => "free",
        Cost::Included => "included",
        Cost::Known { .. } => "known",
    }
}

/// The amount stored for a cost.
pub(super) const fn cost_money(cost: &Cost) -> Option<&Money> {
    match cost {
        Cost::Known { money } => Some(money),
        Cost::Unknown | Cost::Free | Cost::Included => None,
    }
}

/// Reads a cost back.
pub(super) fn cost(
    kind: &str,
    micros: Option<i64>,
    currency: Option<&str>,
) -> Result<Cost, StoreError> {
    let corrupt = || StoreError::Corrupt(format!("cost {kind} {micros:?} {currency:?}"));
    match (kind, micros, currency) {
        ("unknown", _, _) => Ok(Cost::Unknown),
        ("free", _, _) => Ok(Cost::Free),
        ("included", _, _) => Ok(Cost::Included),
        ("known", Some(micros), Some(code)) => Ok(Cost::Known {
            money: Money {
                currency: code.parse().map_err(|_| corrupt())?,
                micros,
            },
        }),
        _ => Err(corrupt()),
    }
}

fn quote(columns: &mut Columns<'_>) -> Result<Quote, StoreError> {
    let kind = columns.text()?;
    let micros = columns.get()?;
    Ok(Quote {
        cost: cost(kind, micros, columns.some_text()?)?,
        basis: columns.some_json()?,
    })
}

pub(super) fn job(row: &Row<'_>) -> Result<Job, StoreError> {
    let corrupt = |word: &str| StoreError::Corrupt(word.to_owned());
    let mut columns = Columns::of(row);
    let c = &mut columns;
    Ok(Job {
        id: JobId::from_text(c.text()?),
        version: c.get()?,
        batch: BatchId::from_text(c.text()?),
        take: c.get()?,
        takes: c.get()?,
        server: ServerId::from_text(c.text()?),
        recipe: c.json()?,
        target: target(c)?,
        state: {
            let word = c.text()?;
            State::from_stored(word).ok_or_else(|| corrupt(word))?
        },
        remote_id: c.get()?,
        remote_status: c.get()?,
        progress: c.get()?,
        created_at: Timestamp(c.get()?),
        submit_started_at: c.time()?,
        accepted_at: c.time()?,
        heard_at: c.time()?,
        ended_at: c.time()?,
        next_at: c.time()?,
        expires_at: c.time()?,
        submit_tries: c.get()?,
        poll_misses: c.get()?,
        download_misses: c.get()?,
        result_url: c.get()?,
        error: c.some_json()?,
        favourite: c.get()?,
        way: c.get()?,
        output: c.get()?,
        action: {
            let word = c.text()?;
            Action::from_stored(word).ok_or_else(|| corrupt(word))?
        },
        parent: c.get()?,
        lesson: c.some_json()?,
        trials: c.json()?,
        remote_deleted_at: c.time()?,
        unknown_polls: c.get()?,
        quote: quote(c)?,
        budget_waived: c.get()?,
    })
}

thread_local! {
    /// Ids of rows that the piece of work on this thread met and could not read. Work takes turns on a thread.
    static UNREADABLE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// The job of a row; `None` for one that holds what we never write. One bad row must not hide all others.
pub(super) fn readable(row: &Row<'_>) -> Option<Job> {
    let read = job(row);
    if read.is_err() {
        let id = row.get::<_, String>("id").unwrap_or_default();
        cannot_read(id);
    }
    read.ok()
}

/// Notes that the row of this job cannot be read.
pub(super) fn cannot_read(id: String) {
    UNREADABLE.with_borrow_mut(|ids| ids.push(id));
}

/// The ids that [`readable`] met since this was asked last.
pub(super) fn take_unreadable() -> Vec<String> {
    UNREADABLE.take()
}

/// The columns that [`asset`] reads.
pub(super) const ASSET_COLUMNS: &str =
    "id, job, kind, file, mime, bytes, sha256, width, height, seconds, fps, has_audio, created_at";

pub(super) fn asset(row: &Row<'_>) -> Result<Asset, StoreError> {
    let word: String = row.get("kind")?;
    Ok(Asset {
        id: AssetId::from_text(row.get::<_, String>("id")?),
        job: JobId::from_text(row.get::<_, String>("job")?),
        kind: AssetKind::from_stored(&word).ok_or(StoreError::Corrupt(word))?,
        file: row.get("file")?,
        mime: row.get("mime")?,
        bytes: u64::try_from(row.get::<_, i64>("bytes")?).unwrap_or_default(),
        sha256: row.get("sha256")?,
        width: row.get("width")?,
        height: row.get("height")?,
        seconds: row.get("seconds")?,
        fps: row.get("fps")?,
        has_audio: row.get("has_audio")?,
        created_at: Timestamp(row.get("created_at")?),
    })
}

/// Runs a query whose rows are read by a function with our own error.
pub(super) fn collect<T>(
    statement: &mut rusqlite::Statement<'_>,
    parameters: impl rusqlite::Params,
    read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut rows = statement.query(parameters)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// The first row, if there is one.
pub(super) fn first<T>(
    statement: &mut rusqlite::Statement<'_>,
    parameters: impl rusqlite::Params,
    read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut rows = statement.query(parameters)?;
    rows.next()?.map(read).transpose()
}
