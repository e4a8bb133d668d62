//! Errors in the official shape (wire.md 1.3): `{"error": {message, type, param, code}}`.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// A refusal, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    pub status: StatusCode,
    pub message: String,
    pub param: Option<&'static str>,
    pub code: Option<&'static str>,
    /// Seconds after which the same request may succeed.
    pub retry_after: Option<u32>,
    /// The type, where the status does not tell it; such a body has no `param`, as the gateways'
    /// page prints it ([seed0]).
    pub page_kind: Option<&'static str>,
}

#[derive(Serialize)]
struct Body<'a> {
    error: Inner<'a>,
}

#[derive(Serialize)]
struct Inner<'a> {
    message: &'a str,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Param::is_absent")]
    param: Param,
    code: Option<&'static str>,
}

/// The field that an error is about, as the answer has it.
#[derive(Serialize)]
#[serde(untagged)]
enum Param {
    /// The key is there; null where it is about none.
    Said(Option<&'static str>),
    Absent,
}

impl Param {
    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl ApiError {
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            param: None,
            code: Some(code),
            retry_after: None,
            page_kind: None,
        }
    }

    /// An error with exactly the body that the gateways' page prints ([seed0]).
    pub fn of_page(
        status: StatusCode,
        kind: &'static str,
        code: &'static str,
        message: &'static str,
    ) -> Self {
        Self {
            page_kind: Some(kind),
            ..Self::new(status, code, message)
        }
    }

    /// A bad value in one field.
    pub fn field(param: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            param: Some(param),
            ..Self::new(StatusCode::BAD_REQUEST, code, message)
        }
    }

    pub fn no_video(id: &str) -> Self {
        let message = format!("Video with id '{id}' not found.");
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    fn kind(&self) -> &'static str {
        if let Some(kind) = self.page_kind {
            return kind;
        }
        match self.status.as_u16() {
            429 => "rate_limit_error",
            500.. => "server_error",
            _ => "invalid_request_error",
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let error = Inner {
            message: &self.message,
            r#type: self.kind(),
            param: match self.page_kind {
                Some(_) => Param::Absent,
                None => Param::Said(self.param),
            },
            code: self.code,
        };
        let mut response = (self.status, Json(Body { error })).into_response();
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
