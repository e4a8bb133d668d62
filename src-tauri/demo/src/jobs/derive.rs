//! Jobs made from finished ones: remixes, edits and extensions (wire.md 1.1). Each keeps its source's
//! size, rate, picture and seed, and is listed as an official remix of it.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Job, JobError, Jobs, Phase, Video, blank, new_id, shot};
use crate::order::{Delivery, Order, fields};
use rushes_film::{Grade, Shot, hash};

/// The longest clip that extending may make, and how often it may be done (wire.md 1.2).
const MAX_SECONDS: f64 = 120.0;
const MAX_SHOTS: usize = 7;

/// What is to become of a finished clip.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A scene of the new prompt, from the same seed.
    Remix { prompt: String },
    /// The same scene in other colours: of the style that the prompt names, or else of one that its
    /// hash chooses. Repainting by words is more than a painter of landscapes can do.
    Edit { prompt: String },
    /// The same clip, followed by a scene of the new prompt.
    Extend { prompt: String, seconds: f64 },
}

impl Jobs {
    /// A new job made from a finished one.
    pub fn derive(self: &Arc<Self>, source: &str, change: Change) -> Result<Video, JobError> {
        let old = self.get(source)?;
        match old.phase {
            Phase::Completed { .. } if old.expired => return Err(JobError::Expired),
            Phase::Completed { .. } => {}
            Phase::Failed { .. } => return Err(JobError::Failed),
            Phase::Queued | Phase::Running => return Err(JobError::Unfinished),
        }
        let (order, shots) = changed(&old, change)?;
        let id = new_id();
        let read = |path: &PathBuf| {
            fs_err::read(path).map_err(|error| JobError::Storage(error.to_string()))
        };
        let picture = old.reference.as_ref().map(read).transpose()?;
        let reference = picture.map(|bytes| self.keep(&id, &bytes)).transpose()?;
        let take = self.next_take(&order.prompt);
        self.add(Job {
            id,
            seed: old.seed,
            shots,
            take,
            reference,
            remixed_from: Some(old.id),
            ..blank(order)
        })
    }
}

fn changed(old: &Job, change: Change) -> Result<(Order, Vec<Shot>), JobError> {
    let base = Order {
        clips: 1,
        delivery: Delivery::Url,
        ..old.order.clone()
    };
    match change {
        Change::Remix { prompt } => {
            let order = Order { prompt, ..base };
            let shots = vec![shot(&order, old.seed)];
            Ok((order, shots))
        }
        Change::Edit { prompt } => {
            let grade = grade_for(&prompt);
            let recoloured = |old: &Shot| Shot {
                prompt: prompt.clone(),
                grade: Some(grade),
                ..old.clone()
            };
            let shots = old.shots.iter().map(recoloured).collect();
            Ok((Order { prompt, ..base }, shots))
        }
        Change::Extend { prompt, seconds } => extended(old, base, prompt, seconds),
    }
}

fn extended(
    old: &Job,
    base: Order,
    prompt: String,
    seconds: f64,
) -> Result<(Order, Vec<Shot>), JobError> {
    let before: f64 = old.order.seconds.parse().unwrap_or_default();
    let total = ((before + seconds) * 1000.0).round() / 1000.0;
    if total > MAX_SECONDS || old.shots.len() >= MAX_SHOTS {
        return Err(JobError::TooLong);
    }
    let added = fields::frames(seconds, base.rate);
    let order = Order {
        prompt,
        seconds: total.to_string(),
        frames: old.order.frames + added,
        ..base
    };
    let own = Shot {
        frames: added,
        ..shot(&order, old.seed)
    };
    Ok((order, [&old.shots[..], &[own]].concat()))
}

fn grade_for(prompt: &str) -> Grade {
    let all = Grade::ALL;
    Grade::in_prompt(prompt).unwrap_or_else(|| {
        let index = hash(prompt.as_bytes()) % all.len() as u64;
        all[usize::try_from(index).unwrap_or(0)]
    })
}
