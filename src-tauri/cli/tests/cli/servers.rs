//! Servers: kept, tried, removed, and their keys by name only.

use super::*;

#[test]
fn a_key_from_the_environment_is_kept_by_name_only() {
    let home = home();
    let demo = DemoProcess::start(home.path());
    let canary = "sk-canary-6f1b2c3d4e5f";
    add_box(home.path(), &demo);
    let output = cli(home.path(), &SMALL_OF_BOX)
        .env("BOX_KEY", canary)
        .output()
        .expect("the program starts");
    assert_eq!(
        code(&output),
        0,
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        !contains(home.path(), canary.as_bytes()),
        "the key is on the disk"
    );
    let without = run(
        home.path(),
        &["create", "--server", "box", "--prompt", "x", "--json"],
    );
    assert_eq!(last(&without)["error"]["code"], "key_missing");
}

#[test]
fn a_server_can_be_added_tested_and_removed() {
    let home = home();
    let demo = DemoProcess::start(home.path());
    run(
        home.path(),
        &["server", "add", "box", "--url", &demo.address],
    );
    let test = run(home.path(), &["server", "test", "BOX", "--json"]);
    assert_eq!((code(&test), &last(&test)["ok"]), (0, &true.into()));
    let models = run(home.path(), &["models", "--server", "box"]);
    assert!(String::from_utf8_lossy(&models.stdout).contains("demo-1"));
    assert_eq!(code(&run(home.path(), &["server", "remove", "box"])), 0);
    let left = objects(&run(home.path(), &["server", "list", "--json"]));
    assert_eq!(
        left.iter()
            .map(|server| server["id"].clone())
            .collect::<Vec<_>>(),
        ["demo"]
    );
}

#[test]
fn a_server_that_is_not_there_fails_its_test_with_a_sentence() {
    let home = home();
    run(
        home.path(),
        &["server", "add", "box", "--url", "http://127.0.0.1:9/v1"],
    );
    let test = run(home.path(), &["server", "test", "box"]);
    assert_eq!(code(&test), 1);
    assert!(String::from_utf8_lossy(&test.stdout).contains("cannot be reached"));
}
