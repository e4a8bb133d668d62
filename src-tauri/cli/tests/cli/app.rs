//! The app, played by this process with the app's own end of the socket.

use super::*;
use rushes_cli::socket::{Show, Socket};
use rushes_core::{
    engine::{Engine, Parts, demo::OnDemand},
    secrets::{FileStore, SessionStore, Vault},
};
use std::{
    ffi::OsString,
    io::Read as _,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{runtime::Runtime, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// As in the app.
pub const UNDO: Duration = Duration::from_secs(5);

pub fn library(home: &Path) -> PathBuf {
    home.join("library")
}

pub fn session_folder(home: &Path) -> PathBuf {
    let folder = home.join("run");
    fs_err::create_dir_all(&folder).expect("a folder");
    folder
}

/// The words of a start, and the folder it was in.
pub type Start = (Vec<OsString>, PathBuf);

/// The app, as far as the command line can see.
pub struct App {
    pub runtime: Runtime,
    pub engine: Engine,
    stop: CancellationToken,
    serving: Option<JoinHandle<()>>,
    pub socket: PathBuf,
    /// What second starts of the window handed over.
    pub shown: Arc<Mutex<Vec<Start>>>,
}

impl App {
    pub fn over(home: &Path) -> Self {
        let runtime = Runtime::new().expect("threads");
        let inside = runtime.enter();
        let engine = runtime.block_on(Engine::open(parts(home))).expect("opened");
        let socket = Socket::open(&library(home), Some(&session_folder(home))).expect("a socket");
        let path = socket.path().to_owned();
        let stop = CancellationToken::new();
        engine.start();
        let shown: Arc<Mutex<Vec<_>>> = Arc::default();
        let told = Arc::clone(&shown);
        let show: Show = Arc::new(move |words, folder| {
            told.lock()
                .expect("told")
                .push((words.to_vec(), folder.to_owned()));
        });
        let serving = runtime.spawn(socket.serve(engine.clone(), show, stop.clone()));
        drop(inside);
        Self {
            runtime,
            engine,
            stop,
            serving: Some(serving),
            socket: path,
            shown,
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(serving) = self.serving.take() {
            self.runtime.block_on(serving).expect("it ends");
        }
        self.runtime
            .block_on(self.engine.stop(Duration::from_secs(3)));
    }
}

fn parts(home: &Path) -> Parts {
    let file = FileStore::new(home.join("config/keys.json"));
    let vault = Vault::new(Arc::new(SessionStore::new()), Arc::new(file));
    let kept = library(home).join("demo");
    let demo = OnDemand::new(move || rushes_demo::kept(kept.clone()));
    Parts::new(library(home), Arc::new(vault), Arc::new(demo), UNDO)
}

/// A command that finds the app, if there is one.
pub fn command(home: &Path, arguments: &[&str]) -> Command {
    let mut command = cli(home, arguments);
    command
        .env("XDG_RUNTIME_DIR", session_folder(home))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

pub fn ask(home: &Path, arguments: &[&str]) -> Output {
    command(home, arguments).output().expect("it starts")
}

pub fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (code(output), text(&output.stdout), text(&output.stderr))
}

/// Waits for the first line that a command prints.
pub fn first_line(child: &mut Child) -> String {
    let mut line = String::new();
    let out = child.stdout.as_mut().expect("a pipe");
    // By single bytes: what follows stays in the pipe.
    while !line.ends_with('\n') {
        let mut byte = [0];
        out.read_exact(&mut byte).expect("a line");
        line.push(char::from(byte[0]));
    }
    line
}
