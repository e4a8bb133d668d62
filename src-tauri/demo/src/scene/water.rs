//! Water mirrors what was painted above it, broken by waves. It works on the finished upper part
//! of every frame, so everything over the horizon is reflected without being known here.

use super::palette::{Rgb, luma};
use crate::render::canvas::{Bitmap, View, add_pixel, mix_pixel, opaque, scale_pixel};

/// A water surface from the horizon to the bottom of the frame.
#[derive(Debug, Clone)]
pub struct Water {
    /// Height of the horizon in stage coordinates, and how far away it is.
    pub horizon: f32,
    pub depth: f32,
    /// The water's own colour.
    pub tint: Rgb,
    /// 0 is a mirror, 1 the open sea.
    pub swell: f32,
    /// Where the sun's or moon's path of light lies (stage coordinates), its colour and width.
    pub path: Option<(f32, Rgb, f32)>,
}

/// Steps of one wave in the sine table.
const STEPS: usize = 1024;

impl Water {
    /// Paints the water into a frame whose upper part is finished.
    pub fn draw(&self, frame: &mut Bitmap, view: &View) {
        let unit = frame.width.min(frame.height) as f32;
        let middle = frame.height as f32 / 2.0;
        let shore =
            (view.row_of(self.horizon, self.depth) + middle).clamp(1.0, frame.height as f32);
        let first = super::stage::index(shore.round()).min(frame.height);
        let sine = sine_table();
        let (upper, lower) = frame.pixels.split_at_mut(first * frame.width);
        let rows = lower.chunks_exact_mut(frame.width).zip(0_u16..);
        for (row, down) in rows {
            let down = f32::from(down) + 0.5;
            // Perspective: a row's distance from the eye falls with its distance from the horizon.
            let nearness = down / unit;
            let mirror = Mirror {
                upper,
                width: frame.width,
                shore: first,
                down,
                nearness,
                unit,
            };
            self.row(row, &mirror, view, &sine);
        }
    }

    fn row(&self, row: &mut [u32], mirror: &Mirror<'_>, view: &View, sine: &[f32; STEPS]) {
        let Mirror { nearness, unit, .. } = *mirror;
        let t = view.time;
        let far = 1.0 / (nearness + 0.018);
        let phase = far * 5.2;
        let sway = self.swell * unit * (0.004 + 0.075 * nearness);
        let lift = self.swell * unit * (0.002 + 0.11 * nearness);
        let tint = opaque(self.tint, 0.5);
        let own = 0.16 + 0.55 * (nearness * 1.15).min(1.0) * (0.4 + 0.6 * self.swell);
        let scale = far * 1.9 / unit;
        let centre = row.len() as f32 / 2.0;
        let zoom = view.zoom_at(self.depth);
        let pan = view.pan_at(self.depth).0;
        let path = self.path.map(|(x, colour, width)| {
            let reach = unit * width * (0.6 + 2.6 * nearness);
            ((x + pan) * zoom, opaque(colour, 0.5), reach, luma(colour))
        });
        for (pixel, column) in row.iter_mut().zip(0_u16..) {
            let x = f32::from(column) - centre;
            let u = x * scale;
            let a = wave(sine, u * 0.16 + phase * 0.50 + t * 0.22);
            let b = wave(sine, u * 0.43 - phase * 0.83 + t * 0.31);
            let c = wave(sine, u * 0.07 + phase * 1.37 - t * 0.17 + b * 0.12);
            let d = wave(sine, -u * 0.91 + phase * 0.29 + t * 0.47 + a * 0.2);
            let slope = (a + b * 0.6 + c * 0.8 + d * 0.35) / 2.75;
            let mirrored = mirror.at(x + centre + sway * (b + d) * 0.5, lift * slope);
            let shade = (own + slope * 0.20 * self.swell).clamp(0.0, 1.0);
            let mut colour = mix_pixel(tint, mirrored, weight(shade));
            if let Some((at, light, reach, power)) = path {
                let off = (x - at) / reach;
                let fall = (-off * off).exp();
                let crest = ((slope + 0.25 * d + fall * 0.55 - 0.62) * 3.2).clamp(0.0, 1.0);
                let gain = crest * fall * power * (0.95 - 0.4 * nearness.min(1.0));
                colour = add_pixel(colour, scale_pixel(light, weight(gain)));
            }
            *pixel = colour | 0xff00_0000;
        }
    }
}

struct Mirror<'a> {
    upper: &'a [u32],
    width: usize,
    shore: usize,
    down: f32,
    nearness: f32,
    unit: f32,
}

impl Mirror<'_> {
    /// The picture above the water, as seen by way of a wave.
    fn at(&self, x: f32, shift: f32) -> u32 {
        let up = (self.down * 0.92 + shift).abs().max(1.0);
        let shore = self.shore as f32;
        // Beyond the top of the picture the reflection turns back instead of repeating one row.
        let up = if up < shore {
            up
        } else {
            (2.0 * shore - up).max(1.0)
        };
        let y = super::stage::index(shore - up).min(self.shore - 1);
        let x = super::stage::index(x).min(self.width - 1);
        self.upper[y * self.width + x]
    }
}

fn sine_table() -> [f32; STEPS] {
    std::array::from_fn(|i| (i as f32 / STEPS as f32 * std::f32::consts::TAU).sin())
}

/// The sine of a number of turns.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "wraps by design"
)]
fn wave(sine: &[f32; STEPS], turns: f32) -> f32 {
    sine[((turns * STEPS as f32) as i32 as usize) & (STEPS - 1)]
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped"
)]
fn weight(share: f32) -> u32 {
    (share.clamp(0.0, 1.0) * 256.0) as u32
}
