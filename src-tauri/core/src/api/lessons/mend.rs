//! A recipe changed so that it follows what was taught. Changes nothing else, and nothing where there is no honest choice.

use crate::domain::catalogue::{Says, Target, Taught, number};
use crate::domain::{Fit, Recipe, Size, recipe::number_value};
use serde_json::Value;

/// A recipe that follows what was taught.
#[derive(Debug, Clone, PartialEq)]
pub struct Mended {
    /// What is asked for now.
    pub recipe: Recipe,
    /// The new value, where one was chosen.
    pub value: Option<Value>,
    /// The pictures must be brought to the video's size, or below the limit of bytes, once more.
    pub refit: bool,
}

/// Follows a lesson. `target` has learned it already. `None`: a person must decide.
pub fn mend(recipe: &Recipe, target: &Target, taught: &Taught) -> Option<Mended> {
    let mut mended = Mended {
        recipe: recipe.clone(),
        value: None,
        refit: false,
    };
    let field = taught.field.as_str();
    match &taught.says {
        Says::OneOf { values } => {
            mended.value = Some(choose(&mut mended.recipe, target, field, values)?);
        }
        Says::Between { min, max } => {
            mended.value = Some(clamp(&mut mended.recipe, field, *min, *max)?);
        }
        Says::NotTaken => take_out(&mut mended.recipe, field),
        Says::Needed => mended.value = Some(fill_in(&mut mended.recipe, target, field)?),
        Says::Written { .. } | Says::Way { .. } => {}
        Says::ExactPicture => {
            recipe.size?;
            for input in &mut mended.recipe.inputs {
                input.fit = Fit::Crop;
            }
            mended.refit = true;
        }
        Says::PictureBytes { .. } => mended.refit = true,
    }
    Some(mended)
}

fn choose(recipe: &mut Recipe, target: &Target, field: &str, values: &[Value]) -> Option<Value> {
    let chosen = match field {
        "seconds" => {
            let asked = recipe.seconds?;
            let lengths = values.iter().filter_map(number);
            let near = lengths.min_by(|a, b| (a - asked).abs().total_cmp(&(b - asked).abs()))?;
            recipe.seconds = Some(near);
            number_value(near)
        }
        "size" => return choose_size(recipe, target),
        "aspect" | "tier" => {
            let text = values.first()?.as_str()?.to_owned();
            let place = if field == "aspect" {
                &mut recipe.aspect
            } else {
                &mut recipe.tier
            };
            *place = Some(text.clone());
            Value::from(text)
        }
        key => {
            let map = if recipe.params.contains_key(key) {
                &mut recipe.params
            } else {
                &mut recipe.extra
            };
            let asked = map.get(key)?.clone();
            let chosen = nearest(&asked, values)?;
            map.insert(key.to_owned(), chosen.clone());
            chosen
        }
    };
    Some(chosen)
}

/// The listed value that is closest: a number by distance, a word by its letters, else the first.
fn nearest(asked: &Value, values: &[Value]) -> Option<Value> {
    let same = |value: &&Value| match (asked.as_str(), value.as_str()) {
        (Some(asked), Some(value)) => asked.eq_ignore_ascii_case(value),
        _ => false,
    };
    if let Some(found) = values.iter().find(same) {
        return Some(found.clone());
    }
    if let Some(asked) = number(asked) {
        let numbers = values
            .iter()
            .filter_map(|value| Some((number(value)?, value)));
        let near = numbers.min_by(|(a, _), (b, _)| (a - asked).abs().total_cmp(&(b - asked).abs()));
        if let Some((_, value)) = near {
            return Some(value.clone());
        }
    }
    values.first().cloned()
}

/// The listed size of the nearest shape, and of those the nearest in pixels; or the shape or tier in its place.
fn choose_size(recipe: &mut Recipe, target: &Target) -> Option<Value> {
    let asked = recipe.size?;
    let frame = &target.model.frame;
    let shape = |size: Size| f64::from(size.width) / f64::from(size.height);
    let apart = |size: &Size| {
        let shapes = (shape(*size) / shape(asked)).ln().abs();
        let pixels = |size: Size| f64::from(size.width) * f64::from(size.height);
        (shapes, (pixels(*size) / pixels(asked)).ln().abs())
    };
    let by_distance = |a: &&Size, b: &&Size| {
        let ((a, x), (b, y)) = (apart(a), apart(b));
        // Shapes that differ by rounding alone are one shape.
        if (a - b).abs() < 0.02 {
            x.total_cmp(&y)
        } else {
            a.total_cmp(&b)
        }
    };
    if let Some(size) = frame.sizes.iter().min_by(by_distance) {
        recipe.size = Some(*size);
        return Some(size.to_string().into());
    }
    recipe.size = None;
    if !frame.aspects.is_empty() {
        let ratio = |text: &String| {
            let (across, down) = text.split_once(':')?;
            Some(across.parse::<f64>().ok()? / down.parse::<f64>().ok()?)
        };
        let distance = |text: &&String| {
            ratio(text).map_or(f64::MAX, |ratio| (ratio / shape(asked)).ln().abs())
        };
        let near = frame
            .aspects
            .iter()
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        recipe.aspect = Some(near.clone());
        return Some(near.clone().into());
    }
    let lines = |text: &String| text.trim_end_matches(['p', 'P']).parse::<f64>().ok();
    let short = f64::from(asked.width.min(asked.height));
    let distance = |text: &&String| lines(text).map_or(f64::MAX, |lines| (lines - short).abs());
    let near = frame
        .tiers
        .iter()
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
    recipe.tier = Some(near.clone());
    Some(near.clone().into())
}

fn clamp(recipe: &mut Recipe, field: &str, min: Option<f64>, max: Option<f64>) -> Option<Value> {
    let inside = |value: f64| {
        value
            .max(min.unwrap_or(f64::MIN))
            .min(max.unwrap_or(f64::MAX))
    };
    if field == "seconds" {
        let seconds = inside(recipe.seconds?);
        recipe.seconds = Some(seconds);
        return Some(number_value(seconds));
    }
    if let ("width" | "height", Some(size)) = (field, recipe.size) {
        let side = if field == "width" {
            size.width
        } else {
            size.height
        };
        let scale = inside(f64::from(side)) / f64::from(side);
        let even = |side: u32| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a side of a picture"
            )]
            let scaled = (f64::from(side) * scale) as u32;
            (scaled / 2 * 2).max(16)
        };
        let size = Size {
            width: even(size.width),
            height: even(size.height),
        };
        recipe.size = Some(size);
        return Some(size.to_string().into());
    }
    let map = if recipe.params.contains_key(field) {
        &mut recipe.params
    } else {
        &mut recipe.extra
    };
    let asked = map.get(field)?;
    let value = number_value(inside(number(asked)?));
    let value = if asked.is_string() {
        Value::from(value.to_string())
    } else {
        value
    };
    map.insert(field.to_owned(), value.clone());
    Some(value)
}

fn take_out(recipe: &mut Recipe, field: &str) {
    match field {
        "seconds" => recipe.seconds = None,
        "size" | "width" | "height" => recipe.size = None,
        "aspect" => recipe.aspect = None,
        "tier" => recipe.tier = None,
        "first" | "last" | "reference" => {
            recipe.inputs.retain(|input| input.role.as_str() != field);
        }
        key => {
            recipe.params.shift_remove(key);
            recipe.extra.shift_remove(key);
        }
    }
}

/// Only what the model's own description or the common usage gives; anything else is for a person to say.
fn fill_in(recipe: &mut Recipe, target: &Target, field: &str) -> Option<Value> {
    let model = &target.model;
    match field {
        "seconds" => {
            let rule = &model.duration;
            let first = rule.values.first().copied();
            let seconds = rule.default.or(first).or(rule.min).unwrap_or(5.0);
            recipe.seconds = Some(seconds);
            Some(number_value(seconds))
        }
        "size" => {
            let frame = &model.frame;
            let size = frame.size.or_else(|| frame.sizes.first().copied());
            let size = size.unwrap_or(Size {
                width: 1280,
                height: 720,
            });
            recipe.size = Some(size);
            Some(size.to_string().into())
        }
        "aspect" => {
            let aspect = model.frame.aspects.first().cloned();
            recipe.aspect = Some(aspect.unwrap_or_else(|| "16:9".to_owned()));
            recipe.aspect.clone().map(Value::from)
        }
        "tier" => {
            recipe.tier = model.frame.tiers.first().cloned();
            recipe.tier.clone().map(Value::from)
        }
        key => {
            let param = model.params.iter().find(|param| param.key == key)?;
            let value = param
                .default
                .clone()
                .or_else(|| param.values.first().cloned())?;
            recipe.params.insert(key.to_owned(), value.clone());
            Some(value)
        }
    }
}
