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

/// A file that is no overlay. It is left out; the others count.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", file.display())]
pub struct OverlayError {
    /// The file.
    pub file: PathBuf,
    /// What is wrong with it, with line and column where there are some.
    pub reason: String,
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

    /// All `*.json` files of a folder, in the order of their names; a folder that is not there holds none.
    pub fn files(folder: &Path) -> Vec<PathBuf> {
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
        files
    }

    /// All files of a folder as one overlay, and those that are none.
    pub fn load(folder: &Path) -> (Self, Vec<OverlayError>) {
        let (mut all, mut errors) = (Self::default(), Vec::new());
        for file in Self::files(folder) {
            match Self::read_file(&file) {
                Ok(mut overlay) => {
                    all.servers.append(&mut overlay.servers);
                    all.models.append(&mut overlay.models);
                    all.lessons.append(&mut overlay.lessons);
                }
                Err(reason) => errors.push(OverlayError { file, reason }),
            }
        }
        (all, errors)
    }

    /// Reads one file.
    ///
    /// # Errors
    /// What is wrong, in words for whoever wrote it.
    pub fn read_file(file: &Path) -> Result<Self, String> {
        let length = fs_err::metadata(file)
            .map_err(|error| error.to_string())?
            .len();
        if length > LARGEST {
            return Err(format!("larger than {} MiB", LARGEST >> 20));
        }
        Self::read(&fs_err::read_to_string(file).map_err(|error| error.to_string())?)
    }
}
