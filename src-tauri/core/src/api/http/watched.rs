//! A request body that knows whether anything of its request may have left.
//!
//! Money hangs on "nothing was sent", so it is not guessed from the kind of an error. HTTP/1 writes the head of a request
//! into its buffer and asks the body for its first bytes in the same step, before anything is written to the socket
//! (hyper, `proto/h1/dispatch.rs`, `poll_write`). A body that was never asked therefore proves that no byte left; one that
//! was asked proves nothing, and counts as sent. The client that uses it speaks HTTP/1 alone and never retries.
//!
//! What it hands out it also counts and digests, for the receipt: a refund desk can find the request by it.

use crate::{
    domain::SentBody,
    failpoint::{self, Point},
};
use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use sha2::{Digest, Sha256};
use std::{
    fmt::Write as _,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

/// Whether the body was asked for its bytes, and what it gave.
#[derive(Clone, Default)]
pub(super) struct Watch(Arc<Seen>);

#[derive(Default)]
struct Seen {
    asked: AtomicBool,
    given: Mutex<Given>,
}

#[derive(Default)]
struct Given {
    digest: Sha256,
    bytes: u64,
    expected: Option<u64>,
    ended: bool,
}

impl Watch {
    /// Whether it is certain that no byte of the request left.
    pub fn nothing_left(&self) -> bool {
        !self.0.asked.load(Ordering::SeqCst)
    }

    /// What was handed out; `None` when nothing was asked for.
    pub fn sent(&self) -> Option<SentBody> {
        if self.nothing_left() {
            return None;
        }
        let given = self.0.given.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sha256 = String::with_capacity(64);
        for byte in given.digest.clone().finalize() {
            let _ = write!(sha256, "{byte:02x}");
        }
        Some(SentBody {
            bytes: given.bytes,
            sha256,
            whole: given.ended || given.expected == Some(given.bytes),
        })
    }

    fn note(&self, given: &Poll<Option<Result<Frame<Bytes>, reqwest::Error>>>) {
        let mut seen = self.0.given.lock().unwrap_or_else(PoisonError::into_inner);
        match given {
            Poll::Ready(Some(Ok(frame))) => {
                if let Some(data) = frame.data_ref() {
                    seen.digest.update(data);
                    seen.bytes += data.len() as u64;
                }
            }
            Poll::Ready(None) => seen.ended = true,
            Poll::Ready(Some(Err(_))) | Poll::Pending => {}
        }
    }
}

/// A body that is watched.
pub(super) struct Watched {
    body: reqwest::Body,
    watch: Watch,
}

impl Watched {
    pub fn new(body: reqwest::Body, watch: Watch) -> Self {
        let mut given = watch.0.given.lock().unwrap_or_else(PoisonError::into_inner);
        given.expected = body.size_hint().exact();
        drop(given);
        Self { body, watch }
    }
}

impl Body for Watched {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        self.watch.0.asked.store(true, Ordering::SeqCst);
        failpoint::reach(Point::RequestLeaves);
        let given = Pin::new(&mut self.body).poll_frame(context);
        self.watch.note(&given);
        given
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
