//! Whether a recipe fits a model. A misfit is shown with its reason and may still be sent; it is never mended silently.

use super::{ModelDescription, Only};
use crate::domain::{Recipe, Role, Size, recipe::number_value};
use serde_json::Value;

/// A value that the model does not take, by what its description says.
#[derive(Debug, Clone, PartialEq)]
pub struct Misfit {
    /// The value's name: `seconds`, `size`, `aspect`, `tier`, `first`, `last`, `reference`, or a parameter's key.
    pub field: String,
    /// What it may be; empty where that is no list.
    pub allowed: Vec<Value>,
    /// Smallest, where there is a range.
    pub min: Option<f64>,
    /// Largest, where there is a range.
    pub max: Option<f64>,
    /// The names of the values on which this depends; empty where it always holds.
    pub because: Vec<String>,
}

impl Misfit {
    fn new(field: &str) -> Self {
        Self {
            field: field.to_owned(),
            allowed: Vec::new(),
            min: None,
            max: None,
            because: Vec::new(),
        }
    }
}

/// Everything about the recipe that the model does not take, first the values for themselves, then those that do not go
/// together.
pub fn misfits(recipe: &Recipe, model: &ModelDescription) -> Vec<Misfit> {
    let mut found = Vec::new();
    found.extend(duration(recipe, model));
    found.extend(frame(recipe, model));
    found.extend(params(recipe, model));
    for rule in &model.rules {
        if rule
            .when
            .iter()
            .all(|(name, only)| holds(recipe, name, only))
        {
            let broken = rule
                .then
                .iter()
                .filter(|(name, only)| breaks(recipe, name, only));
            found.extend(broken.map(|(name, only)| Misfit {
                because: rule.when.keys().cloned().collect(),
                ..said(name, only)
            }));
        }
    }
    found
}

fn duration(recipe: &Recipe, model: &ModelDescription) -> Option<Misfit> {
    let (rule, seconds) = (&model.duration, recipe.seconds?);
    if rule.free && !rule.none {
        return None;
    }
    let ranged = rule.min.is_some() || rule.max.is_some();
    let listed = rule.values.iter().any(|value| same(*value, seconds));
    let inside = ranged && between(seconds, rule.min, rule.max);
    let open = rule.values.is_empty() && !ranged;
    (rule.none || !(listed || inside || open)).then(|| Misfit {
        allowed: rule.values.iter().copied().map(number_value).collect(),
        min: rule.min,
        max: rule.max,
        ..Misfit::new("seconds")
    })
}

fn frame(recipe: &Recipe, model: &ModelDescription) -> Vec<Misfit> {
    let rule = &model.frame;
    let mut found = Vec::new();
    if let Some(size) = recipe.size {
        let listed = rule.sizes.contains(&size);
        let even = rule.multiple.is_none_or(|by| divides(by, size));
        if !(listed || rule.free && even) {
            found.push(Misfit {
                allowed: rule
                    .sizes
                    .iter()
                    .map(|size| size.to_string().into())
                    .collect(),
                ..Misfit::new("size")
            });
        }
    }
    for (name, said, list) in [
        ("aspect", &recipe.aspect, &rule.aspects),
        ("tier", &recipe.tier, &rule.tiers),
    ] {
        let fits = |said: &String| list.iter().any(|one| one.eq_ignore_ascii_case(said));
        if said.as_ref().is_some_and(|said| !fits(said)) {
            found.push(Misfit {
                allowed: list.iter().map(|one| one.as_str().into()).collect(),
                ..Misfit::new(name)
            });
        }
    }
    found
}

fn params(recipe: &Recipe, model: &ModelDescription) -> impl Iterator<Item = Misfit> {
    recipe.params.iter().filter_map(|(key, value)| {
        let param = model.params.iter().find(|param| param.key == *key)?;
        let listed = param.values.is_empty() || param.values.iter().any(|one| equal(one, value));
        let inside = match value.as_f64() {
            Some(value) => between(value, param.min, param.max),
            None => true,
        };
        (!(value.is_null() || listed && inside)).then(|| Misfit {
            allowed: param.values.clone(),
            min: param.min,
            max: param.max,
            ..Misfit::new(key)
        })
    })
}

fn said(name: &str, only: &Only) -> Misfit {
    let plain = Misfit::new(name);
    match only {
        Only::Present(_) => plain,
        Only::OneOf(allowed) => Misfit {
            allowed: allowed.clone(),
            ..plain
        },
        Only::Between { min, max } => Misfit {
            min: *min,
            max: *max,
            ..plain
        },
    }
}

/// Whether what the recipe says contradicts what a rule demands. What is not said contradicts no list.
fn breaks(recipe: &Recipe, name: &str, only: &Only) -> bool {
    match only {
        Only::Present(_) => !holds(recipe, name, only),
        Only::OneOf(_) | Only::Between { .. } => {
            value(recipe, name).is_some() && !holds(recipe, name, only)
        }
    }
}

/// Whether what the recipe says under a name is what a rule speaks of. What is not said fulfils no condition.
fn holds(recipe: &Recipe, name: &str, only: &Only) -> bool {
    let value = value(recipe, name);
    match only {
        Only::Present(wanted) => value.is_some() == *wanted,
        Only::OneOf(list) => value.is_some_and(|value| list.iter().any(|one| equal(one, &value))),
        Only::Between { min, max } => value
            .and_then(|value| value.as_f64())
            .is_some_and(|value| between(value, *min, *max)),
    }
}

/// What a recipe says under the name of a value; `None`: nothing.
pub fn value(recipe: &Recipe, name: &str) -> Option<Value> {
    let pictures = |role: Role| {
        let count = recipe
            .inputs
            .iter()
            .filter(|input| input.role == role)
            .count();
        (count > 0).then(|| Value::from(count))
    };
    match name {
        "seconds" => recipe.seconds.map(number_value),
        "size" => recipe.size.map(|size| size.to_string().into()),
        "width" => recipe.size.map(|size| size.width.into()),
        "height" => recipe.size.map(|size| size.height.into()),
        "aspect" => recipe.aspect.clone().map(Value::from),
        "tier" => recipe.tier.clone().map(Value::from),
        "first" => pictures(Role::First),
        "last" => pictures(Role::Last),
        "reference" => pictures(Role::Reference),
        "model" => Some(recipe.model.clone().into()),
        key => recipe
            .params
            .get(key)
            .or_else(|| recipe.extra.get(key))
            .filter(|value| !value.is_null())
            .cloned(),
    }
}

pub(super) fn equal(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64(), one.as_str(), other.as_str()) {
        (Some(one), Some(other), _, _) => same(one, other),
        (_, _, Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        (_, _, _, _) => one == other,
    }
}

fn same(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

fn between(value: f64, min: Option<f64>, max: Option<f64>) -> bool {
    min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max)
}

const fn divides(by: u32, size: Size) -> bool {
    by == 0 || size.width.is_multiple_of(by) && size.height.is_multiple_of(by)
}
