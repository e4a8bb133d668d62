//! What somebody who helps wants to know of this program and this computer: the log, and a report to copy. Everything goes
//! through the redaction once more; no prompt, key, address or folder of the user is asked for.

use crate::session::Session;
use rushes_core::redaction::redact;
use std::{
    fmt::Write as _,
    io::{Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

/// Of a file; more nobody reads in a window.
const TAIL: u64 = 256 * 1024;
/// Lines in a report.
const IN_REPORT: usize = 120;

/// The last lines of the newest log, the oldest first.
pub fn log(folder: &Path) -> Vec<String> {
    let Some(newest) = newest(folder) else {
        return Vec::new();
    };
    let text = tail(&newest).unwrap_or_default();
    text.lines().map(|line| redact(line).into_owned()).collect()
}

/// Their names begin alike and end with the day.
fn newest(folder: &Path) -> Option<PathBuf> {
    let files = fs_err::read_dir(folder).ok()?.filter_map(Result::ok);
    let logs = files.map(|file| file.path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("rushes") && name.ends_with(".log")
    });
    logs.max()
}

/// The end of a file, from the beginning of a line.
fn tail(path: &Path) -> std::io::Result<String> {
    let mut file = fs_err::File::open(path)?;
    let length = file.metadata()?.len();
    let from = length.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(match text.split_once('\n') {
        Some((_, whole)) if from > 0 => whole.to_owned(),
        _ => text,
    })
}

/// The report, in English: it is for those who make Rushes.
pub async fn report(session: Option<&Session>, logs: &Path) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: &str| {
        // Writing to a text cannot fail.
        let _written = writeln!(out, "{name}: {}", redact(value));
    };
    line("Rushes", env!("CARGO_PKG_VERSION"));
    line("System", &system());
    let webview = tauri::webview_version();
    line("Webview", webview.as_deref().unwrap_or("unknown"));
    line("Draws", &crate::linux::graphics());
    for name in ENVIRONMENT {
        if let Ok(value) = std::env::var(name) {
            line(name, &value);
        }
    }
    if let Some(session) = session {
        let keychain = session.engine.vault().keychain_answers().await;
        line(
            "Keychain",
            if keychain {
                "answers"
            } else {
                "does not answer"
            },
        );
        if let Ok(servers) = session.engine.servers().await {
            let kinds: Vec<String> = servers.into_iter().map(|server| server.profile).collect();
            line("Kinds of servers", &kinds.join(", "));
        }
        if let Ok(counts) = session.engine.counts().await {
            line("Jobs", &format!("{counts:?}"));
        }
    } else {
        line("Library", "not open");
    }
    let lines = log(logs);
    out.push_str("\nThe end of the log:\n");
    for line in &lines[lines.len().saturating_sub(IN_REPORT)..] {
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// What decides how the window is drawn. None of it is about the user.
const ENVIRONMENT: [&str; 10] = [
    "XDG_SESSION_TYPE",
    "XDG_CURRENT_DESKTOP",
    "GDK_BACKEND",
    "GDK_SCALE",
    "WEBKIT_DISABLE_DMABUF_RENDERER",
    "WEBKIT_DISABLE_COMPOSITING_MODE",
    "__NV_DISABLE_EXPLICIT_SYNC",
    "LIBGL_ALWAYS_SOFTWARE",
    "RUSHES_DRAWS_WITH",
    "FLATPAK_ID",
];

fn system() -> String {
    let release = fs_err::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="));
    let name = name.map_or(std::env::consts::OS, |name| name.trim_matches('"'));
    format!("{name}, {}", std::env::consts::ARCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(text: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        fs_err::write(folder.path().join("rushes.2026-11-28.log"), "old\n").expect("written");
        fs_err::write(folder.path().join("rushes.2026-11-29.log"), text).expect("written");
        folder
    }

    #[test]
    fn the_newest_log_is_read_and_nothing_secret_in_it_is_shown() {
        let folder = folder("started\nauthorization: Bearer c4n4ry-0f1e2d\n");
        assert_eq!(log(folder.path()), ["started", "authorization: B…"]);
    }

    #[test]
    fn of_a_long_log_the_end_is_read_from_the_beginning_of_a_line() {
        let folder = folder(&format!("{}\nlast\n", "x y ".repeat(80_000)));
        assert_eq!(log(folder.path()), ["last"]);
    }

    #[test]
    fn without_a_log_there_are_no_lines() {
        assert!(log(Path::new("/nowhere")).is_empty());
    }

    #[tokio::test]
    async fn a_report_can_be_made_where_no_library_could_be_opened() {
        let folder = folder("a line\n");
        let report = report(None, folder.path()).await;
        assert!(
            report.contains("not open") && report.ends_with("a line\n"),
            "{report}"
        );
    }
}
