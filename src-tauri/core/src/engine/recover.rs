//! Settling, at start, what an earlier run left open. Sends nothing, and guesses nothing about money.

use super::{
    Engine, EngineError, blocking,
    change::{Change, step},
    download::{INLINE, place, video_asset},
    journal::Entry,
    outputs, recipes,
};
use crate::{
    domain::{AssetId, Event, Job, JobError, Phase, ReceiptKind, State},
    dto::ErrorCode,
    library::{Library, LibraryError, Published, probe},
    store::Spread,
};
use std::{collections::HashSet, time::Duration};

/// Between two polls that were due while we were away.
const SPREAD_MS: i64 = 150;
/// The last of them waits no longer than that.
const SPREAD_MOST_MS: i64 = 60_000;
/// Nothing waits that long by itself: the longest pause that a server may ask for is ten minutes.
const FAR_MS: i64 = 15 * 60_000;
/// Staged pictures of an abandoned form.
const STAGED_AGE: Duration = Duration::from_secs(30 * 86_400);

/// How the run before this one left the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// It ended, and everything it had to write is written.
    InGoodOrder,
    /// Nobody knows where it was.
    Open,
    /// The history was made again, or is a copy: a file of no job may be one that the history has lost.
    Damaged,
}

impl Engine {
    /// Settles what is open, and sweeps as far as `left` allows.
    pub(super) async fn recover(&self, left: Left) -> Result<(), EngineError> {
        for job in self.inner.store.jobs_in(vec![State::Draft]).await? {
            self.put_aside(&job).await?;
        }
        for job in self.inner.store.jobs_in(vec![State::Submitting]).await? {
            self.settle_submitting(&job).await?;
        }
        for job in self.inner.store.jobs_in(vec![State::Downloading]).await? {
            self.settle_downloading(&job).await?;
        }
        self.spread_all().await?;
        // Read also where nothing is swept: rows that cannot be read are met before they could come up for work.
        let waiting = vec![State::Queued, State::Running, State::Completed];
        let waiting = self.inner.store.jobs_in(waiting).await?;
        if left != Left::Damaged {
            self.sweep(&waiting, left).await?;
        }
        Ok(self.inner.store.park_unreadable().await?)
    }

    /// Gives every job that waits a time that makes sense by the clock of now: what was due while we were away is asked one
    /// after the other, and a time far ahead is a clock that was wrong.
    pub(super) async fn spread_all(&self) -> Result<(), EngineError> {
        let spread = Spread {
            now: self.now(),
            step_ms: SPREAD_MS,
            most_ms: SPREAD_MOST_MS,
            far_ms: FAR_MS,
        };
        Ok(self.inner.store.spread(spread).await?)
    }

    /// The program ended within the undo window: nothing was sent, and nothing will be without the user's word.
    async fn put_aside(&self, job: &Job) -> Result<(), EngineError> {
        let now = self.now();
        self.change(&job.id, |job| {
            step(job, Event::HeldBack, now)?;
            Ok(Change::default())
        })
        .await?;
        Ok(())
    }

    /// With the mark "sending began" nobody knows what the server got; without it nothing was sent.
    pub(super) async fn settle_submitting(&self, job: &Job) -> Result<(), EngineError> {
        let now = self.now();
        // A synchronous server's bytes are written before the id: they are here, and paid for.
        let whole = self.is_whole(job).await?;
        let mut takes = Vec::new();
        if whole {
            for mut take in outputs::conceivable(job, now) {
                if self.is_whole(&take).await? {
                    take.remote_id = Some(unnamed(job));
                    take.result_url = Some(INLINE.to_owned());
                    takes.push(take);
                }
            }
        }
        self.change(&job.id, |job| {
            if whole && job.submit_started_at.is_some() {
                step(job, Event::Accepted(Phase::Done), now)?;
                job.remote_id = Some(unnamed(job));
                job.accepted_at = Some(now);
                job.result_url = Some(INLINE.to_owned());
                job.next_at = Some(now);
                let text = "the result lay here already when Rushes started".to_owned();
                return Ok(Change {
                    takes: takes.clone(),
                    ..Change::with(self.note(ReceiptKind::Note, text))
                });
            }
            if job.submit_started_at.is_none() {
                job.next_at = Some(job.next_at.unwrap_or(now));
                return Ok(Change::default());
            }
            step(job, Event::NoAnswer, now)?;
            job.error = Some(JobError::of(ErrorCode::NoAnswer));
            let text = "Rushes ended while the request was on its way".to_owned();
            Ok(Change::with(self.note(ReceiptKind::Note, text)))
        })
        .await?;
        Ok(())
    }

    /// Whether a job's partial file is a video that can be read to its end.
    async fn is_whole(&self, job: &Job) -> Result<bool, EngineError> {
        let partial = self.inner.library.partial(&job.id);
        blocking(move || {
            place::finish_inline(&partial)?;
            Ok(probe::probe(&partial).is_ok())
        })
        .await
    }

    /// The complete file that has this job's name and no row: what was published just before a crash. `tail`: what would have
    /// been put behind it.
    pub(super) async fn file_without_row(
        &self,
        job: &Job,
        tail: Vec<u8>,
    ) -> Result<Option<(Published, probe::Media)>, EngineError> {
        let (library, named) = (self.inner.library.clone(), job.clone());
        let names = blocking(move || {
            Ok(library.published_as(&named.id, &named.recipe.prompt, named.created_at))
        });
        let names = names.await?;
        // An earlier video of this job, or another job's of the same name, has its row: it is not what was just fetched.
        let owned = self.inner.store.owned_files(names.clone()).await?;
        let library = self.inner.library.clone();
        blocking(move || {
            let mut orphans = names.iter().filter(|name| !owned.contains(name));
            Ok(orphans.find_map(|name| adoptable(&library, name, &tail)))
        })
        .await
    }

    /// A file that got its final name is adopted; a partial one is continued.
    pub(super) async fn settle_downloading(&self, job: &Job) -> Result<(), EngineError> {
        let found = self.file_without_row(job, recipes::tail(job)).await?;
        if let Some((mut published, media)) = found {
            let received = published.received.take();
            let id = AssetId::from_seed(self.inner.entropy.seed());
            let asset = video_asset(job, id, published, &media, self.now());
            return self.published(job, asset, received, Vec::new()).await;
        }
        let now = self.now();
        self.change(&job.id, |job| {
            step(job, Event::Interrupted, now)?;
            job.next_at = Some(now);
            Ok(Change::default())
        })
        .await?;
        Ok(())
    }

    /// Takes away files that belong to no job: partial ones of ended jobs, pictures that were never sent, stills without a
    /// row, and what a removed job left behind.
    /// `waiting`: jobs whose partial files stay. What only an end in the middle leaves is looked for after one alone: with 100,000
    /// takes that look is longer than a start may be.
    async fn sweep(&self, waiting: &[Job], left: Left) -> Result<(), EngineError> {
        if self.inner.store.unreadable() > 0 {
            // Whose files these are cannot be told.
            return Ok(());
        }
        self.settle_arrivals().await?;
        for job in self.inner.store.half_removed().await? {
            // The line comes before the files, so that it may be missing too; twice it says no more than once.
            self.follow_in_journal(&job, vec![Entry::Removed]).await;
        }
        let removed = self.inner.store.files_of_removed().await?;
        self.remove_files(removed).await?;
        if left == Left::Open {
            self.sweep_stills().await?;
        }
        let kept: HashSet<_> = waiting
            .iter()
            .flat_map(|job| {
                let partial = self.inner.library.partial(&job.id);
                [partial.with_extension("part.json"), partial]
            })
            .collect();
        let (library, staging) = (self.inner.library.clone(), self.inner.staging.clone());
        // A picture may wait in the form for longer than anything else that was never sent.
        let form = serde_json::Value::Object(self.settings().await?.composer).to_string();
        blocking(move || {
            let kept = |name: &str| kept.contains(&library.root().join(name));
            remove_all(&library, &others(&library, "partial", kept)?)?;
            staging.sweep(STAGED_AGE, |id| form.contains(id))?;
            Ok(())
        })
        .await?;
        self.sweep_inputs().await
    }

    /// A still is written before its row, and can be made again.
    async fn sweep_stills(&self) -> Result<(), EngineError> {
        if !self.keeps_stills().await {
            // A crash may have come between the user's word and the deed.
            self.drop_stills().await?;
        }
        let stills: HashSet<_> = self.inner.store.still_files().await?.into_iter().collect();
        let library = self.inner.library.clone();
        blocking(move || {
            let orphans = others(&library, "stills", |name| stills.contains(name))?;
            Ok(remove_all(&library, &orphans)?)
        })
        .await
    }

    /// Pictures that were never sent, because their press was taken back. What costs time is asked only where there is one.
    async fn sweep_inputs(&self) -> Result<(), EngineError> {
        let library = self.inner.library.clone();
        let there = blocking(move || Ok(others(&library, "inputs", |_| false)?)).await?;
        if there.is_empty() {
            return Ok(());
        }
        let used: HashSet<_> = self.inner.store.input_files().await?.into_iter().collect();
        let mut orphans = there;
        orphans.retain(|name| !used.contains(name));
        if orphans.is_empty() || !self.inner.store.all_recipes_readable().await? {
            return Ok(());
        }
        let library = self.inner.library.clone();
        blocking(move || Ok(remove_all(&library, &orphans)?)).await
    }
}

/// Stands for the id that a server gave to a job and nobody kept.
fn unnamed(job: &Job) -> String {
    format!("unnamed-{}", job.id)
}

fn adoptable(library: &Library, name: &str, tail: &[u8]) -> Option<(Published, probe::Media)> {
    let media = probe::probe(&library.resolve(name).ok()?).ok()?;
    Some((library.find_published(name, tail)?, media))
}

/// The files directly in a folder of the library but those to keep, as the history names them. One whose name is no text is none
/// of ours.
fn others(
    library: &Library,
    folder: &str,
    keep: impl Fn(&str) -> bool,
) -> Result<Vec<String>, LibraryError> {
    let mut names = Vec::new();
    for entry in fs_err::read_dir(library.root().join(folder))? {
        let entry = entry?;
        if let (true, Some(name)) = (entry.file_type()?.is_file(), entry.file_name().to_str()) {
            names.push(format!("{folder}/{name}"));
        }
    }
    names.retain(|name| !keep(name));
    Ok(names)
}

fn remove_all(library: &Library, names: &[String]) -> Result<(), LibraryError> {
    names.iter().try_for_each(|name| library.remove(name))
}
