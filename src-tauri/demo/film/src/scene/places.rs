//! The places that can be painted: which parts each is made of, where, in which order. What the
//! places have in common is in `compose`; how the parts look is in their own modules.

use super::city::{self, Row};
use super::compose::{Painter, SITTER};
use super::land::{self, Range};
use super::noise::{Noise, smoothstep};
use super::palette::{lerp, scale};
use super::sky::{self, Heaven};
use super::stage::{Area, field};
use super::water::Water;
use super::words::{Hour, Prop, Weather};
use super::{Scene, cosmos, figures, props};
use crate::render::layer::Layer;
use crate::render::pixel::translucent;

impl Painter {
    pub(super) fn mountains(&mut self) -> Scene {
        let (heaven, mut layers) = self.heaven(0.66);
        let ridges = [
            (0.56, 0.130, 2.2, 0.10, true),
            (0.61, 0.115, 2.9, 0.24, true),
            (0.68, 0.085, 3.2, 0.42, true),
            (0.76, 0.055, 2.6, 0.62, false),
        ];
        for (i, (base, rise, peaks, depth, rocky)) in ridges.into_iter().enumerate() {
            let range = Range {
                base,
                rise,
                peaks,
                depth,
                rocky,
                foot: 2.0,
            };
            layers.push(self.range(heaven, range, &format!("range {i}")));
            if i == 1 {
                self.balloon(&mut layers, (0.42, 0.36));
            }
        }
        let slope = Range::soft(0.80, 0.05, 1.6, 0.78);
        let noise = Noise::new(self.fork("slope").next());
        let line = land::profile(self.stage, slope, noise);
        layers.push(land::conifers(
            self.stage,
            &self.palette,
            &self.wish,
            &line,
            (0.085, 0.72, 0.34),
            &mut self.fork("far trees"),
        ));
        layers.push(self.range(heaven, slope, "slope"));
        let front = self.meadow(heaven, 0.93, 0.022);
        self.scene(layers, None, front)
    }

    pub(super) fn lake(&mut self) -> Scene {
        let (heaven, mut layers) = self.heaven(0.60);
        let ridges = [
            (0.47, 0.150, 2.0, 0.10),
            (0.53, 0.110, 2.7, 0.24),
            (0.575, 0.050, 3.4, 0.40),
        ];
        for (i, (base, rise, peaks, depth)) in ridges.into_iter().enumerate() {
            let range = Range::rocky(base, rise, peaks, depth).down_to(0.602);
            layers.push(self.range(heaven, range, &format!("range {i}")));
            if i == 0 {
                self.balloon(&mut layers, (0.42, 0.30));
            }
        }
        let shore = self.stage.y(0.602);
        layers.push(land::conifers(
            self.stage,
            &self.palette,
            &self.wish,
            |_| shore,
            (0.048, 0.40, 0.30),
            &mut self.fork("shore"),
        ));
        self.boat(&mut layers, 0.602, 0.40);
        let water = self.water(heaven, 0.60, 0.40, 0.20);
        let mut front = Vec::new();
        let bank = Range::soft(self.low(0.985), 0.028, 1.4, 0.95);
        let line = land::profile(self.stage, bank, Noise::new(self.fork("bank").next()));
        front.push(self.range(heaven, bank, "bank"));
        if self.wish.weather != Weather::Snow {
            front.push(land::grass(
                self.stage,
                &self.palette,
                line,
                0.11,
                &mut self.fork("reed"),
            ));
        }
        self.sitter(&mut front, 0.95);
        self.scene(layers, Some(water), front)
    }

    pub(super) fn sea(&mut self) -> Scene {
        let (heaven, mut layers) = self.heaven(0.58);
        let far = Range::rocky(0.572, 0.020, 2.4, 0.18).down_to(0.582);
        layers.push(self.range(heaven, far, "island"));
        self.balloon(&mut layers, (0.55, 0.30));
        if self.wish.has(Prop::Lighthouse) {
            layers.extend(self.headland(heaven));
        }
        self.boat(&mut layers, 0.583, 0.36);
        let swell = if self.wish.weather == Weather::Rain {
            1.0
        } else {
            0.62
        };
        let water = self.water(heaven, 0.58, 0.30, swell);
        let mut front = Vec::new();
        let rocks = Range::rocky(self.low(0.985), 0.055, 3.2, 0.92);
        front.push(self.range(heaven, rocks, "rocks"));
        self.sitter(&mut front, 0.96);
        self.scene(layers, Some(water), front)
    }

    /// A cliff on the far side from the sun, with the lighthouse on it.
    fn headland(&self, heaven: Heaven) -> Vec<Layer> {
        let stage = self.stage;
        let side = if heaven.disc.0 > 0.0 { -1.0 } else { 1.0 };
        let noise = Noise::new(self.fork("headland").next());
        let (sea, reach) = (stage.y(0.584), stage.u(1.0));
        let inner = stage.width * 0.5 - stage.width.min(reach * 1.3) * 0.44;
        let line = move |x: f32| {
            let out = (x * side - inner) / reach;
            let rise = smoothstep(-0.10, 0.13, out) * 0.105 + smoothstep(0.1, 0.6, out) * 0.06;
            let rough = (noise.fractal(x / reach * 12.0, 1.0, 4) - 0.5) * 0.035;
            sea + stage.u(0.01) - (rise + rough * (rise * 14.0).min(1.0)) * reach
        };
        let palette = &self.palette;
        let body = lerp(palette.haze, palette.near, 0.72);
        let face = lerp(body, palette.glow, 0.22);
        let ground = stage.below(0.36, line, sea + stage.u(0.004), |x, y, down| {
            let rock = noise.ridged(x / reach * 16.0, y / reach * 10.0, 4) - 0.4;
            let crest = (-down / (reach * 0.006)).exp();
            lerp(
                scale(body, 1.0 + rock.min(0.0) * 0.5),
                face,
                crest * 0.6 + rock.max(0.0) * 0.5,
            )
        });
        let x = side * (inner + reach * 0.17);
        let lit = palette.dark
            || matches!(self.wish.hour, Hour::Dusk | Hour::Dawn)
            || matches!(self.wish.weather, Weather::Fog | Weather::Rain);
        let mut layers = props::lighthouse(
            stage,
            palette,
            (x, line(x) + stage.u(0.006)),
            stage.u(0.30),
            (0.36, lit),
        );
        layers.insert(1, ground);
        layers
    }

    pub(super) fn city(&mut self) -> Scene {
        let street = 0.74;
        let (_, mut layers) = self.heaven(street);
        let lit = match self.wish.hour {
            Hour::Day => 0.0,
            Hour::Dawn | Hour::Golden => 0.10,
            Hour::Dusk => 0.32,
            Hour::Night | Hour::Neon => 0.42,
        };
        let rows = [
            (0.34, 0.050, 0.10, 0.5),
            (0.31, 0.068, 0.28, 0.8),
            (0.25, 0.092, 0.50, 1.0),
            (0.16, 0.130, 0.72, 1.0),
        ];
        for (i, (tall, wide, depth, share)) in rows.into_iter().enumerate() {
            let row = Row {
                street: street + 0.002,
                tall,
                wide,
                depth,
                lit: lit * share,
            };
            let mut dice = self.fork(&format!("row {i}"));
            layers.extend(city::row(
                self.stage,
                &self.palette,
                self.wish.hour,
                row,
                &mut dice,
            ));
            if i == 0 {
                self.balloon(&mut layers, (0.4, 0.25));
            }
        }
        // A wet street, or the river that many a city lies at.
        let swell = if self.wish.weather == Weather::Rain {
            0.34
        } else {
            0.20
        };
        let water = Water {
            horizon: self.stage.y(street),
            depth: 0.72,
            tint: scale(self.palette.near, 0.9),
            swell,
            path: None,
        };
        let mut front = Vec::new();
        if self.wish.has(Prop::Cat) || self.wish.has(Prop::Astronaut) {
            let ledge = self.stage.y(self.low(0.955));
            let tone = scale(self.palette.near, 0.75);
            let edge = lerp(tone, self.palette.glow, 0.35);
            let bright = self.stage.u(0.006);
            front.push(self.stage.below(
                1.0,
                |_| ledge,
                self.stage.area().bottom,
                |_, _, down| lerp(edge, tone, down / bright),
            ));
            self.sitter(&mut front, 0.928);
        }
        self.scene(layers, Some(water), front)
    }

    pub(super) fn forest(&mut self) -> Scene {
        let (heaven, mut layers) = self.heaven(0.70);
        let (stage, palette) = (self.stage, &self.palette);
        let hills = Range::soft(0.60, 0.09, 1.8, 0.12);
        layers.push(self.range(heaven, hills, "hills"));
        let rows = [
            (0.64, 0.14, 0.22, 0.26),
            (0.70, 0.20, 0.38, 0.26),
            (0.78, 0.29, 0.56, 0.27),
            (0.90, 0.42, 0.76, 0.30),
        ];
        for (i, (base, tall, depth, gap)) in rows.into_iter().enumerate() {
            let range = Range::soft(base, 0.035, 1.5, depth);
            let line = land::profile(
                stage,
                range,
                Noise::new(self.fork(&format!("row {i}")).next()),
            );
            let mut dice = self.fork(&format!("trees {i}"));
            layers.push(land::conifers(
                stage,
                palette,
                &self.wish,
                &line,
                (tall, depth, gap),
                &mut dice,
            ));
            layers.push(self.range(heaven, range, &format!("row {i}")));
            layers.push(self.mist(base + 0.02, depth));
        }
        let mut front = vec![land::trunks(
            stage,
            palette,
            (5, 0.92, 1.04),
            &mut self.fork("trunks"),
        )];
        front.extend(self.meadow(heaven, 0.975, 0.02));
        self.scene(layers, None, front)
    }

    /// A bank of mist lying at a height.
    fn mist(&self, height: f32, depth: f32) -> Layer {
        let stage = self.stage;
        let noise = Noise::new(self.fork("mist").next() ^ u64::from(depth.to_bits()));
        let (reach, middle) = (stage.u(1.0), stage.y(height));
        let area = Area {
            top: middle - reach * 0.16,
            bottom: middle + reach * 0.16,
            ..stage.area()
        };
        let thick = match self.wish.weather {
            Weather::Fog => 0.75,
            Weather::Rain | Weather::Snow => 0.5,
            Weather::Clear | Weather::Cloudy => 0.36,
        };
        field(area, 0.25, depth, |x, y| {
            let off = (y - middle) / (reach * 0.16);
            let shape = (1.0 - off * off).max(0.0).powi(2);
            let wisps = noise.fractal(x / reach * 2.2, y / reach * 5.0, 4);
            let alpha = shape * thick * (0.35 + wisps) * (1.0 - depth * 0.5);
            translucent(self.palette.haze, alpha)
        })
    }

    pub(super) fn desert(&mut self) -> Scene {
        let (heaven, mut layers) = self.heaven(0.58);
        let mesa = Range::rocky(0.575, 0.05, 3.1, 0.10);
        layers.push(self.range(heaven, mesa, "mesa"));
        self.balloon(&mut layers, (0.45, 0.32));
        for (i, (base, rise, peaks, depth)) in [
            (0.62, 0.030, 1.9, 0.25),
            (0.69, 0.050, 1.3, 0.45),
            (0.80, 0.080, 0.9, 0.70),
        ]
        .into_iter()
        .enumerate()
        {
            let range = Range::soft(base, rise, peaks, depth);
            let mut dice = self.fork(&format!("dune {i}"));
            layers.push(land::dune(
                self.stage,
                heaven,
                &self.palette,
                range,
                &mut dice,
            ));
        }
        let near = Range::soft(self.low(0.97), 0.06, 0.7, 0.95);
        let mut front = vec![land::dune(
            self.stage,
            heaven,
            &self.palette,
            near,
            &mut self.fork("near"),
        )];
        self.sitter(&mut front, 0.93);
        self.scene(layers, None, front)
    }

    pub(super) fn space(&mut self) -> Scene {
        let (stage, palette) = (self.stage, &self.palette);
        let mut dice = self.fork("space");
        let mut layers = vec![
            cosmos::nebula(stage, palette, &mut self.fork("nebula")),
            sky::stars(stage, stage.area().bottom, 2.2, &mut self.fork("stars")),
            cosmos::bright_stars(stage, 5, &mut self.fork("bright")),
        ];
        let place = (
            stage.x(dice.between(0.28, 0.40)),
            stage.y(dice.between(0.30, 0.40)),
        );
        let radius = stage.u(dice.between(0.17, 0.24));
        let ringed = dice.chance(0.5) || self.wish.has(Prop::Rings);
        layers.extend(cosmos::planet(palette, place, radius, ringed, &mut dice));
        let moon = (stage.x(0.80), stage.y(0.20));
        layers.extend(cosmos::planet(
            palette,
            moon,
            stage.u(0.035),
            false,
            &mut dice,
        ));
        let mut front = Vec::new();
        let (far, _) = cosmos::ground(stage, palette, (0.72, 0.10, 0.45), &mut self.fork("far"));
        front.push(far);
        let (near, line) =
            cosmos::ground(stage, palette, (0.81, 0.13, 0.85), &mut self.fork("near"));
        front.push(near);
        let x = stage.x(SITTER - 0.03);
        let foot = (x, line(x) + stage.u(0.012));
        if self.wish.has(Prop::Astronaut) {
            front.push(figures::astronaut(palette, foot, stage.u(0.27), 0.85));
        }
        if self.wish.has(Prop::Cat) {
            front.push(figures::cat(
                palette,
                self.beside(foot),
                stage.u(0.15),
                0.85,
            ));
        }
        self.scene(layers, None, front)
    }
}
