//! Pictures: every form that a field takes, every way that is tried, and none that is dropped.

use super::*;

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
