//! Sizes as `1280x720` in JSON.

use crate::domain::Size;
use serde::{Deserialize, Deserializer, Serializer, de::Error};

pub mod list {
    use super::{Deserialize, Deserializer, Error, Serializer, Size};

    pub fn serialize<S: Serializer>(sizes: &[Size], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(sizes.iter().map(ToString::to_string))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Size>, D::Error> {
        let texts = Vec::<String>::deserialize(from)?;
        texts
            .iter()
            .map(|text| text.parse().map_err(D::Error::custom))
            .collect()
    }
}

pub mod maybe {
    use super::{Deserialize, Deserializer, Error, Serializer, Size};

    #[expect(
        clippy::ref_option,
        reason = "the signature that serde's `with` asks for"
    )]
    pub fn serialize<S: Serializer>(size: &Option<Size>, to: S) -> Result<S::Ok, S::Error> {
        match size {
            Some(size) => to.collect_str(size),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Size>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| text.parse().map_err(D::Error::custom))
            .transpose()
    }
}
