//! `create --batch`: all rows are read and looked through before the first one is sent.

use super::{create, money, presets};
use crate::{
    args::Create,
    batch::{self, Wrong},
    output::{Outcome, Output, Trouble},
};
use rushes_core::{domain::JobId, dto::CreateJobs, engine::Engine};
use std::{io::Read as _, path::Path};

pub async fn run(
    engine: &Engine,
    file: &Path,
    base: Create,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let text = read(file).map_err(|error| Trouble::usage(error.to_string()))?;
    let rows = batch::read(file, &text, &base);
    let rows = rows.map_err(|wrong| Trouble::usage(wrong.text(output.words())))?;
    let mut requests = Vec::new();
    for (at, row) in rows {
        let request = looked_through(engine, at, row, output).await;
        requests.push(request.map_err(|trouble| in_row(at, &trouble, output))?);
    }
    if base.dry_run {
        for request in &requests {
            create::dry(engine, request, base.python, output).await?;
        }
        return Ok(Outcome::Done);
    }
    ask(engine, &requests, base.yes, output).await?;
    let mut events = engine.events();
    let mut ids: Vec<JobId> = Vec::new();
    for request in requests {
        let made = engine.create_jobs(request).await?;
        ids.extend(made.into_iter().map(|job| job.id));
    }
    engine.start();
    create::wait(engine, &ids, base.no_wait, &mut events, output).await?;
    create::report(engine, &ids, base.no_wait, output).await
}

fn read(file: &Path) -> std::io::Result<String> {
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    fs_err::read_to_string(file)
}

/// The request of a row, with whatever would be in its way said now.
async fn looked_through(
    engine: &Engine,
    at: usize,
    mut row: Create,
    output: &Output,
) -> Result<CreateJobs, Trouble> {
    presets::apply(engine, &mut row, output).await?;
    let mut request = create::request(engine, row, output).await?;
    request.client_key = format!("{}-{at}", request.client_key);
    let planned = engine.planned(&request).await?;
    let trouble = planned.into_iter().find_map(|line| line.trouble);
    match trouble.filter(|_| !request.anyway) {
        Some(trouble) => Err(Trouble::Engine(trouble)),
        None => Ok(request),
    }
}

fn in_row(at: usize, trouble: &Trouble, output: &Output) -> Trouble {
    let why = match trouble {
        Trouble::Engine(error) => output.sentence(error),
        Trouble::Usage(text) => text.clone(),
    };
    Trouble::usage(Wrong::new(at, why).text(output.words()))
}

/// More than the settings let pass want a word.
async fn ask(
    engine: &Engine,
    requests: &[CreateJobs],
    yes: bool,
    output: &Output,
) -> Result<(), Trouble> {
    let mut count = 0;
    let mut totals = rushes_core::domain::Totals::default();
    for request in requests {
        let planned = engine.planned(request).await?;
        count += planned
            .iter()
            .map(|line| line.takes as usize)
            .sum::<usize>();
        totals.join(&money::estimate(engine, request).await?.totals);
    }
    if count > engine.settings().await?.ask_above.0 as usize && !yes {
        return Err(Trouble::usage(
            output.words().too_many_to_guess(count, &totals),
        ));
    }
    Ok(())
}
