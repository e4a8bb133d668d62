//! From "completed" to a verified file under its final name: find it, fetch it, check it, publish it.
//!
//! Every trouble that may pass leads back to "completed" with a later time and the partial file kept. Only 410, or "gone"
//! after retries and a fresh poll, ends it.
mod attempt;
pub(super) mod place;
mod publish;

use super::{
    Engine, EngineError,
    change::{Change, step},
};
use crate::{
    api::{self, classify},
    domain::{Event, Job, JobError, Phase, ReceiptKind, State},
    dto::{AppEvent, ErrorCode, NoticeKind},
};
use attempt::{Attempt, Log};
pub(super) use publish::video_asset;
use std::time::Duration;

/// In `result_url`: the bytes came inside an answer and lie in the partial file.
pub(super) const INLINE: &str = "inline:";
/// "Gone" is believed after so many downloads that found nothing.
const GONE_TIMES: u32 = 4;
/// The first pause after a broken download, doubled each time.
const PAUSE_MS: i64 = 2_000;
/// The longest pause.
const LONGEST_PAUSE_MS: i64 = 10 * 60_000;
/// The pause while the disk is full.
const FULL_PAUSE_MS: i64 = 30_000;

impl Engine {
    /// Fetches the file of a completed job.
    pub(super) async fn fetch(&self, job: Job) -> Result<(), EngineError> {
        let stale = job.download_misses > 0 && job.remote_id.is_some() && !self.is_here(&job);
        if stale && !self.refresh(&job).await? {
            return Ok(());
        }
        let now = self.now();
        let Some(job) = self
            .change(&job.id, |job| {
                step(job, Event::SlotFree, now)?;
                Ok(Change::default())
            })
            .await?
        else {
            return Ok(());
        };
        let mut log = Log::default();
        let attempt = self.attempt(&job, &mut log).await;
        self.live().transfers.remove(&job.id);
        match attempt {
            Attempt::Here => {
                self.live().found_nothing.remove(&job.id);
                self.publish(&job, log).await?;
                let cover = self.live().covers.remove(&job.id);
                self.fetch_stills(&job, cover).await;
                Ok(())
            }
            Attempt::Nothing { error, gone } => {
                let believed = gone || self.found_nothing(&job) >= GONE_TIMES;
                self.nothing_there(&job, &error, believed, log).await
            }
            Attempt::Broken(error) => self.interrupted(&job, &error, log).await,
        }
    }

    /// Asks the server once more before another try: its address may be fresh, or the job may be gone. `false`: stop here.
    async fn refresh(&self, job: &Job) -> Result<bool, EngineError> {
        let (Some(remote), Some(path), Ok(access)) = (
            &job.remote_id,
            &job.target.description.paths.retrieve,
            self.access(&job.target, &job.server).await,
        ) else {
            return Ok(true);
        };
        let url = api::address(&access.base, path, Some(remote));
        let exchange = self.api().get(&access, url).await;
        let receipt = self.receipt(ReceiptKind::Retrieve, exchange.trace);
        let classify::Polled::Answered(answer) = classify::polled(&exchange.outcome) else {
            self.change(&job.id, |_| Ok(Change::with(receipt.clone())))
                .await?;
            return Ok(true);
        };
        let place = match &exchange.outcome {
            Ok(reply) => self.place_of_result(job, &reply.body).await?,
            Err(_) => None,
        };
        let now = self.now();
        let phase = answer.phase.unwrap_or(Phase::Unknown);
        let changed = self
            .change(&job.id, |job| {
                step(job, Event::Polled(phase), now)?;
                if job.state != State::Completed {
                    self.note_answer(job, &answer, now);
                } else if place.is_none() && answer.error.is_some() {
                    // Done, with words in the place of a file: it was made and withheld (`wire.md` 2.2).
                    job.error = Some(JobError {
                        code: classify::failed(&answer),
                        message: answer.error.clone(),
                        http_status: None,
                    });
                }
                job.result_url = place.clone().or_else(|| job.result_url.take());
                Ok(Change::with(receipt.clone()))
            })
            .await?;
        Ok(changed.is_some_and(|job| job.state == State::Completed))
    }

    /// How often the download of a job has found nothing in this run. Broken ones do not count: they say nothing on what is
    /// there.
    fn found_nothing(&self, job: &Job) -> u32 {
        let mut live = self.live();
        let times = live.found_nothing.entry(job.id.clone()).or_default();
        *times += 1;
        *times
    }

    async fn nothing_there(
        &self,
        job: &Job,
        error: &JobError,
        believed: bool,
        log: Log,
    ) -> Result<(), EngineError> {
        if !believed {
            return self.interrupted(job, error, log).await;
        }
        self.live().found_nothing.remove(&job.id);
        let now = self.now();
        self.surely(&job.id, |job| {
            step(job, Event::Gone, now)?;
            // That there is a file and nobody gets it, or that it was withheld, is another sentence than that there is none.
            let code = if matches!(
                error.code,
                ErrorCode::NotHandedOut | ErrorCode::RefusedOutput
            ) {
                error.code
            } else {
                ErrorCode::Gone
            };
            job.error = Some(JobError {
                code,
                ..error.clone()
            });
            Ok(Change {
                receipts: log.receipts.clone(),
                ..Change::default()
            })
        })
        .await?;
        Ok(())
    }

    async fn interrupted(&self, job: &Job, error: &JobError, log: Log) -> Result<(), EngineError> {
        let now = self.now();
        let full = error.code == ErrorCode::DiskFull;
        if full {
            self.emit(AppEvent::Notice {
                kind: NoticeKind::DiskFull,
                error: Some(EngineError::refused(error.code).view()),
            });
        }
        self.surely(&job.id, |job| {
            step(job, Event::Interrupted, now)?;
            // A full disk says nothing about the server.
            job.download_misses += u32::from(!full);
            let doubled = PAUSE_MS.saturating_mul(1 << job.download_misses.min(12));
            let pause = if full {
                FULL_PAUSE_MS
            } else {
                doubled.min(LONGEST_PAUSE_MS)
            };
            let pause = Duration::from_millis(u64::try_from(pause).unwrap_or_default());
            // Never earlier than the server asked for.
            let pause = self
                .inner
                .entropy
                .jitter(pause)
                .max(log.wait.unwrap_or_default());
            let pause = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
            job.next_at = Some(now.plus_ms(pause));
            job.error = Some(error.clone());
            Ok(Change {
                receipts: log.receipts.clone(),
                ..Change::default()
            })
        })
        .await?;
        Ok(())
    }
}
