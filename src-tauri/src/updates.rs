//! New versions of the program, where no distribution brings them: in builds with the feature `updater` that were given a place
//! to ask and a key to believe it by (`release.yml`). The packages of Linux have none of it.
//!
//! By itself it only asks, at most once a day, and only where the user wants that. Nothing is installed but by a press, and not
//! while a job is live. It must not know what the window makes of it.

#[cfg(feature = "updater")]
mod installs;
#[cfg(not(feature = "updater"))]
#[path = "updates/elsewhere.rs"]
mod installs;

pub use installs::{add, host, install, look};

use crate::{bridge::Bridge, session::Session};
use rushes_core::{dto::AppEvent, home::Home};
use std::{
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};
use tauri::{AppHandle, Manager};

/// In the folder of the configuration: its time is that of the last look.
const LOOKED: &str = "looked-for-update";
/// Between two looks, also over several starts.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Between two looks whether it is time for one: a computer may sleep for days.
const NOW_AND_THEN: Duration = Duration::from_secs(30 * 60);
/// A start has other things to do.
const AFTER_START: Duration = Duration::from_secs(20);

/// Looks once a day, as long as that is set.
pub fn start(app: &AppHandle) {
    if host(app).is_none() {
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(AFTER_START).await;
        loop {
            if wanted(&app).await {
                tell(&app).await;
            }
            tokio::time::sleep(NOW_AND_THEN).await;
        }
    });
}

async fn wanted(app: &AppHandle) -> bool {
    let looked = fs_err::metadata(mark(&app.state::<Home>()))
        .and_then(|file| file.modified())
        .ok();
    if !is_time(looked, SystemTime::now()) {
        return false;
    }
    let Some(session) = app.try_state::<Session>() else {
        return false;
    };
    let settings = session.engine.settings().await;
    settings.is_ok_and(|settings| settings.look_for_updates)
}

/// A look that fails is one of today's, too: nobody waits for its answer.
async fn tell(app: &AppHandle) {
    match look(app).await {
        Ok(Some(found)) => app.state::<Bridge>().send(AppEvent::NewVersion {
            version: found.version,
        }),
        Ok(None) => {}
        Err(error) => tracing::info!(?error, "no new version could be looked for"),
    }
}

/// Whether a day has gone by since the last look. One in the future comes of a clock that was wrong.
fn is_time(looked: Option<SystemTime>, now: SystemTime) -> bool {
    looked.is_none_or(|at| now.duration_since(at).is_ok_and(|since| since >= DAY) || at > now)
}

fn mark(home: &Home) -> PathBuf {
    home.config.join(LOOKED)
}

#[cfg_attr(
    not(feature = "updater"),
    expect(dead_code, reason = "nothing is looked for")
)]
fn note_look(mark: &Path) {
    let written = mark
        .parent()
        .map_or(Ok(()), fs_err::create_dir_all)
        .and_then(|()| fs_err::write(mark, []));
    if let Err(error) = written {
        tracing::warn!(%error, "when new versions were looked for is not remembered");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Duration = Duration::from_secs(500_000 * 60 * 60);

    fn at(hours: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + NOON + Duration::from_secs(hours * 60 * 60)
    }

    #[test]
    fn the_first_look_waits_for_nothing() {
        assert!(is_time(None, at(0)));
    }

    #[test]
    fn the_next_one_comes_a_day_later() {
        assert_eq!(
            [23, 24].map(|hours| is_time(Some(at(0)), at(hours))),
            [false, true]
        );
    }

    #[test]
    fn a_clock_that_was_ahead_does_not_hold_it_up() {
        assert!(is_time(Some(at(1)), at(0)));
    }

    #[test]
    fn a_look_is_remembered_where_there_was_no_folder_yet() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let mark = folder.path().join("config").join(LOOKED);
        note_look(&mark);
        assert!(mark.exists());
    }
}
