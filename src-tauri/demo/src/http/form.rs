//! The body of a create or remix request, whichever way it is encoded: multipart as the SDKs send
//! it, or JSON (reference-requests.md). What the fields mean is decided elsewhere.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;
use serde_json::Value;

use super::error::ApiError;

/// The largest body that is accepted, in bytes.
pub const MAX_BODY: usize = 32 * 1024 * 1024;
/// How much more is read and thrown away, so that the sender can finish and see the answer.
const MAX_DRAIN: usize = 4 * MAX_BODY;

/// A file part, or a picture that came as a data URL.
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
        form.unfold_data_urls()?;
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

    /// Turns `input_reference[image_url]=data:…` into a file.
    fn unfold_data_urls(&mut self) -> Result<(), ApiError> {
        let url = |(name, _): &(String, String)| name == "input_reference[image_url]";
        let Some(at) = self.text.iter().position(url) else {
            return Ok(());
        };
        if let Some(file) = data_url(&self.text[at].1)? {
            self.text.remove(at);
            self.files.push(file);
        }
        Ok(())
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
            Value::String(_) if name == "input_reference" => {
                return Err(ApiError::field(
                    "input_reference",
                    "invalid_type",
                    "Invalid type for 'input_reference': expected an object, but got a string \
                     instead.",
                ));
            }
            Value::String(text) => form.text.push((name, text)),
            Value::Object(inner) if name == "input_reference" => {
                for (key, value) in inner {
                    let text = value
                        .as_str()
                        .map_or_else(|| value.to_string(), ToOwned::to_owned);
                    form.text.push((format!("input_reference[{key}]"), text));
                }
            }
            Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                form.text.push((name, value.to_string()));
            }
        }
    }
    Ok(form)
}

fn data_url(url: &str) -> Result<Option<File>, ApiError> {
    let Some((kind, data)) = url
        .strip_prefix("data:")
        .and_then(|rest| rest.split_once(','))
    else {
        return Ok(None);
    };
    let bad = || {
        let message = "The data URL of 'input_reference' is not valid base64.";
        ApiError::field("input_reference", "invalid_value", message)
    };
    let content_type = kind.strip_suffix(";base64").ok_or_else(bad)?;
    let bytes = STANDARD.decode(data.trim()).map_err(|_| bad())?;
    Ok(Some(File {
        field: "input_reference".into(),
        filename: None,
        content_type: Some(content_type.to_owned()),
        bytes: bytes.into(),
    }))
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
    fn a_string_reference_in_json_is_refused_as_the_official_server_does() {
        let error = json(br#"{"input_reference":"data:image/png;base64,AA=="}"#).unwrap_err();
        assert_eq!(error.code, Some("invalid_type"));
    }

    #[test]
    fn a_data_url_becomes_a_file() {
        let file = data_url("data:image/png;base64,AAEC").unwrap().unwrap();
        assert_eq!(
            (&file.bytes[..], file.content_type.as_deref()),
            (&[0, 1, 2][..], Some("image/png"))
        );
    }
}
