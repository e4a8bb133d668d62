//! The models of a server, each with the form that fits it.

use super::{Engine, EngineError};
use crate::{
    api::{
        catalogue::{Catalogue, ModelDescription},
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
        let target = Catalogue::shipped().target(&server, "");
        let Some(path) = &target.description.paths.models else {
            return Ok(Vec::new());
        };
        let access = self.access(&target, id).await?;
        let exchange = self.ask(&access, path).await;
        let reply = exchange
            .outcome
            .map_err(|fault| EngineError::refused(classify::fault_error(&fault).code))?;
        match reply.status {
            200..=299 => {}
            404 | 405 | 501 => return Ok(Vec::new()),
            _ => return Err(EngineError::refused(classify::error(&reply).code)),
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

    #[expect(
        clippy::unused_self,
        reason = "descriptions become the user's own in the library"
    )]
    fn model_view(&self, server: &Server, name: &str) -> ModelView {
        model_view(name, Catalogue::shipped().model(&server.profile, name))
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

fn model_view(name: &str, model: &ModelDescription) -> ModelView {
    ModelView {
        id: name.to_owned(),
        known: !model.unknown,
        sizes: model.size.values.clone(),
        size_free: model.size.free,
        size_default: model.size.default,
        seconds: model.duration.values.clone(),
        seconds_free: model.duration.free,
        seconds_default: model.duration.default,
        first_frame: model.images.first.is_some(),
        last_frame: model.images.last.is_some(),
        references: model.images.references,
        prompt_max: model.prompt_max,
    }
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
