//! A caller at the other end of the socket.

use super::wire::{Frame, kind};
use crate::caller::Streams;
use futures_util::future::BoxFuture;
use indicatif::{ProgressDrawTarget, TermLike};
use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};
use tokio::sync::{Mutex, Notify, mpsc};
use tokio_util::sync::CancellationToken;

/// Bytes that may wait for a caller before a long list waits for them.
const PATIENT: usize = 1 << 20;

/// How much waits for the caller.
#[derive(Debug, Default)]
pub struct Backlog {
    bytes: AtomicUsize,
    moved: Notify,
}

impl Backlog {
    /// A frame was written.
    pub fn wrote(&self, frame: &Frame) {
        self.bytes.fetch_sub(frame.bytes.len(), Ordering::Relaxed);
        self.moved.notify_waiters();
    }

    fn is_small(&self) -> bool {
        self.bytes.load(Ordering::Relaxed) < PATIENT
    }
}

/// Frames on their way to the caller.
#[derive(Clone)]
pub struct Outbox {
    frames: mpsc::UnboundedSender<Frame>,
    pub backlog: Arc<Backlog>,
    gone: CancellationToken,
}

impl Outbox {
    /// `gone` tells that the caller is not there any more.
    pub fn new(gone: CancellationToken) -> (Self, mpsc::UnboundedReceiver<Frame>) {
        let (frames, taken) = mpsc::unbounded_channel();
        let outbox = Self {
            frames,
            backlog: Arc::default(),
            gone,
        };
        (outbox, taken)
    }

    pub fn send(&self, frame: Frame) {
        let waiting = &self.backlog.bytes;
        waiting.fetch_add(frame.bytes.len(), Ordering::Relaxed);
        // Nobody takes it: whoever asked is gone, and what was begun goes on.
        drop(self.frames.send(frame));
    }

    fn text(&self, kind: u8, text: String) {
        let bytes = text.into_bytes();
        self.send(Frame { kind, bytes });
    }

    async fn taken(&self) {
        loop {
            // First asked for, then looked at: what moves in between is not missed.
            let moved = self.backlog.moved.notified();
            if self.backlog.is_small() {
                return;
            }
            tokio::select! {
                () = moved => {}
                () = self.gone.cancelled() => return,
            }
        }
    }
}

/// What the caller pipes in; `None` at its end.
pub type Piped = mpsc::Receiver<Option<Vec<u8>>>;

pub struct Peer {
    pub outbox: Outbox,
    pub piped: Mutex<Piped>,
    /// They want no more, are gone, or the app ends.
    pub stop: CancellationToken,
    pub heeds: AtomicBool,
    pub process: Option<i32>,
    pub width: u16,
}

impl Peer {
    async fn ask(&self, frame: Frame, most: u64) -> io::Result<Vec<u8>> {
        let mut piped = self.piped.lock().await;
        self.outbox.send(frame);
        let mut bytes = Vec::new();
        loop {
            match piped.recv().await {
                Some(Some(piece)) => bytes.extend(piece),
                Some(None) => return Ok(bytes),
                None => return Err(io::ErrorKind::UnexpectedEof.into()),
            }
            if bytes.len() as u64 > most {
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
    }
}

impl Streams for Peer {
    fn result(&self, text: &str) {
        self.outbox.text(kind::RESULT, format!("{text}\n"));
    }

    fn remark(&self, text: &str) {
        self.outbox.text(kind::REMARK, format!("{text}\n"));
    }

    fn bar(&self) -> ProgressDrawTarget {
        ProgressDrawTarget::term_like(Box::new(Screen {
            outbox: self.outbox.clone(),
            width: self.width,
        }))
    }

    fn read(&self, most: u64) -> BoxFuture<'_, io::Result<Vec<u8>>> {
        let bytes = most.to_be_bytes().to_vec();
        let kind = kind::READ;
        Box::pin(self.ask(Frame { kind, bytes }, most))
    }

    fn line(&self) -> BoxFuture<'_, io::Result<String>> {
        const MOST: u64 = 4096;
        Box::pin(async {
            let bytes = self.ask(Frame::bare(kind::LINE), MOST).await?;
            String::from_utf8(bytes).map_err(io::Error::other)
        })
    }

    fn taken(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.outbox.taken())
    }

    fn stopped(&self) -> BoxFuture<'_, ()> {
        if !self.heeds.swap(true, Ordering::Relaxed) {
            self.outbox.send(Frame::bare(kind::HEEDS));
        }
        Box::pin(self.stop.cancelled())
    }

    /// `/dev/stdin` and what a shell makes of `<(…)` are numbers that mean something in their process alone.
    fn of_their_process(&self, path: &Path) -> Option<PathBuf> {
        if !cfg!(target_os = "linux") {
            return None;
        }
        let number = match path.to_str()? {
            "/dev/stdin" => "0",
            path => path
                .strip_prefix("/dev/fd/")
                .or_else(|| path.strip_prefix("/proc/self/fd/"))?,
        };
        let number: u32 = number.parse().ok()?;
        Some(PathBuf::from(format!(
            "/proc/{}/fd/{number}",
            self.process?
        )))
    }
}

/// The caller's terminal, for a bar. One who does not take what is drawn misses some of it.
struct Screen {
    outbox: Outbox,
    width: u16,
}

impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Screen")
            .field("width", &self.width)
            .finish_non_exhaustive()
    }
}

impl Screen {
    fn draw(&self, text: String) {
        if self.outbox.backlog.is_small() {
            self.outbox.text(kind::REMARK, text);
        }
    }

    fn step(&self, steps: usize, letter: char) {
        if steps > 0 {
            self.draw(format!("\x1b[{steps}{letter}"));
        }
    }
}

impl TermLike for Screen {
    fn width(&self) -> u16 {
        self.width
    }

    fn move_cursor_up(&self, steps: usize) -> io::Result<()> {
        self.step(steps, 'A');
        Ok(())
    }

    fn move_cursor_down(&self, steps: usize) -> io::Result<()> {
        self.step(steps, 'B');
        Ok(())
    }

    fn move_cursor_right(&self, steps: usize) -> io::Result<()> {
        self.step(steps, 'C');
        Ok(())
    }

    fn move_cursor_left(&self, steps: usize) -> io::Result<()> {
        self.step(steps, 'D');
        Ok(())
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.draw(format!("{text}\n"));
        Ok(())
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.draw(text.to_owned());
        Ok(())
    }

    fn clear_line(&self) -> io::Result<()> {
        self.draw("\r\x1b[2K".to_owned());
        Ok(())
    }

    fn flush(&self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;
    use indicatif::ProgressBar;

    #[test]
    fn a_bar_is_drawn_on_the_terminal_of_who_asked() {
        let (outbox, mut frames) = Outbox::new(CancellationToken::new());
        let screen = Box::new(Screen { outbox, width: 80 });
        let target = ProgressDrawTarget::term_like(screen);
        let bar = ProgressBar::with_draw_target(Some(10), target);
        bar.set_position(5);
        bar.tick();
        drop(bar);
        let mut drawn = String::new();
        while let Ok(frame) = frames.try_recv() {
            assert_eq!(frame.kind, kind::REMARK);
            drawn.push_str(&String::from_utf8_lossy(&frame.bytes));
        }
        assert!(drawn.contains("5/10"), "{drawn:?}");
    }

    #[tokio::test]
    async fn a_long_list_waits_for_who_does_not_take_it_until_they_do_or_are_gone() {
        let gone = CancellationToken::new();
        let (outbox, mut frames) = Outbox::new(gone.clone());
        outbox.text(kind::RESULT, "x".repeat(PATIENT));
        assert!(outbox.taken().now_or_never().is_none());
        let frame = frames.recv().await.expect("a frame");
        outbox.backlog.wrote(&frame);
        assert!(outbox.taken().now_or_never().is_some());
        outbox.text(kind::RESULT, "x".repeat(PATIENT));
        gone.cancel();
        assert!(outbox.taken().now_or_never().is_some());
    }
}
