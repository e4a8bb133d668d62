//! From RGB pixels to the planar 4:2:0 picture that H.264 wants: BT.709, limited range (ITU-R
//! BT.709-6, section 3), chroma averaged over 2 × 2 pixels. Written out with integers because it
//! runs on every pixel of every frame.

use openh264::formats::YUVSource;

use super::pixel::Bitmap;

/// A 4:2:0 picture of even width and height.
#[derive(Debug)]
pub struct Planes {
    width: usize,
    height: usize,
    y: Vec<u8>,
    u: Vec<u8>,
    v: Vec<u8>,
}

impl Planes {
    pub fn new(width: usize, height: usize) -> Self {
        let chroma = (width / 2) * (height / 2);
        Self {
            width,
            height,
            y: vec![0; width * height],
            u: vec![0; chroma],
            v: vec![0; chroma],
        }
    }

    /// Fills the planes from an opaque picture of the same size.
    pub fn fill(&mut self, frame: &Bitmap) {
        let chroma = self.width / 2;
        for pair in 0..self.height / 2 {
            let (top, bottom) = (frame.row(pair * 2), frame.row(pair * 2 + 1));
            let lumas = &mut self.y[pair * 2 * self.width..(pair + 1) * 2 * self.width];
            let (upper, lower) = lumas.split_at_mut(self.width);
            let chromas = pair * chroma..(pair + 1) * chroma;
            let us = &mut self.u[chromas.clone()];
            let vs = &mut self.v[chromas];
            lumas_of(top, upper);
            lumas_of(bottom, lower);
            for (((a, b), u), v) in top
                .as_chunks::<2>()
                .0
                .iter()
                .zip(bottom.as_chunks::<2>().0)
                .zip(us)
                .zip(vs)
            {
                (*u, *v) = chroma_of([a[0], a[1], b[0], b[1]]);
            }
        }
    }
}

fn lumas_of(row: &[u32], out: &mut [u8]) {
    for (pixel, luma) in row.iter().zip(out) {
        let (r, g, b) = (pixel & 255, pixel >> 8 & 255, pixel >> 16 & 255);
        *luma = low_byte((11_966 * r + 40_254 * g + 4_064 * b + (16 << 16) + (1 << 15)) >> 16);
    }
}

fn chroma_of(pixels: [u32; 4]) -> (u8, u8) {
    let sum = |shift: u32| {
        pixels
            .iter()
            .map(|pixel| (pixel >> shift & 255).cast_signed())
            .sum::<i32>()
    };
    let (red, green, blue) = (sum(0), sum(8), sum(16));
    // Four pixels are summed, hence 18 bits instead of 16; half of the last one rounds.
    let middle = (128 << 18) + (1 << 17);
    let u = (-6_596 * red - 22_189 * green + 28_784 * blue + middle) >> 18;
    let v = (28_784 * red - 26_145 * green - 2_639 * blue + middle) >> 18;
    (low_byte(u.cast_unsigned()), low_byte(v.cast_unsigned()))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the matrix keeps values within 16..=240"
)]
fn low_byte(value: u32) -> u8 {
    value as u8
}

impl YUVSource for Planes {
    fn dimensions(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    fn strides(&self) -> (usize, usize, usize) {
        (self.width, self.width / 2, self.width / 2)
    }

    fn y(&self) -> &[u8] {
        &self.y
    }

    fn u(&self) -> &[u8] {
        &self.u
    }

    fn v(&self) -> &[u8] {
        &self.v
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planes_of(pixel: u32) -> (u8, u8, u8) {
        let mut planes = Planes::new(2, 2);
        planes.fill(&Bitmap {
            width: 2,
            height: 2,
            pixels: vec![pixel; 4],
        });
        (planes.y[0], planes.u[0], planes.v[0])
    }

    #[test]
    fn black_and_white_are_the_ends_of_the_limited_range() {
        assert_eq!(
            (planes_of(0xff00_0000), planes_of(!0)),
            ((16, 128, 128), (235, 128, 128))
        );
    }

    #[test]
    fn pure_red_has_the_highest_red_difference() {
        assert_eq!(planes_of(0xff00_00ff).2, 240);
    }
}
