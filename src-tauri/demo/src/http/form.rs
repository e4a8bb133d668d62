//! The body of a create or remix request, whichever way it is encoded: multipart as the SDKs send
//! it, or JSON (reference-requests.md). What the fields mean is decided elsewhere.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode, header};
use futures_util::StreamExt;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::error::ApiError;
use super::inline;
use super::journal::hex;
use crate::order::PICTURES;

/// The largest body that is accepted, in bytes.
pub const MAX_BODY: usize = 32 * 1024 * 1024;
/// How much more is read and thrown away, so that the sender can finish and see the answer.
const MAX_DRAIN: usize = 4 * MAX_BODY;

/// Fields that may be objects of texts: read as multipart writes them, `name[key]`.
const OBJECTS: [&str; 2] = ["input_reference", "video"];

/// A file part, or a picture that came as text.
#[derive(Debug, Clone)]
pub struct File {
    pub field: String,
    pub filename: Option<String>,
    pub content_type: Option<String>,
    pub bytes: Bytes,
}

/// A decoded body: text fields in their order, and files.
#[derive(Debug, Clone, Default)]
pub struct Form {
    pub text: Vec<(String, String)>,
    pub files: Vec<File>,
}

impl Form {
    /// Reads a request's body.
    pub async fn read(request: Request) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let bytes = limited(body).await?;
        let kind = content_type(&parts.headers);
        let mut form = if kind.starts_with("multipart/form-data") {
            multipart(Request::from_parts(parts, Body::from(bytes))).await?
        } else if kind.starts_with("application/json") {
            json(&bytes)?
        } else {
            let message = "Send multipart/form-data or application/json.";
            return Err(ApiError::new(
                StatusCode::BAD_REQUEST,
                "invalid_content_type",
                message,
            ));
        };
        inline::unfold(&mut form, &PICTURES)?;
        Ok(form)
    }

    /// The value of a text field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.text
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    /// The file in a field.
    pub fn file(&self, name: &str) -> Option<&File> {
        self.files.iter().find(|file| file.field == name)
    }

    /// Tells requests apart by what they say, not by how: boundaries of multipart are random.
    pub fn fingerprint(&self) -> String {
        let mut digest = Sha256::new();
        let mut add = |part: &[u8]| {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        };
        for (name, value) in &self.text {
            add(name.as_bytes());
            add(value.as_bytes());
        }
        for file in &self.files {
            add(file.field.as_bytes());
            add(&file.bytes);
        }
        hex(&digest.finalize())
    }
}

/// The content type, in lower case.
pub fn content_type(headers: &HeaderMap) -> String {
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_ascii_lowercase()
}

async fn limited(body: Body) -> Result<Bytes, ApiError> {
    let mut stream = body.into_data_stream();
    let (mut bytes, mut length) = (Vec::new(), 0_usize);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| unreadable(&error.to_string()))?;
        length += chunk.len();
        if length <= MAX_BODY {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
        if length > MAX_DRAIN {
            break;
        }
    }
    if length > MAX_BODY {
        let message = format!("The request is larger than {MAX_BODY} bytes.");
        return Err(ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "request_too_large",
            message,
        ));
    }
    Ok(bytes.into())
}

async fn multipart(mut request: Request) -> Result<Form, ApiError> {
    // The size was checked already.
    axum::extract::DefaultBodyLimit::disable().apply(&mut request);
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|e| unreadable(&e.body_text()))?;
    let mut form = Form::default();
    while let Some(part) = parts
        .next_field()
        .await
        .map_err(|e| unreadable(&e.body_text()))?
    {
        let field = part.name().unwrap_or_default().to_owned();
        let filename = part.file_name().map(ToOwned::to_owned);
        let content_type = part.content_type().map(ToOwned::to_owned);
        let is_text = content_type
            .as_deref()
            .is_none_or(|kind| kind.starts_with("text/"));
        let bytes = part.bytes().await.map_err(|e| unreadable(&e.body_text()))?;
        if filename.is_some() || !is_text {
            form.files.push(File {
                field,
                filename,
                content_type,
                bytes,
            });
        } else {
            let text = String::from_utf8(bytes.into())
                .map_err(|_| unreadable(&format!("Field '{field}' is not UTF-8.")))?;
            form.text.push((field, text));
        }
    }
    Ok(form)
}

fn json(bytes: &[u8]) -> Result<Form, ApiError> {
    let value: Value = serde_json::from_slice(bytes).map_err(|e| unreadable(&e.to_string()))?;
    let Value::Object(fields) = value else {
        return Err(unreadable("The body must be a JSON object."));
    };
    let mut form = Form::default();
    for (name, value) in fields {
        match value {
            Value::Null => {}
            Value::String(text) => form.text.push((name, text)),
            Value::Object(inner) if OBJECTS.contains(&name.as_str()) => {
                for (key, value) in inner {
                    let text = value
                        .as_str()
                        .map_or_else(|| value.to_string(), ToOwned::to_owned);
                    form.text.push((format!("{name}[{key}]"), text));
                }
            }
            Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                form.text.push((name, value.to_string()));
            }
        }
    }
    Ok(form)
}

fn unreadable(detail: &str) -> ApiError {
    let message = format!("We could not parse the body of your request: {detail}");
    ApiError::new(StatusCode::BAD_REQUEST, "invalid_body", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_numbers_become_text() {
        let form = json(br#"{"prompt":"a","seconds":2.5,"user":null}"#).unwrap();
        assert_eq!((form.get("seconds"), form.get("user")), (Some("2.5"), None));
    }

    #[test]
    fn an_object_becomes_fields_as_multipart_has_them() {
        let form = json(br#"{"video":{"id":"video_1"},"metadata":{"a":1}}"#).unwrap();
        assert_eq!(
            (form.get("video[id]"), form.get("metadata")),
            (Some("video_1"), Some(r#"{"a":1}"#))
        );
    }

    #[test]
    fn the_same_fields_have_the_same_fingerprint() {
        let of = |text: &[u8]| json(text).unwrap().fingerprint();
        assert_eq!(of(br#"{"a":"b"}"#), of(br#"{ "a" : "b" }"#));
        assert_ne!(of(br#"{"a":"bc"}"#), of(br#"{"ab":"c"}"#));
    }
}
