//! What a kept demo remembers between two runs, as a real server would: its jobs, in one file beside their clips.
//!
//! Written whole and renamed, so that a killed process leaves the old one or the new one. A ledger that cannot be read is
//! no ledger: the demo is free and starts anew.

use super::{Job, Phase};
use crate::order::Order;
use crate::trouble::Troubles;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use tempfile::TempDir;

const FILE: &str = "jobs.json";

/// Where clips lie, and whether they outlive the server.
#[derive(Debug)]
pub enum Folder {
    /// Deleted when the server stops.
    Temporary(TempDir),
    /// Kept, with the ledger.
    Kept(PathBuf),
}

impl Folder {
    pub fn path(&self) -> &Path {
        match self {
            Self::Temporary(folder) => folder.path(),
            Self::Kept(folder) => folder,
        }
    }
}

/// One job in the ledger. Times are Unix seconds.
#[derive(Serialize, Deserialize)]
struct Record {
    id: String,
    prompt: String,
    model: String,
    seconds: String,
    frames: u32,
    width: u16,
    height: u16,
    asked_seed: Option<u64>,
    created_at: u64,
    completed_at: Option<u64>,
    failure: Option<(String, String)>,
    seed: u64,
    take: u32,
    has_reference: bool,
    remixed_from: Option<String>,
    expires_at: Option<u64>,
    etag: String,
    expired: bool,
}

impl From<&Job> for Record {
    fn from(job: &Job) -> Self {
        let (completed_at, failure) = match &job.phase {
            Phase::Queued | Phase::Running => (None, None),
            Phase::Completed { at } => (Some(*at), None),
            Phase::Failed { code, message } => (None, Some((code.clone(), message.clone()))),
        };
        Self {
            id: job.id.clone(),
            prompt: job.order.prompt.clone(),
            model: job.order.model.clone(),
            seconds: job.order.seconds.clone(),
            frames: job.order.frames,
            width: job.order.width,
            height: job.order.height,
            asked_seed: job.order.seed,
            created_at: job.created_at,
            completed_at,
            failure,
            seed: job.seed,
            take: job.take,
            has_reference: job.reference.is_some(),
            remixed_from: job.remixed_from.clone(),
            expires_at: job.expires_at,
            etag: job.etag.clone(),
            expired: job.expired,
        }
    }
}

impl Record {
    /// A job that was not finished begins anew.
    fn into_job(self, folder: &Path) -> Job {
        let phase = match (self.completed_at, self.failure) {
            (Some(at), _) => Phase::Completed { at },
            (None, Some((code, message))) => Phase::Failed { code, message },
            (None, None) => Phase::Queued,
        };
        let progress = AtomicU8::new(if self.completed_at.is_some() { 100 } else { 0 });
        Job {
            troubles: Troubles::of(&self.prompt),
            reference: self.has_reference.then(|| reference_path(folder, &self.id)),
            order: Order {
                prompt: self.prompt,
                model: self.model,
                seconds: self.seconds,
                frames: self.frames,
                width: self.width,
                height: self.height,
                seed: self.asked_seed,
            },
            id: self.id,
            created_at: self.created_at,
            phase,
            progress: Arc::new(progress),
            seed: self.seed,
            take: self.take,
            remixed_from: self.remixed_from,
            expires_at: self.expires_at,
            etag: self.etag,
            expired: self.expired,
        }
    }
}

/// Where the reference picture of a job lies.
pub fn reference_path(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}.ref"))
}

/// The jobs of an earlier run, oldest first.
pub fn read(folder: &Folder) -> Vec<Job> {
    let Folder::Kept(folder) = folder else {
        return Vec::new();
    };
    let Ok(text) = fs_err::read(folder.join(FILE)) else {
        return Vec::new();
    };
    match serde_json::from_slice::<Vec<Record>>(&text) {
        Ok(records) => records
            .into_iter()
            .map(|record| record.into_job(folder))
            .collect(),
        Err(error) => {
            tracing::warn!(%error, "the demo's ledger cannot be read; it starts anew");
            Vec::new()
        }
    }
}

/// Writes the jobs down, if they are to be kept.
pub fn write(folder: &Folder, jobs: &[Job]) {
    let Folder::Kept(folder) = folder else { return };
    if let Err(error) = write_whole(folder, jobs) {
        tracing::warn!(%error, "the demo's ledger could not be written");
    }
}

fn write_whole(folder: &Path, jobs: &[Job]) -> io::Result<()> {
    let records: Vec<Record> = jobs.iter().map(Record::from).collect();
    let text = serde_json::to_vec(&records).map_err(io::Error::other)?;
    let scratch = folder.join("jobs.json.tmp");
    fs_err::write(&scratch, text)?;
    fs_err::rename(scratch, folder.join(FILE))
}

/// Whether a job waits to be worked on.
pub fn is_waiting(job: &Job) -> bool {
    job.phase == Phase::Queued && job.progress.load(Ordering::Relaxed) == 0
}
