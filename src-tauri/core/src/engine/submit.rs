//! Sending a request once. Whether it was sent, refused, or nobody knows is decided by `api::classify`; money hangs on it.

use super::{
    Engine, EngineError,
    change::{Change, STORE_RETRY, step},
};
use crate::{
    api::{
        Exchange,
        classify::{self, Created},
        dialect,
        form_refusal::refuses_the_form,
        lessons, wire,
    },
    domain::{
        Action, Event, Illegal, Job, JobError, JobId, Phase, ReceiptEntry, ReceiptKind, State,
        Timestamp, catalogue::Teaching,
    },
    dto::ErrorCode,
    failpoint::{self, Point},
};
use std::time::Duration;

/// Tries after a proved non-delivery, before the job waits for the user.
const NOT_SENT_TRIES: u32 = 3;
/// Tries after an explicit "later".
const LATER_TRIES: u32 = 5;

/// What stands in the answer to create beside the id.
#[derive(Default)]
struct Results {
    /// Where the first result is.
    place: Option<String>,
    /// The others.
    further: Vec<Job>,
}

impl Engine {
    /// Sends a job that is in `submitting`, and settles what came of it.
    pub(super) async fn submit(&self, job: Job) -> Result<(), EngineError> {
        let access = match self.access(&job.target, &job.server).await {
            Ok(access) => access,
            Err(error) => return self.hold(&job.id, view_error(&error)).await,
        };
        let request = match self.request_of(&job, &access.base) {
            Ok(request) => named(request, &job),
            Err(error) => return self.hold(&job.id, view_error(&error)).await,
        };
        let Some(job) = self.mark_within_budget(&job).await? else {
            return Ok(());
        };
        failpoint::reach(Point::MarkCommitted);
        let Exchange {
            trace,
            outcome,
            sent,
        } = self.api().create(&access, &request).await;
        failpoint::reach(Point::AnswerRead);
        let receipt = self.receipt(ReceiptKind::Create, trace);
        let created = match &job.target.description.paths.retrieve {
            Some(_) => classify::created(&outcome, sent),
            None => classify::created(&outcome, sent).without_retrieve(),
        };
        let lesson = lesson_of(&job, &created, &outcome);
        if matches!(created, Created::Refused(_)) && another_way(&job, &outcome) {
            return self.take_another_way(&job.id, receipt).await;
        }
        // With the id, in one commit: where the results are. Once that is there nobody looks at this answer again.
        let results = self.results_created(&job, &created, &outcome).await;
        failpoint::reach(Point::BeforeId);
        self.settle_created(&job.id, &created, |job| {
            job.lesson.clone_from(&lesson);
            if let Some(place) = &results.place {
                job.result_url = Some(place.clone());
            }
            Ok(Change {
                takes: results.further.clone(),
                ..Change::with(receipt.clone())
            })
        })
        .await?;
        failpoint::reach(Point::IdCommitted);
        self.after_created(&job, &created, &outcome).await;
        Ok(())
    }

    /// Marks the job as sent, if the budget has room for it. Two requests at a time must not both find the same room.
    async fn mark_within_budget(&self, job: &Job) -> Result<Option<Job>, EngineError> {
        let turn = self.inner.spending.lock().await;
        let Some(error) = self.beyond_budget(job).await? else {
            return self.mark(&job.id).await;
        };
        drop(turn);
        self.hold(&job.id, error).await?;
        Ok(None)
    }

    /// Durable, here and beside the database, before the first byte leaves: from here on a crash means "unconfirmed", never
    /// "send again". `None`: somebody else was faster.
    ///
    /// # Errors
    /// It cannot be written; nothing was sent, and it is tried again.
    async fn mark(&self, id: &JobId) -> Result<Option<Job>, EngineError> {
        let now = self.now();
        let marked = self
            .change(id, |job| {
                if job.state != State::Submitting || job.submit_started_at.is_some() {
                    return Err(Illegal {
                        state: job.state,
                        event: Event::NotSent,
                    });
                }
                job.submit_started_at = Some(now);
                job.next_at = None;
                job.error = None;
                Ok(Change::default())
            })
            .await;
        if let Err(error) = &marked {
            self.show_trouble(id, error).await;
        }
        marked
    }

    /// What may be done once the outcome is safe. Its trouble is logged: it must not touch the job.
    async fn after_created(
        &self,
        job: &Job,
        created: &Created,
        outcome: &Result<crate::api::Reply, crate::api::Fault>,
    ) {
        let done = async {
            if let (Some(capability), Ok(reply)) = (super::derive::needs(job.action), outcome) {
                self.learn(&job.server, capability, reply).await?;
            }
            match created {
                Created::Accepted { .. } | Created::Unfollowed { .. } => {
                    self.refusals(&job.server, false).await?;
                    self.remember(job).await?;
                }
                Created::Refused(_) => self.refusals(&job.server, true).await?,
                Created::Later { wait, error } => self.slow_down(&job.server, error, *wait),
                Created::NoAnswer(_) => self.look_by_itself(job.id.clone()),
                Created::NotSent(_) => {}
            }
            Ok::<_, EngineError>(())
        };
        if let Err(error) = done.await {
            tracing::warn!(job = %job.id, %error, "something beside a settled request failed");
        }
    }

    /// What a synchronous answer brought. Bytes inside it go to the disk first, for as long as it takes: they are paid for,
    /// and nobody gives them twice.
    async fn results_created(
        &self,
        job: &Job,
        created: &Created,
        outcome: &Result<crate::api::Reply, crate::api::Fault>,
    ) -> Results {
        let (Created::Accepted { id, .. } | Created::Unfollowed { id, .. }, Ok(reply)) =
            (created, outcome)
        else {
            return Results::default();
        };
        let named = Job {
            remote_id: Some(id.clone()),
            ..job.clone()
        };
        loop {
            match self.results_in(&named, &reply.body).await {
                Ok(results) => return results,
                Err(error @ EngineError::Library(_)) => {
                    tracing::error!(job = %job.id, %error, "a paid result cannot be stored yet");
                    self.show_trouble(&job.id, &error).await;
                    tokio::time::sleep(STORE_RETRY).await;
                }
                Err(error) => {
                    tracing::warn!(job = %job.id, %error, "where the result is could not be read");
                    return Results::default();
                }
            }
        }
    }

    async fn results_in(&self, job: &Job, body: &[u8]) -> Result<Results, EngineError> {
        // The job's own last: where a crash leaves its bytes, all others lie there, too.
        let further = self.further_results(job, body).await?;
        let place = self.place_of_result(job, body).await?;
        Ok(Results { place, further })
    }

    /// The refusal spoke of the form alone, and there is another: the request is written that way at once. Nothing was
    /// accepted, so nothing is paid twice (`wire.md` 5.4).
    async fn take_another_way(&self, id: &JobId, receipt: ReceiptEntry) -> Result<(), EngineError> {
        let now = self.now();
        self.surely(id, |job| {
            step(job, Event::RetryLater, now)?;
            job.way += 1;
            job.submit_started_at = None;
            job.heard_at = Some(now);
            job.next_at = Some(now);
            Ok(Change::with(receipt.clone()))
        })
        .await
    }

    /// Commits the outcome, for as long as it takes: a full disk must not lose an accepted id, nor leave a job behind that
    /// nobody looks at.
    async fn settle_created(
        &self,
        id: &JobId,
        created: &Created,
        more: impl Fn(&mut Job) -> Result<Change, Illegal>,
    ) -> Result<(), EngineError> {
        let now = self.now();
        self.surely(id, |job| {
            self.apply_created(job, created, now)?;
            more(job)
        })
        .await
    }

    /// Says on the tile why nothing moves; on a full disk not even that may be possible.
    async fn show_trouble(&self, id: &JobId, error: &EngineError) {
        let error = view_error(error);
        let shown = self
            .change(id, |job| {
                job.error = Some(error.clone());
                Ok(Change::default())
            })
            .await;
        if let Err(error) = shown {
            tracing::warn!(job = %id, %error, "trouble cannot be shown");
        }
    }

    fn apply_created(
        &self,
        job: &mut Job,
        created: &Created,
        now: Timestamp,
    ) -> Result<(), Illegal> {
        match created {
            Created::Accepted { id, answer } => {
                let phase = answer.phase.unwrap_or(Phase::Unknown);
                step(job, Event::Accepted(phase), now)?;
                job.remote_id = Some(id.clone());
                job.accepted_at = Some(now);
                self.note_answer(job, answer, now);
                if job.state.is_live() {
                    job.next_at = Some(now.plus_ms(Self::first_poll_ms(job)));
                }
            }
            Created::Unfollowed { id, error } => {
                step(job, Event::NoAnswer, now)?;
                job.remote_id = Some(id.clone());
                job.heard_at = Some(now);
                job.error = Some(error.clone());
            }
            Created::Refused(error) => {
                step(job, Event::Refused, now)?;
                job.heard_at = Some(now);
                job.error = Some(error.clone());
            }
            Created::Later { wait, error } => {
                job.heard_at = Some(now);
                // A server that says "now" while it says "not now" gets a pause all the same.
                let least = Duration::from_secs(5 << job.submit_tries.min(4));
                let least = self.inner.entropy.jitter(least);
                let wait = wait.map_or(least, |wait| wait.max(least));
                retry(job, Event::RetryLater, LATER_TRIES, wait, error, now)?;
            }
            Created::NotSent(error) => {
                let wait = Duration::from_secs(2 << job.submit_tries.min(4));
                retry(job, Event::NotSent, NOT_SENT_TRIES, wait, error, now)?;
            }
            Created::NoAnswer(error) => {
                step(job, Event::NoAnswer, now)?;
                job.error = Some(error.clone());
            }
        }
        Ok(())
    }

    /// What an answer says besides its status word.
    pub(super) fn note_answer(&self, job: &mut Job, answer: &wire::Answer, now: Timestamp) {
        job.heard_at = Some(now);
        job.remote_status = answer.status.clone().or_else(|| job.remote_status.take());
        if let Some(progress) = answer.progress {
            self.live()
                .first_progress
                .entry(job.id.clone())
                .or_insert(progress);
            job.progress = Some(progress);
        }
        job.expires_at = answer.expires_at.or(job.expires_at);
        job.poll_misses = 0;
        job.unknown_polls = 0;
        job.error = match job.state {
            State::Failed => Some(JobError {
                code: classify::failed(answer),
                message: answer.error.clone(),
                http_status: None,
            }),
            State::Expired => Some(JobError {
                code: ErrorCode::Gone,
                message: answer.error.clone(),
                http_status: None,
            }),
            State::Draft
            | State::Submitting
            | State::Unconfirmed
            | State::Queued
            | State::Running
            | State::Completed
            | State::Downloading
            | State::Ready
            | State::Cancelled
            | State::Held => None,
        };
    }

    /// Puts a job aside for the user; nothing was sent. One whose request is on its way by now stays as it is: its answer
    /// must find it.
    pub(super) async fn hold(&self, id: &JobId, error: JobError) -> Result<(), EngineError> {
        let now = self.now();
        self.surely(id, |job| {
            if job.submit_started_at.is_some() {
                return Err(Illegal {
                    state: job.state,
                    event: Event::HeldBack,
                });
            }
            step(job, Event::HeldBack, now)?;
            job.error = Some(error.clone());
            Ok(Change::default())
        })
        .await
    }
}

/// Names the request for servers that can tell a repeated one by it. Another way of writing is another request.
fn named(request: dialect::Request, job: &Job) -> dialect::Request {
    let header = job.target.description.idempotency_header.as_ref();
    let value = format!("rushes-{}-{}", job.id, job.way);
    dialect::Request {
        idempotency: header.map(|name| (name.clone(), value)),
        ..request
    }
}

/// What a refusal teaches about the form. A derived request has none.
fn lesson_of(
    job: &Job,
    created: &Created,
    outcome: &Result<crate::api::Reply, crate::api::Fault>,
) -> Option<Teaching> {
    match (created, outcome) {
        (Created::Refused(_), Ok(reply)) if job.action == Action::Create => {
            lessons::read(reply, &job.recipe, &job.target, job.way)
        }
        _ => None,
    }
}

/// Whether the request may be written another way: the answer refused the form, and the description knows a further one.
fn another_way(job: &Job, outcome: &Result<crate::api::Reply, crate::api::Fault>) -> bool {
    let ways = job.target.ways(dialect::occasion(&job.recipe)).len();
    job.action == Action::Create
        && outcome.as_ref().is_ok_and(refuses_the_form)
        && (job.way as usize) + 1 < ways
}

/// Waits for another try, or holds the job when there were enough. The mark "sending began" goes: it was proved wrong.
fn retry(
    job: &mut Job,
    event: Event,
    most: u32,
    wait: Duration,
    error: &JobError,
    now: Timestamp,
) -> Result<(), Illegal> {
    job.submit_tries += 1;
    job.submit_started_at = None;
    job.error = Some(error.clone());
    if job.submit_tries > most {
        return step(job, Event::HeldBack, now);
    }
    step(job, event, now)?;
    job.next_at = Some(now.plus_ms(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)));
    Ok(())
}

pub(super) fn view_error(error: &EngineError) -> JobError {
    let view = error.view();
    let detail = view.params.into_values().next();
    JobError {
        code: view.code,
        message: view.message.or(detail),
        http_status: view.http_status,
    }
}
