//! A laptop lid and a wrong clock: the program stands still for long, connections end meanwhile, a day is gone or comes twice.

use crate::{
    client::{Home, Running, ended},
    kept,
    points::accents,
    server::{Accent, Asked, Reaction, Server},
};
use rushes_core::failpoint::Point;
use rustix::process::Signal;
use std::{path::Path, sync::mpsc, time::Duration};

const DAY_MS: i64 = 86_400_000;

fn set(clock: &Path, offset_ms: i64) {
    // Whole or not at all: the program reads it at any moment.
    let scratch = clock.with_extension("new");
    fs_err::write(&scratch, offset_ms.to_string()).expect("a file");
    fs_err::rename(&scratch, clock).expect("a file");
}

/// Stops the program at the point, lets the clock jump, continues it, and sees it end by itself.
fn stopped_at(home: &Home, point: Point, accent: Accent, jump_ms: i64) {
    let clock = home.file("clock");
    set(&clock, 0);
    let prompt = format!("{}{} {jump_ms}", home.mark(), point.name());
    let mut create = home.create(accent, &prompt, 1);
    create
        .env("RUSHES_FAILPOINT", format!("{}=stop", point.name()))
        .env("RUSHES_CLOCK_OFFSET_FILE", &clock);
    let mut running = Running::start(&mut create);
    assert!(
        running.until_stopped(),
        "{} was not passed: {}",
        point.name(),
        home.said()
    );
    set(&clock, jump_ms);
    running.signal(Signal::CONT);
    let ended = ended(&mut running);
    assert!(
        ended.success(),
        "{} {jump_ms}: {ended}: {}",
        point.name(),
        home.said()
    );
}

fn stopped_at_every_point(jump_ms: i64, but: &[Point]) {
    let server = Server::start();
    let home = Home::new(&server);
    for point in Point::ALL.iter().filter(|point| !but.contains(point)) {
        if let Some(accent) = accents(*point).first() {
            stopped_at(&home, *point, *accent, jump_ms);
        }
    }
    let kept = kept::check(&home, &server);
    assert_eq!((kept.unconfirmed, kept.held), (0, 0));
}

#[test]
fn the_clock_may_jump_a_day_ahead_at_any_point() {
    stopped_at_every_point(DAY_MS, &[]);
}

#[test]
fn the_clock_may_jump_a_day_back_at_any_point() {
    // Where it has not begun to work it has seen no clock yet, and cannot know that it was another. And between the moment
    // that a time is read and the commit of what was reckoned from it stands nothing but the journal.
    let but = [
        Point::BatchStored,
        Point::BeforeCommit,
        Point::AfterCommit,
        Point::JournalLine,
        Point::JournalWritten,
    ];
    stopped_at_every_point(-DAY_MS, &but);
}

/// Stops the program while a request of that kind is on its way, ends the connection, and continues it ten minutes later.
fn asleep_during(
    kind: fn(&Asked) -> bool,
    reaction: Reaction,
    jump_ms: i64,
) -> (Home, Server, Option<i32>) {
    let server = Server::start();
    let home = Home::new(&server);
    let clock = home.file("clock");
    let (arrived, arrives) = mpsc::channel();
    let (stopped, is_stopped) = mpsc::channel::<()>();
    let mut done = false;
    server.on_request(move |asked| {
        if done || !kind(asked) {
            return Reaction::Answer;
        }
        done = true;
        arrived.send(()).expect("the test listens");
        is_stopped.recv().expect("the test says when");
        reaction
    });
    let prompt = format!("{}asleep", home.mark());
    let mut create = home.create(Accent::Content, &prompt, 1);
    create.env("RUSHES_CLOCK_OFFSET_FILE", &clock);
    let mut running = Running::start(&mut create);
    arrives
        .recv_timeout(Duration::from_secs(30))
        .expect("a request");
    running.signal(Signal::STOP);
    assert!(running.until_stopped());
    set(&clock, jump_ms);
    stopped.send(()).expect("the server listens");
    // The end of the connection is on its way to a process that does not look.
    std::thread::sleep(Duration::from_millis(100));
    running.signal(Signal::CONT);
    let code = ended(&mut running).code();
    (home, server, code)
}

const TEN_MINUTES_MS: i64 = 600_000;

#[test]
fn asleep_while_a_download_runs_it_goes_on_where_it_was() {
    let (home, server, code) = asleep_during(Asked::is_content, Reaction::Half, TEN_MINUTES_MS);
    assert_eq!((code, kept::check(&home, &server).ready), (Some(0), 1));
}

#[test]
fn asleep_while_it_asks_it_asks_again() {
    let (home, server, code) = asleep_during(Asked::is_poll, Reaction::Close, TEN_MINUTES_MS);
    assert_eq!((code, kept::check(&home, &server).ready), (Some(0), 1));
}

#[test]
fn asleep_while_a_request_is_on_its_way_it_is_unconfirmed_and_not_sent_again() {
    let (home, server, code) = asleep_during(Asked::is_create, Reaction::Close, TEN_MINUTES_MS);
    assert_eq!(
        (code, kept::check(&home, &server).unconfirmed),
        (Some(3), 1)
    );
    assert_eq!(server.accepted().len(), 1);
}

#[test]
fn a_day_back_while_it_waits_for_the_next_question_does_not_make_it_wait_a_day() {
    let (home, server, code) = asleep_during(Asked::is_poll, Reaction::Answer, -DAY_MS);
    assert_eq!((code, kept::check(&home, &server).ready), (Some(0), 1));
}

#[test]
fn an_unconfirmed_job_is_found_in_the_servers_list() {
    let server = Server::start();
    let home = Home::new(&server);
    let prompt = format!("{}found", home.mark());
    let mut create = home.create(Accent::Listed, &prompt, 1);
    create.env("RUSHES_FAILPOINT", Point::AnswerBegun.name());
    ended(&mut Running::start(&mut create));
    home.reopen();
    assert_eq!(kept::check(&home, &server).unconfirmed, 1);
    // It looks after ten seconds by itself.
    let mut running = Running::start(&mut home.command(&["run", "--json"]));
    running.for_at_most(Duration::from_secs(13));
    drop(running);
    home.reopen();
    assert_eq!(kept::check(&home, &server).ready, 1);
}
