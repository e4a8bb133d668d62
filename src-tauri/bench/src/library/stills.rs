//! The files that takes of a made library share: a few under many names, so that 100,000 of them fit on any disk.

use super::words::SIZES;
use anyhow::{Context as _, Result};
use rushes_core::library::picture;
use std::path::{Path, PathBuf};

/// Copies of a file: a file system lets one have some ten thousand names.
pub(super) const COPIES: u32 = 8;
/// As the window takes them: `ui/src/lib/capture.ts`.
const FRAMES: u32 = 12;
const FRAME_WIDTH: u32 = 160;

/// The same bytes some times, for more names than one file may have.
pub(super) fn copies(root: &Path, name: &str, bytes: &[u8]) -> Result<Vec<PathBuf>> {
    let folder = root.join("cache").join("made");
    fs_err::create_dir_all(&folder)?;
    let mut copies = Vec::new();
    for copy in 0..COPIES {
        let path = folder.join(format!("{copy}-{name}"));
        fs_err::write(&path, bytes)?;
        copies.push(path);
    }
    Ok(copies)
}

/// Width and height of a filmstrip.
pub(super) fn strip((width, height): (u32, u32)) -> (u32, u32) {
    (FRAME_WIDTH * FRAMES, FRAME_WIDTH * height / width)
}

/// A poster for each of the sizes.
pub(super) fn posters(root: &Path) -> Result<Vec<Vec<PathBuf>>> {
    dawns(root, |(width, height)| (width / 8, height / 8))
}

/// A filmstrip for each of them.
pub(super) fn strips(root: &Path) -> Result<Vec<Vec<PathBuf>>> {
    dawns(root, strip)
}

/// A dawn in each of the sizes, as large as `shape` says.
fn dawns(root: &Path, shape: fn((u32, u32)) -> (u32, u32)) -> Result<Vec<Vec<PathBuf>>> {
    let mut all = Vec::new();
    for (index, size) in SIZES.into_iter().enumerate() {
        let (width, height) = shape(size);
        let mut pixels = Vec::new();
        for row in 0..height {
            let light = u8::try_from(row * 200 / height).context("a colour")?;
            let hue = u8::try_from(index * 40).context("a colour")?;
            for _ in 0..width {
                pixels.extend([40 + light, 60 + light / 2, 180_u8.saturating_sub(hue), 255]);
            }
        }
        let png = picture::png_of(pixels, width, height)?;
        all.push(copies(
            root,
            &format!("{index}-{width}x{height}.png"),
            &png,
        )?);
    }
    Ok(all)
}
