//! What the user thinks of a take: stars, tags, and whether it is in the trash. Like the mark of a favourite these are written
//! without a new version of the job: they must never make the engine's own update stale.

use super::{Store, StoreError, rows};
use crate::domain::{JobId, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// All marks of a take.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Marks {
    /// Marked by the user.
    pub favourite: bool,
    /// 0 to 5; 0: not rated.
    pub rating: u8,
    /// In the order of their letters.
    pub tags: Vec<String>,
    /// When it was put into the trash.
    pub trashed_at: Option<Timestamp>,
}

/// Most stars.
const MOST: u8 = 5;

impl Store {
    /// The marks of these jobs, also of those that are in the trash; removed jobs have none.
    pub async fn marks(&self, ids: Vec<JobId>) -> Result<HashMap<JobId, Marks>, StoreError> {
        self.read(move |t| {
            let mut found = HashMap::with_capacity(ids.len());
            for id in ids {
                if let Some(marks) = marks_of(t, &id)? {
                    found.insert(id, marks);
                }
            }
            Ok(found)
        })
        .await
    }

    /// Gives stars, at most five; 0 takes them away. `None`: there is no such job.
    pub async fn set_rating(&self, id: JobId, rating: u8) -> Result<Option<Marks>, StoreError> {
        self.write(move |t| {
            t.execute(
                "UPDATE jobs SET rating = ?2 WHERE id = ?1 AND removed_at IS NULL",
                params![id.as_str(), rating.min(MOST)],
            )?;
            marks_of(t, &id)
        })
        .await
    }

    /// Adds a tag. One that differs only in the case of its letters is the same. `None`: there is no such job.
    pub async fn add_tag(&self, id: JobId, tag: String) -> Result<Option<Marks>, StoreError> {
        self.write(move |t| {
            tie(t, &id, &tag)?;
            marks_of(t, &id)
        })
        .await
    }

    /// Takes a tag away; a tag that nothing has any more is forgotten. `None`: there is no such job.
    pub async fn remove_tag(&self, id: JobId, tag: String) -> Result<Option<Marks>, StoreError> {
        self.write(move |t| {
            t.execute(
                "DELETE FROM job_tag WHERE job = (SELECT seq FROM jobs WHERE id = ?1 AND removed_at IS NULL)
                   AND tag = (SELECT seq FROM tag WHERE name = ?2)",
                params![id.as_str(), tag],
            )?;
            t.execute(
                "DELETE FROM tag WHERE name = ?1 AND NOT EXISTS (SELECT 1 FROM job_tag WHERE tag = tag.seq)",
                [&tag],
            )?;
            marks_of(t, &id)
        })
        .await
    }

    /// Puts jobs into the trash: they leave the wall, and nothing of them is deleted. Those that are in it already stay as they
    /// are. Returns the ids of those that went.
    pub async fn trash(&self, ids: Vec<JobId>, at: Timestamp) -> Result<Vec<JobId>, StoreError> {
        self.write(move |t| {
            let mut statement = t.prepare_cached(
                "UPDATE jobs SET trashed_at = ?2 WHERE id = ?1 AND removed_at IS NULL AND trashed_at IS NULL",
            )?;
            changed(ids, |id| Ok(statement.execute(params![id.as_str(), at.0])?))
        })
        .await
    }

    /// Takes jobs out of the trash. Returns the ids of those that came back.
    pub async fn restore_trashed(&self, ids: Vec<JobId>) -> Result<Vec<JobId>, StoreError> {
        self.write(move |t| {
            let mut statement = t.prepare_cached(
                "UPDATE jobs SET trashed_at = NULL WHERE id = ?1 AND removed_at IS NULL AND trashed_at IS NOT NULL",
            )?;
            changed(ids, |id| Ok(statement.execute([id.as_str()])?))
        })
        .await
    }

    /// Jobs that have been in the trash since before then, the longest first.
    pub async fn trashed_before(&self, at: Timestamp) -> Result<Vec<JobId>, StoreError> {
        self.read(move |t| {
            let mut statement = t.prepare_cached(
                "SELECT id FROM jobs WHERE trashed_at < ?1 AND removed_at IS NULL ORDER BY trashed_at",
            )?;
            rows::collect(&mut statement, [at.0], |row| {
                Ok(JobId::from_text(row.get::<_, String>(0)?))
            })
        })
        .await
    }
}

fn changed(
    ids: Vec<JobId>,
    mut change: impl FnMut(&JobId) -> Result<usize, StoreError>,
) -> Result<Vec<JobId>, StoreError> {
    let mut done = Vec::new();
    for id in ids {
        if change(&id)? > 0 {
            done.push(id);
        }
    }
    Ok(done)
}

fn tie(t: &Transaction<'_>, id: &JobId, tag: &str) -> Result<(), StoreError> {
    t.execute("INSERT OR IGNORE INTO tag (name) VALUES (?1)", [tag])?;
    t.execute(
        "INSERT OR IGNORE INTO job_tag (job, tag)
         SELECT j.seq, tag.seq FROM jobs j, tag WHERE j.id = ?1 AND j.removed_at IS NULL AND tag.name = ?2",
        params![id.as_str(), tag],
    )?;
    Ok(())
}

pub(super) fn marks_of(t: &Transaction<'_>, id: &JobId) -> Result<Option<Marks>, StoreError> {
    let mut statement = t.prepare_cached(
        "SELECT seq, favourite, rating, trashed_at FROM jobs WHERE id = ?1 AND removed_at IS NULL",
    )?;
    let found: Option<(i64, Marks)> = statement
        .query_row([id.as_str()], |row| {
            let marks = Marks {
                favourite: row.get(1)?,
                rating: row.get(2)?,
                tags: Vec::new(),
                trashed_at: row.get::<_, Option<i64>>(3)?.map(Timestamp),
            };
            Ok((row.get(0)?, marks))
        })
        .optional()?;
    let Some((seq, mut marks)) = found else {
        return Ok(None);
    };
    let mut statement = t.prepare_cached(
        "SELECT name FROM tag JOIN job_tag jt ON jt.tag = tag.seq WHERE jt.job = ?1 ORDER BY name",
    )?;
    marks.tags = rows::collect(&mut statement, [seq], |row| Ok(row.get(0)?))?;
    Ok(Some(marks))
}

/// Writes all marks, as a journal has them.
pub(super) fn write(t: &Transaction<'_>, id: &JobId, marks: &Marks) -> Result<(), StoreError> {
    t.execute(
        "UPDATE jobs SET favourite = ?2, rating = ?3, trashed_at = ?4 WHERE id = ?1",
        params![
            id.as_str(),
            marks.favourite,
            marks.rating.min(MOST),
            marks.trashed_at.map(|at| at.0)
        ],
    )?;
    t.execute(
        "DELETE FROM job_tag WHERE job = (SELECT seq FROM jobs WHERE id = ?1)",
        [id.as_str()],
    )?;
    for tag in &marks.tags {
        tie(t, id, tag)?;
    }
    Ok(())
}
