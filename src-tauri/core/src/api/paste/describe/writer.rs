//! Places each field of a text where the form has it: length, size, picture, or a parameter of its own.

use super::{
    Placed, generic,
    names::{FIRST, LAST, LENGTHS, REFERENCES, is_ratio, is_tier, seconds, shape, size, text},
};
use crate::domain::catalogue::{
    DurationRule, Emit, Form, FrameRule, ImageRule, Only, Param, ParamKind, Rule,
};
use crate::{
    api::paste::{FieldKind, FoundField},
    domain::Size,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// Largest picture that is sent to a server that says no limit, in bytes.
const LARGEST: u64 = 20 << 20;

/// What the fields placed so far make.
#[derive(Default)]
pub struct Writer {
    pub server_fields: BTreeMap<String, Vec<Emit>>,
    pub duration: Option<DurationRule>,
    pub frame: FrameRule,
    pub images: ImageRule,
    pub params: Vec<Param>,
    pub rules: Vec<Rule>,
}

impl Writer {
    /// What the text does not show is offered as it is for a server of which nothing is known.
    pub fn leave_open(&mut self) {
        let generic = generic();
        let usual = |writer: &mut Self, values: &[&str]| {
            for value in values {
                if let Some(emits) = generic.fields.get(*value) {
                    let emits = emits.clone();
                    writer
                        .server_fields
                        .entry((*value).to_owned())
                        .or_insert(emits);
                }
            }
        };
        if self.duration.is_none() {
            let free = DurationRule {
                free: true,
                ..DurationRule::default()
            };
            self.duration = Some(free);
            usual(self, &["seconds"]);
        }
        let sizes = ["size", "width", "height", "aspect", "tier"];
        if !sizes
            .iter()
            .any(|value| self.server_fields.contains_key(*value))
        {
            self.free_sizes();
            usual(self, &["size"]);
        }
        let pictures = ["first", "last", "reference"];
        if !pictures
            .iter()
            .any(|value| self.server_fields.contains_key(*value))
        {
            self.images.first = true;
            self.images.max_bytes = LARGEST;
            usual(self, &["first"]);
        }
    }

    /// Places a field and says where.
    pub fn place(&mut self, field: &FoundField) -> Placed {
        let name = field.path.as_str();
        let last = name.rsplit('.').next().unwrap_or(name);
        if name == "prompt" {
            return Placed::Prompt;
        }
        if name == "model" {
            return Placed::Model;
        }
        if LENGTHS.contains(&last) {
            self.length(field);
            return Placed::Length;
        }
        if self.size(field, last) {
            return Placed::Size;
        }
        if self.picture(field, last) {
            return Placed::Picture;
        }
        self.param(field);
        Placed::Parameter
    }

    fn emit(&mut self, value: &str, to: &str, form: Form) {
        self.server_fields
            .entry(value.to_owned())
            .or_default()
            .push(Emit::plain(to, form));
    }

    fn length(&mut self, field: &FoundField) {
        let form = match field.kind {
            FieldKind::Integer => Form::Int,
            FieldKind::Number => Form::Json,
            FieldKind::Text
            | FieldKind::Boolean
            | FieldKind::BooleanText
            | FieldKind::File
            | FieldKind::Image
            | FieldKind::Object
            | FieldKind::List => Form::String,
        };
        self.emit("seconds", &field.path, form);
        let values: Vec<f64> = field.values.iter().filter_map(seconds).collect();
        let outside = field
            .examples
            .iter()
            .filter_map(seconds)
            .any(|example| !values.contains(&example));
        let rule = self.duration.get_or_insert_with(DurationRule::default);
        // A page whose own example is not among its values does not mean them strictly.
        rule.free |= outside || values.is_empty() && field.max.is_none();
        rule.default = rule
            .default
            .or_else(|| field.default.as_ref().and_then(seconds));
        rule.min = rule.min.or(field.min);
        rule.max = rule.max.or(field.max);
        if rule.values.is_empty() {
            rule.values = if values.is_empty() {
                field.examples.iter().filter_map(seconds).collect()
            } else {
                values
            };
        }
        self.per_model(field, "seconds");
    }

    fn size(&mut self, field: &FoundField, last: &str) -> bool {
        let texts: Vec<String> = field
            .values
            .iter()
            .chain(&field.examples)
            .map(text)
            .collect();
        let ratios = !texts.is_empty() && texts.iter().all(|text| is_ratio(text));
        let tiers = !texts.is_empty() && texts.iter().all(|text| is_tier(text));
        match last {
            "size" | "resolution" | "video_size" if tiers => self.list("tier", field, Form::Json),
            "size" | "aspect_ratio" | "ratio" | "aspect" if ratios => {
                self.list("aspect", field, Form::Json);
            }
            "aspect_ratio" | "ratio" | "aspect" => self.list("aspect", field, Form::Ratio),
            "resolution" => self.list("tier", field, Form::TierLower),
            "size" | "video_size" => self.pixels(field),
            "width" | "height" if field.kind != FieldKind::Object => {
                let form = match field.kind {
                    FieldKind::Text => Form::String,
                    FieldKind::Integer
                    | FieldKind::Number
                    | FieldKind::Boolean
                    | FieldKind::BooleanText
                    | FieldKind::File
                    | FieldKind::Image
                    | FieldKind::Object
                    | FieldKind::List => Form::Int,
                };
                self.emit(last, &field.path, form);
                self.free_sizes();
            }
            _ => return false,
        }
        true
    }

    /// Shapes or tiers in the words of the text.
    fn list(&mut self, value: &str, field: &FoundField, form: Form) {
        let mut words: Vec<String> = field.values.iter().map(text).collect();
        if words.is_empty() {
            words = field.examples.iter().map(text).collect();
        }
        let default = field.default.as_ref().map(text);
        let mut emit = Emit::plain(&field.path, form);
        if value == "tier" {
            self.frame.tiers = words;
            self.frame.tier = default;
        } else {
            // Shapes have a colon in the form; the table keeps the text's own word.
            emit.table = words
                .iter()
                .map(|word| (shape(word), Value::from(word.as_str())))
                .collect();
            self.frame.aspects = emit.table.keys().cloned().collect();
            self.frame.aspect = default.map(|word| shape(&word));
        }
        self.server_fields
            .entry(value.to_owned())
            .or_default()
            .push(emit);
        self.per_model(field, value);
    }

    fn pixels(&mut self, field: &FoundField) {
        let values: Vec<Size> = field.values.iter().filter_map(size).collect();
        let star = field
            .values
            .iter()
            .chain(&field.examples)
            .any(|value| text(value).contains('*'));
        self.emit(
            "size",
            &field.path,
            if star {
                Form::WidthStarHeight
            } else {
                Form::WidthXHeight
            },
        );
        self.frame.size = field.default.as_ref().and_then(size);
        if values.is_empty() {
            self.free_sizes();
        } else {
            self.frame.sizes = values;
        }
        self.per_model(field, "size");
    }

    fn free_sizes(&mut self) {
        self.frame.free = true;
        if self.frame.sizes.is_empty() {
            self.frame.sizes = [
                (1280, 720),
                (720, 1280),
                (1024, 1024),
                (1920, 1080),
                (1080, 1920),
            ]
            .map(|(width, height)| Size { width, height })
            .to_vec();
        }
    }

    fn picture(&mut self, field: &FoundField, last: &str) -> bool {
        let form = match field.kind {
            FieldKind::File => Form::File,
            FieldKind::Object => Form::ImageUrlObject,
            FieldKind::Image | FieldKind::Text | FieldKind::List => Form::DataUri,
            FieldKind::Integer
            | FieldKind::Number
            | FieldKind::Boolean
            | FieldKind::BooleanText => {
                return false;
            }
        };
        if FIRST.contains(&last) {
            self.images.first = true;
            self.emit("first", &field.path, form);
        } else if LAST.contains(&last) {
            self.images.last = true;
            self.emit("last", &field.path, form);
        } else if REFERENCES.contains(&last) {
            self.images.references = 4;
            self.emit("reference", &format!("{}[]", field.path), form);
        } else {
            return false;
        }
        self.images.max_bytes = LARGEST;
        true
    }

    fn param(&mut self, field: &FoundField) {
        let (kind, form) = match field.kind {
            FieldKind::Text | FieldKind::Image => (ParamKind::Text, Form::Json),
            FieldKind::Integer => (ParamKind::Int, Form::Int),
            FieldKind::Number => (ParamKind::Number, Form::Json),
            FieldKind::Boolean => (ParamKind::Bool, Form::Bool),
            FieldKind::BooleanText => (ParamKind::Bool, Form::BoolString),
            FieldKind::File | FieldKind::Object | FieldKind::List => (ParamKind::Json, Form::Json),
        };
        self.emit(&field.path, &field.path, form);
        let named = field
            .members
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", ");
        let help = field.description.clone().unwrap_or_default();
        self.params.push(Param {
            key: field.path.clone(),
            kind,
            values: field.values.clone(),
            default: None,
            min: field.min,
            max: field.max,
            help: if help.is_empty() { named } else { help },
        });
        self.per_model(field, &field.path.clone());
    }

    fn per_model(&mut self, field: &FoundField, value: &str) {
        for (model, values) in &field.per_model {
            self.rules.push(Rule {
                when: BTreeMap::from([(
                    "model".to_owned(),
                    Only::OneOf(vec![model.as_str().into()]),
                )]),
                then: BTreeMap::from([(value.to_owned(), Only::OneOf(said(value, values)))]),
            });
        }
    }
}

/// Values in the form's own words.
fn said(value: &str, values: &[Value]) -> Vec<Value> {
    match value {
        "aspect" => values
            .iter()
            .map(|word| shape(&text(word)).into())
            .collect(),
        _ => values.to_vec(),
    }
}
