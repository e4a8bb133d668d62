//! What the user thinks of a take: stars, tags, collections, and whether it is in the trash. These are written without a new
//! version of the job: they must never make the engine's own update stale.

use super::{Store, StoreError, rows, wall::LIVE};
use crate::{
    domain::{JobId, Timestamp},
    dto::Mark,
};
use rusqlite::{OptionalExtension, Row, Transaction, params};
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
    /// The collections that it is in, in the order of their letters.
    pub collections: Vec<String>,
    /// When it was put into the trash.
    pub trashed_at: Option<Timestamp>,
}

/// Most stars.
const MOST: u8 = 5;

/// Where the names of one kind stand: the table of the names has the kind's own name, and `job_` before it ties jobs to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Tag,
    Collection,
}

impl Kind {
    const fn table(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Collection => "collection",
        }
    }
}

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

    /// Changes what the user thinks of these jobs, of all of them or of none. Returns the ids of those that it changed.
    pub async fn mark(&self, ids: Vec<JobId>, mark: Mark) -> Result<Vec<JobId>, StoreError> {
        self.write(move |t| match &mark {
            Mark::Favourite { on } => set(t, ids, "favourite", i64::from(*on)),
            Mark::Rating { stars } => set(t, ids, "rating", i64::from((*stars).min(MOST))),
            Mark::Tag { name, on } => name_all(t, ids, Kind::Tag, name, *on),
            Mark::Collection { name, on } => name_all(t, ids, Kind::Collection, name, *on),
        })
        .await
    }

    /// Gives a collection another name. Returns the jobs in it, `None` if another one has that name.
    pub async fn rename_collection(
        &self,
        name: String,
        to: String,
    ) -> Result<Option<Vec<JobId>>, StoreError> {
        self.write(move |t| {
            let taken: bool = t.query_row(
                // One that only removed jobs are in is none.
                "SELECT EXISTS (SELECT 1 FROM collection c JOIN job_collection jc ON jc.collection = c.seq
                 JOIN tiles ON tiles.job = jc.job WHERE c.name = ?2 AND c.name <> ?1)",
                [&name, &to],
                |row| row.get(0),
            )?;
            if taken {
                return Ok(None);
            }
            t.execute(
                "DELETE FROM collection WHERE name = ?2 AND name <> ?1",
                [&name, &to],
            )?;
            t.execute(
                "UPDATE collection SET name = ?2 WHERE name = ?1",
                [&name, &to],
            )?;
            members(t, &to).map(Some)
        })
        .await
    }

    /// Forgets a collection; what was in it stays. Returns the jobs that were.
    pub async fn delete_collection(&self, name: String) -> Result<Vec<JobId>, StoreError> {
        self.write(move |t| {
            let were = members(t, &name)?;
            t.execute("DELETE FROM collection WHERE name = ?1", [&name])?;
            Ok(were)
        })
        .await
    }

    /// Puts jobs into the trash: they leave the wall, and nothing of them is deleted. Those that are in it already stay as they
    /// are, and those that still cost or may have cost something stay in sight. Returns the ids of those that went.
    pub async fn trash(&self, ids: Vec<JobId>, at: Timestamp) -> Result<Vec<JobId>, StoreError> {
        self.write(move |t| {
            let mut statement = t.prepare_cached(&format!(
                "UPDATE jobs SET trashed_at = ?2 WHERE id = ?1 AND removed_at IS NULL AND trashed_at IS NULL
                   AND state NOT IN {LIVE} AND state <> 'unconfirmed'"
            ))?;
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

    /// Jobs that have been in the trash since before then, the longest first. Not those that went there before they were made:
    /// one of the two times is from a clock that was wrong.
    pub async fn trashed_before(&self, at: Timestamp) -> Result<Vec<JobId>, StoreError> {
        self.read(move |t| {
            let mut statement = t.prepare_cached(
                "SELECT id FROM jobs WHERE trashed_at < ?1 AND trashed_at >= created_at AND removed_at IS NULL
                 ORDER BY trashed_at",
            )?;
            rows::collect(&mut statement, [at.0], id)
        })
        .await
    }

    /// All jobs in the trash, the longest first.
    pub async fn trashed(&self) -> Result<Vec<JobId>, StoreError> {
        self.read(move |t| {
            let mut statement = t.prepare_cached(
                "SELECT id FROM jobs WHERE trashed_at IS NOT NULL AND removed_at IS NULL ORDER BY trashed_at",
            )?;
            rows::collect(&mut statement, [], id)
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

fn id(row: &Row<'_>) -> Result<JobId, StoreError> {
    Ok(JobId::from_text(row.get::<_, String>(0)?))
}

/// Sets a column of these jobs.
fn set(
    t: &Transaction<'_>,
    ids: Vec<JobId>,
    column: &str,
    value: i64,
) -> Result<Vec<JobId>, StoreError> {
    let mut statement = t.prepare_cached(&format!(
        "UPDATE jobs SET {column} = ?2 WHERE id = ?1 AND removed_at IS NULL AND {column} <> ?2"
    ))?;
    changed(
        ids,
        |id| Ok(statement.execute(params![id.as_str(), value])?),
    )
}

/// Ties these jobs to a name, or unties them.
fn name_all(
    t: &Transaction<'_>,
    ids: Vec<JobId>,
    kind: Kind,
    name: &str,
    on: bool,
) -> Result<Vec<JobId>, StoreError> {
    let done = changed(ids, |id| {
        if on {
            tie(t, id, kind, name)
        } else {
            untie(t, id, kind, name)
        }
    })?;
    forget_unused(t, kind, name)?;
    Ok(done)
}

fn tie(t: &Transaction<'_>, id: &JobId, kind: Kind, name: &str) -> Result<usize, StoreError> {
    let table = kind.table();
    t.prepare_cached(&format!("INSERT OR IGNORE INTO {table} (name) VALUES (?1)"))?
        .execute([name])?;
    let mut statement = t.prepare_cached(&format!(
        "INSERT OR IGNORE INTO job_{table} (job, {table})
         SELECT j.seq, n.seq FROM jobs j, {table} n WHERE j.id = ?1 AND j.removed_at IS NULL AND n.name = ?2"
    ))?;
    Ok(statement.execute(params![id.as_str(), name])?)
}

fn untie(t: &Transaction<'_>, id: &JobId, kind: Kind, name: &str) -> Result<usize, StoreError> {
    let table = kind.table();
    let mut statement = t.prepare_cached(&format!(
        "DELETE FROM job_{table} WHERE job = (SELECT seq FROM jobs WHERE id = ?1 AND removed_at IS NULL)
           AND {table} = (SELECT seq FROM {table} WHERE name = ?2)"
    ))?;
    Ok(statement.execute(params![id.as_str(), name])?)
}

/// A name that nothing has any more is forgotten.
fn forget_unused(t: &Transaction<'_>, kind: Kind, name: &str) -> Result<(), StoreError> {
    let table = kind.table();
    t.execute(
        &format!(
            "DELETE FROM {table} WHERE name = ?1 AND NOT EXISTS (SELECT 1 FROM job_{table} WHERE {table} = {table}.seq)"
        ),
        [name],
    )?;
    Ok(())
}

/// The names of one kind that a job has, in the order of their letters.
fn names(t: &Transaction<'_>, seq: i64, kind: Kind) -> Result<Vec<String>, StoreError> {
    let table = kind.table();
    let mut statement = t.prepare_cached(&format!(
        "SELECT n.name FROM {table} n JOIN job_{table} tied ON tied.{table} = n.seq WHERE tied.job = ?1 ORDER BY n.name"
    ))?;
    rows::collect(&mut statement, [seq], |row| Ok(row.get(0)?))
}

/// The jobs in a collection that were not removed.
fn members(t: &Transaction<'_>, name: &str) -> Result<Vec<JobId>, StoreError> {
    let mut statement = t.prepare_cached(
        "SELECT j.id FROM jobs j JOIN job_collection jc ON jc.job = j.seq JOIN collection c ON c.seq = jc.collection
         WHERE c.name = ?1 AND j.removed_at IS NULL ORDER BY j.seq",
    )?;
    rows::collect(&mut statement, [name], id)
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
                collections: Vec::new(),
                trashed_at: row.get::<_, Option<i64>>(3)?.map(Timestamp),
            };
            Ok((row.get(0)?, marks))
        })
        .optional()?;
    let Some((seq, mut marks)) = found else {
        return Ok(None);
    };
    marks.tags = names(t, seq, Kind::Tag)?;
    marks.collections = names(t, seq, Kind::Collection)?;
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
    for (kind, names) in [
        (Kind::Tag, &marks.tags),
        (Kind::Collection, &marks.collections),
    ] {
        t.execute(
            &format!(
                "DELETE FROM job_{} WHERE job = (SELECT seq FROM jobs WHERE id = ?1)",
                kind.table()
            ),
            [id.as_str()],
        )?;
        for name in names {
            tie(t, id, kind, name)?;
        }
    }
    Ok(())
}
