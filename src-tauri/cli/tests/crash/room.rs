//! The disk fills up in the middle and gets room again.

use crate::{
    client::{Home, Running, ended},
    kept,
    server::{Accent, Asked, Reaction, Server},
};
use std::{path::PathBuf, thread, time::Duration};

/// The disk is full from a request of that kind on, until the file is gone.
fn full_from(server: &Server, file: PathBuf, kind: fn(&Asked) -> bool) {
    let mut done = false;
    server.on_request(move |asked| {
        if kind(asked) && !done {
            done = true;
            fs_err::write(&file, "").expect("a file");
        }
        Reaction::Answer
    });
}

fn until(what: &str, done: impl Fn() -> bool) {
    for _ in 0..5_000 {
        if done() {
            return;
        }
        thread::sleep(Duration::from_millis(3));
    }
    panic!("{what} never came");
}

/// The program goes on by itself once there is room.
fn fills_up_and_gets_room(accent: Accent) {
    let server = Server::start();
    let home = Home::new(&server);
    let full = home.file("full");
    full_from(&server, full.clone(), Asked::is_create);
    let prompt = format!("{}full", home.mark());
    let mut create = home.create(accent, &prompt, 1);
    create.env("RUSHES_FULL_WHILE", &full);
    let mut running = Running::start(&mut create);
    until("trouble", || {
        full.exists() && home.said().contains("cannot be stored yet")
    });
    fs_err::remove_file(&full).expect("a file");
    let ended = ended(&mut running);
    assert!(ended.success(), "{ended}: {}", home.said());
    assert_eq!(kept::check(&home, &server).ready, 1);
}

#[test]
fn an_id_that_a_full_disk_did_not_take_is_stored_when_there_is_room() {
    fills_up_and_gets_room(Accent::Content);
}

#[test]
fn an_inline_video_that_a_full_disk_did_not_take_is_stored_when_there_is_room() {
    fills_up_and_gets_room(Accent::Inline);
}

#[test]
fn a_download_that_filled_the_disk_goes_on_when_there_is_room() {
    let server = Server::start();
    let home = Home::new(&server);
    let (full, clock) = (home.file("full"), home.file("clock"));
    full_from(&server, full.clone(), Asked::is_content);
    let prompt = format!("{}full", home.mark());
    let mut create = home.create(Accent::Content, &prompt, 2);
    create.env("RUSHES_FULL_WHILE", &full);
    let mut running = Running::start(&mut create);
    until("a full disk", || {
        full.exists() && home.said().contains("cannot be stored yet")
    });
    running.end();
    fs_err::remove_file(&full).expect("a file");
    // What waits for room waits half a minute.
    fs_err::write(&clock, "60000").expect("a file");
    let mut again = home.command(&["run", "--until-idle", "--json"]);
    again.env("RUSHES_CLOCK_OFFSET_FILE", &clock);
    assert!(ended(&mut Running::start(&mut again)).success());
    assert_eq!(kept::check(&home, &server).ready, 2);
}

#[test]
fn a_place_that_has_no_room_once_has_it_the_next_time() {
    use rushes_core::failpoint::Point;
    let server = Server::start();
    let home = Home::new(&server);
    for (point, accent) in [
        (Point::PartNote, Accent::Content),
        (Point::BytesWritten, Accent::Content),
        (Point::RecipeHalf, Accent::Content),
        (Point::BeforeRename, Accent::Content),
        (Point::InlineWritten, Accent::Inline),
        (Point::JournalLine, Accent::Inline),
    ] {
        let prompt = format!("{}{}", home.mark(), point.name());
        let mut create = home.create(accent, &prompt, 1);
        create.env("RUSHES_FAILPOINT", format!("{}=full", point.name()));
        // A download waits half a minute for room; a new start of another day does not. What stands in an answer is tried
        // again every two seconds, by the run that has it in its memory.
        let clock = home.file("clock");
        let most = if accent.answers_at_once() {
            15_000
        } else {
            2_500
        };
        let mut running = Running::start(&mut create);
        running.for_at_most(Duration::from_millis(most));
        drop(running);
        fs_err::write(&clock, "60000").expect("a file");
        let mut again = home.command(&["run", "--until-idle", "--json"]);
        again.env("RUSHES_CLOCK_OFFSET_FILE", &clock);
        assert!(ended(&mut Running::start(&mut again)).success());
        kept::check(&home, &server);
    }
    assert_eq!(kept::check(&home, &server).ready, 6);
}
