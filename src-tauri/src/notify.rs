//! Notifications of the desktop. The page decides what is worth one and has the words; a press brings the window and the job.
//!
//! Spoken with the desktop directly: the plugin for it cannot say that a notification was pressed on Linux. Without a bus or
//! a notification service nothing happens, and nobody is told: it is a comfort. Elsewhere than on Linux there is none yet.

use rushes_core::domain::JobId;
use serde::Deserialize;
#[cfg(target_os = "linux")]
use std::sync::PoisonError;
use tauri::AppHandle;

/// What is told.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Notification {
    pub title: String,
    pub body: String,
    /// The word of the press, for desktops that show it.
    pub open: String,
    /// What a press opens.
    pub job: Option<JobId>,
}

/// Shows it in place of the one before, which nobody can press any more.
#[cfg(target_os = "linux")]
pub fn show(app: AppHandle, notification: Notification) {
    let shown = tauri::async_runtime::spawn(async move {
        if let Err(error) = linux::show(&app, &notification).await {
            tracing::debug!(%error, "the desktop takes no notification");
        }
    });
    // The desktop gives both the same number: the press would open the clip of either.
    let mut last = linux::LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(before) = last.replace(shown) {
        before.abort();
    }
}

/// Nothing yet.
#[cfg(not(target_os = "linux"))]
pub fn show(_app: AppHandle, _notification: Notification) {}

#[cfg(target_os = "linux")]
mod linux {
    use super::Notification;
    use crate::{autostart::ENTRY, bridge::Bridge, window};
    use futures_util::StreamExt as _;
    use rushes_core::dto::AppEvent;
    use std::{
        collections::HashMap,
        sync::{
            Mutex,
            atomic::{AtomicU32, Ordering},
        },
    };
    use tauri::{AppHandle, Manager, async_runtime::JoinHandle};
    use zbus::{Connection, Proxy, zvariant::Value};

    const SERVICE: &str = "org.freedesktop.Notifications";
    const PATH: &str = "/org/freedesktop/Notifications";
    /// The name of our icon, for a service that does not look at the entry.
    const ICON: &str = "rushes";

    /// The one that is shown; 0: none was.
    static SHOWN: AtomicU32 = AtomicU32::new(0);
    /// What waits for a press on it.
    pub(super) static LAST: Mutex<Option<JoinHandle<()>>> = Mutex::new(None);

    pub async fn show(app: &AppHandle, notification: &Notification) -> zbus::Result<()> {
        let bus = Connection::session().await?;
        let service = Proxy::new(&bus, SERVICE, PATH, SERVICE).await?;
        // Before it is shown: the press may come at once.
        let mut presses = service.receive_signal("ActionInvoked").await?;
        // Without its ending; the desktop takes icon and name from there.
        let entry = ENTRY.trim_end_matches(".desktop");
        let hints = HashMap::from([("desktop-entry", Value::from(entry))]);
        let actions = ["default", notification.open.as_str()];
        let arguments = (
            "Rushes",
            SHOWN.load(Ordering::SeqCst),
            ICON,
            notification.title.as_str(),
            escaped(&notification.body),
            actions.as_slice(),
            hints,
            -1_i32,
        );
        let id: u32 = service.call("Notify", &arguments).await?;
        SHOWN.store(id, Ordering::SeqCst);
        // However long it takes: a notification that nobody saw waits in the desktop's list until somebody is back.
        while let Some(press) = presses.next().await {
            let press = press.body().deserialize::<(u32, String)>();
            if press.is_ok_and(|(of, _)| of == id) {
                window::raise(app);
                if let Some(id) = notification.job.clone() {
                    app.state::<Bridge>().send(AppEvent::OpenJob { id });
                }
            }
        }
        Ok(())
    }

    /// A body may be read as markup.
    pub(super) fn escaped(text: &str) -> String {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn a_prompt_cannot_be_read_as_markup() {
        let prompt = "a <b>bold</b> cat & a dog";
        assert_eq!(
            super::linux::escaped(prompt),
            "a &lt;b&gt;bold&lt;/b&gt; cat &amp; a dog"
        );
    }
}
