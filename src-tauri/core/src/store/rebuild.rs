//! A database that cannot be trusted, and filling a new one. What there is to fill it with is not known here.

use super::{Store, StoreError, assets, jobs, receipts};
use crate::domain::{Asset, Job, ReceiptEntry, Timestamp};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use std::path::Path;

/// A job as it is to stand in the history, from wherever it is known.
#[derive(Debug, Clone)]
pub struct Restored {
    /// The job; one that is there already is replaced.
    pub job: Job,
    /// Its file.
    pub video: Option<Asset>,
    /// When the user took it out: it stays out.
    pub removed_at: Option<Timestamp>,
    /// A line for its receipt.
    pub note: ReceiptEntry,
}

impl Store {
    /// Reads the whole database at `path` and says whether it is sound. Takes about a second for half a gigabyte, so it is
    /// for a start after an end that was none.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub fn check(path: &Path) -> Result<(), StoreError> {
        let connection = Connection::open(path)?;
        super::configure(&connection)?;
        let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if said == "ok" {
            Ok(())
        } else {
            Err(StoreError::Corrupt(said))
        }
    }

    /// Puts jobs back, all or none, and returns how many were new. A job that the user had taken out stays out.
    pub async fn restore(&self, restored: Vec<Restored>) -> Result<usize, StoreError> {
        self.write(move |t| {
            let mut added = 0;
            for one in &restored {
                added += usize::from(put_back(t, one)?);
            }
            Ok(added)
        })
        .await
    }

    /// The job of that id, also when it was taken out; and whether it was.
    pub async fn job_or_removed(
        &self,
        id: crate::domain::JobId,
    ) -> Result<Option<(Job, bool)>, StoreError> {
        self.read(move |t| jobs::with_removed(t, &id)).await
    }

    /// Every file that belongs to a job.
    pub async fn files(&self) -> Result<Vec<String>, StoreError> {
        self.read(|t| {
            let mut statement = t.prepare_cached("SELECT file FROM assets")?;
            super::rows::collect(&mut statement, [], |row| Ok(row.get(0)?))
        })
        .await
    }
}

fn put_back(t: &Transaction<'_>, restored: &Restored) -> Result<bool, StoreError> {
    let Restored {
        job,
        video,
        removed_at,
        note,
    } = restored;
    t.execute(
        "INSERT OR IGNORE INTO batches (id, client_key, created_at) VALUES (?1, ?2, ?3)",
        params![
            job.batch.as_str(),
            format!("rebuilt {}", job.batch),
            job.created_at.0
        ],
    )?;
    let known: Option<(i64, bool)> = t
        .query_row(
            "SELECT version, removed_at IS NOT NULL FROM jobs WHERE id = ?1",
            [job.id.as_str()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    if known.is_some_and(|(_, removed)| removed) {
        return Ok(false);
    }
    let version = known.map_or(0, |(version, _)| version);
    let job = Job {
        version,
        ..job.clone()
    };
    if known.is_none() {
        jobs::insert(t, &job)?;
    }
    jobs::update(t, &job)?;
    receipts::append(t, &job.id, note)?;
    if let Some(video) = video {
        let taken: bool = t.query_row(
            "SELECT EXISTS (SELECT 1 FROM assets WHERE file = ?1 OR id = ?2)",
            params![video.file, video.id.as_str()],
            |row| row.get(0),
        )?;
        if !taken {
            assets::take_kind(t, &video.job, video.kind)?;
            assets::insert(t, video)?;
        }
    }
    if let Some(at) = removed_at {
        t.execute(
            "UPDATE jobs SET removed_at = ?2, next_at = NULL WHERE id = ?1",
            params![job.id.as_str(), at.0],
        )?;
    }
    Ok(known.is_none())
}
