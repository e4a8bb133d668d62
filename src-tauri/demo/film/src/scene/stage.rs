//! The space a scene is painted in, and the two ways to paint: a colour for every pixel, or shapes.
//! Coordinates are frame pixels from the centre of the frame; the stage is larger than the frame,
//! so that the camera has room. Knows nothing of particular scenes.

use tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, Rect, Transform};

use super::palette::{Rgb, lerp};
use crate::render::layer::Layer;
use crate::render::pixel::Bitmap;

/// Room around the frame for the camera, as a share of its width and height.
const ROOM: (f32, f32) = (0.10, 0.08);

/// A place in stage coordinates.
pub type Point = (f32, f32);

/// A frame size with room around it.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    pub width: f32,
    pub height: f32,
}

/// A rectangle in stage coordinates.
#[derive(Debug, Clone, Copy)]
pub struct Area {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}

impl Stage {
    /// From left (0) to right (1) of the frame.
    pub fn x(self, share: f32) -> f32 {
        (share - 0.5) * self.width
    }

    /// From top (0) to bottom (1) of the frame.
    pub fn y(self, share: f32) -> f32 {
        (share - 0.5) * self.height
    }

    /// A length as a share of the frame's shorter side.
    pub fn u(self, share: f32) -> f32 {
        share * self.width.min(self.height)
    }

    /// How far a share of the width is in units of the shorter side: wide frames show more world.
    pub fn spread(self) -> f32 {
        self.width / self.width.min(self.height)
    }

    pub fn area(self) -> Area {
        let (x, y) = (self.width * (0.5 + ROOM.0), self.height * (0.5 + ROOM.1));
        Area {
            left: -x,
            top: -y,
            right: x,
            bottom: y,
        }
    }

    /// Paints what lies below a line: ridges, dunes, ground. `shade` gets the position and the
    /// distance below the line.
    pub fn below(
        self,
        depth: f32,
        line: impl Fn(f32) -> f32,
        bottom: f32,
        shade: impl Fn(f32, f32, f32) -> Rgb,
    ) -> Layer {
        let whole = self.area();
        let columns = Area {
            bottom: whole.top + 1.0,
            ..whole
        }
        .bitmap(1.0)
        .width;
        let tops: Vec<f32> = (0_u16..)
            .take(columns)
            .map(|i| line(whole.left + f32::from(i) + 0.5))
            .collect();
        let highest = tops.iter().copied().fold(bottom, f32::min) - 2.0;
        let area = Area {
            top: highest.max(whole.top),
            bottom,
            ..whole
        };
        field(area, 1.0, depth, |x, y| {
            let top = tops.get(index(x - area.left)).copied().unwrap_or(bottom);
            let coverage = (y - top + 0.5).clamp(0.0, 1.0);
            if coverage == 0.0 {
                return 0;
            }
            crate::render::pixel::translucent(shade(x, y, (y - top).max(0.0)), coverage)
        })
    }
}

impl Area {
    pub fn around(x: f32, y: f32, reach: f32) -> Self {
        Self {
            left: x - reach,
            top: y - reach,
            right: x + reach,
            bottom: y + reach,
        }
    }

    fn bitmap(self, density: f32) -> Bitmap {
        let size = |length: f32| index((length * density).ceil()).clamp(1, 8192);
        Bitmap::new(size(self.right - self.left), size(self.bottom - self.top))
    }
}

/// Paints every pixel of an area.
pub fn field(
    area: Area,
    density: f32,
    depth: f32,
    mut colour: impl FnMut(f32, f32) -> u32,
) -> Layer {
    let mut bitmap = area.bitmap(density);
    let width = bitmap.width;
    for (row, y) in bitmap.pixels.chunks_exact_mut(width).zip(0_u16..) {
        let y = area.top + (f32::from(y) + 0.5) / density;
        for (pixel, x) in row.iter_mut().zip(0_u16..) {
            *pixel = colour(area.left + (f32::from(x) + 0.5) / density, y);
        }
    }
    Layer::new(bitmap, (area.left, area.top), density, depth)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped at zero"
)]
pub fn index(value: f32) -> usize {
    value.max(0.0) as usize
}

/// Shapes with smooth edges.
pub struct Sketch {
    pixmap: Pixmap,
    area: Area,
    density: f32,
}

impl Sketch {
    /// An empty sketch; `density` is its pixels to a frame pixel.
    pub fn new(area: Area, density: f32) -> Self {
        let size = area.bitmap(density);
        let side = |length: usize| u32::try_from(length).unwrap_or(1).max(1);
        let pixmap = Pixmap::new(side(size.width), side(size.height))
            .expect("invariant: an area's bitmap has one to 8192 pixels a side");
        Self {
            pixmap,
            area,
            density,
        }
    }

    pub fn into_layer(self, depth: f32) -> Layer {
        let origin = (self.area.left, self.area.top);
        Layer::new(
            Bitmap::from_pixmap(&self.pixmap),
            origin,
            self.density,
            depth,
        )
    }

    pub fn polygon(&mut self, points: &[(f32, f32)], colour: Rgb, alpha: f32) {
        let mut path = PathBuilder::new();
        for (i, (x, y)) in points.iter().enumerate() {
            if i == 0 {
                path.move_to(*x, *y);
            } else {
                path.line_to(*x, *y);
            }
        }
        path.close();
        if let Some(path) = path.finish() {
            self.fill(&path, colour, alpha);
        }
    }

    pub fn oval(&mut self, x: f32, y: f32, across: f32, up: f32, colour: Rgb, alpha: f32) {
        let oval = Rect::from_ltrb(x - across, y - up, x + across, y + up)
            .and_then(PathBuilder::from_oval);
        if let Some(path) = oval {
            self.fill(&path, colour, alpha);
        }
    }

    pub fn rect(&mut self, left: f32, top: f32, width: f32, height: f32, colour: Rgb, alpha: f32) {
        let path = Rect::from_xywh(left, top, width, height).map(PathBuilder::from_rect);
        if let Some(path) = path {
            self.fill(&path, colour, alpha);
        }
    }

    /// A line with round ends, thick at one end and thin at the other.
    pub fn limb(&mut self, from: (f32, f32), to: (f32, f32), widths: (f32, f32), colour: Rgb) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy).max(1e-3);
        let (nx, ny) = (-dy / length / 2.0, dx / length / 2.0);
        let (a, b) = widths;
        self.polygon(
            &[
                (from.0 + nx * a, from.1 + ny * a),
                (to.0 + nx * b, to.1 + ny * b),
                (to.0 - nx * b, to.1 - ny * b),
                (from.0 - nx * a, from.1 - ny * a),
            ],
            colour,
            1.0,
        );
        self.oval(from.0, from.1, a / 2.0, a / 2.0, colour, 1.0);
        self.oval(to.0, to.1, b / 2.0, b / 2.0, colour, 1.0);
    }

    /// A closed curve through quadratic arcs: `(control, end)` pairs after a start.
    pub fn curve(&mut self, start: Point, arcs: &[(Point, Point)], colour: Rgb) {
        let mut path = PathBuilder::new();
        path.move_to(start.0, start.1);
        for (control, end) in arcs {
            path.quad_to(control.0, control.1, end.0, end.1);
        }
        path.close();
        if let Some(path) = path.finish() {
            self.fill(&path, colour, 1.0);
        }
    }

    fn fill(&mut self, path: &Path, colour: Rgb, alpha: f32) {
        let c = colour.map(|v| v.clamp(0.0, 1.0));
        let mut paint = Paint {
            anti_alias: true,
            ..Paint::default()
        };
        let colour = Color::from_rgba(c[0], c[1], c[2], alpha.clamp(0.0, 1.0));
        paint.set_color(colour.unwrap_or(Color::BLACK));
        let (d, a) = (self.density, self.area);
        let place = Transform::from_row(d, 0.0, 0.0, d, -a.left * d, -a.top * d);
        self.pixmap
            .fill_path(path, &paint, FillRule::Winding, place, None);
    }
}

/// A colour between three, at 0, 0.5 and 1.
pub fn three(stops: [Rgb; 3], t: f32) -> Rgb {
    if t < 0.5 {
        lerp(stops[0], stops[1], t * 2.0)
    } else {
        lerp(stops[1], stops[2], t * 2.0 - 1.0)
    }
}
