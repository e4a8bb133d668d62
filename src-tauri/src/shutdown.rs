//! A tidy end: let the engine put down what it holds, then go. Correctness never depends on it (`architecture.md`, rule 9).
//!
//! A backup that is being written is not thrown away by a press on the window's cross, and who leaves while servers are at
//! work is told what becomes of it: the window asks first, unless it only hides (`background.rs`). A signal from the system
//! does not ask.

use crate::{
    background::{self, Background},
    bridge::Bridge,
    failure::Failure,
    session::Session,
    window,
};
use rushes_core::{
    dto::{AppEvent, Leaving, QuitAnswer},
    engine::archiving::Archiving,
    home::Home,
};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tauri::{AppHandle, CloseRequestApi, ExitRequestApi, Manager};

static ENDING: AtomicBool = AtomicBool::new(false);
/// The window was asked what is to become of it, and has not answered.
static ASKED: AtomicBool = AtomicBool::new(false);
/// The program is to end when the backup is done.
static AFTERWARDS: AtomicBool = AtomicBool::new(false);

/// How long the library may take to say what is live.
const ANSWER: Duration = Duration::from_secs(1);
/// How long half a backup may take to be taken away: a slow drive writes what it was given first.
const TIDYING: Duration = Duration::from_secs(15);

/// What to do about a wish to end.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// Tidy up first.
    TidyUp,
    /// It was tidied up, or the user insists.
    Go,
}

fn step(ending_already: bool, has_something: bool) -> Step {
    if ending_already || !has_something {
        Step::Go
    } else {
        Step::TidyUp
    }
}

/// Whether a press on the cross is answered with a question.
fn asks(at_work: bool, leaving: Option<Leaving>) -> bool {
    at_work || leaving.is_some()
}

/// The window is to be closed; where a tray brings it back, it hides. Who presses twice means it, also where the page does not
/// answer.
pub fn on_close(app: &AppHandle, api: &CloseRequestApi) {
    if app.state::<Background>().hides() {
        api.prevent_close();
        window::hide(app);
        return;
    }
    if ASKED.swap(true, Ordering::SeqCst) {
        return;
    }
    api.prevent_close();
    ask_or_end(app);
}

/// The program is to end, said in its tray: what there is to ask is asked in the window.
#[cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "for the tray, which is Linux's alone yet")
)]
pub fn on_quit(app: &AppHandle) {
    if ASKED.swap(true, Ordering::SeqCst) {
        end(app);
    } else {
        ask_or_end(app);
    }
}

fn ask_or_end(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let leaving = leaving(&app).await;
        if asks(app.state::<Archiving>().progress().is_some(), leaving) {
            window::raise(&app);
            app.state::<Bridge>().send(AppEvent::QuitAsked { leaving });
        } else {
            end(&app);
        }
    });
}

/// What servers go on with. A library that does not say so in time does not keep the window open.
pub async fn leaving(app: &AppHandle) -> Option<Leaving> {
    let session = app.try_state::<Session>()?;
    match tokio::time::timeout(ANSWER, session.engine.leaving()).await {
        Ok(Ok(leaving)) => leaving,
        Ok(Err(error)) => {
            tracing::warn!(%error, "what is live is not known");
            None
        }
        Err(_) => None,
    }
}

/// Nothing is at work any more: the question is over.
pub fn forget_question() {
    ASKED.store(false, Ordering::SeqCst);
}

/// What the user wants with the program and the backup that is being written.
pub fn answer(app: &AppHandle, answer: QuitAnswer) {
    ASKED.store(false, Ordering::SeqCst);
    AFTERWARDS.store(answer == QuitAnswer::Afterwards, Ordering::SeqCst);
    match answer {
        QuitAnswer::Stay => {}
        QuitAnswer::Now => end(app),
        QuitAnswer::Afterwards => {
            let app = app.clone();
            tauri::async_runtime::spawn(async move {
                app.state::<Archiving>().ended().await;
                if AFTERWARDS.load(Ordering::SeqCst) {
                    end(&app);
                }
            });
        }
    }
}

/// Starts again. Tidies up first: a wish to start again cannot be held back. A program that ends already ends.
pub async fn restart(app: &AppHandle) {
    if !ENDING.swap(true, Ordering::SeqCst) {
        tidy_up(app).await;
        background::comes_back(&app.state::<Home>());
        app.request_restart();
    }
}

fn end(app: &AppHandle) {
    let failed = app.try_state::<Failure>();
    app.exit(failed.map_or(0, |failure| failure.exit_code()));
}

/// The last window was closed, or somebody asked the program to end.
pub fn on_exit(app: &AppHandle, api: &ExitRequestApi, code: Option<i32>) {
    let at_work = app.state::<Archiving>().progress().is_some();
    let has_something = at_work || app.try_state::<Session>().is_some();
    let failed = app.try_state::<Failure>();
    match step(ENDING.swap(true, Ordering::SeqCst), has_something) {
        Step::Go if code.is_none() && failed.is_some() => {
            api.prevent_exit();
            end(app);
        }
        Step::Go => {}
        Step::TidyUp => {
            api.prevent_exit();
            let app = app.clone();
            tauri::async_runtime::spawn(async move {
                tidy_up(&app).await;
                match code {
                    Some(code) => app.exit(code),
                    None => end(&app),
                }
            });
        }
    }
}

/// Lets the engine put down what it holds, and takes half a backup away. Afterwards the program has to end.
pub async fn tidy_up(app: &AppHandle) {
    let archiving = app.state::<Archiving>();
    archiving.stop();
    if let Some(session) = app.try_state::<Session>() {
        session.stop().await;
    }
    if tokio::time::timeout(TIDYING, archiving.ended())
        .await
        .is_err()
    {
        tracing::warn!("half a backup could not be taken away in time");
    }
}

/// Ends tidily when the system says so.
#[cfg(unix)]
pub fn heed_signals(app: &AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [
        SignalKind::terminate(),
        SignalKind::interrupt(),
        SignalKind::hangup(),
    ];
    for kind in kinds {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            match signal(kind) {
                Ok(mut signal) => {
                    signal.recv().await;
                    tracing::info!(?kind, "a signal ends the program");
                    end(&app);
                    // Who says it twice does not wait until everything is put down: the next start does that as well.
                    signal.recv().await;
                    std::process::exit(1);
                }
                Err(error) => tracing::warn!(%error, "a signal is not heeded"),
            }
        });
    }
}

/// Windows closes the window instead.
#[cfg(not(unix))]
pub fn heed_signals(_app: &AppHandle) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_wish_tidies_up_and_the_second_is_granted() {
        assert_eq!(
            (step(false, true), step(true, true)),
            (Step::TidyUp, Step::Go)
        );
    }

    #[test]
    fn without_a_library_there_is_nothing_to_tidy() {
        assert_eq!(step(false, false), Step::Go);
    }

    #[test]
    fn the_cross_asks_while_a_backup_is_written_or_a_server_is_at_work_and_never_otherwise() {
        let live = Some(Leaving::default());
        assert_eq!(
            [asks(true, None), asks(false, live), asks(false, None)],
            [true, true, false]
        );
    }
}
