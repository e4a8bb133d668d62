//! What moves by itself: rain, snow, birds, fireflies, twinkling stars, dust in the light. Small,
//! many, and drawn anew for every frame.

use super::palette::Rgb;
use super::stage::Stage;
use crate::dice::Dice;
use crate::render::pixel::{Bitmap, add_pixel, mix_pixel, opaque, scale_pixel};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Rain,
    Snow,
    Birds,
    Fireflies,
    Twinkle,
    Dust,
}

/// One kind of moving thing.
#[derive(Debug, Clone)]
pub struct Life {
    kind: Kind,
    colour: Rgb,
    motes: Vec<Mote>,
}

/// Where one of them starts, in shares of the frame, and how it differs from its like.
#[derive(Debug, Clone, Copy)]
struct Mote {
    x: f32,
    y: f32,
    near: f32,
    phase: f32,
    pace: f32,
}

impl Life {
    pub fn new(stage: Stage, kind: Kind, colour: Rgb, dice: &mut Dice) -> Self {
        let wide = stage.spread().max(1.0 / stage.spread());
        let count = match kind {
            Kind::Rain => 260.0 * wide,
            Kind::Snow => 240.0 * wide,
            Kind::Birds => 7.0,
            Kind::Fireflies => 34.0 * wide,
            Kind::Twinkle => 26.0 * wide,
            Kind::Dust => 40.0 * wide,
        };
        let motes = (0..super::stage::index(count))
            .map(|_| Mote::new(kind, dice))
            .collect();
        Self {
            kind,
            colour,
            motes,
        }
    }

    /// Draws all of them as they are `time` seconds into the clip.
    pub fn draw(&self, frame: &mut Bitmap, time: f32) {
        let mut brush = Brush::new(frame, self.colour);
        for mote in &self.motes {
            match self.kind {
                Kind::Rain => brush.drop(mote, time),
                Kind::Snow => brush.flake(mote, time),
                Kind::Birds => brush.bird(mote, time),
                Kind::Fireflies => brush.firefly(mote, time),
                Kind::Twinkle => brush.twinkle(mote, time),
                Kind::Dust => brush.dust(mote, time),
            }
        }
    }
}

impl Mote {
    fn new(kind: Kind, dice: &mut Dice) -> Self {
        let (x, y) = match kind {
            // A loose flock.
            Kind::Birds => (dice.between(0.10, 0.42), dice.between(0.16, 0.34)),
            Kind::Twinkle => (dice.unit(), dice.unit() * 0.5),
            Kind::Fireflies => (dice.unit(), dice.between(0.45, 0.98)),
            Kind::Rain | Kind::Snow | Kind::Dust => (dice.unit(), dice.unit()),
        };
        let (near, phase, pace) = (dice.unit(), dice.unit(), dice.between(0.8, 1.25));
        Self {
            x,
            y,
            near,
            phase,
            pace,
        }
    }
}

struct Brush<'a> {
    frame: &'a mut Bitmap,
    width: f32,
    height: f32,
    unit: f32,
    light: u32,
}

impl<'a> Brush<'a> {
    fn new(frame: &'a mut Bitmap, colour: Rgb) -> Self {
        let (width, height) = (frame.width as f32, frame.height as f32);
        Self {
            frame,
            width,
            height,
            unit: width.min(height),
            light: opaque(colour, 0.5),
        }
    }

    fn drop(&mut self, mote: &Mote, time: f32) {
        let speed = 1.5 + 1.4 * mote.near;
        let y = ((mote.y + time * speed * mote.pace) % 1.15 - 0.1) * self.height;
        let x = (mote.x + mote.phase - 0.04 * y / self.height).rem_euclid(1.0) * self.width;
        let length = self.unit * (0.022 + 0.05 * mote.near * mote.near);
        let alpha = 0.10 + 0.22 * mote.near * mote.near;
        self.line(
            (x, y),
            (x - length * 0.06, y + length),
            0.6 + 0.5 * mote.near,
            alpha,
        );
    }

    fn flake(&mut self, mote: &Mote, time: f32) {
        let size = mote.near.powi(3);
        let speed = 0.035 + 0.10 * size + 0.03 * mote.near;
        let y = ((mote.y + time * speed * mote.pace) % 1.08 - 0.04) * self.height;
        let sway = ((time * 0.35 * mote.pace + mote.phase) * std::f32::consts::TAU).sin();
        let x = (mote.x + 0.012 * sway + time * 0.012).rem_euclid(1.0) * self.width;
        let radius = self.unit * (0.0014 + 0.0062 * size);
        self.dot(x, y, radius.max(0.7), 0.80 - 0.45 * size);
    }

    fn bird(&mut self, mote: &Mote, time: f32) {
        let x = (mote.x + time * 0.022 * mote.pace) * self.width;
        let glide = ((time * 0.11 + mote.phase) * std::f32::consts::TAU).sin();
        let y = (mote.y + 0.008 * glide) * self.height;
        let span = self.unit * (0.010 + 0.012 * mote.near);
        let beat = ((time * 1.7 * mote.pace + mote.phase) * std::f32::consts::TAU).sin();
        let lift = span * (0.40 + 0.30 * beat);
        for side in [-1.0, 1.0] {
            let elbow = (x + side * span * 0.5, y - lift);
            let tip = (x + side * span, y - lift * 0.35 + span * 0.06);
            self.line((x, y), elbow, span * 0.075, 0.85);
            self.line(elbow, tip, span * 0.05, 0.8);
        }
    }

    fn firefly(&mut self, mote: &Mote, time: f32) {
        let turn = |rate: f32, shift: f32| {
            ((time * rate * mote.pace + mote.phase + shift) * std::f32::consts::TAU).sin()
        };
        let x = (mote.x + 0.03 * turn(0.06, 0.0) + 0.012 * turn(0.17, 0.3)) * self.width;
        let y = (mote.y + 0.03 * turn(0.05, 0.2) + 0.010 * turn(0.21, 0.6)) * self.height;
        let glow = turn(0.25, 0.1).max(0.0).powf(0.7);
        let radius = self.unit * (0.0022 + 0.002 * mote.near);
        self.glow(x, y, radius * 7.0, 0.34 * glow);
        self.glow(x, y, radius * 1.6, 1.0 * glow);
    }

    fn twinkle(&mut self, mote: &Mote, time: f32) {
        let beat = ((time * 0.45 * mote.pace + mote.phase) * std::f32::consts::TAU).sin();
        let power = 0.25 + 0.55 * (0.5 + 0.5 * beat).powi(2);
        let fade = 1.0 - mote.y * 1.6;
        let (x, y) = (mote.x * self.width, mote.y * self.height);
        self.glow(
            x,
            y,
            self.unit * (0.0022 + 0.0022 * mote.near),
            power * fade,
        );
    }

    fn dust(&mut self, mote: &Mote, time: f32) {
        let sway = ((time * 0.05 * mote.pace + mote.phase) * std::f32::consts::TAU).sin();
        let x = (mote.x + time * 0.006 * mote.pace + 0.02 * sway).rem_euclid(1.0) * self.width;
        let y = (mote.y - time * 0.004 + 0.015 * sway).rem_euclid(1.0) * self.height;
        self.glow(
            x,
            y,
            self.unit * (0.002 + 0.005 * mote.near * mote.near),
            0.16,
        );
    }

    /// A soft disc that covers.
    fn dot(&mut self, x: f32, y: f32, radius: f32, alpha: f32) {
        let light = self.light;
        self.disc(
            x,
            y,
            radius + 1.0,
            |distance| (radius + 0.5 - distance).clamp(0.0, 1.0) * alpha,
            |pixel, t| mix_pixel(light, pixel, t),
        );
    }

    /// A soft disc that adds light.
    fn glow(&mut self, x: f32, y: f32, radius: f32, power: f32) {
        let light = self.light;
        let radius = radius.max(1.1);
        self.disc(
            x,
            y,
            radius,
            |distance| (1.0 - distance / radius).max(0.0).powi(2) * power,
            |pixel, t| add_pixel(pixel, scale_pixel(light, t) & 0x00ff_ffff),
        );
    }

    fn line(&mut self, from: (f32, f32), to: (f32, f32), width: f32, alpha: f32) {
        let width = width.max(0.55);
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let square = (dx * dx + dy * dy).max(1e-6);
        let centre = (f32::midpoint(from.0, to.0), f32::midpoint(from.1, to.1));
        let reach = (dx.abs() / 2.0 + width + 1.0, dy.abs() / 2.0 + width + 1.0);
        let light = self.light;
        self.each(centre, reach, |x, y, pixel| {
            let along = (((x - from.0) * dx + (y - from.1) * dy) / square).clamp(0.0, 1.0);
            let off = (x - from.0 - along * dx).hypot(y - from.1 - along * dy);
            let share = (width + 0.5 - off).clamp(0.0, 1.0) * alpha;
            if share > 0.0 {
                mix_pixel(light, pixel, weight(share))
            } else {
                pixel
            }
        });
    }

    fn disc(
        &mut self,
        x0: f32,
        y0: f32,
        reach: f32,
        share: impl Fn(f32) -> f32,
        blend: impl Fn(u32, u32) -> u32,
    ) {
        self.each((x0, y0), (reach, reach), |x, y, pixel| {
            let share = share((x - x0).hypot(y - y0));
            if share > 0.0 {
                blend(pixel, weight(share))
            } else {
                pixel
            }
        });
    }

    fn each(&mut self, (x, y): (f32, f32), reach: (f32, f32), f: impl Fn(f32, f32, u32) -> u32) {
        let index = super::stage::index;
        let rows = index(y - reach.1)..index(y + reach.1 + 1.0).min(self.frame.height);
        let columns = index(x - reach.0)..index(x + reach.0 + 1.0).min(self.frame.width);
        if columns.start >= columns.end {
            return;
        }
        for row in rows {
            let pixels = &mut self.frame.row_mut(row)[columns.clone()];
            for (pixel, column) in pixels.iter_mut().zip(columns.start..) {
                *pixel = f(column as f32 + 0.5, row as f32 + 0.5, *pixel) | 0xff00_0000;
            }
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped"
)]
fn weight(share: f32) -> u32 {
    (share.clamp(0.0, 1.0) * 256.0) as u32
}
