//! A small HTTP server on loopback that plays one product: it takes the body apart, lets the product decide, and keeps what
//! was asked, so that a test can say exactly what the other side saw.

use axum::{
    Router,
    body::Body,
    extract::{FromRequest, Multipart, Request, State},
    http::{HeaderMap, Response, header},
    response::IntoResponse,
};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use serde_json::{Map, Value};
use std::sync::{Arc, Mutex};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::material;

/// The body of a request, taken apart.
#[derive(Debug, Clone)]
pub enum Content {
    Nothing,
    Json(Value),
    Form(Vec<Part>),
    /// Neither; no product takes it.
    Other,
}

/// A part of a multipart body.
#[derive(Debug, Clone)]
pub struct Part {
    pub name: String,
    pub file_name: Option<String>,
    pub mime: Option<String>,
    pub bytes: Bytes,
}

/// A request as the server saw it.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: String,
    /// As written, percent-encoding and all.
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub content: Content,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Method and path below the server's root, for a `match`.
    pub fn line(&self) -> (&str, Vec<String>) {
        let steps = self.path.trim_matches('/').split('/');
        let decode = |step: &str| {
            let text = percent_encoding::percent_decode_str(step);
            text.decode_utf8_lossy().into_owned()
        };
        (&self.method, steps.map(decode).collect())
    }

    pub fn asks(&self, name: &str) -> Option<String> {
        url::form_urlencoded::parse(self.query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    pub fn json(&self) -> Option<&Map<String, Value>> {
        match &self.content {
            Content::Json(value) => value.as_object(),
            Content::Nothing | Content::Form(_) | Content::Other => None,
        }
    }

    pub fn form(&self) -> Option<&[Part]> {
        match &self.content {
            Content::Form(parts) => Some(parts),
            Content::Nothing | Content::Json(_) | Content::Other => None,
        }
    }

    /// A text part.
    pub fn text(&self, name: &str) -> Option<String> {
        let part = self.form()?.iter().find(|part| part.name == name)?;
        let text = part.file_name.is_none();
        text.then(|| String::from_utf8_lossy(&part.bytes).into_owned())
    }

    /// Names of fields or parts, without repetition.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = match &self.content {
            Content::Json(value) => value.as_object().into_iter().flatten(),
            Content::Form(parts) => {
                let mut names: Vec<String> = Vec::new();
                for part in parts.iter().filter(|part| !part.name.is_empty()) {
                    if !names.contains(&part.name) {
                        names.push(part.name.clone());
                    }
                }
                return names;
            }
            Content::Nothing | Content::Other => return Vec::new(),
        }
        .map(|(name, _)| name.clone())
        .collect();
        names.sort();
        names
    }

    /// The whole body as one value to compare: pictures stand as `<png 64x36 file>`, whatever way they came.
    pub fn body(&self) -> Value {
        match &self.content {
            Content::Json(value) => material::shown(value),
            Content::Form(parts) => {
                let mut body = Map::new();
                for part in parts {
                    let value = part.shown();
                    match body.get_mut(&part.name) {
                        None => drop(body.insert(part.name.clone(), value)),
                        Some(Value::Array(list)) => list.push(value),
                        Some(one) => *one = Value::Array(vec![one.take(), value]),
                    }
                }
                Value::Object(body)
            }
            Content::Nothing | Content::Other => Value::Null,
        }
    }
}

impl Part {
    fn shown(&self) -> Value {
        match (&self.file_name, &self.mime) {
            (Some(_), Some(mime)) => material::picture(&self.bytes, mime, "file").into(),
            (Some(_), None) => "<file without a type>".into(),
            (None, _) => String::from_utf8_lossy(&self.bytes).into_owned().into(),
        }
    }

    pub fn is_file(&self) -> bool {
        self.file_name.is_some()
    }
}

/// What the product says.
pub struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Body,
}

impl Answer {
    pub fn json(status: u16, value: &Value) -> Self {
        Self::bytes(status, "application/json", value.to_string().into_bytes())
    }

    pub fn bytes(status: u16, mime: &str, bytes: Vec<u8>) -> Self {
        Self {
            status,
            headers: vec![("content-type", mime.to_owned())],
            body: Body::from(bytes),
        }
    }

    pub fn video(bytes: Vec<u8>) -> Self {
        Self::bytes(200, "video/mp4", bytes)
    }

    pub fn redirect(status: u16, to: &str) -> Self {
        Self::bytes(status, "text/plain", Vec::new()).with("location", to)
    }

    /// Announces all of the bytes, sends the first `sent` and drops the connection.
    pub fn cut(bytes: &[u8], sent: usize) -> Self {
        let sent = Bytes::copy_from_slice(&bytes[..sent]);
        let pieces = stream::once(async { Ok(sent) }).chain(stream::once(async {
            // What was given so far leaves only when there is a moment's pause.
            tokio::task::yield_now().await;
            Err(std::io::Error::other("cut off"))
        }));
        let body = Body::from_stream(pieces);
        let answer = Self {
            status: 200,
            headers: vec![("content-type", "video/mp4".to_owned())],
            body,
        };
        answer.with("content-length", &bytes.len().to_string())
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// One product: its routes, its strictness, its words.
pub trait Product: Send + 'static {
    fn answer(&mut self, asked: &Asked) -> Answer;
}

impl<F: FnMut(&Asked) -> Answer + Send + 'static> Product for F {
    fn answer(&mut self, asked: &Asked) -> Answer {
        self(asked)
    }
}

struct Shop {
    product: Mutex<Box<dyn Product>>,
    seen: Mutex<Vec<(Asked, u16)>>,
}

/// The running server. Ends when it is dropped.
pub struct Server {
    /// `http://127.0.0.1:port`
    pub origin: String,
    shop: Arc<Shop>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// `product` is made from the origin, for answers that name addresses.
    pub async fn start<P: Product>(product: impl FnOnce(&str) -> P) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let shop = Arc::new(Shop {
            product: Mutex::new(Box::new(product(&origin))),
            seen: Mutex::default(),
        });
        let router = Router::new().fallback(serve).with_state(Arc::clone(&shop));
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("it serves");
        });
        Self { origin, shop, task }
    }

    fn seen(&self) -> Vec<(Asked, u16)> {
        self.shop.seen.lock().expect("one at a time").clone()
    }

    /// Everything that was asked, as `METHOD path status`.
    pub fn log(&self) -> Vec<String> {
        let line = |(asked, status): &(Asked, u16)| {
            let query = if asked.query.is_empty() { "" } else { "?" };
            let Asked { method, path, .. } = asked;
            format!("{method} {path}{query}{} {status}", asked.query)
        };
        self.seen().iter().map(line).collect()
    }

    /// The requests that would cost something, with the status that they got.
    pub fn posts(&self) -> Vec<(Asked, u16)> {
        let mut posts = self.seen();
        posts.retain(|(asked, _)| asked.method == "POST");
        posts
    }

    /// How many jobs the server took.
    pub fn accepted(&self) -> usize {
        let taken = |(_, status): &&(Asked, u16)| (200..300).contains(status);
        self.posts().iter().filter(taken).count()
    }

    /// The only request that made a job.
    pub fn order(&self) -> Asked {
        let mut taken = self.posts();
        taken.retain(|(_, status)| (200..300).contains(status));
        assert_eq!(taken.len(), 1, "one job: {:?}", self.log());
        taken.remove(0).0
    }

    /// All requests of that method whose path ends so.
    pub fn asked(&self, method: &str, end: &str) -> Vec<Asked> {
        let mut seen: Vec<Asked> = self.seen().into_iter().map(|(asked, _)| asked).collect();
        seen.retain(|asked| asked.method == method && asked.path.ends_with(end));
        seen
    }
}

async fn serve(State(shop): State<Arc<Shop>>, request: Request) -> impl IntoResponse {
    let asked = take_apart(request).await;
    let answer = shop.product.lock().expect("one at a time").answer(&asked);
    let seen = (asked, answer.status);
    shop.seen.lock().expect("one at a time").push(seen);
    let mut response = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(*name, value);
    }
    response.body(answer.body).expect("an answer")
}

async fn take_apart(request: Request) -> Asked {
    let (parts, body) = request.into_parts();
    let mime = parts.headers.get(header::CONTENT_TYPE);
    let mime = mime.and_then(|mime| mime.to_str().ok()).unwrap_or_default();
    let (json, form) = (
        mime.starts_with("application/json"),
        mime.starts_with("multipart/form-data"),
    );
    let (method, uri, headers) = (
        parts.method.clone(),
        parts.uri.clone(),
        parts.headers.clone(),
    );
    let bytes = axum::body::to_bytes(body, 64 << 20).await.expect("a body");
    let content = match (json, form) {
        (true, _) => serde_json::from_slice(&bytes).map_or(Content::Other, Content::Json),
        (_, true) => Content::Form(form_parts(Request::from_parts(parts, bytes.into())).await),
        _ if bytes.is_empty() => Content::Nothing,
        _ => Content::Other,
    };
    Asked {
        method: method.to_string(),
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        headers,
        content,
    }
}

async fn form_parts(request: Request) -> Vec<Part> {
    let mut form = Multipart::from_request(request, &()).await.expect("parts");
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.expect("a part") {
        parts.push(Part {
            name: field.name().unwrap_or_default().to_owned(),
            file_name: field.file_name().map(str::to_owned),
            mime: field.content_type().map(str::to_owned),
            bytes: field.bytes().await.expect("its bytes"),
        });
    }
    parts
}
