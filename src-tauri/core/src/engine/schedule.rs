//! One task that wakes when something is due and starts it, as far as there are places.
//!
//! Due times are wall-clock times in the history, so a closed lid or a crash delays work and loses none. It sleeps until the
//! earliest of them, and is woken by every change; only the clock and, after lost connections, the network are looked at in
//! between, because nobody tells when those change.

use super::{
    Engine, EngineError,
    clock_watch::ClockWatch,
    network::{self, NetworkWatch},
    places::NoPlace,
};
use crate::{
    domain::{State, Timestamp},
    store::{Queue, Waiting},
};
use std::time::Duration;
use tokio::time::Instant;

/// The longest sleep: the wall clock may have jumped, which no timer notices.
const LONGEST_SLEEP: Duration = Duration::from_secs(15);
/// Between two looks at what waits: what happens together is looked at together.
const GATHER: Duration = Duration::from_millis(100);
/// The pause after trouble with the history itself.
const TROUBLE: Duration = Duration::from_secs(5);

/// What a job needs next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Fetching its file.
    Download,
    /// Sending it.
    Submit,
    /// Asking how it stands.
    Poll,
}

impl Kind {
    const fn of(state: State) -> Option<Self> {
        match state {
            State::Draft | State::Submitting => Some(Self::Submit),
            State::Queued | State::Running => Some(Self::Poll),
            State::Completed => Some(Self::Download),
            State::Unconfirmed
            | State::Downloading
            | State::Ready
            | State::Failed
            | State::Cancelled
            | State::Expired
            | State::Held => None,
        }
    }
}

/// The sooner of two times for a look.
fn sooner(sleep: &mut Duration, other: Duration) {
    *sleep = (*sleep).min(other);
}

impl Engine {
    pub(super) async fn schedule(&self) {
        let mut clock = ClockWatch::new(self.now());
        let mut network = NetworkWatch::default();
        loop {
            let looked = Instant::now();
            let sleep = match Box::pin(self.look_around(&mut clock, &mut network)).await {
                Ok(sleep) => sleep,
                Err(error) => {
                    tracing::error!(%error, "the history cannot be read");
                    TROUBLE
                }
            };
            let wait = async {
                tokio::select! {
                    () = self.inner.wake.notified() => {}
                    () = tokio::time::sleep(sleep) => {}
                }
                tokio::time::sleep_until(looked + GATHER).await;
            };
            tokio::select! {
                () = self.inner.stop.cancelled() => return,
                () = wait => {}
            }
        }
    }

    /// Starts what is due and free to start, and returns how long to sleep.
    async fn look_around(
        &self,
        clock: &mut ClockWatch,
        network: &mut NetworkWatch,
    ) -> Result<Duration, EngineError> {
        let now = self.now();
        self.heed_clock(clock, now).await?;
        self.heed_network(network).await?;
        Box::pin(self.pick_up(now)).await?;
        let mut sleep = LONGEST_SLEEP;
        if !self.live().cut_off.is_empty() {
            sooner(&mut sleep, network::LOOK);
        }
        let (glance, pause_ends) = self.glance();
        if let Some(ends) = pause_ends {
            sooner(&mut sleep, ends.saturating_duration_since(Instant::now()));
        }
        let queue = self.inner.store.queue(glance).await?;
        sooner(&mut sleep, self.start_due(queue));
        Ok(sleep)
    }

    /// Begins what is due in the order of its kinds, and returns when the next is due that had no place for want of time.
    fn start_due(&self, queue: Queue) -> Duration {
        let now = self.now();
        let mut sleep = LONGEST_SLEEP;
        let mut later = |at: Timestamp| {
            let ms = u64::try_from(at.since(now)).unwrap_or_default();
            sooner(&mut sleep, Duration::from_millis(ms));
        };
        if let Some(at) = queue.next_download {
            later(at);
        }
        let mut waiting: Vec<(Kind, Waiting)> = queue
            .downloads
            .into_iter()
            .chain(queue.asks)
            .filter_map(|waiting| Some((Kind::of(waiting.state)?, waiting)))
            .collect();
        // The files keep their order, which is that of their expiry.
        waiting.sort_by_key(|(kind, waiting)| {
            let at = (*kind != Kind::Download).then_some(waiting.next_at);
            (*kind, at)
        });
        let mut free_at: Option<Instant> = None;
        for (kind, job) in waiting {
            if job.next_at > now {
                later(job.next_at);
                continue;
            }
            match self.take_place(&job, kind) {
                Ok(place) => self.begin(job, kind, place),
                // Started by whoever gives a place back.
                Err(NoPlace::Taken) => {}
                Err(NoPlace::Until(at)) => {
                    free_at = Some(free_at.map_or(at, |known| known.min(at)));
                }
            }
        }
        if let Some(at) = free_at {
            sooner(&mut sleep, at.saturating_duration_since(Instant::now()));
        }
        sleep
    }

    fn begin(&self, job: Waiting, kind: Kind, place: super::places::Place) {
        let engine = self.clone();
        // A request that is on its way is waited for also when the program ends: its answer names a paid job.
        let ended = if job.state == State::Submitting {
            self.inner.abandon.clone()
        } else {
            self.inner.stop.clone()
        };
        self.inner.tasks.spawn(async move {
            tokio::select! {
                () = ended.cancelled() => {}
                () = engine.work(job, kind) => {}
            }
            drop(place);
        });
    }

    async fn work(&self, seen: Waiting, kind: Kind) {
        let id = seen.id;
        // What was due when the list was read may have been done since: only with the place in hand is it certain.
        let job = match self.inner.store.job(id.clone()).await {
            Ok(Some(job)) if job.state == seen.state && job.next_at == Some(seen.next_at) => job,
            Ok(_) => return,
            Err(error) => {
                tracing::error!(job = %id, %error, "a job cannot be read");
                return tokio::time::sleep(TROUBLE).await;
            }
        };
        let done = match (kind, job.state) {
            (Kind::Submit, State::Draft) => self.undo_passed(&id).await.map(drop),
            (Kind::Submit, _) => Box::pin(self.submit(job)).await,
            (Kind::Poll, _) => Box::pin(self.poll(job)).await,
            (Kind::Download, _) => Box::pin(self.fetch(job)).await,
        };
        let done = match (done, kind) {
            (Ok(()), Kind::Poll) => Ok(()),
            (Ok(()), Kind::Submit | Kind::Download) => self.note_outcome_of(&id).await,
            (Err(error), _) => Err(error),
        };
        if let Err(error) = done {
            tracing::error!(job = %id, %error, "work on a job stopped");
            // The history is in trouble; do not spin on it.
            tokio::time::sleep(TROUBLE).await;
        }
    }
}
