//! Opens the engine for one command, with the demo started when it is needed.

use crate::output::Trouble;
use rushes_core::{
    engine::{Engine, EngineError, Parts, demo::OnDemand},
    home::Home,
    secrets::{FileStore, Keychain, Vault},
};
use std::{path::PathBuf, sync::Arc, time::Duration};

/// How long a command may take to let go of what it is doing.
pub const PATIENCE: Duration = Duration::from_secs(3);

/// The folders, with the library as the command line says.
pub fn home(library: Option<PathBuf>) -> Result<Home, Trouble> {
    let home = Home::find().map_err(|error| Trouble::usage(error.to_string()))?;
    Ok(home.with_library(library))
}

/// Which library, and whether it may be a new one where another was.
#[derive(Debug)]
pub struct Place {
    pub library: Option<PathBuf>,
    pub new: bool,
}

/// Opens the library and everything around it. Sends nothing before `Engine::start`.
pub async fn open(place: Place) -> Result<Engine, Trouble> {
    let home = home(place.library)?;
    if place.new {
        home.forget()
            .map_err(|error| Trouble::usage(error.to_string()))?;
    }
    home.check().map_err(EngineError::from)?;
    let keychain = Arc::new(Keychain::new());
    let file = Arc::new(FileStore::new(home.config.join("keys.json")));
    let vault = Arc::new(Vault::new(keychain, file));
    let kept = home.library.join("demo");
    let demo = OnDemand::new(move || rushes_demo::kept(kept.clone()));
    // The command line has no undo window: it sends at once.
    let parts = Parts::new(home.library.clone(), vault, Arc::new(demo), Duration::ZERO);
    let engine = Engine::open(parts).await?;
    if let Err(error) = home.remember() {
        tracing::warn!(%error, "the library's folder is not remembered");
    }
    Ok(engine)
}
