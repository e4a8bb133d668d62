//! One library, one window.

use crate::app::{App, program};
use crate::desktop::{Desktop, Keychain};
use crate::pointer::{active_window, app_window, window_count};
use crate::processes::{Owned, wait};
use std::process::Stdio;

#[test]
fn a_second_start_brings_the_first_window_to_the_front_and_ends() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let app = App::open(&desktop);
    let window = wait("the window of the app", 10, || app_window(&desktop));
    // Another program takes the keyboard first, or there is nothing to bring to the front.
    let mut other = desktop.command("/usr/bin/python3");
    other.args(["-c", OTHER_PROGRAM]);
    let _other = Owned::start(&mut other);
    wait("the other program is in front", 15, || {
        (active_window(&desktop)? != window).then_some(())
    });

    let mut second = desktop.command(program());
    second.stdout(Stdio::null()).stderr(Stdio::null());
    let mut second = Owned::start(&mut second);
    let ended = wait("the second instance ends", 20, || {
        second.child().try_wait().ok()?
    });
    assert!(ended.success(), "the second instance ended with {ended}");
    wait("the first window is in front", 10, || {
        (active_window(&desktop)? == window).then_some(())
    });
    assert_eq!(window_count(&desktop, "^Rushes$"), 1);
    assert!(
        !app.processes().is_empty(),
        "the first instance is still there"
    );
}

const OTHER_PROGRAM: &str = "
import gi
gi.require_version('Gtk', '3.0')
from gi.repository import Gtk
window = Gtk.Window(title='another program')
window.set_default_size(300, 200)
window.show_all()
window.present()
Gtk.main()
";
