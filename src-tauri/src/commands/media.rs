//! Pictures that come in and stills that the page made.

use super::{Answer, body, header, shown};
use crate::{clipboard, dialogs, session::Session};
use rushes_core::{
    domain::{AssetId, AssetKind, JobId, Role},
    dto::{FitRequest, FittedView, StagedPicture},
};
use tauri::{AppHandle, State, ipc::Request};

/// The window knows which slot asked; the role only names the call.
#[tauri::command]
pub async fn pick_picture(
    app: AppHandle,
    session: State<'_, Session>,
    role: Role,
) -> Answer<Option<StagedPicture>> {
    let Some(path) = dialogs::pick_picture(&app).await else {
        return Ok(None);
    };
    tracing::debug!(role = role.as_str(), "a picture was picked");
    session
        .engine
        .stage_file(path)
        .await
        .map(Some)
        .map_err(shown)
}

#[tauri::command]
pub async fn stage_picture(
    session: State<'_, Session>,
    request: Request<'_>,
) -> Answer<StagedPicture> {
    session
        .engine
        .stage(header(&request, "name"), body(&request))
        .await
        .map_err(shown)
}

/// The page says that something was pasted which it could not read; what it is stays on this side.
#[tauri::command]
pub async fn paste_picture(
    app: AppHandle,
    session: State<'_, Session>,
) -> Answer<Option<StagedPicture>> {
    clipboard::picture(&app, &session.engine)
        .await
        .map_err(shown)
}

/// A frame of a clip, as the page's own pixels: four bytes each, row by row.
#[tauri::command]
pub async fn copy_frame(app: AppHandle, request: Request<'_>) -> Answer<()> {
    let side = |name| header(&request, name).parse().unwrap_or(0);
    let (width, height) = (side("width"), side("height"));
    clipboard::put(app, body(&request), width, height)
        .await
        .map_err(shown)
}

/// An address that was dropped, pasted or typed.
#[tauri::command]
pub async fn stage_address(
    session: State<'_, Session>,
    address: String,
) -> Answer<Option<StagedPicture>> {
    session.engine.stage_link(&address).await.map_err(shown)
}

#[tauri::command]
pub async fn fit_picture(
    session: State<'_, Session>,
    request: FitRequest,
) -> Answer<Option<FittedView>> {
    session.engine.fit_picture(request).await.map_err(shown)
}

#[tauri::command]
pub async fn restage_input(
    session: State<'_, Session>,
    job: JobId,
    index: usize,
) -> Answer<StagedPicture> {
    session
        .engine
        .restage_input(&job, index)
        .await
        .map_err(shown)
}

#[tauri::command]
pub async fn store_still(session: State<'_, Session>, request: Request<'_>) -> Answer<()> {
    let asset = AssetId::from_text(header(&request, "asset"));
    // A word that is no kind of still is refused by the engine as if it were a video.
    let kind = AssetKind::from_stored(&header(&request, "kind")).unwrap_or(AssetKind::Video);
    session
        .engine
        .store_still(&asset, kind, body(&request))
        .await
        .map_err(shown)
}
