//! Bytes from an answer into the partial file: sniffed, counted, resumable, in constant memory.
//!
//! Beside the partial lies a small note on what it is part of, so that a later run knows whether it may go on.

use super::Engine;
use crate::{
    api::{Content, Fault, Resume},
    domain::JobId,
    dto::{AppEvent, ErrorCode, TransferView},
    failpoint::{self, Point},
    library::probe::{SNIFF_BYTES, sniff},
};
use bytes::Bytes;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::{
    io::{AsyncWriteExt, BufWriter},
    time::Instant,
};

/// Written in one go.
const BUFFER: usize = 256 << 10;
/// An answer that is no video is read this far, to find an address or a sentence in it.
const TEXT: usize = 1 << 20;
/// The same where the video stands in it as Base64.
const INLINE_TEXT: usize = 256 << 20;
/// Between two reports of progress.
const REPORT: Duration = Duration::from_millis(100);
/// What stays free on the disk beside the file itself.
const RESERVE: u64 = 64 << 20;

/// What the partial file is part of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct PartNote {
    /// Digest of the address, so that no signed address lies in a file.
    source: String,
    validator: String,
    total: Option<u64>,
}

/// What the window knows of a transfer.
struct Told {
    received: Option<u64>,
    /// When it may be told again.
    next: Instant,
}

/// How a transfer ended, when it did not break.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Received {
    /// All announced bytes are in the partial file.
    Whole,
    /// The answer was text: JSON, a sentence, a web page.
    Text(Bytes),
    /// The server would not go on where we were; the partial is gone, begin anew.
    Restart,
}

/// Why a transfer broke. The partial file stays.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    #[error(transparent)]
    Fault(#[from] Fault),
    #[error("the answer ended after {received} of {total} bytes")]
    Short { received: u64, total: u64 },
    #[error("the disk is full")]
    DiskFull,
    #[error(transparent)]
    Disk(io::Error),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        #[expect(clippy::wildcard_enum_match_arm, reason = "std's enum, open-ended")]
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Disk(error),
        }
    }
}

impl Broken {
    pub(super) fn code(&self) -> ErrorCode {
        match self {
            Self::Fault(fault) => fault.code(),
            Self::Short { .. } => ErrorCode::Unreachable,
            Self::DiskFull => ErrorCode::DiskFull,
            Self::Disk(_) => ErrorCode::LibraryUnavailable,
        }
    }
}

fn note_path(partial: &Path) -> PathBuf {
    partial.with_extension("part.json")
}

/// Forgets a partial file.
pub(super) fn discard(partial: &Path) {
    for path in [partial.to_owned(), note_path(partial)] {
        if let Err(error) = fs_err::remove_file(path)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "a partial file stays behind");
        }
    }
}

/// Where a download of this source may go on.
pub(super) fn resume(partial: &Path, source: &str) -> Option<Resume> {
    let length = fs_err::metadata(partial).ok()?.len();
    let note: PartNote = serde_json::from_slice(&fs_err::read(note_path(partial)).ok()?).ok()?;
    let fits = note.source == source && length > 0 && note.total.is_none_or(|total| length < total);
    fits.then_some(Resume {
        from: length,
        validator: note.validator,
    })
}

impl Engine {
    /// Writes the body of an answer into the partial file.
    pub(super) async fn receive(
        &self,
        job: &JobId,
        content: Content,
        source: &str,
        resume: Option<&Resume>,
    ) -> Result<Received, Broken> {
        let partial = self.inner.library.partial(job);
        let start = match (content.status, resume, content.range) {
            (206, Some(resume), Some((first, _))) if first == resume.from => first,
            (206 | 416, _, _) => {
                discard(&partial);
                return Ok(Received::Restart);
            }
            _ => 0,
        };
        let total = content
            .range
            .and_then(|(_, total)| total)
            .or_else(|| content.length.map(|length| start + length));
        self.make_sure_it_fits(total.map(|total| total.saturating_sub(start)))?;
        let mut body = content.body;
        let mut head = Vec::new();
        if start == 0 {
            let wanted = if (200..300).contains(&content.status) {
                SNIFF_BYTES
            } else {
                TEXT
            };
            while head.len() < wanted {
                let Some(chunk) = body.next().await else {
                    break;
                };
                head.extend_from_slice(&chunk?);
            }
            let video = (200..300).contains(&content.status) && sniff(&head).is_some();
            if !video {
                return rest_of_text(head, body).await;
            }
            discard(&partial);
        }
        if let Some(validator) = content.validator {
            let note = PartNote {
                source: source.to_owned(),
                validator,
                total,
            };
            let text = serde_json::to_vec(&note).map_err(io::Error::other)?;
            fs_err::tokio::write(note_path(&partial), text).await?;
            failpoint::room(Point::PartNote)?;
        }
        self.write(job, &partial, start, head, body, total).await
    }

    async fn write(
        &self,
        job: &JobId,
        partial: &Path,
        start: u64,
        head: Vec<u8>,
        mut body: impl futures_util::Stream<Item = Result<Bytes, Fault>> + Unpin,
        total: Option<u64>,
    ) -> Result<Received, Broken> {
        let file = fs_err::tokio::OpenOptions::new()
            .create(true)
            .append(true)
            .open(partial)
            .await?;
        let mut file = BufWriter::with_capacity(BUFFER, file);
        let mut received = start;
        let mut told = Told {
            received: None,
            next: Instant::now(),
        };
        let mut next = Some(Ok(Bytes::from(head)));
        let outcome = loop {
            match next {
                None => break Ok(()),
                Some(Err(fault)) => break Err(Broken::from(fault)),
                Some(Ok(chunk)) => {
                    received += chunk.len() as u64;
                    if total.is_some_and(|total| received > total) {
                        break Err(Fault::TooLarge(total.unwrap_or_default()).into());
                    }
                    if let Err(error) = failpoint::room(Point::BytesWritten) {
                        break Err(error.into());
                    }
                    if let Err(error) = file.write_all(&chunk).await {
                        break Err(error.into());
                    }
                }
            }
            let transfer = TransferView { received, total };
            next = self.piece(job, &mut body, &mut told, transfer).await;
        };
        // What came is kept also when it broke: the next try goes on from there.
        let flushed = file.flush().await;
        outcome?;
        flushed?;
        self.report(job, TransferView { received, total });
        match total {
            Some(total) if received < total => Err(Broken::Short { received, total }),
            Some(_) | None => Ok(Received::Whole),
        }
    }

    /// The next piece of the body. While it is awaited, what has come is told when its moment is there: a server that
    /// stalls must not make the window say less than what lies on the disk.
    async fn piece<B: futures_util::Stream + Unpin>(
        &self,
        job: &JobId,
        body: &mut B,
        told: &mut Told,
        transfer: TransferView,
    ) -> Option<B::Item> {
        if told.received != Some(transfer.received) {
            tokio::select! {
                biased;
                () = tokio::time::sleep_until(told.next) => {}
                piece = body.next() => return piece,
            }
            self.report(job, transfer);
            *told = Told {
                received: Some(transfer.received),
                next: Instant::now() + REPORT,
            };
        }
        body.next().await
    }

    fn report(&self, job: &JobId, transfer: TransferView) {
        self.live().transfers.insert(job.clone(), transfer);
        self.emit(AppEvent::Transfer {
            id: job.clone(),
            transfer,
        });
    }

    /// Refuses to begin what cannot end.
    fn make_sure_it_fits(&self, needed: Option<u64>) -> Result<(), Broken> {
        let free = self.inner.library.free_space().unwrap_or(u64::MAX);
        let needed = needed.unwrap_or_default().saturating_add(RESERVE);
        if free < needed {
            Err(Broken::DiskFull)
        } else {
            Ok(())
        }
    }
}

/// A video inside JSON is text too, and longer than any sentence.
fn text_limit(head: &[u8]) -> usize {
    let start = String::from_utf8_lossy(&head[..head.len().min(4096)]);
    let inline = ["b64_json", "base64", "data:video/"];
    if inline.iter().any(|mark| start.contains(mark)) {
        INLINE_TEXT
    } else {
        TEXT
    }
}

async fn rest_of_text(
    mut head: Vec<u8>,
    mut body: impl futures_util::Stream<Item = Result<Bytes, Fault>> + Unpin,
) -> Result<Received, Broken> {
    while head.len() < text_limit(&head) {
        let Some(chunk) = body.next().await else {
            break;
        };
        head.extend_from_slice(&chunk?);
    }
    head.truncate(text_limit(&head));
    Ok(Received::Text(Bytes::from(head)))
}
