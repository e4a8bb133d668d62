//! Jobs as tiles: what a window or a script gets to see.

use super::{Engine, EngineError, create::undo_until, trash};
use crate::{
    domain::{
        Asset, AssetKind, BatchId, InputSource, Job, JobError, JobId, Query, ServerId, Size, State,
        Verb, verbs,
    },
    dto::{
        AppEvent, AssetView, Counts, ErrorCode, ErrorView, InputView, JobView, Leaving, NoticeKind,
        WallDay, WallFilter, WallOrder, WallPage, WallQuery,
    },
    store::{Ask, Beside, Cursor, Sides},
};
use std::{collections::BTreeMap, path::PathBuf, sync::atomic::Ordering};

impl Engine {
    /// The tile of one job.
    pub async fn view(&self, job: Job) -> Result<JobView, EngineError> {
        let mut views = self.views(vec![job]).await?;
        views.pop().ok_or(EngineError::Ending)
    }

    /// The takes of a batch.
    pub async fn batch(&self, batch: BatchId) -> Result<Vec<JobView>, EngineError> {
        let jobs = self.inner.store.batch(batch).await?;
        self.views(jobs).await
    }

    /// The tiles of these jobs, in their order.
    pub async fn views(&self, jobs: Vec<Job>) -> Result<Vec<JobView>, EngineError> {
        let beside = jobs.iter().map(Beside::from).collect();
        let sides = self.inner.store.sides(beside).await?;
        let pairs = jobs.into_iter().zip(sides);
        Ok(pairs.map(|(job, sides)| self.tile(job, sides)).collect())
    }

    fn tile(&self, job: Job, sides: Sides) -> JobView {
        let Sides {
            marks,
            assets,
            pace,
            parent,
        } = sides;
        let of_kind = |kind| assets.iter().find(|asset| asset.kind == kind);
        let video = of_kind(AssetKind::Video);
        let live = self.live();
        let transfer = live.transfers.get(&job.id).copied();
        // A number that never moved says nothing (`interface.md`, "The six states").
        let first = live.first_progress.get(&job.id).copied();
        drop(live);
        let moved = job
            .progress
            .filter(|now| first.is_none_or(|first| (first - now).abs() > 0.01));
        let mut offered = verbs(job.state, job.remote_id.is_some(), video.is_some());
        // Before the first try it is there for a moment alone.
        if job.state == State::Submitting && job.submit_started_at.is_none() && job.submit_tries > 0
        {
            offered.push(Verb::HoldBack);
        }
        if job.target.description.paths.list.is_none() {
            offered.retain(|verb| *verb != Verb::LookForIt);
        }
        if job.target.description.paths.retrieve.is_none() {
            offered.retain(|verb| *verb != Verb::CheckAgain);
        }
        if job.server == ServerId::file() {
            // Nobody made it for us whom we could ask again.
            offered.retain(|verb| *verb != Verb::CreateAgain);
        }
        if marks.trashed_at.is_some() {
            // It comes out of the trash first.
            offered.retain(|verb| *verb == Verb::Remove);
        }
        let trashed_until = marks.trashed_at.and_then(|at| trash::until(&job, at));
        JobView {
            fix: self.fix_view(&job),
            remote_deleted_at: job.remote_deleted_at,
            undo_until: undo_until(&job),
            again: offered
                .contains(&Verb::CreateAgain)
                .then(|| self.cost_again(&job)),
            charged: job.may_be_charged(),
            price: super::money::basis(&job),
            verbs: offered,
            inputs: inputs(&job),
            server_name: job.target.server.name.clone(),
            id: job.id,
            batch: job.batch,
            take: job.take,
            takes: job.takes,
            server: job.server,
            model: job.recipe.model,
            prompt: job.recipe.prompt,
            written: job.recipe.written,
            seconds: job.recipe.seconds,
            size: job.recipe.size,
            aspect: job.recipe.aspect,
            tier: job.recipe.tier,
            params: job.recipe.params,
            action: job.action,
            parent,
            cost: job.quote.cost,
            extra: job.recipe.extra,
            state: job.state,
            remote_id: job.remote_id,
            progress: moved.filter(|_| matches!(job.state, State::Queued | State::Running)),
            created_at: job.created_at,
            sent_at: job.submit_started_at,
            accepted_at: job.accepted_at,
            heard_at: job.heard_at,
            ended_at: job.ended_at,
            next_at: job.next_at,
            expires_at: job.expires_at,
            pace,
            transfer,
            video: video.map(asset_view),
            poster: of_kind(AssetKind::Poster).map(|asset| asset.id.clone()),
            filmstrip: of_kind(AssetKind::Filmstrip).map(|asset| asset.id.clone()),
            error: job.error.map(error_view),
            favourite: job.favourite,
            rating: marks.rating,
            tags: marks.tags,
            collections: marks.collections,
            trashed_at: marks.trashed_at,
            trashed_until,
        }
    }

    /// A page of the wall.
    pub async fn wall(&self, query: WallQuery) -> Result<WallPage, EngineError> {
        let cursor = query.cursor.as_deref().and_then(Cursor::from_text);
        let ask = Ask {
            filter: query.filter,
            query: Query::read(&query.search),
            order: query.order,
            now: self.now(),
        };
        let page = self.inner.store.wall(ask, cursor, query.limit).await?;
        self.tell_unreadable();
        Ok(WallPage {
            jobs: self.views(page.jobs).await?,
            next: page.next.map(Cursor::to_text),
            days: page.days,
        })
    }

    /// Every day of the wall with its takes, in its order.
    pub async fn wall_days(
        &self,
        filter: WallFilter,
        search: &str,
        order: WallOrder,
    ) -> Result<Vec<WallDay>, EngineError> {
        let ask = Ask {
            filter,
            query: Query::read(search),
            order,
            now: self.now(),
        };
        Ok(self.inner.store.wall_days(ask).await?)
    }

    /// Trouble with single rows of the history, if any was met: they are left out, and the rest is shown.
    pub fn unreadable(&self) -> Option<EngineError> {
        let count = self.inner.store.unreadable();
        (count > 0).then(|| {
            EngineError::refused_with(ErrorCode::RowsUnreadable, "count", count.to_string())
        })
    }

    /// Tells a window once for each row that turns up.
    fn tell_unreadable(&self) {
        let count = self.inner.store.unreadable();
        if self.inner.told_unreadable.swap(count, Ordering::Relaxed) != count
            && let Some(error) = self.unreadable()
        {
            self.emit(AppEvent::Notice {
                kind: NoticeKind::RowsUnreadable,
                error: Some(error.view()),
            });
        }
    }

    /// The newest jobs in a state, for scripts.
    pub async fn list(
        &self,
        state: Option<State>,
        search: String,
        limit: u32,
    ) -> Result<Vec<JobView>, EngineError> {
        let query = Query::read(&search);
        let jobs = self.inner.store.list(state, query, self.now(), limit);
        self.views(jobs.await?).await
    }

    /// The numbers on the chips.
    pub async fn counts(&self) -> Result<Counts, EngineError> {
        Ok(self.inner.store.counts().await?)
    }

    /// What goes on without this program when it ends; `None`: nothing does.
    pub async fn leaving(&self) -> Result<Option<Leaving>, EngineError> {
        let leaving = self.inner.store.leaving(self.now()).await?;
        Ok((leaving.live + leaving.unsent > 0).then_some(leaving))
    }

    /// Whether any job still needs the engine.
    pub async fn is_idle(&self) -> Result<bool, EngineError> {
        Ok(self.inner.store.counts().await?.in_progress == 0)
    }

    /// Where the video of a job lies.
    ///
    /// # Errors
    /// `NotFound` while it has none.
    pub async fn video_path(&self, id: &JobId) -> Result<PathBuf, EngineError> {
        let assets = self.inner.store.assets_of(vec![id.clone()]).await?;
        let video = assets
            .into_iter()
            .find(|asset| asset.kind == AssetKind::Video);
        let video = video.ok_or_else(|| EngineError::refused(crate::dto::ErrorCode::NotFound))?;
        Ok(self.inner.library.resolve(&video.file)?)
    }

    /// The error of a job with its values filled in, for a script.
    pub fn job_error(job: &Job) -> Option<ErrorView> {
        job.error.clone().map(|error| ErrorView {
            code: error.code,
            message: error.message,
            http_status: error.http_status,
            params: BTreeMap::new(),
        })
    }
}

/// The form of a job's error for a window.
pub(super) fn error_view(error: JobError) -> ErrorView {
    ErrorView {
        code: error.code,
        message: error.message,
        http_status: error.http_status,
        params: BTreeMap::new(),
    }
}

fn inputs(job: &Job) -> Vec<InputView> {
    let view = |(index, input): (usize, &crate::domain::Input)| {
        let (size, media, url) = match &input.source {
            InputSource::Stored { width, height, .. } => (
                Some(Size {
                    width: *width,
                    height: *height,
                }),
                Some(super::pictures::input_name(&job.id, index)),
                None,
            ),
            InputSource::Url { url } => (None, None, Some(url.clone())),
        };
        InputView {
            role: input.role,
            fit: input.fit,
            name: input.name.clone(),
            frame_of: input.frame_of.clone(),
            size,
            url,
            media,
        }
    };
    job.recipe.inputs.iter().enumerate().map(view).collect()
}

fn asset_view(asset: &Asset) -> AssetView {
    let name = asset.file.rsplit('/').next().unwrap_or_default();
    AssetView {
        id: asset.id.clone(),
        mime: asset.mime.clone(),
        bytes: asset.bytes,
        name: name.to_owned(),
        width: asset.width,
        height: asset.height,
        seconds: asset.seconds,
        fps: asset.fps,
        has_audio: asset.has_audio,
    }
}
