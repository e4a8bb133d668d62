//! "I have its id": the user saw the job on the server's own page, and says which it is. The server is asked once before it is
//! believed; nothing is sent again.

use super::{Engine, EngineError, change::Change};
use crate::{
    api::{
        self,
        classify::{self, Polled},
    },
    domain::{Job, JobId, ReceiptKind, State},
    dto::{ErrorCode, JobView},
};

/// No server's id is longer (`wire.md` 3.A has opaque ones of a few hundred).
const LONGEST: usize = 4_096;

impl Engine {
    /// Takes `remote` for the server's id of an unconfirmed job, once the server has answered for it.
    ///
    /// # Errors
    /// `NotAllowedNow` for a job in another state, `InvalidValue` for no id, `IdTaken` when another job has it,
    /// `NoSuchEndpoint` where the server cannot be asked, or what the server says instead. The job stays unconfirmed then.
    pub async fn adopt(&self, id: &JobId, remote: &str) -> Result<JobView, EngineError> {
        // One after the other with look-ups: two jobs must not take the same id for theirs.
        let _turn = self.inner.looking.lock().await;
        let remote = remote.trim();
        let job = self.job(id).await?;
        if job.state != State::Unconfirmed {
            return Err(EngineError::refused(ErrorCode::NotAllowedNow));
        }
        if remote.is_empty() || remote.len() > LONGEST || remote.chars().any(char::is_control) {
            return Err(EngineError::invalid("id"));
        }
        let (server, text) = (job.server.clone(), remote.to_owned());
        if self.inner.store.knows_remote(server, text).await? {
            return Err(EngineError::refused(ErrorCode::IdTaken));
        }
        let job = self.ask_and_take(&job, remote).await?;
        self.view(job).await
    }

    async fn ask_and_take(&self, job: &Job, remote: &str) -> Result<Job, EngineError> {
        let Some(path) = &job.target.description.paths.retrieve else {
            return Err(EngineError::refused(ErrorCode::NoSuchEndpoint));
        };
        let access = self.access(&job.target, &job.server).await?;
        let url = api::address(&access.base, path, Some(remote));
        let exchange = self.api().get(&access, url).await;
        let receipt = self.receipt(ReceiptKind::Retrieve, exchange.trace);
        let answer = match classify::polled(&exchange.outcome) {
            Polled::Answered(answer) => answer,
            Polled::Unknown(error)
            | Polled::KeyRefused(error)
            | Polled::Later { wait: _, error } => {
                self.change(&job.id, |_| Ok(Change::with(receipt.clone())))
                    .await?;
                return Err(EngineError::Server(error));
            }
        };
        let place = match &exchange.outcome {
            Ok(reply) => self.place_of_result(job, &reply.body).await?,
            Err(_) => None,
        };
        let now = self.now();
        let note = self.note(ReceiptKind::Note, format!("the user gave the id {remote}"));
        let taken = self
            .change(&job.id, |job| {
                self.found(job, remote, &answer, now)?;
                job.result_url.clone_from(&place);
                Ok(Change {
                    receipts: vec![note.clone(), receipt.clone()],
                    ..Change::default()
                })
            })
            .await?;
        taken.ok_or_else(|| EngineError::refused(ErrorCode::NotAllowedNow))
    }
}
