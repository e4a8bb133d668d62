//! A recipe that comes back into the form.

use super::StagedPicture;
use crate::domain::{Fit, Role, Size};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A recipe out of a video or a file. It names no server: the form's own is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct RecipeView {
    /// What to show.
    pub prompt: String,
    /// The model; empty if the server chose.
    pub model: String,
    /// Size in pixels.
    pub size: Option<Size>,
    /// Shape such as `16:9`.
    pub aspect: Option<String>,
    /// Tier such as `720p`.
    pub tier: Option<String>,
    /// Length in seconds.
    pub seconds: Option<f64>,
    /// The model's further parameters, by their keys; the seed is among them.
    #[ts(type = "Record<string, unknown>")]
    pub params: serde_json::Map<String, serde_json::Value>,
    /// Further fields by name.
    #[ts(type = "Record<string, unknown>")]
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// Reference pictures in the order in which they were sent.
    pub pictures: Vec<RecalledPicture>,
    /// Names of values that whoever made the recipe did not hand on.
    pub left_out: Vec<String>,
}

/// A reference picture of a recipe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct RecalledPicture {
    /// What it is for.
    pub role: Role,
    /// How it was fitted.
    pub fit: Fit,
    /// The picture, with the bytes that were sent; `None`: it is not in this library.
    pub staged: Option<StagedPicture>,
}

/// What a dropped file was good for.
#[derive(Debug, Clone, PartialEq)]
pub enum Taken {
    /// A picture for a slot.
    Picture(StagedPicture),
    /// A recipe for the form.
    Recipe(Box<RecipeView>),
    /// A video, with the recipe in it if there is one: for the form, or to be brought in.
    Video(Option<Box<RecipeView>>),
}
