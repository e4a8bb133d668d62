//! The two kinds of bodies: one JSON object, or parts.

use super::{Field, FieldValue, Picture, PictureSource, Request, values::text};
use crate::domain::catalogue::{Form, Nesting};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// One part of a multipart body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its content.
    pub value: PartValue,
}

/// What a part holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartValue {
    /// Text without a content type.
    Text(String),
    /// A file.
    File {
        /// Where its bytes are.
        path: PathBuf,
        /// The name under which they are sent.
        file_name: String,
        /// Media type.
        mime: String,
    },
}

/// The parts of a multipart body, in order. `read` gives a file's bytes, for pictures that are sent as text.
///
/// # Errors
/// Whatever `read` returns.
pub fn parts<E>(
    request: &Request,
    mut read: impl FnMut(&Path) -> Result<Vec<u8>, E>,
) -> Result<Vec<Part>, E> {
    let mut parts = Vec::new();
    let mut nested = Map::new();
    for field in &request.fields {
        match &field.value {
            FieldValue::Picture(picture) if picture.form == Form::File => {
                parts.push(file_part(&field.to, picture));
            }
            FieldValue::Plain(_) | FieldValue::Picture(_) => {
                let value = value_of(field, &mut read)?;
                match request.nesting {
                    Nesting::Brackets => bracketed(&bracket_name(&field.to), &value, &mut parts),
                    Nesting::JsonString => gathered(field, value, &mut parts, &mut nested),
                }
            }
        }
    }
    parts.extend(nested.into_iter().map(|(name, value)| Part {
        name,
        value: PartValue::Text(text(&value)),
    }));
    // Files behind all texts, as the official Python SDK has them.
    parts.sort_by_key(|part| matches!(part.value, PartValue::File { .. }));
    Ok(parts)
}

/// Several files under one name are one part each, all of that name.
fn file_part(to: &str, picture: &Picture) -> Part {
    let name = bracket_name(to.strip_suffix("[]").unwrap_or(to));
    match &picture.source {
        PictureSource::File {
            path,
            file_name,
            mime,
        } => Part {
            name,
            value: PartValue::File {
                path: path.clone(),
                file_name: file_name.clone(),
                mime: mime.clone(),
            },
        },
        PictureSource::Link(url) => Part {
            name: format!("{name}[image_url]"),
            value: PartValue::Text(url.clone()),
        },
    }
}

/// `metadata.tags[]` as the official SDKs write it: `metadata[tags][]`.
fn bracket_name(to: &str) -> String {
    let mut steps = to.split('.');
    let first = steps.next().unwrap_or_default().to_owned();
    steps.fold(first, |name, step| match step.strip_suffix("[]") {
        Some(step) => [&name, "[", step, "][]"].concat(),
        None => [&name, "[", step, "]"].concat(),
    })
}

/// Nested values as one part per leaf.
fn bracketed(name: &str, value: &Value, parts: &mut Vec<Part>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                bracketed(&format!("{name}[{key}]"), value, parts);
            }
        }
        Value::Array(items) => {
            let name = name.strip_suffix("[]").unwrap_or(name);
            for item in items {
                bracketed(&format!("{name}[]"), item, parts);
            }
        }
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) | Value::String(_) => parts.push(Part {
            name: name.to_owned(),
            value: PartValue::Text(text(value)),
        }),
    }
}

/// Nested values as JSON text under their first name; lists of texts as parts of the same name.
fn gathered(field: &Field, value: Value, parts: &mut Vec<Part>, nested: &mut Map<String, Value>) {
    let repeated = field.to.strip_suffix("[]");
    let flat = !field.to.contains('.') && !value.is_object();
    if flat {
        parts.push(Part {
            name: repeated.unwrap_or(&field.to).to_owned(),
            value: PartValue::Text(text(&value)),
        });
    } else {
        put(nested, &field.to, value);
    }
}

/// The JSON form of a body. `read` gives a file's bytes.
///
/// # Errors
/// Whatever `read` returns.
pub fn json_body<E>(
    request: &Request,
    mut read: impl FnMut(&Path) -> Result<Vec<u8>, E>,
) -> Result<Value, E> {
    let mut body = Map::new();
    for field in &request.fields {
        let value = value_of(field, &mut read)?;
        put(&mut body, &field.to, value);
    }
    Ok(Value::Object(body))
}

fn value_of<E>(
    field: &Field,
    read: &mut impl FnMut(&Path) -> Result<Vec<u8>, E>,
) -> Result<Value, E> {
    match &field.value {
        FieldValue::Plain(value) => Ok(value.clone()),
        FieldValue::Picture(picture) => picture_value(picture, read),
    }
}

fn picture_value<E>(
    picture: &Picture,
    read: &mut impl FnMut(&Path) -> Result<Vec<u8>, E>,
) -> Result<Value, E> {
    let address = match &picture.source {
        PictureSource::Link(url) => url.clone(),
        PictureSource::File { path, mime, .. } => {
            let base64 = STANDARD.encode(read(path)?);
            if picture.form == Form::RawBase64 {
                base64
            } else {
                format!("data:{mime};base64,{base64}")
            }
        }
    };
    let mut value = match picture.form {
        Form::File | Form::ImageUrlObject => json!({ "image_url": address }),
        Form::UrlObject => json!({ "url": address }),
        Form::ContentItem => json!({ "type": "image_url", "image_url": { "url": address } }),
        Form::Json
        | Form::String
        | Form::Int
        | Form::Float
        | Form::Bool
        | Form::BoolString
        | Form::JsonString
        | Form::WidthXHeight
        | Form::WidthStarHeight
        | Form::Ratio
        | Form::RatioX
        | Form::TierLower
        | Form::TierUpper
        | Form::Url
        | Form::DataUri
        | Form::RawBase64 => Value::String(address),
    };
    if let Value::Object(object) = &mut value {
        object.extend(picture.with.clone());
    }
    Ok(value)
}

/// Writes a value at a dotted path. What stands in the way of a path is replaced; objects are joined.
fn put(body: &mut Map<String, Value>, path: &str, value: Value) {
    let (step, rest) = match path.split_once('.') {
        Some((step, rest)) => (step, Some(rest)),
        None => (path, None),
    };
    let (name, list) = match step.strip_suffix("[]") {
        Some(name) => (name, true),
        None => (step, false),
    };
    let here = body.entry(name.to_owned()).or_insert(Value::Null);
    match (rest, list) {
        (None, false) => join(here, value),
        (None, true) => items(here).push(value),
        (Some(rest), false) => put(object(here), rest, value),
        (Some(rest), true) => {
            let mut item = Map::new();
            put(&mut item, rest, value);
            items(here).push(Value::Object(item));
        }
    }
}

fn join(here: &mut Value, value: Value) {
    match (here, value) {
        (Value::Object(old), Value::Object(new)) => old.extend(new),
        (here, value) => *here = value,
    }
}

fn object(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(map) => map,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            unreachable!("invariant: it was made an object above")
        }
    }
}

fn items(value: &mut Value) -> &mut Vec<Value> {
    if !value.is_array() {
        *value = Value::Array(Vec::new());
    }
    match value {
        Value::Array(items) => items,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            unreachable!("invariant: it was made a list above")
        }
    }
}
