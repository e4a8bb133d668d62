//! One server's trouble is everybody's: a pause that it asks for holds for all its jobs, three refusals in a row hold what
//! still waits for it, and a job that nobody looks at is picked up again.

use super::{Engine, EngineError, change::Change};
use crate::{
    domain::{JobError, ServerId, State, Timestamp},
    dto::ErrorCode,
};
use std::time::Duration;
use tokio::time::Instant;

/// Refusals in a row after which nothing more is sent to a server until the user says so (`architecture.md`).
const REFUSALS: u32 = 3;
/// The pause for a 429 that says nothing of time.
const PAUSE: Duration = Duration::from_secs(5);
/// The longest pause that is believed, as for a single job.
const LONGEST: Duration = Duration::from_secs(600);
/// Between two looks for jobs that nobody looks at.
const LOOK: Duration = Duration::from_secs(15);

impl Engine {
    /// A 429 is about the account, not about one job: nothing else is asked of the server for that long.
    pub(super) fn slow_down(&self, server: &ServerId, error: &JobError, wait: Option<Duration>) {
        let busy = error.http_status == Some(429) || error.code == ErrorCode::Busy;
        if !busy {
            return;
        }
        // By the timer: a wall clock that is set back must not make it longer.
        let until = Instant::now() + wait.unwrap_or(PAUSE).min(LONGEST);
        let mut live = self.live();
        let known = live.paused.entry(server.clone()).or_insert(until);
        *known = (*known).max(until);
        drop(live);
        // What sleeps until a job of that server is due sleeps longer now, or shorter.
        self.inner.wake.notify_one();
    }

    /// Counts refusals in a row. The third holds everything that waits to be sent there: a price, a key or a rule of the
    /// server is wrong, and dozens of requests would run into the same wall.
    pub(super) async fn refusals(
        &self,
        server: &ServerId,
        refused: bool,
    ) -> Result<(), EngineError> {
        let enough = {
            let mut live = self.live();
            let count = live.refused.entry(server.clone()).or_default();
            *count = if refused { *count + 1 } else { 0 };
            let enough = *count >= REFUSALS;
            if enough {
                *count = 0;
            }
            enough
        };
        if !enough {
            return Ok(());
        }
        let waiting = self
            .inner
            .store
            .jobs_in(vec![State::Draft, State::Submitting])
            .await?;
        for job in waiting.iter().filter(|job| job.server == *server) {
            if job.submit_started_at.is_none() {
                let error = JobError::of(ErrorCode::HeldAfterRefusals);
                self.hold(&job.id, error).await?;
            }
        }
        Ok(())
    }

    /// Every live job has a time or work in flight. One that has neither was left behind by a fault and is settled as at a
    /// start.
    pub(super) async fn pick_up(&self, now: Timestamp) -> Result<(), EngineError> {
        let before = self.live().picked_up;
        if before.is_some_and(|before| before.elapsed() < LOOK) {
            return Ok(());
        }
        self.live().picked_up = Some(Instant::now());
        for job in self.inner.store.stranded().await? {
            if self.live().busy.contains(&job.id) {
                continue;
            }
            tracing::warn!(job = %job.id, state = %job.state, "a job without a time is picked up");
            match job.state {
                State::Submitting => {
                    self.settle_submitting(&job).await?;
                    self.look_by_itself(job.id);
                }
                State::Downloading => self.settle_downloading(&job).await?,
                State::Draft | State::Queued | State::Running | State::Completed => {
                    self.change(&job.id, |job| {
                        job.next_at = Some(now);
                        Ok(Change::default())
                    })
                    .await?;
                }
                State::Unconfirmed
                | State::Ready
                | State::Failed
                | State::Cancelled
                | State::Expired
                | State::Held => {}
            }
        }
        Ok(())
    }
}
