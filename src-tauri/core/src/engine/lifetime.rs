//! From the opening of a library to the end of the work on it: what has to be there, in which order it is looked at, and how an
//! end in good order is told from one that was none.
//!
//! It must not know what is done with a job; only when that may begin, and that it has to end.

use super::{
    Engine, EngineError, Inner, Live, blocking,
    clock::{Clock, Entropy, SystemClock, SystemEntropy},
    demo::DemoServer,
    network::{Network, SystemNetwork},
    overlay::load_catalogue,
    pictures, places, rebuild,
    recover::Left,
    settings::{SETTINGS, make_api},
};
use crate::{
    api::VideoApi,
    dto::Settings,
    library::{Library, LibraryLock, staging::Staging},
    secrets::Vault,
    store::Store,
};
use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, OnceLock, RwLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::{Notify, broadcast};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Events that a slow listener may lag behind; then it must read the wall anew.
const EVENTS: usize = 1024;

/// What an engine is made of.
pub struct Parts {
    /// Folder of the library; made if it is not there.
    pub library: PathBuf,
    /// The keys.
    pub vault: Arc<Vault>,
    /// The demo.
    pub demo: Arc<dyn DemoServer>,
    /// How long a press of Create can be taken back before anything is sent.
    pub undo: Duration,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// Random numbers.
    pub entropy: Arc<dyn Entropy>,
    /// Speaks with servers; `None` makes the HTTP one from the proxy setting.
    pub api: Option<Arc<dyn VideoApi>>,
    /// The ways into the network.
    pub network: Arc<dyn Network>,
}

impl Parts {
    /// Parts for a real program.
    pub fn new(
        library: PathBuf,
        vault: Arc<Vault>,
        demo: Arc<dyn DemoServer>,
        undo: Duration,
    ) -> Self {
        Self {
            library,
            vault,
            demo,
            undo,
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            api: None,
            network: Arc::new(SystemNetwork),
        }
    }
}

impl Engine {
    /// Locks and opens the library, brings the history up to date and settles what an earlier run left open. Nothing is
    /// sent before [`Engine::start`].
    ///
    /// # Errors
    /// The library is in use, cannot be written, is full, or was made by a newer program.
    pub async fn open(parts: Parts) -> Result<Self, EngineError> {
        let folder = parts.library.clone();
        let now = parts.clock.now();
        let (library, lock, opened, restored) = blocking(move || {
            // The lock first: nothing of a library may be touched that another Rushes has open.
            let lock = LibraryLock::acquire(&folder)?;
            let library = Library::open(&folder)?;
            let opened = rebuild::open_store(&library, now)?;
            let restored = library.is_restored();
            Ok((library, lock, opened, restored))
        })
        .await?;
        let left = match (opened.damaged.is_some() || restored, opened.left_open) {
            (true, _) => Left::Damaged,
            (false, true) => Left::Open,
            (false, false) => Left::InGoodOrder,
        };
        let engine = Self::of(parts, library, lock, opened.store).await?;
        if let Some(damaged) = opened.damaged {
            let rebuilt = Box::pin(engine.rebuild(damaged)).await?;
            drop(engine.inner.rebuilt.set(rebuilt));
        }
        if restored {
            Box::pin(engine.look_through_restored()).await?;
        }
        Box::pin(engine.recover(left)).await?;
        Ok(engine)
    }

    /// Puts it together, as the settings say.
    async fn of(
        parts: Parts,
        library: Library,
        lock: LibraryLock,
        store: Store,
    ) -> Result<Self, EngineError> {
        let settings: Settings = store.setting(SETTINGS).await?.unwrap_or_default();
        let fixed_api = parts.api.is_some();
        let api = match parts.api {
            Some(api) => api,
            None => make_api(&settings)?,
        };
        let catalogue = load_catalogue(&library);
        let prices = store.prices().await?;
        let inner = Inner {
            store,
            staging: Staging::new(library.clone()),
            library,
            vault: parts.vault,
            demo: parts.demo,
            clock: parts.clock,
            entropy: parts.entropy,
            network: parts.network,
            api: RwLock::new(api),
            fixed_api,
            catalogue: RwLock::new(Arc::new(catalogue)),
            events: broadcast::channel(EVENTS).0,
            wake: Notify::new(),
            downloads: places::wanted(settings.downloads).into(),
            live: Mutex::new(Live::default()),
            prices: RwLock::new(Arc::new(prices)),
            spending: tokio::sync::Mutex::new(()),
            asking: tokio::sync::Mutex::new(()),
            looking: tokio::sync::Mutex::new(()),
            learning: tokio::sync::Mutex::new(()),
            bringing: tokio::sync::Mutex::new(()),
            fits: pictures::Fits::default(),
            pasted_key: Mutex::new(None),
            started: AtomicBool::new(false),
            stop: CancellationToken::new(),
            abandon: CancellationToken::new(),
            tasks: TaskTracker::new(),
            rebuilt: OnceLock::new(),
            told_unreadable: AtomicUsize::new(0),
            _lock: lock,
        };
        Ok(Self {
            inner: Arc::new(inner),
            undo: parts.undo,
        })
    }

    /// Begins to work: from here on jobs are sent, asked about and fetched. Only the first call does anything.
    pub fn start(&self) {
        if self.inner.started.swap(true, Ordering::SeqCst) {
            return;
        }
        let engine = self.clone();
        self.inner
            .tasks
            .spawn(async move { engine.copy_daily().await });
        let engine = self.clone();
        self.inner
            .tasks
            .spawn(async move { engine.empty_trash_in_time().await });
        let engine = self.clone();
        self.inner.tasks.spawn(async move {
            if let Err(error) = engine.look_for_recent().await {
                tracing::warn!(%error, "unconfirmed jobs cannot be looked for");
            }
            engine.schedule().await;
        });
    }

    /// Stops working: running exchanges are dropped, files are kept; a request that is on its way is waited for, because its
    /// answer names a paid job. Waits at most `patience`.
    pub async fn stop(&self, patience: Duration) {
        self.inner.stop.cancel();
        self.inner.tasks.close();
        let quiet = tokio::time::timeout(patience, self.inner.tasks.wait())
            .await
            .is_ok();
        self.inner.abandon.cancel();
        if let Err(error) = self.inner.store.checkpoint().await {
            tracing::warn!(%error, quiet, "the history could not be tidied up");
        } else if quiet && let Err(error) = self.inner.library.mark_closed() {
            tracing::warn!(%error, "the end could not be marked");
        }
    }
}
