use super::*;
use crate::domain::catalogue::{Catalogue, Form, GENERIC};
use crate::{
    api::dialect,
    domain::{Fit, Input, InputSource, Role, Server, Size},
};
use bytes::Bytes;
use serde_json::{Map, Value, json};

fn recipe() -> Recipe {
    Recipe {
        written: None,
        prompt: "a boat".to_owned(),
        model: "m-1".to_owned(),
        seconds: Some(15.0),
        size: Some(Size {
            width: 1920,
            height: 1080,
        }),
        aspect: None,
        tier: None,
        inputs: Vec::new(),
        params: Map::new(),
        extra: json!({"style": "comic", "fps": 90, "seed": 7, "watermark": "false"})
            .as_object()
            .cloned()
            .unwrap_or_default(),
    }
}

fn with_picture() -> Recipe {
    let source = InputSource::Stored {
        file: "inputs/a.png".to_owned(),
        mime: "image/png".to_owned(),
        sha256: String::new(),
        width: 640,
        height: 480,
        bytes: 1,
    };
    let first = Input {
        role: Role::First,
        fit: Fit::None,
        source,
        name: "a.png".to_owned(),
        frame_of: None,
    };
    Recipe {
        inputs: vec![first],
        ..recipe()
    }
}

fn target() -> Target {
    Catalogue::shipped().target(&Server::example(GENERIC), "m-1")
}

fn taught_by(recipe: &Recipe, status: u16, body: &str) -> Option<Taught> {
    let reply = Reply {
        status,
        body: Bytes::from(body.to_owned()),
        wait: None,
        location: None,
    };
    read(&reply, recipe, &target(), 0).map(|teaching| teaching.taught)
}

fn one_of(field: &str, values: &[&str]) -> Taught {
    Taught {
        field: field.to_owned(),
        says: Says::OneOf {
            values: values.iter().map(|value| Value::from(*value)).collect(),
        },
    }
}

fn between(field: &str, min: Option<f64>, max: Option<f64>) -> Taught {
    Taught {
        field: field.to_owned(),
        says: Says::Between { min, max },
    }
}

fn not_taken(field: &str) -> Taught {
    Taught {
        field: field.to_owned(),
        says: Says::NotTaken,
    }
}

fn written(field: &str, form: Form) -> Taught {
    Taught {
        field: field.to_owned(),
        says: Says::Written { form },
    }
}

/// Bodies in the manner of the servers of `wire.md` 2.4 and 3.F, in English and Chinese.
#[test]
fn a_list_of_allowed_values_is_read_from_every_usual_sentence() {
    let seconds = ["4", "8", "12"];
    for (body, expected) in [
        (
            r#"{"error":{"message":"Invalid value: '15'. Supported values are: '4', '8', and '12'.","type":"invalid_request_error","param":"seconds","code":"invalid_value"}}"#,
            one_of("seconds", &seconds),
        ),
        (
            r#"{"detail":[{"type":"literal_error","loc":["body","seconds"],"msg":"Input should be '4', '8' or '12'","input":"15"}]}"#,
            one_of("seconds", &seconds),
        ),
        (
            r#"{"error":{"message":"Invalid value: 'baroque'. 'style' must be one of comic, news, selfie."}}"#,
            one_of("style", &["comic", "news", "selfie"]),
        ),
        (
            r#"{"error":{"message":"seconds must be one of [4, 8, 12]"}}"#,
            one_of("seconds", &seconds),
        ),
        (
            r#"{"code":"invalid_request","message":"duration must be one of 4, 8, 12 seconds","data":null}"#,
            one_of("seconds", &seconds),
        ),
        (
            r#"{"code":"invalid_parameter","message":"时长只支持 4、8、12 秒","data":null}"#,
            one_of("seconds", &seconds),
        ),
        (
            r#"{"error":{"message":"size is invalid. Supported sizes are 720x1280, 1280x720","param":"size"}}"#,
            one_of("size", &["720x1280", "1280x720"]),
        ),
        (
            r#"{"error":{"message":"不支持的分辨率，可选值：720p、1080p"}}"#,
            one_of("size", &["720p", "1080p"]),
        ),
        (
            r#"{"error":{"message":"Unsupported value for 'style': must be one of 'anime', 'news', 'selfie'","param":"style"}}"#,
            one_of("style", &["anime", "news", "selfie"]),
        ),
    ] {
        assert_eq!(taught_by(&recipe(), 400, body), Some(expected), "{body}");
    }
}

#[test]
fn bounds_are_read_from_every_usual_sentence() {
    for (body, expected) in [
        (
            r#"{"error":{"message":"seconds must be less than or equal to 10","param":"seconds"}}"#,
            between("seconds", None, Some(10.0)),
        ),
        (
            r#"{"detail":[{"type":"less_than_equal","loc":["body","fps"],"msg":"Input should be less than or equal to 60","ctx":{"le":60}}]}"#,
            between("fps", None, Some(60.0)),
        ),
        (
            r#"{"error":{"message":"duration must be between 3 and 10 seconds"}}"#,
            between("seconds", Some(3.0), Some(10.0)),
        ),
        (
            r#"{"error":{"message":"The maximum duration is 10 seconds."}}"#,
            between("seconds", None, Some(10.0)),
        ),
        (
            r#"{"message":"视频时长不能超过10秒","code":"invalid"}"#,
            between("seconds", None, Some(10.0)),
        ),
        (
            r#"{"error":{"message":"fps 取值范围为 1~60"}}"#,
            between("fps", Some(1.0), Some(60.0)),
        ),
    ] {
        assert_eq!(taught_by(&recipe(), 422, body), Some(expected), "{body}");
    }
}

#[test]
fn a_field_that_the_server_does_not_have_is_read_from_every_usual_sentence() {
    for (body, field) in [
        (
            r#"{"error":{"code":"invalid_request","message":"json: unknown field \"seconds\"","type":"invalid_request_error"}}"#,
            "seconds",
        ),
        (
            r#"{"error":{"message":"Unknown parameter: 'style'.","type":"invalid_request_error","param":"style","code":"unknown_parameter"}}"#,
            "style",
        ),
        (
            r#"{"detail":[{"type":"extra_forbidden","loc":["body","watermark"],"msg":"Extra inputs are not permitted","input":"false"}]}"#,
            "watermark",
        ),
        (
            r#"{"error":{"message":"Unrecognized request argument supplied: fps"}}"#,
            "fps",
        ),
        (
            r#"{"error":{"message":"Additional properties are not allowed ('seed' was unexpected)"}}"#,
            "seed",
        ),
        (
            r#"{"error":{"message":"Parameter 'fps' is not supported by this model."}}"#,
            "fps",
        ),
        (r#"{"message":"不支持的参数：style","code":1}"#, "style"),
    ] {
        assert_eq!(
            taught_by(&recipe(), 400, body),
            Some(not_taken(field)),
            "{body}"
        );
    }
}

#[test]
fn a_missing_field_and_a_wrong_type_are_read_from_every_usual_sentence() {
    let bare = Recipe {
        size: None,
        ..recipe()
    };
    let needed = |field: &str| Taught {
        field: field.to_owned(),
        says: Says::Needed,
    };
    for (body, expected) in [
        (
            r#"{"error":{"message":"Missing required parameter: 'size'.","param":"size","code":"missing_required_parameter"}}"#,
            needed("size"),
        ),
        (
            r#"{"detail":[{"type":"missing","loc":["body","size"],"msg":"Field required"}]}"#,
            needed("size"),
        ),
        (r#"{"message":"size is required"}"#, needed("size")),
        (r#"{"message":"缺少必填参数：size"}"#, needed("size")),
        (
            r#"{"code":"invalid_json","message":"json: cannot unmarshal string into Go struct field TaskSubmitReq.seconds of type int","data":null}"#,
            written("seconds", Form::Int),
        ),
        (
            r#"{"detail":[{"type":"int_parsing","loc":["body","seconds"],"msg":"Input should be a valid integer, unable to parse string as an integer"}]}"#,
            written("seconds", Form::Int),
        ),
        (
            r#"{"error":{"message":"Invalid type for 'seconds': expected an integer, but got a string instead.","param":"seconds","code":"invalid_type"}}"#,
            written("seconds", Form::Int),
        ),
        (
            r#"{"error":{"message":"seconds must be a string"}}"#,
            written("seconds", Form::String),
        ),
    ] {
        assert_eq!(taught_by(&bare, 400, body), Some(expected), "{body}");
    }
}

#[test]
fn rules_about_pictures_are_read_also_out_of_a_text_inside_a_text() {
    let exact = Some(Says::ExactPicture);
    for (body, says) in [
        (
            r#"{"error":{"message":"Inpaint image must match the requested width and height","type":"invalid_request_error","param":null,"code":null}}"#,
            exact.clone(),
        ),
        (
            r#"{"code":"fail_to_fetch_task","message":"{\"error\":{\"message\":\"Inpaint image must match the requested width and height\"}}","data":null}"#,
            exact.clone(),
        ),
        (
            r#"{"message":"参考图尺寸必须与视频尺寸一致"}"#,
            exact.clone(),
        ),
        (
            r#"{"error":{"message":"image file too large: maximum is 4.7MB"}}"#,
            Some(Says::PictureBytes { max: 4_700_000 }),
        ),
        (
            r#"{"error":{"message":"Invalid type for 'input_reference': expected an object, but got a string instead.","param":"input_reference","code":"invalid_type"}}"#,
            Some(Says::Written {
                form: Form::ImageUrlObject,
            }),
        ),
    ] {
        let found = taught_by(&with_picture(), 400, body);
        assert_eq!(found.map(|taught| taught.says), says, "{body}");
    }
}

#[test]
fn what_states_no_rule_teaches_nothing() {
    for (status, body) in [
        (
            400,
            r#"{"error":{"message":"Your request was rejected by our moderation system."}}"#,
        ),
        (400, r#"{"error":{"message":"insufficient balance"}}"#),
        (
            401,
            r#"{"error":{"message":"seconds must be one of 4, 8"}}"#,
        ),
        (
            500,
            r#"{"error":{"message":"seconds must be one of 4, 8"}}"#,
        ),
        (400, r#"{"error":{"message":"prompt is required"}}"#),
        (
            400,
            r#"{"error":{"message":"model must be one of 'a1', 'b2'"}}"#,
        ),
        (400, r#"{"error":{"message":"Invalid request parameters"}}"#),
        (400, r#"{"error":{"message":"fail_to_fetch_task"}}"#),
        (
            400,
            r#"{"error":{"message":"We could not process this at the moment, please try one of our other products"}}"#,
        ),
        (400, "<html>Bad Request</html>"),
        (400, "[]"),
    ] {
        assert_eq!(taught_by(&recipe(), status, body), None, "{body}");
    }
}

fn followed(recipe: &Recipe, taught: &Taught) -> Mended {
    let mut target = target();
    target.learn(taught);
    mend(recipe, &target, taught).expect("it can be followed")
}

#[test]
fn the_nearest_allowed_value_is_taken() {
    let mended = followed(&recipe(), &one_of("seconds", &["4", "8", "12"]));
    assert_eq!(mended.recipe.seconds, Some(12.0));
    let mended = followed(
        &recipe(),
        &one_of("size", &["720x1280", "1280x720", "1024x1024"]),
    );
    assert_eq!(mended.value, Some(json!("1280x720")));
    let mended = followed(&recipe(), &between("fps", None, Some(60.0)));
    assert_eq!(mended.recipe.extra["fps"], json!(60));
}

#[test]
fn a_size_in_words_moves_into_the_field_for_sizes() {
    let taught = one_of("size", &["720p", "1080p"]);
    let mended = followed(&recipe(), &taught);
    let mut target = target();
    target.learn(&taught);
    let base = target.server.base_url.clone();
    let request =
        dialect::request(&mended.recipe, &target, 0, &base, |file| file.into()).expect("written");
    let body = dialect::json_body(&request, |_| std::io::Result::Ok(Vec::new())).expect("a body");
    assert_eq!(body["size"], json!("1080p"));
}

#[test]
fn a_field_that_there_is_none_of_is_left_out_and_refused_by_the_form() {
    let taught = not_taken("style");
    let mended = followed(&recipe(), &taught);
    assert!(!mended.recipe.extra.contains_key("style"));
    let mut target = target();
    target.learn(&taught);
    let misfits = crate::domain::catalogue::misfits(&recipe(), &target.model);
    assert!(misfits.iter().any(|misfit| misfit.field == "style"));
}

#[test]
fn a_form_that_was_taught_is_written() {
    let mut target = target();
    target.learn(&written("seconds", Form::Int));
    let base = target.server.base_url.clone();
    let request =
        dialect::request(&recipe(), &target, 0, &base, |file| file.into()).expect("written");
    let body = dialect::json_body(&request, |_| std::io::Result::Ok(Vec::new())).expect("a body");
    assert_eq!(body["seconds"], json!(15));
}

#[test]
fn a_picture_that_must_match_is_cut_to_the_videos_size() {
    let taught = Taught {
        field: "first".to_owned(),
        says: Says::ExactPicture,
    };
    let mended = followed(&with_picture(), &taught);
    assert!(mended.refit && mended.recipe.inputs[0].fit == Fit::Crop);
}
