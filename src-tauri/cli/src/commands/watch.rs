//! `--watch`, and every other wait: jobs are looked at again when something happened, and what is new is said once.

use crate::{
    output::{Outcome, Output, Trouble},
    remarks::Remark,
};
use indicatif::{ProgressBar, ProgressStyle};
use rushes_core::{
    domain::{JobId, State},
    dto::{AppEvent, ErrorCode, JobView},
    engine::Engine,
};
use std::{collections::HashMap, time::Duration};
use tokio::sync::broadcast::Receiver;

/// Between two looks when no event comes.
const LOOK: Duration = Duration::from_secs(2);

/// Waits until something may have happened; `false`: nobody wants to wait any longer.
pub(super) async fn moved(events: &mut Receiver<AppEvent>, output: &Output) -> bool {
    output.taken().await;
    tokio::select! {
        // First: from the first wait on a wish to stop is heard, also when something happens all the time.
        biased;
        () = output.stopped() => false,
        // Whatever happened, jobs are read anew; a lagging listener loses nothing.
        _ = events.recv() => true,
        () = tokio::time::sleep(LOOK) => true,
    }
}

/// Waits until every job has ended or needs the user; with `no_wait` until every job was answered.
pub(super) async fn wait(
    engine: &Engine,
    ids: &[JobId],
    no_wait: bool,
    events: &mut Receiver<AppEvent>,
    output: &Output,
) -> Result<(), Trouble> {
    let bar = output.bar(100).map(lively);
    let mut told = Told::default();
    loop {
        let mut open = false;
        for id in ids {
            let view = engine.view(engine.job(id).await?).await?;
            open |= if no_wait {
                matches!(view.state, State::Draft | State::Submitting)
            } else {
                view.state.is_live()
            };
            show(&view, &mut told, bar.as_ref(), output);
        }
        if !open {
            break;
        }
        if !moved(events, output).await {
            output.say(Remark::StoppedWaiting);
            break;
        }
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    Ok(())
}

/// Prints what `look` finds, and then what of it is new whenever something happened, until nobody wants to see more.
pub(super) async fn follow<F>(
    engine: &Engine,
    look: impl Fn() -> F,
    print: impl Fn(&JobView),
    output: &Output,
) -> Result<Outcome, Trouble>
where
    F: Future<Output = Result<Vec<JobView>, Trouble>>,
{
    let mut events = engine.events();
    let mut told = Told::default();
    engine.start();
    loop {
        for view in look().await? {
            output.taken().await;
            if told.is_new(&view) {
                print(&view);
            }
        }
        if !moved(&mut events, output).await {
            return Ok(Outcome::Done);
        }
    }
}

fn lively(bar: ProgressBar) -> ProgressBar {
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {wide_bar} {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// What was last said about jobs: their state, and the trouble that they wait out.
#[derive(Default)]
struct Told(HashMap<JobId, (State, Option<ErrorCode>)>);

impl Told {
    fn is_new(&mut self, view: &JobView) -> bool {
        let news = (view.state, trouble(view));
        self.0.insert(view.id.clone(), news) != Some(news)
    }

    fn trouble(&self, id: &JobId) -> Option<ErrorCode> {
        self.0.get(id).and_then(|(_, code)| *code)
    }
}

/// What a live job waits out.
fn trouble(view: &JobView) -> Option<ErrorCode> {
    let error = view.error.as_ref().filter(|_| view.state.is_live());
    error.map(|error| error.code)
}

fn show(view: &JobView, told: &mut Told, bar: Option<&ProgressBar>, output: &Output) {
    if let Some(bar) = bar {
        draw(view, bar);
    }
    let before = told.trouble(&view.id);
    if !told.is_new(view) {
        return;
    }
    let error = view.error.as_ref().filter(|_| view.state.is_live());
    if output.json {
        output.object(&serde_json::json!({
            "event": "state", "id": view.id, "state": view.state, "remote_id": view.remote_id, "error": error,
        }));
    } else if let Some(error) = error.filter(|error| before != Some(error.code)) {
        output.remark(&format!("{}: {}", view.id, output.sentence(error)));
    }
}

fn draw(view: &JobView, bar: &ProgressBar) {
    let done = match (view.transfer, view.progress) {
        (Some(transfer), _) => transfer.total.map_or(0.0, |total| {
            transfer.received as f64 / total.max(1) as f64 * 100.0
        }),
        (None, Some(progress)) => progress,
        (None, None) => 0.0,
    };
    bar.set_message(view.state.to_string());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 100"
    )]
    bar.set_position(done.clamp(0.0, 100.0) as u64);
}
