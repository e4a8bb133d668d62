//! From pixels to a file that fits: PNG where it keeps something, JPEG where it saves something.

use super::{Fitted, PictureError, read::too_large};
use image::{DynamicImage, RgbImage};

/// Tried in order until one fits. Below the last, a first frame is no longer worth sending.
const QUALITIES: [u8; 7] = [92, 88, 82, 75, 65, 50, 35];

/// Encodes in at most `max_bytes`; PNG is tried if the source was `lossless` or the picture has transparency.
pub(super) fn within(
    image: &DynamicImage,
    lossless: bool,
    max_bytes: u64,
) -> Result<Fitted, PictureError> {
    let fitted = |bytes, mime| Fitted {
        bytes,
        mime,
        width: image.width(),
        height: image.height(),
    };
    if lossless || image.color().has_alpha() {
        let bytes = rushes_pixels::png(image).ok_or(PictureError::Unreadable)?;
        if bytes.len() as u64 <= max_bytes {
            return Ok(fitted(bytes, "image/png"));
        }
    }
    let opaque = on_black(image);
    for quality in QUALITIES {
        let bytes = encode_jpeg(&opaque, quality)?;
        if bytes.len() as u64 <= max_bytes {
            return Ok(fitted(bytes, "image/jpeg"));
        }
    }
    Err(too_large(people_bytes(max_bytes)))
}

/// A JPEG; transparency becomes black.
pub(super) fn jpeg(image: &DynamicImage, quality: u8) -> Result<Vec<u8>, PictureError> {
    encode_jpeg(&on_black(image), quality)
}

fn encode_jpeg(image: &RgbImage, quality: u8) -> Result<Vec<u8>, PictureError> {
    rushes_pixels::jpeg(image, quality).ok_or(PictureError::Unreadable)
}

fn on_black(image: &DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.to_rgb8();
    }
    let source = image.to_rgba8();
    RgbImage::from_fn(source.width(), source.height(), |x, y| {
        let [red, green, blue, alpha] = source.get_pixel(x, y).0;
        let over = |value: u8| {
            let product = u16::from(value) * u16::from(alpha);
            u8::try_from((product + 127) / 255).unwrap_or(u8::MAX)
        };
        image::Rgb([over(red), over(green), over(blue)])
    })
}

/// A limit for people: `4 MiB`, `300 KiB`.
fn people_bytes(bytes: u64) -> String {
    if bytes >= 1 << 20 {
        format!("{} MiB", bytes >> 20)
    } else {
        format!("{} KiB", bytes >> 10)
    }
}
