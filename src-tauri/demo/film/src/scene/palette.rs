//! Colours that go together. Every hour has hand-mixed sets; the dice choose one and turn its hue a
//! little. Knows nothing of shapes.

#![expect(clippy::unreadable_literal, reason = "colours are read as RRGGBB")]

use super::words::{Hour, Place, Weather, Wish};
use crate::dice::Dice;

pub type Rgb = [f32; 3];

/// The colours of one scene.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    /// Sky at the zenith, half way and at the horizon.
    pub sky: [Rgb; 3],
    /// Disc of the sun or the moon.
    pub disc: Rgb,
    /// The glow around it.
    pub glow: Rgb,
    /// What distance fades to.
    pub haze: Rgb,
    /// The nearest silhouettes.
    pub near: Rgb,
    /// Meadows and near slopes where the light falls on them.
    pub ground: Rgb,
    /// Lit windows, lanterns, fireflies.
    pub light: Rgb,
    /// Clouds in light and in shade.
    pub cloud: [Rgb; 2],
    pub dark: bool,
}

/// zenith, middle, horizon, disc, glow, haze, near, light, cloud lit, cloud shaded
type Mix = [u32; 10];

const DAWN: [Mix; 2] = [
    [
        0x2f4d80, 0xb58aa6, 0xffd3ae, 0xfff3dc, 0xffc48a, 0xe9b9a6, 0x222238, 0xffd9a0, 0xffe0cc,
        0x9a7f9c,
    ],
    [
        0x4a76ac, 0xdbaeb4, 0xffe4c0, 0xfffbf0, 0xffd8a4, 0xeac8b8, 0x263040, 0xffe0b0, 0xfff0e4,
        0xa898b0,
    ],
];
const DAY: [Mix; 2] = [
    [
        0x1d62b4, 0x68a9e2, 0xd8ecf8, 0xfffff4, 0xfff6d8, 0xb8d6ea, 0x163a2c, 0xfff0c0, 0xffffff,
        0xb4c8dc,
    ],
    [
        0x1f7f9f, 0x7cc4d8, 0xf0f4e0, 0xfffff0, 0xfff0c8, 0xc4dcd8, 0x1c3a22, 0xfff0c0, 0xfffffa,
        0xb8ccd0,
    ],
];
const GOLDEN: [Mix; 2] = [
    [
        0x364878, 0xcf8460, 0xffc86c, 0xfff4cc, 0xffa840, 0xe69c62, 0x241518, 0xffd080, 0xffc890,
        0x8c5c6c,
    ],
    [
        0x483a68, 0xd86656, 0xffb052, 0xffeec0, 0xff8a38, 0xd88068, 0x1e1220, 0xffc870, 0xffb07c,
        0x7c4868,
    ],
];
const DUSK: [Mix; 3] = [
    [
        0x101736, 0x543a74, 0xf08268, 0xffd0b0, 0xff7c58, 0x8c5680, 0x0b0d1f, 0xffd48a, 0xe88890,
        0x3c3060,
    ],
    [
        0x0c1c36, 0x305880, 0xf4ac80, 0xffe2c4, 0xff9a60, 0x647098, 0x08121e, 0xffd890, 0xd8a8a4,
        0x2c4468,
    ],
    [
        0x1a1038, 0x7a3872, 0xff8c6e, 0xffd8b8, 0xff6a70, 0x9c4c78, 0x120a1c, 0xffd08c, 0xf08088,
        0x4a2858,
    ],
];
const NIGHT: [Mix; 2] = [
    [
        0x040818, 0x0d2046, 0x2c5080, 0xf4f2e4, 0x6c94cc, 0x22406a, 0x03060e, 0xffd48a, 0x3c5680,
        0x101e3c,
    ],
    [
        0x030c16, 0x0a2c3c, 0x2a666c, 0xf0f6ec, 0x68b4b0, 0x1c4c58, 0x020709, 0xffdc90, 0x346068,
        0x0c2430,
    ],
];
const NEON: [Mix; 2] = [
    [
        0x08051c, 0x2a0b4c, 0xb82a7c, 0xffb0d0, 0xff3c9c, 0x501a70, 0x05030c, 0x50e8ff, 0x782878,
        0x1c0c3c,
    ],
    [
        0x040a20, 0x0c2450, 0x1c80a0, 0xc0f8ff, 0x20c8e8, 0x143c6c, 0x03050e, 0xff4fa0, 0x285890,
        0x0a1838,
    ],
];
const SPACE: [Mix; 3] = [
    [
        0x030410, 0x0a0c28, 0x1e1a4c, 0xe8b890, 0x9c6cd8, 0x2c2450, 0x0a0a14, 0xffd48a, 0x8050c0,
        0x182058,
    ],
    [
        0x02060e, 0x061828, 0x103850, 0x8cc8e0, 0x40a8d8, 0x183c54, 0x080c12, 0xffdc90, 0x2c88a8,
        0x0c2848,
    ],
    [
        0x080310, 0x200a24, 0x4c1838, 0xf09c6c, 0xe85c60, 0x482038, 0x100810, 0xffd48a, 0xb84468,
        0x2c1450,
    ],
];

impl Palette {
    pub fn for_wish(wish: &Wish, dice: &mut Dice) -> Self {
        let mix = if wish.place == Place::Space {
            dice.pick(&SPACE)
        } else {
            match wish.hour {
                Hour::Dawn => dice.pick(&DAWN),
                Hour::Day => dice.pick(&DAY),
                Hour::Golden => dice.pick(&GOLDEN),
                Hour::Dusk => dice.pick(&DUSK),
                Hour::Night => dice.pick(&NIGHT),
                Hour::Neon => dice.pick(&NEON),
            }
        };
        let turn = dice.between(-0.035, 0.035);
        let c = mix.map(|hex| turn_hue(rgb(hex), turn));
        let dark = matches!(wish.hour, Hour::Night | Hour::Neon) || wish.place == Place::Space;
        let palette = Self {
            sky: [c[0], c[1], c[2]],
            disc: c[3],
            glow: c[4],
            haze: c[5],
            near: c[6],
            ground: sunlit(c[6], c[4], wish.hour),
            light: c[7],
            cloud: [c[8], c[9]],
            dark,
        };
        palette.under(wish.weather)
    }

    /// Weather takes colour out of a scene and lifts what is far away.
    fn under(self, weather: Weather) -> Self {
        let (grey, lift) = match weather {
            Weather::Clear | Weather::Cloudy => return self,
            Weather::Fog => (0.35, 0.10),
            Weather::Rain => (0.30, 0.0),
            Weather::Snow => (0.22, 0.08),
        };
        let dull = |colour: Rgb| {
            let luma = luma(colour);
            lerp(colour, [luma * 0.96, luma, luma * 1.06], grey)
        };
        let far = if self.dark {
            [0.45, 0.52, 0.66]
        } else {
            [0.90, 0.92, 0.95]
        };
        Self {
            sky: self.sky.map(|c| lerp(dull(c), far, lift)),
            glow: dull(self.glow),
            haze: lerp(dull(self.haze), far, lift * 2.0),
            near: lerp(dull(self.near), far, lift * 0.5),
            ground: lerp(dull(self.ground), far, lift * 0.6),
            cloud: self.cloud.map(dull),
            ..self
        }
    }
}

/// Grass under the light of an hour.
fn sunlit(near: Rgb, glow: Rgb, hour: Hour) -> Rgb {
    let (green, share) = match hour {
        Hour::Day => (rgb(0x6da544), 0.85),
        Hour::Dawn => (rgb(0x74864a), 0.45),
        Hour::Golden => (rgb(0x9a7a34), 0.50),
        Hour::Dusk => (rgb(0x5a4a4c), 0.30),
        Hour::Night | Hour::Neon => (rgb(0x18303c), 0.55),
    };
    let lit = [green[0] * glow[0], green[1] * glow[1], green[2] * glow[2]];
    lerp(near, lerp(green, lit, 0.5), share)
}

pub fn rgb(hex: u32) -> Rgb {
    let [_, r, g, b] = hex.to_be_bytes();
    [r, g, b].map(|byte| f32::from(byte) / 255.0)
}

pub fn luma(colour: Rgb) -> f32 {
    0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]
}

/// `a` at 0, `b` at 1.
pub fn lerp(a: Rgb, b: Rgb, t: f32) -> Rgb {
    let t = t.clamp(0.0, 1.0);
    [
        a[0] + (b[0] - a[0]) * t,
        a[1] + (b[1] - a[1]) * t,
        a[2] + (b[2] - a[2]) * t,
    ]
}

pub fn scale(colour: Rgb, by: f32) -> Rgb {
    colour.map(|c| c * by)
}

/// Turns the hue by a share of a full circle, about the grey axis.
fn turn_hue(c: Rgb, turn: f32) -> Rgb {
    let (sin, cos) = (turn * std::f32::consts::TAU).sin_cos();
    let (even, odd) = ((1.0 - cos) / 3.0, sin / 3.0_f32.sqrt());
    let (same, next, last) = (cos + even, even - odd, even + odd);
    [
        same * c[0] + next * c[1] + last * c[2],
        last * c[0] + same * c[1] + next * c[2],
        next * c[0] + last * c[1] + same * c[2],
    ]
    .map(|v| v.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turning_the_hue_leaves_grey_alone() {
        let grey = turn_hue([0.5; 3], 0.2);
        assert!(grey.iter().all(|c| (c - 0.5).abs() < 1e-4));
    }
}
