//! Settings.

use super::{Answer, shown};
use crate::{dialogs, session::Session, window};
use rushes_core::{dto::Settings, engine::EngineError, library::LibraryError};
use tauri::{AppHandle, State, WebviewWindow};

#[tauri::command]
pub async fn save_settings(
    session: State<'_, Session>,
    window: WebviewWindow,
    settings: Settings,
) -> Answer<Settings> {
    let saved = session
        .engine
        .save_settings(settings)
        .await
        .map_err(shown)?;
    window::dress(&window, saved.theme);
    Ok(saved)
}

#[tauri::command]
pub async fn reset_settings(
    session: State<'_, Session>,
    window: WebviewWindow,
) -> Answer<Settings> {
    let saved = session.engine.reset_settings().await.map_err(shown)?;
    window::dress(&window, saved.theme);
    Ok(saved)
}

/// `false`: the user closed the dialog.
#[tauri::command]
pub async fn export_settings(app: AppHandle, session: State<'_, Session>) -> Answer<bool> {
    let text = session.engine.settings_file().await.map_err(shown)?;
    let Some(to) = dialogs::save_as(&app, "rushes-settings.json").await else {
        return Ok(false);
    };
    let written = fs_err::tokio::write(to, text).await.map_err(unusable);
    written.map(|()| true)
}

/// `None`: the user closed the dialog.
#[tauri::command]
pub async fn import_settings(
    app: AppHandle,
    session: State<'_, Session>,
    window: WebviewWindow,
) -> Answer<Option<Settings>> {
    let Some(from) = dialogs::pick_json(&app).await else {
        return Ok(None);
    };
    let text = fs_err::tokio::read(from).await.map_err(unusable)?;
    let taken = session.engine.take_settings(&text).await.map_err(shown)?;
    window::dress(&window, taken.theme);
    Ok(Some(taken))
}

fn unusable(error: std::io::Error) -> rushes_core::dto::ErrorView {
    shown(EngineError::from(LibraryError::from(error)))
}
