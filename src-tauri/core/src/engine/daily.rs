//! A copy of the database a day, in the background: a damaged database is made again from the newest sound copy and the
//! journal. The journal has every request, id and file; the copy also what stands nowhere else: marks, settings, servers,
//! receipts, what refusals taught.

use super::{Engine, EngineError, blocking};
use crate::{library::Library, store::Store};
use std::{path::Path, time::Duration};

/// The start has better things to do, and a command that is over by then needs no copy.
const FIRST: Duration = Duration::from_secs(90);
/// Between two looks at the calendar.
const LOOK: Duration = Duration::from_secs(3600);
/// Copies that are kept.
const KEPT: usize = 3;
/// Room that is left to downloads, in bytes.
const SPARE: u64 = 512 << 20;

impl Engine {
    /// Goes on until the engine stops.
    pub(super) async fn copy_daily(&self) {
        let mut wait = FIRST;
        loop {
            tokio::select! {
                () = self.inner.stop.cancelled() => return,
                () = tokio::time::sleep(wait) => {}
            }
            wait = LOOK;
            if let Err(error) = self.copy_of_today().await {
                tracing::warn!(%error, "there is no copy of the database for today");
            }
        }
    }

    async fn copy_of_today(&self) -> Result<(), EngineError> {
        let library = self.inner.library.clone();
        let (database, now) = (self.inner.store.path().to_owned(), self.now());
        blocking(move || {
            let to = library.daily_copy(now);
            if to.exists() {
                return Ok(());
            }
            let length = fs_err::metadata(&database).map_or(0, |about| about.len());
            if library.free_space()? < 2 * length + SPARE {
                tracing::warn!("no room for a copy of the database");
                return Ok(());
            }
            copy(&library, &database, &to)
        })
        .await
    }
}

/// Under its name it is whole and sound; older ones go only then.
fn copy(library: &Library, database: &Path, to: &Path) -> Result<(), EngineError> {
    let scratch = to.with_extension("db.tmp");
    let made = library
        .remove_copy(&scratch)
        .map_err(EngineError::from)
        .and_then(|()| Ok(Store::copy(database, &scratch)?))
        .and_then(|()| Ok(Store::check(&scratch)?));
    if made.is_err() {
        fs_err::remove_file(&scratch).ok();
    }
    made?;
    Ok(library.keep_daily_copy(&scratch, to, KEPT)?)
}
