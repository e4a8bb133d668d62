//! `create --batch`: all rows are read and looked through before the first one is sent.

use super::{create, presets, watch::wait};
use crate::{
    args::{Create, TypedPath},
    batch::{self, Wrong},
    output::{Outcome, Output, Trouble},
};
use rushes_core::{domain::JobId, dto::CreateJobs, engine::Engine};
use std::{io, path::Path};

/// Bytes of a file of rows; more is a mistake.
const MOST: u64 = 64 << 20;

pub async fn run(
    engine: &Engine,
    file: &TypedPath,
    base: Create,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let file = file.typed();
    let text = read(file, output).await;
    let text = text.map_err(|error| Trouble::usage(error.to_string()))?;
    let rows = batch::read(file, &text, &base);
    let rows = rows.map_err(|wrong| Trouble::usage(wrong.text(output.words())))?;
    let mut requests = Vec::new();
    let mut count = 0;
    for (at, row) in rows {
        let looked = looked_through(engine, at, row, output).await;
        let (request, videos) = looked.map_err(|trouble| in_row(at, &trouble, output))?;
        requests.push(request);
        count += videos;
    }
    if base.dry_run {
        for request in &requests {
            create::dry(engine, request, base.python, output).await?;
        }
        return Ok(Outcome::Done);
    }
    create::ask(engine, &requests, count, base.yes, output).await?;
    let mut events = engine.events();
    let mut ids: Vec<JobId> = Vec::new();
    for request in requests {
        let made = engine.create_jobs(request).await?;
        ids.extend(made.into_iter().map(|job| job.id));
    }
    engine.start();
    wait(engine, &ids, base.no_wait, &mut events, output).await?;
    create::report(engine, &ids, base.no_wait, output).await
}

async fn read(file: &Path, output: &Output) -> io::Result<String> {
    let bytes = output.file_or_piped(file, MOST + 1).await?;
    if bytes.len() as u64 > MOST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// The request of a row and how many videos it makes, with whatever would be in its way said now.
async fn looked_through(
    engine: &Engine,
    at: usize,
    mut row: Create,
    output: &Output,
) -> Result<(CreateJobs, usize), Trouble> {
    presets::apply(engine, &mut row, output).await?;
    let mut request = create::request(engine, row, output).await?;
    request.client_key = format!("{}-{at}", request.client_key);
    let planned = engine.planned(&request).await?;
    let count = planned.iter().map(|line| line.takes as usize).sum();
    let trouble = planned.into_iter().find_map(|line| line.trouble);
    match trouble.filter(|_| !request.anyway) {
        Some(trouble) => Err(Trouble::Engine(trouble)),
        None => Ok((request, count)),
    }
}

fn in_row(at: usize, trouble: &Trouble, output: &Output) -> Trouble {
    Trouble::usage(Wrong::new(at, output.words_for(trouble)).text(output.words()))
}
