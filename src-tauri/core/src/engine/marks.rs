//! What the user thinks of a take. The database has it; the journal repeats it, so that stars, tags, collections and the trash
//! survive a history that is made again.

use super::{Engine, EngineError, journal::Entry};
use crate::{
    domain::{Job, JobId},
    dto::{AppEvent, ErrorCode, JobView, Label, Mark},
    store::Named,
};

/// Longest name of a tag or a collection, in signs.
const NAME: usize = 60;

impl Engine {
    /// Changes what the user thinks of these jobs, and returns the tiles that it changed.
    ///
    /// # Errors
    /// `InvalidValue` for a name of spaces only.
    pub async fn mark_jobs(&self, ids: &[JobId], mark: Mark) -> Result<Vec<JobView>, EngineError> {
        let mark = named(mark)?;
        let changed = self.inner.store.mark(ids.to_vec(), mark).await?;
        self.marked(&changed).await
    }

    /// Puts jobs into the trash, and returns the ids of those that went. What still costs or may have cost something stays in
    /// sight: such jobs are left where they are.
    pub async fn trash(&self, ids: &[JobId]) -> Result<Vec<JobId>, EngineError> {
        let went = self.inner.store.trash(ids.to_vec(), self.now()).await?;
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
        self.marked(&back).await
    }

    /// The tags on the wall, the most frequent first.
    pub async fn tags(&self) -> Result<Vec<Label>, EngineError> {
        Ok(labels(self.inner.store.tag_names().await?))
    }

    /// The collections, by their names.
    pub async fn collections(&self) -> Result<Vec<Label>, EngineError> {
        Ok(labels(self.inner.store.collections().await?))
    }

    /// Gives a collection another name, and returns all of them.
    ///
    /// # Errors
    /// `NameTaken`, `InvalidValue` for a name of spaces only.
    pub async fn rename_collection(
        &self,
        name: String,
        to: &str,
    ) -> Result<Vec<Label>, EngineError> {
        let to = short("collection", to)?;
        let inside = self
            .inner
            .store
            .rename_collection(name, to.clone())
            .await?
            .ok_or_else(|| EngineError::refused_with(ErrorCode::NameTaken, "name", to))?;
        self.marked(&inside).await?;
        self.collections().await
    }

    /// Forgets a collection, and returns the jobs that were in it; nothing else becomes of them.
    pub async fn delete_collection(&self, name: String) -> Result<Vec<JobId>, EngineError> {
        let were = self.inner.store.delete_collection(name).await?;
        self.marked(&were).await?;
        Ok(were)
    }

    /// Writes down and tells what is thought of these jobs by now.
    async fn marked(&self, ids: &[JobId]) -> Result<Vec<JobView>, EngineError> {
        let jobs = self.note_marks(ids).await?;
        self.announce(&jobs).await;
        self.views(jobs).await
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

/// A change with its name as it is kept.
fn named(mark: Mark) -> Result<Mark, EngineError> {
    Ok(match mark {
        Mark::Tag { name, on } => Mark::Tag {
            name: short("tag", &name)?,
            on,
        },
        Mark::Collection { name, on } => Mark::Collection {
            name: short("collection", &name)?,
            on,
        },
        Mark::Favourite { .. } | Mark::Rating { .. } => mark,
    })
}

fn short(field: &'static str, name: &str) -> Result<String, EngineError> {
    let name: String = name.trim().chars().take(NAME).collect();
    if name.is_empty() {
        return Err(EngineError::invalid(field));
    }
    Ok(name)
}

fn labels(found: Vec<Named>) -> Vec<Label> {
    let label = |Named { name, count }| Label { name, takes: count };
    found.into_iter().map(label).collect()
}
