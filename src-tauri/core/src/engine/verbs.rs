//! What the user can do with a job; each verb does what it says and only that.

use super::{
    Engine, EngineError, blocking,
    change::{Change, step},
    create::Order,
    journal::Entry,
    lookup::Evidence,
};
use crate::{
    domain::{Action, Event, Illegal, Job, JobId, State, Timestamp, Verb},
    dto::{AppEvent, ErrorCode, JobView},
    failpoint::{self, Point},
    store::Place,
};

impl Engine {
    /// The job of that id.
    ///
    /// # Errors
    /// `NotFound` for one that never was or was removed.
    pub async fn job(&self, id: &JobId) -> Result<Job, EngineError> {
        let found = self.inner.store.job(id.clone()).await?;
        found.ok_or_else(|| EngineError::refused(ErrorCode::NotFound))
    }

    /// The job whose id is, or uniquely begins with, `text`.
    pub async fn job_named(&self, text: &str) -> Result<Job, EngineError> {
        if let Some(job) = self.inner.store.job(JobId::from_text(text)).await? {
            return Ok(job);
        }
        let found = self.inner.store.job_by_start(text.to_owned()).await?;
        found.ok_or_else(|| EngineError::refused(ErrorCode::NotFound))
    }

    /// Does what the verb says, and returns the tiles that are new or changed.
    ///
    /// # Errors
    /// `NotAllowedNow` when the job's state does not offer the verb.
    pub async fn act(&self, id: &JobId, verb: Verb) -> Result<Vec<JobView>, EngineError> {
        if verb != Verb::Remove {
            // What is worked on stands in sight.
            self.restore_trashed(std::slice::from_ref(id)).await?;
        }
        let jobs = match verb {
            Verb::Undo => {
                let job = self.job(id).await?;
                self.undo_batch(job.batch).await?;
                Vec::new()
            }
            Verb::CheckAgain => self.check_again(id).await?,
            Verb::DownloadAgain => self.event(id, Event::DownloadAgain, true).await?,
            Verb::CreateAgain => self.create_again(id).await?,
            Verb::LookForIt => {
                self.look_for(id, Evidence::Fitting).await?;
                vec![self.job(id).await?]
            }
            Verb::Dismiss => self.event(id, Event::Dismissed, false).await?,
            Verb::HoldBack => self.hold_back(id).await?,
            Verb::Resume => self.resume(id).await?,
            Verb::StopWatching => self.event(id, Event::StoppedWatching, false).await?,
            Verb::Remove => {
                self.remove(id, Place::Anywhere).await?;
                Vec::new()
            }
        };
        self.views(jobs).await
    }

    /// Applies an event; `due`: the engine looks at the job at once.
    async fn event(&self, id: &JobId, event: Event, due: bool) -> Result<Vec<Job>, EngineError> {
        self.allowed(id, |job, now| {
            step(job, event, now)?;
            if due {
                renew(job, now);
            }
            Ok(())
        })
        .await
    }

    /// Asks at once. A job that ended is asked about again.
    async fn check_again(&self, id: &JobId) -> Result<Vec<Job>, EngineError> {
        self.allowed(id, |job, now| {
            if !matches!(job.state, State::Queued | State::Running | State::Completed) {
                // Without either of them there is nothing to ask, and the job would lose why it ended.
                let asks = job.target.description.paths.retrieve.is_some();
                if job.remote_id.is_none() || !asks {
                    return Err(Illegal {
                        state: job.state,
                        event: Event::CheckAgain,
                    });
                }
                step(job, Event::CheckAgain, now)?;
            }
            renew(job, now);
            Ok(())
        })
        .await
    }

    /// Keeps a request here that waits to be sent. One that is on its way cannot be called back.
    async fn hold_back(&self, id: &JobId) -> Result<Vec<Job>, EngineError> {
        self.allowed(id, |job, now| {
            if job.state != State::Submitting || job.submit_started_at.is_some() {
                return Err(Illegal {
                    state: job.state,
                    event: Event::HeldBack,
                });
            }
            step(job, Event::HeldBack, now)?;
            job.error = None;
            job.next_at = None;
            Ok(())
        })
        .await
    }

    async fn resume(&self, id: &JobId) -> Result<Vec<Job>, EngineError> {
        self.allowed(id, |job, now| {
            step(job, Event::Resumed, now)?;
            job.submit_tries = 0;
            // Who sends it by hand knows that the budget is used up.
            let held = job.error.as_ref().map(|error| error.code);
            job.budget_waived |= held == Some(ErrorCode::HeldForBudget);
            renew(job, now);
            Ok(())
        })
        .await
    }

    async fn allowed(
        &self,
        id: &JobId,
        edit: impl Fn(&mut Job, Timestamp) -> Result<(), Illegal>,
    ) -> Result<Vec<Job>, EngineError> {
        self.job(id).await?;
        let now = self.now();
        let changed = self
            .change(id, |job| {
                edit(job, now)?;
                Ok(Change::default())
            })
            .await?;
        changed
            .map(|job| vec![job])
            .ok_or_else(|| EngineError::refused(ErrorCode::NotAllowedNow))
    }

    /// The same request as a new job, with the very same bytes, by the server's description of today.
    async fn create_again(&self, id: &JobId) -> Result<Vec<Job>, EngineError> {
        let job = self.job(id).await?;
        let server = self.server(&job.server).await?;
        let target = self.catalogue().target(&server, &job.recipe.model);
        let base = target.server.base_url.clone();
        let again = Job {
            target: target.into(),
            way: 0,
            ..job
        };
        self.request_of(&again, &base)?;
        let key = format!(
            "again-{}",
            crate::domain::BatchId::from_seed(self.inner.entropy.seed())
        );
        let action = match again.action {
            Action::Import => Action::Create,
            Action::Create | Action::Remix | Action::Edit | Action::Extend => again.action,
        };
        let order = Order {
            action,
            parent: again.parent,
            ..Order::new(again.recipe, again.target)
        };
        self.new_batch(key, None, vec![order]).await
    }

    /// Takes a job and its files out of Rushes. Its receipt stays; nothing happens on the server.
    ///
    /// # Errors
    /// `NotAllowedNow` while it costs or may have cost something, and when it is not where it was `found` any more.
    pub(super) async fn remove(&self, id: &JobId, found: Place) -> Result<(), EngineError> {
        let job = self.job(id).await?;
        if job.state.is_live() || job.state == State::Unconfirmed {
            return Err(EngineError::refused(ErrorCode::NotAllowedNow));
        }
        let removed = self.inner.store.remove(job.clone(), found, self.now());
        let files = removed.await?;
        failpoint::reach(Point::RemovalRowGone);
        // What was brought in as a file stands in the journal, too, and was never sent.
        let noted = job.submit_started_at.is_some() || job.remote_id.is_some();
        if noted || job.action == Action::Import {
            self.follow_in_journal(&job, vec![Entry::Removed]).await;
        }
        self.remove_files(files).await?;
        let counts = self.inner.store.counts().await?;
        self.emit(AppEvent::Removed {
            ids: vec![id.clone()],
            counts,
        });
        Ok(())
    }
}

impl Engine {
    /// Takes away files of removed jobs: the file first, then the row that knows its name, so that a crash in between leaves
    /// nothing behind that nobody knows of.
    pub(super) async fn remove_files(&self, files: Vec<String>) -> Result<(), EngineError> {
        for file in files {
            let (library, gone) = (self.inner.library.clone(), file.clone());
            blocking(move || Ok(library.remove(&gone)?)).await?;
            failpoint::reach(Point::RemovalFileGone);
            self.inner.store.forget_file(file).await?;
        }
        Ok(())
    }
}

/// Makes a job due now, with its misses forgotten.
fn renew(job: &mut Job, now: Timestamp) {
    job.next_at = Some(now);
    job.poll_misses = 0;
    job.download_misses = 0;
    job.error = None;
}
