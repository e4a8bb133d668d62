//! What goes on right now, for the desktop around the window: how many jobs, how far they are, and whether the computer may
//! sleep meanwhile.
//!
//! Looks and decides. Must not know how a computer is kept awake or where progress is shown.

use super::{Engine, EngineError};
use crate::{
    domain::{JobId, ServerId, State, Timestamp},
    dto::TransferView,
    store::Pending,
};
use std::collections::HashMap;

/// A file that is to be fetched within this time is as good as being fetched; one that waits longer met trouble that staying
/// awake does not mend.
const SOON_MS: i64 = 60_000;
/// A result that goes within this time may be missed by a computer that sleeps.
const EXPIRES_MS: i64 = 60 * 60_000;
/// How far a job is when its server is done with it; the rest is fetching the file.
const MADE: f64 = 0.9;

/// Why the computer must not sleep by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awake {
    /// A file is on its way.
    Downloading,
    /// A server forgets a result before long.
    Expiring,
}

/// What goes on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AtWork {
    /// Jobs that are not over, and how far each is, 0 to 1.
    pub jobs: Vec<(JobId, f64)>,
    /// Why the computer must not sleep, if it must not.
    pub awake: Option<Awake>,
}

impl AtWork {
    /// How many jobs are not over.
    pub fn live(&self) -> u32 {
        u32::try_from(self.jobs.len()).unwrap_or(u32::MAX)
    }
}

/// How far all is that was begun since nothing was live: a job that is done still counts, so that the whole does not go back
/// when one ends.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Course {
    shares: HashMap<JobId, f64>,
}

impl Course {
    /// Takes what goes on now. 0 to 1; `None`: nothing does.
    pub fn take(&mut self, jobs: &[(JobId, f64)]) -> Option<f64> {
        if jobs.is_empty() {
            self.shares.clear();
            return None;
        }
        self.shares.values_mut().for_each(|share| *share = 1.0);
        self.shares.extend(jobs.iter().cloned());
        Some(self.shares.values().sum::<f64>() / self.shares.len() as f64)
    }
}

impl Engine {
    /// What goes on right now.
    pub async fn at_work(&self) -> Result<AtWork, EngineError> {
        let busy = self.live().busy.iter().cloned().collect();
        let pending = self.inner.store.at_work(busy).await?;
        let live = self.live();
        let share = |job: &Pending| share(job, live.transfers.get(&job.id));
        Ok(AtWork {
            jobs: pending
                .iter()
                .map(|job| (job.id.clone(), share(job)))
                .collect(),
            awake: awake(&pending, self.now()),
        })
    }
}

/// Whether the computer must stay awake. The demo is in this program: it loses nothing while the computer sleeps.
fn awake(pending: &[Pending], now: Timestamp) -> Option<Awake> {
    let demo = ServerId::demo();
    let mut reasons = pending
        .iter()
        .filter(|job| job.server != demo)
        .filter_map(|job| why(job, now));
    let first = reasons.next()?;
    let fetches = first == Awake::Downloading || reasons.any(|other| other == Awake::Downloading);
    Some(if fetches { Awake::Downloading } else { first })
}

fn why(job: &Pending, now: Timestamp) -> Option<Awake> {
    let fetched = match job.state {
        State::Downloading => true,
        State::Completed => job.next_at.is_none_or(|at| at.since(now) <= SOON_MS),
        State::Queued | State::Running => false,
        State::Draft
        | State::Submitting
        | State::Unconfirmed
        | State::Ready
        | State::Failed
        | State::Cancelled
        | State::Expired
        | State::Held => return None,
    };
    let left = job.expires_at.map(|at| at.since(now));
    let expires = left.is_some_and(|left| (0..=EXPIRES_MS).contains(&left));
    match (fetched, expires) {
        (true, _) => Some(Awake::Downloading),
        (false, true) => Some(Awake::Expiring),
        (false, false) => None,
    }
}

fn share(job: &Pending, transfer: Option<&TransferView>) -> f64 {
    match job.state {
        State::Draft | State::Submitting | State::Queued => 0.0,
        State::Running => MADE * (job.progress.unwrap_or_default() / 100.0).clamp(0.0, 1.0),
        State::Completed => MADE,
        State::Downloading => MADE + (1.0 - MADE) * transfer.map_or(0.0, fetched),
        State::Unconfirmed
        | State::Ready
        | State::Failed
        | State::Cancelled
        | State::Expired
        | State::Held => 1.0,
    }
}

fn fetched(transfer: &TransferView) -> f64 {
    match transfer.total {
        Some(total) if total > 0 => (transfer.received as f64 / total as f64).min(1.0),
        Some(_) | None => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000_000);

    fn job(state: State) -> Pending {
        Pending {
            id: JobId::from_text("job_1"),
            server: ServerId::from_text("srv_home"),
            state,
            progress: None,
            next_at: Some(NOW),
            expires_at: None,
        }
    }

    fn expiring(state: State, in_ms: i64) -> Pending {
        Pending {
            expires_at: Some(NOW.plus_ms(in_ms)),
            ..job(state)
        }
    }

    #[test]
    fn a_file_that_comes_or_is_about_to_keeps_the_computer_awake() {
        let due = [State::Downloading, State::Completed];
        let told = due.map(|state| awake(&[job(state)], NOW));
        assert_eq!(told, [Some(Awake::Downloading); 2]);
    }

    #[test]
    fn a_server_at_work_and_a_request_that_waits_let_it_sleep() {
        let states = State::ALL
            .into_iter()
            .filter(|state| !matches!(state, State::Downloading | State::Completed));
        for state in states {
            assert_eq!(awake(&[job(state)], NOW), None, "{state}");
        }
    }

    #[test]
    fn a_download_that_keeps_failing_lets_it_sleep_between_its_tries() {
        let later = Pending {
            next_at: Some(NOW.plus_ms(SOON_MS + 1)),
            ..job(State::Completed)
        };
        assert_eq!(awake(&[later], NOW), None);
    }

    #[test]
    fn a_result_that_goes_within_the_hour_keeps_it_awake_wherever_its_job_stands() {
        for state in [State::Queued, State::Running] {
            let told = awake(&[expiring(state, EXPIRES_MS)], NOW);
            assert_eq!(told, Some(Awake::Expiring), "{state}");
        }
    }

    #[test]
    fn a_result_that_is_gone_or_goes_tomorrow_lets_it_sleep() {
        for in_ms in [-1, EXPIRES_MS + 1] {
            assert_eq!(
                awake(&[expiring(State::Running, in_ms)], NOW),
                None,
                "{in_ms}"
            );
        }
    }

    #[test]
    fn the_demo_lets_it_sleep() {
        let demo = Pending {
            server: ServerId::demo(),
            ..job(State::Downloading)
        };
        assert_eq!(awake(&[demo], NOW), None);
    }

    #[test]
    fn a_file_that_comes_is_the_reason_before_one_that_may_go() {
        let both = [expiring(State::Running, 1), job(State::Downloading)];
        assert_eq!(awake(&both, NOW), Some(Awake::Downloading));
    }

    #[test]
    fn a_job_is_further_in_each_state_that_it_comes_to() {
        let running = Pending {
            progress: Some(50.0),
            ..job(State::Running)
        };
        let half = TransferView {
            received: 5,
            total: Some(10),
        };
        let jobs = [job(State::Queued), running, job(State::Completed)];
        let mut shares: Vec<String> = jobs.iter().map(|job| percent(share(job, None))).collect();
        shares.push(percent(share(&job(State::Downloading), Some(&half))));
        assert_eq!(shares, ["0", "45", "90", "95"]);
    }

    fn percent(share: f64) -> String {
        format!("{:.0}", 100.0 * share)
    }

    fn live(shares: &[(&str, f64)]) -> Vec<(JobId, f64)> {
        let jobs = shares.iter();
        jobs.map(|(id, share)| (JobId::from_text(*id), *share))
            .collect()
    }

    #[test]
    fn the_whole_does_not_go_back_when_a_job_ends() {
        let mut course = Course::default();
        let told = [
            course.take(&live(&[("a", 0.5), ("b", 0.0)])),
            course.take(&live(&[("b", 0.0)])),
            course.take(&live(&[("b", 0.5)])),
        ];
        let told = told.map(|whole| whole.map(percent).unwrap_or_default());
        assert_eq!(told, ["25", "50", "75"]);
    }

    #[test]
    fn what_begins_after_all_was_over_begins_at_nothing() {
        let mut course = Course::default();
        course.take(&live(&[("a", 0.5)]));
        let over = course.take(&[]);
        let next = course.take(&live(&[("b", 0.0)]));
        assert_eq!((over, next.map(percent)), (None, Some("0".to_owned())));
    }
}
