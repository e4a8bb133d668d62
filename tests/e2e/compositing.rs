//! The way in which WebKitGTK draws unless it is told not to: what is on the screen is put together from layers, and a video is one
//! of them. The other tests have it off, as a display without a graphics card is better served without; people have it on.

use crate::app::{App, ENTER, ESCAPE};
use crate::desktop::{Desktop, Keychain};

/// Where the still of a clip was its player's poster, the window stood still for good after 24 of them at the latest.
const OPENINGS: usize = 40;

#[test]
fn a_clip_plays_every_time_it_is_opened_while_layers_are_composited() {
    let mut desktop = Desktop::start(Keychain::Missing);
    desktop.composite();
    let app = App::open(&desktop);
    app.click("try-demo");
    app.until_tile(&["ready"], 90);
    // Its still is there, too.
    app.until(
        "the still of the clip",
        30,
        "return document.querySelector('[data-testid=\"tile\"] img') !== null",
    );
    for _ in 0..OPENINGS {
        app.ask("document.querySelector('[data-testid=\"tile\"]').focus()");
        app.press(ENTER);
        app.until(
            "the clip plays",
            20,
            "return document.querySelector('[data-testid=\"loupe-video\"]')?.currentTime > 0.1",
        );
        app.press(ESCAPE);
        app.until(
            "the loupe is closed",
            20,
            "return document.querySelector('[data-testid=\"loupe\"]') === null",
        );
    }
    app.photograph("composited");
}
