//! Which pixels of a picture become which pixels of the result. Must not know of files or formats.

use super::PictureError;
use crate::domain::{Crop, Fit, Size};
use image::{DynamicImage, metadata::Orientation};
use rushes_pixels::Part;

/// How pixels of a source become pixels of a result. All in the orientation in which the picture is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Plan {
    /// The part of the source that is used.
    part: Part,
    /// What it is scaled to.
    scaled: Size,
    /// What it is laid on, in its middle, with black around.
    frame: Size,
}

impl Plan {
    pub(super) fn keep(own: Size) -> Self {
        Self::whole(own, own, own)
    }

    fn whole(own: Size, scaled: Size, frame: Size) -> Self {
        let part = Part {
            left: 0.0,
            top: 0.0,
            width: f64::from(own.width),
            height: f64::from(own.height),
        };
        Self {
            part,
            scaled,
            frame,
        }
    }

    /// All of it, with at most `edge` pixels on its long edge.
    pub(super) fn within(own: Size, edge: u32) -> Self {
        let long = own.width.max(own.height);
        let scale = (f64::from(edge) / f64::from(long)).min(1.0);
        let size = scaled_by(own, scale);
        Self::whole(own, size, size)
    }

    pub(super) fn new(own: Size, to: Size, fit: Fit, crop: Crop) -> Self {
        let across = f64::from(to.width) / f64::from(own.width);
        let down = f64::from(to.height) / f64::from(own.height);
        match fit {
            Fit::None => Self::keep(own),
            Fit::Stretch => Self::whole(own, to, to),
            Fit::Pad => {
                let scaled = scaled_by(own, across.min(down));
                let scaled = Size {
                    width: scaled.width.min(to.width),
                    height: scaled.height.min(to.height),
                };
                Self::whole(own, scaled, to)
            }
            Fit::Crop => {
                let closer = f64::from(crop.zoom.clamp(100, Crop::CLOSEST)) / 100.0;
                let scale = across.max(down);
                let width = (f64::from(to.width) / scale).min(f64::from(own.width)) / closer;
                let height = (f64::from(to.height) / scale).min(f64::from(own.height)) / closer;
                let part = Part {
                    left: start(crop.x, own.width, width),
                    top: start(crop.y, own.height, height),
                    width,
                    height,
                };
                Self {
                    part,
                    scaled: to,
                    frame: to,
                }
            }
        }
    }

    /// The same plan for the pixels as they lie in the file. `own` is the picture's size as it is shown.
    pub(super) fn lying(self, orientation: Orientation, own: Size) -> Self {
        let Part {
            left,
            top,
            width,
            height,
        } = self.part;
        let right = f64::from(own.width) - left - width;
        let bottom = f64::from(own.height) - top - height;
        let at = |left: f64, top: f64| Self {
            part: Part {
                left: left.max(0.0),
                top: top.max(0.0),
                width,
                height,
            },
            ..self
        };
        let turned = |left: f64, top: f64| Self {
            part: Part {
                left: left.max(0.0),
                top: top.max(0.0),
                width: height,
                height: width,
            },
            scaled: swapped(self.scaled),
            frame: swapped(self.frame),
        };
        match orientation {
            Orientation::NoTransforms => self,
            Orientation::FlipHorizontal => at(right, top),
            Orientation::FlipVertical => at(left, bottom),
            Orientation::Rotate180 => at(right, bottom),
            Orientation::Rotate90 => turned(top, right),
            Orientation::Rotate270 => turned(bottom, left),
            Orientation::Rotate90FlipH => turned(top, left),
            Orientation::Rotate270FlipH => turned(bottom, right),
        }
    }

    /// The same plan for a picture of which there are only so many pixels across and down.
    pub(super) fn on(self, (across, down): (f64, f64)) -> Self {
        let Part {
            left,
            top,
            width,
            height,
        } = self.part;
        Self {
            part: Part {
                left: left * across,
                top: top * down,
                width: width * across,
                height: height * down,
            },
            ..self
        }
    }

    /// How many pixels of the picture become one, in the direction in which it is fewer.
    pub(super) fn shrinks_by(&self) -> f64 {
        let across = self.part.width / f64::from(self.scaled.width);
        let down = self.part.height / f64::from(self.scaled.height);
        across.min(down)
    }

    /// Crops and scales; the frame comes later, when the picture is upright.
    pub(super) fn scale(&self, image: &DynamicImage) -> Result<DynamicImage, PictureError> {
        let whole = Self::keep(Size {
            width: image.width(),
            height: image.height(),
        });
        if self.part == whole.part && self.scaled == whole.scaled {
            return Ok(image.clone());
        }
        rushes_pixels::scale(image, self.part, self.scaled.width, self.scaled.height)
            .ok_or(PictureError::Unreadable)
    }

    /// Lays the picture in the middle of a black frame.
    pub(super) fn frame(&self, image: DynamicImage) -> DynamicImage {
        if (image.width(), image.height()) == (self.frame.width, self.frame.height) {
            return image;
        }
        let left = i64::from(self.frame.width.saturating_sub(image.width()) / 2);
        let top = i64::from(self.frame.height.saturating_sub(image.height()) / 2);
        let mut framed = DynamicImage::new(self.frame.width, self.frame.height, image.color());
        match (&mut framed, &image) {
            (DynamicImage::ImageRgba8(to), DynamicImage::ImageRgba8(from)) => {
                for pixel in to.pixels_mut() {
                    pixel.0[3] = u8::MAX;
                }
                image::imageops::replace(to, from, left, top);
            }
            (DynamicImage::ImageRgb8(to), DynamicImage::ImageRgb8(from)) => {
                image::imageops::replace(to, from, left, top);
            }
            (to, from) => image::imageops::replace(to, from, left, top),
        }
        framed
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // both factors are small and positive
pub(super) fn scaled_by(size: Size, scale: f64) -> Size {
    let side = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
    Size {
        width: side(size.width),
        height: side(size.height),
    }
}

const fn swapped(size: Size) -> Size {
    Size {
        width: size.height,
        height: size.width,
    }
}

/// Where a part begins whose middle is at `middle` ten-thousandths, moved so that it lies inside.
fn start(middle: u16, own: u32, part: f64) -> f64 {
    let middle = f64::from(middle) / 10_000.0 * f64::from(own);
    (middle - part / 2.0).clamp(0.0, (f64::from(own) - part).max(0.0))
}
