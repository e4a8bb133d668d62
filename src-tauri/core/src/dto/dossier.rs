//! What a refund desk asks for, as data. `rushes-cli receipt --json` prints it; the report writes it out.

use super::{ErrorView, ReceiptLine};
use crate::domain::{Action, Delivered, Fit, JobId, Role, SentBody, State, Timestamp};
use serde::{Deserialize, Serialize};

/// All about one job and what was said about it. Holds no key and no query of an address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    /// Our id.
    pub job: JobId,
    /// Where it stands.
    pub state: State,
    /// When it was taken out of Rushes.
    pub removed_at: Option<Timestamp>,
    /// The user's name of the server.
    pub server: String,
    /// Its address; `None` for one in the local network, which is nobody's business.
    pub server_address: Option<String>,
    /// The server's id of the job.
    pub remote_id: Option<String>,
    /// What was asked of the server.
    pub action: Action,
    /// The server's id of the video that it was made from.
    pub made_from: Option<String>,
    /// When Create was pressed.
    pub pressed_at: Timestamp,
    /// When sending began.
    pub sent_at: Option<Timestamp>,
    /// When the server accepted it.
    pub accepted_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// When the server said that the file would be gone.
    pub expires_at: Option<Timestamp>,
    /// Why it stands where it stands.
    pub error: Option<ErrorView>,
    /// What was asked for.
    pub asked: Asked,
    /// What came.
    pub delivered: Option<Delivered>,
    /// Where the two differ.
    pub differences: Vec<Difference>,
    /// Every request, oldest first.
    pub lines: Vec<ReceiptLine>,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// The server's name of the model; empty if the server chose.
    pub model: String,
    /// What to show.
    pub prompt: String,
    /// Width and height such as `1280x720`.
    pub size: Option<String>,
    /// Length in seconds.
    pub seconds: Option<f64>,
    /// Shape such as `16:9`.
    pub aspect: Option<String>,
    /// Tier such as `720p`.
    pub tier: Option<String>,
    /// Parameters of the model and further fields, by name.
    pub parameters: serde_json::Map<String, serde_json::Value>,
    /// Reference pictures, in the order in which they were sent.
    pub pictures: Vec<AskedPicture>,
    /// The body of the last request that made or may have made the job, as it left.
    pub body: Option<SentBody>,
}

/// A reference picture as it was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AskedPicture {
    /// What it was for.
    pub role: Role,
    /// How it was fitted.
    pub fit: Fit,
    /// The user's name for it.
    pub name: String,
    /// Media type; `None` for a picture that the server fetched.
    pub mime: Option<String>,
    /// Size in bytes.
    pub bytes: Option<u64>,
    /// SHA-256 in lower-case hex.
    pub sha256: Option<String>,
    /// Width and height.
    pub size: Option<String>,
    /// The address that the server fetched it from, without its query.
    pub address: Option<String>,
}

/// One thing that was delivered otherwise than asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Which.
    pub what: Differs,
    /// What was asked for.
    pub asked: String,
    /// What came.
    pub delivered: String,
}

/// What can differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Differs {
    /// Width and height.
    Size,
    /// The shape.
    Aspect,
    /// Length in seconds.
    Seconds,
    /// Frames per second.
    Fps,
    /// A picture came, and no video.
    Kind,
}
