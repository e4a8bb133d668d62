//! A keychain that is locked asks its user, who may take his time. Nothing else waits for him.

use super::{lifetime::Parts, *};
use crate::{
    dto::{AppEvent, KeyBackend},
    secrets::{SecretError, SecretStore, SessionStore, Vault},
};
use secrecy::SecretString;
use std::sync::{
    Arc, Mutex,
    mpsc::{Receiver, Sender, channel},
};

const KEY: &str = "sk-0123456789ab";

/// Answers when it is unlocked.
struct Locked(Mutex<Receiver<()>>);

impl SecretStore for Locked {
    fn probe(&self) -> Result<(), SecretError> {
        Ok(())
    }

    fn get(&self, _account: &str) -> Result<Option<SecretString>, SecretError> {
        // The sender is gone: it was unlocked.
        let _ = self.0.lock().expect("one reader").recv();
        Ok(Some(KEY.into()))
    }

    fn put(&self, _account: &str, _secret: &SecretString) -> Result<(), SecretError> {
        Ok(())
    }

    fn delete(&self, _account: &str) -> Result<bool, SecretError> {
        Ok(false)
    }
}

/// A program whose server has its key in a keychain that is locked, and what unlocks that.
async fn locked(world: &World) -> (Engine, Sender<()>) {
    let before = world.open().await;
    let id = server(&before).await;
    before
        .set_key(&id, KEY.into(), KeyBackend::Keychain)
        .await
        .expect("kept");
    before.stop(Duration::from_secs(1)).await;
    drop(before);
    let (unlock, unlocked) = channel();
    let vault = Vault::new(
        Arc::new(Locked(Mutex::new(unlocked))),
        Arc::new(SessionStore::default()),
    );
    let parts = Parts {
        vault: Arc::new(vault),
        ..world.parts()
    };
    (Engine::open(parts).await.expect("opened"), unlock)
}

/// What comes of it while time goes on: by itself a clock that stands does that only while nothing blocks a thread.
async fn in_time<T: Send + 'static>(what: impl Future<Output = T> + Send + 'static) -> T {
    let what = tokio::spawn(what);
    while !what.is_finished() {
        tokio::time::advance(Duration::from_millis(50)).await;
    }
    what.await.expect("no panic")
}

async fn list(engine: &Engine) -> Vec<crate::dto::ServerView> {
    let engine = engine.clone();
    in_time(async move { engine.servers().await })
        .await
        .expect("a list")
}

#[tokio::test(start_paused = true)]
async fn the_list_of_servers_does_not_wait_for_a_keychain_that_is_locked() {
    let world = World::new(Scripted::default());
    let (engine, unlock) = locked(&world).await;
    let servers = list(&engine).await;
    assert!(servers[0].key.asking && !servers[0].key.present);
    drop(unlock);
}

#[tokio::test(start_paused = true)]
async fn what_a_keychain_says_late_is_told() {
    let world = World::new(Scripted::default());
    let (engine, unlock) = locked(&world).await;
    let mut events = engine.events();
    list(&engine).await;
    drop(unlock);
    let servers = loop {
        if let AppEvent::Servers { servers } = events.recv().await.expect("an event") {
            break servers;
        }
    };
    let key = &servers[0].key;
    assert_eq!(
        (key.asking, key.hint.as_deref(), key.backend),
        (false, Some("89ab"), Some(KeyBackend::Keychain))
    );
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_given_meanwhile_is_not_asked_for_any_more() {
    let world = World::new(Scripted::default());
    let (engine, unlock) = locked(&world).await;
    let id = list(&engine).await[0].id.clone();
    let user = engine.clone();
    let kept = async move {
        let key = "sk-of-this-session".into();
        user.set_key(&id, key, KeyBackend::Session).await
    };
    let status = in_time(kept).await.expect("kept");
    assert_eq!(
        (status.asking, status.backend),
        (false, Some(KeyBackend::Session))
    );
    drop(unlock);
}
