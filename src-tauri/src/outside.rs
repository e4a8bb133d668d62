//! Files and folders of ours, shown by other programs of the desktop.
//!
//! On Linux not by the plugin alone: what it starts would inherit what was set for our own window (`linux.rs`).

use crate::commands::Answer;
use rushes_core::{dto::ErrorCode, engine::EngineError};
use std::path::Path;
use tauri::AppHandle;
use tauri_plugin_opener::OpenerExt;

/// Opens a file, or a folder, with the program that the user has chosen for its kind.
///
/// # Errors
/// It is not there, or no program could be started. That the program then failed is not known.
pub fn open(app: &AppHandle, path: &Path) -> Answer<()> {
    let opened = start(app, path);
    opened.map_err(|error| failed(&error))
}

/// Shows a file, selected, in the file manager.
///
/// # Errors
/// It is not there, or no file manager could be started.
pub fn reveal(app: &AppHandle, path: &Path) -> Answer<()> {
    let shown = app.opener().reveal_item_in_dir(path);
    shown.map_err(|error| failed(&error))
}

fn failed(error: &dyn std::fmt::Display) -> rushes_core::dto::ErrorView {
    tracing::warn!(%error, "another program could not be started");
    EngineError::refused_with(ErrorCode::Internal, "detail", error.to_string()).view()
}

#[cfg(not(target_os = "linux"))]
fn start(app: &AppHandle, path: &Path) -> Result<(), tauri_plugin_opener::Error> {
    app.opener().open_path(path.to_string_lossy(), None::<&str>)
}

#[cfg(target_os = "linux")]
fn start(_app: &AppHandle, path: &Path) -> std::io::Result<()> {
    use std::{io, os::unix::process::CommandExt, process::Stdio};
    fs_err::metadata(path)?;
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for mut command in open::commands(path) {
        crate::linux::strip(&mut command);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        // A group of its own: what ends us at a terminal does not end it.
        let started = command.stderr(Stdio::null()).process_group(0).spawn();
        match started {
            Ok(mut child) => {
                // It may run for hours; somebody has to be told when it ends.
                std::thread::spawn(move || child.wait());
                return Ok(());
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}
