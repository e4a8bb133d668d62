//! A scripted server, a clock that follows the paused runtime, and a library in a scratch folder.

use super::super::*;
use crate::{
    api::{
        self, Access, Exchange, Fault, Reply, Resume, Sent, Source, Trace, VideoApi,
        catalogue::Encoding, dialect::Request,
    },
    domain::{Timestamp, ids::Seed},
    secrets::{SessionStore, Vault},
};
use bytes::Bytes;
use futures_util::{StreamExt, future::BoxFuture, stream};
use std::{
    collections::VecDeque,
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
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

/// What the server does with one small request.
#[derive(Debug, Clone)]
pub enum Step {
    Answer(u16, String),
    Wait(u16, String, Duration),
    /// The answer comes after that long.
    Slow(u16, String, Duration),
    Broken,
    NoConnection,
    Hang,
}

/// What the server does with one download.
#[derive(Debug, Clone)]
pub enum Content {
    Body {
        status: u16,
        bytes: Vec<u8>,
        length: Option<u64>,
        start: Option<u64>,
        end: End,
    },
    Hang,
}

/// What comes after the bytes of a download.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Closed,
    Broken,
    /// Nothing, ever.
    Stalled,
}

impl Content {
    pub fn whole(bytes: Vec<u8>) -> Self {
        let length = Some(bytes.len() as u64);
        Self::Body {
            status: 200,
            bytes,
            length,
            start: None,
            end: End::Closed,
        }
    }

    pub fn answer(status: u16, text: &str) -> Self {
        let bytes = text.as_bytes().to_vec();
        Self::Body {
            status,
            length: Some(bytes.len() as u64),
            bytes,
            start: None,
            end: End::Closed,
        }
    }

    /// Announces all of it and ends after `at` bytes.
    pub fn cut(bytes: &[u8], at: usize, end: End) -> Self {
        let length = Some(bytes.len() as u64);
        Self::Body {
            status: 200,
            bytes: bytes[..at].to_vec(),
            length,
            start: None,
            end,
        }
    }

    /// A 206 that begins at `at`.
    pub fn rest(bytes: &[u8], at: usize) -> Self {
        let length = Some((bytes.len() - at) as u64);
        let start = Some(at as u64);
        Self::Body {
            status: 206,
            bytes: bytes[at..].to_vec(),
            length,
            start,
            end: End::Closed,
        }
    }
}

#[derive(Debug, Default)]
pub struct Scripted {
    creates: VecDeque<Step>,
    gets: VecDeque<Step>,
    contents: VecDeque<Content>,
}

impl Scripted {
    pub fn on_create(mut self, steps: impl IntoIterator<Item = Step>) -> Self {
        self.creates.extend(steps);
        self
    }

    pub fn on_get(mut self, steps: impl IntoIterator<Item = Step>) -> Self {
        self.gets.extend(steps);
        self
    }

    pub fn on_content(mut self, steps: impl IntoIterator<Item = Content>) -> Self {
        self.contents.extend(steps);
        self
    }
}

#[derive(Default)]
struct FakeApi {
    script: Mutex<Scripted>,
    creates: AtomicUsize,
    encodings: Mutex<Vec<Encoding>>,
    asked: Mutex<Vec<String>>,
    resumes: Mutex<Vec<Option<u64>>>,
}

impl FakeApi {
    fn script(&self) -> std::sync::MutexGuard<'_, Scripted> {
        self.script.lock().expect("one test at a time")
    }
}

impl FakeApi {
    fn note(&self, method: &str, url: &url::Url) {
        let path = &url[url::Position::BeforePath..];
        let line = format!("{method} {path}");
        self.asked.lock().expect("one test at a time").push(line);
    }

    fn answer<'a>(&'a self, method: &'static str, url: url::Url) -> BoxFuture<'a, Exchange> {
        Box::pin(async move {
            self.note(method, &url);
            let step = self.script().gets.pop_front();
            play(step).await
        })
    }
}

async fn play(step: Option<Step>) -> Exchange {
    let reply = |status, body: String, wait| Reply {
        status,
        body: Bytes::from(body),
        wait,
        location: None,
    };
    let outcome = match step {
        Some(Step::Answer(status, body)) => Ok(reply(status, body, None)),
        Some(Step::Wait(status, body, wait)) => Ok(reply(status, body, Some(wait))),
        Some(Step::Slow(status, body, after)) => {
            tokio::time::sleep(after).await;
            Ok(reply(status, body, None))
        }
        Some(Step::Broken) => Err(Fault::Broken("reset".to_owned())),
        Some(Step::NoConnection) => Err(Fault::Connect("refused".to_owned())),
        Some(Step::Hang) | None => std::future::pending().await,
    };
    let status = outcome.as_ref().ok().map(|reply: &Reply| reply.status);
    let nothing = matches!(outcome, Err(Fault::Connect(_)));
    Exchange {
        sent: if nothing { Sent::Nothing } else { Sent::Maybe },
        trace: Trace {
            method: "GET",
            status,
            ..Trace::default()
        },
        outcome,
    }
}

impl VideoApi for FakeApi {
    fn create<'a>(&'a self, _: &'a Access, request: &'a Request) -> BoxFuture<'a, Exchange> {
        Box::pin(async {
            self.note("POST", &request.url);
            let encoding = request.encoding;
            self.encodings
                .lock()
                .expect("one test at a time")
                .push(encoding);
            self.creates.fetch_add(1, Ordering::SeqCst);
            let step = self.script().creates.pop_front();
            play(step).await
        })
    }

    fn get<'a>(&'a self, _: &'a Access, url: url::Url) -> BoxFuture<'a, Exchange> {
        self.answer("GET", url)
    }

    fn delete<'a>(&'a self, _: &'a Access, url: url::Url) -> BoxFuture<'a, Exchange> {
        self.answer("DELETE", url)
    }

    fn content<'a>(
        &'a self,
        _: &'a Access,
        _: &'a Source,
        resume: Option<Resume>,
    ) -> BoxFuture<'a, (Trace, Result<api::Content, Fault>)> {
        Box::pin(async move {
            let asked = resume.as_ref().map(|resume| resume.from);
            self.resumes.lock().expect("one test at a time").push(asked);
            let next = self.script().contents.pop_front();
            let Some(Content::Body {
                status,
                bytes,
                length,
                start,
                end,
            }) = next
            else {
                return std::future::pending().await;
            };
            let total = start.zip(length).map(|(start, length)| start + length);
            let bytes = stream::iter([Ok(Bytes::from(bytes))]);
            let body = match end {
                End::Closed => bytes.boxed(),
                End::Broken => {
                    let broken = Fault::Broken("reset".to_owned());
                    bytes.chain(stream::iter([Err(broken)])).boxed()
                }
                End::Stalled => bytes.chain(stream::pending()).boxed(),
            };
            let content = api::Content {
                status,
                length,
                range: start.map(|start| (start, total)),
                validator: Some("\"v1\"".to_owned()),
                wait: None,
                body,
            };
            let trace = Trace {
                method: "GET",
                status: Some(status),
                ..Trace::default()
            };
            (trace, Ok(content))
        })
    }
}

/// The wall clock of a paused runtime.
pub struct PausedClock {
    start: Instant,
}

impl PausedClock {
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
        }
    }
}

impl Clock for PausedClock {
    fn now(&self) -> Timestamp {
        let passed = i64::try_from(self.start.elapsed().as_millis()).expect("a short test");
        Timestamp(1_800_000_000_000 + passed)
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
    clock: Arc<dyn Clock>,
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
            entropy: Arc::new(Counting(AtomicU64::new(1))),
            stop: Mutex::new(None),
        }
    }

    /// With a server that is not scripted.
    pub fn with(server: Arc<dyn VideoApi>, clock: Arc<dyn Clock>) -> Self {
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
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
            api: Some(self.other.clone().unwrap_or(scripted)),
            ..Parts::new(library, Arc::new(vault), Arc::new(NoDemo), undo)
        }
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

    pub fn creates(&self) -> usize {
        self.api.creates.load(Ordering::SeqCst)
    }

    /// What was asked of the server, as method and path, without the downloads.
    pub fn asked(&self) -> Vec<String> {
        self.api.asked.lock().expect("one test at a time").clone()
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

    pub fn script(&self, add: impl FnOnce(Scripted) -> Scripted) {
        let mut script = self.api.script();
        let taken = std::mem::take(&mut *script);
        *script = add(taken);
    }
}
