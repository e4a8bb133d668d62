//! Servers and their keys. A key comes in and never goes out again.

use super::{Answer, shown};
use crate::{outside, session::Session};
use rushes_core::{
    domain::ServerId,
    dto::{DescriptionFile, KeyBackend, KeyStatus, ModelView, ServerDraft, ServerTest, ServerView},
};
use secrecy::SecretString;
use tauri::{AppHandle, State};

#[tauri::command]
pub async fn list_servers(session: State<'_, Session>) -> Answer<Vec<ServerView>> {
    session.engine.servers().await.map_err(shown)
}

#[tauri::command]
pub async fn save_server(session: State<'_, Session>, draft: ServerDraft) -> Answer<ServerView> {
    session.engine.save_server(draft).await.map_err(shown)
}

#[tauri::command]
pub async fn remove_server(session: State<'_, Session>, id: ServerId) -> Answer<()> {
    session.engine.remove_server(&id).await.map_err(shown)
}

#[tauri::command]
pub async fn test_server(session: State<'_, Session>, id: ServerId) -> Answer<ServerTest> {
    session.engine.test_server(&id).await.map_err(shown)
}

#[tauri::command]
pub async fn test_draft(
    session: State<'_, Session>,
    draft: ServerDraft,
    key: Option<String>,
) -> Answer<ServerTest> {
    session
        .engine
        .test_draft(draft, key.map(SecretString::from))
        .await
        .map_err(shown)
}

#[tauri::command]
pub async fn set_server_key(
    session: State<'_, Session>,
    id: ServerId,
    key: String,
    place: KeyBackend,
) -> Answer<KeyStatus> {
    session
        .engine
        .set_key(&id, SecretString::from(key), place)
        .await
        .map_err(shown)
}

#[tauri::command]
pub async fn forget_server_key(session: State<'_, Session>, id: ServerId) -> Answer<KeyStatus> {
    session.engine.forget_key(&id).await.map_err(shown)
}

#[tauri::command]
pub async fn list_models(session: State<'_, Session>, server: ServerId) -> Answer<Vec<ModelView>> {
    session.engine.models(&server).await.map_err(shown)
}

#[tauri::command]
pub async fn describe_model(
    session: State<'_, Session>,
    server: ServerId,
    model: String,
) -> Answer<ModelView> {
    session
        .engine
        .describe_model(&server, &model)
        .await
        .map_err(shown)
}

/// The user's own descriptions, read anew.
#[tauri::command]
pub async fn descriptions(session: State<'_, Session>) -> Answer<Vec<DescriptionFile>> {
    session.engine.descriptions().await.map_err(shown)
}

#[tauri::command]
pub async fn open_descriptions(app: AppHandle, session: State<'_, Session>) -> Answer<()> {
    let folder = session.engine.descriptions_folder().await.map_err(shown)?;
    outside::open(&app, &folder)
}
