//! One attempt at the bytes: the addresses to try, one after the other, and what an answer without a video means.
//!
//! Decides nothing about the job: it reports how the attempt ended.

use super::INLINE;
use crate::{
    api::{self, Access, Source, classify, reach, wire},
    domain::{Job, JobError, Phase, ReceiptEntry, ReceiptKind},
    dto::ErrorCode,
    engine::{
        Engine, EngineError,
        outputs::indexed,
        submit::view_error,
        transfer::{self, Broken, Kept, Received, note},
    },
};
use std::{path::Path, time::Duration};
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

/// What is known of an attempt besides how it ended.
#[derive(Default)]
pub(super) struct Log {
    /// Its lines.
    pub receipts: Vec<ReceiptEntry>,
    /// What the server asked us to wait, at most.
    pub wait: Option<Duration>,
}

impl Engine {
    /// Whether the bytes are here already and nobody needs to be asked.
    pub(super) fn is_here(&self, job: &Job) -> bool {
        let partial = self.inner.library.partial(&job.id);
        let inline = job.result_url.as_deref() == Some(INLINE) && partial.exists();
        inline || note::is_whole(&partial)
    }

    /// Looks everywhere for the result, and brings its bytes into the partial file.
    pub(super) async fn attempt(&self, job: &Job, log: &mut Log) -> Attempt {
        let broken = |error: &EngineError| Attempt::Broken(view_error(error));
        let partial = self.inner.library.partial(&job.id);
        if self.is_here(job) {
            return Attempt::Here;
        }
        let access = match self.access(&job.target, &job.server).await {
            Ok(access) => access,
            Err(error) => return broken(&error),
        };
        let mut sources = sources(job, &access);
        if sources.is_empty() {
            let error = job
                .error
                .clone()
                .unwrap_or(JobError::of(ErrorCode::UnexpectedAnswer));
            return Attempt::Nothing { error, gone: false };
        }
        let mut tried = 0;
        let mut last = Attempt::Broken(JobError::of(ErrorCode::UnexpectedAnswer));
        while let Some(source) = sources.pop() {
            tried += 1;
            if tried > HOPS {
                break;
            }
            let before = length(&partial);
            match self.attempt_one(job, &access, &source, log).await {
                Ok(Attempt::Here) => return Attempt::Here,
                // More of it is here than before: another address would begin anew.
                Ok(broken @ Attempt::Broken(_)) if length(&partial) > before => return broken,
                // That nobody could be asked at one address says more than that there is nothing at another: the server's
                // own path knows nothing of a file that lies elsewhere, also where it says 410.
                Ok(Attempt::Nothing { .. }) if last.may_still_be_there() => {}
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
        log: &mut Log,
    ) -> Result<Attempt, Url> {
        let (Source::Endpoint(url) | Source::Named(url)) = source;
        let key = note::source(url);
        let partial = self.inner.library.partial(&job.id);
        for _ in 0..2 {
            let resume = match transfer::kept(&partial, &key) {
                Kept::Part(resume) => Some(resume),
                Kept::Nothing => None,
                Kept::Whole => return Ok(Attempt::Here),
            };
            let (trace, opened) = self.api().content(access, source, resume.clone()).await;
            log.receipts.push(self.receipt(ReceiptKind::Content, trace));
            let content = match opened {
                Ok(content) => content,
                Err(fault) => return Ok(Attempt::Broken(classify::fault_error(&fault))),
            };
            let (status, wait) = (content.status, content.wait);
            match self.receive(&job.id, content, &key, resume.as_ref()).await {
                Ok(Received::Restart) => {}
                Ok(Received::Whole) => return Ok(Attempt::Here),
                Ok(Received::Text(body)) => {
                    log.wait = log.wait.max(wait);
                    let reply = api::Reply {
                        status,
                        body: access.scrubbed(&body),
                        wait,
                        location: None,
                    };
                    // What the server says of a file that is not there is what a refund desk wants to read.
                    if let Some(line) = log.receipts.last_mut() {
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
            http_status: None,
        }))
    }
}

impl Attempt {
    /// Whether it says nothing on whether there is a file: the address could not be reached, may not be, or asks to wait.
    fn may_still_be_there(&self) -> bool {
        let Self::Broken(error) = self else {
            return false;
        };
        matches!(
            error.code,
            ErrorCode::AddressRefused
                | ErrorCode::Unreachable
                | ErrorCode::ConnectionBroke
                | ErrorCode::Tls
                | ErrorCode::Proxy
                | ErrorCode::Timeout
                | ErrorCode::Busy
                | ErrorCode::LimitReached
                | ErrorCode::ServerTrouble
                | ErrorCode::ServerKeepsFailing
                | ErrorCode::NotReady
                | ErrorCode::DiskFull
                | ErrorCode::LibraryUnavailable
        )
    }
}

fn length(partial: &Path) -> u64 {
    fs_err::metadata(partial).map_or(0, |partial| partial.len())
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
    {
        return match reach::check(&url, &access.base) {
            Ok(()) => Err(url),
            Err(fault) => Ok(Attempt::Broken(classify::fault_error(&fault))),
        };
    }
    let error = classify::error(reply);
    let not_ready = JobError {
        code: ErrorCode::NotReady,
        ..error.clone()
    };
    let phase = wire::parse(&reply.body).and_then(|value| wire::read(&value).phase);
    let works = matches!(phase, Some(Phase::Waiting | Phase::Running));
    Ok(match reply.status {
        202 | 400 | 409 | 425 => Attempt::Broken(not_ready),
        200..=299 if works => Attempt::Broken(not_ready),
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
