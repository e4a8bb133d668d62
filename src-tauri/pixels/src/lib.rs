//! The loops over pixels that rushes-core and the demo's clips need: scaling, colours of printers, PNG, JPEG.
//!
//! A crate of its own for one reason: these loops are generic code of other crates, so they are compiled where they are
//! called, and in a debug build that is without optimisation. There, a picture of 24 megapixels took 2.6 s here and takes
//! 0.2 s since this crate is optimised in every build (`profile.dev.package` in the root manifest).
//! Must not know of files, limits or how a picture is fitted: that is `library::picture` of rushes-core.
#![warn(missing_docs)]

mod cmyk;
mod reduced;
mod scale;

pub use cmyk::cmyk;
pub use reduced::reduced;
pub use scale::scale;

use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader,
    ImageResult, RgbImage,
    codecs::{
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType as PngFilter, PngEncoder},
    },
};
use std::io::Cursor;

/// A part of a picture, in pixels and fractions of them. It must lie inside the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// From the left edge.
    pub left: f64,
    /// From the upper edge.
    pub top: f64,
    /// More than 0.
    pub width: f64,
    /// More than 0.
    pub height: f64,
}

/// Reads a picture's header; its limits are those of `image`.
///
/// Here and in [`decode`] decoders are made, and nowhere else: each kind of reader that one is asked for gets a copy of all of them, 200 KB in the
/// program, and so does each crate that asks.
///
/// # Errors
/// The header is damaged, or of a kind that `image` was not built to read.
pub fn decoder(bytes: &[u8], format: ImageFormat) -> ImageResult<impl ImageDecoder + '_> {
    ImageReader::with_format(Cursor::new(bytes), format).into_decoder()
}

/// Reads a whole picture, of at most 512 MiB in memory.
///
/// # Errors
/// It is damaged, too large, or of a kind that `image` was not built to read.
pub fn decode(bytes: &[u8], format: ImageFormat) -> ImageResult<DynamicImage> {
    ImageReader::with_format(Cursor::new(bytes), format).decode()
}

/// Three channels of 8 bits; four only if a pixel is really transparent.
pub fn eight_bits(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return DynamicImage::ImageRgb8(image.into_rgb8());
    }
    let image = image.into_rgba8();
    if image.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
        return DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(image).into_rgb8());
    }
    DynamicImage::ImageRgba8(image)
}

/// A JPEG. `quality` goes from 1 to 100. `None` for a picture that JPEG cannot hold.
pub fn jpeg(image: &RgbImage, quality: u8) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode(
            image,
            image.width(),
            image.height(),
            ExtendedColorType::Rgb8,
        )
        .ok()?;
    Some(bytes)
}

/// A PNG. `None` for a picture that PNG cannot hold.
pub fn png(image: &DynamicImage) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, PngFilter::Adaptive)
        .write_image(
            image.as_bytes(),
            image.width(),
            image.height(),
            image.color().into(),
        )
        .ok()?;
    Some(bytes)
}
