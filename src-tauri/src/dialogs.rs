//! Native dialogs. Paths stay here; the page gets ids and yes or no.

use std::path::{Path, PathBuf};
use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt, FilePath};
use tokio::sync::oneshot;

/// What the dialog calls them: names of formats need no translation.
const PICTURE_KINDS: &str = "PNG, JPEG, WebP, GIF, BMP, TIFF";
/// Endings that a reference picture may have. GTK compares them letter by letter, and cameras write large ones.
const PICTURES: [&str; 18] = [
    "png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "jfif", "PNG", "JPG", "JPEG",
    "WEBP", "GIF", "BMP", "TIF", "TIFF", "JFIF",
];

/// Asks for a picture. `None`: the user closed the dialog.
pub async fn pick_picture(app: &AppHandle) -> Option<PathBuf> {
    let (answer, answered) = oneshot::channel();
    app.dialog()
        .file()
        .add_filter(PICTURE_KINDS, &PICTURES)
        .pick_file(move |picked| {
            drop(answer.send(picked));
        });
    into_path(answered.await.ok().flatten())
}

/// Asks for a JSON file.
pub async fn pick_json(app: &AppHandle) -> Option<PathBuf> {
    let (answer, answered) = oneshot::channel();
    app.dialog()
        .file()
        .add_filter("JSON", &["json", "JSON"])
        .pick_file(move |picked| {
            drop(answer.send(picked));
        });
    into_path(answered.await.ok().flatten())
}

/// Asks where to save a copy.
pub async fn save_as(app: &AppHandle, name: &str) -> Option<PathBuf> {
    let extension = Path::new(name)
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let (answer, answered) = oneshot::channel();
    app.dialog()
        .file()
        .set_file_name(name)
        .add_filter(extension.to_uppercase(), &[&extension])
        .save_file(move |picked| {
            drop(answer.send(picked));
        });
    into_path(answered.await.ok().flatten())
}

fn into_path(picked: Option<FilePath>) -> Option<PathBuf> {
    picked.and_then(|path| path.into_path().ok())
}
