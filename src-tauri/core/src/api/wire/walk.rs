//! Finding values in an answer by the names of their places, however a server writes those names.
//!
//! `task_id`, `taskId` and `TaskID` are one name (`wire.md` 3.A 1 to 3, 3.D 17), a lone item of an array stands for the
//! array (3.G 48), and work stays linear in the size of the answer. Must not know what a place means.

use serde_json::{Map, Value};

/// An object with more keys than this answers only to exact names: no job has so many, and looking through all of them
/// once for every place would let a hostile answer cost a lot.
const WIDE: usize = 256;

/// The object that the answer is about: itself, or the first object of an array.
pub(super) fn root(value: &Value) -> &Value {
    match value {
        Value::Array(items) => items.iter().find(|item| item.is_object()).unwrap_or(value),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            value
        }
    }
}

/// The first value at a dotted path of which `read` makes something. Numbers index arrays.
pub(super) fn find<'a, T>(
    here: &'a Value,
    path: &str,
    read: &impl Fn(&'a Value) -> Option<T>,
) -> Option<T> {
    work::add(1);
    if path.is_empty() {
        return read(here);
    }
    let (step, rest) = path.split_once('.').unwrap_or((path, ""));
    match here {
        Value::Object(map) => named(map, step).find_map(|next| find(next, rest, read)),
        Value::Array(items) => match (step.parse::<usize>(), items.as_slice()) {
            (Ok(index), _) => find(items.get(index)?, rest, read),
            (Err(_), [only @ Value::Object(_)]) => find(only, path, read),
            (Err(_), _) => None,
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// The same over several paths, in their order.
pub(super) fn first_at<'a, T>(
    value: &'a Value,
    paths: &[&str],
    read: impl Fn(&'a Value) -> Option<T>,
) -> Option<T> {
    let root = root(value);
    paths.iter().find_map(|path| find(root, path, &read))
}

/// Text that is not blank, as written.
pub(super) fn text_at(value: &Value, paths: &[&str]) -> Option<String> {
    first_at(value, paths, |found| {
        found
            .as_str()
            .filter(|text| !text.trim().is_empty())
            .map(str::to_owned)
    })
}

/// A number, or text that is one; nothing that is not finite.
pub(super) fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    number.filter(|number: &f64| number.is_finite())
}

/// A yes or no, also as a number or text.
pub(super) fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => Some(number.as_f64()? != 0.0),
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" => Some(true),
            "false" | "0" | "no" => Some(false),
            _ => None,
        },
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The values under a name: as it is written here first, then under other spellings in the order of those, so that the
/// order of keys never decides.
fn named<'a>(map: &'a Map<String, Value>, name: &str) -> impl Iterator<Item = &'a Value> {
    let mut others: Vec<(&String, &Value)> = Vec::new();
    if map.len() <= WIDE {
        work::add(map.len());
        others.extend(
            map.iter()
                .filter(|(key, _)| key.as_str() != name && alike(key, name)),
        );
        others.sort_unstable_by_key(|(key, _)| *key);
    }
    map.get(name)
        .into_iter()
        .chain(others.into_iter().map(|(_, value)| value))
}

/// Whether two names differ only in case, underscores and dashes.
fn alike(one: &str, other: &str) -> bool {
    let plain = |name: &str| {
        name.bytes()
            .filter(|byte| !matches!(byte, b'_' | b'-'))
            .map(|byte| byte.to_ascii_lowercase())
            .collect::<Vec<_>>()
    };
    // Most names differ in their first letter.
    let first = |name: &str| name.bytes().next().map(|byte| byte.to_ascii_lowercase());
    first(one) == first(other) && one.len() <= 2 * other.len() && plain(one) == plain(other)
}

/// Counts steps in tests, so that "linear" is proved without a clock.
pub(super) mod work {
    #[cfg(test)]
    thread_local!(static STEPS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) });

    #[cfg(test)]
    pub fn add(steps: usize) {
        STEPS.set(STEPS.get() + steps);
    }

    #[cfg(not(test))]
    pub const fn add(_: usize) {}

    #[cfg(test)]
    pub fn take() -> usize {
        STEPS.take()
    }
}
