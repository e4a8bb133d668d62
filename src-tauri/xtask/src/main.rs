//! The chores of this repository as one command: `cargo xtask run`, `cargo xtask test` and a few smaller ones.
//!
//! It exists so that a fresh machine needs nothing but Rust and Node: it says what it is going to do, does it, and stops
//! with a sentence that names the way on. It must not know the app: it only calls cargo, npm, apt-get and what they make.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool talks to people on its standard streams"
)]

mod bench;
mod budget;
mod checks;
mod command;
mod icons;
mod library;
mod licences;
mod new_debian;
mod node;
mod package;
mod repository;
mod rooms;
mod run;
mod sbom;
mod spellings;
mod supply;
mod system;
mod test;
mod types;

use anyhow::Result;
use clap::{Parser, Subcommand};
use repository::Repository;
use std::process::ExitCode;

/// The chores of the Rushes repository.
#[derive(Parser)]
#[command(name = "cargo xtask", version, about)]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Install what is missing, build, and open the app; without a display, make one clip on the demo server
    Run(run::Options),
    /// Install the test tools and run every check
    Test(test::Options),
    /// Measure the numbers that the architecture promises
    Bench(bench::Options),
    /// Make a library of many takes
    Library(library::Options),
    /// Write the TypeScript contract to ui/src/lib/generated
    Types,
    /// Make the icon files of the bundles from icons/rushes.svg
    Icons,
    /// Make a .deb and an .rpm
    Package(package::Options),
    /// Write the texts of all licences, which the window shows
    Licences,
    /// List what is compiled into the programs and the window, as `CycloneDX`
    Sbom {
        /// Folder to write the list to
        #[arg(long, value_name = "DIR")]
        output: Option<std::path::PathBuf>,
    },
}

fn main() -> ExitCode {
    match run(&Arguments::parse().chore) {
        Ok(code) => code,
        Err(error) => {
            // For a person: the causes in one sentence, never a backtrace.
            eprintln!("✗ {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: &Chore) -> Result<ExitCode> {
    let repository = Repository::find()?;
    match chore {
        Chore::Run(options) => run::run(&repository, options)?,
        Chore::Test(options) => return test::run(&repository, options),
        Chore::Bench(options) => bench::run(&repository, options)?,
        Chore::Library(options) => library::run(&repository, options)?,
        Chore::Types => types::write(&repository)?,
        Chore::Icons => icons::write(&repository)?,
        Chore::Package(options) => package::run(&repository, options)?,
        Chore::Licences => licences::write(&repository)?,
        Chore::Sbom { output } => sbom::write(&repository, output.as_deref())?,
    }
    Ok(ExitCode::SUCCESS)
}
