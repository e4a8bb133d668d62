//! Files dropped on the window, handled here so that the page never learns a path: pictures for the slots, and videos and
//! files that bring a recipe.

use crate::{bridge::Bridge, session::Session};
use rushes_core::{
    dto::{AppEvent, ErrorCode, ErrorView, NoticeKind, RecipeView, Taken},
    engine::EngineError,
};
use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
};
use tauri::{AppHandle, DragDropEvent, Manager};

/// Pictures that one drop may bring; the rest of a whole folder dropped by mistake is left alone.
const MOST: usize = 8;
/// Videos that one drop may bring.
const MOST_VIDEOS: usize = 500;

/// Follows a drag over the window.
#[expect(clippy::wildcard_enum_match_arm, reason = "Tauri's enum, open-ended")]
pub fn on_drag(app: &AppHandle, event: &DragDropEvent) {
    let Some(bridge) = app.try_state::<Bridge>() else {
        return;
    };
    match event {
        DragDropEvent::Enter { paths, .. } if !paths.is_empty() => {
            bridge.send(AppEvent::DragOver { active: true });
        }
        DragDropEvent::Leave => bridge.send(AppEvent::DragOver { active: false }),
        DragDropEvent::Drop { paths, .. } => {
            bridge.send(AppEvent::DragOver { active: false });
            take(app, paths.clone());
        }
        // `Over` repeats the place of the pointer.
        _ => {}
    }
}

/// Takes files in, and tells the page of each.
pub fn take(app: &AppHandle, paths: Vec<PathBuf>) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move { stage(&app, paths).await });
}

/// Videos that were dropped and wait until the page says what is to become of them. Another drop takes their place.
#[derive(Default)]
pub struct Dropped(Mutex<Vec<PathBuf>>);

impl Dropped {
    /// Hands them on, once.
    pub fn take(&self) -> Vec<PathBuf> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn put(&self, videos: Vec<PathBuf>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = videos;
    }
}

async fn stage(app: &AppHandle, paths: Vec<PathBuf>) {
    // Where the library did not open, the page says why, and takes nothing.
    let Some(engine) = app
        .try_state::<Session>()
        .map(|session| session.engine.clone())
    else {
        return;
    };
    let (mut videos, mut recipes, mut others) = (Vec::new(), Vec::new(), 0);
    for path in paths.into_iter().take(MOST_VIDEOS) {
        // What a browser drops is an address, and arrives here as if it were a path.
        let taken = match path.to_str().filter(|_| !path.is_absolute()) {
            Some(address) => engine
                .stage_link(address)
                .await
                .map(|staged| staged.map(Taken::Picture)),
            None => engine.take_file(path.clone()).await.map(Some),
        };
        match taken {
            Ok(Some(Taken::Video(recipe))) => {
                videos.push(path);
                recipes.push(recipe);
            }
            other if others < MOST => {
                others += 1;
                app.state::<Bridge>().send(told(other));
            }
            Ok(_) | Err(_) => {}
        }
    }
    offer(app, videos, recipes);
}

fn told(taken: Result<Option<Taken>, EngineError>) -> AppEvent {
    match taken {
        Ok(Some(Taken::Picture(picture))) => AppEvent::Staged {
            role: None,
            picture,
        },
        Ok(Some(Taken::Recipe(recipe))) => AppEvent::Recipe { recipe },
        Ok(Some(Taken::Video(_)) | None) => refused(None),
        Err(error) => refused(Some(error.view())),
    }
}

/// Videos become clips; whether the settings of a single one are what is wanted, the page asks.
fn offer(app: &AppHandle, videos: Vec<PathBuf>, mut recipes: Vec<Option<Box<RecipeView>>>) {
    if videos.is_empty() {
        return;
    }
    let single = videos.len() == 1;
    let recipe = recipes.pop().flatten().filter(|_| single);
    let name = |path: &PathBuf| {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let names = videos.iter().map(name).collect();
    app.state::<Dropped>().put(videos);
    app.state::<Bridge>()
        .send(AppEvent::Videos { names, recipe });
}

/// Which of the two it should have been is known from why it was neither.
fn refused(error: Option<ErrorView>) -> AppEvent {
    let recipe = error.as_ref().is_some_and(|error| {
        matches!(
            error.code,
            ErrorCode::RecipeMissing | ErrorCode::RecipeNewer | ErrorCode::RecipeUnreadable
        )
    });
    let kind = if recipe {
        NoticeKind::RecipeRefused
    } else {
        NoticeKind::PictureRefused
    };
    AppEvent::Notice { kind, error }
}
