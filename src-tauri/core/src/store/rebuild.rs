//! A database that cannot be trusted, and filling a new one. What there is to fill it with is not known here.

use super::{Marks, Store, StoreError, assets, jobs, receipts, rows};
use crate::{
    domain::{Asset, Job, JobError, JobId, ReceiptEntry, Timestamp},
    dto::ErrorCode,
};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, params};
use std::{collections::BTreeSet, path::Path};

/// A job as it is to stand in the history, from wherever it is known.
#[derive(Debug, Clone)]
pub struct Restored {
    /// The job; one that is there already is replaced.
    pub job: Job,
    /// Its file.
    pub video: Option<Asset>,
    /// When the user took it out: it stays out.
    pub removed_at: Option<Timestamp>,
    /// The user's marks, if they are known.
    pub marks: Option<Marks>,
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

    /// Writes what the database at `path` holds at one moment to the new file `to`, safe on the disk. Over a connection of its
    /// own: nobody who works with the database waits. Blocks.
    pub fn copy(path: &Path, to: &Path) -> Result<(), StoreError> {
        let connection = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        super::configure(&connection)?;
        connection.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
        drop(connection);
        Ok(super::migrations::sync_copy(to)?)
    }

    /// Whether a database of that shape can be opened by this program.
    ///
    /// # Errors
    /// [`StoreError::Newer`].
    pub fn check_shape(found: i64) -> Result<(), StoreError> {
        let supported = super::migrations::newest();
        if found > supported {
            return Err(StoreError::Newer { found, supported });
        }
        Ok(())
    }

    /// Whether a database from elsewhere can be used: sound, not newer than this program, and without anything in it that
    /// acts by itself and is not ours. Changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Newer`].
    pub fn check_foreign(path: &Path) -> Result<(), StoreError> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        connection.pragma_update(None, "cell_size_check", true)?;
        let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        Self::check_shape(found)?;
        let version = usize::try_from(found).unwrap_or_default();
        let own = Connection::open_in_memory()?;
        for step in super::migrations::STEPS.iter().take(version) {
            own.execute_batch(step)?;
        }
        if version == 0 || !acting(&connection)?.is_subset(&acting(&own)?) {
            let text = "it holds what no Rushes wrote";
            return Err(StoreError::Corrupt(text.to_owned()));
        }
        drop(connection);
        Self::check(path)
    }

    /// Holds every job that is still to be sent, and says why: a copy of the history does not know whether it was sent since.
    /// Returns how many there are.
    pub async fn hold_unsent(&self, note: ReceiptEntry) -> Result<usize, StoreError> {
        let error = rows::to_json(&JobError::of(ErrorCode::HeldFromBackup))?;
        self.write(move |t| {
            let mut statement = t.prepare_cached(
                "UPDATE jobs SET state = 'held', next_at = NULL, version = version + 1, error = ?1
                 WHERE state IN ('draft', 'submitting', 'held') AND submit_started_at IS NULL AND remote_id IS NULL
                   AND removed_at IS NULL
                 RETURNING id",
            )?;
            let held = rows::collect(&mut statement, [&error], |row| {
                Ok(JobId::from_text(row.get::<_, String>(0)?))
            })?;
            for job in &held {
                receipts::append(t, job, &note)?;
            }
            Ok(held.len())
        })
        .await
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

    /// When the newest thing in the history happened.
    pub async fn latest_receipt(&self) -> Result<Option<Timestamp>, StoreError> {
        self.read(|t| {
            let newest = "SELECT max(max(at, coalesce(last_at, at))) FROM receipts";
            let at: Option<i64> = t.query_row(newest, [], |row| row.get(0))?;
            Ok(at.map(Timestamp))
        })
        .await
    }

    /// The job of that id, also when it was taken out; and whether it was.
    pub async fn job_or_removed(&self, id: JobId) -> Result<Option<(Job, bool)>, StoreError> {
        self.read(move |t| jobs::with_removed(t, &id)).await
    }

    /// Every file that belongs to a job.
    pub async fn files(&self) -> Result<Vec<String>, StoreError> {
        self.read(|t| {
            let mut statement = t.prepare_cached("SELECT file FROM assets")?;
            rows::collect(&mut statement, [], |row| Ok(row.get(0)?))
        })
        .await
    }
}

/// What a database does by itself when it is read or written.
fn acting(connection: &Connection) -> Result<BTreeSet<(String, String)>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT name, coalesce(sql, '') FROM sqlite_schema WHERE type IN ('trigger', 'view')",
    )?;
    let found = rows::collect(&mut statement, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.into_iter().collect())
}

fn put_back(t: &Transaction<'_>, restored: &Restored) -> Result<bool, StoreError> {
    let Restored {
        job,
        video,
        removed_at,
        marks,
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
    let job = jobs::update(t, job)?;
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
    if let Some(marks) = marks {
        super::marks::write(t, &job.id, marks)?;
    }
    if let Some(at) = removed_at {
        t.execute(
            "UPDATE jobs SET removed_at = ?2, next_at = NULL WHERE id = ?1",
            params![job.id.as_str(), at.0],
        )?;
    }
    Ok(known.is_none())
}
