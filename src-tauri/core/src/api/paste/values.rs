//! Values and kinds of fields: what a type's name, a default or an example says. Knows no document format.

use super::{BodyEncoding, FieldKind, FoundField, prose};
use serde_json::Value;

/// The kind that a type's name means, in the words of pages in English and Chinese.
pub fn kind_of(name: &str) -> Option<FieldKind> {
    let name = name.trim().trim_matches('`').to_lowercase();
    let starts = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["[]", "array", "list", "数组", "列表"]) {
        Some(FieldKind::List)
    } else if has(&["file", "binary", "blob", "文件", "upload"]) {
        Some(FieldKind::File)
    } else if starts(&["bool", "布尔"]) {
        Some(FieldKind::Boolean)
    } else if starts(&["int", "long", "整数", "整型", "uint"]) {
        Some(FieldKind::Integer)
    } else if starts(&["num", "float", "double", "decimal", "数字", "浮点", "数值"]) {
        Some(FieldKind::Number)
    } else if starts(&["obj", "map", "json", "dict", "record", "对象"]) {
        Some(FieldKind::Object)
    } else if has(&[
        "str", "text", "enum", "uri", "url", "char", "字符", "文本", "枚举",
    ]) {
        Some(FieldKind::Text)
    } else {
        None
    }
}

/// A text as the value that the kind wants.
pub fn typed(kind: FieldKind, text: &str) -> Value {
    let text = text.trim();
    match kind {
        FieldKind::Integer => text
            .parse::<i64>()
            .map_or_else(|_| Value::from(text), Value::from),
        FieldKind::Number => number(text).unwrap_or_else(|| Value::from(text)),
        FieldKind::Boolean => text
            .to_lowercase()
            .parse::<bool>()
            .map_or_else(|_| Value::from(text), Value::from),
        FieldKind::Object | FieldKind::List => {
            serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
        }
        FieldKind::Text | FieldKind::BooleanText | FieldKind::File | FieldKind::Image => {
            Value::from(text)
        }
    }
}

fn number(text: &str) -> Option<Value> {
    if let Ok(whole) = text.parse::<i64>() {
        return Some(Value::from(whole));
    }
    let parsed: f64 = text.parse().ok()?;
    serde_json::Number::from_f64(parsed).map(Value::Number)
}

/// The kind of an example in a JSON body.
pub fn kind_of_value(name: &str, value: &Value) -> FieldKind {
    match value {
        Value::Bool(_) => FieldKind::Boolean,
        Value::Number(n) if n.is_i64() || n.is_u64() => FieldKind::Integer,
        Value::Number(_) => FieldKind::Number,
        Value::Array(_) => FieldKind::List,
        Value::Object(_) => FieldKind::Object,
        Value::Null => FieldKind::Text,
        Value::String(text) => kind_of_text(name, text),
    }
}

fn kind_of_text(name: &str, text: &str) -> FieldKind {
    let lower = text.trim().to_ascii_lowercase();
    if lower == "true" || lower == "false" {
        return FieldKind::BooleanText;
    }
    let picture = lower.starts_with("data:image/")
        || (names_an_image(name)
            && (lower.starts_with("http") || lower.contains("base64") || is_placeholder(text)));
    if picture {
        FieldKind::Image
    } else {
        FieldKind::Text
    }
}

/// Whether a field's name is that of an image.
pub fn names_an_image(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name).to_ascii_lowercase();
    let parts: Vec<&str> = last.split('_').collect();
    ["image", "img", "picture", "photo"]
        .iter()
        .any(|w| parts.contains(w))
        || [
            "input_reference",
            "first_frame",
            "last_frame",
            "first_frame_url",
            "last_frame_url",
            "image_url",
            "imageurl",
        ]
        .contains(&last.as_str())
}

/// `<string>`, `string`, `{{model}}`: a page's word for "put something here".
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    (text.starts_with('<') && text.ends_with('>'))
        || (text.starts_with("{{") && text.ends_with("}}"))
        || matches!(text, "" | "string" | "..." | "…")
}

/// Whether a value says something as an example.
pub fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !is_placeholder(text),
        Value::Array(items) => items.iter().any(says_something),
        Value::Object(members) => !members.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

/// Adds what is not there yet. Lists stay short: a field with thousands of values is a mistake of the page.
pub fn add(into: &mut Vec<Value>, value: Value) {
    if into.len() < 500 && says_something(&value) && !into.contains(&value) {
        into.push(value);
    }
}

/// Whether a field's number is a length, so that numbers in its words are limits.
fn is_numeric(field: &FoundField) -> bool {
    let name = field
        .path
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    matches!(field.kind, FieldKind::Integer | FieldKind::Number)
        || [
            "seconds",
            "duration",
            "fps",
            "seed",
            "n",
            "width",
            "height",
            "num_frames",
            "n_seconds",
        ]
        .contains(&name.as_str())
}

/// Completes a field from its words. What the document says in its own fields stays.
pub fn complete(mut field: FoundField) -> FoundField {
    if let Some(words) = field.description.take() {
        add_said(&mut field, prose::read(&words));
        field.kind = kind_from_words(&field, &words);
        let words = words.trim();
        field.description = (!words.is_empty()).then(|| words.to_owned());
    }
    if field.kind == FieldKind::Text && holds_only_truth(&field) {
        field.kind = FieldKind::BooleanText;
    }
    field
}

fn add_said(field: &mut FoundField, said: prose::Said) {
    let kind = field.kind;
    let all = |texts: Vec<String>| texts.iter().map(|text| typed(kind, text)).collect();
    if field.values.is_empty() && kind != FieldKind::Object && kind != FieldKind::File {
        field.values = all(said.values);
    }
    field.default = field
        .default
        .take()
        .or_else(|| said.default.map(|text| typed(kind, &text)));
    for text in said.examples {
        add(&mut field.examples, typed(kind, &text));
    }
    let per_model = said.per_model.into_iter();
    field
        .per_model
        .extend(per_model.map(|(model, texts)| (model, all(texts))));
    field.only_for = field.only_for.take().or(said.only_for);
    if kind == FieldKind::Object {
        field.members.extend(said.members);
    }
    if is_numeric(field) {
        field.min = field.min.or(said.min);
        field.max = field.max.or(said.max);
    }
}

/// Whether all that is known of its values is `"true"` and `"false"`.
fn holds_only_truth(field: &FoundField) -> bool {
    let mut seen = field
        .examples
        .iter()
        .chain(&field.values)
        .chain(&field.default)
        .peekable();
    let truth = |value: &Value| {
        value
            .as_str()
            .is_some_and(|text| matches!(text.to_ascii_lowercase().as_str(), "true" | "false"))
    };
    seen.peek().is_some() && seen.all(truth)
}

fn kind_from_words(field: &FoundField, words: &str) -> FieldKind {
    if field.kind != FieldKind::Text || !field.values.is_empty() {
        return field.kind;
    }
    let lower = words.to_lowercase();
    let picture = names_an_image(&field.path) || lower.contains("image") || words.contains('图');
    let source = lower.contains("base64")
        || lower.contains("data uri")
        || lower.contains("data url")
        || lower.contains("url");
    let linked = field
        .examples
        .iter()
        .any(|v| v.as_str().is_some_and(|t| t.starts_with("http")));
    if picture && source || names_an_image(&field.path) && linked {
        FieldKind::Image
    } else {
        field.kind
    }
}

/// A media type's encoding.
pub fn encoding(text: &str) -> Option<BodyEncoding> {
    let lower = text.to_ascii_lowercase();
    if lower.contains("multipart/form-data") {
        Some(BodyEncoding::Multipart)
    } else if lower.contains("application/json") || lower.contains("+json") {
        Some(BodyEncoding::Json)
    } else {
        None
    }
}

/// Names of models that a field named `model` mentions.
pub fn models(field: &FoundField) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let last = field.path.rsplit('.').next().unwrap_or_default();
    if last == "model" || last == "model_name" {
        let all = field
            .values
            .iter()
            .chain(&field.default)
            .chain(&field.examples);
        out.extend(
            all.filter_map(Value::as_str)
                .filter(|t| is_model(t))
                .map(str::to_owned),
        );
    }
    out.extend(field.per_model.iter().map(|(model, _)| model.clone()));
    out
}

fn is_model(text: &str) -> bool {
    !is_placeholder(text)
        && text.len() <= 120
        && !text.contains(char::is_whitespace)
        && !text.to_lowercase().starts_with("your")
        && !text.contains(['<', '$', '{'])
}
