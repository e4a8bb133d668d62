//! A text that is no document: a page of documentation, commands, a body, a sentence with an address.
//!
//! Walks over the text once and keeps in mind which endpoint it is about and whether it speaks of the request or of the answer,
//! so that an answer's fields never become parameters.

use super::{
    BodyEncoding, Endpoint, Found, FoundAuth, FoundPath, Source, Unreadable, address, command,
    endpoint, example, json, link, merge, schema::Reader, snippet, table, text, values, words,
};
use regex_lite::Regex;
use serde_json::Value;
use std::{ops::Range, sync::LazyLock};

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("invariant: our own patterns are valid")
}

static METHOD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"\b(GET|POST|DELETE|PUT|PATCH)[\s`*"]{1,6}((?:https?://[^\s`|"'<)]{1,300})?/?[^\s`|"')]{1,200})"#,
    )
});
static ANSWER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)响应|返回|输出参数|出参|\bresponses?\b|\breturns?\b|^[#*\s]*[1-5]\d\d\b")
});
static REQUEST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)请求|入参|\brequests?\b|\bbody\b|\bparameters?\b|\bparams\b|查询参数|参数")
});
static BEARER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\bbearer(?:auth)?\b|\bhttp bearer\b"));
/// Which endpoint the text is about from here on.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// The same as before.
    Same,
    /// This one; `None` is one that the video format does not have.
    At(Option<Endpoint>),
}

/// Where in the text something else begins.
#[derive(Debug, Clone, Copy)]
struct Mark {
    at: usize,
    place: Place,
    answer: bool,
}

/// Reads a page: the parts that it is made of, in any order.
///
/// # Errors
/// [`Unreadable::OnlyAnswer`] if there is nothing but a server's answer.
pub fn read(text: &str) -> Result<Vec<Found>, Unreadable> {
    let commands = words::commands(text);
    let names = command::variables(text);
    let regions = json::regions(text);
    let outside = |range: &&Range<usize>| {
        !commands
            .iter()
            .any(|command| command.range.start < range.end && range.start < command.range.end)
    };
    let bodies: Vec<(Range<usize>, Value)> = regions
        .iter()
        .filter(outside)
        .filter(|range| text[(*range).clone()].contains(':'))
        .filter_map(|range| json::lenient(&text[range.clone()]).map(|value| (range.clone(), value)))
        .filter(|(_, value)| value.is_object())
        .collect();
    let mut hidden: Vec<Range<usize>> = commands
        .iter()
        .map(|command| command.range.clone())
        .collect();
    hidden.extend(bodies.iter().map(|(range, _)| range.clone()));
    let prose = masked(text, &hidden);
    let mut parts = Vec::new();
    let mut marks = Vec::new();
    let mut lines = Found::new(Source::Address);
    read_lines(&prose, &mut lines, &mut marks);
    for one in &commands {
        let call = command::calls(one).into_iter().next();
        marks.push(Mark {
            at: one.range.start,
            place: call.map_or(Place::Same, |call| Place::At(call.endpoint(&names))),
            answer: false,
        });
    }
    settle(&mut marks);
    parts.extend(command::read(&commands, &names));
    parts.extend(tables(text, &prose, &marks));
    let program = snippet::read(&prose_with(text, &commands));
    let answers = read_bodies(&bodies, &marks, program.is_none(), &mut parts);
    parts.extend(program);
    if parts.iter().all(|part| part.base_url.is_none()) {
        parts.extend(link::read(&prose));
    }
    let said = lines.auth.is_some() || lines.encoding.is_some();
    let enough = !parts.is_empty() || !lines.paths.is_empty() || lines.base_url.is_some();
    if said && enough
        || !lines.paths.is_empty()
        || lines.base_url.is_some()
        || lines.create_path.is_some()
    {
        parts.push(lines);
    }
    if parts.is_empty() && answers {
        Err(Unreadable::OnlyAnswer)
    } else {
        Ok(parts)
    }
}

/// The text without its commands, at the same places.
fn prose_with(text: &str, commands: &[words::Command]) -> String {
    let ranges: Vec<Range<usize>> = commands
        .iter()
        .map(|command| command.range.clone())
        .collect();
    masked(text, &ranges)
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

/// In order, and each mark with the endpoint that holds there: asking is a binary search, never a walk back.
fn settle(marks: &mut [Mark]) {
    marks.sort_by_key(|mark| mark.at);
    let mut holds = Place::Same;
    for mark in marks {
        match mark.place {
            Place::Same => mark.place = holds,
            Place::At(_) => holds = mark.place,
        }
    }
}

fn state(marks: &[Mark], at: usize) -> (Option<Endpoint>, bool, bool) {
    let known = marks.partition_point(|mark| mark.at <= at);
    let answer = known.checked_sub(1).is_some_and(|last| marks[last].answer);
    let place = known
        .checked_sub(1)
        .and_then(|last| match marks[last].place {
            Place::Same => None,
            Place::At(endpoint) => Some(endpoint),
        });
    (place.flatten(), place.is_some(), answer)
}

/// Whether what stands there belongs to the request of create.
fn is_create(marks: &[Mark], at: usize) -> bool {
    let (endpoint, known, answer) = state(marks, at);
    !answer && (!known || endpoint == Some(Endpoint::Create))
}

/// Endpoints, headings, the encoding and the kind of key, line by line.
fn read_lines(prose: &str, out: &mut Found, marks: &mut Vec<Mark>) {
    let joined = split_endpoints(prose);
    for (at, path) in &joined {
        endpoint(out, marks, *at, &path.0, &path.1);
    }
    for (at, line) in text::lines(prose) {
        let line = line.split('|').next().unwrap_or_default();
        let short = line.trim();
        let verbs = ["GET", "POST", "DELETE", "PUT", "PATCH"];
        let named = verbs.iter().any(|verb| line.contains(verb));
        for found in METHOD.captures_iter(if named { line } else { "" }).take(5) {
            endpoint(out, marks, at, &found[1], &found[2]);
        }
        if short.is_empty() || short.chars().count() > 80 {
            continue;
        }
        let answer = ANSWER.is_match(short);
        if answer || REQUEST.is_match(short) {
            marks.push(Mark {
                at,
                place: Place::Same,
                answer,
            });
        }
        let about_answer = marks.last().is_some_and(|mark| mark.answer);
        if !about_answer {
            out.encoding = out.encoding.or_else(|| values::encoding(short));
        }
        if out.auth.is_none() && BEARER.is_match(short) {
            out.auth = Some(FoundAuth::bearer());
        }
    }
}

fn endpoint(out: &mut Found, marks: &mut Vec<Mark>, at: usize, method: &str, place: &str) {
    let path = place.split_once("://").map_or(place, |(_, rest)| {
        rest.find('/').map_or("", |slash| &rest[slash..])
    });
    let place_base = place
        .contains("://")
        .then(|| address::read(place))
        .flatten()
        .and_then(|read| read.base);
    if !path.starts_with('/') {
        return;
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let (_, endpoint) = endpoint::split_path(path);
    let Some(path) = endpoint else { return };
    let kind = endpoint::endpoint(Some(method), &path);
    marks.push(Mark {
        at,
        place: Place::At(kind),
        answer: false,
    });
    match kind {
        Some(Endpoint::Create) if path == "/videos" => {}
        Some(Endpoint::Create) => out.create_path = out.create_path.take().or(Some(path)),
        Some(endpoint) => merge::path(
            out,
            FoundPath {
                endpoint,
                method: method.to_owned(),
                path,
            },
        ),
        None => {}
    }
    out.base_url = out.base_url.take().or(place_base);
}

/// Endpoints that a page's design puts on lines of their own: `POST`, `/`, `v1`, `/`, `videos`.
fn split_endpoints(prose: &str) -> Vec<(usize, (String, String))> {
    let lines: Vec<(usize, &str)> = text::lines(prose)
        .map(|(at, line)| (at, line.trim()))
        .collect();
    let mut out = Vec::new();
    for (index, (at, line)) in lines.iter().enumerate() {
        if !matches!(*line, "GET" | "POST" | "DELETE") {
            continue;
        }
        let mut path = String::new();
        for (_, part) in lines[index + 1..].iter().take(16) {
            let slash = part.starts_with('/');
            let follows =
                path.ends_with('/') && !part.is_empty() && !part.contains(' ') && part.len() < 60;
            if !slash && !follows {
                break;
            }
            path.push_str(part);
        }
        if path.len() > 1 {
            out.push((*at, ((*line).to_owned(), path)));
        }
    }
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
        }
    }
    (any || out.auth.is_some() || out.encoding.is_some()).then_some(out)
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
        if is_schema(value) {
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
