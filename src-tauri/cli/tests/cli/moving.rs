//! The library in another folder: moved whole, found there, refused while somebody has it.

use super::*;

fn text(path: &Path) -> &str {
    path.to_str().expect("text")
}

/// What `library move` said in `--json`, after it did it.
fn moved(home: &Path, more: &[&str]) -> Value {
    let output = run(home, &[&["library", "move", "--json"], more].concat());
    assert_eq!(
        code(&output),
        0,
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    last(&output)
}

#[test]
fn a_library_that_was_moved_is_the_usual_one_in_its_new_place_with_every_clip() {
    let home = home();
    let made = last(&create(home.path(), "a boat"));
    let old = home.path().join("library");
    let video = Path::new(made["file"].as_str().expect("a path"));
    let below = video.strip_prefix(&old).expect("below").to_owned();
    let bytes = fs_err::read(video).expect("the clip");
    let to = home.path().join("drive");

    let said = moved(home.path(), &[text(&to)]);
    assert_eq!(
        (&said["path"], &said["from"], &said["left"]),
        (&text(&to).into(), &text(&old).into(), &false.into())
    );
    assert_eq!(fs_err::read(to.join(below)).expect("the clip"), bytes);
    assert!(!old.exists(), "the old place is empty");
    let listed = last(&run(home.path(), &["list", "--json"]));
    assert_eq!(listed["id"], made["id"]);
}

/// Memory is a file system of its own.
#[cfg(target_os = "linux")]
#[test]
fn a_move_to_another_drive_copies_and_reads_again_and_counts_what_it_copied() {
    let home = home();
    create(home.path(), "a boat");
    let drive = tempfile::tempdir_in("/dev/shm").expect("another drive");
    let to = drive.path().join("films");
    let said = moved(home.path(), &[text(&to)]);
    let database = fs_err::metadata(to.join("rushes.db")).expect("the history");
    assert!(said["bytes"].as_u64() >= Some(database.len()), "{said}");
    assert!(!home.path().join("library").exists());
    assert_eq!(
        last(&run(home.path(), &["list", "--json"]))["state"],
        "ready"
    );
}

#[test]
fn in_a_folder_with_other_things_the_library_gets_a_folder_of_its_own() {
    let home = home();
    run(home.path(), &["list"]);
    let films = home.path().join("films");
    fs_err::create_dir(&films).expect("a folder");
    fs_err::write(films.join("mine.txt"), b"mine").expect("written");
    let said = moved(home.path(), &[text(&films)]);
    assert_eq!(said["path"], text(&films.join("Rushes library")));
    assert_eq!(fs_err::read(films.join("mine.txt")).expect("mine"), b"mine");
}

#[test]
fn another_library_is_moved_by_its_flag_and_the_usual_one_stays() {
    let home = home();
    let usual = last(&create(home.path(), "a boat"));
    let other = home.path().join("other");
    run(home.path(), &["list", "--library", text(&other)]);
    let to = home.path().join("drive");
    moved(home.path(), &[text(&to), "--library", text(&other)]);
    assert!(to.join("rushes.db").exists() && !other.exists());
    let listed = last(&run(home.path(), &["list", "--json"]));
    assert_eq!(listed["id"], usual["id"]);
}

#[test]
fn a_library_is_not_moved_into_itself() {
    let home = home();
    run(home.path(), &["list"]);
    let inside = home.path().join("library/inside");
    let refused = run(home.path(), &["library", "move", text(&inside), "--json"]);
    assert_eq!(
        (code(&refused), &last(&refused)["error"]["code"]),
        (2, &"place_in_library".into())
    );
    assert!(home.path().join("library/rushes.db").exists());
}

#[test]
fn without_a_library_there_is_nothing_to_move_and_nothing_is_made() {
    let home = home();
    let to = home.path().join("drive");
    let refused = run(home.path(), &["library", "move", text(&to)]);
    assert_eq!(code(&refused), 2);
    assert!(!to.exists() && !home.path().join("library").exists());
}

/// The app is not asked to do it: it would have to close under its user's hands.
#[cfg(unix)]
#[test]
fn while_the_app_has_the_library_open_a_move_is_refused_with_a_way_to_do_it_there() {
    let home = home();
    let app = app::App::over(home.path());
    let to = home.path().join("drive");
    let (code, _, remarks) = app::said(&app::ask(home.path(), &["library", "move", text(&to)]));
    assert_eq!(code, 75, "{remarks}");
    assert!(remarks.contains("Settings"), "{remarks}");
    drop(app);
    assert!(home.path().join("library/rushes.db").exists() && !to.exists());
    // Nor is it planned for the next start.
    let listed = run(home.path(), &["list"]);
    assert_eq!(super::code(&listed), 0);
    assert!(!to.exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_move_onto_a_full_drive_is_refused_and_everything_stays_where_it_was() {
    let home = home();
    run(home.path(), &["list"]);
    let small = keeping::larger_than_a_small_drive(home.path());
    let place = text(&small);
    let full = format!("mount -t tmpfs -o size=1m tmpfs '{place}'");
    let arguments = ["library", "move", place];
    let Some(output) = keeping::mounted_then(home.path(), &full, &arguments, "true") else {
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(code(&output), 2, "{said}");
    assert!(said.contains("not enough room"), "{said}");
    assert!(
        home.path()
            .join("library/media/2026-11")
            .join("a.mp4")
            .exists()
    );
}

#[test]
fn a_refusal_is_said_in_the_language_of_the_user() {
    let home = home();
    let output = cli(home.path(), &["library", "move", "elsewhere"])
        .env("LC_ALL", "zh_CN.UTF-8")
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("还没有可移动的作品库"), "{said}");
}

#[test]
fn the_manual_and_the_completions_know_it() {
    let home = home();
    run(home.path(), &["manual", text(home.path())]);
    let page = fs_err::read_to_string(home.path().join("rushes-cli-library-move.1"));
    let page = page.expect("a page");
    assert!(page.contains("read again"), "{page}");
    let script = run(home.path(), &["completions", "bash"]).stdout;
    assert!(String::from_utf8_lossy(&script).contains("library,move"));
}
