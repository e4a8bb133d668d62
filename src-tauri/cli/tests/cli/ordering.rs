//! Stars, tags, collections and the trash from a script.

use super::*;
use serde_json::json;

#[test]
fn a_clip_gets_stars_a_tag_and_a_collection_and_is_found_by_each() {
    let home = home();
    let made = last(&create(home.path(), "a boat"));
    let id = made["id"].as_str().expect("an id");
    let rated = last(&run(home.path(), &["rate", id, "4", "--json"]));
    run(home.path(), &["tag", "night", id]);
    let last_of_all = last(&run(home.path(), &["collect", "Best of", id, "--json"]));
    assert_eq!(
        (
            &rated["rating"],
            &last_of_all["tags"][0],
            &last_of_all["collections"][0]
        ),
        (&json!(4), &json!("night"), &json!("Best of"))
    );
    for search in ["rating:4", "tag:night", "collection:\"best of\""] {
        let found = objects(&run(home.path(), &["list", "--search", search, "--json"]));
        assert_eq!(found.len(), 1, "{search}");
    }
}

#[test]
fn what_is_in_the_trash_is_out_of_the_list_until_it_is_taken_back() {
    let home = home();
    let made = last(&create(home.path(), "a boat"));
    let id = made["id"].as_str().expect("an id");
    let listed = || objects(&run(home.path(), &["list", "--json"])).len();
    assert_eq!(code(&run(home.path(), &["trash", id])), 0);
    let without = listed();
    assert_eq!(code(&run(home.path(), &["untrash", id])), 0);
    assert_eq!((without, listed()), (0, 1));
}
