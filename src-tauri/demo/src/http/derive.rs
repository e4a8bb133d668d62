//! Remixes, edits and extensions (wire.md 1.1): requests that start from a finished video.

use axum::Json;
use axum::extract::{Path, Request, State};

use super::error::ApiError;
use super::form::Form;
use super::{Shared, blocking, refusal_of};
use crate::jobs::{Change, Video};
use crate::order::fields;

/// `POST /videos/{id}/remix`
pub async fn remix(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<Video>, ApiError> {
    let form = Form::read(request).await?;
    let prompt = fields::prompt(&form)?;
    made(shared, id, Change::Remix { prompt }).await
}

/// `POST /videos/edits`
pub async fn edit(State(shared): State<Shared>, request: Request) -> Result<Json<Video>, ApiError> {
    let form = Form::read(request).await?;
    let (prompt, id) = (fields::prompt(&form)?, source(&form)?);
    made(shared, id, Change::Edit { prompt }).await
}

/// `POST /videos/extensions`
pub async fn extend(
    State(shared): State<Shared>,
    request: Request,
) -> Result<Json<Video>, ApiError> {
    let form = Form::read(request).await?;
    let (prompt, id) = (fields::prompt(&form)?, source(&form)?);
    let seconds = fields::length(&form, "seconds")?.ok_or_else(|| fields::missing("seconds"))?;
    made(shared, id, Change::Extend { prompt, seconds }).await
}

async fn made(shared: Shared, id: String, change: Change) -> Result<Json<Video>, ApiError> {
    let source = id.clone();
    let made = blocking(move || shared.jobs.derive(&source, change)).await?;
    made.map(Json).map_err(refusal_of(&id))
}

/// The id of the video to start from: `video` is an object with an `id`, or the id itself.
fn source(form: &Form) -> Result<String, ApiError> {
    if form.file("video").is_some() {
        return Err(ApiError::field(
            "video",
            "unsupported_video_upload",
            "The demo server changes its own videos only: send the id of one as 'video'.",
        ));
    }
    let id = form.get("video[id]").or_else(|| form.get("video"));
    id.map(ToOwned::to_owned)
        .ok_or_else(|| fields::missing("video"))
}
