//! The routes of the OpenAI video format (wire.md 1.1), each parse → jobs → answer.

mod content;
mod create;
mod derive;
pub mod error;
mod fetch;
pub mod form;
mod guard;
mod inline;
pub mod journal;
mod range;

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use serde::Serialize;
use serde_json::json;

use crate::jobs::{JobError, Jobs, Video};
use crate::order::MODEL;
use error::ApiError;
pub use fetch::Fetch;
use journal::{Entry, Journal};

/// When to ask again, in milliseconds; the SDKs honour this header (wire.md 1.3).
const POLL_AFTER: (&str, u32) = ("openai-poll-after-ms", 500);

/// What handlers share.
#[derive(Debug, Clone)]
pub struct Shared {
    pub jobs: Arc<Jobs>,
    pub journal: Arc<Journal>,
    pub fetch: Arc<Fetch>,
}

/// Marks an answer that must never be sent: the connection is closed instead.
#[derive(Debug, Clone, Copy)]
pub struct HangUp;

pub fn router(shared: Shared) -> Router {
    let routes = Router::new()
        .route("/videos", post(create::create).get(list))
        .route("/videos/edits", post(derive::edit))
        .route("/videos/extensions", post(derive::extend))
        .route("/videos/{id}", get(retrieve).delete(delete))
        .route("/videos/{id}/content", get(content::content))
        .route("/videos/{id}/remix", post(derive::remix))
        .route("/models", get(models))
        .route("/demo/requests", get(requests));
    Router::new()
        .nest("/v1", routes)
        .fallback(not_found)
        .method_not_allowed_fallback(not_allowed)
        .layer(middleware::from_fn(guard::guard))
        .with_state(shared)
}

/// Runs work that may take a while off the threads that serve requests.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| internal(error.to_string()))
}

fn internal(message: String) -> ApiError {
    ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "server_error", message)
}

fn busy(code: &'static str, message: &str) -> ApiError {
    let error = ApiError::new(StatusCode::TOO_MANY_REQUESTS, code, message);
    ApiError {
        retry_after: Some(1),
        ..error
    }
}

/// What a job's state has to say about a request.
fn refusal(error: JobError) -> ApiError {
    let status = StatusCode::CONFLICT;
    match error {
        JobError::Unknown => ApiError::no_video(""),
        JobError::Unfinished => ApiError::new(
            status,
            "video_not_ready",
            "Video is not ready yet, use GET /v1/videos/{video_id} to check status.",
        ),
        JobError::Failed => ApiError::new(
            status,
            "video_failed",
            "The generation of this video failed.",
        ),
        JobError::Expired => {
            ApiError::new(StatusCode::GONE, "video_expired", "This video has expired.")
        }
        JobError::Full => busy(
            "queue_full",
            "Too many videos are being made. Try again later.",
        ),
        JobError::NoSuchClip(clips) => ApiError::field(
            "index",
            "invalid_value",
            format!("'index' must be a whole number from 0 to {}.", clips - 1),
        ),
        JobError::TooLong => ApiError::field(
            "seconds",
            "video_too_long",
            "A video can be extended six times, and to 120 seconds in all.",
        ),
        JobError::KeyReused => ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency_key_reused",
            "Another request was made with this Idempotency-Key.",
        ),
        JobError::Storage(message) => internal(message),
    }
}

/// As [`refusal`], where the id that was asked for is known.
fn refusal_of(id: &str) -> impl FnOnce(JobError) -> ApiError {
    move |error| {
        if error == JobError::Unknown {
            ApiError::no_video(id)
        } else {
            refusal(error)
        }
    }
}

async fn retrieve(
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let job = shared.jobs.get(&id).map_err(refusal_of(&id))?;
    let is_finished = job.is_finished();
    let video = blocking(move || shared.jobs.answer(&job)).await?;
    let mut response = Json(video.map_err(refusal)?).into_response();
    if !is_finished {
        response
            .headers_mut()
            .insert(POLL_AFTER.0, HeaderValue::from(POLL_AFTER.1));
    }
    Ok(response)
}

async fn delete(
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    shared.jobs.delete(&id).map_err(refusal_of(&id))?;
    Ok(Json(json!({ "id": id, "object": "video.deleted", "deleted": true })).into_response())
}

/// A page of the list (wire.md 1.3).
#[derive(Serialize)]
struct Page {
    object: &'static str,
    data: Vec<Video>,
    first_id: Option<String>,
    last_id: Option<String>,
    has_more: bool,
}

async fn list(
    State(shared): State<Shared>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Page>, ApiError> {
    let mut videos = shared.jobs.all();
    match query.get("order").map_or("desc", String::as_str) {
        "asc" => {}
        "desc" => videos.reverse(),
        other => {
            let message = format!("Invalid value: '{other}'. 'order' must be 'asc' or 'desc'.");
            return Err(ApiError::field("order", "invalid_value", message));
        }
    }
    if let Some(after) = query.get("after") {
        let at = videos
            .iter()
            .position(|video| video.id() == after)
            .ok_or_else(|| {
                ApiError::field(
                    "after",
                    "invalid_value",
                    format!("No video with id '{after}'."),
                )
            })?;
        videos.drain(..=at);
    }
    let limit = limit(query.get("limit").map_or("20", String::as_str))?;
    let has_more = videos.len() > limit;
    videos.truncate(limit);
    let id = |video: Option<&Video>| video.map(|video| video.id().to_owned());
    let (first_id, last_id) = (id(videos.first()), id(videos.last()));
    Ok(Json(Page {
        object: "list",
        data: videos,
        first_id,
        last_id,
        has_more,
    }))
}

fn limit(text: &str) -> Result<usize, ApiError> {
    text.parse()
        .ok()
        .filter(|limit| *limit <= 100)
        .ok_or_else(|| {
            let message = format!("Invalid value: '{text}'. 'limit' must be from 0 to 100.");
            ApiError::field("limit", "invalid_value", message)
        })
}

async fn models() -> Response {
    let model = json!({
        "id": MODEL, "object": "model", "created": 1_790_000_000, "owned_by": "rushes-demo",
    });
    Json(json!({ "object": "list", "data": [model] })).into_response()
}

async fn requests(State(shared): State<Shared>) -> Json<Vec<Entry>> {
    Json(shared.journal.entries())
}

async fn not_found(method: Method, uri: Uri) -> ApiError {
    let message = format!("Invalid URL ({method} {})", uri.path());
    ApiError::new(StatusCode::NOT_FOUND, "unknown_url", message)
}

async fn not_allowed(method: Method, uri: Uri) -> ApiError {
    let message = format!("Not allowed to {method} on {}.", uri.path());
    ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_supported",
        message,
    )
}
