use super::*;
use proptest::prelude::*;

/// An event's name in `table.txt`. Without a wildcard: a new event does not compile before it has a row there.
fn row(event: Event) -> String {
    let plain = |name: &str| name.to_owned();
    let phased = |name: &str, phase: Phase| {
        let phase = match phase {
            Phase::Waiting => "waiting",
            Phase::Running => "running",
            Phase::Done => "done",
            Phase::Failed => "failed",
            Phase::Cancelled => "cancelled",
            Phase::Expired => "expired",
            Phase::Unknown => "unknown",
        };
        format!("{name}_{phase}")
    };
    match event {
        Event::UndoPassed => plain("undo_passed"),
        Event::Withdrawn => plain("withdrawn"),
        Event::Accepted(phase) => phased("accepted", phase),
        Event::Refused => plain("refused"),
        Event::RetryLater => plain("retry_later"),
        Event::NotSent => plain("not_sent"),
        Event::NoAnswer => plain("no_answer"),
        Event::Found(phase) => phased("found", phase),
        Event::Dismissed => plain("dismissed"),
        Event::Polled(phase) => phased("polled", phase),
        Event::PollFailed => plain("poll_failed"),
        Event::SlotFree => plain("slot_free"),
        Event::Published => plain("published"),
        Event::Interrupted => plain("interrupted"),
        Event::Gone => plain("gone"),
        Event::HeldBack => plain("held_back"),
        Event::Resumed => plain("resumed"),
        Event::StoppedWatching => plain("stopped_watching"),
        Event::CheckAgain => plain("check_again"),
        Event::DownloadAgain => plain("download_again"),
    }
}

fn all_events() -> Vec<Event> {
    let plain = [
        Event::UndoPassed,
        Event::Withdrawn,
        Event::Refused,
        Event::RetryLater,
        Event::NotSent,
        Event::NoAnswer,
        Event::Dismissed,
        Event::PollFailed,
        Event::SlotFree,
        Event::Published,
        Event::Interrupted,
        Event::Gone,
        Event::HeldBack,
        Event::Resumed,
        Event::StoppedWatching,
        Event::CheckAgain,
        Event::DownloadAgain,
    ];
    let with_phase = Phase::ALL.into_iter().flat_map(|phase| {
        [
            Event::Accepted(phase),
            Event::Found(phase),
            Event::Polled(phase),
        ]
    });
    plain.into_iter().chain(with_phase).collect()
}

/// `table.txt` as rows of cells, without its comments.
fn table() -> Vec<Vec<&'static str>> {
    include_str!("table.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_whitespace().collect())
        .collect()
}

#[test]
fn every_event_in_every_state_leads_where_the_written_table_says() {
    let table = table();
    let (head, rows) = table.split_first().expect("a head");
    let mut compared = 0;
    for event in all_events() {
        let name = row(event);
        let cells = rows
            .iter()
            .find(|cells| cells[0] == name)
            .unwrap_or_else(|| panic!("{name} has no row"));
        for state in State::ALL {
            let at = head.iter().position(|word| *word == state.as_str());
            let written = State::from_stored(cells[at.expect("a column")]);
            assert_eq!(transition(state, event).ok(), written, "{state} + {name}");
            compared += 1;
        }
    }
    assert_eq!(compared, rows.len() * State::ALL.len());
}

#[test]
fn a_refused_event_says_which_and_where() {
    let refused = transition(State::Ready, Event::Gone).expect_err("no such row");
    assert_eq!(
        refused.to_string(),
        "Gone cannot happen to a job that is ready"
    );
}

#[test]
fn a_job_walks_from_the_button_to_the_file() {
    let walk = [
        Event::UndoPassed,
        Event::Accepted(Phase::Waiting),
        Event::Polled(Phase::Running),
        Event::Polled(Phase::Done),
        Event::SlotFree,
        Event::Published,
    ];
    let end = walk.into_iter().try_fold(State::Draft, transition);
    assert_eq!(end, Ok(State::Ready));
}

#[test]
fn a_sent_request_without_an_answer_never_goes_back_to_sending() {
    for event in all_events() {
        assert_ne!(
            transition(State::Unconfirmed, event),
            Ok(State::Submitting),
            "{event:?}"
        );
    }
}

#[test]
fn an_unknown_word_keeps_the_state() {
    for state in [State::Queued, State::Running, State::Completed] {
        assert_eq!(transition(state, Event::Polled(Phase::Unknown)), Ok(state));
    }
}

#[test]
fn polling_may_go_backwards() {
    assert_eq!(
        transition(State::Running, Event::Polled(Phase::Waiting)),
        Ok(State::Queued)
    );
}

#[test]
fn only_the_users_own_verbs_leave_an_ended_job() {
    let ended = [
        State::Ready,
        State::Failed,
        State::Cancelled,
        State::Expired,
    ];
    for state in ended {
        for event in all_events() {
            if transition(state, event).is_ok() {
                assert!(
                    matches!(event, Event::CheckAgain | Event::DownloadAgain),
                    "{state} must not leave by {event:?}"
                );
            }
        }
    }
}

#[test]
fn only_an_answer_or_the_user_ends_a_job_that_the_server_has() {
    for state in [State::Queued, State::Running] {
        for event in all_events() {
            let ends = matches!(
                transition(state, event),
                Ok(State::Failed | State::Cancelled | State::Expired)
            );
            let may_end = matches!(event, Event::Polled(_) | Event::StoppedWatching);
            assert!(
                !ends || may_end,
                "{event:?} must not end a job that is {state}"
            );
        }
    }
}

#[test]
fn every_stored_word_reads_back() {
    for state in State::ALL {
        assert_eq!(State::from_stored(state.as_str()), Some(state));
    }
}

#[test]
fn every_state_that_waits_for_the_user_offers_a_way_on() {
    for state in State::ALL.into_iter().filter(|state| state.needs_user()) {
        assert!(!verbs(state, true, false).is_empty(), "{state}");
    }
}

/// A request leaves whenever a job that is in "submitting" is sent; each of these says what came of one.
fn is_outcome_of_a_request(event: Event) -> bool {
    matches!(
        event,
        Event::Accepted(_) | Event::Refused | Event::RetryLater | Event::NotSent | Event::NoAnswer
    )
}

proptest! {
    /// Whatever the order of events, the requests for a job are at most one, plus what the user asked for, plus those
    /// that provably made nothing.
    #[test]
    fn requests_never_exceed_one_plus_the_users_and_the_proved_failures(
        picks in proptest::collection::vec(proptest::sample::select(all_events()), 0..300)
    ) {
        let mut state = State::Draft;
        let (mut requests, mut resumed, mut proved) = (0, 0, 0);
        for event in picks {
            let Ok(next) = transition(state, event) else { continue };
            requests += usize::from(is_outcome_of_a_request(event));
            resumed += usize::from(event == Event::Resumed);
            proved += usize::from(matches!(event, Event::RetryLater | Event::NotSent));
            state = next;
        }
        prop_assert!(requests <= 1 + resumed + proved);
    }

    /// Only the user's own "check again" and "fetch again" leave an ended job, and neither leads back to sending.
    #[test]
    fn an_accepted_job_is_never_sent_again(
        picks in proptest::collection::vec(proptest::sample::select(all_events()), 0..300)
    ) {
        let mut state = State::Submitting;
        let mut accepted = false;
        for event in picks {
            let Ok(next) = transition(state, event) else { continue };
            accepted |= matches!(event, Event::Accepted(_) | Event::Found(_));
            prop_assert!(!(accepted && next == State::Submitting));
            state = next;
        }
    }
}
