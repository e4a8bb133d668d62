//! From what was found in a text to descriptions: a kind of server with one description of its models.
//!
//! Pure. Every field that the text names is placed, or listed as not placed; nothing is dropped in silence.

mod names;
mod writer;

use self::writer::Writer;
use super::{BodyEncoding, Endpoint, Found, FoundField, FoundPath, Source};
use crate::domain::catalogue::{
    Auth, Catalogue, DurationRule, Emit, Encoding, GENERIC, ModelDescription, Nesting, Overlay,
    Paths, ServerDescription, Way,
};
use std::collections::BTreeMap;

/// Where a field of the text went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum Placed {
    /// The prompt.
    Prompt,
    /// The model's name.
    Model,
    /// The length.
    Length,
    /// The size, shape or tier.
    Size,
    /// A picture slot.
    Picture,
    /// A parameter of its own.
    Parameter,
}

/// What a text makes: descriptions, and where each of its fields went.
#[derive(Debug, Clone, PartialEq)]
pub struct Described {
    /// The kind of server and its models.
    pub overlay: Overlay,
    /// Every field of the text.
    pub fields: Vec<(FoundField, Placed)>,
}

/// Describes what was found, under the given id. `None`: the text says nothing about fields, the generic description
/// serves.
pub fn describe(found: &Found, id: &str, title: &str) -> Option<Described> {
    if found.fields.is_empty() {
        return None;
    }
    let mut writer = Writer::default();
    let fields = found
        .fields
        .iter()
        .map(|field| (field.clone(), writer.place(field)))
        .collect();
    // A command shows one request and not all that can be in one; a page or a document is meant to be complete.
    if found.source <= Source::Command {
        writer.leave_open();
    }
    let server = server(found, id, title, writer.server_fields);
    let model = ModelDescription {
        servers: vec![id.to_owned()],
        names: found.models.clone(),
        duration: writer.duration.unwrap_or(DurationRule {
            none: true,
            ..DurationRule::default()
        }),
        frame: writer.frame,
        images: writer.images,
        params: writer.params,
        rules: writer.rules,
        ..ModelDescription::matching("")
    };
    Some(Described {
        overlay: Overlay {
            servers: vec![server],
            models: vec![model],
            lessons: Vec::new(),
        },
        fields,
    })
}
fn server(
    found: &Found,
    id: &str,
    title: &str,
    fields: BTreeMap<String, Vec<Emit>>,
) -> ServerDescription {
    let mut server = generic().clone();
    id.clone_into(&mut server.id);
    title.clone_into(&mut server.title);
    server.fields = fields;
    "pasted".clone_into(&mut server.source);
    if let Some(auth) = &found.auth {
        server.auth = Some(Auth {
            header: auth.header.clone(),
            format: auth.format.clone(),
        });
    }
    if let Some(create) = &found.create_path {
        create
            .trim_start_matches('/')
            .clone_into(&mut server.paths.create);
    }
    for path in &found.paths {
        lay(&mut server.paths, path);
    }
    server.ways = ways(found.encoding);
    server
}

fn lay(paths: &mut Paths, path: &FoundPath) {
    let given = Some(path.path.trim_start_matches('/').to_owned());
    match path.endpoint {
        Endpoint::Retrieve => paths.retrieve = given,
        Endpoint::Content => paths.content = given,
        Endpoint::List => paths.list = given,
        Endpoint::Delete => paths.delete = given,
        Endpoint::Remix => paths.remix = given,
        Endpoint::Edits => paths.edit = given,
        Endpoint::Extensions => paths.extend = given,
        Endpoint::Models => paths.models = given,
        Endpoint::Create => {}
    }
}

/// What the text says first; the other encoding only after a refusal.
fn ways(encoding: Option<BodyEncoding>) -> Vec<Way> {
    let way = |encoding| Way {
        occasion: None,
        encoding,
        nesting: Nesting::JsonString,
        fields: BTreeMap::new(),
    };
    match encoding {
        Some(BodyEncoding::Multipart) => vec![way(Encoding::Multipart), way(Encoding::Json)],
        Some(BodyEncoding::Json) | None => vec![way(Encoding::Json), way(Encoding::Multipart)],
    }
}

fn generic() -> &'static ServerDescription {
    Catalogue::shipped()
        .profile(GENERIC)
        .expect("invariant: the generic description ships")
}
