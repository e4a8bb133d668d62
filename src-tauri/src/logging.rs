//! The log: one file a day, seven of them. No prompts, keys, or addresses with a query: every finished line goes through a
//! redaction, so that what a dependency prints cannot break that either.

use rushes_core::redaction::Redacting;
use std::path::Path;
use tracing_appender::{
    non_blocking::WorkerGuard,
    rolling::{RollingFileAppender, Rotation},
};
use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

/// Days that are kept.
const DAYS: usize = 7;

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
    let (writer, guard) = tracing_appender::non_blocking(file);
    let filter =
        EnvFilter::try_from_env("RUSHES_LOG").unwrap_or_else(|_| EnvFilter::new("info,zbus=warn"));
    tracing_subscriber::registry()
        .with(filter)
        .with(
            tracing_subscriber::fmt::layer()
                .with_ansi(false)
                .with_writer(move || Redacting(writer.clone())),
        )
        .init();
    Some(guard)
}
