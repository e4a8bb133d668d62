//! Clips that are done while somebody looks elsewhere: told by the desktop, and one press away.

use crate::app::App;
use crate::desk_services::{Part, call};
use crate::desktop::{Desktop, Keychain};
use crate::pointer::{app_window, ask, until_in_front};
use crate::processes::wait;
use serde_json::json;

pub const SERVICE: &str = "org.freedesktop.Notifications";
pub const PATH: &str = "/org/freedesktop/Notifications";
pub const PRESS: [&str; 2] = ["org.freedesktop.Notifications.Press", "uint32:1"];

/// A free clip of the demo server.
fn create(app: &App, prompt: &str) {
    let request = json!({
        "client_key": prompt, "server": "demo", "model": "demo-1", "prompt": prompt, "seconds": 2,
        "size": { "width": 640, "height": 360 }, "takes": 1, "inputs": [], "extra": {},
    });
    app.invoke("create_jobs", &json!({ "request": request }))
        .expect("the job is made");
}

fn look_elsewhere(app: &App) {
    let window = app_window(app.desktop()).expect("the window of the app");
    ask(app.desktop(), &["windowminimize", &window]);
    app.until("it is not in front", 20, "return !document.hasFocus()");
}

#[test]
fn a_press_on_a_notification_brings_the_window_with_the_clip_that_it_tells_of() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let shown = Part::start(&desktop, "notifications");
    let app = App::open(&desktop);
    look_elsewhere(&app);
    create(&app, "A paper boat");
    shown.until("notify 1 new rushes A clip is done. A paper boat");
    create(&app, "A red kite");
    shown.until("notify 1 instead rushes A clip is done. A red kite");
    call(&desktop, SERVICE, PATH, &PRESS);
    until_in_front(&desktop, "Rushes");
    wait("the loupe has that clip", 20, || {
        let script = "return document.querySelector('[data-testid=loupe]')?.innerText ?? ''";
        let text = app.ask(script);
        text.as_str()?.contains("A red kite").then_some(())
    });
}

#[test]
fn a_clip_that_is_done_before_ones_eyes_is_not_told() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let shown = Part::start(&desktop, "notifications");
    let app = App::open(&desktop);
    until_in_front(&desktop, "Rushes");
    create(&app, "A paper boat");
    app.until_tile(&["ready"], 60);
    app.until(
        "the page has told it",
        20,
        "return document.querySelector('[data-testid=news]').innerText.includes('A clip is done.')",
    );
    assert_eq!(shown.lines(), ["ready"]);
}
