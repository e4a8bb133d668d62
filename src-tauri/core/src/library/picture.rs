//! Reference pictures: read whatever people have, bring it to the video's size, send nothing but pixels.
//!
//! The original file is never touched. Every result is encoded anew, so places, names and thumbnails hidden in EXIF never
//! leave the machine; colours of a camera's or screen's own profile are turned into sRGB, because the profile goes, too.

mod encode;
mod read;
mod sheet;

use crate::domain::{Fit, Size};
use image::DynamicImage;
use rushes_pixels::Part;

pub use read::PictureInfo;

/// Largest picture that is decoded, in pixels.
pub const MAX_PIXELS: u64 = 100_000_000;
/// Largest file that is decoded, in bytes.
pub const MAX_BYTES: u64 = 64 << 20;
/// Longest edge of a thumbnail, in pixels.
pub const THUMBNAIL_EDGE: u32 = 512;
/// Media type of every thumbnail.
pub const THUMBNAIL_MIME: &str = "image/jpeg";

/// Why a picture cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// No bytes.
    #[error("the picture is empty")]
    Empty,
    /// No picture, a damaged one, or of a kind that is not read here (HEIC, AVIF, SVG).
    #[error("not a picture that can be read")]
    Unreadable,
    /// Over a limit.
    #[error("the picture is larger than {limit}")]
    TooLarge {
        /// Which one, for people: `100 MP`, `64 MiB`.
        limit: String,
    },
}

/// A picture ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fitted {
    /// The file.
    pub bytes: Vec<u8>,
    /// `image/png` or `image/jpeg`.
    pub mime: &'static str,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// What a file holds, without decoding it.
///
/// # Errors
/// Every [`PictureError`]; a picture that is damaged further inside is only found by [`fit`] or [`thumbnail`].
pub fn inspect(bytes: &[u8]) -> Result<PictureInfo, PictureError> {
    read::open(bytes).map(|source| source.info)
}

/// Brings a picture to `target` the way `fit` says, in at most `max_bytes`.
///
/// PNG for sources that were PNG or have transparency, if it is small enough; otherwise JPEG, at quality 92 or as much less as
/// `max_bytes` demands. Without a target, and with [`Fit::None`], the picture keeps its own size.
///
/// # Errors
/// [`PictureError::TooLarge`] also when not even the worst quality fits into `max_bytes`.
pub fn fit(
    bytes: &[u8],
    target: Option<Size>,
    fit: Fit,
    max_bytes: u64,
) -> Result<Fitted, PictureError> {
    if let Some(size) = target {
        read::check_pixels(size.width, size.height)?;
        if size.width == 0 || size.height == 0 {
            return Err(PictureError::Unreadable);
        }
    }
    let source = read::open(bytes)?;
    let lossless = source.is_png;
    let target = target.filter(|_| fit != Fit::None);
    let image = source
        .decode(|own| target.map_or_else(|| Plan::keep(own), |to| Plan::new(own, to, fit)))?;
    encode::within(&image, lossless, max_bytes)
}

/// A JPEG of at most [`THUMBNAIL_EDGE`] pixels on its long edge; transparency becomes black, as it does when it is sent.
///
/// # Errors
/// Every [`PictureError`].
pub fn thumbnail(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    let image = read::open(bytes)?.decode(Plan::thumbnail)?;
    encode::jpeg(&image, 85)
}

/// Twelve frames side by side as a JPEG, out of a server's spritesheet of a video of that shape.
///
/// # Errors
/// [`PictureError::Unreadable`] for a picture that is no such sheet, and every other [`PictureError`].
pub fn strip_of(bytes: &[u8], width: u32, height: u32) -> Result<Vec<u8>, PictureError> {
    sheet::strip_of(bytes, width, height)
}

/// Whether bytes begin like a picture that is shown: JPEG, PNG, WebP or GIF.
pub fn looks_like_one(bytes: &[u8]) -> bool {
    use image::ImageFormat::{Gif, Jpeg, Png, WebP};
    image::guess_format(bytes).is_ok_and(|format| matches!(format, Gif | Jpeg | Png | WebP))
}

/// How pixels of a source become pixels of a result. All in the orientation in which the picture is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Plan {
    /// The part of the source that is used.
    part: Part,
    /// What it is scaled to.
    scaled: Size,
    /// What it is laid on, in its middle, with black around.
    frame: Size,
}

impl Plan {
    fn keep(own: Size) -> Self {
        Self::whole(own, own, own)
    }

    fn whole(own: Size, scaled: Size, frame: Size) -> Self {
        let part = Part {
            left: 0.0,
            top: 0.0,
            width: f64::from(own.width),
            height: f64::from(own.height),
        };
        Self {
            part,
            scaled,
            frame,
        }
    }

    fn thumbnail(own: Size) -> Self {
        let long = own.width.max(own.height);
        let scale = (f64::from(THUMBNAIL_EDGE) / f64::from(long)).min(1.0);
        let size = scaled_by(own, scale);
        Self::whole(own, size, size)
    }

    fn new(own: Size, to: Size, fit: Fit) -> Self {
        let across = f64::from(to.width) / f64::from(own.width);
        let down = f64::from(to.height) / f64::from(own.height);
        match fit {
            Fit::None => Self::keep(own),
            Fit::Stretch => Self::whole(own, to, to),
            Fit::Pad => {
                let scaled = scaled_by(own, across.min(down));
                let scaled = Size {
                    width: scaled.width.min(to.width),
                    height: scaled.height.min(to.height),
                };
                Self::whole(own, scaled, to)
            }
            Fit::Crop => {
                let scale = across.max(down);
                let width = (f64::from(to.width) / scale).min(f64::from(own.width));
                let height = (f64::from(to.height) / scale).min(f64::from(own.height));
                let part = Part {
                    left: (f64::from(own.width) - width) / 2.0,
                    top: (f64::from(own.height) - height) / 2.0,
                    width,
                    height,
                };
                Self {
                    part,
                    scaled: to,
                    frame: to,
                }
            }
        }
    }

    /// The same plan for a source that lies on its side.
    fn turned(self) -> Self {
        let turn = |size: Size| Size {
            width: size.height,
            height: size.width,
        };
        Self {
            part: Part {
                left: self.part.top,
                top: self.part.left,
                width: self.part.height,
                height: self.part.width,
            },
            scaled: turn(self.scaled),
            frame: turn(self.frame),
        }
    }

    /// Crops and scales; the frame comes later, when the picture is upright.
    fn scale(&self, image: DynamicImage) -> Result<DynamicImage, PictureError> {
        let whole = Self::keep(Size {
            width: image.width(),
            height: image.height(),
        });
        if self.part == whole.part && self.scaled == whole.scaled {
            return Ok(image);
        }
        rushes_pixels::scale(&image, self.part, self.scaled.width, self.scaled.height)
            .ok_or(PictureError::Unreadable)
    }

    /// Lays the picture in the middle of a black frame.
    fn frame(&self, image: DynamicImage) -> DynamicImage {
        if (image.width(), image.height()) == (self.frame.width, self.frame.height) {
            return image;
        }
        let left = i64::from(self.frame.width.saturating_sub(image.width()) / 2);
        let top = i64::from(self.frame.height.saturating_sub(image.height()) / 2);
        let mut framed = DynamicImage::new(self.frame.width, self.frame.height, image.color());
        match (&mut framed, &image) {
            (DynamicImage::ImageRgba8(to), DynamicImage::ImageRgba8(from)) => {
                for pixel in to.pixels_mut() {
                    pixel.0[3] = u8::MAX;
                }
                image::imageops::replace(to, from, left, top);
            }
            (DynamicImage::ImageRgb8(to), DynamicImage::ImageRgb8(from)) => {
                image::imageops::replace(to, from, left, top);
            }
            (to, from) => image::imageops::replace(to, from, left, top),
        }
        framed
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // both factors are small and positive
fn scaled_by(size: Size, scale: f64) -> Size {
    let side = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
    Size {
        width: side(size.width),
        height: side(size.height),
    }
}

#[cfg(test)]
mod tests;
