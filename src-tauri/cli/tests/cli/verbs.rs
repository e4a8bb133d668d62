//! What can be done with a job that is there, and what stays of one that was removed.

use super::*;

#[test]
fn a_removed_job_takes_its_file_along_and_leaves_the_list() {
    let home = home();
    let made = last(&create(home.path(), "short lived"));
    let id = made["id"].as_str().expect("an id");
    assert_eq!(code(&run(home.path(), &["remove", id])), 0);
    assert!(!Path::new(made["file"].as_str().expect("a path")).exists());
    assert!(objects(&run(home.path(), &["list", "--json"])).is_empty());
}

#[test]
fn a_receipt_tells_what_was_said() {
    let home = home();
    let made = last(&create(home.path(), "with a receipt"));
    let output = run(
        home.path(),
        &["receipt", made["id"].as_str().expect("an id")],
    );
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    for part in [
        "POST http://127.0.0.1:",
        "HTTP 200",
        made["remote_id"].as_str().expect("an id"),
        "sha256",
        "request body",
        "Size            320x180",
        "Codec",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
}

#[test]
fn a_removed_job_keeps_its_receipt_as_text_and_as_data() {
    let home = home();
    let made = last(&create(home.path(), "gone, and still on paper"));
    let id = made["id"].as_str().expect("an id");
    run(home.path(), &["remove", id]);
    let listed = last(&run(home.path(), &["list", "--removed", "--json"]));
    assert_eq!(listed["id"], made["id"]);
    let kept = last(&run(home.path(), &["receipt", id, "--json"]));
    assert_eq!(
        (&kept["delivered"]["bytes"], kept["removed_at"].is_number()),
        (&made["bytes"], true)
    );
    let text = cli(home.path(), &["receipt", id])
        .env("LANG", "zh_CN.UTF-8")
        .output()
        .expect("the program starts");
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(
        text.contains("移除时间") && text.contains("交付内容"),
        "{text}"
    );
}

#[test]
fn a_lost_job_is_found_in_the_list_and_a_wrong_id_is_not_believed() {
    let home = home();
    let lost = last(&create(home.path(), "boat [drop]"));
    let id = lost["id"].as_str().expect("an id");
    let nonsense = run(home.path(), &["adopt", id, "video_of_nobody", "--json"]);
    assert_eq!(code(&nonsense), 2, "{:?}", last(&nonsense));
    let look = run(home.path(), &["look", id, "--json"]);
    let found = last(&look);
    assert_eq!(found["id"], lost["id"], "{found}");
    assert_eq!(
        (code(&look), found["remote_id"].is_string()),
        (0, true),
        "{found}"
    );
}

/// A video of a server that may cost money.
fn made_by_box(home: &Path, demo: &DemoProcess) -> Value {
    run(home, &["server", "add", "box", "--url", &demo.address]);
    let create = ["create", "--server", "box", "--prompt", "x"];
    last(&run(home, &[&create[..], &SMALL[3..]].concat()))
}

#[test]
fn again_is_a_second_job_and_needs_a_yes_where_it_may_cost() {
    let home = home();
    let made = last(&create(home.path(), "twice"));
    let id = made["id"].as_str().expect("an id");
    let free = run(home.path(), &["again", id, "--json"]);
    assert_eq!(
        (code(&free), last(&free)["state"].as_str()),
        (0, Some("ready"))
    );

    let demo = DemoProcess::start(home.path());
    let paid = made_by_box(home.path(), &demo);
    let id = paid["id"].as_str().expect("an id");
    let before = objects(&run(home.path(), &["list", "--json"])).len();
    let unasked = run(home.path(), &["again", id]);
    let after = objects(&run(home.path(), &["list", "--json"])).len();
    assert_eq!((code(&unasked), after), (2, before));
    assert!(String::from_utf8_lossy(&unasked.stderr).contains("--yes"));
    assert_eq!(code(&run(home.path(), &["again", id, "--yes"])), 0);
}

#[test]
fn a_file_that_is_missing_is_fetched_again_and_one_that_is_there_is_not() {
    let home = home();
    let demo = DemoProcess::start(home.path());
    let made = made_by_box(home.path(), &demo);
    let id = made["id"].as_str().expect("an id");
    let here = run(home.path(), &["download", id]);
    assert!(String::from_utf8_lossy(&here.stderr).contains("already"));
    fs_err::remove_file(made["file"].as_str().expect("a path")).expect("gone");
    let fetched = run(home.path(), &["download", id, "--json"]);
    let fetched = last(&fetched);
    let file = fs_err::metadata(fetched["file"].as_str().expect("a path")).expect("a file");
    assert_eq!(Some(file.len()), made["bytes"].as_u64());
}

#[test]
fn a_check_asks_at_once_and_a_job_that_waits_for_nobody_is_not_resumed() {
    let home = home();
    let made = last(&create(home.path(), "boat [fail]"));
    let id = made["id"].as_str().expect("an id");
    let checked = run(home.path(), &["check", id, "--json"]);
    assert_eq!(
        (code(&checked), &last(&checked)["state"]),
        (1, &"failed".into())
    );
    let resumed = run(home.path(), &["resume", id, "--json"]);
    assert_eq!(
        (code(&resumed), &last(&resumed)["error"]["code"]),
        (2, &"not_allowed_now".into())
    );
}
