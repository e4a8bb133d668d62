//! `cargo xtask run`: from a fresh checkout to the open window; without a display, to a clip on disk.

use crate::command::{call, cargo};
use crate::repository::Repository;
use crate::{new_debian, node, system};
use anyhow::{Context as _, Result};
use clap::Args;

/// What the first clip of a machine without a display shows.
const PROMPT: &str =
    "A lighthouse keeper's lamp sweeps over a violet sea at dusk, slow aerial push-in";

#[derive(Args)]
pub struct Options {
    /// Build with optimisations: slower to build, as fast as what is shipped
    #[arg(long)]
    release: bool,
    /// Try `./start`, which ends with this command, on the last commit in a new Debian that has nothing else (as root)
    #[arg(long = "try", conflicts_with = "release")]
    try_out: bool,
}

pub fn run(repository: &Repository, options: &Options) -> Result<()> {
    if options.try_out {
        let checkout = repository.root();
        new_debian::run(repository, "checkout", "try-checkout.sh", checkout)
    } else if system::has_display() {
        open_window(repository, options)
    } else {
        println!(
            "• No display here (neither DISPLAY nor WAYLAND_DISPLAY is set): making a clip without a window"
        );
        make_clip(repository, options)
    }
}

fn open_window(repository: &Repository, options: &Options) -> Result<()> {
    node::check(repository)?;
    system::provide(repository, &system::BUILD_WINDOW)?;
    node::install(repository)?;
    node::build(repository)?;
    println!("• Building Rushes (the first time takes some minutes)");
    cargo(repository.root())
        .args([
            "build",
            "--package",
            "rushes",
            "--features",
            "custom-protocol",
        ])
        .args(profile(options))
        .run()?;
    println!("• Opening Rushes");
    call(
        repository.program("rushes", options.release),
        repository.root(),
    )
    .run()
}

fn make_clip(repository: &Repository, options: &Options) -> Result<()> {
    system::provide(repository, &system::BUILD_CORE)?;
    println!("• Building rushes-cli (the first time takes some minutes)");
    cargo(repository.root())
        .args(["build", "--package", "rushes-cli"])
        .args(profile(options))
        .run()?;
    println!("• Making a clip of 8 seconds, 1280x720, on the built-in demo server");
    let said = call(
        repository.program("rushes-cli", options.release),
        repository.root(),
    )
    .args(["create", "--server", "demo", "--prompt", PROMPT])
    .args(["--size", "1280x720", "--seconds", "8", "--json"])
    .read()?;
    println!("{}", file_of(&said)?);
    Ok(())
}

fn profile(options: &Options) -> &'static [&'static str] {
    if options.release { &["--release"] } else { &[] }
}

/// The path of the clip: `file` of the last line that `rushes-cli create --json` prints.
fn file_of(said: &str) -> Result<String> {
    let last = said.lines().last().context("rushes-cli printed nothing")?;
    let outcome: serde_json::Value =
        serde_json::from_str(last).with_context(|| format!("no JSON in `{last}`"))?;
    outcome["file"]
        .as_str()
        .map(str::to_owned)
        .with_context(|| format!("rushes-cli names no file: {last}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clip_is_the_file_of_the_last_line() {
        let said = "{\"state\":\"queued\"}\n{\"state\":\"ready\",\"file\":\"/library/clip.mp4\"}\n";
        assert_eq!(file_of(said).expect("a path"), "/library/clip.mp4");
    }

    #[test]
    fn an_outcome_without_a_file_is_an_error() {
        assert!(file_of("{\"state\":\"failed\",\"file\":null}").is_err());
    }
}
