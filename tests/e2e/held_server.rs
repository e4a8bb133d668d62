//! A server in the `OpenAI` video format that holds back the second half of its one video until it is told: so that a
//! scenario can stop the app in the middle of a download, without measuring time.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// The server, until the test process ends.
pub struct HeldServer {
    shared: Arc<Shared>,
    address: String,
}

struct Shared {
    video: Vec<u8>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    creates: usize,
    half_sent: bool,
    released: bool,
    /// The `Range` of each request for the video, `None` for all of it.
    ranges: Vec<Option<u64>>,
}

struct Request {
    method: String,
    path: String,
    range_from: Option<u64>,
}

impl HeldServer {
    pub fn start(video: Vec<u8>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        let address = format!("http://{}/v1", listener.local_addr().expect("its address"));
        let shared = Arc::new(Shared {
            video,
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        let serving = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&serving);
                std::thread::spawn(move || shared.answer(&stream));
            }
        });
        Self { shared, address }
    }

    pub fn base_url(&self) -> &str {
        &self.address
    }

    /// Waits until half of the video is on its way.
    pub fn wait_for_half(&self) {
        let state = self.shared.state.lock().expect("the state");
        let limit = Duration::from_secs(60);
        let waited = self
            .shared
            .changed
            .wait_timeout_while(state, limit, |state| !state.half_sent);
        assert!(
            !waited.expect("the state").1.timed_out(),
            "nobody asks for the video"
        );
    }

    /// Holds nothing back any more.
    pub fn release(&self) {
        self.shared.state.lock().expect("the state").released = true;
        self.shared.changed.notify_all();
    }

    /// How many requests to create came in.
    pub fn creates(&self) -> usize {
        self.shared.state.lock().expect("the state").creates
    }

    /// How many requests for the video came in.
    pub fn asked(&self) -> usize {
        self.shared.state.lock().expect("the state").ranges.len()
    }

    /// Where the last request for the video wanted to begin.
    pub fn last_range(&self) -> Option<u64> {
        self.shared
            .state
            .lock()
            .expect("the state")
            .ranges
            .last()
            .copied()
            .flatten()
    }
}

impl Shared {
    fn answer(&self, stream: &TcpStream) {
        // A client that goes away is what this server is for.
        let _ = read_request(stream).and_then(|request| self.route(stream, &request));
    }

    fn route(&self, stream: &TcpStream, request: &Request) -> std::io::Result<()> {
        match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/v1/videos") => {
                self.state.lock().expect("the state").creates += 1;
                send_json(stream, "200 OK", &video_object("queued"))
            }
            ("GET", "/v1/videos/video_held") => {
                send_json(stream, "200 OK", &video_object("completed"))
            }
            ("GET", "/v1/videos/video_held/content") => self.send_video(stream, request.range_from),
            ("GET", "/v1/models") => send_json(
                stream,
                "200 OK",
                &json!({ "object": "list", "data": [{ "id": "held-1", "object": "model" }] }),
            ),
            _ => {
                let error = json!({ "error": { "message": "No such path", "type": "invalid_request_error" } });
                send_json(stream, "404 Not Found", &error)
            }
        }
    }

    fn send_video(&self, mut stream: &TcpStream, from: Option<u64>) -> std::io::Result<()> {
        let all = self.video.len();
        let start = from
            .and_then(|from| usize::try_from(from).ok())
            .unwrap_or(0)
            .min(all);
        self.state.lock().expect("the state").ranges.push(from);
        let (status, range) = match from {
            Some(_) => (
                "206 Partial Content",
                format!("Content-Range: bytes {start}-{}/{all}\r\n", all - 1),
            ),
            None => ("200 OK", String::new()),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: video/mp4\r\nContent-Length: {}\r\nAccept-Ranges: bytes\r\n\
             ETag: \"held\"\r\nConnection: close\r\n{range}\r\n",
            all - start
        );
        stream.write_all(head.as_bytes())?;
        let half = (all / 2).max(start);
        stream.write_all(&self.video[start..half])?;
        stream.flush()?;
        self.wait_for_release();
        stream.write_all(&self.video[half..])
    }

    fn wait_for_release(&self) {
        let mut state = self.state.lock().expect("the state");
        state.half_sent = true;
        self.changed.notify_all();
        drop(self.changed.wait_while(state, |state| !state.released));
    }
}

fn video_object(status: &str) -> Value {
    json!({
        "id": "video_held", "object": "video", "model": "held-1", "status": status,
        "progress": if status == "completed" { 100 } else { 0 },
        "created_at": 1_790_000_000, "seconds": "2", "size": "640x360",
    })
}

fn read_request(stream: &TcpStream) -> std::io::Result<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, target) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    // It has no stills: what asks for a variant finds no such path.
    let path = match target.split_once('?') {
        Some((_, query)) if query.contains("variant=") => target.clone(),
        Some((path, _)) => path.to_owned(),
        None => target.clone(),
    };
    let (mut length, mut range_from) = (0, None);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header)?;
        let Some((name, value)) = header.trim_end().split_once(':') else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().unwrap_or(0),
            "range" => {
                let first = value.trim().trim_start_matches("bytes=").split('-').next();
                range_from = first.and_then(|first| first.parse().ok());
            }
            _ => {}
        }
    }
    // The body is read to its end: closing on unread bytes would reset the connection before the answer is seen.
    std::io::copy(&mut reader.take(length), &mut std::io::sink())?;
    Ok(Request {
        method,
        path,
        range_from,
    })
}

fn send_json(mut stream: &TcpStream, status: &str, body: &Value) -> std::io::Result<()> {
    let body = body.to_string();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes())
}
