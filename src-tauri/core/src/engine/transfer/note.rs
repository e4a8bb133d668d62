//! The note beside a partial file: what it is part of, so that a later run knows whether it may go on, and when it is whole.
//!
//! A source is told by its origin and path alone. The query of a signed address is new each time it is given out; whether
//! the bytes behind it are still the same is for the validator to say (RFC 9110, 13.1.5).

use crate::{api::Resume, domain::sha256_hex, library::sync_parent};
use serde::{Deserialize, Serialize};
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};
use url::Url;

/// What the partial file is part of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PartNote {
    /// From [`source`], so that no address lies in a file.
    pub source: String,
    /// Under which it may be continued; `None`: only from its beginning.
    pub validator: Option<String>,
    /// Length of the whole, in bytes, once it is known.
    pub total: Option<u64>,
    /// Length of the whole, in bytes, where something of ours may stand behind it.
    #[serde(default)]
    pub film: Option<u64>,
}

impl PartNote {
    pub async fn write(&self, partial: &Path) -> io::Result<()> {
        let text = serde_json::to_vec(self).map_err(io::Error::other)?;
        fs_err::tokio::write(note_path(partial), text).await
    }
}

/// What of a download is here already.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::engine) enum Kept {
    /// Nothing that can be gone on with.
    Nothing,
    /// A beginning of what this source gives.
    Part(Resume),
    /// All of it: nobody needs to be asked.
    Whole,
}

/// The name of a source in the note.
pub(in crate::engine) fn source(url: &Url) -> String {
    let origin = url.origin().ascii_serialization();
    sha256_hex(format!("{origin}{}", url.path()).as_bytes())
}

/// What is here of a download from `source`; for a whole file it does not matter where it came from.
pub(in crate::engine) fn kept(partial: &Path, source: &str) -> Kept {
    let read = || {
        let length = fs_err::metadata(partial).ok()?.len();
        let note = fs_err::read(note_path(partial)).ok()?;
        Some((length, serde_json::from_slice::<PartNote>(&note).ok()?))
    };
    let Some((length, note)) = read().filter(|(length, _)| *length > 0) else {
        return Kept::Nothing;
    };
    if note.film.is_some_and(|film| length >= film) {
        return Kept::Whole;
    }
    match note.total {
        Some(total) if length == total => return Kept::Whole,
        Some(total) if length > total => return Kept::Nothing,
        Some(_) | None => {}
    }
    match note.validator {
        Some(validator) if note.source == source => Kept::Part(Resume {
            from: length,
            validator,
            total: note.total,
        }),
        Some(_) | None => Kept::Nothing,
    }
}

/// Whether all of a download is here.
pub(in crate::engine) fn is_whole(partial: &Path) -> bool {
    kept(partial, "") == Kept::Whole
}

/// Notes, safe on the disk, that all of the partial file is what came: what is put behind it can be taken away again.
pub(in crate::engine) fn seal(partial: &Path) -> io::Result<()> {
    let came = fs_err::OpenOptions::new().write(true).open(partial)?;
    came.sync_data()?;
    let length = came.metadata()?.len();
    let path = note_path(partial);
    let known = fs_err::read(&path).ok();
    let known = known.and_then(|text| serde_json::from_slice::<PartNote>(&text).ok());
    let note = PartNote {
        source: String::new(),
        validator: None,
        total: Some(length),
        film: Some(length),
    };
    let note = match known {
        Some(known) => PartNote {
            source: known.source,
            validator: known.validator,
            ..note
        },
        None => note,
    };
    // Whole or not at all: without its note, what came would have to be fetched again.
    let scratch = partial.with_extension("part.tmp");
    let mut file = fs_err::File::create(&scratch)?;
    file.write_all(&serde_json::to_vec(&note).map_err(io::Error::other)?)?;
    file.sync_all()?;
    fs_err::rename(&scratch, &path)?;
    sync_parent(&path)
}

/// Takes away what an attempt that was interrupted put behind what came.
pub(in crate::engine) fn unseal(partial: &Path) -> io::Result<()> {
    let note = fs_err::read(note_path(partial)).ok();
    let note = note.and_then(|text| serde_json::from_slice::<PartNote>(&text).ok());
    let Some(film) = note.and_then(|note| note.film) else {
        return Ok(());
    };
    let file = fs_err::OpenOptions::new().write(true).open(partial)?;
    if file.metadata()?.len() > film {
        file.set_len(film)?;
    }
    Ok(())
}

/// Forgets a partial file.
pub(in crate::engine) fn discard(partial: &Path) {
    for path in [partial.to_owned(), note_path(partial)] {
        if let Err(error) = fs_err::remove_file(path)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "a partial file stays behind");
        }
    }
}

fn note_path(partial: &Path) -> PathBuf {
    partial.with_extension("part.json")
}
