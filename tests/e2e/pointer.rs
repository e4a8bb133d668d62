//! The person's hand: what is dragged out of another program's window, or across ours, with the pointer of the display; and
//! keys pressed on its keyboard. `WebDriver` reaches neither the clipboard nor other programs.

use crate::app::{App, by_id};
use crate::desktop::Desktop;
use crate::processes::{Owned, wait};
use std::ffi::OsStr;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Where the window with the file to drag is put: over the wall, away from the composer.
const SOURCE: (i64, i64) = (1250, 650);

/// Drags a file out of a file manager's window, or the address of a picture out of a browser's, into the middle of the
/// element with this `data-testid`, and lets it go.
pub fn drop_from_outside(desktop: &Desktop, app: &App, what: impl AsRef<OsStr>, id: &str) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/drag_source.py");
    let mut command = desktop.command("/usr/bin/python3");
    command
        .arg(script)
        .arg(what)
        .args([SOURCE.0.to_string(), SOURCE.1.to_string()]);
    let _source = Owned::start(command.stdout(Stdio::null()));
    let source = wait("the window with the file is open", 15, || {
        window_named(desktop, "drag source")
    });
    let to = centre(desktop, app, id);
    let start = middle_of(desktop, &source);
    drag(desktop, start, to);
}

/// Drags one element of the window onto another.
pub fn drag_within(desktop: &Desktop, app: &App, from: &str, to: &str) {
    let (from, to) = (centre(desktop, app, from), centre(desktop, app, to));
    drag(desktop, from, to);
}

/// What a clipboard holds.
#[derive(Clone, Copy)]
pub enum Copied {
    /// Pixels, as a screenshot tool copies them.
    Picture,
    /// A file, as a file manager copies it.
    File,
}

/// Copies a picture in another program, which lives as long as the value.
pub fn copy(desktop: &Desktop, copied: Copied, file: &Path) -> Owned {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/clipboard_source.py");
    let mut command = desktop.command("/usr/bin/python3");
    let kind = match copied {
        Copied::Picture => "picture",
        Copied::File => "file",
    };
    command.arg(script).arg(kind).arg(file);
    let owner = Owned::start(command.stdout(Stdio::null()));
    wait("the clipboard is filled", 15, || {
        window_named(desktop, "clipboard source")
    });
    owner
}

/// What a file manager would paste now, by the kinds that it asks for. `None`: no files.
pub fn paste_files(desktop: &Desktop) -> Option<serde_json::Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/clipboard_target.py");
    let said = desktop
        .command("/usr/bin/python3")
        .arg(script)
        .output()
        .expect("python runs");
    let pasted: serde_json::Value = serde_json::from_slice(&said.stdout).expect("JSON");
    (!pasted["files"].is_null()).then_some(pasted)
}

/// Waits until the window of this name has the keyboard: it is seen a moment before the window manager gives it the keys.
pub fn until_in_front(desktop: &Desktop, name: &str) {
    wait(&format!("{name} has the keys"), 20, || {
        let asked = ["getactivewindow", "getwindowname"];
        let said = desktop.command("xdotool").args(asked).output().ok()?;
        (String::from_utf8_lossy(&said.stdout).trim() == name).then_some(())
    });
}

/// Presses keys in the window that has the keyboard, in the words of xdotool: `ctrl+v`.
pub fn press_keys(desktop: &Desktop, keys: &[&str]) {
    let pressed = desktop.command("xdotool").arg("key").args(keys).status();
    assert!(
        pressed.is_ok_and(|status| status.success()),
        "the keys {keys:?} cannot be pressed"
    );
}

/// Presses the cross of the app's window until something is so. As a person does it, who presses again after a while (`patience`):
/// on a busy machine the window manager loses a press now and then.
pub fn press_cross(desktop: &Desktop, what: &str, patience: Duration, is_so: impl Fn() -> bool) {
    wait(what, 30, || {
        until_in_front(desktop, "Rushes");
        press_keys(desktop, &["alt+F4"]);
        let pressed = Instant::now();
        while pressed.elapsed() < patience {
            if is_so() {
                return Some(());
            }
            std::thread::park_timeout(Duration::from_millis(50));
        }
        None
    });
}

/// Chooses a file in the open file dialog, by typing its path; only letters that every keyboard has.
pub fn choose_file(desktop: &Desktop, file: &Path) {
    let dialog = open_dialog(desktop);
    answer_dialog(desktop, &dialog, file);
}

/// Gives a file its name and place in the open dialog, instead of what is proposed there.
pub fn save_file(desktop: &Desktop, file: &Path) {
    let dialog = open_dialog(desktop);
    press_keys(desktop, &["ctrl+a"]);
    answer_dialog(desktop, &dialog, file);
}

fn open_dialog(desktop: &Desktop) -> String {
    wait("the file dialog is open", 15, || {
        let active = active_window(desktop)?;
        (active != app_window(desktop)?).then_some(active)
    })
}

fn answer_dialog(desktop: &Desktop, dialog: &str, file: &Path) {
    // A slash opens the field for a path. What is typed before the field is there is lost, so all of it is typed once it is; and
    // so is what is typed while the dialog first looks for completions.
    let path = file.to_str().expect("letters of a keyboard");
    let typed = desktop
        .command("xdotool")
        .args([
            "key", "slash", "sleep", "0.7", "key", "ctrl+a", "sleep", "0.1", "key", "slash",
            "sleep", "0.5",
        ])
        .args(["type", "--delay", "30", path.trim_start_matches('/')])
        .status();
    assert!(
        typed.is_ok_and(|status| status.success()),
        "nothing can be typed"
    );
    wait("the file is chosen", 15, || {
        press_keys(desktop, &["Return"]);
        (active_window(desktop)? != dialog).then_some(())
    });
}

/// Presses, moves in steps as a hand does (a jump is no drag to GTK), and lets go.
fn drag(desktop: &Desktop, from: (i64, i64), to: (i64, i64)) {
    const STEPS: i64 = 24;
    let step_to = |step: i64| {
        let at = |from: i64, to: i64| from + (to - from) * step / STEPS;
        format!(
            "mousemove {} {}\nsleep 0.03\n",
            at(from.0, to.0),
            at(from.1, to.1)
        )
    };
    let script = [
        format!(
            "mousemove {} {}\nsleep 0.1\nmousedown 1\nsleep 0.1\n",
            from.0, from.1
        ),
        (1..=STEPS).map(step_to).collect(),
        // The last place is announced again, as by a hand that trembles: the target answers to motion only.
        format!("mousemove {} {}\nsleep 0.2\n", to.0 + 2, to.1 + 2),
        format!("mousemove {} {}\nsleep 0.3\nmouseup 1\n", to.0, to.1),
    ]
    .concat();
    let file = desktop.folder().join("drag.xdotool");
    fs_err::write(&file, script).expect("the drag can be written down");
    let moved = desktop.command("xdotool").arg(&file).status();
    assert!(
        moved.is_ok_and(|status| status.success()),
        "the pointer does not move"
    );
}

/// The middle of an element, in pixels of the display.
fn centre(desktop: &Desktop, app: &App, id: &str) -> (i64, i64) {
    let window = app_window(desktop).expect("the window of the app");
    let (left, top, ..) = geometry(desktop, &window).expect("its place");
    let script = format!(
        "const box = document.querySelector('{}').getBoundingClientRect();
         return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]",
        by_id(id)
    );
    let inside = app.ask(&script);
    let number = |index: usize| inside[index].as_i64().expect("a whole number of pixels");
    (left + number(0), top + number(1))
}

fn middle_of(desktop: &Desktop, window: &str) -> (i64, i64) {
    let (x, y, width, height) = geometry(desktop, window).expect("the place of the window");
    (x + width / 2, y + height / 2)
}

/// The window of the app.
pub fn app_window(desktop: &Desktop) -> Option<String> {
    window_named(desktop, "^Rushes$")
}

/// Puts the window of the app into the corner, so large.
pub fn resize_app(desktop: &Desktop, width: u32, height: u32) {
    let window = app_window(desktop).expect("the window of the app");
    let (width, height) = (width.to_string(), height.to_string());
    ask(desktop, &["windowmove", &window, "0", "0"]);
    ask(desktop, &["windowsize", &window, &width, &height]);
}

/// The window that has the keyboard.
pub fn active_window(desktop: &Desktop) -> Option<String> {
    ask(desktop, &["getactivewindow"])
}

/// How many visible windows have a title that matches.
pub fn window_count(desktop: &Desktop, pattern: &str) -> usize {
    ask(desktop, &["search", "--onlyvisible", "--name", pattern])
        .map_or(0, |found| found.lines().count())
}

fn window_named(desktop: &Desktop, pattern: &str) -> Option<String> {
    let found = ask(desktop, &["search", "--onlyvisible", "--name", pattern])?;
    found.lines().last().map(str::to_owned)
}

pub fn geometry(desktop: &Desktop, window: &str) -> Option<(i64, i64, i64, i64)> {
    let said = ask(desktop, &["getwindowgeometry", "--shell", window])?;
    let number = |name: &str| {
        let line = said
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line?.parse().ok()
    };
    Some((
        number("X")?,
        number("Y")?,
        number("WIDTH")?,
        number("HEIGHT")?,
    ))
}

pub fn ask(desktop: &Desktop, args: &[&str]) -> Option<String> {
    let output = desktop.command("xdotool").args(args).output().ok()?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && !said.is_empty()).then_some(said)
}
