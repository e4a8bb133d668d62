//! Many videos from one file.

use super::*;

#[test]
fn every_row_of_a_table_becomes_a_video_and_says_only_what_differs() {
    let home = home();
    let table = home.path().join("orders.csv");
    fs_err::write(&table, "prompt,seed\na boat,1\n\"a cat, asleep\",2\n").expect("written");
    let table = table.to_string_lossy().into_owned();
    let made = run(home.path(), &[&SMALL[..], &["--batch", &table]].concat());
    let listed = objects(&run(home.path(), &["list", "--json"]));
    let mut prompts: Vec<&str> = listed
        .iter()
        .filter_map(|job| job["prompt"].as_str())
        .collect();
    prompts.sort_unstable();
    assert_eq!(code(&made), 0, "{}", String::from_utf8_lossy(&made.stderr));
    assert_eq!(prompts, ["a boat", "a cat, asleep"]);
}

#[test]
fn a_row_that_cannot_be_used_is_named_and_nothing_is_sent() {
    let home = home();
    let lines = home.path().join("orders.jsonl");
    fs_err::write(&lines, "{\"prompt\": \"a boat\"}\n{\"promt\": \"a cat\"}\n").expect("written");
    let lines = lines.to_string_lossy().into_owned();
    let made = run(
        home.path(),
        &["create", "--server", "demo", "--batch", &lines],
    );
    let said = String::from_utf8_lossy(&made.stderr).into_owned();
    assert_eq!((code(&made), said.contains("Row 2")), (2, true), "{said}");
    assert!(objects(&run(home.path(), &["list", "--json"])).is_empty());
}

#[test]
fn more_videos_than_the_settings_let_pass_want_a_word() {
    let home = home();
    let table = home.path().join("orders.csv");
    let rows = (0..9).map(|n| format!("boat {n}")).collect::<Vec<_>>();
    let rows = rows.join("\n");
    fs_err::write(&table, format!("prompt\n{rows}")).expect("written");
    let table = table.to_string_lossy().into_owned();
    let made = run(
        home.path(),
        &["create", "--server", "demo", "--batch", &table],
    );
    let said = String::from_utf8_lossy(&made.stderr).into_owned();
    assert_eq!(
        (code(&made), said.contains("9 videos")),
        (2, true),
        "{said}"
    );
    assert!(objects(&run(home.path(), &["list", "--json"])).is_empty());
}

#[test]
fn a_job_that_is_watched_ends_with_its_file() {
    let home = home();
    let flags = ["--prompt", "a boat", "--no-wait"];
    let made = last(&run(home.path(), &[&SMALL[..], &flags].concat()));
    let id = made["id"].as_str().expect("an id");
    let watched = last(&run(home.path(), &["show", id, "--watch", "--json"]));
    assert!(watched["file"].is_string(), "{watched}");
}
