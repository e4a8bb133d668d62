//! Opens the engine for one command, with the demo started when it is needed.

use crate::output::Trouble;
use rushes_core::{
    engine::{Engine, Parts, demo::OnDemand},
    home::Home,
    secrets::{FileStore, Keychain, Vault},
};
use std::{any::Any, path::PathBuf, sync::Arc, time::Duration};

/// How long a command may take to let go of what it is doing.
pub const PATIENCE: Duration = Duration::from_secs(3);

/// Opens the library and everything around it. Sends nothing before `Engine::start`.
pub async fn open(library: Option<PathBuf>) -> Result<Engine, Trouble> {
    let home = Home::find()
        .map_err(|error| Trouble::usage(error.to_string()))?
        .with_library(library);
    let keychain = Arc::new(Keychain::new());
    let file = Arc::new(FileStore::new(home.config.join("keys.json")));
    let vault = Arc::new(Vault::new(keychain, file));
    let kept = home.library.join("demo");
    // The command line has no undo window: it sends at once.
    let parts = Parts::new(home.library, vault, Arc::new(demo(kept)), Duration::ZERO);
    Ok(Engine::open(parts).await?)
}

fn demo(kept: PathBuf) -> OnDemand {
    OnDemand::new(move || {
        let kept = Some(kept.clone());
        Box::pin(async move {
            let options = rushes_demo::DemoOptions {
                keep: kept,
                ..rushes_demo::DemoOptions::default()
            };
            let demo = rushes_demo::start(options)
                .await
                .map_err(|error| error.to_string())?;
            let url = demo
                .base_url()
                .parse()
                .map_err(|error: url::ParseError| error.to_string())?;
            Ok((url, Box::new(demo) as Box<dyn Any + Send + Sync>))
        })
    })
}
