//! Pictures on the clipboard that the page cannot read: bitmaps on some systems, and files of a file manager everywhere.
//! Read here, so that no path reaches the page.

use rushes_core::{
    dto::StagedPicture,
    engine::{Engine, EngineError},
};
use tauri::AppHandle;
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
