//! What a screen reader is given: the tree that the real window shows on the accessibility bus, read as Orca reads it. That the
//! page is right in a browser says nothing of what WebKitGTK makes of it.

use crate::app::{App, ESCAPE};
use crate::desktop::{Desktop, Keychain};
use crate::pointer::press_keys;
use crate::processes::{Owned, wait};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const PROMPT: &str = "A lighthouse in the fog";

/// Something that a screen reader can speak of.
#[derive(Debug, Deserialize)]
struct Node {
    role: String,
    name: String,
    states: Vec<String>,
    interfaces: Vec<String>,
    attributes: BTreeMap<String, String>,
    children: Vec<Node>,
}

/// Roles that say nothing of what a thing is for.
const GENERIC: [&str; 9] = [
    "filler",
    "invalid",
    "paragraph",
    "redundant object",
    "section",
    "static",
    "text container",
    "unknown",
    "",
];

impl Node {
    /// This one and all below it.
    fn all(&self) -> Vec<&Self> {
        let below = self.children.iter().flat_map(Self::all);
        std::iter::once(self).chain(below).collect()
    }

    fn find(&self, role: &str, name: &str) -> Option<&Self> {
        let mut all = self.all().into_iter();
        all.find(|node| node.role == role && node.name.starts_with(name))
    }

    fn is(&self, state: &str) -> bool {
        self.states.iter().any(|one| one == state)
    }

    fn offers(&self, interface: &str) -> bool {
        self.interfaces.iter().any(|one| one == interface)
    }

    /// The window's page: what lies above it is GTK's.
    fn page(&self) -> Option<&Self> {
        self.all()
            .into_iter()
            .find(|node| node.role == "document web")
    }
}

fn script(desktop: &Desktop, what: &str) -> Command {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/screen_reader.py");
    let mut command = desktop.command("/usr/bin/python3");
    command.arg(script).arg(what);
    command
}

fn read(desktop: &Desktop) -> Option<Node> {
    let said = script(desktop, "tree").output().expect("python runs");
    let errors = String::from_utf8_lossy(&said.stderr);
    serde_json::from_slice(&said.stdout).unwrap_or_else(|_| panic!("no tree: {errors}"))
}

/// Reads again and again until there is what `look` wants, and returns all that was read.
fn until(desktop: &Desktop, what: &str, look: impl Fn(&Node) -> bool) -> Node {
    wait(&format!("a screen reader finds {what}"), 30, || {
        read(desktop).filter(|tree| look(tree))
    })
}

fn with_a_reader() -> Desktop {
    Desktop::start(Keychain::Unlocked).with_accessibility()
}

#[test]
fn a_screen_reader_finds_the_window_the_prompt_and_create_with_its_state() {
    let desktop = with_a_reader();
    let app = App::open(&desktop);
    let tree = until(&desktop, "the prompt", |tree| {
        tree.find("entry", "Prompt").is_some()
    });
    let window = tree.find("frame", "Rushes").expect("a window with a name");
    assert!(window.is("active"), "{:?}", window.states);
    assert_eq!(window.page().expect("its page").name, "Rushes");
    let prompt = window.find("entry", "Prompt").expect("the prompt");
    for state in ["editable", "multi-line", "focusable", "enabled"] {
        assert!(prompt.is(state), "no {state} in {:?}", prompt.states);
    }
    // WebKitGTK has no `EditableText`: what is written there is typed, and read by `Text`.
    assert!(prompt.offers("Text"), "{:?}", prompt.interfaces);
    let create = tree.find("button", "Create").expect("Create");
    assert!(!create.is("sensitive"), "nothing is to be made yet");

    app.fill("#prompt", PROMPT);
    until(&desktop, "that Create can be pressed", |tree| {
        tree.find("button", "Create")
            .is_some_and(|create| create.is("sensitive") && create.offers("Action"))
    });
}

/// What is said in live regions from now on.
struct Ear {
    _process: Owned,
    log: PathBuf,
}

impl Ear {
    fn open(desktop: &Desktop) -> Self {
        let log = desktop.folder().join("heard.log");
        let file = fs_err::File::create(&log).expect("a log file").into_file();
        let ear = Self {
            _process: Owned::start(script(desktop, "listen").stdout(file).stderr(Stdio::null())),
            log,
        };
        ear.until("ready");
        ear
    }

    fn until(&self, words: &str) {
        wait(&format!("a screen reader says `{words}`"), 60, || {
            let heard = fs_err::read_to_string(&self.log).unwrap_or_default();
            heard.contains(words).then_some(())
        });
    }
}

#[test]
fn a_tile_is_a_cell_with_state_and_prompt_and_its_end_is_said() {
    let desktop = with_a_reader();
    let app = App::open(&desktop);
    let tree = until(&desktop, "a place for news", |tree| {
        tree.all().into_iter().any(is_news)
    });
    assert!(tree.find("table", "").is_none(), "no wall of nothing");
    let ear = Ear::open(&desktop);
    app.fill("#prompt", PROMPT);
    app.click("create");
    let tree = until(&desktop, "a tile", |tree| {
        tree.find("table cell", "").is_some()
    });
    let tile = tree.find("table cell", "").expect("a tile");
    assert!(tile.name.ends_with(&format!(": {PROMPT}")), "{}", tile.name);
    app.until_tile(&["ready"], 90);
    ear.until(&format!("A clip is done. {PROMPT}"));
    let tree = until(&desktop, "the clip", |tree| {
        tree.find("table cell", &format!("Done: {PROMPT}"))
            .is_some()
    });
    let wall = tree.find("table", "").expect("the wall is a grid");
    assert!(
        wall.find("table row", "").is_some(),
        "its tiles are in rows"
    );
}

/// A polite live region.
fn is_news(node: &Node) -> bool {
    node.attributes
        .get("live")
        .is_some_and(|live| live == "polite")
}

#[test]
fn a_sheet_is_a_dialog_with_a_name_that_takes_the_focus_and_gives_it_back() {
    let desktop = with_a_reader();
    let app = App::open(&desktop);
    app.click("settings-open");
    app.find("settings", 15);
    let tree = until(&desktop, "a dialog that has the focus", |tree| {
        tree.find("dialog", "Settings")
            .is_some_and(|sheet| sheet.all().into_iter().any(|node| node.is("focused")))
    });
    let sheet = tree.find("dialog", "Settings").expect("the sheet");
    assert!(sheet.is("modal"), "{:?}", sheet.states);
    app.press(ESCAPE);
    until(&desktop, "the button that opened it, focused", |tree| {
        tree.find("dialog", "").is_none()
            && tree
                .find("button", "Settings")
                .is_some_and(|button| button.is("focused"))
    });
}

/// What covers the window or hangs on it: what is pressed to have it, by selector, and the role and name of what comes then.
const PLACES: [(&[&str], &str, &str); 22] = [
    (&[], "table", "Wall"),
    (&[SETTINGS], "dialog", "Settings"),
    (&[SETTINGS, "[data-testid=log-open]"], "dialog", "Log"),
    (
        &[SETTINGS, "[data-testid=licences-open]"],
        "dialog",
        "Licences",
    ),
    (
        &[SETTINGS, "[data-testid=guide-open]"],
        "dialog",
        "First steps",
    ),
    (&["[data-testid=spend-open]"], "dialog", "Spend"),
    (&[PALETTE], "dialog", "Commands"),
    (&[PALETTE, "[data-command=connect]"], "dialog", "Connect"),
    (&[PALETTE, "[data-command=craft]"], "dialog", "Presets"),
    (&[PALETTE, "[data-command=newPreset]"], "dialog", "Presets"),
    (
        &[PALETTE, "[data-command=sheet]"],
        "dialog",
        "Keyboard shortcuts",
    ),
    (
        &[PALETTE, "[data-command=preview]"],
        "dialog",
        "Preview request",
    ),
    (&["[data-testid=server-select]"], "list box", ""),
    (&["[data-testid=model-select]"], "list box", ""),
    (&["[data-testid=saved-searches]"], "dialog", ""),
    (&["[data-testid=history]"], "dialog", ""),
    (&[TILE], "dialog", PROMPT),
    (&[TILE, "[data-testid=loupe-more]"], "menu", ""),
    (&[TILE, "[data-testid=remix]"], "dialog", "Remix"),
    (
        &[TILE, "[data-testid=cut-open]"],
        "dialog",
        "Cut and export",
    ),
    (
        &[PALETTE, "[data-command=\"clip.file.4\"]"],
        "dialog",
        "Export 1 clip",
    ),
    // What only shows under the pointer: the keys stand on the tile since the loupe was left.
    (&["[data-testid=clip-more]"], "menu", ""),
];
const SETTINGS: &str = "[data-testid=settings-open]";
const TILE: &str = "[data-testid=tile]";
/// No element but a key.
const PALETTE: &str = "ctrl+k";

/// Controls that a screen reader cannot name, or of which it cannot say what they are.
fn flaws(tree: &Node) -> Vec<String> {
    let controls = tree.page().into_iter().flat_map(Node::all);
    let flawed = controls.filter(|node| {
        let nameless = node.name.trim().is_empty();
        node.is("focusable") && (nameless || GENERIC.contains(&node.role.as_str()))
    });
    let told = flawed.map(|node| format!("{} `{}` {:?}", node.role, node.name, node.attributes));
    told.collect()
}

/// Closes whatever is open over the wall.
fn leave(app: &App) {
    wait("the wall alone is there", 20, || {
        let alone = app.ask(
            "return document.querySelector('dialog[open], [data-testid=loupe], [popover]:not(.toasts):popover-open') === null",
        );
        if alone == true {
            return Some(());
        }
        app.press(ESCAPE);
        None
    });
}

#[test]
fn everything_that_takes_the_focus_has_a_name_and_a_role_wherever_a_person_comes() {
    let desktop = with_a_reader();
    let app = App::open(&desktop);
    app.fill("#prompt", PROMPT);
    app.click("create");
    app.until_tile(&["ready"], 90);
    let mut found = Vec::new();
    for (way, role, name) in PLACES {
        for step in way {
            if *step == PALETTE {
                press_keys(&desktop, &[PALETTE]);
            } else {
                app.find_selector(step, 15);
                app.ask(&format!("document.querySelector('{step}').click()"));
            }
        }
        let place = until(&desktop, &format!("{role} `{name}` by {way:?}"), |tree| {
            tree.find(role, name).is_some()
        });
        let flaws = flaws(&place).into_iter();
        found.extend(flaws.map(|flaw| format!("{way:?}: {flaw}")));
        leave(&app);
    }
    assert!(found.is_empty(), "{found:#?}");
}
