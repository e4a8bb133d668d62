//! Start, events, log and the window itself.

use super::{Answer, shown};
use crate::{
    bridge::Bridge, clipboard, codecs, failure::Failure, handed, linux, session::Session, window,
};
use rushes_core::{
    dto::{AppEvent, Bootstrap, ErrorCode},
    engine::{EngineError, archiving::Archiving},
    home::Home,
};
use std::time::Duration;
use tauri::{AppHandle, Manager, State, WebviewWindow, ipc::Channel};
use tauri_plugin_clipboard_manager::ClipboardExt;

#[tauri::command]
pub async fn bootstrap(app: AppHandle, window: WebviewWindow) -> Answer<Bootstrap> {
    match app.try_state::<Session>() {
        Some(session) => opened(&app, &session, &window).await,
        None => Err(app.state::<Failure>().error()),
    }
}

async fn opened(app: &AppHandle, session: &Session, window: &WebviewWindow) -> Answer<Bootstrap> {
    let engine = &session.engine;
    let settings = engine.settings().await.map_err(shown)?;
    window::dress(window, &settings);
    Ok(Bootstrap {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        servers: engine.servers().await.map_err(shown)?,
        settings,
        counts: engine.counts().await.map_err(shown)?,
        media_base: session.media_base().to_owned(),
        now: engine.now(),
        keychain: answers_soon(engine.vault().keychain_answers()).await,
        codec_command: codecs::install_command(),
        copies_files: clipboard::TAKES_FILES,
        system_language: sys_locale::get_locale().unwrap_or_else(|| "en".to_owned()),
        undo_ms: u32::try_from(engine.undo_window().as_millis()).unwrap_or(u32::MAX),
        rebuilt: engine.rebuilt().cloned(),
        archive: app.state::<Archiving>().progress(),
    })
}

/// A keychain that is slow may still take a key: the start does not wait for it.
async fn answers_soon(answers: impl Future<Output = bool>) -> bool {
    let soon = tokio::time::timeout(Duration::from_millis(200), answers).await;
    soon.unwrap_or(true)
}

#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "the form of a command")]
pub fn subscribe(bridge: State<'_, Bridge>, channel: Channel<AppEvent>) {
    bridge.connect(channel);
}

#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "the form of a command")]
pub fn ui_ready(window: WebviewWindow) {
    tracing::info!("the page has painted");
    linux::started(&window.state::<Home>());
    window::show(&window);
    handed::on_page(window.app_handle());
}

/// Longest line that the page may write, in characters.
const LOG_LINE: usize = 500;

#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "the form of a command")]
pub fn ui_log(level: String, message: String) {
    let message: String = message
        .chars()
        .filter(|c| !c.is_control())
        .take(LOG_LINE)
        .collect();
    crate::logging::of_page(&level, &message);
}

#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "the form of a command")]
pub fn copy_text(app: AppHandle, text: String) -> Answer<()> {
    app.clipboard().write_text(text).map_err(|error| {
        shown(EngineError::refused_with(
            ErrorCode::Internal,
            "detail",
            error.to_string(),
        ))
    })
}

#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "the form of a command")]
pub fn set_fullscreen(window: WebviewWindow, on: bool) {
    if let Err(error) = window.set_fullscreen(on) {
        tracing::warn!(%error, "full screen could not be changed");
    }
}
