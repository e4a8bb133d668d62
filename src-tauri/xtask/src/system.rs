//! What has to come from the operating system, and how to get it. Installs only where it knows how (apt-get on Debian and
//! Ubuntu), says so before, and explains everywhere else.

use crate::command::{Call, call};
use crate::repository::Repository;
use anyhow::{Context as _, Result, bail};

/// A purpose and what it needs of the system.
pub struct Needs {
    /// What it is for, to complete "… needs".
    purpose: &'static str,
    /// Debian's names.
    debian: &'static [&'static str],
    /// What pkg-config must find when the packages were installed by other means.
    library: Option<&'static str>,
}

/// To build the engine and the demo server, and to draw their text: C and C++ for `SQLite` and openh264 (nasm makes it
/// several times as fast), and fonts for prompts in Latin and Chinese.
pub const BUILD_CORE: Needs = Needs {
    purpose: "building Rushes without its window",
    debian: &[
        "build-essential",
        "nasm",
        "fonts-dejavu-core",
        "fonts-noto-cjk",
    ],
    library: None,
};

/// To build and use the window: `WebKitGTK`, and the `GStreamer` plugins with which it plays H.264 in MP4.
pub const BUILD_WINDOW: Needs = Needs {
    purpose: "building and running Rushes",
    debian: &[
        "build-essential",
        "nasm",
        "pkg-config",
        "libwebkit2gtk-4.1-dev",
        "librsvg2-dev",
        "gstreamer1.0-plugins-good",
        "gstreamer1.0-plugins-bad",
        "gstreamer1.0-libav",
        "gstreamer1.0-gl",
        "fonts-dejavu-core",
        "fonts-noto-cjk",
        "xdg-utils",
    ],
    library: Some("webkit2gtk-4.1"),
};

/// Chromium without a window of its own.
const BROWSER: &str = "chromium-headless-shell";

/// To test the real window: a display without a screen, a window manager and a pointer, a session bus and a keychain, what a
/// screen reader reads by, a driver for the web view, a source of dragged files, ffmpeg to cut clips with, screenshots in GNOME's typeface; and a browser for the interface alone.
pub const TEST: Needs = Needs {
    purpose: "the tests",
    debian: &[
        BROWSER,
        "at-spi2-core",
        "dbus",
        "ffmpeg",
        "fonts-inter",
        "gir1.2-atspi-2.0",
        "gir1.2-gtk-3.0",
        "gnome-keyring",
        "imagemagick",
        "libsecret-tools",
        "openbox",
        "python3-gi",
        "webkit2gtk-driver",
        "xdotool",
        "xvfb",
    ],
    library: None,
};

/// To make packages, and to look whether what desktops read of them is well-formed.
pub const PACKAGE: Needs = Needs {
    purpose: "packages",
    debian: &["appstream", "desktop-file-utils", "shared-mime-info"],
    library: None,
};

/// To try Rushes in a system of its own, with the display, window manager and pointer of this one.
pub const TRY: Needs = Needs {
    purpose: "trying Rushes in a new Debian",
    debian: &[
        "debootstrap",
        "imagemagick",
        "openbox",
        "procps",
        "xdotool",
        "xvfb",
    ],
    library: None,
};

const ELSEWHERE: &str = "\
  Fedora:   sudo dnf install gcc gcc-c++ make nasm pkgconf-pkg-config webkit2gtk4.1-devel librsvg2-devel \\
              gstreamer1-plugins-good gstreamer1-plugins-bad-free gstreamer1-plugin-openh264 gstreamer1-plugin-libav \\
              google-noto-sans-cjk-fonts
  Arch:     sudo pacman -S --needed base-devel nasm webkit2gtk-4.1 librsvg gst-plugins-good gst-plugins-bad gst-libav \\
              noto-fonts-cjk
  macOS:    xcode-select --install
  Windows:  Visual Studio Build Tools with \"Desktop development with C++\"; WebView2 is part of Windows 11";

/// Whether a window can be opened. Only Linux machines go without.
pub fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Sees to it that what `needs` names is installed.
pub fn provide(repository: &Repository, needs: &Needs) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if is_debian() {
        return install(repository, needs);
    }
    let found = |library| {
        let query = call("pkg-config", repository.root()).args(["--exists", library]);
        query.ask().is_some()
    };
    match needs.library {
        Some(library) if !found(library) => bail!(
            "{} needs {library}, which pkg-config does not find. Install it and start again:\n{ELSEWHERE}",
            needs.purpose
        ),
        Some(library) => println!("• pkg-config finds {library}"),
        None => println!(
            "• This is neither Debian nor Ubuntu: {} needs what Debian calls {}. Going on with what is here",
            needs.purpose,
            needs.debian.join(" ")
        ),
    }
    Ok(())
}

fn install(repository: &Repository, needs: &Needs) -> Result<()> {
    let missing: Vec<&str> = needs
        .debian
        .iter()
        .copied()
        .filter(|package| !is_installed(repository, package))
        .collect();
    if missing.is_empty() {
        println!("• The system packages for {} are installed", needs.purpose);
        return Ok(());
    }
    let list = missing.join(" ");
    println!(
        "• {} needs system packages that are missing: {list}",
        needs.purpose
    );
    let by_hand = format!("sudo apt-get update && sudo apt-get install {list}");
    let as_root = is_root(repository);
    if !as_root && !on_path(repository, "sudo") {
        bail!("Only root can install them, and there is no sudo here. As root: {by_hand}");
    }
    if as_root {
        println!("• Installing them with apt-get");
    } else {
        println!("• Installing them with apt-get through sudo, which may ask for your password");
    }
    apt_get(repository, as_root)
        .args(["update"])
        .run()
        .context("the list of packages could not be brought up to date")?;
    apt_get(repository, as_root)
        .args(["install", "--yes", "--no-install-recommends"])
        .args(&missing)
        .run()
        .with_context(|| format!("install them by hand and start again: {by_hand}"))
}

fn apt_get(repository: &Repository, as_root: bool) -> Call {
    // `env` because sudo does not hand our environment on.
    let words = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    if as_root {
        call(words[0], repository.root()).args(&words[1..])
    } else {
        call("sudo", repository.root()).with_input().args(words)
    }
}

fn is_installed(repository: &Repository, package: &str) -> bool {
    // Ubuntu has its Chromium from another shop, and whole; what counts is that it can be started.
    if package == BROWSER && on_path(repository, "chromium") && !knows(repository, package) {
        return true;
    }
    call("dpkg-query", repository.root())
        .args(["--show", "--showformat=${db:Status-Status}", package])
        .ask()
        .is_some_and(|status| status == "installed")
}

/// Whether apt-get could install it.
fn knows(repository: &Repository, package: &str) -> bool {
    let look = call("apt-cache", repository.root()).args(["show", package]);
    look.ask().is_some()
}

pub fn is_root(repository: &Repository) -> bool {
    call("id", repository.root())
        .args(["-u"])
        .ask()
        .is_some_and(|id| id == "0")
}

/// Whether a program can be started by its bare name.
pub fn on_path(repository: &Repository, program: &str) -> bool {
    let look = call("sh", repository.root()).args(["-c", "command -v -- \"$1\"", "sh", program]);
    look.ask().is_some()
}

fn is_debian() -> bool {
    fs_err::read_to_string("/etc/os-release").is_ok_and(|text| names_debian(&text))
}

/// Whether `/etc/os-release` names Debian or one of its descendants (os-release(5): `ID`, `ID_LIKE`).
fn names_debian(os_release: &str) -> bool {
    os_release
        .lines()
        .filter_map(|line| line.split_once('='))
        .filter(|(key, _)| matches!(*key, "ID" | "ID_LIKE"))
        .flat_map(|(_, value)| value.trim_matches('"').split_whitespace())
        .any(|id| matches!(id, "debian" | "ubuntu"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debian_is_recognised_by_its_id() {
        assert!(names_debian("NAME=\"Debian GNU/Linux\"\nID=debian\n"));
    }

    #[test]
    fn a_descendant_is_recognised_by_what_it_is_like() {
        assert!(names_debian("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
    }

    #[test]
    fn a_mere_mention_of_debian_is_not_debian() {
        assert!(!names_debian("ID=fedora\nHOME_URL=https://debian.org\n"));
    }
}
