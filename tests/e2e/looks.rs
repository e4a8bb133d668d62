//! Both themes and both languages of the real window. What they look like is for the eye, in `artifacts/e2e`.

use crate::app::{App, ESCAPE};
use crate::desktop::{Desktop, Keychain};
use serde_json::json;

const PROMPTS: [&str; 3] = [
    "A paper boat crosses a rain puddle at dusk",
    "雪夜里的灯塔，海鸥掠过光束",
    "Neon alley in the rain, a red umbrella",
];

#[test]
fn the_window_changes_its_theme_and_its_language_at_once() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let app = App::open(&desktop);
    for (index, prompt) in PROMPTS.iter().enumerate() {
        let (width, height) = if index == 1 { (360, 640) } else { (640, 360) };
        let request = json!({
            "client_key": format!("looks-{index}"), "server": "demo", "model": "demo-1", "prompt": prompt,
            "seconds": 2, "size": { "width": width, "height": height },
            "takes": 1, "inputs": [], "extra": { "seed": index },
        });
        app.invoke("create_jobs", &json!({ "request": request }))
            .expect("the job is made");
    }
    app.until(
        "all clips are on the wall",
        90,
        "const tiles = [...document.querySelectorAll('[data-testid=\"tile\"]')];
         return tiles.length === 3 && tiles.every((tile) => tile.dataset.state === 'ready')",
    );

    app.until(
        "all clips have their posters",
        60,
        "return [...document.querySelectorAll('[data-testid=\"tile\"]')].every((tile) => {
             const poster = tile.querySelector('img');
             return poster !== null && poster.complete && poster.naturalWidth > 0;
         })",
    );

    assert_posters_show_something(&app);

    choose(&app, "theme-dark");
    app.photograph("dark");
    let dark = background(&app);
    choose(&app, "theme-light");
    app.photograph("light");
    assert_ne!(
        dark,
        background(&app),
        "the light theme has the colours of the dark one"
    );
    choose(&app, "language-zh-CN");
    app.until(
        "the page is in Chinese",
        5,
        "return document.documentElement.lang === 'zh-CN'",
    );
    app.photograph("light-zh-CN");
    choose(&app, "theme-dark");
    app.photograph("dark-zh-CN");
}

#[test]
fn everything_is_as_large_as_the_settings_say_also_after_the_next_start() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let app = App::open(&desktop);
    let usual = app.ask("return innerWidth");
    let twice = format!("return Math.abs(innerWidth * 2 - {usual}) <= 2");
    app.click("settings-open");
    app.find("zoom-in", 10);
    // Not by the driver: while sizes change, the place that it clicks is another one.
    app.ask("for (let step = 0; step < 5; step += 1) document.querySelector('[data-testid=\"zoom-in\"]').click();");
    app.until("half as much fits into the window", 15, &twice);
    app.photograph("twice");
    drop(app);

    let app = App::open(&desktop);
    app.find("composer", 15);
    app.until("half as much fits again", 15, &twice);
}

/// A poster that was taken before its frame was there is black all over.
fn assert_posters_show_something(app: &App) {
    let brightest = app.session().run_async(
        "const brightest = [];
         for (const poster of document.querySelectorAll('[data-testid=\"tile\"] img')) {
             const picture = new Image();
             picture.crossOrigin = 'anonymous';
             picture.src = poster.src;
             await picture.decode();
             const canvas = document.createElement('canvas');
             canvas.width = canvas.height = 32;
             const pen = canvas.getContext('2d');
             pen.drawImage(picture, 0, 0, 32, 32);
             brightest.push(Math.max(...pen.getImageData(0, 0, 32, 32).data.filter((_, i) => i % 4 < 3)));
         }
         return brightest",
        &[],
    );
    let brightest = brightest.expect("the posters can be read");
    let values = brightest.as_array().expect("a list");
    assert!(
        values.len() >= PROMPTS.len(),
        "a poster is missing: {brightest}"
    );
    let dark = |value: &serde_json::Value| value.as_u64().is_none_or(|value| value < 40);
    assert!(
        !values.iter().any(dark),
        "a poster is black; brightest values: {brightest}"
    );
}

/// Opens the settings, with all of what comes a moment later and moves what stands below it.
pub fn open_settings(app: &App) {
    app.click("settings-open");
    app.until_text("There is no file yet.", 20);
    app.find("library-size", 20);
    app.find("at-login", 20);
}

/// Chooses something in the settings and closes them.
pub fn choose(app: &App, id: &str) {
    app.click("settings-open");
    app.find("settings", 10);
    app.click(id);
    if id == "theme-dark" {
        app.photograph("settings");
    }
    app.press(ESCAPE);
    app.until(
        "the settings are closed",
        10,
        "return !document.querySelector('[data-testid=\"settings\"]')",
    );
}

fn background(app: &App) -> String {
    let colour = app.ask("return getComputedStyle(document.body).backgroundColor");
    colour.as_str().expect("a colour").to_owned()
}
