//! A server below HTTP: it reads a request and then does with the connection what it is told, byte by byte.

use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::{Duration, sleep},
};

/// What a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Create,
    List,
    Poll,
    Content,
}

/// A request.
#[derive(Debug, Clone)]
pub struct Asked {
    pub kind: Kind,
    pub head: String,
    pub body: Vec<u8>,
}

impl Asked {
    pub fn prompt(&self) -> String {
        let value: serde_json::Value = serde_json::from_slice(&self.body).expect("JSON");
        value["prompt"].as_str().expect("a prompt").to_owned()
    }
}

/// What is done with a connection, one after the other.
#[derive(Debug, Clone)]
pub enum Move {
    Send(Vec<u8>),
    Pause(Duration),
    /// The same bytes until the other side has enough.
    Repeat(Vec<u8>),
    /// Nothing, until the other side has enough.
    Wait,
    Close,
    /// A close that throws away what is under way.
    Reset,
}

struct Shared<F> {
    play: F,
    seen: Arc<Mutex<Vec<Asked>>>,
}

/// The running server.
pub struct Raw {
    pub origin: String,
    seen: Arc<Mutex<Vec<Asked>>>,
    task: JoinHandle<()>,
}

impl Drop for Raw {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Raw {
    /// `play` gets a request and how many of its kind came before.
    pub async fn start<F>(play: F) -> Self
    where
        F: Fn(&Asked, usize) -> Vec<Move> + Send + Sync + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let seen = Arc::new(Mutex::default());
        let shared = Arc::new(Shared {
            play,
            seen: Arc::clone(&seen),
        });
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self { origin, seen, task }
    }

    fn seen(&self) -> Vec<Asked> {
        self.seen.lock().expect("one at a time").clone()
    }

    pub fn heads(&self) -> Vec<String> {
        self.seen().into_iter().map(|asked| asked.head).collect()
    }

    pub fn count(&self, kind: Kind) -> usize {
        self.seen()
            .iter()
            .filter(|asked| asked.kind == kind)
            .count()
    }
}

async fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let mut body = bytes.split_off(end + 4);
    let head = String::from_utf8_lossy(&bytes).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().ok())?
    });
    while body.len() < length.unwrap_or(0) {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    let path = head.split(' ').nth(1)?.split('?').next()?;
    let kind = match (head.starts_with("POST"), path) {
        (true, _) => Kind::Create,
        (false, path) if path.ends_with("/videos") => Kind::List,
        (false, path) if path.contains("/content") || path.contains("film") => Kind::Content,
        (false, _) => Kind::Poll,
    };
    Some(Asked { kind, head, body })
}

async fn serve<F>(mut stream: TcpStream, shared: Arc<Shared<F>>)
where
    F: Fn(&Asked, usize) -> Vec<Move>,
{
    let Some(asked) = read(&mut stream).await else {
        return;
    };
    let number = {
        let mut seen = shared.seen.lock().expect("one at a time");
        let number = seen.iter().filter(|other| other.kind == asked.kind).count();
        seen.push(asked.clone());
        number
    };
    let moves = (shared.play)(&asked, number);
    // The other side may have gone: that is part of the play.
    play(&mut stream, moves).await.ok();
}

async fn play(stream: &mut TcpStream, moves: Vec<Move>) -> std::io::Result<()> {
    for one in moves {
        match one {
            Move::Send(bytes) => stream.write_all(&bytes).await?,
            Move::Pause(time) => sleep(time).await,
            Move::Repeat(bytes) => loop {
                stream.write_all(&bytes).await?;
            },
            Move::Wait => drop(stream.read_u8().await),
            Move::Close => break,
            Move::Reset => {
                stream.set_zero_linger()?;
                return Ok(());
            }
        }
    }
    stream.shutdown().await
}
