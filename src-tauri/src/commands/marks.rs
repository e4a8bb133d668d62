//! What the user thinks of takes, and the trash.

use super::{Answer, shown};
use crate::session::Session;
use rushes_core::{
    domain::JobId,
    dto::{JobView, Label, Mark},
};
use tauri::State;

/// The tiles that it changed.
#[tauri::command]
pub async fn mark_jobs(
    session: State<'_, Session>,
    jobs: Vec<JobId>,
    mark: Mark,
) -> Answer<Vec<JobView>> {
    session.engine.mark_jobs(&jobs, mark).await.map_err(shown)
}

/// Those that went: what may still cost something stays where it is.
#[tauri::command]
pub async fn trash_jobs(session: State<'_, Session>, jobs: Vec<JobId>) -> Answer<Vec<JobId>> {
    session.engine.trash(&jobs).await.map_err(shown)
}

#[tauri::command]
pub async fn restore_trashed(
    session: State<'_, Session>,
    jobs: Vec<JobId>,
) -> Answer<Vec<JobView>> {
    session.engine.restore_trashed(&jobs).await.map_err(shown)
}

/// Deletes for good what is in the trash: these, or all of it. What servers have stays there.
#[tauri::command]
pub async fn remove_trashed(
    session: State<'_, Session>,
    jobs: Option<Vec<JobId>>,
) -> Answer<Vec<JobId>> {
    let gone = session.engine.remove_trashed(jobs.as_deref()).await;
    gone.map_err(shown)
}

#[tauri::command]
pub async fn list_tags(session: State<'_, Session>) -> Answer<Vec<Label>> {
    session.engine.tags().await.map_err(shown)
}

#[tauri::command]
pub async fn list_collections(session: State<'_, Session>) -> Answer<Vec<Label>> {
    session.engine.collections().await.map_err(shown)
}

#[tauri::command]
pub async fn rename_collection(
    session: State<'_, Session>,
    name: String,
    to: String,
) -> Answer<Vec<Label>> {
    let all = session.engine.rename_collection(name, &to).await;
    all.map_err(shown)
}

/// The jobs that were in it.
#[tauri::command]
pub async fn delete_collection(session: State<'_, Session>, name: String) -> Answer<Vec<JobId>> {
    session.engine.delete_collection(name).await.map_err(shown)
}
