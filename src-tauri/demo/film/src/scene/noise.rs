//! Smooth noise, the raw material of clouds, ridges and nebulae. Pure numbers.

/// Noise fields that differ by seed.
#[derive(Debug, Clone, Copy)]
pub struct Noise(u32);

impl Noise {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "any 32 bits of the seed will do"
    )]
    pub fn new(seed: u64) -> Self {
        Self((seed ^ (seed >> 32)) as u32)
    }

    /// Value noise at a point, `0.0..=1.0`, with features one unit wide.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "scene coordinates are small"
    )]
    pub fn at(self, x: f32, y: f32) -> f32 {
        let (x0, y0) = (x.floor(), y.floor());
        let (fx, fy) = (ease(x - x0), ease(y - y0));
        let (i, j) = (x0 as i32, y0 as i32);
        let top = mix(self.corner(i, j), self.corner(i + 1, j), fx);
        let bottom = mix(self.corner(i, j + 1), self.corner(i + 1, j + 1), fx);
        mix(top, bottom, fy)
    }

    /// Several octaves, each of half the size and strength of the one before, `0.0..=1.0`.
    pub fn fractal(self, x: f32, y: f32, octaves: u32) -> f32 {
        let (mut sum, mut weight, mut total, mut scale) = (0.0, 1.0, 0.0, 1.0);
        for octave in 0..octaves {
            let shift = octave as f32 * 17.3;
            sum += weight * self.at(x * scale + shift, y * scale - shift);
            total += weight;
            weight *= 0.5;
            scale *= 2.03;
        }
        sum / total
    }

    /// Like [`Self::fractal`], with sharp crests: the profile of mountains.
    pub fn ridged(self, x: f32, y: f32, octaves: u32) -> f32 {
        let (mut sum, mut weight, mut total, mut scale) = (0.0, 1.0, 0.0, 1.0);
        for octave in 0..octaves {
            let shift = octave as f32 * 31.7;
            let crest = 1.0 - (2.0 * self.at(x * scale + shift, y * scale + shift) - 1.0).abs();
            sum += weight * crest * crest;
            total += weight;
            weight *= 0.47;
            scale *= 2.1;
        }
        sum / total
    }

    fn corner(self, i: i32, j: i32) -> f32 {
        let mut h = self.0
            ^ i.cast_unsigned().wrapping_mul(0x85eb_ca6b)
            ^ j.cast_unsigned().wrapping_mul(0xc2b2_ae35);
        h = (h ^ (h >> 15)).wrapping_mul(0x2c1b_3c6d);
        h = (h ^ (h >> 12)).wrapping_mul(0x297a_2d39);
        (h ^ (h >> 15)) as f32 / u32::MAX as f32
    }
}

fn mix(a: f32, b: f32, t: f32) -> f32 {
    a + (b - a) * t
}

fn ease(t: f32) -> f32 {
    t * t * t * (t * (t * 6.0 - 15.0) + 10.0)
}

/// 0 below `low`, 1 above `high`, smooth between.
pub fn smoothstep(low: f32, high: f32, value: f32) -> f32 {
    let t = ((value - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_continuous_across_a_cell_border() {
        let noise = Noise::new(3);
        assert!((noise.at(0.9999, 0.5) - noise.at(1.0001, 0.5)).abs() < 0.01);
    }

    #[test]
    fn fractal_noise_stays_in_its_range() {
        let noise = Noise::new(9);
        assert!(
            (0_u8..200)
                .map(|i| noise.fractal(f32::from(i) * 0.37, f32::from(i) * 0.11, 5))
                .all(|v| (0.0..=1.0).contains(&v))
        );
    }
}
