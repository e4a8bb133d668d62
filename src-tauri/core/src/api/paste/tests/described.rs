//! Pages become forms: every field that a page names is offered, and sent under its name.

use super::*;
use crate::api::paste::describe;
use crate::domain::catalogue::{Catalogue, ParamKind, Target, misfits};
use crate::{
    api::dialect::{self, PartValue},
    domain::{Fit, Input, InputSource, Recipe, Role, Server, Size},
};
use std::{collections::BTreeSet, convert::Infallible, path::PathBuf};

const TABLES: &str = include_str!("tables_page.txt");
const SCHEMA: &str = include_str!("schema_page.txt");
const OPENAPI: &str = include_str!("openapi_page.txt");

fn target(page: &str) -> (Found, Target) {
    let found = read(page).expect("a page");
    let described = describe(&found, "pasted", "Pasted").expect("fields");
    let server = Server::example("pasted");
    let catalogue = Catalogue::shipped().with(described.overlay);
    let target = catalogue.target(&server, "sora-2");
    (found, target)
}

/// Everything that the form offers, filled in.
fn filled(target: &Target) -> Recipe {
    let model = &target.model;
    let params = model.params.iter().map(|param| {
        let value = param.values.first().cloned().unwrap_or(match param.kind {
            ParamKind::Text | ParamKind::LongText => "text".into(),
            ParamKind::Int | ParamKind::Number => 1.into(),
            ParamKind::Bool => true.into(),
            ParamKind::Json => serde_json::json!({"a": 1}),
        });
        (param.key.clone(), value)
    });
    let picture = Input {
        role: Role::First,
        fit: Fit::None,
        name: "a.png".to_owned(),
        frame_of: None,
        source: InputSource::Stored {
            file: "a.png".to_owned(),
            mime: "image/png".to_owned(),
            sha256: String::new(),
            width: 720,
            height: 1280,
            bytes: 3,
        },
    };
    Recipe {
        written: None,
        prompt: "a cat".to_owned(),
        model: "sora-2".to_owned(),
        seconds: Some(model.duration.values.first().copied().unwrap_or(4.0)),
        size: Some(model.frame.sizes.first().copied().unwrap_or(Size {
            width: 1280,
            height: 720,
        })),
        aspect: None,
        tier: None,
        inputs: vec![picture],
        params: params.collect(),
        extra: serde_json::Map::new(),
    }
}

fn sent(target: &Target) -> BTreeSet<String> {
    let base = &target.server.base_url;
    let request = dialect::request(&filled(target), target, 0, base, |file| PathBuf::from(file));
    let request = request.expect("sendable");
    let Ok(parts) = dialect::parts(&request, |_| Ok::<_, Infallible>(Vec::new()));
    parts.into_iter().map(|part| part.name).collect()
}

#[test]
fn every_field_of_the_three_pages_is_offered_and_sent() {
    for page in [TABLES, SCHEMA, OPENAPI] {
        let (found, target) = target(page);
        let named: BTreeSet<String> = names(&found).into_iter().map(str::to_owned).collect();
        assert_eq!(sent(&target), named);
    }
}

#[test]
fn every_allowed_value_of_the_openapi_page_is_offered() {
    let (_, target) = target(OPENAPI);
    let style = target
        .model
        .params
        .iter()
        .find(|param| param.key == "style");
    let style = style.map(|param| param.values.clone()).unwrap_or_default();
    assert_eq!(
        (
            target.model.duration.values.clone(),
            target.model.frame.sizes.len(),
            style.len(),
            target.model.names.clone()
        ),
        (
            vec![4.0, 8.0, 12.0],
            4,
            6,
            vec!["sora-2".to_owned(), "sora-2-pro".to_owned()]
        )
    );
}

#[test]
fn a_length_that_only_the_example_has_may_be_sent() {
    let (_, target) = target(OPENAPI);
    let recipe = Recipe {
        seconds: Some(15.0),
        ..filled(&target)
    };
    assert!(
        !misfits(&recipe, &target.model)
            .iter()
            .any(|misfit| misfit.field == "seconds")
    );
}

#[test]
fn a_size_that_the_page_gives_to_another_model_does_not_fit() {
    let (_, target) = target(OPENAPI);
    let recipe = Recipe {
        size: "1024x1792".parse().ok(),
        ..filled(&target)
    };
    assert!(
        misfits(&recipe, &target.model)
            .iter()
            .any(|misfit| misfit.field == "size")
    );
}

#[test]
fn booleans_that_the_page_writes_as_text_are_sent_as_text() {
    let (_, target) = target(OPENAPI);
    let base = &target.server.base_url;
    let request = dialect::request(&filled(&target), &target, 0, base, |file| {
        PathBuf::from(file)
    });
    let request = request.expect("sendable");
    let Ok(parts) = dialect::parts(&request, |_| Ok::<_, Infallible>(Vec::new()));
    let watermark = parts.iter().find(|part| part.name == "watermark");
    assert_eq!(
        watermark.map(|part| &part.value),
        Some(&PartValue::Text("true".to_owned()))
    );
}
