//! A tidy end: let the engine put down what it holds, then go. Correctness never depends on it (`architecture.md`, rule 9).

use crate::session::Session;
use std::sync::atomic::{AtomicBool, Ordering};
use tauri::{AppHandle, ExitRequestApi, Manager};

static ENDING: AtomicBool = AtomicBool::new(false);

/// What to do about a wish to end.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// Tidy up first.
    TidyUp,
    /// It was tidied up, or the user insists.
    Go,
}

fn step(ending_already: bool, has_session: bool) -> Step {
    if ending_already || !has_session {
        Step::Go
    } else {
        Step::TidyUp
    }
}

/// The last window was closed, or somebody asked the program to end.
pub fn on_exit(app: &AppHandle, api: &ExitRequestApi, code: Option<i32>) {
    let has_session = app.try_state::<Session>().is_some();
    match step(ENDING.swap(true, Ordering::SeqCst), has_session) {
        Step::Go => {}
        Step::TidyUp => {
            api.prevent_exit();
            let app = app.clone();
            tauri::async_runtime::spawn(async move {
                app.state::<Session>().stop().await;
                app.exit(code.unwrap_or_default());
            });
        }
    }
}

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
}
