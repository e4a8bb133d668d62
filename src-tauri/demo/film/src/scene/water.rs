//! Water mirrors what was painted above it, broken by waves. It works on the finished upper part
//! of every frame, so everything over the horizon is reflected without being known here.

use super::palette::{Rgb, luma};
use crate::render::layer::View;
use crate::render::pixel::{Bitmap, add_pixel, mix_pixel, opaque, scale_pixel};

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
    /// The first frame row that is water.
    pub fn shore(&self, frame: &Bitmap, view: &View) -> usize {
        let middle = frame.height as f32 / 2.0;
        let shore = view.row_of(self.horizon, self.depth) + middle;
        super::stage::index(shore.round()).clamp(1, frame.height)
    }

    /// Paints the water into the rows above `bottom` of a frame whose upper part is finished.
    pub fn draw(&self, frame: &mut Bitmap, view: &View, bottom: usize) {
        let unit = frame.width.min(frame.height) as f32;
        let first = self.shore(frame, view);
        let sine = sine_table();
        let (upper, lower) = frame.pixels.split_at_mut(first * frame.width);
        let rows = lower.chunks_exact_mut(frame.width).zip(0_u16..);
        for (row, down) in rows.take(bottom.saturating_sub(first)) {
            // Perspective: the higher up a row of water, the farther away it is.
            let down = f32::from(down) + 0.5;
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
        let far = 1.0 / (nearness + 0.018);
        let sway = self.swell * unit * (0.004 + 0.075 * nearness);
        let lift = self.swell * unit * (0.002 + 0.11 * nearness);
        let tint = opaque(self.tint, 0.5);
        let own = 0.16 + 0.55 * (nearness * 1.15).min(1.0) * (0.4 + 0.6 * self.swell);
        let centre = row.len() as f32 / 2.0;
        let glitter = self
            .path
            .map(|path| Glitter::new(path, self.depth, view, mirror));
        for (pixel, column) in row.iter_mut().zip(0_u16..) {
            let x = f32::from(column) - centre;
            let wave = Wave::at(sine, x * far * 1.9 / unit, far * 5.2, view.time);
            let mirrored = mirror.at(x + centre + sway * wave.shift, lift * wave.slope);
            let shade = (own + wave.slope * 0.20 * self.swell).clamp(0.0, 1.0);
            let colour = mix_pixel(tint, mirrored, weight(shade));
            let light = glitter.as_ref().map_or(0, |glitter| glitter.at(x, &wave));
            *pixel = add_pixel(colour, light) | 0xff00_0000;
        }
    }
}

/// The surface at one point: waves of four lengths that run against each other.
struct Wave {
    /// Towards the eye, -1 to 1.
    slope: f32,
    /// Sideways, -1 to 1.
    shift: f32,
    /// The shortest of them.
    ripple: f32,
}

impl Wave {
    /// At a place across (`u`) and away from the eye (`v`), in wave lengths of the horizon.
    fn at(sine: &[f32; STEPS], u: f32, v: f32, time: f32) -> Self {
        let long = sine_of(sine, u * 0.16 + v * 0.50 + time * 0.22);
        let cross = sine_of(sine, u * 0.43 - v * 0.83 + time * 0.31);
        let broad = sine_of(sine, u * 0.07 + v * 1.37 - time * 0.17 + cross * 0.12);
        let ripple = sine_of(sine, -u * 0.91 + v * 0.29 + time * 0.47 + long * 0.2);
        let slope = (long + cross * 0.6 + broad * 0.8 + ripple * 0.35) / 2.75;
        Self {
            slope,
            shift: (cross + ripple) * 0.5,
            ripple,
        }
    }
}

/// The path of light that the sun or moon lays on one row of water.
struct Glitter {
    centre: f32,
    reach: f32,
    light: u32,
    power: f32,
}

impl Glitter {
    fn new(
        (x, colour, width): (f32, Rgb, f32),
        depth: f32,
        view: &View,
        mirror: &Mirror<'_>,
    ) -> Self {
        Self {
            centre: (x + view.pan_at(depth).0) * view.zoom_at(depth),
            reach: mirror.unit * width * (0.6 + 2.6 * mirror.nearness),
            light: opaque(colour, 0.5),
            power: luma(colour) * (0.95 - 0.4 * mirror.nearness.min(1.0)),
        }
    }

    fn at(&self, x: f32, wave: &Wave) -> u32 {
        let off = (x - self.centre) / self.reach;
        let fall = (-off * off).exp();
        let crest = (wave.slope + 0.25 * wave.ripple + fall * 0.55 - 0.62) * 3.2;
        scale_pixel(
            self.light,
            weight(crest.clamp(0.0, 1.0) * fall * self.power),
        )
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
fn sine_of(sine: &[f32; STEPS], turns: f32) -> f32 {
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
