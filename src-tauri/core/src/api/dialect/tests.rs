use super::*;
use crate::{
    api::catalogue::{Catalogue, GENERIC, Overlay},
    domain::{Fit, Server, Size},
};
use serde_json::json;
use std::convert::Infallible;

pub(in crate::api) fn recipe() -> Recipe {
    Recipe {
        written: None,
        prompt: "A cat, \"quoted\" & ünïcode 🐈".to_owned(),
        model: "sora-2".to_owned(),
        seconds: Some(4.0),
        size: Some(Size {
            width: 1280,
            height: 720,
        }),
        aspect: None,
        tier: None,
        inputs: Vec::new(),
        params: Map::new(),
        extra: Map::new(),
    }
}

pub(in crate::api) fn picture(role: Role) -> Input {
    let source = InputSource::Stored {
        file: "inputs/a.png".to_owned(),
        mime: "image/png".to_owned(),
        sha256: String::new(),
        width: 1280,
        height: 720,
        bytes: 3,
    };
    Input {
        role,
        fit: Fit::Crop,
        source,
        name: "x".to_owned(),
        frame_of: None,
    }
}

pub(in crate::api) fn link(role: Role) -> Input {
    Input {
        source: InputSource::Url {
            url: "https://example.com/a.png".to_owned(),
        },
        fit: Fit::None,
        ..picture(role)
    }
}

pub(in crate::api) fn target(profile: &str, model: &str) -> Target {
    Catalogue::shipped().target(&Server::example(profile), model)
}

pub(in crate::api) fn write(
    recipe: &Recipe,
    target: &Target,
    way: usize,
) -> Result<Request, Unsendable> {
    request(recipe, target, way, &target.server.base_url, |file| {
        PathBuf::from(file)
    })
}

/// What a description made of these JSON pieces writes into a JSON body.
fn body(model: &Value, recipe: &Recipe) -> Value {
    let overlay = Overlay::read(&json!({ "models": [model] }).to_string()).expect("an overlay");
    let catalogue = Catalogue::shipped().with(overlay);
    let target = catalogue.target(&Server::example(GENERIC), &recipe.model);
    json_of(&write(recipe, &target, 0).expect("sendable"))
}

fn json_of(request: &Request) -> Value {
    let Ok(body) = json_body(request, |_| Ok::<_, Infallible>(b"png".to_vec()));
    body
}

fn parts_of(request: &Request) -> Vec<(String, String)> {
    let Ok(parts) = parts(request, |_| Ok::<_, Infallible>(b"png".to_vec()));
    parts
        .into_iter()
        .map(|part| match part.value {
            PartValue::Text(text) => (part.name, text),
            PartValue::File {
                file_name, mime, ..
            } => (part.name, format!("<{file_name} {mime}>")),
        })
        .collect()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

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

/// `wire.md` 5.5.
#[test]
fn an_unknown_server_gets_json_first_and_a_multipart_form_second() {
    let target = target(GENERIC, "anything");
    let encodings: Vec<_> = target
        .ways(Occasion::Text)
        .iter()
        .map(|way| way.encoding)
        .collect();
    assert_eq!(encodings, [Encoding::Json, Encoding::Multipart]);
}

/// `wire.md` 5.5.
#[test]
fn a_picture_for_an_unknown_server_is_tried_in_four_forms() {
    let mut asked = recipe();
    asked.inputs.push(picture(Role::First));
    let target = target(GENERIC, "anything");
    let forms: Vec<Value> = (1..4)
        .map(|way| json_of(&write(&asked, &target, way).expect("sendable")))
        .collect();
    let uri = "data:image/png;base64,cG5n";
    assert_eq!(forms[0]["input_reference"], uri);
    assert_eq!(forms[1]["input_reference"], json!({ "image_url": uri }));
    assert_eq!(forms[2]["image"], uri);
    assert_eq!(write(&asked, &target, 4), Err(Unsendable::Way));
}

#[test]
fn a_picture_in_a_role_that_has_no_field_is_refused_and_not_dropped() {
    let mut asked = recipe();
    asked.inputs.push(link(Role::Last));
    assert_eq!(
        write(&asked, &target(GENERIC, "sora-2"), 0),
        Err(Unsendable::Value("last".to_owned()))
    );
}

#[test]
fn a_length_without_a_field_is_refused_and_not_dropped() {
    let mut target = target(GENERIC, "sora-2");
    target.description.fields.remove("seconds");
    assert_eq!(
        write(&recipe(), &target, 0),
        Err(Unsendable::Value("seconds".to_owned()))
    );
}

#[test]
fn a_file_of_this_computer_is_refused_where_only_addresses_are_taken() {
    let mut target = target(GENERIC, "sora-2");
    let way = &mut target.description.ways[2];
    way.fields =
        serde_json::from_value(json!({"first": [{"to": "image", "as": "url"}]})).expect("fields");
    let mut asked = recipe();
    asked.inputs.push(picture(Role::First));
    assert_eq!(
        write(&asked, &target, 0),
        Err(Unsendable::LocalPicture(Role::First))
    );
}

#[test]
fn lengths_take_the_type_that_the_field_wants() {
    let model = json!({"match": "", "duration": {"free": true}, "frame": {"free": true}, "fields": {
        "seconds": [{"to": "a", "as": "string"}, {"to": "b", "as": "int"}, {"to": "c", "as": "float"}]
    }});
    let sent = body(&model, &recipe());
    assert_eq!(
        (&sent["a"], &sent["b"], &sent["c"]),
        (&json!("4"), &json!(4), &json!(4.0))
    );
}

#[test]
fn sizes_take_the_form_that_the_field_wants() {
    let model = json!({"match": "", "frame": {"free": true, "aspects": ["16:9"]}, "fields": {
        "size": [{"to": "star", "as": "W*H"}, {"to": "x", "as": "WxH"}],
        "width": [{"to": "w", "as": "int"}],
        "height": [{"to": "h", "as": "string"}],
        "aspect": [{"to": "metadata.ratio", "as": "ratio"}, {"to": "shape", "as": "ratioX"},
                   {"to": "table", "as": "ratio", "table": {"16:9": "wide"}}]
    }});
    let sent = body(&model, &recipe());
    assert_eq!(
        json!([
            sent["star"],
            sent["x"],
            sent["w"],
            sent["h"],
            sent["metadata"],
            sent["shape"],
            sent["table"]
        ]),
        json!(["1280*720", "1280x720", 1280, "720", {"ratio": "16:9"}, "16x9", "wide"])
    );
}

#[test]
fn a_shape_and_a_tier_are_pixels_where_the_field_wants_those() {
    let asked = Recipe {
        size: None,
        aspect: Some("9:16".to_owned()),
        tier: Some("720P".to_owned()),
        ..recipe()
    };
    let model = json!({"match": "", "frame": {"aspects": ["9:16"], "tiers": ["720P"]}, "fields": {
        "aspect": [], "tier": [{"to": "low", "as": "tierLower"}, {"to": "high", "as": "tierUpper"}]
    }});
    let sent = body(&model, &asked);
    assert_eq!(
        json!([sent["size"], sent["low"], sent["high"]]),
        json!(["720x1280", "720p", "720P"])
    );
}

#[test]
fn pictures_take_the_form_that_the_field_wants() {
    let mut asked = recipe();
    asked.inputs = vec![
        link(Role::First),
        link(Role::Last),
        link(Role::Reference),
        link(Role::Reference),
    ];
    let model = json!({"match": "", "fields": {
        "first": [{"to": "frame_images[]", "as": "contentItem", "with": {"frame_type": "first_frame"}}],
        "last": [{"to": "image.tail", "as": "urlObject"}, {"to": "end", "as": "imageUrlObject"}],
        "reference": [{"to": "images[]", "as": "url"}]
    }});
    let sent = body(&model, &asked);
    let url = "https://example.com/a.png";
    assert_eq!(
        json!([
            sent["frame_images"],
            sent["image"],
            sent["end"],
            sent["images"]
        ]),
        json!([
            [{"type": "image_url", "image_url": {"url": url}, "frame_type": "first_frame"}],
            {"tail": {"url": url}},
            {"image_url": url},
            [url, url]
        ])
    );
}

#[test]
fn raw_base64_has_no_prefix() {
    let mut asked = recipe();
    asked.inputs.push(picture(Role::First));
    let model = json!({"match": "", "ways": [{"encoding": "json"}],
        "fields": {"first": [{"to": "start_image", "as": "rawBase64"}]}});
    assert_eq!(body(&model, &asked)["start_image"], "cG5n");
}

#[test]
fn parameters_are_written_where_the_description_says() {
    let mut asked = recipe();
    asked
        .params
        .insert("negative_prompt".to_owned(), json!("blur"));
    asked.params.insert("watermark".to_owned(), json!(false));
    asked.params.insert("seed".to_owned(), json!(7));
    let model = json!({"match": "", "params": [
        {"key": "negative_prompt", "type": "text"}, {"key": "watermark", "type": "bool"}, {"key": "seed", "type": "int"}],
        "fields": {"negative_prompt": [{"to": "metadata.negative_prompt", "as": "json"}],
                   "watermark": [{"to": "watermark", "as": "boolString"}]}});
    let sent = body(&model, &asked);
    assert_eq!(
        json!([sent["metadata"], sent["watermark"], sent["seed"]]),
        json!([{"negative_prompt": "blur"}, "false", 7])
    );
}

#[test]
fn a_field_can_be_for_one_encoding_alone() {
    let mut target = target(GENERIC, "sora-2");
    target.model.fields = serde_json::from_value(json!({"seconds": [
        {"to": "seconds", "as": "string"}, {"to": "duration", "as": "int", "in": "json"}]}))
    .expect("fields");
    let json = json_of(&write(&recipe(), &target, 0).expect("sendable"));
    let form = parts_of(&write(&recipe(), &target, 1).expect("sendable"));
    assert_eq!(json["duration"], 4);
    assert!(!form.iter().any(|(name, _)| name == "duration"));
}

#[test]
fn nested_values_can_be_one_part_of_json_text() {
    let mut asked = recipe();
    asked.params.insert("seed".to_owned(), json!(7));
    let mut target = target(GENERIC, "sora-2");
    target.model.ways =
        serde_json::from_value(json!([{"encoding": "multipart", "nesting": "json_string"}]))
            .expect("ways");
    target.model.fields =
        serde_json::from_value(json!({"seed": [{"to": "metadata.seed", "as": "int"}]}))
            .expect("fields");
    let form = parts_of(&write(&asked, &target, 0).expect("sendable"));
    assert!(
        form.contains(&("metadata".to_owned(), r#"{"seed":7}"#.to_owned())),
        "{form:?}"
    );
}

#[test]
fn several_pictures_under_one_name_are_parts_of_that_name() {
    let mut asked = recipe();
    asked.inputs = vec![picture(Role::First), picture(Role::Last)];
    let mut target = target(GENERIC, "sora-2");
    target.model.fields =
        serde_json::from_value(json!({"last": [{"to": "input_reference", "as": "file"}]}))
            .expect("fields");
    let form = parts_of(&write(&asked, &target, 0).expect("sendable"));
    let files: Vec<_> = form
        .iter()
        .filter(|(name, _)| name == "input_reference")
        .collect();
    assert_eq!(files.len(), 2);
}

#[test]
fn a_name_for_every_combination_is_put_together() {
    let asked = Recipe {
        model: "sora_video2".to_owned(),
        seconds: Some(15.0),
        ..recipe()
    };
    let model = json!({"match": "^sora_video2$", "name": "{model}-{orientation}-{seconds}s",
        "frame": {"free": true}, "fields": {"seconds": [], "size": []}});
    let sent = body(&model, &asked);
    assert_eq!(sent["model"], "sora_video2-landscape-15s");
    assert!(sent.get("seconds").is_none() && sent.get("size").is_none());
}

#[test]
fn a_placeholder_for_what_was_not_said_goes_with_its_dash() {
    let asked = Recipe {
        seconds: None,
        size: None,
        ..recipe()
    };
    let name = values::model_name(&asked, Some("{model}-{orientation}-{seconds}s"));
    assert_eq!(name, "sora-2");
}

#[test]
fn constants_of_the_description_are_sent() {
    let model = json!({"match": "", "fixed": {"response_format": "file"}});
    assert_eq!(body(&model, &recipe())["response_format"], "file");
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

#[test]
fn pictures_of_a_list_go_by_their_roles_and_not_by_when_they_were_chosen() {
    let named = |role: Role| Input {
        source: InputSource::Url {
            url: format!("https://example.com/{}.png", role.as_str()),
        },
        ..link(role)
    };
    let model = json!({"match": "", "images": {"first": true, "last": true, "references": 2}, "fields": {
        "first": [{"to": "images[]", "as": "url"}], "last": [{"to": "images[]", "as": "url"}],
        "reference": [{"to": "images[]", "as": "url"}]
    }});
    let asked = Recipe {
        seconds: None,
        size: None,
        inputs: [Role::Reference, Role::Last, Role::First]
            .map(named)
            .to_vec(),
        ..recipe()
    };
    let sent = body(&model, &asked);
    let names = ["first", "last", "reference"];
    let wanted = names.map(|name| format!("https://example.com/{name}.png"));
    assert_eq!(sent["images"], json!(wanted));
}

#[test]
fn a_picture_that_would_take_the_place_of_another_in_json_is_refused() {
    let model = json!({"match": "", "images": {"first": true, "last": true}, "fields": {
        "first": [{"to": "image", "as": "url"}], "last": [{"to": "image", "as": "url"}]
    }});
    let overlay = Overlay::read(&json!({ "models": [model] }).to_string()).expect("an overlay");
    let catalogue = Catalogue::shipped().with(overlay);
    let target = catalogue.target(&Server::example(GENERIC), "sora-2");
    let asked = Recipe {
        inputs: vec![link(Role::First), link(Role::Last)],
        ..recipe()
    };
    assert_eq!(
        write(&asked, &target, 0),
        Err(Unsendable::Value("last".to_owned()))
    );
}

#[test]
fn a_size_that_was_chosen_is_not_written_over_by_the_shape_that_follows_from_it() {
    let model = json!({"match": "", "duration": {"free": true}, "frame": {"free": true, "aspects": ["16:9"]}, "fields": {
        "size": [{"to": "size", "as": "string"}], "aspect": [{"to": "size", "as": "ratioX"}, {"to": "ratio", "as": "string"}]
    }});
    let sent = body(&model, &recipe());
    assert_eq!(
        (&sent["size"], &sent["ratio"]),
        (&json!("1280x720"), &json!("16:9"))
    );
}

#[test]
fn a_length_is_not_rounded_to_another_one() {
    let mut target = target(GENERIC, "sora-2");
    target.model.fields =
        serde_json::from_value(json!({"seconds": [{"to": "duration", "as": "int"}]}))
            .expect("fields");
    let asked = Recipe {
        seconds: Some(4.5),
        ..recipe()
    };
    assert_eq!(
        write(&asked, &target, 0),
        Err(Unsendable::Value("seconds".to_owned()))
    );
}
