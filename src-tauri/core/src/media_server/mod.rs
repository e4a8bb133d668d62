//! Videos and pictures for the window, over loopback HTTP: the only way in which WebKitGTK plays and seeks local files
//! (`platform.md` 1.1).
//!
//! Any process of this machine can reach the port, and any web page can try to. So it serves ids only, to nobody who lacks
//! the token of this run, and tells nothing else. hyper without a router, because one address shape and the limit on the
//! time for a head are all that is needed. Must not know of the database or the library's layout: [`MediaFiles`] finds files.

mod answer;
mod range;

use crate::domain::digest::hex;
use answer::Guard;
use futures_util::future::BoxFuture;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    fmt, io,
    net::{Ipv4Addr, TcpListener},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};
use tokio::{net::TcpStream, sync::Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Connections at a time. The next one waits in the system's queue.
const CONNECTIONS: usize = 32;
/// Bytes of a request's head; hyper's smallest.
const HEAD_BYTES: usize = 8 * 1024;
/// Time for a request's head, also for the next one on a connection that is kept open.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// Pause after a failed `accept`, such as too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A file to serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Its media type.
    pub mime: String,
}

/// Finds files by the ids that a window knows.
pub trait MediaFiles: Send + Sync {
    /// The file of that id, or `None`. The id is any text without `/`, of at most 128 bytes, as it stood in the address.
    fn find<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Option<MediaFile>>;
}

/// Makes media servers.
#[derive(Debug)]
pub struct MediaServer;

/// A port that is taken and a token that is made; nothing is answered yet.
pub struct BoundMediaServer {
    listener: TcpListener,
    port: u16,
    token: String,
}

impl fmt::Debug for BoundMediaServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoundMediaServer")
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

impl MediaServer {
    /// Takes a free port of 127.0.0.1, at once and without a runtime: the window's policy has to name it.
    ///
    /// # Errors
    /// What the system says, also when it has no randomness.
    pub fn bind() -> io::Result<BoundMediaServer> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(io::Error::other)?;
        Ok(BoundMediaServer {
            listener,
            port,
            token: hex(&secret),
        })
    }
}

impl BoundMediaServer {
    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// `http://127.0.0.1:PORT`, for the window's policy.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// `http://127.0.0.1:PORT/TOKEN/`; an id is appended. A secret: for the main window only, never for a log.
    pub fn base(&self) -> String {
        format!("{}/{}/", self.origin(), self.token)
    }

    /// Serves until `cancel`; then every connection is dropped at once, also in the middle of an answer.
    ///
    /// `origins` are the pages that may read pixels (`tauri://localhost`). A request that names another one is refused.
    ///
    /// # Errors
    /// When the port cannot be handed to the runtime. Trouble with single connections ends only these.
    pub async fn serve(
        self,
        files: Arc<dyn MediaFiles>,
        origins: Vec<String>,
        cancel: CancellationToken,
    ) -> io::Result<()> {
        let guard = Arc::new(Guard {
            host: format!("127.0.0.1:{}", self.port),
            token: self.token,
            origins,
            files,
        });
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let seats = Arc::new(Semaphore::new(CONNECTIONS));
        let connections = TaskTracker::new();
        while let Some(accepted) = cancel
            .run_until_cancelled(async {
                // The seat comes first: without one, nothing is taken from the system's queue.
                let seat = Arc::clone(&seats).acquire_owned().await;
                (seat, listener.accept().await)
            })
            .await
        {
            let (Ok(seat), accepted) = accepted else {
                break;
            };
            let Ok((stream, _)) = accepted else {
                cancel
                    .run_until_cancelled(tokio::time::sleep(ACCEPT_PAUSE))
                    .await;
                continue;
            };
            let guard = Arc::clone(&guard);
            let cancel = cancel.clone();
            connections.spawn(async move {
                cancel.run_until_cancelled(connection(stream, guard)).await;
                drop(seat);
            });
        }
        connections.close();
        connections.wait().await;
        Ok(())
    }
}

async fn connection(stream: TcpStream, guard: Arc<Guard>) {
    // Small answers to seeks should not wait for more to send. Without it they only come later.
    stream.set_nodelay(true).ok();
    let service = service_fn(move |request| {
        let guard = Arc::clone(&guard);
        async move { Ok::<_, std::convert::Infallible>(guard.answer(&request).await) }
    });
    // A broken connection is the peer's way to stop; there is nobody to tell.
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .await
        .ok();
}

#[cfg(test)]
mod tests;
