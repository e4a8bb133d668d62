//! Jobs as tiles, with their files and receipts.

use super::{ErrorView, FixView};
use crate::domain::{
    Action, AssetId, Basis, BatchId, Cost, Delivered, Fit, JobId, ReceiptKind, Role, SentBody,
    ServerId, Size, State, Timestamp, Verb,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A file of a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct AssetView {
    /// The name by which its media address is asked for.
    pub id: AssetId,
    /// Media type.
    pub mime: String,
    /// Size in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Its file name without folders, for people.
    pub name: String,
    /// Real pixels across.
    pub width: Option<u32>,
    /// Real pixels down.
    pub height: Option<u32>,
    /// Real length in seconds.
    pub seconds: Option<f64>,
    /// Frames per second.
    pub fps: Option<f64>,
    /// Whether there is sound.
    pub has_audio: Option<bool>,
}

/// A download on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct TransferView {
    /// Bytes here.
    #[ts(type = "number")]
    pub received: u64,
    /// Bytes in all, if the server said so.
    #[ts(type = "number | null")]
    pub total: Option<u64>,
}

/// A reference picture of a job, to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct InputView {
    /// What it is for.
    pub role: Role,
    /// How it was fitted.
    pub fit: Fit,
    /// The user's name for it.
    pub name: String,
    /// Pixels as sent; `None` for a picture that the server fetched.
    pub size: Option<Size>,
    /// The address of a picture that the server fetches for itself.
    pub url: Option<String>,
    /// The name by which its media address is asked for.
    pub media: Option<String>,
    /// The job of whose clip it is a frame, if it was taken from one.
    pub frame_of: Option<JobId>,
}

/// How long this server and model usually take, from jobs that became ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct Pace {
    /// Half of them were done by then, in milliseconds from sending.
    #[ts(type = "number")]
    pub median_ms: i64,
    /// 95 in 100 were done by then.
    #[ts(type = "number")]
    pub p95_ms: i64,
}

/// One tile of the wall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct JobView {
    /// Our id.
    pub id: JobId,
    /// The press of Create that made it.
    pub batch: BatchId,
    /// 1-based place in its batch.
    pub take: u32,
    /// Takes in its batch.
    pub takes: u32,
    /// The server in the list.
    pub server: ServerId,
    /// That server's name when the job was made.
    pub server_name: String,
    /// The model asked for; empty if the server chose.
    pub model: String,
    /// What to show, as it is sent.
    pub prompt: String,
    /// The prompt as it was written, where something was drawn.
    pub written: Option<String>,
    /// Length asked for, in seconds.
    pub seconds: Option<f64>,
    /// Size asked for.
    pub size: Option<Size>,
    /// Shape asked for.
    pub aspect: Option<String>,
    /// Tier asked for.
    pub tier: Option<String>,
    /// The model's further parameters, by their keys.
    #[ts(type = "Record<string, unknown>")]
    pub params: serde_json::Map<String, serde_json::Value>,
    /// What was asked of the server.
    pub action: Action,
    /// The job whose video it was made from, while that is in Rushes.
    pub parent: Option<JobId>,
    /// Reference pictures.
    pub inputs: Vec<InputView>,
    /// Further fields by name.
    #[ts(type = "Record<string, unknown>")]
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// What it costs by the price of the day on which it was made.
    pub cost: Cost,
    /// By which price.
    pub price: Option<Basis>,
    /// Whether that was or may have been charged.
    pub charged: bool,
    /// What "create again" would cost by the prices of today; only where it is offered.
    pub again: Option<Cost>,
    /// Where it stands.
    pub state: State,
    /// The server's id.
    pub remote_id: Option<String>,
    /// The server's own progress, 0 to 100, only once it has moved.
    pub progress: Option<f64>,
    /// When the button was pressed.
    pub created_at: Timestamp,
    /// Until when it can be taken back; only for drafts.
    pub undo_until: Option<Timestamp>,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When the server accepted it.
    pub accepted_at: Option<Timestamp>,
    /// When the server was last heard.
    pub heard_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// When the engine looks again.
    pub next_at: Option<Timestamp>,
    /// Until when the server keeps the file.
    pub expires_at: Option<Timestamp>,
    /// How long it usually takes; `None` until three jobs of this server and model are known.
    pub pace: Option<Pace>,
    /// Bytes, while downloading.
    pub transfer: Option<TransferView>,
    /// The video.
    pub video: Option<AssetView>,
    /// Its still.
    pub poster: Option<AssetId>,
    /// Its frames side by side.
    pub filmstrip: Option<AssetId>,
    /// Why it stands where it stands.
    pub error: Option<ErrorView>,
    /// What its refusal taught, and what would be sent instead.
    pub fix: Option<FixView>,
    /// When its video was deleted on the server, by us.
    pub remote_deleted_at: Option<Timestamp>,
    /// Marked by the user.
    pub favourite: bool,
    /// Stars, 0 to 5; 0: not rated.
    pub rating: u8,
    /// The user's tags, in the order of their letters.
    pub tags: Vec<String>,
    /// The user's collections that it is in, in the order of their letters.
    pub collections: Vec<String>,
    /// When it was put into the trash.
    pub trashed_at: Option<Timestamp>,
    /// When it is deleted for good; `None` for what is not in the trash, or stays there until the user deletes it.
    pub trashed_until: Option<Timestamp>,
    /// What can be done with it.
    pub verbs: Vec<Verb>,
}

/// One line of a receipt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct ReceiptLine {
    /// When.
    pub at: Timestamp,
    /// About what.
    pub kind: ReceiptKind,
    /// `GET`, `POST`.
    pub method: Option<String>,
    /// Address without its query.
    pub url: Option<String>,
    /// HTTP status.
    pub status: Option<u16>,
    /// Request-id headers.
    pub request_ids: Vec<String>,
    /// Milliseconds to the answer.
    #[ts(type = "number | null")]
    pub elapsed_ms: Option<i64>,
    /// What was said.
    pub body: Option<String>,
    /// Digest of all that was said.
    pub body_sha256: Option<String>,
    /// The request's body as it left.
    pub sent: Option<SentBody>,
    /// The `Range` that was asked for.
    pub range: Option<String>,
    /// Where the answer pointed, hop by hop, without queries.
    pub redirects: Vec<String>,
    /// The file that was delivered.
    pub delivered: Option<Delivered>,
    /// How often exactly this happened, at least 1.
    pub times: u32,
    /// When it happened last, if more than once.
    pub last_at: Option<Timestamp>,
    /// Request-id headers of that last answer.
    pub last_request_ids: Vec<String>,
}

/// The last line of `rushes-cli create --json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CliOutcome {
    /// Our id.
    pub id: JobId,
    /// Where it stands.
    pub state: State,
    /// The server's id.
    pub remote_id: Option<String>,
    /// Absolute path of the video.
    pub file: Option<String>,
    /// Real pixels across.
    pub width: Option<u32>,
    /// Real pixels down.
    pub height: Option<u32>,
    /// Real length in seconds.
    pub seconds: Option<f64>,
    /// Size in bytes.
    pub bytes: Option<u64>,
    /// Why it did not become ready.
    pub error: Option<ErrorView>,
}
