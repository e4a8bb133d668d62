//! The library as a whole: a backup through the dialog of the system, and a start that finds no library.

use crate::app::{App, program};
use crate::desktop::{Desktop, Keychain};
use crate::looks::open_settings;
use crate::pointer::{choose_file, save_file};
use crate::processes::{Owned, kill, running, wait};

#[test]
fn a_backup_is_written_where_the_dialog_of_the_system_says() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let app = App::open(&desktop);
    app.click("settings-open");
    app.find("library-size", 15);
    app.click("back-up");
    let file = desktop.folder().join("copy.tar");
    save_file(&desktop, &file);
    app.until_text("copy.tar is written", 30);
    app.photograph("library-backup");
    let bytes = fs_err::read(&file).expect("the backup");
    let holds = |text: &[u8]| bytes.windows(text.len()).any(|part| part == text);
    assert!(holds(b"backup.sha256") && holds(b"# end "), "no end");
    let half = |ending: &str| desktop.folder().join(format!("copy.tar.{ending}")).exists();
    assert_eq!([half("part"), half("db.part")], [false, false]);
}

#[test]
fn a_library_that_is_away_is_a_screen_from_which_a_new_one_is_begun() {
    let desktop = Desktop::start(Keychain::Unlocked);
    App::open(&desktop).kill();
    let library = desktop.rushes_home().join("library");
    fs_err::rename(&library, desktop.folder().join("unplugged")).expect("unplugged");

    let app = App::open_in_vain(&desktop);
    app.photograph("library-away");
    assert!(
        !library.exists(),
        "something was made where the drive is away"
    );
    app.click("begin-library");
    app.click_last("begin-sure");
    wait("the new library is there", 30, || {
        library.join("rushes.db").exists().then_some(())
    });
    // The one that was started again is nobody's child.
    app.processes().into_iter().for_each(kill);
}

#[test]
fn a_library_is_sent_to_another_drive_from_the_settings() {
    let desktop = Desktop::start(Keychain::Unlocked);
    let app = App::open(&desktop);
    let old = desktop.rushes_home().join("library");
    let drive = tempfile::tempdir_in("/dev/shm").expect("another drive");
    open_settings(&app);
    app.click("move-library");
    choose_file(&desktop, drive.path());
    app.find("move-target", 20);
    let said = app.ask("return document.querySelector('[data-testid=move-target]').innerText");
    let new = std::path::PathBuf::from(said.as_str().unwrap_or_default());
    assert!(new.starts_with(drive.path()), "{}", new.display());
    app.photograph("library-move");
    app.click_last("move-now");
    wait("the old folder is gone", 60, || {
        (!old.exists()).then_some(())
    });
    wait("it is open in its new place", 30, || {
        new.join("rushes.db-wal").exists().then_some(())
    });
    // The one that was started again is nobody's child.
    app.processes().into_iter().for_each(kill);
}

#[test]
fn a_library_that_is_to_go_to_another_drive_is_moved_and_opened_there() {
    let desktop = Desktop::start(Keychain::Unlocked);
    App::open(&desktop).kill();
    let old = desktop.rushes_home().join("library");
    let history = fs_err::metadata(old.join("rushes.db")).expect("a history");
    // Memory is a file system of its own.
    let drive = tempfile::tempdir_in("/dev/shm").expect("another drive");
    let new = drive.path().join("Rushes library");
    let memory = desktop.rushes_home().join("config/libraries.json");
    let said = fs_err::read(&memory).expect("a memory");
    let mut said: serde_json::Value = serde_json::from_slice(&said).expect("JSON");
    said["moving"] = serde_json::json!(new);
    fs_err::write(&memory, said.to_string()).expect("planned");

    // Without WebDriver: the program starts itself again in the middle.
    let started = Owned::start(&mut desktop.command(program()));
    wait("the old folder is gone", 30, || {
        (!old.exists()).then_some(())
    });
    let moved = fs_err::metadata(new.join("rushes.db")).expect("the history");
    assert!(moved.len() >= history.len());
    wait("it is open in its new place", 30, || {
        new.join("rushes.db-wal").exists().then_some(())
    });
    drop(started);
    // The one that was started again is nobody's child.
    let home = format!("RUSHES_HOME={}", desktop.rushes_home().display());
    running(program(), &home).into_iter().for_each(kill);
}
