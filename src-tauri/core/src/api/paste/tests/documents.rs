use super::*;
use crate::api::paste::{BodyEncoding, Leftover, Source, Unplaced};
use serde_json::json;

const JSON: &str = r##"{
  "openapi": "3.1.0",
  "info": {"title": "Gate", "version": "1"},
  "servers": [{"url": "https://{region}.example.com/api", "variables": {"region": {"default": "eu", "enum": ["eu", "us"]}}}, {"url": "http://localhost:8000"}],
  "paths": {
    "/v1/chat/completions": {"post": {"requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {"messages": {"type": "array"}}}}}}}},
    "/v1/videos/edits": {"post": {"requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {"video": {"type": "string"}}}}}}}},
    "/v1/videos": {
      "get": {},
      "post": {
        "parameters": [{"in": "query", "name": "dry_run", "schema": {"type": "boolean"}}, {"in": "header", "name": "X-Team", "schema": {"type": "string"}}],
        "requestBody": {"$ref": "#/components/requestBodies/Create"},
        "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Video"}}}}}
      }
    },
    "/v1/videos/{video_id}": {"get": {}, "delete": {}},
    "/v1/videos/{video_id}/content": {"get": {}},
    "/v1/videos/{video_id}/remix": {"post": {}}
  },
  "components": {
    "requestBodies": {"Create": {"content": {
      "application/json": {"schema": {"$ref": "#/components/schemas/Create"}, "examples": {"one": {"value": {"prompt": "a cat", "seed": 3}}}}
    }}},
    "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "x-api-key"}},
    "schemas": {
      "Video": {"type": "object", "properties": {"id": {"type": "string"}, "status": {"type": "string"}}},
      "Base": {"type": "object", "required": ["prompt"], "properties": {"prompt": {"type": "string", "maxLength": 4000}, "id": {"type": "string", "readOnly": true}}},
      "Seconds": {"type": "string", "enum": ["4", "8"], "default": "4"},
      "Create": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"type": "object", "required": ["model"], "properties": {
        "model": {"anyOf": [{"type": "string"}, {"type": "string", "enum": ["m-1", "m-2"]}]},
        "seconds": {"$ref": "#/components/schemas/Seconds", "description": "How long"},
        "seed": {"type": ["integer", "null"], "minimum": 0, "maximum": 99},
        "style": {"oneOf": [{"const": "vivid"}, {"const": "calm"}]},
        "cfg": {"type": "number", "exclusiveMinimum": 0.5},
        "input_reference": {"oneOf": [{"type": "string", "format": "binary"}, {"type": "object", "properties": {"image_url": {"type": "string"}}}]},
        "images": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
        "metadata": {"type": "object", "properties": {"negative_prompt": {"type": "string"}, "camera": {"type": "object", "properties": {"zoom": {"type": "number"}}}}},
        "frames": {"type": "array", "items": {"type": "object", "properties": {"url": {"type": "string"}}}}
      }}]}
    }
  }
}"##;

fn check(found: &Found) {
    check_server(found);
    check_kinds(found);
    check_values(found);
    check_paths(found);
}

fn check_server(found: &Found) {
    assert_eq!(found.source, Source::OpenApi);
    assert_eq!(base(found), "https://eu.example.com/api/v1");
    assert_eq!(auth(found), Some(("x-api-key", "{key}")));
    assert_eq!(found.encoding, Some(BodyEncoding::Json));
    assert_eq!(found.models, ["m-1", "m-2"]);
    assert_eq!(
        found.unplaced,
        [
            Unplaced::named(Leftover::OtherServer, "http://localhost:8000"),
            Unplaced::named(Leftover::Members, "frames"),
            Unplaced::query("dry_run"),
            Unplaced::named(Leftover::Header, "X-Team")
        ]
    );
}

fn check_kinds(found: &Found) {
    assert_eq!(
        kinds(found),
        [
            ("prompt", FieldKind::Text),
            ("model", FieldKind::Text),
            ("seconds", FieldKind::Text),
            ("seed", FieldKind::Integer),
            ("style", FieldKind::Text),
            ("cfg", FieldKind::Number),
            ("input_reference", FieldKind::File),
            ("images", FieldKind::List),
            ("metadata.negative_prompt", FieldKind::Text),
            ("metadata.camera.zoom", FieldKind::Number),
            ("frames", FieldKind::List),
        ]
    );
    let required: Vec<&str> = found
        .fields
        .iter()
        .filter(|f| f.required)
        .map(|f| f.path.as_str())
        .collect();
    assert_eq!(required, ["prompt", "model"]);
}

fn check_values(found: &Found) {
    assert_eq!(texts(&field(found, "seconds").values), ["4", "8"]);
    assert_eq!(field(found, "seconds").default, Some(json!("4")));
    assert_eq!(
        field(found, "seconds").description.as_deref(),
        Some("How long")
    );
    assert_eq!(
        (field(found, "seed").min, field(found, "seed").max),
        (Some(0.0), Some(99.0))
    );
    assert_eq!(field(found, "seed").examples, [json!(3)]);
    assert_eq!(texts(&field(found, "style").values), ["vivid", "calm"]);
    assert_eq!(texts(&field(found, "images").values), ["a", "b"]);
    assert_eq!(
        field(found, "prompt").max,
        None,
        "a length is no limit of a number"
    );
}

fn check_paths(found: &Found) {
    assert_eq!(
        paths(found),
        [
            (Endpoint::Edits, "POST", "/videos/edits"),
            (Endpoint::List, "GET", "/videos"),
            (Endpoint::Retrieve, "GET", "/videos/{id}"),
            (Endpoint::Delete, "DELETE", "/videos/{id}"),
            (Endpoint::Content, "GET", "/videos/{id}/content"),
            (Endpoint::Remix, "POST", "/videos/{id}/remix"),
        ]
    );
}

#[test]
fn a_document_in_json_is_read() {
    check(&found(JSON));
}

#[test]
fn the_same_document_in_yaml_says_the_same() {
    let value: Value = serde_json::from_str(JSON).expect("JSON");
    check(&found(&yaml(&value, 0)));
}

#[test]
fn a_document_within_prose_and_indented_is_read() {
    let value: Value = serde_json::from_str(JSON).expect("JSON");
    let text = yaml(&value, 0);
    let inner = format!("    {}\n", text.trim_end().replace('\n', "\n    "));
    check(&found(&format!(
        "Here it is:\n\n{inner}\nThat was the document.\n"
    )));
    check(&found(&format!("Copy this: {JSON} and go.")));
}

/// Block style; strings in double quotes.
fn yaml(value: &Value, depth: usize) -> String {
    let pad = "  ".repeat(depth);
    match value {
        Value::Object(members) if !members.is_empty() => members
            .iter()
            .map(|(name, value)| {
                let name = if name.starts_with(['/', '$']) || name.parse::<f64>().is_ok() {
                    format!("'{name}'")
                } else {
                    name.clone()
                };
                if is_block(value) {
                    format!("{pad}{name}:\n{}", yaml(value, depth + 1))
                } else {
                    format!("{pad}{name}: {value}\n")
                }
            })
            .collect(),
        Value::Array(items) if !items.is_empty() => items
            .iter()
            .map(|item| {
                if is_block(item) {
                    format!("{pad}-\n{}", yaml(item, depth + 1))
                } else {
                    format!("{pad}- {item}\n")
                }
            })
            .collect(),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => format!("{pad}{value}\n"),
    }
}

fn is_block(value: &Value) -> bool {
    value.as_object().is_some_and(|o| !o.is_empty())
        || value.as_array().is_some_and(|a| !a.is_empty())
}

#[test]
fn a_document_that_was_cut_off_still_says_what_it_has() {
    let whole = include_str!("openapi_page.txt");
    let cut = &whole[..whole.find("watermark:").expect("the field")];
    let found = found(cut);
    assert_eq!(
        names(&found),
        ["model", "prompt", "seconds", "size", "input_reference"]
    );
    assert_eq!(found.unplaced, [Leftover::Address.into()]);
}

#[test]
fn an_old_swagger_document_is_read() {
    let found = found(
        "swagger: '2.0'\ninfo: {title: Gate, version: '1'}\nhost: gate.example.com\nbasePath: /v1\nschemes: [https]\nsecurityDefinitions:\n  Key: {type: apiKey, name: Authorization, in: header, description: 'Bearer <key>'}\npaths:\n  /videos:\n    post:\n      consumes: [multipart/form-data]\n      parameters:\n        - {in: formData, name: prompt, type: string, required: true}\n        - {in: formData, name: seconds, type: integer, enum: [5, 10], default: 5}\n        - {in: formData, name: image, type: file}\n",
    );
    assert_eq!(base(&found), "https://gate.example.com/v1");
    assert_eq!(auth(&found), Some(("Authorization", "Bearer {key}")));
    assert_eq!(found.encoding, Some(BodyEncoding::Multipart));
    assert_eq!(
        kinds(&found),
        [
            ("prompt", FieldKind::Text),
            ("seconds", FieldKind::Integer),
            ("image", FieldKind::File)
        ]
    );
    assert!(field(&found, "prompt").required);
    assert_eq!(field(&found, "seconds").values, [json!(5), json!(10)]);
}

#[test]
fn another_create_path_is_told() {
    let found = found(
        "openapi: 3.0.0\npaths:\n  /v1/video/generations:\n    post:\n      requestBody:\n        content:\n          application/json:\n            schema:\n              properties:\n                prompt: {type: string}\n                duration: {type: integer, description: 'Duration in seconds, 4-12, default 5'}\nservers:\n  - url: /\n",
    );
    assert_eq!(found.create_path.as_deref(), Some("/video/generations"));
    assert_eq!(found.base_url, None);
    assert_eq!(
        found.unplaced,
        [
            Leftover::Address.into(),
            Unplaced::named(Leftover::Server, "/")
        ]
    );
    let duration = field(&found, "duration");
    assert_eq!(
        (duration.min, duration.max, duration.default.clone()),
        (Some(4.0), Some(12.0), Some(json!(5)))
    );
}

#[test]
fn a_document_without_videos_says_so() {
    let found = found(
        "openapi: 3.0.0\nservers: [{url: 'https://gate.example.com/v1'}]\npaths:\n  /chat/completions:\n    post: {}\n",
    );
    assert_eq!(base(&found), "https://gate.example.com/v1");
    assert_eq!(found.unplaced, [Leftover::NoCreate.into()]);
}

#[test]
fn a_schema_that_refers_to_itself_ends() {
    let found = found(
        r##"{"openapi":"3.0.0","paths":{"/videos":{"post":{"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}}}}},"components":{"schemas":{"A":{"type":"object","properties":{"prompt":{"type":"string"},"child":{"$ref":"#/components/schemas/A"}}},"L":{"$ref":"#/components/schemas/L"}}}}"##,
    );
    assert_eq!(names(&found)[..2], ["prompt", "child.prompt"]);
}

#[test]
fn a_schema_alone_is_read() {
    let found = found(
        r#"{"type":"object","required":["prompt"],"properties":{"model":{"type":"string","enum":["m-1"]},"prompt":{"type":"string"},"size":{"type":"string","description":"m-1 supports 720x1280, 1280x720. Defaults to 720x1280"}}}"#,
    );
    assert_eq!(found.source, Source::JsonSchema);
    assert!(field(&found, "prompt").required);
    assert_eq!(
        field(&found, "size").per_model,
        [("m-1".to_owned(), vec![json!("720x1280"), json!("1280x720")])]
    );
    assert_eq!(field(&found, "size").default, Some(json!("720x1280")));
}
