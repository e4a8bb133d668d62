//! The six styles that the `-all` relays take ([seed2]), as colour grades: each turns the colours of
//! a finished frame its own way, over a painted scene and over a reference picture alike. Knows
//! nothing of what is in the frame.

use serde::{Deserialize, Serialize};

use super::pixel::Bitmap;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Candles and pumpkins.
    Thanksgiving,
    /// Few, loud colours.
    Comic,
    /// Cool and sober.
    News,
    /// Bright and rosy.
    Selfie,
    /// Sepia.
    Nostalgic,
    /// Clear, with a blue light.
    Anime,
}

impl Grade {
    pub const ALL: [Self; 6] = [
        Self::Thanksgiving,
        Self::Comic,
        Self::News,
        Self::Selfie,
        Self::Nostalgic,
        Self::Anime,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Thanksgiving => "thanksgiving",
            Self::Comic => "comic",
            Self::News => "news",
            Self::Selfie => "selfie",
            Self::Nostalgic => "nostalgic",
            Self::Anime => "anime",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim();
        Self::ALL
            .into_iter()
            .find(|grade| grade.name().eq_ignore_ascii_case(name))
    }

    /// The grade that a prompt calls by its name, if any.
    pub fn in_prompt(prompt: &str) -> Option<Self> {
        let prompt = prompt.to_lowercase();
        Self::ALL
            .into_iter()
            .find(|grade| prompt.contains(grade.name()))
    }

    /// Turns the colours of an opaque frame.
    pub fn apply(self, frame: &mut Bitmap) {
        let recipe = self.recipe();
        let (matrix, lift) = (recipe.matrix(), recipe.lift);
        for pixel in &mut frame.pixels {
            let [red, green, blue, alpha] = pixel.to_le_bytes();
            let turned = [0, 1, 2].map(|row| {
                let [r, g, b] = matrix[row];
                let sum = r * i32::from(red) + g * i32::from(green) + b * i32::from(blue);
                (((sum + 128) >> 8) + lift[row]).clamp(0, 255)
            });
            let [red, green, blue] = recipe.level(turned);
            *pixel = u32::from_le_bytes([red, green, blue, alpha]);
        }
    }

    fn recipe(self) -> Recipe {
        let recipe = |saturation, gain, lift| Recipe {
            saturation,
            gain,
            lift,
            step: 1,
        };
        match self {
            Self::Thanksgiving => recipe(0.95, [1.16, 0.94, 0.62], [14, 4, -6]),
            Self::Comic => Recipe {
                step: 51,
                ..recipe(1.8, [1.12; 3], [-6; 3])
            },
            Self::News => recipe(0.35, [0.90, 1.00, 1.14], [-6, 0, 10]),
            Self::Selfie => recipe(1.1, [1.12, 1.00, 1.04], [26, 14, 20]),
            Self::Nostalgic => recipe(0.0, [1.06, 0.88, 0.64], [22, 14, 2]),
            Self::Anime => recipe(1.45, [1.02, 1.06, 1.24], [8, 12, 26]),
        }
    }
}

struct Recipe {
    /// 0 is grey, 1 as it was.
    saturation: f32,
    gain: [f32; 3],
    /// Added at the end, of 255.
    lift: [i32; 3],
    /// Distance of the levels of brightness.
    step: i32,
}

impl Recipe {
    /// Saturation and gain in one, in 1/256.
    #[expect(clippy::cast_possible_truncation, reason = "gains are below four")]
    fn matrix(&self) -> [[i32; 3]; 3] {
        let luma = [0.2126, 0.7152, 0.0722];
        [0, 1, 2].map(|row| {
            [0, 1, 2].map(|column| {
                let own = if row == column { self.saturation } else { 0.0 };
                let share = luma[column] * (1.0 - self.saturation) + own;
                (share * self.gain[row] * 256.0).round() as i32
            })
        })
    }

    /// Rounds a colour to a level of brightness; all channels alike, so that its hue stays.
    fn level(&self, colour: [i32; 3]) -> [u8; 3] {
        let [red, green, blue] = colour;
        let bright = red.max(green).max(blue).max(1);
        let level = ((bright + self.step / 2) / self.step * self.step).min(255);
        colour.map(|channel| u8::try_from(channel * level / bright).unwrap_or(u8::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_has_the_name_that_it_is_asked_by() {
        for grade in Grade::ALL {
            assert_eq!(Grade::parse(&grade.name().to_uppercase()), Some(grade));
        }
    }

    #[test]
    fn sepia_of_grey_is_brown() {
        let mut frame = Bitmap::new(1, 1);
        frame.pixels[0] = 0xff80_8080;
        Grade::Nostalgic.apply(&mut frame);
        let [r, g, b, alpha] = frame.pixels[0].to_le_bytes();
        assert!(r > g && g > b && alpha == 255, "{r} {g} {b} {alpha}");
    }

    #[test]
    fn white_and_black_stay_within_their_byte() {
        for grade in Grade::ALL {
            let mut frame = Bitmap::new(2, 1);
            frame.pixels = vec![0xffff_ffff, 0xff00_0000];
            grade.apply(&mut frame);
            assert!(frame.pixels.iter().all(|pixel| pixel >> 24 == 255));
        }
    }
}
