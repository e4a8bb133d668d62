//! A piece of a clip: cut without encoding anew, or as a moving picture, into a file of the user's or into the library as a clip of
//! its own that knows what it was cut from. The clip itself stays as it is.
//!
//! Another program does the work; where it is missing, that is what is said.

use super::{
    Engine, EngineError, blocking,
    bring::{Story, no_room, not_taken},
    recipes,
    transfer::RESERVE,
};
use crate::{
    domain::{Asset, AssetKind, Job, Recipe},
    dto::{CutForm, CutRequest, ErrorCode, JobView},
    library::{
        Library, NotTaken, Scratch,
        ffmpeg::{CutError, Ffmpeg, Moving, Span},
        probe::{self, FileKind},
    },
};
use std::path::{Path, PathBuf};

/// Shorter than this is no piece: about one frame.
const SHORTEST: f64 = 0.03;
/// Narrowest and widest moving picture.
const WIDTHS: std::ops::RangeInclusive<u32> = 16..=4096;

/// What there is to cut.
struct Source {
    job: Job,
    file: PathBuf,
    kind: FileKind,
    span: Span,
}

impl Engine {
    /// Whether this computer has what cutting needs.
    pub fn can_cut() -> bool {
        Ffmpeg::on_path().is_some()
    }

    /// Cuts a piece of a clip and brings it into the library.
    ///
    /// # Errors
    /// `CutterMissing`, `CutFailed`, `InvalidValue` for a span that is none, `NotFound` for a job without a video, `DiskFull`.
    pub async fn cut_into_library(&self, asked: CutRequest) -> Result<JobView, EngineError> {
        let source = self.source(&asked).await?;
        let story = Story {
            name: source.job.recipe.prompt.clone(),
            recipe: Some(Recipe {
                // The piece has a length of its own; nobody asked a server for it.
                seconds: None,
                ..source.job.recipe.clone()
            }),
            parent: Some(source.job.id.clone()),
            note: format!("cut from {}", source.job.id),
        };
        let (library, stop) = (self.inner.library.clone(), self.inner.stop.clone());
        let incoming = blocking(move || {
            roomy(&library)?;
            let scratch = library.scratch("cut");
            let going = || !stop.is_cancelled();
            make(&source, asked.form, asked.width, scratch.path(), &going)?;
            Library::take_scratch(scratch).map_err(|error| match error {
                NotTaken::Incomplete(detail) => failed(detail),
                NotTaken::NotVideo
                | NotTaken::NoRoom { .. }
                | NotTaken::Unreadable(_)
                | NotTaken::Stopped
                | NotTaken::Library(_) => not_taken(error),
            })
        })
        .await?;
        self.take_in_video(incoming, story).await
    }

    /// Cuts a piece of a clip into a file of the user's: whole or not at all.
    ///
    /// # Errors
    /// Those of [`Engine::cut_into_library`]; `PlaceUnwritable`, `PlaceInLibrary`.
    pub async fn cut_to_file(&self, asked: CutRequest, to: PathBuf) -> Result<(), EngineError> {
        let source = self.source(&asked).await?;
        let (library, stop) = (self.inner.library.clone(), self.inner.stop.clone());
        blocking(move || {
            recipes::outside(&library, &to)?;
            let unwritable = |error: std::io::Error| recipes::unwritable(&error);
            let half = Scratch::beside(&to).map_err(unwritable)?;
            let going = || !stop.is_cancelled();
            make(&source, asked.form, asked.width, half.path(), &going)?;
            half.become_file(&to).map_err(unwritable)
        })
        .await
    }

    /// What a piece in a file of its own is called at first.
    ///
    /// # Errors
    /// `NotFound` for a job without a video.
    pub async fn cut_name(&self, asked: &CutRequest) -> Result<String, EngineError> {
        let video = self.video_path(&asked.job).await?;
        let part =
            |of: Option<&std::ffi::OsStr>| of.unwrap_or_default().to_string_lossy().into_owned();
        let extension = match asked.form {
            CutForm::Clip => part(video.extension()),
            CutForm::Gif => "gif".to_owned(),
            CutForm::Webp => "webp".to_owned(),
            CutForm::Apng => "png".to_owned(),
        };
        let cut = if asked.from.or(asked.to).is_some() {
            " cut"
        } else {
            ""
        };
        Ok(format!("{}{cut}.{extension}", part(video.file_stem())))
    }

    async fn source(&self, asked: &CutRequest) -> Result<Source, EngineError> {
        let job = self.job(&asked.job).await?;
        let assets = self.inner.store.assets_of(vec![asked.job.clone()]).await?;
        let video = assets.iter().find(|asset| asset.kind == AssetKind::Video);
        let video = video.ok_or_else(|| EngineError::refused(ErrorCode::NotFound))?;
        let span = span(asked, video)?;
        if asked.width.is_some_and(|width| !WIDTHS.contains(&width)) {
            return Err(EngineError::invalid("width"));
        }
        let file = self.inner.library.resolve(&video.file)?;
        let looked = file.clone();
        let media =
            blocking(move || probe::probe(&looked).map_err(|error| failed(&error.to_string())));
        let kind = media.await?.kind;
        if kind.is_still() || (kind == FileKind::Gif && asked.form == CutForm::Clip) {
            return Err(EngineError::refused(ErrorCode::NotAllowedNow));
        }
        Ok(Source {
            job,
            file,
            kind,
            span,
        })
    }
}

fn span(asked: &CutRequest, video: &Asset) -> Result<Span, EngineError> {
    let end = video.seconds.unwrap_or(f64::MAX);
    let from = asked.from.unwrap_or_default();
    let to = asked.to.unwrap_or(end).min(end);
    if !(from.is_finite() && from >= 0.0) {
        return Err(EngineError::invalid("from"));
    }
    // Also what is no number is not at least that.
    if !matches!(
        (to - from).partial_cmp(&SHORTEST),
        Some(std::cmp::Ordering::Greater)
    ) {
        return Err(EngineError::invalid("to"));
    }
    Ok(Span {
        from: asked.from,
        to: asked.to.map(|_| to),
    })
}

fn roomy(library: &Library) -> Result<(), EngineError> {
    let free = library.free_space()?;
    if free < RESERVE {
        return Err(no_room(RESERVE, free));
    }
    Ok(())
}

fn make(
    source: &Source,
    form: CutForm,
    width: Option<u32>,
    to: &Path,
    go_on: &dyn Fn() -> bool,
) -> Result<(), EngineError> {
    let ffmpeg = Ffmpeg::on_path().ok_or_else(|| EngineError::refused(ErrorCode::CutterMissing))?;
    let Source {
        file, kind, span, ..
    } = source;
    let picture = |moving| ffmpeg.picture(file, *span, (moving, width), to, go_on);
    let made = match form {
        CutForm::Clip => ffmpeg.trim(file, *span, *kind, to, go_on),
        CutForm::Gif => picture(Moving::Gif),
        CutForm::Webp => picture(Moving::Webp),
        CutForm::Apng => picture(Moving::Apng),
    };
    made.map_err(|error| match error {
        CutError::Failed(words) => failed(&words),
        CutError::DiskFull => no_room(RESERVE, 0),
        CutError::Stopped => EngineError::refused(ErrorCode::Stopped),
    })
}

fn failed(why: &str) -> EngineError {
    EngineError::refused_with(ErrorCode::CutFailed, "detail", why)
}
