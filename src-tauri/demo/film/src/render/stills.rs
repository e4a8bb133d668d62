//! The two stills that the format offers beside a clip (wire.md 1.3): a poster and a strip of
//! twelve frames. Knows nothing of how frames are made.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, RgbImage, imageops};

use super::RenderError;
use super::pixel::Bitmap;

/// Frames on the sheet.
const CELLS: u32 = 12;
/// Longer side of the poster, and height of the sheet, in pixels at most.
const POSTER: u32 = 512;
const SHEET: u32 = 120;

/// Stills gathered while a clip is rendered.
#[derive(Debug, Default)]
pub struct Stills {
    poster: Option<RgbImage>,
    cells: Vec<RgbImage>,
}

/// Whether a frame is needed for the poster or the sheet.
pub fn wanted(number: u32, frames: u32) -> bool {
    number == poster_at(frames) || (0..CELLS).any(|cell| number == cell_at(cell, frames))
}

fn poster_at(frames: u32) -> u32 {
    frames / 3
}

fn cell_at(cell: u32, frames: u32) -> u32 {
    cell * (frames - 1) / (CELLS - 1)
}

impl Stills {
    /// Keeps what is needed of a frame; frames come in order.
    pub fn add(&mut self, number: u32, frames: u32, frame: &Bitmap) -> Result<(), RenderError> {
        let picture = rgb(frame)?;
        let (w, h) = picture.dimensions();
        if number == poster_at(frames) {
            let scale = (f64::from(POSTER) / f64::from(w.max(h))).min(1.0);
            self.poster = Some(imageops::thumbnail(
                &picture,
                side(w, scale),
                side(h, scale),
            ));
        }
        // A clip of fewer than twelve frames shows some of them twice.
        let cells = (0..CELLS)
            .filter(|cell| number == cell_at(*cell, frames))
            .count();
        let scale = (f64::from(SHEET) / f64::from(h)).min(1.0);
        let cell = imageops::thumbnail(&picture, side(w, scale), side(h, scale));
        self.cells.extend(std::iter::repeat_n(cell, cells));
        Ok(())
    }

    /// The poster as WebP and the sheet as JPEG.
    pub fn finish(self) -> Result<(Vec<u8>, Vec<u8>), RenderError> {
        let mut poster = Cursor::new(Vec::new());
        let picture = self.poster.unwrap_or_default();
        DynamicImage::ImageRgb8(picture).write_to(&mut poster, ImageFormat::WebP)?;
        let (w, h) = self.cells.first().map_or((1, 1), RgbImage::dimensions);
        let mut sheet = RgbImage::new(w * CELLS, h);
        for (cell, left) in self.cells.iter().zip((0..).step_by(w as usize)) {
            imageops::replace(&mut sheet, cell, left, 0);
        }
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, 82).encode_image(&sheet)?;
        Ok((poster.into_inner(), jpeg))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "at most 1920"
)]
fn side(length: u32, scale: f64) -> u32 {
    (f64::from(length) * scale).round().max(1.0) as u32
}

fn rgb(frame: &Bitmap) -> Result<RgbImage, RenderError> {
    let bytes = frame.pixels.iter().flat_map(|p| {
        let [r, g, b, _] = p.to_le_bytes();
        [r, g, b]
    });
    let side = |length: usize| u32::try_from(length).map_err(|_| RenderError::TooLarge);
    RgbImage::from_raw(side(frame.width)?, side(frame.height)?, bytes.collect())
        .ok_or(RenderError::TooLarge)
}
