//! Recipes as files of their own.

use super::{Answer, shown};
use crate::{dialogs, session::Session};
use rushes_core::{domain::JobId, dto::RecipeView};
use tauri::{AppHandle, State};

/// `None`: the user closed the dialog.
#[tauri::command]
pub async fn open_recipe(
    app: AppHandle,
    session: State<'_, Session>,
) -> Answer<Option<RecipeView>> {
    let Some(path) = dialogs::pick_recipe(&app).await else {
        return Ok(None);
    };
    let recipe = session.engine.recipe_in(path).await.map_err(shown)?;
    let recipe = session.engine.recall(recipe).await;
    recipe.map(Some).map_err(shown)
}

/// `false`: the user closed the dialog.
#[tauri::command]
pub async fn save_recipe(app: AppHandle, session: State<'_, Session>, job: JobId) -> Answer<bool> {
    let Some(to) = dialogs::save_as(&app, "clip.rushes-recipe.json").await else {
        return Ok(false);
    };
    let saved = session.engine.save_recipe(&job, to).await;
    saved.map(|()| true).map_err(shown)
}
