//! Promise 4: a first video inside 60 seconds, without a key, through the real pipeline.

use crate::app::{App, ENTER};
use crate::clip::{Clip, probe};
use crate::desktop::{Desktop, Keychain};
use crate::processes::wait;

/// Writes down every state that the newest tile goes through.
const WATCH: &str = "
    window.seenStates = [];
    const look = () => {
        const state = document.querySelector('[data-testid=\"tile\"]')?.dataset.state;
        if (state && window.seenStates.at(-1) !== state) window.seenStates.push(state);
    };
    new MutationObserver(look).observe(document.body,
        { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });";

#[test]
fn the_first_start_shows_the_wall_with_the_card_and_the_demo_ends_as_a_playing_clip() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let app = App::open(&desktop);
    app.find("empty-card", 15);
    app.find("connect", 5);
    app.photograph("first-start");

    app.ask(WATCH);
    app.click("try-demo");
    app.find("tile", 15);
    app.photograph("demo-waiting");
    app.until_tile(&["running", "completed", "downloading", "ready"], 45);
    app.photograph("demo-rendering");
    app.until_tile(&["ready"], 60);

    let seen = app.ask("return window.seenStates.join(' ')");
    let seen = seen.as_str().expect("the states");
    assert!(
        seen.starts_with("draft") && seen.contains("running"),
        "the tile skipped its states: {seen}"
    );
    let videos = app.videos();
    assert_eq!(videos.len(), 1, "one job is one file: {videos:?}");
    let clip = probe(&videos[0]);
    assert_eq!(
        (clip.width, clip.height),
        (1280, 720),
        "the demo makes what its form asked for"
    );

    app.photograph("demo-ready");
    plays_and_seeks(&desktop, &app, &clip);
}

fn plays_and_seeks(desktop: &Desktop, app: &App, clip: &Clip) {
    app.click("tile");
    if app.session().find("[data-testid=\"loupe\"]").is_err() {
        app.press(ENTER);
    }
    app.find("loupe-video", 15);
    app.until(
        "the video has its picture size",
        20,
        &format!(
            "const video = {VIDEO}; return video.videoWidth === {} && video.videoHeight === {}",
            clip.width, clip.height
        ),
    );
    if app.ask(&format!("return {VIDEO}.paused")) == true {
        app.press(" ");
    }
    let before = time(app);
    wait("the video plays", 20, || {
        ((time(app) - before).abs() > 0.4).then_some(())
    });
    desktop.photograph("loupe-playing");
    app.photograph("loupe");

    app.click("loupe-play");
    app.until("the video pauses", 5, &format!("return {VIDEO}.paused"));
    // A click lands in the middle of the bar.
    app.click("scrub");
    let half = clip.seconds / 2.0;
    wait("the video is in its middle", 10, || {
        ((time(app) - half).abs() < 0.25).then_some(())
    });
    app.until(
        "the frame there is drawn",
        10,
        &format!("return !{VIDEO}.seeking && {VIDEO}.readyState >= 2"),
    );
    desktop.photograph("loupe-middle");
}

const VIDEO: &str = "document.querySelector('[data-testid=\"loupe-video\"]')";

fn time(app: &App) -> f64 {
    app.ask(&format!("return {VIDEO}.currentTime"))
        .as_f64()
        .expect("seconds")
}
