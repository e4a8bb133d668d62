//! `create`: send at once, wait, print the file's path.

use super::{jobs::outcome, money, presets, recipe, watch::wait};
use crate::{
    args::Create,
    output::{Outcome, Output, Trouble},
    remarks::Remark,
};
use rushes_core::{
    domain::{Fit, JobId, Role, Totals},
    dto::{CreateJobs, InputDraft, Sweep},
    engine::Engine,
};
use std::sync::atomic::{AtomicU64, Ordering};

pub async fn run(engine: &Engine, mut asked: Create, output: &Output) -> Result<Outcome, Trouble> {
    if let Some(file) = asked.batch.take() {
        return Box::pin(super::batch::run(engine, &file, asked, output)).await;
    }
    presets::apply(engine, &mut asked, output).await?;
    let (dry_run, python, no_wait, yes) = (asked.dry_run, asked.python, asked.no_wait, asked.yes);
    let request = request(engine, asked, output).await?;
    if dry_run {
        return dry(engine, &request, python, output).await;
    }
    let planned = engine.planned(&request).await?;
    let count = planned.iter().map(|line| line.takes as usize).sum();
    ask(engine, std::slice::from_ref(&request), count, yes, output).await?;
    let mut events = engine.events();
    let jobs = engine.create_jobs(request).await?;
    let ids: Vec<JobId> = jobs.iter().map(|job| job.id.clone()).collect();
    engine.start();
    wait(engine, &ids, no_wait, &mut events, output).await?;
    report(engine, &ids, no_wait, output).await
}

/// More videos than the settings let pass want a word; `count` is how many the requests make.
pub(super) async fn ask(
    engine: &Engine,
    requests: &[CreateJobs],
    count: usize,
    yes: bool,
    output: &Output,
) -> Result<(), Trouble> {
    if yes || count <= engine.settings().await?.ask_above.0 as usize {
        return Ok(());
    }
    let mut totals = Totals::default();
    for request in requests {
        totals.join(&money::estimate(engine, request).await?.totals);
    }
    Err(Trouble::usage(
        output.words().too_many_to_guess(count, &totals),
    ))
}

pub(super) async fn dry(
    engine: &Engine,
    request: &CreateJobs,
    python: bool,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let shown = engine
        .preview(request, |path| path.to_string_lossy().into_owned())
        .await?;
    let estimate = money::estimate(engine, request).await?;
    if output.json {
        output.object(&serde_json::json!({
            "curl": shown.curl, "python": shown.python, "sdk": shown.sdk, "prompt": shown.prompt, "drawn": shown.drawn,
            "estimate": estimate,
        }));
    } else {
        output.verbatim(if python { &shown.python } else { &shown.curl });
        if shown.drawn {
            output.say(Remark::Drawn);
        }
        output.remark(&output.words().about(&estimate.totals));
    }
    Ok(Outcome::Done)
}

pub(super) async fn request(
    engine: &Engine,
    mut asked: Create,
    output: &Output,
) -> Result<CreateJobs, Trouble> {
    let server = engine
        .server_named(asked.server.as_deref().unwrap_or_default())
        .await?;
    let mut inputs = inputs(engine, &asked, output).await?;
    inputs.extend(recipe::fill(engine, &server.id, &mut asked, output).await?);
    let mut extra: serde_json::Map<String, serde_json::Value> = asked.set.into_iter().collect();
    let (seed, seeds) = one_or_several(asked.seed);
    if let Some(seed) = seed {
        extra.insert("seed".to_owned(), seed.into());
    }
    let (model, models) = one_or_several(asked.model);
    let (seconds, lengths) = one_or_several(asked.seconds);
    let (size, sizes) = one_or_several(asked.size);
    let (aspect, aspects) = one_or_several(asked.aspect);
    let (tier, tiers) = one_or_several(asked.tier);
    Ok(CreateJobs {
        client_key: press_key(engine),
        server: server.id,
        model: model.unwrap_or_default(),
        prompt: asked.prompt.unwrap_or_default(),
        seconds,
        size,
        aspect,
        tier,
        takes: asked.takes.unwrap_or(1),
        inputs,
        params: serde_json::Map::new(),
        extra,
        anyway: asked.anyway,
        sweep: Sweep {
            prompt: asked.choices,
            wildcards: asked.wildcards,
            models,
            sizes,
            aspects,
            tiers,
            seconds: lengths,
            seeds,
        },
        count: None,
    })
}

/// A name for this one call. The app answers several at once, and two with one name would be one.
pub(super) fn press_key(engine: &Engine) -> String {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    format!("cli-{}-{}-{call}", std::process::id(), engine.now().0)
}

/// The one value of a request, or the several of a sweep.
fn one_or_several<T: Clone>(said: Vec<T>) -> (Option<T>, Vec<T>) {
    let first = said.first().cloned();
    let several = if said.len() > 1 { said } else { Vec::new() };
    (first, several)
}

async fn inputs(
    engine: &Engine,
    asked: &Create,
    output: &Output,
) -> Result<Vec<InputDraft>, Trouble> {
    let fit = Fit::from(asked.fit.unwrap_or_default());
    let mut inputs = Vec::new();
    for (index, image) in asked.image.iter().enumerate() {
        let role = if index == 0 {
            Role::First
        } else {
            Role::Reference
        };
        inputs.push(input(engine, image, role, fit, output).await?);
    }
    if let Some(image) = &asked.last_frame {
        inputs.push(input(engine, image, Role::Last, fit, output).await?);
    }
    Ok(inputs)
}

async fn input(
    engine: &Engine,
    image: &str,
    role: Role,
    fit: Fit,
    output: &Output,
) -> Result<InputDraft, Trouble> {
    let lower = image.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Ok(InputDraft {
            role,
            fit,
            staged: None,
            url: Some(image.to_owned()),
            crop: None,
            frame_of: None,
        });
    }
    let staged = engine.stage_file(output.at_text(image)).await?;
    Ok(InputDraft {
        role,
        fit,
        staged: Some(staged.id),
        url: None,
        crop: None,
        frame_of: None,
    })
}

pub(super) async fn report(
    engine: &Engine,
    ids: &[JobId],
    no_wait: bool,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let mut worst = Outcome::Done;
    for id in ids {
        let view = engine.view(engine.job(id).await?).await?;
        let found = outcome(engine, &view).await?;
        worst = worst.or_worse(Outcome::of(view.state));
        if output.json {
            output.object(&found);
            continue;
        }
        match (&found.file, &view.error) {
            (Some(file), _) => output.line(file),
            (None, Some(error)) => {
                output.remark(&format!("{}: {}", view.id, output.sentence(error)));
            }
            (None, None) if no_wait || view.state.is_live() => output.line(view.id.as_str()),
            (None, None) => output.remark(&format!("{}: {}", view.id, view.state)),
        }
    }
    Ok(worst)
}
