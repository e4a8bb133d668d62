//! Requests that start from an earlier video: remix, edit, extend.
//!
//! Always JSON: a nested id in a multipart form gets lost on the way through some proxies (`wire.md` 7.9).

use super::{Field, FieldValue, Request, Unsendable, values};
use crate::domain::catalogue::{Encoding, Nesting, Occasion, Target};
use crate::{
    api::address,
    domain::{Action, Recipe, recipe::number_value},
};
use serde_json::{Value, json};
use url::Url;

/// Writes the request that makes a new video out of the server's video `parent`.
///
/// # Errors
/// [`Unsendable`] when the server has no such thing.
pub fn derived(
    action: Action,
    parent: &str,
    recipe: &Recipe,
    target: &Target,
    base: &Url,
) -> Result<Request, Unsendable> {
    let paths = &target.description.paths;
    let path = match action {
        Action::Remix => &paths.remix,
        Action::Edit => &paths.edit,
        Action::Extend => &paths.extend,
        Action::Create | Action::Import => &None,
    };
    let missing = || Unsendable::Value(action.as_str().to_owned());
    let path = path.as_ref().ok_or_else(missing)?;
    let mut fields = vec![field("prompt", recipe.prompt.clone().into())];
    if action != Action::Remix {
        fields.push(field("video", json!({ "id": parent })));
    }
    if action == Action::Extend
        && let Some(seconds) = recipe.seconds
    {
        fields.extend(length(seconds, target));
    }
    Ok(Request {
        url: address(base, path, Some(parent)),
        encoding: Encoding::Json,
        nesting: Nesting::Brackets,
        fields,
        idempotency: None,
    })
}

/// The length in the form in which this server takes one.
fn length(seconds: f64, target: &Target) -> Vec<Field> {
    let value = number_value(seconds);
    let ways = target.ways(Occasion::Text);
    let json = ways.iter().find(|way| way.encoding == Encoding::Json);
    let emits = json
        .or(ways.first())
        .and_then(|way| target.emits(way, "seconds"));
    match emits {
        Some(emits) => emits
            .map(|emit| field(&emit.to, values::written(&value, emit)))
            .collect(),
        None => vec![field("seconds", values::text(&value).into())],
    }
}

fn field(to: &str, value: Value) -> Field {
    Field {
        to: to.to_owned(),
        value: FieldValue::Plain(value),
    }
}
