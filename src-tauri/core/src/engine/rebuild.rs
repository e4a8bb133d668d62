//! A library whose database is damaged or gone: it is set aside, and the history is made again from the newest copy, the
//! journals, and the videos that are there. Nothing is deleted, nothing is sent, and the user is told.

use super::{Engine, EngineError, blocking, bring, download::video_asset, journal, recipes};
use crate::{
    domain::{
        Action, AssetId, BatchId, Job, JobId, ReceiptKind, Server, ServerId, State, Timestamp,
    },
    dto::Rebuilt,
    library::{Library, probe},
    store::{Restored, Store, StoreError},
};
use std::collections::{BTreeMap, HashSet};

/// Jobs that are put back in one transaction.
const AT_ONCE: usize = 200;

/// A database that can be worked with, and how it was found.
pub(super) struct Opened {
    pub store: Store,
    /// The run before this one did not end.
    pub left_open: bool,
    /// It is not the one that was left: what is known of its making.
    pub damaged: Option<Rebuilt>,
}

/// Opens the database, or a new one in its place.
pub(super) fn open_store(library: &Library, now: Timestamp) -> Result<Opened, EngineError> {
    let left_open = library.mark_open()?;
    let opened = |store, damaged| Opened {
        store,
        left_open,
        damaged,
    };
    let lost = !library.has_database()
        && (!library.journals()?.is_empty() || !library.database_copies()?.is_empty());
    if !lost {
        match sound(library, left_open) {
            Ok(store) => return Ok(opened(store, None)),
            Err(StoreError::Corrupt(why)) => {
                tracing::error!(%why, "the database is damaged");
            }
            Err(error) => return Err(error.into()),
        }
    }
    let mut rebuilt = Rebuilt {
        aside: library.set_database_aside(now)?,
        ..Rebuilt::default()
    };
    for copy in library.database_copies()? {
        library.take_database_copy(&copy)?;
        match sound(library, true) {
            Ok(store) => {
                rebuilt.from_copy = true;
                return Ok(opened(store, Some(rebuilt)));
            }
            Err(error) => {
                tracing::warn!(%error, "a copy of the database is no use");
                let copy = library.set_database_aside(now)?;
                rebuilt.aside = rebuilt.aside.or(copy);
            }
        }
    }
    let store = Store::open(&library.database(), &library.backups())?;
    Ok(opened(store, Some(rebuilt)))
}

/// Opens it; reads all of it first when nobody knows how it was left.
fn sound(library: &Library, check: bool) -> Result<Store, StoreError> {
    let path = library.database();
    if check && library.has_database() {
        Store::check(&path)?;
    }
    Store::open(&path, &library.backups())
}

impl Engine {
    /// How the history was made again at this start, if it had to be.
    pub fn rebuilt(&self) -> Option<&Rebuilt> {
        self.inner.rebuilt.get()
    }

    /// Fills the history from what lies beside it, and counts it.
    pub(super) async fn rebuild(&self, mut rebuilt: Rebuilt) -> Result<Rebuilt, EngineError> {
        let latest = self.inner.store.latest_receipt().await?;
        self.hold_unsent().await?;
        rebuilt.jobs = self.read_journals(latest).await?;
        rebuilt.files = self.take_in_files().await?;
        self.put_back_craft().await?;
        tracing::warn!(?rebuilt, "the history was made again");
        Ok(rebuilt)
    }

    /// A history that comes from a backup: the journal beside it may know more, because it was copied later, and nothing is
    /// sent that may have been sent since. Done again after a crash, until it is done.
    pub(super) async fn look_through_restored(&self) -> Result<(), EngineError> {
        let latest = self.inner.store.latest_receipt().await?;
        let held = self.hold_unsent().await?;
        let known = self.read_journals(latest).await?;
        let library = self.inner.library.clone();
        blocking(move || Ok(library.forget_restored()?)).await?;
        tracing::info!(held, known, "the library comes from a backup");
        Ok(())
    }

    async fn hold_unsent(&self) -> Result<usize, EngineError> {
        let text =
            "in a copy of the history this was still to be sent; it may have been sent since";
        let note = self.note(ReceiptKind::Note, text.to_owned());
        Ok(self.inner.store.hold_unsent(note).await?)
    }

    async fn read_journals(&self, latest: Option<Timestamp>) -> Result<u32, EngineError> {
        let library = self.inner.library.clone();
        let journals = blocking(move || Ok(library.journals()?)).await?;
        let (mut count, mut waiting) = (0, Vec::new());
        let mut servers = BTreeMap::new();
        for journal in journals {
            let lines = blocking(move || Ok(Library::journal_lines(&journal)?)).await;
            let Ok(lines) = lines else {
                tracing::warn!("a journal cannot be read");
                continue;
            };
            let Some(one) = self.restored(&lines, latest).await? else {
                continue;
            };
            let server = &one.job.target.server;
            servers.insert(server.id.clone(), server.clone());
            waiting.push(one);
            count += 1;
            if waiting.len() == AT_ONCE {
                self.inner
                    .store
                    .restore(std::mem::take(&mut waiting))
                    .await?;
            }
        }
        self.inner.store.restore(waiting).await?;
        // Only of jobs that were news: the others' servers are as the user left them.
        for server in servers.into_values() {
            self.put_back_server(server).await?;
        }
        Ok(count)
    }

    /// What a journal says, on top of what a copy of the database knows.
    async fn restored(
        &self,
        lines: &[String],
        latest: Option<Timestamp>,
    ) -> Result<Option<Restored>, EngineError> {
        let texts = || lines.iter().map(String::as_str);
        let catalogue = self.catalogue();
        let now = self.now();
        let Some(told) = journal::told(texts(), None, &catalogue, now) else {
            return Ok(None);
        };
        let known = self.inner.store.job_or_removed(told.job.id.clone()).await?;
        let told = match known {
            Some((_, true)) => return Ok(None),
            Some((job, false)) => journal::told(texts(), Some(job.clone()), &catalogue, now)
                .filter(|told| journal::adds(told, &job, latest)),
            None => Some(told),
        };
        Ok(told.map(|told| Restored {
            note: self.note(
                ReceiptKind::Note,
                "put back from the journal: the history did not know it".to_owned(),
            ),
            job: told.job,
            video: told.video,
            removed_at: told.removed_at,
            marks: told.marks.map(|(_, marks)| marks),
        }))
    }

    /// A server of which jobs are known, unless it is in the list. Its key is where it was.
    async fn put_back_server(&self, server: Server) -> Result<(), EngineError> {
        let listed = self.inner.store.servers().await?;
        let no_entry = server.id == ServerId::demo() || server.id == ServerId::file();
        if no_entry || listed.iter().any(|one| one.id == server.id) {
            return Ok(());
        }
        let mut named = server.clone();
        let mut number = 1;
        while !self.inner.store.save_server(named.clone()).await? {
            number += 1;
            named.name = format!("{} {number}", server.name);
        }
        Ok(())
    }

    /// Videos that no job has: each goes to the job that it is named after, or becomes one of its own.
    async fn take_in_files(&self) -> Result<u32, EngineError> {
        let known: HashSet<String> = self.inner.store.files().await?.into_iter().collect();
        let library = self.inner.library.clone();
        let files = blocking(move || Ok(library.media_files()?)).await?;
        let strange: Vec<String> = files
            .into_iter()
            .filter(|file| !known.contains(file))
            .collect();
        if strange.is_empty() {
            return Ok(0);
        }
        let mut adopted = self.adopt_by_name().await?;
        let mut count = u32::try_from(adopted.len()).unwrap_or(u32::MAX);
        adopted.extend(known);
        for file in strange {
            if !adopted.contains(&file) && self.import_file(file).await? {
                count += 1;
            }
        }
        Ok(count)
    }

    /// Jobs without a video whose file lies there under the name that we would give it.
    async fn adopt_by_name(&self) -> Result<HashSet<String>, EngineError> {
        let mut adopted = HashSet::new();
        let open = State::ALL
            .into_iter()
            .filter(|state| !matches!(state, State::Draft | State::Submitting));
        for job in self.inner.store.jobs_in(open.collect()).await? {
            let assets = self.inner.store.assets_of(vec![job.id.clone()]).await?;
            if !assets.is_empty() {
                continue;
            }
            let Some((published, media)) = self.file_without_row(&job, recipes::tail(&job)).await?
            else {
                continue;
            };
            adopted.insert(published.file.clone());
            let id = AssetId::from_seed(self.inner.entropy.seed());
            let video = video_asset(&job, id, published, &media, self.now());
            let ended_at = job.ended_at.or(Some(self.now()));
            let job = Job {
                state: State::Ready,
                next_at: None,
                error: None,
                ended_at,
                ..job
            };
            let note = self.note(ReceiptKind::Note, format!("found as {}", video.file));
            let one = Restored {
                job,
                video: Some(video),
                removed_at: None,
                marks: None,
                note,
            };
            self.inner.store.restore(vec![one]).await?;
        }
        Ok(adopted)
    }

    /// Makes a job of a video of which nothing else is known. `false`: it is no complete video.
    async fn import_file(&self, file: String) -> Result<bool, EngineError> {
        let (library, name) = (self.inner.library.clone(), file.clone());
        let read = blocking(move || {
            let path = library.resolve(&name)?;
            let made = fs_err::metadata(&path)
                .and_then(|about| about.modified())
                .ok();
            let media = probe::probe(&path).ok();
            Ok(media.and_then(|media| Some((library.find_published(&name, &[])?, media, made))))
        })
        .await?;
        let Some((published, media, made)) = read else {
            return Ok(false);
        };
        let since = made.and_then(|made| made.duration_since(std::time::UNIX_EPOCH).ok());
        let made = since.and_then(|since| i64::try_from(since.as_millis()).ok());
        let job = self.job_of_file(&file, made.map_or(self.now(), Timestamp));
        let id = AssetId::from_seed(self.inner.entropy.seed());
        let video = video_asset(&job, id, published, &media, self.now());
        let note = self.note(ReceiptKind::Import, format!("found as {file}"));
        let one = Restored {
            job,
            video: Some(video),
            removed_at: None,
            marks: None,
            note,
        };
        self.inner.store.restore(vec![one]).await?;
        Ok(true)
    }

    fn job_of_file(&self, file: &str, made: Timestamp) -> Job {
        let stem = file.rsplit('/').next().unwrap_or(file);
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        let words = stem.rsplit_once('-').map_or(stem, |(words, _)| words);
        let recipe = bring::titled(&words.replace('-', " "));
        let target = self.target_of_file(&recipe.model, made);
        let id = JobId::from_seed(self.inner.entropy.seed());
        let batch = BatchId::from_seed(self.inner.entropy.seed());
        Job {
            action: Action::Import,
            state: State::Ready,
            ended_at: Some(made),
            ..Job::held(id, batch, target, recipe, made)
        }
    }
}
