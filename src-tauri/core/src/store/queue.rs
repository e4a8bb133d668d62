//! What waits in table `jobs`, looked at without reading it: the scheduler asks often and needs little.
//!
//! Each server and each kind of work is looked at alone, and only as far as there are places: an index search each, so that
//! one server's thousand due jobs starve nobody. Knows nothing of places or pauses; the scheduler says whom to leave out.

use super::{Store, StoreError, rows};
use crate::domain::{JobId, ServerId, State, Timestamp};
use rusqlite::{Transaction, params};
use std::collections::{HashMap, HashSet};

/// A job that waits for its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Our id.
    pub id: JobId,
    /// Its server.
    pub server: ServerId,
    /// Where it stands.
    pub state: State,
    /// Its time.
    pub next_at: Timestamp,
}

/// How far to look.
#[derive(Debug, Clone)]
pub struct Glance {
    /// Servers of which nothing but files is wanted now.
    pub skip: HashSet<ServerId>,
    /// Jobs of each server in each state, the earliest first.
    pub per_server: u32,
    /// Files to fetch that are due at `now`, nearest expiry first.
    pub downloads: usize,
    /// Downloads that run, by server: where it has two, its further files come behind those of the others.
    pub fetching: HashMap<ServerId, usize>,
    /// Jobs that are worked on.
    pub busy: HashSet<JobId>,
    /// This moment.
    pub now: Timestamp,
}

impl Glance {
    /// A look at nothing yet.
    pub fn at(now: Timestamp) -> Self {
        Self {
            skip: HashSet::new(),
            per_server: 0,
            downloads: 0,
            fetching: HashMap::new(),
            busy: HashSet::new(),
            now,
        }
    }
}

/// What a glance found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    /// By server and state in the order of their times, also such that are not due yet.
    pub asks: Vec<Waiting>,
    /// Due files, nearest expiry first.
    pub downloads: Vec<Waiting>,
    /// When the next file is due that is not due now.
    pub next_download: Option<Timestamp>,
}

/// How waiting jobs are spread.
#[derive(Debug, Clone, Copy)]
pub struct Spread {
    /// This moment.
    pub now: Timestamp,
    /// Between two jobs of one server.
    pub step_ms: i64,
    /// The last one waits no longer than that.
    pub most_ms: i64,
    /// A time further ahead than this is one of a wrong clock.
    pub far_ms: i64,
}

/// Files of one server that do not come behind those of others.
const FAIR_SHARE: usize = 2;

/// States in which something small is asked of the server.
const ASKS: [State; 4] = [
    State::Submitting,
    State::Draft,
    State::Queued,
    State::Running,
];

/// The next server that has anything waiting: one search in the index for each, however many jobs it has.
pub(super) const NEXT_SERVER: &str = "SELECT min(server) FROM jobs
    WHERE server > ?1 AND next_at IS NOT NULL AND removed_at IS NULL";
pub(super) const FETCHED: &str = "SELECT id, server, next_at FROM jobs INDEXED BY jobs_fetch
    WHERE state = 'completed' AND next_at IS NOT NULL AND removed_at IS NULL AND next_at <= ?1
    ORDER BY coalesce(expires_at, 9000000000000000), next_at, seq";
pub(super) const NEXT_FETCHED: &str = "SELECT min(next_at) FROM jobs
    WHERE server = ?1 AND state = 'completed' AND next_at > ?2 AND removed_at IS NULL";

/// What waits in one state. The state stands in the text: there is an index on the jobs of one state, so that SQLite would
/// look at a parameter's value, and plan anew each time that one is bound.
pub(super) fn asked_in(state: State) -> String {
    format!(
        "SELECT id, next_at FROM jobs
         WHERE server = ?1 AND state = '{}' AND next_at IS NOT NULL AND removed_at IS NULL
         ORDER BY next_at, seq LIMIT ?2",
        state.as_str()
    )
}

impl Store {
    /// What waits, as far as `glance` wants to know.
    pub async fn queue(&self, glance: Glance) -> Result<Queue, StoreError> {
        self.read_fresh(move |t| {
            let servers = servers(t)?;
            let mut queue = Queue {
                downloads: fetched(t, &glance)?,
                ..Queue::default()
            };
            for server in &servers {
                let next: Option<i64> = t
                    .prepare_cached(NEXT_FETCHED)?
                    .query_row(params![server.as_str(), glance.now.0], |row| row.get(0))?;
                queue.next_download = [queue.next_download, next.map(Timestamp)]
                    .into_iter()
                    .flatten()
                    .min();
                if !glance.skip.contains(server) {
                    for state in ASKS {
                        queue
                            .asks
                            .extend(asked(t, server, state, glance.per_server)?);
                    }
                }
            }
            Ok(queue)
        })
        .await
    }

    /// Gives those a time from now on, one after the other, whose time has passed or lies far ahead. All or none.
    pub async fn spread(&self, how: Spread) -> Result<(), StoreError> {
        self.write(move |t| {
            t.execute(
                "UPDATE jobs SET version = version + 1, next_at = ?1 + min(?3, ?2 * (place - 1)) FROM (
                   SELECT seq AS found, row_number() OVER (PARTITION BY server ORDER BY next_at, seq) AS place FROM jobs
                   WHERE next_at IS NOT NULL AND removed_at IS NULL AND (next_at <= ?1 OR next_at >= ?4)
                 ) WHERE seq = found",
                params![how.now.0, how.step_ms, how.most_ms, how.now.plus_ms(how.far_ms).0],
            )?;
            Ok(())
        })
        .await
    }

    /// Moves back by so many milliseconds, as the clock was, what the clock of before said: times from `from` on. What was
    /// written since by the clock of now stays.
    pub async fn move_back(&self, by_ms: i64, from: Timestamp) -> Result<(), StoreError> {
        self.write(move |t| {
            t.execute(
                "UPDATE jobs SET version = version + 1, next_at = next_at - ?1
                 WHERE next_at >= ?2 AND removed_at IS NULL",
                params![by_ms, from.0],
            )?;
            Ok(())
        })
        .await
    }

    /// Makes these jobs due from now on, one after the other, if they wait for a later time.
    pub async fn hurry(
        &self,
        jobs: Vec<JobId>,
        now: Timestamp,
        step_ms: i64,
        most_ms: i64,
    ) -> Result<(), StoreError> {
        self.write(move |t| {
            let mut statement = t.prepare_cached(
                "UPDATE jobs SET version = version + 1, next_at = min(next_at, ?3)
                 WHERE id = ?1 AND next_at > ?2 AND removed_at IS NULL",
            )?;
            for (place, job) in (0_i64..).zip(jobs) {
                let at = now.plus_ms(place.saturating_mul(step_ms).min(most_ms));
                statement.execute(params![job.as_str(), now.0, at.0])?;
            }
            Ok(())
        })
        .await
    }
}

fn servers(t: &Transaction<'_>) -> Result<Vec<ServerId>, StoreError> {
    let mut statement = t.prepare_cached(NEXT_SERVER)?;
    let mut found: Vec<ServerId> = Vec::new();
    loop {
        let after = found.last().map_or("", ServerId::as_str);
        let next: Option<String> = statement.query_row([after], |row| row.get(0))?;
        let Some(next) = next else {
            return Ok(found);
        };
        found.push(ServerId::from_text(next));
    }
}

fn asked(
    t: &Transaction<'_>,
    server: &ServerId,
    state: State,
    limit: u32,
) -> Result<Vec<Waiting>, StoreError> {
    let mut statement = t.prepare_cached(&asked_in(state))?;
    let parameters = params![server.as_str(), limit];
    rows::collect(&mut statement, parameters, |row| {
        Ok(Waiting {
            id: JobId::from_text(row.get::<_, String>(0)?),
            server: server.clone(),
            state,
            next_at: Timestamp(row.get(1)?),
        })
    })
}

/// The files in their order; those of servers that have enough come behind the others.
fn fetched(t: &Transaction<'_>, glance: &Glance) -> Result<Vec<Waiting>, StoreError> {
    let wanted = glance.downloads;
    if wanted == 0 {
        return Ok(Vec::new());
    }
    let mut statement = t.prepare_cached(FETCHED)?;
    let mut found = statement.query([glance.now.0])?;
    let (mut first, mut last) = (Vec::new(), Vec::new());
    let mut taken = glance.fetching.clone();
    while let Some(row) = found.next()? {
        let waiting = Waiting {
            id: JobId::from_text(row.get::<_, String>(0)?),
            server: ServerId::from_text(row.get::<_, String>(1)?),
            state: State::Completed,
            next_at: Timestamp(row.get(2)?),
        };
        if glance.busy.contains(&waiting.id) {
            continue;
        }
        let share = taken.entry(waiting.server.clone()).or_default();
        if *share < FAIR_SHARE {
            *share += 1;
            first.push(waiting);
        } else if last.len() < wanted {
            last.push(waiting);
        }
        if first.len() >= wanted {
            break;
        }
    }
    first.extend(last);
    first.truncate(wanted);
    Ok(first)
}
