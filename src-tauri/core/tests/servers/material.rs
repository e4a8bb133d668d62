//! Real bytes: a GIF, a picture to start from, and how a picture shows itself in a comparison.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

pub use crate::film::film;

fn pixels() -> image::RgbImage {
    image::RgbImage::from_fn(96, 54, |x, y| {
        let byte = |number: u32| number.to_le_bytes()[0];
        image::Rgb([byte(x * 2), byte(y * 4), byte(x + y)])
    })
}

fn written(format: image::ImageFormat) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    pixels().write_to(&mut file, format).expect("a picture");
    file.into_inner()
}

/// What a server may give instead of an MP4.
pub fn gif() -> Vec<u8> {
    written(image::ImageFormat::Gif)
}

/// A picture of the user's, 96 × 54.
pub fn png() -> Vec<u8> {
    written(image::ImageFormat::Png)
}

/// A still of a server's.
pub fn webp() -> Vec<u8> {
    written(image::ImageFormat::WebP)
}

/// `<png 96x54 file>` for bytes that are a picture of the type that they claim.
pub fn picture(bytes: &[u8], mime: &str, how: &str) -> String {
    let format = image::guess_format(bytes).ok();
    let told = format.filter(|format| format.to_mime_type() == mime);
    let pixels = image::load_from_memory(bytes).ok();
    match told.zip(pixels) {
        Some((format, pixels)) => {
            let kind = format.extensions_str()[0];
            format!("<{kind} {}x{} {how}>", pixels.width(), pixels.height())
        }
        None => format!("<no {mime} {how}>"),
    }
}

/// The pixels of a picture.
pub fn size_of(bytes: &[u8]) -> Option<String> {
    let pixels = image::load_from_memory(bytes).ok()?;
    Some(format!("{}x{}", pixels.width(), pixels.height()))
}

/// A value with its pictures named instead of written out.
pub fn shown(value: &Value) -> Value {
    match value {
        Value::String(text) => named(text).unwrap_or_else(|| text.clone()).into(),
        Value::Array(items) => items.iter().map(shown).collect(),
        Value::Object(map) => {
            let entries = map.iter().map(|(key, value)| (key.clone(), shown(value)));
            Value::Object(entries.collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

fn named(text: &str) -> Option<String> {
    if let Some((mime, encoded)) = text.strip_prefix("data:")?.split_once(";base64,") {
        let bytes = STANDARD.decode(encoded).ok()?;
        return Some(picture(&bytes, mime, "data"));
    }
    None
}

/// The picture in a text of plain Base64.
pub fn raw_picture(text: &str) -> Option<String> {
    let bytes = STANDARD.decode(text).ok()?;
    let mime = image::guess_format(&bytes).ok()?.to_mime_type();
    Some(picture(&bytes, mime, "raw"))
}

/// Base64 as servers write it inside JSON.
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
