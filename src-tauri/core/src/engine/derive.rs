//! New videos out of earlier ones: remix, edit, extend, and deleting what is on the server.

use super::{Engine, EngineError, change::Change, create::Order};
use crate::domain::catalogue::Target;
use crate::{
    api::{self, Exchange, classify, dialect},
    domain::{Action, Capability, Job, JobId, ReceiptKind, Recipe, State, sweep, wildcard},
    dto::{DeriveJob, ErrorCode, JobView},
};
use url::Url;

/// The capability that an action needs.
pub(super) const fn needs(action: Action) -> Option<Capability> {
    match action {
        Action::Remix => Some(Capability::Remix),
        Action::Edit => Some(Capability::Edit),
        Action::Extend => Some(Capability::Extend),
        Action::Create | Action::Import => None,
    }
}

impl Engine {
    /// Stores a job that starts from an earlier one; it is sent when the undo window has passed.
    ///
    /// # Errors
    /// `NotAllowedNow` for a job that has no video on the server, `NoSuchEndpoint` where the server has no such thing,
    /// `PromptEmpty`, `InvalidValue`.
    pub async fn derive(&self, asked: DeriveJob) -> Result<JobView, EngineError> {
        let source = self.job(&asked.job).await?;
        let capability = needs(asked.action).ok_or_else(|| EngineError::invalid("action"))?;
        let server = self.server(&source.server).await?;
        if !self.offered(&server).await?.contains(&capability) {
            return Err(EngineError::refused(ErrorCode::NoSuchEndpoint));
        }
        let finished = matches!(
            source.state,
            State::Ready | State::Completed | State::Downloading
        );
        let there = finished && source.remote_deleted_at.is_none();
        let parent = source.remote_id.clone().filter(|_| there);
        let parent = parent.ok_or_else(|| EngineError::refused(ErrorCode::NotAllowedNow))?;
        if asked.prompt.trim().is_empty() {
            return Err(EngineError::refused(ErrorCode::PromptEmpty));
        }
        let fine = |seconds: &f64| seconds.is_finite() && *seconds > 0.0 && *seconds <= 3600.0;
        if asked.seconds.as_ref().is_some_and(|seconds| !fine(seconds)) {
            return Err(EngineError::invalid("seconds"));
        }
        let target = self.catalogue().target(&server, &source.recipe.model);
        let order = Order {
            action: asked.action,
            parent: Some(parent),
            ..Order::new(derived_recipe(&asked, source.recipe), target)
        };
        let prompt = sweep::plainly(&wildcard::plainly(asked.prompt.trim()));
        let jobs = self
            .new_batch(asked.client_key, Some(prompt), vec![order])
            .await?;
        self.ordered(jobs)
            .await?
            .pop()
            .ok_or_else(|| EngineError::refused(ErrorCode::Internal))
    }

    /// The request of a job, whatever it asks of the server.
    pub(super) fn request_of(
        &self,
        job: &Job,
        base: &Url,
    ) -> Result<dialect::Request, EngineError> {
        match (job.action, &job.parent) {
            (Action::Remix | Action::Edit | Action::Extend, Some(parent)) => {
                derived(job.action, parent, &job.recipe, &job.target, base)
            }
            (
                Action::Create | Action::Import | Action::Remix | Action::Edit | Action::Extend,
                _,
            ) => self.request(&job.recipe, &job.target, job.way, base),
        }
    }

    /// Deletes the job's video on the server. The file here stays, and so does the job.
    ///
    /// # Errors
    /// `NotAllowedNow` without a video there, or while another result of the same request is not here; `NoSuchEndpoint` where the server cannot delete, the server's refusal.
    pub async fn delete_remote(&self, id: &JobId) -> Result<JobView, EngineError> {
        let job = self.job(id).await?;
        let remote = job
            .remote_id
            .clone()
            .filter(|_| !job.state.is_live() || job.state == State::Queued)
            .filter(|_| job.remote_deleted_at.is_none())
            .ok_or_else(|| EngineError::refused(ErrorCode::NotAllowedNow))?;
        let Some(path) = &job.target.description.paths.delete else {
            return Err(EngineError::refused(ErrorCode::NoSuchEndpoint));
        };
        let together = self.of_one_request(&job, &remote).await?;
        if together
            .iter()
            .any(|other| other.id != *id && other.state.is_live())
        {
            return Err(EngineError::refused(ErrorCode::NotAllowedNow));
        }
        let access = self.access(&job.target, &job.server).await?;
        let url = api::address(&access.base, path, Some(&remote));
        let Exchange { trace, outcome, .. } = self.api().delete(&access, url).await;
        let receipt = self.receipt(ReceiptKind::Delete, trace);
        let changed = self
            .change(id, |_| Ok(Change::with(receipt.clone())))
            .await?;
        let reply = outcome.map_err(|fault| EngineError::Server(classify::fault_error(&fault)))?;
        self.learn(&job.server, Capability::Delete, &reply).await?;
        // What is gone already needs no deleting.
        if !(200..300).contains(&reply.status) && reply.status != 410 {
            return Err(EngineError::Server(classify::error(&reply)));
        }
        let now = self.now();
        let mut view = changed.unwrap_or(job);
        for one in together {
            let marked = self
                .change(&one.id, |job| {
                    job.remote_deleted_at = Some(now);
                    Ok(Change::default())
                })
                .await?;
            view = marked.filter(|marked| marked.id == *id).unwrap_or(view);
        }
        self.view(view).await
    }

    /// The jobs that are results of the same request on the server, this one included: there they are one.
    async fn of_one_request(&self, job: &Job, remote: &str) -> Result<Vec<Job>, EngineError> {
        let mut takes = self.inner.store.batch(job.batch.clone()).await?;
        takes.retain(|take| take.server == job.server && take.remote_id.as_deref() == Some(remote));
        Ok(takes)
    }
}

/// What is asked of the server, out of what was asked for before.
pub(super) fn derived_recipe(asked: &DeriveJob, source: Recipe) -> Recipe {
    Recipe {
        written: None,
        prompt: asked.prompt.trim().to_owned(),
        seconds: match asked.action {
            Action::Extend => asked.seconds.or(source.seconds),
            Action::Remix | Action::Edit | Action::Create | Action::Import => source.seconds,
        },
        inputs: Vec::new(),
        params: serde_json::Map::new(),
        extra: serde_json::Map::new(),
        ..source
    }
}

fn derived(
    action: Action,
    parent: &str,
    recipe: &Recipe,
    target: &Target,
    base: &Url,
) -> Result<dialect::Request, EngineError> {
    dialect::derived(action, parent, recipe, target, base)
        .map_err(|_| EngineError::refused(ErrorCode::NoSuchEndpoint))
}
