//! `cargo xtask bench`: builds what measures and runs it. What is measured is the business of the crate `rushes-bench`, so
//! that this tool stays quick to build.

use crate::command::{call, cargo};
use crate::repository::Repository;
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;

/// As fast as a release but for the link across crates, which would take longer than the measuring.
const PROFILE: &str = "measure";

#[derive(Args)]
pub struct Options {
    /// Measure only this part (load, download, wall); may be given several times
    #[arg(long, value_name = "PART")]
    only: Vec<String>,
    /// Write the numbers to this file, too
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Less of everything: shows that it works, not how fast it is
    #[arg(long)]
    quick: bool,
}

pub fn run(repository: &Repository, options: &Options) -> Result<()> {
    cargo(repository.root())
        .args(["build", "--locked", "--package", "rushes-bench"])
        .args(["--profile", PROFILE])
        .run()?;
    let scratch = repository.scratch().join("bench");
    let mut measuring = call(repository.built("rushes-bench", PROFILE), repository.root())
        .args(["run", "--scratch"])
        .args([scratch]);
    for part in &options.only {
        measuring = measuring.args(["--only", part]);
    }
    if let Some(file) = &options.json {
        // Beside the person who asked, not in the checkout where it runs.
        measuring = measuring
            .args(["--json"])
            .args([std::path::absolute(file)?]);
    }
    if options.quick {
        measuring = measuring.args(["--quick"]);
    }
    measuring.run()
}
