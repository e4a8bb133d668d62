//! Writing a request: recipe + descriptions → fields. No field is sent that a description or the user did not name.
//!
//! Golden rule: what the official SDKs send is what comes out for the official description
//! (`reference-requests.md`). Must not know how bytes travel.

use super::{
    address,
    catalogue::{Emit, Encoding, Form, Target},
};
use crate::domain::{Input, InputSource, Recipe, Role, recipe::seconds_text};
use base64::Engine as _;
use serde_json::{Map, Value};
use std::path::PathBuf;
use url::Url;

/// A value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue {
    /// Text, a number or anything else that JSON has.
    Plain(Value),
    /// A picture's bytes.
    File {
        /// Where they are.
        path: PathBuf,
        /// The name under which they are sent; made by us.
        file_name: String,
        /// Media type.
        mime: String,
    },
    /// A picture that the server fetches for itself.
    Link(String),
}

/// One field.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: FieldValue,
}

/// A create request, ready to be sent or shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Where it goes.
    pub url: Url,
    /// How its body is written.
    pub encoding: Encoding,
    /// Its fields, in order.
    pub fields: Vec<Field>,
}

/// The recipe asks for something that the description has no field for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsendable {
    /// A picture in a role that the model does not take.
    #[error("the model takes no {} picture", .0.as_str())]
    Picture(Role),
    /// A length where the model has no field for one.
    #[error("the model takes no length")]
    Seconds,
    /// A size where the model has no field for one.
    #[error("the model takes no size")]
    Size,
}

/// Writes the request to the server at `base`. `place` turns a path below the library into one that can be opened.
///
/// # Errors
/// [`Unsendable`] when something was asked for that would silently be left out.
pub fn request(
    recipe: &Recipe,
    target: &Target,
    base: &Url,
    place: impl Fn(&str) -> PathBuf,
) -> Result<Request, Unsendable> {
    let mut fields = vec![plain("prompt", recipe.prompt.clone())];
    if !recipe.model.is_empty() {
        fields.push(plain("model", recipe.model.clone()));
    }
    if let Some(seconds) = recipe.seconds {
        if target.model.duration.emit.is_empty() {
            return Err(Unsendable::Seconds);
        }
        for emit in &target.model.duration.emit {
            fields.push(Field {
                name: emit.to.clone(),
                value: FieldValue::Plain(number(seconds, emit.form)),
            });
        }
    }
    if let Some(size) = recipe.size {
        if target.model.size.emit.is_empty() {
            return Err(Unsendable::Size);
        }
        fields.extend(
            target
                .model
                .size
                .emit
                .iter()
                .map(|emit| plain(&emit.to, size.to_string())),
        );
    }
    for (name, value) in &recipe.extra {
        if !value.is_null() {
            fields.push(Field {
                name: name.clone(),
                value: FieldValue::Plain(value.clone()),
            });
        }
    }
    // Files go behind all text parts, as the official Python SDK sends them.
    for input in &recipe.inputs {
        fields.push(picture(input, target, &place)?);
    }
    Ok(Request {
        url: address(base, &target.description.paths.create, None),
        encoding: target.description.encoding,
        fields,
    })
}

fn plain(name: &str, value: String) -> Field {
    Field {
        name: name.to_owned(),
        value: FieldValue::Plain(Value::String(value)),
    }
}

fn number(seconds: f64, form: Form) -> Value {
    match form {
        #[expect(clippy::cast_possible_truncation, reason = "lengths are a few seconds")]
        Form::Int => Value::from(seconds.round() as i64),
        Form::String | Form::WidthXHeight | Form::File => Value::String(seconds_text(seconds)),
    }
}

fn picture(
    input: &Input,
    target: &Target,
    place: impl Fn(&str) -> PathBuf,
) -> Result<Field, Unsendable> {
    let images = &target.model.images;
    let emit: &Option<Emit> = match input.role {
        Role::First => &images.first,
        Role::Last => &images.last,
        Role::Reference => &images.reference,
    };
    let emit = emit.as_ref().ok_or(Unsendable::Picture(input.role))?;
    let value = match &input.source {
        InputSource::Stored { file, mime, .. } => FieldValue::File {
            path: place(file),
            file_name: format!("{}.{}", input.role.as_str(), extension(mime)),
            mime: mime.clone(),
        },
        InputSource::Url { url } => FieldValue::Link(url.clone()),
    };
    Ok(Field {
        name: emit.to.clone(),
        value,
    })
}

fn extension(mime: &str) -> &'static str {
    match mime {
        "image/png" => "png",
        "image/webp" => "webp",
        _ => "jpg",
    }
}

/// How a value stands in a text part: strings as they are, `true`/`false`, everything nested as JSON.
pub fn part_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    }
}

/// The JSON form of a body. `read` gives a file's bytes. Pictures take the official object form (`wire.md` 1.2).
///
/// # Errors
/// Whatever `read` returns.
pub fn json_body<E>(
    request: &Request,
    mut read: impl FnMut(&std::path::Path) -> Result<Vec<u8>, E>,
) -> Result<Value, E> {
    let mut body = Map::new();
    for field in &request.fields {
        let value = match &field.value {
            FieldValue::Plain(value) => value.clone(),
            FieldValue::Link(url) => serde_json::json!({ "image_url": url }),
            FieldValue::File { path, mime, .. } => {
                let text = base64::engine::general_purpose::STANDARD.encode(read(path)?);
                serde_json::json!({ "image_url": format!("data:{mime};base64,{text}") })
            }
        };
        body.insert(field.name.clone(), value);
    }
    Ok(Value::Object(body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        api::catalogue::{Catalogue, GENERIC},
        domain::{Fit, KeySource, Server, ServerId, Size, Timestamp},
    };

    fn target(model: &str) -> Target {
        let server = Server {
            id: ServerId::from_text("srv_1"),
            name: "gateway".to_owned(),
            base_url: "https://gateway.example/v1".parse().expect("an address"),
            profile: GENERIC.to_owned(),
            key: KeySource::None,
            created_at: Timestamp(0),
        };
        Catalogue::shipped().target(&server, model)
    }

    fn recipe() -> Recipe {
        Recipe {
            prompt: "A cat, \"quoted\" & ünïcode 🐈".to_owned(),
            model: "sora-2".to_owned(),
            seconds: Some(4.0),
            size: Some(Size {
                width: 1280,
                height: 720,
            }),
            inputs: Vec::new(),
            extra: Map::new(),
        }
    }

    fn written(recipe: &Recipe) -> Result<Request, Unsendable> {
        let target = target(&recipe.model);
        request(recipe, &target, &target.server.base_url, |file| {
            PathBuf::from(file)
        })
    }

    fn write(recipe: &Recipe) -> Request {
        written(recipe).expect("sendable")
    }

    fn texts(request: &Request) -> Vec<(&str, String)> {
        request
            .fields
            .iter()
            .filter_map(|field| match &field.value {
                FieldValue::Plain(value) => Some((field.name.as_str(), part_text(value))),
                FieldValue::File { .. } | FieldValue::Link(_) => None,
            })
            .collect()
    }

    /// `reference-requests.md`, "create: text, all fields".
    #[test]
    fn all_fields_go_out_as_the_official_sdk_sends_them() {
        assert_eq!(
            texts(&write(&recipe())),
            [
                ("prompt", "A cat, \"quoted\" & ünïcode 🐈".to_owned()),
                ("model", "sora-2".to_owned()),
                ("seconds", "4".to_owned()),
                ("size", "1280x720".to_owned())
            ]
        );
    }

    #[test]
    fn what_was_not_said_is_not_sent() {
        let bare = Recipe {
            model: String::new(),
            seconds: None,
            size: None,
            ..recipe()
        };
        assert_eq!(write(&bare).fields.len(), 1);
    }

    #[test]
    fn a_first_frame_is_a_file_part_behind_the_text_parts() {
        let source = InputSource::Stored {
            file: "inputs/a.png".to_owned(),
            mime: "image/png".to_owned(),
            sha256: String::new(),
            width: 1280,
            height: 720,
            bytes: 3,
        };
        let input = Input {
            role: Role::First,
            fit: Fit::Crop,
            source,
            name: "x".to_owned(),
        };
        let request = write(&Recipe {
            inputs: vec![input],
            ..recipe()
        });
        let last = request.fields.last().expect("fields");
        assert!(
            matches!(&last.value, FieldValue::File { file_name, mime, .. }
                if last.name == "input_reference" && file_name == "first.png" && mime == "image/png")
        );
    }

    #[test]
    fn a_picture_in_a_role_that_the_model_lacks_is_refused_and_not_dropped() {
        let source = InputSource::Url {
            url: "https://example.com/a.png".to_owned(),
        };
        let input = Input {
            role: Role::Last,
            fit: Fit::None,
            source,
            name: "x".to_owned(),
        };
        let asked = Recipe {
            inputs: vec![input],
            ..recipe()
        };
        assert_eq!(written(&asked), Err(Unsendable::Picture(Role::Last)));
    }

    #[test]
    fn a_field_that_the_user_set_to_null_is_left_out() {
        let mut extra = Map::new();
        extra.insert("seed".to_owned(), Value::from(7));
        extra.insert("style".to_owned(), Value::Null);
        let request = write(&Recipe { extra, ..recipe() });
        assert_eq!(texts(&request).last(), Some(&("seed", "7".to_owned())));
        assert_eq!(request.fields.len(), 5);
    }

    #[test]
    fn the_json_form_keeps_seconds_a_string() {
        let body = json_body(&write(&recipe()), |_| Err(())).expect("no files");
        assert_eq!(body["seconds"], "4");
    }
}
