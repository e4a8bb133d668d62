//! Looking for an unconfirmed job in the server's own list: by itself a few times, and whenever the user asks for it.
//! Looks only; never sends the request again.

use super::{
    Engine, EngineError,
    change::{Change, step},
};
use crate::{
    api::{self, Access, Reply, classify, wire},
    domain::{
        Capability, Event, Illegal, Job, JobError, JobId, Phase, ReceiptEntry, ReceiptKind, State,
        Timestamp,
    },
    dto::ErrorCode,
};
use serde_json::Value;
use std::time::Duration;

/// The server's clock may differ from ours by this much.
const CLOCKS_MS: i64 = 120_000;
/// A request may have waited this long before the server made a job of it.
const LATEST_MS: i64 = 15 * 60_000;
/// When it is looked for without being asked, counted from the look before: a job may stand in the list late.
const BY_ITSELF: [Duration; 4] = [
    Duration::from_secs(10),
    Duration::from_secs(60),
    Duration::from_secs(300),
    Duration::from_secs(900),
];
/// Older ones have left the newest page of any busy server; the user decides.
const RECENT_MS: i64 = 86_400_000;

/// How much an entry of the list must say before it counts as our job.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    /// The user looks at the result.
    Fitting,
    /// Nobody looks: the very prompt and a time are wanted, for another program of the same account may use the server too.
    Certain,
}

impl Engine {
    /// Looks for a job a few times without being asked, until it is found, decided about, or the program ends.
    pub(super) fn look_by_itself(&self, id: JobId) {
        let engine = self.clone();
        self.inner.tasks.spawn(async move {
            let looking = async {
                for wait in BY_ITSELF {
                    tokio::time::sleep(engine.inner.entropy.jitter(wait)).await;
                    match Box::pin(engine.look_unasked(&id)).await {
                        Ok(()) => return,
                        Err(error) => tracing::info!(job = %id, %error, "not found yet"),
                    }
                }
            };
            tokio::select! {
                () = engine.inner.stop.cancelled() => {}
                () = looking => {}
            }
        });
    }

    /// Looks once. An error: it may be there later.
    async fn look_unasked(&self, id: &JobId) -> Result<(), EngineError> {
        let job = self.job(id).await?;
        let server = self.server(&job.server).await?;
        let listed = self.offered(&server).await?.contains(&Capability::List);
        if job.state != State::Unconfirmed || !listed {
            return Ok(());
        }
        self.look_for(id, Evidence::Certain).await
    }

    /// At a start: what a crash or a cut left without an answer, as long as a list may still show it.
    pub(super) async fn look_for_recent(&self) -> Result<(), EngineError> {
        let now = self.now();
        for job in self.inner.store.jobs_in(vec![State::Unconfirmed]).await? {
            let sent = job.submit_started_at.unwrap_or(job.created_at);
            if now.since(sent) < RECENT_MS {
                self.look_by_itself(job.id);
            }
        }
        Ok(())
    }

    /// Looks through the newest jobs of the server for one that this request may have become.
    ///
    /// # Errors
    /// `NotInList` when none fits, or more than there are requests like this one without an answer; `NoList` where the server
    /// has none; its refusal.
    pub(super) async fn look_for(&self, id: &JobId, evidence: Evidence) -> Result<(), EngineError> {
        let unconfirmed = |job: &Job| job.state == State::Unconfirmed;
        if !unconfirmed(&self.job(id).await?) {
            return Err(EngineError::refused(ErrorCode::NotAllowedNow));
        }
        // One after the other: two jobs must not take the same entry for theirs.
        let _turn = self.inner.looking.lock().await;
        let job = self.job(id).await?;
        if !unconfirmed(&job) {
            // Whoever had the turn before has found it, or the user has decided: nothing is left to look for.
            return Ok(());
        }
        let access = self.access(&job.target, &job.server).await?;
        let Some(path) = &job.target.description.paths.list else {
            return Err(EngineError::refused(ErrorCode::NoList));
        };
        let (receipt, heard) = self.newest_of(&job, &access, path).await?;
        let found = match heard {
            Ok(reply) => self
                .entry_of(&job, &reply, evidence)
                .await?
                .ok_or_else(|| EngineError::refused(ErrorCode::NotInList)),
            Err(error) => Err(list_refused(error)),
        };
        let now = self.now();
        self.change(id, |job| {
            if let Ok((remote, answer)) = &found {
                self.found(job, remote, answer, now)?;
            }
            // Also that it is not in the server's list is what a refund desk asks about.
            Ok(Change::with(receipt.clone()))
        })
        .await?;
        found.map(|_| ())
    }

    /// The newest entries of the server's list as it answered, or why it did not; and what was said, for the record.
    async fn newest_of(
        &self,
        job: &Job,
        access: &Access,
        path: &str,
    ) -> Result<(ReceiptEntry, Result<Reply, JobError>), EngineError> {
        let mut url = api::address(&access.base, path, None);
        url.query_pairs_mut()
            .append_pair("limit", "100")
            .append_pair("order", "desc");
        let exchange = self.api().get(access, url).await;
        let receipt = self.receipt(ReceiptKind::List, exchange.trace);
        let heard = match exchange.outcome {
            Ok(reply) => {
                self.learn(&job.server, Capability::List, &reply).await?;
                if (200..300).contains(&reply.status) {
                    Ok(reply)
                } else {
                    Err(classify::error(&reply))
                }
            }
            Err(fault) => Err(classify::fault_error(&fault)),
        };
        Ok((receipt, heard))
    }

    /// The id and the answer of the oldest entry that this request may have become, if there are no more than requests like it.
    async fn entry_of(
        &self,
        job: &Job,
        reply: &Reply,
        evidence: Evidence,
    ) -> Result<Option<(String, wire::Answer)>, EngineError> {
        let listed = wire::parse(&reply.body).unwrap_or(Value::Null);
        let mut fitting = Vec::new();
        // What a request like this one has become by now may be in the list already, and its id is not known here before its answer.
        let in_flight = self.twin_in_flight(job).await?;
        for item in wire::list(&listed)
            .map(|page| page.items)
            .unwrap_or_default()
        {
            let Some(remote) = self.fits(job, &item.answer, evidence).await? else {
                continue;
            };
            // Pages that overlap name a job twice.
            if !fitting.iter().any(|(known, _)| *known == remote) {
                fitting.push((remote, item.answer));
            }
        }
        // Takes of one press are alike: which of them gets which of their videos makes no difference.
        if in_flight || fitting.len() > self.alike(job).await? {
            fitting.clear();
        }
        Ok(fitting
            .into_iter()
            .min_by_key(|(_, answer)| answer.created_at))
    }

    /// The server has the job after all, under that id.
    pub(super) fn found(
        &self,
        job: &mut Job,
        remote: &str,
        answer: &wire::Answer,
        now: Timestamp,
    ) -> Result<(), Illegal> {
        let mut phase = answer.phase.unwrap_or(Phase::Unknown);
        // A poll sees all results of a request, and where they lie; a list may name one.
        if phase == Phase::Done && job.target.description.paths.retrieve.is_some() {
            phase = Phase::Running;
        }
        step(job, Event::Found(phase), now)?;
        job.remote_id = Some(remote.to_owned());
        job.accepted_at = Some(now);
        self.note_answer(job, answer, now);
        job.next_at = job.state.is_live().then_some(now);
        Ok(())
    }

    /// Whether another request to that server, which the same entry would fit, waits for its answer.
    async fn twin_in_flight(&self, job: &Job) -> Result<bool, EngineError> {
        let sent = self.inner.store.jobs_in(vec![State::Submitting]).await?;
        Ok(sent.iter().any(|other| {
            other.server == job.server
                && other.recipe.model == job.recipe.model
                && other.recipe.prompt == job.recipe.prompt
        }))
    }

    /// Unconfirmed jobs that asked that server for the same, this one included.
    async fn alike(&self, job: &Job) -> Result<usize, EngineError> {
        let unconfirmed = self.inner.store.jobs_in(vec![State::Unconfirmed]).await?;
        let alike = |other: &&Job| other.server == job.server && other.recipe == job.recipe;
        Ok(unconfirmed.iter().filter(alike).count())
    }

    /// The entry's id if it can be this job: same model, same prompt where both are said, made in its time, not known here.
    pub(super) async fn fits(
        &self,
        job: &Job,
        answer: &wire::Answer,
        evidence: Evidence,
    ) -> Result<Option<String>, EngineError> {
        let Some(remote) = answer.id.clone() else {
            return Ok(None);
        };
        let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let same_model = job.recipe.model.is_empty()
            || said(&answer.model).is_none_or(|model| model == job.recipe.model);
        let said_prompt = said(&answer.prompt);
        let same_prompt = said_prompt
            .as_ref()
            .is_none_or(|prompt| prompt.trim() == job.recipe.prompt);
        let in_time = answer.created_at.is_some_and(|made| within(job, made));
        // Without a time the prompt must speak for it.
        // And a time alone, without model or prompt, says too little to be believed.
        let says = said_prompt.is_some() || said(&answer.model).is_some();
        let enough = match evidence {
            Evidence::Fitting => {
                in_time && says || (answer.created_at.is_none() && said_prompt.is_some())
            }
            Evidence::Certain => in_time && said_prompt.is_some(),
        };
        if !(same_model && same_prompt && enough) {
            return Ok(None);
        }
        let known = self
            .inner
            .store
            .knows_remote(job.server.clone(), remote.clone())
            .await?;
        Ok((!known).then_some(remote))
    }
}

/// What a refused list means: that there is none is no word about the address of the server.
pub(super) fn list_refused(error: JobError) -> EngineError {
    match error.http_status {
        Some(404 | 405 | 501) => EngineError::refused(ErrorCode::NoList),
        Some(_) | None => EngineError::Server(error),
    }
}

fn within(job: &Job, made: Timestamp) -> bool {
    let sent = job.submit_started_at.unwrap_or(job.created_at);
    made >= sent.plus_ms(-CLOCKS_MS) && made <= sent.plus_ms(LATEST_MS)
}
