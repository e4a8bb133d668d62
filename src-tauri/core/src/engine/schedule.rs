//! One task that wakes when something is due and starts it, with few exchanges per server and three downloads at a time.
//!
//! Due times are wall-clock times in the history, so a closed lid or a crash delays work and loses none.

use super::{Engine, EngineError};
use crate::domain::{Job, JobId, State};
use std::time::Duration;

/// Downloads at a time.
const DOWNLOADS: usize = 3;
/// Exchanges at a time with one server.
const PER_SERVER: usize = 4;
/// Due jobs that are looked at in one go.
const GLANCE: u32 = 200;
/// The longest sleep: the wall clock may have jumped, which no timer notices.
const LONGEST_SLEEP: Duration = Duration::from_secs(15);
/// The pause after trouble with the history itself.
const TROUBLE: Duration = Duration::from_secs(5);

impl Engine {
    pub(super) async fn schedule(&self) {
        loop {
            let sleep = match self.start_due().await {
                Ok(sleep) => sleep,
                Err(error) => {
                    tracing::error!(%error, "the history cannot be read");
                    TROUBLE
                }
            };
            tokio::select! {
                () = self.inner.stop.cancelled() => return,
                () = self.inner.wake.notified() => {}
                () = tokio::time::sleep(sleep) => {}
            }
        }
    }

    /// Starts what is due and free to start, and returns how long to sleep.
    async fn start_due(&self) -> Result<Duration, EngineError> {
        let now = self.now();
        Box::pin(self.pick_up(now)).await?;
        let due = self.inner.store.due(now, GLANCE).await?;
        let mut waiting = false;
        for job in due {
            if let Some(place) = self.take_place(&job) {
                let engine = self.clone();
                // A request that is on its way is waited for also when the program ends: its answer names a paid job.
                let paid = job.state == State::Submitting;
                self.inner.tasks.spawn(async move {
                    let work = engine.work(job);
                    let ended = if paid {
                        engine.inner.abandon.clone()
                    } else {
                        engine.inner.stop.clone()
                    };
                    tokio::select! {
                        () = ended.cancelled() => {}
                        () = work => {}
                    }
                    drop(place);
                });
            } else {
                waiting = true;
            }
        }
        // What is due but has no place is started by whoever gives a place back.
        let next = self.inner.store.next_due().await?;
        let until = next.map_or(i64::MAX, |at| at.since(now));
        let sleep = Duration::from_millis(u64::try_from(until).unwrap_or_default());
        let floor = if waiting || until <= 0 {
            Duration::from_millis(250)
        } else {
            Duration::ZERO
        };
        Ok(sleep.clamp(floor, LONGEST_SLEEP))
    }

    /// A place for work on this job, if it has none yet and its server is not busy.
    fn take_place(&self, job: &Job) -> Option<Place> {
        let download = job.state == State::Completed;
        let server = job.target.server.id.to_string();
        let now = self.now();
        let mut live = self.live();
        if live.busy.contains(&job.id) {
            return None;
        }
        if !download && live.paused.get(&server).is_some_and(|until| *until > now) {
            return None;
        }
        if download {
            if live.downloads >= DOWNLOADS {
                return None;
            }
            live.downloads += 1;
        } else {
            let running = live.per_server.entry(server.clone()).or_default();
            if *running >= PER_SERVER {
                return None;
            }
            *running += 1;
        }
        live.busy.insert(job.id.clone());
        drop(live);
        Some(Place {
            engine: self.clone(),
            job: job.id.clone(),
            server,
            download,
        })
    }

    async fn work(&self, seen: Job) {
        let id = seen.id.clone();
        // What was due when the list was read may have been done since: only with the place in hand is it certain.
        let job = match self.inner.store.job(id.clone()).await {
            Ok(Some(job)) if job.version == seen.version => job,
            Ok(_) => return,
            Err(error) => {
                tracing::error!(job = %id, %error, "a job cannot be read");
                return tokio::time::sleep(TROUBLE).await;
            }
        };
        let done = match job.state {
            State::Draft => self.undo_passed(&id).await.map(drop),
            State::Submitting => Box::pin(self.submit(job)).await,
            State::Queued | State::Running => Box::pin(self.poll(job)).await,
            State::Completed => Box::pin(self.fetch(job)).await,
            State::Unconfirmed
            | State::Downloading
            | State::Ready
            | State::Failed
            | State::Cancelled
            | State::Expired
            | State::Held => Ok(()),
        };
        if let Err(error) = done {
            tracing::error!(job = %id, %error, "work on a job stopped");
            // The history is in trouble; do not spin on it.
            tokio::time::sleep(TROUBLE).await;
        }
    }
}

/// Gives its place back however the work ends.
struct Place {
    engine: Engine,
    job: JobId,
    server: String,
    download: bool,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut live = self.engine.live();
        live.busy.remove(&self.job);
        if self.download {
            live.downloads -= 1;
        } else if let Some(running) = live.per_server.get_mut(&self.server) {
            *running -= 1;
        }
        drop(live);
        self.engine.inner.wake.notify_one();
    }
}
