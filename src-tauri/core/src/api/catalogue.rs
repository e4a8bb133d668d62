//! Servers and models as data: how a server wants to be spoken to, what a model can take.
//!
//! Descriptions ship in `core/data` and are the only place where a product's name may stand (`wire.md` 5). Code reads
//! their fields and never their ids. Must not know of connections or of the database.

use crate::domain::{Server, Size};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// The header that carries a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Auth {
    /// Header name.
    pub header: String,
    /// Header value with `{key}` in it.
    pub format: String,
}

/// Paths below the base address; `{id}` is replaced by the percent-encoded id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paths {
    /// `POST` here.
    pub create: String,
    /// Status of one job.
    pub retrieve: String,
    /// Its bytes.
    pub content: String,
    /// All jobs, where the server has that.
    pub list: Option<String>,
    /// All models, where the server has that.
    pub models: Option<String>,
}

/// How the body of a create request is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// `multipart/form-data`, what the official SDKs always send.
    Multipart,
    /// `application/json`.
    Json,
}

/// How often to ask, when the server says nothing about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollPace {
    /// First question after this many milliseconds.
    pub initial_ms: i64,
    /// Never more than this between two questions.
    pub max_ms: i64,
}

/// How a kind of server wants to be spoken to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerDescription {
    /// Its name in the catalogue.
    pub id: String,
    /// `None`: no key is ever sent.
    pub auth: Option<Auth>,
    /// Where things are.
    pub paths: Paths,
    /// How bodies are written.
    pub encoding: Encoding,
    /// How long create may take in seconds; some servers answer only when finished (`wire.md` 3.B 12).
    pub submit_timeout_s: u64,
    /// How often to ask.
    pub poll: PollPace,
}

/// The form in which a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// A number as text: `8`, `5.1`.
    #[serde(rename = "string")]
    String,
    /// A whole number.
    #[serde(rename = "int")]
    Int,
    /// `1280x720`.
    #[serde(rename = "WxH")]
    WidthXHeight,
    /// A file part with its media type.
    #[serde(rename = "file")]
    File,
}

/// One field that a value is written to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emit {
    /// Field name.
    pub to: String,
    /// How it is written.
    #[serde(rename = "as")]
    pub form: Form,
}

/// Lengths that a model takes, in seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DurationRule {
    /// Those that it lists.
    pub values: Vec<f64>,
    /// What it takes when nothing is said.
    pub default: Option<f64>,
    /// Whether others may be sent without a warning.
    #[serde(default)]
    pub free: bool,
    /// Where it is written.
    pub emit: Vec<Emit>,
}

/// Sizes that a model takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SizeRule {
    /// Those that it lists, as `WxH`.
    #[serde(with = "sizes")]
    pub values: Vec<Size>,
    /// What is chosen at first.
    #[serde(with = "maybe_size")]
    pub default: Option<Size>,
    /// Whether others may be sent without a warning.
    #[serde(default)]
    pub free: bool,
    /// Where it is written.
    pub emit: Vec<Emit>,
}

/// Pictures that a model takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageRule {
    /// Where a first frame goes; `None`: it takes none.
    #[serde(default)]
    pub first: Option<Emit>,
    /// Where a last frame goes.
    #[serde(default)]
    pub last: Option<Emit>,
    /// Where further references go.
    #[serde(default)]
    pub reference: Option<Emit>,
    /// How many further references it takes.
    #[serde(default)]
    pub references: u32,
    /// Largest picture in bytes.
    pub max_bytes: u64,
}

/// What a model can take and how it is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelDescription {
    /// Regular expression over the model's name, without regard to case.
    #[serde(rename = "match")]
    pub pattern: String,
    /// Only for these server descriptions; empty: for all.
    #[serde(default)]
    pub servers: Vec<String>,
    /// The entry for models that nothing else matches.
    #[serde(default)]
    pub unknown: bool,
    /// Lengths.
    pub duration: DurationRule,
    /// Sizes.
    pub size: SizeRule,
    /// Pictures.
    pub images: ImageRule,
    /// Longest prompt in characters.
    pub prompt_max: Option<u32>,
}

/// A server with the descriptions that apply, frozen into each job so that a later edit cannot change what was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// The server as it was.
    pub server: Server,
    /// How to speak to it.
    pub description: ServerDescription,
    /// What the model takes.
    pub model: ModelDescription,
}

/// All descriptions.
#[derive(Debug, Clone)]
pub struct Catalogue {
    servers: Vec<ServerDescription>,
    models: Vec<ModelDescription>,
}

/// The server description for a server of which nothing is known.
pub const GENERIC: &str = "openai-generic";

static SHIPPED: LazyLock<Catalogue> = LazyLock::new(|| Catalogue {
    servers: serde_json::from_str(include_str!("../../data/servers.json"))
        .expect("invariant: the shipped servers.json is read by a test"),
    models: serde_json::from_str(include_str!("../../data/models.json"))
        .expect("invariant: the shipped models.json is read by a test"),
});

impl Catalogue {
    /// The descriptions that ship with Rushes.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Names of all server descriptions.
    pub fn profiles(&self) -> impl Iterator<Item = &str> {
        self.servers.iter().map(|server| server.id.as_str())
    }

    /// The server description of that name.
    pub fn profile(&self, id: &str) -> Option<&ServerDescription> {
        self.servers.iter().find(|server| server.id == id)
    }

    /// The first description whose pattern matches; the free one when nothing else does, so that it always finds one.
    pub fn model(&self, profile: &str, name: &str) -> &ModelDescription {
        let applies = |model: &&ModelDescription| {
            (model.servers.is_empty() || model.servers.iter().any(|id| id == profile))
                && (model.unknown || matches_name(&model.pattern, name))
        };
        self.models
            .iter()
            .find(applies)
            .expect("invariant: the shipped models.json ends with an entry that matches everything")
    }

    /// Freezes a server and a model for a job. A server whose description is gone is spoken to in the generic way.
    pub fn target(&self, server: &Server, model: &str) -> Target {
        let description = self
            .profile(&server.profile)
            .or_else(|| self.profile(GENERIC))
            .expect("invariant: the shipped servers.json has the generic entry");
        Target {
            server: server.clone(),
            description: description.clone(),
            model: self.model(&description.id, model).clone(),
        }
    }
}

fn matches_name(pattern: &str, name: &str) -> bool {
    regex_lite::RegexBuilder::new(pattern)
        .case_insensitive(true)
        .build()
        .is_ok_and(|regex| regex.is_match(name))
}

mod sizes {
    use crate::domain::Size;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

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

mod maybe_size {
    use crate::domain::Size;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_catalogue_reads() {
        assert!(Catalogue::shipped().profile(GENERIC).is_some());
    }

    #[test]
    fn every_pattern_is_a_regular_expression() {
        for model in &Catalogue::shipped().models {
            assert!(
                regex_lite::Regex::new(&model.pattern).is_ok(),
                "{}",
                model.pattern
            );
        }
    }

    #[test]
    fn an_unknown_model_gets_free_fields() {
        let model = Catalogue::shipped().model(GENERIC, "something-nobody-heard-of");
        assert!(model.unknown && model.size.free && model.duration.free);
    }

    #[test]
    fn a_description_for_one_kind_of_server_does_not_apply_to_another() {
        assert!(Catalogue::shipped().model(GENERIC, "demo").unknown);
    }

    #[test]
    fn a_description_survives_being_frozen() {
        let model = Catalogue::shipped().model(GENERIC, "sora-2").clone();
        let text = serde_json::to_string(&model).expect("a description can be written");
        assert_eq!(
            serde_json::from_str::<ModelDescription>(&text).ok(),
            Some(model)
        );
    }
}
