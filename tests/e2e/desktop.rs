//! A desktop of its own for each scenario: display, window manager, session bus and, if wanted, an unlocked keychain.
//! Nothing of the machine's own session is seen or touched, so scenarios cannot disturb each other or the person at work.

use crate::processes::{Owned, wait};
use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A bus that starts nothing by itself: what is not started here does not exist, such as a keychain.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// Without one the keychain file would not be encrypted, and the search for a leaked key would find it there.
const KEYCHAIN_PASSWORD: &str = "the password of a scratch keychain";

/// In the names of the plugins that decode H.264, in software or with a graphics card.
const DECODERS: [&str; 8] = [
    "libav", "openh264", "gstva", "v4l2", "nvcodec", "msdk", "qsv", "vulkan",
];

/// Whether the desktop has a keychain.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keychain {
    Unlocked,
    Missing,
}

/// A desktop that lives as long as this value.
pub struct Desktop {
    environment: Vec<(&'static str, OsString)>,
    // In the order in which they may end: what is drawn on the display before the display.
    _accessibility: Option<Owned>,
    _keychain: Option<Owned>,
    _window_manager: Owned,
    _bus: Owned,
    _display: Owned,
    scratch: TempDir,
}

impl Desktop {
    pub fn start(keychain: Keychain) -> Self {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let mut environment = folders(scratch.path());
        let (display, number) = start_display(scratch.path());
        environment.push(("DISPLAY", format!(":{number}").into()));
        let (bus, address) = start_bus(scratch.path());
        // What is asked of the system's bus, such as not to sleep, is nothing of this machine's either.
        environment.push(("DBUS_SYSTEM_BUS_ADDRESS", address.clone().into()));
        environment.push(("DBUS_SESSION_BUS_ADDRESS", address.into()));
        let window_manager = start_window_manager(&environment);
        let keychain = (keychain == Keychain::Unlocked).then(|| start_keychain(&environment));
        Self {
            environment,
            _accessibility: None,
            _keychain: keychain,
            _window_manager: window_manager,
            _bus: bus,
            _display: display,
            scratch,
        }
    }

    /// Takes away what decodes H.264, as on a system that was installed without it: `GStreamer` sees a folder with all its
    /// other plugins.
    pub fn hide_decoders(&mut self) {
        let shown = self.folder().join("plugins");
        fs_err::create_dir(&shown).expect("a folder for plugins");
        for plugin in plugins() {
            let name = plugin.file_name().expect("a file's name").to_owned();
            let text = name.to_string_lossy();
            if !DECODERS.iter().any(|decoder| text.contains(decoder)) {
                std::os::unix::fs::symlink(&plugin, shown.join(&name)).expect("a link to a plugin");
            }
        }
        let registry = self.folder().join("registry.bin");
        self.environment.extend([
            ("GST_PLUGIN_SYSTEM_PATH_1_0", shown.into_os_string()),
            ("GST_REGISTRY_1_0", registry.into_os_string()),
        ]);
    }

    /// The same with what a screen reader reads by. Programs look for it when they start, and never again.
    pub fn with_accessibility(mut self) -> Self {
        self.environment.retain(|(name, _)| *name != "NO_AT_BRIDGE");
        let mut launcher = self.command(accessibility_launcher());
        launcher
            .args(["--launch-immediately", "--a11y=1", "--screen-reader=1"])
            .stdout(Stdio::null())
            .stderr(log(self.folder(), "accessibility.log"));
        let launcher = Owned::start(&mut launcher);
        wait("the accessibility bus is there", 15, || {
            owns_name(&self.environment, "org.a11y.Bus").then_some(())
        });
        Self {
            _accessibility: Some(launcher),
            ..self
        }
    }

    /// Lets the web view put its layers together with a compositor, as it does where there is a graphics card.
    pub fn composite(&mut self) {
        self.environment
            .push(("WEBKIT_DISABLE_COMPOSITING_MODE", "0".into()));
    }

    /// How many pixels of the display are one of a program.
    pub fn scale(&mut self, scale: u32) {
        self.environment
            .push(("GDK_SCALE", scale.to_string().into()));
    }

    /// The app asks for new versions as this part of its configuration says. Debug builds alone read it.
    pub fn update_from(&mut self, part: &serde_json::Value) {
        let file = self.scratch.path().join("updater.json");
        fs_err::write(&file, part.to_string()).expect("written");
        self.environment.push(("RUSHES_UPDATER", file.into()));
    }

    /// A program on this desktop, with nothing of our own environment but the PATH.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        command(&self.environment, program)
    }

    /// Everything that programs of this desktop write lies below.
    pub fn folder(&self) -> &Path {
        self.scratch.path()
    }

    /// `RUSHES_HOME` of this desktop's user.
    pub fn rushes_home(&self) -> PathBuf {
        self.folder().join("rushes")
    }

    /// What the person sees, all windows together, as `artifacts/e2e/NAME.png`.
    pub fn photograph(&self, name: &str) {
        self.photograph_window("root", name);
    }

    /// One window by its X id, or `root`.
    pub fn photograph_window(&self, window: &str, name: &str) {
        let file = artifact(name);
        let taken = self
            .command("import")
            .args(["-window", window])
            .arg(&file)
            .status();
        assert!(
            taken.is_ok_and(|status| status.success()),
            "no screenshot {}",
            file.display()
        );
    }
}

/// Where a screenshot is kept.
pub fn artifact(name: &str) -> PathBuf {
    artifacts().join(format!("{name}.png"))
}

/// Where screenshots and numbers are left for the eye.
pub fn artifacts() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts/e2e");
    fs_err::create_dir_all(&folder).expect("a folder for screenshots");
    folder
}

/// The plugins of `GStreamer` on this machine, wherever its distribution has them.
fn plugins() -> Vec<PathBuf> {
    let entries = |folder: &Path| {
        let entries = fs_err::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect::<Vec<_>>()
    };
    let mut places = vec![PathBuf::from("/usr/lib64")];
    places.extend(entries(Path::new("/usr/lib")));
    let plugins: Vec<PathBuf> = places
        .iter()
        .flat_map(|place| entries(&place.join("gstreamer-1.0")))
        .filter(|path| path.extension().is_some_and(|extension| extension == "so"))
        .collect();
    assert!(!plugins.is_empty(), "GStreamer has no plugins here");
    plugins
}

fn folders(scratch: &Path) -> Vec<(&'static str, OsString)> {
    let folder = |name: &str| {
        let path = scratch.join(name);
        fs_err::create_dir_all(&path).expect("a folder of the scratch user");
        path.into_os_string()
    };
    let run = folder("run");
    let private = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o700);
    fs_err::set_permissions(&run, private).expect("a private run-time folder");
    vec![
        ("HOME", folder("home")),
        ("XDG_CONFIG_HOME", folder("config")),
        ("XDG_DATA_HOME", folder("data")),
        ("XDG_CACHE_HOME", folder("cache")),
        ("XDG_STATE_HOME", folder("state")),
        ("XDG_RUNTIME_DIR", run),
        ("RUSHES_HOME", folder("rushes")),
        ("LANG", "C.UTF-8".into()),
        ("LANGUAGE", "en".into()),
        ("RUST_BACKTRACE", "1".into()),
        // A display without a graphics card (platform.md 2.3): Rushes puts no layers together there by itself.
        ("GDK_BACKEND", "x11".into()),
        ("LIBGL_ALWAYS_SOFTWARE", "1".into()),
        ("WEBKIT_DISABLE_DMABUF_RENDERER", "1".into()),
        // No accessibility bus is there to be asked.
        ("NO_AT_BRIDGE", "1".into()),
    ]
}

fn command(
    environment: &[(&'static str, OsString)],
    program: impl AsRef<std::ffi::OsStr>,
) -> Command {
    let mut command = Command::new(program);
    command.env_clear().stdin(Stdio::null());
    command.envs(std::env::vars_os().filter(|(name, _)| name == "PATH"));
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    command
}

fn log(scratch: &Path, name: &str) -> Stdio {
    let file = fs_err::File::create(scratch.join(name)).expect("a log file");
    file.into_file().into()
}

/// The first line that a process prints.
fn first_line(process: &mut Owned) -> String {
    let output = process.child().stdout.take().expect("a piped output");
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).expect("a line");
    line.trim().to_owned()
}

fn start_display(scratch: &Path) -> (Owned, String) {
    let mut command = Command::new("Xvfb");
    // The server chooses a free number and says it once it can be used.
    command.args([
        "-displayfd",
        "1",
        "-screen",
        "0",
        // Room for the largest window of `views`.
        "2560x1440x24",
        "-nolisten",
        "tcp",
    ]);
    command.args(["-noreset", "-dpi", "96"]);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log(scratch, "display.log"));
    let mut display = Owned::start(&mut command);
    let number = first_line(&mut display);
    assert!(!number.is_empty(), "Xvfb says no display number");
    (display, number)
}

fn start_bus(scratch: &Path) -> (Owned, String) {
    let configuration = scratch.join("bus.conf");
    fs_err::write(&configuration, BUS).expect("the configuration of the bus");
    let mut command = Command::new("dbus-daemon");
    command
        .arg("--config-file")
        .arg(configuration)
        .args(["--nofork", "--print-address=1"]);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log(scratch, "bus.log"));
    let mut bus = Owned::start(&mut command);
    let address = first_line(&mut bus);
    assert!(!address.is_empty(), "the bus says no address");
    (bus, address)
}

fn start_window_manager(environment: &[(&'static str, OsString)]) -> Owned {
    let mut openbox = command(environment, "openbox");
    let openbox = Owned::start(openbox.stdout(Stdio::null()).stderr(Stdio::null()));
    wait("the window manager manages", 15, || {
        let mut desktop = command(environment, "xdotool");
        let desktop = desktop
            .arg("get_desktop")
            .stderr(Stdio::null())
            .stdout(Stdio::null());
        desktop
            .status()
            .is_ok_and(|status| status.success())
            .then_some(())
    });
    openbox
}

fn start_keychain(environment: &[(&'static str, OsString)]) -> Owned {
    let mut daemon = command(environment, "gnome-keyring-daemon");
    daemon.args(["--foreground", "--unlock", "--components=secrets"]);
    let mut daemon = Owned::start(
        daemon
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null()),
    );
    let mut input = daemon.child().stdin.take().expect("a piped input");
    input
        .write_all(KEYCHAIN_PASSWORD.as_bytes())
        .expect("the keychain reads its password");
    drop(input);
    wait("the keychain answers", 15, || {
        owns_name(environment, "org.freedesktop.secrets").then_some(())
    });
    daemon
}

/// Whether a program on the session bus has this name.
fn owns_name(environment: &[(&'static str, OsString)], name: &str) -> bool {
    let asked = command(environment, "dbus-send")
        .args(["--session", "--print-reply", "--dest=org.freedesktop.DBus"])
        .args(["/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner"])
        .arg(format!("string:{name}"))
        .output();
    asked.is_ok_and(|said| String::from_utf8_lossy(&said.stdout).contains("boolean true"))
}

/// Not on the PATH, and not at the same place everywhere: Debian and Fedora, Arch, older Debian.
fn accessibility_launcher() -> PathBuf {
    let places = ["/usr/libexec", "/usr/lib", "/usr/lib/at-spi2-core"];
    let mut found = places
        .map(|place| Path::new(place).join("at-spi-bus-launcher"))
        .into_iter();
    found
        .find(|file| file.exists())
        .expect("at-spi2-core is installed")
}
