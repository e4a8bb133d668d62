//! Every line of `tests/data/wire.jsonl` against what `wire.md` 3 says of it, in `wire.expected.jsonl` beside it; and the
//! bodies that stand in the specification's text alone, in `text.jsonl` and `text.expected.jsonl`.

use crate::api::{
    Reply,
    classify::{self, Created, Polled},
    wire::{self, Place},
};
use bytes::Bytes;
use serde_json::{Value, json};

const FIXTURES: (&str, &str) = (
    include_str!("../../../../tests/data/wire.jsonl"),
    include_str!("../../../../tests/data/wire.expected.jsonl"),
);
const TEXT: (&str, &str) = (
    include_str!("../../../../tests/data/text.jsonl"),
    include_str!("../../../../tests/data/text.expected.jsonl"),
);

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect()
}

/// Everything that is read from a body, without what is missing.
fn reading(line: &Value) -> Value {
    let body = line["body"].to_string();
    let status = line["http"].as_u64().unwrap_or(200);
    let reply = Reply {
        status: u16::try_from(status).expect("a status"),
        body: Bytes::from(body.clone()),
        wait: None,
        location: None,
    };
    let value = wire::parse(body.as_bytes()).expect("json");
    let answer = wire::read(&value);
    let failed = answer.phase == Some(crate::domain::Phase::Failed);
    let class = if status >= 400 {
        Some(classify::error(&reply).code)
    } else {
        failed.then(|| classify::failed(&answer))
    };
    let answers_a_request = line["path"].is_null();
    let said = json!({
        "#": line["#"],
        "id": answer.id,
        "status": answer.status,
        "phase": answer.phase.map(|phase| format!("{phase:?}").to_lowercase()),
        "progress": answer.progress,
        "seconds": answer.seconds,
        "size": answer.size,
        "model": answer.model,
        "created_at": answer.created_at.map(|at| at.0),
        "completed_at": answer.completed_at.map(|at| at.0),
        "error": wire::message(&value).filter(|_| status >= 400).or(answer.error),
        "code": answer.error_code,
        "class": class.map(|class| json!(class)),
        "place": wire::result(&value).map(|place| match place {
            Place::Address(text) => text,
            Place::Inline(text) => format!("inline {text}"),
        }),
        "created": answers_a_request.then(|| created(&reply)),
        "polled": answers_a_request.then(|| polled(&reply)),
    });
    without_nulls(said)
}

fn created(reply: &Reply) -> &'static str {
    match classify::created(&Ok(reply.clone()), crate::api::Sent::Maybe) {
        Created::Accepted { .. } => "accepted",
        Created::Unfollowed { .. } => "unfollowed",
        Created::Refused(_) => "refused",
        Created::Later { .. } => "later",
        Created::NotSent(_) => "not_sent",
        Created::NoAnswer(_) => "no_answer",
    }
}

fn polled(reply: &Reply) -> &'static str {
    match classify::polled(&Ok(reply.clone())) {
        Polled::Answered(_) => "answered",
        Polled::Unknown(_) => "unknown",
        Polled::KeyRefused(_) => "key_refused",
        Polled::Later { .. } => "later",
    }
}

fn without_nulls(mut value: Value) -> Value {
    if let Value::Object(map) = &mut value {
        map.retain(|_, value| !value.is_null());
    }
    value
}

fn differences((bodies, expected): (&str, &str)) -> Vec<String> {
    lines(bodies)
        .iter()
        .zip(&lines(expected))
        .map(|(line, expected)| (reading(line), expected))
        .filter(|(read, expected)| read != *expected)
        .map(|(read, expected)| format!("{}\n  reads {read}\n  not   {expected}", read["#"]))
        .collect()
}

#[test]
fn every_fixture_reads_as_the_specification_says() {
    let wrong = differences(FIXTURES);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_body_in_the_specifications_text_reads_as_it_says() {
    let wrong = differences(TEXT);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_body_has_its_expectation() {
    for (bodies, expected) in [FIXTURES, TEXT] {
        let names = |text| {
            lines(text)
                .iter()
                .map(|line| line["#"].clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(names(bodies), names(expected));
    }
}
