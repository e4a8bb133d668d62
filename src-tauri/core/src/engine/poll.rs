//! Asking a server how a job stands, ever more slowly, and never giving up by itself (`wire.md` 3.B 8).

use super::{
    Engine, EngineError,
    change::{Change, step},
    network,
    submit::view_error,
};
use crate::{
    api::{
        self, Exchange, Fault,
        classify::{self, Polled},
        wire,
    },
    domain::{Event, Illegal, Job, JobError, Phase, ReceiptKind, State, Timestamp},
    dto::ErrorCode,
    failpoint::{self, Point},
};
use std::time::Duration;

/// "No such job" is believed after so many answers in a row …
const UNKNOWN_TIMES: u32 = 8;
/// … and not before the job has this age: a young job may not be known everywhere yet (`wire.md` 3.H 50).
const UNKNOWN_AGE_MS: i64 = 5 * 60_000;
/// After so many failures in a row the trouble is shown on the tile.
const VISIBLE_MISSES: u32 = 10;
/// The slowest pace after failures.
const SLOWEST_MS: i64 = 60_000;

impl Engine {
    /// Asks once and schedules the next question.
    pub(super) async fn poll(&self, job: Job) -> Result<(), EngineError> {
        let Some(remote) = job.remote_id.clone() else {
            return self.without_id(job).await;
        };
        let access = match self.access(&job.target, &job.server).await {
            Ok(access) => access,
            Err(error) => {
                let error = view_error(&error);
                return self.poll_failed(job, None, &error, Change::default()).await;
            }
        };
        let Some(path) = &job.target.description.paths.retrieve else {
            return self.without_id(job).await;
        };
        let url = api::address(&access.base, path, Some(&remote));
        let Exchange { trace, outcome, .. } = self.api().get(&access, url).await;
        failpoint::reach(Point::PollAnswered);
        let mut change = Change::with(self.receipt(ReceiptKind::Retrieve, trace));
        self.note_connection(&job.id, outcome.as_ref().is_err_and(is_lost));
        match classify::polled(&outcome) {
            Polled::Answered(answer) => {
                let place = match &outcome {
                    Ok(reply) => self.place_of_result(&job, &reply.body).await?,
                    Err(_) => None,
                };
                if let Ok(reply) = &outcome {
                    change.takes = self.further_results(&job, &reply.body).await?;
                }
                let wait = outcome.ok().and_then(|reply| reply.wait);
                self.poll_answered(job, &answer, place, wait, change).await
            }
            Polled::Unknown(error) => self.poll_unknown(job, &error, change).await,
            Polled::KeyRefused(error) => {
                let slow = Some(Duration::from_secs(60));
                self.poll_failed(job, slow, &error, change).await
            }
            Polled::Later { wait, error } => {
                self.slow_down(&job.server, &error, wait);
                self.poll_failed(job, wait, &error, change).await
            }
        }
    }

    async fn poll_answered(
        &self,
        asked: Job,
        answer: &wire::Answer,
        place: Option<String>,
        wait: Option<Duration>,
        change: Change,
    ) -> Result<(), EngineError> {
        let now = self.now();
        let phase = answer.phase.unwrap_or(Phase::Unknown);
        // A poll that changed nothing but the time is counted on one line.
        let news = answer.status != asked.remote_status
            || transition_of(asked.state, phase).is_some_and(|next| next != asked.state);
        let change = if news { change } else { change.quiet() };
        self.change_read(asked, |job| {
            step(job, Event::Polled(phase), now)?;
            self.note_answer(job, answer, now);
            job.result_url = place.clone().or_else(|| job.result_url.take());
            if job.state.is_live() {
                job.next_at = Some(match job.state {
                    State::Completed => now,
                    State::Draft
                    | State::Submitting
                    | State::Unconfirmed
                    | State::Queued
                    | State::Running
                    | State::Downloading
                    | State::Ready
                    | State::Failed
                    | State::Cancelled
                    | State::Expired
                    | State::Held => now.plus_ms(self.next_poll_ms(job, wait, now)),
                });
            }
            Ok(change.clone())
        })
        .await?;
        failpoint::reach(Point::PollSettled);
        Ok(())
    }

    /// The server does not know the job. Young jobs get time; an old one has lost its file.
    async fn poll_unknown(
        &self,
        asked: Job,
        error: &JobError,
        change: Change,
    ) -> Result<(), EngineError> {
        let now = self.now();
        self.change_read(asked, |job| {
            let age = job.accepted_at.map_or(0, |at| now.since(at));
            // Outages in between are no answers: only what the server itself says counts.
            job.unknown_polls += 1;
            let believed = job.unknown_polls >= UNKNOWN_TIMES && age >= UNKNOWN_AGE_MS;
            if believed {
                step(job, Event::Polled(Phase::Expired), now)?;
                job.error = Some(JobError {
                    code: ErrorCode::Gone,
                    ..error.clone()
                });
            } else {
                self.miss(job, None, error, now)?;
            }
            Ok(change.clone())
        })
        .await?;
        Ok(())
    }

    async fn poll_failed(
        &self,
        asked: Job,
        wait: Option<Duration>,
        error: &JobError,
        change: Change,
    ) -> Result<(), EngineError> {
        let now = self.now();
        self.change_read(asked, |job| {
            self.miss(job, wait, error, now)?;
            Ok(change.clone())
        })
        .await?;
        Ok(())
    }

    /// Nothing usable came: the state stays, the pace slows, and lasting trouble is shown.
    fn miss(
        &self,
        job: &mut Job,
        wait: Option<Duration>,
        error: &JobError,
        now: Timestamp,
    ) -> Result<(), Illegal> {
        step(job, Event::PollFailed, now)?;
        job.poll_misses += 1;
        let needs_user = matches!(
            error.code,
            ErrorCode::KeyRefused | ErrorCode::KeyForbidden | ErrorCode::KeyMissing
        );
        if needs_user {
            job.error = Some(error.clone());
        } else if job.poll_misses >= VISIBLE_MISSES {
            let keeps = error.http_status.is_some_and(|status| status >= 500);
            let code = if keeps {
                ErrorCode::ServerKeepsFailing
            } else {
                error.code
            };
            job.error = Some(JobError {
                code,
                ..error.clone()
            });
        }
        let first = job.target.description.poll.initial_ms;
        let slowed = first
            .saturating_mul(1 << job.poll_misses.min(10))
            .clamp(1000, SLOWEST_MS);
        let delay = wait.map_or(slowed, |wait| slowed.max(ms(wait)));
        let spread = ms(self.inner.entropy.jitter(from_ms(delay)));
        let least = wait.map_or(0, ms);
        job.next_at = Some(now.plus_ms(spread.max(least)));
        Ok(())
    }

    /// A live job without the server's id cannot be asked about; only a fault of ours leads here.
    async fn without_id(&self, asked: Job) -> Result<(), EngineError> {
        let now = self.now();
        self.change_read(asked, |job| {
            step(job, Event::Polled(Phase::Failed), now)?;
            job.error = Some(JobError::of(ErrorCode::Internal));
            Ok(Change::default())
        })
        .await?;
        Ok(())
    }

    /// When to ask for the first time after create.
    pub(super) fn first_poll_ms(job: &Job) -> i64 {
        if job.state == State::Completed {
            0
        } else {
            job.target.description.poll.initial_ms
        }
    }

    /// The server's wish, or a tenth of the job's age within the description's bounds.
    fn next_poll_ms(&self, job: &Job, wait: Option<Duration>, now: Timestamp) -> i64 {
        let pace = job.target.description.poll;
        let age = job.accepted_at.map_or(0, |at| now.since(at)).max(0);
        let wish = wait.map_or(age / 10, ms);
        let bounded = wish.clamp(
            pace.initial_ms.min(pace.max_ms),
            pace.max_ms.max(wait.map_or(0, ms)),
        );
        let spread = ms(self.inner.entropy.jitter(from_ms(bounded)));
        // Never earlier than the server asked for.
        wait.map_or(spread, |wait| spread.max(ms(wait)))
    }
}

/// Whether there was no connection, or it broke: no answer that says anything of time.
fn is_lost(fault: &Fault) -> bool {
    network::is_lost(&classify::fault_error(fault))
}

fn transition_of(state: State, phase: Phase) -> Option<State> {
    crate::domain::transition(state, Event::Polled(phase)).ok()
}

fn ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn from_ms(ms: i64) -> Duration {
    Duration::from_millis(u64::try_from(ms).unwrap_or_default())
}
