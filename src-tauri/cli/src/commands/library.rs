//! The library as a folder. Not asked of an app that has it open: the app would have to close under its user's hands and start
//! again, and nobody would be left to say how it went. The window does that by itself, in the settings.

use super::backup::Watched;
use crate::{
    args::Library,
    output::{Outcome, Output, Trouble},
    remarks::Remark,
    session,
};
use rushes_core::{
    dto::ErrorCode,
    engine::EngineError,
    home::Home,
    library::{archive::ArchiveError, is_library},
};
use serde_json::json;
use std::path::{Path, PathBuf};

pub async fn run(
    command: Library,
    library: Option<PathBuf>,
    output: &Output,
) -> Result<Outcome, Trouble> {
    match command {
        Library::Move { folder } => {
            let done = move_to(folder, library, output).await;
            if matches!(&done, Err(Trouble::Engine(view)) if view.code == ErrorCode::LibraryInUse) {
                output.say(Remark::MoveInTheWindow);
            }
            done
        }
    }
}

/// What became of a move.
struct Moved {
    to: PathBuf,
    /// Copied and read again; none where a new name was enough.
    bytes: u64,
}

async fn move_to(
    folder: PathBuf,
    library: Option<PathBuf>,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let home = session::home(library)?;
    let usual = same(&home.library, &session::home(None)?.library);
    let from = std::path::absolute(&home.library).unwrap_or_else(|_| home.library.clone());
    let watched = Watched::new(output);
    let seen = watched.clone();
    if !usual || home.begun_move(&folder).is_none() {
        home.check().map_err(EngineError::from)?;
        if !is_library(&home.library) {
            return Err(Trouble::usage(output.text(Remark::NoLibraryYet)));
        }
    }
    let work = tokio::task::spawn_blocking(move || at_once(&home, &folder, usual, &seen));
    let done = watched.until_stopped(work).await;
    watched.end();
    let moved = done
        .map_err(EngineError::from)?
        .map_err(EngineError::from)?;
    say(&from, &moved, output);
    Ok(Outcome::Done)
}

fn at_once(
    home: &Home,
    folder: &Path,
    usual: bool,
    watched: &Watched,
) -> Result<Moved, ArchiveError> {
    let begun = usual.then(|| home.begun_move(folder)).flatten();
    let to = match begun {
        Some(to) => to,
        None => home.target_of_move(folder)?,
    };
    let copied = std::sync::atomic::AtomicU64::new(0);
    home.move_now(&to, usual, &|done, total| {
        copied.store(total, std::sync::atomic::Ordering::Relaxed);
        watched.see(done, total)
    })?;
    // It is moved; what could not be taken away yet is looked for at the next start.
    let next = home.clone().as_chosen();
    if let Err(error) = next.clear_left() {
        tracing::warn!(%error, "what the move left behind is still there");
    }
    let bytes = copied.into_inner();
    Ok(Moved { to, bytes })
}

/// Whether both are one folder, by whatever name.
fn same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| fs_err::canonicalize(path).or_else(|_| std::path::absolute(path));
    matches!((real(one), real(other)), (Ok(one), Ok(other)) if one == other)
}

fn say(from: &Path, moved: &Moved, output: &Output) {
    let left = from.exists();
    if output.json {
        output.object(&json!({
            "path": moved.to,
            "from": from,
            "bytes": moved.bytes,
            "left": left,
        }));
    } else {
        output.line(&moved.to.to_string_lossy());
    }
    if left {
        output.say(Remark::MoveLeftSomething);
    }
}
