//! Places for work: few exchanges at a time with one server, as many downloads in all as the user wants, and no more than ten status questions
//! a second of one server, however many of its jobs are young.

use super::{Engine, schedule::Kind};
use crate::{
    domain::{JobId, ServerId},
    dto::Downloads,
    store::{Glance, Waiting},
};
use std::{collections::HashMap, sync::atomic::Ordering, time::Duration};
use tokio::time::Instant;

/// Exchanges at a time with one server.
pub(super) const PER_SERVER: usize = 4;
/// Of them such that send a job. They may take minutes; a status question finds a place all the same.
pub(super) const SUBMITS: usize = 3;
/// Between two status questions to one server, on average. With a thousand live jobs on five servers each is asked about
/// every twenty seconds, which is what servers publish as a good pace (`wire.md` 1).
pub(super) const QUESTION: Duration = Duration::from_millis(100);
/// Questions that may be saved up and asked together.
const BURST: u32 = 4;

/// Exchanges that run with one server.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Running {
    submits: usize,
    polls: usize,
    downloads: usize,
}

impl Running {
    fn of(&mut self, kind: Kind) -> &mut usize {
        match kind {
            Kind::Submit => &mut self.submits,
            Kind::Poll => &mut self.polls,
            Kind::Download => &mut self.downloads,
        }
    }
}

/// Why there is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoPlace {
    /// Whoever gives a place back wakes the scheduler.
    Taken,
    /// There is one at that time.
    Until(Instant),
}

impl Engine {
    /// How far to look at what waits: only as far as there are places, and not at servers that asked for a pause. Also when
    /// the first of those pauses ends.
    pub(super) fn glance(&self) -> (Glance, Option<Instant>) {
        let now = Instant::now();
        let mut live = self.live();
        live.paused.retain(|_, until| *until > now);
        let ends = live.paused.values().min().copied();
        let fetching: HashMap<ServerId, usize> = live
            .running
            .iter()
            .map(|(server, running)| (server.clone(), running.downloads))
            .collect();
        let free = self.downloads().saturating_sub(fetching.values().sum());
        let glance = Glance {
            skip: live.paused.keys().cloned().collect(),
            // As many may be at work already as there are places, and one more tells how long to sleep.
            per_server: u32::try_from(2 * PER_SERVER + 1).unwrap_or(u32::MAX),
            downloads: free,
            fetching,
            busy: live.busy.clone(),
            now: self.now(),
        };
        (glance, ends)
    }

    /// Downloads at a time.
    pub(super) fn downloads(&self) -> usize {
        self.inner.downloads.load(Ordering::Relaxed)
    }

    /// The same from now on. Those that run go on.
    pub(super) fn set_downloads(&self, downloads: Downloads) {
        let downloads = wanted(downloads);
        self.inner.downloads.store(downloads, Ordering::Relaxed);
        self.inner.wake.notify_one();
    }

    /// A place for work on this job, if it has none yet and its server is not busy.
    pub(super) fn take_place(&self, job: &Waiting, kind: Kind) -> Result<Place, NoPlace> {
        let now = Instant::now();
        let mut live = self.live();
        if live.busy.contains(&job.id) {
            return Err(NoPlace::Taken);
        }
        let all: usize = live.running.values().map(|running| running.downloads).sum();
        let running = live.running.entry(job.server.clone()).or_default();
        let free = match kind {
            Kind::Submit => {
                running.submits < SUBMITS && running.submits + running.polls < PER_SERVER
            }
            Kind::Poll => running.submits + running.polls < PER_SERVER,
            Kind::Download => all < self.downloads(),
        };
        if !free {
            return Err(NoPlace::Taken);
        }
        if kind == Kind::Poll {
            let saved = now.checked_sub(QUESTION * (BURST - 1)).unwrap_or(now);
            let pause = self.inner.entropy.jitter(QUESTION);
            let next = live
                .next_question
                .entry(job.server.clone())
                .or_insert(saved);
            if *next > now {
                return Err(NoPlace::Until(*next));
            }
            *next = (*next).max(saved) + pause;
        }
        *live.running.entry(job.server.clone()).or_default().of(kind) += 1;
        live.busy.insert(job.id.clone());
        drop(live);
        Ok(Place {
            engine: self.clone(),
            job: job.id.clone(),
            server: job.server.clone(),
            kind,
        })
    }
}

/// A number from elsewhere that makes no sense stops no download.
pub(super) fn wanted(Downloads(number): Downloads) -> usize {
    number.clamp(1, Downloads::MOST) as usize
}

/// Gives its place back however the work ends.
pub(super) struct Place {
    engine: Engine,
    job: JobId,
    server: ServerId,
    kind: Kind,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut live = self.engine.live();
        live.busy.remove(&self.job);
        if let Some(running) = live.running.get_mut(&self.server) {
            *running.of(self.kind) -= 1;
        }
        drop(live);
        self.engine.inner.wake.notify_one();
    }
}
