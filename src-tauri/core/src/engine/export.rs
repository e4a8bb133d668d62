//! Clips in a folder of the user's, for other programs: the videos under names from a template, a table and a list of what
//! is known of them.
//!
//! What leaves names no key, no query of an address and no path of this machine (`entry`). How files get there is the
//! library's business.

mod entry;

use super::{Engine, EngineError, blocking, csv, recipes};
use crate::{
    domain::{Asset, AssetKind, Job, JobId},
    dto::{ErrorCode, ExportJobs, Exported, JobView, LeftOut, WhyLeftOut},
    library::{
        LibraryError,
        archive::{self, ArchiveError},
        export::{CopyError, ExportFolder},
        template::{NameTemplate, Token, tail, words},
    },
    redaction,
    store::LocalMoment,
};
use entry::Entry;
use std::{
    collections::{HashMap, HashSet},
    io,
    path::{Path, PathBuf},
};

/// Most jobs of one export.
const MOST: usize = 10_000;
/// What an example is made of where there is no clip yet.
const EXAMPLE: &str = "a paper boat crosses a puddle";

/// A job that is exported: what is known of it, and where its video lies.
struct Source {
    view: JobView,
    entry: Entry,
    at: LocalMoment,
    video: Option<Video>,
}

struct Video {
    path: PathBuf,
    extension: String,
    /// How much of it is wanted; `None`: all.
    length: Option<u64>,
    bytes: u64,
}

impl Engine {
    /// What a copy of a job's video would be called, with the folders of the template. Without a job, an example.
    ///
    /// # Errors
    /// Those of a template that is none.
    pub async fn name_example(
        &self,
        template: &str,
        job: Option<&JobId>,
    ) -> Result<String, EngineError> {
        let template = NameTemplate::parse(template)?;
        let Some(id) = job else {
            let at = self.local(vec![self.now()]).await?.remove(0);
            return Ok(template.name(|token| example(token, &at)).path("mp4"));
        };
        let view = self.view(self.job(id).await?).await?;
        let at = self.local(vec![view.created_at]).await?.remove(0);
        let name = template.name(|token| value(token, &view, &at));
        Ok(name.path(&extension(&view)))
    }

    /// The name that is suggested for a copy of a job's video.
    ///
    /// # Errors
    /// `NotFound` while it has none.
    pub async fn copy_name(&self, id: &JobId) -> Result<String, EngineError> {
        self.video_path(id).await?;
        let settings = self.settings().await?;
        let path = self.name_example(&settings.file_names, Some(id)).await?;
        Ok(path.rsplit('/').next().unwrap_or_default().to_owned())
    }

    /// Copies the videos of these jobs into the folder `to`, or into a new one in it where it has something in it, and writes
    /// `clips.csv` and `clips.json` beside them. `progress` is told the bytes done and in all; `false` stops the work.
    ///
    /// # Errors
    /// Those of a template that is none, `NothingToExport`, `PlaceInLibrary`, `PlaceUnwritable`, `NoRoom`, `Stopped`. Nothing
    /// is left behind then.
    pub async fn export(
        &self,
        asked: ExportJobs,
        to: &Path,
        progress: impl Fn(u64, u64) -> bool + Send + 'static,
    ) -> Result<Exported, EngineError> {
        let template = NameTemplate::parse(&asked.names)?;
        let to = std::path::absolute(to).map_err(ArchiveError::Place)?;
        let sources = self.sources(asked).await?;
        let today = self.local(vec![self.now()]).await?.remove(0);
        let (library, stop) = (self.inner.library.clone(), self.inner.stop.clone());
        // The end of the engine waits for it: it takes back what was begun.
        let awaited = self.inner.tasks.token();
        blocking(move || {
            recipes::outside(&library, &to)?;
            let wanted = |done, total| !stop.is_cancelled() && progress(done, total);
            let name = format!("Rushes {}", today.day);
            let exported = write(sources, &template, &to, &name, &wanted);
            drop(awaited);
            exported
        })
        .await
    }

    /// The video files of those of these jobs that have one here.
    ///
    /// # Errors
    /// `NothingToExport` if none has.
    pub async fn video_files(&self, ids: &[JobId]) -> Result<Vec<PathBuf>, EngineError> {
        let assets = self.inner.store.assets_of(ids.to_vec()).await?;
        let video = |id: &JobId| {
            let mut own = assets.iter().filter(|asset| asset.job == *id);
            own.find(|asset| asset.kind == AssetKind::Video)
        };
        let mut files = Vec::with_capacity(ids.len());
        for asset in ids.iter().filter_map(video) {
            let path = self.inner.library.resolve(&asset.file)?;
            if path.is_file() {
                files.push(path);
            }
        }
        if files.is_empty() {
            return Err(EngineError::refused(ErrorCode::NothingToExport));
        }
        Ok(files)
    }

    async fn sources(&self, asked: ExportJobs) -> Result<Vec<Source>, EngineError> {
        let mut known = HashSet::new();
        let mut ids = asked.jobs;
        ids.retain(|id| known.insert(id.clone()));
        if ids.len() > MOST {
            let most = MOST.to_string();
            return Err(EngineError::refused_with(ErrorCode::TooMany, "limit", most));
        }
        let mut jobs: Vec<Job> = Vec::with_capacity(ids.len());
        for id in &ids {
            jobs.push(self.job(id).await?);
        }
        let mut assets: HashMap<JobId, Asset> = HashMap::new();
        for asset in self.inner.store.assets_of(ids).await? {
            if asset.kind == AssetKind::Video {
                assets.insert(asset.job.clone(), asset);
            }
        }
        let moments = jobs.iter().map(|job| job.created_at).collect();
        let moments = self.local(moments).await?;
        let views = self.views(jobs.clone()).await?;
        let mut sources = Vec::with_capacity(jobs.len());
        for ((job, view), at) in jobs.iter().zip(views).zip(moments) {
            let video = match assets.remove(&job.id) {
                Some(asset) => Some(self.video(&asset, asked.without_recipe).await?),
                None => None,
            };
            let entry = Entry::of(job, &view, &at);
            sources.push(Source {
                view,
                entry,
                at,
                video,
            });
        }
        Ok(sources)
    }

    async fn video(&self, asset: &Asset, without_recipe: bool) -> Result<Video, EngineError> {
        let path = self.inner.library.resolve(&asset.file)?;
        let extension = path.extension().unwrap_or_default();
        let extension = extension.to_string_lossy().into_owned();
        let length = if without_recipe && path.is_file() {
            self.length_received(&asset.job, path.clone()).await?
        } else {
            None
        };
        Ok(Video {
            path,
            extension,
            length,
            bytes: length.unwrap_or(asset.bytes),
        })
    }

    async fn local(
        &self,
        moments: Vec<crate::domain::Timestamp>,
    ) -> Result<Vec<LocalMoment>, EngineError> {
        Ok(self.inner.store.local_moments(moments).await?)
    }
}

/// All of it, or nothing.
fn write(
    mut sources: Vec<Source>,
    template: &NameTemplate,
    to: &Path,
    name: &str,
    wanted: &archive::Progress<'_>,
) -> Result<Exported, EngineError> {
    let there = |source: &Source| {
        source
            .video
            .as_ref()
            .is_some_and(|video| video.path.is_file())
    };
    if !sources.iter().any(there) {
        return Err(EngineError::refused(ErrorCode::NothingToExport));
    }
    let total = sources.iter().filter_map(|source| source.video.as_ref());
    let total: u64 = total.map(|video| video.bytes).sum();
    let place = |error| EngineError::from(ArchiveError::place(error, total));
    let mut folder = ExportFolder::begin(to, name).map_err(place)?;
    archive::make_sure_of_room(&folder.root().join("clips.csv"), total)?;
    let (mut done, mut left_out, mut bytes) = (0, Vec::new(), 0);
    for source in &mut sources {
        let mut more = |written| {
            done += written;
            wanted(done, total)
        };
        match copy(source, template, &mut folder, &mut more).map_err(|error| match error {
            CopyError::Write(error) => place(error),
            CopyError::Read(error) => EngineError::from(LibraryError::from(error)),
            CopyError::Stopped => EngineError::refused(ErrorCode::Stopped),
        })? {
            Ok(copied) => bytes += copied,
            Err(reason) => left_out.push(LeftOut {
                job: source.view.id.clone(),
                prompt: source.view.prompt.clone(),
                reason,
            }),
        }
    }
    let clips = sources.len() - left_out.len();
    if clips == 0 {
        return Err(EngineError::refused(ErrorCode::NothingToExport));
    }
    let entries: Vec<Entry> = sources.into_iter().map(|source| source.entry).collect();
    lists(&mut folder, &entries).map_err(place)?;
    let folder = folder.settle().map_err(place)?;
    Ok(Exported {
        folder: folder.to_string_lossy().into_owned(),
        clips,
        bytes,
        left_out,
    })
}

/// The bytes of the copy, or why there is none.
fn copy(
    source: &mut Source,
    template: &NameTemplate,
    folder: &mut ExportFolder,
    more: &mut dyn FnMut(u64) -> bool,
) -> Result<Result<u64, WhyLeftOut>, CopyError> {
    let Some(video) = &source.video else {
        return Ok(Err(WhyLeftOut::NoVideo));
    };
    let mut file = match fs_err::File::open(&video.path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Err(WhyLeftOut::FileMissing));
        }
        Err(error) => return Err(CopyError::Read(error)),
    };
    let name = template.name(|token| value(token, &source.view, &source.at));
    let copied = folder.copy(&mut file, video.length, &name, &video.extension, more)?;
    let bytes = copied.bytes;
    source.entry.came_as(copied);
    Ok(Ok(bytes))
}

fn lists(folder: &mut ExportFolder, entries: &[Entry]) -> io::Result<()> {
    let lines: Vec<String> = std::iter::once(csv::line(entry::COLUMNS))
        .chain(entries.iter().map(|entry| csv::line(entry.cells())))
        .collect();
    let table = format!("{}{}", csv::MARK, csv::text(&lines));
    folder.write("clips", "csv", table.as_bytes())?;
    let list = serde_json::to_vec_pretty(entries).map_err(io::Error::from)?;
    folder.write("clips", "json", &list)
}

fn extension(view: &JobView) -> String {
    let name = view.video.as_ref().map_or("", |video| &video.name);
    let extension = Path::new(name).extension().unwrap_or_default();
    let extension = extension.to_string_lossy().into_owned();
    if extension.is_empty() {
        "mp4".to_owned()
    } else {
        extension
    }
}

/// What a token stands for; what came counts before what was asked for.
fn value(token: Token, view: &JobView, at: &LocalMoment) -> String {
    let video = view.video.as_ref();
    let side = |came: Option<u32>, asked: Option<u32>| {
        came.or(asked)
            .map_or_else(String::new, |side| side.to_string())
    };
    match token {
        Token::Date => at.day.clone(),
        Token::Time => at.time.replace(':', "-"),
        Token::Model => view.model.clone(),
        Token::Server => view.server_name.clone(),
        // A name is seen by everybody: no query of an address gets into one.
        Token::Prompt => words(&redaction::redact(&view.prompt)),
        Token::Seed => entry::seed(view),
        Token::Take => view.take.to_string(),
        Token::Width => side(
            video.and_then(|video| video.width),
            view.size.map(|size| size.width),
        ),
        Token::Height => side(
            video.and_then(|video| video.height),
            view.size.map(|size| size.height),
        ),
        Token::Seconds => video
            .and_then(|video| video.seconds)
            .or(view.seconds)
            .map_or_else(String::new, entry::number),
        Token::Id => tail(&view.id),
    }
}

fn example(token: Token, at: &LocalMoment) -> String {
    match token {
        Token::Date => at.day.clone(),
        Token::Time => at.time.replace(':', "-"),
        Token::Model => "sora-2".to_owned(),
        Token::Server => "Demo".to_owned(),
        Token::Prompt => words(EXAMPLE),
        Token::Seed => "4711".to_owned(),
        Token::Take => "1".to_owned(),
        Token::Width => "1280".to_owned(),
        Token::Height => "720".to_owned(),
        Token::Seconds => "8".to_owned(),
        Token::Id => "7f3a9c".to_owned(),
    }
}
