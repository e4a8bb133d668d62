//! What an answer means for a job: accepted, refused, later, or nobody knows (`architecture.md`, "Job states").
//!
//! Pure. Decides about money: only a *definite* refusal may count as "not charged", only a proof as "not sent".

use super::{Fault, Reply, wire};
use crate::{
    domain::{JobError, Phase},
    dto::ErrorCode,
};
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
pub fn created(outcome: &Result<Reply, Fault>) -> Created {
    let reply = match outcome {
        Ok(reply) => reply,
        Err(fault) if fault.nothing_was_sent() => return Created::NotSent(fault_error(fault)),
        Err(fault) => {
            return Created::NoAnswer(JobError {
                code: ErrorCode::NoAnswer,
                ..fault_error(fault)
            });
        }
    };
    let value = wire::parse(&reply.body);
    match reply.status {
        200..=299 => {
            let answer = value.as_ref().map(wire::read).unwrap_or_default();
            match answer.id.clone() {
                Some(id) => Created::Accepted {
                    id,
                    answer: Box::new(answer),
                },
                // A 200 that carries an error object and no id is a refusal in disguise (`wire.md` 2.4).
                None if answer.error.is_some() => Created::Refused(error(reply)),
                None => Created::NoAnswer(JobError {
                    code: ErrorCode::NoAnswer,
                    ..error(reply)
                }),
            }
        }
        429 => Created::Later {
            wait: reply.wait,
            error: error(reply),
        },
        503 if value.is_some() => Created::Later {
            wait: reply.wait,
            error: error(reply),
        },
        300..=399 | 400..=407 | 409..=428 | 430..=499 => Created::Refused(error(reply)),
        // 408 and everything above may come from a proxy after the server took the request.
        _ => Created::NoAnswer(JobError {
            code: ErrorCode::NoAnswer,
            ..error(reply)
        }),
    }
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
    let Some(value) = wire::parse(&reply.body) else {
        return match reply.status {
            401 | 403 => Polled::KeyRefused(error(reply)),
            404 | 410 => Polled::Unknown(error(reply)),
            _ => Polled::Later {
                wait: reply.wait,
                error: error(reply),
            },
        };
    };
    let answer = wire::read(&value);
    let ended = matches!(
        answer.phase,
        Some(Phase::Failed | Phase::Cancelled | Phase::Expired)
    );
    match reply.status {
        200..=299 => Polled::Answered(Box::new(answer)),
        401 | 403 => Polled::KeyRefused(error(reply)),
        // A failed job may come as 400 or 500 with the whole video object inside (`wire.md` 7.2).
        _ if ended && answer.id.is_some() => Polled::Answered(Box::new(answer)),
        404 | 410 => Polled::Unknown(error(reply)),
        400 if says_unknown(&answer) => Polled::Unknown(error(reply)),
        _ => Polled::Later {
            wait: reply.wait,
            error: error(reply),
        },
    }
}

fn says_unknown(answer: &wire::Answer) -> bool {
    answer.error_code.as_deref().is_some_and(|code| {
        matches!(
            code,
            "task_not_exist" | "not_found" | "video_not_found" | "task_not_found"
        )
    })
}

/// The error of an answer, with its class and the server's own deepest sentence.
pub fn error(reply: &Reply) -> JobError {
    let value = wire::parse(&reply.body);
    let message = value
        .as_ref()
        .and_then(wire::message)
        .or_else(|| plain_text(&reply.body));
    let code_word = value
        .as_ref()
        .and_then(|value| wire::read(value).error_code);
    JobError {
        code: code_of(
            reply,
            message.as_deref().unwrap_or(""),
            code_word.as_deref().unwrap_or(""),
        ),
        message,
        http_status: Some(reply.status),
    }
}

fn code_of(reply: &Reply, message: &str, code_word: &str) -> ErrorCode {
    let words = format!("{} {}", message.to_lowercase(), code_word.to_lowercase());
    let says = |needles: &[&str]| needles.iter().any(|needle| words.contains(needle));
    let html = is_html(&reply.body);
    match reply.status {
        402 => ErrorCode::Balance,
        _ if says(&[
            "insufficient balance",
            "insufficient_quota",
            "insufficient quota",
            "insufficient_user_quota",
            "余额不足",
            "额度不足",
        ]) =>
        {
            ErrorCode::Balance
        }
        451 => ErrorCode::RefusedContent,
        _ if says(&[
            "moderation",
            "content_policy",
            "content policy",
            "safety system",
            "sensitive",
            "敏感",
            "违规",
        ]) =>
        {
            ErrorCode::RefusedContent
        }
        401 | 403 => ErrorCode::KeyRefused,
        _ if says(&[
            "model_not_found",
            "model not found",
            "unknown model",
            "no available channel for model",
            "模型不存在",
        ]) =>
        {
            ErrorCode::ModelUnknown
        }
        200..=399 | 404 | 405 if html => ErrorCode::NotAnApi,
        404 | 405 => ErrorCode::NoSuchEndpoint,
        429 => ErrorCode::Busy,
        503 if !html => ErrorCode::Busy,
        500..=599 => ErrorCode::ServerTrouble,
        200..=399 => ErrorCode::UnexpectedAnswer,
        _ => ErrorCode::Refused,
    }
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
mod tests {
    use super::*;
    use bytes::Bytes;

    fn reply(status: u16, body: &str) -> Reply {
        Reply {
            status,
            body: Bytes::from(body.to_owned()),
            wait: None,
            location: None,
        }
    }

    #[test]
    fn an_answer_with_an_id_is_accepted() {
        let created = created(&Ok(reply(202, r#"{"id":"job-1","status":"pending"}"#)));
        assert!(matches!(created, Created::Accepted { id, .. } if id == "job-1"));
    }

    #[test]
    fn a_refusal_with_a_made_up_id_is_no_job() {
        let body = r#"{"object":"video","status":"failed","id":"video_1f","error":{"code":"x","message":"prompt is required"}}"#;
        assert!(matches!(
            created(&Ok(reply(400, body))),
            Created::Refused(_)
        ));
    }

    #[test]
    fn a_gateway_error_may_have_been_charged() {
        for status in [408, 500, 502, 504, 520, 524] {
            let outcome = created(&Ok(reply(status, "<html><head></head></html>")));
            assert!(matches!(outcome, Created::NoAnswer(_)), "{status}");
        }
    }

    #[test]
    fn only_a_failed_connection_proves_that_nothing_was_sent() {
        let refused = created(&Err(Fault::Connect("refused".to_owned())));
        let broken = created(&Err(Fault::Broken("reset".to_owned())));
        assert!(matches!(
            (refused, broken),
            (Created::NotSent(_), Created::NoAnswer(_))
        ));
    }

    #[test]
    fn a_success_that_nobody_understands_may_have_been_charged() {
        assert!(matches!(
            created(&Ok(reply(200, "ok"))),
            Created::NoAnswer(_)
        ));
    }

    #[test]
    fn busy_is_not_a_refusal() {
        let body =
            r#"{"code":"rate_limit","message":"当前分组上游负载已饱和，请稍后再试","data":null}"#;
        assert!(matches!(
            created(&Ok(reply(429, body))),
            Created::Later { .. }
        ));
    }

    #[test]
    fn a_failed_job_inside_a_500_is_an_answer() {
        let body = r#"{"id":"v","object":"video","status":"failed","error":{"message":"boom"}}"#;
        assert!(matches!(polled(&Ok(reply(500, body))), Polled::Answered(_)));
    }

    #[test]
    fn a_task_that_does_not_exist_is_unknown_also_with_400() {
        let body = r#"{"code":"task_not_exist","message":"task_not_exist","data":null}"#;
        assert!(matches!(polled(&Ok(reply(400, body))), Polled::Unknown(_)));
    }

    #[test]
    fn a_web_page_is_named_as_one() {
        assert_eq!(
            error(&reply(404, "<!DOCTYPE html><html>")).code,
            ErrorCode::NotAnApi
        );
    }

    #[test]
    fn an_empty_purse_is_told_apart_from_a_refused_key() {
        let body = r#"{"error":{"message":"用户额度不足","code":"insufficient_user_quota"}}"#;
        assert_eq!(error(&reply(403, body)).code, ErrorCode::Balance);
    }
}
