//! Paste to connect, and what else a server turns out to have. A key comes in and never goes out again.

use super::{Answer, shown};
use crate::session::Session;
use rushes_core::{
    domain::ServerId,
    dto::{Imported, KeyBackend, PasteDraft, PasteView, ProfileView, ServerTest, ServerView},
};
use secrecy::SecretString;
use tauri::State;

#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "the form of a command")]
pub fn list_profiles(session: State<'_, Session>) -> Vec<ProfileView> {
    session.engine.profiles()
}

/// Not on the main thread: a page may be two megabytes of text.
#[tauri::command]
pub async fn read_paste(session: State<'_, Session>, text: String) -> Answer<PasteView> {
    session.engine.read_paste(&text).map_err(shown)
}

#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "the form of a command")]
pub fn forget_paste(session: State<'_, Session>) {
    session.engine.forget_paste();
}

#[tauri::command]
pub async fn test_paste(
    session: State<'_, Session>,
    draft: PasteDraft,
    key: Option<String>,
) -> Answer<ServerTest> {
    let key = key.map(SecretString::from);
    session.engine.test_paste(&draft, key).await.map_err(shown)
}

#[tauri::command]
pub async fn connect_paste(
    session: State<'_, Session>,
    draft: PasteDraft,
    key: Option<String>,
    place: KeyBackend,
) -> Answer<ServerView> {
    let (engine, key) = (&session.engine, key.map(SecretString::from));
    engine.connect_paste(draft, key, place).await.map_err(shown)
}

#[tauri::command]
pub async fn forget_lesson(
    session: State<'_, Session>,
    server: ServerId,
    lesson: String,
) -> Answer<ServerView> {
    let engine = &session.engine;
    engine.forget_lesson(&server, &lesson).await.map_err(shown)
}

#[tauri::command]
pub async fn import_jobs(
    session: State<'_, Session>,
    server: ServerId,
    all: bool,
) -> Answer<Imported> {
    session.engine.import(&server, all).await.map_err(shown)
}
