use super::*;
use crate::domain::{AssetId, Basis, Cost, KeySource, Money, Rate, ServerId};
use proptest::prelude::*;

fn job() -> Job {
    let server = Server {
        id: ServerId::from_text("srv_1"),
        name: "home".to_owned(),
        base_url: "http://192.168.1.7:8000/v1".parse().expect("an address"),
        profile: "openai-generic".to_owned(),
        key: KeySource::Stored,
        created_at: Timestamp(1),
    };
    let recipe = Recipe {
        written: None,
        prompt: "纸船 \"boat\"\n".to_owned(),
        model: "wan".to_owned(),
        seconds: Some(5.0),
        size: None,
        aspect: None,
        tier: None,
        inputs: Vec::new(),
        params: serde_json::Map::new(),
        extra: serde_json::Map::new(),
    };
    let target = Catalogue::shipped().target(&server, "wan");
    Job::held(
        JobId::from_text("job_1"),
        BatchId::from_text("bat_1"),
        target,
        recipe,
        Timestamp(2),
    )
}

fn video() -> Asset {
    Asset {
        id: AssetId::from_text("ast_1"),
        job: JobId::from_text("job_1"),
        kind: AssetKind::Video,
        file: "media/2026-11/boat-1.mp4".to_owned(),
        mime: "video/mp4".to_owned(),
        bytes: 9,
        sha256: "00".to_owned(),
        width: None,
        height: None,
        seconds: None,
        fps: None,
        has_audio: None,
        created_at: Timestamp(9),
    }
}

fn accepted(id: &str) -> Entry {
    Entry::Accepted {
        remote_id: id.to_owned(),
        expires_at: None,
    }
}

fn lines(entries: impl IntoIterator<Item = Entry>) -> Vec<String> {
    let line = |entry| Line {
        v: VERSION,
        at: Timestamp(7),
        entry,
    };
    entries
        .into_iter()
        .map(line)
        .map(|line| text(&line))
        .collect()
}

fn read(lines: &[String], known: Option<Job>) -> Option<Told> {
    let texts = lines.iter().map(String::as_str);
    told(texts, known, Catalogue::shipped(), Timestamp(100))
}

fn state_after(entries: impl IntoIterator<Item = Entry>) -> State {
    let all = [Asked::of(&job())].into_iter().chain(entries);
    read(&lines(all), None).expect("a job").job.state
}

#[test]
fn what_was_asked_comes_back_as_it_was() {
    let before = job();
    let after = read(&lines([Asked::of(&before)]), None).expect("a job");
    assert_eq!(after.job, before);
}

fn priced() -> Job {
    let amount = Money::parse("0.12", "CNY").expect("money");
    let basis = Basis {
        rate: Rate::PerSecond {
            amount: amount.clone(),
        },
        as_of: "2026-11-01".to_owned(),
        source: "their page".to_owned(),
        own: true,
    };
    Job {
        quote: Quote {
            cost: Cost::Known {
                money: amount.for_seconds(5.0),
            },
            basis: Some(basis),
        },
        ..job()
    }
}

#[test]
fn a_price_comes_back_as_it_was_frozen() {
    let before = priced();
    let after = read(&lines([Asked::of(&before)]), None).expect("a job");
    assert_eq!(after.job.quote, before.quote);
}

#[test]
fn a_price_that_cannot_be_read_is_unknown_and_loses_no_job() {
    let line = lines([Asked::of(&priced())])[0].replace("per_second", "per_moon");
    let after = read(&[line], None).expect("a job");
    assert_eq!(after.job.quote, Quote::default());
}

#[test]
fn a_line_of_before_prices_were_known_is_a_job_without_one() {
    let line = &lines([Asked::of(&priced())])[0];
    let mut fields: serde_json::Value = serde_json::from_str(line).expect("a line");
    let quote = fields
        .as_object_mut()
        .and_then(|fields| fields.remove("quote"));
    assert!(quote.is_some());
    let after = read(&[fields.to_string()], None).expect("a job");
    assert_eq!(after.job.quote, Quote::default());
}

#[test]
fn a_request_whose_outcome_is_not_told_is_unconfirmed() {
    assert_eq!(state_after([Entry::Sending { way: 0 }]), State::Unconfirmed);
}

#[test]
fn a_request_that_made_nothing_waits_for_the_user() {
    assert_eq!(
        state_after([Entry::Sending { way: 0 }, Entry::NotMade]),
        State::Held
    );
}

#[test]
fn an_accepted_job_is_asked_about_at_once() {
    let entries = [Asked::of(&job()), Entry::Sending { way: 0 }, accepted("v1")];
    let after = read(&lines(entries), None).expect("a job").job;
    assert_eq!(
        (after.state, after.remote_id.as_deref(), after.next_at),
        (State::Queued, Some("v1"), Some(Timestamp(100)))
    );
}

#[test]
fn a_published_file_ends_its_job() {
    let entries = [
        Asked::of(&job()),
        accepted("v1"),
        Entry::Published(Box::new(video())),
    ];
    let after = read(&lines(entries), None).expect("a job");
    assert_eq!(
        (after.job.state, after.video),
        (State::Ready, Some(video()))
    );
}

#[test]
fn a_failure_keeps_its_reason() {
    let ended = Entry::Ended {
        state: State::Failed,
        code: Some(ErrorCode::JobFailed),
        message: Some("no GPU".to_owned()),
    };
    let entries = [Asked::of(&job()), accepted("v1"), ended];
    let after = read(&lines(entries), None).expect("a job").job;
    assert_eq!(
        after.error.and_then(|error| error.message).as_deref(),
        Some("no GPU")
    );
}

#[test]
fn a_job_that_was_taken_out_is_told_as_such() {
    let entries = [Asked::of(&job()), accepted("v1"), Entry::Removed];
    let after = read(&lines(entries), None).expect("a job");
    assert_eq!(after.removed_at, Some(Timestamp(7)));
}

#[test]
fn an_older_copy_of_the_job_is_brought_forward() {
    let older = Job {
        favourite: true,
        ..job()
    };
    let entries = [Asked::of(&job()), Entry::Sending { way: 0 }, accepted("v1")];
    let after = read(&lines(entries), Some(older)).expect("a job").job;
    assert_eq!(
        (after.favourite, after.remote_id.as_deref()),
        (true, Some("v1"))
    );
}

#[test]
fn rubbish_between_the_lines_is_passed_over() {
    let mut all = lines([Asked::of(&job()), accepted("v1")]);
    all.insert(1, "{\"v\":1,\"at\":3,\"event\":\"dreamt\"}".to_owned());
    all.insert(1, "{\"torn\":".to_owned());
    all.push("[]".to_owned());
    let after = read(&all, None).expect("a job").job;
    assert_eq!(after.remote_id.as_deref(), Some("v1"));
}

#[test]
fn lines_without_what_was_asked_are_no_job() {
    assert_eq!(read(&lines([accepted("v1")]), None), None);
}

#[test]
fn a_change_that_begins_to_send_is_written_before_it_is_stored() {
    let before = job();
    let after = Job {
        submit_started_at: Some(Timestamp(5)),
        ..before.clone()
    };
    let entries = entries(&before, &after, &[]);
    assert_eq!(
        entries.before,
        [Asked::of(&after), Entry::Sending { way: 0 }]
    );
}

#[test]
fn a_change_that_brings_the_id_is_written_before_it_is_stored() {
    let before = job();
    let after = Job {
        remote_id: Some("v1".to_owned()),
        ..before.clone()
    };
    assert_eq!(entries(&before, &after, &[]).before, [accepted("v1")]);
}

fn entry() -> impl Strategy<Value = Entry> {
    prop_oneof![
        Just(Entry::Sending { way: 0 }),
        Just(Entry::NotMade),
        Just(accepted("v1")),
        Just(Entry::Published(Box::new(video()))),
        Just(Entry::Ended {
            state: State::Failed,
            code: None,
            message: None
        }),
        Just(Entry::Removed),
    ]
}

proptest! {
    /// Whatever else is told, in whatever order: an id is never lost, and nothing comes back as something to be sent.
    #[test]
    fn an_id_is_never_lost_and_nothing_is_sent_again(
        entries in proptest::collection::vec(entry(), 0..12)
    ) {
        let has_id = entries.contains(&accepted("v1"));
        let all = [Asked::of(&job())].into_iter().chain(entries);
        let after = read(&lines(all), None).expect("a job").job;
        prop_assert_eq!(after.remote_id.is_some(), has_id);
        prop_assert!(!matches!(after.state, State::Draft | State::Submitting));
    }

    /// No line, however mangled, panics the reader.
    #[test]
    fn mangled_lines_are_read_without_a_panic(cut in 0..400_usize, junk in ".{0,20}") {
        let mut text = lines([Asked::of(&job())]).remove(0);
        let at = (0..=cut.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.insert_str(at, &junk);
        drop(read(&[text], None));
    }
}
