//! What was asked of the server: the last create requests, for tests that look at what a client
//! really sent. Keys are never kept, only whether one came.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::{HeaderMap, header};
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::form::{File, Form};
use rushes_film::inspect;

/// How many requests are kept.
const KEPT: usize = 100;

/// One create request.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Unix time in milliseconds.
    pub at: u64,
    pub content_type: String,
    #[serde(flatten)]
    pub contents: Contents,
    pub idempotency_key: Option<String>,
    /// Whether an `Authorization` header came; its value is not kept.
    pub authorization: bool,
    /// The status that was answered; 0 when the connection was closed instead.
    pub status: u16,
}

/// What the body held; empty when it could not be read.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Contents {
    /// Text fields by name; the last of several wins.
    pub fields: Map<String, Value>,
    pub files: Vec<FileEntry>,
}

/// A file in a request. Width and height are of the stored picture, before it is turned upright.
#[derive(Debug, Clone, Serialize)]
pub struct FileEntry {
    pub field: String,
    pub filename: Option<String>,
    pub content_type: Option<String>,
    pub bytes: usize,
    pub sha256: String,
    pub width: Option<u32>,
    pub height: Option<u32>,
}

/// The last requests, oldest first.
#[derive(Debug, Default)]
pub struct Journal(Mutex<VecDeque<Entry>>);

impl Journal {
    pub fn add(&self, entry: Entry) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() == KEPT {
            entries.pop_front();
        }
        entries.push_back(entry);
    }

    pub fn entries(&self) -> Vec<Entry> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .cloned()
            .collect()
    }
}

impl Entry {
    /// What the headers say; the body is added when it could be read.
    pub fn new(headers: &HeaderMap) -> Self {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let text = |name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(ToOwned::to_owned)
        };
        Self {
            at: u64::try_from(now.as_millis()).unwrap_or(u64::MAX),
            content_type: text("content-type").unwrap_or_default(),
            contents: Contents::default(),
            idempotency_key: text("idempotency-key"),
            authorization: headers.contains_key(header::AUTHORIZATION),
            status: 0,
        }
    }
}

impl Contents {
    pub fn of(form: &Form) -> Self {
        let field = |(name, value): &(String, String)| (name.clone(), value.clone().into());
        Self {
            fields: form.text.iter().map(field).collect(),
            files: form.files.iter().map(FileEntry::of).collect(),
        }
    }
}

impl FileEntry {
    fn of(file: &File) -> Self {
        let facts = inspect(&file.bytes).ok();
        Self {
            field: file.field.clone(),
            filename: file.filename.clone(),
            content_type: file.content_type.clone(),
            bytes: file.bytes.len(),
            sha256: hex(&Sha256::digest(&file.bytes)),
            width: facts.map(|facts| facts.width),
            height: facts.map(|facts| facts.height),
        }
    }
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(|d| char::from(DIGITS[usize::from(d)]));
    bytes.iter().flat_map(digits).collect()
}
