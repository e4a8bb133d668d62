//! Bytes from an answer into the partial file: sniffed, counted, resumable, in constant memory.
//!
//! Beside the partial lies a small [`note`] on what it is part of.

pub(super) mod note;
mod sink;

use super::Engine;
use crate::{
    api::{
        Content, Fault, Resume,
        http::holds_video,
        pace::{self, Pace},
    },
    domain::JobId,
    dto::{AppEvent, ErrorCode, TransferView},
    failpoint::{self, Point},
    library::probe::{SNIFF_BYTES, sniff},
};
use bytes::Bytes;
use futures_util::{StreamExt, stream::BoxStream};
use note::PartNote;
pub(super) use note::{Kept, discard, kept, seal, unseal};
use sink::Sink;
use std::{io, path::Path, time::Duration};
use tokio::time::Instant;

/// An answer that is no video is read this far, to find an address or a sentence in it.
const TEXT: usize = 1 << 20;
/// The same where the video stands in it as Base64.
const INLINE_TEXT: usize = 512 << 20;
/// Between two reports of progress.
const REPORT: Duration = Duration::from_millis(100);
/// What stays free on the disk beside the file itself.
pub(super) const RESERVE: u64 = 64 << 20;

/// Room on the disk is looked at again after so many bytes: others write too, and not every server says how much will come.
const LOOK_EVERY: u64 = 32 << 20;
/// No clip is larger. An announcement beyond it is a lie, and a body beyond it has no end.
const LARGEST: u64 = 64 << 30;
/// A download below this pace is cut, and goes on where it was with another connection.
const PACE: Pace = Pace {
    least: 16 << 10,
    window: Duration::from_secs(60),
};

/// A body on its way into the partial file.
struct Inflow {
    sink: Sink,
    /// Bytes in all, where that is known.
    total: Option<u64>,
    received: u64,
    /// What was there when the room on the disk was last looked at.
    looked: u64,
}

impl Inflow {
    fn transfer(&self) -> TransferView {
        TransferView {
            received: self.received,
            total: self.total,
        }
    }
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
            Self::Short { .. } => ErrorCode::ConnectionBroke,
            Self::DiskFull => ErrorCode::DiskFull,
            Self::Disk(_) => ErrorCode::LibraryUnavailable,
        }
    }
}

/// Where the bytes of an answer belong.
enum Begin {
    At(u64),
    /// The server says that there is no more: all of it is here.
    Whole,
    /// It is no continuation of what is here.
    Anew,
}

/// A 206 must go on exactly where we are, in the same bytes (RFC 9110, 15.3.7); a 416 to a file that ended where ours ends
/// says that ours is whole; everything else begins with the first byte.
fn begin(content: &Content, resume: Option<&Resume>) -> Begin {
    match (content.status, resume, content.range) {
        (206, Some(resume), Some((first, total))) => {
            let same_total = resume.total.zip(total).is_none_or(|(a, b)| a == b);
            if first == resume.from && same_total && same_bytes(content, resume) {
                Begin::At(first)
            } else {
                Begin::Anew
            }
        }
        // Asked for all of it, a server may call all of it a part.
        (206, None, Some((0, _))) => Begin::At(0),
        (416, Some(resume), _) => {
            let same_total = resume.total.is_none_or(|total| total == resume.from);
            if content.complete == Some(resume.from) && same_total && same_bytes(content, resume) {
                Begin::Whole
            } else {
                Begin::Anew
            }
        }
        (206 | 416, _, _) => Begin::Anew,
        _ => Begin::At(0),
    }
}

/// Two entity tags must be equal; an answer may leave its tag out, or know a date instead.
fn same_bytes(content: &Content, resume: &Resume) -> bool {
    let tag = |text: &str| text.starts_with('"');
    content
        .validator
        .as_ref()
        .is_none_or(|now| tag(now) != tag(&resume.validator) || *now == resume.validator)
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
        let start = match begin(&content, resume) {
            Begin::At(start) => start,
            Begin::Whole => return Ok(Received::Whole),
            Begin::Anew => {
                discard(&partial);
                return Ok(Received::Restart);
            }
        };
        let success = (200..300).contains(&content.status);
        let total = content
            .range
            .and_then(|(_, total)| total)
            .or_else(|| content.length.map(|length| start.saturating_add(length)));
        let mut body = pace::keep(content.body, PACE);
        let mut head = Vec::new();
        if start == 0 {
            head = head_of(&mut body, if success { SNIFF_BYTES } else { TEXT }).await?;
            if !success || sniff(&head).is_none() {
                return rest_of_text(head, body).await;
            }
            discard(&partial);
        }
        if let Some(total) = total.filter(|total| *total > LARGEST) {
            return Err(Fault::TooLarge(total).into());
        }
        self.make_sure_it_fits(total.map(|total| total.saturating_sub(start)))?;
        let validator = content.validator.filter(|_| content.resumable);
        let earlier = resume
            .filter(|_| start > 0)
            .map(|resume| resume.validator.clone());
        let note = PartNote {
            source: source.to_owned(),
            validator: validator.or(earlier),
            total,
            film: None,
        };
        note.write(&partial).await?;
        failpoint::room(Point::PartNote)?;
        self.write(job, &partial, start, head, body, note).await
    }

    async fn write(
        &self,
        job: &JobId,
        partial: &Path,
        start: u64,
        head: Vec<u8>,
        mut body: BoxStream<'static, Result<Bytes, Fault>>,
        note: PartNote,
    ) -> Result<Received, Broken> {
        let mut inflow = Inflow {
            sink: Sink::open(partial).await?,
            total: note.total,
            received: start,
            looked: start,
        };
        let mut told = Told {
            received: None,
            next: Instant::now(),
        };
        let mut next: Option<Result<Bytes, Fault>> = Some(Ok(Bytes::from(head)));
        let outcome = loop {
            let taken = match next {
                None => break Ok(()),
                Some(Err(fault)) => Err(Broken::from(fault)),
                Some(Ok(chunk)) => self.take(&mut inflow, &chunk).await,
            };
            if let Err(broken) = taken {
                break Err(broken);
            }
            let transfer = inflow.transfer();
            next = self.piece(job, &mut body, &mut told, transfer).await;
        };
        // What came is kept also when it broke: the next try goes on from there.
        let transfer = inflow.transfer();
        let flushed = inflow.sink.flush().await;
        if matches!(outcome, Err(Broken::Fault(Fault::TooLarge(_)))) {
            // What says two things about its length is believed in neither.
            discard(partial);
        }
        outcome?;
        flushed?;
        self.report(job, transfer);
        let received = transfer.received;
        match transfer.total {
            Some(total) if received < total => Err(Broken::Short { received, total }),
            Some(_) => Ok(Received::Whole),
            None => {
                // It ended as a body without a length ends; a later run need not ask again.
                let total = Some(received);
                PartNote { total, ..note }.write(partial).await?;
                Ok(Received::Whole)
            }
        }
    }

    /// Takes a piece of a body that is as long as it was said to be, while there is room for it.
    async fn take(&self, inflow: &mut Inflow, chunk: &Bytes) -> Result<(), Broken> {
        inflow.received += chunk.len() as u64;
        let received = inflow.received;
        let most = inflow.total.unwrap_or(LARGEST);
        if received > most {
            return Err(Fault::TooLarge(most).into());
        }
        if received - inflow.looked >= LOOK_EVERY {
            inflow.looked = received;
            self.make_sure_it_fits(inflow.total.map(|total| total - received))?;
        }
        failpoint::room(Point::BytesWritten)?;
        Ok(inflow.sink.take(chunk).await?)
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

/// The first bytes of a body: as many as are wanted, or all there are.
async fn head_of(
    body: &mut BoxStream<'static, Result<Bytes, Fault>>,
    wanted: usize,
) -> Result<Vec<u8>, Fault> {
    let mut head = Vec::new();
    while head.len() < wanted {
        let Some(chunk) = body.next().await else {
            break;
        };
        head.extend_from_slice(&chunk?);
    }
    Ok(head)
}

/// Text is read as far as a sentence or an address can stand in it; a video inside JSON is text too, and longer.
async fn rest_of_text(
    mut text: Vec<u8>,
    mut body: BoxStream<'static, Result<Bytes, Fault>>,
) -> Result<Received, Broken> {
    let mut inline = false;
    while let Some(chunk) = body.next().await {
        text.extend_from_slice(&chunk?);
        if text.len() > TEXT && !inline {
            inline = holds_video(&text);
            if !inline {
                text.truncate(TEXT);
                break;
            }
        }
        if text.len() > INLINE_TEXT {
            return Err(Fault::TooLarge(INLINE_TEXT as u64).into());
        }
    }
    Ok(Received::Text(Bytes::from(text)))
}
