//! Fields from examples: a JSON body, or the parts of a multipart body. Knows no document.

use super::{BodyEncoding, FieldKind, Found, FoundField, Source, values};
use serde_json::Value;

const DEPTH: usize = 6;

/// A JSON body as fields, in its order.
pub fn json(body: &Value) -> Vec<FoundField> {
    let mut out = Vec::new();
    members(body, "", 0, &mut out);
    out
}

fn members(body: &Value, prefix: &str, depth: usize, out: &mut Vec<FoundField>) {
    let Some(all) = body.as_object() else { return };
    for (name, value) in all {
        if out.len() >= 400 || name.is_empty() {
            return;
        }
        let path = format!("{prefix}{name}");
        let inner = value.as_object().is_some_and(|inner| !inner.is_empty());
        if inner && depth < DEPTH {
            members(value, &format!("{path}."), depth + 1, out);
            continue;
        }
        let mut field = FoundField::new(path, values::kind_of_value(name, value));
        add_example(&mut field, value);
        out.push(field);
    }
}

fn add_example(field: &mut FoundField, value: &Value) {
    match value {
        // Pages write `"<string>"` for "a text".
        Value::String(text) if values::is_placeholder(text) => {
            if let Some(kind) = values::kind_of(text.trim_matches(['<', '>', '{', '}']))
                && field.kind == FieldKind::Text
            {
                field.kind = kind;
            }
        }
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => values::add(&mut field.examples, value.clone()),
    }
}

/// One part of a multipart body as a field.
pub fn part(name: &str, text: &str) -> FoundField {
    let (path, list) = dotted(name);
    let parsed = serde_json::from_str::<Value>(text).ok();
    let nested = parsed.filter(|value| value.is_object() || value.is_array());
    let value = nested.unwrap_or_else(|| Value::from(text));
    let mut field = FoundField::new(path, values::kind_of_value(name, &value));
    add_example(&mut field, &value);
    if list {
        field.kind = FieldKind::List;
    }
    field
}

/// `metadata[seed]` is `metadata.seed`; `images[]` is a list.
pub fn dotted(name: &str) -> (String, bool) {
    let name = name.trim().trim_matches(['"', '\'']);
    let list = name.ends_with("[]");
    let name = name.trim_end_matches("[]");
    (
        name.replace("][", ".").replace('[', ".").replace(']', ""),
        list,
    )
}

/// A body alone. Which encoding the server wants it does not say for certain, but a JSON body is JSON.
pub fn read(body: &Value) -> Found {
    let mut out = Found::new(Source::Example);
    out.encoding = Some(BodyEncoding::Json);
    out.fields = json(body);
    out
}
