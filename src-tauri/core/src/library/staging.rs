//! Pictures that wait in a slot of the composer: the original as it came, and a thumbnail to show.
//!
//! They survive a restart, because the composer does. What is sent is a copy of its own (`inputs/`), so a swept picture takes
//! nothing from any job.

use super::{
    Library, LibraryError,
    picture::{self, Fitted, PictureError, Pixels, Wish},
};
use crate::{
    domain::{StagedId, sha256_hex},
    dto::StagedPicture,
};
use serde::{Deserialize, Serialize};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

/// Longest edge of a thumbnail, in pixels: the sheet in which a crop is chosen shows it larger than a slot does.
const THUMBNAIL_EDGE: u32 = 1024;
/// Characters of the digest in the name of a fitted picture.
const DIGEST_CHARS: usize = 16;
/// Most bytes of a decoded picture that stay in memory; one of 64 megapixels takes 192 MB.
const KEPT_PIXELS: usize = 200_000_000;
/// Longest name that is kept, in characters.
const NAME_CHARS: usize = 120;

/// Why a picture could not be staged or loaded.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// The picture itself.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The disk.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// It is no longer there.
    #[error("the picture is no longer staged")]
    Gone,
}

/// What is written beside the original; the name and size need not be found out again.
#[derive(Debug, Serialize, Deserialize)]
struct Card {
    name: String,
    extension: String,
    width: u32,
    height: u32,
    bytes: u64,
    /// Whether these bytes are such as we send: they need not be made again to be clean.
    #[serde(default)]
    sent: bool,
}

/// What is written beside a picture as it will be sent: the same wish need not be fulfilled again.
#[derive(Debug, Serialize, Deserialize)]
struct Sent {
    wish: Wish,
    digest: String,
    mime: String,
    width: u32,
    height: u32,
    quality: Option<u8>,
    smaller: bool,
}

/// A staged picture as it will be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// The file.
    pub fitted: Fitted,
    /// The name under which [`Staging::sent_path`] finds it; another picture has another name.
    pub media: String,
}

/// The library's shelf of staged pictures.
#[derive(Debug, Clone)]
pub struct Staging {
    library: Library,
    recent: Recent,
}

/// The picture that was decoded last: who has just put a photograph into a slot wants to see it fitted, and who drags its
/// crop wants to see that again and again. It is large, so it must be forgotten when the hand rests ([`Recent::forget`]).
#[derive(Clone, Default)]
pub struct Recent(Arc<Mutex<Option<Kept>>>);

type Kept = (StagedId, Arc<Pixels>);

impl std::fmt::Debug for Recent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recent").finish_non_exhaustive()
    }
}

impl Recent {
    fn slot(&self) -> std::sync::MutexGuard<'_, Option<Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn of(&self, id: &StagedId) -> Option<Arc<Pixels>> {
        let slot = self.slot();
        let (of, pixels) = slot.as_ref()?;
        (of == id).then(|| pixels.clone())
    }

    fn keep(&self, id: &StagedId, pixels: &Arc<Pixels>) {
        *self.slot() = (pixels.bytes() <= KEPT_PIXELS).then(|| (id.clone(), pixels.clone()));
    }

    /// Gives the memory back.
    pub fn forget(&self) {
        *self.slot() = None;
    }
}

impl Staging {
    /// The shelf of this library.
    pub fn new(library: Library) -> Self {
        Self {
            library,
            recent: Recent::default(),
        }
    }

    /// The decoded picture that is kept in memory.
    pub fn recent(&self) -> Recent {
        self.recent.clone()
    }

    /// Keeps a picture under `id`. `name` may be a path or anything else; only its last part is kept, for people.
    ///
    /// # Errors
    /// [`StageError::Picture`] for a picture that [`picture::fit`] could not use either.
    pub fn stage(
        &self,
        name: &str,
        bytes: &[u8],
        id: StagedId,
    ) -> Result<StagedPicture, StageError> {
        self.keep(name, bytes, id, false)
    }

    /// The same for bytes that a job has sent. They are sent again as they are, as long as they need no change.
    ///
    /// # Errors
    /// Those of [`Staging::stage`].
    pub fn stage_sent(
        &self,
        name: &str,
        bytes: &[u8],
        id: StagedId,
    ) -> Result<StagedPicture, StageError> {
        self.keep(name, bytes, id, true)
    }

    fn keep(
        &self,
        name: &str,
        bytes: &[u8],
        id: StagedId,
        sent: bool,
    ) -> Result<StagedPicture, StageError> {
        let info = picture::inspect(bytes)?;
        let stem = stem(&id).ok_or(StageError::Gone)?;
        let original = format!("{stem}.{}", info.extension());
        // Megabytes are written while the picture is decoded.
        let (kept, seen) = std::thread::scope(|scope| {
            let kept = scope.spawn(|| self.library.write_atomic(&original, bytes));
            let seen = Pixels::of(bytes, &|| true).and_then(|pixels| {
                let thumbnail = pixels.small(THUMBNAIL_EDGE)?;
                Ok((Arc::new(pixels), thumbnail))
            });
            (kept.join(), seen)
        });
        let kept = kept.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let (pixels, thumbnail) = match seen {
            Ok(seen) => seen,
            Err(error) => {
                self.library.remove(&original)?;
                return Err(error.into());
            }
        };
        kept?;
        let card = Card {
            name: shown_name(name),
            extension: info.extension().to_owned(),
            width: info.width,
            height: info.height,
            bytes: bytes.len() as u64,
            sent,
        };
        let text = serde_json::to_vec(&card).map_err(|error| LibraryError::Io(error.into()))?;
        self.library
            .write_atomic(&format!("{stem}.thumb.jpg"), &thumbnail)?;
        // Last, because a card promises the other two.
        self.library.write_atomic(&format!("{stem}.json"), &text)?;
        self.recent.keep(&id, &pixels);
        Ok(view(id, card))
    }

    /// A staged picture and its original bytes.
    ///
    /// # Errors
    /// [`StageError::Gone`] for an unknown id, also for one that is no id at all.
    pub fn load(&self, id: &StagedId) -> Result<(StagedPicture, Vec<u8>), StageError> {
        let stem = stem(id).ok_or(StageError::Gone)?;
        let card = self.card(&stem)?;
        let bytes = self.original(&stem, &card)?;
        Ok((view(id.clone(), card), bytes))
    }

    fn card(&self, stem: &str) -> Result<Card, StageError> {
        let text = self.read(&format!("{stem}.json"))?;
        serde_json::from_slice(&text).map_err(|_| StageError::Gone)
    }

    fn original(&self, stem: &str, card: &Card) -> Result<Vec<u8>, StageError> {
        self.read(&format!("{stem}.{}", card.extension))
    }

    /// A staged picture, as it will be sent. The last wish for each is kept; `wanted` is asked as in [`picture::fit_as`].
    ///
    /// # Errors
    /// [`StageError::Gone`], and [`StageError::Picture`] with everything that [`picture::fit_as`] says.
    pub fn fitted(
        &self,
        id: &StagedId,
        wish: &Wish,
        wanted: &dyn Fn() -> bool,
    ) -> Result<(StagedPicture, Ready), StageError> {
        let stem = stem(id).ok_or(StageError::Gone)?;
        let note = format!("{stem}.sent.json");
        let old = self
            .read(&note)
            .ok()
            .and_then(|text| serde_json::from_slice::<Sent>(&text).ok());
        if let Some(old) = old.as_ref().filter(|old| old.wish == *wish)
            && let Some(ready) = self.kept(id, &stem, old)
        {
            return Ok((view(id.clone(), self.card(&stem)?), ready));
        }
        let card = self.card(&stem)?;
        let same = if card.sent {
            picture::unchanged(&self.original(&stem, &card)?, wish)?
        } else {
            None
        };
        let fitted = match same {
            Some(fitted) => fitted,
            None => self
                .pixels(id, &stem, &card, wish, wanted)?
                .fit_as(wish, wanted)?,
        };
        let mut digest = sha256_hex(&fitted.bytes);
        digest.truncate(DIGEST_CHARS);
        let sent = Sent {
            wish: *wish,
            digest,
            mime: fitted.mime.to_owned(),
            width: fitted.width,
            height: fitted.height,
            quality: fitted.quality,
            smaller: fitted.smaller,
        };
        let text = serde_json::to_vec(&sent).map_err(|error| LibraryError::Io(error.into()))?;
        self.library
            .write_atomic(&sent_file(&stem, &sent.digest, fitted.mime), &fitted.bytes)?;
        self.library.write_atomic(&note, &text)?;
        if let Some(old) = old.filter(|old| old.digest != sent.digest) {
            self.library
                .remove(&sent_file(&stem, &old.digest, &old.mime))?;
        }
        let media = format!("{id}.sent-{}", sent.digest);
        Ok((view(id.clone(), card), Ready { fitted, media }))
    }

    fn pixels(
        &self,
        id: &StagedId,
        stem: &str,
        card: &Card,
        wish: &Wish,
        wanted: &dyn Fn() -> bool,
    ) -> Result<Arc<Pixels>, StageError> {
        let recent = self.recent.of(id);
        if let Some(pixels) = recent.filter(|pixels| pixels.are_enough_for(wish)) {
            return Ok(pixels);
        }
        let original = self.original(stem, card)?;
        let pixels = Arc::new(Pixels::for_wish(&original, wish, wanted)?);
        self.recent.keep(id, &pixels);
        Ok(pixels)
    }

    fn kept(&self, id: &StagedId, stem: &str, sent: &Sent) -> Option<Ready> {
        let mime = SENT_MIMES.into_iter().find(|mime| *mime == sent.mime)?;
        let bytes = self.read(&sent_file(stem, &sent.digest, mime)).ok()?;
        let fitted = Fitted {
            bytes,
            mime,
            width: sent.width,
            height: sent.height,
            quality: sent.quality,
            smaller: sent.smaller,
        };
        let media = format!("{id}.sent-{}", sent.digest);
        Some(Ready { fitted, media })
    }

    /// Where a picture lies that [`Staging::fitted`] named, and its media type.
    pub fn sent_path(&self, media: &str) -> Option<(PathBuf, &'static str)> {
        let (id, digest) = media.split_once(".sent-")?;
        let stem = stem(&StagedId::from_text(id))?;
        let plain = digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !plain || digest.len() != DIGEST_CHARS {
            return None;
        }
        SENT_MIMES.into_iter().find_map(|mime| {
            let path = self.library.resolve(&sent_file(&stem, digest, mime)).ok()?;
            path.is_file().then_some((path, mime))
        })
    }

    /// Where the thumbnail lies; always [`picture::THUMBNAIL_MIME`].
    pub fn thumb_path(&self, id: &StagedId) -> Option<PathBuf> {
        let path = self
            .library
            .resolve(&format!("{}.thumb.jpg", stem(id)?))
            .ok()?;
        path.is_file().then_some(path)
    }

    /// Removes pictures that were staged longer ago than `age`, but those that `used` speaks for by their id. Returns how many
    /// files went.
    pub fn sweep(&self, age: Duration, used: impl Fn(&str) -> bool) -> Result<usize, LibraryError> {
        let Some(limit) = SystemTime::now().checked_sub(age) else {
            return Ok(0);
        };
        let mut removed = 0;
        for entry in fs_err::read_dir(self.library.root().join("staged"))? {
            let entry = entry?;
            let old = entry.metadata()?.modified()? < limit;
            let name = entry.file_name();
            let id = name.to_str().and_then(|name| name.split('.').next());
            if old && entry.file_type()?.is_file() && !id.is_some_and(&used) {
                fs_err::remove_file(entry.path())?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    fn read(&self, file: &str) -> Result<Vec<u8>, StageError> {
        let path = self.library.resolve(file)?;
        match fs_err::read(path).map_err(LibraryError::from) {
            Ok(bytes) => Ok(bytes),
            Err(error) if error.is_missing() => Err(StageError::Gone),
            Err(error) => Err(error.into()),
        }
    }
}

/// What pictures are sent as.
const SENT_MIMES: [&str; 2] = ["image/jpeg", "image/png"];

fn sent_file(stem: &str, digest: &str, mime: &str) -> String {
    let extension = if mime == "image/png" { "png" } else { "jpg" };
    format!("{stem}.sent-{digest}.{extension}")
}

/// `staged/<id>`, if the text is an id: it may come from a window or a URL.
fn stem(id: &StagedId) -> Option<String> {
    let text = id.as_str();
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (plain && !text.is_empty() && text.len() <= 64).then(|| format!("staged/{text}"))
}

fn view(id: StagedId, card: Card) -> StagedPicture {
    StagedPicture {
        id,
        name: card.name,
        width: card.width,
        height: card.height,
        bytes: card.bytes,
    }
}

/// The last part of a path of either system, without characters that steer a terminal or turn text around.
pub(crate) fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let shown: String = last.chars().filter(visible).take(NAME_CHARS).collect();
    shown.trim().to_owned()
}

#[cfg(test)]
mod tests;
