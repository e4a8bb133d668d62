//! `cargo xtask library`: a library of many takes, to look at and to measure with. What is in it is the business of the crate
//! `rushes-bench`.

use crate::command::{call, cargo};
use crate::repository::Repository;
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;

const PROFILE: &str = "measure";

#[derive(Args)]
pub struct Options {
    /// How many takes
    #[arg(long, default_value_t = 100_000)]
    clips: u32,
    /// The library's folder; it must be empty
    #[arg(long, value_name = "FOLDER")]
    into: PathBuf,
    /// The same seed makes the same library
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub fn run(repository: &Repository, options: &Options) -> Result<()> {
    cargo(repository.root())
        .args(["build", "--locked", "--package", "rushes-bench"])
        .args(["--profile", PROFILE])
        .run()?;
    // Beside the person who asked, not in the checkout where it runs.
    call(repository.built("rushes-bench", PROFILE), repository.root())
        .args(["library", "--clips", &options.clips.to_string()])
        .args(["--seed", &options.seed.to_string(), "--into"])
        .args([std::path::absolute(&options.into)?])
        .run()
}
