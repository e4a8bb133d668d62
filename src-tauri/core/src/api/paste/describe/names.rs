//! The names under which servers take what every form has, and how the values of such fields are written. Knows no form.

use crate::domain::Size;
use serde_json::Value;

/// Names under which servers take a length in seconds (`wire.md` 2.1).
pub const LENGTHS: [&str; 5] = [
    "seconds",
    "duration",
    "n_seconds",
    "video_length",
    "durationSeconds",
];
/// Names under which they take a first frame.
pub const FIRST: [&str; 9] = [
    "input_reference",
    "image",
    "image_url",
    "first_frame",
    "first_frame_image",
    "start_image",
    "first_frame_url",
    "img_url",
    "input_image",
];
/// A last frame.
pub const LAST: [&str; 7] = [
    "last_image",
    "end_image",
    "image_tail",
    "last_frame",
    "last_frame_image",
    "tail_image",
    "last_frame_url",
];
/// Further references.
pub const REFERENCES: [&str; 4] = [
    "images",
    "reference_images",
    "image_list",
    "input_references",
];

pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    }
}

pub fn seconds(value: &Value) -> Option<f64> {
    let number = value
        .as_f64()
        .or_else(|| value.as_str()?.trim().parse().ok())?;
    (number.is_finite() && number > 0.0).then_some(number)
}

pub fn size(value: &Value) -> Option<Size> {
    value.as_str()?.parse().ok()
}

/// `16:9` or `16x9`, and no size in pixels.
pub fn is_ratio(text: &str) -> bool {
    let Some((width, height)) = text.split_once([':', 'x', '*']) else {
        return matches!(text, "adaptive" | "auto");
    };
    let small = |part: &str| {
        part.trim()
            .parse::<u32>()
            .is_ok_and(|side| (1..=32).contains(&side))
    };
    small(width) && small(height)
}

/// `16x9` as `16:9`.
pub fn shape(word: &str) -> String {
    word.replace(['x', '*'], ":")
}

/// `720p`, `4K`.
pub fn is_tier(text: &str) -> bool {
    let digits = text.trim_end_matches(['p', 'P', 'k', 'K']);
    digits.len() < text.len()
        && !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}
