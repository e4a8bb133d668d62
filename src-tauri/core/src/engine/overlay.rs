//! The user's own folder of descriptions: what a pasted page or a refusal taught is written there, one file a source, and so is
//! what the user writes by hand.
//!
//! Must not know what a description means.

use super::{Engine, EngineError, blocking};
use crate::domain::catalogue::{Catalogue, Overlay};
use crate::{
    dto::{AppEvent, DescriptionFile, ErrorCode},
    library::{Library, LibraryError},
};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError},
};

/// Folder of the library with the user's own descriptions.
pub(super) const CATALOGUE: &str = "catalogue";

impl Engine {
    /// Writes one file of the folder and begins to use it; an overlay that says nothing takes the file away.
    pub(super) async fn write_overlay(
        &self,
        name: &str,
        overlay: &Overlay,
    ) -> Result<(), EngineError> {
        let text = serde_json::to_vec_pretty(overlay)
            .map_err(|_| EngineError::refused(ErrorCode::Internal))?;
        let empty = *overlay == Overlay::default();
        let (library, file) = (
            self.inner.library.clone(),
            format!("{CATALOGUE}/{name}.json"),
        );
        let catalogue = blocking(move || {
            if empty {
                library.remove(&file)?;
            } else {
                library.write_atomic(&file, &text)?;
            }
            Ok(load_catalogue(&library))
        })
        .await?;
        self.use_catalogue(catalogue).await
    }

    /// Reads the folder anew, begins to use what stands there, and tells what each file of it describes.
    ///
    /// # Errors
    /// Only of the history: a file that cannot be read says so in its entry.
    pub async fn descriptions(&self) -> Result<Vec<DescriptionFile>, EngineError> {
        let library = self.inner.library.clone();
        let (files, catalogue) = blocking(move || {
            let read = Overlay::each(&library.root().join(CATALOGUE));
            let files = read.iter().map(|(file, read)| described(file, read));
            Ok((files.collect(), of(read)))
        })
        .await?;
        self.use_catalogue(catalogue).await?;
        Ok(files)
    }

    /// The folder itself, made where it is missing.
    ///
    /// # Errors
    /// It cannot be made.
    pub async fn descriptions_folder(&self) -> Result<PathBuf, EngineError> {
        let folder = self.inner.library.root().join(CATALOGUE);
        blocking(move || {
            fs_err::create_dir_all(&folder).map_err(LibraryError::from)?;
            Ok(folder)
        })
        .await
    }

    async fn use_catalogue(&self, catalogue: Catalogue) -> Result<(), EngineError> {
        *self
            .inner
            .catalogue
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(catalogue);
        let servers = self.servers().await?;
        self.emit(AppEvent::Servers { servers });
        Ok(())
    }
}

fn described(file: &Path, read: &Result<Overlay, String>) -> DescriptionFile {
    let name = file.file_name().unwrap_or_default();
    let mut told = DescriptionFile {
        name: name.to_string_lossy().into_owned(),
        ..DescriptionFile::default()
    };
    match read {
        Ok(overlay) => {
            let titles = overlay.servers.iter().map(|server| server.title.clone());
            told.servers = titles.collect();
            for model in &overlay.models {
                if model.names.is_empty() {
                    told.models.push(model.pattern.clone());
                }
                told.models.extend_from_slice(&model.names);
            }
            told.lessons = overlay.lessons.len();
        }
        Err(error) => told.error = Some(error.clone()),
    }
    told
}

/// The shipped descriptions with the user's own from the library's folder `catalogue`.
pub(super) fn load_catalogue(library: &Library) -> Catalogue {
    of(Overlay::each(&library.root().join(CATALOGUE)))
}

/// The shipped descriptions with those that could be read.
fn of(read: Vec<(PathBuf, Result<Overlay, String>)>) -> Catalogue {
    let overlays = read.into_iter().filter_map(|(file, read)| {
        read.inspect_err(|error| {
            tracing::warn!(file = %file.display(), %error, "a description of the user is left out");
        })
        .ok()
    });
    Catalogue::shipped().with(Overlay::together(overlays))
}
