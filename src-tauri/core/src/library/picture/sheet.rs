//! A server's spritesheet as our filmstrip. No server says how many frames its sheet has, so the picture has to tell:
//! cells have the video's shape, and one frame looks much like the next.

use super::{PictureError, encode, read::open};
use image::{DynamicImage, GrayImage, RgbImage, imageops};
use rushes_pixels::Part;

/// Frames of a filmstrip.
const FRAMES: u32 = 12;
/// Their width in pixels.
const FRAME_WIDTH: u32 = 160;
/// Most cells of a sheet to a side.
const MOST: u32 = 30;
/// By how much a cell's shape may differ from the video's: sheets are rounded to whole pixels.
const SHAPES: f64 = 0.06;
/// Longest side of the sheet in which the grid is looked for, in pixels.
const SMALL: u32 = 1440;
/// Cells are compared at this many pixels to a side.
const GLANCE: u32 = 12;
/// A finer grid is believed when its cells differ by at most so much more than those of the best, in grey levels.
const SLACK: f64 = 6.0;

/// Columns and rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Grid {
    across: u32,
    down: u32,
}

/// Twelve frames side by side as a JPEG, out of a sheet of a video of that shape.
///
/// # Errors
/// [`PictureError::Unreadable`] for a picture that is no sheet, and every other [`PictureError`].
pub(super) fn strip_of(bytes: &[u8], width: u32, height: u32) -> Result<Vec<u8>, PictureError> {
    let sheet = open(bytes)?
        .decode(&|| true)?
        .shape(super::Plan::keep, &|| true)?;
    let sheet = DynamicImage::ImageRgb8(sheet.to_rgb8());
    let shape = f64::from(width.max(1)) / f64::from(height.max(1));
    let grid = grid_of(&sheet, shape).ok_or(PictureError::Unreadable)?;
    let frame_height = super::scaled_by(
        crate::domain::Size { width, height },
        f64::from(FRAME_WIDTH) / f64::from(width.max(1)),
    )
    .height
    .min(2_000);
    let mut strip = RgbImage::new(FRAME_WIDTH * FRAMES, frame_height);
    let cells = grid.across * grid.down;
    for frame in 0..FRAMES {
        // The middle of each twelfth, as the window takes them.
        let cell = (frame * 2 + 1) * cells / (FRAMES * 2);
        let part = cell_of(&sheet, grid, cell);
        let scaled = rushes_pixels::scale(&sheet, part, FRAME_WIDTH, frame_height)
            .ok_or(PictureError::Unreadable)?;
        let left = i64::from(frame * FRAME_WIDTH);
        imageops::replace(&mut strip, &scaled.to_rgb8(), left, 0);
    }
    encode::jpeg(&DynamicImage::ImageRgb8(strip), 82)
}

fn cell_of(sheet: &DynamicImage, grid: Grid, cell: u32) -> Part {
    let width = f64::from(sheet.width()) / f64::from(grid.across);
    let height = f64::from(sheet.height()) / f64::from(grid.down);
    Part {
        left: f64::from(cell % grid.across) * width,
        top: f64::from(cell / grid.across) * height,
        width,
        height,
    }
}

/// The finest grid of cells of that shape whose neighbours look alike.
fn grid_of(sheet: &DynamicImage, shape: f64) -> Option<Grid> {
    let small = small(sheet)?;
    let candidates: Vec<(Grid, f64)> = (1..=MOST)
        .flat_map(|down| (1..=MOST).map(move |across| Grid { across, down }))
        .filter(|grid| grid.across * grid.down > 1 && is_shaped(sheet, *grid, shape))
        .map(|grid| (grid, difference(&small, grid)))
        .collect();
    let best = candidates
        .iter()
        .map(|(_, apart)| *apart)
        .min_by(f64::total_cmp)?;
    candidates
        .into_iter()
        .filter(|(_, apart)| *apart <= best + SLACK)
        .max_by_key(|(grid, _)| grid.across * grid.down)
        .map(|(grid, _)| grid)
}

fn is_shaped(sheet: &DynamicImage, grid: Grid, shape: f64) -> bool {
    let width = f64::from(sheet.width()) / f64::from(grid.across);
    let height = f64::from(sheet.height()) / f64::from(grid.down);
    width >= 16.0 && height >= 16.0 && (width / height / shape).ln().abs() < SHAPES
}

/// How much each cell differs from the next, in grey levels, at a glance.
fn difference(sheet: &GrayImage, grid: Grid) -> f64 {
    let cell_width = f64::from(sheet.width()) / f64::from(grid.across);
    let cell_height = f64::from(sheet.height()) / f64::from(grid.down);
    let at = |cell: u32, x: u32, y: u32| {
        let along = |at: u32, side: f64| (f64::from(at) + 0.5) / f64::from(GLANCE) * side;
        let left = f64::from(cell % grid.across) * cell_width + along(x, cell_width);
        let top = f64::from(cell / grid.across) * cell_height + along(y, cell_height);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "inside the picture"
        )]
        let (x, y) = (left as u32, top as u32);
        let pixel = sheet.get_pixel(x.min(sheet.width() - 1), y.min(sheet.height() - 1));
        f64::from(pixel.0[0])
    };
    let mut sum = 0.0;
    let pairs = grid.across * grid.down - 1;
    for cell in 0..pairs {
        for y in 0..GLANCE {
            for x in 0..GLANCE {
                sum += (at(cell, x, y) - at(cell + 1, x, y)).abs();
            }
        }
    }
    sum / f64::from(pairs * GLANCE * GLANCE)
}

/// The sheet in grey and small: many grids are tried on it.
fn small(sheet: &DynamicImage) -> Option<GrayImage> {
    let long = sheet.width().max(sheet.height());
    let scale = (f64::from(SMALL) / f64::from(long)).min(1.0);
    let size = super::scaled_by(
        crate::domain::Size {
            width: sheet.width(),
            height: sheet.height(),
        },
        scale,
    );
    let whole = cell_of(sheet, Grid { across: 1, down: 1 }, 0);
    Some(rushes_pixels::scale(sheet, whole, size.width, size.height)?.to_luma8())
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    /// A frame with a bright bar that moves a little from one to the next.
    fn sheet(grid: Grid, width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_fn(
            grid.across * width,
            grid.down * height,
            |x, y| {
                let cell = y / height * grid.across + x / width;
                let (x, y) = (x % width, y % height);
                let bar = (x + 2 * cell) / (width / 4) % 4 == 1;
                let sky = u8::try_from(y * 200 / height).unwrap_or(255);
                if bar {
                    Rgb([250, 240, 20])
                } else {
                    Rgb([sky, 40, 255 - sky])
                }
            },
        ))
    }

    #[test]
    fn the_grid_is_told_by_the_picture() {
        for (across, down, width, height) in [
            (12, 1, 160, 90),
            (5, 5, 160, 90),
            (4, 3, 90, 160),
            (1, 8, 160, 90),
            (10, 2, 100, 100),
        ] {
            let grid = Grid { across, down };
            let shape = f64::from(width) / f64::from(height);
            assert_eq!(grid_of(&sheet(grid, width, height), shape), Some(grid));
        }
    }

    #[test]
    fn a_single_frame_is_no_sheet() {
        let one = Grid { across: 1, down: 1 };
        let image = sheet(one, 320, 180);
        let found = grid_of(&image, 320.0 / 180.0);
        assert!(
            found.is_none_or(|grid| grid.across == grid.down),
            "{found:?}"
        );
    }

    #[test]
    fn a_strip_has_twelve_frames_of_the_videos_shape() {
        let grid = Grid { across: 5, down: 4 };
        let png = rushes_pixels::png(&sheet(grid, 160, 90)).expect("a sheet");
        let strip = strip_of(&png, 1280, 720).expect("a strip");
        let strip = image::load_from_memory(&strip).expect("a picture");
        assert_eq!((strip.width(), strip.height()), (FRAME_WIDTH * FRAMES, 90));
    }
}
