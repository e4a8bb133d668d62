//! Photographs of very many pixels, of which only as many are read as are needed.

use super::*;

/// Something in which every place looks different.
fn slopes(width: u32, height: u32) -> RgbImage {
    let part = |at: u32, of: u32| u8::try_from(at * 255 / of).expect("a byte");
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([part(x, width), part(y, height), part(x % 512, 512)])
    })
}

#[test]
fn a_photograph_of_very_many_pixels_is_fitted_as_any_other_however_it_lies() {
    // Odd, so that no half of it is whole.
    let image = slopes(7_681, 135);
    for orientation in 1..=8 {
        let mut upright = DynamicImage::ImageRgb8(image.clone());
        upright.apply_orientation(Orientation::from_exif(orientation).expect("one of eight"));
        let large = jpeg_with_exif(&image, orientation);
        let target = if upright.width() > upright.height() {
            size(1_280, 24)
        } else {
            size(24, 1_280)
        };
        let [one, other] = [large, png(upright)].map(|bytes| {
            let fitted = fit(&bytes, Some(target), Fit::Crop, PLENTY).expect("fitted");
            decoded(&fitted).into_rgb8()
        });
        let differences = one.iter().zip(other.iter());
        let sum: u64 = differences
            .map(|(one, other)| u64::from(one.abs_diff(*other)))
            .sum();
        let mean = sum / u64::from(3 * one.width() * one.height());
        assert!(mean <= 3, "{orientation}: {mean}");
    }
}

#[test]
fn a_photograph_of_very_many_pixels_keeps_all_of_them_where_they_are_wanted() {
    let large = jpeg_with_exif(&slopes(7_681, 135), 1);
    let kept = fit(&large, None, Fit::None, PLENTY).expect("fitted");
    assert_eq!((kept.width, kept.height), (7_681, 135));
}

#[test]
fn of_very_many_pixels_as_many_are_read_as_the_wish_needs() {
    let large = jpeg_with_exif(&slopes(7_681, 135), 1);
    let wish = |target| Wish {
        target: Some(target),
        fit: Fit::Crop,
        crop: Crop::default(),
        max_bytes: PLENTY,
        exact: true,
    };
    let read = [size(1_280, 22), size(2_560, 44), size(640, 128)].map(|target| {
        let wish = wish(target);
        let pixels = Pixels::for_wish(&large, &wish, &|| true).expect("decoded");
        assert!(pixels.are_enough_for(&wish), "{target:?}");
        pixels.bytes()
    });
    let part = |by: usize| 3 * 7_681_usize.div_ceil(by) * 135_usize.div_ceil(by);
    assert_eq!(read, [part(4), part(2), part(1)]);
}

#[test]
fn what_was_read_for_a_preview_is_not_enough_for_a_small_part() {
    let large = jpeg_with_exif(&slopes(7_681, 135), 1);
    let part = Wish {
        target: Some(size(640, 128)),
        fit: Fit::Crop,
        crop: Crop::default(),
        max_bytes: PLENTY,
        exact: true,
    };
    let preview = Pixels::of(&large, &|| true).expect("decoded");
    assert!(!preview.are_enough_for(&part));
}
