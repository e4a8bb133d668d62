//! The app on a desktop: started through the driver, found by its test ids, killed when a scenario wants it.

use crate::desktop::Desktop;
use crate::driver::{self, Element, Refused, Session};
use crate::pointer::app_window;
use crate::processes::{Owned, kill, running, wait};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::path::{Path, PathBuf};

/// Keys of W3C `WebDriver` 17.4.2.
pub const ENTER: &str = "\u{e007}";
pub const ESCAPE: &str = "\u{e00c}";

/// The app that cargo built together with these tests.
pub fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_rushes"))
}

/// An open window.
pub struct App<'a> {
    session: Session,
    _driver: Owned,
    desktop: &'a Desktop,
}

impl<'a> App<'a> {
    /// Starts the app and waits until a person sees its interface.
    pub fn open(desktop: &'a Desktop) -> Self {
        Self::open_until(desktop, "wall")
    }

    /// Starts the app and waits for the screen that says why it cannot work.
    pub fn open_in_vain(desktop: &'a Desktop) -> Self {
        Self::open_until(desktop, "failure")
    }

    fn open_until(desktop: &'a Desktop, shown: &str) -> Self {
        let (port, native_port) = (free_port(), free_port());
        let mut command = desktop.command("tauri-driver");
        command.args(["--port", &port, "--native-port", &native_port]);
        let log = fs_err::File::create(desktop.folder().join("driver.log")).expect("a log file");
        let errors = log.file().try_clone().expect("the log file");
        command.stdout(log.into_file()).stderr(errors);
        let driver = Owned::start(&mut command);
        let address = format!("http://127.0.0.1:{port}");
        wait("tauri-driver answers", 20, || {
            driver::answers(&address).then_some(())
        });
        let session = Session::open(&address, program())
            .unwrap_or_else(|Refused(why)| panic!("the window does not open: {why}"));
        let app = Self {
            session,
            _driver: driver,
            desktop,
        };
        app.find(shown, 30);
        // The window is shown once there is something to see in it.
        wait("the window is shown", 20, || app_window(desktop).map(drop));
        app
    }

    pub fn desktop(&self) -> &Desktop {
        self.desktop
    }

    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The element with this `data-testid`, once it is there.
    pub fn find(&self, id: &str, seconds: u64) -> Element {
        self.find_selector(&by_id(id), seconds)
    }

    /// The first element that the selector matches, once there is one.
    pub fn find_selector(&self, selector: &str, seconds: u64) -> Element {
        wait(&format!("{selector} is shown"), seconds, || {
            self.session.find(selector).ok()
        })
    }

    /// Clicks as soon as that is possible: an element may still be moving into its place.
    pub fn click(&self, id: &str) {
        self.click_selector(&by_id(id));
    }

    pub fn click_selector(&self, selector: &str) {
        wait(&format!("{selector} can be clicked"), 15, || {
            let element = self.session.find(selector).ok()?;
            self.session.click(&element).ok()
        });
    }

    /// A click at which the program ends, maybe before it can answer.
    pub fn click_last(&self, id: &str) {
        let button = self.find_selector(&by_id(id), 15);
        let _ = self.session.click(&button);
    }

    /// Replaces what a field holds.
    pub fn fill(&self, selector: &str, text: &str) {
        let field = self.find_selector(selector, 15);
        let filled = self
            .session
            .clear(&field)
            .and_then(|()| self.session.type_into(&field, text));
        filled.unwrap_or_else(|Refused(why)| panic!("{selector} cannot be filled: {why}"));
    }

    pub fn press(&self, key: &str) {
        self.session
            .press(key)
            .unwrap_or_else(|Refused(why)| panic!("no key press: {why}"));
    }

    /// What a script returns.
    pub fn ask(&self, script: &str) -> Value {
        let answer = self.session.run(script, &[]);
        answer.unwrap_or_else(|Refused(why)| panic!("`{script}` fails: {why}"))
    }

    /// Waits until a script returns `true`.
    pub fn until(&self, what: &str, seconds: u64, script: &str) {
        wait(what, seconds, || {
            (self.session.run(script, &[]).ok()? == Value::Bool(true)).then_some(())
        });
    }

    /// Waits until the page shows this text.
    pub fn until_text(&self, text: &str, seconds: u64) {
        let script = format!("return document.body.innerText.includes({})", json!(text));
        self.until(&format!("`{text}` is shown"), seconds, &script);
    }

    /// Calls a command of the shell, as the interface does.
    pub fn invoke(&self, command: &str, args: &Value) -> Result<Value, Refused> {
        let script = "return await window.__TAURI_INTERNALS__.invoke(args[0], args[1])";
        self.session
            .run_async(script, &[json!(command), args.clone()])
    }

    /// Waits until the newest tile is in one of these states; says which.
    pub fn until_tile(&self, states: &[&str], seconds: u64) -> String {
        let script = format!(
            "return document.querySelector('{}')?.dataset.state ?? null",
            by_id("tile")
        );
        wait(&format!("a tile is one of {states:?}"), seconds, || {
            let state = self.session.run(&script, &[]).ok()?.as_str()?.to_owned();
            states.contains(&state.as_str()).then_some(state)
        })
    }

    /// The window as `artifacts/e2e/NAME.png`: taken from the display, as `WebKitWebDriver`'s own screenshot never comes
    /// when compositing is off.
    pub fn photograph(&self, name: &str) {
        let window = app_window(self.desktop).expect("the window of the app");
        self.desktop.photograph_window(&window, name);
    }

    /// The processes of this desktop that run the app.
    pub fn processes(&self) -> Vec<u32> {
        let home = format!("RUSHES_HOME={}", self.desktop.rushes_home().display());
        running(program(), &home)
    }

    /// `kill -9`, and gone.
    pub fn kill(self) {
        let killed = self.processes();
        assert!(!killed.is_empty(), "the app is not running");
        killed.iter().copied().for_each(kill);
        wait("the killed app is gone", 10, || {
            self.processes().is_empty().then_some(())
        });
    }

    /// The finished videos in the library.
    pub fn videos(&self) -> Vec<PathBuf> {
        let mut found = files_below(&self.desktop.rushes_home().join("library/media"));
        found.retain(|file| file.extension().is_some_and(|extension| extension == "mp4"));
        found
    }
}

#[allow(
    clippy::print_stderr,
    reason = "the log of a failed scenario is for whoever reads the test's output"
)]
impl Drop for App<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.desktop
                .photograph(&format!("failed-{}", thread_name()));
            if let Ok(log) = fs_err::read_to_string(self.desktop.folder().join("driver.log")) {
                eprintln!("--- what the app and its driver said\n{log}");
            }
        } else {
            self.session.close();
        }
    }
}

/// Every file below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        // A folder may go while we look: caches do.
        for entry in fs_err::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files
}

pub fn by_id(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}

fn thread_name() -> String {
    let thread = std::thread::current();
    thread.name().unwrap_or("scenario").replace("::", "-")
}

/// A port that nobody listens at. Another process could take it in the meantime; then the scenario fails and says so.
fn free_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    listener
        .local_addr()
        .expect("its address")
        .port()
        .to_string()
}
