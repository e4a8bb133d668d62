//! What holds for every answer: nothing panics, work is linear, and spelling does not matter.

use crate::api::wire::{list, message, parse, read, result, results, stills, walk::work};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Names that the reader knows, so that random answers meet its paths.
const NAMES: [&str; 24] = [
    "id",
    "task_id",
    "status",
    "state",
    "data",
    "error",
    "message",
    "detail",
    "video",
    "videos",
    "url",
    "video_url",
    "output",
    "progress",
    "created_at",
    "seconds",
    "code",
    "metadata",
    "fail_reason",
    "b64_json",
    "items",
    "has_more",
    "loc",
    "result",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,12}",
        prop::sample::select(vec![
            "completed",
            "failed",
            "IN_PROGRESS",
            "https://x/v.mp4",
            "/v1/x",
            "data:video/mp4;base64,AAAA",
            "50%",
            "8",
            "{\"error\":{\"message\":\"boom\"}}",
            "[1,{\"msg\":\"x\"}]",
            "2026-01-15T10:00:00Z",
            "success",
            "1301",
        ])
        .prop_map(str::to_owned),
    ]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    let key = prop_oneof![
        prop::sample::select(NAMES.to_vec()).prop_map(str::to_owned),
        ".{0,6}"
    ];
    leaf.prop_recursive(6, 96, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec((key.clone(), inner), 0..8)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn everything(value: &Value) -> String {
    let listed = list(value);
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?}",
        read(value),
        result(value),
        results(value),
        stills(value),
        message(value),
        listed.map(|listing| (
            listing.items.len(),
            listing.has_more,
            listing.last_id,
            listing.next_cursor
        )),
    )
}

/// The same answer with another order of keys.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .rev()
            .map(|(key, value)| (key.clone(), reversed(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(reversed).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

fn renamed(value: &Value, rename: &impl Fn(&str) -> String) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| (rename(key), renamed(value, rename)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(|item| renamed(item, rename)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// `task_id` as `taskId`.
fn camel(name: &str) -> String {
    let mut upper = false;
    name.chars()
        .filter_map(|c| {
            if c == '_' {
                upper = true;
                return None;
            }
            Some(if std::mem::take(&mut upper) {
                c.to_ascii_uppercase()
            } else {
                c
            })
        })
        .collect()
}

fn as_text(value: &Value) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| (key.clone(), as_text(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(as_text).collect(),
        Value::Number(number) => Value::String(number.to_string()),
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}

/// A job as a server may send it: the fields whose type varies hold numbers.
fn job() -> impl Strategy<Value = Value> {
    let ids = prop::sample::select(vec!["id", "task_id", "request_id"]);
    let words = prop::sample::select(vec!["queued", "SUCCESS", "failed", "unknown", "processing"]);
    let times = prop_oneof![
        Just(0_i64),
        1_700_000_000_i64..1_800_000_000,
        1_700_000_000_000_i64..1_800_000_000_000
    ];
    (ids, any::<u32>(), words, 0..101_u8, times, 1..60_u8, any::<bool>(), 1000..2000_u16).prop_map(
        |(name, id, word, progress, at, seconds, wrapped, code)| {
            let job = json!({
                name: id, "status": word, "progress": progress, "created_at": at, "completed_at": at, "seconds": seconds,
                "error": {"code": code, "message": "no"}, "video_url": "https://x/v.mp4", "width": 1280, "height": 720,
            });
            if wrapped { json!({"code": 200, "data": job}) } else { job }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_answer_makes_the_reader_fall_over(value in any_json()) {
        everything(&value);
    }

    #[test]
    fn no_bytes_make_the_reader_fall_over(noise in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Some(value) = parse(&noise) {
            everything(&value);
        }
    }

    #[test]
    fn the_order_of_keys_does_not_matter(value in any_json()) {
        prop_assert_eq!(everything(&value), everything(&reversed(&value)));
    }

    #[test]
    fn the_spelling_of_keys_does_not_matter(value in job()) {
        prop_assert_eq!(everything(&value), everything(&renamed(&value, &str::to_uppercase)));
        prop_assert_eq!(everything(&value), everything(&renamed(&value, &camel)));
    }

    #[test]
    fn numbers_and_texts_of_numbers_are_the_same(value in job()) {
        prop_assert_eq!(everything(&value), everything(&as_text(&value)));
    }

    #[test]
    fn the_first_of_all_results_is_the_result(value in any_json()) {
        prop_assert_eq!(results(&value).first().cloned(), result(&value));
    }
}

/// Not by `json!`, which would walk through all that is inside at every level.
fn nested(depth: usize, name: &str) -> Value {
    (0..depth).fold(json!("boom"), |inner, _| {
        Value::Object([(name.to_owned(), inner)].into_iter().collect())
    })
}

#[test]
fn deep_answers_are_read_without_overflow() {
    for name in ["error", "data", "message", "detail", "video", "0"] {
        everything(&nested(2_000, name));
    }
    let arrays = (0..2_000).fold(json!("boom"), |inner, _| Value::Array(vec![inner]));
    let map = [("detail".to_owned(), arrays)].into_iter().collect();
    everything(&Value::Object(map));
}

#[test]
fn a_body_that_is_too_deep_is_no_json() {
    let body = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(parse(body.as_bytes()), None);
}

/// Steps that reading a body of this many parts takes.
fn steps(shape: impl Fn(usize) -> Value, parts: usize) -> usize {
    let value = shape(parts);
    work::take();
    everything(&value);
    work::take()
}

fn texts_in_texts(parts: usize) -> Value {
    let mut text = "x".repeat(parts);
    for _ in 0..6 {
        text = json!({"message": text, "detail": {"a": 1}}).to_string();
    }
    json!({"error": text})
}

#[test]
fn the_work_grows_no_faster_than_the_answer() {
    type Shape = (&'static str, fn(usize) -> Value);
    let shapes: [Shape; 6] = [
        ("many keys", |n| {
            (0..n)
                .map(|i| (format!("k{i}"), json!(i)))
                .collect::<serde_json::Map<_, _>>()
                .into()
        }),
        ("many spellings of one key", |n| {
            let spell = |i: usize| {
                "data"
                    .chars()
                    .enumerate()
                    .map(|(at, c)| {
                        if i >> at & 1 == 1 {
                            c.to_ascii_uppercase()
                        } else {
                            c
                        }
                    })
                    .collect::<String>()
                    + &"_".repeat(i / 16)
            };
            (0..n)
                .map(|i| (spell(i), json!({"data": {"status": ""}})))
                .collect::<serde_json::Map<_, _>>()
                .into()
        }),
        (
            "many items",
            |n| json!({"data": vec![json!({"url": "no", "message": ""}); n], "detail": vec![json!({"msg": ""}); n]}),
        ),
        ("deep errors", |n| nested(n, "error")),
        ("texts in texts", texts_in_texts),
        ("braces in a text", |n| json!({"error": "{".repeat(n)})),
    ];
    for (name, shape) in shapes {
        let (small, large) = (steps(shape, 500), steps(shape, 5_000));
        assert!(
            large <= 12 * small.max(1_000),
            "{name}: {small} steps, then {large}"
        );
    }
}
