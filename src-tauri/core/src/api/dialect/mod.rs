//! Writing a request: recipe + descriptions → fields. No field is sent that a description or the user did not name.
//!
//! Golden rule: what the official SDKs send is what comes out for the official description
//! (`reference-requests.md`). Must not know how bytes travel.

mod body;
mod derived;
mod values;

pub use body::{Part, PartValue, json_body, parts};
pub use derived::derived;

use super::address;
use crate::domain::catalogue::{Emit, Encoding, Form, Nesting, Occasion, Origin, Target, Way};
use crate::domain::{Input, InputSource, Recipe, Role, recipe::number_value};
use serde_json::{Map, Value};
use std::path::PathBuf;
use url::Url;

/// A value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue {
    /// Text, a number or anything else that JSON has.
    Plain(Value),
    /// A picture.
    Picture(Picture),
}

/// A picture in a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Its bytes or its address.
    pub source: PictureSource,
    /// How it is written.
    pub form: Form,
    /// Constants beside it.
    pub with: Map<String, Value>,
}

/// Where a picture's bytes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureSource {
    /// In a file.
    File {
        /// Where.
        path: PathBuf,
        /// The name under which they are sent; made by us.
        file_name: String,
        /// Media type.
        mime: String,
    },
    /// The server fetches them for itself.
    Link(String),
}

/// One field. `to` is a dotted path, a step with `[]` at its end adds to a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Where it stands.
    pub to: String,
    /// Its value.
    pub value: FieldValue,
}

/// A request with a body, ready to be sent or shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Where it goes.
    pub url: Url,
    /// How its body is written.
    pub encoding: Encoding,
    /// How nested values stand in a multipart body.
    pub nesting: Nesting,
    /// Its fields, in order.
    pub fields: Vec<Field>,
    /// A header that names the request, so that the server can tell a repeated one. Not in what is shown as cURL: whoever
    /// runs that command means a new video.
    pub idempotency: Option<(String, String)>,
}

/// The recipe asks for something that the description has no field for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsendable {
    /// A value that has no field.
    #[error("the model takes no {0}")]
    Value(String),
    /// A picture of this computer, where only addresses are taken.
    #[error("the server fetches pictures for itself and takes no file")]
    LocalPicture(Role),
    /// There is no such way to write it.
    #[error("there is no further way to write the request")]
    Way,
}

/// Whether a picture of this computer is in the recipe.
pub fn occasion(recipe: &Recipe) -> Occasion {
    let local = |input: &Input| matches!(input.source, InputSource::Stored { .. });
    if recipe.inputs.iter().any(local) {
        Occasion::Picture
    } else {
        Occasion::Text
    }
}

/// Writes the request to the server at `base` in the `way`th way, counted from 0. `place` turns a path below the library
/// into one that can be opened.
///
/// # Errors
/// [`Unsendable`] when something was asked for that would silently be left out.
pub fn request(
    recipe: &Recipe,
    target: &Target,
    way: usize,
    base: &Url,
    place: impl Fn(&str) -> PathBuf,
) -> Result<Request, Unsendable> {
    let ways = target.ways(occasion(recipe));
    let way = *ways.get(way).ok_or(Unsendable::Way)?;
    let mut writer = Writer {
        target,
        way,
        fields: Vec::new(),
    };
    writer.plain("prompt", recipe.prompt.clone().into());
    let name = values::model_name(recipe, target.model.name.as_deref());
    if !name.is_empty() {
        writer.plain("model", name.into());
    }
    writer.length(recipe)?;
    writer.frame(recipe)?;
    for (key, value) in recipe.params.iter().filter(|(_, value)| !value.is_null()) {
        writer.param(key, value);
    }
    for (key, value) in &target.model.fixed {
        writer.plain(key, value.clone());
    }
    for (key, value) in recipe.extra.iter().filter(|(_, value)| !value.is_null()) {
        writer.plain(key, value.clone());
    }
    // Files go behind all text parts, as the official Python SDK sends them. Where roles share a list, its order tells them
    // apart (`wire.md` 2.1), whatever was put into the form first.
    for role in [Role::First, Role::Last, Role::Reference] {
        for input in recipe.inputs.iter().filter(|input| input.role == role) {
            writer.picture(input, &place)?;
        }
    }
    Ok(Request {
        url: address(base, &target.description.paths.create, None),
        encoding: way.encoding,
        nesting: way.nesting,
        fields: writer.fields,
        idempotency: None,
    })
}

struct Writer<'a> {
    target: &'a Target,
    way: &'a Way,
    fields: Vec<Field>,
}

impl Writer<'_> {
    fn plain(&mut self, to: &str, value: Value) {
        self.fields.push(Field {
            to: to.to_owned(),
            value: FieldValue::Plain(value),
        });
    }

    /// Writes a value everywhere that its name is described; says whether it is described at all.
    fn emit(&mut self, name: &str, value: &Value) -> bool {
        let Some(emits) = self.target.emits(self.way, name) else {
            return false;
        };
        let written: Vec<_> = emits
            .map(|emit| (emit.to.clone(), values::written(value, emit)))
            .collect();
        let any = !written.is_empty();
        for (to, value) in written {
            self.plain(&to, value);
        }
        any
    }

    /// The same, but for fields that stand already: what was chosen comes before what follows from it.
    fn emit_once(&mut self, name: &str, value: &Value) -> bool {
        let before = self.fields.len();
        let any = self.emit(name, value);
        let added = self.fields.split_off(before);
        for field in added {
            if !self.fields.iter().any(|there| there.to == field.to) {
                self.fields.push(field);
            }
        }
        any
    }

    fn length(&mut self, recipe: &Recipe) -> Result<(), Unsendable> {
        let Some(seconds) = recipe.seconds else {
            return Ok(());
        };
        let mut emits = self.target.emits(self.way, "seconds").into_iter().flatten();
        // Rounded, it would be another length than the one that was asked for and priced.
        if seconds.fract() != 0.0 && emits.any(|emit| emit.form == Form::Int) {
            return Err(Unsendable::Value("seconds".to_owned()));
        }
        // A server that has a name for every length reads it out of the name.
        let named = values::names(self.target.model.name.as_deref(), "{seconds}");
        if self.emit("seconds", &number_value(seconds)) || named {
            Ok(())
        } else {
            Err(Unsendable::Value("seconds".to_owned()))
        }
    }

    fn frame(&mut self, recipe: &Recipe) -> Result<(), Unsendable> {
        let mut frame = values::Frame::of(recipe, &self.target.model.frame);
        // Some servers refuse pixels beside a shape (`wire.md` 2.1).
        if recipe.size.is_none() && self.has("aspect") {
            frame.forget_pixels();
        }
        let name = self.target.model.name.as_deref();
        for (asked, value, sources) in [
            (
                recipe.size.is_some(),
                "size",
                &["size", "width", "height"][..],
            ),
            (recipe.aspect.is_some(), "aspect", &["aspect"][..]),
            (recipe.tier.is_some(), "tier", &["tier"][..]),
        ] {
            let mut any = false;
            for source in sources {
                if let Some(value) = frame.get(source) {
                    any |= self.emit_once(source, &value);
                }
            }
            let named = values::names(name, &format!("{{{value}}}"))
                || value != "tier" && values::names(name, "{orientation}");
            // A shape together with a tier is a size, where the server has a field for that alone.
            let sized = ["size", "width", "height"]
                .iter()
                .any(|name| self.has(name));
            let covered = recipe.size.is_none() && frame.get("size").is_some() && sized;
            if asked && !any && !named && !covered {
                return Err(Unsendable::Value(value.to_owned()));
            }
        }
        Ok(())
    }

    fn has(&self, name: &str) -> bool {
        self.target
            .emits(self.way, name)
            .is_some_and(|mut emits| emits.next().is_some())
    }

    /// A parameter without a described field is a field of its own name.
    fn param(&mut self, key: &str, value: &Value) {
        if self.target.emits(self.way, key).is_none() {
            self.plain(key, value.clone());
        } else {
            self.emit(key, value);
        }
    }

    fn picture(
        &mut self,
        input: &Input,
        place: impl Fn(&str) -> PathBuf,
    ) -> Result<(), Unsendable> {
        let role = input.role;
        let missing = || Unsendable::Value(role.as_str().to_owned());
        let emits = self
            .target
            .emits(self.way, role.as_str())
            .ok_or_else(missing)?;
        let (source, origin) = match &input.source {
            InputSource::Stored { file, mime, .. } => (
                PictureSource::File {
                    path: place(file),
                    file_name: format!("{}.{}", role.as_str(), extension(mime)),
                    mime: mime.clone(),
                },
                Origin::Local,
            ),
            InputSource::Url { url } => (PictureSource::Link(url.clone()), Origin::Link),
        };
        let emits: Vec<&Emit> = emits
            .filter(|emit| emit.origin.is_none_or(|only| only == origin))
            .collect();
        if emits.is_empty() {
            return Err(missing());
        }
        let sendable = |emit: &&Emit| emit.form != Form::Url || origin == Origin::Link;
        let fitting: Vec<&Emit> = emits.into_iter().filter(sendable).collect();
        if fitting.is_empty() {
            return Err(Unsendable::LocalPicture(role));
        }
        let one_place = |emit: &&Emit| {
            let taken = |field: &Field| {
                field.to == emit.to && matches!(field.value, FieldValue::Picture(_))
            };
            self.way.encoding == Encoding::Json
                && !emit.to.contains("[]")
                && self.fields.iter().any(taken)
        };
        // In JSON the later one would take the place of the earlier one, which was paid for as well.
        if fitting.iter().any(one_place) {
            return Err(missing());
        }
        let fields = fitting.into_iter().map(|emit| Field {
            to: emit.to.clone(),
            value: FieldValue::Picture(Picture {
                source: source.clone(),
                form: emit.form,
                with: emit.with.clone(),
            }),
        });
        self.fields.extend(fields);
        Ok(())
    }
}

fn extension(mime: &str) -> &'static str {
    match mime {
        "image/png" => "png",
        "image/webp" => "webp",
        _ => "jpg",
    }
}

#[cfg(test)]
pub(crate) mod tests;
