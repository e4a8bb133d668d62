//! One request, one answer. The checks come in a fixed order and say as little as possible.

use super::{MediaFile, MediaFiles, range, range::Part};
use bytes::Bytes;
use futures_util::TryStreamExt;
use http_body_util::{BodyExt, Empty, StreamBody, combinators::BoxBody};
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode,
    body::{Frame, Incoming},
    header::{self, HeaderName, HeaderValue},
};
use std::{io, io::SeekFrom, sync::Arc};
use subtle::ConstantTimeEq;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

/// Bytes that are read at a time, and all the memory that an answer takes.
const CHUNK: usize = 64 * 1024;
/// Longest id. Ours have 20 characters.
const ID_BYTES: usize = 128;

type Answer = Response<BoxBody<Bytes, io::Error>>;

/// What is asked of every request, and where files are found.
pub(super) struct Guard {
    /// `127.0.0.1:PORT`; another name for this machine means that a page's DNS was turned on us.
    pub(super) host: String,
    pub(super) token: String,
    pub(super) origins: Vec<String>,
    pub(super) files: Arc<dyn MediaFiles>,
}

impl Guard {
    pub(super) async fn answer(&self, request: &Request<Incoming>) -> Answer {
        let origin = request.headers().get(header::ORIGIN);
        let mut answer = match self.check(request) {
            Err(status) => plain(status),
            Ok(id) => match self.files.find(id).await {
                Some(file) => deliver(request, file)
                    .await
                    .unwrap_or_else(|_| plain(StatusCode::NOT_FOUND)),
                None => plain(StatusCode::NOT_FOUND),
            },
        };
        let fields = answer.headers_mut();
        set(fields, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(fields, header::CACHE_CONTROL, "no-store");
        set(fields, header::VARY, "Origin");
        // Lets the page read pixels for a still. A refused request has no allowed origin, or shows nothing anyway.
        if let Some(origin) = origin.filter(|origin| self.allows(origin)) {
            fields.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        }
        answer
    }

    /// The id that may be looked up, or why none may.
    fn check<'a>(&self, request: &'a Request<Incoming>) -> Result<&'a str, StatusCode> {
        if request.method() != Method::GET && request.method() != Method::HEAD {
            return Err(StatusCode::METHOD_NOT_ALLOWED);
        }
        let host = only(request.headers(), header::HOST)?.ok_or(StatusCode::BAD_REQUEST)?;
        if host != self.host.as_str() {
            return Err(StatusCode::FORBIDDEN);
        }
        // In the absolute form of a request line, the address names a host of its own.
        if let Some(authority) = request.uri().authority()
            && authority.as_str() != self.host
        {
            return Err(StatusCode::FORBIDDEN);
        }
        if let Some(origin) = only(request.headers(), header::ORIGIN)?
            && !self.allows(origin)
        {
            return Err(StatusCode::FORBIDDEN);
        }
        let path = request.uri().path().strip_prefix('/');
        let (token, id) = path
            .and_then(|path| path.split_once('/'))
            .ok_or(StatusCode::FORBIDDEN)?;
        if !bool::from(token.as_bytes().ct_eq(self.token.as_bytes())) {
            return Err(StatusCode::FORBIDDEN);
        }
        if id.is_empty() || id.len() > ID_BYTES || id.contains('/') {
            return Err(StatusCode::NOT_FOUND);
        }
        Ok(id)
    }

    fn allows(&self, origin: &HeaderValue) -> bool {
        self.origins
            .iter()
            .any(|allowed| origin == allowed.as_str())
    }
}

/// A field that may stand there once.
fn only(fields: &HeaderMap, name: HeaderName) -> Result<Option<&HeaderValue>, StatusCode> {
    let mut found = fields.get_all(name).iter();
    let first = found.next();
    if found.next().is_some() {
        return Err(StatusCode::BAD_REQUEST);
    }
    Ok(first)
}

async fn deliver(request: &Request<Incoming>, file: MediaFile) -> io::Result<Answer> {
    let mut open = fs_err::tokio::File::open(&file.path).await?;
    let metadata = open.metadata().await?;
    if !metadata.is_file() {
        return Ok(plain(StatusCode::NOT_FOUND));
    }
    let length = metadata.len();
    let part = asked_part(request, length);
    let (status, first, count) = match part {
        Part::Whole => (StatusCode::OK, 0, length),
        Part::Bytes { first, last } => (StatusCode::PARTIAL_CONTENT, first, last - first + 1),
        Part::Unsatisfiable => (StatusCode::RANGE_NOT_SATISFIABLE, 0, 0),
    };
    let body = if *request.method() == Method::HEAD || count == 0 {
        empty()
    } else {
        open.seek(SeekFrom::Start(first)).await?;
        let chunks = ReaderStream::with_capacity(open.take(count), CHUNK);
        BodyExt::boxed(StreamBody::new(chunks.map_ok(Frame::data)))
    };
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    let fields = answer.headers_mut();
    set(fields, header::ACCEPT_RANGES, "bytes");
    fields.insert(header::CONTENT_LENGTH, HeaderValue::from(count));
    match part {
        Part::Whole => {}
        Part::Bytes { first, last } => set(
            fields,
            header::CONTENT_RANGE,
            &format!("bytes {first}-{last}/{length}"),
        ),
        Part::Unsatisfiable => {
            set(fields, header::CONTENT_RANGE, &format!("bytes */{length}"));
            return Ok(answer);
        }
    }
    set(fields, header::CONTENT_TYPE, &file.mime);
    Ok(answer)
}

/// RFC 9110: `Range` counts for GET only (14.2), and not with an `If-Range` that cannot match (13.1.5). We give out nothing
/// that it could match.
fn asked_part(request: &Request<Incoming>, length: u64) -> Part {
    let fields = request.headers();
    if *request.method() != Method::GET || fields.contains_key(header::IF_RANGE) {
        return Part::Whole;
    }
    match only(fields, header::RANGE) {
        Ok(Some(field)) => field
            .to_str()
            .map_or(Part::Whole, |field| range::part(field, length)),
        Ok(None) | Err(_) => Part::Whole,
    }
}

fn plain(status: StatusCode) -> Answer {
    let mut answer = Response::new(empty());
    *answer.status_mut() = status;
    if status == StatusCode::METHOD_NOT_ALLOWED {
        set(answer.headers_mut(), header::ALLOW, "GET, HEAD");
    }
    answer
}

fn empty() -> BoxBody<Bytes, io::Error> {
    Empty::new().map_err(|never| match never {}).boxed()
}

/// Sets a field; a value that HTTP cannot carry is left out.
fn set(fields: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        fields.insert(name, value);
    }
}
