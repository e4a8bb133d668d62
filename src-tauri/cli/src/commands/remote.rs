//! `fix`, `remix`, `edit`, `extend`, `delete-remote`, `import`: what else a server may have.

use super::{create, watch::wait};
use crate::{
    args::Derive,
    output::{Outcome, Output, Trouble},
};
use rushes_core::{
    domain::{Action, plain::plain_line},
    dto::DeriveJob,
    engine::Engine,
};

pub async fn derive(
    engine: &Engine,
    asked: Derive,
    action: Action,
    seconds: Option<f64>,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let source = engine.job_named(&asked.job).await?;
    let request = DeriveJob {
        client_key: create::press_key(engine),
        job: source.id,
        action,
        prompt: asked.prompt,
        seconds,
    };
    let mut events = engine.events();
    let ids = vec![engine.derive(request).await?.id];
    engine.start();
    wait(engine, &ids, asked.no_wait, &mut events, output).await?;
    create::report(engine, &ids, asked.no_wait, output).await
}

/// A refused job again, with what its refusal taught.
pub async fn fix(
    engine: &Engine,
    job: &str,
    no_wait: bool,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let job = engine.job_named(job).await?;
    let mut events = engine.events();
    let ids = vec![engine.fix(&job.id, create::press_key(engine)).await?.id];
    engine.start();
    wait(engine, &ids, no_wait, &mut events, output).await?;
    create::report(engine, &ids, no_wait, output).await
}

pub async fn delete(engine: &Engine, job: &str) -> Result<Outcome, Trouble> {
    let job = engine.job_named(job).await?;
    engine.delete_remote(&job.id).await?;
    Ok(Outcome::Done)
}

pub async fn import(
    engine: &Engine,
    server: &str,
    all: bool,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let server = engine.server_named(server).await?;
    let imported = engine.import(&server.id, all).await?;
    if output.json {
        output.object(&imported);
        return Ok(Outcome::Done);
    }
    for view in &imported.jobs {
        let prompt: String = plain_line(&view.prompt).chars().take(60).collect();
        output.line(&format!("{}\t{}\t{prompt}", view.id, view.state));
    }
    output.line(&format!(
        "{} listed, {} new, {} already here, {} left out, {} left for jobs without an answer (`look`). `run --until-idle` fetches what is new.",
        imported.listed,
        imported.jobs.len(),
        imported.known,
        imported.left_out,
        imported.awaited
    ));
    Ok(Outcome::Done)
}
