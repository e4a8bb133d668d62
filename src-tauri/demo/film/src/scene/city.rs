//! A skyline: rows of towers with lit windows, and signs of coloured light.

use super::palette::{Palette, Rgb, lerp, rgb, scale};
use super::stage::{Area, Sketch, Stage, field};
use super::words::Hour;
use crate::dice::Dice;
use crate::render::layer::{Blend, Layer};
use crate::render::pixel::opaque;

/// One row of towers.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The street's height, as a share of the frame's height.
    pub street: f32,
    /// Height of a usual tower, as a share of the shorter side.
    pub tall: f32,
    /// Width of a usual tower, as a share of the shorter side.
    pub wide: f32,
    pub depth: f32,
    /// Share of lit windows.
    pub lit: f32,
}

/// The signs of a row, to be made into light afterwards.
#[derive(Debug, Clone, Copy)]
struct Sign {
    area: Area,
    colour: Rgb,
}

const NEON_COLOURS: [u32; 6] = [
    0x00ff_2e88,
    0x0019_e3ff,
    0x00ff_b020,
    0x00a0_5bff,
    0x0038_ff9c,
    0x00ff_4d4d,
];

/// The towers and, for a neon city, the glow of their signs.
pub fn row(stage: Stage, palette: &Palette, hour: Hour, row: Row, dice: &mut Dice) -> Vec<Layer> {
    let whole = stage.area();
    let foot = stage.y(row.street);
    let top = (foot - stage.u(row.tall * 2.1)).max(whole.top);
    let area = Area {
        top,
        bottom: foot.max(top + 2.0),
        ..whole
    };
    let mut sketch = Sketch::new(area, 1.0);
    let mut signs = Vec::new();
    let tone = lerp(palette.haze, palette.near, 0.10 + 0.90 * row.depth);
    let mut x = whole.left - stage.u(0.05);
    while x < whole.right {
        let width = stage.u(row.wide) * dice.between(0.6, 1.5);
        // A few towers stand out; most keep together.
        let stand = if dice.chance(0.22) {
            dice.between(1.2, 1.9)
        } else {
            dice.between(0.4, 1.1)
        };
        let height = stage.u(row.tall) * stand;
        let shade = scale(tone, dice.between(0.86, 1.12));
        let tower = Area {
            left: x,
            top: foot - height,
            right: x + width,
            bottom: foot,
        };
        tower_of(&mut sketch, tower, shade, dice);
        windows(stage, &mut sketch, tower, (palette, row, shade, hour), dice);
        if hour == Hour::Neon && row.depth > 0.25 && dice.chance(0.55) {
            signs.push(sign(stage, tower, row.depth, dice));
        }
        x += width * dice.between(0.92, 1.12);
    }
    for sign in &signs {
        tube(&mut sketch, *sign);
    }
    let mut layers = vec![sketch.into_layer(row.depth)];
    if !signs.is_empty() {
        layers.push(glow(stage, &signs, row.depth));
    }
    layers
}

fn tower_of(sketch: &mut Sketch, tower: Area, shade: Rgb, dice: &mut Dice) {
    let (width, height) = (tower.right - tower.left, tower.bottom - tower.top);
    sketch.rect(tower.left, tower.top, width, height, shade, 1.0);
    let middle = f32::midpoint(tower.left, tower.right);
    if dice.chance(0.35) {
        let step = width * dice.between(0.15, 0.28);
        let rise = height * dice.between(0.04, 0.10);
        sketch.rect(
            tower.left + step,
            tower.top - rise,
            width - 2.0 * step,
            rise + 1.0,
            shade,
            1.0,
        );
        if dice.chance(0.6) {
            let mast = height * dice.between(0.08, 0.2);
            let half = (width * 0.012).max(0.5);
            sketch.rect(
                middle - half,
                tower.top - rise - mast,
                half * 2.0,
                mast + 1.0,
                shade,
                1.0,
            );
        }
    } else if dice.chance(0.3) {
        let rise = width * dice.between(0.2, 0.7);
        let peak = tower.left + width * dice.pick(&[0.0, 0.5, 1.0]);
        sketch.polygon(
            &[
                (tower.left, tower.top + 1.0),
                (peak, tower.top - rise),
                (tower.right, tower.top + 1.0),
            ],
            shade,
            1.0,
        );
    }
}

fn windows(
    stage: Stage,
    sketch: &mut Sketch,
    tower: Area,
    (palette, row, shade, hour): (&Palette, Row, Rgb, Hour),
    dice: &mut Dice,
) {
    let pitch = stage.u(0.009 + 0.012 * row.depth);
    if pitch < 2.5 || row.lit <= 0.0 {
        return;
    }
    let warm = if hour == Hour::Neon {
        rgb(0x00ff_d9a8)
    } else {
        palette.light
    };
    let cold = rgb(0x00cf_e6ff);
    let (share, hue) = (row.lit * dice.between(0.3, 1.5), dice.between(0.0, 0.55));
    let (wide, high) = (
        pitch * dice.between(0.36, 0.6),
        pitch * dice.between(0.36, 0.55),
    );
    let mut y = tower.top + pitch * 0.9;
    while y < tower.bottom - pitch {
        let mut x = tower.left + pitch * 0.6;
        // Whole floors are often lit together.
        let floor = share * dice.pick(&[0.25, 0.8, 1.0, 1.9]);
        while x < tower.right - wide - pitch * 0.35 {
            if dice.chance(floor.min(0.9)) {
                let colour = lerp(warm, cold, if dice.chance(hue) { 0.85 } else { 0.1 });
                let power = dice.between(0.35, 1.0) * (0.35 + 0.65 * row.depth.max(0.2));
                sketch.rect(x, y, wide, high, lerp(shade, colour, power), 1.0);
            }
            x += pitch;
        }
        y += pitch * 1.12;
    }
}

fn sign(stage: Stage, tower: Area, depth: f32, dice: &mut Dice) -> Sign {
    let (width, height) = (tower.right - tower.left, tower.bottom - tower.top);
    let upright = dice.chance(0.7);
    let (w, h) = if upright {
        (
            stage.u(0.014 + 0.016 * depth),
            (height * dice.between(0.22, 0.5)).min(stage.u(0.28)),
        )
    } else {
        (
            width * dice.between(0.45, 0.8),
            stage.u(0.014 + 0.014 * depth),
        )
    };
    let left = tower.left + (width - w) * dice.between(0.05, 0.95);
    let top = tower.top + (height - h) * dice.between(0.06, 0.6);
    let colour = rgb(dice.pick(&NEON_COLOURS));
    Sign {
        area: Area {
            left,
            top,
            right: left + w,
            bottom: top + h,
        },
        colour,
    }
}

/// A sign's own shape: a frame of light around blocks that read as letters.
fn tube(sketch: &mut Sketch, Sign { area, colour }: Sign) {
    let (w, h) = (area.right - area.left, area.bottom - area.top);
    let thin = (w.min(h) * 0.12).max(1.0);
    sketch.rect(area.left, area.top, w, h, scale(colour, 0.16), 0.92);
    for (x, y, across, up) in [
        (area.left, area.top, w, thin),
        (area.left, area.bottom - thin, w, thin),
        (area.left, area.top, thin, h),
        (area.right - thin, area.top, thin, h),
    ] {
        sketch.rect(x, y, across, up, colour, 1.0);
    }
    let cell = w.min(h);
    let bright = lerp(colour, [1.0; 3], 0.55);
    let count = (w.max(h) / cell).floor();
    for i in 0..super::stage::index(count) {
        let at = (i as f32 + 0.5) * w.max(h) / count;
        let (cx, cy) = if h > w {
            (f32::midpoint(area.left, area.right), area.top + at)
        } else {
            (area.left + at, f32::midpoint(area.top, area.bottom))
        };
        let (bar, reach) = (cell * 0.11, cell * 0.27);
        match i % 3 {
            0 => {
                sketch.rect(cx - reach, cy - reach, reach * 2.0, bar, bright, 1.0);
                sketch.rect(cx - bar / 2.0, cy - reach, bar, reach * 2.0, bright, 1.0);
            }
            1 => {
                sketch.rect(cx - reach, cy - reach, bar, reach * 2.0, bright, 1.0);
                sketch.rect(cx + reach - bar, cy - reach, bar, reach * 2.0, bright, 1.0);
                sketch.rect(cx - reach, cy - bar / 2.0, reach * 2.0, bar, bright, 1.0);
            }
            _ => {
                sketch.rect(cx - reach, cy - reach, reach * 2.0, bar, bright, 1.0);
                sketch.rect(cx - reach, cy + reach - bar, reach * 2.0, bar, bright, 1.0);
                sketch.rect(cx - reach, cy - reach, bar, reach * 2.0, bright, 1.0);
            }
        }
    }
}

/// The light that signs throw on their surroundings.
fn glow(stage: Stage, signs: &[Sign], depth: f32) -> Layer {
    let reach = stage.u(0.09);
    let bounds = signs.iter().fold(signs[0].area, |a, s| Area {
        left: a.left.min(s.area.left),
        top: a.top.min(s.area.top),
        right: a.right.max(s.area.right),
        bottom: a.bottom.max(s.area.bottom),
    });
    let area = Area {
        left: bounds.left - reach * 2.0,
        top: bounds.top - reach * 2.0,
        right: bounds.right + reach * 2.0,
        bottom: bounds.bottom + reach * 2.0,
    };
    field(area, 0.2, depth, |x, y| {
        let mut sum = [0.0_f32; 3];
        for Sign { area, colour } in signs {
            let dx = (area.left - x).max(x - area.right).max(0.0);
            let dy = (area.top - y).max(y - area.bottom).max(0.0);
            let distance = dx.hypot(dy) / reach;
            if distance < 2.0 {
                let power = 0.42 * (-distance * 2.2).exp() * (1.0 - distance / 2.0);
                for (channel, value) in sum.iter_mut().zip(colour) {
                    *channel += value * power;
                }
            }
        }
        opaque(sum, 0.5) & 0x00ff_ffff
    })
    .blend(Blend::Light)
}
