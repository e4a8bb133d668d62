//! The models of a server, each with the form that fits it.

use super::{Engine, EngineError};
use crate::domain::catalogue::{Form, Occasion, Origin, Target};
use crate::{
    api::classify,
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
    let mut known = std::collections::HashSet::new();
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(name)
        // Some list a model once for each of their channels.
        .filter(|name| known.insert(name.clone()))
        .take(MOST_MODELS)
        .collect()
}

fn model_view(name: &str, target: &Target) -> ModelView {
    let model = &target.model.decided(name);
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
        rules: model.rules.clone(),
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
    use crate::domain::catalogue::Catalogue;
    use serde_json::{Value, json};

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

    #[test]
    fn a_model_that_a_server_lists_twice_is_one() {
        assert_eq!(
            model_names(br#"{"data":[{"id":"a"},{"id":"b"},{"id":"a"}]}"#),
            ["a", "b"]
        );
    }

    /// A name for each family of the catalogue, with the kind of server that describes it; `openai-generic` for all others.
    const FAMILIES: [(&str, &str); 49] = [
        ("demo", "demo-1"),
        ("all-relay", "sora-2-all"),
        ("all-relay", "sora-2-pro"),
        ("openai-generic", "sora_video2"),
        ("openai-generic", "sora-2-portrait-15s"),
        ("openai-generic", "sora-2-pro-all"),
        ("openai-generic", "sora-2-all"),
        ("cliproxy", "sora-2"),
        ("azure", "my-deployment"),
        ("new-api", "sora-2-pro"),
        ("new-api", "sora-2"),
        ("openai-generic", "sora-2-pro"),
        ("openai-generic", "sora-2"),
        ("new-api", "veo-3.1-generate-preview"),
        ("openai-generic", "google/veo-3.1"),
        ("openai-generic", "veo3.1-video"),
        ("openai-generic", "veo3.1-components"),
        ("openai-generic", "veo_3_1-fast"),
        ("new-api", "kling-v2-6"),
        ("openai-generic", "kling-3.0-omni"),
        ("openai-generic", "kling-2.6"),
        ("openai-generic", "kling-video-o1"),
        ("openai-generic", "kling-v1-6"),
        ("new-api", "jimeng_v30_pro"),
        ("openai-generic", "jimeng-3.0"),
        ("new-api", "doubao-seedance-2-0-fast-260128"),
        ("new-api", "doubao-seedance-2-0-260128"),
        ("new-api", "doubao-seedance-1-5-pro-251215"),
        ("openai-generic", "seedance-3"),
        ("new-api", "viduq2"),
        ("openai-generic", "viduq3"),
        ("new-api", "wan2.2-i2v-flash"),
        ("new-api", "wan2.7-t2v"),
        ("openai-generic", "happyhorse-1.1-r2v"),
        ("openai-generic", "happyhorse-1.1"),
        ("new-api", "MiniMax-Hailuo-2.3"),
        ("openai-generic", "minimax/h3"),
        ("openai-generic", "t2v-01"),
        ("openai-generic", "hailuo-3"),
        ("xai", "grok-imagine-video"),
        ("openai-generic", "grok-imagine-1"),
        ("openai-generic", "grok-video-3"),
        ("openai-generic", "ltx-2"),
        ("vllm-omni", "wan-a"),
        ("sglang", "wan-a"),
        ("trtllm", "wan-a"),
        ("dynamo", "wan-a"),
        ("localai", "wan-a"),
        ("openai-generic", "some-model"),
    ];

    #[test]
    fn the_families_of_the_browser_tests_are_all_families_of_the_catalogue() {
        let shipped = Catalogue::shipped();
        let all: Vec<Value> =
            serde_json::from_str(include_str!("../../data/models.json")).expect("a list");
        let found: std::collections::HashSet<*const _> = FAMILIES
            .iter()
            .map(|(profile, name)| std::ptr::from_ref(shipped.model(profile, name)))
            .collect();
        assert_eq!(found.len(), all.len());
    }

    /// `RUSHES_WRITE_FORMS=1 cargo test -p rushes-core forms_of` writes it anew.
    #[test]
    fn the_forms_of_the_browser_tests_are_those_of_the_catalogue() {
        let path =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/ui/families.json");
        let forms: Vec<Value> = FAMILIES
            .iter()
            .map(|(profile, name)| {
                let server = Server::example(profile);
                let view = model_view(name, &Catalogue::shipped().target(&server, name));
                json!({ "profile": profile, "model": view })
            })
            .collect();
        let fresh = serde_json::to_string_pretty(&forms).expect("JSON") + "\n";
        if std::env::var_os("RUSHES_WRITE_FORMS").is_some() {
            fs_err::write(&path, &fresh).expect("the file can be written");
        }
        let stands = fs_err::read_to_string(path).unwrap_or_default();
        assert!(
            stands == fresh,
            "tests/ui/families.json is not what the catalogue describes: write it anew"
        );
    }
}
