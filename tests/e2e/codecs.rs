//! A system without a decoder for H.264: the app says so and what helps, and works for the rest.

use crate::app::{App, ENTER};
use crate::desktop::{Desktop, Keychain};

#[test]
fn without_a_decoder_the_loupe_says_what_to_install_and_is_never_a_black_box() {
    let mut desktop = Desktop::start(Keychain::Unlocked);
    desktop.hide_decoders();
    let app = App::open(&desktop);
    app.click("try-demo");
    app.until_tile(&["ready"], 90);
    assert_eq!(app.videos().len(), 1, "the file is there all the same");
    app.photograph("no-codec-wall");
    app.click("tile");
    if app.session().find("[data-testid=\"loupe\"]").is_err() {
        app.press(ENTER);
    }
    app.find("codec-card", 30);
    app.photograph("no-codec");
    app.until_text("gstreamer1.0-libav", 5);
}
