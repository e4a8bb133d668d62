//! The human sentence inside an error, however deep it lies (`wire.md` 2.4, 3.G 45 and 46).
//!
//! Reads sentences and code words. Must not know what they mean for the job or for money: `api::classify` does.

use super::{
    results,
    walk::{find, first_at, flag, root, work},
};
use crate::domain::Phase;
use serde_json::Value;

/// Longest sentence that is kept, in characters; a page of HTML is not a sentence.
const LONGEST: usize = 2_000;
/// How many texts inside texts are read as JSON (3.G 46).
const TEXTS: u8 = 3;
/// How many objects inside objects are looked into.
const LEVELS: u8 = 24;

/// What an error says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refusal {
    /// The deepest human sentence.
    pub message: Option<String>,
    /// Code words, the deepest first; words of a kind (`type`) behind all codes.
    pub codes: Vec<String>,
}

/// The sentence of an error answer (HTTP 4xx, 5xx).
pub fn message(value: &Value) -> Option<String> {
    refusal(value).message
}

/// The field that an error answer names beside its sentence, as `error.param` (`wire.md` 2.4). Also inside a text (3.G 46).
pub fn param(value: &Value) -> Option<String> {
    const PLACES: [&str; 6] = [
        "error.param",
        "param",
        "detail.error.param",
        "data.error.param",
        "error.details.param",
        "error.field",
    ];
    let named = |value: &Value| {
        let text = |found: &Value| found.as_str().map(str::trim).map(str::to_owned);
        // Some write a sentence there.
        first_at(value, &PLACES, text).filter(|name| !name.is_empty() && !name.contains(' '))
    };
    named(value).or_else(|| {
        let inner = first_at(value, &["message", "error.message", "detail"], |found| {
            inner_json(found.as_str()?)
        })?;
        named(&inner)
    })
}

/// The sentence and the codes of an error answer.
pub fn refusal(value: &Value) -> Refusal {
    let said = sentence(root(value), Depth::new());
    with_codes(value, said)
}

/// What a job says of its failure. An empty or missing `error` says nothing; softer fields count only where the job did
/// fail, or where there is no job at all.
pub(super) fn of_job(value: &Value, phase: Option<Phase>, has_id: bool) -> Option<Refusal> {
    let failed = matches!(
        phase,
        Some(Phase::Failed | Phase::Cancelled | Phase::Expired)
    );
    let refused = phase.is_none() && refuses(value);
    let no_job = phase.is_none() && !has_id && results::result(value).is_none();
    let hard = at_first(value, &HARD);
    let soft = |said: Option<Said>| {
        // A code word alone says less than the sentence beside it.
        if said.as_ref().is_some_and(|said| !said.bare) || !(failed || refused) {
            return said;
        }
        let softer = at_first(value, &SOFT).filter(|softer| said.is_none() || !softer.bare);
        softer.or(said)
    };
    let said = soft(hard)
        .or_else(|| (failed || refused).then(|| at_first(value, &["detail", "title"]))?)
        .or_else(|| no_job.then(|| structured(value))?)
        .or_else(|| (failed || phase == Some(Phase::Done)).then(|| filtered(value))?)
        .or_else(|| failed.then(|| misplaced(value))?);
    if said.is_none() && !failed && !refused {
        return None;
    }
    Some(with_codes(value, said))
}

/// An answer that is no job at all: only an error in a form of its own is one. A sentence in `detail` may say anything
/// after a success, and a title needs its number (RFC 9457).
fn structured(value: &Value) -> Option<Said> {
    let detail = first_at(value, &["detail"], |found| {
        let plain = found.is_string();
        (!plain).then(|| sentence(found, Depth::new()))?
    });
    let number = first_at(value, &["status"], Value::as_u64).is_some_and(|status| status >= 400);
    detail.or_else(|| number.then(|| at_first(value, &["detail", "title"]))?)
}

/// Fields that speak of nothing but errors.
const HARD: [&str; 8] = [
    "error",
    "data.error",
    "output.error",
    "data.data.error",
    "result.error",
    "video.error",
    "errors",
    "error_message",
];

/// Fields that speak of errors where there is one, and of anything else where there is none.
const SOFT: [&str; 32] = [
    "fail_reason",
    "data.fail_reason",
    "failure_reason",
    "data.failure_reason",
    "error_reason",
    "data.error_reason",
    "data.error_message",
    "error_msg",
    "data.error_msg",
    "err_msg",
    "data.err_msg",
    "fail_msg",
    "data.fail_msg",
    "failure",
    "data.failure",
    "task_status_msg",
    "data.task_status_msg",
    "data.data.task_status_msg",
    "base_resp.status_msg",
    "data.base_resp.status_msg",
    "output.message",
    "data.output.message",
    "message",
    "msg",
    "data.message",
    "data.msg",
    "data.detail",
    "status_msg",
    "reason",
    "data.reason",
    "failure_code",
    "data.failure_code",
];

/// An envelope that says no: its code is neither missing nor a success, or it says so in a flag.
fn refuses(value: &Value) -> bool {
    let code = first_at(value, &["code", "err_code", "error_code"], code_word);
    first_at(value, &["success", "ok"], flag) == Some(false)
        || first_at(value, &["error"], flag) == Some(true)
        || code.is_some()
        || first_at(value, &["base_resp.status_code"], code_word).is_some()
}

/// Bodies that were made and not handed out (2.2: `content_filter`).
fn filtered(value: &Value) -> Option<Said> {
    const REASONS: [&str; 4] = [
        "content_filter.reasons",
        "content_filter.message",
        "content_filter.reason",
        "rai_media_filtered_reasons",
    ];
    if results::result(value).is_some() {
        return None;
    }
    let respected = ["video.respect_moderation", "respect_moderation"];
    let dropped = first_at(value, &respected, flag) == Some(false);
    let text = first_at(value, &REASONS, |found| match found {
        Value::Array(items) => {
            let texts: Vec<&str> = items.iter().take(8).filter_map(Value::as_str).collect();
            (!texts.is_empty()).then(|| texts.join("; "))
        }
        Value::String(text) => (!text.trim().is_empty()).then(|| text.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    });
    (dropped || text.is_some()).then(|| Said {
        bare: false,
        text: clip(text.as_deref().unwrap_or("content_filter")),
        codes: vec!["content_filter".to_owned()],
        kinds: Vec::new(),
    })
}

/// A failed job's sentence in the field for its address (2.5, 3.D 18).
fn misplaced(value: &Value) -> Option<Said> {
    const PLACES: [&str; 8] = [
        "metadata.url",
        "data.metadata.url",
        "video_url",
        "data.video_url",
        "result_url",
        "data.result_url",
        "url",
        "data.url",
    ];
    first_at(value, &PLACES, |found| {
        let text = found.as_str().filter(|text| !results::is_place(text))?;
        from_text(text, Depth::new())
    })
}

/// A sentence with the codes around it, the deepest first.
struct Said {
    /// A code word stands for the sentence.
    bare: bool,
    text: String,
    codes: Vec<String>,
    kinds: Vec<String>,
}

#[derive(Clone, Copy)]
struct Depth {
    texts: u8,
    levels: u8,
}

impl Depth {
    const fn new() -> Self {
        Self {
            texts: TEXTS,
            levels: LEVELS,
        }
    }

    fn into_text(self) -> Option<Self> {
        let texts = self.texts.checked_sub(1)?;
        Some(Self { texts, ..self })
    }

    fn into_object(self) -> Option<Self> {
        let levels = self.levels.checked_sub(1)?;
        Some(Self { levels, ..self })
    }
}

fn at_first(value: &Value, places: &[&str]) -> Option<Said> {
    let said = places
        .iter()
        .filter_map(|place| first_at(value, &[place], |found| sentence(found, Depth::new())));
    human(said)
}

/// The first that is a sentence, else the first code word.
fn human(said: impl Iterator<Item = Said>) -> Option<Said> {
    let mut word = None;
    for one in said {
        if !one.bare {
            return Some(one);
        }
        word = word.or(Some(one));
    }
    word
}

/// The codes that an answer names, for a sentence that may be missing.
fn with_codes(value: &Value, said: Option<Said>) -> Refusal {
    const CODES: [&str; 17] = [
        "error.code",
        "error",
        "data.error.code",
        "output.error.code",
        "detail.code",
        "detail.error.code",
        "error_code",
        "data.error_code",
        "err_code",
        "data.err_code",
        "failure_code",
        "data.failure_code",
        "base_resp.status_code",
        "code",
        "data.code",
        "output.code",
        "error.type",
    ];
    let (message, mut codes, kinds) = match said {
        Some(said) => (Some(said.text), said.codes, said.kinds),
        None => (None, Vec::new(), Vec::new()),
    };
    for path in CODES {
        // A text in `error` is the sentence, a number its code.
        let found = first_at(value, &[path], |found| {
            let sentence = path == "error" && !found.is_number();
            (!sentence).then(|| code_word(found))?
        });
        codes.extend(found.filter(|code| !codes.contains(code)));
    }
    for kind in kinds {
        if !codes.contains(&kind) {
            codes.push(kind);
        }
    }
    Refusal { message, codes }
}

/// A code that is one: not missing, not a success, not a sentence. Numbers count as text.
fn code_word(found: &Value) -> Option<String> {
    const FINE: [&str; 6] = ["0", "success", "succeed", "succeeded", "ok", "10000"];
    let text = match found {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    let fine = FINE.iter().any(|fine| text.eq_ignore_ascii_case(fine))
        || (text.len() == 3 && text.starts_with('2') && text.bytes().all(|b| b.is_ascii_digit()));
    (!text.is_empty() && text.len() <= 128 && !fine).then_some(text)
}

/// Unwraps objects, arrays and JSON inside texts.
fn sentence(value: &Value, depth: Depth) -> Option<Said> {
    work::add(1);
    match value {
        Value::String(text) => from_text(text, depth),
        Value::Array(items) => from_lines(items, depth.into_object()?),
        Value::Object(_) => from_object(value, depth.into_object()?),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn from_lines(items: &[Value], depth: Depth) -> Option<Said> {
    let lines: Vec<Said> = items
        .iter()
        .take(8)
        .filter_map(|item| validation_line(item, depth))
        .collect();
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let text = clip(&texts.join("; "));
    lines.into_iter().next().map(|first| Said { text, ..first })
}

fn from_object(value: &Value, depth: Depth) -> Option<Said> {
    const PLACES: [&str; 19] = [
        "error",
        "detail",
        "errors",
        "fail_reason",
        "failure_reason",
        "error_message",
        "error_msg",
        "err_msg",
        "message",
        "msg",
        "error_description",
        "title",
        "failure",
        "status_msg",
        "reason",
        "base_resp.status_msg",
        "data.error",
        "data.message",
        "data.msg",
    ];
    let here = |path: &str| find(value, path, &code_word);
    // A title is an error's only in problem details (RFC 9457); elsewhere it may be the video's.
    let is_problem = here("type").is_some() || find(value, "status", &Value::as_u64).is_some();
    let kind = here("type").filter(|kind| !kind.contains("://"));
    let places = PLACES.iter().filter(|path| is_problem || **path != "title");
    let said = human(places.filter_map(|path| find(value, path, &|found| sentence(found, depth))));
    let code = here("code")
        .or_else(|| here("error_code"))
        .or_else(|| here("err_code"));
    match said {
        Some(mut said) => {
            said.codes.extend(code);
            said.kinds.extend(kind);
            Some(said)
        }
        // A code word alone is better than silence; a number alone says nothing to a person.
        None => code
            .filter(|code| code.chars().any(char::is_alphabetic))
            .map(|code| Said {
                bare: true,
                text: code.clone(),
                codes: vec![code],
                kinds: kind.into_iter().collect(),
            }),
    }
}

fn from_text(text: &str, depth: Depth) -> Option<Said> {
    work::add(text.len());
    let trimmed = text.trim();
    if trimmed.is_empty() || is_pleasantry(trimmed) {
        return None;
    }
    // JSON whose text is JSON once more.
    if trimmed.starts_with('"')
        && let Ok(Value::String(inner)) = serde_json::from_str(trimmed)
        && let Some(depth) = depth.into_text()
    {
        return from_text(&inner, depth);
    }
    if let Some(inner) = inner_json(trimmed)
        && let Some(found) = depth.into_text().and_then(|depth| sentence(&inner, depth))
    {
        return Some(found);
    }
    Some(Said {
        bare: false,
        text: clip(page_title(trimmed).unwrap_or(trimmed)),
        codes: Vec::new(),
        kinds: Vec::new(),
    })
}

/// An upstream's JSON: the whole text, or behind a gateway's own words (7.3). Only its first brace is tried.
fn inner_json(text: &str) -> Option<Value> {
    let read = |start: usize| {
        let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter::<Value>();
        values.next()?.ok()
    };
    // `[upstream 400] {…}` begins like an array and is none.
    let array = text.starts_with('[').then(|| read(0)).flatten();
    array.or_else(|| read(text.find('{')?))
}

/// The title of a web page that stands in a field for a sentence.
fn page_title(text: &str) -> Option<&str> {
    let (_, behind) = text
        .starts_with('<')
        .then(|| text.split_once("<title>"))??;
    let (title, _) = behind.split_once("</title>")?;
    Some(title.trim()).filter(|title| !title.is_empty())
}

/// What envelopes say when nothing is wrong.
fn is_pleasantry(text: &str) -> bool {
    const WORDS: [&str; 8] = [
        "success",
        "succeed",
        "succeeded",
        "ok",
        "none",
        "null",
        "成功",
        "请求成功",
    ];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn clip(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// FastAPI: `{"loc": ["body", "prompt"], "msg": "Field required"}` becomes `prompt: Field required`.
fn validation_line(item: &Value, depth: Depth) -> Option<Said> {
    let said = sentence(item, depth)?;
    let field = find(item, "loc", &Value::as_array)
        .and_then(|loc| loc.iter().rev().find_map(Value::as_str))
        .or_else(|| find(item, "param", &Value::as_str));
    Some(match field.filter(|field| !field.is_empty()) {
        Some(field) => Said {
            text: format!("{field}: {}", said.text),
            ..said
        },
        None => said,
    })
}
