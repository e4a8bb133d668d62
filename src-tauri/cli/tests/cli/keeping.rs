//! The library as a whole: copied, brought back, away, read-only, full, of a newer Rushes.

use super::*;

#[test]
fn a_backup_brings_the_library_back_and_overwrites_nothing() {
    let home = home();
    let made = create(home.path(), "a boat");
    let tar = home.path().join("backup.tar");
    let tar = tar.to_str().expect("text");
    let backup = run(home.path(), &["backup", tar, "--json"]);
    assert_eq!(
        code(&backup),
        0,
        "{}",
        String::from_utf8_lossy(&backup.stderr)
    );
    let again = run(home.path(), &["backup", tar]);
    let refused = run(home.path(), &["restore", tar]);
    let elsewhere = tempfile::tempdir().expect("a folder");
    let restored = run(elsewhere.path(), &["restore", tar, "--json"]);
    assert_eq!([code(&again), code(&refused), code(&restored)], [2, 2, 0]);
    let listed = last(&run(elsewhere.path(), &["list", "--json"]));
    assert_eq!(listed["state"], "ready");
    let video = last(&made)["file"].as_str().expect("a path").to_owned();
    let below = Path::new(&video).strip_prefix(home.path()).expect("below");
    let brought_back = fs_err::read(elsewhere.path().join(below)).expect("a file");
    assert_eq!(brought_back, fs_err::read(&video).expect("a file"));
}

#[test]
fn a_backup_that_was_cut_short_is_refused_with_a_sentence_and_leaves_nothing() {
    let home = home();
    create(home.path(), "a boat");
    let tar = home.path().join("backup.tar");
    run(home.path(), &["backup", tar.to_str().expect("text")]);
    let bytes = fs_err::read(&tar).expect("a backup");
    fs_err::write(&tar, &bytes[..bytes.len() / 2]).expect("cut");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let refused = run(elsewhere.path(), &["restore", tar.to_str().expect("text")]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(code(&refused), 2);
    assert!(said.contains("no whole backup"), "{said}");
    assert!(!elsewhere.path().join("library").exists());
}

#[test]
fn a_broken_backup_says_what_is_wrong_with_it_in_the_language_of_the_user() {
    let home = home();
    let none = home.path().join("none.tar");
    fs_err::write(&none, b"{}").expect("written");
    let said = |language: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_rushes-cli"))
            .args(["restore", none.to_str().expect("text")])
            .env("RUSHES_HOME", home.path().join("new"))
            .env("LC_ALL", language)
            .output()
            .expect("it runs");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let (english, chinese) = (said("en_GB.UTF-8"), said("zh_CN.UTF-8"));
    assert!(english.contains("no whole backup"), "{english}");
    assert!(chinese.contains("这不是完整的 Rushes 备份"), "{chinese}");
    assert!(
        !english.contains('{') && !chinese.contains('{'),
        "{chinese}"
    );
}

#[test]
fn a_library_that_was_chosen_in_the_window_is_that_of_the_command_line() {
    let home = home();
    let other = home.path().join("other");
    rushes_core::home::Home::below(home.path())
        .choose(&other)
        .expect("chosen");
    assert_eq!(code(&run(home.path(), &["list"])), 0);
    assert!(other.join("rushes.db").exists() && !home.path().join("library").exists());
}

#[test]
fn an_empty_folder_where_the_library_was_is_not_taken_for_a_new_one() {
    let home = home();
    let list = |more: &[&str]| code(&run(home.path(), &[&["list"], more].concat()));
    assert_eq!(list(&[]), 0);
    let library = home.path().join("library");
    fs_err::remove_dir_all(&library).expect("unmounted");
    fs_err::create_dir(&library).expect("an empty place");
    let away = run(home.path(), &["list"]);
    let said = String::from_utf8_lossy(&away.stderr).into_owned();
    assert!(said.contains("--new-library"), "{said}");
    assert_eq!(fs_err::read_dir(&library).expect("a folder").count(), 0);
    assert_eq!(
        (code(&away), list(&["--new-library"]), list(&[])),
        (2, 0, 0)
    );
}

#[test]
fn a_library_of_a_newer_rushes_is_refused_with_a_sentence_and_left_alone() {
    let home = home();
    run(home.path(), &["list"]);
    let database = home.path().join("library/rushes.db");
    let connection = rusqlite::Connection::open(&database).expect("a database");
    connection
        .execute_batch("PRAGMA user_version = 9999; PRAGMA wal_checkpoint(TRUNCATE)")
        .expect("changed");
    drop(connection);
    let before = fs_err::read(&database).expect("a database");
    let refused = run(home.path(), &["list"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(code(&refused), 2);
    assert!(said.contains("made by a newer Rushes"), "{said}");
    assert_eq!(fs_err::read(&database).expect("a database"), before);
}

/// Runs the program where `$1`, the library, is what `prepare` makes of it. `None`: this machine lets nobody mount.
#[cfg(target_os = "linux")]
fn mounted(home: &Path, prepare: &str, arguments: &[&str]) -> Option<Output> {
    mounted_then(home, prepare, arguments, "true")
}

/// The same, and `look` before the mounts are gone.
#[cfg(target_os = "linux")]
pub fn mounted_then(home: &Path, prepare: &str, arguments: &[&str], look: &str) -> Option<Output> {
    let script = format!("({prepare}) || exit 99; shift; \"$@\"; code=$?; {look}; exit $code");
    let library = home.join("library");
    let output = Command::new("unshare")
        .args(["-rm", "sh", "-c", &script, "sh"])
        .arg(library)
        .arg(env!("CARGO_BIN_EXE_rushes-cli"))
        .args(arguments)
        .env("RUSHES_HOME", home)
        .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
        .env_remove("LANG")
        .env_remove("LC_ALL")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let refused = code(&output) == 99 || said.starts_with("unshare:");
    (!refused).then_some(output)
}

#[cfg(target_os = "linux")]
#[test]
fn a_library_on_a_read_only_drive_is_refused_with_a_sentence() {
    let home = home();
    run(home.path(), &["list"]);
    let read_only = "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\"";
    let Some(output) = mounted(home.path(), read_only, &["list"]) else {
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(code(&output), 2, "{said}");
    assert!(said.contains("cannot be written"), "{said}");
}

/// Puts a clip into the library that has no room where the folder that it returns becomes a drive of 1 MiB.
#[cfg(target_os = "linux")]
pub(super) fn larger_than_a_small_drive(home: &Path) -> std::path::PathBuf {
    let month = home.join("library/media/2026-11");
    fs_err::create_dir_all(&month).expect("a folder");
    fs_err::write(month.join("a.mp4"), vec![7; 3_000_000]).expect("written");
    let small = home.join("small");
    fs_err::create_dir(&small).expect("a folder");
    small
}

#[cfg(target_os = "linux")]
#[test]
fn a_backup_onto_a_full_drive_is_refused_with_a_sentence() {
    let home = home();
    run(home.path(), &["list"]);
    let small = larger_than_a_small_drive(home.path());
    let place = small.to_str().expect("text");
    let full = format!("mount -t tmpfs -o size=1m tmpfs '{place}'");
    let Some(output) = mounted(home.path(), &full, &["backup", place]) else {
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(code(&output), 2, "{said}");
    assert!(said.contains("not enough room"), "{said}");
}
