//! The program itself: its log, a report, and what the desktop does for it.

use super::{Answer, unusable};
use crate::{
    autostart, background,
    notify::{self, Notification},
    outside, report,
    session::Session,
    updates,
};
use rushes_core::{
    dto::{DesktopView, NewVersion},
    home::Home,
};
use tauri::{AppHandle, Manager, State};

#[tauri::command]
pub async fn read_log(home: State<'_, Home>) -> Answer<Vec<String>> {
    Ok(report::log(&home.logs))
}

#[tauri::command]
pub async fn open_log_folder(app: AppHandle, home: State<'_, Home>) -> Answer<()> {
    outside::open(&app, &home.logs)
}

#[tauri::command]
pub async fn program_report(app: AppHandle, home: State<'_, Home>) -> Answer<String> {
    let session = app.try_state::<Session>();
    Ok(report::report(session.as_deref(), &home.logs).await)
}

#[tauri::command]
pub fn notify(app: AppHandle, notification: Notification) {
    notify::show(app, notification);
}

#[tauri::command]
pub async fn desktop_view(app: AppHandle) -> Answer<DesktopView> {
    Ok(DesktopView {
        updates: updates::host(&app),
        background: background::refused().await,
        at_login: autostart::is_on(),
        at_login_refused: autostart::refused(),
    })
}

#[tauri::command]
pub async fn start_at_login(app: AppHandle, on: bool) -> Answer<DesktopView> {
    autostart::set(on).map_err(unusable)?;
    desktop_view(app).await
}

/// `None`: this version is the newest, or this copy does not update itself.
#[tauri::command]
pub async fn look_for_update(app: AppHandle) -> Answer<Option<NewVersion>> {
    updates::look(&app).await
}

/// Returns only where it was not installed: the program starts again.
#[tauri::command]
pub async fn install_update(app: AppHandle) -> Answer<()> {
    updates::install(&app).await
}
