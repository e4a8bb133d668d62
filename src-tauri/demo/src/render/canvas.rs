//! Pixels: one finished frame, and the pictures ("layers") that are moved over each other to make
//! it. Layers are drawn once and sampled for every frame, which is what makes rendering fast.
//! Knows nothing of scenes, prompts or video.
//!
//! A pixel is a `u32` with red in the lowest byte and premultiplied alpha in the highest. Working
//! on two channels at a time in one register keeps the inner loops short.

use tiny_skia::Pixmap;

const EVEN: u32 = 0x00ff_00ff;
const HALF: u32 = 0x0080_0080;

/// A premultiplied RGBA picture.
#[derive(Debug, Clone)]
pub struct Bitmap {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u32>,
}

impl Bitmap {
    pub fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![0; width * height],
        }
    }

    pub fn from_pixmap(pixmap: &Pixmap) -> Self {
        let pixels = pixmap
            .data()
            .as_chunks::<4>()
            .0
            .iter()
            .map(|rgba| u32::from_le_bytes(*rgba))
            .collect();
        Self {
            width: pixmap.width() as usize,
            height: pixmap.height() as usize,
            pixels,
        }
    }

    pub fn row(&self, y: usize) -> &[u32] {
        &self.pixels[y * self.width..(y + 1) * self.width]
    }

    pub fn row_mut(&mut self, y: usize) -> &mut [u32] {
        &mut self.pixels[y * self.width..(y + 1) * self.width]
    }

    /// Lays another picture over this one, its top left corner at `(left, top)`; what falls
    /// outside is cut off.
    pub fn lay(&mut self, over: &Bitmap, left: i32, top: i32) {
        for (y, source) in (top..).zip(over.pixels.chunks_exact(over.width.max(1))) {
            let Ok(y) = usize::try_from(y) else { continue };
            if y >= self.height {
                break;
            }
            let row = self.row_mut(y);
            for (x, pixel) in (left..).zip(source) {
                if let Some(target) = usize::try_from(x).ok().and_then(|x| row.get_mut(x)) {
                    *target = over_pixel(*pixel, *target);
                }
            }
        }
    }
}

/// Opaque colour of three channels, `0.0..=1.0` each, rounded after adding `dither` steps of 1/255.
pub fn opaque(colour: [f32; 3], dither: f32) -> u32 {
    let byte = |v: f32| to_byte(v * 255.0 + dither);
    u32::from_le_bytes([byte(colour[0]), byte(colour[1]), byte(colour[2]), 255])
}

/// A colour with alpha, premultiplied here.
pub fn translucent(colour: [f32; 3], alpha: f32) -> u32 {
    let alpha = alpha.clamp(0.0, 1.0);
    let byte = |v: f32| to_byte(v * alpha * 255.0 + 0.5);
    u32::from_le_bytes([
        byte(colour[0]),
        byte(colour[1]),
        byte(colour[2]),
        to_byte(alpha * 255.0 + 0.5),
    ])
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a byte"
)]
fn to_byte(value: f32) -> u8 {
    value.clamp(0.0, 255.0) as u8
}

/// `b` where `t` is 0, `a` where it is 256; all four channels.
#[inline]
pub fn mix_pixel(a: u32, b: u32, t: u32) -> u32 {
    let s = 256 - t;
    let even = ((a & EVEN) * t + (b & EVEN) * s + HALF) >> 8 & EVEN;
    let odd = (((a >> 8) & EVEN) * t + ((b >> 8) & EVEN) * s + HALF) & !EVEN;
    even | odd
}

/// Every channel times `t / 256`, `t` in `0..=256`.
#[inline]
pub fn scale_pixel(a: u32, t: u32) -> u32 {
    let even = ((a & EVEN) * t) >> 8 & EVEN;
    let odd = (((a >> 8) & EVEN) * t) & !EVEN;
    even | odd
}

/// Source over target, both premultiplied.
#[inline]
pub fn over_pixel(source: u32, target: u32) -> u32 {
    let alpha = source >> 24;
    match alpha {
        0 => target,
        255 => source,
        _ => add_pixel(source, scale_pixel(target, 256 - alpha - (alpha >> 7))),
    }
}

/// The saturated sum of every channel.
#[inline]
pub fn add_pixel(a: u32, b: u32) -> u32 {
    let even = (a & EVEN) + (b & EVEN);
    let odd = ((a >> 8) & EVEN) + ((b >> 8) & EVEN);
    saturate(even) | saturate(odd) << 8
}

#[inline]
fn saturate(pair: u32) -> u32 {
    let carry = pair & 0x0100_0100;
    (pair | (carry - (carry >> 8))) & EVEN
}

/// How a layer meets what lies below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blend {
    /// Covers it, as paint does.
    Over,
    /// Adds to it, as light does.
    Light,
}

/// What a layer does besides following the camera.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Motion {
    Still,
    /// Moves sideways, in frame pixels a second.
    Drift(f32),
    /// Rises and falls by `height` frame pixels once in `period` seconds.
    Bob {
        height: f32,
        period: f32,
    },
    /// Turns about the vertical line through `axis` (frame pixels from the centre) once in
    /// `period` seconds, starting at `phase` turns.
    Turn {
        axis: f32,
        period: f32,
        phase: f32,
    },
}

/// Where the camera is in one frame.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// Enlargement of the nearest layers, at least 1.
    pub zoom: f32,
    /// Sideways and downward shift of the nearest layers, in frame pixels.
    pub pan: (f32, f32),
    /// Seconds from the start of the clip.
    pub time: f32,
}

impl View {
    pub fn zoom_at(&self, depth: f32) -> f32 {
        1.0 + (self.zoom - 1.0) * (0.25 + 0.75 * depth)
    }

    pub fn pan_at(&self, depth: f32) -> (f32, f32) {
        let share = 0.12 + 0.88 * depth;
        (self.pan.0 * share, self.pan.1 * share)
    }

    /// The frame row (from the centre) of a height given from the centre at zoom 1.
    pub fn row_of(&self, height: f32, depth: f32) -> f32 {
        (height + self.pan_at(depth).1) * self.zoom_at(depth)
    }
}

/// A picture somewhere in the scene.
#[derive(Debug, Clone)]
pub struct Layer {
    bitmap: Bitmap,
    /// First and one past the last column that is not empty, for each row.
    spans: Vec<(usize, usize)>,
    /// Left and top edge in frame pixels from the frame's centre at zoom 1.
    origin: (f32, f32),
    /// Bitmap pixels to a frame pixel.
    density: f32,
    /// 0 is the sky, 1 the foreground.
    depth: f32,
    blend: Blend,
    motion: Motion,
}

/// One bitmap axis sampled along one frame axis.
struct Samples {
    /// The first frame position that falls on the bitmap.
    start: usize,
    /// Bitmap index, and weight of its successor in 1/256.
    at: Vec<(usize, u32)>,
}

impl Layer {
    pub fn new(bitmap: Bitmap, origin: (f32, f32), density: f32, depth: f32) -> Self {
        let spans = (0..bitmap.height).map(|y| span_of(bitmap.row(y))).collect();
        Self {
            bitmap,
            spans,
            origin,
            density,
            depth,
            blend: Blend::Over,
            motion: Motion::Still,
        }
    }

    #[must_use]
    pub fn blend(mut self, blend: Blend) -> Self {
        self.blend = blend;
        self
    }

    #[must_use]
    pub fn motion(mut self, motion: Motion) -> Self {
        self.motion = motion;
        self
    }

    /// Draws the layer into the frame as the camera sees it.
    pub fn draw(&self, frame: &mut Bitmap, view: &View) {
        let zoom = view.zoom_at(self.depth);
        let pan = view.pan_at(self.depth);
        let mut origin = self.origin;
        let mut stretch = 1.0;
        let mut gain = 256;
        match self.motion {
            Motion::Still => {}
            Motion::Drift(speed) => origin.0 += speed * view.time,
            Motion::Bob { height, period } => {
                origin.1 += height * (view.time / period * std::f32::consts::TAU).sin();
            }
            Motion::Turn {
                axis,
                period,
                phase,
            } => {
                let turn = (view.time / period + phase) * std::f32::consts::TAU;
                stretch = turn.cos();
                if stretch.abs() < 0.04 {
                    return;
                }
                origin.0 = axis + (origin.0 - axis) * stretch;
                // A beam that points away from the eye is dimmer than one seen from the side.
                gain = lit(0.35 + 0.65 * stretch.abs());
            }
        }
        let half = (frame.width as f32 / 2.0, frame.height as f32 / 2.0);
        let xs = samples(
            frame.width,
            self.bitmap.width,
            self.density / (zoom * stretch),
            ((-half.0 + 0.5) / zoom - pan.0 - origin.0) * self.density / stretch,
        );
        let ys = samples(
            frame.height,
            self.bitmap.height,
            self.density / zoom,
            ((-half.1 + 0.5) / zoom - pan.1 - origin.1) * self.density,
        );
        for (y, &(v, fy)) in (ys.start..).zip(&ys.at) {
            self.draw_row(frame.row_mut(y), &xs, (v, fy), gain);
        }
    }

    fn draw_row(&self, target: &mut [u32], xs: &Samples, (v, fy): (usize, u32), gain: u32) {
        let below = (v + 1).min(self.bitmap.height - 1);
        let (a, b) = (self.spans[v], self.spans[below]);
        let (from, to) = (a.0.min(b.0), a.1.max(b.1));
        if from >= to {
            return;
        }
        let (top, bottom) = (self.bitmap.row(v), self.bitmap.row(below));
        let last = self.bitmap.width - 1;
        for (pixel, &(u, fx)) in target[xs.start..].iter_mut().zip(&xs.at) {
            if u + 1 < from || u >= to {
                continue;
            }
            let right = (u + 1).min(last);
            let colour = mix_pixel(
                mix_pixel(bottom[right], bottom[u], fx),
                mix_pixel(top[right], top[u], fx),
                fy,
            );
            *pixel = match self.blend {
                Blend::Over => over_pixel(colour, *pixel),
                Blend::Light => add_pixel(scale_pixel(colour, gain), *pixel),
            };
        }
    }
}

/// A gain of 0..=1 in 1/256.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped"
)]
pub fn lit(gain: f32) -> u32 {
    (gain.clamp(0.0, 1.0) * 256.0) as u32
}

fn span_of(row: &[u32]) -> (usize, usize) {
    let from = row.iter().position(|p| *p != 0).unwrap_or(row.len());
    let to = row
        .iter()
        .rposition(|p| *p != 0)
        .map_or(from, |last| last + 1);
    (from, to)
}

/// Positions `first + i * step` (in bitmap pixels, measured at pixel centres) for the frame
/// positions `0..length` that fall on a bitmap axis of `size` pixels.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be inside"
)]
fn samples(length: usize, size: usize, step: f32, first: f32) -> Samples {
    let mut start = 0;
    let mut at = Vec::with_capacity(length);
    for i in 0..length {
        let position = first + i as f32 * step;
        if position < 0.0 || position >= size as f32 {
            if at.is_empty() {
                start = i + 1;
                continue;
            }
            break;
        }
        let position = (position - 0.5).max(0.0);
        at.push((position as usize, ((position.fract()) * 256.0) as u32));
    }
    Samples {
        start: start.min(length),
        at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_of_the_frames_size_covers_it_exactly_at_rest() {
        let mut bitmap = Bitmap::new(4, 2);
        for (i, pixel) in (0_u32..).zip(&mut bitmap.pixels) {
            *pixel = 0xff00_0000 | i * 20;
        }
        let layer = Layer::new(bitmap.clone(), (-2.0, -1.0), 1.0, 1.0);
        let mut frame = Bitmap::new(4, 2);
        layer.draw(
            &mut frame,
            &View {
                zoom: 1.0,
                pan: (0.0, 0.0),
                time: 0.0,
            },
        );
        assert_eq!(frame.pixels, bitmap.pixels);
    }

    #[test]
    fn half_transparent_white_over_black_is_grey() {
        let pixel = over_pixel(translucent([1.0; 3], 0.5), 0xff00_0000);
        assert!((127..=129).contains(&(pixel & 0xff)));
        assert!(pixel >> 24 >= 254);
    }

    #[test]
    fn light_does_not_overflow_into_the_next_channel() {
        assert_eq!(add_pixel(0x00ff_80ff, 0x0001_80ff), 0x00ff_ffff);
    }

    #[test]
    fn a_layer_off_the_frame_draws_nothing() {
        let layer = Layer::new(
            Bitmap {
                width: 1,
                height: 1,
                pixels: vec![!0],
            },
            (90.0, 0.0),
            1.0,
            1.0,
        );
        let mut frame = Bitmap::new(8, 8);
        layer.draw(
            &mut frame,
            &View {
                zoom: 1.0,
                pan: (0.0, 0.0),
                time: 0.0,
            },
        );
        assert!(frame.pixels.iter().all(|p| *p == 0));
    }
}
