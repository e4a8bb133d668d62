//! Reading any server's answer: one lenient walk over its JSON, whatever the server (`wire.md` 3).
//!
//! Reads meaning, decides nothing. Must not know which server answered; answers are never told apart by server, because
//! one server mixes dialects (`wire.md` 2.5b).

mod cut;
mod errors;
mod list;
mod mended;
mod results;
mod times;
mod walk;

pub use cut::parse_cut;
pub use errors::{Refusal, message, param, refusal};
pub use list::{Item, Listing, list};
pub use results::{Place, Still, result, results, stills};
pub use times::timestamp;

use crate::domain::{Phase, Timestamp};
use serde_json::Value;
use walk::{first_at, flag, number, text_at};

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
    /// Length in seconds, as the server says it (3.G 44); the file knows better.
    pub seconds: Option<f64>,
    /// Size in the server's words: pixels, a ratio, a tier (3.F 37).
    pub size: Option<String>,
    /// The model in the server's words; it need not be the one that was asked for (3.F 41).
    pub model: Option<String>,
    /// The prompt, where the server gives it back.
    pub prompt: Option<String>,
    /// The id of the job that this one was made from (1.3).
    pub remixed_from: Option<String>,
    /// When the server took the job (3.G 43).
    pub created_at: Option<Timestamp>,
    /// When it ended; set on unfinished jobs too, and never a sign of an end (3.G 47).
    pub completed_at: Option<Timestamp>,
    /// When the result will be gone.
    pub expires_at: Option<Timestamp>,
    /// The deepest human sentence of an error (3.G 45, 46).
    pub error: Option<String>,
    /// The error's code word, if it has one.
    pub error_code: Option<String>,
}

/// Parses a body that should be JSON: tolerates a byte order mark, text in another encoding, halves of emoji and numbers that are
/// none (3.G 48).
pub fn parse(body: &[u8]) -> Option<Value> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let value: Value = if let Ok(value) = serde_json::from_slice(body) {
        value
    } else {
        // A gateway that answers in its own country's encoding garbles its sentence, and must not hide the job's id.
        let text = String::from_utf8_lossy(body);
        first_of(&mended::mended(&text))?
    };
    match value {
        Value::Array(_) | Value::Object(_) => Some(value),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// The value of a text, also where a gateway writes something behind it; not where that may be a second answer.
fn first_of(text: &str) -> Option<Value> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let value = values.next()?.ok()?;
    let behind = text.get(values.byte_offset()..)?.trim_start();
    (!behind.starts_with(['{', '['])).then_some(value)
}

/// The number that an envelope carries as its own code, where that is an HTTP status (2.4).
pub fn outer_code(value: &Value) -> Option<u16> {
    let code = first_at(value, &["code"], number).filter(|code| code.fract() == 0.0)?;
    (400.0..600.0).contains(&code).then(|| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "bounded by the check"
        )]
        let code = code as u16;
        code
    })
}

/// The path of a file that a server keeps on its own disk and names instead of handing it out (3.D 26).
pub fn path_on_server(body: &[u8]) -> Option<String> {
    let value = parse(body)?;
    text_at(&value, &["output_path", "file_path", "data.output_path"])
        .filter(|_| result(&value).is_none())
}

/// Whether an answer says that it is a job, or names one by the number of its request.
pub fn is_video(value: &Value) -> bool {
    text_at(value, &["object"]).is_some_and(|object| object == "video")
        || id(value, &REQUEST_IDS).is_some()
}

/// Reads everything but the result's places.
pub fn read(value: &Value) -> Answer {
    let own_id = id(value, &IDS);
    let status = status(value);
    let phase = phase(value, status.as_deref());
    let error = errors::of_job(value, phase, own_id.is_some());
    let (error, error_code) = match error {
        Some(refusal) => (refusal.message, refusal.codes.into_iter().next()),
        None => (None, None),
    };
    // The number of a request names the job where nothing went wrong (3.A 2), or where its own word says so: an error may
    // be set beside it (3.G 45).
    let lives = matches!(phase, Some(Phase::Waiting | Phase::Running | Phase::Done));
    let named = error.is_none() || lives;
    let id = own_id.or_else(|| named.then(|| id(value, &REQUEST_IDS))?);
    Answer {
        id,
        phase,
        status,
        progress: progress(value),
        seconds: first_at(value, &SECONDS, seconds),
        size: size(value),
        model: text_at(
            value,
            &["model", "data.model", "model_name", "data.model_name"],
        ),
        prompt: text_at(
            value,
            &["prompt", "data.prompt", "input.prompt", "metadata.prompt"],
        ),
        remixed_from: text_at(
            value,
            &["remixed_from_video_id", "data.remixed_from_video_id"],
        ),
        created_at: first_at(value, &CREATED, timestamp),
        completed_at: first_at(value, &COMPLETED, timestamp),
        expires_at: first_at(value, &EXPIRES, timestamp),
        error,
        error_code,
    }
}

/// Where servers put the job's id (3.A).
const IDS: [&str; 15] = [
    "id",
    "task_id",
    "video_id",
    "job_id",
    "data.id",
    "data.task_id",
    "data.video_id",
    "data.job_id",
    "output.task_id",
    "output.id",
    "result.id",
    "result.task_id",
    "video.id",
    "data.data.id",
    "data.data.task_id",
];

/// The number of the request, which some servers use as the job's id and others only for their logs.
const REQUEST_IDS: [&str; 2] = ["request_id", "data.request_id"];

const SECONDS: [&str; 13] = [
    "seconds",
    "duration",
    "duration_seconds",
    "n_seconds",
    "video.duration",
    "videos.0.duration",
    "metadata.duration",
    "data.seconds",
    "data.duration",
    "data.video.duration",
    "data.metadata.duration",
    "data.task_result.videos.0.duration",
    "usage.duration_seconds",
];

const CREATED: [&str; 8] = [
    "created_at",
    "created",
    "create_time",
    "submit_time",
    "data.created_at",
    "data.created",
    "data.create_time",
    "data.submit_time",
];

const COMPLETED: [&str; 8] = [
    "completed_at",
    "finished_at",
    "finish_time",
    "complete_time",
    "data.completed_at",
    "data.finished_at",
    "data.finish_time",
    "data.complete_time",
];

const EXPIRES: [&str; 6] = [
    "expires_at",
    "expire_time",
    "expired_at",
    "data.expires_at",
    "data.expire_time",
    "data.expired_at",
];

/// Longest id that is believed, in bytes: more fits into no address.
const LONGEST_ID: usize = 4096;

/// Whole numbers count as text (3.A); a number that lost digits names nothing.
fn id(value: &Value, places: &[&str]) -> Option<String> {
    first_at(value, places, |found| match found {
        Value::String(text) if !text.trim().is_empty() && text.len() <= LONGEST_ID => {
            Some(text.clone())
        }
        Value::Number(number) if !number.is_f64() => Some(number.to_string()),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => None,
    })
}

/// The job's own word. A word beside an envelope's `data` speaks of the request, not of the job.
fn status(value: &Value) -> Option<String> {
    const OWN: [&str; 3] = ["status", "state", "task_status"];
    const INNER: [&str; 12] = [
        "data.status",
        "data.state",
        "data.task_status",
        "output.task_status",
        "output.status",
        "output.state",
        "result.status",
        "result.task_status",
        "video.status",
        "data.data.status",
        "data.data.task_status",
        "data.output.task_status",
    ];
    let (own, inner) = (first_at(value, &OWN, word), first_at(value, &INNER, word));
    let envelope = id(value, &["id", "task_id", "video_id", "job_id"]).is_none();
    match (own, inner) {
        // An inner word that nobody knows says less than a clear one around it.
        (Some(own), Some(inner)) if envelope => {
            let clear = phase_of(&inner) != Phase::Unknown || is_polite(&own);
            Some(if clear { inner } else { own })
        }
        // "Success" around a job that says nothing of itself: it was taken, no more.
        (Some(own), None)
            if envelope
                && is_polite(&own)
                && first_at(value, &["data", "output", "result"], Value::as_object).is_some()
                && result(value).is_none() =>
        {
            None
        }
        (Some(own), _) => Some(own),
        (None, inner) => inner,
    }
}

/// Whether a word may speak of the request alone: "success" is what envelopes say.
pub fn is_polite(word: &str) -> bool {
    ["success", "succeed", "ok"]
        .iter()
        .any(|polite| word.trim().eq_ignore_ascii_case(polite))
}

/// A word, not a number: numbers in these fields are HTTP's (3.G 48), also when they are written as text.
fn word(found: &Value) -> Option<String> {
    let text = found.as_str()?;
    let says = text.chars().any(char::is_alphabetic);
    says.then(|| text.to_owned())
}

fn phase(value: &Value, status: Option<&str>) -> Option<Phase> {
    match status {
        Some(word) => Some(phase_of(word)),
        None if first_at(value, &["deleted"], flag) == Some(true) => Some(Phase::Cancelled),
        // Synchronous servers answer with the result and no word (3.B 12).
        None if results::is_synchronous(value) => Some(Phase::Done),
        None => None,
    }
}

/// What a status word means: trimmed, lower case, dashes and spaces as underscores (3.B 7). `inProgress` is
/// `in_progress`, as its neighbours' keys are.
pub fn phase_of(word: &str) -> Phase {
    let word: String = word
        .trim()
        .chars()
        .filter(|c| !matches!(c, '-' | '_') && !c.is_whitespace())
        .map(|c| c.to_ascii_lowercase())
        .collect();
    match word.as_str() {
        "queued" | "pending" | "submitted" | "created" | "starting" | "preparing" | "queueing"
        | "inqueue" | "notstart" | "notstarted" | "scheduled" | "throttled" | "accepted" => {
            Phase::Waiting
        }
        "inprogress" | "processing" | "running" | "generating" | "postprocessing" | "rendering"
        | "started" => Phase::Running,
        "completed" | "complete" | "succeeded" | "succeed" | "success" | "done" | "finished"
        | "ready" => Phase::Done,
        "failed" | "failure" | "fail" | "error" | "rejected" => Phase::Failed,
        "cancelled" | "canceled" | "deleted" => Phase::Cancelled,
        "expired" | "timeout" => Phase::Expired,
        // Also the word `unknown`: a job that just began, or a lapse of the gateway (3.B 8 and 9).
        _ => Phase::Unknown,
    }
}

/// `"50%"`, `33`, `33.3`; clamped to 0..=100. Never decides anything (3.C 16).
fn progress(value: &Value) -> Option<f64> {
    const PLACES: [&str; 4] = [
        "progress",
        "data.progress",
        "output.progress",
        "data.data.progress",
    ];
    first_at(value, &PLACES, |found| match found {
        Value::String(text) => {
            let plain = text.trim().trim_end_matches('%').trim_end();
            plain
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            number(found)
        }
    })
    .map(|number| number.clamp(0.0, 100.0))
}

/// `"8"`, `8.0`, `"5.1"`, `"8s"`; nothing for `""` and for what is no length (3.G 44).
fn seconds(found: &Value) -> Option<f64> {
    const LONGEST: f64 = 86_400.0;
    let seconds = match found {
        Value::String(text) => text
            .trim()
            .trim_end_matches(['s', 'S'])
            .trim_end()
            .parse()
            .ok(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            number(found)
        }
    };
    seconds.filter(|seconds: &f64| *seconds > 0.0 && *seconds <= LONGEST)
}

/// The server's word for the size, else its width and height.
fn size(value: &Value) -> Option<String> {
    let said = text_at(value, &["size", "data.size"]);
    said.or_else(|| {
        ["", "data.", "metadata.", "video.", "data.metadata."]
            .iter()
            .find_map(|place| {
                let side = |name: &str| {
                    first_at(value, &[&format!("{place}{name}")], number)
                        .filter(|side| *side >= 1.0 && *side <= 100_000.0)
                };
                Some(format!("{:.0}x{:.0}", side("width")?, side("height")?))
            })
    })
}

#[cfg(test)]
mod tests;
