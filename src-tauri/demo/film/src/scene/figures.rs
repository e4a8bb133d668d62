//! Figures that a prompt may put into a scene: the astronaut, the cat, the balloon.

use super::palette::{Palette, Rgb, lerp, rgb, scale};
use super::stage::{Area, Point, Sketch, Stage};
use crate::dice::Dice;
use crate::render::layer::{Layer, Motion};

/// A sketch in units of a figure's height, from the middle of its feet up.
struct Figure {
    sketch: Sketch,
    x: f32,
    y: f32,
    tall: f32,
}

impl Figure {
    fn new((x, y): Point, tall: f32) -> Self {
        let area = Area::around(x, y - tall * 0.45, tall * 0.85);
        Self {
            sketch: Sketch::new(area, 1.0),
            x,
            y,
            tall,
        }
    }

    fn at(&self, (across, up): Point) -> Point {
        (self.x + across * self.tall, self.y - up * self.tall)
    }

    fn limb(&mut self, from: Point, to: Point, (thick, thin): Point, colour: Rgb) {
        let widths = (thick * self.tall, thin * self.tall);
        self.sketch.limb(self.at(from), self.at(to), widths, colour);
    }

    fn oval(&mut self, middle: Point, (across, up): Point, colour: Rgb, alpha: f32) {
        let (x, y) = self.at(middle);
        self.sketch
            .oval(x, y, across * self.tall, up * self.tall, colour, alpha);
    }

    fn rect(&mut self, corner: Point, (wide, high): Point, colour: Rgb) {
        let (x, y) = self.at(corner);
        self.sketch
            .rect(x, y, wide * self.tall, high * self.tall, colour, 1.0);
    }

    fn curve(&mut self, start: Point, arcs: &[(Point, Point)], colour: Rgb) {
        let arcs: Vec<_> = arcs
            .iter()
            .map(|(by, to)| (self.at(*by), self.at(*to)))
            .collect();
        self.sketch.curve(self.at(start), &arcs, colour);
    }
}

/// An astronaut seen from behind, looking out; `foot` is where the boots stand.
pub fn astronaut(palette: &Palette, foot: Point, tall: f32, depth: f32) -> Layer {
    let mut figure = Figure::new(foot, tall);
    let suit = lerp([0.80, 0.82, 0.86], palette.sky[1], 0.30);
    let shade = lerp(scale(suit, 0.48), palette.sky[1], 0.30);
    let pack = lerp(scale(suit, 0.70), palette.sky[1], 0.2);
    let rim = lerp(palette.glow, [1.0; 3], 0.55);
    for side in [-1.0, 1.0] {
        let tone = if side > 0.0 { shade } else { suit };
        astronaut_side(&mut figure, side, tone, shade);
    }
    figure.limb((0.0, 0.66), (0.0, 0.46), (0.30, 0.24), suit);
    figure.limb((0.09, 0.66), (0.075, 0.46), (0.13, 0.09), shade);
    // The pack on the back, with its panel.
    figure.limb((-0.06, 0.73), (-0.06, 0.50), (0.13, 0.13), pack);
    figure.limb((0.06, 0.73), (0.06, 0.50), (0.13, 0.13), scale(pack, 0.72));
    figure.rect((-0.11, 0.75), (0.22, 0.28), scale(pack, 0.86));
    figure.rect((-0.07, 0.69), (0.14, 0.035), scale(pack, 0.5));
    figure.oval((-0.05, 0.58), (0.014, 0.014), rgb(0x00ff_6a3c), 1.0);
    // The helmet: a globe with the far light on its edge.
    figure.oval((0.0, 0.865), (0.128, 0.128), rim, 1.0);
    figure.oval((0.010, 0.857), (0.120, 0.121), suit, 1.0);
    figure.oval((0.030, 0.841), (0.098, 0.099), shade, 0.8);
    figure.sketch.into_layer(depth)
}

/// A leg, a boot, an arm and a glove.
fn astronaut_side(figure: &mut Figure, side: f32, tone: Rgb, shade: Rgb) {
    let at = |across: f32, up: f32| (across * side, up);
    figure.limb(at(0.075, 0.42), at(0.095, 0.22), (0.135, 0.115), tone);
    figure.limb(at(0.095, 0.22), at(0.10, 0.05), (0.115, 0.105), tone);
    figure.limb(
        at(0.085, 0.03),
        at(0.125, 0.025),
        (0.075, 0.06),
        scale(shade, 0.7),
    );
    figure.limb(at(0.155, 0.70), at(0.215, 0.53), (0.11, 0.095), tone);
    figure.limb(at(0.215, 0.53), at(0.205, 0.37), (0.095, 0.08), tone);
    figure.oval(at(0.205, 0.34), (0.045, 0.05), scale(shade, 0.8), 1.0);
}

/// A sitting cat seen from behind; `foot` is where it sits.
pub fn cat(palette: &Palette, foot: Point, tall: f32, depth: f32) -> Layer {
    let mut figure = Figure::new(foot, tall);
    let fur = scale(palette.near, 0.7);
    let body = [
        ((-0.36, 0.30), (-0.17, 0.52)),
        ((-0.12, 0.60), (-0.13, 0.66)),
        ((0.0, 0.72), (0.13, 0.66)),
        ((0.12, 0.60), (0.17, 0.52)),
        ((0.36, 0.30), (0.27, 0.0)),
        ((0.0, -0.05), (-0.27, 0.0)),
    ];
    figure.curve((-0.27, 0.0), &body, fur);
    figure.oval((0.0, 0.74), (0.165, 0.145), fur, 1.0);
    for side in [-1.0, 1.0] {
        let at = |across: f32, up: f32| (across * side, up);
        let ear = [
            (at(0.165, 0.92), at(0.15, 0.99)),
            (at(0.08, 0.93), at(0.03, 0.86)),
        ];
        figure.curve(at(0.155, 0.76), &ear, fur);
    }
    let tail = [
        (0.20, 0.06),
        (0.46, 0.05),
        (0.58, 0.16),
        (0.56, 0.30),
        (0.49, 0.35),
    ];
    let widths = [0.085, 0.08, 0.07, 0.06, 0.05];
    for (ends, widths) in tail.windows(2).zip(widths.windows(2)) {
        figure.limb(ends[0], ends[1], (widths[0], widths[1]), fur);
    }
    figure.sketch.into_layer(depth)
}

/// A hot-air balloon; `at` is the middle of its envelope.
pub fn balloon(
    stage: Stage,
    palette: &Palette,
    (x, y): Point,
    tall: f32,
    dice: &mut Dice,
) -> Layer {
    let mut sketch = Sketch::new(Area::around(x, y + tall * 0.15, tall * 0.85), 1.0);
    let pairs = [
        (0x00e8_4a3c, 0x00ff_d166),
        (0x0026_7fb5, 0x00f4_f1de),
        (0x00c2_3b72, 0x00ff_b35c),
    ];
    let (one, other) = dice.pick(&pairs);
    let dim = |hex: u32| {
        let colour = lerp(rgb(hex), palette.haze, 0.25);
        if palette.dark {
            scale(colour, 0.5)
        } else {
            colour
        }
    };
    let (first, second, half) = (dim(one), dim(other), tall * 0.42);
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
