//! What is written on a clip, as on the slate of a film crew: the prompt, which take it is, and a
//! running timecode. Laid over finished frames; knows nothing of what is in them.

use super::pixel::{Bitmap, over_pixel, translucent};
use super::stamp::stamp;
use super::text::{self, Style};

/// Amber, the one accent of the product.
const ACCENT: [f32; 3] = [0.96, 0.64, 0.24];
const INK: [f32; 3] = [0.98, 0.97, 0.94];
const PALE: [f32; 3] = [0.86, 0.84, 0.80];

/// What to write.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub prompt: &'a str,
    pub model: &'a str,
    /// Counts from 1.
    pub take: u32,
    /// Frames a second, for the timecode.
    pub rate: u32,
    /// Whether the clip bears a stamp.
    pub stamped: bool,
}

/// Ready to be laid over every frame of one clip.
#[derive(Debug)]
pub struct Slate {
    still: Bitmap,
    /// Rows of `still` that are not empty.
    rows: Vec<bool>,
    clock: Option<Clock>,
    rate: u32,
}

/// Pictures of the ten digits and the colon, all equally wide.
#[derive(Debug)]
struct Clock {
    glyphs: Vec<Bitmap>,
    advance: usize,
    /// Empty pixels at the right of each picture.
    overhang: f32,
    /// Right end and top, in pixels.
    right: usize,
    top: usize,
}

impl Slate {
    pub fn new(words: Words<'_>, width: usize, height: usize) -> Self {
        let mut still = Bitmap::new(width, height);
        let (w, h) = (width as f32, height as f32);
        let unit = w.min(h);
        let margin = (unit * 0.055).max(3.0);
        let size = (unit * 0.038).max(w * 0.020).max(7.0);
        foot(&mut still, words, (margin, size));
        let clock = head(&mut still, (margin, size), words.stamped);
        let rows = (0..height)
            .map(|y| still.row(y).iter().any(|p| *p != 0))
            .collect();
        Self {
            still,
            rows,
            clock,
            rate: words.rate.max(1),
        }
    }

    /// Lays the slate over the frame with this number, counted from 0.
    pub fn draw(&self, frame: &mut Bitmap, number: u32) {
        for (y, _) in self.rows.iter().enumerate().filter(|(_, used)| **used) {
            for (pixel, over) in frame.row_mut(y).iter_mut().zip(self.still.row(y)) {
                *pixel = over_pixel(*over, *pixel);
            }
        }
        if let Some(clock) = &self.clock {
            clock.draw(frame, &timecode(number, self.rate));
        }
    }
}

impl Clock {
    fn new(size: f32, right: f32, top: f32) -> Option<Self> {
        let ink = Style {
            bold: true,
            ..style(size, INK, 1)
        };
        let glyphs: Vec<Bitmap> = "0123456789:"
            .chars()
            .filter_map(|c| text::set(&c.to_string(), ink, size * 4.0))
            .collect();
        // Without every digit there is no clock.
        if glyphs.len() != 11 {
            return None;
        }
        let advance = crate::scene::pixels((size * 0.72).ceil()).max(1);
        Some(Self {
            glyphs,
            advance,
            overhang: size * text::OVERHANG,
            right: crate::scene::pixels(right),
            top: crate::scene::pixels(top),
        })
    }

    /// Room for a colon.
    fn gap(&self) -> usize {
        (self.advance * 9 / 16).max(1)
    }

    fn width(&self) -> usize {
        self.advance * 8 + self.gap() * 3
    }

    fn draw(&self, frame: &mut Bitmap, time: &str) {
        let mut x = self.right.saturating_sub(self.width());
        for c in time.chars() {
            let index = c.to_digit(10).map_or(10, |digit| digit as usize);
            let glyph = &self.glyphs[index];
            // Digits keep their columns while they change, each in the middle of its own.
            let cell = if index == 10 {
                self.gap()
            } else {
                self.advance
            };
            let inset = (cell as f32 - (glyph.width as f32 - self.overhang)) / 2.0;
            frame.lay(glyph, whole(x as f32 + inset), whole(self.top as f32));
            x += cell;
        }
    }
}

/// Hours, minutes, seconds and frames, as film people write it.
fn timecode(number: u32, rate: u32) -> String {
    let (seconds, frames) = (number / rate, number % rate);
    format!(
        "{:02}:{:02}:{:02}:{frames:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

fn style(size: f32, colour: [f32; 3], max_lines: usize) -> Style {
    Style {
        size,
        leading: (size * 1.32).ceil(),
        bold: false,
        tracking: 0.0,
        colour,
        max_lines,
    }
}

/// What stands at the bottom: which take it is, and the prompt; and the shade behind all letters.
fn foot(still: &mut Bitmap, words: Words<'_>, (margin, size): (f32, f32)) {
    let (w, h) = (still.width as f32, still.height as f32);
    let body = style(size, INK, 3);
    let label = Style {
        bold: true,
        tracking: 0.08,
        ..style(size * 0.62, ACCENT, 1)
    };
    let room = (w - margin * 2.0 - size * 0.9)
        .min(w.min(h) * 1.25)
        .max(size);
    let prompt = text::set(words.prompt, body, room);
    let take = format!(
        "TAKE {}  \u{b7}  {}  \u{b7}  {w}\u{d7}{h}",
        words.take, words.model
    );
    let take = text::set(&take, label, room);
    let tall = |bitmap: &Option<Bitmap>| bitmap.as_ref().map_or(0.0, |b| b.height as f32);
    let block = tall(&prompt) + tall(&take) + size * 0.25;
    shade(still, block + margin * 2.6, margin * 2.0 + size);
    let top = h - margin - block;
    if prompt.is_some() || take.is_some() {
        let extent = (size * 0.13, block - size * 0.2);
        bar(still, (margin, top + size * 0.1), extent);
    }
    let left = margin + size * 0.62;
    if let Some(take) = &take {
        still.lay(take, whole(left), whole(top));
    }
    if let Some(prompt) = &prompt {
        still.lay(prompt, whole(left), whole(top + tall(&take) + size * 0.25));
    }
}

/// What stands at the top: the timecode's place, and the stamp below it.
fn head(still: &mut Bitmap, (margin, size): (f32, f32), stamped: bool) -> Option<Clock> {
    let w = still.width as f32;
    let clock = Clock::new(size * 0.66, w - margin, margin);
    if let Some(clock) = &clock {
        record_dot(still, clock, size);
    }
    if stamped {
        let stamp = stamp(size * 1.1);
        let left = (w - margin - stamp.width as f32).max(0.0);
        still.lay(&stamp, whole(left), whole(margin + size * 1.4));
    }
    clock
}

/// Darkens the bottom and the top so that letters can be read over snow, and the corners a little.
fn shade(still: &mut Bitmap, foot: f32, head: f32) {
    let (w, h) = (still.width as f32, still.height as f32);
    for y in 0..still.height {
        let at = y as f32 + 0.5;
        let low = ((at - (h - foot * 1.5)) / (foot * 1.5)).max(0.0);
        let high = ((head * 1.4 - at) / (head * 1.4)).max(0.0);
        let base = 0.66 * ease(low) + 0.26 * ease(high);
        for (x, pixel) in still.row_mut(y).iter_mut().enumerate() {
            let (dx, dy) = ((x as f32 + 0.5) / w - 0.5, at / h - 0.5);
            let corner = ((dx * dx + dy * dy - 0.16) * 0.75).max(0.0);
            let alpha = base + corner * (1.0 - base);
            // A step of noise hides the steps of eight bits.
            let noise = ((x * 7 + y * 13) % 5) as f32 / 5.0 / 255.0;
            *pixel = translucent([0.02, 0.02, 0.03], (alpha + noise - 0.5 / 255.0).min(0.9));
        }
    }
}

fn ease(t: f32) -> f32 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

fn bar(still: &mut Bitmap, (left, top): (f32, f32), (wide, tall): (f32, f32)) {
    let pixels = crate::scene::pixels;
    let mut bitmap = Bitmap::new(pixels(wide.max(1.5)), pixels(tall.max(1.0)).max(1));
    bitmap.pixels.fill(translucent(ACCENT, 1.0));
    still.lay(&bitmap, whole(left), whole(top));
}

/// The red point beside the timecode.
fn record_dot(still: &mut Bitmap, clock: &Clock, size: f32) {
    let radius = (size * 0.17).max(1.5);
    let side = crate::scene::pixels(radius * 2.0 + 2.0);
    let mut bitmap = Bitmap::new(side, side);
    let middle = side as f32 / 2.0;
    for y in 0..side {
        for x in 0..side {
            let off = (x as f32 + 0.5 - middle).hypot(y as f32 + 0.5 - middle);
            let cover = (radius + 0.5 - off).clamp(0.0, 1.0);
            bitmap.row_mut(y)[x] = translucent([0.92, 0.26, 0.20], cover);
        }
    }
    let line = clock.glyphs[0].height as f32;
    let left = clock.right as f32 - clock.width() as f32 - size * 0.75;
    still.lay(
        &bitmap,
        whole(left),
        whole(clock.top as f32 + line * 0.52 - middle),
    );
    let tag = Style {
        bold: true,
        tracking: 0.08,
        ..style(size * 0.56, PALE, 1)
    };
    if let Some(tag) = text::set("RUSHES DEMO", tag, size * 20.0) {
        let margin = still.width as f32 - clock.right as f32;
        if margin * 2.0 + tag.width as f32 + size * 2.0 < left {
            still.lay(&tag, whole(margin), whole(clock.top as f32 + line * 0.06));
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "pixel positions")]
fn whole(value: f32) -> i32 {
    value.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_timecode_counts_frames() {
        assert_eq!(
            (timecode(0, 24), timecode(24 * 61 + 5, 24)),
            ("00:00:00:00".into(), "00:01:01:05".into())
        );
    }

    #[test]
    fn a_chinese_prompt_leaves_other_pixels_than_none() {
        let slate = |prompt| {
            Slate::new(
                Words {
                    prompt,
                    model: "demo-1",
                    take: 1,
                    rate: 24,
                    stamped: false,
                },
                320,
                180,
            )
            .still
        };
        assert_ne!(slate("黄昏的灯塔").pixels, slate("").pixels);
    }

    #[test]
    fn a_tiny_frame_can_be_written_on() {
        let slate = Slate::new(
            Words {
                prompt: "a cat",
                model: "demo-1",
                take: 1,
                rate: 60,
                stamped: true,
            },
            64,
            64,
        );
        let mut frame = Bitmap::new(64, 64);
        slate.draw(&mut frame, 3);
        assert!(frame.pixels.iter().any(|p| *p != 0));
    }
}
