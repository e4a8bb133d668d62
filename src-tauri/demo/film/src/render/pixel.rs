//! Pixels and pictures made of them. Knows nothing of scenes, prompts or video.
//!
//! A pixel is a `u32` with red in the lowest byte and premultiplied alpha in the highest. Working
//! on two channels at a time in one register keeps the inner loops short.

use tiny_skia::Pixmap;

const EVEN: u32 = 0x00ff_00ff;
const HALF: u32 = 0x0080_0080;

/// A premultiplied RGBA picture.
#[derive(Debug, Clone)]
pub struct Bitmap {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u32>,
}

impl Bitmap {
    pub fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![0; width * height],
        }
    }

    pub fn from_pixmap(pixmap: &Pixmap) -> Self {
        let pixels = pixmap
            .data()
            .as_chunks::<4>()
            .0
            .iter()
            .map(|rgba| u32::from_le_bytes(*rgba))
            .collect();
        Self {
            width: pixmap.width() as usize,
            height: pixmap.height() as usize,
            pixels,
        }
    }

    pub fn row(&self, y: usize) -> &[u32] {
        &self.pixels[y * self.width..(y + 1) * self.width]
    }

    pub fn row_mut(&mut self, y: usize) -> &mut [u32] {
        &mut self.pixels[y * self.width..(y + 1) * self.width]
    }

    /// Lays another picture over this one, its top left corner at `(left, top)`; what falls
    /// outside is cut off.
    pub fn lay(&mut self, over: &Bitmap, left: i32, top: i32) {
        for (y, source) in (top..).zip(over.pixels.chunks_exact(over.width.max(1))) {
            let Ok(y) = usize::try_from(y) else { continue };
            if y >= self.height {
                break;
            }
            let row = self.row_mut(y);
            for (x, pixel) in (left..).zip(source) {
                if let Some(target) = usize::try_from(x).ok().and_then(|x| row.get_mut(x)) {
                    *target = over_pixel(*pixel, *target);
                }
            }
        }
    }
}

/// Opaque colour of three channels, `0.0..=1.0` each, rounded after adding `dither` steps of 1/255.
pub fn opaque(colour: [f32; 3], dither: f32) -> u32 {
    let byte = |v: f32| to_byte(v * 255.0 + dither);
    u32::from_le_bytes([byte(colour[0]), byte(colour[1]), byte(colour[2]), 255])
}

/// A colour with alpha, premultiplied here.
pub fn translucent(colour: [f32; 3], alpha: f32) -> u32 {
    let alpha = alpha.clamp(0.0, 1.0);
    let byte = |v: f32| to_byte(v * alpha * 255.0 + 0.5);
    u32::from_le_bytes([
        byte(colour[0]),
        byte(colour[1]),
        byte(colour[2]),
        to_byte(alpha * 255.0 + 0.5),
    ])
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a byte"
)]
fn to_byte(value: f32) -> u8 {
    value.clamp(0.0, 255.0) as u8
}

/// `b` where `t` is 0, `a` where it is 256; all four channels. No step of this can overflow, and
/// saying so by `wrapping` keeps the loops short in a debug build too.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "called for every pixel of every layer"
)]
pub fn mix_pixel(a: u32, b: u32, t: u32) -> u32 {
    let s = 256_u32.wrapping_sub(t);
    let blend = |a: u32, b: u32| {
        (a & EVEN)
            .wrapping_mul(t)
            .wrapping_add((b & EVEN).wrapping_mul(s))
            .wrapping_add(HALF)
    };
    (blend(a, b) >> 8 & EVEN) | (blend(a >> 8, b >> 8) & !EVEN)
}

/// Every channel times `t / 256`, `t` in `0..=256`.
#[inline]
pub fn scale_pixel(a: u32, t: u32) -> u32 {
    let even = (a & EVEN).wrapping_mul(t) >> 8 & EVEN;
    let odd = (a >> 8 & EVEN).wrapping_mul(t) & !EVEN;
    even | odd
}

/// Source over target, both premultiplied.
#[inline]
pub fn over_pixel(source: u32, target: u32) -> u32 {
    let alpha = source >> 24;
    match alpha {
        0 => target,
        255 => source,
        _ => add_pixel(
            source,
            scale_pixel(target, 256_u32.wrapping_sub(alpha).wrapping_sub(alpha >> 7)),
        ),
    }
}

/// The saturated sum of every channel.
#[inline]
pub fn add_pixel(a: u32, b: u32) -> u32 {
    let even = (a & EVEN).wrapping_add(b & EVEN);
    let odd = (a >> 8 & EVEN).wrapping_add(b >> 8 & EVEN);
    saturate(even) | saturate(odd) << 8
}

#[inline]
fn saturate(pair: u32) -> u32 {
    let carry = pair & 0x0100_0100;
    (pair | carry.wrapping_sub(carry >> 8)) & EVEN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_transparent_white_over_black_is_grey() {
        let pixel = over_pixel(translucent([1.0; 3], 0.5), 0xff00_0000);
        assert!((127..=129).contains(&(pixel & 0xff)));
        assert!(pixel >> 24 >= 254);
    }

    #[test]
    fn light_does_not_overflow_into_the_next_channel() {
        assert_eq!(add_pixel(0x00ff_80ff, 0x0001_80ff), 0x00ff_ffff);
    }
}
