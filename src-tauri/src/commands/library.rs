//! Files of the library in other programs. The page names jobs; paths stay here.

use super::{Answer, body, header, save, shown};
use crate::{dialogs, outside, session::Session};
use rushes_core::domain::JobId;
use tauri::{AppHandle, State, ipc::Request};

#[tauri::command]
pub async fn show_in_folder(app: AppHandle, session: State<'_, Session>, job: JobId) -> Answer<()> {
    let path = session.engine.video_path(&job).await.map_err(shown)?;
    outside::reveal(&app, &path)
}

#[tauri::command]
pub async fn open_in_player(app: AppHandle, session: State<'_, Session>, job: JobId) -> Answer<()> {
    let path = session.engine.video_path(&job).await.map_err(shown)?;
    outside::open(&app, &path)
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
