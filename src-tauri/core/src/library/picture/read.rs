//! From bytes to upright pixels in sRGB, with limits that are checked before memory is taken.

use super::{MAX_BYTES, MAX_PIXELS, PictureError, Plan};
use crate::domain::Size;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, metadata::Orientation};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// Largest colour profile that is looked at. Those of cameras and screens are a few KiB.
const PROFILE_MAX: usize = 4 << 20;
/// Pixels on the long edge that are enough for every preview and for videos of any usual size.
const ENOUGH: u16 = 1920;
/// A JPEG with at least so many times as many is read at a part of its size: one of 48 megapixels in two thirds of the time, and
/// in a sixteenth of the memory. What is averaged then are numbers and not lights, so pictures of fewer pixels are spared it.
const MANY: u16 = 4;

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
    format: ImageFormat,
}

pub(super) fn open(bytes: &[u8]) -> Result<Source<'_>, PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large(format!("{} MiB", MAX_BYTES >> 20)));
    }
    let format = image::guess_format(bytes).map_err(|_| stranger(bytes))?;
    let mut decoder = rushes_pixels::decoder(bytes, format).map_err(|error| {
        // `image` knows how AVIF and others begin without being built to read them.
        if matches!(error, ImageError::Unsupported(_)) {
            stranger(bytes)
        } else {
            refusal(&error)
        }
    })?;
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
        format,
    })
}

/// A decoded picture, as it lies in its file: 8 bits in three channels, or in four if anything in it is transparent.
pub(super) struct Decoded {
    image: DynamicImage,
    gray: bool,
    orientation: Orientation,
    profile: Option<Vec<u8>>,
    own: Size,
    pub(super) is_png: bool,
}

impl Source<'_> {
    pub(super) fn decode(self, wanted: &dyn Fn() -> bool) -> Result<Decoded, PictureError> {
        asked(wanted)?;
        let image = match self.inks() {
            Some(image) => image,
            None => {
                rushes_pixels::decode(self.bytes, self.format).map_err(|error| refusal(&error))?
            }
        };
        asked(wanted)?;
        Ok(self.decoded(image))
    }

    /// The same with fewer pixels, where there are very many and the plan needs fewer.
    pub(super) fn decode_enough(
        self,
        plan: impl FnOnce(Size) -> Plan,
        wanted: &dyn Fn() -> bool,
    ) -> Result<Decoded, PictureError> {
        asked(wanted)?;
        let Some(image) = self.reduced(plan) else {
            return self.decode(wanted);
        };
        asked(wanted)?;
        Ok(self.decoded(image))
    }

    /// A JPEG of very many pixels with those that a plan needs, if that is a part of them.
    fn reduced(&self, plan: impl FnOnce(Size) -> Plan) -> Option<DynamicImage> {
        let own = self.own();
        let long = own.width.max(own.height);
        let four = self.profile.as_deref().is_some_and(is_cmyk);
        if self.format != ImageFormat::Jpeg || four || long < u32::from(ENOUGH) * u32::from(MANY) {
            return None;
        }
        let needed = (f64::from(long) / plan(own).shrinks_by()).ceil();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a float that is too large becomes the largest number, and no JPEG has so many pixels to spare"
        )]
        let needed = needed as u16;
        rushes_pixels::reduced(self.bytes, needed.max(ENOUGH))
    }

    fn own(&self) -> Size {
        Size {
            width: self.info.width,
            height: self.info.height,
        }
    }

    fn decoded(self, image: DynamicImage) -> Decoded {
        let own = self.own();
        Decoded {
            image: rushes_pixels::eight_bits(image),
            gray: self.gray,
            orientation: self.orientation,
            profile: self.profile,
            own,
            is_png: self.format == ImageFormat::Png,
        }
    }

    /// The colours of a JPEG of four inks that has a profile.
    fn inks(&self) -> Option<DynamicImage> {
        let profile = self
            .profile
            .as_ref()
            .filter(|_| self.format == ImageFormat::Jpeg)?;
        if !is_cmyk(profile) {
            return None;
        }
        rushes_pixels::cmyk(self.bytes, profile).map(DynamicImage::ImageRgb8)
    }
}

impl Decoded {
    /// Scales by the plan for the upright size, and turns upright. Turning comes after scaling, when there is less.
    pub(super) fn shape(
        &self,
        plan: impl FnOnce(Size) -> Plan,
        wanted: &dyn Fn() -> bool,
    ) -> Result<DynamicImage, PictureError> {
        asked(wanted)?;
        let plan = plan(self.own);
        let lying = plan.lying(self.orientation, self.own);
        let mut image = lying.on(self.part_of_own()).scale(&self.image)?;
        image.apply_orientation(self.orientation);
        if let Some(profile) = self.profile.as_ref().filter(|_| !self.gray) {
            to_srgb(&mut image, profile);
        }
        asked(wanted)?;
        Ok(plan.frame(image))
    }

    /// Whether it has the pixels for a plan: none is made up of fewer.
    pub(super) fn is_enough(&self, plan: impl FnOnce(Size) -> Plan) -> bool {
        let (across, down) = self.part_of_own();
        // A quarter of four times as many is as many, also where fractions are rounded.
        across >= 1.0 || plan(self.own).shrinks_by() * across.min(down) >= 1.0 - 1e-9
    }

    /// How many of the picture's own pixels there are, across and down as it lies in its file. Halves are rounded.
    fn part_of_own(&self) -> (f64, f64) {
        let (across, down) = if is_turned(self.orientation) {
            (self.own.height, self.own.width)
        } else {
            (self.own.width, self.own.height)
        };
        let part = |there: u32, own: u32| f64::from(there) / f64::from(own);
        (
            part(self.image.width(), across),
            part(self.image.height(), down),
        )
    }

    /// How much memory it takes.
    pub(super) fn bytes(&self) -> usize {
        self.image.as_bytes().len()
    }
}

/// The colour space of an ICC profile stands at byte 16 (ICC.1, 7.2).
fn is_cmyk(profile: &[u8]) -> bool {
    profile.get(16..20) == Some(b"CMYK")
}

pub(super) fn asked(wanted: &dyn Fn() -> bool) -> Result<(), PictureError> {
    if wanted() {
        Ok(())
    } else {
        Err(PictureError::Unwanted)
    }
}

/// What bytes are that begin like no picture that is read here. HEIC would need a decoder of HEVC, AVIF one of AV1: those in
/// Rust are either under a licence that does not allow shipping them here, or not callable without `unsafe` code.
fn stranger(bytes: &[u8]) -> PictureError {
    let kind = |kind| PictureError::Kind { kind };
    if bytes.get(4..8) == Some(b"ftyp") {
        // ISO/IEC 14496-12: a length, the major brand, a version, then the brands that it is compatible with.
        let length = bytes.first_chunk().map_or(0, |be| u32::from_be_bytes(*be));
        let end = length.clamp(12, 256) as usize;
        let brands = bytes.get(8..end.min(bytes.len())).unwrap_or_default();
        let has = |names: &[&[u8; 4]]| {
            let mut brands = brands.chunks_exact(4);
            brands.any(|brand| names.iter().any(|name| *name == brand))
        };
        return kind(if has(&[b"avif", b"avis"]) {
            "AVIF"
        } else if has(&[
            b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1",
        ]) {
            "HEIC"
        } else if has(&[b"crx "]) {
            "CR3"
        } else {
            "MP4"
        });
    }
    let known: [(&[u8], &str); 9] = [
        (b"\xff\x0a", "JPEG XL"),
        (b"\0\0\0\x0cJXL ", "JPEG XL"),
        (b"\0\0\0\x0cjP  ", "JPEG 2000"),
        (b"8BPS", "PSD"),
        (b"%PDF", "PDF"),
        (b"gimp xcf", "XCF"),
        (b"\0\0\x01\0", "ICO"),
        (b"\x76\x2f\x31\x01", "OpenEXR"),
        (b"qoif", "QOI"),
    ];
    if let Some((_, name)) = known.iter().find(|(start, _)| bytes.starts_with(start)) {
        return kind(name);
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    if head.starts_with("<svg") || (head.starts_with("<?xml") && head.contains("<svg")) {
        return kind("SVG");
    }
    PictureError::Unreadable
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
        // What remains within the pixels is 16 bits in four channels: `image` takes 512 MiB at most.
        ImageError::Limits(_) => too_large("512 MiB".to_owned()),
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::Unsupported(_)
        | ImageError::IoError(_) => PictureError::Unreadable,
    }
}
