//! The stamp of a clip that was ordered with a watermark ([seed2]): a framed word at the upper right,
//! where the slate has nothing. Visible without any font too. Knows nothing of the frame below.

use super::pixel::{Bitmap, translucent};
use super::text::{self, Style};

/// A stamp for letters of this height in pixels.
pub fn stamp(size: f32) -> Bitmap {
    let word = Style {
        size,
        leading: (size * 1.3).ceil(),
        bold: true,
        tracking: 0.2,
        colour: [1.0, 1.0, 1.0],
        max_lines: 1,
    };
    let word = text::set("SAMPLE", word, size * 20.0);
    let inset = crate::scene::pixels((size * 0.5).max(3.0));
    let (width, height) = word.as_ref().map_or((inset * 6, inset * 2), |word| {
        // Room for what stands out of the last letter, and its tracking, would be lopsided.
        let empty = crate::scene::pixels(size * (text::OVERHANG + 0.2));
        (word.width.saturating_sub(empty), word.height)
    });
    let mut stamp = Bitmap::new(width + inset * 2, height + inset);
    let line = crate::scene::pixels((size * 0.12).max(1.0));
    let (ground, ink) = (translucent([0.0; 3], 0.45), translucent([1.0; 3], 0.85));
    let (right, bottom) = (stamp.width - line, stamp.height - line);
    for y in 0..stamp.height {
        for (x, pixel) in stamp.row_mut(y).iter_mut().enumerate() {
            let edge = x < line || y < line || x >= right || y >= bottom;
            *pixel = if edge { ink } else { ground };
        }
    }
    if let Some(word) = word {
        let at = |room: usize| i32::try_from(room).unwrap_or(0);
        stamp.lay(&word, at(inset), at(inset / 2));
    }
    stamp
}
