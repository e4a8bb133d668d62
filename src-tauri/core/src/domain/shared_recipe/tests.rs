//! What a recipe file says, and what is refused as one.

use super::*;
use crate::domain::Input;
use proptest::prelude::*;
use serde_json::json;

fn recipe() -> Recipe {
    let members = |value: Value| value.as_object().cloned().expect("an object");
    Recipe {
        prompt: "a paper boat".to_owned(),
        model: "wan".to_owned(),
        seconds: Some(5.0),
        size: Some(Size {
            width: 1280,
            height: 720,
        }),
        aspect: None,
        tier: None,
        inputs: vec![
            Input {
                role: Role::First,
                fit: Fit::Pad,
                source: InputSource::Stored {
                    file: "inputs/aa.png".to_owned(),
                    mime: "image/png".to_owned(),
                    sha256: "aa".to_owned(),
                    width: 1280,
                    height: 720,
                    bytes: 9,
                },
                name: "holiday at home.png".to_owned(),
                frame_of: None,
            },
            Input {
                role: Role::Reference,
                fit: Fit::None,
                source: InputSource::Url {
                    url: "https://pictures.example/me.png?sig=1".to_owned(),
                },
                name: "me.png".to_owned(),
                frame_of: None,
            },
        ],
        params: members(json!({"seed": 7, "negative_prompt": "rain", "fps": 24, "style": "ink"})),
        extra: members(json!({"callback": "https://me.example", "loop": true})),
        written: None,
    }
}

fn shared() -> SharedRecipe {
    SharedRecipe::of(&recipe(), |name, _| name == "callback")
}

#[test]
fn a_recipe_is_written_in_words_that_people_read() {
    let text = shared().write().expect("a text");
    let value: Value = serde_json::from_slice(&text).expect("JSON");
    assert_eq!(
        value,
        json!({
            "rushes_recipe": 1, "prompt": "a paper boat", "negative": "rain", "model": "wan", "size": "1280x720",
            "seconds": 5.0, "seed": 7, "fps": 24, "params": {"style": "ink"}, "fields": {"loop": true},
            "pictures": [{"role": "first", "fit": "pad", "sha256": "aa"}, {"role": "reference", "fit": "none"}],
            "left_out": ["callback"],
        })
    );
}

#[test]
fn no_name_no_path_and_no_address_of_a_picture_is_in_it() {
    let text = String::from_utf8(shared().write().expect("a text")).expect("UTF-8");
    for private in ["holiday", "inputs/", "example", "sig="] {
        assert!(!text.contains(private), "{private} in {text}");
    }
}

#[test]
fn what_was_written_is_read() {
    let text = shared().write().expect("a text");
    assert_eq!(SharedRecipe::read(&text), Ok(shared()));
}

#[test]
fn parameters_with_a_name_of_their_own_come_back_among_the_others() {
    let all = shared().all_params();
    assert_eq!(
        Value::Object(all),
        json!({"seed": 7, "negative_prompt": "rain", "fps": 24, "style": "ink"})
    );
}

#[test]
fn a_seed_that_was_a_field_by_name_is_the_seed() {
    let mut recipe = recipe();
    recipe.params.remove("seed");
    recipe.extra.insert("seed".to_owned(), json!(9));
    assert_eq!(SharedRecipe::of(&recipe, |_, _| false).seed, Some(json!(9)));
}

#[test]
fn a_recipe_of_a_later_version_is_told_from_rubbish() {
    let later = br#"{"rushes_recipe": 2, "prompt": {"text": "another form"}}"#;
    assert_eq!(SharedRecipe::read(later), Err(NoRecipe::Newer(2)));
}

#[test]
fn what_is_no_recipe_is_refused() {
    for text in [
        "",
        "null",
        "[]",
        "{}",
        r#"{"prompt": "a boat"}"#,
        r#"{"rushes_recipe": 0, "prompt": "a boat"}"#,
        r#"{"rushes_recipe": "1", "prompt": "a boat"}"#,
        r#"{"rushes_recipe": 1}"#,
        r#"{"rushes_recipe": 1, "prompt": 5}"#,
        r#"{"rushes_recipe": 1, "prompt": "a boat", "size": "large"}"#,
        r#"{"rushes_recipe": 1, "prompt": "a boat", "seconds": -1}"#,
        r#"{"rushes_recipe": 1, "prompt": "a boat", "pictures": [{"role": "boss"}]}"#,
    ] {
        assert_eq!(
            SharedRecipe::read(text.as_bytes()),
            Err(NoRecipe::Unreadable),
            "{text}"
        );
    }
}

#[test]
fn a_recipe_larger_than_the_cap_is_neither_written_nor_read() {
    let large = SharedRecipe {
        prompt: "a".repeat(LARGEST),
        ..shared()
    };
    assert_eq!(large.write(), None);
    let text = serde_json::to_vec(&large).expect("JSON");
    assert_eq!(SharedRecipe::read(&text), Err(NoRecipe::Unreadable));
}

#[test]
fn members_that_are_not_known_are_passed_over() {
    let text = r#"{"rushes_recipe": 1, "prompt": "a boat", "weather": "fair"}"#;
    let read = SharedRecipe::read(text.as_bytes()).expect("a recipe");
    assert_eq!(read.prompt, "a boat");
}

#[test]
fn an_editors_mark_before_the_text_does_no_harm() {
    let text = "\u{feff}{\"rushes_recipe\": 1, \"prompt\": \"a boat\"}";
    assert!(SharedRecipe::read(text.as_bytes()).is_ok());
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        drop(SharedRecipe::read(&bytes));
    }

    #[test]
    fn any_prompt_comes_back_as_it_was(prompt in ".{1,200}", seed in any::<i64>()) {
        let mut recipe = recipe();
        recipe.prompt = prompt;
        recipe.params.insert("seed".to_owned(), seed.into());
        let shared = SharedRecipe::of(&recipe, |_, _| false);
        prop_assert_eq!(SharedRecipe::read(&shared.write().expect("a text")), Ok(shared));
    }
}
