//! The wall and the loupe as people see them, in sizes of windows that people have: nothing stands over an edge and no word
//! of a button is cut off. What they look like is for the eye, in `artifacts/e2e/views-…`. One size in both themes, unless
//! `RUSHES_VIEWS=all` asks for all of them and for a display with twice the pixels.

use crate::app::{App, ENTER, ESCAPE};
use crate::desktop::{Desktop, Keychain};
use crate::looks::choose;
use crate::pointer::resize_app;
use serde_json::{Value, json};

/// Width and height in pixels of the display.
type Size = (u32, u32);

const SMALLEST: Size = (1280, 720);
const SIZES: [Size; 4] = [SMALLEST, (1600, 1000), (1920, 1080), (2560, 1440)];
const THEMES: [&str; 2] = ["dark", "light"];

/// Prompt, width, height, takes. The last two go wrong.
const CLIPS: [(&str, u32, u32, u32); 9] = [
    ("A paper boat crosses a rain puddle at dusk", 640, 360, 3),
    ("雪夜里的灯塔,海鸥掠过光束,镜头缓缓拉远", 360, 640, 1),
    ("Neon alley in the rain, a red umbrella", 640, 360, 1),
    ("A lighthouse in snow, gulls over the beam", 640, 360, 2),
    ("A fox asleep under a birch", 512, 512, 1),
    ("晨雾中的茶园", 640, 360, 1),
    ("Steam over a bowl of noodles, close", 360, 640, 1),
    ("[fail] A clock that runs backwards", 640, 360, 1),
    (
        "[refuse] A thing that this server does not make",
        640,
        360,
        1,
    ),
];

/// What stands over the window's edge or is cut off, in words; what lies in something that scrolls may.
const MISFITS: &str = "
    const scrolls = (element) => {
        for (let up = element.parentElement; up; up = up.parentElement) {
            const way = getComputedStyle(up);
            if (/auto|scroll/.test(way.overflowX) && up.scrollWidth > up.clientWidth + 1) return true;
        }
        return false;
    };
    const named = (element) => `${element.tagName} ${element.dataset.testid ?? element.className} ${element.textContent.trim().slice(0, 40)}`;
    const found = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page is wider than the window');
    for (const element of document.querySelectorAll('button, input, select, textarea, h1, h2, a')) {
        const box = element.getBoundingClientRect();
        if (!element.checkVisibility() || box.width < 2 || scrolls(element)) continue;
        if (box.right > innerWidth + 1 || box.left < -1) found.push(`over the edge: ${named(element)}`);
        const style = getComputedStyle(element);
        const cut = element.scrollWidth > element.clientWidth + 1 && style.overflowX !== 'visible';
        if (element.tagName === 'BUTTON' && cut && style.textOverflow !== 'ellipsis') found.push(`cut off: ${named(element)}`);
    }
    return found;";

#[test]
fn the_wall_and_the_loupe_fit_into_every_window() {
    let all = std::env::var("RUSHES_VIEWS").is_ok_and(|wanted| wanted == "all");
    if !all {
        return views(1, &[SMALLEST]);
    }
    views(1, &SIZES);
    views(2, &[(2560, 1440)]);
}

fn views(scale: u32, sizes: &[Size]) {
    let mut desktop = Desktop::start(Keychain::Missing);
    desktop.scale(scale);
    let app = App::open(&desktop);
    each(&app, sizes, scale, |look| look.keep("empty"));
    fill(&app);
    each(&app, sizes, scale, |look| {
        look.keep("wall");
        stack(look);
        loupe(look);
        compare(look);
        search(look);
        failed(look);
    });
}

/// One size of the window in one theme.
struct Look<'a> {
    app: &'a App<'a>,
    name: String,
}

impl Look<'_> {
    /// Takes a picture, and looks for what does not fit.
    fn keep(&self, view: &str) {
        self.app.until(
            "nothing moves",
            10,
            "return document.getAnimations().every((animation) => animation.playState !== 'running'
               || animation.effect.getComputedTiming().endTime === Infinity)",
        );
        self.app.photograph(&format!("views-{view}-{}", self.name));
        let misfits = self.app.ask(MISFITS);
        assert_eq!(misfits, json!([]), "{view} in {}", self.name);
    }
}

fn each(app: &App, sizes: &[Size], scale: u32, mut see: impl FnMut(&Look)) {
    for theme in THEMES {
        choose(app, &format!("theme-{theme}"));
        for &(width, height) in sizes {
            resize_app(app.desktop(), width, height);
            let inner = format!("return innerWidth === {}", width / scale);
            app.until("the window has its size", 20, &inner);
            let name = format!("{theme}-{width}x{height}@{scale}");
            see(&Look { app, name });
        }
    }
}

fn fill(app: &App) {
    for (index, (prompt, width, height, takes)) in CLIPS.iter().enumerate() {
        let request = json!({
            "client_key": format!("views-{index}"), "server": "demo", "model": "demo-1", "prompt": prompt,
            "seconds": 2, "size": { "width": width, "height": height },
            "takes": takes, "inputs": [], "extra": { "seed": index },
        });
        app.invoke("create_jobs", &json!({ "request": request }))
            .expect("the jobs are made");
    }
    app.until(
        "every clip has its poster or its fault",
        180,
        "const tiles = [...document.querySelectorAll('[data-testid=\"tile\"]')];
         const done = (tile) => tile.dataset.state === 'failed'
           || (tile.dataset.state === 'ready' && tile.querySelector('img')?.naturalWidth > 0);
         return tiles.length >= 9 && tiles.every(done)",
    );
}

fn stack(look: &Look) {
    let app = look.app;
    let tiles = "return document.querySelectorAll('[data-testid=\"tile\"]').length";
    let closed = app.ask(tiles);
    app.click("stack-toggle");
    let more = "return document.querySelectorAll('[data-testid=\"tile\"]').length >";
    app.until("the stack is open", 10, &format!("{more} {closed}"));
    look.keep("stack");
    app.click("stack-toggle");
    let back = format!("{tiles} === {closed}");
    app.until("the stack is closed", 10, &back);
}

fn loupe(look: &Look) {
    let app = look.app;
    open(app, "ready");
    app.until(
        "the video shows a frame",
        20,
        "return document.querySelector('[data-testid=\"loupe-video\"]')?.readyState >= 2",
    );
    app.ask("document.querySelector('[data-testid=\"loupe-video\"]').pause()");
    look.keep("loupe");
    close(app);
}

fn compare(look: &Look) {
    let app = look.app;
    app.ask("document.querySelector('[data-testid=\"tile\"][data-state=\"ready\"]').focus()");
    app.press("x");
    app.press(RIGHT);
    app.press("x");
    look.keep("selected");
    app.press("c");
    app.until(
        "two clips beside each other",
        20,
        "const videos = [...document.querySelectorAll('[data-testid=\"compare-video\"]')];
         return videos.length === 2 && videos.every((video) => video.readyState >= 2)",
    );
    look.keep("compare");
    app.click("compare-close");
    app.press(ESCAPE);
}

fn search(look: &Look) {
    let app = look.app;
    for (text, shown, name) in [
        ("灯塔", "tile", "search"),
        ("zeppelin", "empty-clear", "nothing"),
    ] {
        app.fill("[data-testid=\"search\"]", text);
        app.press(ENTER);
        app.find(shown, 20);
        let one = "return document.querySelectorAll('[data-testid=\"tile\"]').length <= 1";
        app.until("only what fits is shown", 20, one);
        look.keep(name);
    }
    app.click("search-clear");
    let many = "return document.querySelectorAll('[data-testid=\"tile\"]').length > 1";
    app.until("the wall shows everything again", 20, many);
}

fn failed(look: &Look) {
    open(look.app, "failed");
    look.keep("failed");
    close(look.app);
}

/// Opens the first clip in that state.
fn open(app: &App, state: &str) {
    let tile = format!("[data-testid=\"tile\"][data-state=\"{state}\"]");
    let there = app.ask(&format!(
        "const tile = document.querySelector('{tile}'); tile?.focus(); return tile !== null"
    ));
    assert_eq!(there, Value::Bool(true), "no clip is {state}");
    app.press(ENTER);
    app.find("loupe", 20);
}

fn close(app: &App) {
    app.press(ESCAPE);
    app.until(
        "the loupe is closed",
        15,
        "return !document.querySelector('[data-testid=\"loupe\"]')",
    );
}

const RIGHT: &str = "\u{e014}";
