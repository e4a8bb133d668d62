//! Parameters as pages list them under each other, as a browser copies them: a name, a type on the next line, then whether it must be
//! there, its words, its default and its values on lines of their own.
//!
//! Knows what such lines look like, in English and Chinese; not which request they are of.

use super::{FieldKind, FoundField, example, prose, table::is_header_name, text, values};

/// Most lines that belong to one parameter.
const LINES: usize = 40;

/// The parameters of the text with the place where each stands.
pub fn read(prose: &str) -> Vec<(usize, FoundField)> {
    let lines: Vec<(usize, &str)> = text::lines(prose)
        .map(|(at, line)| (at, line.trim()))
        .filter(|(_, line)| !line.is_empty())
        .collect();
    let starts: Vec<(usize, FoundField)> = (0..lines.len().saturating_sub(1))
        .filter_map(|at| head(lines[at].1, lines[at + 1].1).map(|field| (at, field)))
        .take(1_000)
        .collect();
    let mut out = Vec::new();
    for (index, (at, field)) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(lines.len(), |(next, _)| *next);
        let about = &lines[at + 2..end.max(at + 2).min(at + 2 + LINES).min(lines.len())];
        if let Some(field) = complete(field.clone(), about) {
            out.push((lines[*at].0, field));
        }
    }
    out
}

/// A name with its type below.
fn head(name: &str, below: &str) -> Option<FoundField> {
    let (name, marked) = match name.strip_suffix(['*', '?']) {
        Some(name) => (name.trim_end(), true),
        None => (name, false),
    };
    let good = !name.is_empty()
        && name.len() <= 60
        && name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_.[]".contains(c));
    if !good || is_type(name) || is_header_name(name) {
        return None;
    }
    let mut words = below
        .split([' ', '·', '|', ','])
        .filter(|word| !word.is_empty());
    let named = words.next().filter(|word| is_type(word))?;
    let rest: Vec<&str> = words.collect();
    if rest.len() > 4 {
        return None;
    }
    let mut field = FoundField::new(example::dotted(name).0, values::kind_of(named)?);
    field.required = marked || rest.iter().any(|word| is_required(word));
    Some(field)
}

/// `string`, `enum<string>`, `string[]`, `array[object]`, `integer<int32>`.
fn is_type(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let first = lower.split(['<', '[', '(', ':']).next().unwrap_or_default();
    [
        "string", "integer", "int", "number", "float", "double", "boolean", "bool", "object",
        "array", "file", "enum", "list", "binary",
    ]
    .contains(&first)
}

fn is_required(line: &str) -> bool {
    ["required", "必需", "必填", "必选", "必须"].contains(&line.to_lowercase().as_str())
}

/// What the line below says: the values, the default or the example of the parameter.
#[derive(Clone, Copy, PartialEq)]
enum Awaits {
    Words,
    Values,
    Default,
    Example,
}

/// The parameter with what its lines say; `None` if it is none of the body.
fn complete(mut field: FoundField, about: &[(usize, &str)]) -> Option<FoundField> {
    let mut words: Vec<&str> = Vec::new();
    let mut awaits = Awaits::Words;
    for (_, line) in about {
        let lower = line.to_lowercase();
        if ["header", "path", "query", "cookie"].contains(&lower.as_str()) {
            return None;
        }
        if ends(line) {
            break;
        }
        let (label, value) = split_label(line);
        if is_required(line) {
            field.required = true;
        } else if ["optional", "可选", "body", "nullable"].contains(&lower.as_str()) {
            awaits = Awaits::Words;
        } else if let Some(next) = label.and_then(awaited) {
            awaits = if value.is_empty() {
                next
            } else {
                put(&mut field, next, value);
                Awaits::Words
            };
        } else if awaits == Awaits::Words {
            words.push(line);
        } else {
            put(&mut field, awaits, line);
            if awaits != Awaits::Values {
                awaits = Awaits::Words;
            }
        }
    }
    let words = words.join("\n");
    field.description = (!words.is_empty()).then_some(words);
    Some(values::complete(field))
}

/// Where something else begins.
fn ends(line: &str) -> bool {
    let headings = [
        "response",
        "responses",
        "返回响应",
        "示例代码",
        "响应",
        "请求示例",
        "body",
        "authorizations",
        "try it",
    ];
    headings.contains(&line.to_lowercase().as_str()) && line != "body"
}

fn split_label(line: &str) -> (Option<&str>, &str) {
    let at = line.find([':', '\u{ff1a}']);
    match at {
        Some(at) => {
            let rest = line[at..].trim_start_matches([':', '\u{ff1a}', ' ']);
            (Some(line[..at].trim()), rest)
        }
        None => (None, line),
    }
}

fn awaited(label: &str) -> Option<Awaits> {
    match label.to_lowercase().as_str() {
        "available options" | "allowed values" | "allowed" | "enum" | "枚举值" | "枚举"
        | "可选值" | "允许值" => Some(Awaits::Values),
        "default" | "default value" | "默认值" | "默认" => Some(Awaits::Default),
        "example" | "examples" | "示例值" | "示例" => Some(Awaits::Example),
        _ => None,
    }
}

fn put(field: &mut FoundField, what: Awaits, line: &str) {
    let kind = field.kind;
    let one = text::unquoted(line);
    match what {
        Awaits::Values => {
            for value in prose::cell(line) {
                values::add(&mut field.values, values::typed(kind, &value));
            }
        }
        Awaits::Default if kind != FieldKind::File => {
            field.default = field.default.take().or(Some(values::typed(kind, one)));
        }
        Awaits::Example if kind != FieldKind::File => {
            values::add(&mut field.examples, values::typed(kind, one));
        }
        Awaits::Words | Awaits::Default | Awaits::Example => {}
    }
}
