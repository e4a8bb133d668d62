//! Which value of the request a refusal speaks of: servers name their own fields, recipes have ours.

use crate::domain::catalogue::{Form, Says, Target, number};
use crate::{
    api::dialect,
    domain::{Recipe, Role},
};

/// Our own names for values that every description may have.
const VALUES: [&str; 9] = [
    "seconds",
    "size",
    "width",
    "height",
    "aspect",
    "tier",
    "first",
    "last",
    "reference",
];

/// Words that mean a value when no field is named.
const SPOKEN: [(&str, &str); 16] = [
    ("duration", "seconds"),
    ("seconds", "seconds"),
    ("length", "seconds"),
    ("时长", "seconds"),
    ("秒", "seconds"),
    ("aspect ratio", "aspect"),
    ("aspect_ratio", "aspect"),
    ("宽高比", "aspect"),
    ("比例", "aspect"),
    ("resolution", "tier"),
    ("清晰度", "tier"),
    ("size", "size"),
    ("resolution", "size"),
    ("dimension", "size"),
    ("分辨率", "size"),
    ("尺寸", "size"),
];

/// The server's names of fields, and ours of the values that stand in them.
pub(super) struct Subjects {
    names: Vec<(String, String)>,
    sent: Vec<String>,
}

impl Subjects {
    pub fn of(recipe: &Recipe, target: &Target, way: u32) -> Self {
        let ways = target.ways(dialect::occasion(recipe));
        let mut names = vec![
            ("prompt".to_owned(), "prompt".to_owned()),
            ("model".to_owned(), "model".to_owned()),
        ];
        let params = target.model.params.iter().map(|param| param.key.as_str());
        let own = recipe.params.keys().map(String::as_str);
        let all: Vec<&str> = VALUES.into_iter().chain(params).chain(own).collect();
        if let Some(way) = ways.get(way as usize) {
            for value in &all {
                let emits = target.emits(way, value).into_iter().flatten();
                names.extend(emits.map(|emit| (plain(&emit.to), (*value).to_owned())));
            }
        }
        let sent = sent(recipe);
        names.extend(
            all.iter()
                .skip(VALUES.len())
                .map(|key| (plain(key), (*key).to_owned())),
        );
        names.extend(recipe.extra.keys().map(|key| (plain(key), key.clone())));
        // What was sent is meant before what might have been: two values may share a field.
        names.sort_by_key(|(_, value)| !sent.contains(value));
        Self { names, sent }
    }

    /// Our name for what a server calls `name`: by its whole path, or by the path's end.
    pub fn field(&self, name: &str) -> Option<String> {
        let name = plain(name);
        let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
        let whole = self
            .names
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(&name));
        let by_end = || {
            let end = last(&name);
            self.names
                .iter()
                .find(|(known, _)| last(known).eq_ignore_ascii_case(&end))
        };
        whole.or_else(by_end).map(|(_, value)| value.clone())
    }

    /// The same, if it was in the request.
    pub fn sent(&self, name: &str) -> Option<String> {
        self.field(name).filter(|field| self.sent.contains(field))
    }

    /// The value whose field a sentence names in quotes.
    pub fn quoted(&self, words: &str) -> Option<String> {
        let parts = words.split(['\'', '"', '`', '“', '”']);
        parts.skip(1).step_by(2).find_map(|name| self.field(name))
    }

    /// The value that a sentence mentions first, of those that were sent.
    pub fn mentioned(&self, words: &str) -> Option<String> {
        let words = words.to_lowercase();
        let by_name = self.names.iter().filter_map(|(name, value)| {
            let at = whole_word(&words, &name.to_lowercase())?;
            Some((at, value.as_str()))
        });
        let spoken = SPOKEN
            .iter()
            .filter_map(|(word, value)| Some((words.find(word)?, *value)));
        by_name
            .chain(spoken)
            .filter(|(_, value)| self.sent.iter().any(|sent| sent == value))
            .min_by_key(|(at, _)| *at)
            .map(|(_, value)| value.to_owned())
    }
}

fn whole_word(words: &str, name: &str) -> Option<usize> {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    words
        .match_indices(name)
        .find(|(at, _)| {
            let before = words[..*at].chars().next_back().is_some_and(part);
            let after = words[at + name.len()..].chars().next().is_some_and(part);
            !before && !after && name.len() > 1
        })
        .map(|(at, _)| at)
}

/// `metadata[seed]`, `images[]`, `body.seconds` as dotted paths.
fn plain(name: &str) -> String {
    name.replace("[]", "")
        .replace('[', ".")
        .replace(']', "")
        .trim_start_matches("body.")
        .trim_matches('.')
        .to_owned()
}

fn sent(recipe: &Recipe) -> Vec<String> {
    let mut sent: Vec<String> = Vec::new();
    let mut add = |there: bool, name: &str| {
        if there && !sent.iter().any(|known| known == name) {
            sent.push(name.to_owned());
        }
    };
    add(recipe.seconds.is_some(), "seconds");
    let pixels = recipe.size.is_some();
    for name in ["size", "width", "height"] {
        add(pixels, name);
    }
    add(recipe.aspect.is_some(), "aspect");
    add(recipe.tier.is_some(), "tier");
    for role in [Role::First, Role::Last, Role::Reference] {
        let there = recipe.inputs.iter().any(|input| input.role == role);
        add(there, role.as_str());
    }
    for (key, value) in recipe.params.iter().chain(&recipe.extra) {
        add(!value.is_null(), key);
    }
    sent
}

/// A statement in the form that makes sense for its field; `None` where it makes none.
pub(super) fn form_for(field: &str, says: Says) -> Option<Says> {
    let picture = matches!(field, "first" | "last" | "reference");
    let frame = matches!(field, "size" | "aspect" | "tier");
    match says {
        // A picture as a text is its data URI; an object is the official one.
        Says::Written { form: Form::String } if picture => Some(Says::Written {
            form: Form::DataUri,
        }),
        Says::Written { form } => {
            let fits = picture == form.is_picture() && !(frame && form == Form::String);
            fits.then_some(Says::Written { form })
        }
        Says::OneOf { values } => {
            let numbers = values.iter().all(|value| number(value).is_some());
            let fits = !picture && (field != "seconds" || numbers);
            fits.then_some(Says::OneOf { values })
        }
        Says::Between { min, max } => (!picture && !frame).then_some(Says::Between { min, max }),
        says @ (Says::NotTaken
        | Says::Needed
        | Says::ExactPicture
        | Says::PictureBytes { .. }
        | Says::Way { .. }) => Some(says),
    }
}
