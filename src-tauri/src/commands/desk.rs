//! The program itself: its log, a report, and what the desktop does for it.

use super::{Answer, unusable};
use crate::{
    autostart, background,
    notify::{self, Notification},
    outside, report,
    session::Session,
};
use rushes_core::{dto::DesktopView, home::Home};
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
pub async fn desktop_view() -> Answer<DesktopView> {
    Ok(DesktopView {
        background: background::refused().await,
        at_login: autostart::is_on(),
        at_login_refused: autostart::refused(),
    })
}

#[tauri::command]
pub async fn start_at_login(on: bool) -> Answer<DesktopView> {
    autostart::set(on).map_err(unusable)?;
    desktop_view().await
}
