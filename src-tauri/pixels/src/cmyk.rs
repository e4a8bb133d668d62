//! JPEGs of printers: four inks, with a profile that says which colours those make.

use image::RgbImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};
use zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};
use zune_jpeg::JpegDecoder;

/// The colours of a JPEG of four inks, by its profile. `None`: it is no such JPEG, or its profile makes no sense; then the
/// usual decoder's guess is the best that there is.
pub fn cmyk(jpeg: &[u8], profile: &[u8]) -> Option<RgbImage> {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    if profile.color_space != DataColorSpace::Cmyk {
        return None;
    }
    let own = own_space(jpeg)?;
    let options = options().jpeg_set_out_colorspace(own);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(jpeg), options);
    let mut inks = decoder.decode().ok()?;
    let (width, height) = decoder.dimensions()?;
    if own == ColorSpace::YCCK {
        inks.chunks_exact_mut(4).for_each(ycck_to_cmyk);
    }
    // Adobe's programs write how much paper is left instead of how much ink is on it, and say who they are.
    if jpeg.windows(7).any(|bytes| bytes == b"\x00\x0eAdobe") {
        for ink in &mut inks {
            *ink = 255 - *ink;
        }
    }
    let srgb = ColorProfile::new_srgb();
    let transform = profile
        .create_transform_8bit(
            Layout::Rgba,
            &srgb,
            Layout::Rgb,
            TransformOptions::default(),
        )
        .ok()?;
    let mut colours = vec![0; inks.len() / 4 * 3];
    transform.transform(&inks, &mut colours).ok()?;
    RgbImage::from_raw(
        u32::try_from(width).ok()?,
        u32::try_from(height).ok()?,
        colours,
    )
}

fn own_space(jpeg: &[u8]) -> Option<ColorSpace> {
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(jpeg), options());
    decoder.decode_headers().ok()?;
    decoder
        .input_colorspace()
        .filter(|space| matches!(space, ColorSpace::CMYK | ColorSpace::YCCK))
}

fn options() -> DecoderOptions {
    DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX)
}

/// ITU-T T.871: full range. Adobe writes the inverse of the first three inks that way.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped"
)]
fn ycck_to_cmyk(pixel: &mut [u8]) {
    let [y, cb, cr, _] = pixel else { return };
    let (light, blue, red) = (
        f32::from(*y),
        f32::from(*cb) - 128.0,
        f32::from(*cr) - 128.0,
    );
    let byte = |value: f32| 255 - value.round().clamp(0.0, 255.0) as u8;
    (*y, *cb, *cr) = (
        byte(light + 1.402 * red),
        byte(light - 0.344_136 * blue - 0.714_136 * red),
        byte(light + 1.772 * blue),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use moxcms::{LutDataType, LutStore, LutType, LutWarehouse, Matrix3d, ProfileClass};

    /// 16 × 16 pixels of the red (200, 30, 40), as Adobe's programs write it: no cyan, 85 % magenta, 80 % yellow, 22 % black.
    #[rustfmt::skip]
    const RED: &[u8] = &[
        0xff, 0xd8, 0xff, 0xee, 0x00, 0x0e, 0x41, 0x64, 0x6f, 0x62, 0x65, 0x00, 0x64, 0x00,
        0x00, 0x00, 0x00, 0x02, 0xff, 0xdb, 0x00, 0x43, 0x00, 0x03, 0x02, 0x02, 0x03, 0x02,
        0x02, 0x03, 0x03, 0x03, 0x03, 0x04, 0x03, 0x03, 0x04, 0x05, 0x08, 0x05, 0x05, 0x04,
        0x04, 0x05, 0x0a, 0x07, 0x07, 0x06, 0x08, 0x0c, 0x0a, 0x0c, 0x0c, 0x0b, 0x0a, 0x0b,
        0x0b, 0x0d, 0x0e, 0x12, 0x10, 0x0d, 0x0e, 0x11, 0x0e, 0x0b, 0x0b, 0x10, 0x16, 0x10,
        0x11, 0x13, 0x14, 0x15, 0x15, 0x15, 0x0c, 0x0f, 0x17, 0x18, 0x16, 0x14, 0x18, 0x12,
        0x14, 0x15, 0x14, 0xff, 0xdb, 0x00, 0x43, 0x01, 0x03, 0x04, 0x04, 0x05, 0x04, 0x05,
        0x09, 0x05, 0x05, 0x09, 0x14, 0x0d, 0x0b, 0x0d, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14,
        0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14,
        0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14,
        0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14, 0x14,
        0x14, 0x14, 0xff, 0xc0, 0x00, 0x14, 0x08, 0x00, 0x10, 0x00, 0x10, 0x04, 0x01, 0x11,
        0x00, 0x02, 0x11, 0x01, 0x03, 0x11, 0x01, 0x04, 0x11, 0x00, 0xff, 0xc4, 0x00, 0x16,
        0x00, 0x01, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x06, 0x08, 0xff, 0xc4, 0x00, 0x14, 0x10, 0x01, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0xff, 0xc4, 0x00, 0x16, 0x01, 0x01, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x07, 0x09, 0xff, 0xc4, 0x00, 0x14,
        0x11, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0xff, 0xda, 0x00, 0x0e, 0x04, 0x01, 0x00, 0x02, 0x11, 0x03,
        0x11, 0x04, 0x00, 0x00, 0x3f, 0x00, 0xbd, 0x54, 0x19, 0xc4, 0xd8, 0x00, 0x00, 0x00,
        0x0f, 0xff, 0xd9,
    ];

    /// A press that prints in greys: the more of an ink, the darker.
    fn grey_press() -> Vec<u8> {
        // Of 16 bits, because moxcms writes tables of 8 bits where it does not look for them.
        let ramp = |channels: usize| LutStore::Store16([0, u16::MAX].repeat(channels));
        let mut corners = Vec::new();
        for corner in 0..16_u16 {
            let ink = |bit: u16| f64::from((corner >> bit) & 1);
            let light = (1.0 - (ink(3) + ink(2) + ink(1)) / 3.0) * (1.0 - ink(0));
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "0 to 0xff00"
            )]
            corners.extend([(light * f64::from(0xff00_u16)) as u16, 0x8000, 0x8000]);
        }
        let mut profile = ColorProfile::new_srgb();
        profile.color_space = DataColorSpace::Cmyk;
        profile.pcs = DataColorSpace::Lab;
        profile.profile_class = ProfileClass::OutputDevice;
        (profile.red_trc, profile.green_trc, profile.blue_trc) = (None, None, None);
        profile.cicp = None;
        profile.lut_a_to_b_perceptual = Some(LutWarehouse::Lut(LutDataType {
            num_input_channels: 4,
            num_output_channels: 3,
            num_clut_grid_points: 2,
            matrix: Matrix3d::IDENTITY,
            num_input_table_entries: 2,
            num_output_table_entries: 2,
            input_table: ramp(4),
            clut_table: LutStore::Store16(corners),
            output_table: ramp(3),
            lut_type: LutType::Lut16,
        }));
        profile.encode().expect("a profile")
    }

    #[test]
    fn inks_become_the_colours_that_their_press_prints() {
        let image = cmyk(RED, &grey_press()).expect("a picture");
        let [red, green, blue] = image.get_pixel(8, 8).0;
        // L* = 100 · (1 − 0.55) · (1 − 0.22) = 35, in sRGB 82.
        assert!(
            [red, green, blue]
                .iter()
                .all(|value| value.abs_diff(82) < 12),
            "{red} {green} {blue}"
        );
    }

    #[test]
    fn a_profile_of_light_is_none_of_inks() {
        let srgb = ColorProfile::new_srgb().encode().expect("a profile");
        assert_eq!(cmyk(RED, &srgb), None);
    }

    #[test]
    fn inks_without_a_profile_are_still_read() {
        let image = image::load_from_memory(RED).expect("a picture").to_rgb8();
        let [red, green, blue] = image.get_pixel(8, 8).0;
        assert!(red > 170 && green < 70 && blue < 80, "{red} {green} {blue}");
    }
}
