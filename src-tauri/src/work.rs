//! Tells the desktop around the window what goes on: it keeps the computer awake and shows how far the work is.
//!
//! Looks when something changed, at most twice a second, and now and then while anything is live, because a result comes
//! nearer to its end by itself. Decides nothing.

use crate::{background::Background, session::Session, sleep, taskbar};
use rushes_core::{
    dto::AppEvent,
    engine::at_work::{AtWork, Course},
};
use std::time::Duration;
use tauri::{AppHandle, Manager};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// Between two looks.
const PACE: Duration = Duration::from_millis(500);
/// Between two looks while jobs are live and nothing happens.
const NOW_AND_THEN: Duration = Duration::from_secs(30);

/// Looks for as long as the program runs.
pub fn start(app: &AppHandle, session: &Session) {
    let app = app.clone();
    let events = session.engine.events();
    tauri::async_runtime::spawn(async move { watch(&app, events).await });
}

async fn watch(app: &AppHandle, mut events: Receiver<AppEvent>) {
    let mut sleep = sleep::of_the_system();
    let mut taskbar = taskbar::Taskbar::default();
    let mut course = Course::default();
    loop {
        let at_work = look(app).await;
        let background = app.state::<Background>();
        background.live(at_work.live());
        sleep.heed(at_work.awake, background.words()).await;
        taskbar.show(app, course.take(&at_work.jobs)).await;
        tokio::time::sleep(PACE).await;
        if !changed(&mut events, at_work.live() > 0).await {
            return;
        }
    }
}

/// What cannot be read counts as nothing: the desktop is told no lies of work that may be over.
async fn look(app: &AppHandle) -> AtWork {
    let Some(session) = app.try_state::<Session>() else {
        return AtWork::default();
    };
    session.engine.at_work().await.unwrap_or_else(|error| {
        tracing::warn!(%error, "what goes on is not known");
        AtWork::default()
    })
}

/// Waits until there may be something new. `false`: the engine is gone.
async fn changed(events: &mut Receiver<AppEvent>, live: bool) -> bool {
    let told = async {
        loop {
            match events.recv().await {
                Ok(event) if concerns(&event) => return true,
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => return true,
                Err(RecvError::Closed) => return false,
            }
        }
    };
    if live {
        tokio::time::timeout(NOW_AND_THEN, told)
            .await
            .unwrap_or(true)
    } else {
        told.await
    }
}

fn concerns(event: &AppEvent) -> bool {
    matches!(
        event,
        AppEvent::Jobs { .. } | AppEvent::Removed { .. } | AppEvent::Transfer { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushes_core::dto::Counts;
    use tokio::sync::broadcast;

    fn removed() -> AppEvent {
        AppEvent::Removed {
            ids: Vec::new(),
            counts: Counts::default(),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn with_nothing_live_it_sleeps_until_a_job_changes() {
        let (tells, mut events) = broadcast::channel(4);
        let waits = tokio::time::timeout(Duration::from_secs(3600), changed(&mut events, false));
        assert!(waits.await.is_err(), "nothing happened");
        drop(tells.send(AppEvent::DragOver { active: true }));
        drop(tells.send(removed()));
        assert!(changed(&mut events, false).await);
        assert!(events.is_empty(), "what is no job's was passed over");
    }

    #[tokio::test(start_paused = true)]
    async fn with_something_live_it_looks_again_by_itself() {
        let (_tells, mut events) = broadcast::channel(4);
        let begun = tokio::time::Instant::now();
        assert!(changed(&mut events, true).await);
        assert_eq!(begun.elapsed(), NOW_AND_THEN);
    }

    #[tokio::test]
    async fn it_ends_with_the_engine() {
        let (tells, mut events) = broadcast::channel(4);
        drop(tells);
        assert!(!changed(&mut events, true).await);
    }
}
