//! The search field.

use super::{Answer, shown};
use crate::session::Session;
use rushes_core::{
    domain::JobId,
    dto::{Completion, SavedSearch, SearchPiece, WallFilter},
    engine::Engine,
};
use tauri::State;

/// What is understood of a line.
#[tauri::command]
pub fn read_search(line: &str) -> Vec<SearchPiece> {
    Engine::read_search(line)
}

/// What could stand in place of the last piece.
#[tauri::command]
pub async fn complete_search(
    session: State<'_, Session>,
    typed: String,
) -> Answer<Vec<Completion>> {
    session.engine.complete_search(&typed).await.map_err(shown)
}

/// Which of these jobs the wall shows.
#[tauri::command]
pub async fn shown_jobs(
    session: State<'_, Session>,
    filter: WallFilter,
    search: String,
    ids: Vec<JobId>,
) -> Answer<Vec<JobId>> {
    let found = session.engine.shown(filter, &search, ids).await;
    found.map_err(shown)
}

#[tauri::command]
pub async fn saved_searches(session: State<'_, Session>) -> Answer<Vec<SavedSearch>> {
    session.engine.saved_searches().await.map_err(shown)
}

#[tauri::command]
pub async fn save_search(
    session: State<'_, Session>,
    saved: SavedSearch,
) -> Answer<Vec<SavedSearch>> {
    session.engine.save_search(saved).await.map_err(shown)
}

#[tauri::command]
pub async fn forget_search(session: State<'_, Session>, id: String) -> Answer<Vec<SavedSearch>> {
    session.engine.forget_search(id).await.map_err(shown)
}
