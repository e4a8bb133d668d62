//! The loops over pixels that rushes-core needs: scaling, PNG, JPEG.
//!
//! A crate of its own for one reason: these loops are generic code of other crates, so they are compiled where they are
//! called, and in a debug build that is without optimisation. There, a picture of 24 megapixels took 2.6 s here and takes
//! 0.2 s since this crate is optimised in every build (`profile.dev.package` in the root manifest).
//! Must not know of files, limits or how a picture is fitted: that is `library::picture` of rushes-core.
#![warn(missing_docs)]

use fast_image_resize::{
    FilterType, PixelTrait, ResizeAlg, ResizeOptions, Resizer,
    images::{TypedImage, TypedImageRef},
    pixels::{U8x3, U8x4},
};
use image::{
    DynamicImage, ExtendedColorType, ImageEncoder, RgbImage, RgbaImage,
    codecs::{
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType as PngFilter, PngEncoder},
    },
};

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

/// Scales a part of a picture with three or four channels of 8 bits. Transparent pixels lend no colour to their neighbours.
///
/// `None` for other kinds of picture, and for a part that does not lie inside.
pub fn scale(image: &DynamicImage, part: Part, width: u32, height: u32) -> Option<DynamicImage> {
    // Lanczos keeps detail when a picture shrinks; when it grows, Catmull-Rom rings less.
    let filter = if f64::from(width) > part.width {
        FilterType::CatmullRom
    } else {
        FilterType::Lanczos3
    };
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(filter))
        .crop(part.left, part.top, part.width, part.height);
    let size = (width, height);
    if let Some(image) = image.as_rgb8() {
        let mut scaled = RgbImage::new(width, height);
        let from = (image.width(), image.height());
        resize::<U8x3>(image, from, &mut scaled, size, &options)?;
        return Some(DynamicImage::ImageRgb8(scaled));
    }
    let image = image.as_rgba8()?;
    let mut scaled = RgbaImage::new(width, height);
    let from = (image.width(), image.height());
    resize::<U8x4>(image, from, &mut scaled, size, &options)?;
    Some(DynamicImage::ImageRgba8(scaled))
}

fn resize<P: PixelTrait>(
    source: &[u8],
    from: (u32, u32),
    target: &mut [u8],
    to: (u32, u32),
    options: &ResizeOptions,
) -> Option<()> {
    let source = TypedImageRef::<P>::from_buffer(from.0, from.1, source).ok()?;
    let mut target = TypedImage::<P>::from_buffer(to.0, to.1, target).ok()?;
    Resizer::new()
        .resize_typed(&source, &mut target, options)
        .ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_outside_of_the_picture_is_refused() {
        let part = Part {
            left: 5.0,
            top: 0.0,
            width: 6.0,
            height: 10.0,
        };
        let image = DynamicImage::ImageRgb8(RgbImage::new(10, 10));
        assert!(scale(&image, part, 4, 4).is_none());
    }

    #[test]
    fn transparent_pixels_lend_no_colour() {
        let image = RgbaImage::from_fn(64, 64, |x, _| {
            if x < 32 {
                image::Rgba([255, 255, 255, 255])
            } else {
                image::Rgba([255, 0, 0, 0])
            }
        });
        let part = Part {
            left: 0.0,
            top: 0.0,
            width: 64.0,
            height: 64.0,
        };
        let scaled = scale(&DynamicImage::ImageRgba8(image), part, 7, 7).expect("scaled");
        let seen = scaled.to_rgba8();
        let edge = seen.get_pixel(3, 3).0;
        assert!(edge[1] > 250 && edge[3] > 50 && edge[3] < 200, "{edge:?}");
    }
}
