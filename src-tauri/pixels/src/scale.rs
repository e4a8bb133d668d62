//! Scaling in linear light: `fast_image_resize` does the arithmetic, this file hands it the picture in strips.
//!
//! Its documentation asks for linear light, because the average of two sRGB numbers is darker than the average of the two
//! lights. That takes 16 bits a channel. A whole photograph of 48 megapixels would need 300 MB for that, so the rows are
//! shrunk to the new width strip by strip, on every core, and only what is left is shrunk to the new height. A convolution in
//! two directions is the same as two, so the result is the same.

use crate::Part;
use fast_image_resize::{
    FilterType, MulDiv, PixelComponentMapper, PixelTrait, ResizeAlg, ResizeOptions, Resizer,
    create_srgb_mapper,
    images::{Image, ImageRef, TypedImage, TypedImageRef},
    pixels::{U8x3, U8x4, U16x3, U16x4},
};
use image::{DynamicImage, RgbImage, RgbaImage};
use std::{ops::Range, sync::LazyLock, thread};

/// Rows that are worked on at a time: small enough for a core's cache.
const STRIP: usize = 64;
/// More cores than this do not help: memory is the limit.
const MOST_CORES: usize = 4;
/// Catmull-Rom rings once, into darkness that cannot be darker. Lanczos rings twice, and in linear light its second ring of
/// 1 % is a visible grey beside every bright edge.
const FILTER: ResizeAlg = ResizeAlg::Convolution(FilterType::CatmullRom);
/// How far it reaches, in pixels of the smaller picture.
const REACH: f64 = 2.0;

static LINEAR: LazyLock<PixelComponentMapper> = LazyLock::new(create_srgb_mapper);

/// Scales a part of a picture with three or four channels of 8 bits, in linear light. Transparent pixels lend no colour to
/// their neighbours.
///
/// `None` for other kinds of picture, and for a part that does not lie inside.
pub fn scale(image: &DynamicImage, part: Part, width: u32, height: u32) -> Option<DynamicImage> {
    if let Some(from) = image.as_rgb8() {
        let plan = Plan::new(from.dimensions(), part, (width, height))?;
        let scaled = plan.run::<U8x3, U16x3>(from, false)?;
        return RgbImage::from_raw(width, height, scaled).map(DynamicImage::ImageRgb8);
    }
    let from = image.as_rgba8()?;
    let plan = Plan::new(from.dimensions(), part, (width, height))?;
    let scaled = plan.run::<U8x4, U16x4>(from, true)?;
    RgbaImage::from_raw(width, height, scaled).map(DynamicImage::ImageRgba8)
}

/// What is scaled to what.
struct Plan {
    /// Pixels across the source.
    across: u32,
    part: Part,
    to: (u32, u32),
    /// Rows of the source that the result sees.
    rows: Range<u32>,
}

impl Plan {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "both ends were clamped to the picture"
    )]
    fn new(from: (u32, u32), part: Part, to: (u32, u32)) -> Option<Self> {
        let inside = part.left >= 0.0
            && part.top >= 0.0
            && part.width > 0.0
            && part.height > 0.0
            && part.left + part.width <= f64::from(from.0) + 1e-6
            && part.top + part.height <= f64::from(from.1) + 1e-6;
        if !inside || to.0 == 0 || to.1 == 0 {
            return None;
        }
        let reach = REACH * (part.height / f64::from(to.1)).max(1.0) + 1.0;
        let first = (part.top - reach).floor().max(0.0) as u32;
        let last = (part.top + part.height + reach).ceil();
        Some(Self {
            across: from.0,
            part,
            to,
            rows: first..last.min(f64::from(from.1)) as u32,
        })
    }

    fn options(left: f64, top: f64, width: f64, height: f64) -> ResizeOptions {
        ResizeOptions::new()
            .resize_alg(FILTER)
            .crop(left, top, width, height)
            // Colours are multiplied with their alpha once for both directions.
            .use_alpha(false)
    }

    fn run<Narrow, Wide>(&self, source: &[u8], alpha: bool) -> Option<Vec<u8>>
    where
        Narrow: PixelTrait,
        Wide: PixelTrait + Default,
    {
        let rows = self.rows.len();
        let mut narrowed = vec![Wide::default(); self.to.0 as usize * rows];
        self.narrow::<Narrow, Wide>(source, &mut narrowed, alpha)?;
        let narrowed = TypedImageRef::new(self.to.0, u32::try_from(rows).ok()?, &narrowed).ok()?;
        let mut scaled = Image::new(self.to.0, self.to.1, Wide::pixel_type());
        let (top, height) = (self.part.top - f64::from(self.rows.start), self.part.height);
        let options = Self::options(0.0, top, f64::from(self.to.0), height);
        Resizer::new()
            .resize_typed(&narrowed, &mut scaled.typed_image_mut::<Wide>()?, &options)
            .ok()?;
        if alpha {
            MulDiv::new().divide_alpha_inplace(&mut scaled).ok()?;
        }
        let mut bytes =
            vec![0; self.to.0 as usize * self.to.1 as usize * std::mem::size_of::<Narrow>()];
        let mut target =
            Image::from_slice_u8(self.to.0, self.to.1, &mut bytes, Narrow::pixel_type()).ok()?;
        LINEAR.backward_map(&scaled, &mut target).ok()?;
        Some(bytes)
    }

    /// Brings all rows that matter to the new width.
    fn narrow<Narrow, Wide>(&self, source: &[u8], target: &mut [Wide], alpha: bool) -> Option<()>
    where
        Narrow: PixelTrait,
        Wide: PixelTrait + Default,
    {
        let line = self.across as usize * std::mem::size_of::<Narrow>();
        let source = source.get(line * self.rows.start as usize..line * self.rows.end as usize)?;
        let cores = thread::available_parallelism().map_or(1, |cores| cores.get().min(MOST_CORES));
        let rows = self.rows.len().div_ceil(cores);
        let parts = source
            .chunks(line * rows)
            .zip(target.chunks_mut(self.to.0 as usize * rows));
        thread::scope(|scope| {
            let running: Vec<_> = parts
                .map(|(from, to)| scope.spawn(|| self.narrow_rows::<Narrow, Wide>(from, to, alpha)))
                .collect();
            let mut ended = running.into_iter().map(thread::ScopedJoinHandle::join);
            ended.try_for_each(|result| result.ok().flatten())
        })
    }

    fn narrow_rows<Narrow, Wide>(
        &self,
        source: &[u8],
        target: &mut [Wide],
        alpha: bool,
    ) -> Option<()>
    where
        Narrow: PixelTrait,
        Wide: PixelTrait + Default,
    {
        let line = self.across as usize * std::mem::size_of::<Narrow>();
        let mut light = Image::new(self.across, 0, Wide::pixel_type());
        let mut resizer = Resizer::new();
        let strips = source
            .chunks(line * STRIP)
            .zip(target.chunks_mut(self.to.0 as usize * STRIP));
        for (from, to) in strips {
            let rows = from.len() / line;
            let height = u32::try_from(rows).ok()?;
            let from = ImageRef::new(self.across, height, from, Narrow::pixel_type()).ok()?;
            if light.height() != height {
                light = Image::new(self.across, height, Wide::pixel_type());
            }
            LINEAR.forward_map(&from, &mut light).ok()?;
            if alpha {
                MulDiv::new().multiply_alpha_inplace(&mut light).ok()?;
            }
            let mut to = TypedImage::from_pixels_slice(self.to.0, height, to).ok()?;
            let options = Self::options(self.part.left, 0.0, self.part.width, f64::from(height));
            resizer
                .resize_typed(&light.typed_image::<Wide>()?, &mut to, &options)
                .ok()?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, Rgba};

    fn whole(width: u32, height: u32) -> Part {
        Part {
            left: 0.0,
            top: 0.0,
            width: f64::from(width),
            height: f64::from(height),
        }
    }

    #[test]
    fn a_part_outside_of_the_picture_is_refused() {
        let part = Part {
            left: 5.0,
            top: 0.0,
            width: 6.0,
            height: 10.0,
        };
        let image = DynamicImage::ImageRgb8(RgbImage::new(10, 10));
        assert!(scale(&image, part, 4, 4).is_none());
    }

    #[test]
    fn transparent_pixels_lend_no_colour() {
        let image = RgbaImage::from_fn(64, 64, |x, _| {
            if x < 32 {
                Rgba([255, 255, 255, 255])
            } else {
                Rgba([255, 0, 0, 0])
            }
        });
        let scaled = scale(&DynamicImage::ImageRgba8(image), whole(64, 64), 7, 7).expect("scaled");
        let seen = scaled.to_rgba8();
        let edge = seen.get_pixel(3, 3).0;
        assert!(edge[1] > 250 && edge[3] > 50 && edge[3] < 200, "{edge:?}");
    }

    #[test]
    fn black_and_white_lines_become_the_grey_that_the_eye_sees() {
        let lines = RgbImage::from_fn(256, 256, |_, y| Rgb([if y % 2 == 0 { 255 } else { 0 }; 3]));
        let scaled =
            scale(&DynamicImage::ImageRgb8(lines), whole(256, 256), 32, 32).expect("scaled");
        let [grey, ..] = scaled.to_rgb8().get_pixel(16, 16).0;
        // Half of the light is 188 in sRGB; half of the number would be 128.
        assert!(grey.abs_diff(188) <= 2, "{grey}");
    }

    #[test]
    fn a_bright_edge_throws_no_echo_into_the_dark() {
        let edge = RgbImage::from_fn(400, 40, |x, _| Rgb([if x < 200 { 255 } else { 0 }; 3]));
        let scaled =
            scale(&DynamicImage::ImageRgb8(edge), whole(400, 40), 100, 10).expect("scaled");
        let scaled = scaled.to_rgb8();
        let dark: Vec<u8> = (51..60).map(|x| scaled.get_pixel(x, 5).0[0]).collect();
        assert!(dark.iter().all(|value| *value == 0), "{dark:?}");
    }

    #[test]
    fn strips_leave_no_seams() {
        let ramp = RgbImage::from_fn(40, 1000, |_, y| {
            Rgb([u8::try_from(y * 255 / 999).expect("a byte"); 3])
        });
        let scaled =
            scale(&DynamicImage::ImageRgb8(ramp), whole(40, 1000), 20, 250).expect("scaled");
        let scaled = scaled.to_rgb8();
        let steps: Vec<u8> = (0..249)
            .map(|y| scaled.get_pixel(9, y + 1).0[0].saturating_sub(scaled.get_pixel(9, y).0[0]))
            .collect();
        assert!(steps.iter().all(|step| *step <= 3), "{steps:?}");
    }

    #[test]
    fn a_part_shows_what_lies_there() {
        let image = RgbImage::from_fn(300, 200, |x, y| {
            Rgb([if x >= 150 && y >= 100 { 200 } else { 0 }; 3])
        });
        let part = Part {
            left: 160.5,
            top: 110.25,
            width: 120.0,
            height: 80.0,
        };
        let scaled = scale(&DynamicImage::ImageRgb8(image), part, 60, 40).expect("scaled");
        let scaled = scaled.to_rgb8();
        assert!(scaled.pixels().all(|pixel| pixel.0[0].abs_diff(200) <= 2));
    }
}
