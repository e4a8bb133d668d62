//! What stands beside jobs on their tiles: marks, files, the usual pace, and the job that they were made from. It is read in one
//! go, because the engine tells about hundreds of changed jobs a second and each way to a reader costs more than what it reads.

use super::{
    Marks, Store, StoreError,
    assets::files_of,
    jobs::of_remote,
    marks::marks_of,
    wall::{PaceKey, pace},
};
use crate::{
    domain::{Asset, Job, JobId, ServerId},
    dto::Pace,
};
use rusqlite::Transaction;
use std::collections::HashMap;

/// Whose sides are wanted.
#[derive(Debug, Clone)]
pub struct Beside {
    /// The job.
    pub id: JobId,
    /// Its server.
    pub server: ServerId,
    /// Its model.
    pub model: String,
    /// Whether it is still worked on: then the pace is wanted.
    pub live: bool,
    /// The server's id of the video that it is made from.
    pub parent: Option<String>,
}

impl From<&Job> for Beside {
    fn from(job: &Job) -> Self {
        Self {
            id: job.id.clone(),
            server: job.server.clone(),
            model: job.recipe.model.clone(),
            live: job.state.is_live(),
            parent: job.parent.clone(),
        }
    }
}

/// What stands beside one job.
#[derive(Debug, Clone, Default)]
pub struct Sides {
    /// What the user thinks of it; nothing for a removed job.
    pub marks: Marks,
    /// Its files.
    pub assets: Vec<Asset>,
    /// How long such jobs usually take.
    pub pace: Option<Pace>,
    /// The job here whose video it was made from.
    pub parent: Option<JobId>,
}

impl Store {
    /// The sides of these jobs, in their order.
    pub async fn sides(&self, jobs: Vec<Beside>) -> Result<Vec<Sides>, StoreError> {
        self.read(move |t| {
            let mut paces: HashMap<PaceKey, Option<Pace>> = HashMap::new();
            let mut sides = Vec::with_capacity(jobs.len());
            for job in jobs {
                let parent = parent_of(t, &job)?;
                let key = PaceKey {
                    server: job.server,
                    model: job.model,
                };
                let usual = match (job.live, paces.get(&key)) {
                    (false, _) => None,
                    (true, Some(known)) => *known,
                    (true, None) => *paces.entry(key.clone()).or_insert(pace(t, &key)?),
                };
                sides.push(Sides {
                    marks: marks_of(t, &job.id)?.unwrap_or_default(),
                    assets: files_of(t, &job.id)?,
                    pace: usual,
                    parent,
                });
            }
            Ok(sides)
        })
        .await
    }
}

fn parent_of(t: &Transaction<'_>, job: &Beside) -> Result<Option<JobId>, StoreError> {
    let Some(parent) = &job.parent else {
        return Ok(None);
    };
    if job.server == ServerId::file() {
        // A piece of a clip: no server gave that an id, so it is named by ours.
        let known = super::jobs::is_there(t, parent)?;
        return Ok(known.then(|| JobId::from_text(parent.as_str())));
    }
    Ok(of_remote(t, &job.server, parent)?.filter(|id| *id != job.id))
}
