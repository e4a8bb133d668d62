//! Settings of the process that WebKitGTK needs, made before anything else runs (platform.md 1.9).
//!
//! What costs acceleration is done only after evidence: a start that died before its page was there, which is remembered for
//! this version of Rushes, or a machine that has nothing to accelerate with. Variables that the user set are respected, and
//! programs that we start get none of ours.

use rushes_core::home::Home;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
#[cfg(target_os = "linux")]
use std::{ffi::OsString, process::Command};

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
    let machine = Machine {
        nvidia: Path::new("/sys/module/nvidia").exists(),
        draws: draws(Path::new("/dev")),
        careful: Home::find().is_ok_and(|home| Memory::read(&file(&home)).learned().careful),
    };
    let before = std::env::var_os(OURS);
    let wanted = wanted(&machine, |name| {
        std::env::var_os(name).filter(|_| !is_ours(name, before.as_ref()))
    });
    // SAFETY: called first in `main`, before any thread exists.
    unsafe {
        for name in NAMES.iter().filter(|name| is_ours(name, before.as_ref())) {
            std::env::remove_var(name);
        }
        for name in &wanted {
            std::env::set_var(name, "1");
        }
        std::env::set_var(OURS, wanted.join(","));
    }
}

/// Names those variables that we have set, also for the program that a restart makes of this one.
#[cfg(target_os = "linux")]
const OURS: &str = "RUSHES_DRAWS_WITH";

/// All variables that may be set here.
#[cfg(target_os = "linux")]
const NAMES: [&str; 3] = [
    "__NV_DISABLE_EXPLICIT_SYNC",
    "WEBKIT_DISABLE_DMABUF_RENDERER",
    "WEBKIT_DISABLE_COMPOSITING_MODE",
];

#[cfg(target_os = "linux")]
fn is_ours(name: &str, ours: Option<&OsString>) -> bool {
    ours.and_then(|ours| ours.to_str())
        .is_some_and(|ours| ours.split(',').any(|our| our == name))
}

/// Takes from a program that we are about to start what was set for our own window alone.
#[cfg(target_os = "linux")]
pub fn strip(command: &mut Command) {
    let ours = std::env::var_os(OURS);
    for name in NAMES.iter().filter(|name| is_ours(name, ours.as_ref())) {
        command.env_remove(name);
    }
    command.env_remove(OURS);
}

/// What is known of the machine before a window is opened.
#[cfg(target_os = "linux")]
struct Machine {
    /// NVIDIA's own driver is loaded.
    nvidia: bool,
    /// Something other than the processor can draw.
    draws: bool,
    /// A start died before its page came.
    careful: bool,
}

/// Whether there is a device that draws: a render node, or what NVIDIA, Mali and Windows' Linux have in its place. Most virtual
/// machines have none, and then everything is drawn by the processor whatever one asks for.
#[cfg(target_os = "linux")]
fn draws(devices: &Path) -> bool {
    let others = ["nvidiactl", "mali0", "dxg"];
    !render_nodes(devices).is_empty() || others.iter().any(|name| devices.join(name).exists())
}

#[cfg(target_os = "linux")]
fn render_nodes(devices: &Path) -> Vec<String> {
    let nodes = std::fs::read_dir(devices.join("dri"));
    let names = nodes.into_iter().flatten().flatten();
    let mut names: Vec<String> = names
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.starts_with("renderD"))
        .collect();
    names.sort();
    names
}

/// What draws here, for the report: render nodes with their drivers, and what stands in the place of one.
#[cfg(target_os = "linux")]
pub fn graphics() -> String {
    let devices = Path::new("/dev");
    let named = |name: String| {
        let driver = std::fs::read_link(format!("/sys/class/drm/{name}/device/driver"));
        let driver = driver
            .ok()
            .and_then(|path| Some(path.file_name()?.to_str()?.to_owned()));
        let driver = driver.unwrap_or_else(|| "unknown driver".to_owned());
        format!("{name} ({driver})")
    };
    let mut found: Vec<String> = render_nodes(devices).into_iter().map(named).collect();
    if let Ok(version) = std::fs::read_to_string("/sys/module/nvidia/version") {
        found.push(format!("NVIDIA's driver {}", version.trim()));
    }
    match (found.is_empty(), draws(devices)) {
        (false, _) => found.join(", "),
        (true, true) => "a device without a render node".to_owned(),
        (true, false) => "the processor".to_owned(),
    }
}

/// Nobody has asked for it elsewhere.
#[cfg(not(target_os = "linux"))]
pub fn graphics() -> String {
    "the system's".to_owned()
}

/// The variables that this machine and its last starts call for, without those that the user has set.
#[cfg(target_os = "linux")]
fn wanted(machine: &Machine, set: impl Fn(&str) -> Option<OsString>) -> Vec<&'static str> {
    // WebKit bug 280210: with NVIDIA's driver on Wayland the window freezes; this keeps acceleration.
    let freezes = machine.nvidia && set("WAYLAND_DISPLAY").is_some();
    // Layers that the processor draws and then puts together, too, cost 90 MiB and gain nothing.
    let by_software = !machine.draws || set("LIBGL_ALWAYS_SOFTWARE").is_some_and(|on| on != "0");
    let called = [freezes, machine.careful, by_software];
    let wanted = NAMES.into_iter().zip(called);
    let wanted = wanted.filter(|(name, called)| *called && set(name).is_none());
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

    #[cfg(target_os = "linux")]
    const CARD: Machine = Machine {
        nvidia: false,
        draws: true,
        careful: false,
    };

    #[cfg(target_os = "linux")]
    fn on(names: &'static [&str]) -> impl Fn(&str) -> Option<OsString> {
        move |name| names.contains(&name).then(|| "1".into())
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
        let wayland = &["WAYLAND_DISPLAY"];
        let driver = || Machine {
            nvidia: true,
            ..CARD
        };
        assert_eq!(
            [
                wanted(&driver(), on(wayland)),
                wanted(&driver(), on(&[])),
                wanted(&CARD, on(wayland))
            ],
            [vec!["__NV_DISABLE_EXPLICIT_SYNC"], vec![], vec![]]
        );
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_the_user_has_set_is_not_touched() {
        let machine = Machine {
            nvidia: true,
            draws: false,
            careful: true,
        };
        assert!(wanted(&machine, |_| Some("0".into())).is_empty());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_careful_start_shares_no_buffers() {
        let machine = Machine {
            careful: true,
            ..CARD
        };
        assert_eq!(
            wanted(&machine, on(&[])),
            ["WEBKIT_DISABLE_DMABUF_RENDERER"]
        );
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_the_processor_draws_is_not_put_together_of_layers() {
        let bare = Machine {
            draws: false,
            ..CARD
        };
        let off = vec!["WEBKIT_DISABLE_COMPOSITING_MODE"];
        assert_eq!(
            [
                wanted(&bare, on(&[])),
                wanted(&CARD, on(&["LIBGL_ALWAYS_SOFTWARE"])),
                wanted(&CARD, on(&[]))
            ],
            [off.clone(), off, vec![]]
        );
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_card_that_only_shows_draws_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        fs_err::create_dir(folder.path().join("dri")).expect("made");
        fs_err::write(folder.path().join("dri/card0"), "").expect("written");
        assert!(!draws(folder.path()));
        fs_err::write(folder.path().join("dri/renderD128"), "").expect("written");
        assert!(draws(folder.path()));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_variable_is_ours_only_if_we_have_set_it() {
        let ours = OsString::from("WEBKIT_DISABLE_COMPOSITING_MODE");
        let [_, theirs, own] = NAMES;
        assert_eq!(
            [
                is_ours(own, Some(&ours)),
                is_ours(theirs, Some(&ours)),
                is_ours(own, None)
            ],
            [true, false, false]
        );
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
