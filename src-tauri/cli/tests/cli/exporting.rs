//! Videos in a folder for other programs.

use super::{code, create, home, last, run};

#[test]
fn an_export_writes_videos_under_their_template_with_table_and_list() {
    let home = home();
    let made = last(&create(home.path(), "a paper boat"));
    let id = made["id"].as_str().expect("an id");
    let to = home.path().join("out");
    let folder = to.to_str().expect("text");
    let names = "{width}x{height}/{prompt}";
    let done = run(
        home.path(),
        &[
            "export",
            folder,
            id,
            "--name",
            names,
            "--without-recipe",
            "--json",
        ],
    );
    assert_eq!(code(&done), 0, "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(last(&done)["folder"], folder);
    let kept = fs_err::read(made["file"].as_str().expect("a path")).expect("a file");
    let copy = fs_err::read(to.join("320x180/a-paper-boat.mp4")).expect("a file");
    assert!(kept.starts_with(&copy) && copy.len() < kept.len());
    let list = fs_err::read(to.join("clips.json")).expect("a list");
    let list: serde_json::Value = serde_json::from_slice(&list).expect("JSON");
    assert_eq!(list[0]["file"], "320x180/a-paper-boat.mp4");
    assert!(to.join("clips.csv").is_file());
}

#[test]
fn an_unknown_token_is_named_in_both_languages_and_makes_nothing() {
    let home = home();
    let made = last(&create(home.path(), "a paper boat"));
    let id = made["id"].as_str().expect("an id");
    let to = home.path().join("out");
    let arguments = [
        "export",
        to.to_str().expect("text"),
        id,
        "--name",
        "{colour}",
    ];
    for (language, sentence) in [
        ("C", "There is no {colour}"),
        ("zh_CN.UTF-8", "没有 {colour}"),
    ] {
        let refused = super::cli(home.path(), &arguments)
            .env("LC_ALL", language)
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(code(&refused), 2);
        assert!(
            said.contains(sentence) && said.contains("{prompt}"),
            "{said}"
        );
    }
    assert!(!to.exists());
}

/// A drive with room for bytes, and for one file.
#[cfg(target_os = "linux")]
#[test]
fn a_drive_that_is_full_in_the_middle_of_an_export_gets_a_sentence_and_is_left_empty() {
    let home = home();
    create(home.path(), "a paper boat");
    let made = last(&create(home.path(), "another boat"));
    let first = last(&run(home.path(), &["list", "--json"]));
    let ids = [&made, &first].map(|job| job["id"].as_str().expect("an id").to_owned());
    let small = home.path().join("small");
    fs_err::create_dir(&small).expect("a folder");
    let place = small.to_str().expect("text");
    let full = format!("mount -t tmpfs -o size=500m,nr_inodes=2 tmpfs '{place}'");
    let look = format!("ls -A '{place}' | sed 's/^/left: /'");
    let asked = ["export", place, &ids[0], &ids[1]];
    let Some(output) = super::keeping::mounted_then(home.path(), &full, &asked, &look) else {
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let left = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!((code(&output), left.as_str()), (2, ""), "{said}");
    assert!(said.contains("not enough room"), "{said}");
}
