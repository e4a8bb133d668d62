//! What a create request asks for, checked against what the demo can make. Messages follow the
//! official server's wording where it is known (wire.md 1.2). Knows nothing of HTTP bodies.

use crate::http::error::ApiError;
use crate::http::form::{File, Form};
use crate::picture::{self, PictureError};
use crate::render::FRAMES_PER_SECOND;

/// The model that the demo lists.
pub const MODEL: &str = "demo-1";
/// Longest prompt, in characters (wire.md 1.2).
const MAX_PROMPT: usize = 32_000;
const SECONDS: std::ops::RangeInclusive<f64> = 1.0..=20.0;
const SIDE: std::ops::RangeInclusive<u16> = 64..=1920;

/// A checked create request.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub prompt: String,
    pub model: String,
    /// As the answer repeats it: a decimal number without needless zeros.
    pub seconds: String,
    /// Frames at 24 a second.
    pub frames: u32,
    pub width: u16,
    pub height: u16,
    pub seed: Option<u64>,
}

impl Order {
    /// Reads the fields of a create request.
    pub fn read(form: &Form) -> Result<Self, ApiError> {
        let (seconds, frames) = seconds(form.get("seconds").unwrap_or("4"))?;
        let (width, height) = size(form.get("size").unwrap_or("720x1280"))?;
        Ok(Self {
            prompt: prompt(form)?,
            model: model(form.get("model").unwrap_or(MODEL))?,
            seconds,
            frames,
            width,
            height,
            seed: form.get("seed").map(seed).transpose()?,
        })
    }
}

/// The prompt of a create or remix request.
pub fn prompt(form: &Form) -> Result<String, ApiError> {
    let prompt = form
        .get("prompt")
        .filter(|prompt| !prompt.trim().is_empty());
    let Some(prompt) = prompt else {
        let message = "Missing required parameter: 'prompt'.";
        return Err(ApiError::field(
            "prompt",
            "missing_required_parameter",
            message,
        ));
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

/// The reference picture of a create request, if there is one, after a look at its header.
pub fn reference(form: &Form) -> Result<Option<&File>, ApiError> {
    let refuse = |code, message: &str| Err(ApiError::field("input_reference", code, message));
    if form.get("input_reference").is_some() {
        let message =
            "Invalid type for 'input_reference': expected a file, but got a string instead.";
        return refuse("invalid_type", message);
    }
    if form.get("input_reference[image_url]").is_some() {
        let message = "The demo server fetches nothing: send the picture itself or a data URL.";
        return refuse("unsupported_image_url", message);
    }
    if form.get("input_reference[file_id]").is_some() {
        return refuse(
            "unsupported_file_id",
            "The demo server keeps no uploaded files.",
        );
    }
    let Some(file) = form.file("input_reference") else {
        return Ok(None);
    };
    picture::inspect(&file.bytes).map_err(|error| refusal(&error))?;
    Ok(Some(file))
}

fn refusal(error: &PictureError) -> ApiError {
    let code = match error {
        PictureError::TooLarge(_) => "image_too_large",
        PictureError::Format => "invalid_image_format",
        PictureError::Decode(_) | PictureError::Read(_) | PictureError::Scale(_) => "invalid_image",
    };
    ApiError::field(
        "input_reference",
        code,
        format!("Invalid 'input_reference': {error}."),
    )
}

fn model(name: &str) -> Result<String, ApiError> {
    if name.starts_with("demo") {
        return Ok(name.to_owned());
    }
    let message = format!("The model '{name}' does not exist. The demo server has '{MODEL}'.");
    Err(ApiError::field("model", "model_not_found", message))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "at most 480"
)]
fn seconds(text: &str) -> Result<(String, u32), ApiError> {
    let value = text
        .trim()
        .parse::<f64>()
        .ok()
        .filter(|value| SECONDS.contains(value));
    let Some(value) = value else {
        let message = format!("Invalid value: '{text}'. 'seconds' must be a number from 1 to 20.");
        return Err(ApiError::field("seconds", "invalid_value", message));
    };
    let frames = (value * f64::from(FRAMES_PER_SECOND)).round().max(1.0) as u32;
    Ok((value.to_string(), frames))
}

fn size(text: &str) -> Result<(u16, u16), ApiError> {
    let side = |text: &str| {
        text.trim()
            .parse::<u16>()
            .ok()
            .filter(|side| SIDE.contains(side) && side % 2 == 0)
    };
    let parsed = text
        .split_once(['x', 'X'])
        .and_then(|(w, h)| Some((side(w)?, side(h)?)));
    parsed.ok_or_else(|| {
        let message = format!(
            "Invalid value: '{text}'. 'size' must be WIDTHxHEIGHT, both even and from 64 to 1920."
        );
        ApiError::field("size", "invalid_value", message)
    })
}

fn seed(text: &str) -> Result<u64, ApiError> {
    let number = text.trim().parse::<i64>().map(i64::cast_unsigned);
    number.or_else(|_| text.trim().parse::<u64>()).map_err(|_| {
        let message = format!("Invalid value: '{text}'. 'seed' must be a whole number.");
        ApiError::field("seed", "invalid_value", message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> Form {
        let text = fields
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        Form {
            text,
            files: Vec::new(),
        }
    }

    fn refused(field: &str, value: &str) -> Option<&'static str> {
        Order::read(&form(&[("prompt", "p"), (field, value)]))
            .err()
            .and_then(|e| e.param)
    }

    #[test]
    fn defaults_are_the_official_ones() {
        let order = Order::read(&form(&[("prompt", "p")])).unwrap();
        assert_eq!(
            (order.seconds.as_str(), order.width, order.height),
            ("4", 720, 1280)
        );
    }

    #[test]
    fn decimal_seconds_give_the_nearest_frame() {
        let order = Order::read(&form(&[("prompt", "p"), ("seconds", "2.50")])).unwrap();
        assert_eq!((order.seconds.as_str(), order.frames), ("2.5", 60));
    }

    #[test]
    fn seconds_outside_one_to_twenty_are_refused() {
        for value in ["0", "0.9", "20.1", "NaN", "inf", "-4", "four", ""] {
            assert_eq!(refused("seconds", value), Some("seconds"), "{value}");
        }
    }

    #[test]
    fn odd_small_large_and_malformed_sizes_are_refused() {
        for value in [
            "65x64", "62x64", "64x1922", "720p", "64", "x", "64x64x64", "-64x64",
        ] {
            assert_eq!(refused("size", value), Some("size"), "{value}");
        }
    }

    #[test]
    fn a_model_of_another_name_is_refused() {
        assert_eq!(refused("model", "sora-2"), Some("model"));
    }

    #[test]
    fn an_empty_prompt_is_refused() {
        let error = Order::read(&form(&[("prompt", "  ")])).unwrap_err();
        assert_eq!(error.code, Some("missing_required_parameter"));
    }
}
