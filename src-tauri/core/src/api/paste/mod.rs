//! "Paste to connect": any text about a server in, what it says about that server out (`wire.md` 3.H, 52–53).
//!
//! Exists because nobody types a server's description by hand: people have an address, a cURL line, an OpenAPI document or a
//! page of documentation. Pure: no network, no files. Must not know of the catalogue (its types change for other reasons), of
//! the database, or of any server by name. What it cannot place it names in [`Found::unplaced`] and never guesses silently.
//!
//! One reader per form, each giving a partial [`Found`]; they are joined in the order of how much they can be trusted:
//! `OpenAPI`, JSON Schema, tables, commands, snippets, example bodies, endpoint lines, addresses in prose.

mod address;
mod auth;
mod command;
mod describe;
mod endpoint;
mod example;
mod flags;
mod json;
mod link;
mod listing;
mod merge;
mod openapi;
mod page;
pub(super) mod prose;
mod redaction;
mod schema;
mod snippet;
mod table;
mod text;
mod unplaced;
mod values;
mod words;

#[cfg(test)]
mod tests;

pub use describe::{Described, Placed, describe};
pub use unplaced::{Leftover, Unplaced};

use secrecy::SecretString;
use serde_json::Value;
use url::Url;

/// The longest text that is read, in bytes.
pub const LIMIT: usize = 2 * 1024 * 1024;

/// Why nothing can be made of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// There is no text.
    #[error("there is no text")]
    Empty,
    /// Longer than [`LIMIT`].
    #[error("the text is longer than 2 MiB")]
    TooLarge,
    /// An address whose host is to be filled in, such as `https://your-server/v1`.
    #[error("the address is a placeholder")]
    Placeholder,
    /// The answer of a server, which says nothing about what to send.
    #[error("this is an answer, not a request")]
    OnlyAnswer,
    /// No address, command, document, table or body in it.
    #[error("nothing was recognised")]
    Nothing,
}

impl Unreadable {
    /// A word for the interface to translate.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too_large",
            Self::Placeholder => "placeholder",
            Self::OnlyAnswer => "only_answer",
            Self::Nothing => "nothing",
        }
    }
}

/// In which form the text said most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// An address, alone or in a sentence.
    Address,
    /// A JSON body without its command.
    Example,
    /// A piece of a program.
    Snippet,
    /// cURL commands.
    Command,
    /// Tables of a documentation page.
    Table,
    /// A JSON Schema of the request.
    JsonSchema,
    /// An `OpenAPI` 3 or Swagger 2 document.
    OpenApi,
}

/// How a request's body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyEncoding {
    /// `multipart/form-data`.
    Multipart,
    /// `application/json`.
    Json,
}

/// The header that carries the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundAuth {
    /// Header name as written.
    pub header: String,
    /// Header value with `{key}` for the key, such as `Bearer {key}`.
    pub format: String,
}

impl FoundAuth {
    fn new(header: &str, format: &str) -> Self {
        Self {
            header: header.to_owned(),
            format: format.to_owned(),
        }
    }

    fn bearer() -> Self {
        Self::new("Authorization", "Bearer {key}")
    }
}

/// What an endpoint does (`wire.md` 1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// Makes a video.
    Create,
    /// Tells how one video is.
    Retrieve,
    /// Gives the file.
    Content,
    /// Lists videos.
    List,
    /// Deletes one.
    Delete,
    /// Makes another one like it.
    Remix,
    /// Changes one.
    Edits,
    /// Prolongs one.
    Extensions,
    /// Lists the models.
    Models,
}

/// An endpoint besides create.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPath {
    /// What it does.
    pub endpoint: Endpoint,
    /// `GET`, `POST`, `DELETE`.
    pub method: String,
    /// Relative to the base, with `{id}` for the video's id: `/videos/{id}/content`.
    pub path: String,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// The text `true` or `false`.
    BooleanText,
    /// A file's bytes.
    File,
    /// An image as an address or as Base64.
    Image,
    /// An object whose members are not described.
    Object,
    /// A list.
    List,
}

/// One field of the create request.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundField {
    /// Dotted, such as `metadata.negative_prompt`.
    pub path: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether the source says it must be there.
    pub required: bool,
    /// The only values that are allowed; empty if the source names none. For a list: of its items.
    pub values: Vec<Value>,
    /// What the server takes if it is left out.
    pub default: Option<Value>,
    /// Examples, also such that are not among `values`: sources contradict themselves, and neither side is dropped.
    pub examples: Vec<Value>,
    /// Smallest number.
    pub min: Option<f64>,
    /// Largest number.
    pub max: Option<f64>,
    /// The source's words.
    pub description: Option<String>,
    /// Values that only some models allow: model name and its values.
    pub per_model: Vec<(String, Vec<Value>)>,
    /// The models that know the field at all: a name, or the end of names if it begins with a hyphen (`-all`).
    pub only_for: Option<String>,
    /// Names of members that the words mention without describing them.
    pub members: Vec<String>,
}

impl FoundField {
    fn new(path: impl Into<String>, kind: FieldKind) -> Self {
        Self {
            path: path.into(),
            kind,
            required: false,
            values: Vec::new(),
            default: None,
            examples: Vec::new(),
            min: None,
            max: None,
            description: None,
            per_model: Vec::new(),
            only_for: None,
            members: Vec::new(),
        }
    }
}

/// What a text says about a server. Everything is optional except where it came from.
#[derive(Debug, Clone)]
pub struct Found {
    /// Everything before `/videos`, such as `https://host/v1`, without a trailing slash, query or password.
    pub base_url: Option<Url>,
    /// The text named only a host, and `/v1` is our guess.
    pub base_guessed: bool,
    /// The create path relative to the base, if it is not `/videos`.
    pub create_path: Option<String>,
    /// How the key is sent; `None` if the text does not say.
    pub auth: Option<FoundAuth>,
    /// A real key. Placeholders are no keys.
    pub key: Option<SecretString>,
    /// The environment variable that the text takes the key from.
    pub variable: Option<String>,
    /// How the body is written.
    pub encoding: Option<BodyEncoding>,
    /// The fields of the create request in the order of the text.
    pub fields: Vec<FoundField>,
    /// Names of models.
    pub models: Vec<String>,
    /// Other endpoints.
    pub paths: Vec<FoundPath>,
    /// What could not be placed. Never holds a key.
    pub unplaced: Vec<Unplaced>,
    /// The form that said most.
    pub source: Source,
}

impl Found {
    const fn new(source: Source) -> Self {
        Self {
            base_url: None,
            base_guessed: false,
            create_path: None,
            auth: None,
            key: None,
            variable: None,
            encoding: None,
            fields: Vec::new(),
            models: Vec::new(),
            paths: Vec::new(),
            unplaced: Vec::new(),
            source,
        }
    }
}

/// Reads a text.
///
/// # Errors
/// [`Unreadable`] says why nothing can be made of it.
pub fn read(text: &str) -> Result<Found, Unreadable> {
    if text.len() > LIMIT {
        return Err(Unreadable::TooLarge);
    }
    let text = text::plain(text);
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    let mut found = said(&text)?;
    redaction::redact(&mut found);
    Ok(found)
}

fn said(text: &str) -> Result<Found, Unreadable> {
    match address::whole(text) {
        address::Whole::Address(found) => return Ok(*found),
        address::Whole::Placeholder => return Err(Unreadable::Placeholder),
        address::Whole::NoAddress => {}
    }
    let mut parts = Vec::new();
    // A document describes itself: the prose around it can only confuse.
    match openapi::read(text) {
        Some(found) => parts.push(found),
        None => parts.extend(page::read(text)?),
    }
    merge::join(parts).ok_or(Unreadable::Nothing)
}
