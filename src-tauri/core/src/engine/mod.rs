//! The spine: takes a press of Create all the way to a file in the library, across crashes, closed lids and lying servers.
//!
//! The only place that joins servers, history, files and keys. Must not know of windows or of any server by name.
//! Rules that keep the promises: intent is durable before a byte is sent; the server's id is durable before anything
//! else is done with it; a file under its final name is complete (`architecture.md`).

mod adopt;
pub mod archiving;
pub mod at_work;
pub mod backup;
mod balance;
mod bring;
mod budget;
mod capabilities;
mod change;
mod checklist;
pub mod clock;
mod clock_watch;
mod connect;
mod contact;
mod craft;
mod craft_file;
mod create;
mod csv;
mod cut;
mod daily;
pub mod demo;
mod derive;
mod dossier;
mod download;
mod error;
mod export;
mod import;
mod journal;
mod lessons;
mod lookup;
mod marks;
mod models;
mod money;
pub mod network;
mod outputs;
mod overlay;
mod pause;
mod pictures;
mod places;
mod poll;
mod rebuild;
mod recipes;
mod recover;
pub mod report;
mod schedule;
mod search;
mod servers;
mod settings_file;
mod stills;
mod submit;
mod sweep;
mod tell;
mod transfer;
mod trash;
mod verbs;
mod view;
mod wildcards;

pub use error::EngineError;
pub use servers::DEMO_PROFILE;

use crate::{
    api::{
        VideoApi,
        catalogue::{Catalogue, Overlay},
        http::{HttpApi, SetupError, Ways},
    },
    domain::{JobId, Price, ServerId, Timestamp},
    dto::{AppEvent, BalanceView, Downloads, Rebuilt, Settings, TransferView, Zoom},
    library::{Library, LibraryLock, staging::Staging, template::NameTemplate},
    secrets::Vault,
    store::Store,
};
use clock::{Clock, Entropy, SystemClock, SystemEntropy};
use demo::DemoServer;
use network::{Network, SystemNetwork};
use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
    sync::{
        Arc, Mutex, OnceLock, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Notify, broadcast},
    time::Instant,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

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

/// Settings as one value of the table `settings`.
const SETTINGS: &str = "settings";
/// Folder of the library with the user's own descriptions.
const CATALOGUE: &str = "catalogue";
/// Events that a slow listener may lag behind; then it must read the wall anew.
const EVENTS: usize = 1024;

struct Inner {
    store: Store,
    library: Library,
    staging: Staging,
    vault: Arc<Vault>,
    demo: Arc<dyn DemoServer>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    network: Arc<dyn Network>,
    api: RwLock<Arc<dyn VideoApi>>,
    catalogue: RwLock<Arc<Catalogue>>,
    fixed_api: bool,
    events: broadcast::Sender<AppEvent>,
    wake: Notify,
    /// Downloads at a time, as the settings say.
    downloads: std::sync::atomic::AtomicUsize,
    live: Mutex<Live>,
    /// What the user says that servers ask for.
    prices: RwLock<Arc<Vec<Price>>>,
    /// Held from the look at the day's budget until it is stored that sending began.
    spending: tokio::sync::Mutex<()>,
    /// Held while a server is asked for a balance.
    asking: tokio::sync::Mutex<()>,
    /// Held while an unconfirmed job is looked for.
    looking: tokio::sync::Mutex<()>,
    /// Held while a file is brought in: the same one twice at once must not become two clips.
    bringing: tokio::sync::Mutex<()>,
    fits: pictures::Fits,
    /// The key of a text that is being looked at.
    pasted_key: Mutex<Option<secrecy::SecretString>>,
    started: AtomicBool,
    stop: CancellationToken,
    /// Ends also what is waited for when the program ends.
    abandon: CancellationToken,
    tasks: TaskTracker,
    /// How the history was made again at this start.
    rebuilt: OnceLock<Rebuilt>,
    /// Rows that cannot be read and that the window was told of.
    told_unreadable: AtomicUsize,
    // Held until the last clone is gone: two engines on one library would fetch everything twice.
    _lock: LibraryLock,
}

/// What is going on right now and need not survive.
#[derive(Default)]
struct Live {
    busy: HashSet<JobId>,
    /// What runs with each server.
    running: HashMap<ServerId, places::Running>,
    /// When each server may be asked how a job stands again.
    next_question: HashMap<ServerId, Instant>,
    transfers: HashMap<JobId, TransferView>,
    first_progress: HashMap<JobId, f64>,
    /// Servers that asked for a pause, and until when.
    paused: HashMap<ServerId, Instant>,
    /// Refusals in a row, by server.
    refused: HashMap<ServerId, u32>,
    /// When jobs that nobody looks at were last looked for.
    picked_up: Option<Instant>,
    /// What servers last said is left.
    balances: HashMap<ServerId, BalanceView>,
    /// Stills that answers named beside their results.
    covers: HashMap<JobId, url::Url>,
    /// Jobs that wait because there was no connection.
    cut_off: HashSet<JobId>,
    /// Changes that listeners have not heard of.
    untold: tell::Untold,
}

/// The engine. Clones share one.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
    undo: Duration,
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
        let (library, lock, store, damaged, restored) = blocking(move || {
            // The lock first: nothing of a library may be touched that another Rushes has open.
            let lock = LibraryLock::acquire(&folder)?;
            let library = Library::open(&folder)?;
            let (store, damaged) = rebuild::open_store(&library, now)?;
            let restored = library.is_restored();
            Ok((library, lock, store, damaged, restored))
        })
        .await?;
        let settings: Settings = store.setting(SETTINGS).await?.unwrap_or_default();
        let fixed_api = parts.api.is_some();
        let api = match parts.api {
            Some(api) => api,
            None => make_api(&settings)?,
        };
        let catalogue = load_catalogue(&library);
        let prices = store.prices().await?;
        let engine = Self {
            inner: Arc::new(Inner {
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
            }),
            undo: parts.undo,
        };
        let whole = damaged.is_none() && !restored;
        if let Some(damaged) = damaged {
            let rebuilt = Box::pin(engine.rebuild(damaged)).await?;
            drop(engine.inner.rebuilt.set(rebuilt));
        }
        if restored {
            Box::pin(engine.look_through_restored()).await?;
        }
        Box::pin(engine.recover(whole)).await?;
        Ok(engine)
    }

    /// The same engine for callers without a window in which a press could be taken back: what they ask for is sent at once.
    #[must_use]
    pub fn at_once(&self) -> Self {
        Self {
            undo: Duration::ZERO,
            ..self.clone()
        }
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

    /// Listens to what happens from now on. A listener that lags must read the wall anew.
    pub fn events(&self) -> broadcast::Receiver<AppEvent> {
        self.inner.events.subscribe()
    }

    /// The library.
    pub fn library(&self) -> &Library {
        &self.inner.library
    }

    /// All descriptions, those of the user before those that ship.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        Arc::clone(
            &self
                .inner
                .catalogue
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// The keys.
    pub fn vault(&self) -> &Arc<Vault> {
        &self.inner.vault
    }

    /// The engine's clock.
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// How long a press of Create can be taken back.
    pub fn undo_window(&self) -> Duration {
        self.undo
    }

    /// The settings.
    pub async fn settings(&self) -> Result<Settings, EngineError> {
        Ok(self
            .inner
            .store
            .setting(SETTINGS)
            .await?
            .unwrap_or_default())
    }

    /// Keeps the settings. A new proxy is used from the next request on.
    ///
    /// # Errors
    /// `InvalidValue` for a proxy that is no address, certificates that are none, or a number that makes no sense, those of a template that
    /// is none; nothing is kept then.
    pub async fn save_settings(&self, settings: Settings) -> Result<Settings, EngineError> {
        NameTemplate::parse(&settings.file_names)?;
        if !(1..=Downloads::MOST).contains(&settings.downloads.0) {
            return Err(EngineError::invalid("downloads"));
        }
        if !(Zoom::LEAST..=Zoom::MOST).contains(&settings.zoom.0) {
            return Err(EngineError::invalid("zoom"));
        }
        if !self.inner.fixed_api {
            let api = make_api(&settings).map_err(|error| match error {
                SetupError::Client(_) => EngineError::invalid("proxy"),
                SetupError::Certificates => EngineError::invalid("certificates"),
            })?;
            *self
                .inner
                .api
                .write()
                .unwrap_or_else(PoisonError::into_inner) = api;
        }
        // Settings are written with every pause of who types a prompt: what is gone already is not looked for each time.
        let had_stills = self.keeps_stills().await;
        self.inner.store.set_setting(SETTINGS, &settings).await?;
        self.set_downloads(settings.downloads);
        if had_stills && !settings.thumbnails.0 {
            self.drop_stills().await?;
        }
        Ok(settings)
    }

    fn api(&self) -> Arc<dyn VideoApi> {
        self.inner
            .api
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn live(&self) -> std::sync::MutexGuard<'_, Live> {
        self.inner
            .live
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn emit(&self, event: AppEvent) {
        if let AppEvent::Removed { ids, .. } = &event {
            self.live().untold.removed(ids);
        }
        // An error means that nobody listens, which is fine for the command line.
        drop(self.inner.events.send(event));
    }
}

fn make_api(settings: &Settings) -> Result<Arc<dyn VideoApi>, SetupError> {
    let api: Arc<dyn VideoApi> = HttpApi::with(&Ways {
        proxy: settings.proxy.clone(),
        routes: settings.routes.clone(),
        certificates: settings.certificates.clone(),
    })?;
    Ok(api)
}

/// Runs blocking work where it may block.
async fn blocking<T, F>(work: F) -> Result<T, EngineError>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, EngineError> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await?
}

/// The shipped descriptions with the user's own from the library's folder `catalogue`.
fn load_catalogue(library: &Library) -> Catalogue {
    let (overlay, errors) = Overlay::load(&library.root().join(CATALOGUE));
    for error in errors {
        tracing::warn!(%error, "a description of the user is left out");
    }
    Catalogue::shipped().with(overlay)
}

#[cfg(test)]
mod tests;
