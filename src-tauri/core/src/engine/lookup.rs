//! Looking for an unconfirmed job in the server's own list. Looks only; never sends the request again.

use super::{
    Engine, EngineError,
    change::{Change, step},
};
use crate::{
    api::{self, classify, wire},
    domain::{Event, Job, JobId, Phase, ReceiptKind, Timestamp},
    dto::ErrorCode,
};
use serde_json::Value;

/// The server's clock may differ from ours by this much.
const CLOCKS_MS: i64 = 120_000;
/// A request may have waited this long before the server made a job of it.
const LATEST_MS: i64 = 15 * 60_000;

impl Engine {
    /// Looks through the newest jobs of the server for one that this request may have become.
    ///
    /// # Errors
    /// `NotFound` when none, or more than one, fits; the server's refusal when it has no list.
    pub(super) async fn look_for(&self, id: &JobId) -> Result<(), EngineError> {
        // One after the other: two jobs must not take the same entry for theirs.
        let _turn = self.inner.looking.lock().await;
        let job = self.job(id).await?;
        let access = self.access(&job.target, &job.server).await?;
        let Some(path) = &job.target.description.paths.list else {
            return Err(EngineError::refused(ErrorCode::NoSuchEndpoint));
        };
        let mut url = api::address(&access.base, path, None);
        url.query_pairs_mut()
            .append_pair("limit", "100")
            .append_pair("order", "desc");
        let exchange = self.api().get(&access, url).await;
        let receipt = self.receipt(ReceiptKind::List, exchange.trace);
        let refusal = match &exchange.outcome {
            Ok(reply) if (200..300).contains(&reply.status) => None,
            Ok(reply) => Some(classify::error(reply)),
            Err(fault) => Some(classify::fault_error(fault)),
        };
        if let Some(error) = refusal {
            self.change(id, |_| Ok(Change::with(receipt.clone())))
                .await?;
            return Err(EngineError::Server(error));
        }
        let reply = exchange.outcome.map_err(|_| EngineError::Ending)?;
        let listed = wire::parse(&reply.body).unwrap_or(Value::Null);
        let mut fitting = Vec::new();
        for item in wire::list(&listed)
            .map(|page| page.items)
            .unwrap_or_default()
        {
            if let Some(remote) = self.fits(&job, &item.answer).await? {
                fitting.push((remote, item.answer));
            }
        }
        if fitting.len() != 1 {
            // That it is not in the server's list is what a refund desk asks about.
            self.change(id, |_| Ok(Change::with(receipt.clone())))
                .await?;
            return Err(EngineError::refused(ErrorCode::NotFound));
        }
        let (remote, answer) = fitting.remove(0);
        let now = self.now();
        self.change(id, |job| {
            step(
                job,
                Event::Found(answer.phase.unwrap_or(Phase::Unknown)),
                now,
            )?;
            job.remote_id = Some(remote.clone());
            job.accepted_at = Some(now);
            self.note_answer(job, &answer, now);
            if job.state.is_live() {
                job.next_at = Some(now);
            }
            Ok(Change::with(receipt.clone()))
        })
        .await?;
        Ok(())
    }

    /// The entry's id if it can be this job: same model, same prompt where both are said, made in its time, not known here.
    async fn fits(&self, job: &Job, answer: &wire::Answer) -> Result<Option<String>, EngineError> {
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
        let enough = in_time && says || (answer.created_at.is_none() && said_prompt.is_some());
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

fn within(job: &Job, made: Timestamp) -> bool {
    let sent = job.submit_started_at.unwrap_or(job.created_at);
    made >= sent.plus_ms(-CLOCKS_MS) && made <= sent.plus_ms(LATEST_MS)
}
