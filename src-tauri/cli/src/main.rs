//! Rushes without a window: the same engine for scripts and machines without a display.
//!
//! Parses, calls the core, prints. Exit codes: 0 ready, 1 failed, expired or cancelled, 2 bad usage or input,
//! 3 unconfirmed, 75 the library is in use by another Rushes.

mod args;
mod batch;
mod commands;
mod flaws;
mod output;
mod remarks;
mod sentences;
mod session;
mod words;

use args::{Arguments, Command};
use clap::Parser;
use output::{Output, Trouble};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_env("RUSHES_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        // Whatever a dependency prints: no key, no query of an address.
        .with_writer(|| rushes_core::redaction::Redacting(std::io::stderr()))
        .init();
    let output = Output::new(arguments.json);
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            output.trouble(&Trouble::usage(format!("No worker threads: {error}")));
            return ExitCode::FAILURE;
        }
    };
    let done = runtime.block_on(async {
        match arguments.command {
            Command::Completions { shell } => Ok(commands::shell::completions(shell, &output)),
            Command::Manual { folder } => commands::shell::manual(&folder),
            Command::Demo { port } => commands::demo::run(port, &output).await,
            Command::Restore { file } => {
                Box::pin(commands::backup::restore(file, arguments.library, &output)).await
            }
            Command::WithLibrary(command) => {
                let place = session::Place {
                    library: arguments.library,
                    new: arguments.new_library,
                };
                Box::pin(commands::run(command, place, &output)).await
            }
        }
    });
    // A keychain that never answers must not hold up the end.
    runtime.shutdown_background();
    match done {
        Ok(outcome) => outcome.exit_code(),
        Err(trouble) => {
            output.trouble(&trouble);
            trouble.exit_code()
        }
    }
}
