//! What a recipe file says: a request in our own words that can be handed to somebody else, as a file or inside a video.
//!
//! It says what to make and nothing about who made it: no server, no key, no path, no name of a file, no address. Reference
//! pictures are named by the digest of the bytes that were sent. Must not know where it is written to.

use super::{Fit, InputSource, Recipe, Role, Size};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::str::FromStr;

/// The version that is written, and the newest that is read.
pub const VERSION: u64 = 1;
/// Largest recipe that is written or read, in bytes.
pub const LARGEST: usize = 256 << 10;
/// The member that makes a JSON object a recipe.
const MARK: &str = "rushes_recipe";
/// Longest clip that a recipe may ask for, in seconds; the same as of a press of Create.
const LONGEST: f64 = 3600.0;
/// Parameters that have a name of their own in the file.
const SEED: &str = "seed";
const NEGATIVE: &str = "negative_prompt";
const FPS: &str = "fps";

/// A recipe as a file has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SharedRecipe {
    /// Version of the form.
    rushes_recipe: u64,
    /// What to show.
    pub prompt: String,
    /// What not to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub negative: Option<String>,
    /// The server's name of its model; empty if the server chose.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub model: String,
    /// Width and height such as `1280x720`.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "size_text")]
    pub size: Option<Size>,
    /// Shape such as `16:9`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aspect: Option<String>,
    /// Tier such as `720p`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// Length in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// Seed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<Value>,
    /// Frames per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fps: Option<Value>,
    /// The model's further parameters, by their keys in its description.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub params: Map<String, Value>,
    /// Fields that were set by name.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub fields: Map<String, Value>,
    /// Reference pictures in the order in which they were sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<SharedPicture>,
    /// Names of parameters and fields that are nobody else's business and were left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
}

/// A reference picture of a shared recipe: which slot it was in, and how to know it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedPicture {
    /// What it was for.
    pub role: Role,
    /// How it was fitted.
    #[serde(default)]
    pub fit: Fit,
    /// SHA-256 of the bytes that were sent, in lower-case hex; `None`: the server fetched it for itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// Why something is no recipe that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoRecipe {
    /// It is not the JSON of a recipe, or says what no recipe can.
    #[error("not a recipe of Rushes")]
    Unreadable,
    /// A later Rushes wrote it.
    #[error("a recipe of version {0}")]
    Newer(u64),
}

impl SharedRecipe {
    /// What others may know of a recipe. `private` says of a value, by its name, that it is nobody else's business.
    pub fn of(recipe: &Recipe, private: impl Fn(&str, &Value) -> bool) -> Self {
        let mut left_out = Vec::new();
        let mut open = |members: &Map<String, Value>| {
            let mut kept = Map::new();
            for (name, value) in members {
                if private(name, value) {
                    left_out.push(name.clone());
                } else {
                    kept.insert(name.clone(), value.clone());
                }
            }
            kept
        };
        let mut params = open(&recipe.params);
        let mut fields = open(&recipe.extra);
        let negative = match params.remove(NEGATIVE) {
            Some(Value::String(text)) => Some(text),
            Some(other) => {
                params.insert(NEGATIVE.to_owned(), other);
                None
            }
            None => None,
        };
        Self {
            rushes_recipe: VERSION,
            prompt: recipe.prompt.clone(),
            negative,
            model: recipe.model.clone(),
            size: recipe.size,
            aspect: recipe.aspect.clone(),
            tier: recipe.tier.clone(),
            seconds: recipe.seconds,
            seed: params.remove(SEED).or_else(|| fields.remove(SEED)),
            fps: params.remove(FPS),
            params,
            fields,
            pictures: recipe.inputs.iter().map(shared).collect(),
            left_out,
        }
    }

    /// Reads a recipe file.
    ///
    /// # Errors
    /// [`NoRecipe::Newer`] for one that a later Rushes wrote; [`NoRecipe::Unreadable`] for everything else that is none, also
    /// for one larger than [`LARGEST`].
    pub fn read(bytes: &[u8]) -> Result<Self, NoRecipe> {
        if bytes.len() > LARGEST {
            return Err(NoRecipe::Unreadable);
        }
        // Some editors begin a text with this mark.
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let value: Value = serde_json::from_slice(text).map_err(|_| NoRecipe::Unreadable)?;
        match value.get(MARK).and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(newer) if newer > VERSION => return Err(NoRecipe::Newer(newer)),
            Some(_) | None => return Err(NoRecipe::Unreadable),
        }
        let recipe: Self = serde_json::from_value(value).map_err(|_| NoRecipe::Unreadable)?;
        let possible = recipe
            .seconds
            .is_none_or(|seconds| seconds > 0.0 && seconds <= LONGEST);
        possible.then_some(recipe).ok_or(NoRecipe::Unreadable)
    }

    /// Its text, the same each time. `None`: it is larger than a reader takes, or has nothing to say.
    pub fn write(&self) -> Option<Vec<u8>> {
        let bytes = serde_json::to_vec(self).ok()?;
        let says = !(self.prompt.is_empty() && self.model.is_empty());
        (says && bytes.len() <= LARGEST).then_some(bytes)
    }

    /// All parameters by their keys, those with a name of their own among them.
    pub fn all_params(&self) -> Map<String, Value> {
        let mut all = self.params.clone();
        let negative = self.negative.clone().map(Value::String);
        for (name, value) in [
            (SEED, self.seed.clone()),
            (NEGATIVE, negative),
            (FPS, self.fps.clone()),
        ] {
            if let Some(value) = value {
                all.insert(name.to_owned(), value);
            }
        }
        all
    }
}

fn shared(input: &super::Input) -> SharedPicture {
    SharedPicture {
        role: input.role,
        fit: input.fit,
        sha256: match &input.source {
            InputSource::Stored { sha256, .. } => Some(sha256.clone()),
            InputSource::Url { .. } => None,
        },
    }
}

/// A size as people write it.
mod size_text {
    use super::{FromStr, Size};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[allow(clippy::ref_option, reason = "the form that serde calls")]
    pub fn serialize<S: Serializer>(size: &Option<Size>, to: S) -> Result<S::Ok, S::Error> {
        match size {
            Some(size) => to.collect_str(size),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Size>, D::Error> {
        Option::<String>::deserialize(from)?
            .map(|text| Size::from_str(&text).map_err(D::Error::custom))
            .transpose()
    }
}

#[cfg(test)]
mod tests;
