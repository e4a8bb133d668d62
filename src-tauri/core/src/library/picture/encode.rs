//! From pixels to a file that fits: PNG where it keeps something, JPEG where it saves something.

use super::{
    Fitted, PictureError, Plan,
    read::{asked, too_large},
};
use crate::domain::Size;
use image::{DynamicImage, RgbImage};

/// Tried in order until one fits. Below the last, a first frame is no longer worth sending.
const QUALITIES: [u8; 7] = [92, 88, 82, 75, 65, 50, 35];
/// Below this quality fewer pixels look better, where they may be fewer.
const ENOUGH: u8 = 65;
/// Shortest long edge to which a picture is made smaller, in pixels.
const SHORTEST: u32 = 64;

/// Encodes in at most `max_bytes`; PNG is tried if the source was `lossless` or the picture has transparency. Unless it must
/// keep its size `exact`, it is made smaller when qualities alone do not help.
pub(super) fn within(
    image: &DynamicImage,
    lossless: bool,
    max_bytes: u64,
    exact: bool,
    wanted: &dyn Fn() -> bool,
) -> Result<Fitted, PictureError> {
    if lossless || image.color().has_alpha() {
        let bytes = rushes_pixels::png(image).ok_or(PictureError::Unreadable)?;
        if bytes.len() as u64 <= max_bytes {
            return Ok(Fitted {
                bytes,
                mime: "image/png",
                width: image.width(),
                height: image.height(),
                quality: None,
                smaller: false,
            });
        }
    }
    let opaque = on_black(image);
    let worst = if exact { 0 } else { ENOUGH };
    let mut least = 0;
    for quality in QUALITIES.into_iter().filter(|quality| *quality >= worst) {
        asked(wanted)?;
        let bytes = encode_jpeg(&opaque, quality)?;
        least = bytes.len() as u64;
        if least <= max_bytes {
            return Ok(jpeg_of(bytes, &opaque, quality, false));
        }
    }
    if exact {
        return Err(too_large(people_bytes(max_bytes)));
    }
    smaller(opaque, least, max_bytes, wanted)
}

/// Fewer pixels, until they fit. `least` is how many bytes all of them take.
fn smaller(
    image: RgbImage,
    least: u64,
    max_bytes: u64,
    wanted: &dyn Fn() -> bool,
) -> Result<Fitted, PictureError> {
    let own = Size {
        width: image.width(),
        height: image.height(),
    };
    let image = DynamicImage::ImageRgb8(image);
    let long = f64::from(own.width.max(own.height));
    // Bytes go about with the area.
    let mut edge = long * (max_bytes as f64 / least.max(1) as f64).sqrt().min(0.9);
    while edge >= f64::from(SHORTEST) {
        asked(wanted)?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 64 and the longest edge"
        )]
        let plan = Plan::within(own, edge as u32);
        let scaled = plan.scale(&image)?.into_rgb8();
        let bytes = encode_jpeg(&scaled, ENOUGH)?;
        if bytes.len() as u64 <= max_bytes {
            return Ok(jpeg_of(bytes, &scaled, ENOUGH, true));
        }
        edge *= 0.88;
    }
    Err(too_large(people_bytes(max_bytes)))
}

fn jpeg_of(bytes: Vec<u8>, image: &RgbImage, quality: u8, smaller: bool) -> Fitted {
    Fitted {
        bytes,
        mime: "image/jpeg",
        width: image.width(),
        height: image.height(),
        quality: Some(quality),
        smaller,
    }
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
