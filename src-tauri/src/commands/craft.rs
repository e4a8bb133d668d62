//! Prompts that were used, presets, snippets, lists to draw from.

use super::{Answer, save, shown};
use crate::{dialogs, session::Session};
use rushes_core::dto::{Preset, PresetDraft, PresetsImported, Snippet, UsedPrompt, WildcardView};
use tauri::{AppHandle, State};

#[tauri::command]
pub async fn list_prompts(session: State<'_, Session>) -> Answer<Vec<UsedPrompt>> {
    session.engine.prompts().await.map_err(shown)
}

#[tauri::command]
pub async fn keep_prompt(session: State<'_, Session>, prompt: UsedPrompt) -> Answer<()> {
    session.engine.keep_prompt(prompt).await.map_err(shown)
}

#[tauri::command]
pub async fn forget_prompt(session: State<'_, Session>, text: String) -> Answer<()> {
    session.engine.forget_prompt(text).await.map_err(shown)
}

#[tauri::command]
pub async fn list_presets(session: State<'_, Session>) -> Answer<Vec<Preset>> {
    session.engine.presets().await.map_err(shown)
}

#[tauri::command]
pub async fn save_preset(session: State<'_, Session>, draft: PresetDraft) -> Answer<Preset> {
    session.engine.save_preset(draft).await.map_err(shown)
}

#[tauri::command]
pub async fn remove_preset(session: State<'_, Session>, id: String) -> Answer<()> {
    session.engine.remove_preset(id).await.map_err(shown)
}

#[tauri::command]
pub async fn list_snippets(session: State<'_, Session>) -> Answer<Vec<Snippet>> {
    session.engine.snippets().await.map_err(shown)
}

#[tauri::command]
pub async fn save_snippet(
    session: State<'_, Session>,
    snippet: Snippet,
    old: Option<String>,
) -> Answer<Snippet> {
    let saved = session.engine.save_snippet(snippet, old).await;
    saved.map_err(shown)
}

#[tauri::command]
pub async fn remove_snippet(session: State<'_, Session>, name: String) -> Answer<()> {
    session.engine.remove_snippet(name).await.map_err(shown)
}

#[tauri::command]
pub async fn list_wildcards(session: State<'_, Session>) -> Answer<Vec<WildcardView>> {
    session.engine.wildcards().await.map_err(shown)
}

/// `false`: the user closed the dialog.
#[tauri::command]
pub async fn export_presets(app: AppHandle, session: State<'_, Session>) -> Answer<bool> {
    let text = session.engine.presets_file().await.map_err(shown)?;
    save(&app, "rushes-presets.json", text).await
}

/// `None`: the user closed the dialog.
#[tauri::command]
pub async fn import_presets(
    app: AppHandle,
    session: State<'_, Session>,
) -> Answer<Option<PresetsImported>> {
    let Some(from) = dialogs::pick_json(&app).await else {
        return Ok(None);
    };
    let brought = session.engine.import_presets_from(from).await;
    brought.map(Some).map_err(shown)
}
