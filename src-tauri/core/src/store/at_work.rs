//! What somebody is at right now, looked at without reading whole jobs: the desktop around the window asks often.
//!
//! Waiting jobs are found by an index that has no others; those in flight are named by who asks. Decides nothing.

use super::{Store, StoreError};
use crate::domain::{JobId, ServerId, State, Timestamp};
use rusqlite::{Row, Transaction, params};

/// A job that is not over.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    /// Our id.
    pub id: JobId,
    /// Its server.
    pub server: ServerId,
    /// Where it stands.
    pub state: State,
    /// The server's own progress, 0 to 100.
    pub progress: Option<f64>,
    /// When the engine looks at it next; `None`: somebody does right now.
    pub next_at: Option<Timestamp>,
    /// When the server says the file will be gone.
    pub expires_at: Option<Timestamp>,
}

pub(super) const WAITING: &str =
    "SELECT id, server, state, progress, next_at, expires_at FROM jobs INDEXED BY jobs_due
    WHERE next_at IS NOT NULL AND removed_at IS NULL";
const IN_FLIGHT: &str = "SELECT id, server, state, progress, next_at, expires_at FROM jobs
    WHERE id = ?1 AND next_at IS NULL AND removed_at IS NULL";

impl Store {
    /// Every job that waits for its time, and those of `busy` that have none.
    pub async fn at_work(&self, busy: Vec<JobId>) -> Result<Vec<Pending>, StoreError> {
        self.read(move |t| {
            let mut found = Vec::new();
            let mut waiting = t.prepare_cached(WAITING)?;
            let mut rows = waiting.query([])?;
            while let Some(row) = rows.next()? {
                found.extend(pending(row)?);
            }
            for id in &busy {
                found.extend(in_flight(t, id)?);
            }
            Ok(found)
        })
        .await
    }
}

fn in_flight(t: &Transaction<'_>, id: &JobId) -> Result<Option<Pending>, StoreError> {
    let mut statement = t.prepare_cached(IN_FLIGHT)?;
    let mut rows = statement.query(params![id.as_str()])?;
    match rows.next()? {
        Some(row) => pending(row),
        None => Ok(None),
    }
}

/// A row that cannot be read is told of where whole jobs are read.
fn pending(row: &Row<'_>) -> Result<Option<Pending>, StoreError> {
    let word: String = row.get(2)?;
    let live = State::from_stored(&word).filter(|state| state.is_live());
    let Some(state) = live else { return Ok(None) };
    Ok(Some(Pending {
        id: JobId::from_text(row.get::<_, String>(0)?),
        server: ServerId::from_text(row.get::<_, String>(1)?),
        state,
        progress: row.get(3)?,
        next_at: row.get::<_, Option<i64>>(4)?.map(Timestamp),
        expires_at: row.get::<_, Option<i64>>(5)?.map(Timestamp),
    }))
}
