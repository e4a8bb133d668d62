//! Servers, their keys, the checklist of a test, what a pasted text says, and what an import brought.

use super::{ErrorView, JobView};
use crate::api::paste::{FieldKind, Placed, Unplaced};
use crate::domain::catalogue::{Encoding, Lesson};
use crate::domain::{Capability, ServerId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct KeyStatus {
    /// Whether there is one.
    pub present: bool,
    /// Where it is kept.
    pub backend: Option<KeyBackend>,
    /// Its last four characters, if it has at least twelve.
    pub hint: Option<String>,
    /// A keychain has not answered yet; it may be asking its user to unlock it. What it says comes as an event.
    pub asking: bool,
}

/// A server in the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
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
    /// What its refusals taught, each removable.
    pub lessons: Vec<Lesson>,
    /// Whether it can be asked what is left of the account's money.
    pub tells_balance: bool,
}

/// A kind of server that the catalogue describes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct ProfileView {
    /// Its name in the catalogue.
    pub id: String,
    /// What people call it.
    pub title: String,
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
    /// It lists videos; then earlier jobs can be imported.
    ListsVideos,
    /// What its description says that it can beside making videos; nothing is asked for it.
    Verbs,
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
    /// For models: how many of them a description of the catalogue knows.
    pub known: Option<u32>,
    /// For verbs: those that will be offered.
    pub can: Vec<Capability>,
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

/// A field of a pasted text, and where it went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct PastedField {
    /// The server's name for it.
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
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
    /// The text with dots in the place of a key. The engine keeps that key in memory and puts it back where it finds the
    /// dots in a later call.
    pub shown: String,
    /// A name for the server: its host.
    pub name: String,
    /// Everything before `/videos`; `None`: the user must type it.
    pub base_url: Option<String>,
    /// The text named only a host, and `/v1` is a guess.
    pub base_guessed: bool,
    /// The description that applies; `None`: one is made from the fields below.
    pub profile: Option<String>,
    /// How bodies are written, the preferred way first.
    pub encodings: Vec<Encoding>,
    /// Whether there is a key in it.
    pub has_key: bool,
    /// The key's last four characters, if it has at least twelve.
    pub key_hint: Option<String>,
    /// The environment variable that the text takes the key from.
    pub variable: Option<String>,
    /// Names of models.
    pub models: Vec<String>,
    /// Its fields.
    pub fields: Vec<PastedField>,
    /// What could not be placed.
    pub unplaced: Vec<Unplaced>,
}

/// A pasted text on its way to a server. A typed key travels beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct PasteDraft {
    /// The text, as pasted or as shown.
    pub text: String,
    /// The user's name for the server; empty takes the host.
    pub name: String,
    /// The address, where the user typed another one than the text has.
    pub base_url: Option<String>,
    /// The description, where the user chose one; otherwise what the text says.
    pub profile: Option<String>,
}

/// A file of the user's own folder of descriptions of servers and models.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct DescriptionFile {
    /// Its name without folders.
    pub name: String,
    /// Kinds of servers that it describes, by their titles.
    pub servers: Vec<String>,
    /// Models that it describes: their names, or the pattern of those that have none.
    pub models: Vec<String>,
    /// How many things in it were learned from refusals.
    pub lessons: usize,
    /// Why it is left out: what is wrong, with line and column where there are some. Not translated.
    pub error: Option<String>,
}

/// What became of files that were to be brought in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct Brought {
    /// The new clips.
    pub jobs: Vec<JobView>,
    /// Why the others were not taken; `params.name` of each is the file.
    pub refused: Vec<ErrorView>,
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
    /// Those that a request without an answer may have become; they wait until it is decided about.
    pub awaited: u32,
    /// Those that are new here.
    pub jobs: Vec<JobView>,
}
