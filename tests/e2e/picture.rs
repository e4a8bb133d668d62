//! A picture on its way into the video from everywhere that people have pictures: really dragged, pasted and picked, with the
//! pointer, the keyboard, the clipboard and the file dialog of the display; really received by the server.

use crate::app::{App, by_id, program};
use crate::clip::probe;
use crate::desktop::{Desktop, Keychain};
use crate::pointer::{Copied, choose_file, copy, drag_within, drop_from_outside, press_keys};
use crate::processes::{Owned, wait};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;

const PROMPT: &str = "The harbour wakes, slow pan to the right";

#[test]
fn a_dropped_photograph_lands_in_the_slot_and_is_in_the_request_that_the_server_receives() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let photograph = photograph(&desktop, "the harbour, 海港.jpg");
    let app = App::open(&desktop);
    app.find("slot-first", 15);

    drop_from_outside(&desktop, &app, &photograph, "slot-first");
    until_taken(&app);
    desktop.photograph("picture-dropped");

    app.fill(&by_id("prompt"), PROMPT);
    app.click("create");
    app.until_tile(&["ready"], 90);
    app.photograph("picture-ready");

    let request = received(&app);
    assert_eq!(request["fields"]["prompt"], PROMPT);
    let file = &request["files"][0];
    assert_eq!(file["field"], "input_reference");
    assert_eq!(
        (&file["width"], &file["height"]),
        (&json!(1280), &json!(720)),
        "the picture is fitted to the size of the video before it is sent"
    );
    let clip = probe(&app.videos()[0]);
    assert_eq!((clip.width, clip.height), (1280, 720));
    assert!(
        (clip.seconds - 8.0).abs() <= 0.1,
        "asked for 8 s, got {} s",
        clip.seconds
    );
}

#[test]
fn a_photograph_that_is_opened_with_rushes_lands_in_the_slot_of_the_window_that_is_there_also_without_a_bus()
 {
    let desktop = Desktop::start(Keychain::Unlocked);
    let photograph = photograph(&desktop, "the harbour, 海港.jpg");
    let app = App::open(&desktop);
    app.find("slot-first", 15);

    let mut second = desktop.command(program());
    second.env_remove("DBUS_SESSION_BUS_ADDRESS");
    second.arg(photograph);
    let mut second = Owned::start(second.stdout(Stdio::null()).stderr(Stdio::null()));
    until_taken(&app);
    let ended = wait("the second start ends", 20, || {
        second.child().try_wait().ok()?
    });
    assert!(ended.success(), "the second start ended with {ended}");
}

#[test]
fn a_picture_that_is_dragged_out_of_a_browser_is_fetched() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let address = served(&photograph(&desktop, "harbour.jpg"));
    let app = App::open(&desktop);
    app.find("slot-first", 15);

    drop_from_outside(&desktop, &app, address, "slot-first");
    until_taken(&app);
}

#[test]
fn a_copied_picture_is_pasted() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let photograph = photograph(&desktop, "harbour.jpg");
    let app = App::open(&desktop);
    app.find("slot-first", 15);

    let _copied = copy(&desktop, Copied::Picture, &photograph);
    // Nothing that can be written in has the keyboard.
    app.ask("document.activeElement.blur(); return true");
    press_keys(&desktop, &["ctrl+v"]);
    until_taken(&app);
}

#[test]
fn a_copied_file_is_pasted_also_while_the_prompt_is_written() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let photograph = photograph(&desktop, "the harbour, 海港.jpg");
    let app = App::open(&desktop);
    app.find("slot-first", 15);

    let _copied = copy(&desktop, Copied::File, &photograph);
    // A file manager offers the path as text, too; the prompt must not get it.
    app.click("prompt");
    press_keys(&desktop, &["ctrl+v"]);
    until_taken(&app);
    let prompt = format!("return document.querySelector('{}').value", by_id("prompt"));
    assert_eq!(app.ask(&prompt), "");
    desktop.photograph("picture-pasted");
}

#[test]
fn a_picture_is_picked_in_the_file_dialog() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let photograph = photograph(&desktop, "harbour.jpg");
    let app = App::open(&desktop);

    app.click_selector(&format!("{} button.empty", by_id("slot-first")));
    choose_file(&desktop, &photograph);
    until_taken(&app);
}

#[test]
fn a_clip_that_is_dragged_from_the_wall_becomes_the_first_frame_of_the_next() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let app = App::open(&desktop);
    app.fill(&by_id("prompt"), PROMPT);
    app.click("create");
    app.until_tile(&["ready"], 90);

    drag_within(&desktop, &app, "tile", "slot-first");
    app.find_selector(&format!("{} img", by_id("slot-first")), 20);
    app.photograph("picture-carried");
    app.click("create");
    // The first clip is ready already.
    let both = format!(
        "return document.querySelectorAll('{}[data-state=ready]').length === 2",
        by_id("tile")
    );
    app.until("both clips are ready", 90, &both);
    let file = &received(&app)["files"][0];
    assert_eq!(
        (&file["width"], &file["height"]),
        (&json!(1280), &json!(720))
    );
}

/// Longest that a frame of the window may take while a photograph is worked on. It is 16 ms where nothing is wrong; a window
/// that decodes 48 megapixels by itself stands still for far longer than this.
const STUTTER_MS: f64 = 150.0;
/// Until it is there, on a machine that has other things to do; on one that has not it takes less than a second.
const SHOWN_MS: f64 = 4_000.0;

#[test]
#[allow(clippy::print_stderr, reason = "the measured times")]
fn a_photograph_of_48_megapixels_is_fitted_and_shown_while_the_window_keeps_drawing() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let file = painted(&desktop, "large.jpg", "8000x6000");
    let app = App::open(&desktop);
    app.find("slot-first", 15);
    app.ask(&format!(
        "window.seen = {{ begun: null, shown: null, worst: 0 }};
         addEventListener('paste', () => (window.seen.begun = performance.now()), true);
         let last = performance.now();
         const look = (now) => {{
           const {{ seen }} = window;
           if (seen.begun !== null && seen.shown === null) {{
             seen.worst = Math.max(seen.worst, now - last);
             if (document.querySelector('{}')?.textContent) seen.shown = performance.now() - seen.begun;
           }}
           last = now;
           requestAnimationFrame(look);
         }};
         requestAnimationFrame(look);
         return true",
        by_id("picture-file")
    ));

    let _copied = copy(&desktop, Copied::File, &file);
    press_keys(&desktop, &["ctrl+v"]);
    app.until_text("8000 × 6000", 30);
    app.until("it is fitted", 30, "return window.seen.shown !== null");
    let (shown, worst) = (
        app.ask("return window.seen.shown"),
        app.ask("return window.seen.worst"),
    );
    eprintln!("shown after {shown} ms, the longest frame took {worst} ms");
    assert!(shown.as_f64().is_some_and(|ms| ms < SHOWN_MS), "{shown} ms");
    assert!(
        worst.as_f64().is_some_and(|ms| ms < STUTTER_MS),
        "{worst} ms"
    );
}

/// Waits until the photograph is in the first slot.
fn until_taken(app: &App) {
    app.find_selector(&format!("{} img", by_id("slot-first")), 20);
    app.until_text("4000 × 3000", 10);
}

/// Serves a picture to all who ask, until the test process ends; its address.
fn served(file: &Path) -> String {
    let bytes = fs_err::read(file).expect("the picture");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let address = listener.local_addr().expect("its address");
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut asked = BufReader::new(&stream).lines();
            // To the empty line that ends a request.
            while asked
                .next()
                .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
            {}
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                bytes.len()
            );
            // Whoever asked may be gone.
            let _ = (&stream)
                .write_all(head.as_bytes())
                .and_then(|()| (&stream).write_all(&bytes));
        }
    });
    format!("http://{address}/pictures/harbour.jpg?width=4000")
}

/// A JPEG of 4000 × 3000 as a camera makes it: many colours, some megabytes.
fn photograph(desktop: &Desktop, name: &str) -> PathBuf {
    painted(desktop, name, "4000x3000")
}

fn painted(desktop: &Desktop, name: &str, size: &str) -> PathBuf {
    let file = desktop.folder().join("home").join(name);
    let made = desktop
        .command("convert")
        .args([
            "-size",
            "1000x750",
            "-seed",
            "7",
            "plasma:steelblue-orange",
            "-resize",
            size,
        ])
        .args(["-attenuate", "0.2", "+noise", "Gaussian", "-quality", "92"])
        .arg(&file)
        .status();
    assert!(made.is_ok_and(|status| status.success()), "no test picture");
    file
}

/// The last request to create that the demo server received.
fn received(app: &App) -> Value {
    let servers = app
        .invoke("list_servers", &json!({}))
        .expect("the list of servers");
    let demo = servers
        .as_array()
        .and_then(|list| list.iter().find(|server| server["is_demo"] == true));
    let base = demo.expect("the demo is in the list")["base_url"]
        .as_str()
        .expect("its address")
        .to_owned();
    let mut answer = ureq::get(format!("{base}/demo/requests"))
        .call()
        .expect("the demo tells what it received");
    let all = answer
        .body_mut()
        .read_json::<Vec<Value>>()
        .expect("a list of requests");
    all.into_iter().next_back().expect("a request")
}
