//! What people paste. The seeds are whole pages as they were copied; the commands are modelled on public documentation.

mod addresses;
mod commands;
mod described;
mod documents;
mod listings;
mod pages;
mod programs;
mod robust;

use super::{Endpoint, FieldKind, Found, FoundField, read};
use secrecy::ExposeSecret;
use serde_json::Value;

fn found(text: &str) -> Found {
    read(text).unwrap_or_else(|why| panic!("{why}: {text}"))
}

fn base(found: &Found) -> &str {
    found.base_url.as_ref().map_or("", url::Url::as_str)
}

fn key(found: &Found) -> Option<&str> {
    found.key.as_ref().map(ExposeSecret::expose_secret)
}

fn auth(found: &Found) -> Option<(&str, &str)> {
    found
        .auth
        .as_ref()
        .map(|auth| (auth.header.as_str(), auth.format.as_str()))
}

fn field<'f>(found: &'f Found, path: &str) -> &'f FoundField {
    found
        .fields
        .iter()
        .find(|field| field.path == path)
        .unwrap_or_else(|| panic!("no field {path} in {:?}", names(found)))
}

fn names(found: &Found) -> Vec<&str> {
    found
        .fields
        .iter()
        .map(|field| field.path.as_str())
        .collect()
}

fn kinds(found: &Found) -> Vec<(&str, FieldKind)> {
    found
        .fields
        .iter()
        .map(|field| (field.path.as_str(), field.kind))
        .collect()
}

fn texts(values: &[Value]) -> Vec<&str> {
    values
        .iter()
        .map(|value| value.as_str().unwrap_or("not a text"))
        .collect()
}

fn paths(found: &Found) -> Vec<(Endpoint, &str, &str)> {
    found
        .paths
        .iter()
        .map(|path| (path.endpoint, path.method.as_str(), path.path.as_str()))
        .collect()
}
