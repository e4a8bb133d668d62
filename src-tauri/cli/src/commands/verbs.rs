//! `check`, `look`, `adopt`, `resume`, `again`, `download`: what the user decides about a job that is there.

use super::{
    create,
    jobs::{outcome, tell},
    watch::wait,
};
use crate::{
    output::{Outcome, Output, Trouble},
    remarks::Remark,
};
use rushes_core::{
    domain::{JobId, ServerId, State, Verb},
    dto::{ErrorCode, JobView},
    engine::Engine,
};
use std::time::Duration;

/// Longest wait for the answer to one question: the HTTP client gives up before.
const ANSWER: Duration = Duration::from_secs(90);
/// Between two looks when no event comes.
const LOOK: Duration = Duration::from_millis(500);

/// Asks the server once, now.
pub async fn check(engine: &Engine, job: &str, output: &Output) -> Result<Outcome, Trouble> {
    let job = engine.job_named(job).await?;
    let mut events = engine.events();
    let due = engine.act(&job.id, Verb::CheckAgain).await?;
    let due = due.first().and_then(|view| view.next_at);
    engine.start();
    let answered = async {
        loop {
            let view = view(engine, &job.id).await?;
            // Whatever came, the next question has another time, or there is none.
            if view.next_at != due || view.heard_at != job.heard_at {
                return Ok::<_, Trouble>(view);
            }
            tokio::select! {
                _ = events.recv() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    };
    let view = match tokio::time::timeout(ANSWER, answered).await {
        Ok(view) => view?,
        Err(_) => view(engine, &job.id).await?,
    };
    tell(&view, output);
    if view.heard_at == job.heard_at && view.state.is_live() {
        output.say(Remark::NoUsableAnswer);
        return Ok(Outcome::Failed);
    }
    Ok(Outcome::of(view.state))
}

/// Looks for an unconfirmed job in the server's list.
pub async fn look(engine: &Engine, job: &str, output: &Output) -> Result<Outcome, Trouble> {
    let job = engine.job_named(job).await?;
    if job.state != State::Unconfirmed {
        return Err(not_now());
    }
    match engine.act(&job.id, Verb::LookForIt).await {
        Ok(views) => {
            for view in &views {
                tell_found(view, output);
            }
            Ok(Outcome::Done)
        }
        Err(error) if error.view().code == ErrorCode::NotInList => {
            let view = view(engine, &job.id).await?;
            tell_found(&view, output);
            output.say(Remark::NotInTheList);
            Ok(Outcome::Unconfirmed)
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes the server's id of an unconfirmed job from the user.
pub async fn adopt(
    engine: &Engine,
    job: &str,
    remote: &str,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let job = engine.job_named(job).await?;
    let view = engine.adopt(&job.id, remote).await?;
    tell_found(&view, output);
    Ok(Outcome::of(view.state))
}

/// Sends a job that waits for the user.
pub async fn resume(
    engine: &Engine,
    job: &str,
    no_wait: bool,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let job = engine.job_named(job).await?;
    let mut events = engine.events();
    engine.act(&job.id, Verb::Resume).await?;
    engine.start();
    let ids = [job.id];
    wait(engine, &ids, no_wait, &mut events, output).await?;
    create::report(engine, &ids, no_wait, output).await
}

/// Makes the same request again. Sends nothing before somebody said yes.
pub async fn again(
    engine: &Engine,
    job: &str,
    yes: bool,
    no_wait: bool,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let job = engine.job_named(job).await?;
    let stake = if job.state == State::Unconfirmed {
        Remark::AgainMayCostTwice
    } else {
        Remark::AgainMayCost
    };
    // The demo costs nothing.
    if !yes && job.server != ServerId::demo() && !output.confirms(stake).await {
        return Err(Trouble::usage(output.text(Remark::AgainNeedsYes)));
    }
    let mut events = engine.events();
    let made = engine.act(&job.id, Verb::CreateAgain).await?;
    engine.start();
    let ids: Vec<JobId> = made.into_iter().map(|view| view.id).collect();
    wait(engine, &ids, no_wait, &mut events, output).await?;
    create::report(engine, &ids, no_wait, output).await
}

/// Fetches a file once more that is missing here.
pub async fn download(engine: &Engine, job: &str, output: &Output) -> Result<Outcome, Trouble> {
    let job = engine.job_named(job).await?;
    let ids = [job.id];
    let before = view(engine, &ids[0]).await?;
    let found = outcome(engine, &before).await?;
    let here = found
        .file
        .is_some_and(|file| std::path::Path::new(&file).exists());
    if here {
        output.say(Remark::FileIsHere);
        return create::report(engine, &ids, false, output).await;
    }
    if before.remote_id.is_none() {
        return Err(not_now());
    }
    let mut events = engine.events();
    // One that is on its way already is only waited for.
    if !before.state.is_live() {
        engine.act(&ids[0], Verb::DownloadAgain).await?;
    }
    engine.start();
    wait(engine, &ids, false, &mut events, output).await?;
    create::report(engine, &ids, false, output).await
}

async fn view(engine: &Engine, id: &JobId) -> Result<JobView, Trouble> {
    Ok(engine.view(engine.job(id).await?).await?)
}

fn not_now() -> Trouble {
    rushes_core::engine::EngineError::refused(ErrorCode::NotAllowedNow).into()
}

fn tell_found(view: &JobView, output: &Output) {
    if output.json {
        output.object(&serde_json::json!({
            "id": view.id, "state": view.state, "remote_id": view.remote_id,
        }));
    } else {
        let remote = view.remote_id.as_deref().unwrap_or("-");
        output.line(&format!("{}\t{}\t{remote}", view.id, view.state));
    }
}
