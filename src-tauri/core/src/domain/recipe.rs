//! What the user asked for, in our own words and before any server's accent (`wire.md` 5.1).

use super::JobId;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Width and height in pixels, both at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
pub struct Size {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// The text is no size such as `1280x720`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a size such as 1280x720: {0}")]
pub struct BadSize(pub String);

impl FromStr for Size {
    type Err = BadSize;

    /// Reads `1280x720`, also with `X`, `×` or `*` between the numbers. Sides go from 16 to 16384.
    fn from_str(text: &str) -> Result<Self, BadSize> {
        let bad = || BadSize(text.to_owned());
        let (width, height) = text
            .trim()
            .split_once(['x', 'X', '×', '*'])
            .ok_or_else(bad)?;
        let side = |part: &str| match part.trim().parse::<u32>() {
            Ok(side) if (16..=16_384).contains(&side) => Ok(side),
            Ok(_) | Err(_) => Err(bad()),
        };
        Ok(Self {
            width: side(width)?,
            height: side(height)?,
        })
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.width, self.height)
    }
}

/// What a reference picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The video starts with it.
    First,
    /// The video ends with it.
    Last,
    /// A likeness or style to follow.
    Reference,
}

impl Role {
    /// The word stored in the database and used on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
            Self::Reference => "reference",
        }
    }
}

/// How a picture is brought to the video's size. The original file is never touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// Fill the frame and cut what stands over: evenly on both sides, or as a [`Crop`] says.
    #[default]
    Crop,
    /// Show all of it, with black bars.
    Pad,
    /// Fill the frame and ignore the proportions.
    Stretch,
    /// Send it at its own size.
    None,
}

/// Which part of a picture a crop keeps. Whole numbers, so that the same crop is always the same text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
pub struct Crop {
    /// The middle of the part, in ten-thousandths of the picture's width from its left edge: 0 to 10000. A part that would
    /// stand over the edge is moved inside.
    pub x: u16,
    /// The same from its upper edge, in ten-thousandths of its height.
    pub y: u16,
    /// In percent, how much closer than the largest part that fills the frame: 100 to 800.
    pub zoom: u16,
}

impl Crop {
    /// Closest that a crop goes, in percent.
    pub const CLOSEST: u16 = 800;
}

impl Default for Crop {
    /// The largest part, in the middle.
    fn default() -> Self {
        Self {
            x: 5_000,
            y: 5_000,
            zoom: 100,
        }
    }
}

/// Where the bytes of an input come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputSource {
    /// A file in the library's `inputs` folder: exactly the bytes that are sent.
    Stored {
        /// Path below the library folder.
        file: String,
        /// Media type of the bytes.
        mime: String,
        /// SHA-256 in lower-case hex.
        sha256: String,
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// Size in bytes.
        bytes: u64,
    },
    /// A picture that the server fetches for itself.
    Url {
        /// `http` or `https`.
        url: String,
    },
}

/// A reference picture of a recipe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// What it is for.
    pub role: Role,
    /// How it was fitted.
    pub fit: Fit,
    /// Its bytes or its address.
    pub source: InputSource,
    /// The name under which the user knows it; shown, never used as a path.
    pub name: String,
    /// The job of whose clip it is a frame, if it was taken from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frame_of: Option<JobId>,
}

/// One request in our own words. `None` means "not said": the field is left out and the server decides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// What to show, as it is sent. Never empty.
    pub prompt: String,
    /// The prompt as it was written, with `__name__` in the place of what was drawn; `None`: nothing was drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
    /// The server's name for its model; empty leaves the choice to the server.
    pub model: String,
    /// Length in seconds, more than 0.
    pub seconds: Option<f64>,
    /// Size in pixels.
    pub size: Option<Size>,
    /// Shape such as `16:9`, for models that take one instead of a size.
    #[serde(default)]
    pub aspect: Option<String>,
    /// Tier such as `720p`.
    #[serde(default)]
    pub tier: Option<String>,
    /// Pictures in the order in which they are sent.
    pub inputs: Vec<Input>,
    /// The model's further parameters, by their keys in its description.
    #[serde(default)]
    pub params: serde_json::Map<String, serde_json::Value>,
    /// Fields that the user set by name, sent under that name; a dot in a name nests.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// Writes a length the way servers expect it: `8`, not `8.0`; `5.1` stays `5.1` (`wire.md` 3.F 36).
pub fn seconds_text(seconds: f64) -> String {
    format!("{seconds}")
}

/// A length or another number as JSON: whole numbers without a point.
pub fn number_value(value: f64) -> serde_json::Value {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked to be whole and small"
    )]
    if value.fract() == 0.0 && value.abs() < 1e15 {
        serde_json::Value::from(value as i64)
    } else {
        serde_json::Value::from(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_reads_with_any_usual_sign_between_the_numbers() {
        for text in ["1280x720", "1280X720", "1280×720", " 1280 * 720 "] {
            assert_eq!(
                text.parse(),
                Ok(Size {
                    width: 1280,
                    height: 720
                }),
                "{text}"
            );
        }
    }

    #[test]
    fn a_size_that_no_video_can_have_is_refused() {
        for text in ["", "1280", "0x720", "x", "-1x5", "1280x720x3", "99999x16"] {
            assert!(text.parse::<Size>().is_err(), "{text}");
        }
    }

    #[test]
    fn whole_seconds_are_written_without_a_point() {
        assert_eq!(
            (seconds_text(8.0), seconds_text(5.1)),
            ("8".to_owned(), "5.1".to_owned())
        );
    }
}
