//! Pictures ("layers") that are moved over each other to make a frame. Layers are drawn once and
//! sampled for every frame, which is what makes rendering fast. Knows nothing of what they show.

use super::pixel::{Bitmap, add_pixel, mix_pixel, over_pixel, scale_pixel};

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
    /// The row from which on everything is opaque.
    solid: usize,
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
        let is_solid = |y: &usize| bitmap.row(*y).iter().all(|pixel| pixel >> 24 == 255);
        let solid = (0..bitmap.height)
            .rev()
            .take_while(is_solid)
            .last()
            .unwrap_or(bitmap.height);
        Self {
            bitmap,
            spans,
            solid,
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

    /// The first frame row that this layer hides everything behind, if it does so from there down
    /// to row `bottom`.
    pub fn hides_from(&self, size: (usize, usize), view: &View, bottom: usize) -> Option<usize> {
        if self.motion != Motion::Still || self.blend != Blend::Over {
            return None;
        }
        let (xs, ys) = self.samples(size, view, self.origin, 1.0);
        let is_wide = xs.start == 0 && xs.at.len() == size.0;
        let is_deep = ys.start + ys.at.len() >= bottom;
        let first = ys.at.iter().position(|(v, _)| *v >= self.solid)?;
        (is_wide && is_deep).then_some(ys.start + first)
    }

    /// Draws the layer into the rows above `bottom` as the camera sees it.
    pub fn draw(&self, frame: &mut Bitmap, view: &View, bottom: usize) {
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
        let (xs, ys) = self.samples((frame.width, frame.height), view, origin, stretch);
        let mut line = vec![0; self.bitmap.width + 1];
        for (y, &(v, fy)) in (ys.start..bottom).zip(&ys.at) {
            if let Some(span) = self.blend_rows(v, fy, &mut line) {
                self.draw_row(frame.row_mut(y), &xs, &line, span, gain);
            }
        }
    }

    /// Which bitmap columns and rows fall on which frame columns and rows.
    fn samples(
        &self,
        (width, height): (usize, usize),
        view: &View,
        origin: (f32, f32),
        stretch: f32,
    ) -> (Samples, Samples) {
        let zoom = view.zoom_at(self.depth);
        let pan = view.pan_at(self.depth);
        let half = (width as f32 / 2.0, height as f32 / 2.0);
        let xs = samples(
            width,
            self.bitmap.width,
            self.density / (zoom * stretch),
            ((-half.0 + 0.5) / zoom - pan.0 - origin.0) * self.density / stretch,
        );
        let ys = samples(
            height,
            self.bitmap.height,
            self.density / zoom,
            ((-half.1 + 0.5) / zoom - pan.1 - origin.1) * self.density,
        );
        (xs, ys)
    }

    /// Mixes a row with the one below it; gives the columns that are not empty.
    fn blend_rows(&self, v: usize, fy: u32, line: &mut [u32]) -> Option<(usize, usize)> {
        let below = (v + 1).min(self.bitmap.height - 1);
        let (a, b) = (self.spans[v], self.spans[below]);
        let (from, to) = (a.0.min(b.0), a.1.max(b.1));
        if from >= to {
            return None;
        }
        let rows = self.bitmap.row(v)[from..to]
            .iter()
            .zip(&self.bitmap.row(below)[from..to]);
        for (mixed, (top, bottom)) in line[from..to].iter_mut().zip(rows) {
            *mixed = mix_pixel(*bottom, *top, fy);
        }
        // Neighbours of the span: empty, but for the last column of all, which repeats.
        if from > 0 {
            line[from - 1] = 0;
        }
        line[to] = if to == self.bitmap.width {
            line[to - 1]
        } else {
            0
        };
        Some((from, to))
    }

    fn draw_row(
        &self,
        target: &mut [u32],
        xs: &Samples,
        line: &[u32],
        (from, to): (usize, usize),
        gain: u32,
    ) {
        for (pixel, &(u, fx)) in target[xs.start..].iter_mut().zip(&xs.at) {
            if u + 1 < from || u >= to {
                continue;
            }
            let pair = &line[u..u + 2];
            let colour = mix_pixel(pair[1], pair[0], fx);
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
            *pixel = 0xff00_0000 | (i * 20);
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
            99,
        );
        assert_eq!(frame.pixels, bitmap.pixels);
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
            99,
        );
        assert!(frame.pixels.iter().all(|p| *p == 0));
    }
}
