//! The library as a whole: backups, another one in its place, and what a start that failed can do about it. The page has
//! texts and answers; paths come from the system's dialogs and stay here.

use super::{Answer, shown};
use crate::{dialogs, outside, session::Session, shutdown};
use rushes_core::{
    dto::{BackupContents, BackupMade, ErrorCode, LibraryView, QuitAnswer, RestoredView},
    engine::{EngineError, archiving::Archiving},
    home::Home,
    library::LibraryError,
};
use std::path::Path;
use tauri::{AppHandle, Manager, State};

#[tauri::command]
pub async fn library_view(session: State<'_, Session>) -> Answer<LibraryView> {
    session.engine.library_view().await.map_err(shown)
}

/// The folder, or what is left of the way to it.
#[tauri::command]
pub async fn open_library_folder(app: AppHandle, home: State<'_, Home>) -> Answer<()> {
    let mut way = home.library.ancestors();
    let there = way.find(|path| path.is_dir()).unwrap_or(Path::new("/"));
    outside::open(&app, there)
}

/// `None`: the user closed the dialog.
#[tauri::command]
pub async fn back_up(
    app: AppHandle,
    session: State<'_, Session>,
    archiving: State<'_, Archiving>,
    videos: bool,
) -> Answer<Option<BackupMade>> {
    let engine = &session.engine;
    let Some(to) = dialogs::save_as(&app, &engine.backup_name()).await else {
        return Ok(None);
    };
    let made = archiving.back_up(engine, &to, videos).await;
    made.map(Some).map_err(shown)
}

#[tauri::command]
pub async fn show_backup(app: AppHandle, session: State<'_, Session>) -> Answer<()> {
    let path = session.engine.backup_file().await.map_err(shown)?;
    outside::reveal(&app, &path)
}

#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "the form of a command")]
pub fn stop_archive(archiving: State<'_, Archiving>) {
    archiving.stop();
}

/// What is in a backup that the user picks; every byte of it is checked. `None`: the user closed the dialog.
#[tauri::command]
pub async fn pick_backup(
    app: AppHandle,
    archiving: State<'_, Archiving>,
) -> Answer<Option<BackupContents>> {
    let Some(file) = dialogs::pick_backup(&app).await else {
        return Ok(None);
    };
    archiving.look_into(file).await.map(Some).map_err(shown)
}

/// Makes a library of that backup in a folder that the user picks. `None`: the user closed the dialog.
#[tauri::command]
pub async fn restore_backup(
    app: AppHandle,
    archiving: State<'_, Archiving>,
) -> Answer<Option<RestoredView>> {
    let Some(to) = dialogs::pick_folder(&app).await else {
        return Ok(None);
    };
    archiving.restore(to).await.map(Some).map_err(shown)
}

/// Takes the restored library from now on; `now`: Rushes starts again with it.
#[tauri::command]
pub async fn open_restored(
    app: AppHandle,
    archiving: State<'_, Archiving>,
    home: State<'_, Home>,
    now: bool,
) -> Answer<()> {
    let nothing = || shown(EngineError::refused(ErrorCode::NotFound));
    let library = archiving.restored().ok_or_else(nothing)?;
    take(&app, &home, &library, now).await
}

/// Starts again with a library that the user picks. `false`: the user closed the dialog.
#[tauri::command]
pub async fn choose_library(app: AppHandle, home: State<'_, Home>) -> Answer<bool> {
    let Some(library) = dialogs::pick_folder(&app).await else {
        return Ok(false);
    };
    take(&app, &home, &library, true).await.map(|()| true)
}

/// Where the library would lie in a folder that the user picks. `None`: the user closed the dialog.
#[tauri::command]
pub async fn pick_move(
    app: AppHandle,
    archiving: State<'_, Archiving>,
    home: State<'_, Home>,
) -> Answer<Option<String>> {
    let Some(folder) = dialogs::pick_folder(&app).await else {
        return Ok(None);
    };
    let aimed = archiving.aim(home.inner().clone(), folder).await;
    aimed.map(Some).map_err(shown)
}

/// Starts again, and moves the library to the folder that was picked.
#[tauri::command]
pub async fn move_library(
    app: AppHandle,
    archiving: State<'_, Archiving>,
    home: State<'_, Home>,
) -> Answer<()> {
    let nothing = || shown(EngineError::refused(ErrorCode::NotFound));
    let to = archiving.target().ok_or_else(nothing)?;
    home.plan_move(&to).map_err(super::unusable)?;
    shutdown::restart(&app).await;
    Ok(())
}

/// Moves the library, which is not open, where it is to go, and starts again. One that was stopped stays where it was.
#[tauri::command]
pub async fn move_now(
    app: AppHandle,
    archiving: State<'_, Archiving>,
    home: State<'_, Home>,
) -> Answer<()> {
    match archiving.relocate(home.inner().clone()).await {
        Ok(()) => shutdown::restart(&app).await,
        Err(error) if error.view().code == ErrorCode::Stopped => {
            keep_library(app, archiving, home).await?;
        }
        Err(error) => return Err(shown(error)),
    }
    Ok(())
}

/// The library stays where it is, and Rushes starts again with it.
#[tauri::command]
pub async fn keep_library(
    app: AppHandle,
    archiving: State<'_, Archiving>,
    home: State<'_, Home>,
) -> Answer<()> {
    if archiving.progress().is_some() {
        return Err(shown(EngineError::refused(ErrorCode::BackupBusy)));
    }
    home.stay().map_err(super::unusable)?;
    shutdown::restart(&app).await;
    Ok(())
}

/// The library that is open needs no new start: it would meet its own lock.
async fn take(app: &AppHandle, home: &Home, library: &Path, now: bool) -> Answer<()> {
    home.choose(library).map_err(|error| shown(error.into()))?;
    let open = app.try_state::<Session>().is_some() && library == home.library;
    if now && !open {
        shutdown::restart(app).await;
    }
    Ok(())
}

/// Begins a new library where one was that is not there any more.
#[tauri::command]
pub async fn begin_library(app: AppHandle, home: State<'_, Home>) -> Answer<()> {
    let forgotten = home.forget().map_err(LibraryError::from);
    forgotten.map_err(|error| shown(error.into()))?;
    shutdown::restart(&app).await;
    Ok(())
}

#[tauri::command]
pub async fn start_again(app: AppHandle) {
    shutdown::restart(&app).await;
}

#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "the form of a command")]
pub fn quit(app: AppHandle, answer: QuitAnswer) {
    shutdown::answer(&app, answer);
}
