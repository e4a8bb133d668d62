//! Asking, believing and installing by Tauri's own plugin. The file that names a version is believed only as far as the
//! signature of what it names goes, and that signature has to name the same version.

use super::{mark, note_look};
use crate::{session::Session, shutdown};
use rushes_core::{
    dto::{ErrorCode, ErrorView, NewVersion},
    engine::{EngineError, archiving::Archiving},
    home::Home,
};
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tauri::{AppHandle, Builder, Config, Manager, Wry};
use tauri_plugin_updater::{Error, Update, Updater, UpdaterExt};

/// The plugin's place in the configuration.
const PLUGIN: &str = "updater";
/// Debug builds, which do not ship, take that part of the configuration from the file of this name, for the tests.
#[cfg(debug_assertions)]
const TEST_VARIABLE: &str = "RUSHES_UPDATER";
/// The file that names the newest version is small.
const ASKED: Duration = Duration::from_secs(30);
/// What it names may be silent for so long.
const SILENCE: Duration = Duration::from_secs(30);

/// What the last look found.
#[derive(Default)]
struct Found(Mutex<Option<Update>>);

/// Adds the plugin, where the configuration has a place to ask.
pub fn add(builder: Builder<Wry>, config: &mut Config) -> Builder<Wry> {
    #[cfg(debug_assertions)]
    if let Some(part) = std::env::var_os(TEST_VARIABLE)
        .and_then(|file| fs_err::read(file).ok())
        .and_then(|text| serde_json::from_slice(&text).ok())
    {
        config.plugins.0.insert(PLUGIN.to_owned(), part);
    }
    if config.plugins.0.contains_key(PLUGIN) {
        builder
            .plugin(tauri_plugin_updater::Builder::new().build())
            .manage(Found::default())
    } else {
        builder
    }
}

/// Who is asked; `None`: nobody.
pub fn host(app: &AppHandle) -> Option<String> {
    let place = app.config().plugins.0.get(PLUGIN)?["endpoints"][0].as_str()?;
    let place: tauri::Url = place.parse().ok()?;
    place.host_str().map(str::to_owned)
}

/// Asks for the newest version; `None`: it is this one.
///
/// # Errors
/// `UpdateUnreachable`: nothing that can be understood came within 30 s.
pub async fn look(app: &AppHandle) -> Result<Option<NewVersion>, ErrorView> {
    let Some(state) = app.try_state::<Found>() else {
        return Ok(None);
    };
    note_look(&mark(&app.state::<Home>()));
    let found = updater(app)
        .await?
        .check()
        .await
        .map_err(|error| trouble(app, &error))?;
    let told = found.as_ref().map(|update| NewVersion {
        version: update.version.clone(),
        notes: update
            .body
            .iter()
            .flat_map(|notes| notes.chars())
            .take(NewVersion::NOTES)
            .collect(),
    });
    *state.0.lock().unwrap_or_else(PoisonError::into_inner) = found;
    Ok(told)
}

/// On the way that the settings say.
async fn updater(app: &AppHandle) -> Result<Updater, ErrorView> {
    let mut builder = app.updater_builder().timeout(ASKED);
    if let Some(session) = app.try_state::<Session>() {
        let way = session
            .engine
            .way_out()
            .await
            .map_err(|error| error.view())?;
        builder = builder.configure_client(move |client| way.lead(client).read_timeout(SILENCE));
    }
    let ending = app.clone();
    let builder = builder.on_before_exit(move || {
        // Windows: its installer ends the program from a thread that may wait.
        tauri::async_runtime::block_on(shutdown::tidy_up(&ending));
        ending.cleanup_before_exit();
    });
    builder.build().map_err(|error| trouble(app, &error))
}

/// Fetches what the last look found, installs it, and starts it.
///
/// # Errors
/// `UpdateWaits`, `UpdateUnreachable`, `UpdateNotSigned` or `UpdateNotInstalled`; everything is as it was then. `NotAllowedNow`:
/// nothing was found, or this system has its own way to install programs.
pub async fn install(app: &AppHandle) -> Result<(), ErrorView> {
    let found = app.try_state::<Found>();
    let found = found.and_then(|found| {
        found
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    });
    let Some(found) = found else {
        return Err(EngineError::refused(ErrorCode::NotAllowedNow).view());
    };
    may_begin(app).await?;
    let bytes = found
        .download(|_, _| {}, || {})
        .await
        .map_err(|error| trouble(app, &error))?;
    if cfg!(target_os = "linux") {
        return Err(EngineError::refused(ErrorCode::NotAllowedNow).view());
    }
    // It may have taken minutes.
    may_begin(app).await?;
    let installed = tokio::task::spawn_blocking(move || found.install(bytes)).await;
    match installed {
        Ok(Ok(())) => {
            shutdown::restart(app).await;
            Ok(())
        }
        Ok(Err(error)) => Err(not_installed(&error.to_string())),
        Err(error) => Err(not_installed(&error.to_string())),
    }
}

async fn may_begin(app: &AppHandle) -> Result<(), ErrorView> {
    let archiving = app.state::<Archiving>().progress().is_some();
    if archiving || shutdown::leaving(app).await.is_some() {
        return Err(EngineError::refused(ErrorCode::UpdateWaits).view());
    }
    Ok(())
}

fn not_installed(detail: &str) -> ErrorView {
    EngineError::refused_with(ErrorCode::UpdateNotInstalled, "detail", detail).view()
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the plugin's enum, open-ended"
)]
fn trouble(app: &AppHandle, error: &Error) -> ErrorView {
    let code = match error {
        Error::Minisign(_)
        | Error::Base64(_)
        | Error::SignatureUtf8(_)
        | Error::SignedVersionMismatch { .. }
        | Error::MissingSignedVersion => ErrorCode::UpdateNotSigned,
        _ => ErrorCode::UpdateUnreachable,
    };
    tracing::info!(%error, "no new version");
    EngineError::refused_with(code, "host", host(app).unwrap_or_default()).view()
}
