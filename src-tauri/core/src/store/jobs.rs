//! Table `jobs`: every request ever made, changed only `WHERE id = ? AND version = ?`.

use super::{Store, StoreError, assets, prompts, receipts, rows};
use crate::domain::{Asset, BatchId, Job, JobId, ReceiptEntry, ServerId, State, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};

/// Those in one state, in the order in which they were made.
pub(super) const OF_STATE: &str = "j.state = ?1 ORDER BY j.seq";
/// Those that should be worked on and have no time for it.
pub(super) const STRANDED: &str = "j.next_at IS NULL
    AND j.state IN ('draft', 'submitting', 'queued', 'running', 'completed', 'downloading')
    ORDER BY j.seq LIMIT 100";

/// A press of Create, ready to be stored.
#[derive(Debug, Clone)]
pub struct NewBatch {
    /// Our id.
    pub id: BatchId,
    /// The form's key for this press: the same key twice is one batch.
    pub client_key: String,
    /// When it was pressed.
    pub created_at: Timestamp,
    /// Its jobs, in the order of their takes.
    pub jobs: Vec<Job>,
    /// What stands first in the receipt of each of them. It is stored with them: a job may be taken up at once.
    pub receipts: Vec<ReceiptEntry>,
    /// The prompt as it was written in the form, for the list of those that were used.
    pub prompt: Option<String>,
}

/// What is stored in one commit with a changed job.
#[derive(Debug, Clone, Default)]
pub struct Additions {
    /// Lines of its receipt.
    pub receipts: Vec<ReceiptEntry>,
    /// Its files.
    pub assets: Vec<Asset>,
    /// Further results of its request, as jobs of its batch; those that are there already are left out.
    pub takes: Vec<Job>,
    /// Nothing else changed about the job than [`Job::only_asked_since`] lets pass: then only that is written.
    pub only_asked: bool,
}

/// A changed job as it stands in the database.
#[derive(Debug)]
pub struct Saved {
    /// The job.
    pub job: Job,
    /// All jobs of its batch, if further results were added to it.
    pub takes: Vec<Job>,
}

pub(super) fn insert(t: &Transaction<'_>, job: &Job) -> Result<(), StoreError> {
    t.prepare_cached(
        "INSERT INTO jobs (id, version, batch, take, takes, server, target, prompt, model, recipe, state, created_at,
           next_at, submit_tries, poll_misses, download_misses, favourite, way, output, action, parent, remote_id,
           remote_status, progress, accepted_at, ended_at, expires_at, result_url, error, trials, cost_kind, cost_micros,
           cost_currency, cost_basis, budget_waived)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 0, 0, 0, ?14, ?15, ?16, ?17, ?18, ?19,
           ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32)",
    )?
    .execute(params![
        job.id.as_str(),
        job.version,
        job.batch.as_str(),
        job.take,
        job.takes,
        job.server.as_str(),
        rows::to_json(&job.target)?,
        job.recipe.prompt,
        job.recipe.model,
        rows::to_json(&job.recipe)?,
        job.state.as_str(),
        job.created_at.0,
        job.next_at.map(|at| at.0),
        job.favourite,
        job.way,
        job.output,
        job.action.as_str(),
        job.parent,
        job.remote_id,
        job.remote_status,
        job.progress,
        job.accepted_at.map(|at| at.0),
        job.ended_at.map(|at| at.0),
        job.expires_at.map(|at| at.0),
        job.result_url,
        job.error.as_ref().map(rows::to_json).transpose()?,
        rows::to_json(&job.trials)?,
        rows::cost_kind(&job.quote.cost),
        rows::cost_money(&job.quote.cost).map(|money| money.micros),
        rows::cost_money(&job.quote.cost).map(|money| money.currency.as_str()),
        job.quote.basis.as_ref().map(rows::to_json).transpose()?,
        job.budget_waived,
    ])?;
    Ok(())
}

/// Writes what the engine may change, and returns the job as it stands then. The recipe, the target and the cost are frozen;
/// the mark has its own update, which may have come since the job was read.
pub(super) fn update(t: &Transaction<'_>, mut job: Job) -> Result<Job, StoreError> {
    let error = job.error.as_ref().map(rows::to_json).transpose()?;
    let marked: Option<bool> = t
        .prepare_cached(
            "UPDATE jobs SET version = version + 1, state = ?3, remote_id = ?4, remote_status = ?5, progress = ?6,
               submit_started_at = ?7, accepted_at = ?8, heard_at = ?9, ended_at = ?10, next_at = ?11, expires_at = ?12,
               submit_tries = ?13, poll_misses = ?14, download_misses = ?15, result_url = ?16, error = ?17, way = ?18,
               lesson = ?19, remote_deleted_at = ?20, unknown_polls = ?21, budget_waived = ?22
             WHERE id = ?1 AND version = ?2 AND removed_at IS NULL RETURNING favourite",
        )?
        .query_row(params![
            job.id.as_str(),
            job.version,
            job.state.as_str(),
            job.remote_id,
            job.remote_status,
            job.progress,
            job.submit_started_at.map(|at| at.0),
            job.accepted_at.map(|at| at.0),
            job.heard_at.map(|at| at.0),
            job.ended_at.map(|at| at.0),
            job.next_at.map(|at| at.0),
            job.expires_at.map(|at| at.0),
            job.submit_tries,
            job.poll_misses,
            job.download_misses,
            job.result_url,
            error,
            job.way,
            job.lesson.as_ref().map(rows::to_json).transpose()?,
            job.remote_deleted_at.map(|at| at.0),
            job.unknown_polls,
            job.budget_waived,
        ], |row| row.get(0))
        .optional()?;
    job.favourite = marked.ok_or(StoreError::Stale)?;
    job.version += 1;
    Ok(job)
}

/// Adds further results of a request as takes of its batch, those that are not there yet. Returns all jobs of the batch, or
/// none if nothing was added.
fn add_takes(
    t: &Transaction<'_>,
    batch: &BatchId,
    takes: Vec<Job>,
) -> Result<Vec<Job>, StoreError> {
    let mut added = false;
    for job in takes {
        let there: bool = t.query_row(
            "SELECT EXISTS (SELECT 1 FROM jobs WHERE batch = ?1 AND remote_id IS ?2 AND output = ?3)",
            params![batch.as_str(), job.remote_id, job.output],
            |row| row.get(0),
        )?;
        if !there {
            let take: u32 = t.query_row(
                "SELECT max(take) + 1 FROM jobs WHERE batch = ?1",
                [batch.as_str()],
                |row| row.get(0),
            )?;
            insert(t, &Job { take, ..job })?;
            added = true;
        }
    }
    if !added {
        return Ok(Vec::new());
    }
    t.execute(
        "UPDATE jobs SET takes = (SELECT max(take) FROM jobs WHERE batch = ?1) WHERE batch = ?1",
        [batch.as_str()],
    )?;
    jobs_where(t, "j.batch = ?1 ORDER BY j.take", [batch.as_str()])
}

/// Writes that a job was asked about and nothing came of it. That happens all the time; an update that names a column writes
/// every index of that column anew, also where the value stays.
fn note_asked(t: &Transaction<'_>, mut job: Job) -> Result<Job, StoreError> {
    let marked: Option<bool> = t
        .prepare_cached(
            "UPDATE jobs SET version = version + 1, remote_status = ?3, progress = ?4, heard_at = ?5, next_at = ?6,
               poll_misses = ?7, unknown_polls = ?8
             WHERE id = ?1 AND version = ?2 AND removed_at IS NULL RETURNING favourite",
        )?
        .query_row(
            params![
                job.id.as_str(),
                job.version,
                job.remote_status,
                job.progress,
                job.heard_at.map(|at| at.0),
                job.next_at.map(|at| at.0),
                job.poll_misses,
                job.unknown_polls,
            ],
            |row| row.get(0),
        )
        .optional()?;
    job.favourite = marked.ok_or(StoreError::Stale)?;
    job.version += 1;
    Ok(job)
}

impl Store {
    /// Stores a batch with its jobs. If that client key was stored before, nothing is added and its jobs are returned.
    pub async fn add_batch(&self, batch: NewBatch) -> Result<Vec<Job>, StoreError> {
        self.write(move |t| {
            let known: Option<String> = t
                .query_row(
                    "SELECT id FROM batches WHERE client_key = ?1",
                    [&batch.client_key],
                    |row| row.get(0),
                )
                .optional()?;
            if let Some(id) = known {
                return jobs_where(t, "j.batch = ?1 ORDER BY j.take", [id]);
            }
            t.execute(
                "INSERT INTO batches (id, client_key, created_at) VALUES (?1, ?2, ?3)",
                params![batch.id.as_str(), batch.client_key, batch.created_at.0],
            )?;
            if let Some(prompt) = &batch.prompt {
                prompts::note(t, prompt, batch.created_at)?;
            }
            for job in &batch.jobs {
                insert(t, job)?;
                for entry in &batch.receipts {
                    receipts::append(t, &job.id, entry)?;
                }
            }
            Ok(batch.jobs)
        })
        .await
    }

    /// Writes a changed job together with what belongs to the change, and returns it with its new version.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if it was changed or removed since it was read.
    pub async fn save(&self, job: Job, more: Additions) -> Result<Saved, StoreError> {
        self.write(move |t| {
            let mut job = if more.only_asked {
                note_asked(t, job)?
            } else {
                update(t, job)?
            };
            for entry in &more.receipts {
                receipts::append(t, &job.id, entry)?;
            }
            for asset in &more.assets {
                assets::take_kind(t, &asset.job, asset.kind)?;
                assets::insert(t, asset)?;
            }
            let takes = add_takes(t, &job.batch, more.takes)?;
            if let Some(own) = takes.iter().find(|take| take.id == job.id) {
                job.takes = own.takes;
            }
            Ok(Saved { job, takes })
        })
        .await
    }

    /// The job of that id, unless it was removed.
    pub async fn job(&self, id: JobId) -> Result<Option<Job>, StoreError> {
        self.read_fresh(move |t| Ok(jobs_where(t, "j.id = ?1", [id.as_str()])?.pop()))
            .await
    }

    /// The one job whose id begins with `start`; `None` if there is none or more than one.
    pub async fn job_by_start(&self, start: String) -> Result<Option<Job>, StoreError> {
        self.read(move |t| {
            let mut found = jobs_where(
                t,
                "substr(j.id, 1, length(?1)) = ?1 LIMIT 2",
                [start.as_str()],
            )?;
            Ok(if found.len() == 1 { found.pop() } else { None })
        })
        .await
    }

    /// The jobs of a batch, in the order of their takes.
    pub async fn batch(&self, id: BatchId) -> Result<Vec<Job>, StoreError> {
        self.read(move |t| jobs_where(t, "j.batch = ?1 ORDER BY j.take", [id.as_str()]))
            .await
    }

    /// Jobs that should be worked on and have no time for it: only a fault leaves one behind.
    pub async fn stranded(&self) -> Result<Vec<Job>, StoreError> {
        self.read(|t| jobs_where(t, STRANDED, [])).await
    }

    /// All jobs that are in one of these states.
    pub async fn jobs_in(&self, states: Vec<State>) -> Result<Vec<Job>, StoreError> {
        self.read(move |t| {
            let mut found = Vec::new();
            for state in states {
                found.extend(jobs_where(t, OF_STATE, [state.as_str()])?);
            }
            Ok(found)
        })
        .await
    }

    /// Deletes drafts of which nothing was ever sent, and returns their ids. Other jobs are left alone.
    pub async fn delete_drafts(&self, batch: BatchId) -> Result<Vec<JobId>, StoreError> {
        self.write(move |t| {
            let mut statement = t.prepare_cached(
                "DELETE FROM jobs WHERE batch = ?1 AND state = 'draft' AND submit_started_at IS NULL RETURNING id",
            )?;
            rows::collect(&mut statement, [batch.as_str()], |row| {
                Ok(JobId::from_text(row.get::<_, String>(0)?))
            })
        })
        .await
    }

    /// Whether the recipe of every job can be read. Those that cannot count as unreadable from now on. Reads all of them: half a
    /// second for 100,000.
    pub async fn all_recipes_readable(&self) -> Result<bool, StoreError> {
        self.read(|t| {
            let mut statement = t.prepare_cached(
                "SELECT id FROM jobs WHERE removed_at IS NULL
                   AND CASE WHEN json_valid(recipe) THEN json_type(recipe, '$.prompt') IS NOT 'text' ELSE 1 END",
            )?;
            let unreadable = rows::collect(&mut statement, [], |row| Ok(row.get(0)?))?;
            let all = unreadable.is_empty();
            unreadable.into_iter().for_each(rows::cannot_read);
            Ok(all)
        })
        .await
    }

    /// Files of `inputs` that jobs still use, as far as their recipes can be read.
    pub async fn input_files(&self) -> Result<Vec<String>, StoreError> {
        self.read(|t| {
            // `instr`: most recipes have no picture, and reading all of them as JSON takes twice as long.
            let mut statement = t.prepare_cached(
                "SELECT DISTINCT json_extract(i.value, '$.source.stored.file') FROM jobs j,
                   json_each(CASE WHEN json_valid(j.recipe) THEN j.recipe ELSE '{}' END, '$.inputs') i
                 WHERE j.removed_at IS NULL AND instr(j.recipe, 'stored')
                   AND json_extract(i.value, '$.source.stored.file') IS NOT NULL",
            )?;
            rows::collect(&mut statement, [], |row| Ok(row.get(0)?))
        })
        .await
    }

    /// Whether the server's id is known for a job of that server.
    pub async fn knows_remote(&self, server: ServerId, remote: String) -> Result<bool, StoreError> {
        self.read(move |t| {
            let known = t.query_row(
                "SELECT EXISTS (SELECT 1 FROM jobs WHERE server = ?1 AND remote_id = ?2)",
                [server.as_str(), remote.as_str()],
                |row| row.get(0),
            )?;
            Ok(known)
        })
        .await
    }
}

/// The first job of that server with the server's id, unless it was removed.
pub(super) fn of_remote(
    t: &Transaction<'_>,
    server: &ServerId,
    remote: &str,
) -> Result<Option<JobId>, StoreError> {
    let mut statement = t.prepare_cached(
        "SELECT id FROM jobs WHERE server = ?1 AND remote_id = ?2 AND removed_at IS NULL ORDER BY seq LIMIT 1",
    )?;
    let found: Option<String> = statement
        .query_row([server.as_str(), remote], |row| row.get(0))
        .optional()?;
    Ok(found.map(JobId::from_text))
}

/// Whether there is a job of that id that was not removed.
pub(super) fn is_there(t: &Transaction<'_>, id: &str) -> Result<bool, StoreError> {
    let mut statement = t.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM jobs WHERE id = ?1 AND removed_at IS NULL)",
    )?;
    Ok(statement.query_row([id], |row| row.get(0))?)
}

/// The job of that id, also when it was taken out; and whether it was.
pub(super) fn with_removed(
    t: &Transaction<'_>,
    id: &JobId,
) -> Result<Option<(Job, bool)>, StoreError> {
    let sql = format!(
        "SELECT {}, j.removed_at IS NOT NULL AS removed FROM jobs j WHERE j.id = ?1",
        rows::JOB_COLUMNS
    );
    let mut statement = t.prepare_cached(&sql)?;
    rows::first(&mut statement, [id.as_str()], |row| {
        Ok((rows::job(row)?, row.get("removed")?))
    })
}

/// The query of [`jobs_where`].
pub(super) fn jobs_sql(condition: &str) -> String {
    format!(
        "SELECT {} FROM jobs j WHERE j.removed_at IS NULL AND {condition}",
        rows::JOB_COLUMNS
    )
}

/// Jobs that were not removed and meet `condition`, which may end with ORDER BY and LIMIT.
pub(super) fn jobs_where(
    t: &Transaction<'_>,
    condition: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Job>, StoreError> {
    let mut statement = t.prepare_cached(&jobs_sql(condition))?;
    let found = rows::collect(&mut statement, parameters, |row| Ok(rows::readable(row)))?;
    Ok(found.into_iter().flatten().collect())
}
