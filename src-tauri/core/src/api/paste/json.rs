//! Finds JSON objects in any text and reads them, also with what people and programs leave in them. Linear in the text's length.

use serde_json::Value;
use std::ops::Range;

/// Deepest nesting that is read; deeper is no request body.
const DEPTH: usize = 64;

/// The outermost balanced `{…}`, in order.
pub fn regions(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in all_regions(text) {
        // What it encloses is part of it.
        while out.last().is_some_and(|last| last.start > range.start) {
            out.pop();
        }
        out.push(range);
    }
    out
}

/// All balanced `{…}`, in the order in which they close.
///
/// One pass: every opening brace is remembered, every closing one ends the latest. A brace that is never closed swallows nothing.
pub fn all_regions(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut open: Vec<usize> = Vec::new();
    let mut closed: Vec<Range<usize>> = Vec::new();
    let (mut quoted, mut at) = (false, 0);
    while at < bytes.len() {
        match bytes[at] {
            // Also outside of quotes: a body within a program's string has nothing but escaped ones.
            b'\\' if quoted || bytes.get(at + 1) == Some(&b'"') => at += 1,
            b'"' if !open.is_empty() => quoted = !quoted,
            // JSON has no line ends in strings: a stray quote must not eat the rest of a page.
            b'\n' => quoted = false,
            b'{' if !quoted => open.push(at),
            b'}' if !quoted => closed.extend(open.pop().map(|start| start..at + 1)),
            _ => {}
        }
        at += 1;
    }
    closed
}

/// Reads an object, or a list, strictly.
pub fn strict(text: &str) -> Option<Value> {
    serde_json::from_str(text)
        .ok()
        .filter(|value: &Value| value.is_object() || value.is_array())
}

/// Reads JSON, JSON with comments and trailing commas, and the literals of Python and JavaScript.
pub fn lenient(text: &str) -> Option<Value> {
    if let Some(value) = strict(text) {
        return Some(value);
    }
    if !is_shallow(text) {
        return None;
    }
    if let Some(value) = requoted(text).as_deref().and_then(strict) {
        return Some(value);
    }
    let plain = without_comments(text);
    // YAML's flow style is JSON with single quotes, bare keys and trailing commas.
    let value = strict(&plain).or_else(|| yaml(&plain).ok())?;
    (value.is_object() || value.is_array()).then(|| python(value, 0))
}

/// JSON within a program's string, `{\"model\":`, and JSON that a text program gave “curly quotes”.
fn requoted(text: &str) -> Option<String> {
    let inner = text.strip_prefix('{')?.trim_start_matches([' ', '\n']);
    if inner.starts_with("\\\"") || inner.starts_with("\\n") {
        return Some(text.replace("\\n", " ").replace("\\\"", "\""));
    }
    inner
        .starts_with(['“', '”'])
        .then(|| text.replace(['“', '”'], "\""))
}

fn is_shallow(text: &str) -> bool {
    let mut depth = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH {
            return false;
        }
    }
    true
}

/// Reads YAML within the parser's budget (nesting, aliases, nodes). An error is the line it is in.
pub fn yaml(text: &str) -> Result<Value, usize> {
    serde_saphyr::from_str(text).map_err(|error| {
        let line = error.location().map_or(0, |at| at.line());
        usize::try_from(line).unwrap_or(0)
    })
}

/// Without `// …`, `/* … */` and `# …` outside of strings.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let (mut quote, mut before) = (None, '\n');
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(_), '\\') => {
                out.push(c);
                out.extend(chars.next());
            }
            (Some(open), c) if c == open => {
                quote = None;
                out.push(c);
            }
            // What a shell made of `\n` within a string.
            (Some('"'), '\n') => out.push_str("\\n"),
            (None, '"' | '\'') => {
                quote = Some(c);
                out.push(c);
            }
            (None, '/') if chars.peek() == Some(&'/') => skip_line(&mut chars, &mut out),
            (None, '#') if before.is_whitespace() => skip_line(&mut chars, &mut out),
            _ => out.push(c),
        }
        before = c;
    }
    out
}

fn skip_line(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) {
    for c in chars.by_ref() {
        if c == '\n' {
            out.push('\n');
            return;
        }
    }
}

/// Python's literals as JSON's; YAML takes them for words.
fn python(value: Value, depth: usize) -> Value {
    if depth > DEPTH {
        return Value::Null;
    }
    match value {
        Value::String(text) => match text.as_str() {
            "None" | "undefined" => Value::Null,
            "True" => Value::Bool(true),
            "False" => Value::Bool(false),
            _ => Value::String(text),
        },
        Value::Array(items) => items
            .into_iter()
            .map(|item| python(item, depth + 1))
            .collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, item)| (name, python(item, depth + 1)))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

/// Whether an object is what a server answers: pages show answers beside requests, and their fields are no parameters.
pub fn is_answer(value: &Value) -> bool {
    let Some(members) = value.as_object() else {
        return false;
    };
    let has = |name: &str| members.contains_key(name);
    let video = members
        .get("object")
        .and_then(Value::as_str)
        .is_some_and(|object| object.starts_with("video") || object == "list");
    let job = (has("id") || has("task_id") || has("request_id"))
        && (has("status") || has("created_at") || has("progress") || has("state"));
    let error = has("error") && !has("prompt");
    let list = has("data") && !has("prompt") && !has("model");
    let envelope = has("code") && (has("message") || has("msg")) && !has("prompt");
    video || job || error || list || envelope
}
