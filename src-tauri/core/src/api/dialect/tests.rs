//! Recipes, pictures and targets that the tests of requests ask with.

mod fields;
mod official;
mod pictures;

use super::*;
use crate::domain::catalogue::{Catalogue, GENERIC, Overlay};
use crate::domain::{Fit, Server, Size};
use serde_json::json;
use std::convert::Infallible;

pub(crate) fn recipe() -> Recipe {
    Recipe {
        written: None,
        prompt: "A cat, \"quoted\" & ünïcode 🐈".to_owned(),
        model: "sora-2".to_owned(),
        seconds: Some(4.0),
        size: Some(Size {
            width: 1280,
            height: 720,
        }),
        aspect: None,
        tier: None,
        inputs: Vec::new(),
        params: Map::new(),
        extra: Map::new(),
    }
}

pub(crate) fn picture(role: Role) -> Input {
    let source = InputSource::Stored {
        file: "inputs/a.png".to_owned(),
        mime: "image/png".to_owned(),
        sha256: String::new(),
        width: 1280,
        height: 720,
        bytes: 3,
    };
    Input {
        role,
        fit: Fit::Crop,
        source,
        name: "x".to_owned(),
        frame_of: None,
    }
}

pub(crate) fn link(role: Role) -> Input {
    Input {
        source: InputSource::Url {
            url: "https://example.com/a.png".to_owned(),
        },
        fit: Fit::None,
        ..picture(role)
    }
}

pub(crate) fn target(profile: &str, model: &str) -> Target {
    Catalogue::shipped().target(&Server::example(profile), model)
}

pub(crate) fn write(recipe: &Recipe, target: &Target, way: usize) -> Result<Request, Unsendable> {
    request(recipe, target, way, &target.server.base_url, |file| {
        PathBuf::from(file)
    })
}

/// What a description made of these JSON pieces writes into a JSON body.
fn body(model: &Value, recipe: &Recipe) -> Value {
    let overlay = Overlay::read(&json!({ "models": [model] }).to_string()).expect("an overlay");
    let catalogue = Catalogue::shipped().with(overlay);
    let target = catalogue.target(&Server::example(GENERIC), &recipe.model);
    json_of(&write(recipe, &target, 0).expect("sendable"))
}

fn json_of(request: &Request) -> Value {
    let Ok(body) = json_body(request, |_| Ok::<_, Infallible>(b"png".to_vec()));
    body
}

fn parts_of(request: &Request) -> Vec<(String, String)> {
    let Ok(parts) = parts(request, |_| Ok::<_, Infallible>(b"png".to_vec()));
    parts
        .into_iter()
        .map(|part| match part.value {
            PartValue::Text(text) => (part.name, text),
            PartValue::File {
                file_name, mime, ..
            } => (part.name, format!("<{file_name} {mime}>")),
        })
        .collect()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}
