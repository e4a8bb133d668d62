//! Posters and filmstrips that a server serves beside its video (`wire.md` 1.3): asked for once a video is here, so that
//! the window need not make them.
//!
//! Never in the way: whatever goes wrong, the window makes its own. An answer that is no picture is how many servers say
//! that they have none (`wire.md` 7.7); then they are not asked again.

use super::{Engine, EngineError, blocking, outputs::indexed};
use crate::{
    api::{self, Access, Fault, Reply, Source, wire},
    domain::{AssetId, AssetKind, Capability, Job},
    library::picture,
};
use bytes::BytesMut;
use futures_util::StreamExt;
use std::time::Duration;
use url::Url;

/// Largest still that is read.
const LARGEST: usize = 4 << 20;
/// How long one still may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// Bytes after which something that is no picture is given up.
const HEAD: usize = 64;

impl Engine {
    /// Asks for what the server offers beside a video that was just published. Trouble is logged and never shown.
    pub(super) async fn fetch_stills(&self, job: &Job, cover: Option<Url>) {
        if !self.keeps_stills().await {
            return;
        }
        for (capability, kind) in [
            (Capability::Thumbnail, AssetKind::Poster),
            (Capability::Spritesheet, AssetKind::Filmstrip),
        ] {
            let named = cover.clone().filter(|_| kind == AssetKind::Poster);
            if let Err(error) = self.fetch_still(job, capability, kind, named).await {
                tracing::debug!(job = %job.id, %error, "no still came");
            }
        }
    }

    /// Whether the user wants them. Where that cannot be read, none is made.
    pub(super) async fn keeps_stills(&self) -> bool {
        let settings = self.settings().await;
        settings.is_ok_and(|settings| settings.thumbnails.0)
    }

    /// Takes all of them away. They can be made again, as long as their videos are here.
    pub(super) async fn drop_stills(&self) -> Result<(), EngineError> {
        let files = self.inner.store.drop_stills().await?;
        let library = self.inner.library.clone();
        // What a crash leaves here is swept at the next start.
        blocking(move || Ok(files.iter().try_for_each(|file| library.remove(file))?)).await
    }

    async fn fetch_still(
        &self,
        job: &Job,
        capability: Capability,
        kind: AssetKind,
        named: Option<Url>,
    ) -> Result<(), EngineError> {
        let assets = self.inner.store.assets_of(vec![job.id.clone()]).await?;
        let Some(video) = assets.iter().find(|asset| asset.kind == AssetKind::Video) else {
            return Ok(());
        };
        let made = assets.iter().any(|asset| asset.kind == kind);
        if made || !video.mime.starts_with("video/") {
            return Ok(());
        }
        let access = self.access(&job.target, &job.server).await?;
        if let Some(url) = named
            && let Some(bytes) = self.still(&access, Source::Named(url)).await.1
        {
            return self
                .keep_still(&video.id, kind, bytes, (video.width, video.height))
                .await;
        }
        let Some(url) = self.variant(job, &access, capability).await? else {
            return Ok(());
        };
        let (status, bytes) = self.still(&access, Source::Endpoint(url)).await;
        match (status, bytes) {
            (Some(_), Some(bytes)) => {
                self.learn_still(job, capability, true).await?;
                self.keep_still(&video.id, kind, bytes, (video.width, video.height))
                    .await
            }
            // An answer of success that is no picture, or a refusal of the variant: there is none here.
            (Some(200..=299 | 400 | 404 | 405 | 422 | 501), None) => {
                self.learn_still(job, capability, false).await
            }
            (_, None) | (None, Some(_)) => Ok(()),
        }
    }

    /// The address of a variant, where the description has one and the server did not turn out to lack it.
    async fn variant(
        &self,
        job: &Job,
        access: &Access,
        capability: Capability,
    ) -> Result<Option<Url>, EngineError> {
        let paths = &job.target.description.paths;
        let query = super::capabilities::path(paths, capability);
        let (Some(query), Some(content), Some(remote)) = (query, &paths.content, &job.remote_id)
        else {
            return Ok(None);
        };
        let known = self.inner.store.capabilities(job.server.clone()).await?;
        if known.contains(&(capability, false)) {
            return Ok(None);
        }
        let mut url = api::address(&access.base, content, Some(remote));
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            url.query_pairs_mut().append_pair(&name, &value);
        }
        Ok(Some(indexed(url, job.output)))
    }

    /// The status of the answer, and its bytes if they are a picture. A still is not worth a long wait.
    async fn still(&self, access: &Access, source: Source) -> (Option<u16>, Option<Vec<u8>>) {
        let read = self.read_still(access, source);
        tokio::time::timeout(PATIENCE, read)
            .await
            .unwrap_or_default()
    }

    async fn read_still(&self, access: &Access, source: Source) -> (Option<u16>, Option<Vec<u8>>) {
        let (_, opened) = self.api().content(access, &source, None).await;
        let Ok(content) = opened else {
            return (None, None);
        };
        let status = content.status;
        if !(200..300).contains(&status) {
            return (Some(status), None);
        }
        let mut bytes = BytesMut::new();
        let mut body = content.body;
        while let Some(chunk) = body.next().await {
            let chunk: Result<_, Fault> = chunk;
            let Ok(chunk) = chunk else {
                return (None, None);
            };
            bytes.extend_from_slice(&chunk);
            let looks = bytes.len() < HEAD || picture::looks_like_one(&bytes);
            if !looks || bytes.len() > LARGEST {
                return (Some(status), None);
            }
        }
        let picture = picture::looks_like_one(&bytes).then(|| bytes.to_vec());
        (Some(status), picture)
    }

    async fn keep_still(
        &self,
        video: &AssetId,
        kind: AssetKind,
        bytes: Vec<u8>,
        frame: (Option<u32>, Option<u32>),
    ) -> Result<(), EngineError> {
        let bytes = match (kind, frame) {
            (AssetKind::Filmstrip, (Some(width), Some(height))) => {
                blocking(move || Ok(picture::strip_of(&bytes, width, height)?)).await?
            }
            // Without the video's shape nobody can say where a frame of the sheet ends.
            (AssetKind::Filmstrip, _) => return Ok(()),
            (AssetKind::Poster | AssetKind::Video, _) => {
                blocking(move || Ok(picture::thumbnail(&bytes)?)).await?
            }
        };
        self.store_still(video, kind, bytes).await
    }

    async fn learn_still(
        &self,
        job: &Job,
        capability: Capability,
        present: bool,
    ) -> Result<(), EngineError> {
        let reply = Reply {
            status: if present { 200 } else { 501 },
            body: bytes::Bytes::new(),
            wait: None,
            location: None,
        };
        self.learn(&job.server, capability, &reply).await
    }
}

/// The still that an answer names beside its result, as an absolute address.
pub(super) fn cover(body: &[u8], base: &Url) -> Option<Url> {
    let value = wire::parse(body)?;
    let stills = wire::stills(&value);
    let (_, text) = stills
        .into_iter()
        .find(|(kind, _)| *kind == wire::Still::Cover)?;
    base.join(&text).ok()
}
