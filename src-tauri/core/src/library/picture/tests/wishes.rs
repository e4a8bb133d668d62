//! A part that was chosen, and a picture that may be smaller than its target.

use super::*;

fn wish(target: (u32, u32), crop: Crop) -> Wish {
    Wish {
        target: Some(size(target.0, target.1)),
        fit: Fit::Crop,
        crop,
        max_bytes: PLENTY,
        exact: true,
    }
}

#[test]
fn a_crop_keeps_the_part_that_was_chosen() {
    let crop = Crop {
        x: 10_000,
        y: 5_000,
        zoom: 100,
    };
    let fitted = fit_as(&png(halves(200, 100)), &wish((50, 50), crop), &|| true).expect("fitted");
    assert!(
        near(pixel(&fitted, 2, 25), [0, 0, 255]),
        "only the right half is blue"
    );
}

#[test]
fn a_closer_crop_shows_less() {
    let crop = Crop {
        x: 4_000,
        y: 5_000,
        zoom: 800,
    };
    let fitted = fit_as(&png(halves(400, 400)), &wish((50, 50), crop), &|| true).expect("fitted");
    assert!(
        near(pixel(&fitted, 48, 25), [255, 0, 0]),
        "50 of 400 pixels around 160"
    );
}

#[test]
fn a_crop_is_the_same_however_the_photo_lies() {
    // A red spot right of the middle and above it, as the photo is shown.
    let shown = RgbImage::from_fn(80, 120, |x, y| {
        let spot = (50..70).contains(&x) && (10..40).contains(&y);
        Rgb(if spot { [255, 0, 0] } else { [0, 0, 255] })
    });
    let crop = Crop {
        x: 7_500,
        y: 2_083,
        zoom: 400,
    };
    for orientation in 1..=8_u8 {
        let mut lying = DynamicImage::ImageRgb8(shown.clone());
        // What undoes each orientation; 6 and 8 undo one another.
        let back = match orientation {
            6 => 8,
            8 => 6,
            other => other,
        };
        lying.apply_orientation(Orientation::from_exif(back).expect("1 to 8"));
        let bytes = jpeg_with_exif(&lying.to_rgb8(), orientation);
        let fitted = fit_as(&bytes, &wish((16, 24), crop), &|| true).expect("fitted");
        for (x, y) in [(1, 1), (14, 1), (1, 22), (14, 22)] {
            let seen = pixel(&fitted, x, y);
            assert!(
                seen[0] > 200 && seen[2] < 60,
                "{orientation}: {seen:?} at {x},{y}"
            );
        }
    }
}

#[test]
fn a_picture_that_may_be_smaller_is_made_smaller_before_it_is_ugly() {
    let small = Wish {
        max_bytes: 20_000,
        exact: false,
        ..wish((400, 400), Crop::default())
    };
    let fitted = fit_as(&png(noise(400, 400)), &small, &|| true).expect("fitted");
    assert!(
        fitted.smaller && fitted.width < 400 && fitted.bytes.len() <= 20_000,
        "{} {}",
        fitted.width,
        fitted.bytes.len()
    );
}

#[test]
fn a_picture_that_must_have_its_size_is_never_made_smaller() {
    let small = Wish {
        max_bytes: 20_000,
        ..wish((400, 400), Crop::default())
    };
    let fitted = fit_as(&png(noise(400, 400)), &small, &|| true);
    assert!(
        matches!(fitted, Err(PictureError::TooLarge { .. })),
        "{fitted:?}"
    );
}

#[test]
fn a_picture_that_nobody_wants_any_more_is_left_alone() {
    let fitted = fit_as(
        &png(halves(50, 50)),
        &wish((20, 20), Crop::default()),
        &|| false,
    );
    assert_eq!(fitted, Err(PictureError::Unwanted));
}
