//! Rushes without a window: the same engine for scripts and machines without a display.
//!
//! Parses, calls the core, prints. Exit codes: 0 ready, 1 failed, expired or cancelled, 2 bad usage or input,
//! 3 unconfirmed, 75 the library is in use by another Rushes.
//!
//! A library, because the app answers for its own library too: see [`socket`].

mod app_trouble;
mod args;
mod batch;
mod caller;
mod commands;
mod flaws;
mod output;
mod remarks;
mod sentences;
mod session;
#[cfg(unix)]
pub mod socket;
mod words;

use args::{Arguments, Command, WithLibrary};
use caller::Caller;
use clap::Parser;
use output::{Outcome, Output, Trouble};
use std::process::ExitCode;

/// The program `rushes-cli`.
pub fn program() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return refused(&error),
    };
    let filter = tracing_subscriber::EnvFilter::try_from_env("RUSHES_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        // Whatever a dependency prints: no key, no query of an address.
        .with_writer(|| rushes_core::redaction::Redacting(std::io::stderr()))
        .init();
    let output = Output::new(arguments.json, Caller::own());
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
    let code = runtime.block_on(Box::pin(run(arguments, &output)));
    // A keychain that never answers must not hold up the end.
    runtime.shutdown_background();
    ExitCode::from(code)
}

/// Help and versions are no mistakes. A script that asked for JSON gets its last line also for a mistake.
fn refused(error: &clap::Error) -> ExitCode {
    let json = std::env::args_os().any(|word| word == "--json");
    if json && error.use_stderr() {
        let said = error.to_string();
        let text = said.trim_start_matches("error: ").trim();
        Output::new(true, Caller::own()).trouble(&Trouble::usage(text));
    } else {
        error.print().ok();
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

async fn run(arguments: Arguments, output: &Output) -> u8 {
    let done = match arguments.command {
        Command::Completions { shell } => Ok(commands::shell::completions(shell, output)),
        Command::Manual { folder } => commands::shell::manual(&folder),
        Command::Demo { port } => commands::demo::run(port, output).await,
        Command::Restore { file } => {
            Box::pin(commands::backup::restore(file, arguments.library, output)).await
        }
        Command::Library(command) => {
            Box::pin(commands::library::run(command, arguments.library, output)).await
        }
        Command::WithLibrary(command) => {
            let place = session::Place {
                library: arguments.library,
                new: arguments.new_library,
            };
            return with_library(command, place, output).await;
        }
    };
    ended(done, output)
}

/// With the library itself, or with the app that has it.
async fn with_library(command: WithLibrary, place: session::Place, output: &Output) -> u8 {
    let asked = place.library.clone();
    let done = Box::pin(commands::run(command, place, output)).await;
    #[cfg(unix)]
    if matches!(&done, Err(trouble) if trouble.is_in_use()) {
        match socket::client::ask(asked).await {
            Ok(Some(code)) => return code,
            Ok(None) => {}
            Err(trouble) => return ended(Err(trouble), output),
        }
    }
    #[cfg(not(unix))]
    drop(asked);
    ended(done, output)
}

/// Says what went wrong; the exit code.
fn ended(done: Result<Outcome, Trouble>, output: &Output) -> u8 {
    match done {
        Ok(outcome) => outcome.exit_code(),
        Err(trouble) => {
            output.trouble(&trouble);
            trouble.exit_code()
        }
    }
}
