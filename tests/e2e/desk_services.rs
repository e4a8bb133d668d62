//! What a desktop has for its programs, faked (`desk_services.py`): a scenario sees there what Rushes asks of it.

use crate::desktop::Desktop;
use crate::processes::{Owned, wait};
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// A part of the desktop that is faked, and what it saw.
pub struct Part {
    _process: Owned,
    log: PathBuf,
}

impl Part {
    pub fn start(desktop: &Desktop, name: &str) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/desk_services.py");
        let log = desktop.folder().join(format!("{name}.log"));
        let file = fs_err::File::create(&log).expect("a log file").into_file();
        let mut command = desktop.command("/usr/bin/python3");
        command.arg(script).arg(name).stdout(file);
        let part = Self {
            _process: Owned::start(&mut command),
            log,
        };
        part.until("ready");
        part
    }

    pub fn lines(&self) -> Vec<String> {
        let text = fs_err::read_to_string(&self.log).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// Waits for a line that begins so, and returns it.
    pub fn until(&self, start: &str) -> String {
        wait(&format!("the desktop sees `{start}`"), 30, || {
            let mut lines = self.lines().into_iter();
            lines.find(|line| line.starts_with(start))
        })
    }
}

/// Calls a method of somebody on the bus, as a press in the tray does.
pub fn call(desktop: &Desktop, name: &str, path: &str, what: &[&str]) {
    let mut call = desktop.command("dbus-send");
    call.args([
        "--session",
        "--print-reply",
        &format!("--dest={name}"),
        path,
    ])
    .args(what);
    let called = call.stdout(Stdio::null()).status();
    assert!(
        called.is_ok_and(|status| status.success()),
        "{name} does not answer to {what:?}"
    );
}
