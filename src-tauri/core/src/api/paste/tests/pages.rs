use super::*;
use crate::api::paste::{BodyEncoding, Leftover, Source, Unplaced};
use serde_json::json;

const TABLES: &str = include_str!("tables_page.txt");
const SCHEMA: &str = include_str!("schema_page.txt");
const OPENAPI: &str = include_str!("openapi_page.txt");

#[test]
fn a_page_of_tables_gives_its_request_and_none_of_its_answers() {
    let found = found(TABLES);
    assert_eq!(found.source, Source::Table);
    assert_eq!(
        kinds(&found),
        [
            ("prompt", FieldKind::Text),
            ("model", FieldKind::Text),
            ("seconds", FieldKind::Text),
            ("size", FieldKind::Text),
            ("input_reference", FieldKind::File)
        ]
    );
    let required: Vec<bool> = found.fields.iter().map(|field| field.required).collect();
    assert_eq!(required, [true, false, false, false, false]);
    assert_eq!(found.encoding, Some(BodyEncoding::Multipart));
}

#[test]
fn a_page_of_tables_gives_its_defaults_and_examples() {
    let found = found(TABLES);
    assert_eq!(field(&found, "model").default, Some(json!("sora-2")));
    assert_eq!(field(&found, "seconds").default, Some(json!("4")));
    assert_eq!(field(&found, "size").default, Some(json!("720x1280")));
    assert_eq!(field(&found, "input_reference").default, None);
    assert_eq!(texts(&field(&found, "model").examples), ["sora-2"]);
    assert_eq!(
        texts(&field(&found, "prompt").examples),
        ["A calico cat playing a piano on stage"]
    );
    assert_eq!(
        field(&found, "prompt").description.as_deref(),
        Some("描述要生成视频的文本提示词")
    );
    assert_eq!(found.models, ["sora-2"]);
    assert!(
        found.fields.iter().all(|field| field.values.is_empty()),
        "the page names no allowed values"
    );
}

#[test]
fn a_page_of_tables_gives_its_endpoints_and_asks_for_the_address() {
    let found = found(TABLES);
    assert_eq!(found.base_url, None);
    assert_eq!(found.unplaced, [Leftover::Address.into()]);
    assert_eq!(found.create_path, None);
    assert_eq!(auth(&found), Some(("Authorization", "Bearer {key}")));
    assert_eq!(key(&found), None, "sk-xxxx is no key");
    assert_eq!(
        paths(&found),
        [
            (Endpoint::Retrieve, "GET", "/videos/{id}"),
            (Endpoint::Content, "GET", "/videos/{id}/content")
        ]
    );
}

#[test]
fn a_schema_page_gives_the_request_schema_and_not_the_answers() {
    let found = found(SCHEMA);
    assert_eq!(found.source, Source::JsonSchema);
    assert_eq!(
        kinds(&found),
        [
            ("model", FieldKind::Text),
            ("prompt", FieldKind::Text),
            ("image", FieldKind::Image),
            ("duration", FieldKind::Number),
            ("width", FieldKind::Integer),
            ("height", FieldKind::Integer),
            ("fps", FieldKind::Integer),
            ("seed", FieldKind::Integer),
            ("n", FieldKind::Integer),
            ("response_format", FieldKind::Text),
            ("user", FieldKind::Text),
            ("metadata", FieldKind::Object),
        ]
    );
    assert!(
        found
            .fields
            .iter()
            .all(|field| !field.required && field.values.is_empty())
    );
}

#[test]
fn a_schema_page_gives_every_example_once() {
    let found = found(SCHEMA);
    let examples: Vec<Value> = found
        .fields
        .iter()
        .map(|field| Value::from(field.examples.clone()))
        .collect();
    assert_eq!(
        Value::from(examples),
        json!([
            ["kling-v1"],
            ["宇航员站起身走了"],
            ["https://example.com/image.jpg"],
            [5],
            [1280],
            [720],
            [30],
            [20_231_234],
            [1],
            ["url"],
            ["user-1234"],
            []
        ])
    );
    assert_eq!(
        field(&found, "image").description.as_deref(),
        Some("图片输入 (URL 或 Base64)")
    );
    assert_eq!(
        field(&found, "metadata").members,
        ["negative_prompt", "style", "quality_level"]
    );
}

#[test]
fn a_schema_page_gives_what_surrounds_the_schema() {
    let found = found(SCHEMA);
    assert_eq!(found.models, ["kling-v1"]);
    assert_eq!(auth(&found), Some(("Authorization", "Bearer {key}")));
    assert_eq!(found.encoding, Some(BodyEncoding::Multipart));
    assert_eq!(
        found.base_url, None,
        "the link is to a page about another server"
    );
    assert_eq!(found.unplaced, [Leftover::Address.into()]);
    assert_eq!(found.create_path, None);
    assert_eq!(paths(&found), []);
}

#[test]
fn an_openapi_document_within_a_page_is_read() {
    let found = found(OPENAPI);
    assert_eq!(found.source, Source::OpenApi);
    assert_eq!(base(&found), "https://new.22codex.xyz/v1");
    assert!(!found.base_guessed);
    assert_eq!(found.create_path, None);
    assert_eq!(auth(&found), Some(("Authorization", "Bearer {key}")));
    assert_eq!(found.encoding, Some(BodyEncoding::Multipart));
    assert_eq!(found.models, ["sora-2", "sora-2-pro"]);
    assert_eq!(found.unplaced, Vec::<Unplaced>::new());
    assert_eq!(
        kinds(&found),
        [
            ("model", FieldKind::Text),
            ("prompt", FieldKind::Text),
            ("seconds", FieldKind::Text),
            ("size", FieldKind::Text),
            ("input_reference", FieldKind::File),
            ("watermark", FieldKind::BooleanText),
            ("private", FieldKind::BooleanText),
            ("style", FieldKind::Text),
        ]
    );
    let required: Vec<&str> = found
        .fields
        .iter()
        .filter(|f| f.required)
        .map(|f| f.path.as_str())
        .collect();
    assert_eq!(required, ["model", "prompt"]);
}

#[test]
fn allowed_values_are_read_out_of_sentences() {
    let found = found(OPENAPI);
    assert_eq!(
        texts(&field(&found, "model").values),
        ["sora-2", "sora-2-pro"]
    );
    assert_eq!(texts(&field(&found, "seconds").values), ["4", "8", "12"]);
    assert_eq!(
        texts(&field(&found, "size").values),
        ["720x1280", "1280x720", "1024x1792", "1792x1024"]
    );
    assert_eq!(
        texts(&field(&found, "style").values),
        [
            "thanksgiving",
            "comic",
            "news",
            "selfie",
            "nostalgic",
            "anime"
        ]
    );
    for free in ["prompt", "input_reference", "watermark", "private"] {
        assert_eq!(field(&found, free).values, Vec::<Value>::new(), "{free}");
    }
    assert_eq!(field(&found, "seconds").default, Some(json!("4")));
    assert_eq!(field(&found, "size").default, Some(json!("720x1280")));
}

#[test]
fn an_example_that_contradicts_the_allowed_values_is_kept() {
    let found = found(OPENAPI);
    assert_eq!(texts(&field(&found, "seconds").examples), ["15"]);
    assert_eq!(texts(&field(&found, "size").examples), ["720x1280"]);
}

#[test]
fn values_by_model_are_read() {
    let found = found(OPENAPI);
    let size = &field(&found, "size").per_model;
    let shown: Vec<(&str, Vec<&str>)> = size
        .iter()
        .map(|(model, values)| (model.as_str(), texts(values)))
        .collect();
    assert_eq!(
        shown,
        [
            ("sora-2", vec!["720x1280", "1280x720"]),
            ("sora-2-pro", vec!["1024x1792", "1792x1024"])
        ]
    );
}

#[test]
fn fields_of_some_models_say_of_which() {
    let found = found(OPENAPI);
    let only: Vec<Option<&str>> = found
        .fields
        .iter()
        .map(|field| field.only_for.as_deref())
        .collect();
    assert_eq!(
        only,
        [
            None,
            None,
            None,
            None,
            None,
            Some("-all"),
            Some("-all"),
            Some("-all")
        ]
    );
}

#[test]
fn an_english_table_is_read() {
    let page = "## Create\nPOST https://gate.example.com/v1/videos\n\n### Request body\n\n| Parameter | Type | Required | Default | Description |\n|:--|:--|:-:|--|--|\n| `model` | string | Yes | - | One of: `veo-3.1`, `veo-3.1-fast` |\n| **prompt** | string | ✅ | | What to show |\n| seconds | integer | No | 8 | Allowed values: 4, 6, 8 |\n| `metadata.seed` | integer | no | | max 4294967295 |\n| generate_audio | boolean | No | true | |\n\n### Response\n\n| Field | Type | Description |\n|--|--|--|\n| id | string | The id |\n| status | string | queued, running |\n";
    let found = found(page);
    assert_eq!(base(&found), "https://gate.example.com/v1");
    assert_eq!(
        names(&found),
        [
            "model",
            "prompt",
            "seconds",
            "metadata.seed",
            "generate_audio"
        ]
    );
    assert_eq!(
        texts(&field(&found, "model").values),
        ["veo-3.1", "veo-3.1-fast"]
    );
    assert!(
        field(&found, "model").required
            && field(&found, "prompt").required
            && !field(&found, "seconds").required
    );
    assert_eq!(
        field(&found, "seconds").values,
        [json!(4), json!(6), json!(8)]
    );
    assert_eq!(field(&found, "seconds").default, Some(json!(8)));
    assert_eq!(field(&found, "metadata.seed").max, Some(4_294_967_295.0));
    assert_eq!(field(&found, "generate_audio").default, Some(json!(true)));
    assert_eq!(found.models, ["veo-3.1", "veo-3.1-fast"]);
}

#[test]
fn a_table_that_a_browser_copied_with_tabs_is_read() {
    let found = found(
        "POST /v1/videos\nName\tType\tRequired\tDescription\nprompt\tstring\tYes\tText\nduration\tnumber\tNo\tbetween 4-12\n",
    );
    assert_eq!(names(&found), ["prompt", "duration"]);
    assert_eq!(
        (field(&found, "duration").min, field(&found, "duration").max),
        (Some(4.0), Some(12.0))
    );
}

#[test]
fn a_bare_body_gives_fields_with_kinds() {
    let found = found(
        r#"{"model": "kling-v2-6", "prompt": "x", "seconds": "5", "duration": 5, "cfg_scale": 0.5, "sound": true, "watermark": "false", "images": ["https://x.example/a.png"], "image": "https://x.example/a.png", "metadata": {"negative_prompt": "blur", "camera": {"zoom": 1}}, "extra": {}}"#,
    );
    assert_eq!(found.source, Source::Example);
    assert_eq!(found.encoding, Some(BodyEncoding::Json));
    assert_eq!(
        kinds(&found),
        [
            ("model", FieldKind::Text),
            ("prompt", FieldKind::Text),
            ("seconds", FieldKind::Text),
            ("duration", FieldKind::Integer),
            ("cfg_scale", FieldKind::Number),
            ("sound", FieldKind::Boolean),
            ("watermark", FieldKind::BooleanText),
            ("images", FieldKind::List),
            ("image", FieldKind::Image),
            ("metadata.negative_prompt", FieldKind::Text),
            ("metadata.camera.zoom", FieldKind::Integer),
            ("extra", FieldKind::Object),
        ]
    );
    assert_eq!(found.models, ["kling-v2-6"]);
}

#[test]
fn an_answer_alone_is_refused_with_its_reason() {
    let answer = r#"{"id": "video_1", "object": "video", "model": "sora-2", "status": "queued", "prompt": "x", "seconds": "8"}"#;
    assert_eq!(
        read(answer).err(),
        Some(crate::api::paste::Unreadable::OnlyAnswer)
    );
}
