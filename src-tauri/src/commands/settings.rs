//! Settings.

use super::{Answer, save, shown, unusable};
use crate::{autostart, background::Background, dialogs, session::Session, window};
use rushes_core::dto::Settings;
use tauri::{AppHandle, Manager, State, WebviewWindow};

/// What the shell does with them.
fn apply(window: &WebviewWindow, settings: &Settings) {
    window::dress(window, settings);
    window.state::<Background>().set(settings);
}

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
    apply(&window, &saved);
    Ok(saved)
}

#[tauri::command]
pub async fn reset_settings(
    session: State<'_, Session>,
    window: WebviewWindow,
) -> Answer<Settings> {
    let saved = session.engine.reset_settings().await.map_err(shown)?;
    autostart::forget();
    apply(&window, &saved);
    Ok(saved)
}

/// `false`: the user closed the dialog.
#[tauri::command]
pub async fn export_settings(app: AppHandle, session: State<'_, Session>) -> Answer<bool> {
    let text = session.engine.settings_file().await.map_err(shown)?;
    save(&app, "rushes-settings.json", text).await
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
    apply(&window, &taken);
    Ok(Some(taken))
}
