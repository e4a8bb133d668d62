//! The log: one file a day, seven of them. No prompts, keys, or addresses with a query: every finished line goes through a
//! redaction, so that what a dependency prints cannot break that either.

use rushes_core::redaction::Redacting;
use std::{
    io,
    path::Path,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use tracing_appender::{
    non_blocking::{NonBlockingBuilder, WorkerGuard},
    rolling::{RollingFileAppender, Rotation},
};
use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

/// Days that are kept.
const DAYS: usize = 7;
/// Lines that wait for the disk; beyond it they are dropped. The crate's own 128,000 lay in 4 MiB of memory from the start.
const WAITING: usize = 4_000;

/// Starts logging. The guard writes what is left when it is dropped; `None`: the folder cannot be written, and Rushes
/// runs without a log.
pub fn start(folder: &Path) -> Option<WorkerGuard> {
    // The appender looks for old files before it makes the folder, and says on the terminal that there is none.
    fs_err::create_dir_all(folder).ok()?;
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("rushes")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(folder)
        .ok()?;
    let (writer, guard) = NonBlockingBuilder::default()
        .buffered_lines_limit(WAITING)
        .finish(file);
    let filter =
        EnvFilter::try_from_env("RUSHES_LOG").unwrap_or_else(|_| EnvFilter::new("info,zbus=warn"));
    subscriber(filter, move || writer.clone()).init();
    Some(guard)
}

/// Lines that the page may write in [`WINDOW`]: a fault that repeats itself must not push everything else out of the log.
const PAGE_LINES: u32 = 100;
const WINDOW: Duration = Duration::from_secs(10);

/// What the page has written lately.
static PAGE: Mutex<Page> = Mutex::new(Page {
    since: None,
    lines: 0,
});

struct Page {
    since: Option<Instant>,
    lines: u32,
}

impl Page {
    /// Whether one more line may be written, and how many were left out since the last time that one was.
    fn admit(&mut self, now: Instant) -> Option<u32> {
        let over = self
            .since
            .is_none_or(|since| now.duration_since(since) >= WINDOW);
        let left_out = self.lines.saturating_sub(PAGE_LINES);
        if over {
            *self = Self {
                since: Some(now),
                lines: 1,
            };
            return Some(left_out);
        }
        self.lines = self.lines.saturating_add(1);
        (self.lines <= PAGE_LINES).then_some(0)
    }
}

/// Writes a line of the page to the log, if there is still room for it.
pub fn of_page(level: &str, message: &str) {
    let mut page = PAGE.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(left_out) = page.admit(Instant::now()) else {
        return;
    };
    drop(page);
    if left_out > 0 {
        tracing::warn!(target: "ui", left_out, "the page wrote too much");
    }
    match level {
        "error" => tracing::error!(target: "ui", "{message}"),
        "warn" => tracing::warn!(target: "ui", "{message}"),
        _ => tracing::info!(target: "ui", "{message}"),
    }
}

/// What takes every event to the log. Nothing reaches `make`'s writer but through the redaction.
fn subscriber<W: io::Write + 'static>(
    filter: EnvFilter,
    make: impl Fn() -> W + Send + Sync + 'static,
) -> impl tracing::Subscriber + Send + Sync {
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(move || Redacting(make()));
    tracing_subscriber::registry().with(filter).with(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("one thread").write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_page_that_repeats_itself_leaves_room_for_others_and_how_much_was_left_out_is_known() {
        let mut page = Page {
            since: None,
            lines: 0,
        };
        let begun = Instant::now();
        let written = (0..500).filter(|_| page.admit(begun).is_some()).count();
        let later = page.admit(begun + WINDOW);
        assert_eq!((written, later), (100, Some(400)));
    }

    #[test]
    fn whatever_is_printed_no_key_reaches_the_log() {
        let kept = Kept::default();
        let writer = kept.clone();
        let log = subscriber(EnvFilter::new("trace"), move || writer.clone());
        tracing::subscriber::with_default(log, || {
            let headers = r#"{"authorization": "Bearer c4n4ry-0f1e2d"}"#;
            tracing::debug!(headers, "sending");
            tracing::trace!("GET https://cdn.example/v.mp4?sig=c4n4ry-0f1e2d");
        });
        let text = String::from_utf8(kept.0.lock().expect("one thread").clone()).expect("text");
        assert!(text.contains("sending"), "nothing was logged");
        assert!(!text.contains("c4n4ry"), "{text}");
    }
}
