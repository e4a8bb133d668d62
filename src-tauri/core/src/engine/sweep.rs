//! A press that asks for several different videos: every combination of what was chosen, as requests of one video each.
//! Nothing is stored or sent here.

use super::{
    Engine, EngineError,
    create::{check, roles},
    wildcards::refused,
};
use crate::{
    domain::{
        Fit, Input, InputSource, sweep,
        wildcard::{self, Lists},
    },
    dto::{CreateJobs, ErrorCode, InputDraft, PlannedJob, Sweep},
};

/// Most videos of one press.
const MOST: usize = 200;
const SEED: &str = "seed";

impl Engine {
    /// What a press of Create would make, line by line, each with what is in its way.
    ///
    /// # Errors
    /// `TooMany`, and what is wrong with all of them.
    pub async fn planned(&self, asked: &CreateJobs) -> Result<Vec<PlannedJob>, EngineError> {
        let server = self.server(&asked.server).await?;
        let plan = Self::plan(&CreateJobs {
            count: None,
            ..asked.clone()
        })?;
        let lists = self.lists(asked, &plan).await?.unwrap_or_default();
        let drawing = asked.sweep.wildcards;
        let lines = plan.into_iter().map(|line| {
            let (one, prompt, longest) = as_drawn(line, drawing.then_some(&lists))?;
            let target = self.catalogue().target(&server, &one.model);
            let inputs = one.inputs.iter().map(unfitted).collect();
            let trouble = check(&one)
                .and_then(|()| roles(&one, &target.model.images))
                .and_then(|()| Self::recipe_of(&one, &target, inputs).map(drop))
                .err();
            let seed = one.params.get(SEED).or_else(|| one.extra.get(SEED));
            Ok(PlannedJob {
                seed: seed.cloned(),
                prompt,
                longest,
                model: one.model,
                size: one.size,
                aspect: one.aspect,
                tier: one.tier,
                seconds: one.seconds,
                takes: one.takes,
                trouble: trouble.map(|error| error.view()),
            })
        });
        lines.collect()
    }

    /// Every combination as a request of its own, prompts first, seeds changing fastest.
    pub(super) fn plan(asked: &CreateJobs) -> Result<Vec<CreateJobs>, EngineError> {
        let too_many = || EngineError::refused_with(ErrorCode::TooMany, "limit", MOST.to_string());
        let prompts = if asked.sweep.prompt {
            sweep::prompts(&asked.prompt).map_err(|_| too_many())?
        } else {
            vec![asked.prompt.clone()]
        };
        let Sweep {
            prompt: _,
            wildcards: _,
            models,
            sizes,
            aspects,
            tiers,
            seconds,
            seeds,
        } = &asked.sweep;
        let single = CreateJobs {
            sweep: Sweep::default(),
            count: None,
            ..asked.clone()
        };
        let mut plan = vec![single];
        vary(&mut plan, &prompts, |one, prompt| {
            one.prompt.clone_from(prompt);
        })?;
        vary(&mut plan, models, |one, model| one.model.clone_from(model))?;
        vary(&mut plan, sizes, |one, size| one.size = Some(*size))?;
        vary(&mut plan, aspects, |one, aspect| {
            one.aspect = Some(aspect.clone());
        })?;
        vary(&mut plan, tiers, |one, tier| one.tier = Some(tier.clone()))?;
        vary(&mut plan, seconds, |one, seconds| {
            one.seconds = Some(*seconds);
        })?;
        vary(&mut plan, seeds, |one, seed| {
            // Where the model lists the seed it stands among the parameters; a field by name becomes one there.
            one.params.remove(SEED);
            one.extra.insert(SEED.to_owned(), (*seed).into());
        })?;
        let videos: usize = plan.iter().map(|one| one.takes as usize).sum();
        if videos > MOST {
            return Err(too_many());
        }
        if asked.count.is_some_and(|count| count as usize != videos) {
            let count = videos.to_string();
            return Err(EngineError::refused_with(
                ErrorCode::CountChanged,
                "count",
                count,
            ));
        }
        Ok(plan)
    }
}

/// A line of a plan with the prompt that its model is asked about, the one that is shown, and how long it gets. What is
/// drawn comes later; how long that is only the dice know, so nothing is said against it yet.
fn as_drawn(
    line: CreateJobs,
    lists: Option<&Lists>,
) -> Result<(CreateJobs, String, u32), EngineError> {
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let Some(lists) = lists else {
        let (prompt, length) = (line.prompt.clone(), line.prompt.trim().chars().count());
        return Ok((line, prompt, count(length)));
    };
    let written = line.prompt.trim().to_owned();
    let longest = wildcard::longest(&written, lists).map_err(refused)?;
    if wildcard::draws(&written) {
        let any = CreateJobs {
            prompt: "…".to_owned(),
            ..line
        };
        return Ok((any, written, count(longest)));
    }
    let prompt = wildcard::draw(&written, lists, &mut |_| 0).map_err(refused)?;
    let plain = CreateJobs {
        prompt: prompt.clone(),
        ..line
    };
    Ok((plain, prompt, count(longest)))
}

/// Each request once for each value; no values leave it as it is, equal values count once.
fn vary<T: PartialEq>(
    plan: &mut Vec<CreateJobs>,
    values: &[T],
    set: impl Fn(&mut CreateJobs, &T),
) -> Result<(), EngineError> {
    if values.is_empty() {
        return Ok(());
    }
    let once = || {
        values
            .iter()
            .enumerate()
            .filter(|(at, value)| !values[..*at].contains(value))
            .map(|(_, value)| value)
    };
    if plan.len().saturating_mul(once().count()) > MOST {
        return Err(EngineError::refused_with(
            ErrorCode::TooMany,
            "limit",
            MOST.to_string(),
        ));
    }
    *plan = plan
        .iter()
        .flat_map(|one| {
            once().map(|value| {
                let mut one = one.clone();
                set(&mut one, value);
                one
            })
        })
        .collect();
    Ok(())
}

/// Stands for a picture while only the rules are looked at.
fn unfitted(draft: &InputDraft) -> Input {
    Input {
        role: draft.role,
        fit: Fit::None,
        source: InputSource::Url {
            url: draft.url.clone().unwrap_or_default(),
        },
        name: String::new(),
        frame_of: None,
    }
}
