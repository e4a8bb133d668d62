//! Files of the library in other programs. The page names jobs; paths stay here.

use super::{Answer, body, header, save, shown};
use crate::{dialogs, session::Session};
use rushes_core::{
    domain::JobId,
    dto::{ErrorCode, ErrorView},
    engine::EngineError,
};
use tauri::{AppHandle, State, ipc::Request};
use tauri_plugin_opener::OpenerExt;

/// Another program could not be started.
pub(super) fn outside(error: &tauri_plugin_opener::Error) -> ErrorView {
    tracing::warn!(%error, "another program could not be started");
    EngineError::refused_with(ErrorCode::Internal, "detail", error.to_string()).view()
}

#[tauri::command]
pub async fn show_in_folder(app: AppHandle, session: State<'_, Session>, job: JobId) -> Answer<()> {
    let path = session.engine.video_path(&job).await.map_err(shown)?;
    app.opener()
        .reveal_item_in_dir(path)
        .map_err(|error| outside(&error))
}

#[tauri::command]
pub async fn open_in_player(app: AppHandle, session: State<'_, Session>, job: JobId) -> Answer<()> {
    let path = session.engine.video_path(&job).await.map_err(shown)?;
    app.opener()
        .open_path(path.to_string_lossy(), None::<&str>)
        .map_err(|error| outside(&error))
}

/// A frame of a clip, as a PNG that the page made. `false`: the user closed the dialog.
#[tauri::command]
pub async fn save_frame(app: AppHandle, request: Request<'_>) -> Answer<bool> {
    save(&app, &header(&request, "name"), body(&request)).await
}

/// `false`: the user closed the dialog.
#[tauri::command]
pub async fn save_copy(
    app: AppHandle,
    session: State<'_, Session>,
    job: JobId,
    without_recipe: bool,
) -> Answer<bool> {
    let name = session.engine.copy_name(&job).await.map_err(shown)?;
    let Some(to) = dialogs::save_as(&app, &name).await else {
        return Ok(false);
    };
    let saved = session.engine.save_copy(&job, to, without_recipe).await;
    saved.map(|()| true).map_err(shown)
}
