//! From "completed" to a verified file under its final name: find it, fetch it, check it, publish it.
//!
//! Every trouble that may pass leads back to "completed" with a later time and the partial file kept. Only 410, or "gone"
//! after retries and a fresh poll, ends it.

use super::{
    Engine, EngineError, blocking,
    change::{Change, step},
    outputs::indexed,
    transfer::{self, Broken, Received},
};
use crate::{
    api::{self, Access, Source, classify, reach, wire},
    domain::{
        Asset, AssetId, AssetKind, Event, Job, JobError, Phase, ReceiptEntry, ReceiptKind, State,
        sha256_hex,
    },
    dto::{AppEvent, ErrorCode, ErrorView, NoticeKind},
    failpoint::{self, Point},
    library::{Library, probe},
};
use base64::Engine as _;
use std::{collections::BTreeMap, time::Duration};
use url::Url;

/// In `result_url`: the bytes came inside an answer and lie in the partial file.
pub(super) const INLINE: &str = "inline:";
/// "Gone" is believed after so many downloads that found nothing.
const GONE_TIMES: u32 = 4;
/// Addresses that one attempt may try.
const HOPS: usize = 4;
/// The first pause after a broken download, doubled each time.
const PAUSE_MS: i64 = 2_000;
/// The longest pause.
const LONGEST_PAUSE_MS: i64 = 10 * 60_000;
/// The pause while the disk is full.
const FULL_PAUSE_MS: i64 = 30_000;

/// How an attempt ended.
enum Attempt {
    /// The bytes are in the partial file.
    Here,
    /// The server says that there is nothing.
    Nothing { error: JobError, gone: bool },
    /// Something that may pass.
    Broken(JobError),
}

impl Engine {
    /// Fetches the file of a completed job.
    pub(super) async fn fetch(&self, job: Job) -> Result<(), EngineError> {
        if job.download_misses > 0 && job.remote_id.is_some() && !self.refresh(&job).await? {
            return Ok(());
        }
        let now = self.now();
        let Some(job) = self
            .change(&job.id, |job| {
                step(job, Event::SlotFree, now)?;
                Ok(Change::default())
            })
            .await?
        else {
            return Ok(());
        };
        let mut receipts = Vec::new();
        let attempt = self.attempt(&job, &mut receipts).await;
        self.live().transfers.remove(&job.id);
        match attempt {
            Attempt::Here => {
                self.publish(&job, receipts).await?;
                let cover = self.live().covers.remove(&job.id);
                self.fetch_stills(&job, cover).await;
                Ok(())
            }
            Attempt::Nothing { error, gone } => {
                let believed = gone || job.download_misses + 1 >= GONE_TIMES;
                self.nothing_there(&job, &error, believed, receipts).await
            }
            Attempt::Broken(error) => self.interrupted(&job, &error, receipts).await,
        }
    }

    /// Asks the server once more before another try: its address may be fresh, or the job may be gone. `false`: stop here.
    async fn refresh(&self, job: &Job) -> Result<bool, EngineError> {
        let (Some(remote), Some(path), Ok(access)) = (
            &job.remote_id,
            &job.target.description.paths.retrieve,
            self.access(&job.target, &job.server).await,
        ) else {
            return Ok(true);
        };
        let url = api::address(&access.base, path, Some(remote));
        let exchange = self.api().get(&access, url).await;
        let receipt = self.receipt(ReceiptKind::Retrieve, exchange.trace);
        let classify::Polled::Answered(answer) = classify::polled(&exchange.outcome) else {
            self.change(&job.id, |_| Ok(Change::with(receipt.clone())))
                .await?;
            return Ok(true);
        };
        let place = match &exchange.outcome {
            Ok(reply) => self.place_of_result(job, &reply.body).await?,
            Err(_) => None,
        };
        let now = self.now();
        let phase = answer.phase.unwrap_or(Phase::Unknown);
        let changed = self
            .change(&job.id, |job| {
                step(job, Event::Polled(phase), now)?;
                if job.state != State::Completed {
                    self.note_answer(job, &answer, now);
                } else if place.is_none() && answer.error.is_some() {
                    // Done, with words in the place of a file: it was made and withheld (`wire.md` 2.2).
                    job.error = Some(JobError {
                        code: classify::failed(&answer),
                        message: answer.error.clone(),
                        http_status: None,
                    });
                }
                job.result_url = place.clone().or_else(|| job.result_url.take());
                Ok(Change::with(receipt.clone()))
            })
            .await?;
        Ok(changed.is_some_and(|job| job.state == State::Completed))
    }

    /// Where an answer says that the result is, as an absolute address. Inline bytes go straight into the partial file.
    pub(super) async fn place_of_result(
        &self,
        job: &Job,
        body: &[u8],
    ) -> Result<Option<String>, EngineError> {
        let Some(value) = wire::parse(body) else {
            return Ok(None);
        };
        if wire::read(&value).phase != Some(Phase::Done) {
            return Ok(None);
        }
        if job.output == 0
            && let Some(cover) = super::stills::cover(body, &job.target.server.base_url)
        {
            self.live().covers.insert(job.id.clone(), cover);
        }
        // The first result is everybody's; the others have their own.
        let place = match job.output {
            0 => wire::result(&value),
            output => wire::results(&value).into_iter().nth(output as usize),
        };
        match place {
            None => Ok(None),
            Some(wire::Place::Address(text)) => {
                let base = self.base(&job.target, &job.server).await?;
                Ok(base.join(&text).ok().map(|url| url.to_string()))
            }
            Some(wire::Place::Inline(text)) => {
                let written = self.keep_inline(job, text).await?;
                Ok(written.then(|| INLINE.to_owned()))
            }
        }
    }

    /// Bytes that came as Base64 inside an answer become the partial file, safe on the disk. `false`: they are no Base64.
    async fn keep_inline(&self, job: &Job, text: String) -> Result<bool, EngineError> {
        let partial = self.inner.library.partial(&job.id);
        blocking(move || {
            let compact: String = text.split_whitespace().collect();
            let Ok(bytes) = base64::engine::general_purpose::STANDARD.decode(compact) else {
                return Ok(false);
            };
            transfer::discard(&partial);
            let write = || {
                let mut file = fs_err::File::create(&partial)?;
                std::io::Write::write_all(&mut file, &bytes)?;
                failpoint::room(Point::InlineWritten)?;
                file.sync_all()
            };
            write().map_err(crate::library::LibraryError::from)?;
            Ok(true)
        })
        .await
    }

    async fn attempt(&self, job: &Job, receipts: &mut Vec<ReceiptEntry>) -> Attempt {
        let broken = |error: &EngineError| Attempt::Broken(super::submit::view_error(error));
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
                            Err(error) => Attempt::Broken(super::submit::view_error(&error)),
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

    /// Checks the partial file, gives it its final name, and commits the row.
    async fn publish(&self, job: &Job, receipts: Vec<ReceiptEntry>) -> Result<(), EngineError> {
        let (library, named) = (self.inner.library.clone(), job.clone());
        let id = AssetId::from_seed(self.inner.entropy.seed());
        let now = self.now();
        match blocking(move || publish_file(&library, &named, id, now)).await {
            Ok(Ok(asset)) => self.published(job, asset, receipts).await,
            Ok(Err(error)) => self.interrupted(job, &error, receipts).await,
            // The disk, not the file: what came stays, and is tried again.
            Err(error @ EngineError::Library(_)) => {
                let error = super::submit::view_error(&error);
                self.interrupted(job, &error, receipts).await
            }
            Err(error) => Err(error),
        }
    }

    /// Commits a file that has its final name.
    pub(super) async fn published(
        &self,
        job: &Job,
        asset: Asset,
        mut receipts: Vec<ReceiptEntry>,
    ) -> Result<(), EngineError> {
        let now = self.now();
        receipts.push(self.delivery(&asset).await);
        failpoint::reach(Point::BeforeRow);
        self.surely(&job.id, |job| {
            step(job, Event::Published, now)?;
            job.error = None;
            job.download_misses = 0;
            job.result_url = None;
            Ok(Change {
                receipts: receipts.clone(),
                assets: vec![asset.clone()],
            })
        })
        .await?;
        failpoint::reach(Point::RowWritten);
        Ok(())
    }

    async fn nothing_there(
        &self,
        job: &Job,
        error: &JobError,
        believed: bool,
        receipts: Vec<ReceiptEntry>,
    ) -> Result<(), EngineError> {
        if !believed {
            return self.interrupted(job, error, receipts).await;
        }
        let now = self.now();
        self.surely(&job.id, |job| {
            step(job, Event::Gone, now)?;
            // That there is a file and nobody gets it, or that it was withheld, is another sentence than that there is none.
            let code = if matches!(
                error.code,
                ErrorCode::NotHandedOut | ErrorCode::RefusedOutput
            ) {
                error.code
            } else {
                ErrorCode::Gone
            };
            job.error = Some(JobError {
                code,
                ..error.clone()
            });
            Ok(Change {
                receipts: receipts.clone(),
                assets: Vec::new(),
            })
        })
        .await?;
        Ok(())
    }

    async fn interrupted(
        &self,
        job: &Job,
        error: &JobError,
        receipts: Vec<ReceiptEntry>,
    ) -> Result<(), EngineError> {
        let now = self.now();
        let full = error.code == ErrorCode::DiskFull;
        if full {
            let error = ErrorView {
                code: error.code,
                message: None,
                http_status: None,
                params: BTreeMap::new(),
            };
            self.emit(AppEvent::Notice {
                kind: NoticeKind::DiskFull,
                error: Some(error),
            });
        }
        self.surely(&job.id, |job| {
            step(job, Event::Interrupted, now)?;
            // A full disk says nothing about the server.
            job.download_misses += u32::from(!full);
            let doubled = PAUSE_MS.saturating_mul(1 << job.download_misses.min(12));
            let pause = if full {
                FULL_PAUSE_MS
            } else {
                doubled.min(LONGEST_PAUSE_MS)
            };
            let pause = Duration::from_millis(u64::try_from(pause).unwrap_or_default());
            let pause = self.inner.entropy.jitter(pause).as_millis();
            job.next_at = Some(now.plus_ms(i64::try_from(pause).unwrap_or(i64::MAX)));
            job.error = Some(error.clone());
            Ok(Change {
                receipts: receipts.clone(),
                assets: Vec::new(),
            })
        })
        .await?;
        Ok(())
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

/// Checks and publishes; the inner error is about the file, the outer one about the disk.
pub(super) fn publish_file(
    library: &Library,
    job: &Job,
    id: AssetId,
    now: crate::domain::Timestamp,
) -> Result<Result<Asset, JobError>, EngineError> {
    let partial = library.partial(&job.id);
    let media = match probe::probe(&partial) {
        Ok(media) => media,
        Err(probe::ProbeError::Io(error)) => {
            return Err(crate::library::LibraryError::from(error).into());
        }
        Err(
            error @ (probe::ProbeError::NotMedia
            | probe::ProbeError::Incomplete(_)
            | probe::ProbeError::Damaged(_)),
        ) => {
            transfer::discard(&partial);
            return Ok(Err(JobError {
                code: ErrorCode::FileBroken,
                message: Some(error.to_string()),
                http_status: None,
            }));
        }
    };
    let extension = media.kind.extension();
    let name = Library::final_name(&job.id, &job.recipe.prompt, job.created_at, extension);
    let published = library.publish(&partial, &name)?;
    transfer::discard(&partial);
    Ok(Ok(video_asset(job, id, published, &media, now)))
}

/// The row of a published video.
pub(super) fn video_asset(
    job: &Job,
    id: AssetId,
    published: crate::library::Published,
    media: &probe::Media,
    now: crate::domain::Timestamp,
) -> Asset {
    Asset {
        id,
        job: job.id.clone(),
        kind: AssetKind::Video,
        file: published.file,
        mime: media.kind.mime().to_owned(),
        bytes: published.bytes,
        sha256: published.sha256,
        width: media.width,
        height: media.height,
        seconds: media.seconds,
        fps: media.fps,
        has_audio: media.has_audio,
        created_at: now,
    }
}
