//! Several results of one job: each becomes a take of its batch (`wire.md` 3.G 49).

use super::{Engine, EngineError};
use crate::{
    api::wire,
    domain::{Job, JobId, Phase, Quote, State},
};
use url::Url;

/// Most results that are believed of one job.
const MOST: usize = 16;

impl Engine {
    /// Adds the second and further results of an answer that says "done". Called before the job itself is completed, so
    /// that a crash between the two adds nothing twice and loses nothing.
    pub(super) async fn add_outputs(&self, job: &Job, body: &[u8]) -> Result<(), EngineError> {
        let Some(value) = wire::parse(body).filter(|_| job.output == 0) else {
            return Ok(());
        };
        let answer = wire::read(&value);
        if answer.phase != Some(Phase::Done) {
            return Ok(());
        }
        let count = wire::results(&value).len().min(MOST);
        if count < 2 {
            return Ok(());
        }
        let now = self.now();
        let remote_id = job.remote_id.clone().or(answer.id);
        let mut takes = Vec::new();
        for output in 1..count {
            let mut take = Job {
                id: JobId::from_seed(self.inner.entropy.seed()),
                version: 0,
                output: u32::try_from(output).unwrap_or_default(),
                remote_id: remote_id.clone(),
                accepted_at: job.accepted_at.or(Some(now)),
                state: State::Completed,
                next_at: Some(now),
                result_url: None,
                error: None,
                favourite: false,
                quote: Quote::included(),
                ..job.clone()
            };
            take.result_url = self.place_of_result(&take, body).await?;
            takes.push(take);
        }
        let batch = self.inner.store.add_takes(job.batch.clone(), takes).await?;
        for take in batch.iter().filter(|take| take.output > 0) {
            self.journal_found(take).await;
        }
        self.announce(&batch).await
    }
}

/// The server's own address of one of several results (`wire.md` 2.2, `?index=`).
pub(super) fn indexed(mut url: Url, output: u32) -> Url {
    if output > 0 {
        url.query_pairs_mut()
            .append_pair("index", &output.to_string());
    }
    url
}
