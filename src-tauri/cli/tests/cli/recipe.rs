//! Recipes out of videos and back into requests.

use super::{SMALL, code, create, home, last, objects, run};
use serde_json::Value;

fn path(made: &Value) -> &str {
    made["file"].as_str().expect("a path")
}

#[test]
fn a_job_and_its_video_have_the_same_recipe() {
    let home = home();
    let made = last(&create(home.path(), "a paper boat"));
    let id = made["id"].as_str().expect("an id");
    let of_job = run(home.path(), &["recipe", id, "--json"]);
    let of_file = run(home.path(), &["recipe", path(&made), "--json"]);
    assert_eq!((code(&of_job), code(&of_file)), (0, 0));
    assert_eq!(last(&of_job), last(&of_file));
    assert_eq!(last(&of_job)["prompt"], "a paper boat");
}

#[test]
fn what_is_printed_is_a_recipe_file_that_asks_for_the_same_again() {
    let home = home();
    let made = last(&run(
        home.path(),
        &[&SMALL[..], &["--prompt", "a paper boat", "--seed", "7"]].concat(),
    ));
    let printed = run(
        home.path(),
        &["recipe", made["id"].as_str().expect("an id")],
    );
    let file = home.path().join("boat.json");
    fs_err::write(&file, &printed.stdout).expect("a file");
    let file = file.to_str().expect("text");
    let again = run(
        home.path(),
        &["create", "--server", "demo", "--recipe", file, "--json"],
    );
    assert_eq!(code(&again), 0, "{:?}", objects(&again));
    let recipe = |made: &Value| last(&run(home.path(), &["recipe", path(made), "--json"]));
    assert_eq!(recipe(&last(&again)), recipe(&made));
    assert_eq!(recipe(&made)["seed"], 7);
}

#[test]
fn what_is_said_beside_a_recipe_counts_instead() {
    let home = home();
    let made = last(&create(home.path(), "a paper boat"));
    let again = run(
        home.path(),
        &[
            "create",
            "--server",
            "demo",
            "--recipe",
            path(&made),
            "--prompt",
            "a kite",
            "--json",
        ],
    );
    let id = last(&again)["id"].as_str().expect("an id").to_owned();
    let recipe = last(&run(home.path(), &["recipe", &id, "--json"]));
    assert_eq!(
        (&recipe["prompt"], &recipe["size"]),
        (&"a kite".into(), &"320x180".into())
    );
}

#[test]
fn a_saved_copy_has_the_recipe_or_not() {
    let home = home();
    let made = last(&create(home.path(), "a paper boat"));
    let id = made["id"].as_str().expect("an id");
    let (with, bare) = (home.path().join("with.mp4"), home.path().join("bare.mp4"));
    let (with, bare) = (with.to_str().expect("text"), bare.to_str().expect("text"));
    assert_eq!(code(&run(home.path(), &["save", id, with])), 0);
    let saved = run(home.path(), &["save", id, bare, "--without-recipe"]);
    assert_eq!(code(&saved), 0);
    let kept = fs_err::read(path(&made)).expect("a file");
    let (with, without) = (fs_err::read(with), fs_err::read(bare));
    assert!(with.expect("a file") == kept);
    let without = without.expect("a file");
    assert!(kept.starts_with(&without) && without.len() < kept.len());
    let recipe = run(home.path(), &["recipe", bare, "--json"]);
    let recipe_of_bare = &last(&recipe)["error"]["code"];
    assert_eq!(
        (code(&recipe), recipe_of_bare),
        (2, &"recipe_missing".into())
    );
}

#[test]
fn a_saved_copy_overwrites_nothing() {
    let home = home();
    let made = last(&create(home.path(), "a paper boat"));
    let id = made["id"].as_str().expect("an id");
    let there = home.path().join("there.mp4");
    fs_err::write(&there, "mine").expect("a file");
    let saved = run(home.path(), &["save", id, there.to_str().expect("text")]);
    assert_eq!(code(&saved), 2);
    assert_eq!(fs_err::read_to_string(&there).ok().as_deref(), Some("mine"));
}

#[test]
fn rubbish_is_no_recipe_and_sends_nothing() {
    let home = home();
    let file = home.path().join("rubbish.json");
    fs_err::write(&file, r#"{"rushes_recipe": 2}"#).expect("a file");
    let file = file.to_str().expect("text");
    let refused = run(
        home.path(),
        &["create", "--server", "demo", "--recipe", file, "--json"],
    );
    let said = last(&refused)["error"]["code"].clone();
    assert_eq!((code(&refused), said), (2, Value::from("recipe_newer")));
    assert!(objects(&run(home.path(), &["list", "--json"])).is_empty());
}
