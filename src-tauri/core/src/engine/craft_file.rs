//! Presets and snippets as one JSON file: what is exported, imported, and kept beside the database.
//!
//! Never holds a key: a further field that looks like one is left out.

use super::EngineError;
use crate::{
    domain::wildcard,
    dto::{ErrorCode, Preset, PresetField, PresetSettings, Snippet},
    redaction,
    store::Craft,
};
use serde_json::{Map, Value, json};

/// The version that this program writes.
const VERSION: u64 = 1;
/// The member that says so, and by which the file is known.
const MARK: &str = "rushes_presets";
/// Longest name of a preset or a snippet, in characters.
const LONGEST_NAME: usize = 100;
/// Longest text of one value, in characters.
const LONGEST: usize = 32_000;
/// Most of anything in one file.
const MOST: usize = 1000;

/// Writes them. Ids are of this library, and stay here.
pub(super) fn written(craft: &Craft) -> String {
    let preset = |preset: &Preset| json!({ "name": preset.name, "settings": preset.settings });
    let presets: Vec<Value> = craft.presets.iter().map(preset).collect();
    let file = json!({ MARK: VERSION, "presets": presets, "snippets": craft.snippets });
    format!("{file:#}\n")
}

/// Reads them. The ids of what comes out are empty.
///
/// # Errors
/// `PresetsUnreadable`, `PresetsNewer`, `PresetInvalid` with the entry's name; all or nothing.
pub(super) fn read(text: &str) -> Result<Craft, EngineError> {
    let unreadable = || EngineError::refused(ErrorCode::PresetsUnreadable);
    let file: Map<String, Value> =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|_| unreadable())?;
    match file.get(MARK).and_then(Value::as_u64) {
        None | Some(0) => return Err(unreadable()),
        Some(VERSION) => {}
        Some(_) => return Err(EngineError::refused(ErrorCode::PresetsNewer)),
    }
    let list = |name: &str| match file.get(name) {
        None => Ok(&[][..]),
        Some(Value::Array(list)) if list.len() <= MOST => Ok(list.as_slice()),
        Some(_) => Err(unreadable()),
    };
    let entries = |name| -> Result<Vec<(String, &Value)>, EngineError> {
        let named = |(at, entry)| (name_of(entry, at), entry);
        Ok((1..).zip(list(name)?).map(named).collect())
    };
    let preset = |(name, entry): (String, &Value)| preset(entry).map_err(|why| bad(name, why));
    let snippet = |(name, entry): (String, &Value)| snippet(entry).map_err(|why| bad(name, why));
    Ok(Craft {
        presets: entries("presets")?
            .into_iter()
            .map(preset)
            .collect::<Result<_, _>>()?,
        snippets: entries("snippets")?
            .into_iter()
            .map(snippet)
            .collect::<Result<_, _>>()?,
    })
}

fn name_of(entry: &Value, at: usize) -> String {
    let name = entry.get("name").and_then(Value::as_str).map(str::trim);
    match name {
        Some(name) if !name.is_empty() => name.chars().take(LONGEST_NAME).collect(),
        Some(_) | None => format!("#{at}"),
    }
}

fn bad(name: String, why: String) -> EngineError {
    EngineError::Refused {
        code: ErrorCode::PresetInvalid,
        params: [("name".to_owned(), name), ("detail".to_owned(), why)].into(),
    }
}

fn preset(entry: &Value) -> Result<Preset, String> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Entry {
        name: String,
        settings: PresetSettings,
    }
    // A list would be read as settings of which nothing is said.
    if !entry.get("settings").is_some_and(Value::is_object) {
        return Err("settings".to_owned());
    }
    let Entry { name, settings } =
        serde_json::from_value(entry.clone()).map_err(|error| error.to_string())?;
    Ok(Preset {
        id: String::new(),
        name: sound_name(&name)?.to_owned(),
        settings: sound(settings)?,
    })
}

fn snippet(entry: &Value) -> Result<Snippet, String> {
    let snippet = serde_json::from_value(entry.clone()).map_err(|error| error.to_string())?;
    sound_snippet(snippet)
}

/// A name without blanks around it.
pub(super) fn sound_name(name: &str) -> Result<&str, String> {
    let name = name.trim();
    let fine = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(char::is_control);
    if fine {
        Ok(name)
    } else {
        Err("name".to_owned())
    }
}

/// A snippet that can be typed and inserted.
pub(super) fn sound_snippet(snippet: Snippet) -> Result<Snippet, String> {
    let name = snippet.name.trim();
    if !wildcard::is_name(name) {
        return Err("name".to_owned());
    }
    if snippet.text.trim().is_empty() || snippet.text.chars().count() > LONGEST {
        return Err("text".to_owned());
    }
    Ok(Snippet {
        name: name.to_owned(),
        ..snippet
    })
}

/// Settings that the form can have; the name of the field that it cannot.
pub(super) fn sound(mut settings: PresetSettings) -> Result<PresetSettings, String> {
    let field = |fine: bool, name: &str| if fine { Ok(()) } else { Err(name.to_owned()) };
    let short = |text: &str| text.chars().count() <= LONGEST;
    field(settings.takes <= super::create::MOST_TAKES, "takes")?;
    let seconds = settings.seconds.unwrap_or(1.0);
    field(
        seconds.is_finite() && seconds > 0.0 && seconds <= 3600.0,
        "seconds",
    )?;
    let side = |side: u32| (1..=16_384).contains(&side);
    field(
        settings
            .size
            .is_none_or(|size| side(size.width) && side(size.height)),
        "size",
    )?;
    field(short(&settings.model), "model")?;
    field(settings.prompt.as_deref().is_none_or(short), "prompt")?;
    field(
        settings.params.len() <= MOST && settings.params.values().all(|text| short(text)),
        "params",
    )?;
    field(
        settings.extra.len() <= MOST && settings.extra.iter().all(|one| short(&one.value)),
        "extra",
    )?;
    settings.extra.retain(|one| !secret(one));
    Ok(settings)
}

/// Whether a field looks like a key, by its name or by its value.
fn secret(field: &PresetField) -> bool {
    let mut members = Map::new();
    members.insert(field.name.trim().to_owned(), field.value.clone().into());
    let before = members.clone();
    redaction::redact_members(&mut members);
    members != before
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble(text: &str) -> (ErrorCode, String) {
        let error = read(text).expect_err("trouble").view();
        let name = error.params.get("name").cloned().unwrap_or_default();
        (error.code, name)
    }

    fn craft() -> Craft {
        let settings = PresetSettings {
            server_name: "desk".to_owned(),
            model: "sora-2".to_owned(),
            seconds: Some(8.0),
            takes: 2,
            ..PresetSettings::default()
        };
        Craft {
            presets: vec![Preset {
                id: String::new(),
                name: "竖屏 8 秒".to_owned(),
                settings,
            }],
            snippets: vec![Snippet {
                name: "film".to_owned(),
                text: "35 mm,\n\"grain\"".to_owned(),
            }],
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        assert_eq!(read(&written(&craft())).expect("it reads"), craft());
    }

    #[test]
    fn another_file_is_no_file_of_presets() {
        for text in [
            "",
            "[]",
            "{\"presets\": []}",
            "\u{0}",
            "{\"rushes_presets\": \"1\"}",
        ] {
            assert_eq!(trouble(text).0, ErrorCode::PresetsUnreadable, "{text}");
        }
    }

    #[test]
    fn a_file_of_a_newer_program_says_so() {
        let text = r#"{"rushes_presets": 2, "presets": 7}"#;
        assert_eq!(trouble(text).0, ErrorCode::PresetsNewer);
    }

    #[test]
    fn an_entry_that_cannot_be_used_is_named() {
        let with = |settings: Value| json!({ MARK: 1, "presets": [{ "name": "a", "settings": {} }, { "name": "b", "settings": settings }] });
        for settings in [
            json!({ "takes": 9 }),
            json!({ "seconds": -1 }),
            json!({ "size": { "width": 0, "height": 5 } }),
            json!({ "path": "/home/me" }),
            json!([]),
        ] {
            let text = with(settings).to_string();
            assert_eq!(trouble(&text), (ErrorCode::PresetInvalid, "b".to_owned()));
        }
        let text = json!({ MARK: 1, "snippets": [{ "text": "x" }] }).to_string();
        assert_eq!(trouble(&text), (ErrorCode::PresetInvalid, "#1".to_owned()));
    }

    #[test]
    fn a_field_that_looks_like_a_key_is_left_out() {
        let field = |name: &str, value: &str| PresetField {
            name: name.to_owned(),
            value: value.to_owned(),
        };
        let settings = PresetSettings {
            extra: vec![
                field("api_key", "secret"),
                field("note", "sk-proj-0123456789abcdef0123456789"),
                field("style", "anime"),
            ],
            ..PresetSettings::default()
        };
        let kept = sound(settings).expect("sound").extra;
        assert_eq!(kept, [field("style", "anime")]);
    }
}
