//! `OUTPUT.md` as data: commands, and the shapes of what they print.

use serde_json::Value;
use std::collections::BTreeSet;

pub const OUTPUT: &str = include_str!("../../OUTPUT.md");
const CONTRACT: &str = include_str!("../../../../ui/src/lib/generated/contract.ts");

/// Fields that are always there, and those that may be.
#[derive(Debug, Default, PartialEq)]
pub struct Shape {
    always: BTreeSet<String>,
    sometimes: BTreeSet<String>,
}

impl Shape {
    fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut shape = Self::default();
        for name in names {
            match name.strip_suffix('?') {
                Some(name) => shape.sometimes.insert(name.to_owned()),
                None => shape.always.insert(name.to_owned()),
            };
        }
        shape
    }

    pub fn fits(&self, object: &Value) -> bool {
        let fields: BTreeSet<String> = object
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone())
            .collect();
        let more: BTreeSet<String> = fields.difference(&self.always).cloned().collect();
        self.always.is_subset(&fields) && more.is_subset(&self.sometimes)
    }
}

/// `{"a", "b?"}`.
pub fn literal(text: &str) -> Shape {
    let inside = text.trim_start_matches('{').trim_end_matches('}');
    Shape::of(inside.split(',').map(|name| name.trim().trim_matches('"')))
}

/// The members of a type of the contract: a name at the beginning of a line, as it is written there.
pub fn contract(name: &str) -> Shape {
    let begin = format!("export type {name} = {{");
    let (_, from) = CONTRACT.split_once(&begin).expect(name);
    let (body, _) = from.split_once("};").expect("an end");
    let name_of = |line: &'static str| {
        let (name, _) = line.split_once(':')?;
        let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '?');
        (!name.is_empty() && name.chars().all(plain)).then_some(name)
    };
    Shape::of(body.lines().filter_map(name_of))
}

/// What stands between pairs of a sign.
fn between<'a>(text: &'a str, sign: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(sign).skip(1).step_by(2)
}

/// A row of the table: commands, and what they print.
pub fn rows() -> Vec<(Vec<&'static str>, Vec<Shape>)> {
    let defined = |name: &str| {
        let (_, rest) = OUTPUT.split_once(&format!("**{name}** is `")).expect(name);
        literal(rest.split('`').next().expect("a shape"))
    };
    let shapes = |cell: &'static str| {
        let written = between(cell, "`").map(|code| {
            if code.starts_with('{') {
                literal(code)
            } else {
                contract(code)
            }
        });
        let named = between(cell, "*").map(defined);
        written.chain(named).collect::<Vec<_>>()
    };
    let row = |line: &'static str| {
        let mut cells = line.trim_matches('|').splitn(2, " | ");
        let (commands, printed) = (cells.next()?, cells.next()?);
        // Behind the shape stands what is in its fields.
        let own = printed.split("}`: ").next()?;
        let own = if own == printed {
            shapes(own)
        } else {
            vec![literal(own.trim_matches('`'))]
        };
        Some((between(commands, "`").collect(), own))
    };
    OUTPUT
        .lines()
        .filter(|line| line.starts_with("| `"))
        .filter_map(row)
        .collect()
}
