//! Pictures that come in (slots of the composer) and pictures that we make (posters, filmstrips), by id and never by path.

use super::{Engine, EngineError, blocking};
use crate::{
    domain::{Asset, AssetId, AssetKind, InputSource, JobId, StagedId},
    dto::{ErrorCode, StagedPicture},
    library::{
        LibraryError,
        picture::{self, PictureError},
    },
    media_server::{MediaFile, MediaFiles},
};
use futures_util::future::BoxFuture;
use std::path::PathBuf;

/// Largest picture file that is read from disk.
const LARGEST_FILE: u64 = 64 << 20;
/// Largest still that a window may hand in.
const LARGEST_STILL: usize = 4 << 20;

/// The name by which a job's own picture can be asked for.
pub(super) fn input_name(job: &JobId, index: usize) -> String {
    format!("{job}.{index}")
}

impl Engine {
    /// Keeps a picture for a slot. `name` is shown to people and never used as a path.
    pub async fn stage(&self, name: String, bytes: Vec<u8>) -> Result<StagedPicture, EngineError> {
        let (staging, id) = (
            self.inner.staging.clone(),
            StagedId::from_seed(self.inner.entropy.seed()),
        );
        blocking(move || Ok(staging.stage(&name, &bytes, id)?)).await
    }

    /// Keeps a picture file for a slot.
    ///
    /// # Errors
    /// `PictureTooLarge` before reading a file over 64 MiB; `PictureUnreadable` for a folder or a file that is gone.
    pub async fn stage_file(&self, path: PathBuf) -> Result<StagedPicture, EngineError> {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let bytes = blocking(move || {
            let length = fs_err::metadata(&path)
                .map_err(|_| PictureError::Unreadable)?
                .len();
            if length > LARGEST_FILE {
                return Err(PictureError::TooLarge {
                    limit: "64 MiB".to_owned(),
                }
                .into());
            }
            Ok(fs_err::read(path).map_err(|_| PictureError::Unreadable)?)
        })
        .await?;
        self.stage(name, bytes).await
    }

    /// Brings a job's own picture back into a slot, with the bytes that were sent.
    pub async fn restage_input(
        &self,
        id: &JobId,
        index: usize,
    ) -> Result<StagedPicture, EngineError> {
        let job = self.job(id).await?;
        let gone = || EngineError::refused(ErrorCode::PictureGone);
        let input = job.recipe.inputs.get(index).ok_or_else(gone)?;
        let InputSource::Stored { file, .. } = &input.source else {
            return Err(gone());
        };
        let path = self.inner.library.resolve(file)?;
        let bytes = blocking(move || Ok(fs_err::read(path).map_err(LibraryError::from)?)).await?;
        self.stage(input.name.clone(), bytes).await
    }

    /// The staged picture of that id, if it is still there.
    pub async fn staged(&self, id: StagedId) -> Result<StagedPicture, EngineError> {
        let staging = self.inner.staging.clone();
        blocking(move || Ok(staging.load(&id)?.0)).await
    }

    /// Keeps a poster or filmstrip that a window made of a video.
    ///
    /// # Errors
    /// `PictureUnreadable` for bytes that are no picture, `PictureTooLarge` over 4 MiB, `NotFound` for a video that is gone.
    pub async fn store_still(
        &self,
        video: &AssetId,
        kind: AssetKind,
        bytes: Vec<u8>,
    ) -> Result<(), EngineError> {
        if kind == AssetKind::Video {
            return Err(EngineError::invalid("kind"));
        }
        if bytes.len() > LARGEST_STILL {
            return Err(PictureError::TooLarge {
                limit: "4 MiB".to_owned(),
            }
            .into());
        }
        let found = self.inner.store.asset(video.clone()).await?;
        let video = found.ok_or_else(|| EngineError::refused(ErrorCode::NotFound))?;
        let id = AssetId::from_seed(self.inner.entropy.seed());
        let (library, still) = (self.inner.library.clone(), id.clone());
        let (info, published) = blocking(move || {
            let info = picture::inspect(&bytes)?;
            // Two videos may have the same first frame; each row needs a file of its own.
            let file = format!("stills/{still}.{}", info.extension());
            Ok((info, library.write_atomic(&file, &bytes)?))
        })
        .await?;
        let asset = Asset {
            id,
            job: video.job.clone(),
            kind,
            file: published.file,
            mime: info.mime.to_owned(),
            bytes: published.bytes,
            sha256: published.sha256,
            width: Some(info.width),
            height: Some(info.height),
            seconds: None,
            fps: None,
            has_audio: None,
            created_at: self.now(),
        };
        let old = self.inner.store.replace_still(asset).await?;
        let library = self.inner.library.clone();
        blocking(move || {
            for file in old {
                library.remove(&file)?;
            }
            Ok(())
        })
        .await?;
        let job = self.job(&video.job).await?;
        self.announce(&[job]).await
    }

    async fn media_file(&self, id: &str) -> Option<MediaFile> {
        if let Some(asset) = self.inner.store.asset(AssetId::from_text(id)).await.ok()? {
            let path = self.inner.library.resolve(&asset.file).ok()?;
            return Some(MediaFile {
                path,
                mime: asset.mime,
            });
        }
        if let Some(path) = self.inner.staging.thumb_path(&StagedId::from_text(id)) {
            return Some(MediaFile {
                path,
                mime: picture::THUMBNAIL_MIME.to_owned(),
            });
        }
        let (job, index) = id.rsplit_once('.')?;
        let job = self.inner.store.job(JobId::from_text(job)).await.ok()??;
        let InputSource::Stored { file, mime, .. } =
            &job.recipe.inputs.get(index.parse::<usize>().ok()?)?.source
        else {
            return None;
        };
        let path = self.inner.library.resolve(file).ok()?;
        Some(MediaFile {
            path,
            mime: mime.clone(),
        })
    }
}

impl MediaFiles for Engine {
    fn find<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Option<MediaFile>> {
        Box::pin(self.media_file(id))
    }
}
