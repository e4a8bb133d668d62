//! One attempt at the bytes: the addresses to try, one after the other, and what an answer without a video means.
//!
//! Decides nothing about the job: it reports how the attempt ended.

use super::INLINE;
use crate::{
    api::{self, Access, Source, classify, reach, wire},
    domain::{Job, JobError, ReceiptEntry, ReceiptKind, sha256_hex},
    dto::ErrorCode,
    engine::{
        Engine, EngineError,
        outputs::indexed,
        submit::view_error,
        transfer::{self, Broken, Received},
    },
};
use url::Url;

/// Addresses that one attempt may try.
const HOPS: usize = 4;

/// How an attempt ended.
pub(super) enum Attempt {
    /// The bytes are in the partial file.
    Here,
    /// The server says that there is nothing.
    Nothing { error: JobError, gone: bool },
    /// Something that may pass.
    Broken(JobError),
}

impl Engine {
    /// Looks everywhere for the result, and brings its bytes into the partial file.
    pub(super) async fn attempt(&self, job: &Job, receipts: &mut Vec<ReceiptEntry>) -> Attempt {
        let broken = |error: &EngineError| Attempt::Broken(view_error(error));
        let partial = self.inner.library.partial(&job.id);
        if job.result_url.as_deref() == Some(INLINE) && partial.exists() {
            return Attempt::Here;
        }
        let access = match self.access(&job.target, &job.server).await {
            Ok(access) => access,
            Err(error) => return broken(&error),
        };
        let mut sources = sources(job, &access);
        if sources.is_empty() {
            let error = job.error.clone().unwrap_or(JobError {
                code: ErrorCode::UnexpectedAnswer,
                message: None,
                http_status: None,
            });
            return Attempt::Nothing { error, gone: false };
        }
        let mut tried = 0;
        let mut last = Attempt::Broken(JobError {
            code: ErrorCode::UnexpectedAnswer,
            message: None,
            http_status: None,
        });
        while let Some(source) = sources.pop() {
            tried += 1;
            if tried > HOPS {
                break;
            }
            match self.attempt_one(job, &access, &source, receipts).await {
                Ok(Attempt::Here) => return Attempt::Here,
                Ok(other) => last = other,
                Err(named) => sources.push(Source::Named(named)),
            }
        }
        last
    }

    /// Tries one address. `Err`: the answer was JSON that names another one (`wire.md` 3.D 26).
    async fn attempt_one(
        &self,
        job: &Job,
        access: &Access,
        source: &Source,
        receipts: &mut Vec<ReceiptEntry>,
    ) -> Result<Attempt, Url> {
        let (Source::Endpoint(url) | Source::Named(url)) = source;
        let key = sha256_hex(url.as_str().as_bytes());
        let partial = self.inner.library.partial(&job.id);
        for _ in 0..2 {
            let resume = transfer::resume(&partial, &key);
            let (trace, opened) = self.api().content(access, source, resume.clone()).await;
            receipts.push(self.receipt(ReceiptKind::Content, trace));
            let content = match opened {
                Ok(content) => content,
                Err(fault) => return Ok(Attempt::Broken(classify::fault_error(&fault))),
            };
            let (status, wait) = (content.status, content.wait);
            match self.receive(&job.id, content, &key, resume.as_ref()).await {
                Ok(Received::Restart) => {}
                Ok(Received::Whole) => return Ok(Attempt::Here),
                Ok(Received::Text(body)) => {
                    let reply = api::Reply {
                        status,
                        body: access.scrubbed(&body),
                        wait,
                        location: None,
                    };
                    // What the server says of a file that is not there is what a refund desk wants to read.
                    if let Some(line) = receipts.last_mut() {
                        line.body = Some(api::http::shown_text(&reply.body));
                    }
                    if let Some(wire::Place::Inline(text)) = place_in(&reply) {
                        return Ok(match self.keep_inline(job, text).await {
                            Ok(true) => Attempt::Here,
                            Ok(false) => Attempt::Broken(file_broken(&reply)),
                            Err(error) => Attempt::Broken(view_error(&error)),
                        });
                    }
                    return judge_text(&reply, access);
                }
                Err(error) => return Ok(Attempt::Broken(broken_error(&error))),
            }
        }
        Ok(Attempt::Broken(JobError {
            code: ErrorCode::UnexpectedAnswer,
            message: None,
            http_status: Some(416),
        }))
    }
}

/// Where to look, last one first: the named address, then the server's own path.
fn sources(job: &Job, access: &Access) -> Vec<Source> {
    let mut sources = Vec::new();
    if let (Some(remote), Some(path)) = (&job.remote_id, &job.target.description.paths.content) {
        let url = api::address(&access.base, path, Some(remote));
        sources.push(Source::Endpoint(indexed(url, job.output)));
    }
    let named = job
        .result_url
        .as_deref()
        .and_then(|url| Url::parse(url).ok());
    sources.extend(
        named
            .filter(|url| url.scheme() != "inline")
            .map(Source::Named),
    );
    sources
}

/// Where an answer of success says that the result is.
fn place_in(reply: &api::Reply) -> Option<wire::Place> {
    let ok = (200..300).contains(&reply.status);
    wire::parse(&reply.body)
        .filter(|_| ok)
        .and_then(|value| wire::result(&value))
}

/// An answer that is no video: another address, "gone", "not yet", or trouble.
fn judge_text(reply: &api::Reply, access: &Access) -> Result<Attempt, Url> {
    if let Some(wire::Place::Address(text)) = place_in(reply)
        && let Ok(url) = access.base.join(&text)
        && reach::check(&url, &access.base).is_ok()
    {
        return Err(url);
    }
    let error = classify::error(reply);
    let not_ready = JobError {
        code: ErrorCode::NotReady,
        ..error.clone()
    };
    Ok(match reply.status {
        410 => Attempt::Nothing { error, gone: true },
        404 | 422 => Attempt::Nothing {
            error: not_ready,
            gone: false,
        },
        200..=299 if wire::path_on_server(&reply.body).is_some() => Attempt::Nothing {
            error: JobError {
                code: ErrorCode::NotHandedOut,
                message: wire::path_on_server(&reply.body),
                http_status: Some(reply.status),
            },
            gone: false,
        },
        200..=299 => Attempt::Broken(file_broken(reply)),
        400 | 409 | 425 => Attempt::Broken(not_ready),
        _ => Attempt::Broken(error),
    })
}

fn file_broken(reply: &api::Reply) -> JobError {
    JobError {
        code: ErrorCode::FileBroken,
        ..classify::error(reply)
    }
}

fn broken_error(error: &Broken) -> JobError {
    JobError {
        code: error.code(),
        message: Some(error.to_string()),
        http_status: None,
    }
}
