//! The user's own folder of descriptions: what a pasted page or a refusal taught is written there, one file a source.
//!
//! Must not know what is in a description.

use super::{Engine, EngineError, blocking};
use crate::{
    api::catalogue::{Catalogue, Overlay},
    dto::{AppEvent, ErrorCode},
    library::Library,
};
use std::sync::{Arc, PoisonError};

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

/// The shipped descriptions with the user's own from the library's folder `catalogue`.
pub(super) fn load_catalogue(library: &Library) -> Catalogue {
    let (overlay, errors) = Overlay::load(&library.root().join(CATALOGUE));
    for error in errors {
        tracing::warn!(%error, "a description of the user is left out");
    }
    Catalogue::shipped().with(overlay)
}
