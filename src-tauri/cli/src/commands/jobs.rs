//! `list`, `show`, `receipt`, `run`, `cancel`, `remove`.

use super::watch;
use crate::{
    output::{Outcome, Output, Trouble},
    remarks::Remark,
};
use rushes_core::{
    domain::{State, Verb, plain::plain_line},
    dto::{AppEvent, CliOutcome, JobView},
    engine::{Engine, report},
};
use std::time::Duration;

/// Between two looks when no event comes.
const LOOK: Duration = Duration::from_secs(1);

/// Which jobs are listed.
pub struct Wanted {
    pub state: Option<State>,
    pub search: String,
    pub limit: u32,
}

impl Wanted {
    async fn found(&self, engine: &Engine) -> Result<Vec<JobView>, Trouble> {
        let search = self.search.clone();
        Ok(engine.list(self.state, search, self.limit).await?)
    }
}

pub async fn list(engine: &Engine, wanted: Wanted, output: &Output) -> Result<Outcome, Trouble> {
    for view in wanted.found(engine).await? {
        output.taken().await;
        line(&view, output);
    }
    Ok(Outcome::Done)
}

/// The list, and then what changes in it.
pub async fn follow(engine: &Engine, wanted: Wanted, output: &Output) -> Result<Outcome, Trouble> {
    let look = || wanted.found(engine);
    watch::follow(engine, look, |view| line(view, output), output).await
}

fn line(view: &JobView, output: &Output) {
    if output.json {
        return output.object(view);
    }
    let model = if view.model.is_empty() {
        "-"
    } else {
        &view.model
    };
    let prompt: String = plain_line(&view.prompt).chars().take(60).collect();
    output.line(&format!(
        "{}\t{}\t{}\t{}\t{prompt}",
        view.id,
        view.state,
        plain_line(&view.server_name),
        plain_line(model)
    ));
}

/// What a script gets to know about a job.
pub async fn outcome(engine: &Engine, view: &JobView) -> Result<CliOutcome, Trouble> {
    let file = match &view.video {
        Some(_) => Some(
            engine
                .video_path(&view.id)
                .await?
                .to_string_lossy()
                .into_owned(),
        ),
        None => None,
    };
    let video = view.video.as_ref();
    Ok(CliOutcome {
        id: view.id.clone(),
        state: view.state,
        remote_id: view.remote_id.clone(),
        file,
        width: video.and_then(|video| video.width),
        height: video.and_then(|video| video.height),
        seconds: video.and_then(|video| video.seconds),
        bytes: video.map(|video| video.bytes),
        error: view.error.clone(),
    })
}

/// Follows a job, and ends as `create` does.
pub async fn show_watched(engine: &Engine, job: &str, output: &Output) -> Result<Outcome, Trouble> {
    let ids = [engine.job_named(job).await?.id];
    let mut events = engine.events();
    engine.start();
    watch::wait(engine, &ids, false, &mut events, output).await?;
    super::create::report(engine, &ids, false, output).await
}

pub async fn show(engine: &Engine, job: &str, output: &Output) -> Result<Outcome, Trouble> {
    let job = engine.job_named(job).await?;
    let view = engine.view(job).await?;
    if output.json {
        output.object(&view);
        return Ok(Outcome::Done);
    }
    let found = outcome(engine, &view).await?;
    output.line(&format!("job      {}", view.id));
    output.line(&format!("state    {}", view.state));
    output.line(&format!("server   {}", view.server_name));
    output.line(&format!("model    {}", view.model));
    output.line(&format!("prompt   {}", view.prompt));
    if let Some(size) = view.size {
        output.line(&format!("size     {size}"));
    }
    if let Some(seconds) = view.seconds {
        output.line(&format!("seconds  {seconds}"));
    }
    if let Some(remote) = &view.remote_id {
        output.line(&format!("remote   {remote}"));
    }
    if let (Some(file), Some(bytes)) = (&found.file, found.bytes) {
        output.line(&format!("file     {file} ({bytes} bytes)"));
    }
    if let Some(error) = &view.error {
        output.line(&format!("error    {}", output.sentence(error)));
    }
    Ok(Outcome::Done)
}

pub async fn receipt(engine: &Engine, job: &str, output: &Output) -> Result<Outcome, Trouble> {
    let dossier = engine.dossier(job).await?;
    if output.json {
        output.object(&dossier);
    } else {
        output.line(report::text(&dossier, output.language()).trim_end());
    }
    Ok(Outcome::Done)
}

/// Jobs that were removed, to find their receipts by.
pub async fn removed(engine: &Engine, limit: u32, output: &Output) -> Result<Outcome, Trouble> {
    for (id, prompt, at) in engine.removed(limit).await? {
        if output.json {
            output.object(&serde_json::json!({ "id": id, "prompt": prompt, "removed_at": at }));
        } else {
            let prompt: String = plain_line(&prompt).chars().take(60).collect();
            output.line(&format!("{id}\t{}\t{prompt}", report::utc(at)));
        }
    }
    Ok(Outcome::Done)
}

pub async fn run(engine: &Engine, until_idle: bool, output: &Output) -> Result<Outcome, Trouble> {
    let mut events = engine.events();
    engine.start();
    loop {
        output.taken().await;
        if until_idle && engine.is_idle().await? {
            return Ok(Outcome::Done);
        }
        tokio::select! {
            () = output.stopped() => return Ok(Outcome::Done),
            event = events.recv() => {
                if let Ok(AppEvent::Jobs { jobs, .. }) = event {
                    for view in jobs {
                        tell(&view, output);
                    }
                }
            }
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

pub fn tell(view: &JobView, output: &Output) {
    if output.json {
        output.object(&serde_json::json!({
            "id": view.id, "state": view.state, "progress": view.progress, "error": view.error,
        }));
    } else {
        output.line(&format!("{}\t{}", view.id, view.state));
    }
}

pub async fn cancel(engine: &Engine, job: &str, output: &Output) -> Result<Outcome, Trouble> {
    let job = engine.job_named(job).await?;
    let verb = if job.state == State::Unconfirmed {
        Verb::Dismiss
    } else {
        Verb::StopWatching
    };
    for view in engine.act(&job.id, verb).await? {
        tell(&view, output);
    }
    if !output.json {
        output.say(Remark::NoLongerWatched);
    }
    Ok(Outcome::Done)
}

pub async fn remove(engine: &Engine, job: &str, output: &Output) -> Result<Outcome, Trouble> {
    let job = engine.job_named(job).await?;
    engine.act(&job.id, Verb::Remove).await?;
    if output.json {
        output.object(&serde_json::json!({ "id": job.id, "removed": true }));
    }
    Ok(Outcome::Done)
}
