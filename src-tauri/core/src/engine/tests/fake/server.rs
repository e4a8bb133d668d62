//! The server that follows a script, and remembers what was asked of it.

use super::{Content, End, Scripted, Step, *};
use crate::api::{
    self, Access, Exchange, Fault, Reply, Resume, Sent, Source, Trace, VideoApi, dialect::Request,
};
use crate::domain::catalogue::Encoding;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use std::sync::atomic::AtomicUsize;

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
pub(super) struct FakeApi {
    pub(super) script: Mutex<Scripted>,
    pub(super) creates: AtomicUsize,
    pub(super) encodings: Mutex<Vec<Encoding>>,
    pub(super) asked: Mutex<Vec<(Instant, String)>>,
    /// Requests that had a key.
    pub(super) keyed: AtomicUsize,
    pub(super) fetched: Mutex<Vec<String>>,
    /// Small requests that run now and ran at most, by host; downloads under the name of no host.
    pub(super) running: Mutex<HashMap<String, (usize, usize)>>,
    pub(super) resumes: Mutex<Vec<Option<u64>>>,
    pub(super) sources: Mutex<Vec<String>>,
}

impl FakeApi {
    pub(super) fn script(&self) -> std::sync::MutexGuard<'_, Scripted> {
        self.script.lock().expect("one test at a time")
    }

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
        Some(Step::Moved(status, there)) => Ok(Reply {
            location: Some(there.parse().expect("an address")),
            ..reply(status, "<html><head>".to_owned(), None)
        }),
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

    fn get<'a>(&'a self, access: &'a Access, url: url::Url) -> BoxFuture<'a, Exchange> {
        let keyed = usize::from(access.auth.is_some());
        self.keyed.fetch_add(keyed, Ordering::SeqCst);
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
