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

/// What a video can be in that is brought in.
const VIDEO_KINDS: &str = "MP4, MOV, WebM, MKV, AVI, GIF";
const VIDEOS: [&str; 14] = [
    "mp4", "m4v", "mov", "webm", "mkv", "avi", "gif", "MP4", "M4V", "MOV", "WEBM", "MKV", "AVI",
    "GIF",
];

/// What a recipe can be in.
const RECIPE_KINDS: &str = "JSON, MP4";
const RECIPES: [&str; 8] = ["json", "mp4", "m4v", "mov", "JSON", "MP4", "M4V", "MOV"];

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

/// Asks for a file with a recipe in it. `None`: the user closed the dialog.
pub async fn pick_recipe(app: &AppHandle) -> Option<PathBuf> {
    let (answer, answered) = oneshot::channel();
    app.dialog()
        .file()
        .add_filter(RECIPE_KINDS, &RECIPES)
        .pick_file(move |picked| {
            drop(answer.send(picked));
        });
    into_path(answered.await.ok().flatten())
}

/// Asks for videos. `None`: the user closed the dialog.
pub async fn pick_videos(app: &AppHandle) -> Option<Vec<PathBuf>> {
    let (answer, answered) = oneshot::channel();
    app.dialog()
        .file()
        .add_filter(VIDEO_KINDS, &VIDEOS)
        .pick_files(move |picked| {
            drop(answer.send(picked));
        });
    let picked = answered.await.ok().flatten()?;
    Some(
        picked
            .into_iter()
            .filter_map(|path| path.into_path().ok())
            .collect(),
    )
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

/// Asks for a backup.
pub async fn pick_backup(app: &AppHandle) -> Option<PathBuf> {
    let (answer, answered) = oneshot::channel();
    app.dialog()
        .file()
        .add_filter("TAR", &["tar"])
        .pick_file(move |picked| {
            drop(answer.send(picked));
        });
    into_path(answered.await.ok().flatten())
}

/// Asks for a folder.
pub async fn pick_folder(app: &AppHandle) -> Option<PathBuf> {
    let (answer, answered) = oneshot::channel();
    app.dialog().file().pick_folder(move |picked| {
        drop(answer.send(picked));
    });
    into_path(answered.await.ok().flatten())
}

fn into_path(picked: Option<FilePath>) -> Option<PathBuf> {
    picked.and_then(|path| path.into_path().ok())
}
