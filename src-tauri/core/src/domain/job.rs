//! A job: one request, frozen as it was made, with everything the server said since.

use super::{BatchId, JobId, Quote, Recipe, ServerId, State, Timestamp};
use crate::domain::catalogue::{Target, Teaching};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Why a job stands where it stands, in a form that a window can translate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobError {
    /// Which sentence to show.
    pub code: crate::domain::ErrorCode,
    /// The server's own deepest sentence, if it said one. Only ever text.
    pub message: Option<String>,
    /// HTTP status of the answer, if there was one.
    pub http_status: Option<u16>,
}

impl JobError {
    /// A sentence of ours, of which no server said a word.
    pub const fn of(code: crate::domain::ErrorCode) -> Self {
        Self {
            code,
            message: None,
            http_status: None,
        }
    }
}

/// One job. Updates are made `WHERE id = ? AND version = ?`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Our id.
    pub id: JobId,
    /// Counts the updates; a stale update changes nothing.
    pub version: i64,
    /// The press of Create that made it.
    pub batch: BatchId,
    /// 1-based place within that batch.
    pub take: u32,
    /// How many takes that batch has.
    pub takes: u32,
    /// The server in the user's list; it may have been removed since.
    pub server: ServerId,
    /// The server and its descriptions as they were when the job was made. Many jobs have the same, and none changes it.
    pub target: Arc<Target>,
    /// What was asked for.
    pub recipe: Recipe,
    /// What it costs by the prices of the day on which it was made.
    pub quote: Quote,
    /// The user sent it although the day's budget was used up.
    pub budget_waived: bool,
    /// What was asked of the server.
    pub action: Action,
    /// The server's id of the video that it is made from.
    pub parent: Option<String>,
    /// Which of the description's ways to write the request is used, counted from 0.
    pub way: u32,
    /// Which of the server's results this take is, counted from 0 (`wire.md` 3.G 49).
    pub output: u32,
    /// Where it stands.
    pub state: State,
    /// The id that the server gave on create; opaque, kept exactly (`wire.md` 3.A).
    pub remote_id: Option<String>,
    /// The server's last status word, as it wrote it.
    pub remote_status: Option<String>,
    /// The server's own progress, 0 to 100.
    pub progress: Option<f64>,
    /// When the button was pressed.
    pub created_at: Timestamp,
    /// When sending began: committed before the first byte leaves.
    pub submit_started_at: Option<Timestamp>,
    /// When the server accepted it.
    pub accepted_at: Option<Timestamp>,
    /// When the server was last heard.
    pub heard_at: Option<Timestamp>,
    /// When it ended (ready, failed, cancelled, expired).
    pub ended_at: Option<Timestamp>,
    /// When the engine looks at it next; `None` for a job that is not live or has work in flight.
    pub next_at: Option<Timestamp>,
    /// When the server says the file will be gone.
    pub expires_at: Option<Timestamp>,
    /// Proved non-deliveries and explicit "later" answers so far.
    pub submit_tries: u32,
    /// Polls in a row that brought nothing usable.
    pub poll_misses: u32,
    /// Polls in a row to which the server said that it has no such job.
    pub unknown_polls: u32,
    /// Downloads in a row that were interrupted or brought nothing.
    pub download_misses: u32,
    /// The result's address as the server gave it, if it gave one. Secret-bearing: never logged with its query.
    pub result_url: Option<String>,
    /// Why it stands where it stands.
    pub error: Option<JobError>,
    /// What its refusal taught.
    pub lesson: Option<Teaching>,
    /// What earlier refusals taught and this job follows; remembered once it is accepted.
    pub trials: Vec<Teaching>,
    /// When its video was deleted on the server, by us.
    pub remote_deleted_at: Option<Timestamp>,
    /// Marked by the user.
    pub favourite: bool,
}

impl Job {
    /// Whether it was or may have been charged: accepted, on its way, or sent without an answer. A refusal is not, and what was
    /// not sent is not. The sums say the same in SQL (`store::spend`, `0008_search.sql`).
    pub fn may_be_charged(&self) -> bool {
        let refused = self.state == State::Failed && self.accepted_at.is_none();
        let waits = matches!(self.state, State::Draft | State::Held);
        self.submit_started_at.is_some() && !refused && !waits
    }

    /// Whether it is still as it was `before`, but for what was heard of it when, and when it is asked next.
    pub fn only_asked_since(&self, before: Self) -> bool {
        let asked = Self {
            remote_status: self.remote_status.clone(),
            progress: self.progress,
            heard_at: self.heard_at,
            next_at: self.next_at,
            poll_misses: self.poll_misses,
            unknown_polls: self.unknown_polls,
            ..before
        };
        *self == asked
    }

    /// A job to which nothing has happened yet, held for the user. Its price is unknown until who makes it says otherwise.
    pub fn held(
        id: JobId,
        batch: BatchId,
        target: impl Into<Arc<Target>>,
        recipe: Recipe,
        created_at: Timestamp,
    ) -> Self {
        let target = target.into();
        Self {
            id,
            version: 0,
            batch,
            take: 1,
            takes: 1,
            server: target.server.id.clone(),
            target,
            recipe,
            quote: Quote::default(),
            budget_waived: false,
            action: Action::Create,
            parent: None,
            way: 0,
            output: 0,
            state: State::Held,
            remote_id: None,
            remote_status: None,
            progress: None,
            created_at,
            submit_started_at: None,
            accepted_at: None,
            heard_at: None,
            ended_at: None,
            next_at: None,
            expires_at: None,
            submit_tries: 0,
            poll_misses: 0,
            unknown_polls: 0,
            download_misses: 0,
            result_url: None,
            error: None,
            lesson: None,
            trials: Vec::new(),
            remote_deleted_at: None,
            favourite: false,
        }
    }
}

/// What was asked of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A new video.
    #[default]
    Create,
    /// An earlier video again, with another prompt.
    Remix,
    /// A change of an earlier video.
    Edit,
    /// An earlier video, made longer.
    Extend,
    /// Nothing: the job was found in the server's list.
    Import,
}

impl Action {
    /// The word stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Remix => "remix",
            Self::Edit => "edit",
            Self::Extend => "extend",
            Self::Import => "import",
        }
    }

    /// Reads the word stored in the database.
    pub fn from_stored(word: &str) -> Option<Self> {
        [
            Self::Create,
            Self::Remix,
            Self::Edit,
            Self::Extend,
            Self::Import,
        ]
        .into_iter()
        .find(|action| action.as_str() == word)
    }
}

/// What a receipt line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum ReceiptKind {
    /// `POST` of the request.
    Create,
    /// Status question.
    Retrieve,
    /// Fetching the file.
    Content,
    /// Looking through the server's list.
    List,
    /// The file got its final name.
    Published,
    /// Something we did without the server.
    Note,
    /// Deleting the video on the server.
    Delete,
    /// The job was found in the server's list.
    Import,
}

impl ReceiptKind {
    /// The word stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Retrieve => "retrieve",
            Self::Content => "content",
            Self::List => "list",
            Self::Published => "published",
            Self::Note => "note",
            Self::Delete => "delete",
            Self::Import => "import",
        }
    }

    /// Reads the word stored in the database.
    pub fn from_stored(word: &str) -> Option<Self> {
        [
            Self::Create,
            Self::Retrieve,
            Self::Content,
            Self::List,
            Self::Published,
            Self::Note,
            Self::Delete,
            Self::Import,
        ]
        .into_iter()
        .find(|kind| kind.as_str() == word)
    }
}

/// One line of a job's receipt: append only (`architecture.md`, rule 8).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReceiptEntry {
    /// When it happened.
    pub at: Timestamp,
    /// What it is about.
    pub kind: ReceiptKind,
    /// `GET`, `POST`; `None` for our own notes.
    pub method: Option<String>,
    /// Scheme, host and path, never the query.
    pub url: Option<String>,
    /// HTTP status.
    pub status: Option<u16>,
    /// Request-id headers of the answer, `name: value`.
    pub request_ids: Vec<String>,
    /// From sending to the end of the answer, in milliseconds.
    pub elapsed_ms: Option<i64>,
    /// The answer's text, capped at 64 KiB and redacted, or what we note.
    pub body: Option<String>,
    /// SHA-256 of the whole body in lower-case hex.
    pub body_sha256: Option<String>,
    /// What else is known of the exchange.
    pub detail: ReceiptDetail,
    /// How often exactly this happened, at least 1: what repeats is counted, not written again.
    pub times: u32,
    /// When it happened last, if more than once.
    pub last_at: Option<Timestamp>,
    /// Request-id headers of that last answer.
    pub last_request_ids: Vec<String>,
}

/// What a receipt line knows besides the answer. Everything may be missing.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ReceiptDetail {
    /// The request's body as it left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent: Option<SentBody>,
    /// The `Range` that was asked for: a download that went on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<String>,
    /// Where the answer pointed, hop by hop: origin and path, never the query.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub redirects: Vec<String>,
    /// The file that was delivered, as it was then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered: Option<Delivered>,
}

/// The body of a request as it left: its framing included, as a server's log counts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
pub struct SentBody {
    /// Bytes that left.
    #[ts(type = "number")]
    pub bytes: u64,
    /// SHA-256 of them in lower-case hex.
    pub sha256: String,
    /// Whether that is all of it.
    pub whole: bool,
}

/// A delivered file as facts that outlive it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
pub struct Delivered {
    /// File name without folders.
    pub name: String,
    /// Media type, from the bytes.
    pub mime: String,
    /// Size in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// SHA-256 in lower-case hex.
    pub sha256: String,
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
    /// The codec as the container names it, such as `avc1`.
    pub codec: Option<String>,
    /// The bytes as they came, where the recipe was put behind them; otherwise all of the file came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub received: Option<Received>,
}

/// The bytes of a file as a server gave them: its beginning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
pub struct Received {
    /// How many.
    #[ts(type = "number")]
    pub bytes: u64,
    /// SHA-256 of them in lower-case hex.
    pub sha256: String,
}
