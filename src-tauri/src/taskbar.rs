//! How far the work is, on the program's button in the taskbar or the dock.
//!
//! On Linux said as docks and task bars listen for it (KDE's, Dash to Dock, Plank), by a signal on the session's bus: what
//! Tauri does needs a library and a desktop, Unity, that few have. Nobody has to listen.

use tauri::AppHandle;

/// What is shown.
#[derive(Default)]
pub struct Taskbar {
    shown: Option<u8>,
    voice: system::Voice,
}

impl Taskbar {
    /// Shows how far it is, 0 to 1; `None` takes it away.
    pub async fn show(&mut self, app: &AppHandle, whole: Option<f64>) {
        let percent = whole.map(percent);
        if percent != self.shown {
            self.shown = percent;
            self.voice.say(app, percent).await;
        }
    }
}

/// What is smaller nobody sees.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 to 100"
)]
fn percent(whole: f64) -> u8 {
    (100.0 * whole.clamp(0.0, 1.0)) as u8
}

#[cfg(target_os = "linux")]
mod system {
    use crate::autostart::ENTRY;
    use std::collections::HashMap;
    use tauri::AppHandle;
    use zbus::{Connection, zvariant::Value};

    const PATH: &str = "/app/rushes/Rushes";
    const INTERFACE: &str = "com.canonical.Unity.LauncherEntry";
    /// The session's bus, once it was needed: what was said is forgotten when its speaker goes.
    #[derive(Default)]
    pub struct Voice(Option<Connection>);

    impl Voice {
        pub async fn say(&mut self, _app: &AppHandle, percent: Option<u8>) {
            if let Err(error) = self.tell(percent).await {
                tracing::debug!(%error, "the taskbar is not told");
                // A bus that went away comes back as another one.
                self.0 = None;
            }
        }

        async fn tell(&mut self, percent: Option<u8>) -> zbus::Result<()> {
            let bus = match &self.0 {
                Some(bus) => bus,
                None => self.0.insert(Connection::session().await?),
            };
            let said = HashMap::from([
                ("progress-visible", Value::from(percent.is_some())),
                (
                    "progress",
                    Value::from(f64::from(percent.unwrap_or_default()) / 100.0),
                ),
            ]);
            // Desktops compare the name with the installed file's, sign by sign.
            let button = format!("application://{ENTRY}");
            bus.emit_signal(None::<&str>, PATH, INTERFACE, "Update", &(button, said))
                .await
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use crate::window::MAIN;
    use tauri::{
        AppHandle, Manager,
        window::{ProgressBarState, ProgressBarStatus},
    };

    /// The window's own.
    #[derive(Default)]
    pub struct Voice;

    impl Voice {
        pub async fn say(&mut self, app: &AppHandle, percent: Option<u8>) {
            let status = match percent {
                Some(_) => ProgressBarStatus::Normal,
                None => ProgressBarStatus::None,
            };
            let state = ProgressBarState {
                status: Some(status),
                progress: percent.map(u64::from),
            };
            let Some(window) = app.get_webview_window(MAIN) else {
                return;
            };
            if let Err(error) = window.set_progress_bar(state) {
                tracing::debug!(%error, "the taskbar is not told");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_all_done_is_shown_as_done() {
        let shown = [-1.0, 0.0, 0.999, 1.0, 2.0].map(percent);
        assert_eq!(shown, [0, 0, 99, 100, 100]);
    }
}
