//! The library as a whole: a backup through the dialog of the system, and a start that finds no library.

use crate::app::App;
use crate::desktop::{Desktop, Keychain};
use crate::pointer::save_file;
use crate::processes::{kill, wait};

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
