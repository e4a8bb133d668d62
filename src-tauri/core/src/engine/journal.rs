//! What is written beside the database about each job, so that a lost database costs no video and no money: what was asked,
//! when sending began, the server's id, the file, the end.
//!
//! The database is the history; this is read only when there is none. It must hold all that is needed to ask the server
//! again, and never a key. Lines only ever become more: readers take what they understand and pass over the rest.

use super::{Engine, EngineError, blocking};
use crate::domain::catalogue::Catalogue;
use crate::{
    domain::{
        Action, Asset, AssetKind, BatchId, Job, JobError, JobId, Quote, Recipe, Server, State,
        Timestamp,
    },
    dto::ErrorCode,
    store::Marks,
};
use serde::{Deserialize, Deserializer, Serialize};

/// The shape of a line. A reader of a later Rushes must still read these.
const VERSION: u32 = 1;

/// A line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Line {
    v: u32,
    at: Timestamp,
    #[serde(flatten)]
    entry: Entry,
}

/// Something that happened to a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Entry {
    /// What was asked for, before it is sent for the first time.
    Asked(Box<Asked>),
    /// Sending begins. Without a line after it nobody knows what the server got.
    Sending {
        /// Which way of writing it.
        way: u32,
    },
    /// It is proved that the request made nothing.
    NotMade,
    /// The server's id.
    Accepted {
        /// Exactly as the server wrote it.
        remote_id: String,
        /// When the file will be gone there.
        expires_at: Option<Timestamp>,
    },
    /// The file has its final name.
    Published(Box<Asset>),
    /// It ended without a file.
    Ended {
        /// How.
        state: State,
        /// Why.
        code: Option<ErrorCode>,
        /// In the server's words.
        message: Option<String>,
    },
    /// The user took it out of Rushes.
    Removed,
    /// What the user thinks of it by now: all marks, not only the one that changed.
    Marked(Marks),
}

/// All of a job that a server must be told or asked with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Asked {
    job: JobId,
    batch: BatchId,
    take: u32,
    takes: u32,
    server: Server,
    recipe: Recipe,
    /// What it costs, frozen. Not in lines of before prices were known; what cannot be read is unknown, and loses no job.
    #[serde(default, deserialize_with = "readable")]
    quote: Quote,
    action: Action,
    parent: Option<String>,
    output: u32,
    created_at: Timestamp,
}

fn readable<'de, D: Deserializer<'de>>(quote: D) -> Result<Quote, D::Error> {
    let quote = serde_json::Value::deserialize(quote)?;
    Ok(serde_json::from_value(quote).unwrap_or_default())
}

impl Asked {
    fn of(job: &Job) -> Entry {
        Entry::Asked(Box::new(Self {
            job: job.id.clone(),
            batch: job.batch.clone(),
            take: job.take,
            takes: job.takes,
            server: job.target.server.clone(),
            recipe: job.recipe.clone(),
            quote: job.quote.clone(),
            action: job.action,
            parent: job.parent.clone(),
            output: job.output,
            created_at: job.created_at,
        }))
    }
}

/// What a change means for the journal: what must be there before the database has it, and what may follow.
#[derive(Debug, Default)]
pub(super) struct Entries {
    pub before: Vec<Entry>,
    pub after: Vec<Entry>,
}

/// Compares a job before and after a change.
pub(super) fn entries(before: &Job, after: &Job, assets: &[Asset]) -> Entries {
    let mut entries = Entries::default();
    if before.submit_started_at.is_none() && after.submit_started_at.is_some() {
        if before.submit_tries == 0 && before.way == 0 {
            entries.before.push(Asked::of(after));
        }
        entries.before.push(Entry::Sending { way: after.way });
    }
    if let Some(remote_id) = &after.remote_id
        && before.remote_id.is_none()
    {
        entries.before.push(Entry::Accepted {
            remote_id: remote_id.clone(),
            expires_at: after.expires_at,
        });
    }
    if before.submit_started_at.is_some() && after.submit_started_at.is_none() {
        entries.after.push(Entry::NotMade);
    }
    for asset in assets {
        if asset.kind == AssetKind::Video {
            entries
                .after
                .push(Entry::Published(Box::new(asset.clone())));
        }
    }
    let sent = after.submit_started_at.is_some() || after.remote_id.is_some();
    let ended = matches!(
        after.state,
        State::Failed | State::Cancelled | State::Expired
    );
    if sent && ended && before.state != after.state {
        entries.after.push(Entry::Ended {
            state: after.state,
            code: after.error.as_ref().map(|error| error.code),
            message: after.error.as_ref().and_then(|error| error.message.clone()),
        });
    }
    entries
}

/// A video that came as a file: nothing was sent, and it is there.
pub(super) fn brought(job: &Job, asset: &Asset) -> Vec<Entry> {
    vec![Asked::of(job), Entry::Published(Box::new(asset.clone()))]
}

impl Engine {
    /// Writes lines, in their order. When this returns, they are on the disk.
    pub(super) async fn write_journal(
        &self,
        job: &Job,
        entries: Vec<Entry>,
    ) -> Result<(), EngineError> {
        if entries.is_empty() {
            return Ok(());
        }
        let (library, id, made) = (self.inner.library.clone(), job.id.clone(), job.created_at);
        let now = self.now();
        let ordered = job.submit_started_at.unwrap_or(now);
        blocking(move || {
            for entry in entries {
                // The moment of the order as the history has it: further results are known by it.
                let sending = matches!(entry, Entry::Sending { .. });
                let at = if sending { ordered } else { now };
                let line = Line {
                    v: VERSION,
                    at,
                    entry,
                };
                library.append_journal(&id, made, &text(&line))?;
            }
            Ok(())
        })
        .await
    }

    /// The same for what the database has already: trouble is logged.
    pub(super) async fn follow_in_journal(&self, job: &Job, entries: Vec<Entry>) {
        if let Err(error) = self.write_journal(job, entries).await {
            tracing::warn!(job = %job.id, %error, "the journal misses a line");
        }
    }

    /// A job that came with its id: from the server's list, or as a further result.
    pub(super) async fn journal_found(&self, job: &Job) {
        let mut entries = vec![Asked::of(job)];
        if let Some(remote_id) = job.remote_id.clone() {
            entries.push(Entry::Accepted {
                remote_id,
                expires_at: job.expires_at,
            });
        }
        self.follow_in_journal(job, entries).await;
    }
}

fn text(line: &Line) -> String {
    serde_json::to_string(line).expect("invariant: names are text and numbers are finite")
}

/// What a journal says of its job.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Told {
    /// The job as it is to stand in the database.
    pub job: Job,
    /// Its file.
    pub video: Option<Asset>,
    /// When the user took it out.
    pub removed_at: Option<Timestamp>,
    /// The user's marks, if any line has them.
    pub marks: Option<(Timestamp, Marks)>,
}

/// Reads the lines of one journal. `known`: the job as an older copy of the database has it. What is no line of ours is
/// passed over. `None`: nothing is said of a job.
pub(super) fn told<'a>(
    lines: impl IntoIterator<Item = &'a str>,
    known: Option<Job>,
    catalogue: &Catalogue,
    now: Timestamp,
) -> Option<Told> {
    let mut told = known.map(|job| Told {
        job,
        video: None,
        removed_at: None,
        marks: None,
    });
    for line in lines {
        let Ok(Line { at, entry, .. }) = serde_json::from_str(line) else {
            continue;
        };
        if let Entry::Asked(asked) = entry {
            told.get_or_insert_with(|| Told {
                job: asked_job(*asked, catalogue),
                video: None,
                removed_at: None,
                marks: None,
            });
        } else if let Some(told) = &mut told {
            apply(told, at, entry);
        }
    }
    let mut told = told?;
    if told.job.state.is_live() {
        told.job.next_at = Some(now);
    }
    Some(told)
}

/// Whether a journal knows more than a copy of the history does: that it was sent, the server's id, its file, its end. An end
/// from before `latest`, the newest thing in the copy, is none: the copy knows that the job went on.
pub(super) fn adds(told: &Told, known: &Job, latest: Option<Timestamp>) -> bool {
    let id = told.job.remote_id.is_some() && known.remote_id.is_none();
    let sent = told.job.submit_started_at.is_some()
        && known.submit_started_at.is_none()
        && known.remote_id.is_none();
    let file = told.video.is_some() && known.state != State::Ready;
    let ended = known.state.is_live() && told.job.ended_at > latest;
    let marked = told.marks.as_ref().map(|(at, _)| *at) > latest;
    id || sent || file || ended || marked || told.removed_at.is_some()
}

fn apply(told: &mut Told, at: Timestamp, entry: Entry) {
    let job = &mut told.job;
    match entry {
        // The first one stands.
        Entry::Asked(_) => {}
        Entry::Sending { way } => {
            if job.remote_id.is_none() {
                job.way = way;
                job.submit_started_at = Some(at);
                job.state = State::Unconfirmed;
                job.next_at = None;
                job.error = Some(JobError::of(ErrorCode::NoAnswer));
            }
        }
        Entry::NotMade => {
            if job.remote_id.is_none() {
                job.submit_started_at = None;
                job.state = State::Held;
                job.error = None;
            }
        }
        Entry::Accepted {
            remote_id,
            expires_at,
        } => {
            if job.remote_id.is_none() {
                job.remote_id = Some(remote_id);
                job.accepted_at = Some(at);
                job.state = State::Queued;
                job.error = None;
            }
            job.expires_at = expires_at.or(job.expires_at);
        }
        Entry::Published(asset) => {
            job.state = State::Ready;
            job.ended_at = Some(at);
            job.next_at = None;
            job.error = None;
            told.video = Some(*asset);
        }
        Entry::Ended {
            state,
            code,
            message,
        } => {
            if job.state != State::Ready {
                job.state = state;
                job.ended_at = Some(at);
                job.next_at = None;
                job.error = code.map(|code| JobError {
                    code,
                    message,
                    http_status: None,
                });
            }
        }
        Entry::Removed => told.removed_at = Some(at),
        Entry::Marked(marks) => told.marks = Some((at, marks)),
    }
}

/// A job of which no more is known than what was asked. The descriptions are those of today.
fn asked_job(asked: Asked, catalogue: &Catalogue) -> Job {
    let target = catalogue.target(&asked.server, &asked.recipe.model);
    let held = Job::held(
        asked.job,
        asked.batch,
        target,
        asked.recipe,
        asked.created_at,
    );
    Job {
        take: asked.take,
        takes: asked.takes,
        quote: asked.quote,
        action: asked.action,
        parent: asked.parent,
        output: asked.output,
        ..held
    }
}

#[cfg(test)]
#[path = "journal/tests.rs"]
mod tests;
