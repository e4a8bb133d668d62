//! Taking files away with their rows, whatever ends the program in between.
//!
//! Rows go first, so that no tile points to a file that is gone. What is to follow them is written down before, beside the
//! partial files; at the next start whatever stands there and has no row is taken away. Files that stand nowhere are never
//! touched: one without a row may be a clip whose history was restored from an older copy.

use super::{Engine, EngineError, blocking};
use crate::library::LibraryError;
use std::path::{Path, PathBuf};

const ENDING: &str = "removal.json";

impl Engine {
    /// Writes down, durably, which files lose their rows now.
    pub(super) async fn intend_removal(&self, files: Vec<String>) -> Result<PathBuf, EngineError> {
        let seed = crate::domain::BatchId::from_seed(self.inner.entropy.seed());
        let library = self.inner.library.clone();
        blocking(move || {
            let name = format!("partial/{seed}.{ENDING}");
            let text = serde_json::to_vec(&files).unwrap_or_default();
            library.write_atomic(&name, &text)?;
            Ok(library.resolve(&name)?)
        })
        .await
    }

    /// Takes away the files of a list that have no row, and then the list.
    pub(super) async fn remove_listed(&self, list: PathBuf) -> Result<(), EngineError> {
        let read = list.clone();
        let files = blocking(move || {
            let text = fs_err::read(read).map_err(LibraryError::from)?;
            // Only a list that was written whole has this name; one that cannot be read names nothing.
            Ok(serde_json::from_slice::<Vec<String>>(&text).unwrap_or_default())
        })
        .await?;
        let owned = self.inner.store.owned_files(files.clone()).await?;
        let library = self.inner.library.clone();
        blocking(move || {
            for file in files.iter().filter(|file| !owned.contains(file)) {
                library.remove(file)?;
            }
            Ok(fs_err::remove_file(list).map_err(LibraryError::from)?)
        })
        .await
    }

    /// Finishes what an earlier run began.
    pub(super) async fn finish_removals(&self) -> Result<(), EngineError> {
        let folder = self.inner.library.root().join("partial");
        let lists = blocking(move || Ok(lists(&folder).map_err(LibraryError::from)?)).await?;
        for list in lists {
            self.remove_listed(list).await?;
        }
        Ok(())
    }
}

fn lists(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs_err::read_dir(folder)? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(ENDING) {
            found.push(path);
        }
    }
    Ok(found)
}
