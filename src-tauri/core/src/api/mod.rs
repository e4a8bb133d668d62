//! Speaking with servers: one trait, its HTTP form, lenient reading, data-driven writing.
//!
//! Knows the wire and nothing of jobs' lives: it reports what happened and decides nothing. Must not know of the
//! database, of the library, or of any server by name.

pub mod classify;
pub mod curl;
pub mod dialect;
pub mod form_refusal;
pub mod http;
pub mod lessons;
pub mod pace;
pub mod paste;
pub mod python;
pub mod reach;
mod scrub;
pub mod wire;

use crate::domain::{ErrorCode, SentBody};
use bytes::Bytes;
use futures_util::{future::BoxFuture, stream::BoxStream};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;
use url::Url;

/// Where to speak and with which key. The key goes into one header to one origin and nowhere else.
#[derive(Debug, Clone)]
pub struct Access {
    /// Everything before `/videos`.
    pub base: Url,
    /// Header name and value; `None` for servers without a key.
    pub auth: Option<AuthHeader>,
    /// How long create may take.
    pub submit_timeout: Duration,
}

impl Access {
    /// A body without the key: some servers repeat it in their refusal, and it must stand nowhere but in its header.
    pub fn scrubbed(&self, body: &Bytes) -> Bytes {
        match &self.auth {
            Some(auth) => scrub::without(body, auth.value.expose_secret())
                .map_or_else(|| body.clone(), Bytes::from),
            None => body.clone(),
        }
    }

    /// The same for what a server says outside of its body: ids in its headers, and addresses.
    fn scrub(&self, trace: &mut Trace) {
        let Some(auth) = &self.auth else { return };
        let said = trace.request_ids.iter_mut().chain(&mut trace.redirects);
        for text in said.chain([&mut trace.url]) {
            if let Some(clean) = scrub::without(text.as_bytes(), auth.value.expose_secret()) {
                *text = String::from_utf8_lossy(&clean).into_owned();
            }
        }
    }
}

/// A header that carries a key.
#[derive(Debug, Clone)]
pub struct AuthHeader {
    /// Header name.
    pub name: String,
    /// The whole value, such as `Bearer …`.
    pub value: SecretString,
}

/// What went over the wire, for the receipt. Never holds a key or a query string.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// `GET`, `POST`.
    pub method: &'static str,
    /// Scheme, host, port and path.
    pub url: String,
    /// HTTP status of the answer.
    pub status: Option<u16>,
    /// Request-id headers, `name: value`.
    pub request_ids: Vec<String>,
    /// From sending to the end of the answer, in milliseconds.
    pub elapsed_ms: i64,
    /// The answer's text, capped at 64 KiB, or what went wrong.
    pub body: Option<String>,
    /// SHA-256 of the whole body in lower-case hex.
    pub body_sha256: Option<String>,
    /// The request's body as it left, where it had one.
    pub sent: Option<SentBody>,
    /// The `Range` that was asked for.
    pub range: Option<String>,
    /// Where the answers pointed, hop by hop: scheme, host, port and path.
    pub redirects: Vec<String>,
}

/// Trouble below HTTP.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No connection was made, so nothing was sent.
    #[error("no connection: {0}")]
    Connect(String),
    /// The connection is not trusted, so nothing was sent.
    #[error("the connection is not trusted: {0}")]
    Tls(String),
    /// The proxy refused or does not answer, so nothing reached the server.
    #[error("the proxy: {0}")]
    Proxy(String),
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// The connection broke after it was made.
    #[error("the connection broke: {0}")]
    Broken(String),
    /// The answer began and its end never came.
    #[error("the answer broke off: {why}")]
    Cut {
        /// What broke it.
        why: String,
        /// Its HTTP status.
        status: u16,
        /// What came of it.
        body: Bytes,
    },
    /// The answer is larger than anything we read.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(u64),
    /// An address that we do not follow (`architecture.md`, rule 4).
    #[error("that address may not be followed: {0}")]
    Forbidden(String),
    /// More than five redirects.
    #[error("too many redirects")]
    Redirects,
    /// The request could not be made, for example because a file is gone.
    #[error("the request could not be made: {0}")]
    Request(String),
}

impl Fault {
    /// The sentence to show.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Connect(_) => ErrorCode::Unreachable,
            Self::Broken(_) | Self::Cut { .. } => ErrorCode::ConnectionBroke,
            Self::Tls(_) => ErrorCode::Tls,
            Self::Proxy(_) => ErrorCode::Proxy,
            Self::Timeout => ErrorCode::Timeout,
            Self::TooLarge(_) | Self::Redirects => ErrorCode::UnexpectedAnswer,
            Self::Forbidden(_) => ErrorCode::AddressRefused,
            Self::Request(_) => ErrorCode::Internal,
        }
    }
}

/// An answer with a body that was read whole, at most 16 MiB (inline video: 512 MiB).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Bytes,
    /// What the server asks us to wait, from `openai-poll-after-ms`, `retry-after-ms` or `Retry-After`.
    pub wait: Option<Duration>,
    /// `Location`, resolved, for answers that point elsewhere.
    pub location: Option<Url>,
}

/// Whether anything of a request can have reached the server. Money hangs on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It is certain that no byte of the request left.
    Nothing,
    /// It left, or may have.
    Maybe,
}

/// What happened, with its line for the receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// For the receipt.
    pub trace: Trace,
    /// The answer, or why there is none.
    pub outcome: Result<Reply, Fault>,
    /// For a request with a body: whether anything of it left.
    pub sent: Sent,
}

/// Continue a download behind the bytes that are here already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resume {
    /// Bytes that are here.
    pub from: u64,
    /// The strong `ETag` or the `Last-Modified` under which they came.
    pub validator: String,
    /// Length of the whole, where it was told.
    pub total: Option<u64>,
}

/// An answer whose body is still coming.
pub struct Content {
    /// HTTP status, after redirects were followed.
    pub status: u16,
    /// `Content-Length` of this body.
    pub length: Option<u64>,
    /// First byte and total of a 206 answer.
    pub range: Option<(u64, Option<u64>)>,
    /// Length of the whole, in a 416 that says it.
    pub complete: Option<u64>,
    /// Whether the answer allows to continue later: by a range, with the validator.
    pub resumable: bool,
    /// A strong `ETag`, or a strong `Last-Modified`.
    pub validator: Option<String>,
    /// What the server asks us to wait.
    pub wait: Option<Duration>,
    /// The body.
    pub body: BoxStream<'static, Result<Bytes, Fault>>,
}

/// Where a result is to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// `/videos/{id}/content` of the server.
    Endpoint(Url),
    /// An address that the server named; it may be anywhere.
    Named(Url),
}

/// The verbs of a server that speaks the format.
pub trait VideoApi: Send + Sync {
    /// Sends a create request once. Never retries.
    fn create<'a>(
        &'a self,
        access: &'a Access,
        request: &'a dialect::Request,
    ) -> BoxFuture<'a, Exchange>;

    /// GETs an address of the server itself, with the key, and reads the whole body.
    fn get<'a>(&'a self, access: &'a Access, url: Url) -> BoxFuture<'a, Exchange>;

    /// DELETEs an address of the server itself, with the key. Never retries.
    fn delete<'a>(&'a self, access: &'a Access, url: Url) -> BoxFuture<'a, Exchange>;

    /// Opens a download. The key goes along only to the server's own origin.
    fn content<'a>(
        &'a self,
        access: &'a Access,
        source: &'a Source,
        resume: Option<Resume>,
    ) -> BoxFuture<'a, (Trace, Result<Content, Fault>)>;
}

/// Whether a header can carry it: letters, digits and signs of ASCII alone (RFC 9110, 5.5).
pub fn can_be_a_key(text: &str) -> bool {
    text.bytes().all(|sign| (b' '..=b'~').contains(&sign))
}

/// Joins the base address and a path of a description, with the id percent-encoded (`wire.md` 3.A 4).
pub fn address(base: &Url, path: &str, id: Option<&str>) -> Url {
    let path = match id {
        Some(id) => path.replace("{id}", &encode_segment(id)),
        None => path.to_owned(),
    };
    let mut url = base.clone();
    let joined = format!(
        "{}/{}",
        base.path().trim_end_matches('/'),
        path.trim_start_matches('/')
    );
    url.set_path(&joined);
    url.set_query(None);
    url
}

/// A path segment can hold any id: everything but unreserved characters is encoded, dots at its start included, so that
/// no id can climb out of its place.
fn encode_segment(id: &str) -> String {
    const KEEP: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'~')
        .remove(b'.');
    let encoded = percent_encoding::utf8_percent_encode(id, KEEP).to_string();
    if encoded.bytes().all(|byte| byte == b'.') {
        // `.` and `..` mean something to every URL parser, even percent-encoded; such an id cannot be asked about.
        return encoded.replace('.', "%252E");
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Url {
        "https://gateway.example/openai/v1"
            .parse()
            .expect("an address")
    }

    #[test]
    fn a_path_is_joined_below_the_base() {
        let url = address(&base(), "videos", None);
        assert_eq!(url.as_str(), "https://gateway.example/openai/v1/videos");
    }

    #[test]
    fn an_id_with_signs_stays_one_segment() {
        let url = address(&base(), "videos/{id}/content", Some("sora-2:task_a+b/c=="));
        assert_eq!(
            url.path(),
            "/openai/v1/videos/sora-2%3Atask_a%2Bb%2Fc%3D%3D/content"
        );
    }

    #[test]
    fn an_id_of_any_letters_is_written_in_ascii_and_once() {
        for (id, shown) in [
            ("%2f", "%252f"),
            ("a\nb", "a%0Ab"),
            ("\0", "%00"),
            ("\u{1f98a}", "%F0%9F%A6%8A"),
        ] {
            let url = address(&base(), "videos/{id}", Some(id));
            assert_eq!(url.path(), format!("/openai/v1/videos/{shown}"));
        }
    }

    #[test]
    fn no_id_can_climb_out_of_its_place() {
        for id in [
            "..",
            ".",
            "../../admin",
            "a?b#c",
            "\0",
            "%2e%2e",
            "%2f",
            "%2F..%2f",
            "a\nb\r\nx: y",
            "\u{1f98a}",
            "a\\b",
            "//evil.example",
            "a;b@c:d",
            "\u{202e}id",
            " ",
            "\t",
        ] {
            let url = address(&base(), "videos/{id}", Some(id));
            assert!(
                url.path().starts_with("/openai/v1/videos/"),
                "{id} gave {url}"
            );
            assert_eq!(url.path().matches('/').count(), 4, "{id} gave {url}");
        }
    }
}
