//! A scene: layers, water and moving things, put together once for a clip and drawn for every
//! frame. Knows nothing of encoding, text or jobs.

mod city;
mod compose;
mod cosmos;
mod figures;
mod land;
mod life;
mod noise;
mod palette;
mod places;
mod props;
mod sky;
mod stage;
mod water;
mod words;

pub use compose::paint;
pub use stage::index as pixels;

use crate::dice::Dice;
use crate::render::layer::{Layer, View};
use crate::render::pixel::Bitmap;
use life::Life;
use water::Water;

/// Everything needed to draw any frame of a clip.
#[derive(Debug)]
pub struct Scene {
    behind: Vec<Layer>,
    water: Option<Water>,
    front: Vec<Layer>,
    life: Vec<Life>,
    camera: Camera,
}

/// A slow move from one view to another.
#[derive(Debug, Clone, Copy)]
pub struct Camera {
    zoom: (f32, f32),
    /// Shares of the frame's width and height.
    from: (f32, f32),
    to: (f32, f32),
}

impl Camera {
    /// The usual move: a little closer or farther, a little sideways.
    fn roll(dice: &mut Dice) -> Self {
        let side = if dice.chance(0.5) { 1.0 } else { -1.0 };
        let across = dice.between(0.020, 0.038) * side;
        let up = dice.between(-0.012, 0.012);
        let near = dice.between(1.07, 1.13);
        let zoom = if dice.chance(0.7) {
            (1.0, near)
        } else {
            (near, 1.0)
        };
        Self {
            zoom,
            from: (-across, -up),
            to: (across, up),
        }
    }

    /// The view at `share` of the clip, `0.0..=1.0`, for a frame of this size.
    fn view(self, share: f32, time: f32, frame: &Bitmap) -> View {
        let t = share * share * (3.0 - 2.0 * share);
        let mix = |a: f32, b: f32| a + (b - a) * t;
        View {
            zoom: mix(self.zoom.0, self.zoom.1),
            pan: (
                mix(self.from.0, self.to.0) * frame.width as f32,
                mix(self.from.1, self.to.1) * frame.height as f32,
            ),
            time,
        }
    }
}

impl Scene {
    /// A scene that is one picture, at least as large as the frame; the camera moves within what
    /// it has to spare.
    pub fn of_picture(picture: Bitmap, width: usize, height: usize, dice: &mut Dice) -> Self {
        let (w, h) = (width as f32, height as f32);
        // The picture covers the frame 1.12 times; at zoom 1 a little of every edge is hidden.
        let spare = (
            picture.width as f32 / w - 1.0,
            picture.height as f32 / h - 1.0,
        );
        let side = if dice.chance(0.5) { 1.0 } else { -1.0 };
        let reach = (
            spare.0.min(0.22) * 0.40 * side,
            spare.1.min(0.22) * 0.34 * -side,
        );
        let origin = (
            -(picture.width as f32) / 2.0,
            -(picture.height as f32) / 2.0,
        );
        Self {
            behind: vec![Layer::new(picture, origin, 1.0, 1.0)],
            water: None,
            front: Vec::new(),
            life: Vec::new(),
            camera: Camera {
                zoom: (1.0, dice.between(1.08, 1.14)),
                from: (-reach.0, -reach.1),
                to: reach,
            },
        }
    }

    /// Draws the frame at `share` of the clip, `time` seconds from its start.
    pub fn draw(&self, frame: &mut Bitmap, share: f32, time: f32) {
        let view = self.camera.view(share, time, frame);
        let near = bottoms(&self.front, frame, &view, frame.height);
        let shore = self
            .water
            .as_ref()
            .map_or(near.0, |water| water.shore(frame, &view).min(near.0));
        let far = bottoms(&self.behind, frame, &view, shore);
        for (layer, bottom) in self.behind.iter().zip(far.1) {
            layer.draw(frame, &view, bottom);
        }
        if let Some(water) = &self.water {
            water.draw(frame, &view, near.0);
        }
        for (layer, bottom) in self.front.iter().zip(near.1) {
            layer.draw(frame, &view, bottom);
        }
        for life in &self.life {
            life.draw(frame, time);
        }
        for pixel in &mut frame.pixels {
            *pixel |= 0xff00_0000;
        }
    }
}

/// For layers from back to front, the row down to which each can be seen at all; and the row down
/// to which anything behind all of them can. Most of a landscape hides behind its foreground.
fn bottoms(layers: &[Layer], frame: &Bitmap, view: &View, bottom: usize) -> (usize, Vec<usize>) {
    let mut limit = bottom;
    let mut rows: Vec<usize> = layers
        .iter()
        .rev()
        .map(|layer| {
            let seen = limit;
            let size = (frame.width, frame.height);
            limit = layer
                .hides_from(size, view, limit)
                .map_or(limit, |row| row.min(limit));
            seen
        })
        .collect();
    rows.reverse();
    (limit, rows)
}
