//! From bytes to upright pixels in sRGB, with limits that are checked before memory is taken.

use super::{MAX_BYTES, MAX_PIXELS, PictureError, Plan};
use crate::domain::Size;
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, metadata::Orientation,
};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};
use std::io::Cursor;

/// Largest colour profile that is looked at. Those of cameras and screens are a few KiB.
const PROFILE_MAX: usize = 4 << 20;

/// What a picture file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureInfo {
    /// Pixels across, after its orientation was applied.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Media type, from the bytes.
    pub mime: &'static str,
}

impl PictureInfo {
    /// The ending of its file name, without the dot.
    pub fn extension(&self) -> &'static str {
        match self.mime {
            "image/jpeg" => "jpg",
            "image/png" => "png",
            "image/webp" => "webp",
            "image/gif" => "gif",
            "image/bmp" => "bmp",
            "image/tiff" => "tif",
            _ => "bin",
        }
    }
}

/// A picture whose header was read and found to be within the limits.
pub(super) struct Source<'a> {
    bytes: &'a [u8],
    gray: bool,
    orientation: Orientation,
    profile: Option<Vec<u8>>,
    pub(super) info: PictureInfo,
    pub(super) is_png: bool,
}

pub(super) fn open(bytes: &[u8]) -> Result<Source<'_>, PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large(format!("{} MiB", MAX_BYTES >> 20)));
    }
    let reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| PictureError::Unreadable)?;
    let format = reader.format().ok_or(PictureError::Unreadable)?;
    let mut decoder = reader.into_decoder().map_err(|error| refusal(&error))?;
    let (width, height) = decoder.dimensions();
    check_pixels(width, height)?;
    // A picture with damaged metadata is still a picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder
        .icc_profile()
        .ok()
        .flatten()
        .filter(|profile| profile.len() <= PROFILE_MAX);
    let (width, height) = if is_turned(orientation) {
        (height, width)
    } else {
        (width, height)
    };
    Ok(Source {
        bytes,
        gray: decoder.color_type().channel_count() < 3,
        orientation,
        profile,
        info: PictureInfo {
            width,
            height,
            mime: format.to_mime_type(),
        },
        is_png: format == ImageFormat::Png,
    })
}

impl Source<'_> {
    /// Decodes, scales by the plan for the upright size, and turns upright. Turning comes after scaling, when there is less.
    ///
    /// The result has 8 bits in three channels, or in four if anything in it is transparent.
    pub(super) fn decode(
        self,
        plan: impl FnOnce(Size) -> Plan,
    ) -> Result<DynamicImage, PictureError> {
        let plan = plan(Size {
            width: self.info.width,
            height: self.info.height,
        });
        // Not the decoder that read the header: this function is not generic, so it is compiled inside its crate, optimised
        // also in a debug build of ours. That is ten times as fast there. Its own limit of 512 MiB holds, too.
        let image = image::load_from_memory(self.bytes).map_err(|error| refusal(&error))?;
        let image = eight_bits(image);
        let lying = if is_turned(self.orientation) {
            plan.turned()
        } else {
            plan
        };
        let mut image = lying.scale(image)?;
        image.apply_orientation(self.orientation);
        if let Some(profile) = self.profile.filter(|_| !self.gray) {
            to_srgb(&mut image, &profile);
        }
        Ok(plan.frame(image))
    }
}

/// Three channels of 8 bits; four only if a pixel is really transparent.
fn eight_bits(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return DynamicImage::ImageRgb8(image.into_rgb8());
    }
    let image = image.into_rgba8();
    if image.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
        return DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(image).into_rgb8());
    }
    DynamicImage::ImageRgba8(image)
}

/// Turns colours of the source's own profile into sRGB. A profile that makes no sense is ignored, as browsers do.
fn to_srgb(image: &mut DynamicImage, profile: &[u8]) {
    let Ok(profile) = ColorProfile::new_from_slice(profile) else {
        return;
    };
    if profile.color_space != DataColorSpace::Rgb {
        return;
    }
    let srgb = ColorProfile::new_srgb();
    let has_alpha = image.color().has_alpha();
    let Some(pixels) = bytes_of(image) else {
        return;
    };
    let layout = if has_alpha { Layout::Rgba } else { Layout::Rgb };
    let transform =
        profile.create_transform_8bit(layout, &srgb, layout, TransformOptions::default());
    let Ok(transform) = transform else {
        return;
    };
    let source = pixels.to_vec();
    if transform.transform(&source, pixels).is_err() {
        pixels.copy_from_slice(&source);
    }
}

/// The samples of a picture that [`eight_bits`] made.
fn bytes_of(image: &mut DynamicImage) -> Option<&mut [u8]> {
    if let DynamicImage::ImageRgba8(image) = image {
        return Some(image);
    }
    image.as_mut_rgb8().map(|image| &mut **image)
}

pub(super) fn check_pixels(width: u32, height: u32) -> Result<(), PictureError> {
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(too_large(format!("{} MP", MAX_PIXELS / 1_000_000)));
    }
    Ok(())
}

pub(super) fn too_large(limit: String) -> PictureError {
    PictureError::TooLarge { limit }
}

fn is_turned(orientation: Orientation) -> bool {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => true,
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => false,
    }
}

fn refusal(error: &ImageError) -> PictureError {
    match error {
        ImageError::Limits(_) => too_large(format!("{} MP", MAX_PIXELS / 1_000_000)),
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::Unsupported(_)
        | ImageError::IoError(_) => PictureError::Unreadable,
    }
}
