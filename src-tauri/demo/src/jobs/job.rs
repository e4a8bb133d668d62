//! One job and how it looks from outside: the official Video object (wire.md 1.3).

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use serde::Serialize;

use crate::order::Order;
use crate::trouble::Troubles;

/// Seconds that a finished clip can be fetched (wire.md 1.3: "maximum of 1 hour").
pub const LIFETIME: u64 = 3600;

/// Where a job is. Times are Unix seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    Queued,
    Running,
    Completed { at: u64 },
    Failed { code: String, message: String },
}

#[derive(Debug, Clone)]
pub struct Job {
    pub id: String,
    pub order: Order,
    pub created_at: u64,
    pub phase: Phase,
    /// Percent, written by the rendering thread.
    pub progress: Arc<AtomicU8>,
    /// What the scene is made from.
    pub seed: u64,
    /// Counts from 1 among jobs with the same prompt.
    pub take: u32,
    pub reference: Option<PathBuf>,
    pub remixed_from: Option<String>,
    pub troubles: Troubles,
    /// When the clip goes, once it is there.
    pub expires_at: Option<u64>,
    /// Hash of the MP4, once it is there.
    pub etag: String,
    /// The clip's files are gone.
    pub expired: bool,
}

/// A file that belongs to a finished job (wire.md 1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    Video,
    Thumbnail,
    Spritesheet,
}

impl Variant {
    pub const ALL: [Self; 3] = [Self::Video, Self::Thumbnail, Self::Spritesheet];

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|variant| variant.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Thumbnail => "thumbnail",
            Self::Spritesheet => "spritesheet",
        }
    }

    pub fn content_type(self) -> &'static str {
        match self {
            Self::Video => "video/mp4",
            Self::Thumbnail => "image/webp",
            Self::Spritesheet => "image/jpeg",
        }
    }

    pub fn extension(self) -> &'static str {
        match self {
            Self::Video => "mp4",
            Self::Thumbnail => "webp",
            Self::Spritesheet => "jpg",
        }
    }

    /// Where the file of a job lies.
    pub fn path(self, folder: &Path, id: &str) -> PathBuf {
        folder.join(format!("{id}.{}", self.extension()))
    }
}

/// The official Video object. Every key is always there; the nullable ones may be null.
#[derive(Debug, Clone, Serialize)]
pub struct Video {
    id: String,
    object: &'static str,
    model: String,
    status: &'static str,
    progress: u8,
    created_at: u64,
    completed_at: Option<u64>,
    expires_at: Option<u64>,
    size: String,
    seconds: String,
    quality: &'static str,
    prompt: String,
    remixed_from_video_id: Option<String>,
    error: Option<Failure>,
}

#[derive(Debug, Clone, Serialize)]
struct Failure {
    code: String,
    message: String,
}

impl Video {
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl Job {
    pub fn is_finished(&self) -> bool {
        match self.phase {
            Phase::Queued | Phase::Running => false,
            Phase::Completed { .. } | Phase::Failed { .. } => true,
        }
    }

    pub fn video(&self) -> Video {
        let (status, completed_at, error) = match &self.phase {
            Phase::Queued => ("queued", None, None),
            Phase::Running => ("in_progress", None, None),
            Phase::Completed { at } => ("completed", Some(*at), None),
            Phase::Failed { code, message } => (
                "failed",
                None,
                Some(Failure {
                    code: code.clone(),
                    message: message.clone(),
                }),
            ),
        };
        Video {
            id: self.id.clone(),
            object: "video",
            model: self.order.model.clone(),
            status,
            progress: self.progress.load(Ordering::Relaxed),
            created_at: self.created_at,
            completed_at,
            expires_at: self.expires_at,
            size: format!("{}x{}", self.order.width, self.order.height),
            seconds: self.order.seconds.clone(),
            quality: "standard",
            prompt: self.order.prompt.clone(),
            remixed_from_video_id: self.remixed_from.clone(),
            error,
        }
    }
}
