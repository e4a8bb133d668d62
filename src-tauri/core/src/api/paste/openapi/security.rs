//! How the key is sent, and parameters outside of the body.

use super::{Members, Operation};
use crate::api::paste::{
    BodyEncoding, FieldKind, Found, FoundAuth, Leftover, Unplaced, auth, schema::Reader, values,
};
use serde_json::{Map, Value};

/// The security that create asks for.
pub fn security(out: &mut Found, document: &Value, create: &Operation<'_>) {
    let wanted = create
        .own
        .get("security")
        .or_else(|| document.get("security"))
        .and_then(Value::as_array);
    let names: Vec<&String> = wanted
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .flat_map(Map::keys)
        .collect();
    let schemes = document
        .pointer("/components/securitySchemes")
        .or_else(|| document.get("securityDefinitions"))
        .and_then(Value::as_object);
    // A scheme that is defined and never asked for is still how this server is spoken to, unless create says "none".
    let none = wanted.is_some_and(Vec::is_empty);
    for (name, scheme) in schemes
        .into_iter()
        .flatten()
        .filter(|(name, _)| names.contains(name) || (names.is_empty() && !none))
        .take(20)
    {
        by_scheme(out, name, scheme);
    }
}

fn by_scheme(out: &mut Found, name: &str, scheme: &Value) {
    let said = |key: &str| {
        scheme
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    match (
        said("type").as_str(),
        said("scheme").as_str(),
        said("in").as_str(),
    ) {
        ("http", "bearer", _) | ("oauth2" | "openidconnect", _, _) => {
            out.auth.get_or_insert_with(FoundAuth::bearer);
        }
        ("http", "basic", _) | ("basic", _, _) => {
            out.auth
                .get_or_insert_with(|| FoundAuth::new("Authorization", "Basic {key}"));
        }
        ("apikey", _, "header") => api_key(out, scheme, &said("description")),
        _ => out.unplaced.push(Unplaced::named(Leftover::Security, name)),
    }
}

fn api_key(out: &mut Found, scheme: &Value, words: &str) {
    let header = scheme
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or("Authorization");
    let prefix = scheme
        .get("x-bearer-format")
        .or_else(|| scheme.get("bearerFormat"))
        .and_then(Value::as_str)
        .unwrap_or_default();
    let bearer = header.eq_ignore_ascii_case("authorization")
        && (words.contains("bearer") || prefix.eq_ignore_ascii_case("bearer"));
    let format = if bearer { "Bearer {key}" } else { "{key}" };
    out.auth
        .get_or_insert_with(|| FoundAuth::new(header, format));
}

/// Header parameters may carry the key; Swagger 2 has its form fields here.
pub fn parameters(out: &mut Found, document: &Value, create: &Operation<'_>) {
    let all = [create.item.get("parameters"), create.own.get("parameters")];
    for parameter in all
        .into_iter()
        .flatten()
        .filter_map(Value::as_array)
        .flatten()
        .take(200)
    {
        let mut reader = Reader::new(document);
        let Some(own) = reader.follow(parameter) else {
            continue;
        };
        let name = said(own, "name");
        match said(own, "in") {
            "header" => header(out, own, name),
            "query" => out.unplaced.push(Unplaced::named(Leftover::Query, name)),
            "formData" => form_field(out, own, name),
            _ => {}
        }
    }
}

fn said<'d>(own: &'d Members, key: &str) -> &'d str {
    own.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn header(out: &mut Found, own: &Members, name: &str) {
    let example = own
        .get("example")
        .or_else(|| own.get("default"))
        .or_else(|| own.get("schema").and_then(|s| s.get("default")))
        .and_then(Value::as_str)
        .unwrap_or_default();
    if values::encoding(example).is_some() {
        return;
    }
    let words = if example.is_empty() {
        said(own, "description")
    } else {
        example
    };
    let lower = name.to_ascii_lowercase();
    if !auth::header(out, name, words) && !matches!(lower.as_str(), "content-type" | "accept") {
        out.unplaced.push(Unplaced::named(Leftover::Header, name));
    }
}

fn form_field(out: &mut Found, own: &Members, name: &str) {
    let mut object = Members::new();
    object.insert(name.to_owned(), Value::Object(own.clone()));
    let schema = serde_json::json!({ "properties": object });
    let (fields, _) = Reader::new(&schema).request(&schema);
    let required = own.get("required") == Some(&Value::Bool(true));
    for mut field in fields {
        field.required = required;
        if field.kind == FieldKind::File || out.encoding.is_none() {
            out.encoding = Some(BodyEncoding::Multipart);
        }
        out.fields.push(field);
    }
}
