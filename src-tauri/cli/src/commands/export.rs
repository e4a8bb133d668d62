//! `export`: videos in a folder, with what is known of them.

use super::backup::Watched;
use crate::{
    args::Export,
    output::{Outcome, Output, Trouble},
    remarks::Remark,
};
use rushes_core::{
    dto::{ExportJobs, WhyLeftOut},
    engine::Engine,
};

/// Writes the folder and says where it is. What was left out is named beside it.
pub async fn run(engine: &Engine, wanted: Export, output: &Output) -> Result<Outcome, Trouble> {
    let names = match wanted.name {
        Some(name) => name,
        None => engine.settings().await?.file_names,
    };
    let mut jobs = Vec::with_capacity(wanted.jobs.len());
    for job in &wanted.jobs {
        jobs.push(engine.job_named(job).await?.id);
    }
    let asked = ExportJobs {
        jobs,
        names,
        without_recipe: wanted.without_recipe,
    };
    let watched = Watched::new(output);
    let seen = watched.clone();
    let folder = output.at(&wanted.folder);
    let work = engine.export(asked, &folder, move |done, total| seen.see(done, total));
    let done = watched.until_stopped(work).await;
    watched.end();
    let exported = done?;
    if output.json {
        output.object(&exported);
    } else {
        output.line(&exported.folder);
    }
    for (reason, remark) in [
        (WhyLeftOut::NoVideo, Remark::HasNoVideo),
        (WhyLeftOut::FileMissing, Remark::FileIsGone),
    ] {
        let left = exported.left_out.iter().filter(|one| one.reason == reason);
        let ids: Vec<&str> = left.map(|one| one.job.as_str()).collect();
        if !ids.is_empty() {
            output.remark(&format!("{} {}", output.text(remark), ids.join(" ")));
        }
    }
    Ok(if exported.left_out.is_empty() {
        Outcome::Done
    } else {
        Outcome::Failed
    })
}
