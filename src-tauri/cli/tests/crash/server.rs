//! A server in this process with several ways to give a video. It keeps what it accepted, and refuses whoever has no key.

use crate::{KEY, film::film};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

/// How a server behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Accent {
    /// Bytes below the job's own address, in pieces, resumable.
    Content,
    /// Bytes at another origin that must not see the key.
    Signed,
    /// The answer to create is the video; nothing can be asked afterwards.
    Inline,
    /// The same with two videos in the one answer.
    Several,
    /// Jobs are listed.
    Listed,
    /// Requests are named by a header.
    Named,
}

impl Accent {
    pub const ALL: [Self; 6] = [
        Self::Content,
        Self::Signed,
        Self::Inline,
        Self::Several,
        Self::Listed,
        Self::Named,
    ];

    /// Whether all there will ever be stands in the answer to create.
    pub const fn answers_at_once(self) -> bool {
        matches!(self, Self::Inline | Self::Several)
    }

    /// How many videos one request gives.
    pub const fn results(self) -> u32 {
        match self {
            Self::Several => 2,
            Self::Content | Self::Signed | Self::Inline | Self::Listed | Self::Named => 1,
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Signed => "signed",
            Self::Inline => "inline",
            Self::Several => "several",
            Self::Listed => "listed",
            Self::Named => "named",
        }
    }

    /// Its description, as a user would write it.
    pub fn description(self) -> Value {
        let asked = !self.answers_at_once();
        let path = |path: &str| if asked { json!(path) } else { Value::Null };
        let mut description = json!({
            "id": format!("crash-{}", self.name()),
            "title": self.name(),
            "auth": { "header": "Authorization", "format": "Bearer {key}" },
            "paths": {
                "create": "videos",
                "retrieve": path("videos/{id}"),
                "content": path("videos/{id}/content"),
                "list": if self == Self::Listed { json!("videos") } else { Value::Null },
                "delete": null, "remix": null, "edit": null, "extend": null, "models": null,
            },
            "ways": [{ "encoding": "json" }],
            "fields": {},
            "submit_timeout_s": 20,
            "poll": { "initial_ms": 15, "max_ms": 60 },
        });
        if self == Self::Named {
            description["idempotency_header"] = json!("Idempotency-Key");
        }
        description
    }
}

/// A job that the server made.
#[derive(Debug, Clone)]
pub struct Accepted {
    pub id: String,
    pub prompt: String,
    /// What the request called itself.
    pub name: Option<String>,
}

/// A request, taken apart.
pub struct Asked {
    pub method: String,
    pub path: String,
    headers: HashMap<String, String>,
    body: Vec<u8>,
}

impl Asked {
    pub fn is_create(&self) -> bool {
        self.method == "POST"
    }

    pub fn is_content(&self) -> bool {
        self.path.ends_with("/content") || self.path.starts_with("/store/")
    }

    pub fn is_poll(&self) -> bool {
        !self.is_create() && !self.is_content()
    }
}

/// What a test makes of a request, after it was taken and before it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaction {
    Answer,
    /// Half of the answer, then the end of the connection.
    Half,
    /// The end of the connection.
    Close,
}

type Hook = Box<dyn FnMut(&Asked) -> Reaction + Send>;

#[derive(Default)]
struct Desk {
    accepted: Mutex<Vec<Accepted>>,
    polls: Mutex<HashMap<String, u32>>,
    strangers: Mutex<Vec<String>>,
    hook: Mutex<Option<Hook>>,
    store: Mutex<String>,
}

/// The running server; it ends with the test's process.
#[derive(Clone)]
pub struct Server {
    pub origin: String,
    desk: Arc<Desk>,
}

/// A video of a job: different for each, and for each of several.
pub fn video(id: &str, output: u32) -> Vec<u8> {
    let id = format!("{id} {output}");
    let mut bytes = film(7);
    let start = bytes.windows(4).position(|four| four == b"mdat");
    let start = start.expect("a film has pixels") + 4;
    bytes[start..start + id.len()].copy_from_slice(id.as_bytes());
    bytes
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn listen(desk: &Arc<Desk>, own: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let desk = Arc::clone(desk);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let desk = Arc::clone(&desk);
            // A killed client leaves a broken pipe; that is its business.
            thread::spawn(move || drop(serve(stream, &desk, own)));
        }
    });
    origin
}

impl Server {
    pub fn start() -> Self {
        let desk = Arc::new(Desk::default());
        let store = listen(&desk, false);
        *lock(&desk.store) = store;
        let origin = listen(&desk, true);
        Self { origin, desk }
    }

    pub fn accepted(&self) -> Vec<Accepted> {
        lock(&self.desk.accepted).clone()
    }

    /// Requests that showed a key where none belongs, or none where one does.
    pub fn strangers(&self) -> Vec<String> {
        lock(&self.desk.strangers).clone()
    }

    pub fn on_request(&self, hook: impl FnMut(&Asked) -> Reaction + Send + 'static) {
        *lock(&self.desk.hook) = Some(Box::new(hook));
    }
}

fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let mut piece = [0; 8192];
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        match stream.read(&mut piece).ok()? {
            0 => return None,
            read => bytes.extend_from_slice(&piece[..read]),
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let mut lines = text.lines();
    let mut first = lines.next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?);
    let path = path.split('?').next()?.to_owned();
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.get("content-length");
    let length: usize = length.map_or(0, |length| length.parse().expect("a length"));
    let mut body = bytes.split_off(head + 4);
    while body.len() < length {
        match stream.read(&mut piece).ok()? {
            // Half a request makes no job.
            0 => return None,
            read => body.extend_from_slice(&piece[..read]),
        }
    }
    Some(Asked {
        method,
        path,
        headers,
        body,
    })
}

fn serve(mut stream: TcpStream, desk: &Desk, own: bool) -> std::io::Result<()> {
    let Some(asked) = read(&mut stream) else {
        return Ok(());
    };
    let shows = asked.headers.get("authorization") == Some(&format!("Bearer {KEY}"));
    let anywhere = asked.headers.values().any(|value| value.contains(KEY));
    if own != shows || (!own && anywhere) || asked.path.contains(KEY) {
        lock(&desk.strangers).push(format!("{} {}", asked.method, asked.path));
    }
    let made = asked.is_create().then(|| accept(&asked, desk));
    let reaction = lock(&desk.hook)
        .as_mut()
        .map_or(Reaction::Answer, |hook| hook(&asked));
    if reaction == Reaction::Close {
        return Ok(());
    }
    let answer = answer(&asked, desk, made);
    // Long enough that a random kill may fall into it.
    thread::sleep(Duration::from_millis(5));
    write(&mut stream, &answer, reaction)
}

fn accept(asked: &Asked, desk: &Desk) -> Accepted {
    let body: Value = serde_json::from_slice(&asked.body).expect("JSON");
    let accent = asked.path.split('/').nth(1).unwrap_or_default();
    let mut accepted = lock(&desk.accepted);
    let made = Accepted {
        id: format!("{accent}-{:06}", accepted.len()),
        prompt: body["prompt"].as_str().expect("a prompt").to_owned(),
        name: asked.headers.get("idempotency-key").cloned(),
    };
    accepted.push(made.clone());
    made
}

struct Answer {
    head: String,
    body: Vec<u8>,
}

fn of_json(value: &Value) -> Answer {
    let body = value.to_string().into_bytes();
    let length = body.len();
    let head = format!("200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}");
    Answer { head, body }
}

fn answer(asked: &Asked, desk: &Desk, made: Option<Accepted>) -> Answer {
    let steps: Vec<&str> = asked.path.trim_matches('/').split('/').collect();
    match (made, steps.as_slice()) {
        (Some(made), ["inline", ..]) => at_once(&made, Accent::Inline),
        (Some(made), ["several", ..]) => at_once(&made, Accent::Several),
        (Some(made), _) => of_json(&json!({ "id": made.id, "status": "queued" })),
        (None, [_, "v1", "videos", id, "content"] | ["store", id]) => bytes(id, asked),
        (None, [accent, "v1", "videos", id]) => poll(accent, id, desk),
        (None, [_, "v1", "videos"]) => {
            let listed = lock(&desk.accepted);
            let item = |made: &Accepted| {
                let prompt = &made.prompt;
                json!({ "id": made.id, "object": "video", "status": "completed", "prompt": prompt, "model": "crash",
                    "created_at": now() })
            };
            let items: Vec<Value> = listed.iter().rev().take(100).map(item).collect();
            of_json(&json!({ "object": "list", "data": items }))
        }
        (None, _) => of_json(&json!({ "error": "no such page" })),
    }
}

fn at_once(made: &Accepted, accent: Accent) -> Answer {
    let film = |output| json!({ "b64_json": STANDARD.encode(video(&made.id, output)) });
    let films: Vec<Value> = (0..accent.results()).map(film).collect();
    of_json(&json!({ "id": made.id, "status": "completed", "data": films }))
}

fn now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

fn poll(accent: &str, id: &str, desk: &Desk) -> Answer {
    let polls = {
        let mut polls = lock(&desk.polls);
        let polls = polls.entry(id.to_owned()).or_default();
        *polls += 1;
        *polls
    };
    if polls < 2 {
        return of_json(&json!({ "id": id, "status": "in_progress", "progress": 40 }));
    }
    let mut done = json!({ "id": id, "status": "completed", "progress": 100 });
    if accent == "signed" {
        done["url"] = format!("{}/store/{id}", lock(&desk.store)).into();
    }
    of_json(&done)
}

fn bytes(id: &str, asked: &Asked) -> Answer {
    let film = video(id, 0);
    let whole = film.len();
    let range = asked.headers.get("range");
    let from = range.and_then(|range| {
        range
            .strip_prefix("bytes=")?
            .strip_suffix('-')?
            .parse()
            .ok()
    });
    let mine = asked.headers.get("if-range") == Some(&format!("\"{id}\""));
    let (status, from) = match from {
        Some(from) if mine && from < whole => (
            format!(
                "206 Partial Content\r\ncontent-range: bytes {from}-{}/{whole}",
                whole - 1
            ),
            from,
        ),
        Some(_) | None => ("200 OK".to_owned(), 0),
    };
    let body = film[from..].to_vec();
    let head = format!(
        "{status}\r\ncontent-type: video/mp4\r\netag: \"{id}\"\r\naccept-ranges: bytes\r\ncontent-length: {}",
        body.len()
    );
    Answer { head, body }
}

fn write(stream: &mut TcpStream, answer: &Answer, reaction: Reaction) -> std::io::Result<()> {
    let head = format!("HTTP/1.1 {}\r\nconnection: close\r\n\r\n", answer.head);
    stream.write_all(head.as_bytes())?;
    let whole = answer.body.as_slice();
    let sent = match reaction {
        Reaction::Half => &whole[..whole.len() / 2],
        Reaction::Answer | Reaction::Close => whole,
    };
    for piece in sent.chunks(16 << 10) {
        stream.write_all(piece)?;
        thread::sleep(Duration::from_millis(2));
    }
    stream.flush()
}
