//! Pictures on the clipboard that the page cannot read: bitmaps on some systems, and files of a file manager everywhere.
//! Read here, so that no path reaches the page. Frames of clips and their files go the other way: not every webview may write a
//! picture, and none a file.

use rushes_core::{
    dto::{ErrorCode, StagedPicture},
    engine::{Engine, EngineError},
};
use std::path::PathBuf;
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

/// Whether files can be put on the clipboard here, so that a file manager takes them.
pub const TAKES_FILES: bool = cfg!(target_os = "linux");

/// Puts files on the clipboard in the two forms that file managers take: the list of RFC 2483, and the one of GNOME's
/// family, which says in its first line that they are copied and not moved.
#[cfg(target_os = "linux")]
pub async fn put_files(app: &AppHandle, files: &[PathBuf]) -> Result<(), EngineError> {
    let addresses: Vec<String> = files
        .iter()
        .filter_map(|file| tauri::Url::from_file_path(file).ok())
        .map(String::from)
        .collect();
    let (answer, answered) = tokio::sync::oneshot::channel();
    // GTK wants the thread that draws the window.
    let asked = app.run_on_main_thread(move || {
        // Whoever asked waits for it, or is gone.
        let _heard = answer.send(gtk_files(&addresses));
    });
    match (asked, answered.await) {
        (Ok(()), Ok(true)) => Ok(()),
        (asked, answered) => {
            tracing::warn!(?asked, ?answered, "the clipboard took no files");
            let detail = "the clipboard took no files";
            Err(EngineError::refused_with(
                ErrorCode::Internal,
                "detail",
                detail,
            ))
        }
    }
}

#[cfg(target_os = "linux")]
fn gtk_files(addresses: &[String]) -> bool {
    use gtk::{Clipboard, TargetEntry, TargetFlags, gdk};
    const GNOME: u32 = 1;
    let targets = [
        TargetEntry::new("text/uri-list", TargetFlags::empty(), 0),
        TargetEntry::new("x-special/gnome-copied-files", TargetFlags::empty(), GNOME),
    ];
    let list = uri_list(addresses);
    let gnome = gnome_list(addresses);
    let clipboard = Clipboard::get(&gdk::SELECTION_CLIPBOARD);
    clipboard.set_with_data(&targets, move |_, selection, info| {
        let text = if info == GNOME { &gnome } else { &list };
        selection.set(&selection.target(), 8, text.as_bytes());
    })
}

/// RFC 2483: every line has an end.
#[cfg(target_os = "linux")]
fn uri_list(addresses: &[String]) -> String {
    addresses
        .iter()
        .flat_map(|address| [address.as_str(), "\r\n"])
        .collect()
}

/// The last line has no end: Nautilus took an empty one for a file.
#[cfg(target_os = "linux")]
fn gnome_list(addresses: &[String]) -> String {
    let lines = std::iter::once("copy").chain(addresses.iter().map(String::as_str));
    lines.collect::<Vec<_>>().join("\n")
}

/// Not offered: see [`TAKES_FILES`].
#[cfg(not(target_os = "linux"))]
pub async fn put_files(_app: &AppHandle, _files: &[PathBuf]) -> Result<(), EngineError> {
    Err(EngineError::refused(ErrorCode::NotAllowedNow))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn files_are_written_as_each_kind_of_file_manager_reads_them() {
        let files = ["file:///a%20b.mp4", "file:///c.mp4"].map(str::to_owned);
        assert_eq!(uri_list(&files), "file:///a%20b.mp4\r\nfile:///c.mp4\r\n");
        assert_eq!(gnome_list(&files), "copy\nfile:///a%20b.mp4\nfile:///c.mp4");
    }
}
