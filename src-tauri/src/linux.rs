//! Settings of the process that WebKitGTK needs, made before anything else runs (platform.md 1.9).
//!
//! What costs acceleration is done only after evidence: a start that died before its page was there. That is remembered for
//! this version of Rushes; the next one tries again. Variables that the user set are respected.

use rushes_core::home::Home;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Beside the list of libraries.
const MEMORY: &str = "graphics.json";

/// What is remembered between starts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    version: String,
    /// A window was opened, and its page has not said yet that it is there.
    starting: bool,
    /// A start died in that time: buffers are not shared with the compositor.
    careful: bool,
}

impl Memory {
    fn read(file: &Path) -> Self {
        let text = fs_err::read_to_string(file).unwrap_or_default();
        let memory: Self = serde_json::from_str(&text).unwrap_or_default();
        if memory.version == env!("CARGO_PKG_VERSION") {
            memory
        } else {
            Self::default()
        }
    }

    fn write(mut self, file: &Path) {
        env!("CARGO_PKG_VERSION").clone_into(&mut self.version);
        let kept = serde_json::to_vec(&self)
            .map_err(std::io::Error::from)
            .and_then(|text| {
                fs_err::create_dir_all(file.parent().unwrap_or(Path::new(".")))?;
                fs_err::write(file, text)
            });
        if let Err(error) = kept {
            tracing::debug!(%error, "how this start goes is not remembered");
        }
    }

    /// What a new start makes of what it finds.
    fn learned(self) -> Self {
        Self {
            careful: self.careful || self.starting,
            starting: false,
            ..self
        }
    }
}

fn file(home: &Home) -> PathBuf {
    home.config.join(MEMORY)
}

/// A window is about to be opened.
pub fn starting(home: &Home) {
    let file = file(home);
    let memory = Memory::read(&file).learned();
    Memory {
        starting: true,
        ..memory
    }
    .write(&file);
}

/// The page is there, or the program ends as it should: nothing died.
pub fn started(home: &Home) {
    let file = file(home);
    let memory = Memory::read(&file);
    if memory.starting {
        Memory {
            starting: false,
            ..memory
        }
        .write(&file);
    }
}

/// Prepares the environment.
#[cfg(target_os = "linux")]
#[expect(
    unsafe_code,
    reason = "the process has one thread yet, so nobody reads the environment meanwhile"
)]
pub fn prepare() {
    let nvidia = Path::new("/sys/module/nvidia").exists();
    let careful = Home::find().is_ok_and(|home| Memory::read(&file(&home)).learned().careful);
    for name in wanted(nvidia, careful, |name| std::env::var_os(name).is_some()) {
        // SAFETY: called first in `main`, before any thread exists.
        unsafe { std::env::set_var(name, "1") };
    }
}

/// The variables that this machine and its last starts call for, without those that the user has set.
#[cfg(target_os = "linux")]
fn wanted(nvidia: bool, careful: bool, is_set: impl Fn(&str) -> bool) -> Vec<&'static str> {
    // WebKit bug 280210: with NVIDIA's driver on Wayland the window freezes; this keeps acceleration.
    let freezes = nvidia && is_set("WAYLAND_DISPLAY");
    let wanted = [
        ("__NV_DISABLE_EXPLICIT_SYNC", freezes),
        ("WEBKIT_DISABLE_DMABUF_RENDERER", careful),
    ];
    let wanted = wanted
        .into_iter()
        .filter(|(name, called)| *called && !is_set(name));
    wanted.map(|(name, _)| name).collect()
}

/// Nothing to prepare elsewhere.
#[cfg(not(target_os = "linux"))]
pub fn prepare() {}

#[cfg(test)]
mod tests {
    use super::*;

    fn home() -> (tempfile::TempDir, Home) {
        let folder = tempfile::tempdir().expect("a folder");
        let home = Home::below(folder.path());
        (folder, home)
    }

    fn careful(home: &Home) -> bool {
        Memory::read(&file(home)).learned().careful
    }

    #[test]
    fn a_start_whose_page_came_costs_nothing() {
        let (_folder, home) = home();
        starting(&home);
        started(&home);
        assert!(!careful(&home));
    }

    #[test]
    fn a_start_that_died_before_its_page_came_makes_the_next_ones_careful() {
        let (_folder, home) = home();
        starting(&home);
        assert!(careful(&home), "the next one");
        starting(&home);
        started(&home);
        assert!(careful(&home), "the one after it");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn explicit_sync_goes_where_nvidia_meets_wayland_and_nowhere_else() {
        let on = |names: &'static [&str]| move |name: &str| names.contains(&name);
        let wayland = &["WAYLAND_DISPLAY"];
        assert_eq!(
            [
                wanted(true, false, on(wayland)),
                wanted(true, false, on(&[])),
                wanted(false, false, on(wayland))
            ],
            [vec!["__NV_DISABLE_EXPLICIT_SYNC"], vec![], vec![]]
        );
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_the_user_has_set_is_not_touched() {
        assert!(wanted(true, true, |_| true).is_empty());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_careful_start_shares_no_buffers() {
        let wanted = wanted(false, true, |_| false);
        assert_eq!(wanted, ["WEBKIT_DISABLE_DMABUF_RENDERER"]);
    }

    #[test]
    fn another_version_tries_again() {
        let (_folder, home) = home();
        starting(&home);
        let text = fs_err::read_to_string(file(&home)).expect("remembered");
        let older = text.replace(env!("CARGO_PKG_VERSION"), "0.0.1");
        fs_err::write(file(&home), older).expect("written");
        assert!(!careful(&home));
    }
}
