//! Pictures that come in (slots of the composer) and pictures that we make (posters, filmstrips), by id and never by path.

use super::{Engine, EngineError, blocking, create::wish_of};
use crate::{
    api::{Access, Source},
    domain::{Asset, AssetId, AssetKind, InputSource, JobId, StagedId},
    dto::{ErrorCode, FitRequest, FittedView, StagedPicture},
    library::{
        LibraryError,
        picture::{self, MAX_BYTES, PictureError},
        staging::StageError,
    },
    media_server::{MediaFile, MediaFiles},
};
use base64::Engine as _;
use futures_util::{StreamExt, future::BoxFuture};
use std::{
    collections::HashMap,
    io::Read as _,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use url::Url;

/// How long a picture may take to come from its address.
const PATIENCE: Duration = Duration::from_secs(60);
/// Longest text that is looked at as the name of a file or an address; a `data:` address may be longer.
const LONGEST_NAME: usize = 8 << 10;
/// How long a decoded picture stays in memory after somebody last asked for it.
const REST: Duration = Duration::from_secs(20);
/// What a picture without a name is called.
const NAMELESS: &str = "picture";
/// Largest still that a window may hand in.
const LARGEST_STILL: usize = 4 << 20;

/// The name by which a job's own picture can be asked for.
pub(super) fn input_name(job: &JobId, index: usize) -> String {
    format!("{job}.{index}")
}

/// Who asks how a picture will be sent: only the newest question about a picture is answered.
#[derive(Default)]
pub(super) struct Fits {
    /// One at a time: a photograph takes some hundred megabytes while it is decoded.
    turn: tokio::sync::Mutex<()>,
    newest: Mutex<HashMap<StagedId, u64>>,
    /// How often the memory of a decoded picture was asked for.
    uses: Arc<AtomicU64>,
}

impl Fits {
    fn ticket(&self, id: &StagedId) -> u64 {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let ticket = newest.entry(id.clone()).or_default();
        *ticket += 1;
        *ticket
    }

    fn is_newest(&self, id: &StagedId, ticket: u64) -> bool {
        let newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        newest.get(id) == Some(&ticket)
    }
}

impl Engine {
    /// How a staged picture will be sent. `None`: something else was asked about it meanwhile, and that is what counts.
    ///
    /// # Errors
    /// What [`Engine::create_jobs`] would say of this picture.
    pub async fn fit_picture(&self, asked: FitRequest) -> Result<Option<FittedView>, EngineError> {
        let Some(id) = asked.input.staged.clone() else {
            return Err(EngineError::invalid("inputs"));
        };
        let ticket = self.inner.fits.ticket(&id);
        let server = self.server(&asked.server).await?;
        let rule = self.catalogue().target(&server, &asked.model).model.images;
        let wish = wish_of(&asked.input, asked.size, &rule);
        let _turn = self.inner.fits.turn.lock().await;
        let engine = self.clone();
        self.forget_pixels_soon();
        let ready = blocking(move || {
            let wanted = || engine.inner.fits.is_newest(&id, ticket);
            if !wanted() {
                return Ok(None);
            }
            match engine.inner.staging.fitted(&id, &wish, &wanted) {
                Ok((_, ready)) => Ok(Some(ready)),
                Err(StageError::Picture(PictureError::Unwanted)) => Ok(None),
                Err(error) => Err(error.into()),
            }
        });
        Ok(ready.await?.map(|ready| FittedView {
            media: ready.media,
            width: ready.fitted.width,
            height: ready.fitted.height,
            bytes: ready.fitted.bytes.len() as u64,
            mime: ready.fitted.mime.to_owned(),
            quality: ready.fitted.quality,
            smaller: ready.fitted.smaller,
            max_bytes: (rule.max_bytes > 0).then_some(rule.max_bytes),
        }))
    }

    /// Keeps the picture that a dropped or pasted text names: a path, or a `file:`, `http:`, `https:` or `data:` address.
    /// `None`: it names none.
    ///
    /// # Errors
    /// Those of [`Engine::stage_file`] and [`Engine::stage_address`].
    pub async fn stage_named(&self, text: &str) -> Result<Option<StagedPicture>, EngineError> {
        let Some(line) = first_line(text) else {
            return Ok(None);
        };
        if Path::new(line).is_absolute() {
            return self.stage_file(PathBuf::from(line)).await.map(Some);
        }
        if let Ok(url) = Url::parse(line)
            && url.scheme() == "file"
        {
            let path = url.to_file_path().map_err(|()| PictureError::Unreadable)?;
            return self.stage_file(path).await.map(Some);
        }
        self.stage_link(line).await
    }

    /// Keeps the picture at the first `http:`, `https:` or `data:` address of a text; files are not looked at, because a page
    /// may ask this. `None`: there is none.
    ///
    /// # Errors
    /// Those of [`Engine::stage_address`].
    pub async fn stage_link(&self, text: &str) -> Result<Option<StagedPicture>, EngineError> {
        let named = first_line(text).and_then(|line| Url::parse(line).ok());
        match named.filter(|url| matches!(url.scheme(), "http" | "https" | "data")) {
            Some(url) => self.stage_address(&url).await.map(Some),
            None => Ok(None),
        }
    }

    /// Keeps the picture that lies at an address which the user dropped, pasted or typed; a `data:` address is the picture.
    /// No key is sent.
    ///
    /// # Errors
    /// `PictureNotFetched` if nothing came; `UrlInvalid`; those of [`Engine::stage`].
    pub async fn stage_address(&self, url: &Url) -> Result<StagedPicture, EngineError> {
        if url.scheme() == "data" {
            let bytes = inline(url.as_str()).ok_or(PictureError::Unreadable)?;
            return self.stage(NAMELESS.to_owned(), bytes).await;
        }
        if !matches!(url.scheme(), "http" | "https") {
            return Err(EngineError::refused(ErrorCode::UrlInvalid));
        }
        let fetched = tokio::time::timeout(PATIENCE, self.fetch_picture(url)).await;
        let host = url.host_str().unwrap_or_default();
        let lost = || EngineError::refused_with(ErrorCode::PictureNotFetched, "host", host);
        let bytes = fetched.map_err(|_| lost())??.ok_or_else(lost)?;
        let last = url.path_segments().and_then(|mut parts| parts.next_back());
        let name = last.filter(|name| !name.is_empty()).unwrap_or(NAMELESS);
        let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
        self.stage(name.into_owned(), bytes).await
    }

    /// `None`: nothing came.
    async fn fetch_picture(&self, url: &Url) -> Result<Option<Vec<u8>>, EngineError> {
        // What the user names may lie anywhere; from there it must not lead into this computer's network.
        let access = Access {
            base: url.clone(),
            auth: None,
            submit_timeout: PATIENCE,
        };
        let source = Source::Named(url.clone());
        let (_, opened) = self.api().content(&access, &source, None).await;
        let Some(mut content) = opened
            .ok()
            .filter(|content| (200..300).contains(&content.status))
        else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        while let Some(chunk) = content.body.next().await {
            let Ok(chunk) = chunk else { return Ok(None) };
            bytes.extend_from_slice(&chunk);
            if bytes.len() as u64 > MAX_BYTES {
                return Err(too_large().into());
            }
        }
        Ok(Some(bytes))
    }

    /// Keeps a picture that came as pixels, four bytes each: red, green, blue, alpha.
    ///
    /// # Errors
    /// `PictureUnreadable` if there are not as many bytes as the size says; those of [`Engine::stage`].
    pub async fn stage_pixels(
        &self,
        rgba: Vec<u8>,
        width: u32,
        height: u32,
    ) -> Result<StagedPicture, EngineError> {
        let png = blocking(move || {
            let png = picture::png_of(rgba, width, height)?;
            Ok(png)
        });
        self.stage(NAMELESS.to_owned(), png.await?).await
    }

    /// Keeps a picture for a slot. `name` is shown to people and never used as a path.
    pub async fn stage(&self, name: String, bytes: Vec<u8>) -> Result<StagedPicture, EngineError> {
        let (staging, id) = (
            self.inner.staging.clone(),
            StagedId::from_seed(self.inner.entropy.seed()),
        );
        self.forget_pixels_soon();
        blocking(move || Ok(staging.stage(&name, &bytes, id)?)).await
    }

    /// Gives the memory of a decoded picture back when nobody has asked for it for a while.
    pub(super) fn forget_pixels_soon(&self) {
        let (uses, recent) = (self.inner.fits.uses.clone(), self.inner.staging.recent());
        let mine = uses.fetch_add(1, Ordering::SeqCst) + 1;
        tokio::spawn(async move {
            tokio::time::sleep(REST).await;
            if uses.load(Ordering::SeqCst) == mine {
                recent.forget();
            }
        });
    }

    /// Keeps a picture file for a slot.
    ///
    /// # Errors
    /// `PictureTooLarge` before reading a file over 64 MiB; `PictureUnreadable` for a folder, a pipe, or a file that is gone.
    pub async fn stage_file(&self, path: PathBuf) -> Result<StagedPicture, EngineError> {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let bytes = blocking(move || {
            let unreadable = |_| PictureError::Unreadable;
            let about = fs_err::metadata(&path).map_err(unreadable)?;
            // A device or a pipe has no length, and perhaps no end.
            if !about.is_file() {
                return Err(PictureError::Unreadable.into());
            }
            if about.len() > MAX_BYTES {
                return Err(too_large().into());
            }
            let mut bytes = Vec::new();
            let file = fs_err::File::open(path).map_err(unreadable)?;
            file.take(MAX_BYTES)
                .read_to_end(&mut bytes)
                .map_err(unreadable)?;
            Ok(bytes)
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
        let (staging, name) = (self.inner.staging.clone(), input.name.clone());
        let staged = StagedId::from_seed(self.inner.entropy.seed());
        self.forget_pixels_soon();
        blocking(move || {
            let bytes = fs_err::read(path).map_err(LibraryError::from)?;
            Ok(staging.stage_sent(&name, &bytes, staged)?)
        })
        .await
    }

    /// The staged picture of that id, if it is still there.
    pub async fn staged(&self, id: StagedId) -> Result<StagedPicture, EngineError> {
        let staging = self.inner.staging.clone();
        blocking(move || Ok(staging.load(&id)?.0)).await
    }

    /// Keeps a poster or filmstrip of a video, from its server or from a window. Both try at the same time: the first one
    /// stays, and the second is no error.
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
        if !self.keeps_stills().await {
            return Err(EngineError::refused(ErrorCode::NotAllowedNow));
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
        let file = asset.file.clone();
        if !self.inner.store.add_still(asset).await? {
            let library = self.inner.library.clone();
            return blocking(move || Ok(library.remove(&file)?)).await;
        }
        let job = self.job(&video.job).await?;
        self.announce(&[job]).await;
        Ok(())
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
        if let Some((path, mime)) = self.inner.staging.sent_path(id) {
            return Some(MediaFile {
                path,
                mime: mime.to_owned(),
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

/// A list of addresses has a line for each, and comments behind `#` (RFC 2483).
fn first_line(text: &str) -> Option<&str> {
    let mut lines = text.lines().map(str::trim);
    let line = lines.find(|line| !line.is_empty() && !line.starts_with('#'))?;
    (line.len() <= LONGEST_NAME || line.starts_with("data:")).then_some(line)
}

fn too_large() -> PictureError {
    PictureError::TooLarge {
        limit: format!("{} MiB", MAX_BYTES >> 20),
    }
}

/// The bytes of a `data:` address (RFC 2397); only Base64 holds pictures.
fn inline(url: &str) -> Option<Vec<u8>> {
    let (head, body) = url.strip_prefix("data:")?.split_once(',')?;
    if !head.ends_with(";base64") || body.len() as u64 > MAX_BYTES * 2 {
        return None;
    }
    let body: Vec<u8> = percent_encoding::percent_decode_str(body).collect();
    base64::engine::general_purpose::STANDARD.decode(body).ok()
}

impl MediaFiles for Engine {
    fn find<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Option<MediaFile>> {
        Box::pin(self.media_file(id))
    }
}
