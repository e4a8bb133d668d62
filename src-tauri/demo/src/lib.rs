//! The demo server: the OpenAI video format (`/v1/videos`) on loopback, free and without a key, so
//! that a first video can be made at once and everything that can go wrong can be tried. It makes
//! real MP4 files from the real prompt and picture, at the real size and length.
//!
//! It speaks the three documentation pages that the product was written from ([seed0], [seed1] and
//! [seed2] of wire.md), as multipart and as JSON:
//!
//! * `prompt`, `model` (`demo…`, and the pages' `sora-2`, `sora-2-pro`, `kling-v1`), `seed`;
//! * `seconds` or `duration`, 1 to 20; `size` in pixels or as a shape (`16x9`), or `width` and
//!   `height`; `fps`, 1 to 60;
//! * `input_reference` or `image`: a file, an address, a data URI or Base64, or `{image_url}`;
//! * `n`, 1 to 4: the clips are in `data[]` and at `/content?index=`; `response_format` `url` or
//!   `b64_json`, which puts them into the answer about the finished job;
//! * `metadata`: returned as it came; `negative_prompt`, `style` and `quality_level` are understood;
//! * `style` is a colour grade, `watermark` a stamp; `private` keeps a job out of the list, so that
//!   only its id finds it; `user` is returned;
//! * an `Idempotency-Key` that comes again with the same fields gives the job that it made.
//!
//! Words in the prompt make trouble (`trouble`).
//!
//! It must not know `rushes-core`: the app talks to it over HTTP as to any other server.

mod http;
mod jobs;
mod order;
mod serve;
mod trouble;

use std::any::Any;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use http::{Fetch, Shared};
use jobs::{Folder, Jobs, Pace};

/// How long a picture at an address may take.
const FETCH_PATIENCE: Duration = Duration::from_secs(10);

/// How to run a demo server.
#[derive(Debug, Clone, Default)]
pub struct DemoOptions {
    /// Port on 127.0.0.1; 0 takes any that is free.
    pub port: u16,
    /// Clips that are rendered at once, at least 1. Each uses up to four threads.
    pub workers: usize,
    /// Folder in which jobs and clips are kept, also for the next start, as a real server would. `None`: in a temporary
    /// folder, and gone with the server.
    pub keep: Option<PathBuf>,
}

#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("port {port} on 127.0.0.1 could not be opened: {source}")]
    Bind { port: u16, source: std::io::Error },
    #[error("no folder for the clips could be made: {0}")]
    Folder(std::io::Error),
}

/// A running demo server. Dropping it stops it; [`Demo::stop`] also waits until it has ended.
#[derive(Debug)]
pub struct Demo {
    base_url: String,
    jobs: Arc<Jobs>,
    stop: CancellationToken,
    server: Option<JoinHandle<()>>,
}

/// Starts a demo server on loopback. Must be called within a Tokio runtime, which it uses until it
/// is stopped.
pub async fn start(options: DemoOptions) -> Result<Demo, DemoError> {
    start_at_pace(options, Pace::default()).await
}

/// A demo that keeps its jobs in `folder`, in the form that a program starts on demand: the base address, and what must
/// live for as long as it runs.
pub fn kept(folder: PathBuf) -> BoxFuture<'static, Result<Running, String>> {
    Box::pin(async move {
        let options = DemoOptions {
            keep: Some(folder),
            ..DemoOptions::default()
        };
        let demo = start(options).await.map_err(|error| error.to_string())?;
        Ok((demo.base_url.clone(), Box::new(demo) as Box<_>))
    })
}

/// A base address, and what must live for as long as it is used.
pub type Running = (String, Box<dyn Any + Send + Sync>);

async fn start_at_pace(options: DemoOptions, pace: Pace) -> Result<Demo, DemoError> {
    let bind = |source| DemoError::Bind {
        port: options.port,
        source,
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))
        .await
        .map_err(bind)?;
    let address = listener.local_addr().map_err(bind)?;
    let folder = match options.keep {
        Some(folder) => fs_err::create_dir_all(&folder).map(|()| Folder::Kept(folder)),
        None => tempfile::Builder::new()
            .prefix("rushes-demo-")
            .tempdir()
            .map(Folder::Temporary),
    };
    let base_url = format!("http://{address}/v1");
    let folder = folder.map_err(DemoError::Folder)?;
    let jobs = Jobs::new(folder, base_url.clone(), options.workers, pace);
    let router = http::router(Shared {
        jobs: Arc::clone(&jobs),
        journal: Arc::default(),
        fetch: Arc::new(Fetch::new(FETCH_PATIENCE)),
    });
    let stop = CancellationToken::new();
    let server = tokio::spawn(serve::serve(listener, router, stop.clone()));
    Ok(Demo {
        base_url,
        jobs,
        stop,
        server: Some(server),
    })
}

impl Demo {
    /// What a client is given as base URL, such as `http://127.0.0.1:49152/v1`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Closes all connections and ends all jobs; deletes all clips unless they are to be kept.
    pub async fn stop(mut self) {
        self.stop.cancel();
        if let Some(server) = self.server.take()
            && let Err(error) = server.await
        {
            tracing::warn!(%error, "the demo server did not end well");
        }
        self.jobs.stop().await;
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.stop.cancel();
        self.jobs.halt();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::time::Instant;

    async fn answer(request: reqwest::RequestBuilder) -> Value {
        request.send().await.unwrap().json().await.unwrap()
    }

    #[tokio::test]
    async fn stopping_deletes_a_temporary_folder() {
        let demo = start(DemoOptions::default()).await.unwrap();
        let folder = demo.jobs.folder().to_owned();
        assert!(folder.is_dir());
        demo.stop().await;
        assert!(!folder.exists());
    }

    #[tokio::test]
    async fn a_kept_demo_finishes_after_a_restart_what_it_had_begun() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().unwrap();
        let options = || DemoOptions {
            keep: Some(folder.path().to_owned()),
            ..DemoOptions::default()
        };
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let first = start(options()).await.unwrap();
        let body = serde_json::json!({ "prompt": "[slow] x", "seconds": 1, "size": "64x64" });
        let url = format!("{}/videos", first.base_url());
        let id = answer(client.post(url).json(&body)).await["id"].clone();
        first.stop().await;
        let pace = Pace {
            slow: Duration::from_millis(60),
        };
        let second = start_at_pace(options(), pace).await.unwrap();
        let url = format!("{}/videos/{}", second.base_url(), id.as_str().unwrap());
        let started = Instant::now();
        while answer(client.get(&url)).await["status"] != "completed" {
            assert!(
                started.elapsed() < Duration::from_secs(60),
                "it never finished"
            );
        }
    }

    #[tokio::test]
    async fn slow_takes_longer_and_moves_meanwhile() {
        // Fails when another test of the process was first, which is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let pace = Pace {
            slow: Duration::from_millis(600),
        };
        let demo = start_at_pace(DemoOptions::default(), pace).await.unwrap();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("{}/videos", demo.base_url());
        let body = serde_json::json!({ "prompt": "[slow]", "seconds": 1, "size": "64x64" });
        let started = Instant::now();
        let video: Value = client
            .post(&url)
            .json(&body)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let url = format!("{url}/{}", video["id"].as_str().unwrap());
        let mut seen = std::collections::BTreeSet::new();
        while started.elapsed() < Duration::from_secs(60) {
            let video: Value = client.get(&url).send().await.unwrap().json().await.unwrap();
            seen.insert(video["progress"].as_u64().unwrap());
            if video["status"] == "completed" {
                break;
            }
        }
        assert!(started.elapsed() >= pace.slow && seen.contains(&100));
        assert!(
            seen.iter()
                .filter(|percent| (1..=40).contains(*percent))
                .count()
                > 3,
            "{seen:?}"
        );
    }
}
