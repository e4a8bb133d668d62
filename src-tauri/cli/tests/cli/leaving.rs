//! One of the two is gone, old, or in a hurry: the app that has the library, or the command line that asks it.

use super::{
    app::{App, ask, command, first_line, library, said},
    *,
};
use rushes_core::library::LibraryLock;
use std::{io::Write as _, os::unix::net::UnixListener};

#[test]
fn a_socket_that_was_left_behind_is_replaced_and_one_in_use_goes_with_the_app() {
    let home = home();
    let path = App::over(home.path()).socket.clone();
    assert!(!path.exists());
    drop(UnixListener::bind(&path).expect("bound"));
    assert!(path.exists());
    let app = App::over(home.path());
    assert_eq!(
        (code(&ask(home.path(), &["list"])), &app.socket),
        (0, &path)
    );
}

#[test]
fn a_library_in_use_by_who_does_not_answer_is_said_to_be_in_use() {
    let home = home();
    let path = App::over(home.path()).socket.clone();
    let _lock = LibraryLock::acquire(&library(home.path())).expect("locked");
    let without = said(&ask(home.path(), &["list"]));
    drop(UnixListener::bind(&path).expect("bound"));
    let left_behind = said(&ask(home.path(), &["list"]));
    assert_eq!([&without, &left_behind].map(|(code, _, _)| *code), [75, 75]);
    assert!(without.2.contains("Another Rushes"), "{}", without.2);
    assert_eq!(without, left_behind);
}

#[test]
fn an_app_of_another_version_is_named_with_what_to_do() {
    let home = home();
    let path = App::over(home.path()).socket.clone();
    let _lock = LibraryLock::acquire(&library(home.path())).expect("locked");
    let listener = UnixListener::bind(&path).expect("bound");
    let later = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("asked");
        let mut line = String::new();
        BufReader::new(&stream)
            .read_line(&mut line)
            .expect("a line");
        writeln!(
            stream,
            r#"{{"rushes":2,"version":"9.1.0","refused":"protocol","why":[]}}"#
        )
        .expect("answered");
    });
    let (code, _, words) = said(&ask(home.path(), &["list"]));
    later.join().expect("answered");
    assert_eq!(code, 75);
    assert!(
        words.contains("9.1.0") && words.contains("Update"),
        "{words}"
    );
}

#[test]
fn an_app_that_ends_in_the_middle_ends_the_command_with_a_sentence_and_loses_nothing() {
    let home = home();
    let app = App::over(home.path());
    let words = [&SMALL[..], &["--prompt", "a boat [slow]"]].concat();
    let mut waiting = command(home.path(), &words).spawn().expect("it starts");
    let job: Value = serde_json::from_str(&first_line(&mut waiting)).expect("a change");
    drop(app);
    let (code, out, _) = said(&waiting.wait_with_output().expect("it ends"));
    let end: Value = serde_json::from_str(out.lines().last().expect("a line")).expect("JSON");
    assert_eq!(
        (code, &end["error"]["code"]),
        (3, &"app_ended".into()),
        "{out}"
    );
    let listed = objects(&run(home.path(), &["list", "--json"]));
    assert_eq!(listed[0]["id"], job["id"]);
}

#[test]
fn an_app_that_is_killed_is_told_like_one_that_ends() {
    let home = home();
    let path = App::over(home.path()).socket.clone();
    let _lock = LibraryLock::acquire(&library(home.path())).expect("locked");
    let listener = UnixListener::bind(&path).expect("bound");
    let killed = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("asked");
        let mut line = String::new();
        BufReader::new(&stream)
            .read_line(&mut line)
            .expect("a line");
        writeln!(stream, r#"{{"rushes":1,"version":"0.1.0","refused":null}}"#).expect("answered");
    });
    let (code, _, words) = said(&ask(home.path(), &["list"]));
    killed.join().expect("answered");
    assert_eq!(code, 3);
    assert!(words.contains("Rushes was closed"), "{words}");
}

#[test]
fn who_asks_and_dies_stops_waiting_and_no_job() {
    let home = home();
    let app = App::over(home.path());
    let words = [&SMALL[..], &["--prompt", "a boat"]].concat();
    let mut dying = command(home.path(), &words).spawn().expect("it starts");
    first_line(&mut dying);
    dying.kill().expect("it runs");
    dying.wait().expect("it ends");
    assert_eq!(code(&ask(home.path(), &["run", "--until-idle"])), 0);
    let listed = objects(&ask(home.path(), &["list", "--json"]));
    assert_eq!((listed.len(), &listed[0]["state"]), (1, &"ready".into()));
    drop(app);
}

#[test]
fn ctrl_c_stops_the_wait_as_it_does_without_the_app() {
    let home = home();
    let words = [&SMALL[..], &["--prompt", "a boat [slow]"]].concat();
    let stopped = || {
        let mut waiting = command(home.path(), &words).spawn().expect("it starts");
        // Two changes: by the second one the wait hears it.
        first_line(&mut waiting);
        first_line(&mut waiting);
        let id = rustix::process::Pid::from_child(&waiting);
        rustix::process::kill_process(id, rustix::process::Signal::INT).expect("sent");
        let (code, _, words) = said(&waiting.wait_with_output().expect("it ends"));
        (code, words)
    };
    let own = stopped();
    let _app = App::over(home.path());
    assert_eq!(stopped(), own);
    assert!(own.1.contains("Stopped waiting"), "{}", own.1);
}
