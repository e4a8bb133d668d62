//! From the partial file to a file under its final name, and the row that points to it: file first, row second.

use super::attempt::Log;
use crate::{
    domain::{Asset, AssetId, AssetKind, Event, Job, JobError, ReceiptEntry, Received, Timestamp},
    dto::ErrorCode,
    engine::{
        Engine, EngineError, blocking,
        change::{Change, step},
        recipes,
        submit::view_error,
        transfer,
    },
    failpoint::{self, Point},
    library::{Library, LibraryError, Published, probe, recipe_box},
};
use std::path::Path;

impl Engine {
    /// Checks the partial file, gives it its final name, and commits the row.
    pub(super) async fn publish(&self, job: &Job, log: Log) -> Result<(), EngineError> {
        let (library, named) = (self.inner.library.clone(), job.clone());
        let id = AssetId::from_seed(self.inner.entropy.seed());
        let now = self.now();
        let with_recipe = self.settings().await?.recipe_in_files.0;
        match blocking(move || publish_file(&library, &named, id, now, with_recipe)).await {
            Ok(Ok((asset, received))) => self.published(job, asset, received, log.receipts).await,
            Ok(Err(error)) => self.interrupted(job, &error, log).await,
            // The disk, not the file: what came stays, and is tried again.
            Err(error @ EngineError::Library(_)) => {
                let error = view_error(&error);
                self.interrupted(job, &error, log).await
            }
            Err(error) => Err(error),
        }
    }

    /// Commits a file that has its final name.
    pub(in crate::engine) async fn published(
        &self,
        job: &Job,
        asset: Asset,
        received: Option<Received>,
        mut receipts: Vec<ReceiptEntry>,
    ) -> Result<(), EngineError> {
        let now = self.now();
        let before = self.inner.store.assets_of(vec![job.id.clone()]).await?;
        receipts.push(self.delivery(&asset, received).await);
        failpoint::reach(Point::BeforeRow);
        self.surely(&job.id, |job| {
            step(job, Event::Published, now)?;
            job.error = None;
            job.download_misses = 0;
            job.result_url = None;
            Ok(Change {
                receipts: receipts.clone(),
                assets: vec![asset.clone()],
                ..Change::default()
            })
        })
        .await?;
        failpoint::reach(Point::RowWritten);
        let old = before.into_iter().map(|old| (old.kind, old.file));
        let replaced = old.filter(|(kind, file)| *kind == asset.kind && *file != asset.file);
        self.put_away(replaced.map(|(_, file)| file).collect())
            .await
    }

    /// Takes away the files in whose place another one came, as far as they are broken. A video that can still be read was
    /// paid for, and stays in the folder also where a server gives another one today.
    async fn put_away(&self, files: Vec<String>) -> Result<(), EngineError> {
        let owned = self.inner.store.owned_files(files.clone()).await?;
        let library = self.inner.library.clone();
        blocking(move || {
            for file in files.iter().filter(|file| !owned.contains(file)) {
                if probe::probe(&library.resolve(file)?).is_err() {
                    library.remove(file)?;
                }
            }
            Ok(())
        })
        .await
    }
}

/// Checks and publishes; the inner error is about the file, the outer one about the disk.
fn publish_file(
    library: &Library,
    job: &Job,
    id: AssetId,
    now: Timestamp,
    with_recipe: bool,
) -> Result<Result<(Asset, Option<Received>), JobError>, EngineError> {
    let partial = library.partial(&job.id);
    transfer::unseal(&partial).map_err(LibraryError::from)?;
    let media = match probe::probe(&partial) {
        Ok(media) => media,
        Err(probe::ProbeError::Io(error)) => {
            return Err(LibraryError::from(error).into());
        }
        Err(
            error @ (probe::ProbeError::NotMedia
            | probe::ProbeError::Incomplete(_)
            | probe::ProbeError::Damaged(_)),
        ) => {
            transfer::discard(&partial);
            return Ok(Err(JobError {
                code: ErrorCode::FileBroken,
                message: Some(error.to_string()),
                http_status: None,
            }));
        }
    };
    let extension = media.kind.extension();
    let name = Library::final_name(&job.id, &job.recipe.prompt, job.created_at, extension);
    let tail = if with_recipe {
        put_recipe(&partial, job)?
    } else {
        Vec::new()
    };
    let mut published = library.publish(&partial, &name, &tail)?;
    transfer::discard(&partial);
    let received = published.received.take();
    Ok(Ok((video_asset(job, id, published, &media, now), received)))
}

/// Puts the recipe behind a video that may have one, and tells what it put there. What came is marked first, so that an
/// attempt that is interrupted here changes nothing of it.
fn put_recipe(partial: &Path, job: &Job) -> Result<Vec<u8>, LibraryError> {
    let tail = recipes::tail(job);
    if tail.is_empty() || !recipe_box::may_follow(partial)? {
        return Ok(Vec::new());
    }
    transfer::seal(partial)?;
    recipe_box::append(partial, &tail)?;
    Ok(tail)
}

/// The row of a published video.
pub(in crate::engine) fn video_asset(
    job: &Job,
    id: AssetId,
    published: Published,
    media: &probe::Media,
    now: Timestamp,
) -> Asset {
    Asset {
        id,
        job: job.id.clone(),
        kind: AssetKind::Video,
        file: published.file,
        mime: media.kind.mime().to_owned(),
        bytes: published.bytes,
        sha256: published.sha256,
        width: media.width,
        height: media.height,
        seconds: media.seconds,
        fps: media.fps,
        has_audio: media.has_audio,
        created_at: now,
    }
}
