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
    net::IpAddr,
    sync::atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering},
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
        tag: Option<&'static str>,
        wait: Option<Duration>,
    },
    /// All of it, after that long.
    After(Duration, Vec<u8>),
    Hang,
    /// It would lead where nobody may go.
    Forbidden,
}

/// What comes after the bytes of a download.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Closed,
    Broken,
    /// Nothing, ever.
    Stalled,
    /// A byte every ten seconds.
    Dripping,
    /// The end, after bytes that came one by one, a millisecond apart.
    Fine,
}

/// The name of the file's bytes.
const TAG: Option<&str> = Some("\"v1\"");

impl Content {
    /// The same with another name of the bytes; without one nothing can be continued.
    pub fn tagged(mut self, with: Option<&'static str>) -> Self {
        if let Self::Body { tag, .. } = &mut self {
            *tag = with;
        }
        self
    }

    /// The same, whatever it announces.
    pub fn announcing(mut self, bytes: u64) -> Self {
        if let Self::Body { length, .. } = &mut self {
            *length = Some(bytes);
        }
        self
    }

    /// The same without a length.
    pub fn chunked(mut self) -> Self {
        if let Self::Body { length, .. } = &mut self {
            *length = None;
        }
        self
    }

    /// The same, and asks to wait.
    pub fn later(mut self, after: Duration) -> Self {
        if let Self::Body { wait, .. } = &mut self {
            *wait = Some(after);
        }
        self
    }

    /// A 416 that says how long the whole is.
    pub fn beyond(total: u64) -> Self {
        let mut refused = Self::answer(416, "");
        if let Self::Body { length, .. } = &mut refused {
            *length = Some(total);
        }
        refused
    }

    pub fn whole(bytes: Vec<u8>) -> Self {
        let length = Some(bytes.len() as u64);
        Self::Body {
            status: 200,
            bytes,
            length,
            start: None,
            end: End::Closed,
            tag: TAG,
            wait: None,
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
            tag: TAG,
            wait: None,
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
            tag: TAG,
            wait: None,
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
            tag: TAG,
            wait: None,
        }
    }
}

/// Decides on an answer by method and address.
type Rule<T> = Box<dyn FnMut(&str, &url::Url) -> Option<T> + Send>;

#[derive(Default)]
pub struct Scripted {
    rule: Option<Rule<Step>>,
    content_rule: Option<Rule<Content>>,
    creates: VecDeque<Step>,
    gets: VecDeque<Step>,
    contents: VecDeque<Content>,
}

impl Scripted {
    /// Answers what the lists have no step for.
    pub fn by_rule(
        mut self,
        rule: impl FnMut(&str, &url::Url) -> Option<Step> + Send + 'static,
    ) -> Self {
        self.rule = Some(Box::new(rule));
        self
    }

    /// The same for downloads.
    pub fn files_by_rule(
        mut self,
        rule: impl FnMut(&str, &url::Url) -> Option<Content> + Send + 'static,
    ) -> Self {
        self.content_rule = Some(Box::new(rule));
        self
    }

    fn step(&mut self, method: &str, url: &url::Url) -> Option<Step> {
        let list = if method == "POST" {
            &mut self.creates
        } else {
            &mut self.gets
        };
        let next = list.pop_front();
        next.or_else(|| self.rule.as_mut()?(method, url))
    }

    fn content(&mut self, url: &url::Url) -> Option<Content> {
        let next = self.contents.pop_front();
        next.or_else(|| self.content_rule.as_mut()?("GET", url))
    }

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

/// A request that runs.
struct Running<'a> {
    api: &'a FakeApi,
    host: String,
}

impl<'a> Running<'a> {
    fn begin(api: &'a FakeApi, host: &str) -> Self {
        let mut running = api.running.lock().expect("one test at a time");
        let (now, most) = running.entry(host.to_owned()).or_default();
        *now += 1;
        *most = (*most).max(*now);
        let host = host.to_owned();
        Self { api, host }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let mut running = self.api.running.lock().expect("one test at a time");
        running.entry(self.host.clone()).or_default().0 -= 1;
    }
}

#[derive(Default)]
struct FakeApi {
    script: Mutex<Scripted>,
    creates: AtomicUsize,
    encodings: Mutex<Vec<Encoding>>,
    asked: Mutex<Vec<(Instant, String)>>,
    fetched: Mutex<Vec<String>>,
    /// Small requests that run now and ran at most, by host; downloads under the name of no host.
    running: Mutex<HashMap<String, (usize, usize)>>,
    resumes: Mutex<Vec<Option<u64>>>,
    sources: Mutex<Vec<String>>,
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
        let now = Instant::now();
        self.asked
            .lock()
            .expect("one test at a time")
            .push((now, line));
    }

    fn answer<'a>(&'a self, method: &'static str, url: url::Url) -> BoxFuture<'a, Exchange> {
        Box::pin(async move {
            self.note(method, &url);
            let _running = Running::begin(self, url.host_str().unwrap_or_default());
            let step = self.script().step(method, &url);
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
            let _running = Running::begin(self, request.url.host_str().unwrap_or_default());
            let step = self.script().step("POST", &request.url);
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
        source: &'a Source,
        resume: Option<Resume>,
    ) -> BoxFuture<'a, (Trace, Result<api::Content, Fault>)> {
        Box::pin(async move {
            let (Source::Endpoint(url) | Source::Named(url)) = source;
            let named = url.to_string();
            self.sources.lock().expect("one test at a time").push(named);
            let asked = resume.as_ref().map(|resume| resume.from);
            self.resumes.lock().expect("one test at a time").push(asked);
            if url.query().is_none() {
                let mut fetched = self.fetched.lock().expect("one test at a time");
                fetched.push(url.path().to_owned());
            }
            let _running = Running::begin(self, "");
            let mut next = self.script().content(url);
            if let Some(Content::After(wait, bytes)) = next {
                tokio::time::sleep(wait).await;
                next = Some(Content::whole(bytes));
            }
            if matches!(next, Some(Content::Forbidden)) {
                let forbidden = Fault::Forbidden("into this network".to_owned());
                return (Trace::default(), Err(forbidden));
            }
            let Some(Content::Body {
                status,
                bytes,
                length,
                start,
                end,
                tag,
                wait,
            }) = next
            else {
                return std::future::pending().await;
            };
            let total = start.zip(length).map(|(start, length)| start + length);
            let size = if end == End::Fine { 1 } else { 1 << 20 };
            let pieces: Vec<_> = bytes.chunks(size).map(Bytes::copy_from_slice).collect();
            let bytes = stream::iter(pieces).then(move |piece| async move {
                if end == End::Fine {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                Ok(piece)
            });
            let body = match end {
                End::Closed | End::Fine => bytes.boxed(),
                End::Broken => {
                    let broken = Fault::Broken("reset".to_owned());
                    bytes.chain(stream::iter([Err(broken)])).boxed()
                }
                End::Dripping => {
                    let drip = |()| async {
                        tokio::time::sleep(Duration::from_secs(10)).await;
                        Some((Ok(Bytes::from_static(b"x")), ()))
                    };
                    bytes.chain(stream::unfold((), drip)).boxed()
                }
                End::Stalled => bytes.chain(stream::pending()).boxed(),
            };
            let content = api::Content {
                status,
                length,
                range: start.map(|start| (start, total)),
                complete: (status == 416).then_some(length).flatten(),
                resumable: tag.is_some(),
                validator: tag.map(str::to_owned),
                wait,
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
