//! The command line's end of the socket: it hands over its own words and prints what comes back.

use super::{
    is_own, place,
    wire::{self, Answer, Frame, Refused, Request, kind},
};
use crate::{
    app_trouble::AppTrouble,
    caller::{Facts, apart, stopped},
    output::Trouble,
    session,
};
use std::{
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::BufReader,
    net::{
        UnixStream,
        unix::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::Mutex,
};

/// How long the app may take to say that it heard.
const ANSWER: Duration = Duration::from_secs(10);
/// What a shell says of a program that Ctrl+C ended.
const INTERRUPTED: i32 = 130;

/// Has the command of this process run by the app that has the library; the exit code. `None`: nobody there answers.
///
/// # Errors
/// The app is of another version, or ended meanwhile.
pub async fn ask(library: Option<PathBuf>) -> Result<Option<u8>, Trouble> {
    // From a folder that is gone no path leads anywhere, and the app stands elsewhere.
    std::env::current_dir().map_err(|error| Trouble::usage(error.to_string()))?;
    let library = session::home(library)?.library;
    let request = Request::new(std::env::args_os(), Facts::own());
    reach(&library, &request).await
}

/// Asks the window that has this library to come to the front, and hands it the files that this process was started with.
/// Whether there is one that did.
pub async fn show(library: &Path) -> bool {
    let request = Request::to_show(std::env::args_os(), Facts::own());
    matches!(reach(library, &request).await, Ok(Some(0)))
}

async fn reach(library: &Path, request: &Request) -> Result<Option<u8>, Trouble> {
    for path in place::places(library, place::runtime_folder().as_deref()) {
        let Ok(stream) = UnixStream::connect(&path).await else {
            continue;
        };
        if !is_own(&stream) {
            tracing::warn!("the socket belongs to somebody else");
            continue;
        }
        if let Some(code) = talk(stream, request).await.map_err(Trouble::App)? {
            return Ok(Some(code));
        }
    }
    Ok(None)
}

async fn talk(stream: UnixStream, request: &Request) -> Result<Option<u8>, AppTrouble> {
    let (read, mut write) = stream.into_split();
    let mut read = BufReader::new(read);
    let line = serde_json::to_vec(request).unwrap_or_default();
    if line.len() as u64 >= wire::LONGEST_LINE {
        return Err(AppTrouble::TooLong);
    }
    let heard = async {
        wire::write_line(&mut write, request).await?;
        wire::read_line(&mut read).await
    };
    let Ok(Ok(line)) = tokio::time::timeout(ANSWER, heard).await else {
        return Ok(None);
    };
    let Ok(answer) = serde_json::from_slice::<Answer>(&line) else {
        return Ok(None);
    };
    match answer.refused {
        Some(Refused::Protocol | Refused::Request) => {
            return Err(AppTrouble::Differs(answer.version));
        }
        None if answer.rushes != wire::PROTOCOL => return Err(AppTrouble::Differs(answer.version)),
        None => {}
    }
    let talk = Arc::new(Talk {
        write: Mutex::new(write),
        heeds: AtomicBool::new(false),
    });
    let watching = tokio::spawn(stop_when_told(Arc::clone(&talk)));
    let code = listen(&mut read, &talk).await;
    watching.abort();
    code.map(Some)
}

struct Talk {
    write: Mutex<OwnedWriteHalf>,
    /// The command hears a wish to stop.
    heeds: AtomicBool,
}

impl Talk {
    async fn send(&self, frame: Frame) -> io::Result<()> {
        let mut write = self.write.lock().await;
        wire::write_frame(&mut *write, &frame).await
    }
}

/// As without the app: what waits is told, anything else is left at once; so is what was told twice.
async fn stop_when_told(talk: Arc<Talk>) {
    let mut told = false;
    loop {
        stopped().await;
        if told || !talk.heeds.load(Ordering::Relaxed) {
            std::process::exit(INTERRUPTED);
        }
        told = true;
        if talk.send(Frame::bare(kind::STOP)).await.is_err() {
            std::process::exit(INTERRUPTED);
        }
    }
}

/// Prints until it is over. A closed pipe (`| head`) is no trouble.
async fn listen(read: &mut BufReader<OwnedReadHalf>, talk: &Arc<Talk>) -> Result<u8, AppTrouble> {
    let mut ending = false;
    loop {
        let Ok(frame) = wire::read_frame(read).await else {
            return Err(AppTrouble::Ended);
        };
        match (frame.kind, frame.bytes.as_slice()) {
            (kind::RESULT, bytes) => drop(io::stdout().write_all(bytes)),
            (kind::REMARK, bytes) => drop(io::stderr().write_all(bytes)),
            (kind::HEEDS, _) => talk.heeds.store(true, Ordering::Relaxed),
            (kind::READ, bytes) => {
                let most = bytes.try_into().map_or(0, u64::from_be_bytes);
                tokio::spawn(pipe(Arc::clone(talk), most));
            }
            (kind::LINE, _) => {
                tokio::spawn(type_line(Arc::clone(talk)));
            }
            (kind::ENDING, _) => ending = true,
            (kind::EXIT, _) if ending => return Err(AppTrouble::Ended),
            (kind::EXIT, [code]) => return Ok(*code),
            // A word of a newer app, which speaks this protocol: it can be passed over.
            _ => {}
        }
    }
}

/// Hands over what is piped in. An error is told by leaving: nothing may be begun with half of it.
async fn pipe(talk: Arc<Talk>, most: u64) {
    let mut left = most;
    loop {
        let read = apart(move || {
            let mut piece = Vec::new();
            let length = left.min(wire::LONGEST_FRAME as u64);
            io::stdin().take(length).read_to_end(&mut piece)?;
            Ok(piece)
        });
        let piece = match read.await {
            Ok(piece) => piece,
            Err(error) => return leave(&error),
        };
        left -= piece.len() as u64;
        let kind = if piece.is_empty() {
            kind::PIPED_ALL
        } else {
            kind::PIPED
        };
        let over = kind == kind::PIPED_ALL;
        if talk.send(Frame { kind, bytes: piece }).await.is_err() || over {
            return;
        }
    }
}

async fn type_line(talk: Arc<Talk>) {
    let read = apart(|| {
        let mut said = String::new();
        io::stdin().read_line(&mut said)?;
        Ok(said)
    });
    match read.await {
        Ok(said) => {
            let bytes = said.into_bytes();
            let kind = kind::PIPED;
            drop(talk.send(Frame { kind, bytes }).await);
            drop(talk.send(Frame::bare(kind::PIPED_ALL)).await);
        }
        Err(error) => leave(&error),
    }
}

fn leave(error: &io::Error) {
    drop(writeln!(io::stderr(), "{error}"));
    std::process::exit(2);
}
