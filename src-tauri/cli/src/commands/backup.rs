//! A copy of the library in one file, and the way back.

use crate::{
    output::{Outcome, Output, Trouble},
    remarks::Remark,
    session,
};
use indicatif::{ProgressBar, ProgressStyle};
use rushes_core::{
    engine::{Engine, EngineError, backup},
    library::archive::Archived,
};
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Writes a backup and says where it is.
pub async fn back_up(
    engine: &Engine,
    to: &Path,
    videos: bool,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let watched = Watched::new(output);
    let seen = watched.clone();
    let done = watched
        .until_stopped(engine.back_up(to, videos, move |done, total| seen.see(done, total)))
        .await;
    watched.end();
    let (file, archived) = done?;
    say(&file, &archived, output);
    if archived.left_out > 0 {
        output.say(Remark::LeftOut);
    }
    Ok(Outcome::Done)
}

/// Restores a backup into an empty folder.
pub async fn restore(
    file: PathBuf,
    library: Option<PathBuf>,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let to = session::home(library)?.library;
    let watched = Watched::new(output);
    let seen = watched.clone();
    let work = tokio::task::spawn_blocking(move || {
        backup::restore(&file, &to, &|done, total| seen.see(done, total))
    });
    let done = watched.until_stopped(work).await;
    watched.end();
    let (library, archived) = done.map_err(EngineError::from)??;
    say(&library, &archived, output);
    output.say(Remark::Restored);
    if !archived.videos {
        output.say(Remark::WithoutVideos);
    }
    Ok(Outcome::Done)
}

fn say(place: &Path, archived: &Archived, output: &Output) {
    if output.json {
        output.object(&json!({
            "path": place,
            "files": archived.files,
            "bytes": archived.bytes,
            "videos": archived.videos,
            "left_out": archived.left_out,
        }));
    } else {
        output.line(&place.to_string_lossy());
    }
}

/// Shows how far it is, and stops it on Ctrl+C: half a file must not be left behind.
#[derive(Clone)]
pub(super) struct Watched {
    output: Output,
    bar: Option<ProgressBar>,
    stopped: Arc<AtomicBool>,
}

impl Watched {
    pub(super) fn new(output: &Output) -> Self {
        let bar = output.bar(0).map(|bar| {
            match ProgressStyle::with_template("{wide_bar} {bytes} / {total_bytes}") {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            }
        });
        Self {
            output: output.clone(),
            bar,
            stopped: Arc::default(),
        }
    }

    pub(super) fn see(&self, done: u64, total: u64) -> bool {
        if let Some(bar) = &self.bar {
            bar.set_length(total);
            bar.set_position(done);
        }
        !self.stopped.load(Ordering::Relaxed)
    }

    /// Waits for the work, also after it was told to stop: it tidies up.
    pub(super) async fn until_stopped<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = Box::pin(work);
        tokio::select! {
            done = &mut work => return done,
            () = self.output.stopped() => self.stopped.store(true, Ordering::Relaxed),
        }
        work.await
    }

    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
