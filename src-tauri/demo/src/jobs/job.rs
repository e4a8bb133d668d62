//! One job and how it looks from outside: the official Video object (wire.md 1.3), with what the
//! gateways' pages add to it ([seed0], [seed1]).

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::order::{Delivery, Order};
use crate::trouble::{Trouble, Troubles};
use rushes_film::Shot;

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
    /// The clip's parts, at least one; an extension begins with those of its source.
    pub shots: Vec<Shot>,
    /// Counts from 1 among jobs with the same prompt.
    pub take: u32,
    pub reference: Option<PathBuf>,
    pub remixed_from: Option<String>,
    /// The request that made it, where it can be known again.
    pub receipt: Option<Receipt>,
    pub troubles: Troubles,
    /// When the clip goes, once it is there.
    pub expires_at: Option<u64>,
    /// Hash of the MP4, once it is there.
    pub etag: String,
    /// The clip's files are gone.
    pub expired: bool,
}

/// How a repeated create request is known: its `Idempotency-Key`, and a hash of what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub key: String,
    pub body: String,
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

    /// Where the file of a job's clip lies, counted from 0.
    pub fn path(self, folder: &Path, id: &str, clip: u8) -> PathBuf {
        let extension = self.extension();
        if clip == 0 {
            folder.join(format!("{id}.{extension}"))
        } else {
            folder.join(format!("{id}-{clip}.{extension}"))
        }
    }
}

/// The official Video object. Every official key is always there; the nullable ones may be null.
/// The others are there when they have something to say.
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
    /// Where the clip is, once it is there ([seed0]).
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Map<String, Value>>,
    /// All clips of a job that makes several or hands them over as Base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Vec<Output>>,
}

/// One clip of several, as an address or written out.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Output {
    Url(String),
    B64Json(String),
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

    /// Puts the clips themselves into the answer.
    pub fn with_clips(mut self, clips: Vec<String>) -> Self {
        self.data = Some(clips.into_iter().map(Output::B64Json).collect());
        self
    }
}

impl Job {
    pub fn is_finished(&self) -> bool {
        match self.phase {
            Phase::Queued | Phase::Running => false,
            Phase::Completed { .. } | Phase::Failed { .. } => true,
        }
    }

    /// Whether there are clips that can be fetched.
    pub fn has_clips(&self) -> bool {
        matches!(self.phase, Phase::Completed { .. }) && !self.expired
    }

    /// The addresses of its clips, while they can be fetched.
    fn addresses(&self, base_url: &str) -> Vec<String> {
        let first = format!("{base_url}/videos/{}/content", self.id);
        if !self.has_clips() || self.order.delivery == Delivery::Base64 {
            return Vec::new();
        }
        (0..self.order.clips)
            .map(|clip| match clip {
                0 => first.clone(),
                _ => format!("{first}?index={clip}"),
            })
            .collect()
    }

    /// The answer about this job; `base_url` is where the server can be reached.
    pub fn video(&self, base_url: &str) -> Video {
        let running = if self.troubles.has(Trouble::Processing) {
            "processing"
        } else {
            "in_progress"
        };
        let addresses = self.addresses(base_url);
        let (status, completed_at, error) = match &self.phase {
            Phase::Queued => ("queued", None, None),
            Phase::Running => (running, None, None),
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
            quality: self.order.quality().name(),
            prompt: self.order.prompt.clone(),
            remixed_from_video_id: self.remixed_from.clone(),
            error,
            url: addresses.first().cloned(),
            user: self.order.user.clone(),
            metadata: self.order.metadata.clone(),
            data: (addresses.len() > 1).then(|| addresses.into_iter().map(Output::Url).collect()),
        }
    }
}
