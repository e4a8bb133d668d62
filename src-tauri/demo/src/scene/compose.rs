//! Puts a scene together from a prompt: which parts, where, in which order. Everything about how
//! a place looks as a whole is here; how its parts look is in their own modules.

use super::city::{self, Row};
use super::cosmos;
use super::land::{self, Range};
use super::life::{Kind, Life};
use super::noise::Noise;
use super::palette::{Palette, Rgb, lerp, scale};
use super::props;
use super::sky::{self, Heaven};
use super::stage::Stage;
use super::water::Water;
use super::words::{Hour, Place, Prop, Weather, Wish};
use super::{Camera, Scene};
use crate::dice::Dice;
use crate::render::canvas::Layer;

/// Paints the scene that a prompt and a seed call for, for a frame of this size.
pub fn paint(prompt: &str, seed: u64, width: usize, height: usize) -> Scene {
    let dice = Dice::new(seed);
    let wish = Wish::read(prompt, &mut dice.fork("wish"));
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

struct Painter {
    stage: Stage,
    wish: Wish,
    palette: Palette,
    dice: Dice,
}

impl Painter {
    fn scene(&self, behind: Vec<Layer>, water: Option<Water>, front: Vec<Layer>) -> Scene {
        let camera = Camera::roll(&mut self.dice.fork("camera"));
        Scene {
            behind,
            water,
            front,
            life: Vec::new(),
            camera,
        }
    }

    fn fork(&self, label: &str) -> Dice {
        self.dice.fork(label)
    }

    /// Sky, stars, sun or moon and clouds down to a horizon (a share of the frame's height).
    fn heaven(&self, horizon: f32) -> (Heaven, Vec<Layer>) {
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
        if heaven.clear {
            layers.extend(sky::disc(stage, heaven, palette, &mut self.fork("disc")));
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
        (heaven, layers)
    }

    fn range(&self, heaven: Heaven, range: Range, label: &str) -> Layer {
        land::range(
            self.stage,
            heaven,
            &self.palette,
            &self.wish,
            range,
            &mut self.fork(label),
        )
    }

    fn balloon(&self, layers: &mut Vec<Layer>, at: (f32, f32)) {
        if !self.wish.has(Prop::Balloon) {
            return;
        }
        let mut dice = self.fork("balloon");
        for (dx, dy, size) in [(0.0, 0.0, 0.17), (0.24, -0.10, 0.08), (-0.20, 0.08, 0.055)] {
            let place = (self.stage.x(at.0 + dx), self.stage.y(at.1 + dy));
            let tall = self.stage.u(size);
            layers.push(props::balloon(
                self.stage,
                &self.palette,
                place,
                tall,
                &mut dice,
            ));
        }
    }

    fn mountains(&mut self) -> Scene {
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
        let slope = Range {
            base: 0.80,
            rise: 0.05,
            peaks: 1.6,
            depth: 0.78,
            rocky: false,
            foot: 2.0,
        };
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

    /// The nearest ground, with grass and whoever sits in it.
    fn meadow(&self, heaven: Heaven, base: f32, rise: f32) -> Vec<Layer> {
        let near = Range {
            base,
            rise,
            peaks: 1.2,
            depth: 0.95,
            rocky: false,
            foot: 2.0,
        };
        let line = land::profile(self.stage, near, Noise::new(self.fork("meadow").next()));
        let mut front = vec![self.range(heaven, near, "meadow")];
        let x = self.stage.x(if heaven.disc.0 > 0.0 { 0.27 } else { 0.73 });
        let foot = (x, line(x) + self.stage.u(0.012));
        if self.wish.has(Prop::Cat) {
            front.push(props::cat(&self.palette, foot, self.stage.u(0.20), 0.95));
        }
        if self.wish.has(Prop::Astronaut) {
            front.push(props::astronaut(
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

    fn lake(&mut self) -> Scene {
        let (heaven, mut layers) = self.heaven(0.60);
        let ridges = [
            (0.47, 0.150, 2.0, 0.10),
            (0.53, 0.110, 2.7, 0.24),
            (0.575, 0.050, 3.4, 0.40),
        ];
        for (i, (base, rise, peaks, depth)) in ridges.into_iter().enumerate() {
            let range = Range {
                base,
                rise,
                peaks,
                depth,
                rocky: true,
                foot: 0.602,
            };
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
        let bank = Range {
            base: 0.985,
            rise: 0.028,
            peaks: 1.4,
            depth: 0.95,
            rocky: false,
            foot: 2.0,
        };
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
        self.sitter(&mut front, heaven, 0.95);
        self.scene(layers, Some(water), front)
    }

    fn water(&self, heaven: Heaven, horizon: f32, depth: f32, swell: f32) -> Water {
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

    fn boat(&self, layers: &mut Vec<Layer>, waterline: f32, depth: f32) {
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

    /// A cat or an astronaut at the near edge of places that have no meadow.
    fn sitter(&self, front: &mut Vec<Layer>, heaven: Heaven, foot: f32) {
        let x = self.stage.x(if heaven.disc.0 > 0.0 { 0.24 } else { 0.76 });
        let at = (x, self.stage.y(foot) + self.stage.u(0.03));
        if self.wish.has(Prop::Cat) {
            front.push(props::cat(&self.palette, at, self.stage.u(0.22), 0.97));
        }
        if self.wish.has(Prop::Astronaut) {
            front.push(props::astronaut(
                &self.palette,
                at,
                self.stage.u(0.34),
                0.97,
            ));
        }
    }

    fn sea(&mut self) -> Scene {
        let (heaven, mut layers) = self.heaven(0.58);
        let far = Range {
            base: 0.572,
            rise: 0.020,
            peaks: 2.4,
            depth: 0.18,
            rocky: true,
            foot: 0.582,
        };
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
        let rocks = Range {
            base: 0.985,
            rise: 0.055,
            peaks: 3.2,
            depth: 0.92,
            rocky: true,
            foot: 2.0,
        };
        front.push(self.range(heaven, rocks, "rocks"));
        self.sitter(&mut front, heaven, 0.96);
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
            let rise = super::noise::smoothstep(-0.10, 0.13, out) * 0.105
                + super::noise::smoothstep(0.1, 0.6, out) * 0.06;
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

    fn city(&mut self) -> Scene {
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
            let ledge = self.stage.y(0.955);
            let tone = scale(self.palette.near, 0.75);
            let edge = lerp(tone, self.palette.glow, 0.35);
            let bright = self.stage.u(0.006);
            front.push(self.stage.below(
                1.0,
                |_| ledge,
                self.stage.area().bottom,
                |_, _, down| lerp(edge, tone, down / bright),
            ));
            let heaven = Heaven::new(self.stage, &self.wish, street, &mut self.fork("heaven"));
            self.sitter(&mut front, heaven, 0.928);
        }
        self.scene(layers, Some(water), front)
    }

    fn forest(&mut self) -> Scene {
        let (heaven, mut layers) = self.heaven(0.70);
        let (stage, palette) = (self.stage, &self.palette);
        let hills = Range {
            base: 0.60,
            rise: 0.09,
            peaks: 1.8,
            depth: 0.12,
            rocky: false,
            foot: 2.0,
        };
        layers.push(self.range(heaven, hills, "hills"));
        let rows = [
            (0.64, 0.14, 0.22, 0.26),
            (0.70, 0.20, 0.38, 0.26),
            (0.78, 0.29, 0.56, 0.27),
            (0.90, 0.42, 0.76, 0.30),
        ];
        for (i, (base, tall, depth, gap)) in rows.into_iter().enumerate() {
            let range = Range {
                base,
                rise: 0.035,
                peaks: 1.5,
                depth,
                rocky: false,
                foot: 2.0,
            };
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
        let area = super::stage::Area {
            top: middle - reach * 0.16,
            bottom: middle + reach * 0.16,
            ..stage.area()
        };
        let thick = match self.wish.weather {
            Weather::Fog => 0.75,
            Weather::Rain | Weather::Snow => 0.5,
            Weather::Clear | Weather::Cloudy => 0.36,
        };
        stage.field(area, 0.25, depth, |x, y| {
            let off = (y - middle) / (reach * 0.16);
            let shape = (1.0 - off * off).max(0.0).powi(2);
            let wisps = noise.fractal(x / reach * 2.2, y / reach * 5.0, 4);
            let alpha = shape * thick * (0.35 + wisps) * (1.0 - depth * 0.5);
            crate::render::canvas::translucent(self.palette.haze, alpha)
        })
    }

    fn desert(&mut self) -> Scene {
        let (heaven, mut layers) = self.heaven(0.58);
        let mesa = Range {
            base: 0.575,
            rise: 0.05,
            peaks: 2.2,
            depth: 0.10,
            rocky: true,
            foot: 2.0,
        };
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
            let range = Range {
                base,
                rise,
                peaks,
                depth,
                rocky: false,
                foot: 2.0,
            };
            let mut dice = self.fork(&format!("dune {i}"));
            layers.push(land::dune(
                self.stage,
                heaven,
                &self.palette,
                range,
                &mut dice,
            ));
        }
        let near = Range {
            base: 0.97,
            rise: 0.06,
            peaks: 0.7,
            depth: 0.95,
            rocky: false,
            foot: 2.0,
        };
        let mut front = vec![land::dune(
            self.stage,
            heaven,
            &self.palette,
            near,
            &mut self.fork("near"),
        )];
        self.sitter(&mut front, heaven, 0.93);
        self.scene(layers, None, front)
    }

    fn space(&mut self) -> Scene {
        let (stage, palette) = (self.stage, &self.palette);
        let mut dice = self.fork("space");
        let mut layers = vec![
            cosmos::nebula(stage, palette, &mut self.fork("nebula")),
            sky::stars(stage, stage.area().bottom, 2.2, &mut self.fork("stars")),
            cosmos::bright_stars(stage, 5, &mut self.fork("bright")),
        ];
        let side = dice.pick(&[0.30, 0.70]);
        let place = (stage.x(side), stage.y(dice.between(0.30, 0.40)));
        let radius = stage.u(dice.between(0.17, 0.24));
        let ringed = dice.chance(0.5);
        layers.extend(cosmos::planet(
            stage, palette, place, radius, ringed, &mut dice,
        ));
        let moon = (stage.x(1.0 - side + 0.08), stage.y(0.22));
        layers.extend(cosmos::planet(
            stage,
            palette,
            moon,
            stage.u(0.035),
            false,
            &mut dice,
        ));
        let mut front = Vec::new();
        let (far, _) = cosmos::ground(stage, palette, (0.76, 0.10, 0.45), &mut self.fork("far"));
        front.push(far);
        let (near, line) =
            cosmos::ground(stage, palette, (0.86, 0.13, 0.85), &mut self.fork("near"));
        front.push(near);
        let x = stage.x(1.0 - side);
        let foot = (x, line(x) + stage.u(0.012));
        if self.wish.has(Prop::Astronaut) {
            front.push(props::astronaut(palette, foot, stage.u(0.27), 0.85));
        }
        if self.wish.has(Prop::Cat) {
            front.push(props::cat(palette, foot, stage.u(0.15), 0.85));
        }
        self.scene(layers, None, front)
    }

    fn life(&self, scene: &mut Scene) {
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
