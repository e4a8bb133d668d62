//! Space: nebulae, a planet with or without rings, and ground to stand on.

use super::noise::{Noise, smoothstep};
use super::palette::{Palette, Rgb, lerp, scale};
use super::stage::{Area, Sketch, Stage, field};
use crate::dice::Dice;
use crate::render::layer::{Blend, Layer};
use crate::render::pixel::{opaque, translucent};

/// Coloured clouds of gas before the dark.
pub fn nebula(stage: Stage, palette: &Palette, dice: &mut Dice) -> Layer {
    let (gas, dust, warp) = (
        Noise::new(dice.next()),
        Noise::new(dice.next()),
        Noise::new(dice.next()),
    );
    let reach = stage.u(1.0);
    let tilt = dice.between(-0.8, 0.8);
    field(stage.area(), 1.0, 0.0, |x, y| {
        let (u, v) = (x / reach, y / reach);
        let bend = warp.fractal(u * 1.3, v * 1.3, 3) - 0.5;
        let band = (-((v - u * tilt + bend * 0.9).powi(2)) / 0.10).exp();
        let body = gas.fractal(u * 2.2 + bend * 2.0, v * 2.2 + bend, 5);
        let lanes = dust.fractal(u * 3.1 - bend, v * 3.1 + bend * 1.5, 5);
        let light = band * smoothstep(0.30, 0.85, body);
        let mut colour = lerp(palette.sky[0], palette.sky[1], smoothstep(0.2, 0.8, body));
        colour = lerp(colour, palette.cloud[1], light * 0.8);
        colour = lerp(
            colour,
            palette.cloud[0],
            (light * light * 1.1).min(1.0) * 0.7,
        );
        colour = lerp(colour, palette.glow, smoothstep(0.55, 0.9, light) * 0.5);
        colour = scale(colour, 1.0 - 0.65 * band * smoothstep(0.52, 0.72, lanes));
        opaque(colour, 0.5 + (gas.at(x * 1.9, y * 1.9) - 0.5) * 1.4)
    })
}

/// A planet, lit from one side, with an atmosphere and perhaps rings.
pub fn planet(
    palette: &Palette,
    (x0, y0): (f32, f32),
    radius: f32,
    ringed: bool,
    dice: &mut Dice,
) -> Vec<Layer> {
    let noise = Noise::new(dice.next());
    let light = normal((dice.pick(&[-0.75, 0.75]), -0.45, 0.45));
    let [land, stripe, air] = [
        palette.disc,
        lerp(palette.disc, palette.cloud[1], 0.65),
        palette.glow,
    ];
    let (gas_giant, spin) = (ringed || dice.chance(0.5), dice.between(-0.4, 0.4));
    let reach = radius * 1.28;
    let globe = field(Area::around(x0, y0, reach), 1.0, 0.05, |x, y| {
        let (dx, dy) = ((x - x0) / radius, (y - y0) / radius);
        let distance = dx.hypot(dy);
        let toward = (dx * light.0 + dy * light.1) / distance.max(0.01);
        if distance > 1.0 {
            // Air scatters a thin rim of light on the lit side.
            let rim = (-(distance - 1.0) * 16.0).exp() * smoothstep(-0.5, 0.9, toward) * 0.6;
            let cut = ((distance - 1.0) * radius + 0.5).clamp(0.0, 1.0);
            return translucent(air, rim * cut);
        }
        let dz = (1.0 - distance * distance).sqrt();
        let day = smoothstep(-0.10, 0.75, dx * light.0 + dy * light.1 + dz * light.2);
        let (u, v) = (
            dx * spin.cos() - dy * spin.sin(),
            dx * spin.sin() + dy * spin.cos(),
        );
        let surface = if gas_giant {
            let swirl = noise.fractal(u * 2.0, v * 9.0, 4) - 0.5;
            lerp(
                land,
                stripe,
                noise.fractal(0.3, v * 7.0 + swirl * 1.3, 3) * 1.6 - 0.3,
            )
        } else {
            let height = noise.fractal(u / (0.4 + dz) * 2.4, v / (0.4 + dz) * 2.4, 6);
            lerp(stripe, land, smoothstep(0.42, 0.6, height))
        };
        let rim = (1.0 - dz).powi(3) * day * 0.7;
        translucent(lerp(scale(surface, 0.02 + 0.98 * day), air, rim), 1.0)
    });
    if !ringed {
        return vec![globe];
    }
    let [back, front] = [-1.0, 1.0].map(|side| rings(palette, (x0, y0, radius), side, noise));
    vec![back, globe, front]
}

fn rings(palette: &Palette, (x0, y0, radius): (f32, f32, f32), side: f32, noise: Noise) -> Layer {
    let (sin, cos) = 0.32_f32.sin_cos();
    let colour = lerp(palette.disc, [1.0, 0.95, 0.88], 0.4);
    field(Area::around(x0, y0, radius * 2.4), 1.0, 0.05, |x, y| {
        let (dx, dy) = ((x - x0) / radius, (y - y0) / radius);
        let (u, v) = (dx * cos + dy * sin, (-dx * sin + dy * cos) / 0.24);
        let distance = u.hypot(v);
        if v * side < 0.0 || !(1.25..2.3).contains(&distance) {
            return 0;
        }
        let bands = noise.fractal(distance * 11.0, 0.5, 3);
        let edge = smoothstep(1.25, 1.32, distance) * (1.0 - smoothstep(2.15, 2.3, distance));
        let gap = 1.0 - 0.85 * (-((distance - 1.86) / 0.035).powi(2)).exp();
        translucent(
            scale(colour, 0.55 + 0.45 * bands),
            edge * gap * (0.18 + 0.72 * bands),
        )
    })
}

/// Ground of a moon: rolling, cratered, lit along its crest.
pub fn ground(
    stage: Stage,
    palette: &Palette,
    (base, rise, depth): (f32, f32, f32),
    dice: &mut Dice,
) -> (Layer, impl Fn(f32) -> f32 + use<>) {
    let noise = Noise::new(dice.next());
    let (reach, level) = (stage.u(1.0), stage.y(base));
    let line = move |x: f32| {
        let u = x / reach;
        level - (noise.fractal(u * 1.3, 0.0, 4) - 0.5) * reach * rise
            + (noise.at(u * 22.0, 4.0) - 0.5) * reach * 0.006
    };
    let tone = lerp(palette.haze, palette.near, 0.25 + 0.5 * depth);
    let lit = lerp(tone, palette.disc, 0.62);
    let craters: Vec<(f32, f32, f32)> = (0..26)
        .map(|_| {
            let down = dice.unit();
            let x = dice.between(-0.7, 0.7) * stage.width;
            (
                x,
                level + reach * (0.03 + 0.4 * down),
                reach * (0.012 + 0.05 * down * dice.unit()),
            )
        })
        .collect();
    let layer = stage.below(depth, line, stage.area().bottom, |x, y, down| {
        let rough = noise.fractal(x / reach * 14.0, y / reach * 34.0, 4) - 0.5;
        let crest = (-down / (reach * 0.012)).exp();
        let far = (-down / (reach * 0.22)).exp();
        let mut light = 0.14 + 0.36 * far + 0.5 * crest + rough * 0.42;
        for (cx, cy, size) in &craters {
            let (dx, dy) = ((x - cx) / size, (y - cy) / (size * 0.34));
            let distance = dx.hypot(dy);
            if distance < 1.25 {
                let wall =
                    smoothstep(0.55, 1.0, distance) * (1.0 - smoothstep(1.0, 1.25, distance));
                light += wall * dy.clamp(-1.0, 1.0) * 0.28
                    - (1.0 - smoothstep(0.7, 1.0, distance)) * 0.10;
            }
        }
        shade(tone, lit, light)
    });
    (layer, line)
}

fn shade(tone: Rgb, lit: Rgb, light: f32) -> Rgb {
    if light >= 0.0 {
        lerp(tone, lit, light)
    } else {
        scale(tone, 1.0 + light)
    }
}

/// Far suns with a cross of light, as a lens makes it.
pub fn bright_stars(stage: Stage, count: u32, dice: &mut Dice) -> Layer {
    let mut sketch = Sketch::new(stage.area(), 1.0);
    for _ in 0..count {
        let (x, y) = (
            stage.x(dice.between(0.0, 1.0)),
            stage.y(dice.between(0.0, 0.6)),
        );
        let size = stage.u(dice.between(0.004, 0.011));
        let tint = dice.pick(&[[1.0, 0.95, 0.85], [0.8, 0.88, 1.0], [1.0, 1.0, 1.0]]);
        for (dx, dy) in [(size * 1.6, size * 0.07), (size * 0.07, size * 1.6)] {
            sketch.oval(x, y, dx, dy.max(0.4), tint, 0.55);
        }
        for (reach, alpha) in [(0.55, 0.12), (0.32, 0.3), (0.16, 1.0)] {
            sketch.oval(x, y, size * reach, size * reach, tint, alpha);
        }
    }
    sketch.into_layer(0.01).blend(Blend::Light)
}

fn normal((x, y, z): (f32, f32, f32)) -> (f32, f32, f32) {
    let length = (x * x + y * y + z * z).sqrt();
    (x / length, y / length, z / length)
}
