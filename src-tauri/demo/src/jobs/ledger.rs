//! What a kept demo remembers between two runs, as a real server would: its jobs, in one file beside their clips.
//!
//! Written whole and renamed, so that a killed process leaves the old one or the new one. A ledger that cannot be read is
//! no ledger: the demo is free and starts anew.

use super::job::Receipt;
use super::{Job, Phase, shot};
use crate::order::Order;
use crate::trouble::Troubles;
use rushes_film::Shot;
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
    #[serde(flatten)]
    order: Order,
    created_at: u64,
    completed_at: Option<u64>,
    failure: Option<(String, String)>,
    seed: u64,
    /// Empty in a ledger from before clips had several.
    #[serde(default)]
    shots: Vec<Shot>,
    take: u32,
    has_reference: bool,
    remixed_from: Option<String>,
    #[serde(default)]
    receipt: Option<Receipt>,
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
            order: job.order.clone(),
            created_at: job.created_at,
            completed_at,
            failure,
            seed: job.seed,
            shots: job.shots.clone(),
            take: job.take,
            has_reference: job.reference.is_some(),
            remixed_from: job.remixed_from.clone(),
            receipt: job.receipt.clone(),
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
        let shots = if self.shots.is_empty() {
            vec![shot(&self.order, self.seed)]
        } else {
            self.shots
        };
        Job {
            troubles: Troubles::of(&self.order.prompt),
            reference: self.has_reference.then(|| reference_path(folder, &self.id)),
            order: self.order,
            id: self.id,
            created_at: self.created_at,
            phase,
            progress: Arc::new(progress),
            seed: self.seed,
            shots,
            take: self.take,
            remixed_from: self.remixed_from,
            receipt: self.receipt,
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
