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
mod lifetime;
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
mod settings;
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
pub use lifetime::Parts;
pub use servers::DEMO_PROFILE;

use crate::domain::catalogue::Catalogue;
use crate::{
    api::VideoApi,
    domain::{JobId, Price, ServerId, Timestamp},
    dto::{AppEvent, BalanceView, KeyStatus, Rebuilt, TransferView},
    library::{Library, LibraryLock, staging::Staging},
    secrets::Vault,
    store::Store,
};
use clock::{Clock, Entropy};
use demo::DemoServer;
use network::Network;
use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, OnceLock, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicUsize},
    },
    time::Duration,
};
use tokio::{
    sync::{Notify, broadcast},
    time::Instant,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

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
    /// Held from the reading of what was learned until it is written.
    learning: tokio::sync::Mutex<()>,
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
    /// How often the download of a job has found nothing.
    found_nothing: HashMap<JobId, u32>,
    /// Jobs that wait because there was no connection.
    cut_off: HashSet<JobId>,
    /// Keys that a keychain was asked for and did not give at once; what it answered late, until somebody reads it.
    late_keys: HashMap<ServerId, Option<KeyStatus>>,
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
    /// The same engine for callers without a window in which a press could be taken back: what they ask for is sent at once.
    #[must_use]
    pub fn at_once(&self) -> Self {
        Self {
            undo: Duration::ZERO,
            ..self.clone()
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
        self.send(event);
    }

    fn send(&self, event: AppEvent) {
        // An error means that nobody listens, which is fine for the command line.
        drop(self.inner.events.send(event));
    }
}

/// Runs blocking work where it may block.
async fn blocking<T, F>(work: F) -> Result<T, EngineError>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, EngineError> + Send + 'static,
{
    let answer = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&answer);
    // One kind of task for all work: the runtime's code for each kind is some kilobytes of the program.
    let task: Box<dyn FnOnce() + Send> = Box::new(move || {
        let done = work();
        *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(done);
    });
    tokio::task::spawn_blocking(task).await?;
    let done = answer.lock().unwrap_or_else(PoisonError::into_inner).take();
    done.unwrap_or(Err(EngineError::Ending))
}

#[cfg(test)]
mod tests;
