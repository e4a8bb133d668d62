//! The commands are listed in four places that no compiler compares: the build script (deny by default), the capability
//! (what the window may), the handler (what there is) and the page. A name missing in one is a dead button.

use std::collections::BTreeSet;

fn read(path: &str) -> String {
    let root = env!("CARGO_MANIFEST_DIR");
    fs_err::read_to_string(format!("{root}/{path}")).expect("a file of this repository")
}

/// All `"name"` or `'name'` behind `start` on any line, as snake case.
fn quoted_after(text: &str, start: &str, quote: char) -> BTreeSet<String> {
    text.split(start)
        .skip(1)
        .filter_map(|rest| rest.split(quote).next())
        .map(str::to_owned)
        .collect()
}

fn handled() -> BTreeSet<String> {
    let text = read("src-tauri/src/commands/mod.rs");
    let list = text.split("generate_handler![").nth(1).expect("a handler");
    let list = list.split(']').next().expect("an end");
    list.split(',')
        .filter_map(|path| path.trim().rsplit("::").next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_command_is_declared_to_the_build() {
    let text = read("src-tauri/build.rs");
    let list = text
        .split("= &[")
        .nth(1)
        .and_then(|rest| rest.split("];").next())
        .expect("a list");
    assert_eq!(quoted_after(list, "\n    \"", '"'), handled());
}

#[test]
fn the_window_may_call_every_command_and_nothing_else() {
    let text = read("src-tauri/capabilities/main.json");
    let capability: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let allowed: BTreeSet<String> = capability["permissions"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|permission| {
            let name = permission.as_str().expect("a name");
            name.strip_prefix("allow-")
                .unwrap_or(name)
                .replace('-', "_")
        })
        .collect();
    assert_eq!(allowed, handled());
}

#[test]
fn the_page_calls_exactly_the_commands_that_there_are() {
    let text = read("ui/src/lib/ipc.ts").replace("invoke<Bootstrap>", "invoke");
    assert_eq!(quoted_after(&text, "invoke('", '\''), handled());
}

#[test]
fn the_page_may_reach_nothing_but_itself_and_the_media_server() {
    let config: serde_json::Value = serde_json::from_str(&read("tauri.conf.json")).expect("JSON");
    let policy = config["app"]["security"]["csp"]
        .as_object()
        .expect("a policy");
    for (directive, sources) in policy {
        let sources = sources.as_str().expect("sources");
        assert!(!sources.contains("https:"), "{directive}: {sources}");
        assert!(!sources.contains("unsafe-eval"), "{directive}: {sources}");
    }
    assert_eq!(policy["default-src"], "'none'");
}
