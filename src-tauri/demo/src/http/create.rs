//! `POST /videos`: from a body in any of the dialects to a job, with the troubles that happen at the
//! door. A repeated `Idempotency-Key` with the same fields answers with the job that it made before;
//! with other fields it is refused with 422.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::error::ApiError;
use super::form::Form;
use super::journal::{Contents, Entry};
use super::{HangUp, Shared, blocking, busy, refusal};
use crate::jobs::{Jobs, Receipt};
use crate::order::{self, Order, Source};
use crate::trouble::{PageError, Trouble, Troubles};

pub async fn create(State(shared): State<Shared>, request: Request) -> Response {
    let mut entry = Entry::new(request.headers());
    let answer = match Form::read(request).await {
        Ok(form) => answer(&shared, form, &mut entry).await,
        Err(error) => Err(error),
    };
    let response = answer.unwrap_or_else(IntoResponse::into_response);
    let hangs_up = response.extensions().get::<HangUp>().is_some();
    entry.status = if hangs_up {
        0
    } else {
        response.status().as_u16()
    };
    shared.journal.add(entry);
    response
}

async fn answer(shared: &Shared, form: Form, entry: &mut Entry) -> Result<Response, ApiError> {
    let key = entry.idempotency_key.clone();
    // Hashing a picture takes a while.
    let read = blocking(move || {
        let body = form.fingerprint();
        let receipt = key.map(|key| Receipt { key, body });
        (Contents::of(&form), receipt, form)
    });
    let (contents, receipt, form) = read.await?;
    entry.contents = contents;
    accept(shared, form, receipt).await
}

async fn accept(
    shared: &Shared,
    form: Form,
    receipt: Option<Receipt>,
) -> Result<Response, ApiError> {
    let order = Order::read(&form)?;
    let source = order::reference(&form)?;
    if let Some(receipt) = &receipt
        && let Some(video) = shared.jobs.repeated(receipt).map_err(refusal)?
    {
        return Ok(Json(video).into_response());
    }
    let troubles = Troubles::of(&order.prompt);
    rehearse(&shared.jobs, &troubles, &order.prompt)?;
    let picture = match source {
        None => None,
        Some(Source::Here(file)) => Some(file.bytes.clone()),
        Some(Source::Elsewhere { field, url }) => {
            let bytes = shared.fetch.picture(field, url).await?;
            order::check(field, &bytes)?;
            Some(bytes)
        }
    };
    let jobs = Arc::clone(&shared.jobs);
    let made = blocking(move || jobs.create(order, picture.as_deref(), receipt)).await?;
    let mut response = Json(made.map_err(refusal)?).into_response();
    if troubles.has(Trouble::Drop) {
        response.extensions_mut().insert(HangUp);
    }
    Ok(response)
}

/// The troubles for which nothing is made.
fn rehearse(jobs: &Jobs, troubles: &Troubles, prompt: &str) -> Result<(), ApiError> {
    if let Some(error) = troubles.page_error() {
        return Err(of_page(error));
    }
    if troubles.has(Trouble::Refuse) {
        return Err(ApiError::field(
            "prompt",
            "moderation_blocked",
            "Your request was blocked by our moderation system.",
        ));
    }
    if troubles.has(Trouble::Busy) && jobs.is_first_try(prompt) {
        return Err(busy(
            "rate_limit_exceeded",
            "Rate limit reached. Please try again in 1s.",
        ));
    }
    Ok(())
}

/// The bodies as the page prints them ([seed0]).
fn of_page(error: PageError) -> ApiError {
    let (status, kind, code, message) = match error {
        PageError::Invalid => (
            StatusCode::BAD_REQUEST,
            "invalid_request_error",
            "invalid_parameter",
            "Invalid request parameters",
        ),
        PageError::Key => (
            StatusCode::UNAUTHORIZED,
            "authentication_error",
            "invalid_api_key",
            "Invalid API key",
        ),
        PageError::Forbidden => (
            StatusCode::FORBIDDEN,
            "permission_error",
            "insufficient_permissions",
            "Insufficient permissions",
        ),
        PageError::Rate => (
            StatusCode::TOO_MANY_REQUESTS,
            "rate_limit_error",
            "rate_limit_exceeded",
            "Rate limit exceeded",
        ),
        PageError::Broken => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "server_error",
            "internal_error",
            "Internal server error",
        ),
    };
    ApiError::of_page(status, kind, code, message)
}
