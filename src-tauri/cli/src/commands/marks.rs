//! `rate`, `tag`, `collect`, `trash`, `untrash`: what the user thinks of jobs.

use crate::{
    output::{Outcome, Output, Trouble},
    remarks::Remark,
};
use rushes_core::{domain::JobId, dto::Mark, engine::Engine};

/// One change for all of them.
pub async fn mark(
    engine: &Engine,
    jobs: &[String],
    mark: Mark,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let ids = ids(engine, jobs).await?;
    engine.mark_jobs(&ids, mark).await?;
    tell(engine, &ids, output).await?;
    Ok(Outcome::Done)
}

/// What still costs or may have cost something stays, and that is said.
pub async fn trash(engine: &Engine, jobs: &[String], output: &Output) -> Result<Outcome, Trouble> {
    let ids = ids(engine, jobs).await?;
    engine.trash(&ids).await?;
    tell(engine, &ids, output).await?;
    for id in &ids {
        let view = engine.view(engine.job(id).await?).await?;
        if view.trashed_at.is_none() {
            output.say(Remark::NotOverYet);
            return Ok(Outcome::Failed);
        }
    }
    Ok(Outcome::Done)
}

pub async fn untrash(
    engine: &Engine,
    jobs: &[String],
    output: &Output,
) -> Result<Outcome, Trouble> {
    let ids = ids(engine, jobs).await?;
    engine.restore_trashed(&ids).await?;
    tell(engine, &ids, output).await?;
    Ok(Outcome::Done)
}

/// All of them are known before anything is changed.
async fn ids(engine: &Engine, jobs: &[String]) -> Result<Vec<JobId>, Trouble> {
    let mut ids = Vec::with_capacity(jobs.len());
    for job in jobs {
        ids.push(engine.job_named(job).await?.id);
    }
    Ok(ids)
}

async fn tell(engine: &Engine, ids: &[JobId], output: &Output) -> Result<(), Trouble> {
    for id in ids {
        let view = engine.view(engine.job(id).await?).await?;
        if output.json {
            output.object(&serde_json::json!({
                "id": view.id, "favourite": view.favourite, "rating": view.rating, "tags": view.tags,
                "collections": view.collections, "trashed_at": view.trashed_at, "trashed_until": view.trashed_until,
            }));
        } else {
            let stars = "*".repeat(usize::from(view.rating));
            let names = [view.tags, view.collections].map(|names| names.join(", "));
            output.line(&format!("{}\t{stars}\t{}", view.id, names.join("\t")));
        }
    }
    Ok(())
}
