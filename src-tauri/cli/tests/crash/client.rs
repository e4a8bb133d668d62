//! The real program on a library of its own, run as a child that may die.

use crate::{
    KEY,
    server::{Accent, Server},
    spellings,
};
use serde_json::json;
use std::{
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Longest wait for a program to end by itself.
const PATIENCE: Duration = Duration::from_secs(60);

/// A home folder with its library. What the program says lies in it, too.
pub struct Home {
    folder: TempDir,
}

impl Home {
    /// A library that knows the server in all its accents.
    pub fn new(server: &Server) -> Self {
        let place =
            std::env::var_os("RUSHES_TEST_FOLDER").map_or_else(std::env::temp_dir, PathBuf::from);
        let keep = std::env::var_os("RUSHES_TEST_FOLDER").is_some();
        let mut folder = tempfile::Builder::new();
        let folder = folder.prefix("crash-").disable_cleanup(keep);
        let home = Self {
            folder: folder.tempdir_in(place).expect("a folder"),
        };
        let catalogue = home.library().join("catalogue");
        fs_err::create_dir_all(&catalogue).expect("a folder");
        let descriptions = Accent::ALL.map(Accent::description);
        let text = json!({ "servers": descriptions }).to_string();
        fs_err::write(catalogue.join("crash.json"), text).expect("a file");
        for accent in Accent::ALL {
            let (name, profile) = (accent.name(), format!("crash-{}", accent.name()));
            let url = format!("{}/{name}/v1", server.origin);
            let add = ["server", "add", name, "--url", &url, "--profile", &profile];
            let ended = home.run(&[&add[..], &["--key-env", "RUSHES_CANARY"]].concat());
            assert!(ended.success(), "{}", home.said());
        }
        home
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn library(&self) -> PathBuf {
        self.path().join("library")
    }

    /// A file of the experiment.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let said = |name: &str| {
            let mut file = fs_err::OpenOptions::new();
            let file = file.create(true).append(true).open(self.file(name));
            Stdio::from(file.expect("a file").into_file())
        };
        let mut command = Command::new(env!("CARGO_BIN_EXE_rushes-cli"));
        command
            .args(arguments)
            .env("RUSHES_HOME", self.path())
            .env("RUSHES_CANARY", KEY)
            .env(
                "RUSHES_LOG",
                "info,rushes_core=debug,reqwest=trace,hyper=trace",
            )
            // No keychain: a machine for scripts.
            .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
            .env_remove("RUSHES_FAILPOINT")
            .stdin(Stdio::null())
            .stdout(said("stdout.txt"))
            .stderr(said("stderr.txt"));
        command
    }

    pub fn create(&self, accent: Accent, prompt: &str, takes: u32) -> Command {
        let takes = takes.to_string();
        let (server, model) = (accent.name(), "crash");
        let asked = ["create", "--json", "--server", server, "--model", model];
        self.command(&[&asked[..], &["--prompt", prompt, "--takes", &takes]].concat())
    }

    /// Runs it to its end.
    pub fn run(&self, arguments: &[&str]) -> ExitStatus {
        ended(&mut Running::start(&mut self.command(arguments)))
    }

    /// Starts it again, as a user would, until nothing is open any more.
    pub fn reopen(&self) {
        let ended = self.run(&["run", "--until-idle", "--json"]);
        assert!(ended.success(), "it does not open again: {}", self.said());
    }

    /// The end of what the program said on its error stream.
    pub fn said(&self) -> String {
        let text = fs_err::read(self.file("stderr.txt")).unwrap_or_default();
        let start = text.len().saturating_sub(4000);
        String::from_utf8_lossy(&text[start..]).into_owned()
    }

    /// The key is in no file of this home: history, journal, notes, descriptions, what was said.
    pub fn assert_no_key(&self) {
        let found = spellings::find(self.path(), KEY).expect("the folder can be read");
        assert!(found.is_empty(), "the key leaked: {found:#?}");
    }
}

/// A child; killed when the test lets go of it.
pub struct Running(Child);

impl Running {
    pub fn start(command: &mut Command) -> Self {
        Self(command.spawn().expect("the program starts"))
    }

    fn pid(&self) -> rustix::process::Pid {
        rustix::process::Pid::from_child(&self.0)
    }

    pub fn signal(&self, signal: rustix::process::Signal) {
        rustix::process::kill_process(self.pid(), signal).expect("it runs");
    }

    /// Waits until it is stopped; `false`: it ended.
    pub fn until_stopped(&mut self) -> bool {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if self.0.try_wait().expect("a child").is_some() {
                return false;
            }
            let stat = fs_err::read_to_string(format!("/proc/{}/stat", self.0.id()));
            if stat.is_ok_and(|stat| stat.contains(") T ")) {
                return true;
            }
            thread::sleep(Duration::from_millis(3));
        }
        panic!("it neither stopped nor ended");
    }

    /// Ends it as the system would.
    pub fn end(&mut self) {
        self.0.kill().ok();
        self.0.wait().expect("it ends");
    }

    /// Lets it run that long, or to its end.
    pub fn for_at_most(&mut self, time: Duration) {
        let started = Instant::now();
        while started.elapsed() < time && self.0.try_wait().expect("a child").is_none() {
            thread::sleep(Duration::from_millis(3));
        }
    }

    /// Kills it after that time, unless it ended before. `true`: it was killed.
    pub fn kill_after(mut self, moment: Duration) -> bool {
        thread::sleep(moment);
        // It may have ended by itself.
        self.0.kill().ok();
        self.0.wait().expect("it ends").signal() == Some(9)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Waits for its end; one that does not end is a failure.
pub fn ended(running: &mut Running) -> ExitStatus {
    let started = Instant::now();
    loop {
        if let Some(status) = running.0.try_wait().expect("a child") {
            return status;
        }
        assert!(started.elapsed() < PATIENCE, "it does not end");
        thread::sleep(Duration::from_millis(3));
    }
}

pub fn was_killed(status: ExitStatus) -> bool {
    status.signal() == Some(9)
}
