//! Servers and models as data: how a server wants to be spoken to, what a model can take.
//!
//! Descriptions ship in `core/data` and are the only place where a product's name may stand (`wire.md` 5). Code reads
//! their fields and never their ids. Must not know of connections or of the database.

mod decided;
mod emit;
mod lesson;
mod model;
mod overlay;
mod rules;
mod server;
mod text;
mod writable;

pub use emit::{Emit, Encoding, Fields, Form, Nesting, Occasion, Origin, Way};
pub use lesson::{Lesson, Says, Taught, Teaching, number};
pub use model::{
    Conditions, DurationRule, FrameRule, ImageRule, ModelDescription, Only, Param, ParamKind, Rule,
};
pub use overlay::Overlay;
pub use rules::{Misfit, misfits, value as said_value};
pub use server::{Auth, BalanceRule, Paths, PollPace, Reading, ServerDescription};

use crate::domain::{Server, ServerId};
use regex_lite::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;
use url::Url;

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
#[derive(Debug, Clone)]
pub struct Catalogue {
    servers: Vec<ServerDescription>,
    models: Vec<Entry>,
    lessons: Vec<Lesson>,
}

/// A model description with its pattern made ready once: a server may list a thousand names.
#[derive(Debug, Clone)]
struct Entry {
    /// `None` for a pattern that is no regular expression, which nothing matches.
    pattern: Option<Regex>,
    model: ModelDescription,
}

impl From<ModelDescription> for Entry {
    fn from(model: ModelDescription) -> Self {
        let pattern = RegexBuilder::new(&model.pattern)
            .case_insensitive(true)
            .build()
            .ok();
        Self { pattern, model }
    }
}

fn entries(models: Vec<ModelDescription>) -> Vec<Entry> {
    models.into_iter().map(Entry::from).collect()
}

/// The server description for a server of which nothing is known.
pub const GENERIC: &str = "openai-generic";

static SHIPPED: LazyLock<Catalogue> = LazyLock::new(|| Catalogue {
    servers: serde_json::from_str(include_str!("../../../data/servers.json"))
        .expect("invariant: the shipped servers.json is read by a test"),
    models: entries(
        serde_json::from_str(include_str!("../../../data/models.json"))
            .expect("invariant: the shipped models.json is read by a test"),
    ),
    lessons: Vec::new(),
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
        let mut models = entries(overlay.models);
        models.extend(self.models.iter().cloned());
        Self {
            servers,
            models,
            lessons: overlay.lessons,
        }
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
        let applies = |entry: &&Entry| {
            let model = &entry.model;
            let matches = |pattern: &Regex| pattern.is_match(name);
            (model.servers.is_empty() || model.servers.iter().any(|id| id == profile))
                && (model.unknown || entry.pattern.as_ref().is_some_and(matches))
        };
        let found = self.models.iter().find(applies);
        &found
            .expect("invariant: the shipped models.json ends with an entry that matches everything")
            .model
    }

    /// How to speak to a server. One whose description is gone is spoken to in the generic way.
    pub fn description(&self, server: &Server) -> &ServerDescription {
        self.profile(&server.profile)
            .or_else(|| self.profile(GENERIC))
            .expect("invariant: the shipped servers.json has the generic entry")
    }

    /// Freezes a server and a model for a job.
    pub fn target(&self, server: &Server, model: &str) -> Target {
        let description = self.description(server);
        let mut target = Target {
            server: server.clone(),
            description: description.clone(),
            model: self.model(&description.id, model).clone(),
        };
        target.keep_what_can_be_written();
        for lesson in self
            .lessons
            .iter()
            .filter(|one| one.is_about(&server.id, model))
        {
            target.learn(&lesson.taught);
        }
        target
    }

    /// What refusals of a server taught, in the order in which it was learned.
    pub fn lessons(&self, server: &ServerId) -> Vec<Lesson> {
        let own = self
            .lessons
            .iter()
            .filter(|lesson| lesson.server == *server);
        own.cloned().collect()
    }

    /// The description for an address that was typed, by the patterns that descriptions give for their hosts.
    pub fn profile_of(&self, base: &Url) -> Option<&ServerDescription> {
        let host = base.host_str()?;
        self.servers.iter().find(|server| {
            let known = |pattern: &String| {
                let pattern = RegexBuilder::new(pattern).case_insensitive(true).build();
                pattern.is_ok_and(|pattern| pattern.is_match(host))
            };
            server.hosts.iter().any(known)
        })
    }
}

#[cfg(test)]
mod tests;
