//! Files dropped on the window, handled here so that the page never learns a path.

use crate::{bridge::Bridge, session::Session};
use rushes_core::dto::{AppEvent, NoticeKind};
use std::path::PathBuf;
use tauri::{AppHandle, DragDropEvent, Manager};

/// Pictures that one drop may bring; the rest of a whole folder dropped by mistake is left alone.
const MOST: usize = 8;

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

async fn stage(app: &AppHandle, paths: Vec<PathBuf>) {
    let engine = app.state::<Session>().engine.clone();
    for path in paths.into_iter().take(MOST) {
        // What a browser drops is an address, and arrives here as if it were a path.
        let staged = match path.to_str().filter(|_| !path.is_absolute()) {
            Some(address) => engine.stage_link(address).await,
            None => engine.stage_file(path).await.map(Some),
        };
        let event = match staged {
            Ok(Some(picture)) => AppEvent::Staged {
                role: None,
                picture,
            },
            Ok(None) => AppEvent::Notice {
                kind: NoticeKind::PictureRefused,
                error: None,
            },
            Err(error) => AppEvent::Notice {
                kind: NoticeKind::PictureRefused,
                error: Some(error.view()),
            },
        };
        app.state::<Bridge>().send(event);
    }
}
