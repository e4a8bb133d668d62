//! A form that learns: a refusal that states a rule becomes an offer to create again with it, and a rule that worked is
//! remembered for that server and model, in the user's own overlay, until it is forgotten.

use super::{Engine, EngineError, blocking, create::Order};
use crate::domain::catalogue::{ImageRule, Lesson, Overlay, Says, Target, Taught, Teaching};
use crate::{
    api::{
        dialect,
        lessons::{self, Mended},
    },
    domain::{Action, Crop, InputSource, Job, JobId, Recipe, Role, ServerId, State, sha256_hex},
    dto::{AppEvent, ErrorCode, FixView, JobView, ServerView},
    library::{Library, LibraryError, picture},
};

/// The file of the user's folder that holds what was learned.
const LEARNED: &str = "learned";

impl Engine {
    /// Creates a refused job again with what its refusal taught; it is sent when the undo window has passed.
    ///
    /// # Errors
    /// `NotAllowedNow` for a job whose refusal taught nothing that can be followed.
    pub async fn fix(&self, id: &JobId, client_key: String) -> Result<JobView, EngineError> {
        let job = self.job(id).await?;
        let refused = || EngineError::refused(ErrorCode::NotAllowedNow);
        let server = self.server(&job.server).await?;
        let target = self.catalogue().target(&server, &job.recipe.model);
        let Fix { mended, target, .. } = fix_of(&job, target).ok_or_else(refused)?;
        let recipe = if mended.refit {
            self.refitted(mended.recipe, &target.model.images).await?
        } else {
            mended.recipe
        };
        self.request(&recipe, &target, 0, &target.server.base_url)?;
        let trials = job.trials.into_iter().chain(job.lesson).collect();
        let order = Order {
            trials,
            ..Order::new(recipe, target)
        };
        let jobs = self.new_batch(client_key, None, vec![order]).await?;
        let mut views = self.ordered(jobs).await?;
        views.pop().ok_or(EngineError::Ending)
    }

    /// Remembers what an accepted job followed, and the way in which it was written if that was not the first.
    pub(super) async fn remember(&self, job: &Job) -> Result<(), EngineError> {
        let way = (job.way > 0).then(|| way_that_worked(job)).flatten();
        let teachings: Vec<Teaching> = job.trials.iter().cloned().chain(way).collect();
        if teachings.is_empty() {
            return Ok(());
        }
        let now = self.now();
        let _turn = self.inner.learning.lock().await;
        let mut all = self.learned()?;
        for Teaching { taught, words } in teachings {
            let lesson = Lesson::new(&job.server, &job.recipe.model, taught, words, now);
            // What contradicts it is older.
            let about = |one: &Lesson| {
                one.server == lesson.server && one.model == lesson.model && one.id == lesson.id
            };
            all.retain(|one| !about(one));
            all.push(lesson);
        }
        self.keep_learned(all).await
    }

    /// Forgets one thing that was learned; the form offers again what it offered before.
    ///
    /// # Errors
    /// `NotFound`; `InvalidValue` while the file of what was learned cannot be read.
    pub async fn forget_lesson(
        &self,
        server: &ServerId,
        lesson: &str,
    ) -> Result<ServerView, EngineError> {
        let view = self.server(server).await?;
        let turn = self.inner.learning.lock().await;
        let all = self.learned()?;
        let kept: Vec<Lesson> = all
            .iter()
            .filter(|one| one.server != *server || one.id != lesson)
            .cloned()
            .collect();
        if kept.len() == all.len() {
            return Err(EngineError::refused(ErrorCode::NotFound));
        }
        self.keep_learned(kept).await?;
        drop(turn);
        self.server_view(&view).await
    }

    /// Forgets all that was learned of a server that is gone.
    pub(super) async fn drop_lessons(&self, server: &ServerId) -> Result<(), EngineError> {
        let _turn = self.inner.learning.lock().await;
        // A file that somebody is at keeps them: they are about nobody then.
        let Ok(all) = self.learned() else {
            return Ok(());
        };
        let kept: Vec<Lesson> = all
            .iter()
            .filter(|one| one.server != *server)
            .cloned()
            .collect();
        if kept.len() == all.len() {
            return Ok(());
        }
        self.keep_learned(kept).await
    }

    /// What files of the user hold, and Rushes wrote: others may hold lessons too, which are never touched.
    ///
    /// # Errors
    /// The file is there and cannot be read, because somebody is at it: it must not be written over.
    fn learned(&self) -> Result<Vec<Lesson>, EngineError> {
        let file = self
            .inner
            .library
            .root()
            .join(super::overlay::CATALOGUE)
            .join(format!("{LEARNED}.json"));
        let text = match fs_err::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(LibraryError::from(error).into()),
        };
        let overlay = Overlay::read(&text);
        let overlay = overlay.map_err(|_| EngineError::invalid(LEARNED))?;
        Ok(overlay.lessons)
    }

    async fn keep_learned(&self, lessons: Vec<Lesson>) -> Result<(), EngineError> {
        let overlay = Overlay {
            lessons,
            ..Overlay::default()
        };
        self.write_overlay(LEARNED, &overlay).await?;
        let servers = self.servers().await?;
        self.emit(AppEvent::Servers { servers });
        Ok(())
    }

    /// Brings the stored pictures once more to the video's size, or below the limit of bytes.
    async fn refitted(&self, recipe: Recipe, rule: &ImageRule) -> Result<Recipe, EngineError> {
        let (library, most) = (
            self.inner.library.clone(),
            if rule.max_bytes == 0 {
                u64::MAX
            } else {
                rule.max_bytes
            },
        );
        let exact = rule.exact;
        blocking(move || {
            let mut recipe = recipe;
            for input in &mut recipe.inputs {
                if let InputSource::Stored { file, .. } = &input.source {
                    let path = library.resolve(file)?;
                    let bytes = fs_err::read(path).map_err(LibraryError::from)?;
                    let wish = picture::Wish {
                        target: recipe.size,
                        fit: input.fit,
                        // The crop that was chosen is in these bytes already.
                        crop: Crop::default(),
                        max_bytes: most,
                        exact: exact && input.role != Role::Reference,
                    };
                    let fitted = picture::fit_as(&bytes, &wish, &|| true)?;
                    input.source = keep_picture(&library, &fitted)?;
                }
            }
            Ok(recipe)
        })
        .await
    }

    /// What the tile of a refused job offers.
    pub(super) fn fix_view(&self, job: &Job) -> Option<FixView> {
        if job.state != State::Failed || job.lesson.is_none() {
            return None;
        }
        let Fix { mended, taught, .. } = fix_of(job, Target::clone(&job.target))?;
        Some(FixView {
            lesson: taught,
            // What is changed may change the price too.
            cost: self.cost_today(job, &mended.recipe),
            value: mended.value,
        })
    }
}

/// Keeps the bytes of a picture that is sent, under their digest.
pub(super) fn keep_picture(
    library: &Library,
    fitted: &picture::Fitted,
) -> Result<InputSource, EngineError> {
    let digest = sha256_hex(&fitted.bytes);
    let extension = if fitted.mime == "image/png" {
        "png"
    } else {
        "jpg"
    };
    let kept = library.write_atomic(&format!("inputs/{digest}.{extension}"), &fitted.bytes)?;
    Ok(InputSource::Stored {
        file: kept.file,
        mime: fitted.mime.to_owned(),
        sha256: kept.sha256,
        width: fitted.width,
        height: fitted.height,
        bytes: kept.bytes,
    })
}

/// A refused job as it would be made again.
struct Fix {
    taught: Taught,
    mended: Mended,
    target: Target,
}

fn fix_of(job: &Job, mut target: Target) -> Option<Fix> {
    let Teaching { taught, .. } = job.lesson.as_ref()?;
    if job.action != Action::Create {
        return None;
    }
    for teaching in &job.trials {
        target.learn(&teaching.taught);
    }
    target.learn(taught);
    let mended = lessons::mend(&job.recipe, &target, taught)?;
    Some(Fix {
        taught: taught.clone(),
        mended,
        target,
    })
}

fn way_that_worked(job: &Job) -> Option<Teaching> {
    let ways = job.target.ways(dialect::occasion(&job.recipe));
    let way = (*ways.get(job.way as usize)?).clone();
    Some(Teaching {
        taught: Taught {
            field: String::new(),
            says: Says::Way {
                encoding: way.encoding,
                way,
            },
        },
        words: String::new(),
    })
}
