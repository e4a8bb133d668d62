//! What crosses to a window or to a script: the contract. `cargo xtask types` writes it to `ui/src/lib/generated`.
//!
//! Shapes only. No sentences (the window translates codes), no paths (the window knows ids), no keys (never).

use crate::api::{catalogue::Param, paste::Placed};
use crate::domain::{
    Action, AssetId, BatchId, Capability, Fit, JobId, ReceiptKind, Role, ServerId, Size, StagedId,
    State, Timestamp, Verb,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Every sentence of trouble that a window can show. Only variants that something produces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The prompt is empty.
    PromptEmpty,
    /// A value is not one that the field can take; `params.field` names it.
    InvalidValue,
    /// The file is no picture that we can read.
    PictureUnreadable,
    /// More pixels or bytes than we decode; `params.limit`.
    PictureTooLarge,
    /// The picture is no longer in its slot.
    PictureGone,
    /// The server fetches pictures for itself; a file of this computer cannot be sent.
    PictureMustBeLink,
    /// A value that the model does not take, by its description.
    DoesNotFit,
    /// A pasted text in which nothing was recognised; `params.reason` says why.
    PasteUnreadable,
    /// No http(s) address.
    UrlInvalid,
    /// A server of that name exists.
    NameTaken,
    /// There is no such server, job or file (any more).
    NotFound,
    /// The address answers with a web page; `params.suggestion` may hold a better one.
    NotAnApi,
    /// 401 or 403.
    KeyRefused,
    /// The server wants a key and has none; or its environment variable is not set (`params.variable`).
    KeyMissing,
    /// 402: the balance does not suffice.
    Balance,
    /// 404 on create: no such path, or no such model.
    NoSuchEndpoint,
    /// The server does not know the model.
    ModelUnknown,
    /// The server refused the request; `message` has its words.
    Refused,
    /// The server refused for its content rules; its words do not tell whether the prompt or a picture was the reason.
    RefusedContent,
    /// The server refused the prompt for its content rules.
    RefusedPrompt,
    /// The server refused a picture for its content rules.
    RefusedPicture,
    /// The server made something and withheld it for its content rules; it may have been charged.
    RefusedOutput,
    /// The account's limit there is reached: jobs at once, or a quota.
    LimitReached,
    /// 429, or 503 with a refusal.
    Busy,
    /// 5xx.
    ServerTrouble,
    /// The server keeps failing on this one job.
    ServerKeepsFailing,
    /// No connection: DNS, refused, unreachable.
    Unreachable,
    /// The connection is not trusted.
    Tls,
    /// No answer in time.
    Timeout,
    /// An answer that makes no sense here.
    UnexpectedAnswer,
    /// Sent, no answer came; it may have been charged.
    NoAnswer,
    /// The server says that the job failed.
    JobFailed,
    /// The server no longer has the file.
    Gone,
    /// What came is no complete video.
    FileBroken,
    /// The result's address may not be followed (private network, other protocol).
    AddressRefused,
    /// The disk is full; the job waits.
    DiskFull,
    /// The library cannot be read or written; `params.detail`.
    LibraryUnavailable,
    /// Another Rushes has the library open.
    LibraryInUse,
    /// The library was made by a newer Rushes.
    LibraryNewer,
    /// No keychain answers.
    KeychainUnavailable,
    /// The keychain is locked or was dismissed.
    KeychainLocked,
    /// The demo could not start; `params.detail`.
    DemoUnavailable,
    /// The server has not said what was asked for in this state.
    NotAllowedNow,
    /// A fault of ours; `params.detail` is for a report.
    Internal,
}

/// Trouble, for a window or a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct ErrorView {
    /// Which sentence to show.
    pub code: ErrorCode,
    /// The server's own words. Show as text under the sentence.
    pub message: Option<String>,
    /// HTTP status of the answer.
    pub http_status: Option<u16>,
    /// Values to put into the sentence.
    pub params: std::collections::BTreeMap<String, String>,
}

/// Where a key is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum KeyBackend {
    /// The system's keychain.
    Keychain,
    /// This session's memory.
    Session,
    /// A file with mode 0600, not encrypted.
    File,
    /// An environment variable.
    Environment,
}

/// What may be known about a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct KeyStatus {
    /// Whether there is one.
    pub present: bool,
    /// Where it is kept.
    pub backend: Option<KeyBackend>,
    /// Its last four characters, if it has at least twelve.
    pub hint: Option<String>,
}

/// A server in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct ServerView {
    /// Our id; `demo` for the built-in one.
    pub id: ServerId,
    /// The user's name for it; for the demo the window shows its own word.
    pub name: String,
    /// Everything before `/videos`.
    pub base_url: String,
    /// Which server description applies.
    pub profile: String,
    /// The built-in demo: free, cannot be changed or removed.
    pub is_demo: bool,
    /// Its key.
    pub key: KeyStatus,
    /// What it has beside making videos, as far as is known.
    pub can: Vec<Capability>,
}

/// A server as entered. The key travels separately, by `set_server_key`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct ServerDraft {
    /// `None` makes a new one.
    pub id: Option<ServerId>,
    /// The user's name for it; empty takes the host.
    pub name: String,
    /// The address as typed.
    pub base_url: String,
    /// A server description, `openai-generic` when not given.
    pub profile: Option<String>,
}

/// One line of the checklist of a test that costs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// The address answers.
    Reachable,
    /// The key was accepted (`GET /models`).
    Key,
    /// It lists models.
    Models,
    /// It lists videos.
    ListsVideos,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    /// Yes.
    Passed,
    /// No.
    Failed,
    /// The server does not have that; nothing is wrong.
    Absent,
    /// Not tried, because something before it failed.
    Skipped,
}

/// One line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct Check {
    /// What was checked.
    pub kind: CheckKind,
    /// How it went.
    pub outcome: CheckOutcome,
    /// HTTP status.
    pub http_status: Option<u16>,
    /// Milliseconds to the answer.
    #[ts(type = "number | null")]
    pub elapsed_ms: Option<u64>,
    /// For models: how many it lists.
    pub count: Option<u32>,
    /// Why it failed.
    pub error: Option<ErrorView>,
}

/// What a test found. Nothing was charged: it only ever sends GET.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct ServerTest {
    /// Whether a create can be expected to work.
    pub ok: bool,
    /// The checklist, in order.
    pub checks: Vec<Check>,
}

/// A model with the form that fits it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about a model"
)]
pub struct ModelView {
    /// The name that is sent.
    pub id: String,
    /// Whether a description of the catalogue matched; otherwise its fields are free.
    pub known: bool,
    /// Allowed sizes, best first. Empty with `size_free`: any.
    pub sizes: Vec<Size>,
    /// Whether other sizes may be entered without a warning.
    pub size_free: bool,
    /// What is chosen at first.
    pub size_default: Option<Size>,
    /// Shapes, for models that take one instead of a size.
    pub aspects: Vec<String>,
    /// What is chosen at first.
    pub aspect_default: Option<String>,
    /// Tiers such as `720p`.
    pub tiers: Vec<String>,
    /// What is chosen at first.
    pub tier_default: Option<String>,
    /// Whether a length can be said at all.
    pub seconds_taken: bool,
    /// Allowed lengths in seconds.
    pub seconds: Vec<f64>,
    /// Shortest, where any length between two is taken.
    pub seconds_min: Option<f64>,
    /// Longest.
    pub seconds_max: Option<f64>,
    /// Whether other lengths may be entered without a warning.
    pub seconds_free: bool,
    /// What is chosen at first.
    pub seconds_default: Option<f64>,
    /// Whether it takes a first frame.
    pub first_frame: bool,
    /// Whether it takes a last frame.
    pub last_frame: bool,
    /// How many further reference pictures it takes.
    pub references: u32,
    /// Whether pictures of this computer can be sent; otherwise only addresses.
    pub local_pictures: bool,
    /// Further parameters, in the order in which they are shown.
    pub params: Vec<Param>,
    /// Longest prompt in characters.
    pub prompt_max: Option<u32>,
}

/// A picture that waits in a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct StagedPicture {
    /// Our id.
    pub id: StagedId,
    /// Its file name without folders, for people.
    pub name: String,
    /// Pixels across, after its orientation was applied.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Size of the original in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
}

/// A picture in the request to create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct InputDraft {
    /// What it is for.
    pub role: Role,
    /// How to bring it to the video's size; an address is passed on as it is.
    pub fit: Fit,
    /// The staged picture.
    pub staged: Option<StagedId>,
    /// Or the address of a picture that the server fetches for itself.
    #[serde(default)]
    #[ts(optional)]
    pub url: Option<String>,
}

/// A press of Create.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct CreateJobs {
    /// Made by the form for this one press: the same key twice is one batch.
    pub client_key: String,
    /// Where to send it.
    pub server: ServerId,
    /// The model, or empty for the server's own choice.
    pub model: String,
    /// What to show.
    pub prompt: String,
    /// Length in seconds.
    pub seconds: Option<f64>,
    /// Size in pixels.
    pub size: Option<Size>,
    /// Shape such as `16:9`, for models that take one instead of a size.
    #[serde(default)]
    pub aspect: Option<String>,
    /// Tier such as `720p`.
    #[serde(default)]
    pub tier: Option<String>,
    /// How many takes, 1 to 4.
    pub takes: u32,
    /// Reference pictures.
    pub inputs: Vec<InputDraft>,
    /// The model's further parameters, by their keys.
    #[ts(type = "Record<string, unknown>")]
    #[serde(default)]
    pub params: serde_json::Map<String, serde_json::Value>,
    /// Further fields by name.
    #[ts(type = "Record<string, unknown>")]
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// Send it although the description says that the model does not take a value.
    #[serde(default)]
    pub anyway: bool,
}

/// A field of a pasted text, and where it went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct PastedField {
    /// The server's name for it.
    pub name: String,
    /// Where it went in the form.
    pub placed: Placed,
    /// The values that the text allows; empty: any.
    #[ts(type = "unknown[]")]
    pub values: Vec<serde_json::Value>,
    /// Whether the text says that it must be there.
    pub required: bool,
}

/// What a pasted text says. Never holds a key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct PasteView {
    /// Everything before `/videos`; `None`: the user must type it.
    pub base_url: Option<String>,
    /// The text named only a host, and `/v1` is a guess.
    pub base_guessed: bool,
    /// Whether there is a key in it.
    pub has_key: bool,
    /// The environment variable that the text takes the key from.
    pub variable: Option<String>,
    /// Names of models.
    pub models: Vec<String>,
    /// Its fields.
    pub fields: Vec<PastedField>,
    /// What could not be placed, in a few words each.
    pub unplaced: Vec<String>,
}

/// What an import brought.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct Imported {
    /// Jobs in the server's list.
    pub listed: u32,
    /// Those that were here already, or were removed here.
    pub known: u32,
    /// Those that failed or are gone, and were not asked for.
    pub left_out: u32,
    /// Those that are new here.
    pub jobs: Vec<JobView>,
}

/// A new video out of an earlier one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct DeriveJob {
    /// A fresh random text for each press: the same text twice is one job.
    pub client_key: String,
    /// The earlier job.
    pub job: JobId,
    /// Remix, edit or extend.
    pub action: Action,
    /// What to show.
    pub prompt: String,
    /// For an extension: how much longer, in seconds.
    pub seconds: Option<f64>,
}

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
    /// The name by which its media address is asked for.
    pub media: Option<String>,
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
    /// What to show.
    pub prompt: String,
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
    /// Reference pictures.
    pub inputs: Vec<InputView>,
    /// Further fields by name.
    #[ts(type = "Record<string, unknown>")]
    pub extra: serde_json::Map<String, serde_json::Value>,
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
    /// Marked by the user.
    pub favourite: bool,
    /// What can be done with it.
    pub verbs: Vec<Verb>,
}

/// Which tiles to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum WallFilter {
    /// All of them.
    #[default]
    Everything,
    /// Live ones.
    InProgress,
    /// Those that wait for the user.
    NeedsYou,
    /// Marked ones.
    Favourites,
}

/// What to show on the wall, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct WallQuery {
    /// Which tiles.
    pub filter: WallFilter,
    /// Text to find in prompts and models; empty finds everything.
    pub search: String,
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// Tiles in a page, 1 to 500.
    pub limit: u32,
}

/// Takes of one day, in the user's own time zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct DayCount {
    /// `2026-11-21`.
    pub day: String,
    /// Takes made on it that match the query.
    pub takes: u32,
}

/// A page of the wall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct WallPage {
    /// The tiles.
    pub jobs: Vec<JobView>,
    /// Hand this in for the next page; `None` at the end.
    pub next: Option<String>,
    /// The days of these tiles, each with all its takes, also those on other pages.
    pub days: Vec<DayCount>,
}

/// The numbers on the chips.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct Counts {
    /// All tiles.
    pub everything: u32,
    /// Live ones.
    pub in_progress: u32,
    /// Those that wait for the user.
    pub needs_you: u32,
    /// Marked ones.
    pub favourites: u32,
    /// Queued or rendering on a server.
    pub rendering: u32,
    /// On their way.
    pub downloading: u32,
}

/// One line of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
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
}

/// Colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Always dark.
    Dark,
    /// Always light.
    Light,
}

/// Language of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub enum Language {
    /// As the system has it.
    #[default]
    #[serde(rename = "system")]
    System,
    /// English.
    #[serde(rename = "en")]
    En,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    ZhCn,
}

/// What the user can set.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(default)]
pub struct Settings {
    /// Colours.
    pub theme: Theme,
    /// Language.
    pub language: Language,
    /// `http://host:port` for all servers but local ones; empty uses the environment.
    pub proxy: String,
    /// Whether keys may be kept in a file that is not encrypted.
    pub keys_in_file: bool,
    /// The composer as it was left.
    #[ts(type = "Record<string, unknown>")]
    pub composer: serde_json::Map<String, serde_json::Value>,
    /// Zoom of the wall: row height in pixels, 120 to 480; 0 for the usual one.
    pub row_height: u32,
}

/// What the window needs to know at start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct Bootstrap {
    /// Version of Rushes.
    pub version: String,
    /// The list of servers, the demo last.
    pub servers: Vec<ServerView>,
    /// Settings.
    pub settings: Settings,
    /// Numbers on the chips.
    pub counts: Counts,
    /// `http://127.0.0.1:PORT/TOKEN/`; append an asset, staged picture or job-input id.
    pub media_base: String,
    /// The clock of the engine, to place times.
    pub now: Timestamp,
    /// Whether the keychain answers.
    pub keychain: bool,
    /// A command that installs what is missing to play H.264 on this distribution, if one is known.
    pub codec_command: Option<String>,
    /// The system's language as a tag such as `zh-CN`.
    pub system_language: String,
    /// Milliseconds of undo before a request is sent.
    pub undo_ms: u32,
}

/// Banners and short messages that Rust asks the window to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// A second instance was started; this window was brought to the front.
    AlreadyRunning,
    /// The disk is full; downloads wait.
    DiskFull,
    /// A dropped or pasted file could not be used; `error` says why.
    PictureRefused,
}

/// What the engine tells the window. One ordered channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AppEvent {
    /// These tiles are new or changed.
    Jobs {
        /// Whole tiles, not differences.
        jobs: Vec<JobView>,
        /// The numbers on the chips.
        counts: Counts,
    },
    /// These tiles are gone.
    Removed {
        /// Their ids.
        ids: Vec<JobId>,
        /// The numbers on the chips.
        counts: Counts,
    },
    /// A download moved, at most ten times a second and job.
    Transfer {
        /// The job.
        id: JobId,
        /// Bytes.
        transfer: TransferView,
    },
    /// The list of servers changed.
    Servers {
        /// All of it.
        servers: Vec<ServerView>,
    },
    /// A picture came by drop or by dialog.
    Staged {
        /// The slot that asked for it, if one did.
        role: Option<Role>,
        /// The picture.
        picture: StagedPicture,
    },
    /// Something is dragged over the window.
    DragOver {
        /// Whether it is still there.
        active: bool,
    },
    /// Something to tell.
    Notice {
        /// What.
        kind: NoticeKind,
        /// Why.
        error: Option<ErrorView>,
    },
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes the contract where `RUSHES_TYPES_DIR` says; `cargo xtask types` sets it. Without it, it only proves that
    /// every type can be written.
    #[test]
    fn the_contract_can_be_written_as_typescript() {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let folder = std::env::var_os("RUSHES_TYPES_DIR")
            .map_or_else(|| scratch.path().to_owned(), std::path::PathBuf::from);
        let config = ts_rs::Config::new()
            .with_out_dir(folder)
            .with_large_int("number");
        for declared in [
            AppEvent::export_all(&config),
            Bootstrap::export_all(&config),
            CreateJobs::export_all(&config),
            ServerDraft::export_all(&config),
            ServerTest::export_all(&config),
            ModelView::export_all(&config),
            WallQuery::export_all(&config),
            WallPage::export_all(&config),
            ReceiptLine::export_all(&config),
        ] {
            declared.expect("every type of the contract has a TypeScript form");
        }
    }
}
