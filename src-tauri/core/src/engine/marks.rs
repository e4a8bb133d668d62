//! What the user thinks of a take. The database has it; the journal repeats it, so that stars, tags and the trash survive a
//! history that is made again.

use super::{Engine, EngineError, journal::Entry};
use crate::{
    domain::{Job, JobId, State},
    dto::{AppEvent, ErrorCode, JobView},
    store::Marks,
};

/// Longest name of a tag, in signs.
const TAG: usize = 60;

impl Engine {
    /// Marks a job or takes the mark away.
    pub async fn set_favourite(&self, id: &JobId, on: bool) -> Result<JobView, EngineError> {
        self.inner.store.set_favourite(id.clone(), on).await?;
        let marks = self.inner.store.marks(vec![id.clone()]).await?.remove(id);
        self.marked(id, marks).await
    }

    /// Gives stars, 0 to 5; 0 takes them away.
    pub async fn set_rating(&self, id: &JobId, rating: u8) -> Result<JobView, EngineError> {
        let marks = self.inner.store.set_rating(id.clone(), rating).await?;
        self.marked(id, marks).await
    }

    /// Adds a tag.
    ///
    /// # Errors
    /// `InvalidValue` for a name of spaces only.
    pub async fn add_tag(&self, id: &JobId, tag: &str) -> Result<JobView, EngineError> {
        let tag: String = tag.trim().chars().take(TAG).collect();
        if tag.is_empty() {
            return Err(EngineError::invalid("tag"));
        }
        let marks = self.inner.store.add_tag(id.clone(), tag).await?;
        self.marked(id, marks).await
    }

    /// Takes a tag away.
    pub async fn remove_tag(&self, id: &JobId, tag: &str) -> Result<JobView, EngineError> {
        let marks = self
            .inner
            .store
            .remove_tag(id.clone(), tag.to_owned())
            .await?;
        self.marked(id, marks).await
    }

    /// Puts jobs into the trash, and returns the ids of those that went. What still costs or may have cost something stays in
    /// sight: such jobs are left where they are.
    pub async fn trash(&self, ids: &[JobId]) -> Result<Vec<JobId>, EngineError> {
        let mut over = Vec::new();
        for id in ids {
            let job = self.job(id).await?;
            if !job.state.is_live() && job.state != State::Unconfirmed {
                over.push(id.clone());
            }
        }
        let went = self.inner.store.trash(over, self.now()).await?;
        self.note_marks(&went).await?;
        let counts = self.inner.store.counts().await?;
        self.emit(AppEvent::Removed {
            ids: went.clone(),
            counts,
        });
        Ok(went)
    }

    /// Takes jobs out of the trash, and returns their tiles.
    pub async fn restore_trashed(&self, ids: &[JobId]) -> Result<Vec<JobView>, EngineError> {
        let back = self.inner.store.restore_trashed(ids.to_vec()).await?;
        let jobs = self.note_marks(&back).await?;
        self.announce(&jobs).await?;
        self.views(jobs).await
    }

    async fn marked(&self, id: &JobId, marks: Option<Marks>) -> Result<JobView, EngineError> {
        let marks = marks.ok_or_else(|| EngineError::refused(ErrorCode::NotFound))?;
        let job = self.job(id).await?;
        self.follow_in_journal(&job, vec![Entry::Marked(marks)])
            .await;
        self.announce(std::slice::from_ref(&job)).await?;
        self.view(job).await
    }

    async fn note_marks(&self, ids: &[JobId]) -> Result<Vec<Job>, EngineError> {
        let mut marks = self.inner.store.marks(ids.to_vec()).await?;
        let mut jobs = Vec::new();
        for id in ids {
            let job = self.job(id).await?;
            let entry = marks.remove(id).map(Entry::Marked);
            self.follow_in_journal(&job, entry.into_iter().collect())
                .await;
            jobs.push(job);
        }
        Ok(jobs)
    }
}
