//! The command line while the window has the library.

use crate::app::{App, program};
use crate::desktop::{Desktop, Keychain};
use crate::processes::wait;
use serde_json::{Value, json};
use std::process::Output;

/// The command line that cargo built beside the app.
fn ask(desktop: &Desktop, words: &[&str]) -> Output {
    let program = program().with_file_name("rushes-cli");
    assert!(
        program.exists(),
        "build rushes-cli first: {}",
        program.display()
    );
    let mut command = desktop.command(program);
    command
        .args(words)
        .arg("--json")
        .current_dir(desktop.folder());
    command.output().expect("it starts")
}

fn objects(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .map(|line| serde_json::from_str(line).expect("one object a line"))
        .collect()
}

#[test]
fn the_command_line_asks_the_open_window_and_what_it_makes_appears_there() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let app = App::open(&desktop);
    app.find("empty-card", 15);
    let before = ask(&desktop, &["list"]);
    assert_eq!(
        (before.status.code(), objects(&before).len()),
        (Some(0), 0),
        "{before:?}"
    );
    let words = "create --server demo --size 320x180 --seconds 1 --prompt lighthouse";
    let made = ask(&desktop, &words.split(' ').collect::<Vec<_>>());
    let end = objects(&made).pop().expect("an outcome");
    assert_eq!(
        (made.status.code(), &end["state"]),
        (Some(0), &"ready".into()),
        "{made:?}"
    );
    app.until_tile(&["ready"], 15);
    // A budget that was set outside is kept by the window, which writes its settings as one.
    let budget = ask(&desktop, &["budget", "5.00"]);
    assert_eq!(budget.status.code(), Some(0), "{budget:?}");
    app.fill("#prompt", "something else");
    wait("the window wrote its form", 15, || {
        let boot = app.invoke("bootstrap", &json!({})).ok()?;
        let form = boot["settings"]["composer"].to_string();
        form.contains("something else").then_some(())
    });
    let kept = objects(&ask(&desktop, &["budget"]))
        .pop()
        .expect("a budget");
    assert_eq!(kept["budget"]["micros"], 5_000_000, "{kept}");
    desktop.photograph("command-line");
}
