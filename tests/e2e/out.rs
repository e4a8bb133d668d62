//! Out of the app: what other programs get when a clip is copied.

use crate::app::App;
use crate::desktop::{Desktop, Keychain};
use crate::pointer::{paste_files, press_keys};
use crate::processes::wait;
use serde_json::json;

#[test]
fn a_copied_clip_can_be_pasted_in_every_kind_of_file_manager() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let app = App::open(&desktop);
    app.fill("#prompt", "A lantern on the water");
    app.click("create");
    app.until_tile(&["ready"], 90);
    app.ask("document.querySelector('[data-testid=\"tile\"]').focus()");
    press_keys(&desktop, &["ctrl+c"]);
    app.until_text("1 file copied.", 15);

    let video = app.videos().remove(0);
    let address = format!("file://{}", video.display()).replace(' ', "%20");
    let pasted = wait("the file is on the clipboard", 15, || paste_files(&desktop));
    assert_eq!(
        pasted,
        json!({
            "x-special/gnome-copied-files": format!("copy\n{address}"),
            "text/uri-list": format!("{address}\r\n"),
            "files": [address],
        })
    );
}
