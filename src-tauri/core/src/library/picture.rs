//! Reference pictures: read whatever people have, bring it to the video's size, send nothing but pixels.
//!
//! The original file is never touched. Every result is encoded anew, so places, names and thumbnails hidden in EXIF never
//! leave the machine; colours of a camera's or screen's own profile are turned into sRGB, because the profile goes, too.

mod encode;
mod plan;
mod read;
mod sheet;

use crate::domain::{Crop, Fit, Size};
use plan::{Plan, scaled_by};
use serde::{Deserialize, Serialize};

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
    /// No picture, or a damaged one.
    #[error("not a picture that can be read")]
    Unreadable,
    /// A picture, or something like one, of a kind that is not read here.
    #[error("{kind} is not read here")]
    Kind {
        /// Its name, for people: `HEIC`, `AVIF`, `SVG`.
        kind: &'static str,
    },
    /// Over a limit.
    #[error("the picture is larger than {limit}")]
    TooLarge {
        /// Which one, for people: `100 MP`, `64 MiB`.
        limit: String,
    },
    /// Nobody needs the result any more.
    #[error("no longer wanted")]
    Unwanted,
}

/// What a picture is to become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Wish {
    /// The video's size; `None`: the picture keeps its own.
    pub target: Option<Size>,
    /// How it is brought to that size.
    pub fit: Fit,
    /// Which part [`Fit::Crop`] keeps.
    pub crop: Crop,
    /// Most bytes of the file.
    pub max_bytes: u64,
    /// Whether `target` must be met to the pixel; otherwise fewer pixels may do when no quality meets `max_bytes`.
    pub exact: bool,
}

impl Wish {
    /// The size that the picture is brought to, unless it keeps its own.
    fn frame(&self) -> Option<Size> {
        self.target.filter(|_| self.fit != Fit::None)
    }

    fn plan(&self, own: Size) -> Plan {
        self.frame().map_or_else(
            || Plan::keep(own),
            |to| Plan::new(own, to, self.fit, self.crop),
        )
    }
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
    /// Of a JPEG, 1 to 100.
    pub quality: Option<u8>,
    /// Whether it has fewer pixels than asked for.
    pub smaller: bool,
}

/// What a file holds, without decoding it.
///
/// # Errors
/// Every [`PictureError`]; a picture that is damaged further inside is only found by [`fit`] or [`thumbnail`].
pub fn inspect(bytes: &[u8]) -> Result<PictureInfo, PictureError> {
    read::open(bytes).map(|source| source.info)
}

/// Brings a picture to `target` the way `fit` says, in at most `max_bytes`. [`fit_as`] does more.
///
/// # Errors
/// Every [`PictureError`] but [`PictureError::Unwanted`].
pub fn fit(
    bytes: &[u8],
    target: Option<Size>,
    fit: Fit,
    max_bytes: u64,
) -> Result<Fitted, PictureError> {
    let wish = Wish {
        target,
        fit,
        crop: Crop::default(),
        max_bytes,
        exact: true,
    };
    fit_as(bytes, &wish, &|| true)
}

/// Makes of a picture what is wished for. `wanted` is asked between the steps, which take some tenths of a second each.
///
/// PNG for sources that were PNG or have transparency, if it is small enough; otherwise JPEG, at quality 92 or as much less as
/// `max_bytes` demands, and with fewer pixels if that is not enough. Without a target, and with [`Fit::None`], the picture keeps its own size.
///
/// # Errors
/// [`PictureError::TooLarge`] also when nothing fits into `max_bytes`; [`PictureError::Unwanted`] when `wanted` says no.
pub fn fit_as(
    bytes: &[u8],
    wish: &Wish,
    wanted: &dyn Fn() -> bool,
) -> Result<Fitted, PictureError> {
    if let Some(size) = wish.target {
        read::check_pixels(size.width, size.height)?;
        if size.width == 0 || size.height == 0 {
            return Err(PictureError::Unreadable);
        }
    }
    Pixels::for_wish(bytes, wish, wanted)?.fit_as(wish, wanted)
}

/// A picture that was decoded, which takes the longest, for whoever wants more than one thing of it.
pub struct Pixels(read::Decoded);

impl Pixels {
    /// Decodes a picture, one of very many pixels at a part of its size; `wanted` is asked as in [`fit_as`].
    ///
    /// # Errors
    /// Every [`PictureError`].
    pub fn of(bytes: &[u8], wanted: &dyn Fn() -> bool) -> Result<Self, PictureError> {
        let preview = |own| Plan::within(own, THUMBNAIL_EDGE);
        read::open(bytes)?.decode_enough(preview, wanted).map(Self)
    }

    /// The same, with the pixels that the wish needs: more for a small part of the picture, all for its own size.
    ///
    /// # Errors
    /// Every [`PictureError`].
    pub fn for_wish(
        bytes: &[u8],
        wish: &Wish,
        wanted: &dyn Fn() -> bool,
    ) -> Result<Self, PictureError> {
        let plan = |own| wish.plan(own);
        read::open(bytes)?.decode_enough(plan, wanted).map(Self)
    }

    /// Whether [`Pixels::fit_as`] can do that without making up pixels that the picture really has.
    pub fn are_enough_for(&self, wish: &Wish) -> bool {
        self.0.is_enough(|own| wish.plan(own))
    }

    /// See [`fit_as`].
    ///
    /// # Errors
    /// Every [`PictureError`].
    pub fn fit_as(&self, wish: &Wish, wanted: &dyn Fn() -> bool) -> Result<Fitted, PictureError> {
        let image = self.0.shape(|own| wish.plan(own), wanted)?;
        let exact = wish.exact && wish.frame().is_some();
        encode::within(&image, self.0.is_png, wish.max_bytes, exact, wanted)
    }

    /// See [`small`].
    ///
    /// # Errors
    /// [`PictureError::Unreadable`].
    pub fn small(&self, edge: u32) -> Result<Vec<u8>, PictureError> {
        let image = self.0.shape(|own| Plan::within(own, edge), &|| true)?;
        encode::jpeg(&image, 85)
    }

    /// How much memory it takes.
    pub fn bytes(&self) -> usize {
        self.0.bytes()
    }
}

/// Bytes that [`fit_as`] made earlier, if they are what is wished for: a JPEG that is encoded twice is not the same twice.
/// `None`: something about them has to change. Of other bytes nobody knows what else is in them.
///
/// # Errors
/// Those of [`inspect`].
pub fn unchanged(bytes: &[u8], wish: &Wish) -> Result<Option<Fitted>, PictureError> {
    let info = inspect(bytes)?;
    let own = Size {
        width: info.width,
        height: info.height,
    };
    let sent = ["image/png", "image/jpeg"].contains(&info.mime);
    let same = wish.plan(own) == Plan::keep(own) && bytes.len() as u64 <= wish.max_bytes;
    Ok((sent && same).then(|| Fitted {
        bytes: bytes.to_vec(),
        mime: info.mime,
        width: own.width,
        height: own.height,
        quality: None,
        smaller: false,
    }))
}

/// A PNG of pixels of four bytes: red, green, blue, alpha.
///
/// # Errors
/// [`PictureError::Unreadable`] if there are not as many bytes as the size says; [`PictureError::TooLarge`].
pub fn png_of(rgba: Vec<u8>, width: u32, height: u32) -> Result<Vec<u8>, PictureError> {
    read::check_pixels(width, height)?;
    let image = image::RgbaImage::from_raw(width, height, rgba);
    let image = rushes_pixels::eight_bits(image.ok_or(PictureError::Unreadable)?.into());
    rushes_pixels::png(&image).ok_or(PictureError::Unreadable)
}

/// A JPEG of at most [`THUMBNAIL_EDGE`] pixels on its long edge; transparency becomes black, as it does when it is sent.
///
/// # Errors
/// Every [`PictureError`] but [`PictureError::Unwanted`].
pub fn thumbnail(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    small(bytes, THUMBNAIL_EDGE)
}

/// A JPEG of at most `edge` pixels on its long edge.
///
/// # Errors
/// Every [`PictureError`] but [`PictureError::Unwanted`].
pub fn small(bytes: &[u8], edge: u32) -> Result<Vec<u8>, PictureError> {
    Pixels::of(bytes, &|| true)?.small(edge)
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

#[cfg(test)]
mod tests;
