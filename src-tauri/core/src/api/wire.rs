//! Reading any server's answer: one lenient walk over its JSON, whatever the server (`wire.md` 3).
//!
//! Reads meaning, decides nothing. Must not know which server answered; answers are never told apart by server, because
//! one server mixes dialects (`wire.md` 2.5b).

mod errors;
mod results;

pub use errors::message;
pub use results::{Place, result};

use crate::domain::{Phase, Timestamp};
use serde_json::Value;

/// What an answer says, as far as it says it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// The server's id for the job (3.A).
    pub id: Option<String>,
    /// Its status word as written (3.B).
    pub status: Option<String>,
    /// What that word means.
    pub phase: Option<Phase>,
    /// 0 to 100 (3.C).
    pub progress: Option<f64>,
    /// When the result will be gone.
    pub expires_at: Option<Timestamp>,
    /// The deepest human sentence of an error (3.G 45, 46).
    pub error: Option<String>,
    /// The error's code word, if it has one.
    pub error_code: Option<String>,
}

/// Parses a body that should be JSON: tolerates a byte order mark, and takes the first object of an array (3.G 48).
pub fn parse(body: &[u8]) -> Option<Value> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let value: Value = serde_json::from_slice(body).ok()?;
    match value {
        Value::Array(items) => items.into_iter().find(Value::is_object),
        Value::Object(_) => Some(value),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// Reads everything but the result's place.
pub fn read(value: &Value) -> Answer {
    let status = text_at(
        value,
        &[
            "status",
            "state",
            "task_status",
            "data.status",
            "data.state",
            "data.task_status",
            "output.task_status",
            "data.data.status",
            "data.output.task_status",
        ],
    );
    let phase = match &status {
        Some(word) => Some(phase_of(word)),
        // Synchronous servers answer with the result and no word (3.B 12).
        None if results::is_synchronous(value) => Some(Phase::Done),
        None => None,
    };
    Answer {
        id: id(value),
        phase,
        status,
        progress: progress(value),
        expires_at: first_at(value, &["expires_at", "data.expires_at"], timestamp),
        error: errors::job_error(value),
        error_code: errors::code(value),
    }
}

/// The id, at any of the places where servers put it (3.A). Numbers count as text.
fn id(value: &Value) -> Option<String> {
    const PLACES: [&str; 14] = [
        "id",
        "task_id",
        "taskId",
        "video_id",
        "request_id",
        "data.id",
        "data.task_id",
        "data.taskId",
        "data.video_id",
        "data.request_id",
        "output.task_id",
        "result.id",
        "result.task_id",
        "video.id",
    ];
    first_at(value, &PLACES, |found| match found {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            None
        }
    })
}

/// What a status word means: trimmed, lower case, dashes and spaces as underscores (3.B 7).
pub fn phase_of(word: &str) -> Phase {
    let word: String = word
        .trim()
        .chars()
        .map(|c| {
            if c == '-' || c.is_whitespace() {
                '_'
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect();
    match word.as_str() {
        "queued" | "pending" | "submitted" | "created" | "starting" | "preparing" | "queueing"
        | "in_queue" | "not_start" | "not_started" | "notstarted" | "scheduled" | "throttled"
        | "accepted" => Phase::Waiting,
        "in_progress" | "processing" | "running" | "generating" | "postprocessing"
        | "rendering" | "started" => Phase::Running,
        "completed" | "complete" | "succeeded" | "succeed" | "success" | "done" | "finished"
        | "ready" => Phase::Done,
        "failed" | "failure" | "fail" | "error" | "rejected" => Phase::Failed,
        "cancelled" | "canceled" | "deleted" => Phase::Cancelled,
        "expired" | "timeout" => Phase::Expired,
        _ => Phase::Unknown,
    }
}

/// `"50%"`, `33`, `33.3`; clamped to 0..=100. Never decides anything (3.C 16).
fn progress(value: &Value) -> Option<f64> {
    let number = first_at(value, &["progress", "data.progress"], |found| match found {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().trim_end_matches('%').trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    })?;
    number.is_finite().then(|| number.clamp(0.0, 100.0))
}

/// Seconds, milliseconds or microseconds since 1970, or ISO 8601; nothing for zero and below (3.G 43).
pub fn timestamp(value: &Value) -> Option<Timestamp> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => match text.trim().parse::<f64>() {
            Ok(number) => number,
            Err(_) => return iso(text.trim()),
        },
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    if !number.is_finite() || number <= 0.0 {
        return None;
    }
    let ms = if number > 1e15 {
        number / 1000.0
    } else if number > 1e12 {
        number
    } else {
        number * 1000.0
    };
    // 8.64e15 ms is the year 275760, the end of what a browser can show.
    #[expect(clippy::cast_possible_truncation, reason = "bounded by the check")]
    (ms < 8.64e15).then_some(Timestamp(ms as i64))
}

/// `2026-01-15T10:00:00.000Z`; an offset is honoured, a missing one is UTC.
fn iso(text: &str) -> Option<Timestamp> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let offset_minutes = text.get(19..).and_then(offset).unwrap_or_default();
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 {
        return None;
    }
    // Days from civil, by Howard Hinnant's public-domain algorithm.
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100
        + day_of_year
        - 719_468;
    let seconds = days * 86_400 + hour * 3600 + (minute - offset_minutes) * 60 + second;
    (seconds > 0).then_some(Timestamp(seconds * 1000))
}

/// Minutes of `Z`, `+08:00` or `-0530` behind optional fractions.
fn offset(rest: &str) -> Option<i64> {
    let at = rest.find(['+', '-'])?;
    let digits: String = rest
        .get(at + 1..)?
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let minutes = digits.get(0..2)?.parse::<i64>().ok()? * 60
        + digits
            .get(2..4)
            .and_then(|m| m.parse::<i64>().ok())
            .unwrap_or_default();
    Some(if rest[at..].starts_with('-') {
        -minutes
    } else {
        minutes
    })
}

/// The value at a dotted path; numbers index arrays.
fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |here, step| match here {
        Value::Object(map) => map.get(step),
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    })
}

fn first_at<T>(value: &Value, paths: &[&str], read: impl Fn(&Value) -> Option<T>) -> Option<T> {
    paths
        .iter()
        .filter_map(|path| at(value, path))
        .find_map(read)
}

fn text_at(value: &Value, paths: &[&str]) -> Option<String> {
    first_at(value, paths, |found| {
        found
            .as_str()
            .filter(|text| !text.trim().is_empty())
            .map(str::to_owned)
    })
}

#[cfg(test)]
mod tests;
