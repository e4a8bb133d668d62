//! The user's own folder of descriptions: what a pasted page or a refusal taught is written there, one file a source, and so is
//! what the user writes by hand.
//!
//! Must not know what a description means.

use super::{Engine, EngineError, blocking};
use crate::{
    api::catalogue::{Catalogue, Overlay},
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
            let files = Overlay::files(&library.root().join(CATALOGUE));
            let files = files.iter().map(|file| described(file)).collect();
            Ok((files, load_catalogue(&library)))
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

fn described(file: &Path) -> DescriptionFile {
    let name = file.file_name().unwrap_or_default();
    let mut told = DescriptionFile {
        name: name.to_string_lossy().into_owned(),
        ..DescriptionFile::default()
    };
    match Overlay::read_file(file) {
        Ok(overlay) => {
            let titles = overlay.servers.into_iter().map(|server| server.title);
            told.servers = titles.collect();
            let models = overlay.models.into_iter();
            told.models = models
                .flat_map(|model| {
                    if model.names.is_empty() {
                        vec![model.pattern]
                    } else {
                        model.names
                    }
                })
                .collect();
            told.lessons = overlay.lessons.len();
        }
        Err(error) => told.error = Some(error),
    }
    told
}

/// The shipped descriptions with the user's own from the library's folder `catalogue`.
pub(super) fn load_catalogue(library: &Library) -> Catalogue {
    let (overlay, errors) = Overlay::load(&library.root().join(CATALOGUE));
    for error in errors {
        tracing::warn!(%error, "a description of the user is left out");
    }
    Catalogue::shipped().with(overlay)
}
