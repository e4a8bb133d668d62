//! One file a command group; each opens the engine, asks it, prints.

pub mod backup;
mod batch;
mod bring;
mod create;
pub mod demo;
mod export;
mod jobs;
pub mod library;
mod marks;
mod money;
mod presets;
mod recipe;
mod remote;
mod servers;
pub mod shell;
mod verbs;
mod watch;

use crate::{
    args::WithLibrary,
    output::{Outcome, Output, Trouble},
    session,
};
use rushes_core::{domain::Action, dto::Mark, engine::Engine};

/// Runs a command with the library that it needs for itself.
pub async fn run(
    command: WithLibrary,
    place: session::Place,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let engine = session::open(place).await?;
    if let Some(rebuilt) = engine.rebuilt() {
        output.rebuilt(rebuilt);
    }
    let done = Box::pin(with(&engine, command, output)).await;
    engine.stop(session::PATIENCE).await;
    done
}

/// Runs a command with a library that is open, whoever opened it.
pub async fn with(
    engine: &Engine,
    command: WithLibrary,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let done = match command {
        WithLibrary::Server(command) => servers::run(engine, command, output).await,
        WithLibrary::Models { server } => servers::models(engine, &server, output).await,
        WithLibrary::Create(create) => create::run(engine, *create, output).await,
        WithLibrary::List {
            state,
            search,
            limit,
            removed,
            watch,
        } => {
            let asked = jobs::Wanted {
                state,
                search,
                limit,
            };
            if removed {
                jobs::removed(engine, limit, output).await
            } else if watch {
                Box::pin(jobs::follow(engine, asked, output)).await
            } else {
                jobs::list(engine, asked, output).await
            }
        }
        WithLibrary::Show { job, watch } if watch => {
            Box::pin(jobs::show_watched(engine, &job, output)).await
        }
        WithLibrary::Show { job, .. } => jobs::show(engine, &job, output).await,
        WithLibrary::Recipe { from } => recipe::show(engine, &from, output).await,
        WithLibrary::Save {
            job,
            to,
            without_recipe,
        } => recipe::save(engine, &job, &to, without_recipe, output).await,
        WithLibrary::Export(asked) => Box::pin(export::run(engine, asked, output)).await,
        WithLibrary::Receipt { job } => jobs::receipt(engine, &job, output).await,
        WithLibrary::Run { until_idle } => jobs::run(engine, until_idle, output).await,
        WithLibrary::Cancel { job } => Box::pin(jobs::cancel(engine, &job, output)).await,
        WithLibrary::Check { job } => Box::pin(verbs::check(engine, &job, output)).await,
        WithLibrary::Look { job } => Box::pin(verbs::look(engine, &job, output)).await,
        WithLibrary::Adopt { job, remote } => {
            Box::pin(verbs::adopt(engine, &job, &remote, output)).await
        }
        WithLibrary::Resume { job, no_wait } => {
            Box::pin(verbs::resume(engine, &job, no_wait, output)).await
        }
        WithLibrary::Again { job, yes, no_wait } => {
            Box::pin(verbs::again(engine, &job, yes, no_wait, output)).await
        }
        WithLibrary::Download { job } => Box::pin(verbs::download(engine, &job, output)).await,
        WithLibrary::Remix(asked) => {
            remote::derive(engine, asked, Action::Remix, None, output).await
        }
        WithLibrary::Edit(asked) => remote::derive(engine, asked, Action::Edit, None, output).await,
        WithLibrary::Extend { derive, seconds } => {
            remote::derive(engine, derive, Action::Extend, seconds, output).await
        }
        WithLibrary::Fix { job, no_wait } => remote::fix(engine, &job, no_wait, output).await,
        WithLibrary::DeleteRemote { job } => Box::pin(remote::delete(engine, &job)).await,
        WithLibrary::Import { server, all } => remote::import(engine, &server, all, output).await,
        WithLibrary::Bring { files } => Box::pin(bring::bring(engine, files, output)).await,
        WithLibrary::Cut(piece) => Box::pin(bring::cut(engine, piece, output)).await,
        WithLibrary::Backup { to, no_videos } => {
            Box::pin(backup::back_up(engine, &output.at(&to), !no_videos, output)).await
        }
        WithLibrary::Preset(command) => presets::preset(engine, command, output).await,
        WithLibrary::Price(command) => money::price(engine, command, output).await,
        WithLibrary::Budget {
            amount,
            currency,
            none,
        } => money::budget(engine, amount, &currency, none, output).await,
        WithLibrary::Spend { by, days, csv } => {
            money::spend(engine, by.into(), days, csv, output).await
        }
        WithLibrary::Rate { job, stars } => {
            marks::mark(engine, &[job], Mark::Rating { stars }, output).await
        }
        WithLibrary::Tag(label) => {
            let (name, on) = (label.name, !label.remove);
            marks::mark(engine, &label.jobs, Mark::Tag { name, on }, output).await
        }
        WithLibrary::Collect(label) => {
            let (name, on) = (label.name, !label.remove);
            marks::mark(engine, &label.jobs, Mark::Collection { name, on }, output).await
        }
        WithLibrary::Trash { jobs } => marks::trash(engine, &jobs, output).await,
        WithLibrary::Untrash { jobs } => marks::untrash(engine, &jobs, output).await,
        WithLibrary::Remove { job } => Box::pin(jobs::remove(engine, &job, output)).await,
    };
    if let Some(error) = engine.unreadable() {
        output.remark(&output.sentence(&error.view()));
    }
    done
}
