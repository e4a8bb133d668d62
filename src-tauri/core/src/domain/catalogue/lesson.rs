//! What a server's refusals taught about one model: constraints in the user's own overlay, each visible and removable.
//!
//! Pure. How a refusal is read is the business of `api::lessons`; here stands what a lesson is and what it changes in a
//! description.

use super::{
    Emit, Encoding, Form, FrameRule, ModelDescription, Only, ParamKind, Rule, Target, Way,
};
use crate::domain::{Size, Timestamp, sha256_hex};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// What is said about a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Says {
    /// It is one of these.
    OneOf {
        /// The values.
        #[ts(type = "unknown[]")]
        values: Vec<Value>,
    },
    /// It lies between these, both included.
    Between {
        /// Smallest.
        min: Option<f64>,
        /// Largest.
        max: Option<f64>,
    },
    /// The server has no such field.
    NotTaken,
    /// It must be there.
    Needed,
    /// It is written in this form.
    Written {
        /// The form.
        form: Form,
    },
    /// A picture must have exactly the video's size.
    ExactPicture,
    /// A picture has at most this many bytes.
    PictureBytes {
        /// Largest.
        #[ts(type = "number")]
        max: u64,
    },
    /// Requests are written in this way.
    Way {
        /// How the body is written.
        encoding: Encoding,
        /// The way.
        #[ts(skip)]
        way: Way,
    },
}

impl Says {
    const fn word(&self) -> &'static str {
        match self {
            Self::OneOf { .. } => "one_of",
            Self::Between { .. } => "between",
            Self::NotTaken => "not_taken",
            Self::Needed => "needed",
            Self::Written { .. } => "written",
            Self::ExactPicture => "exact_picture",
            Self::PictureBytes { .. } => "picture_bytes",
            Self::Way { .. } => "way",
        }
    }
}

/// One thing that a refusal says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(deny_unknown_fields)]
pub struct Taught {
    /// The value's name: `seconds`, `size`, `aspect`, `tier`, `first`, `last`, `reference`, a parameter's key, or a field
    /// by name. Empty for what is about the whole request.
    pub field: String,
    /// What is said about it.
    pub says: Says,
}

/// What a refusal taught, with the words in which it was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Teaching {
    /// What it says.
    pub taught: Taught,
    /// The server's own words.
    pub words: String,
}

/// What was learned about a model of one server, because a request that followed it was accepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    /// Names it, to be forgotten.
    pub id: String,
    /// The server in the user's list.
    #[schemars(with = "String")]
    pub server: crate::domain::ServerId,
    /// The model's name as it was asked for; empty for the server's own choice.
    pub model: String,
    /// What was learned.
    pub taught: Taught,
    /// The server's own words.
    pub words: String,
    /// When.
    #[schemars(with = "i64")]
    pub learned_at: Timestamp,
}

impl Lesson {
    /// A lesson of today. The same thing about the same value of the same model has the same id: the newer one counts.
    pub fn new(
        server: &crate::domain::ServerId,
        model: &str,
        taught: Taught,
        words: String,
        learned_at: Timestamp,
    ) -> Self {
        let about = [server.as_str(), model, &taught.field, taught.says.word()].join("\n");
        Self {
            id: sha256_hex(about.as_bytes())[..16].to_owned(),
            server: server.clone(),
            model: model.to_owned(),
            taught,
            words,
            learned_at,
        }
    }

    pub(super) fn is_about(&self, server: &crate::domain::ServerId, model: &str) -> bool {
        self.server == *server && self.model.eq_ignore_ascii_case(model)
    }
}

impl Target {
    /// With what was taught in it, so that the form offers it, the check knows it and the request follows it.
    pub fn learn(&mut self, taught: &Taught) {
        let field = taught.field.as_str();
        match &taught.says {
            Says::OneOf { values } => self.allow(field, values),
            Says::Between { min, max } => self.bound(field, *min, *max),
            Says::NotTaken => self.drop_field(field),
            Says::Needed => demand(&mut self.model, field, Only::Present(true)),
            Says::Written { form } => self.rewrite(field, *form),
            Says::ExactPicture => self.model.images.exact = true,
            Says::PictureBytes { max } => self.model.images.max_bytes = *max,
            Says::Way { way, .. } => {
                let others = if self.model.ways.is_empty() {
                    &self.description.ways
                } else {
                    &self.model.ways
                };
                let others = others.iter().filter(|other| *other != way).cloned();
                self.model.ways = [way.clone()].into_iter().chain(others).collect();
            }
        }
    }

    fn allow(&mut self, field: &str, values: &[Value]) {
        let model = &mut self.model;
        match field {
            "seconds" => {
                let rule = &mut model.duration;
                rule.values = values.iter().filter_map(number).collect();
                (rule.min, rule.max, rule.free) = (None, None, false);
                rule.default = rule
                    .default
                    .filter(|default| rule.values.contains(default))
                    .or_else(|| rule.values.first().copied());
            }
            "size" if values.iter().all(|value| size(value).is_some()) => {
                let sizes: Vec<Size> = values.iter().filter_map(size).collect();
                let chosen = model.frame.size.filter(|size| sizes.contains(size));
                model.frame.size = chosen.or_else(|| sizes.first().copied());
                model.frame.sizes = sizes;
                model.frame.free = false;
            }
            // The field for a size takes words: then the form offers those words.
            "size" => self.size_in_words(values),
            "aspect" => words_into(values, &mut model.frame.aspects, &mut model.frame.aspect),
            "tier" => words_into(values, &mut model.frame.tiers, &mut model.frame.tier),
            key => match model.params.iter_mut().find(|param| param.key == key) {
                Some(param) => {
                    param.values = values.to_vec();
                    param.default = param.default.take().filter(|one| values.contains(one));
                }
                None => demand(model, key, Only::OneOf(values.to_vec())),
            },
        }
    }

    /// A server whose size is a shape (`16:9`, `16x9`) or a tier (`720p`): the size's own field is written from those.
    fn size_in_words(&mut self, values: &[Value]) {
        let texts: Vec<String> = values
            .iter()
            .filter_map(|value| Some(value.as_str()?.to_owned()))
            .collect();
        let shapes = texts.iter().all(|text| ratio_parts(text).is_some());
        let (name, form) = match (shapes, texts.first()) {
            (true, Some(first)) if first.contains(':') => ("aspect", Form::Ratio),
            (true, _) => ("aspect", Form::RatioX),
            (false, Some(first)) if first.ends_with('P') => ("tier", Form::TierUpper),
            (false, _) => ("tier", Form::TierLower),
        };
        let written = self.emitted("size");
        let to = written.into_iter().map(|emit| Emit { form, ..emit });
        let to: Vec<Emit> = to.collect();
        let fields = &mut self.model.fields;
        fields.insert("size".to_owned(), Vec::new());
        fields.insert(name.to_owned(), to);
        let mut frame = FrameRule::default();
        if shapes {
            frame.aspects = texts
                .iter()
                .filter_map(|text| ratio_parts(text))
                .map(|(across, down)| format!("{across}:{down}"))
                .collect();
            frame.aspect = frame.aspects.first().cloned();
        } else {
            frame.tiers = texts;
            frame.tier = frame.tiers.first().cloned();
        }
        self.model.frame = frame;
    }

    fn bound(&mut self, field: &str, min: Option<f64>, max: Option<f64>) {
        let model = &mut self.model;
        let inside =
            |value: f64| min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max);
        match field {
            "seconds" => {
                let rule = &mut model.duration;
                rule.values.retain(|value| inside(*value));
                if rule.values.is_empty() {
                    (rule.min, rule.max) = (min.or(rule.min), max.or(rule.max));
                    rule.free = false;
                }
                rule.default = rule.default.filter(|value| inside(*value)).or(max).or(min);
            }
            "prompt" => {
                if let Some(max) = max.filter(|max| *max >= 1.0) {
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "a count of characters, saturating"
                    )]
                    let max = max as u32;
                    model.prompt_max = Some(max);
                }
            }
            key => match model.params.iter_mut().find(|param| param.key == key) {
                Some(param) => {
                    (param.min, param.max) = (min.or(param.min), max.or(param.max));
                    param
                        .values
                        .retain(|value| number(value).is_none_or(inside));
                }
                None => demand(model, key, Only::Between { min, max }),
            },
        }
    }

    /// The value is neither offered nor written any more.
    fn drop_field(&mut self, field: &str) {
        self.model.fields.insert(field.to_owned(), Vec::new());
        let model = &mut self.model;
        match field {
            "seconds" => model.duration.none = true,
            "size" | "width" | "height" => {
                let frame = &mut model.frame;
                (frame.sizes, frame.size, frame.free) = (Vec::new(), None, false);
            }
            "aspect" => (model.frame.aspects, model.frame.aspect) = (Vec::new(), None),
            "tier" => (model.frame.tiers, model.frame.tier) = (Vec::new(), None),
            "first" => model.images.first = false,
            "last" => model.images.last = false,
            "reference" => model.images.references = 0,
            key => {
                model.params.retain(|param| param.key != key);
                demand(model, key, Only::Present(false));
            }
        }
    }

    fn rewrite(&mut self, field: &str, form: Form) {
        let mut emits = self.emitted(field);
        if emits.is_empty() {
            emits.push(Emit::plain(field, form));
        }
        for emit in &mut emits {
            emit.form = form;
            emit.table.clear();
        }
        self.model.fields.insert(field.to_owned(), emits);
        if let Some(param) = self
            .model
            .params
            .iter_mut()
            .find(|param| param.key == field)
        {
            if form == Form::Int {
                param.kind = ParamKind::Int;
            } else if form == Form::Float {
                param.kind = ParamKind::Number;
            }
        }
    }

    /// Where a value is written in the preferred way; its own name where nothing says so.
    fn emitted(&self, field: &str) -> Vec<Emit> {
        let empty = Way {
            occasion: None,
            encoding: Encoding::Json,
            nesting: super::Nesting::default(),
            fields: BTreeMap::new(),
        };
        let ways = [super::Occasion::Text, super::Occasion::Picture];
        let way = ways
            .into_iter()
            .find_map(|one| self.ways(one).first().copied());
        let fields = [
            &way.unwrap_or(&empty).fields,
            &self.model.fields,
            &self.description.fields,
        ];
        let found = fields.into_iter().find_map(|fields| fields.get(field));
        found.cloned().unwrap_or_default()
    }
}

/// A rule that holds always: its list of conditions is empty.
fn demand(model: &mut ModelDescription, field: &str, only: Only) {
    let then = BTreeMap::from([(field.to_owned(), only)]);
    let when = BTreeMap::new();
    model
        .rules
        .retain(|rule| !(rule.when.is_empty() && rule.then.contains_key(field)));
    model.rules.push(Rule { when, then });
}

fn words_into(values: &[Value], list: &mut Vec<String>, chosen: &mut Option<String>) {
    *list = values
        .iter()
        .filter_map(|value| Some(value.as_str()?.to_owned()))
        .collect();
    let listed = chosen.take().filter(|one| list.contains(one));
    *chosen = listed.or_else(|| list.first().cloned());
}

/// A number, also as text.
pub fn number(value: &Value) -> Option<f64> {
    value
        .as_f64()
        .or_else(|| value.as_str()?.trim().parse().ok())
}

fn size(value: &Value) -> Option<Size> {
    let size: Size = value.as_str()?.replace('*', "x").parse().ok()?;
    // `16x9` is a shape and no picture has sixteen pixels.
    (size.width >= 64 && size.height >= 64).then_some(size)
}

fn ratio_parts(text: &str) -> Option<(u32, u32)> {
    let (across, down) = text.split_once([':', 'x'])?;
    let (across, down) = (across.trim().parse().ok()?, down.trim().parse().ok()?);
    (across > 0 && down > 0 && across < 64 && down < 64).then_some((across, down))
}
