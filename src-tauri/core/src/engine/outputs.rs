//! Several results of one job: each becomes a take of its batch (`wire.md` 3.G 49).

use super::{Engine, EngineError};
use crate::{
    api::wire,
    domain::{Job, JobId, Phase, Quote, State, Timestamp, ids::Seed},
};
use sha2::{Digest, Sha256};
use url::Url;

/// Most results that are believed of one job.
const MOST: usize = 16;

impl Engine {
    /// The second and further results of an answer that says "done", as jobs that are to be stored in one commit with what
    /// the answer makes of `job`: a crash then adds nothing twice and loses nothing.
    pub(super) async fn further_results(
        &self,
        job: &Job,
        body: &[u8],
    ) -> Result<Vec<Job>, EngineError> {
        let Some(value) = wire::parse(body).filter(|_| job.output == 0) else {
            return Ok(Vec::new());
        };
        let answer = wire::read(&value);
        if answer.phase != Some(Phase::Done) {
            return Ok(Vec::new());
        }
        let count = wire::results(&value).len().min(MOST);
        let now = self.now();
        let remote_id = job.remote_id.clone().or(answer.id);
        let mut takes = Vec::new();
        for output in 1..count {
            let mut take = further(job, output, remote_id.clone(), now);
            take.result_url = self.place_of_result(&take, body).await?;
            takes.push(take);
        }
        Ok(takes)
    }
}

/// The further results that a synchronous server's answer may have had, as jobs without a place: whose bytes are here has to
/// be looked for.
pub(super) fn conceivable(job: &Job, now: Timestamp) -> impl Iterator<Item = Job> {
    (1..MOST).map(move |output| further(job, output, job.remote_id.clone(), now))
}

fn further(job: &Job, output: usize, remote_id: Option<String>, now: Timestamp) -> Job {
    Job {
        id: JobId::from_seed(seed(job, output)),
        version: 0,
        output: u32::try_from(output).unwrap_or_default(),
        remote_id,
        accepted_at: job.accepted_at.or(Some(now)),
        state: State::Completed,
        next_at: Some(now),
        result_url: None,
        error: None,
        favourite: false,
        quote: Quote::included(),
        ..job.clone()
    }
}

/// A further result has the same id whenever its answer is read: the journal names it before the history does, its bytes may
/// lie here under it, and after a crash in between it must not become a second one. The time of the order and not the
/// server's id: after a crash that is lost, and no two orders of one job are sent at once.
fn seed(job: &Job, output: usize) -> Seed {
    let ordered = job.submit_started_at.map(|at| at.0);
    let digest = Sha256::digest(format!(
        "{} {output} {}",
        job.id,
        ordered.unwrap_or_default()
    ));
    std::array::from_fn(|place| digest[place])
}

/// The server's own address of one of several results (`wire.md` 2.2, `?index=`).
pub(super) fn indexed(mut url: Url, output: u32) -> Url {
    if output > 0 {
        url.query_pairs_mut()
            .append_pair("index", &output.to_string());
    }
    url
}
