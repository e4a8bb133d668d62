//! One file a command group; each opens the engine, asks it, prints.

mod create;
pub mod demo;
mod jobs;
mod servers;

use crate::{
    args::Command,
    output::{Outcome, Output, Trouble},
    session,
};
use std::path::PathBuf;

/// Runs a command that needs the library.
pub async fn run(
    command: Command,
    library: Option<PathBuf>,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let engine = session::open(library).await?;
    let done = match command {
        Command::Server(command) => servers::run(&engine, command, output).await,
        Command::Models { server } => servers::models(&engine, &server, output).await,
        Command::Create(create) => create::run(&engine, *create, output).await,
        Command::List {
            state,
            search,
            limit,
        } => jobs::list(&engine, state, search, limit, output).await,
        Command::Show { job } => jobs::show(&engine, &job, output).await,
        Command::Receipt { job } => jobs::receipt(&engine, &job, output).await,
        Command::Run { until_idle } => jobs::run(&engine, until_idle, output).await,
        Command::Cancel { job } => jobs::cancel(&engine, &job, output).await,
        Command::Remove { job } => jobs::remove(&engine, &job, output).await,
        Command::Demo { port } => demo::run(port, output).await,
    };
    engine.stop(session::PATIENCE).await;
    done
}
