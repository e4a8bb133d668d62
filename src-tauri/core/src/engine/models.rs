//! The models of a server, each with the form that fits it.

use super::{Engine, EngineError};
use crate::{
    api::{
        catalogue::{Form, Occasion, Origin, Target},
        classify,
    },
    domain::{Server, ServerId},
    dto::ModelView,
};

/// Models that are shown of a server that lists hundreds.
const MOST_MODELS: usize = 1000;

impl Engine {
    /// The models of a server with the forms that fit them. A server without a list has none; names can always be typed.
    ///
    /// # Errors
    /// The server's refusal, other than that it has no such list.
    pub async fn models(&self, id: &ServerId) -> Result<Vec<ModelView>, EngineError> {
        let server = self.server(id).await?;
        let target = self.catalogue().target(&server, "");
        let Some(path) = &target.description.paths.models else {
            return Ok(Vec::new());
        };
        let access = self.access(&target, id).await?;
        let exchange = self.ask(&access, path).await;
        let reply = exchange
            .outcome
            .map_err(|fault| EngineError::Server(classify::fault_error(&fault)))?;
        match reply.status {
            200..=299 => {}
            404 | 405 | 501 => return Ok(Vec::new()),
            _ => return Err(EngineError::Server(classify::error(&reply))),
        }
        let names = model_names(&reply.body);
        Ok(names
            .into_iter()
            .map(|name| self.model_view(&server, &name))
            .collect())
    }

    /// The form for one model, also for one that the server does not list.
    pub async fn describe_model(
        &self,
        id: &ServerId,
        model: &str,
    ) -> Result<ModelView, EngineError> {
        let server = self.server(id).await?;
        Ok(self.model_view(&server, model.trim()))
    }

    fn model_view(&self, server: &Server, name: &str) -> ModelView {
        model_view(name, &self.catalogue().target(server, name))
    }
}

/// The names in a list of models, `{"data":[{"id":…}]}` or a plain array.
pub(super) fn model_names(body: &[u8]) -> Vec<String> {
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(body) else {
        return Vec::new();
    };
    let list = ["data", "models"]
        .into_iter()
        .find_map(|name| value.get(name))
        .unwrap_or(&value);
    let name = |item: &serde_json::Value| {
        let found = item.as_str().or_else(|| item.get("id")?.as_str());
        found
            .or_else(|| item.get("name")?.as_str())
            .map(str::to_owned)
    };
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(name)
        .take(MOST_MODELS)
        .collect()
}

fn model_view(name: &str, target: &Target) -> ModelView {
    let model = &target.model;
    ModelView {
        id: name.to_owned(),
        known: !model.unknown,
        sizes: model.frame.sizes.clone(),
        size_free: model.frame.free,
        size_default: model.frame.size,
        aspects: model.frame.aspects.clone(),
        aspect_default: model.frame.aspect.clone(),
        tiers: model.frame.tiers.clone(),
        tier_default: model.frame.tier.clone(),
        seconds_taken: !model.duration.none,
        seconds: model.duration.values.clone(),
        seconds_min: model.duration.min,
        seconds_max: model.duration.max,
        seconds_free: model.duration.free,
        seconds_default: model.duration.default,
        first_frame: model.images.first,
        last_frame: model.images.last,
        references: model.images.references,
        local_pictures: takes_local(target),
        params: model
            .params
            .iter()
            .filter(|param| model.takes.as_ref() != Some(&param.key))
            .cloned()
            .collect(),
        prompt_max: model.prompt_max,
        takes_param: model.takes.clone(),
    }
}

/// Whether some way to write a request has a field for the bytes of a picture.
fn takes_local(target: &Target) -> bool {
    target.ways(Occasion::Picture).into_iter().any(|way| {
        let takes = |name| {
            target.emits(way, name).is_some_and(|mut emits| {
                emits.any(|emit| emit.form != Form::Url && emit.origin != Some(Origin::Link))
            })
        };
        ["first", "last", "reference"].into_iter().any(takes)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn model_names_read_from_every_usual_list() {
        for body in [
            r#"{"data":[{"id":"a"}]}"#,
            r#"["a"]"#,
            r#"{"models":[{"name":"a"}]}"#,
        ] {
            assert_eq!(model_names(body.as_bytes()), ["a"], "{body}");
        }
    }
}
