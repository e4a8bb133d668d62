//! Settings as a file, through the dialogs of the system: out, and back in.

use crate::app::{App, ESCAPE};
use crate::desktop::{Desktop, Keychain};
use crate::looks::{choose, open_settings};
use crate::pointer::{choose_file, save_file};
use crate::processes::wait;

#[test]
fn settings_that_were_saved_to_a_file_come_back_from_it_at_once() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let app = App::open(&desktop);
    let file = desktop.folder().join("mine.json");
    choose(&app, "theme-light");
    open_settings(&app);
    app.click("settings-save");
    save_file(&desktop, &file);
    wait("the file is written", 20, || {
        let text = fs_err::read_to_string(&file).ok()?;
        text.contains("\"light\"").then_some(())
    });
    app.press(ESCAPE);
    choose(&app, "theme-dark");
    open_settings(&app);
    app.click("settings-load");
    choose_file(&desktop, &file);
    app.until(
        "the window has the theme of the file",
        20,
        "return document.documentElement.dataset.theme === 'light'",
    );
}
