//! Where a value is written and in which form: the only transforms there are (`wire.md` 5.3).
//!
//! Pure data. What the forms mean is the business of `api::dialect`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// How the body of a create request is written.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS,
)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// `multipart/form-data`, what the official SDKs always send.
    Multipart,
    /// `application/json`.
    Json,
}

/// How a value that is no plain text or number stands in a multipart body.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Nesting {
    /// `metadata[seed]`, `tags[]`: what the official SDKs send (`reference-requests.md`).
    #[default]
    Brackets,
    /// One part `metadata` whose text is JSON.
    JsonString,
}

/// The form in which a value is written.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS,
)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "camelCase")]
pub enum Form {
    /// As it is.
    Json,
    /// A number or word as text: `"8"`, `"5.1"`.
    String,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// `true` or `false`.
    Bool,
    /// `"true"` or `"false"`.
    BoolString,
    /// A nested value as JSON text, also inside JSON.
    JsonString,
    /// `1280x720`.
    #[serde(rename = "WxH")]
    WidthXHeight,
    /// `1280*720`.
    #[serde(rename = "W*H")]
    WidthStarHeight,
    /// `16:9`.
    Ratio,
    /// `16x9`.
    RatioX,
    /// `720p`.
    TierLower,
    /// `720P`.
    TierUpper,
    /// A file part with its media type; in JSON the official object with a data URI.
    File,
    /// An address that the server fetches for itself; a picture of this computer cannot be sent so.
    Url,
    /// `data:image/png;base64,…`; an address stays an address.
    DataUri,
    /// Base64 without a prefix; an address stays an address.
    RawBase64,
    /// `{"image_url": "…"}`.
    ImageUrlObject,
    /// `{"url": "…"}`.
    UrlObject,
    /// `{"type": "image_url", "image_url": {"url": "…"}}`.
    ContentItem,
}

impl Form {
    /// Whether it is a form for pictures.
    pub const fn is_picture(self) -> bool {
        match self {
            Self::File
            | Self::Url
            | Self::DataUri
            | Self::RawBase64
            | Self::ImageUrlObject
            | Self::UrlObject
            | Self::ContentItem => true,
            Self::Json
            | Self::String
            | Self::Int
            | Self::Float
            | Self::Bool
            | Self::BoolString
            | Self::JsonString
            | Self::WidthXHeight
            | Self::WidthStarHeight
            | Self::Ratio
            | Self::RatioX
            | Self::TierLower
            | Self::TierUpper => false,
        }
    }
}

/// Which pictures an [`Emit`] is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Pictures of this computer.
    Local,
    /// Pictures that the server fetches for itself.
    Link,
}

/// One place that a value is written to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Emit {
    /// Dotted path of the field; a step that ends in `[]` adds to a list: `metadata.content[]`.
    pub to: String,
    /// How it is written.
    #[serde(rename = "as")]
    pub form: Form,
    /// Only in bodies of this kind.
    #[serde(default, rename = "in", skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
    /// Only for pictures of this origin.
    #[serde(default, rename = "of", skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// Written forms of certain values, such as `"16:9"` as `"1280x720"`; what is not listed is written by `as`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub table: BTreeMap<String, Value>,
    /// Constants beside a picture in its object, such as `"frame_type": "first_frame"`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub with: Map<String, Value>,
}

impl Emit {
    /// A place for every encoding, without a table.
    pub fn plain(to: &str, form: Form) -> Self {
        Self {
            to: to.to_owned(),
            form,
            encoding: None,
            origin: None,
            table: BTreeMap::new(),
            with: Map::new(),
        }
    }
}

/// Which requests a [`Way`] is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// No picture of this computer is in the request.
    Text,
    /// One is.
    Picture,
}

/// One way to write a request. They are tried in order, the next one only after a refusal that speaks of the form and
/// came before any job did (`wire.md` 5.4, 5.5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// For which requests; `None`: for all.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    pub occasion: Option<Occasion>,
    /// How the body is written.
    pub encoding: Encoding,
    /// How nested values stand in a multipart body.
    #[serde(default)]
    pub nesting: Nesting,
    /// Fields that are written otherwise in this way.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: Fields,
}

/// Where values are written, by the value's name: `seconds`, `size`, `width`, `height`, `aspect`, `tier`, `first`, `last`,
/// `reference`, or the key of a parameter. An empty list: never written.
pub type Fields = BTreeMap<String, Vec<Emit>>;
