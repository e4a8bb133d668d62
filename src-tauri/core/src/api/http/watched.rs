//! A request body that knows whether anything of its request may have left.
//!
//! Money hangs on "nothing was sent", so it is not guessed from the kind of an error. HTTP/1 writes the head of a request
//! into its buffer and asks the body for its first bytes in the same step, before anything is written to the socket
//! (hyper, `proto/h1/dispatch.rs`, `poll_write`). A body that was never asked therefore proves that no byte left; one that
//! was asked proves nothing, and counts as sent. The client that uses it speaks HTTP/1 alone and never retries.

use crate::failpoint::{self, Point};
use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

/// Whether the body was asked for its bytes.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch(Arc<AtomicBool>);

impl Watch {
    /// Whether it is certain that no byte of the request left.
    pub fn nothing_left(&self) -> bool {
        !self.0.load(Ordering::SeqCst)
    }
}

/// A body that is watched.
pub(super) struct Watched {
    body: reqwest::Body,
    watch: Watch,
}

impl Watched {
    pub fn new(body: reqwest::Body, watch: Watch) -> Self {
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
        self.watch.0.store(true, Ordering::SeqCst);
        failpoint::reach(Point::RequestLeaves);
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
