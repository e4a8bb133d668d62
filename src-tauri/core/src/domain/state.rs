//! The life of a job as a table: which event leads from which state to which (`architecture.md`, "Job states").
//!
//! Pure and exhaustive, without wildcards: a new state or event does not compile until every pair has been thought about.
//! It must not know how an event comes about; times, retry counts and ids belong to the engine.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waits for the undo window; nothing has been sent.
    Draft,
    /// The request is about to be sent, is being sent, or waits for its next try after a *proved* non-delivery.
    Submitting,
    /// It was sent and no usable answer came. It may have been charged; it is never resent by itself.
    Unconfirmed,
    /// The server has it and has not begun.
    Queued,
    /// The server is rendering.
    Running,
    /// The server is done; the file is still to be fetched.
    Completed,
    /// The file is on its way.
    Downloading,
    /// The file is in the library.
    Ready,
    /// The server refused or failed.
    Failed,
    /// Withdrawn, dismissed, or no longer watched.
    Cancelled,
    /// The server no longer has the file.
    Expired,
    /// Not sent; waits for the user.
    Held,
}

impl State {
    /// Every state, for tests and for reading stored words.
    pub const ALL: [Self; 12] = [
        Self::Draft,
        Self::Submitting,
        Self::Unconfirmed,
        Self::Queued,
        Self::Running,
        Self::Completed,
        Self::Downloading,
        Self::Ready,
        Self::Failed,
        Self::Cancelled,
        Self::Expired,
        Self::Held,
    ];

    /// The word stored in the database and printed by the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitting => "submitting",
            Self::Unconfirmed => "unconfirmed",
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Downloading => "downloading",
            Self::Ready => "ready",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Held => "held",
        }
    }

    /// Reads a stored word.
    pub fn from_stored(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether the engine has work to do on it: it must have a `next_at` or work in flight.
    pub const fn is_live(self) -> bool {
        match self {
            Self::Draft
            | Self::Submitting
            | Self::Queued
            | Self::Running
            | Self::Completed
            | Self::Downloading => true,
            Self::Unconfirmed
            | Self::Ready
            | Self::Failed
            | Self::Cancelled
            | Self::Expired
            | Self::Held => false,
        }
    }

    /// Whether the user has to decide something (the chip "Needs you").
    pub const fn needs_user(self) -> bool {
        match self {
            Self::Unconfirmed | Self::Failed | Self::Expired | Self::Held => true,
            Self::Draft
            | Self::Submitting
            | Self::Queued
            | Self::Running
            | Self::Completed
            | Self::Downloading
            | Self::Ready
            | Self::Cancelled => false,
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a server says about a job, boiled down from its many words (`wire.md` 3.B 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Accepted, not begun.
    Waiting,
    /// Being rendered.
    Running,
    /// Finished with a result.
    Done,
    /// Finished without one.
    Failed,
    /// Cancelled or deleted there.
    Cancelled,
    /// Its result is gone.
    Expired,
    /// No word, or one we do not know: the state stays as it was.
    Unknown,
}

impl Phase {
    /// Whether something else may still come.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Waiting | Self::Running | Self::Unknown => true,
            Self::Done | Self::Failed | Self::Cancelled | Self::Expired => false,
        }
    }
}

impl Phase {
    /// Every phase, for tests.
    pub const ALL: [Self; 7] = [
        Self::Waiting,
        Self::Running,
        Self::Done,
        Self::Failed,
        Self::Cancelled,
        Self::Expired,
        Self::Unknown,
    ];

    /// The state of a job that the server has and reports like this; `current` where the word says nothing.
    const fn state(self, current: State) -> State {
        match self {
            Self::Waiting => State::Queued,
            Self::Running => State::Running,
            Self::Done => State::Completed,
            Self::Failed => State::Failed,
            Self::Cancelled => State::Cancelled,
            Self::Expired => State::Expired,
            Self::Unknown => current,
        }
    }
}

/// Something that happened to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// The undo window passed.
    UndoPassed,
    /// The user took it back within the undo window.
    Withdrawn,
    /// A 2xx answer with an id.
    Accepted(Phase),
    /// A definite refusal; nothing was accepted.
    Refused,
    /// 429 or 503 with an explicit refusal: a later try is allowed.
    RetryLater,
    /// It is proved that no byte of the request was sent.
    NotSent,
    /// It was sent, and no usable answer came.
    NoAnswer,
    /// An unconfirmed job was found on the server, or the user gave its id.
    Found(Phase),
    /// The user lets go of an unconfirmed job.
    Dismissed,
    /// A poll was answered.
    Polled(Phase),
    /// A poll brought nothing usable (network, 429, 5xx, young 404).
    PollFailed,
    /// A download slot is free.
    SlotFree,
    /// The file is verified and has its final name.
    Published,
    /// The download stopped for a reason that may pass.
    Interrupted,
    /// 410, or gone after retries and a fresh poll.
    Gone,
    /// The engine waits for the user before it sends.
    HeldBack,
    /// The user sends a held job.
    Resumed,
    /// The user no longer wants to watch it. The server may still charge.
    StoppedWatching,
    /// The user asks the server once more about a job that ended.
    CheckAgain,
    /// The user wants the file once more.
    DownloadAgain,
}

/// The event makes no sense in this state; nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{event:?} cannot happen to a job that is {state}")]
pub struct Illegal {
    /// The state the job is in.
    pub state: State,
    /// The event that was refused.
    pub event: Event,
}

/// Where `event` leads from `state`.
///
/// # Errors
/// [`Illegal`] when the table has no such row; the caller keeps the state.
#[expect(
    clippy::too_many_lines,
    clippy::match_same_arms,
    reason = "a table: one row an event, in the order of a job's life"
)]
pub fn transition(state: State, event: Event) -> Result<State, Illegal> {
    use State as S;
    let illegal = Err(Illegal { state, event });
    match (event, state) {
        (Event::UndoPassed, S::Draft) => Ok(S::Submitting),
        (Event::Withdrawn, S::Draft) => Ok(S::Cancelled),
        (Event::Accepted(phase), S::Submitting) => Ok(phase.state(S::Queued)),
        (Event::Refused, S::Submitting) => Ok(S::Failed),
        (Event::RetryLater | Event::NotSent, S::Submitting) => Ok(S::Submitting),
        (Event::NoAnswer, S::Submitting) => Ok(S::Unconfirmed),
        (Event::Found(phase), S::Unconfirmed) => Ok(phase.state(S::Queued)),
        (Event::Dismissed, S::Unconfirmed) => Ok(S::Cancelled),
        (Event::Polled(phase), S::Queued | S::Running) => Ok(phase.state(state)),
        // A fresh poll looks for a new address of the file; only a definite end changes the state.
        (Event::Polled(phase), S::Completed) => Ok(match phase {
            Phase::Waiting | Phase::Running | Phase::Done | Phase::Unknown => S::Completed,
            Phase::Failed => S::Failed,
            Phase::Cancelled | Phase::Expired => S::Expired,
        }),
        (Event::PollFailed, S::Queued | S::Running | S::Completed) => Ok(state),
        (Event::SlotFree, S::Completed) => Ok(S::Downloading),
        (Event::Published, S::Downloading) => Ok(S::Ready),
        (Event::Interrupted, S::Downloading) => Ok(S::Completed),
        (Event::Gone, S::Completed | S::Downloading) => Ok(S::Expired),
        (Event::HeldBack, S::Draft | S::Submitting) => Ok(S::Held),
        (Event::Resumed, S::Held) => Ok(S::Submitting),
        (Event::StoppedWatching, S::Queued | S::Running | S::Completed | S::Held) => {
            Ok(S::Cancelled)
        }
        (Event::CheckAgain, S::Failed | S::Cancelled | S::Expired) => Ok(S::Queued),
        (Event::DownloadAgain, S::Ready | S::Expired) => Ok(S::Completed),

        (
            Event::UndoPassed | Event::Withdrawn,
            S::Submitting
            | S::Unconfirmed
            | S::Queued
            | S::Running
            | S::Completed
            | S::Downloading
            | S::Ready
            | S::Failed
            | S::Cancelled
            | S::Expired
            | S::Held,
        )
        | (
            Event::Accepted(_)
            | Event::Refused
            | Event::RetryLater
            | Event::NotSent
            | Event::NoAnswer,
            S::Draft
            | S::Unconfirmed
            | S::Queued
            | S::Running
            | S::Completed
            | S::Downloading
            | S::Ready
            | S::Failed
            | S::Cancelled
            | S::Expired
            | S::Held,
        )
        | (
            Event::Found(_) | Event::Dismissed,
            S::Draft
            | S::Submitting
            | S::Queued
            | S::Running
            | S::Completed
            | S::Downloading
            | S::Ready
            | S::Failed
            | S::Cancelled
            | S::Expired
            | S::Held,
        )
        | (
            Event::Polled(_) | Event::PollFailed,
            S::Draft
            | S::Submitting
            | S::Unconfirmed
            | S::Downloading
            | S::Ready
            | S::Failed
            | S::Cancelled
            | S::Expired
            | S::Held,
        )
        | (
            Event::SlotFree,
            S::Draft
            | S::Submitting
            | S::Unconfirmed
            | S::Queued
            | S::Running
            | S::Downloading
            | S::Ready
            | S::Failed
            | S::Cancelled
            | S::Expired
            | S::Held,
        )
        | (
            Event::Published | Event::Interrupted,
            S::Draft
            | S::Submitting
            | S::Unconfirmed
            | S::Queued
            | S::Running
            | S::Completed
            | S::Ready
            | S::Failed
            | S::Cancelled
            | S::Expired
            | S::Held,
        )
        | (
            Event::Gone,
            S::Draft
            | S::Submitting
            | S::Unconfirmed
            | S::Queued
            | S::Running
            | S::Ready
            | S::Failed
            | S::Cancelled
            | S::Expired
            | S::Held,
        )
        | (
            Event::HeldBack,
            S::Unconfirmed
            | S::Queued
            | S::Running
            | S::Completed
            | S::Downloading
            | S::Ready
            | S::Failed
            | S::Cancelled
            | S::Expired
            | S::Held,
        )
        | (
            Event::Resumed,
            S::Draft
            | S::Submitting
            | S::Unconfirmed
            | S::Queued
            | S::Running
            | S::Completed
            | S::Downloading
            | S::Ready
            | S::Failed
            | S::Cancelled
            | S::Expired,
        )
        | (
            Event::StoppedWatching,
            S::Draft
            | S::Submitting
            | S::Unconfirmed
            | S::Downloading
            | S::Ready
            | S::Failed
            | S::Cancelled
            | S::Expired,
        )
        | (
            Event::CheckAgain,
            S::Draft
            | S::Submitting
            | S::Unconfirmed
            | S::Queued
            | S::Running
            | S::Completed
            | S::Downloading
            | S::Ready
            | S::Held,
        )
        | (
            Event::DownloadAgain,
            S::Draft
            | S::Submitting
            | S::Unconfirmed
            | S::Queued
            | S::Running
            | S::Completed
            | S::Downloading
            | S::Failed
            | S::Cancelled
            | S::Held,
        ) => illegal,
    }
}

/// What the user can do with a job. Each verb says what it does and does only that (`interface.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Take it back; nothing was sent.
    Undo,
    /// Ask the server how it stands, now.
    CheckAgain,
    /// Fetch the file once more.
    DownloadAgain,
    /// Make the same request again, as a new job. Costs again.
    CreateAgain,
    /// Look through the server's list for an unconfirmed job.
    LookForIt,
    /// Let go of an unconfirmed job.
    Dismiss,
    /// Do not send it now: the request waits for the server, and none is on its way. It is held.
    HoldBack,
    /// Send a held job.
    Resume,
    /// Stop asking about it; it may still be charged.
    StopWatching,
    /// Take it and its file out of Rushes.
    Remove,
}

/// The verbs that make sense for a job in `state`.
///
/// `has_remote_id`: without one there is nothing to ask the server about. `has_file`: whether its video is in the library.
pub fn verbs(state: State, has_remote_id: bool, has_file: bool) -> Vec<Verb> {
    let mut offered = Vec::new();
    match state {
        State::Draft => offered.push(Verb::Undo),
        State::Submitting | State::Downloading => {}
        State::Unconfirmed => {
            offered.extend([Verb::LookForIt, Verb::CreateAgain, Verb::Dismiss]);
        }
        State::Queued | State::Running | State::Completed => {
            offered.extend([Verb::CheckAgain, Verb::StopWatching]);
        }
        State::Ready => {
            if !has_file && has_remote_id {
                offered.push(Verb::DownloadAgain);
            }
            offered.extend([Verb::CreateAgain, Verb::Remove]);
        }
        State::Failed | State::Cancelled => {
            if has_remote_id {
                offered.push(Verb::CheckAgain);
            }
            offered.extend([Verb::CreateAgain, Verb::Remove]);
        }
        State::Expired => {
            if has_remote_id {
                offered.push(Verb::DownloadAgain);
            }
            offered.extend([Verb::CreateAgain, Verb::Remove]);
        }
        State::Held => offered.extend([Verb::Resume, Verb::Remove]),
    }
    offered
}

#[cfg(test)]
mod tests;
