//! What a request asks for, checked against what the demo can make: the one form into which every
//! dialect of the format is read ([seed0], [seed1], [seed2]). Messages follow the official server's
//! wording where it is known (wire.md 1.2). Knows nothing of HTTP bodies or of how a clip is made.

pub mod fields;
mod source;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::http::error::ApiError;
use crate::http::form::Form;
pub use fields::{MODEL, prompt};
use rushes_film::{Grade, Quality};
pub use source::{Source, TEXTS as PICTURES, check, reference};

/// How a finished clip is handed over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delivery {
    /// As an address.
    #[default]
    Url,
    /// Within the answer, as Base64.
    Base64,
}

/// A checked create request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    pub prompt: String,
    pub model: String,
    /// As the answer repeats it: a decimal number without needless zeros.
    pub seconds: String,
    pub frames: u32,
    /// Frames a second.
    #[serde(default = "fields::usual_rate")]
    pub rate: u32,
    pub width: u16,
    pub height: u16,
    #[serde(rename = "asked_seed")]
    pub seed: Option<u64>,
    /// How many clips, at least 1.
    #[serde(default = "one")]
    pub clips: u8,
    #[serde(default)]
    pub delivery: Delivery,
    /// Who asks, as the client says; the answer repeats it.
    #[serde(default)]
    pub user: Option<String>,
    /// Further parameters; the answer repeats them all, known or not.
    #[serde(default)]
    pub metadata: Option<Map<String, Value>>,
    #[serde(default)]
    pub style: Option<Grade>,
    /// Whether the clip bears a stamp.
    #[serde(default)]
    pub watermark: bool,
    /// Whether the job stays out of the list; who knows its id still finds it.
    #[serde(default)]
    pub private: bool,
}

fn one() -> u8 {
    1
}

impl Order {
    /// Reads the fields of a create request.
    pub fn read(form: &Form) -> Result<Self, ApiError> {
        let seconds = fields::seconds(form)?;
        let rate = fields::rate(form)?;
        let (width, height) = fields::size(form)?;
        Ok(Self {
            prompt: prompt(form)?,
            model: fields::model(form)?,
            seconds: seconds.to_string(),
            frames: fields::frames(seconds, rate),
            rate,
            width,
            height,
            seed: fields::seed(form)?,
            clips: fields::clips(form)?,
            delivery: fields::delivery(form)?,
            user: form.get("user").map(ToOwned::to_owned),
            metadata: fields::metadata(form)?,
            style: fields::style(form)?,
            watermark: fields::truth(form, "watermark")?,
            private: fields::truth(form, "private")?,
        })
    }

    /// The grade: the field, or else what the metadata say, as far as it is known.
    pub fn grade(&self) -> Option<Grade> {
        self.style
            .or_else(|| self.further("style").and_then(Grade::parse))
    }

    /// What must not be in the picture.
    pub fn avoid(&self) -> &str {
        self.further("negative_prompt").unwrap_or_default()
    }

    pub fn quality(&self) -> Quality {
        let level = self.further("quality_level").or(self.further("quality"));
        level.and_then(Quality::parse).unwrap_or_default()
    }

    /// What the clip says of the model that made it: never that it was another than the demo.
    pub fn label(&self) -> String {
        if self.model.starts_with("demo") {
            self.model.clone()
        } else {
            format!("{MODEL} for {}", self.model)
        }
    }

    /// A text of the metadata. Pages name only the keys, so a value that is not understood is no
    /// error ([seed1]).
    fn further(&self, key: &str) -> Option<&str> {
        self.metadata.as_ref()?.get(key)?.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> Form {
        let text = fields
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        Form {
            text,
            files: Vec::new(),
        }
    }

    fn read(fields: &[(&str, &str)]) -> Result<Order, ApiError> {
        Order::read(&form(&[&[("prompt", "p")], fields].concat()))
    }

    fn refused(field: &str, value: &str) -> Option<&'static str> {
        read(&[(field, value)]).err().and_then(|e| e.param)
    }

    #[test]
    fn defaults_are_the_official_ones() {
        let order = read(&[]).unwrap();
        assert_eq!(
            (order.seconds.as_str(), order.width, order.height),
            ("4", 720, 1280)
        );
    }

    #[test]
    fn decimal_seconds_give_the_nearest_frame() {
        let order = read(&[("seconds", "2.50")]).unwrap();
        assert_eq!((order.seconds.as_str(), order.frames), ("2.5", 60));
    }

    #[test]
    fn seconds_outside_one_to_twenty_are_refused() {
        for value in ["0", "0.9", "20.1", "NaN", "inf", "-4", "four", ""] {
            assert_eq!(refused("seconds", value), Some("seconds"), "{value}");
            assert_eq!(refused("duration", value), Some("duration"), "{value}");
        }
    }

    #[test]
    fn odd_small_large_and_malformed_sizes_are_refused() {
        for value in [
            "65x64", "62x64", "64x1922", "720p", "64", "x", "64x64x64", "-64x64", "2x7",
        ] {
            assert_eq!(refused("size", value), Some("size"), "{value}");
        }
    }

    #[test]
    fn a_shape_by_name_has_a_shorter_side_of_720() {
        for (name, size) in [
            ("16x9", (1280, 720)),
            ("9:16", (720, 1280)),
            ("21X9", (1680, 720)),
        ] {
            let order = read(&[("size", name)]).unwrap();
            assert_eq!((order.width, order.height), size, "{name}");
        }
    }

    #[test]
    fn saying_it_twice_is_fine_and_contradicting_oneself_is_not() {
        assert!(read(&[("seconds", "5"), ("duration", "5.0")]).is_ok());
        let lengths = read(&[("seconds", "5"), ("duration", "6")]).unwrap_err();
        assert_eq!(lengths.param, Some("duration"));
        let sides = [("width", "64"), ("height", "64")];
        assert!(read(&[&sides[..], &[("size", "64x64")]].concat()).is_ok());
        let sizes = read(&[&sides[..], &[("size", "64x66")]].concat()).unwrap_err();
        assert_eq!(sizes.param, Some("width"));
    }

    #[test]
    fn a_width_without_a_height_is_incomplete() {
        assert_eq!(refused("width", "64"), Some("height"));
    }

    #[test]
    fn a_model_of_another_name_is_refused() {
        assert_eq!(refused("model", "veo-3.1"), Some("model"));
    }

    #[test]
    fn metadata_may_be_text_or_bracketed_fields() {
        let order = read(&[("metadata", r#"{"a":1}"#), ("metadata[b]", "c")]).unwrap();
        let bag = order.metadata.unwrap();
        assert_eq!((&bag["a"], &bag["b"]), (&1.into(), &"c".into()));
    }

    #[test]
    fn an_order_of_an_older_ledger_can_be_read() {
        let text = r#"{"prompt":"p","model":"demo-1","seconds":"1","frames":24,"width":64,
            "height":64,"asked_seed":null}"#;
        let order: Order = serde_json::from_str(text).unwrap();
        assert_eq!((order.rate, order.clips), (24, 1));
    }

    #[test]
    fn an_empty_prompt_is_refused() {
        let error = Order::read(&form(&[("prompt", "  ")])).unwrap_err();
        assert_eq!(error.code, Some("missing_required_parameter"));
    }
}
