//! Reference pictures: what they are, how large, and how they are made to cover a frame. Knows
//! nothing of requests.

use std::path::Path;

use image::{DynamicImage, ImageDecoder, ImageFormat, RgbaImage};
use rushes_pixels::{Part, decode, decoder, scale};

use crate::render::pixel::Bitmap;

/// Pictures beyond this are refused before they are decoded.
pub const MAX_PIXELS: u64 = 60_000_000;
/// How much larger than the frame a picture is laid out, so that the camera has room.
const COVER: f64 = 1.12;

#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("it is not a PNG, JPEG or WebP picture")]
    Format,
    #[error("it has {0} pixels, more than {MAX_PIXELS}")]
    TooLarge(u64),
    #[error("it cannot be decoded: {0}")]
    Decode(#[from] image::ImageError),
    #[error("it cannot be read: {0}")]
    Read(#[from] std::io::Error),
    #[error("it cannot be scaled")]
    Scale,
}

/// What the first bytes of a picture say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub width: u32,
    pub height: u32,
    pub content_type: &'static str,
}

/// Reads format and size without decoding; the declared type of an upload is not trusted, since
/// clients send `application/octet-stream` (reference-requests.md).
pub fn inspect(bytes: &[u8]) -> Result<Facts, PictureError> {
    let format = image::guess_format(bytes).map_err(|_| PictureError::Format)?;
    let content_type = known(format)?;
    let (width, height) = decoder(bytes, format)?.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS {
        return Err(PictureError::TooLarge(pixels));
    }
    Ok(Facts {
        width,
        height,
        content_type,
    })
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the enum is not ours and not exhaustive"
)]
fn known(format: ImageFormat) -> Result<&'static str, PictureError> {
    match format {
        ImageFormat::Png => Ok("image/png"),
        ImageFormat::Jpeg => Ok("image/jpeg"),
        ImageFormat::WebP => Ok("image/webp"),
        _ => Err(PictureError::Format),
    }
}

/// Decodes a picture, turns it upright and scales it to cover a frame with some room to spare.
pub fn cover(path: &Path, width: usize, height: usize) -> Result<Bitmap, PictureError> {
    let picture = upright(path)?.into_rgba8();
    let (w, h) = picture.dimensions();
    let factor = COVER * (width as f64 / f64::from(w)).max(height as f64 / f64::from(h));
    // Nothing beyond a quarter of the frame is ever seen, so a panorama is cut before scaling.
    let (out_w, out_h) = (
        pixels(f64::from(w) * factor).min(side(width) * 5 / 4),
        pixels(f64::from(h) * factor).min(side(height) * 5 / 4),
    );
    let (cut_w, cut_h) = (f64::from(out_w) / factor, f64::from(out_h) / factor);
    let part = Part {
        left: (f64::from(w) - cut_w).max(0.0) / 2.0,
        top: (f64::from(h) - cut_h).max(0.0) / 2.0,
        width: cut_w.min(f64::from(w)),
        height: cut_h.min(f64::from(h)),
    };
    let scaled = scale(&DynamicImage::ImageRgba8(picture), part, out_w, out_h);
    Ok(opaque(&scaled.ok_or(PictureError::Scale)?.into_rgba8()))
}

/// See-through pictures lie on black.
fn opaque(image: &RgbaImage) -> Bitmap {
    let pixels = image.as_chunks::<4>().0.iter().map(|[r, g, b, a]| {
        let on_black = |c: u8| u32::from(c) * u32::from(*a) / 255;
        0xff00_0000 | on_black(*b) << 16 | on_black(*g) << 8 | on_black(*r)
    });
    Bitmap {
        width: image.width() as usize,
        height: image.height() as usize,
        pixels: pixels.collect(),
    }
}

fn upright(path: &Path) -> Result<DynamicImage, PictureError> {
    let bytes = fs_err::read(path)?;
    inspect(&bytes)?;
    let format = image::guess_format(&bytes).map_err(|_| PictureError::Format)?;
    let orientation = decoder(&bytes, format)?.orientation()?;
    let mut picture = decode(&bytes, format)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a picture's side"
)]
fn pixels(length: f64) -> u32 {
    length.round().max(1.0) as u32
}

fn side(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX / 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_no_picture() {
        assert!(matches!(
            inspect(b"hello, this is text"),
            Err(PictureError::Format)
        ));
    }

    #[test]
    fn a_gif_is_refused() {
        assert!(matches!(
            inspect(b"GIF89a\x01\x00\x01\x00\x00\x00\x00"),
            Err(PictureError::Format)
        ));
    }
}
