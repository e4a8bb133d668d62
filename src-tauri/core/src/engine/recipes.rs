//! Recipes that leave and come back: inside a video, as a file, into the form.
//!
//! What leaves names no server, no key, no path and no address. What comes back was written by anybody: it is read within
//! bounds, and nothing of it is sent before somebody presses Create.

use super::{Engine, EngineError, blocking};
use crate::{
    domain::{
        AssetKind, Job, JobId, NoRecipe, ReceiptKind, SharedPicture, SharedRecipe, StagedId,
        shared_recipe::LARGEST,
    },
    dto::{ErrorCode, RecalledPicture, RecipeView, StagedPicture, Taken},
    library::{
        Library, LibraryError, Scratch,
        export::write_over,
        probe::{FileKind, SNIFF_BYTES, sniff},
        recipe_box,
    },
    redaction,
};
use serde_json::{Map, Value};
use std::{
    io::{self, Read},
    path::{Path, PathBuf},
};

/// Texts in parameters that are longer are no settings.
const LONGEST_TEXT: usize = 4 << 10;
/// What a picture is called that a recipe brought back: a recipe tells no names.
pub(super) const PICTURE: &str = "picture";

impl Engine {
    /// The recipe of a job, as others may have it.
    pub async fn recipe_of_job(&self, id: &JobId) -> Result<SharedRecipe, EngineError> {
        Ok(shared(&self.job(id).await?))
    }

    /// The recipe in a file: a video of ours, or a recipe file.
    ///
    /// # Errors
    /// `RecipeMissing` for a video without one, `RecipeNewer`, `RecipeUnreadable`.
    pub async fn recipe_in(&self, path: PathBuf) -> Result<SharedRecipe, EngineError> {
        blocking(move || read(&path)).await
    }

    /// A recipe for the form: with those of its pictures that are in this library.
    pub async fn recall(&self, recipe: SharedRecipe) -> Result<RecipeView, EngineError> {
        let mut pictures = Vec::with_capacity(recipe.pictures.len());
        for picture in &recipe.pictures {
            pictures.push(RecalledPicture {
                role: picture.role,
                fit: picture.fit,
                staged: self.bring_back(picture).await?,
            });
        }
        Ok(RecipeView {
            params: recipe.all_params(),
            prompt: recipe.prompt,
            model: recipe.model,
            size: recipe.size,
            aspect: recipe.aspect,
            tier: recipe.tier,
            seconds: recipe.seconds,
            extra: recipe.fields,
            pictures,
            left_out: recipe.left_out,
        })
    }

    /// What a dropped file is good for: a video, the recipe of a recipe file, else a picture.
    ///
    /// # Errors
    /// Those of [`Engine::recipe_in`] and [`Engine::stage_file`].
    pub async fn take_file(&self, path: PathBuf) -> Result<Taken, EngineError> {
        let looked = path.clone();
        match blocking(move || Ok(promise(&looked))).await? {
            Promise::Video => {
                // Why it has no recipe is nobody's question: it is a video, and can be brought in.
                let recipe = self.recipe_in(path).await.ok();
                let recipe = match recipe {
                    Some(recipe) => Some(Box::new(self.recall(recipe).await?)),
                    None => None,
                };
                Ok(Taken::Video(recipe))
            }
            Promise::Recipe => {
                let recipe = self.recipe_in(path).await?;
                Ok(Taken::Recipe(Box::new(self.recall(recipe).await?)))
            }
            Promise::Picture => Ok(Taken::Picture(self.stage_file(path).await?)),
        }
    }

    /// Writes the recipe of a job into a file of its own.
    ///
    /// # Errors
    /// `PlaceUnwritable`; `RecipeUnreadable` when there is nothing to say, or more than a reader takes.
    pub async fn save_recipe(&self, id: &JobId, to: PathBuf) -> Result<(), EngineError> {
        let recipe = self.recipe_of_job(id).await?;
        let text = recipe
            .write()
            .and_then(|_| serde_json::to_vec_pretty(&recipe).ok())
            .ok_or_else(|| EngineError::refused(ErrorCode::RecipeUnreadable))?;
        let library = self.inner.library.clone();
        blocking(move || {
            outside(&library, &to)?;
            write_over(&to, &text).map_err(|error| unwritable(&error))
        })
        .await
    }

    /// Copies the video of a job: as it lies here, or exactly the bytes that the server sent.
    ///
    /// # Errors
    /// `NotFound` while it has none; `PlaceUnwritable`, also for a place in the library itself.
    pub async fn save_copy(
        &self,
        id: &JobId,
        to: PathBuf,
        without_recipe: bool,
    ) -> Result<(), EngineError> {
        let from = self.video_path(id).await?;
        let length = if without_recipe {
            self.length_received(id, from.clone()).await?
        } else {
            None
        };
        let library = self.inner.library.clone();
        blocking(move || {
            outside(&library, &to)?;
            let source = fs_err::File::open(&from).map_err(LibraryError::from)?;
            copy(source, length, &to).map_err(|error| unwritable(&error))
        })
        .await
    }

    /// How much of a video the server sent. `None`: all of it.
    pub(super) async fn length_received(
        &self,
        id: &JobId,
        path: PathBuf,
    ) -> Result<Option<u64>, EngineError> {
        let assets = self.inner.store.assets_of(vec![id.clone()]).await?;
        let video = assets.iter().find(|asset| asset.kind == AssetKind::Video);
        let digest = video.map(|video| video.sha256.as_str());
        let lines = self.inner.store.receipt(id.clone()).await?;
        let noted = lines
            .iter()
            .rev()
            .filter(|line| line.kind == ReceiptKind::Published)
            .filter_map(|line| line.detail.delivered.as_ref())
            .find(|delivered| Some(delivered.sha256.as_str()) == digest);
        match noted {
            Some(delivered) => Ok(delivered.received.as_ref().map(|came| came.bytes)),
            // A history that was made again has lost the line; the file itself knows.
            None => blocking(move || Ok(recipe_box::length_without(&path)?)).await,
        }
    }

    /// A picture of a recipe back into a slot, with the bytes that were sent, if this library has them.
    async fn bring_back(
        &self,
        picture: &SharedPicture,
    ) -> Result<Option<StagedPicture>, EngineError> {
        let Some(digest) = picture.sha256.clone().filter(|digest| is_digest(digest)) else {
            return Ok(None);
        };
        let (library, staging) = (self.inner.library.clone(), self.inner.staging.clone());
        let id = StagedId::from_seed(self.inner.entropy.seed());
        self.forget_pixels_soon();
        blocking(move || {
            for extension in ["png", "jpg"] {
                let path = library.resolve(&format!("inputs/{digest}.{extension}"))?;
                if path.is_file() {
                    let bytes = fs_err::read(path).map_err(LibraryError::from)?;
                    return Ok(Some(staging.stage_sent(PICTURE, &bytes, id)?));
                }
            }
            Ok(None)
        })
        .await
    }
}

/// What is put behind a job's video; empty when there is nothing to say. The same each time.
pub(super) fn tail(job: &Job) -> Vec<u8> {
    shared(job)
        .write()
        .and_then(|text| recipe_box::boxed(&text))
        .unwrap_or_default()
}

pub(super) fn shared(job: &Job) -> SharedRecipe {
    SharedRecipe::of(&job.recipe, is_private)
}

/// Whether a value is nobody else's business: who asked, a key, an address, a place on a disk, a picture as text.
fn is_private(name: &str, value: &Value) -> bool {
    let mut redacted = Map::from_iter([(name.to_owned(), value.clone())]);
    redaction::redact_members(&mut redacted);
    name == "user" || redacted.get(name) != Some(value) || holds_place(value)
}

fn holds_place(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
        Value::String(text) => {
            let text = text.trim_start();
            let drive = text
                .get(1..3)
                .is_some_and(|after| after == ":\\" || after == ":/");
            let starts = ["/", "~", "\\\\", "data:"];
            text.len() > LONGEST_TEXT
                || text.contains("://")
                || drive
                || starts.iter().any(|start| text.starts_with(start))
        }
        Value::Array(items) => items.iter().any(holds_place),
        Value::Object(members) => members.iter().any(|(name, value)| is_private(name, value)),
    }
}

/// What a file is taken for by its beginning.
enum Promise {
    Video,
    Recipe,
    Picture,
}

/// One that cannot be read is no picture, and is refused as none.
fn promise(path: &Path) -> Promise {
    let named = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let head = head(path, SNIFF_BYTES).unwrap_or_default();
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
    let kind = sniff(&head);
    // A GIF goes into a slot: whether it is meant as a clip, the drop cannot say.
    if kind.is_some_and(|kind| !kind.is_still() && kind != FileKind::Gif) {
        return Promise::Video;
    }
    let braced = text.trim_ascii_start().first() == Some(&b'{');
    if kind.is_none() && (named || braced) {
        Promise::Recipe
    } else {
        Promise::Picture
    }
}

fn head(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    fs_err::File::open(path)?
        .take(most as u64)
        .read_to_end(&mut head)?;
    Ok(head)
}

fn read(path: &Path) -> Result<SharedRecipe, EngineError> {
    let unreadable = |_| EngineError::refused(ErrorCode::RecipeUnreadable);
    // A folder, or a file that is gone.
    let start = head(path, SNIFF_BYTES).map_err(unreadable)?;
    let text = match sniff(&start) {
        Some(FileKind::Mp4) => recipe_box::find(path)?,
        Some(
            FileKind::WebM
            | FileKind::Matroska
            | FileKind::Avi
            | FileKind::Gif
            | FileKind::Png
            | FileKind::Jpeg
            | FileKind::Webp,
        ) => None,
        None => Some(head(path, LARGEST + 1).map_err(unreadable)?),
    };
    let text = text.ok_or_else(|| EngineError::refused(ErrorCode::RecipeMissing))?;
    Ok(SharedRecipe::read(&text)?)
}

impl From<NoRecipe> for EngineError {
    fn from(error: NoRecipe) -> Self {
        Self::refused(match error {
            NoRecipe::Unreadable => ErrorCode::RecipeUnreadable,
            NoRecipe::Newer(_) => ErrorCode::RecipeNewer,
        })
    }
}

/// A digest as we write them, so that a name made of it leads nowhere else.
pub(super) fn is_digest(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// A copy over a file of the library, above all over itself, would lose what was paid for.
pub(super) fn outside(library: &Library, to: &Path) -> Result<(), EngineError> {
    let real = fs_err::canonicalize(to).or_else(|_| {
        let folder = to.parent().unwrap_or_else(|| Path::new("."));
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        fs_err::canonicalize(folder)
    });
    let real = real.map_err(|error| unwritable(&error))?;
    if library.holds(&real) {
        return Err(EngineError::refused(ErrorCode::PlaceInLibrary));
    }
    Ok(())
}

/// Whole or not at all: where there is no room, what lay there before is still there.
fn copy(from: fs_err::File, length: Option<u64>, to: &Path) -> io::Result<()> {
    let half = Scratch::beside(to)?;
    let mut target = fs_err::File::create(half.path())?;
    io::copy(&mut from.take(length.unwrap_or(u64::MAX)), &mut target)?;
    half.become_file(to)
}

pub(super) fn unwritable(error: &io::Error) -> EngineError {
    #[expect(clippy::wildcard_enum_match_arm, reason = "std's enum, open-ended")]
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            EngineError::refused(ErrorCode::DiskFull)
        }
        _ => EngineError::refused_with(ErrorCode::PlaceUnwritable, "detail", error.to_string()),
    }
}
