//! A body that drips keeps a place for ever: one that brings too little within a window is given up.
//!
//! The silence between two reads is the client's to watch; a server that sends a byte now and then is never silent.

use super::Fault;
use bytes::Bytes;
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use std::time::Duration;
use tokio::time::Instant;

/// The slowest body that is read on.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Bytes that must come …
    pub least: usize,
    /// … within this time.
    pub window: Duration,
}

/// The same body, ending with [`Fault::Timeout`] where it falls below the pace.
pub fn keep(
    body: BoxStream<'static, Result<Bytes, Fault>>,
    pace: Pace,
) -> BoxStream<'static, Result<Bytes, Fault>> {
    let begun = Some((body, Instant::now() + pace.window, 0));
    let next = move |state| async move {
        let (mut body, mut until, mut came): (BoxStream<'static, _>, Instant, usize) = state?;
        let Ok(piece) = tokio::time::timeout_at(until, body.next()).await else {
            return Some((Err(Fault::Timeout), None));
        };
        let piece: Result<Bytes, Fault> = piece?;
        came += piece.as_ref().map_or(0, Bytes::len);
        if came >= pace.least {
            (until, came) = (Instant::now() + pace.window, 0);
        }
        Some((piece, Some((body, until, came))))
    };
    // Readers may ask once more after the end: what an answer without a video says is read in two places.
    stream::unfold(begun, next).fuse().boxed()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace {
        least: 100,
        window: Duration::from_secs(60),
    };

    /// Pieces of that many bytes, one every ten seconds.
    fn every_ten_seconds(bytes: usize) -> BoxStream<'static, Result<Bytes, Fault>> {
        let piece = move |_| async move {
            tokio::time::sleep(Duration::from_secs(10)).await;
            Ok(Bytes::from(vec![0; bytes]))
        };
        stream::iter(0..50).then(piece).boxed()
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_drips_ends() {
        let begun = Instant::now();
        let pieces: Vec<_> = keep(every_ten_seconds(1), PACE).collect().await;
        assert_eq!(pieces.last(), Some(&Err(Fault::Timeout)));
        assert_eq!(begun.elapsed(), PACE.window);
    }

    #[tokio::test(start_paused = true)]
    async fn after_its_end_a_body_stays_at_its_end() {
        let mut body = keep(stream::empty().boxed(), PACE);
        assert_eq!((body.next().await, body.next().await), (None, None));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_is_slow_but_comes_is_read_to_its_end() {
        let pieces: Vec<_> = keep(every_ten_seconds(20), PACE).collect().await;
        assert!(pieces.len() == 50 && pieces.iter().all(Result::is_ok));
    }
}
