//! Taking a job out of Rushes. Its row and its receipt stay, because they tell of money; its tile and its files go.

use super::{Store, StoreError, rows};
use crate::domain::{Job, Timestamp};
use rusqlite::params;

/// Where a job has to be for its removal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On the wall or in the trash.
    Anywhere,
    /// In the trash, and put there before then. Marks are written without a new version, so the version does not tell.
    Trash {
        /// `None`: at any time.
        before: Option<Timestamp>,
    },
}

impl Store {
    /// Takes a job out of Rushes, if it is where it was found, and returns the files that belonged to it alone. Its receipt
    /// stays.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if it was changed, or taken out of the trash, meanwhile.
    pub async fn remove(
        &self,
        job: Job,
        found: Place,
        at: Timestamp,
    ) -> Result<Vec<String>, StoreError> {
        let trashed_before = match found {
            Place::Anywhere => None,
            Place::Trash { before } => Some(before.map_or(i64::MAX, |before| before.0)),
        };
        self.write(move |t| {
            let changed = t.execute(
                "UPDATE jobs SET removed_at = ?3, next_at = NULL, version = version + 1
                 WHERE id = ?1 AND version = ?2 AND removed_at IS NULL AND (?4 IS NULL OR trashed_at < ?4)",
                params![job.id.as_str(), job.version, at.0, trashed_before],
            )?;
            if changed == 0 {
                return Err(StoreError::Stale);
            }
            let mut statement = t.prepare_cached("SELECT file FROM assets WHERE job = ?1")?;
            rows::collect(&mut statement, [job.id.as_str()], |row| Ok(row.get(0)?))
        })
        .await
    }
}
