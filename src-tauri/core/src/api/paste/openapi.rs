//! `OpenAPI` 3.0 and 3.1 and Swagger 2 documents, in JSON or YAML, whole or within the text of a page.
//!
//! Picks the operation that creates a video; the others become paths. Must not guess: what the document does not say stays empty.

mod find;
mod security;

use super::{
    Endpoint, Found, FoundPath, Leftover, Source, Unplaced, address, endpoint, merge,
    schema::Reader, values,
};
use serde_json::{Map, Value};

type Members = Map<String, Value>;

/// Reads the document in a text, if there is one.
pub fn read(text: &str) -> Option<Found> {
    if !text.contains("openapi") && !text.contains("swagger") {
        return None;
    }
    let document = find::document(text)?;
    describe(&document)
}

/// An operation of the document.
struct Operation<'d> {
    method: &'d str,
    path: &'d str,
    /// What its parameters and its own words are in.
    item: &'d Members,
    own: &'d Members,
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let mut out = Vec::new();
    let Some(paths) = document.get("paths").and_then(Value::as_object) else {
        return out;
    };
    for (path, item) in paths {
        let Some(item) = item.as_object() else {
            continue;
        };
        for (method, own) in item {
            let known = matches!(method.as_str(), "get" | "post" | "put" | "delete" | "patch");
            if let (true, Some(own)) = (known, own.as_object()) {
                out.push(Operation {
                    method,
                    path,
                    item,
                    own,
                });
            }
        }
    }
    out
}

/// How many bodies are looked into for a prompt: each may be as large as the document.
const BODIES: usize = 50;

/// How much an operation looks like the one that creates a video; 0 is not at all.
fn likeness(operation: &Operation<'_>, document: &Value, bodies: &mut usize) -> u8 {
    if operation.method != "post" {
        return 0;
    }
    let (_, endpoint) = endpoint::split_path(operation.path);
    let path = endpoint.as_deref().unwrap_or(operation.path);
    let other = endpoint::endpoint(Some("post"), path) != Some(Endpoint::Create);
    match path {
        "/videos" => 100,
        "/videos/generations" | "/video/generations" | "/video/create" | "/videos/create" => 90,
        _ if !other && path.contains("video") => 60,
        _ if other && path.contains("video") => 0,
        _ if *bodies == BODIES => 0,
        _ => {
            *bodies += 1;
            let asks = body(operation, document)
                .is_some_and(|(_, schema)| Reader::new(document).has(schema, "prompt"));
            if asks { 20 } else { 0 }
        }
    }
}

fn describe(document: &Value) -> Option<Found> {
    let all = operations(document);
    let mut best: Option<(u8, &Operation<'_>)> = None;
    let mut bodies = 0;
    for operation in all.iter().take(5_000) {
        let score = likeness(operation, document, &mut bodies);
        if score > best.map_or(0, |(best, _)| best) {
            best = Some((score, operation));
        }
    }
    let mut out = Found::new(Source::OpenApi);
    let create = best.map(|(_, operation)| operation);
    place(
        &mut out,
        document,
        create.or(all.first())?,
        create.is_some(),
    );
    if let Some(create) = create {
        fields(&mut out, document, create);
        security::security(&mut out, document, create);
        security::parameters(&mut out, document, create);
    } else {
        out.unplaced.push(Leftover::NoCreate.into());
    }
    let chosen = create.map(|create| (create.method, create.path));
    for operation in all
        .iter()
        .filter(|o| Some((o.method, o.path)) != chosen)
        .take(200)
    {
        other(&mut out, operation);
    }
    merge::models(&mut out);
    Some(out)
}

/// The base from the server and what stands before `/videos` in the path.
fn place(out: &mut Found, document: &Value, operation: &Operation<'_>, is_create: bool) {
    let (before, endpoint) = endpoint::split_path(operation.path);
    let path = endpoint.unwrap_or_default();
    if is_create && path != "/videos" && !path.is_empty() {
        out.create_path = Some(path.clone());
    }
    let path = if path.is_empty() { "/videos" } else { &path };
    let servers = servers(document, operation);
    // Only one server is taken: the first is what the document's author tries things with.
    out.base_url = servers
        .iter()
        .filter(|server| server.contains("://") || server.starts_with("//"))
        .find_map(|server| {
            let server = server.trim_end_matches('/');
            address::read(&format!("{server}{before}{path}"))?.base
        });
    if out.base_url.is_none() {
        out.unplaced.push(Leftover::Address.into());
        out.unplaced.extend(
            servers
                .iter()
                .take(3)
                .map(|server| Unplaced::named(Leftover::Server, server)),
        );
    } else if servers.len() > 1 {
        out.unplaced.extend(
            servers
                .iter()
                .skip(1)
                .take(5)
                .map(|server| Unplaced::named(Leftover::OtherServer, server)),
        );
    }
}

fn servers(document: &Value, operation: &Operation<'_>) -> Vec<String> {
    let list = [
        operation.own.get("servers"),
        operation.item.get("servers"),
        document.get("servers"),
    ];
    let list = list
        .into_iter()
        .flatten()
        .filter_map(Value::as_array)
        .find(|all| !all.is_empty());
    let mut out: Vec<String> = list.into_iter().flatten().filter_map(server).collect();
    if let Some(host) = document.get("host").and_then(Value::as_str) {
        let scheme = document
            .pointer("/schemes/0")
            .and_then(Value::as_str)
            .unwrap_or("https");
        let base = document
            .get("basePath")
            .and_then(Value::as_str)
            .unwrap_or_default();
        out.push(format!("{scheme}://{host}{base}"));
    }
    out
}

/// A server's address with the defaults of its variables.
fn server(server: &Value) -> Option<String> {
    let mut url = server.get("url")?.as_str()?.trim().to_owned();
    if url.len() > 2_000 {
        return None;
    }
    for (name, variable) in server
        .get("variables")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .take(20)
    {
        let first = variable.pointer("/enum/0");
        if let Some(value) = variable.get("default").or(first).and_then(Value::as_str) {
            url = url.replace(&format!("{{{name}}}"), value);
        }
    }
    (!url.is_empty()).then_some(url)
}

/// The body's media type and schema: multipart before JSON only if it is the only one that takes a file.
fn body<'d>(operation: &Operation<'d>, document: &'d Value) -> Option<(&'d str, &'d Value)> {
    let mut reader = Reader::new(document);
    if let Some(request) = operation.own.get("requestBody") {
        let content = reader.follow(request)?.get("content")?.as_object()?;
        let with = |wanted: &str| content.iter().find(|(name, _)| name.starts_with(wanted));
        let (name, media) = with("multipart/")
            .or_else(|| with("application/json"))
            .or_else(|| content.iter().next())?;
        return Some((name, media.get("schema")?));
    }
    let parameters = operation.own.get("parameters")?.as_array()?;
    let own = parameters
        .iter()
        .find(|p| p.get("in").is_some_and(|place| place == "body"))?;
    Some(("application/json", own.get("schema")?))
}

fn fields(out: &mut Found, document: &Value, create: &Operation<'_>) {
    let mut reader = Reader::new(document);
    let content = create
        .own
        .get("requestBody")
        .and_then(|body| reader.follow(body))
        .and_then(|body| body.get("content"))
        .and_then(Value::as_object);
    let taken = body(create, document);
    if let Some((media, schema)) = taken {
        out.encoding = values::encoding(media);
        let (fields, unplaced) = Reader::new(document).request(schema);
        out.fields = fields;
        out.unplaced.extend(unplaced);
    }
    for (name, media) in content.into_iter().flatten().take(4) {
        if taken.is_some_and(|(taken, _)| taken != name) {
            out.unplaced
                .push(Unplaced::named(Leftover::AlsoTakes, name));
        }
        let named = media
            .get("examples")
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        let examples = named
            .filter_map(|(_, example)| example.get("value"))
            .chain(media.get("example"));
        for example in examples.take(50) {
            for field in super::example::json(example) {
                if let Some(known) = out.fields.iter_mut().find(|known| known.path == field.path) {
                    for value in field.examples {
                        values::add(&mut known.examples, value);
                    }
                }
            }
        }
    }
}

fn other(out: &mut Found, operation: &Operation<'_>) {
    let (_, endpoint) = endpoint::split_path(operation.path);
    let path = endpoint.unwrap_or_else(|| operation.path.to_owned());
    match endpoint::endpoint(Some(operation.method), &path) {
        Some(Endpoint::Create) if out.create_path.as_deref().unwrap_or("/videos") != path => {
            out.unplaced
                .push(Unplaced::named(Leftover::OtherCreate, operation.path));
        }
        Some(Endpoint::Create) => {}
        Some(endpoint) => merge::path(
            out,
            FoundPath {
                endpoint,
                method: operation.method.to_ascii_uppercase(),
                path,
            },
        ),
        None if path.contains("video") => out.unplaced.push(Unplaced::request(
            &operation.method.to_ascii_uppercase(),
            operation.path,
        )),
        None => {}
    }
}
