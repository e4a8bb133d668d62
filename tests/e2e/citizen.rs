//! A good citizen of the desktop: it keeps the computer awake only while it must, shows how far it is, and works on in the
//! background only where a tray brings its window back.

use crate::app::{App, program};
use crate::desk_services::{Part, call};
use crate::desktop::{Desktop, Keychain};
use crate::held_server::HeldServer;
use crate::interruption::{create_on, padded_video};
use crate::looks::choose;
use crate::notifications::{PATH as NOTIFICATIONS_PATH, PRESS, SERVICE as NOTIFICATIONS};
use crate::pointer::{press_cross, window_count};
use crate::processes::{Owned, wait};
use serde_json::json;
use std::process::Stdio;
use std::time::Duration;

#[test]
fn a_download_keeps_the_computer_awake_and_is_shown_in_the_dock_until_it_is_over() {
    let server = HeldServer::start(padded_video());
    let desktop = Desktop::start(Keychain::Unlocked);
    let services = Part::start(&desktop, "services");
    let app = App::open(&desktop);
    assert_eq!(services.lines(), ["ready"], "nothing goes on");
    create_on(&app, &server);
    server.wait_for_half();
    let awake = services.until("awake");
    assert_eq!(
        awake,
        "awake sleep block Rushes Videos are being downloaded"
    );
    services.until("progress application://Rushes.desktop True 0.9");
    server.release();
    app.until_tile(&["ready"], 60);
    services.until("asleep");
    services.until("progress application://Rushes.desktop False");
}

/// In the settings, as a person does it: the window keeps all settings as one, and what was set behind its back it would put
/// back when it next keeps the form. A tray has to be there.
fn set_background(app: &App) {
    choose(app, "background");
    wait("the settings are kept", 20, || {
        let boot = app.invoke("bootstrap", &json!({})).expect("the start");
        (boot["settings"]["background"] == true).then_some(())
    });
}

fn until_windows(desktop: &Desktop, count: usize) {
    wait(&format!("{count} windows are seen"), 20, || {
        (window_count(desktop, "^Rushes$") == count).then_some(())
    });
}

const ICON: &str = "/StatusNotifierItem";
const ACTIVATE: [&str; 3] = ["org.kde.StatusNotifierItem.Activate", "int32:0", "int32:0"];
const MENU: &str = "/MenuBar";
/// How long one press on the window's cross is waited for.
const ONE_PRESS: Duration = Duration::from_secs(3);
/// The third and last entry of the menu.
const QUIT: [&str; 5] = [
    "com.canonical.dbusmenu.Event",
    "int32:3",
    "string:clicked",
    "variant:int32:0",
    "uint32:0",
];

fn item(tray: &Part) -> String {
    let line = tray.until("item");
    line.trim_start_matches("item ").to_owned()
}

/// Closes the window by its cross.
fn close(desktop: &Desktop) {
    press_cross(desktop, "the window is closed", ONE_PRESS, || {
        window_count(desktop, "^Rushes$") == 0
    });
}

#[test]
fn a_closed_window_goes_on_where_a_tray_brings_it_back_and_comes_back_when_the_tray_goes() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let tray = Part::start(&desktop, "tray");
    let app = App::open(&desktop);
    set_background(&app);
    let icon = item(&tray);
    close(&desktop);
    assert!(!app.processes().is_empty(), "it goes on");

    call(&desktop, &icon, ICON, &ACTIVATE);
    until_windows(&desktop, 1);
    close(&desktop);
    drop(tray);
    until_windows(&desktop, 1);

    close(&desktop);
    wait("without a tray the cross ends it", 20, || {
        app.processes().is_empty().then_some(())
    });
}

#[test]
fn a_clip_that_is_done_while_the_window_is_in_the_tray_is_told_and_a_press_brings_both() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let tray = Part::start(&desktop, "tray");
    let shown = Part::start(&desktop, "notifications");
    let app = App::open(&desktop);
    set_background(&app);
    item(&tray);
    let server = HeldServer::start(padded_video());
    create_on(&app, &server);
    server.wait_for_half();
    close(&desktop);
    server.release();
    shown.until("notify 1 new rushes A clip is done.");
    call(&desktop, NOTIFICATIONS, NOTIFICATIONS_PATH, &PRESS);
    until_windows(&desktop, 1);
    app.find("loupe", 20);
}

#[test]
fn a_start_at_login_has_no_window_until_somebody_wants_it_and_the_tray_ends_it() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let tray = Part::start(&desktop, "tray");
    let app = App::open(&desktop);
    let view = app
        .invoke("start_at_login", &json!({ "on": true }))
        .expect("it is set");
    assert_eq!(view["at_login"], true);
    let entry = desktop.folder().join("config/autostart/Rushes.desktop");
    let text = fs_err::read_to_string(&entry).expect("a desktop entry");
    let exec = format!("Exec=\"{}\" --at-login", program().display());
    assert!(text.lines().any(|line| line == exec), "{text}");
    app.invoke("reset_settings", &json!({})).expect("reset");
    assert!(!entry.exists(), "a reset ends it");
    set_background(&app);
    drop(app);
    drop(tray);
    until_windows(&desktop, 0);

    let tray = Part::start(&desktop, "tray");
    let started = |arguments: &[&str]| {
        let mut command = desktop.command(program());
        command.args(arguments);
        Owned::start(command.stdout(Stdio::null()).stderr(Stdio::null()))
    };
    let mut hidden = started(&["--at-login"]);
    let icon = item(&tray);
    assert_eq!(window_count(&desktop, "^Rushes$"), 0, "no window");
    let _second = started(&[]);
    until_windows(&desktop, 1);
    call(&desktop, &icon, MENU, &QUIT);
    let ended = wait("it ends by the tray", 20, || {
        hidden.child().try_wait().ok()?
    });
    assert!(ended.success(), "it ended with {ended}");
}
