//! Lengths, sizes, names and parameters: each where its description says, in the type that the field wants.

use super::*;

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
