//! Bringing jobs that only the server knows into the history: all pages of its list, each job once.

use super::{
    Engine, EngineError,
    lookup::{Evidence, list_refused},
};
use crate::domain::catalogue::Target;
use crate::{
    api::{self, classify, wire},
    domain::{
        Action, BatchId, Capability, Job, JobError, JobId, Phase, ReceiptKind, Recipe, Server,
        ServerId, Size, State,
    },
    dto::{ErrorCode, Imported, JobView},
    store::NewBatch,
};
use serde_json::{Map, Value};
use std::collections::HashSet;
use url::Url;

/// Jobs that are asked for at once (`wire.md` 1.3).
const PAGE: &str = "100";
/// Pages that are read at most; a list that never ends is a fault of the server.
const MOST_PAGES: usize = 1_000;

impl Engine {
    /// Brings in what the server has and Rushes has not. Finished videos are fetched, the next to expire first; what
    /// failed or is gone comes only with `all`.
    ///
    /// # Errors
    /// `NoList` for a server without one, or its refusal. What was brought in before stays.
    pub async fn import(&self, id: &ServerId, all: bool) -> Result<Imported, EngineError> {
        let server = self.server(id).await?;
        let target = self.catalogue().target(&server, "");
        let Some(path) = target.description.paths.list.clone() else {
            return Err(EngineError::refused(ErrorCode::NoList));
        };
        let access = self.access(&target, id).await?;
        self.look_for_lost(id).await?;
        let mut report = Imported::default();
        let (mut seen, mut after) = (HashSet::new(), None);
        for _ in 0..MOST_PAGES {
            let url = page(api::address(&access.base, &path, None), after.as_deref());
            let exchange = self.api().get(&access, url).await;
            let reply = exchange
                .outcome
                .map_err(|fault| EngineError::Server(classify::fault_error(&fault)))?;
            self.learn(id, Capability::List, &reply).await?;
            if !(200..300).contains(&reply.status) {
                return Err(list_refused(classify::error(&reply)));
            }
            let value = wire::parse(&reply.body).unwrap_or(Value::Null);
            let Some(listing) = wire::list(&value) else {
                return Err(EngineError::refused(ErrorCode::UnexpectedAnswer));
            };
            let before = seen.len();
            for item in &listing.items {
                if let Some(remote) = item.answer.id.clone()
                    && seen.insert(remote.clone())
                {
                    self.take_in(&server, &remote, item, all, &mut report)
                        .await?;
                }
            }
            // A server without cursors answers with the same page for ever.
            if listing.has_more == Some(false) || seen.len() == before {
                break;
            }
            after = listing.last_id.or(listing.next_cursor);
            if after.is_none() {
                break;
            }
        }
        Ok(report)
    }

    async fn take_in(
        &self,
        server: &Server,
        remote: &str,
        item: &wire::Item<'_>,
        all: bool,
        report: &mut Imported,
    ) -> Result<(), EngineError> {
        report.listed += 1;
        // No look for a lost job may take the same entry meanwhile.
        let _turn = self.inner.looking.lock().await;
        let known = self
            .inner
            .store
            .knows_remote(server.id.clone(), remote.to_owned())
            .await?;
        if known {
            report.known += 1;
            return Ok(());
        }
        let state = state_of(item.answer.phase);
        if !all && matches!(state, State::Failed | State::Cancelled | State::Expired) {
            report.left_out += 1;
            return Ok(());
        }
        if self.is_awaited(&server.id, &item.answer).await? {
            report.awaited += 1;
            return Ok(());
        }
        let stored = self.store_found(server, remote, item, state).await?;
        if let Some(job) = stored {
            let view: JobView = self.view(job).await?;
            report.jobs.push(view);
        }
        Ok(())
    }

    /// Keeps an entry of the list as a job, with one for each of its further results, and returns the first.
    async fn store_found(
        &self,
        server: &Server,
        remote: &str,
        item: &wire::Item<'_>,
        state: State,
    ) -> Result<Option<Job>, EngineError> {
        let recipe = recipe(&item.answer);
        let target = self.catalogue().target(server, &recipe.model);
        let job = self.found_job(target, recipe, remote, state, &item.answer);
        let body = item.body.to_string();
        let shown = api::http::shown_text(body.as_bytes());
        let mut jobs = self.further_results(&job, body.as_bytes()).await?;
        jobs.insert(0, job.clone());
        number(&mut jobs);
        let batch = NewBatch {
            id: job.batch,
            client_key: format!("import {} {remote}", server.id),
            created_at: job.created_at,
            jobs,
            receipts: vec![self.note(ReceiptKind::Import, shown)],
            prompt: None,
        };
        let stored = self.inner.store.add_batch(batch).await?;
        for job in &stored {
            self.journal_found(job).await;
        }
        self.announce(&stored).await;
        Ok(stored.into_iter().next())
    }

    /// What certainly belongs to a job whose answer was lost goes to that job first.
    async fn look_for_lost(&self, server: &ServerId) -> Result<(), EngineError> {
        for job in self.inner.store.jobs_in(vec![State::Unconfirmed]).await? {
            if job.server != *server {
                continue;
            }
            match Box::pin(self.look_for(&job.id, Evidence::Certain)).await {
                Ok(()) => {}
                Err(error) if error.view().code == ErrorCode::NotInList => {}
                // The next one would hear the same; what the import itself hears is told.
                Err(error) => {
                    tracing::info!(job = %job.id, %error, "not looked for before the import");
                    break;
                }
            }
        }
        Ok(())
    }

    /// Whether a request that has no answer, yet or for good, may have become this entry. As a job of its own it would hide it
    /// from that request, whose user would take it for never made and pay again.
    async fn is_awaited(
        &self,
        server: &ServerId,
        answer: &wire::Answer,
    ) -> Result<bool, EngineError> {
        let states = vec![State::Submitting, State::Unconfirmed];
        for job in self.inner.store.jobs_in(states).await? {
            let awaits = job.server == *server && job.submit_started_at.is_some();
            if awaits && self.fits(&job, answer, Evidence::Fitting).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn found_job(
        &self,
        target: Target,
        recipe: Recipe,
        remote: &str,
        state: State,
        answer: &wire::Answer,
    ) -> Job {
        let now = self.now();
        let made = answer.created_at.filter(|made| *made <= now).unwrap_or(now);
        let over = !state.is_live();
        let id = JobId::from_seed(self.inner.entropy.seed());
        let batch = BatchId::from_seed(self.inner.entropy.seed());
        Job {
            action: Action::Import,
            parent: answer.remixed_from.clone(),
            state,
            remote_id: Some(remote.to_owned()),
            remote_status: answer.status.clone(),
            progress: answer.progress,
            accepted_at: Some(made),
            heard_at: Some(now),
            ended_at: over.then_some(answer.completed_at.unwrap_or(now)),
            next_at: (!over).then_some(now),
            expires_at: answer.expires_at,
            error: over.then(|| JobError {
                code: classify::failed(answer),
                message: answer.error.clone(),
                http_status: None,
            }),
            // Without a price: what somebody else's request cost is not ours to guess.
            ..Job::held(id, batch, target, recipe, made)
        }
    }
}

/// The jobs of one request become the takes of their batch.
fn number(jobs: &mut [Job]) {
    let takes = u32::try_from(jobs.len()).unwrap_or(u32::MAX);
    for (take, job) in (1..).zip(jobs) {
        (job.take, job.takes) = (take, takes);
    }
}

fn page(mut url: Url, after: Option<&str>) -> Url {
    url.query_pairs_mut()
        .append_pair("limit", PAGE)
        .append_pair("order", "desc");
    if let Some(after) = after {
        url.query_pairs_mut().append_pair("after", after);
    }
    url
}

const fn state_of(phase: Option<Phase>) -> State {
    match phase {
        Some(Phase::Running) => State::Running,
        Some(Phase::Done) => State::Completed,
        Some(Phase::Failed) => State::Failed,
        Some(Phase::Cancelled) => State::Cancelled,
        Some(Phase::Expired) => State::Expired,
        Some(Phase::Waiting | Phase::Unknown) | None => State::Queued,
    }
}

/// What the server says of its job, in our own words. A prompt that it does not give back is shown as its id.
fn recipe(answer: &wire::Answer) -> Recipe {
    let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    Recipe {
        written: None,
        prompt: said(&answer.prompt)
            .or_else(|| answer.id.clone())
            .unwrap_or_default(),
        model: said(&answer.model).unwrap_or_default(),
        seconds: answer.seconds.filter(|seconds| *seconds > 0.0),
        size: answer
            .size
            .as_deref()
            .and_then(|size| size.parse::<Size>().ok()),
        aspect: None,
        tier: None,
        inputs: Vec::new(),
        params: Map::new(),
        extra: Map::new(),
    }
}
