//! An evening with a library of many takes: the wall is there at once, scrolls from end to end, finds, plays and compares, and
//! a loupe that was opened often leaves nothing behind. What was measured is written to `artifacts/e2e/evening.json`; only
//! counts and memory can fail it, never times. `RUSHES_EVENING=100000` makes the library as large as `architecture.md` wants it;
//! without that it is one that is made in seconds.

use crate::app::{App, ENTER, ESCAPE, program};
use crate::desktop::{Desktop, Keychain, artifacts};
use crate::processes::{family, memory_mib, wait};
use serde_json::{Value, json};
use std::time::Instant;

/// Takes in the library, unless `RUSHES_EVENING` says how many.
const TAKES: u32 = 5_000;
/// Nodes in the page, wherever the wall stands: they follow from the size of the window, not of the library.
const NODES: u64 = 2_500;
/// What the loupe may leave behind after fifty openings, in MiB.
const GROWTH: f64 = 30.0;
/// How often fifty openings are looked at. What the loupe keeps, it keeps every time; what the caches of `WebKit` and `GStreamer` hold
/// when we look goes up and down by 30 MiB and more (measured: 659, 651, 669, 685, 671, 664, 676, 670 after 25 openings each).
const ROUNDS: usize = 3;

/// Scrolls a part of the window's height with every frame until nothing more comes, or for so many frames, and notes how long
/// frames took (milliseconds) and in how many of them something was seen that was not loaded.
const SCROLL: &str = "
    const [screens, frames] = arguments;
    const wall = document.querySelector('[data-testid=\"wall\"]');
    const seen = window.seen = { frames: 0, longest: 0, over_50_ms: 0, seconds: 0, blank: 0, nodes: 0, done: false, height: 0 };
    const began = performance.now();
    const edge = wall.getBoundingClientRect();
    const inSight = (blank) => blank.getBoundingClientRect().top < edge.bottom && blank.getBoundingClientRect().bottom > edge.top;
    let last = began;
    let still = 0;
    const frame = (now) => {
        seen.frames += 1;
        seen.longest = Math.max(seen.longest, now - last);
        if (now - last > 50) seen.over_50_ms += 1;
        seen.seconds = (now - began) / 1000;
        last = now;
        if ([...wall.querySelectorAll('[data-testid=\"blank\"]')].some(inSight)) seen.blank += 1;
        if (seen.frames % 20 === 0) seen.nodes = Math.max(seen.nodes, document.getElementsByTagName('*').length);
        const before = wall.scrollTop;
        wall.scrollTop += screens * wall.clientHeight;
        still = wall.scrollTop === before ? still + 1 : 0;
        seen.height = wall.scrollHeight;
        if (still > 60 || seen.frames === frames) seen.done = true;
        else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);";
/// As fast as a wheel that is spun: a sixth of the window with every frame.
const SPUN: f64 = 1.0 / 6.0;
/// How often the wheel is spun where it is measured.
const MEASURED: usize = 5;
/// From end to end: nobody can look at four windows with every frame.
const FLOWN: f64 = 4.0;

/// The library of the generator that `cargo xtask library` uses.
fn fill(desktop: &Desktop) -> u32 {
    let wanted = std::env::var("RUSHES_EVENING").ok();
    let takes = wanted.map_or(TAKES, |text| text.parse().expect("a number of takes"));
    let maker = program().with_file_name("rushes-bench");
    let made = desktop
        .command(&maker)
        .args(["library", "--clips", &takes.to_string(), "--into"])
        .arg(desktop.rushes_home().join("library"))
        .status();
    let made = made.unwrap_or_else(|error| {
        panic!(
            "{}: {error}. `cargo build -p rushes-bench` makes it",
            maker.display()
        )
    });
    assert!(made.success(), "no library was made");
    takes
}

#[test]
fn an_evening_with_a_large_library_plays_steps_finds_and_compares_within_its_bounds() {
    let desktop = Desktop::start(Keychain::Missing);
    fs_err::create_dir_all(desktop.rushes_home()).expect("a home");
    let takes = fill(&desktop);
    let start = Instant::now();
    let app = App::open(&desktop);
    app.find("tile", 60);
    let first_tile = start.elapsed().as_secs_f64();
    app.photograph("evening");

    let searching = searches(&app);
    let times = if std::env::var_os("RUSHES_EVENING").is_some() {
        MEASURED
    } else {
        1
    };
    let spun: Vec<_> = (0..times).map(|_| scrolls(&app, SPUN, Some(400))).collect();
    let scrolling = scrolls(&app, FLOWN, None);
    two_clips_of_the_demo(&app);
    plays_steps_and_compares(&app);
    let memory = opens_and_closes(&app);

    let told = json!({
        "takes": takes, "first_tile_s": first_tile, "search_ms": searching, "spun": spun, "end_to_end": scrolling,
        "memory_after_each_50_loupes_mib": memory,
    });
    fs_err::write(artifacts().join("evening.json"), told.to_string()).expect("written");
    println!("{told}");
    let nodes = scrolling["nodes"].as_u64().expect("a number");
    assert!(nodes > 0 && nodes <= NODES, "{nodes} nodes");
    let kept = memory.windows(2).map(|pair| pair[1] - pair[0]);
    let least = kept.fold(f64::MAX, f64::min);
    assert!(
        least <= GROWTH,
        "every 50 openings keep memory: {memory:?} MiB"
    );
}

/// Milliseconds from the last letter to what was found.
fn searches(app: &App) -> Value {
    app.fill("[data-testid=\"search\"]", "lighthouse seconds:>4");
    app.press(ENTER);
    app.until(
        "the wall shows what was found",
        30,
        "const tiles = [...document.querySelectorAll('[data-testid=\"tile\"]')];
         return tiles.length > 0 && tiles.every((tile) => tile.getAttribute('aria-label').includes('lighthouse'))
           && document.querySelectorAll('[data-testid=\"search-chip\"]').length === 1",
    );
    app.photograph("evening-search");
    let asked = app.session().run_async(
        "const start = performance.now();
         await window.__TAURI_INTERNALS__.invoke('wall', { query: { filter: 'everything', search: 'lighthouse seconds:>4',
           order: { by: 'date', up: false }, cursor: null, limit: 200 } });
         return performance.now() - start",
        &[],
    );
    app.click("search-clear");
    app.until(
        "the wall shows everything again",
        30,
        "return !document.querySelector('[data-testid=\"search-chip\"]')",
    );
    asked.expect("the wall answers")
}

fn scrolls(app: &App, screens: f64, frames: Option<u32>) -> Value {
    let went = app.session().run(SCROLL, &[json!(screens), json!(frames)]);
    assert!(went.is_ok(), "the wall scrolls");
    app.until("the end of the scrolling", 600, "return window.seen.done");
    app.photograph("evening-end");
    app.ask("document.querySelector('[data-testid=\"wall\"]').scrollTop = 0");
    app.ask("return window.seen")
}

/// Two clips that a decoder can play: those of the generator have no pictures.
fn two_clips_of_the_demo(app: &App) {
    app.fill("#prompt", "A lantern on the water");
    for _ in 0..2 {
        app.click("create");
        app.until_tile(&["draft", "submitting", "queued"], 15);
        app.until_tile(&["ready"], 90);
    }
}

fn plays_steps_and_compares(app: &App) {
    open_loupe(app);
    app.until(
        "the video can be stepped",
        20,
        &format!("return {VIDEO}.readyState >= 2"),
    );
    if app.ask(&format!("return {VIDEO}.paused")) == true {
        app.press(" ");
    }
    wait("it plays", 10, || (time(app) > 0.2).then_some(()));
    app.press(" ");
    // A click lands in the middle of the bar.
    app.click("scrub");
    let length = app.ask(&format!("return {VIDEO}.duration"));
    let middle = length.as_f64().expect("seconds") / 2.0;
    wait("it is in its middle", 10, || {
        ((time(app) - middle).abs() < 0.5).then_some(())
    });
    let before = time(app);
    app.press(".");
    wait("the next frame", 10, || (time(app) > before).then_some(()));
    app.press(ESCAPE);
    app.find("tile", 10);
    app.ask("document.querySelector('[data-testid=\"tile\"]').focus()");
    app.press("x");
    app.press(RIGHT);
    app.press("x");
    app.press("c");
    app.until(
        "two clips beside each other",
        20,
        "return document.querySelectorAll('[data-testid=\"compare-video\"]').length === 2",
    );
    app.photograph("evening-compare");
    app.click("compare-close");
    app.press(ESCAPE);
}

/// All memory of the window in MiB before fifty openings and after them; again, as long as they have kept too much of it.
fn opens_and_closes(app: &App) -> Vec<f64> {
    for _ in 0..5 {
        open_and_close(app);
    }
    let mut memory = vec![settled(app)];
    for round in 0..ROUNDS {
        for _ in 0..50 {
            open_and_close(app);
        }
        memory.push(settled(app));
        if memory[round + 1] - memory[round] <= GROWTH {
            break;
        }
    }
    memory
}

fn open_and_close(app: &App) {
    open_loupe(app);
    app.press(ESCAPE);
    app.until(
        "the loupe is closed",
        15,
        "return !document.querySelector('[data-testid=\"loupe\"]')",
    );
}

fn open_loupe(app: &App) {
    app.ask("document.querySelector('[data-testid=\"tile\"][data-state=\"ready\"]').focus()");
    app.press(ENTER);
    app.find("loupe-video", 20);
}

/// The memory of the app and its web processes, the least of ten looks: what is about to be freed does not count.
fn settled(app: &App) -> f64 {
    let roots = app.processes();
    let mut least = f64::MAX;
    for _ in 0..10 {
        app.ask("return new Promise((done) => setTimeout(done, 500))");
        let all = roots.iter().flat_map(|root| family(*root));
        least = least.min(all.map(memory_mib).sum());
    }
    least
}

const RIGHT: &str = "\u{e014}";
const VIDEO: &str = "document.querySelector('[data-testid=\"loupe-video\"]')";

fn time(app: &App) -> f64 {
    let now = app.ask(&format!("return {VIDEO}.currentTime"));
    now.as_f64().expect("seconds")
}
