mod large;
mod refused;
mod wishes;

use super::*;
use image::metadata::Orientation;
use image::{
    DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage,
    codecs::jpeg::JpegEncoder,
};
use std::io::Cursor;

const PLENTY: u64 = 64 << 20;

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

/// Left half red, right half blue.
fn halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 {
            Rgb([255, 0, 0])
        } else {
            Rgb([0, 0, 255])
        }
    })
}

fn png(image: impl Into<DynamicImage>) -> Vec<u8> {
    encoded(&image.into(), ImageFormat::Png)
}

/// An EXIF block that holds nothing but an orientation.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif
}

fn jpeg_with_exif(image: &RgbImage, orientation: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 95);
    encoder
        .set_exif_metadata(exif(orientation))
        .expect("JPEG has EXIF");
    encoder
        .write_image(
            image,
            image.width(),
            image.height(),
            ExtendedColorType::Rgb8,
        )
        .expect("a picture");
    bytes
}

fn size(width: u32, height: u32) -> Size {
    Size { width, height }
}

fn decoded(fitted: &Fitted) -> DynamicImage {
    image::load_from_memory(&fitted.bytes).expect("what we made can be read")
}

fn pixel(fitted: &Fitted, x: u32, y: u32) -> [u8; 3] {
    decoded(fitted).to_rgb8().get_pixel(x, y).0
}

fn near(one: [u8; 3], other: [u8; 3]) -> bool {
    one.iter().zip(other).all(|(a, b)| a.abs_diff(b) < 12)
}

#[test]
fn a_cropped_picture_has_exactly_the_asked_size() {
    for (width, height) in [(400, 300), (300, 400), (1, 1), (1281, 721), (3000, 10)] {
        let bytes = png(halves(width, height));
        let fitted = fit(&bytes, Some(size(128, 72)), Fit::Crop, PLENTY).expect("fitted");
        assert_eq!(
            (decoded(&fitted).width(), decoded(&fitted).height()),
            (128, 72),
            "{width}x{height}"
        );
    }
}

#[test]
fn cropping_keeps_the_middle() {
    let mut image = RgbImage::from_pixel(300, 100, Rgb([0, 0, 0]));
    for x in 100..200 {
        for y in 0..100 {
            image.put_pixel(x, y, Rgb([0, 255, 0]));
        }
    }
    let fitted = fit(&png(image), Some(size(50, 50)), Fit::Crop, PLENTY).expect("fitted");
    assert!(near(pixel(&fitted, 2, 25), [0, 255, 0]) && near(pixel(&fitted, 47, 25), [0, 255, 0]));
}

#[test]
fn padding_puts_black_on_both_sides() {
    let image = RgbImage::from_pixel(100, 100, Rgb([255, 255, 255]));
    let fitted = fit(&png(image), Some(size(200, 100)), Fit::Pad, PLENTY).expect("fitted");
    let row: Vec<_> = [10, 100, 190].map(|x| pixel(&fitted, x, 50)).to_vec();
    assert_eq!(row, [[0; 3], [255; 3], [0; 3]]);
}

#[test]
fn padding_a_transparent_picture_has_solid_bars() {
    let image = RgbaImage::from_pixel(100, 100, Rgba([255, 255, 255, 10]));
    let fitted = fit(&png(image), Some(size(200, 100)), Fit::Pad, PLENTY).expect("fitted");
    assert_eq!(
        decoded(&fitted).to_rgba8().get_pixel(5, 50).0,
        [0, 0, 0, 255]
    );
}

#[test]
fn stretching_keeps_both_edges() {
    let fitted = fit(
        &png(halves(300, 100)),
        Some(size(100, 100)),
        Fit::Stretch,
        PLENTY,
    )
    .expect("fitted");
    assert!(near(pixel(&fitted, 5, 50), [255, 0, 0]) && near(pixel(&fitted, 95, 50), [0, 0, 255]));
}

#[test]
fn no_fit_keeps_the_own_size() {
    let fitted = fit(
        &png(halves(33, 21)),
        Some(size(100, 100)),
        Fit::None,
        PLENTY,
    )
    .expect("fitted");
    assert_eq!((fitted.width, fitted.height), (33, 21));
}

#[test]
fn no_target_keeps_the_own_size() {
    let fitted = fit(&png(halves(33, 21)), None, Fit::Crop, PLENTY).expect("fitted");
    assert_eq!((fitted.width, fitted.height), (33, 21));
}

#[test]
fn a_photo_that_lies_on_its_side_is_turned_upright() {
    // Orientation 6: turn by a quarter clockwise, so what was left is on top.
    let bytes = jpeg_with_exif(&halves(160, 80), 6);
    let fitted = fit(&bytes, Some(size(80, 160)), Fit::Stretch, PLENTY).expect("fitted");
    assert!(
        near(pixel(&fitted, 40, 20), [254, 0, 0]) && near(pixel(&fitted, 40, 140), [0, 0, 254])
    );
}

#[test]
fn inspecting_tells_the_size_as_it_is_shown() {
    let info = inspect(&jpeg_with_exif(&halves(160, 80), 8)).expect("a picture");
    assert_eq!(
        info,
        PictureInfo {
            width: 80,
            height: 160,
            mime: "image/jpeg"
        }
    );
}

#[test]
fn nothing_of_the_metadata_is_sent() {
    let bytes = jpeg_with_exif(&halves(160, 80), 3);
    let fitted = fit(&bytes, None, Fit::None, PLENTY).expect("fitted");
    assert!(!fitted.bytes.windows(4).any(|word| word == b"Exif"));
}

#[test]
fn a_png_stays_a_png() {
    let fitted = fit(&png(halves(40, 40)), None, Fit::Crop, PLENTY).expect("fitted");
    assert_eq!(fitted.mime, "image/png");
}

#[test]
fn a_jpeg_stays_a_jpeg() {
    let bytes = jpeg_with_exif(&halves(40, 40), 1);
    assert_eq!(
        fit(&bytes, None, Fit::Crop, PLENTY).expect("fitted").mime,
        "image/jpeg"
    );
}

#[test]
fn a_picture_of_every_depth_is_read() {
    let gray = DynamicImage::ImageLuma8(image::GrayImage::from_pixel(9, 9, image::Luma([200])));
    for image in [
        gray.clone(),
        DynamicImage::ImageLuma16(gray.to_luma16()),
        DynamicImage::ImageLumaA8(gray.to_luma_alpha8()),
        DynamicImage::ImageRgb16(gray.to_rgb16()),
        DynamicImage::ImageRgba16(gray.to_rgba16()),
    ] {
        let fitted = fit(&png(image.clone()), Some(size(16, 16)), Fit::Crop, PLENTY);
        let fitted = fitted.expect("fitted");
        assert!(near(pixel(&fitted, 8, 8), [200; 3]), "{:?}", image.color());
    }
}

#[test]
fn transparency_survives_in_a_png() {
    let image = RgbaImage::from_pixel(20, 20, Rgba([255, 0, 0, 128]));
    let fitted = fit(&png(image), Some(size(10, 10)), Fit::Crop, PLENTY).expect("fitted");
    assert_eq!(decoded(&fitted).to_rgba8().get_pixel(5, 5).0[3], 128);
}

/// Something that no encoder makes small.
fn noise(width: u32, height: u32) -> RgbaImage {
    let mut state = 1_u32;
    RgbaImage::from_fn(width, height, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, d] = state.to_be_bytes();
        Rgba([a, b, c, d])
    })
}

#[test]
fn a_png_that_is_too_large_becomes_a_jpeg() {
    let fitted = fit(&png(noise(200, 200)), None, Fit::Crop, 60_000).expect("fitted");
    assert_eq!(
        (fitted.mime, fitted.bytes.len() <= 60_000),
        ("image/jpeg", true)
    );
}

#[test]
fn transparency_is_black_in_a_jpeg() {
    let mut image = noise(200, 200);
    for pixel in image.pixels_mut() {
        pixel.0[3] = 0;
    }
    let fitted = fit(&png(image), None, Fit::Crop, 5_000).expect("fitted");
    assert!(near(pixel(&fitted, 100, 100), [0; 3]));
}

#[test]
fn a_thumbnail_is_at_most_512_pixels_long() {
    let bytes = thumbnail(&png(halves(100, 2000))).expect("a thumbnail");
    let info = inspect(&bytes).expect("a picture");
    assert_eq!((info.width, info.height), (26, 512));
}

#[test]
fn a_thumbnail_of_something_small_is_not_blown_up() {
    let bytes = thumbnail(&png(halves(10, 20))).expect("a thumbnail");
    let info = inspect(&bytes).expect("a picture");
    assert_eq!((info.width, info.height), (10, 20));
}

#[test]
fn a_very_thin_picture_has_a_thumbnail() {
    assert!(thumbnail(&png(halves(5000, 1))).is_ok());
}

#[test]
fn colours_of_another_profile_become_those_of_srgb() {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 100);
    let profile = moxcms::ColorProfile::new_display_p3()
        .encode()
        .expect("a profile");
    encoder.set_icc_profile(profile).expect("JPEG has profiles");
    let image = RgbImage::from_pixel(32, 32, Rgb([200, 60, 60]));
    encoder
        .write_image(&image, 32, 32, ExtendedColorType::Rgb8)
        .expect("a picture");
    let fitted = fit(&bytes, None, Fit::None, PLENTY).expect("fitted");
    // The same red needs a larger number in the narrower space.
    let [red, green, _] = pixel(&fitted, 16, 16);
    assert!(red > 205 && green < 60, "{red} {green}");
}

#[test]
fn of_several_frames_the_first_is_taken() {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for colour in [[255, 0, 0, 255], [0, 0, 255, 255]] {
        let frame = image::Frame::new(RgbaImage::from_pixel(20, 20, Rgba(colour)));
        encoder.encode_frame(frame).expect("a frame");
    }
    drop(encoder);
    let fitted = fit(&bytes, Some(size(16, 16)), Fit::Crop, PLENTY).expect("fitted");
    assert!(near(pixel(&fitted, 8, 8), [255, 0, 0]));
}

#[test]
fn every_kind_that_is_promised_is_read() {
    let image = DynamicImage::ImageRgb8(halves(30, 20));
    for format in [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::WebP,
        ImageFormat::Gif,
        ImageFormat::Bmp,
        ImageFormat::Tiff,
    ] {
        let bytes = encoded(&image, format);
        let fitted = fit(&bytes, Some(size(16, 16)), Fit::Stretch, PLENTY).expect("fitted");
        assert!(near(pixel(&fitted, 1, 8), [255, 0, 0]), "{format:?}");
    }
}

#[test]
fn pixels_from_the_clipboard_are_a_picture() {
    let png = png_of([255, 0, 0, 255].repeat(12), 4, 3).expect("a picture");
    let info = inspect(&png).expect("a picture");
    assert_eq!((info.width, info.height), (4, 3));
}
