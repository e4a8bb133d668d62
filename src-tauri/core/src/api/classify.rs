//! What an answer means for a job: accepted, refused, later, or nobody knows (`architecture.md`, "Job states").
//!
//! Pure. Decides about money: only a *definite* refusal may count as "not charged", only a proof as "not sent".

mod classes;

use super::{Fault, Reply, Sent, http::shown_address, wire};
use crate::domain::{ErrorCode, JobError, Phase, sha256_hex};
use bytes::Bytes;
use serde_json::Value;
use std::time::Duration;

/// What became of a create request.
#[derive(Debug, Clone, PartialEq)]
pub enum Created {
    /// The server has it under this id.
    Accepted {
        /// The server's id.
        id: String,
        /// What else it said.
        answer: Box<wire::Answer>,
    },
    /// The server has it and is not done, but cannot be asked: it may be made, and paid, and nobody will say so.
    Unfollowed {
        /// The server's id.
        id: String,
        /// Its words.
        error: JobError,
    },
    /// A definite refusal: nothing was accepted.
    Refused(JobError),
    /// An explicit "not now".
    Later {
        /// How long the server asks us to wait.
        wait: Option<Duration>,
        /// Its words.
        error: JobError,
    },
    /// Proved: nothing was sent.
    NotSent(JobError),
    /// Sent, and no usable answer came.
    NoAnswer(JobError),
}

impl Created {
    /// As it stands with a server that has no way to ask how a job ends.
    #[must_use]
    pub fn without_retrieve(self) -> Self {
        match self {
            Self::Accepted { id, answer } if answer.phase.unwrap_or(Phase::Unknown).is_open() => {
                Self::Unfollowed {
                    id,
                    error: JobError {
                        code: ErrorCode::NoAnswer,
                        message: answer.status.clone(),
                        http_status: None,
                    },
                }
            }
            Self::Accepted { .. }
            | Self::Unfollowed { .. }
            | Self::Refused(_)
            | Self::Later { .. }
            | Self::NotSent(_)
            | Self::NoAnswer(_) => self,
        }
    }
}

/// What became of a status question.
#[derive(Debug, Clone, PartialEq)]
pub enum Polled {
    /// It was answered.
    Answered(Box<wire::Answer>),
    /// The server says that it has no such job, which may pass while the job is young (3.H 50).
    Unknown(JobError),
    /// The key was refused; waits for the user, loses nothing.
    KeyRefused(JobError),
    /// Nothing usable, try later.
    Later {
        /// How long the server asks us to wait.
        wait: Option<Duration>,
        /// Why.
        error: JobError,
    },
}

/// Reads the outcome of a create request.
pub fn created(outcome: &Result<Reply, Fault>, sent: Sent) -> Created {
    let reply = match outcome {
        Ok(reply) => reply,
        Err(fault) if sent == Sent::Nothing => return Created::NotSent(fault_error(fault)),
        Err(fault @ Fault::Cut { status, body, .. }) => return broken_off(fault, *status, body),
        Err(fault) => return no_answer(fault_error(fault)),
    };
    let value = wire::parse(&reply.body);
    let answer = value.as_ref().map(wire::read).unwrap_or_default();
    let said = error(reply);
    match meant(reply.status, &answer, value.as_ref()) {
        200..=299 => taken(reply, value.as_ref(), answer, said),
        // With an id there may be a job, whatever the status says.
        429 if answer.id.is_none() => not_now(reply.wait, said),
        503 if answer.id.is_none() && says_not_now(reply) => not_now(reply.wait, said),
        status if is_refusal(status) => Created::Refused(said),
        // Balance and content rules are decided before a job is made.
        400..=499 | 503 if answer.id.is_none() && classes::is_final(said.code) => {
            Created::Refused(said)
        }
        // Everything else may come from a proxy after the server took the request.
        _ => no_answer(said),
    }
}

/// Statuses that say for certain that nothing was accepted (`architecture.md`, "Job states", and those that a server gives
/// before it reads a body). A proxy that knows https only says 301 or 308; after 302 and 303 there may be a job (RFC 9110, 15.4).
const fn is_refusal(status: u16) -> bool {
    matches!(
        status,
        301 | 307 | 308 | 400..=407 | 410 | 411 | 413..=417 | 422 | 426 | 428 | 431 | 451 | 501
    )
}

/// Whether a 503 is the server's own "later" and not a gateway that lost its backend after the request was on its way.
fn says_not_now(reply: &Reply) -> bool {
    let Some(value) = wire::parse(&reply.body) else {
        return false;
    };
    let wire::Refusal { message, codes } = wire::refusal(&value);
    let words = classes::Words::new(message.as_deref(), codes.iter().map(String::as_str));
    reply.wait.is_some() || classes::says_not_now(&words)
}

/// An answer without its end: its status may still refuse, and its beginning may still name the job.
fn broken_off(fault: &Fault, status: u16, body: &Bytes) -> Created {
    let value = wire::parse(body).or_else(|| wire::parse_cut(body));
    let answer = value.as_ref().map(wire::read).unwrap_or_default();
    match answer.id.clone() {
        Some(id) if (200..300).contains(&status) => Created::Accepted {
            id,
            // What it says of the job's state may be cut as well; the first poll tells.
            answer: Box::new(wire::Answer {
                phase: Some(Phase::Unknown),
                ..answer
            }),
        },
        None if is_refusal(status) => Created::Refused(error(&Reply {
            status,
            body: body.clone(),
            wait: None,
            location: None,
        })),
        Some(_) | None => no_answer(fault_error(fault)),
    }
}

/// What an answer with a status of success is.
fn taken(reply: &Reply, value: Option<&Value>, answer: wire::Answer, said: JobError) -> Created {
    let has_result = value.and_then(wire::result).is_some();
    let id = match &answer.id {
        Some(id) => id.clone(),
        // A synchronous server has no ids (`wire.md` 2.2). The result is here and paid for: it gets a name of ours.
        None if answer.phase == Some(Phase::Done) && has_result => {
            format!("unnamed-{}", &sha256_hex(&reply.body)[..16])
        }
        // A success that carries an error and no id is a refusal in disguise (`wire.md` 2.4).
        None if answer.error.is_some() => {
            return if said.code == ErrorCode::Busy {
                not_now(reply.wait, said)
            } else {
                Created::Refused(said)
            };
        }
        None => return no_answer(said),
    };
    Created::Accepted {
        id,
        answer: Box::new(believed(answer, has_result)),
    }
}

/// "Success" right after the request, without a result, may speak of the request alone, and whatever the word is there is
/// nothing to fetch yet; the first poll will tell.
fn believed(answer: wire::Answer, has_result: bool) -> wire::Answer {
    if answer.phase == Some(Phase::Done) && !has_result {
        return wire::Answer {
            phase: Some(Phase::Unknown),
            ..answer
        };
    }
    answer
}

/// "Not now" allows another try, unless the words say that another try cannot help: nothing is sent again against a
/// server's content rules or an empty purse.
fn not_now(wait: Option<Duration>, error: JobError) -> Created {
    if classes::is_final(error.code) {
        Created::Refused(error)
    } else {
        Created::Later { wait, error }
    }
}

fn no_answer(error: JobError) -> Created {
    let code = match error.http_status {
        Some(_) => ErrorCode::AnswerUnclear,
        None => ErrorCode::NoAnswer,
    };
    Created::NoAnswer(JobError { code, ..error })
}

/// The status that an answer means: an envelope with HTTP 200 may carry the real one as its code (`wire.md` 2.4).
fn meant(status: u16, answer: &wire::Answer, value: Option<&Value>) -> u16 {
    let nameless = (200..300).contains(&status) && answer.id.is_none() && answer.error.is_some();
    let envelope = nameless && answer.phase.is_none();
    // "error" beside a number in the envelope itself speaks of the question, not of the job.
    let outer = value.filter(|_| nameless).and_then(wire::outer_code);
    let code = match (envelope, answer.phase) {
        (true, _) => answer
            .error_code
            .as_deref()
            .and_then(|code| code.parse().ok()),
        (false, Some(Phase::Failed)) => outer,
        (false, _) => None,
    };
    code.filter(|code| (400..600).contains(code))
        .unwrap_or(status)
}

/// Reads the outcome of a status question.
pub fn polled(outcome: &Result<Reply, Fault>) -> Polled {
    let reply = match outcome {
        Ok(reply) => reply,
        Err(fault) => {
            return Polled::Later {
                wait: None,
                error: fault_error(fault),
            };
        }
    };
    let later = || Polled::Later {
        wait: reply.wait,
        error: error(reply),
    };
    let Some(value) = wire::parse(&reply.body) else {
        return match reply.status {
            401 | 403 => Polled::KeyRefused(error(reply)),
            404 | 410 => Polled::Unknown(error(reply)),
            _ => later(),
        };
    };
    let answer = wire::read(&value);
    let ended = matches!(
        answer.phase,
        Some(Phase::Failed | Phase::Cancelled | Phase::Expired)
    );
    let only_error =
        answer.phase.is_none() && answer.error.is_some() && wire::result(&value).is_none();
    match meant(reply.status, &answer, Some(&value)) {
        200..=299 if only_error && says_unknown(&answer) => Polled::Unknown(error(reply)),
        // No word and an error: it ends nothing (`wire.md` 3.B 8), and must not stay silent either.
        200..=299 if only_error => later(),
        200..=299 => Polled::Answered(Box::new(answer)),
        401 | 403 => Polled::KeyRefused(error(reply)),
        // A failed job may come as 400 or 500 with the whole video object inside (`wire.md` 7.2); 404 and 429 never end one.
        400 | 422 | 500..=599 if ended && (answer.id.is_some() || wire::is_video(&value)) => {
            Polled::Answered(Box::new(answer))
        }
        404 | 410 => Polled::Unknown(error(reply)),
        400 if says_unknown(&answer) => Polled::Unknown(error(reply)),
        _ => later(),
    }
}

fn says_unknown(answer: &wire::Answer) -> bool {
    answer.error_code.as_deref().is_some_and(|code| {
        matches!(
            code.to_ascii_lowercase().as_str(),
            "task_not_exist"
                | "task_not_exists"
                | "not_found"
                | "video_not_found"
                | "task_not_found"
                | "resource_not_found"
        )
    })
}

/// The error of an answer, with its class and the server's own deepest sentence.
pub fn error(reply: &Reply) -> JobError {
    if let Some(there) = &reply.location {
        return JobError {
            code: ErrorCode::Moved,
            message: Some(shown_address(there)),
            http_status: Some(reply.status),
        };
    }
    let value = wire::parse(&reply.body);
    let wire::Refusal { message, codes } = value.as_ref().map(wire::refusal).unwrap_or_default();
    let message = message.or_else(|| plain_text(&reply.body));
    let words = classes::Words::new(message.as_deref(), codes.iter().map(String::as_str));
    let status = value.as_ref().map_or(reply.status, |value| {
        meant(reply.status, &wire::read(value), Some(value))
    });
    JobError {
        code: classes::of_answer(status, is_html(&reply.body), &words),
        message,
        http_status: Some(reply.status),
    }
}

/// The class of a job that failed on the server.
pub fn failed(answer: &wire::Answer) -> ErrorCode {
    let words = classes::Words::new(answer.error.as_deref(), answer.error_code.as_deref());
    classes::of_job(&words)
}

/// The class of trouble below HTTP.
pub fn fault_error(fault: &Fault) -> JobError {
    JobError {
        code: fault.code(),
        message: Some(fault.to_string()),
        http_status: None,
    }
}

/// Whether a body is a web page.
pub fn is_html(body: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&body[..body.len().min(512)]).to_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    head.starts_with("<!doctype html") || head.starts_with("<html") || head.contains("<head")
}

/// A short body that is neither JSON nor HTML is its own sentence.
fn plain_text(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim();
    let sentence = !text.is_empty() && text.len() <= 500 && !text.starts_with(['<', '{', '[']);
    sentence.then(|| text.to_owned())
}

#[cfg(test)]
mod tests;
