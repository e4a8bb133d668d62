//! The trash. What has been in it for thirty days is deleted with its files; receipts stay, and so does whatever the server has.
//!
//! Must never delete what still costs or may have cost something, what is not in the trash, or what a clock that is wrong for
//! a moment calls old.

use super::{Engine, EngineError};
use crate::{
    domain::{Job, JobId, Timestamp},
    dto::ErrorCode,
    store::Place,
};
use std::{collections::HashSet, time::Duration};

/// How long something stays in it.
const KEPT_MS: i64 = 30 * 24 * 3_600_000;
/// The start has better things to do, and a clock may still be set.
const FIRST: Duration = Duration::from_secs(120);
/// From the first look to the second. What both of them call old is deleted.
const SECOND: Duration = Duration::from_secs(600);
/// Between two looks from then on.
const LOOK: Duration = Duration::from_secs(3600);

/// When a job that was put into the trash then is deleted; `None` where one of its times is from a clock that was wrong.
pub(super) fn until(job: &Job, trashed_at: Timestamp) -> Option<Timestamp> {
    (trashed_at >= job.created_at).then(|| trashed_at.plus_ms(KEPT_MS))
}

impl Engine {
    /// Deletes jobs in the trash for good, with their files: these, or all of them. What is not in the trash is left alone.
    /// Returns the ids of those that are gone.
    pub async fn remove_trashed(&self, ids: Option<&[JobId]>) -> Result<Vec<JobId>, EngineError> {
        let trashed = self.inner.store.trashed().await?;
        let chosen = trashed
            .into_iter()
            .filter(|id| ids.is_none_or(|ids| ids.contains(id)));
        let mut gone = Vec::new();
        for id in chosen {
            if self.remove_if_over(&id, None).await? {
                gone.push(id);
            }
        }
        Ok(gone)
    }

    /// Empties it in time; goes on until the engine stops.
    pub(super) async fn empty_trash_in_time(&self) {
        let mut old = HashSet::new();
        let mut waits = [FIRST, SECOND].into_iter();
        loop {
            let wait = waits.next().unwrap_or(LOOK);
            tokio::select! {
                () = self.inner.stop.cancelled() => return,
                () = tokio::time::sleep(wait) => {}
            }
            match self.remove_old(&old).await {
                Ok(seen) => old = seen,
                Err(error) => tracing::warn!(%error, "the trash could not be emptied"),
            }
        }
    }

    /// Deletes what is old, if it was at the last look, and returns all that is.
    async fn remove_old(&self, before: &HashSet<JobId>) -> Result<HashSet<JobId>, EngineError> {
        let since = self.now().plus_ms(-KEPT_MS);
        let old = self.inner.store.trashed_before(since).await?;
        for id in old.iter().filter(|id| before.contains(*id)) {
            match self.remove_if_over(id, Some(since)).await {
                Ok(true) => tracing::info!(job = %id, "it was in the trash for thirty days"),
                Ok(false) => {}
                Err(error) => tracing::warn!(job = %id, %error, "it stays in the trash"),
            }
        }
        Ok(old.into_iter().collect())
    }

    /// `false`: it still costs or may have cost something, or it came out of the trash just now.
    pub(super) async fn remove_if_over(
        &self,
        id: &JobId,
        before: Option<Timestamp>,
    ) -> Result<bool, EngineError> {
        match self.remove(id, Place::Trash { before }).await {
            Ok(()) => Ok(true),
            Err(error) if not_now(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

fn not_now(error: &EngineError) -> bool {
    let code = error.view().code;
    code == ErrorCode::NotAllowedNow || code == ErrorCode::NotFound
}
