//! The core as the window has it: engine, media server, demo, the socket for the command line, for as long as the program runs.

use crate::command_line::CommandLine;
use rushes_core::{
    dto::{ErrorCode, ErrorView},
    engine::{Engine, EngineError, Parts, demo::OnDemand},
    home::Home,
    media_server::{BoundMediaServer, MediaServer},
    secrets::{FileStore, Keychain, Vault},
};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tauri::AppHandle;
use tokio_util::sync::CancellationToken;

/// How long a press of Create can be taken back (`interface.md`, "Composer details").
const UNDO: Duration = Duration::from_secs(5);
/// How long the end may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// The page's own origins; the media server answers no other page.
const ORIGINS: [&str; 2] = ["tauri://localhost", "http://tauri.localhost"];

/// Opens the library, unless it is to go elsewhere first: the window does that, and says how far it is.
pub async fn begin(home: &Home) -> Result<Session, ErrorView> {
    if let Some(to) = home.planned_move() {
        let to = to.to_string_lossy();
        return Err(EngineError::refused_with(ErrorCode::LibraryMoving, "to", to).view());
    }
    let session = Session::open(home).await?;
    let home = home.clone();
    // Gigabytes may have stayed behind; the window does not wait for them.
    tokio::task::spawn_blocking(move || {
        if let Err(error) = home.clear_left() {
            tracing::warn!(%error, "what a move left behind is still there");
        }
    });
    Ok(session)
}

/// Everything that lives for as long as the program.
pub struct Session {
    pub engine: Engine,
    media_origin: String,
    media_base: String,
    bound: Mutex<Option<BoundMediaServer>>,
    command_line: CommandLine,
    stop: CancellationToken,
}

impl Session {
    /// Opens the library and binds the media server. Sends nothing before [`Session::start`].
    pub async fn open(home: &Home) -> Result<Self, ErrorView> {
        // Before anything is made there: an empty mount point is no new library.
        home.check().map_err(|away| {
            tracing::error!(%away, "the library is away");
            EngineError::from(away).view()
        })?;
        let media = MediaServer::bind().map_err(|error| {
            tracing::error!(%error, "no port for the player");
            EngineError::from(rushes_core::library::LibraryError::from(error)).view()
        })?;
        let vault = Arc::new(Vault::new(
            Arc::new(Keychain::new()),
            Arc::new(FileStore::new(home.config.join("keys.json"))),
        ));
        let kept = home.library.join("demo");
        let demo = Arc::new(OnDemand::new(move || rushes_demo::kept(kept.clone())));
        let parts = Parts::new(home.library.clone(), vault, demo, UNDO);
        let engine = Engine::open(parts).await.map_err(|error| {
            tracing::error!(%error, "the library could not be opened");
            error.view()
        })?;
        if let Err(error) = home.remember() {
            tracing::warn!(%error, "the library's folder is not remembered");
        }
        Ok(Self {
            engine,
            media_origin: media.origin(),
            media_base: media.base(),
            bound: Mutex::new(Some(media)),
            command_line: CommandLine::open(home),
            stop: CancellationToken::new(),
        })
    }

    /// Begins to work and to serve files. Only the first call does anything.
    pub fn start(&self, app: &AppHandle) {
        let bound = self
            .bound
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(media) = bound else { return };
        let mut origins: Vec<String> = ORIGINS.map(str::to_owned).into();
        if cfg!(all(debug_assertions, not(feature = "custom-protocol"))) {
            origins.push("http://127.0.0.1:1420".to_owned());
        }
        let serving = media.serve(Arc::new(self.engine.clone()), origins, self.stop.clone());
        tauri::async_runtime::spawn(async move {
            if let Err(error) = serving.await {
                tracing::error!(%error, "the player has no files");
            }
        });
        self.engine.start();
        self.command_line.answer(app, &self.engine, &self.stop);
    }

    /// `http://127.0.0.1:PORT`, for the CSP.
    pub fn media_origin(&self) -> &str {
        &self.media_origin
    }

    /// `http://127.0.0.1:PORT/TOKEN/`, for the window alone.
    pub fn media_base(&self) -> &str {
        &self.media_base
    }

    /// Lets go of everything; what is not finished goes on at the next start.
    pub async fn stop(&self) {
        self.stop.cancel();
        // First those who asked by the command line: what they are told last is still to be said.
        self.command_line.ended().await;
        self.engine.stop(PATIENCE).await;
    }
}
