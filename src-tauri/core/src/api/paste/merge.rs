//! Joining what several readers found. The first to say something is right; later ones add what it left open.

use super::{FieldKind, Found, FoundField, FoundPath, Leftover, Unplaced, values};

/// Most fields of one request.
pub const FIELDS: usize = 400;

/// Adds an endpoint once.
pub fn path(out: &mut Found, path: FoundPath) {
    if out.paths.len() < 100
        && !out
            .paths
            .iter()
            .any(|known| known.endpoint == path.endpoint && known.path == path.path)
    {
        out.paths.push(path);
    }
}

/// Adds a field, or what it says more.
pub fn field(out: &mut Found, field: FoundField) {
    let full = out.fields.len() >= FIELDS;
    match out.fields.iter_mut().find(|known| known.path == field.path) {
        Some(known) => into_field(known, field),
        None if full => {}
        None => out.fields.push(field),
    }
}

/// Adds what a second description of the same field says.
pub fn into_field(known: &mut FoundField, other: FoundField) {
    for value in other.values {
        values::add(&mut known.values, value);
    }
    for value in other.examples {
        values::add(&mut known.examples, value);
    }
    known.default = known.default.take().or(other.default);
    known.min = known.min.or(other.min);
    known.max = known.max.or(other.max);
    known.description = known.description.take().or(other.description);
    known.only_for = known.only_for.take().or(other.only_for);
    for (model, values) in other.per_model {
        if !known.per_model.iter().any(|(name, _)| *name == model) {
            known.per_model.push((model, values));
        }
    }
    for name in other.members {
        if !known.members.contains(&name) {
            known.members.push(name);
        }
    }
    // A placeholder in a command says less than a picture in another.
    if known.kind == FieldKind::Text && matches!(other.kind, FieldKind::Image | FieldKind::File) {
        known.kind = other.kind;
    }
}

/// Fills the list of models from the fields.
pub fn models(out: &mut Found) {
    let all: Vec<String> = out.fields.iter().flat_map(values::models).collect();
    for model in all {
        if out.models.len() < 1_000 && !out.models.contains(&model) {
            out.models.push(model);
        }
    }
}

/// Joins the parts of one text, the most trusted first. `None` if none of them says anything.
pub fn join(mut parts: Vec<Found>) -> Option<Found> {
    parts.sort_by_key(|part| std::cmp::Reverse(part.source));
    let mut parts = parts.into_iter();
    let mut out = parts.next()?;
    for part in parts {
        add(&mut out, part);
    }
    models(&mut out);
    tidy(&mut out);
    let says = out.base_url.is_some()
        || !out.fields.is_empty()
        || !out.paths.is_empty()
        || out.create_path.is_some()
        || out.auth.is_some();
    says.then_some(out)
}

fn add(out: &mut Found, part: Found) {
    if out.base_url.is_none() {
        out.base_url = part.base_url;
        out.base_guessed = part.base_guessed;
    }
    // A schema or a table names the fields without the path; the path is the command's.
    out.create_path = out.create_path.take().or(part.create_path);
    out.auth = out.auth.take().or(part.auth);
    out.key = out.key.take().or(part.key);
    out.variable = out.variable.take().or(part.variable);
    out.encoding = out.encoding.or(part.encoding);
    for one in part.fields {
        field(out, with_the_kind_of(out, one));
    }
    for one in part.paths {
        path(out, one);
    }
    out.unplaced.extend(part.unplaced);
}

/// A description's kind is right: an example's text `4` is a number where the table says so, and a member of an object that the
/// description leaves open stays in that object.
fn with_the_kind_of(out: &Found, mut field: FoundField) -> FoundField {
    if let Some(known) = out.fields.iter().find(|known| known.path == field.path) {
        let kind = known.kind;
        let examples = field.examples.into_iter();
        field.examples = examples
            .map(|value| {
                value
                    .as_str()
                    .map_or_else(|| value.clone(), |text| values::typed(kind, text))
            })
            .collect();
        field.kind = if known.kind == FieldKind::Text && field.kind == FieldKind::BooleanText {
            known.kind
        } else {
            field.kind
        };
    }
    field
}

/// Says each thing once, and nothing that turned out to be known.
fn tidy(out: &mut Found) {
    if out.base_url.is_some() {
        out.unplaced.retain(|left| left.what != Leftover::Address);
    } else if !out
        .unplaced
        .iter()
        .any(|left| left.what == Leftover::Address)
    {
        out.unplaced.insert(0, Leftover::Address.into());
    }
    let mut seen: Vec<Unplaced> = Vec::new();
    out.unplaced.retain(|left| {
        let fresh = seen.len() < 40 && !seen.contains(left);
        if fresh {
            seen.push(left.clone());
        }
        fresh
    });
}
