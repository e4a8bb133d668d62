//! JSON Schema as fields: references, `allOf`/`oneOf`/`anyOf`, dotted paths. Knows no request and no HTTP.

use super::{FieldKind, FoundField, Leftover, Unplaced, values};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// How deep members are followed; a request that nests deeper is edited as JSON.
const DEPTH: usize = 6;
/// How many schemas are looked at: `allOf` of `allOf` doubles at each step.
const STEPS: usize = 4_000;
/// How many fields a request may have.
const FIELDS: usize = 400;

type Members = Map<String, Value>;

/// Reads schemas of one document.
pub struct Reader<'d> {
    document: &'d Value,
    steps: usize,
    fields: Vec<FoundField>,
    /// What could not be described.
    pub unplaced: Vec<Unplaced>,
}

/// A schema with its references followed and its parts joined.
#[derive(Default)]
struct Joined<'d> {
    /// The schemas that all hold.
    parts: Vec<&'d Members>,
    /// The schemas of which one holds.
    choices: Vec<Joined<'d>>,
}

impl<'d> Reader<'d> {
    /// Reads references out of `document`.
    pub const fn new(document: &'d Value) -> Self {
        Self {
            document,
            steps: 0,
            fields: Vec::new(),
            unplaced: Vec::new(),
        }
    }

    /// The fields of a request whose body has this schema.
    pub fn request(mut self, schema: &'d Value) -> (Vec<FoundField>, Vec<Unplaced>) {
        let joined = self.join(schema, 0);
        self.members(&joined, "", true, 0);
        (self.fields, self.unplaced)
    }

    /// Whether a request whose body has this schema has a member of that name.
    pub fn has(mut self, schema: &'d Value, name: &str) -> bool {
        self.join(schema, 0).has(name)
    }

    /// Follows `$ref` within the document.
    pub fn follow(&mut self, schema: &'d Value) -> Option<&'d Members> {
        let mut at = schema;
        for _ in 0..16 {
            self.steps += 1;
            let members = at.as_object()?;
            let Some(reference) = members.get("$ref").and_then(Value::as_str) else {
                return Some(members);
            };
            at = self.document.pointer(reference.strip_prefix('#')?)?;
        }
        None
    }

    fn join(&mut self, schema: &'d Value, depth: usize) -> Joined<'d> {
        let mut out = Joined::default();
        if depth > 16 || self.steps > STEPS {
            return out;
        }
        let Some(members) = self.follow(schema) else {
            return out;
        };
        // Words beside a `$ref` are about this use of it.
        if let Some(own) = schema
            .as_object()
            .filter(|own| own.contains_key("$ref") && own.len() > 1)
        {
            out.parts.push(own);
        }
        out.parts.push(members);
        for part in list(members, "allOf") {
            let part = self.join(part, depth + 1);
            out.parts.extend(part.parts);
            out.choices.extend(part.choices);
        }
        for part in list(members, "oneOf").chain(list(members, "anyOf")) {
            let part = self.join(part, depth + 1);
            if !part.is_null() {
                out.choices.push(part);
            }
        }
        out
    }

    fn members(&mut self, joined: &Joined<'d>, prefix: &str, required: bool, depth: usize) {
        let wanted = joined.wanted();
        for (name, schema) in joined.properties() {
            if self.is_enough() {
                break;
            }
            let must = required && wanted.contains(name.as_str());
            self.field(name, schema, prefix, must, depth);
        }
        for choice in &joined.choices {
            // A field is required only if every choice wants it.
            self.members(choice, prefix, required && joined.choices.len() == 1, depth);
        }
        if required && joined.choices.len() > 1 {
            let wanted: Vec<_> = joined.choices.iter().map(Joined::wanted).collect();
            for field in &mut self.fields {
                let name = field.path.strip_prefix(prefix).unwrap_or_default();
                field.required |= wanted.iter().all(|wanted| wanted.contains(name));
            }
        }
    }

    fn is_enough(&self) -> bool {
        self.fields.len() >= FIELDS || self.steps > STEPS
    }

    fn field(&mut self, name: &str, schema: &'d Value, prefix: &str, required: bool, depth: usize) {
        if self.is_enough() || name.is_empty() {
            return;
        }
        let joined = self.join(schema, 0);
        if joined.says("readOnly", &Value::Bool(true)) {
            return;
        }
        let path = format!("{prefix}{name}");
        let mut field = FoundField::new(path, kind(&joined));
        field.required = required;
        joined.describe(&mut field);
        if field.kind == FieldKind::List {
            self.items(&joined, &mut field);
        }
        let inner = joined.has_members();
        if field.kind == FieldKind::Object && inner && depth < DEPTH {
            let prefix = format!("{}.", field.path);
            let before = self.fields.len();
            self.members(&joined, &prefix, false, depth + 1);
            if self.fields.len() > before {
                return;
            }
        }
        self.push(values::complete(field));
    }

    /// What a list's items may be.
    fn items(&mut self, joined: &Joined<'d>, field: &mut FoundField) {
        let Some(items) = joined.get("items") else {
            return;
        };
        let items = self.join(items, 0);
        let mut item = FoundField::new(field.path.clone(), kind(&items));
        items.describe(&mut item);
        field.values = item.values;
        if items.has_members() {
            self.unplaced
                .push(Unplaced::named(Leftover::Members, &field.path));
        }
    }

    /// The same field in two choices is one field that allows both.
    fn push(&mut self, field: FoundField) {
        match self
            .fields
            .iter_mut()
            .find(|known| known.path == field.path)
        {
            None => self.fields.push(field),
            Some(known) => super::merge::into_field(known, field),
        }
    }
}

fn list<'d>(members: &'d Members, name: &str) -> impl Iterator<Item = &'d Value> + use<'d> {
    members
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .take(100)
}

impl<'d> Joined<'d> {
    fn get(&self, name: &str) -> Option<&'d Value> {
        self.parts.iter().find_map(|part| part.get(name))
    }

    fn says(&self, name: &str, value: &Value) -> bool {
        self.parts.iter().any(|part| part.get(name) == Some(value))
    }

    /// The members that must be there.
    fn wanted(&self) -> HashSet<&'d str> {
        let all = self.parts.iter().flat_map(|part| list(part, "required"));
        all.filter_map(Value::as_str).collect()
    }

    fn properties(&self) -> impl Iterator<Item = (&'d String, &'d Value)> + use<'_, 'd> {
        self.parts
            .iter()
            .filter_map(|part| part.get("properties").and_then(Value::as_object))
            .flatten()
    }

    fn is_null(&self) -> bool {
        self.says("type", &Value::from("null"))
    }

    fn has_members(&self) -> bool {
        self.properties().next().is_some() || self.choices.iter().any(Self::has_members)
    }

    fn has(&self, name: &str) -> bool {
        let own = self.parts.iter().any(|part| {
            let all = part.get("properties");
            all.is_some_and(|all| all.get(name).is_some())
        });
        own || self.choices.iter().any(|choice| choice.has(name))
    }

    fn type_name(&self) -> Option<&'d str> {
        match self.get("type")? {
            Value::String(name) => Some(name),
            Value::Array(names) => names
                .iter()
                .filter_map(Value::as_str)
                .find(|name| *name != "null"),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
        }
    }

    fn is_binary(&self) -> bool {
        self.says("format", &Value::from("binary"))
            || self.type_name() == Some("file")
            || self.says("contentMediaType", &Value::from("application/octet-stream"))
    }

    fn describe(&self, field: &mut FoundField) {
        let kind = field.kind;
        for part in &self.parts {
            for value in list(part, "enum").chain(part.get("const")) {
                values::add(&mut field.values, value.clone());
            }
            for value in part
                .get("example")
                .into_iter()
                .chain(list(part, "examples"))
            {
                values::add(&mut field.examples, in_kind(kind, value));
            }
            field.default = field.default.take().or_else(|| {
                part.get("default")
                    .filter(|v| values::says_something(v))
                    .cloned()
            });
            add_limits(field, part);
            let words = part
                .get("description")
                .or_else(|| part.get("title"))
                .and_then(Value::as_str);
            field.description = field
                .description
                .take()
                .or_else(|| words.map(|text| text.trim().to_owned()));
        }
        if field.kind != FieldKind::Object {
            for choice in &self.choices {
                let mut other = FoundField::new("", kind);
                choice.describe(&mut other);
                super::merge::into_field(field, other);
            }
        }
    }
}

fn add_limits(field: &mut FoundField, part: &Members) {
    let number = |name: &str| part.get(name).and_then(Value::as_f64);
    field.min = field
        .min
        .or_else(|| number("minimum"))
        .or_else(|| number("exclusiveMinimum"));
    field.max = field
        .max
        .or_else(|| number("maximum"))
        .or_else(|| number("exclusiveMaximum"));
}

/// A number written as text, where the schema wants a number; text stays text.
fn in_kind(kind: FieldKind, value: &Value) -> Value {
    match (kind, value) {
        (FieldKind::Integer | FieldKind::Number | FieldKind::Boolean, Value::String(text)) => {
            values::typed(kind, text)
        }
        _ => value.clone(),
    }
}

fn kind(joined: &Joined<'_>) -> FieldKind {
    if joined.is_binary() || joined.choices.iter().any(Joined::is_binary) {
        return FieldKind::File;
    }
    let named = joined
        .type_name()
        .or_else(|| joined.choices.iter().find_map(Joined::type_name));
    match named {
        Some("array") => FieldKind::List,
        Some("object") => FieldKind::Object,
        Some(name) => values::kind_of(name).unwrap_or(FieldKind::Text),
        None if joined.has_members() => FieldKind::Object,
        None => by_value(joined),
    }
}

/// The kind of a schema without a type, by what it allows.
fn by_value(joined: &Joined<'_>) -> FieldKind {
    let seen = joined.parts.iter().find_map(|part| {
        list(part, "enum")
            .next()
            .or_else(|| part.get("default"))
            .or_else(|| part.get("example"))
    });
    seen.map_or(FieldKind::Text, |value| values::kind_of_value("", value))
}
