//! Starting at login, as the desktop keeps it: a desktop entry in the user's `autostart` folder. Whether it is on is read
//! there each time, because desktops have switches for it of their own.
//!
//! Only on Linux and outside of sandboxes, where that folder is not ours to write in.

use rushes_core::dto::NotOffered;
use std::{
    io,
    path::{Path, PathBuf},
};

/// What the entry starts Rushes with.
pub const AT_LOGIN: &str = "--at-login";
/// The name of our desktop entry as Tauri installs it, sign by sign; one of the same name in that folder is known to belong to it.
pub const ENTRY: &str = "Rushes.desktop";

/// Why it cannot be set; `None`: it can.
pub fn refused() -> Option<NotOffered> {
    if !cfg!(target_os = "linux") {
        Some(NotOffered::System)
    } else if is_sandboxed() {
        Some(NotOffered::Sandboxed)
    } else {
        None
    }
}

/// Flatpak or Snap.
pub fn is_sandboxed() -> bool {
    Path::new("/.flatpak-info").exists() || std::env::var_os("SNAP").is_some()
}

/// Whether this start came of it.
#[cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "for the tray, which is Linux's alone yet")
)]
pub fn is_this_start() -> bool {
    std::env::args_os().any(|argument| argument == AT_LOGIN)
}

/// Whether the desktop starts Rushes at login.
pub fn is_on() -> bool {
    refused().is_none() && folder().is_some_and(|folder| is_on_in(&folder))
}

/// Sets it.
pub fn set(on: bool) -> io::Result<()> {
    let folder = folder().ok_or(io::ErrorKind::NotFound)?;
    if on {
        put(&folder, &program()?)
    } else {
        take_away(&folder)
    }
}

/// As it was at first, together with the other settings.
pub fn forget() {
    if is_on()
        && let Err(error) = set(false)
    {
        tracing::warn!(%error, "the desktop goes on to start Rushes at login");
    }
}

fn folder() -> Option<PathBuf> {
    let set = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    let config = set.filter(|path| path.is_absolute()).or_else(|| {
        let home = std::env::var_os("HOME").map(PathBuf::from);
        home.map(|home| home.join(".config"))
    });
    config.map(|config| config.join("autostart"))
}

/// Where the program lies. The kernel says so when its file was replaced by a newer one, which has the same name.
fn program() -> io::Result<String> {
    let path = std::env::current_exe()?;
    let text = path.to_str().ok_or(io::ErrorKind::InvalidFilename)?;
    Ok(text.strip_suffix(" (deleted)").unwrap_or(text).to_owned())
}

fn put(folder: &Path, program: &str) -> io::Result<()> {
    fs_err::create_dir_all(folder)?;
    fs_err::write(folder.join(ENTRY), entry(program))
}

fn take_away(folder: &Path) -> io::Result<()> {
    match fs_err::remove_file(folder.join(ENTRY)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn is_on_in(folder: &Path) -> bool {
    fs_err::read_to_string(folder.join(ENTRY)).is_ok_and(|text| starts(&text))
}

fn entry(program: &str) -> String {
    let quoted = quoted(program);
    format!(
        "[Desktop Entry]\nType=Application\nVersion=1.4\nName=Rushes\nIcon=rushes\nExec={quoted} {AT_LOGIN}\n\
         Terminal=false\nX-GNOME-Autostart-enabled=true\n"
    )
}

/// One argument of `Exec`, quoted twice over: as an argument, and as a value of the file.
fn quoted(argument: &str) -> String {
    let mut text = String::from("\"");
    for sign in argument.chars() {
        match sign {
            '\\' => text.push_str(r"\\\\"),
            '"' | '`' | '$' => text.extend([r"\\", &sign.to_string()]),
            '%' => text.push_str("%%"),
            _ => text.push(sign),
        }
    }
    text.push('"');
    text
}

/// Whether an entry is heeded: desktops switch one off by a line in it.
fn starts(text: &str) -> bool {
    let mut lines = text
        .lines()
        .map(str::trim)
        .skip_while(|line| *line != "[Desktop Entry]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.trim(), value.trim()))
        .peekable();
    lines.peek().is_some()
        && lines.all(|line| {
            !matches!(
                line,
                ("Hidden", "true") | ("X-GNOME-Autostart-enabled", "false")
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_has_the_name_of_the_one_that_is_installed() {
        let configuration = include_str!("../../tauri.conf.json");
        let configuration: serde_json::Value =
            serde_json::from_str(configuration).expect("our own file");
        let name = configuration["productName"].as_str().expect("a name");
        // Tauri names the entry of a package after the product.
        assert_eq!(ENTRY, format!("{name}.desktop"));
    }

    #[test]
    fn what_is_set_is_on_and_what_is_taken_away_is_off() {
        let config = tempfile::tempdir().expect("a folder");
        let folder = config.path().join("autostart");
        assert!(!is_on_in(&folder), "at first");
        put(&folder, "/usr/bin/rushes").expect("written");
        assert!(is_on_in(&folder), "set");
        take_away(&folder).expect("removed");
        take_away(&folder).expect("nothing to remove");
        assert!(!is_on_in(&folder), "taken away");
    }

    #[test]
    fn one_that_the_desktop_switched_off_is_off() {
        let ours = entry("/usr/bin/rushes");
        let gnome = ours.replace("enabled=true", "enabled=false");
        let others = format!("{ours}Hidden=true\n");
        let told = [&ours, &gnome, &others].map(|text| starts(text));
        assert_eq!(told, [true, false, false]);
    }

    #[test]
    fn lines_of_other_groups_and_an_empty_file_mean_nothing() {
        let action = format!(
            "{}[Desktop Action x]\nHidden=true\n",
            entry("/usr/bin/rushes")
        );
        assert_eq!([starts(&action), starts("")], [true, false]);
    }

    #[test]
    fn a_program_in_an_odd_folder_is_started_all_the_same() {
        let text = entry(r#"/home/me/my "$5" \ 100 %/rushes"#);
        let exec = r#"Exec="/home/me/my \\"\\$5\\" \\\\ 100 %%/rushes" --at-login"#;
        assert!(text.lines().any(|line| line == exec), "{text}");
    }
}
