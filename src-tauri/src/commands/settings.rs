//! Settings.

use super::{Answer, shown};
use crate::{session::Session, window};
use rushes_core::dto::Settings;
use tauri::{State, WebviewWindow};

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
