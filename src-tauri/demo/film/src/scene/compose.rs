//! Puts a scene together from a prompt. What several places share is here: the sky above them,
//! water, whoever sits in front, what moves. Knows nothing of frames and encoding.

use super::land::{self, Range};
use super::life::{Kind, Life};
use super::noise::Noise;
use super::palette::{Palette, Rgb, lerp, scale};
use super::sky::{self, Heaven};
use super::stage::{Point, Stage};
use super::water::Water;
use super::words::{Hour, Place, Prop, Weather, Wish};
use super::{Camera, Scene};
use super::{figures, props};
use crate::dice::Dice;
use crate::render::layer::Layer;

/// Paints the scene that a prompt and a seed call for, without what is to be avoided, for a frame of
/// this size.
pub fn paint(prompt: &str, avoid: &str, seed: u64, (width, height): (usize, usize)) -> Scene {
    let dice = Dice::new(seed);
    let wish = Wish::read(prompt, avoid, &mut dice.fork("wish"));
    let palette = Palette::for_wish(&wish, &mut dice.fork("palette"));
    let stage = Stage {
        width: width as f32,
        height: height as f32,
    };
    let mut painter = Painter {
        stage,
        wish,
        palette,
        dice,
    };
    let mut scene = match painter.wish.place {
        Place::Mountains => painter.mountains(),
        Place::Lake => painter.lake(),
        Place::Sea => painter.sea(),
        Place::City => painter.city(),
        Place::Forest => painter.forest(),
        Place::Desert => painter.desert(),
        Place::Space => painter.space(),
    };
    painter.life(&mut scene);
    scene
}

/// Where somebody sits or stands, as a share of the width: away from the words on the slate.
pub(super) const SITTER: f32 = 0.77;

pub(super) struct Painter {
    pub(super) stage: Stage,
    pub(super) wish: Wish,
    pub(super) palette: Palette,
    dice: Dice,
}

impl Painter {
    pub(super) fn scene(
        &self,
        behind: Vec<Layer>,
        water: Option<Water>,
        front: Vec<Layer>,
    ) -> Scene {
        let camera = Camera::roll(&mut self.dice.fork("camera"));
        Scene {
            behind,
            water,
            front,
            life: Vec::new(),
            camera,
        }
    }

    /// A height near the lower edge. Upright and square frames need more room for the slate.
    pub(super) fn low(&self, share: f32) -> f32 {
        if self.stage.spread() < 1.25 {
            share - 0.10
        } else {
            share
        }
    }

    pub(super) fn fork(&self, label: &str) -> Dice {
        self.dice.fork(label)
    }

    /// Sky, stars, sun or moon and clouds down to a horizon (a share of the frame's height).
    pub(super) fn heaven(&self, horizon: f32) -> (Heaven, Vec<Layer>) {
        let (stage, palette) = (self.stage, &self.palette);
        let heaven = Heaven::new(stage, &self.wish, horizon, &mut self.fork("heaven"));
        let mut layers = vec![sky::backdrop(stage, heaven, palette, &mut self.fork("sky"))];
        if palette.dark && heaven.clear {
            let amount = if self.wish.hour == Hour::Neon {
                0.25
            } else {
                1.0
            };
            layers.push(sky::stars(
                stage,
                heaven.horizon,
                amount,
                &mut self.fork("stars"),
            ));
        }
        if self.wish.hour == Hour::Dusk && heaven.clear {
            layers.push(sky::stars(
                stage,
                stage.y(horizon * 0.7),
                0.22,
                &mut self.fork("stars"),
            ));
        }
        if self.wish.has(Prop::Aurora) {
            layers.extend(sky::aurora(stage, heaven, &mut self.fork("aurora")));
        }
        let [disc, bloom] = sky::disc(heaven, palette, &mut self.fork("disc"));
        if heaven.clear {
            layers.push(disc);
        }
        let amount = match self.wish.weather {
            Weather::Clear => 0.05,
            Weather::Cloudy => 0.55,
            Weather::Fog => 0.45,
            Weather::Snow => 0.8,
            Weather::Rain => 1.0,
        };
        let amount = if self.wish.has(Prop::Aurora) {
            amount * 0.3
        } else {
            amount
        };
        layers.extend(sky::clouds(
            stage,
            heaven,
            palette,
            amount,
            &mut self.fork("clouds"),
        ));
        // Over the clouds, which the sun shines through.
        if heaven.clear {
            layers.push(bloom);
        }
        (heaven, layers)
    }

    pub(super) fn range(&self, heaven: Heaven, range: Range, label: &str) -> Layer {
        land::range(
            self.stage,
            heaven,
            &self.palette,
            &self.wish,
            range,
            &mut self.fork(label),
        )
    }

    pub(super) fn balloon(&self, layers: &mut Vec<Layer>, at: (f32, f32)) {
        if !self.wish.has(Prop::Balloon) {
            return;
        }
        let mut dice = self.fork("balloon");
        for (dx, dy, size) in [(0.0, 0.0, 0.17), (0.24, -0.10, 0.08), (-0.20, 0.08, 0.055)] {
            let place = (self.stage.x(at.0 + dx), self.stage.y(at.1 + dy));
            let tall = self.stage.u(size);
            layers.push(figures::balloon(
                self.stage,
                &self.palette,
                place,
                tall,
                &mut dice,
            ));
        }
    }

    /// The nearest ground, with grass and whoever sits in it.
    pub(super) fn meadow(&self, heaven: Heaven, base: f32, rise: f32) -> Vec<Layer> {
        let near = Range::soft(self.low(base), rise, 1.2, 0.95);
        let line = land::profile(self.stage, near, Noise::new(self.fork("meadow").next()));
        let mut front = vec![self.range(heaven, near, "meadow")];
        let x = self.stage.x(SITTER);
        let foot = (x, line(x) + self.stage.u(0.012));
        if self.wish.has(Prop::Cat) {
            front.push(figures::cat(
                &self.palette,
                self.beside(foot),
                self.stage.u(0.20),
                0.95,
            ));
        }
        if self.wish.has(Prop::Astronaut) {
            front.push(figures::astronaut(
                &self.palette,
                foot,
                self.stage.u(0.30),
                0.95,
            ));
        }
        if self.wish.weather != Weather::Snow {
            let mut dice = self.fork("grass");
            front.push(land::grass(
                self.stage,
                &self.palette,
                line,
                0.06,
                &mut dice,
            ));
        }
        front
    }

    pub(super) fn water(&self, heaven: Heaven, horizon: f32, depth: f32, swell: f32) -> Water {
        let palette = &self.palette;
        let blue: Rgb = if palette.dark {
            [0.01, 0.03, 0.07]
        } else {
            [0.03, 0.16, 0.24]
        };
        let tint = lerp(scale(palette.sky[0], 0.55), blue, 0.45);
        let path = heaven.clear.then(|| {
            let width = heaven.radius / self.stage.u(1.0) * 1.5 + 0.03;
            (
                heaven.disc.0,
                lerp(palette.disc, palette.glow, 0.45),
                width.min(0.16),
            )
        });
        Water {
            horizon: self.stage.y(horizon),
            depth,
            tint,
            swell,
            path,
        }
    }

    pub(super) fn boat(&self, layers: &mut Vec<Layer>, waterline: f32, depth: f32) {
        if !self.wish.has(Prop::Boat) {
            return;
        }
        let side = self.fork("boat").between(0.38, 0.60);
        let at = (self.stage.x(side), self.stage.y(waterline));
        layers.push(props::boat(
            self.stage,
            &self.palette,
            at,
            self.stage.u(0.16),
            depth,
        ));
    }

    /// Where the cat sits: beside the astronaut if there is one.
    pub(super) fn beside(&self, (x, y): Point) -> Point {
        let aside = if self.wish.has(Prop::Astronaut) {
            0.26
        } else {
            0.0
        };
        (x - self.stage.u(aside), y)
    }

    /// A cat or an astronaut at the near edge of places that have no meadow.
    pub(super) fn sitter(&self, front: &mut Vec<Layer>, foot: f32) {
        let x = self.stage.x(SITTER);
        let at = (x, self.stage.y(self.low(foot)) + self.stage.u(0.03));
        if self.wish.has(Prop::Cat) {
            front.push(figures::cat(
                &self.palette,
                self.beside(at),
                self.stage.u(0.22),
                0.97,
            ));
        }
        if self.wish.has(Prop::Astronaut) {
            front.push(figures::astronaut(
                &self.palette,
                at,
                self.stage.u(0.34),
                0.97,
            ));
        }
    }

    pub(super) fn life(&self, scene: &mut Scene) {
        let palette = &self.palette;
        let mut add = |kind: Kind, colour: Rgb| {
            let mut dice = self.fork(&format!("{kind:?}"));
            scene
                .life
                .push(Life::new(self.stage, kind, colour, &mut dice));
        };
        if palette.dark && matches!(self.wish.weather, Weather::Clear | Weather::Cloudy) {
            add(Kind::Twinkle, [0.85, 0.90, 1.0]);
        }
        if self.wish.has(Prop::Birds) {
            add(Kind::Birds, lerp(palette.near, palette.haze, 0.25));
        }
        if self.wish.has(Prop::Fireflies) {
            add(Kind::Fireflies, lerp(palette.light, [0.75, 1.0, 0.35], 0.5));
        }
        match self.wish.weather {
            Weather::Rain => add(Kind::Rain, lerp(palette.sky[2], [0.85, 0.90, 1.0], 0.6)),
            Weather::Snow => add(Kind::Snow, [0.96, 0.97, 1.0]),
            Weather::Clear | Weather::Cloudy | Weather::Fog => {
                if !palette.dark && self.wish.place != Place::Sea {
                    add(Kind::Dust, palette.glow);
                }
            }
        }
    }
}
