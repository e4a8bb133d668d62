//! The app's end of the socket.

use super::{
    is_own,
    peer::{Backlog, Outbox, Peer},
    place,
    wire::{self, Answer, Frame, Hello, Refused, Request, kind},
};
use crate::{
    args::{Arguments, Command, WithLibrary},
    caller::{Caller, Facts},
    commands, ended,
    output::Output,
};
use clap::Parser as _;
use rushes_core::engine::Engine;
use std::{
    ffi::OsString,
    io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};
use tokio::{
    io::BufReader,
    net::{
        UnixListener, UnixStream,
        unix::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::{Mutex, Semaphore, mpsc},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Callers at once; the others wait.
const MOST: usize = 64;
/// How long a caller may take to say what they want.
const REQUEST: Duration = Duration::from_secs(5);
/// How long commands may take to let go when the app ends.
const PATIENCE: Duration = Duration::from_secs(1);
/// After an error of the system, such as too many open files.
const PAUSE: Duration = Duration::from_millis(200);

/// What brings the window to the front: with the words of a second start, and the folder that it was in.
pub type Show = Arc<dyn Fn(&[OsString], &Path) + Send + Sync>;

/// The socket of a library that this process has open. It is taken away with it.
pub struct Socket {
    listener: UnixListener,
    path: PathBuf,
}

impl Drop for Socket {
    fn drop(&mut self) {
        drop(fs_err::remove_file(&self.path));
    }
}

impl Socket {
    /// Makes it. Only who has the lock of the library may: it takes the place of one that was left behind. Whoever asks before
    /// [`Socket::serve`] waits.
    ///
    /// # Errors
    /// No place can have one.
    pub fn open(library: &Path, runtime: Option<&Path>) -> io::Result<Self> {
        let mut last = None;
        for path in place::places(library, runtime) {
            match Self::bind(&path) {
                Ok(listener) => return Ok(Self { listener, path }),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| io::ErrorKind::NotFound.into()))
    }

    fn bind(path: &Path) -> io::Result<UnixListener> {
        place::make_room(path)?;
        let listener = UnixListener::bind(path)?;
        // The folder lets nobody else in; this is for those who carry it elsewhere.
        fs_err::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
        Ok(listener)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Answers until `stop`; then tells whoever still waits, and lets their commands come to an end.
    pub async fn serve(self, engine: Engine, show: Show, stop: CancellationToken) {
        let app = App {
            engine: engine.at_once(),
            show,
            ending: stop.clone(),
        };
        let (places, callers) = (Arc::new(Semaphore::new(MOST)), TaskTracker::new());
        loop {
            let place = tokio::select! {
                () = stop.cancelled() => break,
                place = Arc::clone(&places).acquire_owned() => place,
            };
            let accepted = tokio::select! {
                () = stop.cancelled() => break,
                accepted = self.listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, _)) => {
                    let work = attend(stream, app.clone());
                    callers.spawn(async move {
                        Box::pin(work).await;
                        drop(place);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "the command line cannot be heard");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
        callers.close();
        if tokio::time::timeout(PATIENCE, callers.wait())
            .await
            .is_err()
        {
            tracing::info!("a command was left behind");
        }
    }
}

/// What callers ask.
#[derive(Clone)]
struct App {
    engine: Engine,
    show: Show,
    ending: CancellationToken,
}

/// One caller, from their first word to the end of their command.
async fn attend(stream: UnixStream, app: App) {
    if !is_own(&stream) {
        tracing::warn!("somebody else's process asked, and got no answer");
        return;
    }
    let process = stream.peer_cred().ok().and_then(|peer| peer.pid());
    let (read, mut write) = stream.into_split();
    let mut read = BufReader::new(read);
    let heard = tokio::time::timeout(REQUEST, wire::read_line(&mut read)).await;
    let Ok(Ok(line)) = heard else {
        tracing::debug!("a caller did not say what they want");
        drop(wire::write_line(&mut write, &Answer::new(Some(Refused::Request))).await);
        return;
    };
    let asked = understood(&line);
    let answer = Answer::new(asked.as_ref().err().copied());
    let told = wire::write_line(&mut write, &answer).await;
    match (asked, told) {
        (Ok(Asked::Run(run)), Ok(())) => answer_with(run, process, (read, write), app).await,
        (Ok(Asked::Show(words, folder)), Ok(())) => {
            (app.show)(&words, &folder);
            let bytes = vec![0];
            let kind = kind::EXIT;
            drop(wire::write_frame(&mut write, &Frame { kind, bytes }).await);
        }
        (Err(refused), _) => tracing::debug!(?refused, "a caller was not understood"),
        (Ok(_), Err(_)) => {}
    }
}

/// What was asked for.
enum Asked {
    Run(Run),
    /// The window, with these words, begun in that folder.
    Show(Vec<OsString>, PathBuf),
}

/// A command.
struct Run {
    command: WithLibrary,
    json: bool,
    facts: Facts,
}

fn understood(line: &[u8]) -> Result<Asked, Refused> {
    let hello: Hello = serde_json::from_slice(line).map_err(|_| Refused::Request)?;
    if hello.rushes != wire::PROTOCOL {
        return Err(Refused::Protocol);
    }
    let request: Request = serde_json::from_slice(line).map_err(|_| Refused::Request)?;
    let folder = OsString::from(request.facts.folder.clone());
    // A path without a folder would begin where the app was started.
    if !Path::new(&folder).is_absolute() {
        return Err(Refused::Request);
    }
    let words = request.arguments.into_iter().map(OsString::from);
    match request.show {
        Some(theirs) if theirs == wire::display() => {
            return Ok(Asked::Show(words.collect(), folder.into()));
        }
        Some(_) => return Err(Refused::Request),
        None => {}
    }
    let arguments = Arguments::try_parse_from(words).map_err(|_| Refused::Request)?;
    match arguments.command {
        Command::WithLibrary(command) => Ok(Asked::Run(Run {
            command,
            json: arguments.json,
            facts: request.facts,
        })),
        // These need no library, or one that nobody has, and are never handed over.
        Command::Restore { .. }
        | Command::Library(_)
        | Command::Demo { .. }
        | Command::Completions { .. }
        | Command::Manual { .. } => Err(Refused::Request),
    }
}

async fn answer_with(
    asked: Run,
    process: Option<i32>,
    (read, write): (BufReader<OwnedReadHalf>, OwnedWriteHalf),
    app: App,
) {
    let App { engine, ending, .. } = app;
    let (stop, gone) = (CancellationToken::new(), CancellationToken::new());
    let (outbox, frames) = Outbox::new(gone.clone());
    let (piping, piped) = mpsc::channel(16);
    let leaves = [stop.clone(), gone.clone()];
    let writing = tokio::spawn(send(write, frames, Arc::clone(&outbox.backlog), leaves));
    let hearing = tokio::spawn(hear(read, piping, stop.clone(), gone.clone()));
    let output = Output::new(
        asked.json,
        Caller {
            streams: Box::new(Peer {
                outbox: outbox.clone(),
                piped: Mutex::new(piped),
                stop: stop.clone(),
                heeds: AtomicBool::new(false),
                process,
                width: asked.facts.width,
            }),
            facts: asked.facts,
        },
    );
    // A task of its own: should it fail, its caller is told, and the others go on. It is never dropped half way: what was
    // begun for somebody who is gone comes to its end.
    let mut work = tokio::spawn(async move {
        let done = Box::pin(commands::with(&engine, asked.command, &output)).await;
        ended(done, &output)
    });
    let done = tokio::select! {
        done = &mut work => done,
        () = ending.cancelled() => {
            outbox.send(Frame::bare(kind::ENDING));
            stop.cancel();
            work.await
        }
    };
    let code = done.unwrap_or_else(|error| {
        tracing::error!(%error, "a command failed inside");
        1
    });
    let bytes = vec![code];
    outbox.send(Frame {
        kind: kind::EXIT,
        bytes,
    });
    // The last sender: what waits is written, and then it is over.
    drop(outbox);
    drop(writing.await);
    hearing.abort();
}

/// Writes what is printed. A caller who is gone stops what only waits for them.
async fn send(
    mut write: OwnedWriteHalf,
    mut frames: mpsc::UnboundedReceiver<Frame>,
    backlog: Arc<Backlog>,
    leaves: [CancellationToken; 2],
) {
    while let Some(frame) = frames.recv().await {
        if wire::write_frame(&mut write, &frame).await.is_err() {
            for leave in leaves {
                leave.cancel();
            }
            return;
        }
        backlog.wrote(&frame);
    }
}

/// Hears what the caller pipes in, and that they want no more.
async fn hear(
    mut read: BufReader<OwnedReadHalf>,
    piping: mpsc::Sender<Option<Vec<u8>>>,
    stop: CancellationToken,
    gone: CancellationToken,
) {
    while let Ok(frame) = wire::read_frame(&mut read).await {
        let piece = match frame.kind {
            kind::PIPED => Some(frame.bytes),
            kind::PIPED_ALL => None,
            kind::STOP => {
                stop.cancel();
                continue;
            }
            // What is not understood ends the talk.
            _ => break,
        };
        if piping.send(piece).await.is_err() {
            break;
        }
    }
    stop.cancel();
    gone.cancel();
}
