//! What a model can take: lengths, sizes, pictures, parameters, and what cannot go together.

use super::emit::{Fields, Way};
use crate::domain::{Role, Size};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Lengths that a model takes, in seconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DurationRule {
    /// Those that it lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<f64>,
    /// Shortest, where any length between two is taken.
    pub min: Option<f64>,
    /// Longest.
    pub max: Option<f64>,
    /// What is chosen at first; `None`: not said, the server decides.
    pub default: Option<f64>,
    /// Whether others may be sent without a warning.
    pub free: bool,
    /// Whether the model has no field for a length at all.
    pub none: bool,
}

/// Sizes that a model takes: exact pixels, or a shape and a tier, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FrameRule {
    /// Exact sizes that it lists, as `WxH`.
    #[serde(with = "super::text::list", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub sizes: Vec<Size>,
    /// Shapes such as `16:9`, where it takes a shape instead of a size.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aspects: Vec<String>,
    /// Tiers such as `720p`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<String>,
    /// What is chosen at first.
    #[serde(with = "super::text::maybe")]
    #[schemars(with = "Option<String>")]
    pub size: Option<Size>,
    /// The shape that is chosen at first.
    pub aspect: Option<String>,
    /// The tier that is chosen at first.
    pub tier: Option<String>,
    /// Whether other sizes may be sent without a warning.
    pub free: bool,
    /// Both sides are multiples of this many pixels.
    pub multiple: Option<u32>,
}

/// Pictures that a model takes. Where they are written is in the fields `first`, `last` and `reference`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ImageRule {
    /// Whether it takes a first frame.
    pub first: bool,
    /// Whether it takes a last frame.
    pub last: bool,
    /// How many further references it takes.
    pub references: u32,
    /// Largest picture in bytes; 0: no limit is known.
    pub max_bytes: u64,
    /// Whether a first frame must have exactly the video's size.
    pub exact: bool,
}

impl ImageRule {
    /// Whether it takes a picture in that role, the `count`th of its kind.
    pub const fn takes(&self, role: Role, count: u32) -> bool {
        match role {
            Role::First => self.first && count == 1,
            Role::Last => self.last && count == 1,
            Role::Reference => count <= self.references,
        }
    }
}

/// What kind of value a parameter has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum ParamKind {
    /// A line of text.
    Text,
    /// Several lines of text.
    LongText,
    /// A whole number.
    Int,
    /// A number.
    Number,
    /// Yes or no.
    Bool,
    /// Anything that JSON has.
    Json,
}

/// A further parameter that a model takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(deny_unknown_fields)]
pub struct Param {
    /// Its name in recipes, and the field where no field of that name is described.
    pub key: String,
    /// What kind of value it has.
    #[serde(rename = "type")]
    pub kind: ParamKind,
    /// The values that it may have; empty: any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(type = "unknown[]")]
    pub values: Vec<Value>,
    /// What is chosen at first; without one nothing is sent until the user chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(type = "unknown")]
    pub default: Option<Value>,
    /// Smallest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Largest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// What the server's own page says of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
}

/// What a rule says about one value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(untagged)]
pub enum Only {
    /// `true`: it must be there. `false`: it must not.
    Present(bool),
    /// It is one of these.
    OneOf(#[ts(type = "unknown[]")] Vec<Value>),
    /// It lies between these, both included.
    Between {
        /// Smallest.
        min: Option<f64>,
        /// Largest.
        max: Option<f64>,
    },
}

/// What must hold, by the value's name.
pub type Conditions = BTreeMap<String, Only>;

/// Values that go together or do not: when all of `if` hold, all of `then` must.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Conditions, by the value's name.
    #[serde(rename = "if")]
    pub when: BTreeMap<String, Only>,
    /// What follows.
    pub then: BTreeMap<String, Only>,
}

/// What a model can take and how it is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelDescription {
    /// Regular expression over the model's name, without regard to case.
    #[serde(rename = "match")]
    pub pattern: String,
    /// Only for these server descriptions; empty: for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub servers: Vec<String>,
    /// The entry for models that nothing else matches.
    #[serde(default)]
    pub unknown: bool,
    /// Names to choose from where a server has no list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Lengths.
    #[serde(default)]
    pub duration: DurationRule,
    /// Sizes.
    #[serde(default)]
    pub frame: FrameRule,
    /// Pictures.
    #[serde(default)]
    pub images: ImageRule,
    /// Further parameters, in the order in which they are shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<Param>,
    /// Where values are written when it is not where the server usually has them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: Fields,
    /// Ways to write a request, when the server's do not fit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ways: Vec<Way>,
    /// The name as it is sent, with `{model}`, `{tier}`, `{orientation}`, `{seconds}` or `{aspect}` in it, for servers that
    /// have a name for every combination (`wire.md` 5.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Constants that every request carries.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fixed: BTreeMap<String, Value>,
    /// What cannot go together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// Longest prompt in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_max: Option<u32>,
    /// The parameter that asks for several videos in one request. Only where the server is known to give them all
    /// (`wire.md` 3.G 49); otherwise each take is a request of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes: Option<String>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

impl ModelDescription {
    /// A description that says nothing yet about the models whose names match.
    pub fn matching(pattern: &str) -> Self {
        Self {
            pattern: pattern.to_owned(),
            servers: Vec::new(),
            unknown: false,
            names: Vec::new(),
            duration: DurationRule::default(),
            frame: FrameRule::default(),
            images: ImageRule::default(),
            params: Vec::new(),
            fields: Fields::new(),
            ways: Vec::new(),
            name: None,
            fixed: BTreeMap::new(),
            rules: Vec::new(),
            prompt_max: None,
            takes: None,
            source: String::new(),
        }
    }
}
