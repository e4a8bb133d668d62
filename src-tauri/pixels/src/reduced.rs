//! Photographs of very many pixels, read as a half, a quarter or an eighth of their size.
//!
//! A JPEG holds 64 waves for each 8 × 8 pixels; without the fine ones there is less to compute, and less memory to fill. What is
//! averaged that way are numbers and not lights (`scale`), so this is only for pictures with far more pixels than are wanted.

use image::{DynamicImage, GrayImage, RgbImage};
use jpeg_decoder::{Decoder, PixelFormat};
use std::io::Cursor;

/// A JPEG at the smallest of those sizes that has at least `least` pixels on its long edge. `None`: there is none below its
/// own size, or it is of a kind that only the usual decoder reads.
pub fn reduced(jpeg: &[u8], least: u16) -> Option<DynamicImage> {
    let mut decoder = Decoder::new(Cursor::new(jpeg));
    decoder.read_info().ok()?;
    let own = decoder.info()?;
    let (long, short) = (own.width.max(own.height), own.width.min(own.height));
    let by = [8, 4, 2].into_iter().find(|by| long / by >= least)?;
    if short < by {
        return None;
    }
    decoder.scale(own.width / by, own.height / by).ok()?;
    let pixels = decoder.decode().ok()?;
    let info = decoder.info()?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    if (info.width, info.height) == (own.width, own.height) {
        return None;
    }
    match info.pixel_format {
        PixelFormat::RGB24 => {
            RgbImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8)
        }
        PixelFormat::L8 => GrayImage::from_raw(width, height, pixels).map(DynamicImage::ImageLuma8),
        PixelFormat::L16 | PixelFormat::CMYK32 => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Part, scale};

    /// Something smooth with an edge in it, as photographs have.
    fn photograph(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            let wave = (f64::from(x) / 90.0).sin() * 60.0 + (f64::from(y) / 70.0).cos() * 50.0;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a byte"
            )]
            let value = (128.0 + wave) as u8;
            let side = if x > y { 20 } else { 230 };
            image::Rgb([value, side, 255 - value])
        })
    }

    fn as_jpeg(image: &RgbImage) -> Vec<u8> {
        crate::jpeg(image, 92).expect("a JPEG")
    }

    #[test]
    fn it_is_the_smallest_size_that_is_large_enough() {
        let jpeg = as_jpeg(&photograph(1600, 1200));
        let edges = [100, 200, 400, 401, 800].map(|least| reduced(&jpeg, least));
        let edges = edges.map(|image| image.map(|image| image.width()));
        assert_eq!(
            edges,
            [Some(200), Some(200), Some(400), Some(800), Some(800)]
        );
    }

    #[test]
    fn a_picture_without_pixels_to_spare_is_left_to_the_usual_decoder() {
        let jpeg = as_jpeg(&photograph(1600, 1200));
        assert!(reduced(&jpeg, 801).is_none());
    }

    #[test]
    fn a_damaged_picture_is_left_to_the_usual_decoder() {
        let jpeg = as_jpeg(&photograph(800, 600));
        assert!(reduced(b"no picture", 10).is_none() && reduced(&jpeg[..200], 10).is_none());
    }

    #[test]
    fn it_shows_what_scaling_of_all_pixels_shows() {
        let whole = photograph(1600, 1200);
        let jpeg = as_jpeg(&whole);
        let part = Part {
            left: 0.0,
            top: 0.0,
            width: 1600.0,
            height: 1200.0,
        };
        let scaled = scale(&DynamicImage::ImageRgb8(whole), part, 400, 300).expect("scaled");
        let reduced = reduced(&jpeg, 400).expect("reduced").into_rgb8();
        let (one, other) = (scaled.into_rgb8(), reduced);
        let differences = one.iter().zip(other.iter());
        let sum: u64 = differences
            .map(|(one, other)| u64::from(one.abs_diff(*other)))
            .sum();
        // Mean over all channels, the edge included.
        assert!(sum / (400 * 300 * 3) <= 2, "{sum}");
    }
}
