//! Pictures on the clipboard that the page cannot read: bitmaps on some systems, and files of a file manager everywhere.
//! Read here, so that no path reaches the page. Frames of clips go the other way, because not every webview may write one.

use rushes_core::{
    dto::{ErrorCode, StagedPicture},
    engine::{Engine, EngineError},
};
use tauri::{AppHandle, image::Image};
use tauri_plugin_clipboard_manager::ClipboardExt;

/// Keeps the picture on the clipboard. `None`: there is none.
pub async fn picture(
    app: &AppHandle,
    engine: &Engine,
) -> Result<Option<StagedPicture>, EngineError> {
    // A file manager offers its files as text, too; those are better than the icon that some put beside them.
    if let Ok(text) = app.clipboard().read_text()
        && let Some(picture) = engine.stage_named(&text).await?
    {
        return Ok(Some(picture));
    }
    let Ok(image) = app.clipboard().read_image() else {
        return Ok(None);
    };
    let (width, height) = (image.width(), image.height());
    engine
        .stage_pixels(image.rgba().to_vec(), width, height)
        .await
        .map(Some)
}

/// Puts a picture on the clipboard, off the thread that draws the window.
pub async fn put(
    app: AppHandle,
    rgba: Vec<u8>,
    width: u32,
    height: u32,
) -> Result<(), EngineError> {
    let whole = u64::from(width) * u64::from(height) * 4;
    if whole == 0 || rgba.len() as u64 != whole {
        return Err(EngineError::refused(ErrorCode::PictureUnreadable));
    }
    let image = Image::new_owned(rgba, width, height);
    let write = move || app.clipboard().write_image(&image);
    let trouble = match tauri::async_runtime::spawn_blocking(write).await {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    };
    tracing::warn!(trouble, "the clipboard took no picture");
    Err(EngineError::refused_with(
        ErrorCode::Internal,
        "detail",
        trouble,
    ))
}
