//! Ridges, dunes, meadows and trees. Knows nothing of the places they are part of.

use super::noise::{Noise, smoothstep};
use super::palette::{Palette, Rgb, lerp, luma, scale};
use super::sky::Heaven;
use super::stage::{Area, Sketch, Stage};
use super::words::{Weather, Wish};
use crate::dice::Dice;
use crate::render::layer::Layer;

/// One range of mountains or hills.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// Mean height of its line, as a share of the frame's height.
    pub base: f32,
    /// How far it rises and falls, as a share of the shorter side.
    pub rise: f32,
    /// Peaks to a shorter side.
    pub peaks: f32,
    /// 0 is far, 1 near.
    pub depth: f32,
    /// Sharp crests instead of soft hills.
    pub rocky: bool,
    /// Where it stops, as a share of the frame's height.
    pub foot: f32,
}

impl Range {
    pub fn rocky(base: f32, rise: f32, peaks: f32, depth: f32) -> Self {
        Self {
            base,
            rise,
            peaks,
            depth,
            rocky: true,
            foot: 2.0,
        }
    }

    pub fn soft(base: f32, rise: f32, peaks: f32, depth: f32) -> Self {
        Self {
            rocky: false,
            ..Self::rocky(base, rise, peaks, depth)
        }
    }

    /// Ends the range at a height, where water begins.
    pub fn down_to(self, foot: f32) -> Self {
        Self { foot, ..self }
    }
}

/// A range in the colours of its distance, mist at its foot, snow on its tops.
pub fn range(
    stage: Stage,
    heaven: Heaven,
    palette: &Palette,
    wish: &Wish,
    range: Range,
    dice: &mut Dice,
) -> Layer {
    let noise = Noise::new(dice.next());
    let line = profile(stage, range, noise);
    let reach = stage.u(1.0);
    let look = Look::new(stage, palette, wish, range, heaven.disc.0 > 0.0, noise);
    let bottom = stage.y(range.foot).min(stage.area().bottom);
    stage.below(range.depth, &line, bottom, |x, y, down| {
        let fall = down / (reach * (range.rise * 1.6 + 0.05));
        if range.rocky {
            look.rock((x, y), fall)
        } else {
            look.meadow((x, y), fall)
        }
    })
}

/// How a range is coloured.
struct Look {
    range: Range,
    noise: Noise,
    /// Length of the shorter side, and the height of the highest peaks, in frame pixels.
    reach: f32,
    crest: f32,
    body: Rgb,
    mist: Rgb,
    light: Rgb,
    ground: Rgb,
    snow: Rgb,
    snowy: bool,
    /// Which side the light comes from, 1 or -1.
    sun: f32,
}

impl Look {
    fn new(
        stage: Stage,
        palette: &Palette,
        wish: &Wish,
        range: Range,
        from_right: bool,
        noise: Noise,
    ) -> Self {
        let snowy = wish.weather == Weather::Snow;
        let depth = range.depth;
        // Under snow the rock must stay dark, or white lies on white.
        let share = if snowy && range.rocky {
            0.30 + 0.70 * depth
        } else {
            0.08 + 0.92 * depth.powf(0.9)
        };
        let body = lerp(palette.haze, palette.near, share);
        Self {
            range,
            noise,
            reach: stage.u(1.0),
            crest: stage.y(range.base) - stage.u(range.rise),
            body,
            mist: lerp(palette.haze, body, 0.10 + 0.45 * depth),
            light: palette.glow,
            ground: lerp(palette.haze, palette.ground, 0.25 + 0.75 * depth),
            snow: snow_colour(palette, depth),
            snowy,
            sun: if from_right { 1.0 } else { -1.0 },
        }
    }

    fn rock(&self, (x, y): (f32, f32), fall: f32) -> Rgb {
        let Self { range, reach, .. } = *self;
        let (u, v) = (x / reach, y / reach);
        let mut colour = lerp(
            self.body,
            self.mist,
            smoothstep(0.1, 1.0, fall) * (1.0 - range.depth * 0.6),
        );
        let face = self.noise.ridged(u * 7.0 + v * 3.0 * self.sun, v * 5.0, 3);
        let light = (face - 0.45) * (1.0 - smoothstep(0.0, 1.2, fall));
        colour = lerp(
            colour,
            self.ground,
            smoothstep(0.15, 0.9, fall) * range.depth * 0.8,
        );
        colour = lerp(
            colour,
            self.light,
            light.max(0.0) * 0.5 * (1.0 - range.depth * 0.7),
        );
        colour = scale(colour, 1.0 + light.min(0.0) * 0.35);
        if range.depth < 0.6 && (self.snowy || range.peaks < 3.0) {
            let cap = if self.snowy { 0.62 } else { 0.30 };
            let height = (y - self.crest) / (reach * range.rise * 2.0);
            let patch = height + (face - 0.5) * 0.7;
            let cover = 1.0 - smoothstep(cap - 0.10, cap + 0.05, patch);
            colour = lerp(
                colour,
                self.snow,
                cover * (0.35 + 0.65 * smoothstep(0.3, 0.6, face)),
            );
        }
        colour
    }

    fn meadow(&self, (x, y): (f32, f32), fall: f32) -> Rgb {
        let Self { range, reach, .. } = *self;
        let (u, v) = (x / reach, y / reach);
        let far = 1.0 - smoothstep(0.0, 1.4, fall);
        let swell = self.noise.fractal(u * 2.4, v * 9.0, 3);
        let grass = self.noise.fractal(u * 34.0, v * 80.0, 2) - 0.5;
        let mut colour = lerp(
            self.body,
            self.mist,
            smoothstep(0.1, 1.0, fall) * (1.0 - range.depth * 0.6) * 0.6,
        );
        let sunny = far * (0.45 + 0.9 * smoothstep(0.35, 0.65, swell));
        colour = lerp(colour, self.ground, sunny.min(1.0));
        colour = scale(colour, 1.0 + grass * 0.22 * range.depth);
        if self.snowy {
            colour = lerp(
                colour,
                self.snow,
                0.35 + 0.50 * far * (0.6 + 0.8 * swell).min(1.0),
            );
        }
        colour
    }
}

/// The height of a range's line at `x`, in stage coordinates.
pub fn profile(stage: Stage, range: Range, noise: Noise) -> impl Fn(f32) -> f32 {
    let (reach, base) = (stage.u(1.0), stage.y(range.base));
    move |x| {
        let u = x / reach * range.peaks;
        let shape = if range.rocky {
            0.62 * noise.ridged(u * 0.5, 0.0, 6) + 0.38 * noise.fractal(u * 0.35, 9.0, 2)
        } else {
            noise.fractal(u * 0.5, 0.0, 3)
        };
        base - (shape - 0.4) * 2.0 * reach * range.rise
    }
}

fn snow_colour(palette: &Palette, depth: f32) -> Rgb {
    let white = if palette.dark {
        [0.42, 0.52, 0.70]
    } else {
        [0.94, 0.95, 0.99]
    };
    let lit = lerp(white, palette.glow, 0.28);
    let near = lerp(lit, palette.sky[1], 0.20);
    lerp(lerp(palette.haze, lit, 0.6), near, depth)
}

/// Dunes: smooth crests, one side in light and one in shade.
pub fn dune(
    stage: Stage,
    heaven: Heaven,
    palette: &Palette,
    range: Range,
    dice: &mut Dice,
) -> Layer {
    let noise = Noise::new(dice.next());
    let reach = stage.u(1.0);
    let base = stage.y(range.base);
    let line = |x: f32| {
        let u = x / reach * range.peaks;
        let wave = noise.fractal(u * 0.55, 0.0, 2);
        base - (wave - 0.45) * 2.6 * reach * range.rise
    };
    let sand = if palette.dark {
        lerp(palette.haze, [0.24, 0.28, 0.42], 0.5)
    } else {
        lerp([0.90, 0.62, 0.36], palette.glow, 0.38)
    };
    let lit = lerp(
        lerp(palette.haze, sand, 0.35 + 0.65 * range.depth),
        palette.glow,
        0.12,
    );
    let shade = lerp(
        palette.haze,
        scale(palette.near, 1.6),
        0.25 + 0.60 * range.depth,
    );
    let sun = if heaven.disc.0 > 0.0 { 1.0 } else { -1.0 };
    stage.below(range.depth, line, stage.area().bottom, |x, y, down| {
        // The crest that runs down the face of a dune parts its lit side from its shaded one.
        let (u, v) = (x / reach * range.peaks, down / reach * range.peaks);
        let bend = noise.fractal(u * 0.7 + v * 0.5 * sun, 3.0 + v * 0.9, 3);
        let slope = noise.fractal((u + 0.03) * 0.7 + v * 0.5 * sun, 3.0 + v * 0.9, 3) - bend;
        let side = smoothstep(-0.004, 0.005, slope * sun);
        let ripple = noise.at(x / reach * 7.0, y / reach * 95.0 + x / reach * 16.0) - 0.5;
        let crest = (-down / (reach * 0.010)).exp();
        let fade = smoothstep(0.0, 0.55, down / reach);
        let colour = lerp(
            shade,
            lit,
            (0.12 + 0.88 * side) * (1.0 - 0.55 * fade) + 0.25 * crest,
        );
        scale(colour, 1.0 + ripple * 0.12 * range.depth)
    })
}

/// Conifers standing along a line.
pub fn conifers(
    stage: Stage,
    palette: &Palette,
    wish: &Wish,
    line: impl Fn(f32) -> f32,
    (tall, depth, gap): (f32, f32, f32),
    dice: &mut Dice,
) -> Layer {
    let whole = stage.area();
    let highest = (0_u8..64)
        .map(|i| line(whole.left + (whole.right - whole.left) * f32::from(i) / 63.0))
        .fold(whole.bottom, f32::min);
    let area = Area {
        top: (highest - stage.u(tall * 1.7)).max(whole.top),
        ..whole
    };
    let mut sketch = Sketch::new(area, 1.0);
    let tone = lerp(palette.haze, palette.near, 0.25 + 0.75 * depth);
    let snowy = wish.weather == Weather::Snow;
    let snow = snow_colour(palette, depth);
    let mut x = whole.left;
    while x < whole.right {
        let height = stage.u(tall) * dice.between(0.45, 1.25);
        let foot = line(x) + stage.u(0.01);
        let shade = scale(tone, dice.between(0.85, 1.15));
        conifer(&mut sketch, (x, foot), height, shade, dice);
        if snowy {
            conifer(
                &mut sketch,
                (x, foot - height * 0.35),
                height * 0.62,
                lerp(shade, snow, 0.55),
                dice,
            );
        }
        x += stage.u(tall * gap) * dice.between(0.5, 1.6);
    }
    sketch.into_layer(depth)
}

fn conifer(sketch: &mut Sketch, (x, foot): (f32, f32), height: f32, tone: Rgb, dice: &mut Dice) {
    let half = height * dice.between(0.17, 0.24);
    let rows = 7_u8;
    let mut right = Vec::new();
    for row in 0..rows {
        let down = f32::from(row + 1) / f32::from(rows);
        let reach = half * down.powf(0.85) * dice.between(0.82, 1.12);
        right.push((reach, down * 0.94 + 0.02));
        right.push((reach * 0.52, down * 0.94 - 0.035));
    }
    let top = foot - height;
    let place = |(dx, down): (f32, f32), side: f32| (x + dx * side, top + down * height);
    let mut points = vec![(x, top)];
    points.extend(right.iter().map(|p| place(*p, 1.0)));
    points.extend([(x + half * 0.1, foot), (x - half * 0.1, foot)]);
    points.extend(right.iter().rev().map(|p| place(*p, -1.0)));
    sketch.polygon(&points, tone, 1.0);
}

/// Bare trunks that run out of the top of the picture, as one sees them inside a forest.
pub fn trunks(
    stage: Stage,
    palette: &Palette,
    (count, depth, foot): (u32, f32, f32),
    dice: &mut Dice,
) -> Layer {
    let area = stage.area();
    let mut sketch = Sketch::new(area, 1.0);
    let tone = lerp(palette.haze, palette.near, 0.12 + 0.88 * depth);
    let (low, high) = (area.left, area.right);
    for i in 0..count {
        let x = low + (high - low) * (i as f32 + dice.unit()) / count as f32;
        let width = stage.u(0.012 + 0.055 * depth * depth) * dice.between(0.7, 1.4);
        let foot = stage.y(foot) + stage.u(0.05) * dice.unit();
        let lean = stage.u(dice.between(-0.05, 0.05));
        let shade = scale(tone, dice.between(0.85, 1.1));
        sketch.polygon(
            &[
                (x - width * 0.95, foot),
                (x - width * 0.42, foot - width * 2.0),
                (x - width * 0.30 + lean, area.top),
                (x + width * 0.30 + lean, area.top),
                (x + width * 0.42, foot - width * 2.0),
                (x + width * 0.95, foot),
            ],
            shade,
            1.0,
        );
        for _ in 0..4 {
            let up = dice.between(0.25, 0.95);
            let from = (x + lean * up, foot + (area.top - foot) * up);
            let side = if dice.chance(0.5) { 1.0 } else { -1.0 };
            let out = stage.u(dice.between(0.05, 0.13)) * side;
            let to = (from.0 + out, from.1 - out.abs() * dice.between(0.1, 0.7));
            sketch.limb(from, to, (width * 0.28, width * 0.05), shade);
        }
    }
    sketch.into_layer(depth)
}

/// Blades of grass along the bottom edge, the nearest thing in the picture.
pub fn grass(
    stage: Stage,
    palette: &Palette,
    line: impl Fn(f32) -> f32,
    tall: f32,
    dice: &mut Dice,
) -> Layer {
    let whole = stage.area();
    let area = Area {
        top: stage.y(0.5),
        ..whole
    };
    let mut sketch = Sketch::new(area, 1.0);
    let tone = scale(
        palette.near,
        if luma(palette.near) > 0.12 { 0.75 } else { 0.9 },
    );
    let mut x = whole.left;
    while x < whole.right {
        let foot = line(x) + stage.u(0.02);
        let height = stage.u(tall) * dice.between(0.3, 1.0);
        let bend = height * dice.between(-0.35, 0.45);
        let width = stage.u(0.0022) + height * 0.02;
        sketch.curve(
            (x - width, foot),
            &[
                (
                    (x - width * 0.3, foot - height * 0.6),
                    (x + bend, foot - height),
                ),
                ((x + width * 0.9, foot - height * 0.5), (x + width, foot)),
            ],
            tone,
        );
        x += stage.u(0.006) * dice.between(0.4, 1.8);
    }
    sketch.into_layer(1.0)
}
