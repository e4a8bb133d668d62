//! A key stands in one place of what was found, and in nothing that is shown or kept.
//!
//! Readers pick a key out of a header; the same text may have it again in a body, a name or a sentence. So it is looked for once
//! more in all that was found. Knows no form of text.

use super::{Found, FoundField};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::ExposeSecret;
use serde_json::Value;

/// What stands for a key.
const DOTS: &str = "…";
/// A shorter password is a word like any other.
const SHORTEST: usize = 6;

/// Takes the key out of everything but [`Found::key`].
pub fn redact(found: &mut Found) {
    for field in &mut found.fields {
        if names_a_key(&field.path) {
            field.examples.clear();
            field.default = None;
        }
    }
    let Some(key) = &found.key else { return };
    // A word of the address is no key, and the address is needed.
    if is_in_address(found, key.expose_secret()) {
        found.key = None;
        return;
    }
    for secret in secrets(key.expose_secret()) {
        if !is_in_address(found, &secret) {
            conceal(found, &secret);
        }
    }
}

/// Whether a field of a request is for a key.
fn names_a_key(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or(path);
    let flat = last.to_ascii_lowercase().replace(['_', '-'], "");
    [
        "key",
        "apikey",
        "token",
        "accesstoken",
        "authtoken",
        "accesskey",
        "secret",
        "secretkey",
        "authorization",
        "password",
    ]
    .contains(&flat.as_str())
}

/// The key, and what `-u name:password` made it of.
fn secrets(key: &str) -> Vec<String> {
    let mut out = vec![key.to_owned()];
    let decoded = STANDARD.decode(key).ok();
    if let Some(pair) = decoded.and_then(|bytes| String::from_utf8(bytes).ok())
        && let Some((_, password)) = pair.split_once(':')
    {
        let password = password.to_owned();
        out.extend([pair, password].into_iter().filter(|s| s.len() >= SHORTEST));
    }
    out
}

fn is_in_address(found: &Found, secret: &str) -> bool {
    let paths = found.paths.iter().map(|path| path.path.as_str());
    let auth = found.auth.iter();
    paths
        .chain(found.create_path.as_deref())
        .chain(auth.flat_map(|auth| [auth.header.as_str(), auth.format.as_str()]))
        .any(|text| text.contains(secret))
}

fn conceal(found: &mut Found, secret: &str) {
    found.models.retain(|model| !model.contains(secret));
    found.fields.retain(|field| !field.path.contains(secret));
    for field in &mut found.fields {
        conceal_in_field(field, secret);
    }
    for left in &mut found.unplaced {
        left.name = without(&left.name, secret);
    }
}

fn conceal_in_field(field: &mut FoundField, secret: &str) {
    let free = |value: &Value| !holds(value, secret);
    field.values.retain(free);
    field.examples.retain(free);
    field.default = field.default.take().filter(free);
    let free = |limit: &f64| !format!("{limit:?}").contains(secret);
    field.min = field.min.filter(free);
    field.max = field.max.filter(free);
    field.description = field.description.as_ref().map(|text| without(text, secret));
    let free = |text: &String| !text.contains(secret);
    field.members.retain(free);
    field.only_for = field.only_for.take().filter(free);
    for (_, values) in &mut field.per_model {
        values.retain(|value| !holds(value, secret));
    }
    field
        .per_model
        .retain(|(model, values)| free(model) && !values.is_empty());
}

fn holds(value: &Value, secret: &str) -> bool {
    match value {
        Value::Null | Value::Bool(_) => false,
        Value::Number(number) => number.to_string().contains(secret),
        Value::String(text) => text.contains(secret),
        Value::Array(items) => items.iter().any(|item| holds(item, secret)),
        Value::Object(members) => members
            .iter()
            .any(|(name, item)| name.contains(secret) || holds(item, secret)),
    }
}

/// The text with dots for the secret, also for the beginning of one at the end of a text that was cut.
fn without(text: &str, secret: &str) -> String {
    let mut out = text.replace(secret, DOTS);
    if let Some(kept) = out.strip_suffix(DOTS) {
        let beginning = (4..secret.len())
            .rev()
            .filter_map(|len| secret.get(..len))
            .find(|beginning| kept.ends_with(beginning));
        if let Some(beginning) = beginning {
            out = format!("{}{DOTS}", &kept[..kept.len() - beginning.len()]);
        }
    }
    out
}
