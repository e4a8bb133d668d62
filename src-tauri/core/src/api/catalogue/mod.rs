//! Servers and models as data: how a server wants to be spoken to, what a model can take.
//!
//! Descriptions ship in `core/data` and are the only place where a product's name may stand (`wire.md` 5). Code reads
//! their fields and never their ids. Must not know of connections or of the database.

mod emit;
mod model;
mod overlay;
mod rules;
mod server;
mod text;

pub use emit::{Emit, Encoding, Fields, Form, Nesting, Occasion, Origin, Way};
pub use model::{
    DurationRule, FrameRule, ImageRule, ModelDescription, Only, Param, ParamKind, Rule,
};
pub use overlay::{Overlay, OverlayError};
pub use rules::{Misfit, misfits};
pub use server::{Auth, Paths, PollPace, ServerDescription};

use crate::domain::Server;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

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

impl Target {
    /// The ways to write a request with or without a picture of this computer, the preferred one first.
    pub fn ways(&self, occasion: Occasion) -> Vec<&Way> {
        let ways = if self.model.ways.is_empty() {
            &self.description.ways
        } else {
            &self.model.ways
        };
        ways.iter()
            .filter(|way| way.occasion.is_none_or(|only| only == occasion))
            .collect()
    }

    /// Where a value is written in this way: the way's own word wins, then the model's, then the server's.
    pub fn emits<'a>(
        &'a self,
        way: &'a Way,
        value: &str,
    ) -> Option<impl Iterator<Item = &'a Emit>> {
        let found = [&way.fields, &self.model.fields, &self.description.fields]
            .into_iter()
            .find_map(|fields| fields.get(value))?;
        let encoding = way.encoding;
        Some(
            found
                .iter()
                .filter(move |emit| emit.encoding.is_none_or(|only| only == encoding)),
        )
    }
}

/// All descriptions, those of the user before those that ship.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    servers: Vec<ServerDescription>,
    models: Vec<ModelDescription>,
}

/// The server description for a server of which nothing is known.
pub const GENERIC: &str = "openai-generic";

static SHIPPED: LazyLock<Catalogue> = LazyLock::new(|| Catalogue {
    servers: serde_json::from_str(include_str!("../../../data/servers.json"))
        .expect("invariant: the shipped servers.json is read by a test"),
    models: serde_json::from_str(include_str!("../../../data/models.json"))
        .expect("invariant: the shipped models.json is read by a test"),
});

impl Catalogue {
    /// The descriptions that ship with Rushes.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// With the user's own descriptions before those that ship: of two with the same id or a matching pattern, the
    /// user's wins.
    #[must_use]
    pub fn with(&self, overlay: Overlay) -> Self {
        let mut servers = overlay.servers;
        let replaced = |id: &str| {
            servers
                .iter()
                .any(|server: &ServerDescription| server.id == id)
        };
        let kept: Vec<_> = self
            .servers
            .iter()
            .filter(|server| !replaced(&server.id))
            .cloned()
            .collect();
        servers.extend(kept);
        let mut models = overlay.models;
        models.extend(self.models.iter().cloned());
        Self { servers, models }
    }

    /// All server descriptions.
    pub fn servers(&self) -> &[ServerDescription] {
        &self.servers
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

    /// Names to choose from on a server that has no list, in the order of the catalogue.
    pub fn names(&self, profile: &str) -> Vec<&str> {
        self.models
            .iter()
            .filter(|model| model.servers.iter().any(|id| id == profile))
            .flat_map(|model| model.names.iter().map(String::as_str))
            .collect()
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

#[cfg(test)]
mod tests;
