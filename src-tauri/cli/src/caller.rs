//! Who asked for a command: where they stand, what they see, and what they can still say. It is the process itself, or one that
//! asks the app over its socket; no command knows which.

use crate::sentences::Language;
use futures_util::future::BoxFuture;
use indicatif::ProgressDrawTarget;
use serde::{Deserialize, Serialize};
use std::{
    ffi::OsString,
    io::{self, IsTerminal as _, Read as _, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};
use tokio::sync::Notify;

/// What a command must know of its caller before it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Where a path begins that does not say.
    pub folder: Text,
    pub language: Language,
    /// Somebody can be asked.
    pub answers: bool,
    /// Somebody looks at what goes beside the result.
    pub looks: bool,
    /// Columns of what they look at.
    pub width: u16,
}

impl Facts {
    /// Those of this process.
    pub fn own() -> Self {
        let (_, width) = console::Term::stderr().size();
        Self {
            folder: std::env::current_dir()
                .unwrap_or_default()
                .into_os_string()
                .into(),
            language: Language::of_the_environment(),
            answers: io::stdin().is_terminal(),
            looks: io::stderr().is_terminal(),
            width,
        }
    }
}

/// What the system takes for text, which need not be Unicode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Text {
    Unicode(String),
    Bytes(Vec<u8>),
}

impl From<OsString> for Text {
    fn from(text: OsString) -> Self {
        text.into_string()
            .map_or_else(|text| Self::Bytes(text.into_encoded_bytes()), Self::Unicode)
    }
}

impl From<Text> for OsString {
    fn from(text: Text) -> Self {
        match text {
            Text::Unicode(text) => text.into(),
            #[cfg(unix)]
            Text::Bytes(bytes) => std::os::unix::ffi::OsStringExt::from_vec(bytes),
            #[cfg(not(unix))]
            Text::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned().into(),
        }
    }
}

/// What stands between a command and its caller.
pub trait Streams: Send + Sync {
    /// The result, which a script reads.
    fn result(&self, text: &str);
    /// What is said beside it.
    fn remark(&self, text: &str);
    /// Where a bar is drawn, for a caller who looks.
    fn bar(&self) -> ProgressDrawTarget;
    /// What the caller pipes in, at most so many bytes of it.
    fn read(&self, most: u64) -> BoxFuture<'_, io::Result<Vec<u8>>>;
    /// One line of what they type.
    fn line(&self) -> BoxFuture<'_, io::Result<String>>;
    /// Waits until they have taken most of what was said, so that it does not heap up here.
    fn taken(&self) -> BoxFuture<'_, ()>;
    /// Waits until they want no more.
    fn stopped(&self) -> BoxFuture<'_, ()>;
    /// The file that a path leads to which means something in their process alone.
    fn of_their_process(&self, path: &Path) -> Option<PathBuf>;
}

/// A caller.
pub struct Caller {
    pub facts: Facts,
    pub streams: Box<dyn Streams>,
}

impl Caller {
    /// This process.
    pub fn own() -> Self {
        Self {
            facts: Facts::own(),
            streams: Box::new(Own),
        }
    }

    /// The file that they mean.
    pub fn at(&self, path: &Path) -> PathBuf {
        if let Some(file) = self.streams.of_their_process(path) {
            return file;
        }
        let whole = PathBuf::from(OsString::from(self.facts.folder.clone())).join(path);
        std::path::absolute(&whole).unwrap_or(whole)
    }
}

/// The streams of this process. A closed pipe (`| head`) is no trouble.
struct Own;

impl Streams for Own {
    fn result(&self, text: &str) {
        drop(writeln!(io::stdout(), "{text}"));
    }

    fn remark(&self, text: &str) {
        drop(writeln!(io::stderr(), "{text}"));
    }

    fn bar(&self) -> ProgressDrawTarget {
        ProgressDrawTarget::stderr()
    }

    fn read(&self, most: u64) -> BoxFuture<'_, io::Result<Vec<u8>>> {
        Box::pin(apart(move || {
            let mut bytes = Vec::new();
            io::stdin().take(most).read_to_end(&mut bytes)?;
            Ok(bytes)
        }))
    }

    fn line(&self) -> BoxFuture<'_, io::Result<String>> {
        Box::pin(apart(|| {
            let mut said = String::new();
            io::stdin().read_line(&mut said)?;
            Ok(said)
        }))
    }

    fn taken(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    fn stopped(&self) -> BoxFuture<'_, ()> {
        Box::pin(stopped())
    }

    fn of_their_process(&self, _path: &Path) -> Option<PathBuf> {
        None
    }
}

/// Work that may block, on a thread of its own.
pub async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(io::Error::other(error)))
}

/// Waits for Ctrl+C, or for the system to end the program. From the first call on it is heard, also between two waits: a loop
/// that looks at jobs in the meantime would miss it otherwise. Each is heard once.
pub async fn stopped() {
    static HEARD: OnceLock<Arc<Notify>> = OnceLock::new();
    HEARD.get_or_init(listen).notified().await;
}

/// Where no handler can be set only the system can end us, and nothing is ever heard.
#[cfg(unix)]
fn listen() -> Arc<Notify> {
    use tokio::signal::unix::{SignalKind, signal};
    let heard = Arc::new(Notify::new());
    for kind in [SignalKind::interrupt(), SignalKind::terminate()] {
        if let Ok(mut signals) = signal(kind) {
            let tell = heard.clone();
            tokio::spawn(async move {
                while signals.recv().await.is_some() {
                    tell.notify_one();
                }
            });
        }
    }
    heard
}

#[cfg(not(unix))]
fn listen() -> Arc<Notify> {
    let heard = Arc::new(Notify::new());
    let tell = heard.clone();
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            tell.notify_one();
        }
    });
    heard
}
