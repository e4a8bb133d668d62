//! A picture on its way from the file manager into the video: really dragged, really received by the server.

use crate::app::{App, by_id};
use crate::clip::probe;
use crate::desktop::{Desktop, Keychain};
use crate::pointer::drop_file;
use serde_json::{Value, json};
use std::path::PathBuf;

const PROMPT: &str = "The harbour wakes, slow pan to the right";

#[test]
fn a_dropped_photograph_lands_in_the_slot_and_is_in_the_request_that_the_server_receives() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let photograph = photograph(&desktop);
    let app = App::open(&desktop);
    app.find("slot-first", 15);

    drop_file(&desktop, &app, &photograph, "slot-first");
    app.find_selector(&format!("{} img", by_id("slot-first")), 20);
    app.until_text("4000 × 3000", 10);
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

/// A JPEG of 4000 × 3000 as a camera makes it: many colours, some megabytes.
fn photograph(desktop: &Desktop) -> PathBuf {
    let file = desktop.folder().join("home").join("the harbour, 海港.jpg");
    let made = desktop
        .command("convert")
        .args([
            "-size",
            "1000x750",
            "-seed",
            "7",
            "plasma:steelblue-orange",
            "-resize",
            "4000x3000",
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
