//! Promise 6: a key is in the keychain and nowhere else; without a keychain the person decides.

use crate::app::{App, by_id, files_below};
use crate::desktop::{Desktop, Keychain};
use crate::held_server::HeldServer;
use serde_json::{Value, json};

const KEY: &str = "sk-canary-4b1d9c57e2a84f03b6d8-7Q2x";

#[test]
fn a_key_that_is_saved_in_the_window_is_in_the_keychain_and_in_no_file() {
    let server = HeldServer::start(Vec::new());
    let desktop = Desktop::start(Keychain::Unlocked);
    let app = App::open(&desktop);
    fill_the_sheet(&app, &server);
    app.click("server-save");
    app.until(
        "the sheet is closed",
        20,
        "return !document.querySelector('[data-testid=\"connect-sheet\"]')",
    );

    assert_eq!(
        kept(&app),
        json!({ "present": true, "backend": "keychain", "hint": "7Q2x", "asking": false })
    );
    let mut search = desktop.command("secret-tool");
    search.args(["search", "--all", "service", "app.rushes.Rushes"]);
    let found = search.output().expect("secret-tool answers");
    let secrets = String::from_utf8_lossy(&found.stdout).into_owned();
    assert!(
        secrets.contains(KEY),
        "the keychain does not have the key: {secrets}"
    );
    // After the end too: what a program writes when it closes counts.
    drop(app);
    assert_in_no_file(&desktop);
}

#[test]
fn without_a_keychain_the_window_asks_where_to_keep_the_key() {
    let server = HeldServer::start(Vec::new());
    let desktop = Desktop::start(Keychain::Missing);
    let app = App::open(&desktop);
    fill_the_sheet(&app, &server);
    app.click("server-save");
    app.until_text("No system keychain found.", 30);
    app.photograph("no-keychain");

    app.click_selector(&format!("{} button", by_id("key-question")));
    app.until(
        "the sheet is closed",
        20,
        "return !document.querySelector('[data-testid=\"connect-sheet\"]')",
    );
    assert_eq!(
        kept(&app),
        json!({ "present": true, "backend": "session", "hint": "7Q2x", "asking": false })
    );
    drop(app);
    assert_in_no_file(&desktop);
}

/// Pastes what a provider's page shows, with the key in it, as a person does who copied it there.
fn fill_the_sheet(app: &App, server: &HeldServer) {
    let command = format!(
        "curl {}/videos \\\n  -H 'Authorization: Bearer {KEY}' \\\n  -F model=sora-2 -F 'prompt=A cat' -F seconds=8 -F size=1280x720 -F style=anime",
        server.base_url()
    );
    app.click("connect");
    app.find("paste", 15);
    app.ask(&format!(
        "const data = new DataTransfer(); data.setData('text/plain', {});
         const event = new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true, cancelable: true }});
         return document.querySelector('[data-testid=\"paste\"]').dispatchEvent(event);",
        Value::from(command)
    ));
    app.find("found-address", 15);
    app.fill(&by_id("server-name"), "Canary");
    app.until_text("Connected. Nothing was charged.", 30);
    app.photograph("connect");
    let shown = app.ask(
        "return document.querySelector('[data-testid=\"paste\"]').value + document.body.innerHTML",
    );
    let shown = shown.as_str().expect("a text");
    assert!(
        shown.contains("Bearer ••••••••") && !shown.contains(KEY),
        "the key is shown: {shown}"
    );
}

/// What the window may know about the key of the new server.
fn kept(app: &App) -> Value {
    let servers = app
        .invoke("list_servers", &json!({}))
        .expect("the list of servers");
    let mut servers = servers.as_array().expect("a list").iter();
    let saved = servers
        .find(|server| server["name"] == "Canary")
        .expect("the new server is in the list");
    saved["key"].clone()
}

fn assert_in_no_file(desktop: &Desktop) {
    let files = files_below(desktop.folder());
    assert!(
        files.len() > 3,
        "the search looks in the wrong place: {files:?}"
    );
    for file in files {
        let bytes = fs_err::read(&file).unwrap_or_default();
        let leaked = bytes.windows(KEY.len()).any(|part| part == KEY.as_bytes());
        assert!(!leaked, "the key is in {}", file.display());
    }
}
