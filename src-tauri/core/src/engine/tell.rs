//! Telling listeners what changed, at most ten times a second: a thousand live jobs must not keep a window busy with itself.
//!
//! The first change is told at once; those that come while it is fresh are put together, each job with its newest state.
//! Must not decide anything: what was not told is still stored.

use super::{Engine, EngineError};
use crate::{
    domain::{Job, JobId},
    dto::{AppEvent, Counts},
};
use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

/// Between two tellings.
pub(super) const TELL: Duration = Duration::from_millis(100);

/// What was not told yet.
#[derive(Debug, Default)]
pub(super) struct Untold {
    jobs: HashMap<JobId, Job>,
    order: Vec<JobId>,
    /// Jobs that were taken out of Rushes since the last ones were taken to be told.
    gone: HashSet<JobId>,
    /// Whether the numbers on the chips may have changed.
    recount: bool,
    /// The numbers as they were told last.
    counts: Option<Counts>,
    /// Whether somebody tells what is added before long.
    telling: bool,
}

impl Untold {
    fn add(&mut self, jobs: &[Job], recount: bool) {
        self.recount |= recount;
        for job in jobs {
            self.gone.remove(&job.id);
            match self.jobs.get_mut(&job.id) {
                Some(known) if known.version > job.version => {}
                Some(known) => *known = job.clone(),
                None => {
                    self.order.push(job.id.clone());
                    self.jobs.insert(job.id.clone(), job.clone());
                }
            }
        }
    }

    fn take(&mut self) -> (Vec<Job>, Option<Counts>) {
        let counts = self.counts.filter(|_| !self.recount);
        self.recount = false;
        self.gone.clear();
        let order = std::mem::take(&mut self.order);
        let mut jobs = std::mem::take(&mut self.jobs);
        let jobs = order.iter().filter_map(|id| jobs.remove(id)).collect();
        (jobs, counts)
    }

    /// Forgets jobs that were taken out of Rushes: their tiles must not come back.
    pub(super) fn removed(&mut self, ids: &[JobId]) {
        self.order.retain(|id| !ids.contains(id));
        self.jobs.retain(|id, _| !ids.contains(id));
        self.gone.extend(ids.iter().cloned());
        self.recount = true;
    }
}

impl Engine {
    /// Tells listeners about changed jobs. Wakes the scheduler, because something may be due now. They are stored: that a
    /// listener was not told is no reason to call what the user did failed, and to have it done twice.
    pub(super) async fn announce(&self, jobs: &[Job]) {
        if let Err(error) = self.tell(jobs, true).await {
            tracing::warn!(%error, "changes were not announced");
        }
    }

    /// The same; `recount`: the numbers on the chips may be others now.
    pub(super) async fn tell(&self, jobs: &[Job], recount: bool) -> Result<(), EngineError> {
        self.inner.wake.notify_one();
        if self.inner.events.receiver_count() == 0 {
            // Who listens next hears numbers that are counted then.
            self.live().untold.recount = true;
            return Ok(());
        }
        {
            let mut live = self.live();
            live.untold.add(jobs, recount);
            if std::mem::replace(&mut live.untold.telling, true) {
                return Ok(());
            }
        }
        let engine = self.clone();
        let told = self.tell_now().await;
        self.inner
            .tasks
            .spawn(async move { engine.tell_later().await });
        told
    }

    /// Tells what has come meanwhile, until nothing comes any more.
    async fn tell_later(&self) {
        loop {
            tokio::select! {
                () = self.inner.stop.cancelled() => {}
                () = tokio::time::sleep(TELL) => {}
            }
            {
                let mut live = self.live();
                if live.untold.order.is_empty() {
                    live.untold.telling = false;
                    return;
                }
            }
            if let Err(error) = self.tell_now().await {
                tracing::warn!(%error, "changes were not announced");
            }
        }
    }

    async fn tell_now(&self) -> Result<(), EngineError> {
        let (jobs, known) = self.live().untold.take();
        let jobs = self.views(jobs).await?;
        let counts = match known {
            Some(counts) => counts,
            None => self.inner.store.counts().await?,
        };
        let mut live = self.live();
        live.untold.counts = Some(counts);
        let gone = &live.untold.gone;
        let jobs = jobs
            .into_iter()
            .filter(|job| !gone.contains(&job.id))
            .collect();
        // Still under the lock, so that what is removed meanwhile is told to be gone after this.
        self.send(AppEvent::Jobs { jobs, counts });
        Ok(())
    }
}
