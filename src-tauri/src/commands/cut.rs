//! Files that become clips, and pieces of clips that become files.

use super::{Answer, shown};
use crate::{codecs, dialogs, drops::Dropped, session::Session};
use rushes_core::{
    dto::{Brought, CutRequest, CutterView, JobView},
    engine::Engine,
};
use tauri::{AppHandle, State};

/// The videos that were dropped last.
#[tauri::command]
pub async fn bring_dropped(
    session: State<'_, Session>,
    dropped: State<'_, Dropped>,
) -> Answer<Brought> {
    Ok(session.engine.bring(dropped.take()).await)
}

/// `None`: the user closed the dialog.
#[tauri::command]
pub async fn bring_picked(app: AppHandle, session: State<'_, Session>) -> Answer<Option<Brought>> {
    let Some(files) = dialogs::pick_videos(&app).await else {
        return Ok(None);
    };
    Ok(Some(session.engine.bring(files).await))
}

/// Looked for each time: it may have been installed meanwhile.
#[tauri::command]
pub async fn cutter() -> Answer<CutterView> {
    Ok(CutterView {
        present: Engine::can_cut(),
        command: codecs::cutter_command(),
    })
}

/// A piece of a clip as a clip of its own.
#[tauri::command]
pub async fn cut_clip(session: State<'_, Session>, request: CutRequest) -> Answer<JobView> {
    session
        .engine
        .cut_into_library(request)
        .await
        .map_err(shown)
}

/// `false`: the user closed the dialog.
#[tauri::command]
pub async fn save_cut(
    app: AppHandle,
    session: State<'_, Session>,
    request: CutRequest,
) -> Answer<bool> {
    let name = session.engine.cut_name(&request).await.map_err(shown)?;
    let Some(to) = dialogs::save_as(&app, &name).await else {
        return Ok(false);
    };
    let saved = session.engine.cut_to_file(request, to).await;
    saved.map(|()| true).map_err(shown)
}
