use super::*;
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream as Wire},
};

const PAGE: &str = "tauri://localhost";

/// Knows one file, called `clip`.
struct OneFile(PathBuf);

impl MediaFiles for OneFile {
    fn find<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Option<MediaFile>> {
        Box::pin(async move {
            match id {
                "clip" => Some(MediaFile {
                    path: self.0.join("clip.mp4"),
                    mime: "video/mp4".to_owned(),
                }),
                "lost" => Some(MediaFile {
                    path: self.0.join("lost.mp4"),
                    mime: "video/mp4".to_owned(),
                }),
                "folder" => Some(MediaFile {
                    path: self.0.clone(),
                    mime: "video/mp4".to_owned(),
                }),
                _ => None,
            }
        })
    }
}

struct Running {
    port: u16,
    token: String,
    cancel: CancellationToken,
    thread: Option<std::thread::JoinHandle<()>>,
    _folder: tempfile::TempDir,
    content: Vec<u8>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.cancel.cancel();
        self.thread
            .take()
            .expect("started once")
            .join()
            .expect("the server ends");
    }
}

fn start_with(content: Vec<u8>) -> Running {
    let folder = tempfile::tempdir().expect("a scratch folder");
    fs_err::write(folder.path().join("clip.mp4"), &content).expect("a file");
    let bound = MediaServer::bind().expect("a port");
    let port = bound.port();
    let token = bound.base().rsplit('/').nth(1).expect("a token").to_owned();
    let cancel = CancellationToken::new();
    let files = Arc::new(OneFile(folder.path().to_owned()));
    let until = cancel.clone();
    let thread = std::thread::spawn(move || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime")
            .block_on(bound.serve(files, vec![PAGE.to_owned()], until))
            .expect("served");
    });
    Running {
        port,
        token,
        cancel,
        thread: Some(thread),
        _folder: folder,
        content,
    }
}

fn start() -> Running {
    start_with((0..=255).collect())
}

/// An answer in pieces.
struct Told {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Told {
    fn field(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

impl Running {
    fn connect(&self) -> Wire {
        let wire =
            Wire::connect(SocketAddr::from(([127, 0, 0, 1], self.port))).expect("a connection");
        wire.set_read_timeout(Some(Duration::from_secs(20)))
            .expect("a deadline");
        wire
    }

    fn raw(&self, request: &str) -> Told {
        let mut wire = self.connect();
        wire.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        wire.read_to_end(&mut answer).expect("answered");
        let end = answer
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .expect("a head");
        let head = String::from_utf8(answer[..end].to_vec()).expect("text");
        Told {
            status: head[9..12].parse().expect("a status"),
            head,
            body: answer[end + 4..].to_vec(),
        }
    }

    fn ask(&self, method: &str, path: &str, fields: &str) -> Told {
        self.raw(&format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n{fields}\r\n",
            self.port
        ))
    }

    fn clip(&self) -> String {
        format!("/{}/clip", self.token)
    }

    fn get(&self, fields: &str) -> Told {
        self.ask("GET", &self.clip(), fields)
    }
}

#[test]
fn the_whole_file_comes_with_its_type() {
    let server = start();
    let told = server.get("");
    assert_eq!(
        (
            told.status,
            told.field("content-type"),
            told.field("accept-ranges"),
            told.body == server.content
        ),
        (200, Some("video/mp4"), Some("bytes"), true)
    );
}

#[test]
fn a_file_of_many_chunks_comes_whole() {
    let content: Vec<u8> = (0..1_000_003_u32).map(|n| n.to_le_bytes()[0]).collect();
    let server = start_with(content);
    assert!(server.get("").body == server.content);
}

#[test]
fn a_range_comes_with_its_place() {
    let server = start();
    let told = server.get("Range: bytes=10-19\r\n");
    assert_eq!(
        (told.status, told.field("content-range"), &*told.body),
        (
            206,
            Some("bytes 10-19/256"),
            &*(10..20).collect::<Vec<u8>>()
        )
    );
}

#[test]
fn a_range_beyond_the_end_is_clamped() {
    let server = start();
    let told = server.get("Range: bytes=250-9999\r\n");
    assert_eq!(
        (told.field("content-range"), told.field("content-length")),
        (Some("bytes 250-255/256"), Some("6"))
    );
}

#[test]
fn a_suffix_is_the_end_of_the_file() {
    let server = start();
    assert_eq!(server.get("Range: bytes=-2\r\n").body, [254, 255]);
}

#[test]
fn a_range_after_the_end_is_416() {
    let server = start();
    let told = server.get("Range: bytes=256-\r\n");
    assert_eq!(
        (told.status, told.field("content-range"), told.body.len()),
        (416, Some("bytes */256"), 0)
    );
}

#[test]
fn two_range_fields_are_ignored() {
    let server = start();
    let told = server.get("Range: bytes=0-1\r\nRange: bytes=2-3\r\n");
    assert_eq!(told.status, 200);
}

#[test]
fn a_condition_that_cannot_match_gets_the_whole_file() {
    let server = start();
    let told = server.get("Range: bytes=0-1\r\nIf-Range: \"x\"\r\n");
    assert_eq!((told.status, told.body.len()), (200, 256));
}

#[test]
fn an_empty_file_is_served() {
    let server = start_with(Vec::new());
    let told = server.get("");
    assert_eq!(
        (told.status, told.field("content-length")),
        (200, Some("0"))
    );
}

#[test]
fn head_tells_the_length_and_sends_nothing() {
    let server = start();
    let told = server.ask("HEAD", &server.clip(), "");
    assert_eq!(
        (told.status, told.field("content-length"), told.body.len()),
        (200, Some("256"), 0)
    );
}

#[test]
fn other_methods_are_refused() {
    let server = start();
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"] {
        assert_eq!(
            server.ask(method, &server.clip(), "").status,
            405,
            "{method}"
        );
    }
}

#[test]
fn a_method_is_refused_before_the_token_is_looked_at() {
    let server = start();
    assert_eq!(server.ask("POST", "/wrong/clip", "").status, 405);
}

#[test]
fn a_request_without_a_host_is_bad() {
    let server = start();
    let told = server.raw(&format!(
        "GET {} HTTP/1.1\r\nConnection: close\r\n\r\n",
        server.clip()
    ));
    assert_eq!(told.status, 400);
}

#[test]
fn two_hosts_are_bad() {
    let server = start();
    let again = format!("Host: 127.0.0.1:{}\r\n", server.port);
    assert_eq!(server.get(&again).status, 400);
}

#[test]
fn another_name_for_this_machine_is_refused() {
    let server = start();
    for host in [
        "localhost",
        "evil.example",
        "127.0.0.1",
        "127.0.0.1.evil.example",
    ] {
        for host in [host.to_owned(), format!("{host}:{}", server.port)] {
            if host == format!("127.0.0.1:{}", server.port) {
                continue;
            }
            let told = server.raw(&format!(
                "GET {} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n",
                server.clip()
            ));
            assert_eq!(told.status, 403, "{host}");
        }
    }
}

#[test]
fn an_address_with_another_host_is_refused() {
    let server = start();
    let path = format!("http://evil.example{}", server.clip());
    assert_eq!(server.ask("GET", &path, "").status, 403);
}

#[test]
fn the_page_may_read_pixels() {
    let server = start();
    let told = server.get(&format!("Origin: {PAGE}\r\n"));
    assert_eq!(
        (
            told.status,
            told.field("access-control-allow-origin"),
            told.field("vary")
        ),
        (200, Some(PAGE), Some("Origin"))
    );
}

#[test]
fn another_page_is_refused_and_may_read_nothing() {
    let server = start();
    for origin in [
        "null",
        "http://evil.example",
        "tauri://localhost.evil",
        "TAURI://LOCALHOST",
    ] {
        let told = server.get(&format!("Origin: {origin}\r\n"));
        assert_eq!(
            (told.status, told.field("access-control-allow-origin")),
            (403, None),
            "{origin}"
        );
    }
}

#[test]
fn without_the_token_nothing_is_found() {
    let server = start();
    let longer = format!("/{}0/clip", server.token);
    let shorter = format!("/{}/clip", &server.token[1..]);
    let other = format!("/{}/clip", "0".repeat(64));
    for path in [
        "/",
        "/clip",
        "//clip",
        "/favicon.ico",
        &longer,
        &shorter,
        &other,
    ] {
        assert_eq!(server.ask("GET", path, "").status, 403, "{path}");
    }
}

#[test]
fn unknown_ids_are_not_found() {
    let server = start();
    let long = "x".repeat(129);
    for id in [
        "other", "", "lost", "folder", "clip/", "../clip", "%2e%2e", &long,
    ] {
        let path = format!("/{}/{id}", server.token);
        assert_eq!(server.ask("GET", &path, "").status, 404, "{id}");
    }
}

#[test]
fn a_query_is_ignored() {
    let server = start();
    let path = format!("{}?v=2", server.clip());
    assert_eq!(server.ask("GET", &path, "").status, 200);
}

#[test]
fn nothing_is_guessed_or_kept_by_the_browser() {
    let server = start();
    let told = server.get("");
    assert_eq!(
        (
            told.field("x-content-type-options"),
            told.field("cache-control")
        ),
        (Some("nosniff"), Some("no-store"))
    );
}

#[test]
fn a_refusal_says_nothing() {
    let server = start();
    assert!(server.ask("GET", "/wrong/clip", "").body.is_empty());
}

#[test]
fn a_head_that_is_too_long_is_refused() {
    let server = start();
    let told = server.get(&format!("X-Long: {}\r\n", "a".repeat(9000)));
    assert_eq!(told.status, 431);
}

#[test]
fn nonsense_is_bad() {
    let server = start();
    assert_eq!(server.raw("\x16\x03\x01 hello\r\n\r\n").status, 400);
}

#[test]
fn a_connection_serves_request_after_request() {
    let server = start();
    let mut wire = server.connect();
    let request = format!(
        "GET {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nRange: bytes=7-7\r\n\r\n",
        server.clip(),
        server.port
    );
    let mut last = Vec::new();
    for _ in 0..3 {
        wire.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        let mut byte = [0];
        while !answer.ends_with(b"\r\n\r\n") {
            wire.read_exact(&mut byte).expect("a head");
            answer.push(byte[0]);
        }
        wire.read_exact(&mut byte).expect("a body");
        last.push(byte[0]);
    }
    assert_eq!(last, [7, 7, 7]);
}

#[test]
fn slow_connections_do_not_keep_others_out_for_long() {
    let server = start();
    // More than there are seats; none of them ever finishes its head.
    let slow: Vec<Wire> = (0..CONNECTIONS + 4)
        .map(|_| {
            let mut wire = server.connect();
            wire.write_all(b"GET /").expect("sent");
            wire
        })
        .collect();
    // Waits until the first seats are taken away, which is bounded by the deadline of the read.
    assert_eq!(server.get("").status, 200);
    drop(slow);
}

#[test]
fn stopping_ends_answers_on_their_way() {
    let server = start_with(vec![7; 32 << 20]);
    let mut wire = server.connect();
    let request = format!(
        "GET {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n",
        server.clip(),
        server.port
    );
    wire.write_all(request.as_bytes()).expect("sent");
    wire.read_exact(&mut [0; 100]).expect("the answer begins");
    let size = server.content.len();
    drop(server);
    let mut rest = Vec::new();
    wire.read_to_end(&mut rest).ok();
    assert!(rest.len() < size);
}

#[test]
fn the_token_is_not_shown_by_accident() {
    let bound = MediaServer::bind().expect("a port");
    let token = bound.base().rsplit('/').nth(1).expect("a token").to_owned();
    assert!(token.len() == 64 && !format!("{bound:?}").contains(&token));
}

#[test]
fn every_run_has_its_own_token() {
    let bases = [MediaServer::bind(), MediaServer::bind()].map(|bound| {
        let base = bound.expect("a port").base();
        base.rsplit('/').nth(1).expect("a token").to_owned()
    });
    assert_ne!(bases[0], bases[1]);
}
