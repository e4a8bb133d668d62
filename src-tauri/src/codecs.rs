//! What to install, on this distribution, so that H.264 plays and clips can be cut. Shown only when it is missing.

/// The command for a terminal, if this distribution is known.
pub fn install_command() -> Option<String> {
    let release = fs_err::read_to_string("/etc/os-release").ok()?;
    command_for(&release).map(str::to_owned)
}

/// The same for ffmpeg, which cuts and exports.
pub fn cutter_command() -> Option<String> {
    let release = fs_err::read_to_string("/etc/os-release").ok()?;
    let command = match family(&release)? {
        Family::Debian => "sudo apt install ffmpeg",
        Family::Fedora => "sudo dnf install ffmpeg-free",
        Family::Arch => "sudo pacman -S ffmpeg",
        Family::Suse => "sudo zypper install ffmpeg",
    };
    Some(command.to_owned())
}

/// Distributions that install in the same way.
enum Family {
    Debian,
    Fedora,
    Arch,
    Suse,
}

fn command_for(os_release: &str) -> Option<&'static str> {
    Some(match family(os_release)? {
        Family::Debian => "sudo apt install gstreamer1.0-libav gstreamer1.0-plugins-bad",
        Family::Fedora => "sudo dnf install gstreamer1-plugin-libav gstreamer1-plugin-openh264",
        Family::Arch => "sudo pacman -S gst-libav gst-plugins-bad",
        Family::Suse => "sudo zypper install gstreamer-plugins-libav gstreamer-plugins-bad",
    })
}

fn family(os_release: &str) -> Option<Family> {
    let field = |name: &str| {
        os_release
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
            .map(|value| value.trim_matches('"').to_lowercase())
            .unwrap_or_default()
    };
    let family = format!("{} {}", field("ID"), field("ID_LIKE"));
    let is = |name: &str| family.split_whitespace().any(|word| word == name);
    if is("debian") || is("ubuntu") {
        Some(Family::Debian)
    } else if is("fedora") || is("rhel") {
        Some(Family::Fedora)
    } else if is("arch") {
        Some(Family::Arch)
    } else if is("suse") || is("opensuse") {
        Some(Family::Suse)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distribution_is_known_by_its_family() {
        let mint = "NAME=\"Linux Mint\"\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n";
        assert!(command_for(mint).is_some_and(|command| command.contains("apt")));
    }

    #[test]
    fn an_unknown_distribution_gets_no_made_up_command() {
        assert_eq!(command_for("ID=plan9\n"), None);
    }
}
