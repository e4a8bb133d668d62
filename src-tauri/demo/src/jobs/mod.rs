//! The jobs: accepting, listing, deleting, and what is kept for how long. Knows nothing of HTTP;
//! how a job is worked off is in `work`, how one is made from another in `derive`.

mod derive;
mod job;
mod keep;
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

use crate::order::{Delivery, Order};
use crate::trouble::{Trouble, Troubles};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
pub use derive::Change;
use job::Phase;
pub use job::{Job, Receipt, Variant, Video};
pub use ledger::Folder;
use rushes_film::{Shot, hash};

/// Jobs that may be unfinished at once.
const MAX_UNFINISHED: usize = 50;
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
    #[error("there is no clip of that number; there are {0}")]
    NoSuchClip(u8),
    #[error("the clip would become too long")]
    TooLong,
    #[error("another request came with the same Idempotency-Key")]
    KeyReused,
    #[error("a file could not be kept or read: {0}")]
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
    /// Where the server can be reached.
    base_url: String,
    workers: Semaphore,
    pace: Pace,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Jobs {
    /// Takes up what an earlier run of a kept folder left open. Must be called within a Tokio runtime.
    pub fn new(folder: Folder, base_url: String, workers: usize, pace: Pace) -> Arc<Self> {
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
            base_url,
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
        receipt: Option<Receipt>,
    ) -> Result<Video, JobError> {
        let take = self.next_take(&order.prompt);
        let own = order.seed.unwrap_or_else(|| take.into()).to_le_bytes();
        let seed = hash(order.prompt.as_bytes()) ^ hash(&own);
        let id = new_id();
        let reference = picture.map(|bytes| self.keep(&id, bytes)).transpose()?;
        self.add(Job {
            id,
            seed,
            shots: vec![shot(&order, seed)],
            take,
            reference,
            receipt,
            ..blank(order)
        })
    }

    /// The job that an earlier request with the same key made.
    pub fn repeated(&self, receipt: &Receipt) -> Result<Option<Video>, JobError> {
        self.earlier(&self.lock(), receipt)
    }

    fn earlier(&self, list: &[Job], receipt: &Receipt) -> Result<Option<Video>, JobError> {
        let known = |job: &&Job| {
            job.receipt
                .as_ref()
                .is_some_and(|known| known.key == receipt.key)
        };
        match list.iter().find(known) {
            None => Ok(None),
            Some(job) if job.receipt.as_ref() == Some(receipt) => {
                Ok(Some(job.video(&self.base_url)))
            }
            Some(_) => Err(JobError::KeyReused),
        }
    }

    /// Starts on a job, unless the same request came between.
    fn add(self: &Arc<Self>, job: Job) -> Result<Video, JobError> {
        let (id, video) = (job.id.clone(), job.video(&self.base_url));
        {
            let mut list = self.lock();
            let refused = match job.receipt.as_ref().map(|own| self.earlier(&list, own)) {
                Some(Ok(Some(earlier))) => Some(Ok(earlier)),
                Some(Err(error)) => Some(Err(error)),
                Some(Ok(None)) | None => (list.iter().filter(|job| !job.is_finished()).count()
                    >= MAX_UNFINISHED)
                    .then_some(Err(JobError::Full)),
            };
            if let Some(answer) = refused {
                drop(list);
                self.remove_files(&job);
                return answer;
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

    /// The answer about a job, with its clips if they are to be handed over in it.
    pub fn answer(&self, job: &Job) -> Result<Video, JobError> {
        let video = job.video(&self.base_url);
        if !job.has_clips() || job.order.delivery == Delivery::Url {
            return Ok(video);
        }
        let read = |clip| {
            let path = Variant::Video.path(self.folder.path(), &job.id, clip);
            let bytes = fs_err::read(path).map_err(|error| JobError::Storage(error.to_string()))?;
            Ok(STANDARD.encode(bytes))
        };
        let clips: Result<_, JobError> = (0..job.order.clips).map(read).collect();
        Ok(video.with_clips(clips?))
    }

    /// All jobs that are not private, oldest first.
    pub fn all(&self) -> Vec<Video> {
        let list = self.lock();
        let listed = list.iter().filter(|job| !job.order.private);
        listed.map(|job| job.video(&self.base_url)).collect()
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

    /// The file of one of a finished job's clips, counted from 0.
    pub fn content(&self, id: &str, variant: Variant, clip: u8) -> Result<Content, JobError> {
        self.expire();
        let job = self.get(id)?;
        if clip >= job.order.clips {
            return Err(JobError::NoSuchClip(job.order.clips));
        }
        match job.phase {
            Phase::Queued | Phase::Running => Err(JobError::Unfinished),
            Phase::Failed { .. } => Err(JobError::Failed),
            Phase::Completed { .. } if job.expired => Err(JobError::Expired),
            Phase::Completed { .. } => Ok(Content {
                path: variant.path(self.folder.path(), id, clip),
                etag: format!("{}-{clip}-{}", job.etag, variant.name()),
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

    fn next_take(&self, prompt: &str) -> u32 {
        let list = self.lock();
        let same = list.iter().filter(|job| job.order.prompt == prompt);
        same.map(|job| job.take - 1 + u32::from(job.order.clips))
            .max()
            .unwrap_or(0)
            + 1
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
        shots: Vec::new(),
        take: 1,
        reference: None,
        remixed_from: None,
        receipt: None,
        troubles,
        expires_at: None,
        etag: String::new(),
        expired: false,
    }
}

/// What an order alone asks to be filmed.
fn shot(order: &Order, seed: u64) -> Shot {
    Shot {
        prompt: order.prompt.clone(),
        scene: order.prompt.clone(),
        avoid: order.avoid().to_owned(),
        seed,
        frames: order.frames,
        grade: order.grade(),
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
