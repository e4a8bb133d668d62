//! `GET /videos/{id}/content`: the clip and its stills, whole or in part.

use std::collections::HashMap;
use std::io::SeekFrom;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

use super::error::ApiError;
use super::range::{Wanted, wanted};
use super::{Shared, internal, refusal_of};
use crate::jobs::{Content, Variant};

pub async fn content(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let name = query.get("variant").map_or("video", String::as_str);
    let variant = Variant::parse(name).ok_or_else(|| {
        let message = format!(
            "Invalid value: '{name}'. 'variant' must be 'video', 'thumbnail' or 'spritesheet'."
        );
        ApiError::field("variant", "invalid_value", message)
    })?;
    let clip = clip(query.get("index").map_or("0", String::as_str))?;
    let content = shared
        .jobs
        .content(&id, variant, clip)
        .map_err(refusal_of(&id))?;
    let mut response = send(&content, &headers)
        .await
        .map_err(|error| internal(error.to_string()))?;
    let fields = response.headers_mut();
    fields.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(variant.content_type()),
    );
    let disposition = format!("inline; filename=\"{id}.{}\"", variant.extension());
    // An id that is known is made of letters, digits and `_`.
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        fields.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// Which of a job's clips is asked for.
fn clip(text: &str) -> Result<u8, ApiError> {
    text.parse().map_err(|_| {
        let message = format!("Invalid value: '{text}'. 'index' must be a whole number from 0.");
        ApiError::field("index", "invalid_value", message)
    })
}

async fn send(content: &Content, headers: &HeaderMap) -> std::io::Result<Response> {
    let mut file = fs_err::tokio::File::open(&content.path).await?;
    let length = file.metadata().await?.len();
    let etag = format!("\"{}\"", content.etag);
    let asked = headers
        .get(header::RANGE)
        .and_then(|value| value.to_str().ok());
    // A range of another version is of no use: then the whole file is sent (RFC 9110, 13.1.5).
    let same = headers
        .get(header::IF_RANGE)
        .is_none_or(|tag| tag.as_bytes() == etag.as_bytes());
    let (status, first, last) = match wanted(asked.filter(|_| same), length) {
        Wanted::Whole => (StatusCode::OK, 0, length.saturating_sub(1)),
        Wanted::Part(first, last) => (StatusCode::PARTIAL_CONTENT, first, last),
        Wanted::Unsatisfiable => return Ok(unsatisfiable(length)),
    };
    let size = if length == 0 { 0 } else { last - first + 1 };
    file.seek(SeekFrom::Start(first)).await?;
    let body = Body::from_stream(ReaderStream::with_capacity(file.take(size), 256 * 1024));
    let mut response = (status, body).into_response();
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    fields.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        fields.insert(header::ETAG, etag);
    }
    if status == StatusCode::PARTIAL_CONTENT
        && let Ok(range) = HeaderValue::from_str(&format!("bytes {first}-{last}/{length}"))
    {
        fields.insert(header::CONTENT_RANGE, range);
    }
    Ok(response)
}

fn unsatisfiable(length: u64) -> Response {
    let message = "The requested range is not in the file.";
    let error = ApiError::new(StatusCode::RANGE_NOT_SATISFIABLE, "invalid_range", message);
    let mut response = error.into_response();
    if let Ok(range) = HeaderValue::from_str(&format!("bytes */{length}")) {
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    response
}
