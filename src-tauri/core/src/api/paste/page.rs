//! A text that is no document: a page of documentation, commands, a body, a sentence with an address.
//!
//! Walks over the text once and keeps in mind which endpoint it is about and whether it speaks of the request or of the answer,
//! so that an answer's fields never become parameters.

mod lines;
mod marks;

use self::marks::{Mark, Place, is_create, settle};
use super::{
    BodyEncoding, Found, Source, Unreadable, address, auth, command, example, json, link, listing,
    merge, schema::Reader, snippet, table, words,
};
use serde_json::Value;
use std::ops::Range;

/// Reads a page: the parts that it is made of, in any order.
///
/// # Errors
/// [`Unreadable::OnlyAnswer`] if there is nothing but a server's answer.
pub fn read(text: &str) -> Result<Vec<Found>, Unreadable> {
    let commands = words::commands(text);
    let names = command::variables(text);
    let bodies = bodies(text, &commands);
    let mut hidden = places(&commands);
    hidden.extend(bodies.iter().map(|(range, _)| range.clone()));
    let prose = masked(text, &hidden);
    let mut parts = Vec::new();
    let mut marks = Vec::new();
    let mut lines = Found::new(Source::Address);
    lines::read(&prose, &mut lines, &mut marks);
    marks.extend(commands.iter().map(|one| mark(one, &names)));
    settle(&mut marks);
    parts.extend(command::read(&commands, &names));
    parts.extend(tables(text, &prose, &marks));
    parts.extend(listed(&prose, &marks));
    let program = snippet::read(&masked(text, &places(&commands)));
    let answers = read_bodies(&bodies, &marks, program.is_none(), &mut parts);
    parts.extend(program);
    if parts.iter().all(|part| part.base_url.is_none()) {
        parts.extend(link::read(&prose));
    }
    // A word of keys or encodings alone makes no server.
    let said = lines.auth.is_some() || lines.encoding.is_some() || lines.key.is_some();
    let named = !lines.paths.is_empty() || lines.base_url.is_some() || lines.create_path.is_some();
    if named || said && !parts.is_empty() {
        parts.push(lines);
    }
    if parts.is_empty() && answers {
        Err(Unreadable::OnlyAnswer)
    } else {
        Ok(parts)
    }
}

/// Behind a command the text is about what it calls.
fn mark(command: &words::Command, names: &[(String, String)]) -> Mark {
    let call = command::calls(command).into_iter().next();
    Mark {
        at: command.range.start,
        place: call.map_or(Place::Same, |call| Place::At(call.endpoint(names))),
        answer: false,
    }
}

/// The objects outside of commands.
fn bodies(text: &str, commands: &[words::Command]) -> Vec<(Range<usize>, Value)> {
    let outside = |range: &Range<usize>| {
        !commands
            .iter()
            .any(|command| command.range.start < range.end && range.start < command.range.end)
    };
    json::regions(text)
        .into_iter()
        .filter(outside)
        .filter(|range| text[range.clone()].contains(':'))
        .filter_map(|range| json::lenient(&text[range.clone()]).map(|value| (range, value)))
        .filter(|(_, value)| value.is_object())
        .collect()
}

fn places(commands: &[words::Command]) -> Vec<Range<usize>> {
    commands
        .iter()
        .map(|command| command.range.clone())
        .collect()
}

/// The text with spaces for the ranges: what follows keeps its place.
fn masked(text: &str, ranges: &[Range<usize>]) -> String {
    let mut ranges: Vec<&Range<usize>> = ranges.iter().collect();
    ranges.sort_by_key(|range| range.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        if range.start < at {
            continue;
        }
        out.push_str(&text[at..range.start]);
        out.extend(
            text[range.clone()]
                .bytes()
                .map(|byte| if byte == b'\n' { '\n' } else { ' ' }),
        );
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

fn tables(text: &str, prose: &str, marks: &[Mark]) -> Option<Found> {
    let mut out = Found::new(Source::Table);
    let mut any = false;
    // Bodies within cells belong to the table, commands do not; both texts have the same places.
    let source = if prose.len() == text.len() {
        text
    } else {
        prose
    };
    for table in table::tables(source) {
        if table.is_headers() {
            if is_create(marks, table.range.start) {
                table.headers(&mut out);
            }
            continue;
        }
        if table.is_answer() || !is_create(marks, table.range.start) {
            continue;
        }
        table.headers(&mut out);
        for field in table.fields() {
            any = true;
            merge::field(&mut out, field);
            if out.fields.len() == merge::FIELDS {
                break;
            }
        }
    }
    (any || out.auth.is_some() || out.encoding.is_some()).then_some(out)
}

/// Parameters under each other.
fn listed(prose: &str, marks: &[Mark]) -> Option<Found> {
    let mut out = Found::new(Source::Table);
    for (at, field) in listing::read(prose) {
        if is_create(marks, at) {
            merge::field(&mut out, field);
        }
    }
    // A lone pair of lines may be anything.
    (out.fields.len() >= 2).then_some(out)
}

/// Schemas and example bodies. `true` if there was an answer among them.
fn read_bodies(
    bodies: &[(Range<usize>, Value)],
    marks: &[Mark],
    examples: bool,
    parts: &mut Vec<Found>,
) -> bool {
    let mut answers = false;
    let mut body: Option<Found> = None;
    for (range, value) in bodies {
        let create = is_create(marks, range.start);
        if let Some(settings) = settings(value) {
            parts.push(settings);
        } else if is_schema(value) {
            if create && !parts.iter().any(|part| part.source == Source::JsonSchema) {
                parts.extend(schema(value));
            }
        } else if json::is_answer(value) || !create {
            answers |= json::is_answer(value);
        } else if examples && is_body(value) {
            let read = example::read(value);
            match &mut body {
                Some(known) => read
                    .fields
                    .into_iter()
                    .for_each(|field| merge::field(known, field)),
                None => body = Some(read),
            }
        }
    }
    // A page's example body may be one of many; beside commands it only adds examples.
    parts.extend(body);
    answers
}

/// An object that programs keep a server in: its address and its key.
fn settings(value: &Value) -> Option<Found> {
    let said = |names: &[&str]| {
        let mut all = names.iter().filter_map(|name| value.get(*name)?.as_str());
        all.next()
    };
    let base = said(&["base_url", "baseUrl", "baseURL", "api_base", "apiBase"])?;
    let mut out = address::found(&address::read(base).filter(|read| read.base.is_some())?);
    if let Some(key) = said(&["api_key", "apiKey", "key", "token"]) {
        auth::put_key(&mut out, key);
    }
    Some(out)
}

/// Whether an object may be a request: one without a prompt or a model is anything.
fn is_body(value: &Value) -> bool {
    let has = |name: &str| value.get(name).is_some();
    has("prompt")
        || has("model")
        || has("input")
        || has("content")
        || has("seconds")
        || has("duration")
}

fn is_schema(value: &Value) -> bool {
    let properties = value.get("properties").is_some_and(Value::is_object);
    let joined = ["allOf", "oneOf", "anyOf"]
        .iter()
        .any(|name| value.get(*name).is_some_and(Value::is_array));
    (properties || joined) && value.get("prompt").is_none()
}

fn schema(value: &Value) -> Option<Found> {
    let properties = value.get("properties").cloned().unwrap_or_default();
    if json::is_answer(&properties) {
        return None;
    }
    let mut out = Found::new(Source::JsonSchema);
    let (fields, unplaced) = Reader::new(value).request(value);
    out.fields = fields;
    out.unplaced = unplaced;
    if out
        .fields
        .iter()
        .any(|field| field.kind == super::FieldKind::File)
    {
        out.encoding = Some(BodyEncoding::Multipart);
    }
    (!out.fields.is_empty()).then_some(out)
}
