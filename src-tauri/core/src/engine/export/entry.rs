//! What is told of an exported clip, as a line of the table and as an object of the list.
//!
//! The recipe is the one that goes with a video: no server's address, no key, no path. What people wrote is redacted as in a
//! report. A file is named below the folder of the export.

use crate::{
    domain::{Action, Cost, Job, JobId, SharedRecipe, State},
    dto::JobView,
    engine::{dossier, recipes},
    library::export::Copied,
    redaction,
    store::LocalMoment,
};
use serde::Serialize;
use serde_json::Value;

/// The names of [`Entry::cells`].
pub(super) const COLUMNS: [&str; 28] = [
    "file",
    "id",
    "created",
    "server",
    "model",
    "action",
    "state",
    "prompt",
    "negative",
    "seed",
    "asked_size",
    "asked_aspect",
    "asked_tier",
    "asked_seconds",
    "width",
    "height",
    "seconds",
    "fps",
    "type",
    "bytes",
    "sha256",
    "price",
    "amount",
    "currency",
    "rating",
    "favourite",
    "tags",
    "collections",
];

/// A clip in the lists.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    /// Below the folder; `None`: its video was not exported.
    file: Option<String>,
    id: JobId,
    /// In UTC.
    created_at: String,
    #[serde(skip)]
    created: String,
    server: String,
    action: Action,
    state: State,
    recipe: SharedRecipe,
    delivered: Option<Delivered>,
    cost: Paid,
    rating: u8,
    favourite: bool,
    tags: Vec<String>,
    collections: Vec<String>,
}

/// What came. Bytes and digest are those of the exported file.
#[derive(Debug, Serialize)]
struct Delivered {
    #[serde(rename = "type")]
    mime: String,
    bytes: Option<u64>,
    sha256: Option<String>,
    width: Option<u32>,
    height: Option<u32>,
    seconds: Option<f64>,
    fps: Option<f64>,
    has_audio: Option<bool>,
}

/// What it cost by the prices of its day: `known`, `free`, `included` with another take, or `unknown`.
#[derive(Debug, Serialize)]
struct Paid {
    price: &'static str,
    amount: Option<String>,
    currency: Option<String>,
}

impl Entry {
    pub(super) fn of(job: &Job, view: &JobView, at: &LocalMoment) -> Self {
        let mut recipe = recipes::shared(job);
        recipe.prompt = redacted(&recipe.prompt);
        recipe.negative = recipe.negative.as_deref().map(redacted);
        Self {
            file: None,
            id: view.id.clone(),
            created_at: at.utc.clone(),
            created: format!("{} {}", at.day, at.time),
            server: redacted(&view.server_name),
            action: view.action,
            state: view.state,
            recipe,
            delivered: view.video.as_ref().map(|video| Delivered {
                mime: video.mime.clone(),
                bytes: None,
                sha256: None,
                width: video.width,
                height: video.height,
                seconds: video.seconds,
                fps: video.fps,
                has_audio: video.has_audio,
            }),
            cost: paid(&view.cost),
            rating: view.rating,
            favourite: view.favourite,
            tags: view.tags.clone(),
            collections: view.collections.clone(),
        }
    }

    /// Its video was copied.
    pub(super) fn came_as(&mut self, copied: Copied) {
        self.file = Some(copied.file);
        if let Some(delivered) = &mut self.delivered {
            delivered.bytes = Some(copied.bytes);
            delivered.sha256 = Some(copied.sha256);
        }
    }

    /// Its line of the table.
    pub(super) fn cells(&self) -> [String; 28] {
        let recipe = &self.recipe;
        let came = self.delivered.as_ref();
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        [
            text(&self.file),
            self.id.to_string(),
            self.created.clone(),
            self.server.clone(),
            recipe.model.clone(),
            self.action.as_str().to_owned(),
            self.state.to_string(),
            recipe.prompt.clone(),
            text(&recipe.negative),
            recipe.seed.as_ref().map_or_else(String::new, plain),
            shown(recipe.size),
            text(&recipe.aspect),
            text(&recipe.tier),
            recipe.seconds.map_or_else(String::new, number),
            shown(came.and_then(|came| came.width)),
            shown(came.and_then(|came| came.height)),
            came.and_then(|came| came.seconds)
                .map_or_else(String::new, number),
            came.and_then(|came| came.fps)
                .map_or_else(String::new, number),
            came.map_or_else(String::new, |came| came.mime.clone()),
            shown(came.and_then(|came| came.bytes)),
            came.map_or_else(String::new, |came| text(&came.sha256)),
            self.cost.price.to_owned(),
            text(&self.cost.amount),
            text(&self.cost.currency),
            self.rating.to_string(),
            if self.favourite { "yes" } else { "no" }.to_owned(),
            self.tags.join("; "),
            self.collections.join("; "),
        ]
    }
}

/// The seed that was asked for, if one was.
pub(super) fn seed(view: &JobView) -> String {
    let seed = view.params.get("seed").or_else(|| view.extra.get("seed"));
    seed.map_or_else(String::new, plain)
}

/// Two places behind the point are enough for people.
pub(super) fn number(value: f64) -> String {
    dossier::number(value)
}

fn shown(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn redacted(text: &str) -> String {
    redaction::redact(text).into_owned()
}

fn paid(cost: &Cost) -> Paid {
    let word = |price| Paid {
        price,
        amount: None,
        currency: None,
    };
    match cost {
        Cost::Unknown => word("unknown"),
        Cost::Free => word("free"),
        Cost::Included => word("included"),
        Cost::Known { money } => Paid {
            amount: Some(money.amount()),
            currency: Some(money.currency.to_string()),
            ..word("known")
        },
    }
}
