//! Measures what `architecture.md` promises in numbers, one part after the other, against servers in another process.
//!
//! `cargo xtask bench` builds this and runs it. A part is one module with one [`part::Part`]; add it to [`PARTS`].

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool talks to people on its standard streams"
)]

mod desk;
mod download;
mod film;
mod library;
mod load;
mod machine;
mod part;
mod picture;
mod process;
mod screen;
mod server;
mod wall;
mod window;

use anyhow::{Result, bail};
use clap::{Parser, Subcommand};
use part::{Ground, Measured, Part};
use std::{path::PathBuf, process::ExitCode};

const PARTS: &[Part] = &[
    window::PART,
    wall::PART,
    picture::PART,
    load::PART,
    download::PART,
];

/// Measures Rushes.
#[derive(Parser)]
#[command(name = "rushes-bench", about)]
struct Arguments {
    #[command(subcommand)]
    role: Role,
}

#[derive(Subcommand)]
enum Role {
    /// Measure, and print a table
    Run {
        /// Measure only this part; may be given several times
        #[arg(long, value_name = "PART")]
        only: Vec<String>,
        /// Write the numbers to this file, too
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
        /// Less of everything: shows that it works, not how fast it is
        #[arg(long)]
        quick: bool,
        /// Scratch space on the disk that is to be measured
        #[arg(long, value_name = "FOLDER")]
        scratch: PathBuf,
    },
    /// Make a library of many takes
    Library(library::Options),
    /// The servers of a part, in a process of their own
    #[command(hide = true)]
    Serve(server::Options),
    /// The engine of the part `load`
    #[command(hide = true)]
    Load(load::Options),
    /// The engine of the part `download`
    #[command(hide = true)]
    Download(download::Options),
}

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("✗ {error}");
            return ExitCode::FAILURE;
        }
    };
    let done = match Arguments::parse().role {
        Role::Run {
            only,
            json,
            quick,
            scratch,
        } => runtime.block_on(run(&only, json, Ground { scratch, quick })),
        Role::Library(options) => runtime.block_on(library::make(&options)),
        Role::Serve(options) => runtime.block_on(server::serve(options)),
        Role::Load(options) => runtime.block_on(load::engine(options)),
        Role::Download(options) => runtime.block_on(download::engine(options)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("✗ {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(only: &[String], json: Option<PathBuf>, ground: Ground) -> Result<()> {
    for name in only {
        if !PARTS.iter().any(|part| part.name == name) {
            let names: Vec<_> = PARTS.iter().map(|part| part.name).collect();
            bail!("there is no part `{name}`; there are: {}", names.join(", "));
        }
    }
    fs_err::create_dir_all(&ground.scratch)?;
    let machine = machine::describe();
    println!("{}", machine.line());
    let mut all: Vec<Measured> = Vec::new();
    let chosen = |part: &&Part| only.is_empty() || only.iter().any(|name| name == part.name);
    for part in PARTS.iter().filter(chosen) {
        println!("\n=== {}: {}", part.name, part.what);
        let rows = (part.run)(&ground).await?;
        part::print(&rows);
        all.push(Measured {
            part: part.name,
            rows,
        });
    }
    if let Some(file) = json {
        let value = serde_json::json!({ "machine": machine, "quick": ground.quick, "parts": all });
        fs_err::write(file, serde_json::to_vec_pretty(&value)?)?;
    }
    Ok(())
}
