//! Any text as what somebody pastes: nothing may panic or take long, and what is promised of every reading must hold
//! (`wire.md` 3.H, 52-53). Above all: a key that was read stands in nothing that is shown or kept.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use rushes_core::api::paste::{self, Found};
use secrecy::ExposeSecret;
use serde_json::Value;
use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

/// Long enough for a busy machine, far too short for a reader that is not linear.
const MOST: Duration = Duration::from_secs(5);

/// Texts that bring out the words that are ours: the names of our own members and forms.
const OURS: [&str; 3] = [
    r#"{"model":"a","prompt":"b","seconds":"4","size":"a","image":"http://a","last_image":"http://a","images":[],"width":1,
        "ratio":"","resolution":"","n":1,"f":1.5,"b":true,"t":"true","o":{}}"#,
    "curl https://a.test/v1/videos -F duration=5 -F file=@a -F image=@a -F size=16:9 -F resolution=720p -F height=1",
    r#"{"properties":{"size":{"description":"m-1 supports 720x1280, 1280x720, max 5, min 1"},"image":{"type":"object"}}}"#,
];

/// A fuzzer soon takes one of our own words for a key; to find that one again says nothing.
static OWN: LazyLock<String> = LazyLock::new(|| {
    OURS.iter()
        .filter_map(|text| paste::read(text).ok())
        .map(|found| format!("{} {}", found_words(&found), described(&found)))
        .collect()
});

fn found_words(found: &Found) -> String {
    format!("{:?} {:?}", found.fields, found.unplaced)
}

fn described(found: &Found) -> Value {
    paste::describe(found, "id", "title").map_or(Value::Null, |described| {
        serde_json::to_value(described.overlay).expect("an overlay is JSON")
    })
}

/// Whether a text, a member's name or a number holds the key.
fn holds(value: &Value, key: &str) -> bool {
    match value {
        Value::Null | Value::Bool(_) => false,
        Value::Number(number) => number.to_string().contains(key),
        Value::String(text) => text.contains(key),
        Value::Array(items) => items.iter().any(|item| holds(item, key)),
        Value::Object(members) => members
            .iter()
            .any(|(name, item)| name.contains(key) || holds(item, key)),
    }
}

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Corpus::Reject;
    };
    let start = Instant::now();
    let Ok(found) = paste::read(text) else {
        assert!(start.elapsed() < MOST);
        return Corpus::Keep;
    };
    let overlay = described(&found);
    assert!(start.elapsed() < MOST);
    if let Some(base) = &found.base_url {
        assert!(matches!(base.scheme(), "http" | "https"), "{base}");
        assert!(base.host_str().is_some_and(|host| !host.is_empty()), "{base}");
        assert!(base.username().is_empty() && base.password().is_none(), "{base}");
        assert!(base.query().is_none() && base.fragment().is_none(), "{base}");
    }
    if let Some(key) = found.key.as_ref().map(ExposeSecret::expose_secret)
        && !OWN.contains(key)
    {
        let shown = found_words(&found);
        assert!(!shown.contains(key), "{key:?} in {shown}");
        assert!(!holds(&overlay, key), "{key:?} in {overlay}");
    }
    Corpus::Keep
});
