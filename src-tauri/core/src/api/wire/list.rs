//! Reading a server's list of jobs, page by page (`wire.md` 1.3, 2.3). Must not know what the jobs are wanted for.

use super::{
    Answer, read,
    walk::{first_at, flag, number, text_at},
};
use serde_json::Value;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listing<'a> {
    /// Its jobs, in the server's order; what has no id is left out.
    pub items: Vec<Item<'a>>,
    /// Whether there is more; some servers do not say (2.3).
    pub has_more: Option<bool>,
    /// The id to send as `after`: what the server says, else the last item's.
    pub last_id: Option<String>,
    /// A cursor or page token of servers that do not go by ids.
    pub next_cursor: Option<String>,
    /// How many jobs there are in all.
    pub total: Option<u64>,
}

/// A job of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Item<'a> {
    /// What it says.
    pub answer: Answer,
    /// Its own part of the body, for [`super::results`] and the receipt.
    pub body: &'a Value,
}

/// Where the items stand. An array that is the whole answer counts as well.
const ITEMS: [&str; 17] = [
    "data",
    "videos",
    "items",
    "results",
    "list",
    "tasks",
    "records",
    "result",
    "data.items",
    "data.list",
    "data.videos",
    "data.data",
    "data.records",
    "data.tasks",
    "data.results",
    "result.items",
    "result.list",
];

/// Reads a list answer; `None` when it holds no list.
pub fn list(value: &Value) -> Option<Listing<'_>> {
    let entries = match value {
        Value::Array(entries) => entries,
        Value::Object(_) => first_at(value, &ITEMS, Value::as_array)?,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
    };
    let items: Vec<Item<'_>> = entries
        .iter()
        .filter(|entry| entry.is_object())
        .map(|body| Item {
            answer: read(body),
            body,
        })
        .filter(|item| item.answer.id.is_some())
        .collect();
    // The answer of an array alone is its items; no field of theirs speaks for the page.
    if value.is_array() {
        let last_id = last(&items);
        return Some(Listing {
            items,
            last_id,
            ..Listing::default()
        });
    }
    Some(Listing {
        has_more: about(value, "has_more", flag),
        last_id: about(value, "last_id", text).or_else(|| last(&items)),
        next_cursor: ["next_cursor", "next_page_token", "cursor", "next"]
            .iter()
            .find_map(|name| about(value, name, text)),
        total: ["total", "total_count"]
            .iter()
            .find_map(|name| about(value, name, whole)),
        items,
    })
}

fn last(items: &[Item<'_>]) -> Option<String> {
    items.last()?.answer.id.clone()
}

/// A field of the page: at the root, in the envelope, or among what is said about paging. Never one of a job's.
fn about<'a, T>(value: &'a Value, name: &str, read: impl Fn(&'a Value) -> Option<T>) -> Option<T> {
    let inner = ["pagination", "paging", "meta", "data", "data.pagination"]
        .iter()
        .filter(|place| {
            first_at(value, &[place], |found| found.is_object().then_some(())).is_some()
        })
        .map(|place| format!("{place}.{name}"));
    let places: Vec<String> = std::iter::once(name.to_owned()).chain(inner).collect();
    places
        .iter()
        .find_map(|place| first_at(value, &[place], &read))
}

fn text(found: &Value) -> Option<String> {
    text_at(found, &[""]).or_else(|| found.as_u64().map(|number| number.to_string()))
}

fn whole(found: &Value) -> Option<u64> {
    let number = number(found)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bounded by the check"
    )]
    (0.0..1e15).contains(&number).then_some(number as u64)
}
