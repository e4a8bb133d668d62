//! What helps with writing: prompts that were used, sets of settings, pieces of text, and lists to draw from.

use crate::domain::{ServerId, Size, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// A prompt that was used, as it is written in the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct UsedPrompt {
    /// The text.
    pub text: String,
    /// When it was used last.
    pub used_at: Timestamp,
    /// Whether the user marked it: it stays however long ago that is.
    pub favourite: bool,
}

/// A named set of settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct Preset {
    /// Our id.
    pub id: String,
    /// The user's name for it.
    pub name: String,
    /// The settings.
    pub settings: PresetSettings,
}

/// A preset to keep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct PresetDraft {
    /// The preset to change; `None`: a new one.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
    /// The settings.
    pub settings: PresetSettings,
    /// Where in the list it stood that comes back; `None`: where it is, or at the end.
    pub place: Option<u32>,
}

/// What a preset holds: what stands in the form beside the pictures, as it is typed there.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(default, deny_unknown_fields)]
pub struct PresetSettings {
    /// The server, by our id of it.
    pub server: Option<ServerId>,
    /// Its name, for another library.
    pub server_name: String,
    /// The model; empty: the server's own choice.
    pub model: String,
    /// The prompt as it is written in the form; `None`: the preset leaves it alone.
    pub prompt: Option<String>,
    /// Size in pixels.
    pub size: Option<Size>,
    /// Shape.
    pub aspect: Option<String>,
    /// Tier.
    pub tier: Option<String>,
    /// Length in seconds.
    pub seconds: Option<f64>,
    /// How many takes; 0: as many as there are.
    pub takes: u32,
    /// Parameters by their keys.
    #[ts(type = "Record<string, string>")]
    pub params: BTreeMap<String, String>,
    /// Further fields.
    pub extra: Vec<PresetField>,
    /// Further values of each field.
    #[ts(type = "Record<string, string[]>")]
    pub also: BTreeMap<String, Vec<String>>,
}

/// A further field of a preset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(deny_unknown_fields)]
pub struct PresetField {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A named piece of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(deny_unknown_fields)]
pub struct Snippet {
    /// What is typed for it: letters, digits, `-` and `_`.
    pub name: String,
    /// The text.
    pub text: String,
}

/// A list that `__name__` draws from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct WildcardView {
    /// Its name.
    pub name: String,
    /// How many lines it has.
    pub lines: u32,
}

/// What an import of presets brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct PresetsImported {
    /// New presets.
    pub presets: u32,
    /// New snippets.
    pub snippets: u32,
    /// What was here already.
    pub known: u32,
}

/// A request before it is sent, as code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct PreviewView {
    /// As a cURL command.
    pub curl: String,
    /// As a program in Python.
    pub python: String,
    /// Whether that program needs the package `openai`; otherwise Python alone.
    pub sdk: bool,
    /// The prompt as it would be sent.
    pub prompt: String,
    /// Whether something in it was drawn: Create draws anew.
    pub drawn: bool,
}

/// A language in which a request is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A command for a shell.
    Curl,
    /// A program in Python.
    Python,
}
