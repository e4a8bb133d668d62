//! One field of a request each: what it may hold, and the sentence that says so when it does not.
//! Every value comes as text, whichever encoding carried it. Knows nothing of other fields, but for
//! those that say the same thing twice.

use serde_json::{Map, Value};

use super::Delivery;
use crate::http::error::ApiError;
use crate::http::form::Form;
use rushes_film::Grade;

/// What the demo lists and answers with when no model was asked for.
pub const MODEL: &str = "demo-1";
/// The models that the three documentation pages name in their examples: their requests work as
/// printed, with a painted scene that says what it is.
const PAGES: [&str; 3] = ["sora-2", "sora-2-pro", "kling-v1"];
/// Longest prompt, in characters (wire.md 1.2).
const MAX_PROMPT: usize = 32_000;
const SECONDS: std::ops::RangeInclusive<f64> = 1.0..=20.0;
const SIDE: std::ops::RangeInclusive<u16> = 64..=1920;
const RATES: std::ops::RangeInclusive<u32> = 1..=60;
const CLIPS: std::ops::RangeInclusive<u8> = 1..=4;
/// Shapes by name (wire.md 2.1, `-all` relays), each with a shorter side of 720.
const SHAPES: [(&str, (u16, u16)); 7] = [
    ("16x9", (1280, 720)),
    ("9x16", (720, 1280)),
    ("1x1", (720, 720)),
    ("21x9", (1680, 720)),
    ("9x21", (720, 1680)),
    ("4x3", (960, 720)),
    ("3x4", (720, 960)),
];

/// The usual frames a second.
pub fn usual_rate() -> u32 {
    24
}

/// The prompt of any request that makes a clip.
pub fn prompt(form: &Form) -> Result<String, ApiError> {
    let prompt = form
        .get("prompt")
        .filter(|prompt| !prompt.trim().is_empty());
    let Some(prompt) = prompt else {
        return Err(missing("prompt"));
    };
    let length = prompt.chars().count();
    if length > MAX_PROMPT {
        let message = format!(
            "Invalid 'prompt': string too long. Expected at most {MAX_PROMPT} characters, but got \
             {length} instead."
        );
        return Err(ApiError::field(
            "prompt",
            "string_above_max_length",
            message,
        ));
    }
    Ok(prompt.to_owned())
}

pub fn missing(field: &'static str) -> ApiError {
    let message = format!("Missing required parameter: '{field}'.");
    ApiError::field(field, "missing_required_parameter", message)
}

fn invalid(field: &'static str, value: &str, rule: &str) -> ApiError {
    // A picture in the wrong field would fill the answer.
    let value: String = value.chars().take(80).collect();
    let message = format!("Invalid value: '{value}'. '{field}' {rule}.");
    ApiError::field(field, "invalid_value", message)
}

pub fn model(form: &Form) -> Result<String, ApiError> {
    let name = form.get("model").unwrap_or(MODEL);
    if name.starts_with("demo") || PAGES.contains(&name) {
        return Ok(name.to_owned());
    }
    let message = format!("The model '{name}' does not exist. The demo server has '{MODEL}'.");
    Err(ApiError::field("model", "model_not_found", message))
}

/// Seconds, from `seconds` (text) or `duration` (a number); servers differ in which they read, so
/// clients send both (wire.md 5.5), and then both must say the same.
pub fn seconds(form: &Form) -> Result<f64, ApiError> {
    let asked = (length(form, "seconds")?, length(form, "duration")?);
    match asked {
        (Some(seconds), Some(duration)) if (seconds - duration).abs() > f64::EPSILON => {
            let rule = "must be the same as 'seconds' when both are sent";
            Err(invalid("duration", &duration.to_string(), rule))
        }
        (Some(seconds), _) | (None, Some(seconds)) => Ok(seconds),
        (None, None) => Ok(4.0),
    }
}

/// A length in one field, if it is there.
pub fn length(form: &Form, field: &'static str) -> Result<Option<f64>, ApiError> {
    let read = |text: &str| {
        let value = text.trim().parse().ok();
        value
            .filter(|value| SECONDS.contains(value))
            .ok_or_else(|| invalid(field, text, "must be a number from 1 to 20"))
    };
    form.get(field).map(read).transpose()
}

/// How many frames that is.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "at most 1200"
)]
pub fn frames(seconds: f64, rate: u32) -> u32 {
    (seconds * f64::from(rate)).round().max(1.0) as u32
}

/// Width and height, from `size` (pixels or the name of a shape) or from `width` and `height`.
pub fn size(form: &Form) -> Result<(u16, u16), ApiError> {
    let sides = sides(form)?;
    let Some(text) = form.get("size") else {
        return Ok(sides.unwrap_or((720, 1280)));
    };
    let size = named_or_pixels(text)?;
    if let Some(sides) = sides.filter(|sides| *sides != size) {
        let rule = "and 'height' must be the same as 'size' when both are sent";
        return Err(invalid("width", &sides.0.to_string(), rule));
    }
    Ok(size)
}

fn sides(form: &Form) -> Result<Option<(u16, u16)>, ApiError> {
    let read = |field: &'static str| {
        let Some(text) = form.get(field) else {
            return Ok(None);
        };
        let rule = "must be an even whole number from 64 to 1920";
        side(text)
            .map(Some)
            .ok_or_else(|| invalid(field, text, rule))
    };
    match (read("width")?, read("height")?) {
        (Some(width), Some(height)) => Ok(Some((width, height))),
        (Some(_), None) => Err(missing("height")),
        (None, Some(_)) => Err(missing("width")),
        (None, None) => Ok(None),
    }
}

fn side(text: &str) -> Option<u16> {
    let side = text.trim().parse().ok();
    side.filter(|side| SIDE.contains(side) && side % 2 == 0)
}

fn named_or_pixels(text: &str) -> Result<(u16, u16), ApiError> {
    let name = text.trim().to_lowercase().replace([':', '*', '×'], "x");
    if let Some((_, size)) = SHAPES.iter().find(|(shape, _)| *shape == name) {
        return Ok(*size);
    }
    let pixels = name
        .split_once('x')
        .and_then(|(w, h)| Some((side(w)?, side(h)?)));
    pixels.ok_or_else(|| {
        let shapes = SHAPES.map(|(shape, _)| shape).join(", ");
        let rule = format!(
            "must be WIDTHxHEIGHT, both even and from 64 to 1920, or one of the shapes {shapes}"
        );
        invalid("size", text, &rule)
    })
}

/// Frames a second.
pub fn rate(form: &Form) -> Result<u32, ApiError> {
    let Some(text) = form.get("fps") else {
        return Ok(usual_rate());
    };
    let rate = text.trim().parse().ok();
    rate.filter(|rate| RATES.contains(rate))
        .ok_or_else(|| invalid("fps", text, "must be a whole number from 1 to 60"))
}

/// How many clips one job makes.
pub fn clips(form: &Form) -> Result<u8, ApiError> {
    let Some(text) = form.get("n") else {
        return Ok(1);
    };
    let clips = text.trim().parse().ok();
    clips
        .filter(|clips| CLIPS.contains(clips))
        .ok_or_else(|| invalid("n", text, "must be a whole number from 1 to 4"))
}

pub fn seed(form: &Form) -> Result<Option<u64>, ApiError> {
    let read = |text: &str| {
        let number = text.trim().parse::<i64>().map(i64::cast_unsigned);
        number
            .or_else(|_| text.trim().parse::<u64>())
            .map_err(|_| invalid("seed", text, "must be a whole number"))
    };
    form.get("seed").map(read).transpose()
}

pub fn delivery(form: &Form) -> Result<Delivery, ApiError> {
    match form.get("response_format") {
        None | Some("url") => Ok(Delivery::Url),
        Some("b64_json") => Ok(Delivery::Base64),
        Some(text) => Err(invalid(
            "response_format",
            text,
            "must be 'url' or 'b64_json'",
        )),
    }
}

pub fn style(form: &Form) -> Result<Option<Grade>, ApiError> {
    let read = |text: &str| {
        Grade::parse(text).ok_or_else(|| {
            let names = Grade::ALL.map(Grade::name).join(", ");
            invalid("style", text, &format!("must be one of {names}"))
        })
    };
    form.get("style").map(read).transpose()
}

/// A truth value; the pages send it as text ([seed2]), JSON may send it as itself.
pub fn truth(form: &Form, field: &'static str) -> Result<bool, ApiError> {
    match form.get(field).map(str::to_lowercase).as_deref() {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(text) => Err(invalid(field, text, "must be 'true' or 'false'")),
    }
}

/// The bag of further parameters: an object, text that holds one, or fields of the form
/// `metadata[name]`, as the SDKs write objects into multipart.
pub fn metadata(form: &Form) -> Result<Option<Map<String, Value>>, ApiError> {
    let read = |text: &str| {
        let rule = "must be an object, or text that holds a JSON object";
        let map = serde_json::from_str::<Map<String, Value>>(text);
        map.map_err(|_| invalid("metadata", text, rule))
    };
    let mut found = form.get("metadata").map(read).transpose()?;
    for (name, value) in &form.text {
        let key = name.strip_prefix("metadata[");
        if let Some(key) = key.and_then(|rest| rest.strip_suffix(']')) {
            found
                .get_or_insert_default()
                .insert(key.to_owned(), value.clone().into());
        }
    }
    Ok(found)
}
