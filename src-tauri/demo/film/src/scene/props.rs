//! Things that a prompt may put into a scene, drawn as silhouettes: what stands by the sea. People
//! and beasts are in `figures`.

use super::palette::{Palette, Rgb, lerp, scale};
use super::stage::{Area, Sketch, Stage, field};
use crate::render::layer::{Blend, Layer, Motion};
use crate::render::pixel::opaque;

/// A tower on its rock with a turning light. `foot` is where the tower stands.
pub fn lighthouse(
    stage: Stage,
    palette: &Palette,
    foot: (f32, f32),
    tall: f32,
    (depth, lit): (f32, bool),
) -> Vec<Layer> {
    let (x, y) = foot;
    let mut sketch = Sketch::new(Area::around(x, y - tall * 0.5, tall * 0.95), 1.0);
    let dark = lerp(palette.haze, palette.near, 0.55 + 0.45 * depth);
    let (white, red) = if lit {
        (
            lerp(dark, palette.sky[2], 0.26),
            lerp(dark, [0.75, 0.16, 0.16], 0.34),
        )
    } else {
        ([0.95, 0.94, 0.90], [0.80, 0.20, 0.18])
    };
    let (low, high) = (tall * 0.105, tall * 0.062);
    let top = y - tall * 0.80;
    let at = |share: f32| (low + (high - low) * share, y + (top - y) * share);
    for band in 0_u8..5 {
        let (a, b) = (at(f32::from(band) / 5.0), at(f32::from(band + 1) / 5.0));
        let colour = if band % 2 == 0 { white } else { red };
        sketch.polygon(
            &[
                (x - a.0, a.1),
                (x + a.0, a.1),
                (x + b.0, b.1),
                (x - b.0, b.1),
            ],
            colour,
            1.0,
        );
        // The side away from the light.
        let shadow = [
            (x + a.0 * 0.15, a.1),
            (x + a.0, a.1),
            (x + b.0, b.1),
            (x + b.0 * 0.15, b.1),
        ];
        sketch.polygon(&shadow, dark, 0.42);
    }
    let lamp = (x, top - tall * 0.065);
    let glass = if lit {
        lerp(palette.light, [1.0; 3], 0.5)
    } else {
        lerp(dark, palette.sky[1], 0.5)
    };
    sketch.rect(
        x - high * 1.45,
        top - tall * 0.012,
        high * 2.9,
        tall * 0.022,
        dark,
        1.0,
    );
    sketch.rect(
        x - high * 0.82,
        top - tall * 0.115,
        high * 1.64,
        tall * 0.105,
        glass,
        1.0,
    );
    for post in [-0.82, -0.3, 0.3, 0.82] {
        let half = (high * 0.05).max(0.4);
        sketch.rect(
            x + high * post - half,
            top - tall * 0.115,
            half * 2.0,
            tall * 0.105,
            dark,
            1.0,
        );
    }
    let roof = if lit { dark } else { red };
    sketch.polygon(
        &[
            (x - high * 1.15, top - tall * 0.11),
            (x, top - tall * 0.19),
            (x + high * 1.15, top - tall * 0.11),
        ],
        roof,
        1.0,
    );
    sketch.oval(x, top - tall * 0.195, high * 0.14, high * 0.14, roof, 1.0);
    house(&mut sketch, foot, tall, dark, (lit, palette));
    let mut layers = vec![sketch.into_layer(depth)];
    if lit {
        layers.extend(beams(stage, palette, lamp, tall, depth));
    }
    layers
}

fn house(
    sketch: &mut Sketch,
    (x, y): (f32, f32),
    tall: f32,
    dark: Rgb,
    (lit, palette): (bool, &Palette),
) {
    let (left, wide, high) = (x - tall * 0.42, tall * 0.28, tall * 0.12);
    let wall = if lit { dark } else { [0.86, 0.84, 0.78] };
    sketch.rect(left, y - high, wide, high * 1.4, wall, 1.0);
    let eave = wide * 0.08;
    sketch.polygon(
        &[
            (left - eave, y - high),
            (left + wide * 0.5, y - high * 1.85),
            (left + wide + eave, y - high),
        ],
        if lit {
            scale(dark, 0.8)
        } else {
            [0.55, 0.25, 0.20]
        },
        1.0,
    );
    let pane = if lit {
        palette.light
    } else {
        scale(wall, 0.45)
    };
    for share in [0.22, 0.62] {
        sketch.rect(
            left + wide * share,
            y - high * 0.72,
            wide * 0.16,
            high * 0.34,
            pane,
            1.0,
        );
    }
}

/// Two beams that turn about the lamp, and the glow of the lamp itself.
fn beams(stage: Stage, palette: &Palette, (x, y): (f32, f32), tall: f32, depth: f32) -> [Layer; 3] {
    let light = lerp(palette.light, [1.0; 3], 0.35);
    let length = stage.width * 0.75;
    let beam = |phase: f32| {
        let spread = length * 0.10;
        let area = Area {
            left: x,
            top: y - spread,
            right: x + length,
            bottom: y + spread,
        };
        field(area, 0.5, depth, |px, py| {
            let along = (px - x) / length;
            let width = tall * 0.02 + along * spread * 0.85;
            let off = (py - y) / width;
            let fall = (1.0 - along).powf(1.4) * (-off * off * 1.4).exp();
            let near = (along * 40.0).min(1.0);
            opaque(scale(light, 0.60 * fall * near), 0.5) & 0x00ff_ffff
        })
        .blend(Blend::Light)
        .motion(Motion::Turn {
            axis: x,
            period: 9.0,
            phase,
        })
    };
    let reach = tall * 0.5;
    let glow = field(Area::around(x, y, reach), 0.5, depth, |px, py| {
        let distance = (px - x).hypot(py - y) / reach;
        let fall = (1.0 - distance).max(0.0).powi(2) * (-distance * 5.0).exp();
        opaque(scale(light, 0.95 * fall), 0.5) & 0x00ff_ffff
    })
    .blend(Blend::Light);
    [beam(0.08), beam(0.58), glow]
}

/// A sailing boat; `at` is the middle of its waterline.
pub fn boat(stage: Stage, palette: &Palette, (x, y): (f32, f32), tall: f32, depth: f32) -> Layer {
    let mut sketch = Sketch::new(Area::around(x, y - tall * 0.45, tall * 0.75), 1.0);
    let hull = lerp(palette.haze, palette.near, 0.6 + 0.4 * depth);
    let sail = if palette.dark {
        lerp(palette.haze, [0.75, 0.80, 0.90], 0.45)
    } else {
        lerp(palette.sky[2], [1.0, 0.98, 0.94], 0.55)
    };
    let mast = tall * 0.014;
    sketch.rect(x - mast, y - tall, mast * 2.0, tall * 0.95, hull, 1.0);
    sketch.curve(
        (x + tall * 0.03, y - tall * 0.97),
        &[
            (
                (x + tall * 0.34, y - tall * 0.48),
                (x + tall * 0.40, y - tall * 0.15),
            ),
            (
                (x + tall * 0.20, y - tall * 0.11),
                (x + tall * 0.03, y - tall * 0.14),
            ),
        ],
        sail,
    );
    sketch.curve(
        (x - tall * 0.03, y - tall * 0.90),
        &[
            (
                (x - tall * 0.06, y - tall * 0.45),
                (x - tall * 0.30, y - tall * 0.13),
            ),
            (
                (x - tall * 0.14, y - tall * 0.16),
                (x - tall * 0.03, y - tall * 0.15),
            ),
        ],
        lerp(sail, palette.haze, 0.28),
    );
    sketch.curve(
        (x - tall * 0.40, y - tall * 0.09),
        &[
            ((x, y - tall * 0.05), (x + tall * 0.46, y - tall * 0.11)),
            (
                (x + tall * 0.34, y + tall * 0.02),
                (x + tall * 0.22, y + tall * 0.02),
            ),
            ((x, y + tall * 0.02), (x - tall * 0.28, y + tall * 0.02)),
            ((x - tall * 0.36, y), (x - tall * 0.40, y - tall * 0.09)),
        ],
        hull,
    );
    sketch.into_layer(depth).motion(Motion::Bob {
        height: stage.u(0.003),
        period: 3.4,
    })
}
