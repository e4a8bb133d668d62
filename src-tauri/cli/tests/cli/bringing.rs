//! Files into the library, and pieces out of it.

use super::{cli, code, create, home, last, run};

#[test]
fn a_copy_of_a_clip_comes_into_another_library_with_its_recipe_and_only_once() {
    let (home, other) = (home(), super::home());
    let made = last(&create(home.path(), "a paper boat"));
    let id = made["id"].as_str().expect("an id");
    let file = other.path().join("from a friend.mp4");
    let file = file.to_str().expect("text");
    assert_eq!(code(&run(home.path(), &["save", id, file])), 0);
    let brought = run(other.path(), &["bring", file, "--json"]);
    assert_eq!(code(&brought), 0);
    let job = &last(&brought)["jobs"][0];
    assert_eq!(
        (&job["prompt"], &job["charged"]),
        (&"a paper boat".into(), &false.into())
    );
    let again = run(other.path(), &["bring", file]);
    assert_eq!(code(&again), 1);
    let said = String::from_utf8_lossy(&again.stderr);
    assert!(said.contains("is in the library already"), "{said}");
}

#[test]
fn what_is_no_video_is_said_in_both_languages_and_the_others_come_in() {
    let home = home();
    let notes = home.path().join("notes.mp4");
    fs_err::write(&notes, "a letter to my aunt").expect("a file");
    let notes = notes.to_str().expect("text");
    for (language, words) in [
        ("C", "no video that Rushes can keep"),
        ("zh_CN.UTF-8", "不是 Rushes 可保存的视频"),
    ] {
        let mut command = cli(home.path(), &["bring", notes]);
        let refused = command.env("LC_ALL", language).output().expect("it runs");
        let said = String::from_utf8_lossy(&refused.stderr);
        assert_eq!(refused.status.code(), Some(1));
        assert!(said.contains(words) && said.contains("notes.mp4"), "{said}");
    }
}

#[test]
fn a_piece_is_cut_into_the_library_and_into_a_gif() {
    let home = home();
    let made = last(&create(home.path(), "a paper boat"));
    let id = made["id"].as_str().expect("an id");
    let cut = run(home.path(), &["cut", id, "--until", "1", "--json"]);
    assert_eq!(code(&cut), 0, "{}", String::from_utf8_lossy(&cut.stderr));
    assert_eq!(last(&cut)["parent"], made["id"]);
    let gif = home.path().join("cut.gif");
    let gif = gif.to_str().expect("text");
    let saved = run(
        home.path(),
        &["cut", id, gif, "--until", "1", "--width", "64"],
    );
    assert_eq!(
        code(&saved),
        0,
        "{}",
        String::from_utf8_lossy(&saved.stderr)
    );
    assert!(fs_err::read(gif).expect("a file").starts_with(b"GIF89a"));
}

#[test]
fn without_ffmpeg_cutting_says_what_to_install() {
    let home = home();
    let made = last(&create(home.path(), "a paper boat"));
    let id = made["id"].as_str().expect("an id");
    let mut command = cli(home.path(), &["cut", id]);
    let refused = command.env("PATH", home.path()).output().expect("it runs");
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2));
    assert!(said.contains("Install the package ffmpeg"), "{said}");
}
