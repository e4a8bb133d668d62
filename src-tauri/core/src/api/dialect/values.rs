//! Values in the forms that servers want (`wire.md` 5.3).

use crate::domain::catalogue::{Emit, Form, FrameRule};
use crate::domain::{
    Recipe, Size,
    recipe::{number_value, seconds_text},
};
use serde_json::Value;

/// A value as `emit` wants it. What cannot take the form stays as it is: the user wrote it, and the server decides.
pub(super) fn written(value: &Value, emit: &Emit) -> Value {
    if let Some(found) = emit.table.get(&text(value)) {
        return found.clone();
    }
    match emit.form {
        Form::Int => {
            as_number(value).map_or_else(|| value.clone(), |number| number_value(number.round()))
        }
        Form::Float => as_number(value).map_or_else(|| value.clone(), Value::from),
        Form::Bool => as_bool(value).map_or_else(|| value.clone(), Value::Bool),
        Form::BoolString => {
            Value::String(as_bool(value).map_or_else(|| text(value), |on| on.to_string()))
        }
        Form::JsonString => match value {
            Value::String(_) => value.clone(),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_) => Value::String(value.to_string()),
        },
        Form::String | Form::WidthXHeight | Form::Ratio => Value::String(text(value)),
        Form::WidthStarHeight => Value::String(text(value).replace('x', "*")),
        Form::RatioX => Value::String(text(value).replace(':', "x")),
        Form::TierLower => Value::String(text(value).to_lowercase()),
        Form::TierUpper => Value::String(text(value).to_uppercase()),
        // Forms of pictures say nothing about other values.
        Form::Json
        | Form::File
        | Form::Url
        | Form::DataUri
        | Form::RawBase64
        | Form::ImageUrlObject
        | Form::UrlObject
        | Form::ContentItem => value.clone(),
    }
}

/// How a value stands in a text part: strings as they are, `true`/`false`, everything nested as JSON.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    }
}

fn as_number(value: &Value) -> Option<f64> {
    value
        .as_f64()
        .or_else(|| value.as_str()?.trim().parse().ok())
}

fn as_bool(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| match value.as_str()?.trim() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    })
}

/// The picture's size, in every form that can be had of it.
pub(super) struct Frame {
    size: Option<Size>,
    aspect: Option<String>,
    tier: Option<String>,
}

impl Frame {
    pub(super) fn of(recipe: &Recipe, rule: &FrameRule) -> Self {
        let size = recipe
            .size
            .or_else(|| pixels(recipe.aspect.as_deref()?, recipe.tier.as_deref()?));
        // Only where the model speaks of shapes: elsewhere the size says it all.
        let shaped = recipe.size.filter(|_| !rule.aspects.is_empty());
        let aspect = recipe
            .aspect
            .clone()
            .or_else(|| shaped.map(|size| shape(size, &rule.aspects)));
        Self {
            size,
            aspect,
            tier: recipe.tier.clone(),
        }
    }

    pub(super) fn forget_pixels(&mut self) {
        self.size = None;
    }

    pub(super) fn get(&self, name: &str) -> Option<Value> {
        match name {
            "size" => self.size.map(|size| Value::String(size.to_string())),
            "width" => self.size.map(|size| size.width.into()),
            "height" => self.size.map(|size| size.height.into()),
            "aspect" => self.aspect.clone().map(Value::String),
            "tier" => self.tier.clone().map(Value::String),
            _ => None,
        }
    }
}

/// The shape of a size: one of those that the model lists if it is that within 2 in 100, else reduced.
fn shape(size: Size, listed: &[String]) -> String {
    let ratio = |text: &str| -> Option<f64> {
        let (width, height) = text.split_once(':')?;
        Some(width.parse::<f64>().ok()? / height.parse::<f64>().ok()?)
    };
    let own = f64::from(size.width) / f64::from(size.height);
    let near = |text: &&String| ratio(text).is_some_and(|ratio| (ratio / own - 1.0).abs() < 0.02);
    if let Some(found) = listed.iter().find(near) {
        return found.clone();
    }
    let (mut by, mut rest) = (size.width, size.height);
    while rest != 0 {
        (by, rest) = (rest, by % rest);
    }
    format!("{}:{}", size.width / by, size.height / by)
}

/// Pixels of a shape whose shorter side the tier names: `16:9` at `720p` is 1280x720. Sides are even, as video wants.
fn pixels(aspect: &str, tier: &str) -> Option<Size> {
    let (width, height) = aspect.split_once(':')?;
    let (width, height) = (width.parse::<f64>().ok()?, height.parse::<f64>().ok()?);
    let digits: String = tier.chars().take_while(char::is_ascii_digit).collect();
    let short = match tier.to_ascii_lowercase().as_str() {
        "4k" => 2160,
        "2k" => 1440,
        _ => digits.parse::<u32>().ok()?,
    };
    if !(width > 0.0 && height > 0.0 && width.max(height) / width.min(height) < 10.0) {
        return None;
    }
    let ratio = width.max(height) / width.min(height);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a tier has few digits and a shape is below 10 to 1"
    )]
    let long = ((f64::from(short.min(10_000)) * ratio / 2.0).round() * 2.0) as u32;
    Some(if width >= height {
        Size {
            width: long,
            height: short,
        }
    } else {
        Size {
            width: short,
            height: long,
        }
    })
}

/// Whether a name's template has that placeholder.
pub(super) fn names(template: Option<&str>, placeholder: &str) -> bool {
    template.is_some_and(|template| template.contains(placeholder))
}

/// The model's name as it is sent. A placeholder for what was not said goes, with the dash before it.
pub(super) fn model_name(recipe: &Recipe, template: Option<&str>) -> String {
    let Some(template) = template else {
        return recipe.model.clone();
    };
    let landscape = match (&recipe.aspect, recipe.size) {
        (Some(aspect), _) => pixels(aspect, "720p"),
        (None, size) => size,
    };
    let orientation = landscape.map(|size| match size.width.cmp(&size.height) {
        std::cmp::Ordering::Less => "portrait",
        std::cmp::Ordering::Equal => "square",
        std::cmp::Ordering::Greater => "landscape",
    });
    let values = [
        ("{model}", Some(recipe.model.clone())),
        ("{seconds}", recipe.seconds.map(seconds_text)),
        ("{tier}", recipe.tier.clone()),
        ("{aspect}", recipe.aspect.clone()),
        ("{orientation}", orientation.map(str::to_owned)),
    ];
    let mut name = template.to_owned();
    for (placeholder, value) in values {
        name = match value {
            Some(value) => name.replace(placeholder, &value),
            None => name
                .replace(&format!("-{placeholder}s"), "")
                .replace(&format!("-{placeholder}"), "")
                .replace(&format!("_{placeholder}"), "")
                .replace(placeholder, ""),
        };
    }
    name
}
