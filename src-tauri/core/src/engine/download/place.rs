//! Where an answer says that the result is; bytes that stand in an answer become the partial file.

use super::INLINE;
use crate::{
    api::wire,
    domain::{Job, Phase},
    engine::{Engine, EngineError, blocking, stills, transfer},
};
use base64::Engine as _;

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
            let compact: String = text.split_whitespace().collect();
            let Ok(bytes) = base64::engine::general_purpose::STANDARD.decode(compact) else {
                return Ok(false);
            };
            transfer::discard(&partial);
            let write = || {
                let mut file = fs_err::File::create(&partial)?;
                std::io::Write::write_all(&mut file, &bytes)?;
                file.sync_all()
            };
            write().map_err(crate::library::LibraryError::from)?;
            Ok(true)
        })
        .await
    }
}
