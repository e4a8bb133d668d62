//! Where an answer says that the result is; bytes that stand in an answer become the partial file.

use super::INLINE;
use crate::{
    api::wire,
    domain::{Job, Phase},
    engine::{Engine, EngineError, blocking, stills, transfer},
    failpoint::{self, Point},
    library::{LibraryError, probe, sync_parent},
};
use base64::{engine::general_purpose::STANDARD, read::DecoderReader};
use std::{
    io,
    path::{Path, PathBuf},
};

impl Engine {
    /// Where an answer says that the result is, as an absolute address. Inline bytes go straight into the partial file.
    pub(in crate::engine) async fn place_of_result(
        &self,
        job: &Job,
        body: &[u8],
    ) -> Result<Option<String>, EngineError> {
        let Some(value) = wire::parse(body) else {
            return Ok(None);
        };
        if wire::read(&value).phase != Some(Phase::Done) {
            return Ok(None);
        }
        if job.output == 0
            && let Some(cover) = stills::cover(body, &job.target.server.base_url)
        {
            self.live().covers.insert(job.id.clone(), cover);
        }
        // The first result is everybody's; the others have their own.
        let place = match job.output {
            0 => wire::result(&value),
            output => wire::results(&value).into_iter().nth(output as usize),
        };
        match place {
            None => Ok(None),
            Some(wire::Place::Address(text)) => {
                let base = self.base(&job.target, &job.server).await?;
                Ok(base.join(&text).ok().map(|url| url.to_string()))
            }
            Some(wire::Place::Inline(text)) => {
                let written = self.keep_inline(job, text).await?;
                Ok(written.then(|| INLINE.to_owned()))
            }
        }
    }

    /// Bytes that came as Base64 inside an answer become the partial file, safe on the disk. `false`: they are no Base64.
    pub(super) async fn keep_inline(&self, job: &Job, text: String) -> Result<bool, EngineError> {
        let partial = self.inner.library.partial(&job.id);
        blocking(move || {
            // Beside it first: what is no Base64 must not take the place of what came before. Piece by piece: it can be large.
            let scratch = beside(&partial);
            let written = decode_into(&scratch, &text);
            if !matches!(written, Ok(true)) {
                // Best effort: a leftover is swept at the next start.
                fs_err::remove_file(&scratch).ok();
                return Ok(written.map_err(LibraryError::from)?);
            }
            take_over(&scratch, &partial)?;
            Ok(true)
        })
        .await
    }
}

/// Where bytes of an answer are written before they are the partial file.
fn beside(partial: &Path) -> PathBuf {
    partial.with_extension("tmp")
}

fn take_over(scratch: &Path, partial: &Path) -> Result<(), LibraryError> {
    transfer::discard(partial);
    failpoint::reach(Point::InlineSafe);
    fs_err::rename(scratch, partial).and_then(|()| sync_parent(partial))?;
    Ok(())
}

/// Gives the bytes of an answer their place, if a crash came between the last of them and that. They are paid for, and here alone.
///
/// # Errors
/// The system says so.
pub(in crate::engine) fn finish_inline(partial: &Path) -> Result<(), LibraryError> {
    let scratch = beside(partial);
    if probe::probe(&scratch).is_ok() {
        take_over(&scratch, partial)?;
    }
    Ok(())
}

/// `false`: the text is no Base64.
fn decode_into(path: &Path, text: &str) -> io::Result<bool> {
    let mut decoder = DecoderReader::new(text.as_bytes(), &STANDARD);
    let mut file = fs_err::File::create(path)?;
    match io::copy(&mut decoder, &mut file) {
        Ok(_) => {
            failpoint::room(Point::InlineWritten)?;
            file.sync_all().map(|()| true)
        }
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(false),
        Err(error) => Err(error),
    }
}
