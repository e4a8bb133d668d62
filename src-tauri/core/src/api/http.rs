//! [`VideoApi`] over HTTP: clients that cannot leak a key, redirects followed by our own code, capped bodies.
//!
//! reqwest strips `Authorization` on a redirect to another origin, but not a custom key header, and it would repeat a
//! POST; so it follows nothing here (platform.md 1.7). Keys are put on single requests, never on a client.

mod answer;
mod watched;

use super::{
    Access, Content, Exchange, Fault, Reply, Resume, Sent, Source, Trace, VideoApi,
    catalogue::Encoding,
    dialect::{self, PartValue, Request, json_body, parts},
    reach::{self, PublicOnly},
};
use crate::failpoint::{self, Point};
use futures_util::{StreamExt, future::BoxFuture};
use reqwest::{
    Body, Client, ClientBuilder, Method, Proxy, RequestBuilder, Response,
    header::{self, HeaderName, HeaderValue},
    multipart::{Form, Part},
    redirect::Policy,
};
use secrecy::ExposeSecret;
use std::{
    sync::{Arc, Once},
    time::{Duration, Instant},
};
use url::Url;
use watched::{Watch, Watched};

/// Redirects that are followed for a GET.
const REDIRECTS: usize = 5;
/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a small answer may take in all.
const SMALL: Duration = Duration::from_secs(60);
/// How long a download may be silent.
const SILENCE: Duration = Duration::from_secs(30);

/// A server's text as a receipt may keep it: capped, and without the queries of addresses.
pub fn shown_text(body: &[u8]) -> String {
    answer::shown_text(body)
}

/// Clients that share nothing but their settings.
struct Clients {
    /// A proxy of the settings stands before the server.
    proxied: bool,
    /// For POST. Keeps no connection: a stale one could take the request and lose the answer.
    create: Client,
    /// For small GETs to the server.
    get: Client,
    /// For bytes from the server.
    content: Client,
    /// For bytes from origins that a server named; resolves public addresses only.
    foreign: Client,
    /// The same for servers that are themselves in this network.
    foreign_local: Client,
}

/// The HTTP form of [`VideoApi`].
pub struct HttpApi {
    proxied: Clients,
    direct: Clients,
}

/// The proxy setting is no address, or the system has no certificates.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be set up: {0}")]
pub struct SetupError(#[from] reqwest::Error);

impl HttpApi {
    /// Makes the clients. `proxy`: an address such as `http://host:port`, or empty for what the environment says; servers
    /// on this machine never go through a proxy.
    pub fn new(proxy: &str) -> Result<Arc<Self>, SetupError> {
        install_crypto();
        let proxied = |builder: ClientBuilder| -> Result<ClientBuilder, reqwest::Error> {
            Ok(if proxy.is_empty() {
                builder
            } else {
                builder.proxy(Proxy::all(proxy)?)
            })
        };
        Ok(Arc::new(Self {
            proxied: clients(!proxy.is_empty(), proxied)?,
            direct: clients(false, |builder| Ok(builder.no_proxy()))?,
        }))
    }

    fn clients(&self, base: &Url) -> &Clients {
        if reach::is_loopback(base) {
            &self.direct
        } else {
            &self.proxied
        }
    }
}

fn install_crypto() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // An error means that the program installed a provider itself; that one serves as well.
        let _already_installed = rustls::crypto::ring::default_provider().install_default();
    });
}

fn clients(
    proxied: bool,
    route: impl Fn(ClientBuilder) -> Result<ClientBuilder, reqwest::Error>,
) -> Result<Clients, reqwest::Error> {
    let base = || {
        let builder = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .tcp_keepalive(Duration::from_secs(30))
            .referer(false)
            .user_agent(concat!("Rushes/", env!("CARGO_PKG_VERSION")));
        route(builder)
    };
    let bytes = || Ok::<_, reqwest::Error>(base()?.no_gzip().read_timeout(SILENCE));
    Ok(Clients {
        proxied,
        create: base()?
            .pool_max_idle_per_host(0)
            // What leaves is counted by the way HTTP/1 asks for a body, and a refused stream of HTTP/2 would be sent again.
            .http1_only()
            .retry(reqwest::retry::never())
            // A small answer in a large disguise: an inline video is not compressed anyway.
            .no_gzip()
            .build()?,
        get: base()?.timeout(SMALL).build()?,
        content: bytes()?.build()?,
        foreign: bytes()?.dns_resolver(Arc::new(PublicOnly)).build()?,
        foreign_local: bytes()?.build()?,
    })
}

/// Puts the key on one request. The header is marked sensitive, so that no debug output shows it.
fn with_key(request: RequestBuilder, access: &Access) -> Result<RequestBuilder, Fault> {
    let Some(auth) = &access.auth else {
        return Ok(request);
    };
    let invalid = || Fault::Request("the key has a character that no header can carry".to_owned());
    let name = HeaderName::from_bytes(auth.name.as_bytes()).map_err(|_| invalid())?;
    let mut value = HeaderValue::from_str(auth.value.expose_secret()).map_err(|_| invalid())?;
    value.set_sensitive(true);
    crate::redaction::hide(auth.value.expose_secret());
    Ok(request.header(name, value))
}

/// Reads pictures on a thread that may wait: they can be large.
async fn body(builder: RequestBuilder, request: &Request) -> Result<RequestBuilder, Fault> {
    let (encoding, request) = (request.encoding, request.clone());
    let read = |path: &std::path::Path| fs_err::read(path);
    let failed = |error: &dyn std::fmt::Display| Fault::Request(error.to_string());
    match encoding {
        Encoding::Json => {
            let written = tokio::task::spawn_blocking(move || json_body(&request, read)).await;
            let value = written.map_err(|error| failed(&error))?;
            Ok(builder.json(&value.map_err(|error| failed(&error))?))
        }
        Encoding::Multipart => {
            let written = tokio::task::spawn_blocking(move || parts(&request, read)).await;
            let parts = written.map_err(|error| failed(&error))?;
            let parts = parts.map_err(|error| failed(&error))?;
            Ok(builder.multipart(form(parts).await?))
        }
    }
}

/// Text parts carry no content type and files carry one, as the official SDKs send them (`reference-requests.md`).
async fn form(parts: Vec<dialect::Part>) -> Result<Form, Fault> {
    let mut form = Form::new();
    for part in parts {
        form = match part.value {
            PartValue::Text(text) => form.text(part.name, text),
            PartValue::File {
                path,
                file_name,
                mime,
            } => {
                let failed = |error: &dyn std::fmt::Display| Fault::Request(error.to_string());
                let bytes = fs_err::tokio::read(path)
                    .await
                    .map_err(|error| failed(&error))?;
                let file = Part::bytes(bytes)
                    .file_name(file_name)
                    .mime_str(&mime)
                    .map_err(|error| failed(&error))?;
                form.part(part.name, file)
            }
        };
    }
    Ok(form)
}

/// The request with a body that tells whether anything of it left.
fn watched(builder: RequestBuilder, watch: &Watch) -> Result<reqwest::Request, Fault> {
    let mut request = builder
        .build()
        .map_err(|error| answer::fault(error, false))?;
    if let Some(body) = request.body_mut().take() {
        *request.body_mut() = Some(Body::wrap(Watched::new(body, watch.clone())));
    }
    Ok(request)
}

impl VideoApi for HttpApi {
    fn create<'a>(&'a self, access: &'a Access, request: &'a Request) -> BoxFuture<'a, Exchange> {
        Box::pin(async move {
            let started = Instant::now();
            let url = request.url.clone();
            let watch = Watch::default();
            let sent = async {
                let clients = self.clients(&access.base);
                let builder = clients
                    .create
                    .request(Method::POST, url.clone())
                    .header(header::ACCEPT, "application/json")
                    .timeout(access.submit_timeout);
                let builder = match &request.idempotency {
                    Some((name, value)) => builder.header(name, value),
                    None => builder,
                };
                let builder = body(with_key(builder, access)?, request).await?;
                let sent = clients.create.execute(watched(builder, &watch)?).await;
                failpoint::reach(Point::AnswerBegun);
                sent.map_err(|error| answer::fault(error, clients.proxied))
            };
            let mut exchange = exchange(access, "POST", url.clone(), started, sent.await).await;
            exchange.trace.sent = watch.sent();
            let nothing = exchange.outcome.is_err() && watch.nothing_left();
            Exchange {
                sent: if nothing { Sent::Nothing } else { Sent::Maybe },
                ..exchange
            }
        })
    }

    fn get<'a>(&'a self, access: &'a Access, url: Url) -> BoxFuture<'a, Exchange> {
        Box::pin(async move {
            let started = Instant::now();
            let mut hops = Vec::new();
            let sent = self.follow(access, url.clone(), &mut hops).await;
            let mut exchange = exchange(access, "GET", url, started, sent).await;
            exchange.trace.redirects = hops;
            exchange
        })
    }

    fn delete<'a>(&'a self, access: &'a Access, url: Url) -> BoxFuture<'a, Exchange> {
        Box::pin(async move {
            let started = Instant::now();
            let sent = async {
                let clients = self.clients(&access.base);
                let builder = clients
                    .create
                    .delete(url.clone())
                    .header(header::ACCEPT, "application/json")
                    .timeout(SMALL);
                let sent = with_key(builder, access)?.send().await;
                sent.map_err(|error| answer::fault(error, clients.proxied))
            };
            exchange(access, "DELETE", url.clone(), started, sent.await).await
        })
    }

    fn content<'a>(
        &'a self,
        access: &'a Access,
        source: &'a Source,
        resume: Option<Resume>,
    ) -> BoxFuture<'a, (Trace, Result<Content, Fault>)> {
        Box::pin(async move {
            let started = Instant::now();
            let (Source::Endpoint(url) | Source::Named(url)) = source;
            let mut hops = Vec::new();
            let opened = self
                .open(access, url.clone(), resume.as_ref(), &mut hops)
                .await;
            let mut trace = answer::trace("GET", url, started);
            trace.redirects = hops;
            trace.range = resume.as_ref().map(range);
            let content = match opened {
                Ok(response) => {
                    answer::note_headers(&mut trace, &response);
                    Ok(answer::content(response))
                }
                Err(fault) => {
                    trace.body = Some(fault.to_string());
                    Err(fault)
                }
            };
            (trace, content)
        })
    }
}

impl HttpApi {
    /// GETs a small answer; redirects may only stay on the server's own origin.
    async fn follow(
        &self,
        access: &Access,
        mut url: Url,
        hops: &mut Vec<String>,
    ) -> Result<Response, Fault> {
        let clients = self.clients(&access.base);
        for _ in 0..=REDIRECTS {
            let builder = clients
                .get
                .get(url.clone())
                .header(header::ACCEPT, "application/json");
            let sent = with_key(builder, access)?.send().await;
            let response = sent.map_err(|error| answer::fault(error, clients.proxied))?;
            let next = answer::redirect(&response);
            hops.extend(next.as_ref().map(answer::shown_address));
            match next {
                Some(next) if reach::same_origin(&next, &access.base) => url = next,
                // Pointing elsewhere is an answer about the address, and is judged by whoever asked.
                Some(_) | None => return Ok(response),
            }
        }
        Err(Fault::Redirects)
    }

    /// Opens a download and follows redirects; each hop is checked, and only the server's own origin sees the key.
    async fn open(
        &self,
        access: &Access,
        mut url: Url,
        resume: Option<&Resume>,
        hops: &mut Vec<String>,
    ) -> Result<Response, Fault> {
        for _ in 0..=REDIRECTS {
            reach::check(&url, &access.base)?;
            let clients = self.clients(&access.base);
            let own = reach::same_origin(&url, &access.base);
            let client = match (own, reach::is_local(&access.base)) {
                (true, _) => &clients.content,
                (false, true) => &clients.foreign_local,
                (false, false) => &clients.foreign,
            };
            let mut builder = client
                .get(url.clone())
                .header(header::ACCEPT, "application/binary, video/*, */*;q=0.5")
                // A compressed layer makes lengths lie (platform.md 1.8).
                .header(header::ACCEPT_ENCODING, "identity");
            if let Some(resume) = resume {
                builder = builder
                    .header(header::RANGE, range(resume))
                    .header(header::IF_RANGE, &resume.validator);
            }
            if own {
                builder = with_key(builder, access)?;
            }
            let sent = builder.send().await;
            let response = sent.map_err(|error| answer::fault(error, clients.proxied))?;
            let next = answer::redirect(&response);
            hops.extend(next.as_ref().map(answer::shown_address));
            match next {
                Some(next) => url = next,
                None => return Ok(response),
            }
        }
        Err(Fault::Redirects)
    }
}

/// The bytes that a continued download asks for.
fn range(resume: &Resume) -> String {
    format!("bytes={}-", resume.from)
}

async fn exchange(
    access: &Access,
    method: &'static str,
    url: Url,
    started: Instant,
    sent: Result<Response, Fault>,
) -> Exchange {
    let mut trace = answer::trace(method, &url, started);
    let outcome = match sent {
        Ok(response) => {
            answer::note_headers(&mut trace, &response);
            read(access, response, &mut trace).await
        }
        Err(fault) => Err(fault),
    };
    if let Err(fault) = &outcome {
        let came = trace.body.take().unwrap_or_default();
        trace.body = Some(format!("{fault}\n{came}").trim_end().to_owned());
    }
    trace.elapsed_ms = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
    Exchange {
        trace,
        outcome,
        sent: Sent::Maybe,
    }
}

async fn read(access: &Access, response: Response, trace: &mut Trace) -> Result<Reply, Fault> {
    let status = response.status().as_u16();
    let wait = answer::wait(response.headers());
    let location = answer::redirect(&response);
    trace
        .redirects
        .extend(location.as_ref().map(answer::shown_address));
    let mut body = bytes::BytesMut::new();
    let mut chunks = response.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = match chunk {
            Ok(chunk) => chunk,
            Err(error) => {
                let body = access.scrubbed(&body.freeze());
                answer::note_body(trace, &body);
                let why = answer::fault(error, false).to_string();
                return Err(Fault::Cut { why, status, body });
            }
        };
        let limit = answer::limit(&body);
        if body.len() + chunk.len() > limit {
            return Err(Fault::TooLarge(limit as u64));
        }
        body.extend_from_slice(&chunk);
    }
    let body = access.scrubbed(&body.freeze());
    answer::note_body(trace, &body);
    Ok(Reply {
        status,
        body,
        wait,
        location,
    })
}

#[cfg(test)]
mod tests;
