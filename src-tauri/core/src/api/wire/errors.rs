//! The human sentence inside an error, however deep it lies (`wire.md` 2.4, 3.G 45 and 46).

use super::{at, first_at, text_at};
use serde_json::Value;

/// Longest sentence that is kept, in characters; a page of HTML is not a sentence.
const LONGEST: usize = 2_000;

/// The sentence of an error answer (HTTP 4xx, 5xx).
pub fn message(value: &Value) -> Option<String> {
    sentence(value, 3)
}

/// The sentence of a job that failed; an empty or missing `error` says nothing.
pub(super) fn job_error(value: &Value) -> Option<String> {
    const PLACES: [&str; 11] = [
        "error",
        "data.error",
        "fail_reason",
        "failReason",
        "data.fail_reason",
        "failure",
        "failure_code",
        "base_resp.status_msg",
        "data.task_status_msg",
        "output.message",
        "detail",
    ];
    first_at(value, &PLACES, |found| sentence(found, 3))
}

/// The error's code: a word, or a number as text.
pub(super) fn code(value: &Value) -> Option<String> {
    first_at(
        value,
        &[
            "error.code",
            "detail.code",
            "detail.error.code",
            "code",
            "error.type",
        ],
        |found| match found {
            Value::String(text) if !text.is_empty() && text != "success" => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Null
            | Value::Bool(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_) => None,
        },
    )
}

/// Unwraps objects and JSON inside strings, at most `depth` strings deep.
fn sentence(value: &Value, depth: u8) -> Option<String> {
    match value {
        Value::String(text) => from_text(text, depth),
        Value::Array(items) => {
            let lines: Vec<String> = items
                .iter()
                .take(8)
                .filter_map(|item| validation_line(item, depth))
                .collect();
            (!lines.is_empty()).then(|| lines.join("; "))
        }
        Value::Object(_) => {
            const PLACES: [&str; 12] = [
                "error",
                "detail",
                "errors",
                "fail_reason",
                "message",
                "msg",
                "title",
                "failure",
                "status_msg",
                "base_resp.status_msg",
                "data.error",
                "data.message",
            ];
            first_at(value, &PLACES, |found| sentence(found, depth))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn from_text(text: &str, depth: u8) -> Option<String> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return None;
    }
    if depth > 0 && trimmed.starts_with(['{', '[']) {
        let inner = serde_json::from_str::<Value>(trimmed).ok();
        if let Some(found) = inner.and_then(|inner| sentence(&inner, depth - 1)) {
            return Some(found);
        }
    }
    Some(trimmed.chars().take(LONGEST).collect())
}

/// FastAPI: `{"loc": ["body", "prompt"], "msg": "Field required"}` becomes `prompt: Field required`.
fn validation_line(item: &Value, depth: u8) -> Option<String> {
    let said = sentence(item, depth)?;
    let field = at(item, "loc")
        .and_then(Value::as_array)
        .and_then(|loc| loc.last());
    match field
        .and_then(Value::as_str)
        .or(text_at(item, &["param"]).as_deref())
    {
        Some(field) => Some(format!("{field}: {said}")),
        None => Some(said),
    }
}
