//! An engine as the app has one, in a scratch library, without keys and without the demo.

use anyhow::{Result, anyhow};
use futures_util::future::BoxFuture;
use rushes_core::{
    domain::ServerId,
    dto::{CreateJobs, ServerDraft},
    engine::{Engine, Parts, demo::DemoServer},
    secrets::{SessionStore, Vault},
};
use std::{path::Path, sync::Arc, time::Duration};
use url::Url;

struct NoDemo;

impl DemoServer for NoDemo {
    fn running(&self) -> BoxFuture<'_, Option<Url>> {
        Box::pin(async { None })
    }

    fn address(&self) -> BoxFuture<'_, Result<Url, String>> {
        Box::pin(async { Err("not while measuring".to_owned()) })
    }
}

/// Opens and starts an engine.
pub async fn open(library: &Path) -> Result<Engine> {
    let store = || Arc::new(SessionStore::default());
    let vault = Arc::new(Vault::new(store(), store()));
    let parts = Parts::new(library.to_owned(), vault, Arc::new(NoDemo), Duration::ZERO);
    let engine = Box::pin(Engine::open(parts)).await?;
    engine.start();
    Ok(engine)
}

/// A server of the generic kind at that address.
pub async fn server(engine: &Engine, base: &str) -> Result<ServerId> {
    let address: Url = base.parse()?;
    let port = address.port().ok_or_else(|| anyhow!("a port"))?;
    let draft = ServerDraft {
        id: None,
        name: format!("loopback {port}"),
        base_url: base.to_owned(),
        profile: None,
    };
    Ok(Box::pin(engine.save_server(draft)).await?.id)
}

/// So many takes of a plain request.
pub fn order(server: &ServerId, key: &str, takes: u32) -> CreateJobs {
    CreateJobs {
        client_key: key.to_owned(),
        server: server.clone(),
        model: "sora-2".to_owned(),
        prompt: "a paper boat in the rain".to_owned(),
        seconds: None,
        size: None,
        aspect: None,
        tier: None,
        takes,
        inputs: Vec::new(),
        params: serde_json::Map::new(),
        extra: serde_json::Map::new(),
        anyway: false,
        sweep: rushes_core::dto::Sweep::default(),
        count: None,
    }
}
