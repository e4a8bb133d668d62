//! The one way in which a job changes: read it, apply an event by the table, commit, announce.

use super::{Engine, EngineError, journal};
use crate::{
    api::Trace,
    domain::{
        Event, Illegal, Job, JobId, ReceiptDetail, ReceiptEntry, ReceiptKind, State, Timestamp,
        transition,
    },
    dto::ErrorCode,
    store::{Saved, StoreError},
};
use std::time::Duration;

pub(super) use crate::store::Additions as Change;

/// Between two attempts to store what must not be lost.
pub(super) const STORE_RETRY: Duration = Duration::from_secs(2);

impl Change {
    pub(super) fn with(receipt: ReceiptEntry) -> Self {
        Self {
            receipts: vec![receipt],
            ..Self::default()
        }
    }

    /// The same without what was said: lines that say nothing new are alike, and the history counts them.
    pub(super) fn quiet(mut self) -> Self {
        for line in &mut self.receipts {
            line.body = None;
            line.body_sha256 = None;
        }
        self
    }
}

impl Engine {
    /// Reads the job, lets `edit` change it, commits and announces it; begins anew if somebody else was faster.
    ///
    /// `Ok(None)`: the job is gone, or the event no longer fits its state, for example because the user stopped watching
    /// while a poll was on its way.
    pub(super) async fn change(
        &self,
        id: &JobId,
        edit: impl Fn(&mut Job) -> Result<Change, Illegal>,
    ) -> Result<Option<Job>, EngineError> {
        match self.inner.store.job(id.clone()).await? {
            Some(job) => Box::pin(self.change_read(job, edit)).await,
            None => Ok(None),
        }
    }

    /// The same for a job that was just read. It is read again only if somebody changed it since.
    pub(super) async fn change_read(
        &self,
        job: Job,
        edit: impl Fn(&mut Job) -> Result<Change, Illegal>,
    ) -> Result<Option<Job>, EngineError> {
        let id = &job.id.clone();
        let mut read = Some(job);
        loop {
            let found = match read.take() {
                Some(job) => Some(job),
                None => self.inner.store.job(id.clone()).await?,
            };
            let Some(mut job) = found else {
                return Ok(None);
            };
            let before = job.clone();
            let mut change = match edit(&mut job) {
                Ok(change) => change,
                Err(illegal) => {
                    tracing::debug!(job = %id, %illegal, "an event came too late");
                    return Ok(None);
                }
            };
            let entries = journal::entries(&before, &job, &change.assets);
            let begins = before.submit_started_at.is_none() && job.submit_started_at.is_some();
            match Box::pin(self.write_journal(&job, entries.before)).await {
                // Nothing may be sent of which there is only one copy.
                Err(error) if begins => return Err(error),
                Err(error) => tracing::warn!(job = %id, %error, "the journal misses a line"),
                Ok(()) => {}
            }
            for take in &change.takes {
                Box::pin(self.journal_found(take)).await;
            }
            let seen_before = seen(&before);
            change.only_asked = job.only_asked_since(before);
            // On the heap: a job is large, and this stands inside everything that changes one.
            match Box::pin(self.inner.store.save(job, change)).await {
                Ok(saved) => {
                    Box::pin(self.follow_in_journal(&saved.job, entries.after)).await;
                    Box::pin(self.tell_saved(&saved, seen_before)).await;
                    return Ok(Some(saved.job));
                }
                Err(StoreError::Stale) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Logs and tells what is stored by now; that a listener was not told changes nothing about it.
    async fn tell_saved(&self, Saved { job, takes }: &Saved, seen_before: Seen) {
        if job.next_at.is_none() {
            self.note_connection(&job.id, false);
        }
        log(job, seen_before);
        if !job.state.is_live() {
            self.live().first_progress.remove(&job.id);
        }
        let recount = job.state != seen_before.0 || !takes.is_empty();
        let changed = match takes.as_slice() {
            [] => std::slice::from_ref(job),
            takes => takes,
        };
        if let Err(error) = Box::pin(self.tell(changed, recount)).await {
            tracing::warn!(job = %job.id, %error, "a change was not announced");
        }
    }

    /// The same, tried until the history takes it: what an exchange brought is never dropped for a full disk. Ends with the
    /// program, whose next start settles what is left.
    pub(super) async fn surely(
        &self,
        id: &JobId,
        edit: impl Fn(&mut Job) -> Result<Change, Illegal>,
    ) -> Result<(), EngineError> {
        loop {
            match self.change(id, &edit).await {
                Ok(_) => return Ok(()),
                Err(error @ EngineError::Ending) => return Err(error),
                Err(error) => {
                    tracing::error!(job = %id, %error, "what happened cannot be stored yet");
                    tokio::time::sleep(STORE_RETRY).await;
                }
            }
        }
    }

    /// A receipt line about an exchange.
    pub(super) fn receipt(&self, kind: ReceiptKind, trace: Trace) -> ReceiptEntry {
        ReceiptEntry {
            at: self.now(),
            kind,
            method: Some(trace.method.to_owned()),
            url: Some(trace.url),
            status: trace.status,
            request_ids: trace.request_ids,
            elapsed_ms: Some(trace.elapsed_ms),
            body: trace.body,
            body_sha256: trace.body_sha256,
            detail: ReceiptDetail {
                sent: trace.sent,
                range: trace.range,
                redirects: trace.redirects,
                delivered: None,
            },
            times: 1,
            last_at: None,
            last_request_ids: Vec::new(),
        }
    }

    /// A receipt line of our own.
    pub(super) fn note(&self, kind: ReceiptKind, text: String) -> ReceiptEntry {
        ReceiptEntry {
            at: self.now(),
            kind,
            method: None,
            url: None,
            status: None,
            request_ids: Vec::new(),
            elapsed_ms: None,
            body: Some(text),
            body_sha256: None,
            detail: ReceiptDetail::default(),
            times: 1,
            last_at: None,
            last_request_ids: Vec::new(),
        }
    }
}

/// Moves the job by the table and keeps the times that hang on its state.
pub(super) fn step(job: &mut Job, event: Event, now: Timestamp) -> Result<(), Illegal> {
    let before = job.state;
    job.state = transition(before, event)?;
    if job.state == before {
        return Ok(());
    }
    match job.state {
        State::Ready | State::Failed | State::Cancelled | State::Expired => {
            job.ended_at = Some(now);
            job.next_at = None;
        }
        State::Unconfirmed | State::Held | State::Downloading => job.next_at = None,
        State::Draft | State::Submitting | State::Queued | State::Running | State::Completed => {
            job.ended_at = None;
        }
    }
    Ok(())
}

/// What of a job people see change.
type Seen = (State, Option<ErrorCode>);

fn seen(job: &Job) -> Seen {
    (job.state, job.error.as_ref().map(|error| error.code))
}

/// One line for that: the log is where a support desk looks. No words of a server, in which a prompt may stand.
fn log(job: &Job, before: Seen) {
    let (state, code) = seen(job);
    if (state, code) == before {
        return;
    }
    let (from, status) = (
        before.0,
        job.error.as_ref().and_then(|error| error.http_status),
    );
    if let Some(code) = code {
        tracing::warn!(job = %job.id, server = %job.server, %from, %state, ?code, status, "trouble");
    } else {
        tracing::info!(job = %job.id, server = %job.server, %from, %state, "a job went on");
    }
}
