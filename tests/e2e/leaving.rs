//! The end that the system wants, when a session ends or somebody sends a signal, and the window that comes back as it was.

use crate::app::{App, program};
use crate::desktop::{Desktop, Keychain};
use crate::held_server::HeldServer;
use crate::interruption::{create_on, padded_video};
use crate::pointer::{app_window, ask, geometry, press_cross};
use crate::processes::{Owned, wait};
use rushes_core::library::LibraryLock;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

/// The app as a session starts it: without `WebDriver`, so that its exit status is ours to see.
fn start(desktop: &Desktop) -> Owned {
    let log = fs_err::File::create(desktop.folder().join("started.log")).expect("a log file");
    let mut command = desktop.command(program());
    let app = Owned::start(command.stdout(Stdio::null()).stderr(log.into_file()));
    wait("the window is shown", 30, || app_window(desktop));
    app
}

/// Sends a signal and waits for the end.
fn signal(app: &mut Owned, name: &str) -> ExitStatus {
    let process = app.child().id().to_string();
    let sent = Command::new("kill").args(["-s", name, &process]).status();
    assert!(
        sent.is_ok_and(|status| status.success()),
        "{name} is not sent"
    );
    wait(&format!("it ends by {name}"), 20, || {
        app.child().try_wait().ok()?
    })
}

#[test]
fn each_signal_that_ends_a_session_ends_it_in_good_order_and_what_was_live_goes_on() {
    let server = HeldServer::start(padded_video());
    let desktop = Desktop::start(Keychain::Unlocked);
    let app = App::open(&desktop);
    create_on(&app, &server);
    server.wait_for_half();
    app.kill();
    let library = desktop.rushes_home().join("library");
    for name in ["TERM", "INT", "HUP"] {
        let asked = server.asked();
        let mut app = start(&desktop);
        wait("the download goes on", 30, || {
            (server.asked() > asked).then_some(())
        });
        let ended = signal(&mut app, name);
        assert_eq!(ended.code(), Some(0), "it ended by {name} with {ended}");
        let log = library.join("rushes.db-wal");
        let left = fs_err::metadata(&log).map_or(0, |about| about.len());
        assert_eq!(left, 0, "the history is not closed after {name}");
        LibraryLock::of_existing(&library).expect("nobody has the library any more");
    }
    server.release();
    let app = App::open(&desktop);
    app.until_tile(&["ready"], 60);
    assert_eq!(server.creates(), 1, "nothing is bought twice");
}

/// How long one press on the cross is waited for: a second one would be taken at its word.
const ONE_PRESS: Duration = Duration::from_secs(8);

fn close_until_asked(app: &App) {
    let script = "return document.querySelector('[data-testid=quit-live]') !== null";
    press_cross(app.desktop(), "the window asks", ONE_PRESS, || {
        app.ask(script) == true
    });
}

#[test]
fn a_window_with_a_live_job_asks_before_it_closes_and_the_job_goes_on_at_the_next_start() {
    let server = HeldServer::start(padded_video());
    let desktop = Desktop::start(Keychain::Unlocked);
    let app = App::open(&desktop);
    create_on(&app, &server);
    server.wait_for_half();
    close_until_asked(&app);
    app.until_text("1 clip keeps rendering on its server", 20);
    app.photograph("quit-live");
    app.click("quit-stay");
    app.until(
        "the question is gone",
        20,
        "return document.querySelector('[data-testid=quit-sheet]') === null",
    );
    assert!(!app.processes().is_empty(), "it stays");

    close_until_asked(&app);
    app.click_last("quit-now");
    wait("it ends", 20, || app.processes().is_empty().then_some(()));
    server.release();
    let app = App::open(&desktop);
    app.until_tile(&["ready"], 60);
    assert_eq!(server.creates(), 1, "nothing is bought twice");
}

type Place = (i64, i64, i64, i64);

fn place(desktop: &Desktop) -> Option<Place> {
    geometry(desktop, &app_window(desktop)?)
}

/// Where the window is once it has stopped moving there.
fn until_place(desktop: &Desktop, what: &str, is: impl Fn(Place) -> bool) -> Place {
    wait(
        &format!("the window {what}: {:?}", place(desktop)),
        20,
        || place(desktop).filter(|place| is(*place)),
    )
}

fn put(desktop: &Desktop, (x, y, width, height): Place) {
    let window = app_window(desktop).expect("the window of the app");
    let text = |number: i64| number.to_string();
    ask(
        desktop,
        &["windowsize", "--sync", &window, &text(width), &text(height)],
    );
    ask(
        desktop,
        &["windowmove", "--sync", &window, &text(x), &text(y)],
    );
}

/// As large, and as far from the corner but for the line that a window manager draws around it.
fn is_same(now: Place, was: Place) -> bool {
    let near = |one: i64, other: i64| (one - other).abs() <= 2;
    (now.2, now.3) == (was.2, was.3) && near(now.0, was.0) && near(now.1, was.1)
}

/// As a task bar asks the window manager: to fill the screen, or not any more.
fn fill_the_screen(desktop: &Desktop, full: bool) {
    let window = app_window(desktop).expect("the window of the app");
    let mut task_bar = desktop.command("/usr/bin/python3");
    task_bar.args(["-c", TASK_BAR, &window]);
    task_bar.arg(if full { "maximize" } else { "unmaximize" });
    let asked = task_bar.status();
    assert!(asked.is_ok_and(|status| status.success()), "nobody asks");
}

const TASK_BAR: &str = "
import sys
import gi
gi.require_version('Gdk', '3.0')
gi.require_version('GdkX11', '3.0')
from gi.repository import Gdk, GdkX11
display = Gdk.Display.get_default()
window = GdkX11.X11Window.foreign_new_for_display(display, int(sys.argv[1]))
getattr(window, sys.argv[2])()
display.sync()
";

#[test]
fn a_window_comes_back_where_it_was_and_filling_the_screen_if_it_did_and_is_then_as_large_as_before()
 {
    const WIDTH: i64 = 1180;
    let desktop = Desktop::start(Keychain::Unlocked);
    let mut app = start(&desktop);
    put(&desktop, (310, 220, WIDTH, 760));
    let was = until_place(&desktop, "has its size", |(.., width, height)| {
        (width, height) == (WIDTH, 760)
    });
    signal(&mut app, "TERM");

    let mut app = start(&desktop);
    until_place(&desktop, &format!("is where it was, {was:?}"), |now| {
        now == was
    });
    fill_the_screen(&desktop, true);
    let (.., full, _) = until_place(&desktop, "fills the screen", |(.., width, _)| width > 2500);
    signal(&mut app, "TERM");

    let mut app = start(&desktop);
    until_place(&desktop, "fills the screen again", |(.., width, _)| {
        width == full
    });
    fill_the_screen(&desktop, false);
    // Where it goes from there is up to the window manager, which never saw it in its place.
    let (_, _, wide, high) = was;
    until_place(
        &desktop,
        &format!("is as large as before, {was:?}"),
        |now| is_same(now, (now.0, now.1, wide, high)),
    );
    signal(&mut app, "TERM");
}

#[test]
fn a_window_that_was_left_on_a_screen_that_is_gone_comes_back_on_one_that_is_there() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let mut app = start(&desktop);
    put(&desktop, (310, 220, 1180, 760));
    until_place(&desktop, "has its size", |(.., width, _)| width == 1180);
    signal(&mut app, "TERM");
    let file = desktop
        .folder()
        .join("config/app.rushes.Rushes/.window-state.json");
    let text = fs_err::read(&file).expect("what is remembered of the window");
    let mut said: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    for (name, far) in [("x", 6000), ("y", 4000), ("prev_x", 6000), ("prev_y", 4000)] {
        said["main"][name] = far.into();
    }
    fs_err::write(&file, said.to_string()).expect("a screen is unplugged");

    let _app = start(&desktop);
    until_place(
        &desktop,
        "is seen whole, as large as it was",
        |(x, y, width, height)| {
            (width, height) == (1180, 760)
                && x >= 0
                && y >= 0
                && x + width <= 2560
                && y + height <= 1440
        },
    );
}
