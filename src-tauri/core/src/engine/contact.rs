//! Contact sheets: pages that the window drew, as a file where the user wants it.

use super::{Engine, EngineError, blocking, recipes};
use crate::{
    dto::ErrorCode,
    library::{
        archive::ArchiveError,
        export::write_over,
        pages::{self, PagesKind},
        template::{self, numbered},
    },
};
use std::{
    io,
    path::{Path, PathBuf},
};

impl Engine {
    /// The name that is suggested for a contact sheet.
    pub async fn contact_name(&self, kind: PagesKind) -> Result<String, EngineError> {
        let day = self.inner.store.day_of(self.now()).await?;
        Ok(format!("contact-sheet-{day}.{}", kind.extension()))
    }

    /// Writes a contact sheet to `to`, over what the user chose to write over. Further pictures go beside it under names
    /// that are free.
    ///
    /// # Errors
    /// `PictureUnreadable` for pages that are none, `PlaceInLibrary`, `PlaceUnwritable`, `NoRoom`.
    pub async fn save_contact(
        &self,
        kind: PagesKind,
        pages: Vec<Vec<u8>>,
        to: PathBuf,
    ) -> Result<(), EngineError> {
        let library = self.inner.library.clone();
        blocking(move || {
            recipes::outside(&library, &to)?;
            let files = pages::files(kind, &pages);
            let files = files.ok_or_else(|| EngineError::refused(ErrorCode::PictureUnreadable))?;
            let needed = files.iter().map(|file| file.len() as u64).sum();
            for (at, file) in files.iter().enumerate() {
                let place = if at == 0 {
                    Ok(to.clone())
                } else {
                    beside(&to, kind)
                };
                place
                    .and_then(|place| write_over(&place, file))
                    .map_err(|error| ArchiveError::place(error, needed))?;
            }
            Ok(())
        })
        .await
    }
}

/// The next free name beside a file.
fn beside(file: &Path, kind: PagesKind) -> io::Result<PathBuf> {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    (2..=template::HIGHEST)
        .map(|number| file.with_file_name(numbered(&stem, kind.extension(), number)))
        .find(|path| fs_err::symlink_metadata(path).is_err())
        .ok_or_else(|| io::ErrorKind::AlreadyExists.into())
}
