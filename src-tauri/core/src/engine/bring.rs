//! Videos that came as files: copied into the library, and jobs like others from then on, but that nobody asked a server for.
//!
//! They are `ready` when they appear, were never sent, cost nothing that we know of and are never counted as spent. What a
//! recipe in the file says is taken as what was asked for; it names no server, so none is named. The original stays where
//! it lies.

use super::{Engine, EngineError, blocking, download::video_asset, journal, transfer::RESERVE};
use crate::domain::catalogue::Target;
use crate::{
    domain::{
        Action, Asset, AssetId, BatchId, Input, InputSource, Job, JobId, KeySource, ReceiptEntry,
        ReceiptKind, Recipe, Server, ServerId, SharedPicture, SharedRecipe, State, Timestamp,
        digest::sha256_hex,
    },
    dto::{Brought, ErrorCode, ErrorView, JobView},
    library::{Incoming, Library, NotTaken, archive::ArchiveError, picture, staging::shown_name},
    store::Restored,
};
use serde_json::Map;
use std::path::{Path, PathBuf};

/// What the place of a server is called in the history.
const NAME: &str = "file";

/// What is known of a video besides what is in it.
pub(super) struct Story {
    /// What people call the file.
    pub name: String,
    /// What was asked for, where the file itself does not say.
    pub recipe: Option<Recipe>,
    /// The clip that it is a piece of.
    pub parent: Option<JobId>,
    /// For its receipt.
    pub note: String,
}

impl Engine {
    /// Brings files into the library, one after the other; those that cannot be taken are named with the reason.
    pub async fn bring(&self, files: Vec<PathBuf>) -> Brought {
        let mut brought = Brought::default();
        for file in files {
            match self.bring_file(file.clone()).await {
                Ok(job) => brought.jobs.push(job),
                Err(error) => brought.refused.push(named(error.view(), &file_name(&file))),
            }
        }
        brought
    }

    /// Brings one file into the library.
    ///
    /// # Errors
    /// `FileUnreadable`, `FileNotVideo`, `FileIncomplete`, `FileKnown`, `DiskFull`; nothing is left behind then.
    pub async fn bring_file(&self, from: PathBuf) -> Result<JobView, EngineError> {
        let name = file_name(&from);
        let (library, stop) = (self.inner.library.clone(), self.inner.stop.clone());
        let incoming = blocking(move || {
            let going = || !stop.is_cancelled();
            library.take_copy(&from, RESERVE, &going).map_err(not_taken)
        })
        .await?;
        let note = format!("brought in from the file {name}");
        let story = Story {
            name,
            recipe: None,
            parent: None,
            note,
        };
        self.take_in_video(incoming, story).await
    }

    /// Makes a job of a copy: file first, rows second, all rows or none, the journal behind them.
    pub(super) async fn take_in_video(
        &self,
        incoming: Incoming,
        story: Story,
    ) -> Result<JobView, EngineError> {
        let _turn = self.inner.bringing.lock().await;
        self.refuse_known(&incoming, &story.name).await?;
        let job = self.job_of(&incoming, &story).await?;
        let (library, word) = (self.inner.library.clone(), word_of(&job));
        let expected = blocking(move || Ok(library.expect_arrival(&word)?)).await?;
        let asset = self.publish_brought(&job, incoming).await?;
        self.write_down(&job, asset, story.note).await?;
        drop(expected);
        let job = self.job(&job.id).await?;
        self.announce(std::slice::from_ref(&job)).await;
        self.view(job).await
    }

    /// Writes down the files that an earlier run gave their names and no rows.
    pub(super) async fn settle_arrivals(&self) -> Result<(), EngineError> {
        let library = self.inner.library.clone();
        for word in blocking(move || Ok(library.arrivals()?)).await? {
            // One that was cut off came before the name, and so did the end.
            let Ok(job) = serde_json::from_slice::<Job>(&word) else {
                continue;
            };
            if self.inner.store.job(job.id.clone()).await?.is_some() {
                continue;
            }
            if let Some((published, media)) = self.file_without_row(&job, Vec::new()).await? {
                let id = AssetId::from_seed(self.inner.entropy.seed());
                let asset = video_asset(&job, id, published, &media, self.now());
                let note = "brought in just before Rushes ended".to_owned();
                self.write_down(&job, asset, note).await?;
            }
        }
        Ok(())
    }

    /// The rows of a file that has its name, and the journal behind them.
    async fn write_down(&self, job: &Job, asset: Asset, note: String) -> Result<(), EngineError> {
        let receipt = self.arrival(&asset, note).await;
        let one = Restored {
            job: job.clone(),
            video: Some(asset.clone()),
            removed_at: None,
            marks: None,
            note: receipt,
        };
        if let Err(error) = self.inner.store.restore(vec![one]).await {
            // A file that no row knows would be in nobody's way and of no use to anybody.
            let library = self.inner.library.clone();
            blocking(move || Ok(library.remove(&asset.file)?)).await?;
            return Err(error.into());
        }
        let entries = journal::brought(job, &asset);
        self.follow_in_journal(job, entries).await;
        Ok(())
    }

    /// The same bytes are not kept twice.
    async fn refuse_known(&self, incoming: &Incoming, name: &str) -> Result<(), EngineError> {
        let (bytes, sha256) = (incoming.bytes, incoming.sha256.clone());
        let Some(id) = self.inner.store.job_with_video(bytes, sha256).await? else {
            return Ok(());
        };
        let title = self.job(&id).await?.recipe.prompt;
        Err(EngineError::Refused {
            code: ErrorCode::FileKnown,
            params: [
                ("name".to_owned(), name.to_owned()),
                ("title".to_owned(), title),
                ("job".to_owned(), id.as_str().to_owned()),
            ]
            .into(),
        })
    }

    async fn publish_brought(&self, job: &Job, incoming: Incoming) -> Result<Asset, EngineError> {
        let (library, job) = (self.inner.library.clone(), job.clone());
        let id = AssetId::from_seed(self.inner.entropy.seed());
        let now = self.now();
        blocking(move || {
            let extension = incoming.media.kind.extension();
            let name = Library::final_name(&job.id, &job.recipe.prompt, job.created_at, extension);
            let published = library.publish_incoming(&incoming, &name)?;
            Ok(video_asset(&job, id, published, &incoming.media, now))
        })
        .await
    }

    async fn arrival(&self, asset: &Asset, note: String) -> ReceiptEntry {
        let delivered = self.delivery(asset, None).await;
        let body = delivered.body.unwrap_or_default();
        ReceiptEntry {
            detail: delivered.detail,
            ..self.note(ReceiptKind::Import, format!("{note}: {body}"))
        }
    }

    async fn job_of(&self, incoming: &Incoming, story: &Story) -> Result<Job, EngineError> {
        let said = incoming.recipe.as_deref().map(SharedRecipe::read);
        // A recipe of a later Rushes, or rubbish in its place, is no reason to refuse the video.
        let recipe = match said.and_then(Result::ok) {
            Some(said) => self.recipe_said(said, &story.name).await?,
            None => story
                .recipe
                .clone()
                .unwrap_or_else(|| titled(stem(&story.name))),
        };
        let now = self.now();
        let target = self.target_of_file(&recipe.model, now);
        let id = JobId::from_seed(self.inner.entropy.seed());
        let batch = BatchId::from_seed(self.inner.entropy.seed());
        Ok(Job {
            action: Action::Import,
            parent: story.parent.as_ref().map(|id| id.as_str().to_owned()),
            state: State::Ready,
            ended_at: Some(now),
            ..Job::held(id, batch, target, recipe, now)
        })
    }

    /// What a recipe says, with those of its pictures that are in this library.
    async fn recipe_said(&self, said: SharedRecipe, name: &str) -> Result<Recipe, EngineError> {
        let (library, pictures) = (self.inner.library.clone(), said.pictures.clone());
        let inputs = blocking(move || {
            let found = pictures.iter().map(|picture| stored(&library, picture));
            Ok(found.flatten().collect())
        })
        .await?;
        let params = said.all_params();
        let titled = titled(stem(name));
        Ok(Recipe {
            prompt: if said.prompt.trim().is_empty() {
                titled.prompt
            } else {
                said.prompt
            },
            model: said.model,
            seconds: said.seconds,
            size: said.size,
            aspect: said.aspect,
            tier: said.tier,
            inputs,
            params,
            extra: said.fields,
            written: None,
        })
    }

    /// What stands where other jobs have their server: nothing can be asked about a file.
    pub(super) fn target_of_file(&self, model: &str, at: Timestamp) -> Target {
        let server = Server {
            id: ServerId::file(),
            name: NAME.to_owned(),
            base_url: "http://localhost/"
                .parse()
                .expect("invariant: a constant address"),
            profile: String::new(),
            key: KeySource::None,
            created_at: at,
        };
        self.catalogue().target(&server, model)
    }
}

fn word_of(job: &Job) -> Vec<u8> {
    serde_json::to_vec(job).expect("invariant: a job is JSON")
}

/// What is known of a video that brings no recipe: what it is called.
pub(super) fn titled(words: &str) -> Recipe {
    Recipe {
        written: None,
        prompt: words.to_owned(),
        model: String::new(),
        seconds: None,
        size: None,
        aspect: None,
        tier: None,
        inputs: Vec::new(),
        params: Map::new(),
        extra: Map::new(),
    }
}

/// A picture of a recipe as this library has it, with the bytes that were sent.
fn stored(library: &Library, said: &SharedPicture) -> Option<Input> {
    let digest = said
        .sha256
        .as_ref()
        .filter(|text| super::recipes::is_digest(text))?;
    let (file, bytes) = ["png", "jpg"].into_iter().find_map(|extension| {
        let file = format!("inputs/{digest}.{extension}");
        let bytes = fs_err::read(library.resolve(&file).ok()?).ok()?;
        Some((file, bytes))
    })?;
    let seen = picture::inspect(&bytes).ok()?;
    Some(Input {
        role: said.role,
        fit: said.fit,
        source: InputSource::Stored {
            file,
            mime: seen.mime.to_owned(),
            sha256: sha256_hex(&bytes),
            width: seen.width,
            height: seen.height,
            bytes: bytes.len() as u64,
        },
        name: super::recipes::PICTURE.to_owned(),
        frame_of: None,
    })
}

/// What a file is called, as far as it can be shown.
fn file_name(path: &Path) -> String {
    shown_name(&path.to_string_lossy())
}

fn stem(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        Some(_) | None => name,
    }
}

/// A refusal says which file it is about.
fn named(mut error: ErrorView, name: &str) -> ErrorView {
    error
        .params
        .entry("name".to_owned())
        .or_insert_with(|| name.to_owned());
    error
}

pub(super) fn not_taken(error: NotTaken) -> EngineError {
    match error {
        NotTaken::Unreadable(detail) => {
            EngineError::refused_with(ErrorCode::FileUnreadable, "detail", detail)
        }
        NotTaken::NotVideo => EngineError::refused(ErrorCode::FileNotVideo),
        NotTaken::Incomplete(detail) => {
            EngineError::refused_with(ErrorCode::FileIncomplete, "detail", detail)
        }
        NotTaken::NoRoom { needed, free } => no_room(needed, free),
        NotTaken::Stopped => EngineError::refused(ErrorCode::Stopped),
        NotTaken::Library(error) => EngineError::Library(error),
    }
}

pub(super) fn no_room(needed: u64, free: u64) -> EngineError {
    ArchiveError::NoRoom { needed, free }.into()
}
