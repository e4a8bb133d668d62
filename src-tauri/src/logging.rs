//! The log: one file a day, seven of them. No prompts, keys, or addresses with a query: every finished line goes through a
//! redaction, so that what a dependency prints cannot break that either.

use rushes_core::redaction::Redacting;
use std::{io, path::Path};
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
    use std::sync::{Arc, Mutex};

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
