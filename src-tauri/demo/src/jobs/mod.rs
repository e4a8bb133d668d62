//! The jobs: accepting, listing, deleting, and what is kept for how long. Knows nothing of HTTP;
//! how a job is worked off is in `work`.

mod job;
mod ledger;
mod work;

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::dice::hash;
use crate::order::Order;
use crate::trouble::{Trouble, Troubles};
pub use job::{Job, Phase, Variant, Video};
pub use ledger::Folder;

/// Jobs that may be unfinished at once.
const MAX_UNFINISHED: usize = 50;
/// Clips that are kept; older ones expire.
const MAX_CLIPS: usize = 20;
/// Finished jobs that are remembered; older ones are forgotten.
const MAX_FINISHED: usize = 200;
/// Prompts that were told to come back.
const MAX_BUSY: usize = 1000;

/// How long the deliberate delays are.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// What `[slow]` adds.
    pub slow: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            slow: Duration::from_secs(60),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    #[error("no such job")]
    Unknown,
    #[error("the job is not finished")]
    Unfinished,
    #[error("the job failed")]
    Failed,
    #[error("the clip has expired")]
    Expired,
    #[error("the queue is full")]
    Full,
    #[error("the picture could not be kept: {0}")]
    Storage(String),
}

/// A finished file, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    pub path: PathBuf,
    /// A strong entity tag, without quotes.
    pub etag: String,
}

#[derive(Debug)]
pub struct Jobs {
    /// Oldest first.
    list: Mutex<Vec<Job>>,
    busy: Mutex<HashSet<u64>>,
    folder: Folder,
    workers: Semaphore,
    pace: Pace,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Jobs {
    /// Takes up what an earlier run of a kept folder left open. Must be called within a Tokio runtime.
    pub fn new(folder: Folder, workers: usize, pace: Pace) -> Arc<Self> {
        let known = ledger::read(&folder);
        let waiting: Vec<String> = known
            .iter()
            .filter(|job| ledger::is_waiting(job))
            .map(|job| job.id.clone())
            .collect();
        let jobs = Arc::new(Self {
            list: Mutex::new(known),
            busy: Mutex::default(),
            folder,
            workers: Semaphore::new(workers.clamp(1, 16)),
            pace,
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        });
        for id in waiting {
            jobs.tasks.spawn(Arc::clone(&jobs).work(id));
        }
        jobs
    }

    /// Takes an order, with the bytes of its reference picture, and starts on it.
    pub fn create(
        self: &Arc<Self>,
        order: Order,
        picture: Option<&[u8]>,
    ) -> Result<Video, JobError> {
        let take = self.next_take(&order.prompt);
        let own = order.seed.unwrap_or_else(|| take.into()).to_le_bytes();
        let seed = hash(order.prompt.as_bytes()) ^ hash(&own);
        let id = new_id();
        let reference = picture.map(|bytes| self.keep(&id, bytes)).transpose()?;
        self.add(Job {
            id,
            seed,
            take,
            reference,
            ..blank(order)
        })
    }

    /// A new job like a finished one, with another prompt: the same scene or picture.
    pub fn remix(self: &Arc<Self>, source: &str, prompt: String) -> Result<Video, JobError> {
        let old = self.get(source)?;
        match old.phase {
            Phase::Completed { .. } if old.expired => return Err(JobError::Expired),
            Phase::Completed { .. } => {}
            Phase::Failed { .. } => return Err(JobError::Failed),
            Phase::Queued | Phase::Running => return Err(JobError::Unfinished),
        }
        let id = new_id();
        let read = |path: &PathBuf| {
            fs_err::read(path).map_err(|error| JobError::Storage(error.to_string()))
        };
        let picture = old.reference.as_ref().map(read).transpose()?;
        let reference = picture.map(|bytes| self.keep(&id, &bytes)).transpose()?;
        let take = self.next_take(&prompt);
        let order = Order {
            prompt,
            ..old.order
        };
        let remixed_from = Some(old.id);
        self.add(Job {
            id,
            seed: old.seed,
            take,
            reference,
            remixed_from,
            ..blank(order)
        })
    }

    fn add(self: &Arc<Self>, job: Job) -> Result<Video, JobError> {
        let (id, video) = (job.id.clone(), job.video());
        {
            let mut list = self.lock();
            if list.iter().filter(|job| !job.is_finished()).count() >= MAX_UNFINISHED {
                drop(list);
                self.remove_files(&job);
                return Err(JobError::Full);
            }
            list.push(job);
            ledger::write(&self.folder, &list);
        }
        self.tasks.spawn(Arc::clone(self).work(id));
        Ok(video)
    }

    /// Whether a `[busy]` prompt is asked for the first time.
    pub fn is_first_try(&self, prompt: &str) -> bool {
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        if busy.len() >= MAX_BUSY {
            busy.clear();
        }
        busy.insert(hash(prompt.as_bytes()))
    }

    pub fn get(&self, id: &str) -> Result<Job, JobError> {
        self.lock()
            .iter()
            .find(|job| job.id == id)
            .cloned()
            .ok_or(JobError::Unknown)
    }

    /// All jobs, oldest first.
    pub fn all(&self) -> Vec<Video> {
        self.lock().iter().map(Job::video).collect()
    }

    /// Deletes a finished job and its files.
    pub fn delete(&self, id: &str) -> Result<(), JobError> {
        let mut list = self.lock();
        let at = list
            .iter()
            .position(|job| job.id == id)
            .ok_or(JobError::Unknown)?;
        if !list[at].is_finished() {
            return Err(JobError::Unfinished);
        }
        let job = list.remove(at);
        ledger::write(&self.folder, &list);
        drop(list);
        self.remove_files(&job);
        Ok(())
    }

    /// The file of a finished job.
    pub fn content(&self, id: &str, variant: Variant) -> Result<Content, JobError> {
        self.expire();
        let job = self.get(id)?;
        match job.phase {
            Phase::Queued | Phase::Running => Err(JobError::Unfinished),
            Phase::Failed { .. } => Err(JobError::Failed),
            Phase::Completed { .. } if job.expired => Err(JobError::Expired),
            Phase::Completed { .. } => Ok(Content {
                path: variant.path(self.folder.path(), id),
                etag: format!("{}-{}", job.etag, variant.name()),
            }),
        }
    }

    /// Ends all work, and deletes every file unless they are to be kept.
    pub async fn stop(&self) {
        self.halt();
        self.tasks.wait().await;
        if let Folder::Temporary(folder) = &self.folder {
            remove(folder.path());
        }
    }

    /// Where the clips lie.
    #[cfg(test)]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Tells all work to end, without waiting for it.
    pub fn halt(&self) {
        self.stop.cancel();
        self.tasks.close();
    }

    /// Lets go of clips that are too old or too many.
    fn expire(&self) {
        let now = now();
        let mut list = self.lock();
        let live = |job: &Job| matches!(job.phase, Phase::Completed { .. }) && !job.expired;
        let surplus = list
            .iter()
            .filter(|job| live(job))
            .count()
            .saturating_sub(MAX_CLIPS);
        let mut gone: Vec<Job> = Vec::new();
        let mut left = surplus;
        for job in list.iter_mut().filter(|job| live(job)) {
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

    fn keep(&self, id: &str, bytes: &[u8]) -> Result<PathBuf, JobError> {
        let path = ledger::reference_path(self.folder.path(), id);
        fs_err::write(&path, bytes).map_err(|error| JobError::Storage(error.to_string()))?;
        Ok(path)
    }

    fn remove_files(&self, job: &Job) {
        let files = Variant::ALL.map(|variant| variant.path(self.folder.path(), &job.id));
        for path in files.iter().chain(&job.reference) {
            // A job that failed has none of them.
            if path.exists() {
                fs_err::remove_file(path)
                    .unwrap_or_else(|error| tracing::warn!(%error, "a demo file stays behind"));
            }
        }
    }

    fn next_take(&self, prompt: &str) -> u32 {
        let list = self.lock();
        let same = list.iter().filter(|job| job.order.prompt == prompt);
        same.map(|job| job.take).max().unwrap_or(0) + 1
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Job>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn blank(order: Order) -> Job {
    let troubles = Troubles::of(&order.prompt);
    Job {
        id: String::new(),
        order,
        created_at: now(),
        phase: Phase::Queued,
        progress: Arc::default(),
        seed: 0,
        take: 1,
        reference: None,
        remixed_from: None,
        troubles,
        expires_at: None,
        etag: String::new(),
        expired: false,
    }
}

fn remove(folder: &Path) {
    if let Err(error) = fs_err::remove_dir_all(folder) {
        tracing::warn!(%error, "the demo's folder stays behind");
    }
}

/// Unix time in seconds.
fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// An id of the official shape, `video_` and 48 hexadecimal digits (wire.md 1.3). The standard
/// library's hash keys are random, which is enough where nothing is secret.
fn new_id() -> String {
    let part = |_| format!("{:016x}", RandomState::new().hash_one(SystemTime::now()));
    format!("video_{}", (0..3).map(part).collect::<String>())
}
