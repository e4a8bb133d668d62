//! A scripted server, a clock that follows the paused runtime, and a library in a scratch folder.

mod script;
mod server;

pub use script::{Content, End, Scripted, Step};

use super::super::*;
use crate::domain::catalogue::Encoding;
use crate::{
    api::VideoApi,
    domain::{Timestamp, ids::Seed},
    secrets::{SessionStore, Vault},
};
use futures_util::future::BoxFuture;
use server::FakeApi;
use std::{
    net::IpAddr,
    sync::atomic::{AtomicI64, AtomicU64, Ordering},
};
use tempfile::TempDir;
use tokio::time::Instant;

/// A small picture that counts as a result: probing needs no video encoder.
pub fn gif() -> Vec<u8> {
    painted(0)
}

/// The same for each number, another for each.
pub fn painted(number: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let pixels = (0..16 * 9 * 4_u32)
        .map(|at| ((at * 37 + number * 11) % 251).to_le_bytes()[0])
        .collect();
    let frame = image::RgbaImage::from_raw(16, 9, pixels).expect("as many bytes as pixels");
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    encoder
        .encode_frames([image::Frame::new(frame)])
        .expect("a picture");
    drop(encoder);
    bytes
}

/// The wall clock of a paused runtime, and how far it was set.
pub struct PausedClock {
    start: Instant,
    set_by_ms: AtomicI64,
}

/// The network as the test says it is.
#[derive(Default)]
struct FakeNetwork(Mutex<Option<IpAddr>>);

impl Network for FakeNetwork {
    fn ways(&self) -> Vec<Option<IpAddr>> {
        vec![*self.0.lock().expect("one test at a time")]
    }
}

impl PausedClock {
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
            set_by_ms: AtomicI64::new(0),
        }
    }
}

impl Clock for PausedClock {
    fn now(&self) -> Timestamp {
        let passed = i64::try_from(self.start.elapsed().as_millis()).expect("a short test");
        Timestamp(1_800_000_000_000 + passed + self.set_by_ms.load(Ordering::SeqCst))
    }
}

/// Different ids, the same in every run.
struct Counting(AtomicU64);

impl Entropy for Counting {
    fn seed(&self) -> Seed {
        let number = self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes();
        let mut seed = Seed::default();
        seed[2..].copy_from_slice(&number);
        seed
    }
}

struct NoDemo;

impl DemoServer for NoDemo {
    fn running(&self) -> BoxFuture<'_, Option<url::Url>> {
        Box::pin(async { None })
    }

    fn address(&self) -> BoxFuture<'_, Result<url::Url, String>> {
        Box::pin(async { Err("not in this test".to_owned()) })
    }
}

/// What outlives a crash: the folder and the server.
pub struct World {
    folder: TempDir,
    api: Arc<FakeApi>,
    other: Option<Arc<dyn VideoApi>>,
    clock: Arc<PausedClock>,
    network: Arc<FakeNetwork>,
    entropy: Arc<dyn Entropy>,
    stop: Mutex<Option<(CancellationToken, std::sync::Weak<Inner>)>>,
}

impl World {
    pub fn new(script: Scripted) -> Self {
        let api = FakeApi {
            script: Mutex::new(script),
            ..FakeApi::default()
        };
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            api: Arc::new(api),
            other: None,
            clock: Arc::new(PausedClock::new()),
            network: Arc::default(),
            entropy: Arc::new(Counting(AtomicU64::new(1))),
            stop: Mutex::new(None),
        }
    }

    /// With a server that is not scripted.
    pub fn with(server: Arc<dyn VideoApi>, clock: Arc<PausedClock>) -> Self {
        Self {
            other: Some(server),
            clock,
            ..Self::new(Scripted::default())
        }
    }

    pub fn parts(&self) -> Parts {
        let vault = Vault::new(
            Arc::new(SessionStore::default()),
            Arc::new(SessionStore::default()),
        );
        let library = self.folder.path().to_owned();
        let undo = Duration::from_secs(5);
        let scripted = Arc::clone(&self.api) as Arc<dyn VideoApi>;
        Parts {
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            network: Arc::clone(&self.network) as Arc<dyn Network>,
            entropy: Arc::clone(&self.entropy),
            api: Some(self.other.clone().unwrap_or(scripted)),
            ..Parts::new(library, Arc::new(vault), Arc::new(NoDemo), undo)
        }
    }

    /// The same program with another library.
    pub async fn open_at(&self, library: &std::path::Path) -> Engine {
        let parts = Parts {
            library: library.to_owned(),
            ..self.parts()
        };
        Engine::open(parts).await.expect("a library")
    }

    pub async fn open(&self) -> Engine {
        let engine = Engine::open(self.parts()).await.expect("a library");
        *self.stop.lock().expect("one test at a time") =
            Some((engine.inner.stop.clone(), Arc::downgrade(&engine.inner)));
        engine
    }

    /// Ends the engine without letting it finish anything; drop your own clone first.
    pub async fn crash(&self) {
        let (stop, inner): (_, std::sync::Weak<Inner>) = self
            .stop
            .lock()
            .expect("one test at a time")
            .take()
            .expect("an open engine");
        stop.cancel();
        let mut connections = Vec::new();
        if let Some(inner) = inner.upgrade() {
            inner.abandon.cancel();
            connections = inner.store.connections();
        }
        // Closing the last connection writes to the database: it must not come between a test and its rubbish.
        while inner.strong_count() > 0 || connections.iter().any(|one| one.strong_count() > 0) {
            tokio::task::yield_now().await;
        }
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Sets the wall clock ahead, or back, while no timer notices: so does a closed lid.
    pub fn set_clock_by(&self, by_ms: i64) {
        self.clock.set_by_ms.fetch_add(by_ms, Ordering::SeqCst);
    }

    /// Moves the machine to another network, or out of all.
    pub fn move_to(&self, address: Option<IpAddr>) {
        *self.network.0.lock().expect("one test at a time") = address;
    }

    pub fn creates(&self) -> usize {
        self.api.creates.load(Ordering::SeqCst)
    }

    /// How many of the small GETs had a key with them.
    pub fn keyed(&self) -> usize {
        self.api.keyed.load(Ordering::SeqCst)
    }

    /// What was asked of the server, as method and path, without the downloads.
    pub fn asked(&self) -> Vec<String> {
        let asked = self.api.asked.lock().expect("one test at a time");
        asked.iter().map(|(_, line)| line.clone()).collect()
    }

    /// When the requests were made whose line begins so.
    pub fn times(&self, start: &str) -> Vec<Instant> {
        let asked = self.api.asked.lock().expect("one test at a time");
        let wanted = asked.iter().filter(|(_, line)| line.starts_with(start));
        wanted.map(|(at, _)| *at).collect()
    }

    /// Paths of the downloads in the order of their beginnings.
    pub fn fetched(&self) -> Vec<String> {
        self.api.fetched.lock().expect("one test at a time").clone()
    }

    /// How many small requests ran at once at that host, or downloads at "".
    pub fn most_at_once(&self, host: &str) -> usize {
        let running = self.api.running.lock().expect("one test at a time");
        running.get(host).map_or(0, |(_, most)| *most)
    }

    /// How the bodies were written, in the order of the requests.
    pub fn encodings(&self) -> Vec<&'static str> {
        let encodings = self.api.encodings.lock().expect("one test at a time");
        encodings
            .iter()
            .map(|encoding| match encoding {
                Encoding::Json => "application/json",
                Encoding::Multipart => "multipart/form-data",
            })
            .collect()
    }

    pub async fn until_created(&self) {
        while self.creates() == 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub fn resumed_from(&self) -> Vec<Option<u64>> {
        self.api.resumes.lock().expect("one test at a time").clone()
    }

    /// The addresses of all downloads.
    pub fn sources(&self) -> Vec<String> {
        self.api.sources.lock().expect("one test at a time").clone()
    }

    pub fn script(&self, add: impl FnOnce(Scripted) -> Scripted) {
        let mut script = self.api.script();
        let taken = std::mem::take(&mut *script);
        *script = add(taken);
    }
}
