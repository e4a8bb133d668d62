use super::*;
use proptest::prelude::*;

const PLAIN_EVENTS: [Event; 17] = [
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

fn all_events() -> Vec<Event> {
    let with_phase = Phase::ALL.into_iter().flat_map(|phase| {
        [
            Event::Accepted(phase),
            Event::Found(phase),
            Event::Polled(phase),
        ]
    });
    PLAIN_EVENTS.into_iter().chain(with_phase).collect()
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

proptest! {
    /// Whatever the order of events, the number of times that a job enters "sending" is one plus what the user asked for.
    #[test]
    fn sending_begins_once_plus_each_request_of_the_user(
        picks in proptest::collection::vec(proptest::sample::select(all_events()), 0..200)
    ) {
        let mut state = State::Draft;
        let (mut entered, mut asked) = (0, 1);
        for event in picks {
            let Ok(next) = transition(state, event) else { continue };
            if next == State::Submitting && state != State::Submitting {
                entered += 1;
            }
            asked += usize::from(event == Event::Resumed);
            state = next;
        }
        prop_assert!(entered <= asked);
    }
}
