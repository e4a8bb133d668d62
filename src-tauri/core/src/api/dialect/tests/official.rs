//! What the official SDKs send is what comes out for the official description (`reference-requests.md`).

use super::*;

/// `reference-requests.md`, "create: text, all fields".
#[test]
fn all_fields_go_out_as_the_official_sdk_sends_them() {
    let multipart = write(&recipe(), &target(GENERIC, "sora-2"), 1).expect("sendable");
    assert_eq!(
        parts_of(&multipart),
        pairs(&[
            ("prompt", "A cat, \"quoted\" & ünïcode 🐈"),
            ("model", "sora-2"),
            ("seconds", "4"),
            ("size", "1280x720"),
        ])
    );
}

/// `reference-requests.md`, `create: input_reference = open file`.
#[test]
fn a_first_frame_is_a_file_part_behind_the_text_parts() {
    let mut asked = recipe();
    asked.inputs.push(picture(Role::First));
    asked.extra.insert("seed".to_owned(), json!(7));
    let request = write(&asked, &target(GENERIC, "sora-2"), 0).expect("sendable");
    assert_eq!(
        parts_of(&request).last(),
        Some(&(
            "input_reference".to_owned(),
            "<first.png image/png>".to_owned()
        ))
    );
}

/// `reference-requests.md`, `create: image_url object`.
#[test]
fn an_address_is_the_official_object_in_brackets() {
    let mut asked = recipe();
    asked.inputs.push(link(Role::First));
    let request = write(&asked, &target(GENERIC, "sora-2"), 1).expect("sendable");
    assert!(parts_of(&request).contains(&(
        "input_reference[image_url]".to_owned(),
        "https://example.com/a.png".to_owned()
    )));
}

/// `reference-requests.md`, `create: extra_body fields (string, int, bool, list, null)`.
#[test]
fn extra_fields_take_the_forms_of_the_official_sdk() {
    let mut asked = recipe();
    for (name, value) in [
        ("a", json!("text")),
        ("b", json!(7)),
        ("c", json!(true)),
        ("d", json!(["x", "y"])),
        ("e", Value::Null),
        ("f", json!({"g": 1})),
    ] {
        asked.extra.insert(name.to_owned(), value);
    }
    let request = write(&asked, &target(GENERIC, "sora-2"), 1).expect("sendable");
    assert_eq!(
        parts_of(&request)[4..],
        pairs(&[
            ("a", "text"),
            ("b", "7"),
            ("c", "true"),
            ("d[]", "x"),
            ("d[]", "y"),
            ("f[g]", "1"),
        ])
    );
}

#[test]
fn what_was_not_said_is_not_sent() {
    let bare = Recipe {
        model: String::new(),
        seconds: None,
        size: None,
        ..recipe()
    };
    let request = write(&bare, &target(GENERIC, ""), 0).expect("sendable");
    assert_eq!(json_of(&request).as_object().map(Map::len), Some(1));
}

/// `reference-requests.md`: remix, edit and extend as the official Node SDK sends them, as JSON (`wire.md` 7.9).
#[test]
fn requests_from_an_earlier_video_name_it() {
    let target = target(GENERIC, "sora-2");
    let base = &target.server.base_url;
    let written = |action| {
        let request = derived(action, "video_a/b", &recipe(), &target, base).expect("sendable");
        (request.url.path().to_owned(), json_of(&request))
    };
    let prompt = recipe().prompt;
    assert_eq!(
        [
            written(crate::domain::Action::Remix),
            written(crate::domain::Action::Edit),
            written(crate::domain::Action::Extend)
        ],
        [
            (
                "/v1/videos/video_a%2Fb/remix".to_owned(),
                json!({"prompt": prompt})
            ),
            (
                "/v1/videos/edits".to_owned(),
                json!({"prompt": prompt, "video": {"id": "video_a/b"}})
            ),
            (
                "/v1/videos/extensions".to_owned(),
                json!({"prompt": prompt, "video": {"id": "video_a/b"}, "seconds": "4"})
            ),
        ]
    );
}
