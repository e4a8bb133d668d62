//! The user's own descriptions: files that win over those that ship and that no update touches.
//!
//! One file is `{"servers": […], "models": […]}` in the form of `core/data/catalogue.schema.json`.

use super::{Lesson, ModelDescription, ServerDescription};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Largest file that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// Descriptions of one file, or of all of them together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Overlay {
    /// Kinds of servers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub servers: Vec<ServerDescription>,
    /// Models.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<ModelDescription>,
    /// What refusals taught about single models; written by Rushes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lessons: Vec<Lesson>,
}

impl Overlay {
    /// Reads one file's text.
    ///
    /// # Errors
    /// What is wrong, in words for whoever wrote the file.
    pub fn read(text: &str) -> Result<Self, String> {
        let overlay: Self = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| error.to_string())?;
        for server in &overlay.servers {
            if server.ways.is_empty() {
                return Err(format!("server `{}` has no ways", server.id));
            }
        }
        for model in &overlay.models {
            regex_lite::Regex::new(&model.pattern)
                .map_err(|error| format!("`{}`: {error}", model.pattern))?;
        }
        Ok(overlay)
    }

    /// What each `*.json` file of a folder says, in the order of their names; a folder that is not there holds none.
    ///
    /// In place of what is no overlay: what is wrong with it, in words for whoever wrote it.
    pub fn each(folder: &Path) -> Vec<(PathBuf, Result<Self, String>)> {
        let mut files: Vec<PathBuf> = fs_err::read_dir(folder)
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| {
                path.extension()
                    .is_some_and(|extension| extension == "json")
            })
            .collect();
        files.sort();
        let read = files.into_iter().map(|file| {
            let overlay = read_file(&file);
            (file, overlay)
        });
        read.collect()
    }

    /// Several as one, in their order.
    pub fn together(overlays: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::default();
        for mut overlay in overlays {
            all.servers.append(&mut overlay.servers);
            all.models.append(&mut overlay.models);
            all.lessons.append(&mut overlay.lessons);
        }
        all
    }
}

fn read_file(file: &Path) -> Result<Overlay, String> {
    let length = fs_err::metadata(file)
        .map_err(|error| error.to_string())?
        .len();
    if length > LARGEST {
        return Err(format!("larger than {} MiB", LARGEST >> 20));
    }
    Overlay::read(&fs_err::read_to_string(file).map_err(|error| error.to_string())?)
}
