//! A press of Create: everything is checked and stored, with the pictures exactly as they will be sent, before the first
//! byte leaves. Also taking it back, and showing what would be sent.

use super::{
    Engine, EngineError, blocking, change::Change, change::step, lessons::keep_picture,
    wildcards::Drawn,
};
use crate::domain::catalogue::{ImageRule, Target, Teaching, misfits};
use crate::{
    api::{curl, dialect, python},
    domain::{
        Action, BatchId, Event, Fit, Input, InputSource, Job, JobId, Recipe, Role, Size, StagedId,
        State, Timestamp, sweep, wildcard,
    },
    dto::{AppEvent, CreateJobs, ErrorCode, InputDraft, JobView, PreviewView},
    failpoint::{self, Point},
    library::{Library, picture::Wish, staging::Staging},
    store::NewBatch,
};
use std::{collections::HashMap, path::Path, sync::Arc};
use url::Url;

/// Most takes of one press.
pub const MOST_TAKES: u32 = 4;
/// Longest clip that may be asked for, in seconds.
const LONGEST: f64 = 3600.0;

impl Engine {
    /// Stores the jobs of one press of Create; they are sent when the undo window has passed.
    ///
    /// # Errors
    /// The first thing in the request that cannot be sent; nothing is stored then.
    pub async fn create_jobs(&self, asked: CreateJobs) -> Result<Vec<JobView>, EngineError> {
        let mut orders = Vec::new();
        let mut fitted = Fitted::new();
        let plan = Self::plan(&asked)?;
        let lists = self.lists(&asked, &plan).await?;
        for line in plan {
            for Drawn { asked, written } in self.drawn(line, lists.as_ref())? {
                let (recipe, target) = self.prepare(&asked, &mut fitted).await?;
                orders.extend(in_takes(Recipe { written, ..recipe }, target, asked.takes));
            }
        }
        let prompt = Some(as_in_the_form(&asked));
        let jobs = self.new_batch(asked.client_key, prompt, orders).await?;
        self.ordered(jobs).await
    }

    /// Stores the jobs of one press as takes of one batch, and `prompt` among those that were used.
    pub(super) async fn new_batch(
        &self,
        client_key: String,
        prompt: Option<String>,
        orders: Vec<Order>,
    ) -> Result<Vec<Job>, EngineError> {
        let id = BatchId::from_seed(self.inner.entropy.seed());
        let now = self.now();
        let undo = i64::try_from(self.undo.as_millis()).unwrap_or(i64::MAX);
        let takes = u32::try_from(orders.len()).unwrap_or(u32::MAX);
        let job = |(take, order): (u32, Order)| {
            let job = JobId::from_seed(self.inner.entropy.seed());
            Job {
                take,
                takes,
                action: order.action,
                parent: order.parent,
                state: State::Draft,
                next_at: Some(now.plus_ms(undo)),
                quote: self.quote(&order.recipe, &order.target, order.action),
                trials: order.trials,
                ..Job::held(job, id.clone(), order.target, order.recipe, now)
            }
        };
        let jobs = (1..).zip(orders).map(job).collect();
        let batch = NewBatch {
            id: id.clone(),
            client_key,
            created_at: now,
            jobs,
            receipts: Vec::new(),
            prompt,
        };
        let stored = self.inner.store.add_batch(batch).await?;
        failpoint::reach(Point::BatchStored);
        self.announce(&stored).await;
        Ok(stored)
    }

    /// What was ordered, for the window. Where it cannot be shown it is taken back: whoever is told that nothing was done does it again.
    pub(super) async fn ordered(&self, jobs: Vec<Job>) -> Result<Vec<JobView>, EngineError> {
        let batch = jobs.first().map(|job| job.batch.clone());
        let shown = self.views(jobs).await;
        if let (Err(_), Some(batch)) = (&shown, batch) {
            self.undo_batch(batch).await?;
        }
        shown
    }

    /// Takes back what was not sent yet, and returns the jobs that are gone.
    pub async fn undo_batch(&self, batch: BatchId) -> Result<Vec<JobId>, EngineError> {
        let ids = self.inner.store.delete_drafts(batch).await?;
        let counts = self.inner.store.counts().await?;
        self.emit(AppEvent::Removed {
            ids: ids.clone(),
            counts,
        });
        Ok(ids)
    }

    /// The exact request as code with the key as a variable; nothing is sent or stored.
    ///
    /// `show_path` decides how picture files are named: a script wants their path, a window must not learn it.
    pub async fn preview(
        &self,
        asked: &CreateJobs,
        show_path: impl Fn(&Path) -> String,
    ) -> Result<PreviewView, EngineError> {
        let plan = Self::plan(asked)?;
        let lists = self.lists(asked, &plan).await?;
        let first = plan.into_iter().next().unwrap_or_else(|| asked.clone());
        let mut drawn = self.drawn(first, lists.as_ref())?;
        let Drawn { asked, written } = drawn.swap_remove(0);
        let (recipe, target) = self.prepare(&asked, &mut Fitted::new()).await?;
        let (recipe, target) = in_takes(recipe, target, asked.takes)
            .next()
            .map(|order| (order.recipe, order.target))
            .ok_or_else(|| EngineError::invalid("takes"))?;
        let base = self.base(&target, &target.server.id).await?;
        let request = self.request(&recipe, &target, 0, &base)?;
        let auth = target.description.auth.as_ref();
        let python = python::program(&request, auth, &show_path);
        Ok(PreviewView {
            curl: curl::command(&request, auth, show_path),
            python: python.text,
            sdk: python.sdk,
            prompt: recipe.prompt,
            drawn: written.is_some(),
        })
    }

    /// The request of a job as a cURL command.
    pub async fn job_curl(
        &self,
        id: &JobId,
        show_path: impl Fn(&Path) -> String,
    ) -> Result<String, EngineError> {
        let job = self.job(id).await?;
        let base = self.base(&job.target, &job.server).await?;
        let request = self.request_of(&job, &base)?;
        let auth = job.target.description.auth.as_ref();
        Ok(curl::command(&request, auth, show_path))
    }

    /// Writes a recipe as the server wants it.
    pub(super) fn request(
        &self,
        recipe: &Recipe,
        target: &Target,
        way: u32,
        base: &Url,
    ) -> Result<dialect::Request, EngineError> {
        let root = self.inner.library.root();
        dialect::request(recipe, target, way as usize, base, |file| root.join(file)).map_err(
            |unsendable| match unsendable {
                dialect::Unsendable::Value(field) => EngineError::invalid(&field),
                dialect::Unsendable::LocalPicture(role) => {
                    EngineError::refused_with(ErrorCode::PictureMustBeLink, "field", role.as_str())
                }
                dialect::Unsendable::Way => EngineError::invalid("way"),
            },
        )
    }

    /// Checks and writes the request. Pictures are kept content-addressed also for a preview, so that what is shown is
    /// what would go out; an unused one is swept at the next start.
    pub(super) async fn prepare(
        &self,
        asked: &CreateJobs,
        fitted: &mut Fitted,
    ) -> Result<(Recipe, Target), EngineError> {
        check(asked)?;
        let server = self.server(&asked.server).await?;
        let target = self.catalogue().target(&server, &asked.model);
        roles(asked, &target.model.images)?;
        let wish = |draft| wish_of(draft, asked.size, &target.model.images);
        let wishes: Vec<Wish> = asked.inputs.iter().map(wish).collect();
        // The same pictures with the same wishes are fitted once, however many videos want them.
        let inputs = match fitted.get(&wishes) {
            Some(inputs) => inputs.clone(),
            None => self.inputs(asked, &wishes).await?,
        };
        fitted.insert(wishes, inputs.clone());
        let recipe = Self::recipe_of(asked, &target, inputs)?;
        // Writing it once shows now, and not after the undo window, whether it can be written at all.
        self.request(&recipe, &target, 0, &target.server.base_url)?;
        Ok((recipe, target))
    }

    /// The recipe of a request, if the model takes it.
    pub(super) fn recipe_of(
        asked: &CreateJobs,
        target: &Target,
        inputs: Vec<Input>,
    ) -> Result<Recipe, EngineError> {
        short_enough(&asked.prompt, target.model.prompt_max)?;
        // A field that the description knows is written as the description says, also when it came as a field by name.
        let (described, extra) = asked
            .extra
            .clone()
            .into_iter()
            .partition(|(name, _)| target.model.params.iter().any(|param| param.key == *name));
        let mut params: serde_json::Map<String, serde_json::Value> = described;
        params.extend(asked.params.clone());
        let recipe = Recipe {
            prompt: asked.prompt.trim().to_owned(),
            written: None,
            model: asked.model.trim().to_owned(),
            seconds: asked.seconds,
            size: asked.size,
            aspect: asked.aspect.clone(),
            tier: asked.tier.clone(),
            inputs,
            params,
            extra,
        };
        if !asked.anyway
            && let Some(misfit) = misfits(&recipe, &target.model).into_iter().next()
        {
            return Err(EngineError::misfit(&misfit));
        }
        Ok(recipe)
    }

    async fn inputs(&self, asked: &CreateJobs, wishes: &[Wish]) -> Result<Vec<Input>, EngineError> {
        let mut inputs = Vec::with_capacity(asked.inputs.len());
        for (draft, wish) in asked.inputs.iter().zip(wishes) {
            let (staging, library) = (self.inner.staging.clone(), self.inner.library.clone());
            let (draft, wish) = (draft.clone(), *wish);
            inputs.push(match (&draft.staged, &draft.url) {
                (None, Some(url)) => linked(&draft, url)?,
                (Some(staged), None) => {
                    let staged = staged.clone();
                    self.forget_pixels_soon();
                    blocking(move || fitted(&staging, &library, &draft, &staged, &wish)).await?
                }
                (None, None) | (Some(_), Some(_)) => return Err(EngineError::invalid("inputs")),
            });
        }
        Ok(inputs)
    }

    /// Begins to send, or puts back, what was stored: the undo window of a draft has passed.
    pub(super) async fn undo_passed(&self, id: &JobId) -> Result<Option<Job>, EngineError> {
        let now = self.now();
        self.change(id, |job| {
            step(job, Event::UndoPassed, now)?;
            job.next_at = Some(now);
            Ok(Change::default())
        })
        .await
    }
}

/// The pictures of one press, by what they were to become: one wish for each.
pub(super) type Fitted = HashMap<Vec<Wish>, Vec<Input>>;

/// One job that is to be made.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub recipe: Recipe,
    pub target: Arc<Target>,
    pub action: Action,
    /// The server's id of the video that it is made from.
    pub parent: Option<String>,
    /// What earlier refusals taught and it follows.
    pub trials: Vec<Teaching>,
}

impl Order {
    /// A new video.
    pub fn new(recipe: Recipe, target: impl Into<Arc<Target>>) -> Self {
        Self {
            recipe,
            target: target.into(),
            action: Action::Create,
            parent: None,
            trials: Vec::new(),
        }
    }
}

/// Several takes: one request for all of them where the server is known to give several, otherwise a job each.
pub(super) fn in_takes(
    mut recipe: Recipe,
    target: Target,
    takes: u32,
) -> impl Iterator<Item = Order> {
    let target = Arc::new(target);
    let together = target.model.takes.clone().filter(|_| takes > 1);
    let jobs = if let Some(param) = together {
        recipe.params.insert(param, takes.into());
        1
    } else {
        takes
    };
    (0..jobs).map(move |_| Order::new(recipe.clone(), target.clone()))
}

/// What servers count: characters, not bytes, without the blanks around the text.
fn short_enough(prompt: &str, most: Option<u32>) -> Result<(), EngineError> {
    let length = prompt.trim().chars().count();
    let Some(most) = most.filter(|most| length > *most as usize) else {
        return Ok(());
    };
    let over = length - most as usize;
    Err(EngineError::Refused {
        code: ErrorCode::PromptTooLong,
        params: [
            ("over".to_owned(), over.to_string()),
            ("limit".to_owned(), most.to_string()),
        ]
        .into(),
    })
}

/// The prompt so that it means in the form what it meant here.
fn as_in_the_form(asked: &CreateJobs) -> String {
    let mut prompt = asked.prompt.trim().to_owned();
    if !asked.sweep.wildcards {
        prompt = wildcard::plainly(&prompt);
    }
    if !asked.sweep.prompt {
        prompt = sweep::plainly(&prompt);
    }
    prompt
}

pub(super) fn check(asked: &CreateJobs) -> Result<(), EngineError> {
    if asked.prompt.trim().is_empty() {
        return Err(EngineError::refused(ErrorCode::PromptEmpty));
    }
    if !(1..=MOST_TAKES).contains(&asked.takes) {
        return Err(EngineError::invalid("takes"));
    }
    if asked
        .seconds
        .is_some_and(|seconds| !(seconds.is_finite() && seconds > 0.0 && seconds <= LONGEST))
    {
        return Err(EngineError::invalid("seconds"));
    }
    if asked.client_key.is_empty() || asked.client_key.len() > 200 {
        return Err(EngineError::invalid("client_key"));
    }
    Ok(())
}

/// Whether the model takes such pictures, and as many.
pub(super) fn roles(asked: &CreateJobs, images: &ImageRule) -> Result<(), EngineError> {
    let mut references = 0;
    for draft in &asked.inputs {
        references += u32::from(draft.role == Role::Reference);
        accepted(draft.role, references, images)?;
    }
    Ok(())
}

fn accepted(role: Role, references: u32, images: &ImageRule) -> Result<(), EngineError> {
    let count = match role {
        Role::First | Role::Last => 1,
        Role::Reference => references,
    };
    if images.takes(role, count) {
        Ok(())
    } else {
        Err(EngineError::invalid(role.as_str()))
    }
}

/// What a picture is to become for this model.
pub(super) fn wish_of(draft: &InputDraft, size: Option<Size>, rule: &ImageRule) -> Wish {
    Wish {
        target: size,
        fit: draft.fit,
        crop: draft.crop.unwrap_or_default(),
        max_bytes: match rule.max_bytes {
            0 => u64::MAX,
            most => most,
        },
        exact: rule.exact && draft.role != Role::Reference,
    }
}

/// Brings a staged picture to the video's size and keeps the bytes under their digest.
fn fitted(
    staging: &Staging,
    library: &Library,
    draft: &InputDraft,
    staged: &StagedId,
    wish: &Wish,
) -> Result<Input, EngineError> {
    let (staged, ready) = staging.fitted(staged, wish, &|| true)?;
    Ok(Input {
        role: draft.role,
        fit: draft.fit,
        name: staged.name,
        source: keep_picture(library, &ready.fitted)?,
        frame_of: draft.frame_of.clone(),
    })
}

fn linked(draft: &InputDraft, url: &str) -> Result<Input, EngineError> {
    let parsed = Url::parse(url).map_err(|_| EngineError::refused(ErrorCode::UrlInvalid))?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return Err(EngineError::refused(ErrorCode::UrlInvalid));
    }
    let name = parsed
        .path_segments()
        .and_then(|mut parts| parts.next_back())
        .unwrap_or_default();
    Ok(Input {
        role: draft.role,
        fit: Fit::None,
        name: name.to_owned(),
        source: InputSource::Url {
            url: url.to_owned(),
        },
        frame_of: draft.frame_of.clone(),
    })
}

/// Until when a draft can be taken back.
pub(super) fn undo_until(job: &Job) -> Option<Timestamp> {
    (job.state == State::Draft).then_some(job.next_at).flatten()
}
