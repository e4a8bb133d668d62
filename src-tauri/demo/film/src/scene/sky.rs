//! Everything above the horizon: the gradient, sun or moon, stars, clouds, northern lights.

use super::noise::{Noise, smoothstep};
use super::palette::{Palette, Rgb, lerp, scale};
use super::stage::{Area, Stage, field, three};
use super::words::{Hour, Weather, Wish};
use crate::dice::Dice;
use crate::render::layer::{Blend, Layer, Motion};
use crate::render::pixel::{opaque, translucent};

/// Where the light comes from, and where the sky ends.
#[derive(Debug, Clone, Copy)]
pub struct Heaven {
    /// Sun or moon, in stage coordinates.
    pub disc: (f32, f32),
    /// Its radius in frame pixels.
    pub radius: f32,
    /// The horizon's height in stage coordinates.
    pub horizon: f32,
    /// Whether the disc shows through the weather.
    pub clear: bool,
    pub moon: bool,
}

impl Heaven {
    pub fn new(stage: Stage, wish: &Wish, horizon: f32, dice: &mut Dice) -> Self {
        let moon = matches!(wish.hour, Hour::Night | Hour::Neon);
        let sky = stage.height * horizon;
        let up = match wish.hour {
            Hour::Dawn | Hour::Golden => dice.between(0.08, 0.22),
            Hour::Dusk => dice.between(0.05, 0.12),
            Hour::Day => dice.between(0.55, 0.72),
            Hour::Night | Hour::Neon => dice.between(0.50, 0.68),
        };
        let side = if dice.chance(0.5) {
            dice.between(0.2, 0.4)
        } else {
            dice.between(0.6, 0.8)
        };
        let size = match wish.hour {
            Hour::Neon => 0.16,
            Hour::Golden | Hour::Dawn | Hour::Dusk => 0.062,
            Hour::Night => 0.045,
            Hour::Day => 0.035,
        };
        let clear = matches!(wish.weather, Weather::Clear | Weather::Cloudy);
        Self {
            disc: (stage.x(side), stage.y(horizon) - sky * up),
            radius: stage.u(size),
            horizon: stage.y(horizon),
            clear,
            moon,
        }
    }
}

/// The gradient with the glow of the light in it, stars and a faint band of milky way at night.
pub fn backdrop(stage: Stage, heaven: Heaven, palette: &Palette, dice: &mut Dice) -> Layer {
    let area = stage.area();
    let (noise, grain) = (Noise::new(dice.next()), Noise::new(dice.next()));
    let reach = stage.u(1.0);
    let strength = match (heaven.clear, heaven.moon) {
        (true, true) => 0.30,
        (true, false) => 0.75,
        (false, _) => 0.22,
    };
    field(area, 1.0, 0.0, |x, y| {
        let t = ((y - area.top) / (heaven.horizon - area.top)).clamp(0.0, 1.0);
        let mut colour = three(palette.sky, t.powf(1.15));
        let distance = (x - heaven.disc.0).hypot((y - heaven.disc.1) * 1.15) / reach;
        let glow = strength * (0.55 * (-distance / 0.16).exp() + 0.45 * (-distance / 0.5).exp());
        colour = lerp(colour, palette.glow, glow);
        if palette.dark {
            let along = (x * 0.55 + y + stage.u(0.25)) / reach;
            let band = (-(along * along) / 0.05).exp();
            let cloud = noise.fractal(x / reach * 3.0, y / reach * 3.0, 4);
            let veil = band * smoothstep(0.42, 0.8, cloud) * 0.16 * (1.0 - t);
            colour = lerp(colour, [0.72, 0.78, 0.95], veil);
        }
        // A little grain keeps the encoder from turning soft gradients into bands.
        opaque(colour, 0.5 + (grain.at(x * 1.7, y * 1.7) - 0.5) * 1.6)
    })
}

/// Small points, some of them coloured, thinning out towards the horizon.
pub fn stars(stage: Stage, bottom: f32, amount: f32, dice: &mut Dice) -> Layer {
    let area = Area {
        bottom,
        ..stage.area()
    };
    let mut sketch = super::stage::Sketch::new(area, 1.0);
    let tints: [Rgb; 4] = [
        [1.0, 1.0, 1.0],
        [0.80, 0.88, 1.0],
        [1.0, 0.92, 0.80],
        [0.9, 0.95, 1.0],
    ];
    let count = super::stage::index(amount * 420.0 * stage.spread().max(1.0 / stage.spread()));
    for _ in 0..count {
        let (x, height) = (dice.between(area.left, area.right), dice.unit());
        let y = area.top + (bottom - area.top) * height;
        let bright = dice.unit().powi(4);
        let radius = stage.u(0.0007 + 0.0018 * bright).max(0.5);
        let alpha = (0.25 + 0.75 * bright) * (1.0 - height * height);
        sketch.oval(x, y, radius, radius, dice.pick(&tints), alpha);
    }
    sketch.into_layer(0.0).blend(Blend::Light)
}

/// The sun or moon itself, and the bloom around it.
pub fn disc(heaven: Heaven, palette: &Palette, dice: &mut Dice) -> [Layer; 2] {
    let (x0, y0) = heaven.disc;
    let radius = heaven.radius;
    let noise = Noise::new(dice.next());
    let body = field(Area::around(x0, y0, radius + 2.0), 1.0, 0.015, |x, y| {
        let (dx, dy) = ((x - x0) / radius, (y - y0) / radius);
        let distance = dx.hypot(dy);
        let edge = ((1.0 - distance) * radius + 0.5).clamp(0.0, 1.0);
        let colour = if heaven.moon {
            let spots = noise.fractal(dx * 2.1 + 5.0, dy * 2.1, 4);
            let shade = 1.0 - 0.28 * smoothstep(0.45, 0.7, spots) - 0.12 * distance.powi(4);
            scale(palette.disc, shade)
        } else {
            lerp(
                palette.disc,
                palette.glow,
                smoothstep(0.2, 1.0, dy * 0.5 + 0.5) * 0.35,
            )
        };
        translucent(colour, edge)
    });
    let reach = radius * if heaven.moon { 4.0 } else { 5.5 };
    let power = if heaven.moon { 0.28 } else { 0.55 };
    let bloom = field(Area::around(x0, y0, reach), 0.25, 0.015, |x, y| {
        let distance = (x - x0).hypot(y - y0);
        let fall = (1.0 - distance / reach).max(0.0);
        // Inside the disc it is bright enough to shine through thin clouds.
        let core = 1.0 - smoothstep(radius * 0.7, radius * 1.1, distance);
        let shine = fall * fall * (-(distance - radius).max(0.0) / (radius * 1.6)).exp();
        let core = if heaven.moon { 0.0 } else { core * 0.5 };
        let light = power * (shine + core);
        opaque(scale(palette.glow, light), 0.5) & 0x00ff_ffff
    });
    [body, bloom.blend(Blend::Light)]
}

/// Streaks of cloud that drift; `amount` of 0 is a few wisps, 1 a full sky.
pub fn clouds(
    stage: Stage,
    heaven: Heaven,
    palette: &Palette,
    amount: f32,
    dice: &mut Dice,
) -> Vec<Layer> {
    [(0.03, 1.0, 1.6), (0.07, 1.6, 1.0)]
        .map(|(depth, speed, size)| {
            let noise = Noise::new(dice.next());
            let whole = stage.area();
            let travel = stage.u(0.012) * speed * 20.0;
            let area = Area {
                left: whole.left - travel,
                bottom: heaven.horizon,
                ..whole
            };
            let reach = stage.u(1.0);
            let shadow = (reach * 0.03, reach * 0.035);
            let towards = if heaven.disc.0 > 0.0 { -1.0 } else { 1.0 };
            let low = 0.60 - 0.22 * amount;
            field(area, 0.5, depth, |x, y| {
                let t = (y - area.top) / (area.bottom - area.top);
                // Clouds get smaller and flatter towards the horizon.
                let far = 1.0 + 2.2 * t * t;
                let density = |x: f32, y: f32| {
                    noise.fractal(
                        x / reach * 1.7 * far * size,
                        y / reach * 4.6 * far * size,
                        5,
                    )
                };
                let here = density(x, y);
                let alpha = smoothstep(low, low + 0.26, here);
                if alpha <= 0.0 {
                    return 0;
                }
                let behind = density(x + shadow.0 * towards / far, y + shadow.1 / far);
                let lit = (0.5 + (here - behind) * 3.2).clamp(0.0, 1.0);
                let colour = lerp(palette.cloud[1], palette.cloud[0], lit);
                let colour = lerp(colour, palette.sky[2], 0.45 * t * t);
                translucent(colour, alpha * (0.35 + 0.45 * amount) * (1.0 - 0.25 * t))
            })
            .motion(Motion::Drift(stage.u(0.012) * speed))
        })
        .into()
}

/// Curtains of green and violet light.
pub fn aurora(stage: Stage, heaven: Heaven, dice: &mut Dice) -> Vec<Layer> {
    (0..2)
        .map(|_| {
            let noise = Noise::new(dice.next());
            let whole = stage.area();
            let area = Area {
                left: whole.left - stage.u(0.3),
                bottom: heaven.horizon,
                ..whole
            };
            let reach = stage.u(1.0);
            let (foot, tall) = (dice.between(0.38, 0.62), dice.between(0.30, 0.5));
            field(area, 0.34, 0.02, |x, y| {
                let u = x / reach;
                let wave = (noise.fractal(u * 1.1, 0.0, 3) - 0.5) * 0.7;
                let base = area.top + (area.bottom - area.top) * (foot + wave);
                let up = (base - y) / (reach * tall);
                if !(-0.12..1.0).contains(&up) {
                    return 0;
                }
                let rays = 0.45 + 0.55 * noise.at(u * 26.0 + wave * 30.0, 4.0);
                let body = smoothstep(-0.12, 0.06, up) * (1.0 - up.max(0.0)).powi(2);
                let gaps = smoothstep(0.35, 0.65, noise.at(u * 1.7, 9.0));
                let colour = lerp([0.20, 0.95, 0.55], [0.50, 0.25, 0.85], up * 1.5);
                opaque(scale(colour, 0.42 * body * rays * gaps), 0.5) & 0x00ff_ffff
            })
            .blend(Blend::Light)
            .motion(Motion::Drift(stage.u(0.010)))
        })
        .collect()
}
