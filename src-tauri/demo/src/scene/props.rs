//! Things that a prompt may ask for, drawn as silhouettes: the lighthouse, the boat, the astronaut,
//! the cat, the balloon.

use super::palette::{Palette, Rgb, lerp, rgb, scale};
use super::stage::{Area, Sketch, Stage};
use crate::dice::Dice;
use crate::render::canvas::{Blend, Layer, Motion, opaque};

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
        stage
            .field(area, 0.5, depth, |px, py| {
                let along = (px - x) / length;
                let width = tall * 0.02 + along * spread * 0.85;
                let off = (py - y) / width;
                let fall = (1.0 - along).powf(1.4) * (-off * off * 1.4).exp();
                let near = (along * 40.0).min(1.0);
                opaque(scale(light, 0.46 * fall * near), 0.5) & 0x00ff_ffff
            })
            .blend(Blend::Light)
            .motion(Motion::Turn {
                axis: x,
                period: 9.0,
                phase,
            })
    };
    let reach = tall * 0.5;
    let glow = stage
        .field(Area::around(x, y, reach), 0.5, depth, |px, py| {
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

/// An astronaut seen from behind, looking out; `foot` is where the boots stand.
pub fn astronaut(palette: &Palette, (x, y): (f32, f32), tall: f32, depth: f32) -> Layer {
    let mut sketch = Sketch::new(Area::around(x, y - tall * 0.5, tall * 0.62), 1.0);
    let suit = lerp([0.80, 0.82, 0.86], palette.sky[1], 0.30);
    let shade = lerp(scale(suit, 0.48), palette.sky[1], 0.30);
    let pack = lerp(scale(suit, 0.70), palette.sky[1], 0.2);
    let rim = lerp(palette.glow, [1.0; 3], 0.55);
    let p = |dx: f32, up: f32| (x + dx * tall, y - up * tall);
    for side in [-1.0, 1.0] {
        let tone = if side > 0.0 { shade } else { suit };
        sketch.limb(
            p(0.075 * side, 0.42),
            p(0.095 * side, 0.22),
            (tall * 0.135, tall * 0.115),
            tone,
        );
        sketch.limb(
            p(0.095 * side, 0.22),
            p(0.10 * side, 0.05),
            (tall * 0.115, tall * 0.105),
            tone,
        );
        sketch.limb(
            p(0.085 * side, 0.03),
            p(0.125 * side, 0.025),
            (tall * 0.075, tall * 0.06),
            scale(shade, 0.7),
        );
        sketch.limb(
            p(0.155 * side, 0.70),
            p(0.215 * side, 0.53),
            (tall * 0.11, tall * 0.095),
            tone,
        );
        sketch.limb(
            p(0.215 * side, 0.53),
            p(0.205 * side, 0.37),
            (tall * 0.095, tall * 0.08),
            tone,
        );
        sketch.oval(
            p(0.205 * side, 0.34).0,
            p(0.0, 0.34).1,
            tall * 0.045,
            tall * 0.05,
            scale(shade, 0.8),
            1.0,
        );
    }
    sketch.limb(p(0.0, 0.66), p(0.0, 0.46), (tall * 0.30, tall * 0.24), suit);
    sketch.limb(
        p(0.09, 0.66),
        p(0.075, 0.46),
        (tall * 0.13, tall * 0.09),
        shade,
    );
    // The pack on the back, with its panel.
    sketch.limb(
        p(-0.06, 0.73),
        p(-0.06, 0.50),
        (tall * 0.13, tall * 0.13),
        pack,
    );
    sketch.limb(
        p(0.06, 0.73),
        p(0.06, 0.50),
        (tall * 0.13, tall * 0.13),
        scale(pack, 0.72),
    );
    sketch.rect(
        x - tall * 0.11,
        y - tall * 0.75,
        tall * 0.22,
        tall * 0.28,
        scale(pack, 0.86),
        1.0,
    );
    sketch.rect(
        x - tall * 0.07,
        y - tall * 0.69,
        tall * 0.14,
        tall * 0.035,
        scale(pack, 0.5),
        1.0,
    );
    sketch.oval(
        x - tall * 0.05,
        y - tall * 0.58,
        tall * 0.014,
        tall * 0.014,
        rgb(0x00ff_6a3c),
        1.0,
    );
    // The helmet: a globe with the far light on its edge.
    let head = p(0.0, 0.865);
    sketch.oval(head.0, head.1, tall * 0.128, tall * 0.128, rim, 1.0);
    sketch.oval(
        head.0 + tall * 0.010,
        head.1 + tall * 0.008,
        tall * 0.120,
        tall * 0.121,
        suit,
        1.0,
    );
    sketch.oval(
        head.0 + tall * 0.030,
        head.1 + tall * 0.024,
        tall * 0.098,
        tall * 0.099,
        shade,
        0.8,
    );
    sketch.into_layer(depth)
}

/// A sitting cat seen from behind; `foot` is where it sits.
pub fn cat(palette: &Palette, (x, y): (f32, f32), tall: f32, depth: f32) -> Layer {
    let mut sketch = Sketch::new(Area::around(x, y - tall * 0.4, tall * 0.85), 1.0);
    let fur = scale(palette.near, 0.7);
    let p = |dx: f32, up: f32| (x + dx * tall, y - up * tall);
    sketch.curve(
        p(-0.27, 0.0),
        &[
            (p(-0.36, 0.30), p(-0.17, 0.52)),
            (p(-0.12, 0.60), p(-0.13, 0.66)),
            (p(0.0, 0.72), p(0.13, 0.66)),
            (p(0.12, 0.60), p(0.17, 0.52)),
            (p(0.36, 0.30), p(0.27, 0.0)),
            (p(0.0, -0.05), p(-0.27, 0.0)),
        ],
        fur,
    );
    let head = p(0.0, 0.74);
    sketch.oval(head.0, head.1, tall * 0.165, tall * 0.145, fur, 1.0);
    for side in [-1.0, 1.0] {
        sketch.curve(
            p(0.155 * side, 0.76),
            &[
                (p(0.165 * side, 0.92), p(0.15 * side, 0.99)),
                (p(0.08 * side, 0.93), p(0.03 * side, 0.86)),
            ],
            fur,
        );
    }
    for (from, to, a, b) in [
        (p(0.20, 0.06), p(0.46, 0.05), 0.085, 0.08),
        (p(0.46, 0.05), p(0.58, 0.16), 0.08, 0.07),
        (p(0.58, 0.16), p(0.56, 0.30), 0.07, 0.06),
        (p(0.56, 0.30), p(0.49, 0.35), 0.06, 0.05),
    ] {
        sketch.limb(from, to, (tall * a, tall * b), fur);
    }
    sketch.into_layer(depth)
}

/// A hot-air balloon; `at` is the middle of its envelope.
pub fn balloon(
    stage: Stage,
    palette: &Palette,
    (x, y): (f32, f32),
    tall: f32,
    dice: &mut Dice,
) -> Layer {
    let mut sketch = Sketch::new(Area::around(x, y + tall * 0.15, tall * 0.85), 1.0);
    let pairs = [
        (0x00e8_4a3c, 0x00ff_d166),
        (0x0026_7fb5, 0x00f4_f1de),
        (0x00c2_3b72, 0x00ff_b35c),
    ];
    let (a, b) = dice.pick(&pairs);
    let dim = |hex: u32| {
        let colour = lerp(rgb(hex), palette.haze, 0.25);
        if palette.dark {
            scale(colour, 0.5)
        } else {
            colour
        }
    };
    let (first, second, half) = (dim(a), dim(b), tall * 0.42);
    let foot = y + tall * 0.55;
    for (share, colour) in [(1.0, first), (0.72, second), (0.46, first), (0.20, second)] {
        let w = half * share;
        sketch.curve(
            (x, y - tall * 0.46),
            &[
                ((x + w * 1.02, y - tall * 0.46), (x + w, y)),
                (
                    (x + w * 0.95, y + tall * 0.28),
                    (x + half * 0.16 * share, foot),
                ),
                ((x, foot), (x - half * 0.16 * share, foot)),
                ((x - w * 0.95, y + tall * 0.28), (x - w, y)),
                ((x - w * 1.02, y - tall * 0.46), (x, y - tall * 0.46)),
            ],
            colour,
        );
    }
    let wood = lerp(palette.near, [0.35, 0.2, 0.1], 0.4);
    let rope = (tall * 0.006).max(0.6);
    for side in [-1.0, 1.0] {
        sketch.limb(
            (x + half * 0.15 * side, foot),
            (x + tall * 0.05 * side, foot + tall * 0.14),
            (rope, rope),
            wood,
        );
    }
    sketch.rect(
        x - tall * 0.06,
        foot + tall * 0.13,
        tall * 0.12,
        tall * 0.09,
        wood,
        1.0,
    );
    sketch.into_layer(0.12).motion(Motion::Bob {
        height: stage.u(0.012),
        period: 9.0,
    })
}
