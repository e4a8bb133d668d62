//! Finds the document in a text. Knows where one begins and ends, not what it says.

use crate::api::paste::json;
use serde_json::Value;

fn is_document(value: &Value) -> bool {
    (value.get("openapi").is_some() || value.get("swagger").is_some())
        && value.get("paths").is_some_and(Value::is_object)
}

/// The first document of a text, in JSON or YAML.
pub fn document(text: &str) -> Option<Value> {
    let regions = json::regions(text);
    let named = |range: &&std::ops::Range<usize>| {
        let region = &text[(*range).clone()];
        region.contains("\"openapi\"") || region.contains("\"swagger\"")
    };
    for range in regions.iter().filter(named).take(4) {
        if let Some(value) = json::lenient(&text[range.clone()]).filter(is_document) {
            return Some(value);
        }
    }
    yaml_block(text)
}

const KEYS: [&str; 20] = [
    "openapi",
    "swagger",
    "info",
    "paths",
    "components",
    "servers",
    "security",
    "tags",
    "externalDocs",
    "webhooks",
    "jsonSchemaDialect",
    "definitions",
    "host",
    "basePath",
    "schemes",
    "consumes",
    "produces",
    "securityDefinitions",
    "parameters",
    "responses",
];

/// The block of YAML that begins with one of the document's keys and ends where something else stands at its margin.
fn yaml_block(text: &str) -> Option<Value> {
    let mut lines: Vec<&str> = text.lines().collect();
    let first = lines
        .iter()
        .position(|line| is_key(line.trim_start(), &["openapi", "swagger"]))?;
    let margin = indent(lines[first]);
    let belongs = |line: &&str| {
        line.trim().is_empty()
            || indent(line) > margin
            || (indent(line) == margin
                && (is_key(line.trim_start(), &KEYS)
                    || line.trim_start().starts_with(['#', '-', '}', ']'])
                    || line.trim_start().starts_with("x-")))
    };
    let start = first
        - lines[..first]
            .iter()
            .rev()
            .take_while(|line| belongs(line))
            .count();
    let end = first
        + lines[first..]
            .iter()
            .take_while(|line| belongs(line))
            .count();
    lines.truncate(end);
    without_margin(&lines[start..], margin).or_else(|| {
        (start != first)
            .then(|| without_margin(&lines[first..], margin))
            .flatten()
    })
}

/// A document that was cut off, or that has a slip at its end, still says what stands before.
fn without_margin(lines: &[&str], margin: usize) -> Option<Value> {
    let mut block: Vec<&str> = lines
        .iter()
        .map(|line| line.get(margin..).unwrap_or(""))
        .collect();
    for _ in 0..3 {
        match json::yaml(&block.join("\n")) {
            Ok(value) if is_document(&value) => return Some(value),
            Err(line) if line > 1 && line <= block.len() => block.truncate(line - 1),
            Ok(_) | Err(_) => break,
        }
    }
    None
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn is_key(line: &str, keys: &[&str]) -> bool {
    let line = line.trim_start_matches(['"', '\'']);
    keys.iter().any(|key| {
        line.strip_prefix(key).is_some_and(|rest| {
            rest.trim_start_matches(['"', '\''])
                .trim_start()
                .starts_with(':')
        })
    })
}
