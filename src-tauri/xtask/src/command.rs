//! Starting other programs: shows the line before it runs, and turns a bad end into a sentence.

use anyhow::{Context as _, Result, bail};
use std::ffi::{OsStr, OsString};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// A program that is about to run. It never gets a standard input: in CI there is none, and a question would hang.
pub struct Call {
    command: Command,
    shown: String,
}

/// The program `name`, in the folder `folder`.
pub fn call(name: impl AsRef<OsStr>, folder: &Path) -> Call {
    let mut command = Command::new(name.as_ref());
    command.current_dir(folder).stdin(Stdio::null());
    Call {
        command,
        shown: name.as_ref().to_string_lossy().into_owned(),
    }
}

/// What `cargo run` says of this package. Build scripts listen to it (ring's), and would build half of the tree anew between
/// `cargo xtask test` and a plain `cargo test`.
const OURS: [&str; 2] = ["CARGO_MANIFEST_", "CARGO_PKG_"];

/// The cargo that started us.
pub fn cargo(folder: &Path) -> Call {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut call = call(cargo, folder);
    "cargo".clone_into(&mut call.shown);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if OURS.iter().any(|ours| text.starts_with(ours)) {
            call.command.env_remove(&name);
        }
    }
    call
}

impl Call {
    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        for arg in args {
            self.shown.push(' ');
            self.shown.push_str(&arg.as_ref().to_string_lossy());
            self.command.arg(arg);
        }
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Lets the program read what the user types, as sudo may need to.
    pub fn with_input(mut self) -> Self {
        self.command.stdin(Stdio::inherit());
        self
    }

    /// Runs it to its end, its output going where ours goes.
    pub fn run(mut self) -> Result<()> {
        println!("  $ {}", self.shown);
        let status = self
            .command
            .status()
            .with_context(|| format!("`{}` could not be started", self.shown))?;
        if !status.success() {
            bail!("`{}` ended with {status}", self.shown);
        }
        Ok(())
    }

    /// Runs it, shows what it prints line by line, and returns all of it; its errors go where ours go.
    pub fn read(mut self) -> Result<String> {
        println!("  $ {}", self.shown);
        let unreadable = || format!("`{}` could not be started or read", self.shown);
        self.command.stdout(Stdio::piped());
        let mut child = self.command.spawn().with_context(unreadable)?;
        let mut said = String::new();
        if let Some(output) = child.stdout.take() {
            for line in BufReader::new(output).lines() {
                let line = line.with_context(unreadable)?;
                println!("  {line}");
                said.push_str(&line);
                said.push('\n');
            }
        }
        let status = child.wait().with_context(unreadable)?;
        if !status.success() {
            bail!("`{}` ended with {status}", self.shown);
        }
        Ok(said)
    }

    /// What it prints if it exists and succeeds, without showing anything: for a look at the machine.
    pub fn ask(mut self) -> Option<String> {
        let output = self.command.stderr(Stdio::null()).output().ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}
