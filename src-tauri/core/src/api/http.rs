//! [`VideoApi`] over HTTP: clients that cannot leak a key, redirects followed by our own code, capped bodies.
//!
//! reqwest strips `Authorization` on a redirect to another origin, but not a custom key header, and it would repeat a
//! POST; so it follows nothing here (platform.md 1.7). Keys are put on single requests, never on a client.

mod answer;
mod clients;
mod follow;
mod routes;
mod watched;

use super::{
    Access, Content, Exchange, Fault, Reply, Resume, Sent, Source, Trace, VideoApi,
    dialect::{self, PartValue, Request, json_body, parts},
    pace::{self, Pace},
};
use crate::domain::catalogue::Encoding;
use crate::failpoint::{self, Point};
pub(super) use answer::shown_address;
use clients::Clients;
use futures_util::{StreamExt, future::BoxFuture};
use reqwest::{
    Body, Method, RequestBuilder, Response,
    header::{self, HeaderName, HeaderValue},
    multipart::{Form, Part},
};
use routes::Routes;
pub use routes::{DIRECT, WayOut, Ways};
use secrecy::ExposeSecret;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use url::Url;
use watched::{Watch, Watched};

/// Redirects that are followed for a GET.
const REDIRECTS: usize = 5;
/// How long a small answer may take in all.
const SMALL: Duration = Duration::from_secs(60);
/// What of a body must come in that time, so that an answer which drips ends, and an inline video may take its time.
const PACE: Pace = Pace {
    least: 256 << 10,
    window: SMALL,
};

/// The pace of an answer to create. A synchronous server, or a proxy before it, sends its headers at once and the rest when the
/// video is made: the time that the description gives it counts, which ends the request as a whole, too.
fn patient(access: &Access) -> Pace {
    Pace {
        window: access.submit_timeout.max(SMALL),
        ..PACE
    }
}

/// A server's text as a receipt may keep it: capped, and without the queries of addresses.
pub fn shown_text(body: &[u8]) -> String {
    answer::shown_text(body)
}

/// Whether a text shows that a video stands in it as Base64.
pub fn holds_video(text: &[u8]) -> bool {
    answer::holds_video(text)
}

/// The HTTP form of [`VideoApi`].
pub struct HttpApi {
    routes: Routes,
}

/// The clients cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// A proxy is no address, or the system has no certificates.
    #[error("the HTTP client could not be set up: {0}")]
    Client(#[from] reqwest::Error),
    /// The text of the user has no certificate.
    #[error("no certificate in PEM can be read")]
    Certificates,
}

impl HttpApi {
    /// Makes the clients. `proxy`: an address such as `http://host:port`, or empty for what the environment says; servers
    /// on this machine never go through a proxy.
    pub fn new(proxy: &str) -> Result<Arc<Self>, SetupError> {
        Self::with(&Ways {
            proxy: proxy.to_owned(),
            ..Ways::default()
        })
    }

    /// The same with a way of its own for single servers, and with certificates.
    ///
    /// # Errors
    /// A proxy is no address, or the certificates are none.
    pub fn with(wanted: &Ways) -> Result<Arc<Self>, SetupError> {
        clients::install_crypto();
        let routes = Routes::new(wanted)?;
        Ok(Arc::new(Self { routes }))
    }

    fn clients(&self, base: &Url) -> &Clients {
        self.routes.to(base)
    }
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
            let asked = exchange(
                access,
                "POST",
                url.clone(),
                started,
                sent.await,
                patient(access),
            );
            let mut exchange = asked.await;
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
            let mut exchange = exchange(access, "GET", url, started, sent, PACE).await;
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
            exchange(access, "DELETE", url.clone(), started, sent.await, PACE).await
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
            let opened = self.open(access, source, resume.as_ref(), &mut hops).await;
            let mut trace = answer::trace("GET", url, started);
            trace.redirects = hops;
            trace.range = resume.as_ref().map(follow::range);
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
            access.scrub(&mut trace);
            (trace, content)
        })
    }
}

async fn exchange(
    access: &Access,
    method: &'static str,
    url: Url,
    started: Instant,
    sent: Result<Response, Fault>,
    pace: Pace,
) -> Exchange {
    let mut trace = answer::trace(method, &url, started);
    let outcome = match sent {
        Ok(response) => {
            answer::note_headers(&mut trace, &response);
            read(access, response, &mut trace, pace).await
        }
        Err(fault) => Err(fault),
    };
    if let Err(fault) = &outcome {
        let came = trace.body.take().unwrap_or_default();
        trace.body = Some(format!("{fault}\n{came}").trim_end().to_owned());
    }
    trace.elapsed_ms = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
    access.scrub(&mut trace);
    Exchange {
        trace,
        outcome,
        sent: Sent::Maybe,
    }
}

async fn read(
    access: &Access,
    response: Response,
    trace: &mut Trace,
    pace: Pace,
) -> Result<Reply, Fault> {
    let status = response.status().as_u16();
    let wait = answer::wait(response.headers());
    let location = answer::redirect(&response);
    trace
        .redirects
        .extend(location.as_ref().map(answer::shown_address));
    let mut body = bytes::BytesMut::new();
    let mut limit = answer::Limit::default();
    let chunks = response.bytes_stream();
    let chunks = chunks.map(|chunk| chunk.map_err(|error| answer::fault(error, false)));
    let mut chunks = pace::keep(chunks.boxed(), pace);
    while let Some(chunk) = chunks.next().await {
        let chunk = match chunk {
            Ok(chunk) => chunk,
            Err(error) => {
                let body = access.scrubbed(&body.freeze());
                answer::note_body(trace, &body);
                let why = error.to_string();
                return Err(Fault::Cut { why, status, body });
            }
        };
        body.extend_from_slice(&chunk);
        limit.check(&body)?;
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
