//! Files of jobs: kept while they may be fetched, and let go when they are too old or too many.

use std::path::PathBuf;

use super::{Job, JobError, Jobs, Variant, ledger, now};

/// Jobs whose clips are kept; older ones expire.
const MAX_CLIPS: usize = 20;
/// Finished jobs that are remembered; older ones are forgotten.
const MAX_FINISHED: usize = 200;

impl Jobs {
    /// Lets go of clips that are too old or too many.
    pub(super) fn expire(&self) {
        let now = now();
        let mut list = self.lock();
        let surplus = list
            .iter()
            .filter(|job| job.has_clips())
            .count()
            .saturating_sub(MAX_CLIPS);
        let mut gone: Vec<Job> = Vec::new();
        let mut left = surplus;
        for job in list.iter_mut().filter(|job| job.has_clips()) {
            let is_old = job.expires_at.is_some_and(|at| at <= now);
            if left > 0 || is_old {
                left = left.saturating_sub(1);
                job.expired = true;
                gone.push(job.clone());
            }
        }
        let mut forget = list
            .iter()
            .filter(|job| job.is_finished())
            .count()
            .saturating_sub(MAX_FINISHED);
        list.retain(|job| {
            let forgotten = forget > 0 && job.is_finished();
            forget -= usize::from(forgotten);
            !forgotten
        });
        if !gone.is_empty() {
            ledger::write(&self.folder, &list);
        }
        drop(list);
        for job in gone {
            self.remove_files(&job);
        }
    }

    pub(super) fn keep(&self, id: &str, bytes: &[u8]) -> Result<PathBuf, JobError> {
        let path = ledger::reference_path(self.folder.path(), id);
        fs_err::write(&path, bytes).map_err(|error| JobError::Storage(error.to_string()))?;
        Ok(path)
    }

    pub(super) fn remove_files(&self, job: &Job) {
        let folder = self.folder.path();
        let clips = (0..job.order.clips)
            .flat_map(|clip| Variant::ALL.map(|variant| variant.path(folder, &job.id, clip)));
        for path in clips.chain(job.reference.clone()) {
            // A job that failed has none of them.
            if path.exists() {
                fs_err::remove_file(&path)
                    .unwrap_or_else(|error| tracing::warn!(%error, "a demo file stays behind"));
            }
        }
    }
}
