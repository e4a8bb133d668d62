//! The app has the library, and the command line asks it: what comes is what it would have said by itself.

use super::{
    app::{App, UNDO, ask, command, first_line, library, said},
    *,
};
use rushes_cli::socket::display;
use std::{
    ffi::OsString,
    io::{Read, Write},
    os::unix::{fs::PermissionsExt as _, net::UnixStream},
    sync::Arc,
};

fn id(made: &Output) -> String {
    last(made)["id"].as_str().expect("an id").to_owned()
}

#[test]
fn what_is_asked_is_answered_with_the_same_bytes_as_without_the_app() {
    let home = home();
    let made = id(&create(home.path(), "a paper boat"));
    let failed = id(&create(home.path(), "a boat [fail]"));
    let (made, failed) = (made.as_str(), failed.as_str());
    let wanted: Vec<Vec<&str>> = vec![
        vec!["list"],
        vec!["list", "--json", "--limit", "1"],
        vec!["list", "--removed"],
        vec!["show", made],
        vec!["show", failed, "--json"],
        vec!["show", made, "--watch", "--json"],
        vec!["receipt", failed, "--json"],
        vec!["recipe", made],
        vec!["spend"],
        vec!["spend", "--csv"],
        vec!["budget", "--json"],
        vec!["server", "kinds", "--json"],
        vec!["download", made],
        vec!["show", "job_none"],
        vec!["look", made],
        vec!["create", "--server", "demo", "--prompt", " "],
    ];
    let run_all = || -> Vec<_> {
        let one = |words: &Vec<&str>| said(&ask(home.path(), words));
        wanted.iter().map(one).collect()
    };
    let direct = run_all();
    let app = App::over(home.path());
    for ((words, own), asked) in wanted.iter().zip(direct).zip(run_all()) {
        assert_eq!(asked, own, "{words:?}");
    }
    drop(app);
}

#[test]
fn a_sentence_comes_in_the_language_of_who_asks() {
    let home = home();
    let _app = App::over(home.path());
    let refused = command(home.path(), &["show", "job_none"])
        .env("LC_ALL", "zh_CN.UTF-8")
        .output()
        .expect("it starts");
    let (code, _, words) = said(&refused);
    assert_eq!((code, words.contains("未找到")), (2, true), "{words}");
}

/// What no two videos share.
fn masked(output: &Output) -> Vec<Value> {
    let mask = |mut object: Value| {
        for name in ["id", "remote_id", "file", "bytes"] {
            if !object[name].is_null() {
                object[name] = "…".into();
            }
        }
        object
    };
    // States in between are told when they are seen, and a fast one may be missed.
    let is_last = |object: &Value| object["event"].is_null();
    objects(output)
        .into_iter()
        .filter(is_last)
        .map(mask)
        .collect()
}

#[test]
fn a_video_is_made_as_without_the_app_and_is_not_held_back_for_an_undo() {
    let home = home();
    let own = create(home.path(), "a paper boat");
    let app = App::over(home.path());
    let words = [&SMALL[..], &["--prompt", "a paper boat"]].concat();
    let asked = ask(home.path(), &words);
    assert_eq!((code(&asked), masked(&asked)), (0, masked(&own)));
    let job = app
        .runtime
        .block_on(app.engine.job_named(&id(&asked)))
        .expect("the app knows it");
    let waited = job.submit_started_at.expect("sent").0 - job.created_at.0;
    let undo = i64::try_from(UNDO.as_millis()).expect("a number");
    assert!(waited < undo, "{waited} ms");
}

#[test]
fn paths_begin_where_the_command_line_stands() {
    let home = home();
    let made = id(&create(home.path(), "a boat"));
    let (app, here) = (App::over(home.path()), home.path().join("here"));
    fs_err::create_dir(&here).expect("a folder");
    fs_err::write(
        here.join("rows.csv"),
        "prompt,seconds,size\na,1,320x180\nb,1,320x180\n",
    )
    .expect("written");
    let there = |words: &[&str]| {
        let asked = command(home.path(), words).current_dir(&here).output();
        asked.expect("it starts")
    };
    let saved = there(&["save", &made, "./boat.mp4", "--json"]);
    let kept = there(&["backup", "kept.tar"]);
    let rows = [
        "create", "--server", "demo", "--batch", "rows.csv", "--json",
    ];
    let rows = there(&rows);
    assert_eq!([&saved, &kept, &rows].map(code), [0, 0, 0], "{rows:?}");
    assert_eq!(
        last(&saved)["file"].as_str().map(Path::new),
        Some(here.join("boat.mp4").as_path())
    );
    assert!(here.join("boat.mp4").exists() && here.join("kept.tar").exists());
    drop(app);
    // And by itself it says the same.
    fs_err::remove_file(here.join("boat.mp4")).expect("removed");
    let direct = there(&["save", &made, "./boat.mp4", "--json"]);
    assert_eq!(said(&direct), said(&saved));
}

#[test]
fn rows_can_be_piped_in_whatever_the_shell_calls_the_pipe() {
    let home = home();
    let _app = App::over(home.path());
    let names: &[&str] = if cfg!(target_os = "linux") {
        &["-", "/dev/stdin", "/dev/fd/0"]
    } else {
        &["-"]
    };
    for name in names {
        let words = ["create", "--server", "demo", "--batch", name, "--json"];
        let mut child = command(home.path(), &words)
            .stdin(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut pipe = child.stdin.take().expect("a pipe");
        for prompt in ["one", "two"] {
            writeln!(
                pipe,
                r#"{{"prompt": "{prompt}", "seconds": 1, "size": "320x180"}}"#
            )
            .expect("written");
        }
        drop(pipe);
        let made = child.wait_with_output().expect("it ends");
        assert_eq!(
            (code(&made), masked(&made).len()),
            (0, 2),
            "{name}: {made:?}"
        );
    }
}

#[test]
fn a_list_that_is_watched_tells_each_new_state_of_what_it_lists_and_nothing_twice() {
    let home = home();
    let _app = App::over(home.path());
    let words = ["list", "--watch", "--search", "lighthouse", "--json"];
    let mut watching = command(home.path(), &words).spawn().expect("it starts");
    for prompt in ["a boat", "a lighthouse"] {
        let words = [&SMALL[..], &["--prompt", prompt]].concat();
        assert_eq!(code(&ask(home.path(), &words)), 0);
    }
    let mut states = Vec::new();
    while states.last() != Some(&Value::from("ready")) {
        let line: Value = serde_json::from_str(&first_line(&mut watching)).expect("JSON");
        assert_eq!(line["prompt"], "a lighthouse");
        states.push(line["state"].clone());
    }
    watching.kill().expect("it runs");
    watching.wait().expect("it ends");
    let mut once = states.clone();
    once.dedup();
    assert_eq!(once, states);
}

#[test]
fn two_who_ask_at_once_get_a_video_each() {
    let home = home();
    let _app = App::over(home.path());
    let words = [&SMALL[..], &["--prompt", "a boat"]].concat();
    let both = [(); 2].map(|()| command(home.path(), &words).spawn().expect("it starts"));
    let made = both.map(|child| child.wait_with_output().expect("it ends"));
    assert_eq!([code(&made[0]), code(&made[1])], [0, 0]);
    assert_ne!(id(&made[0]), id(&made[1]));
    assert_eq!(objects(&ask(home.path(), &["list", "--json"])).len(), 2);
}

#[test]
fn only_their_owner_can_reach_socket_and_folder() {
    let home = home();
    let app = App::over(home.path());
    let mode = |path: &Path| {
        let about = fs_err::metadata(path).expect("it is there");
        about.permissions().mode() & 0o777
    };
    let folder = app.socket.parent().expect("a folder");
    assert_eq!([mode(&app.socket), mode(folder)], [0o600, 0o700]);
}

/// Sends bytes as they are; what comes back until the other side leaves.
fn raw(socket: &Path, bytes: &[u8]) -> String {
    let mut stream = UnixStream::connect(socket).expect("connected");
    // Who is refused in the middle of a flood hears no more of it.
    drop(stream.write_all(bytes));
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer));
    String::from_utf8_lossy(&answer).into_owned()
}

/// The beginning of a request, up to its words.
const OWN: &str = r#"{"rushes":1,"version":"0","facts":{"folder":"/","language":"en","answers":false,"looks":false,"width":80},"arguments":"#;

#[test]
fn a_second_start_hands_its_words_and_its_folder_to_the_window_and_runs_nothing() {
    let home = home();
    let app = App::over(home.path());
    let answer = raw(&app.socket, start_on(&display()).as_bytes());
    // That it was understood, and that it is done: `X`, one byte, 0.
    assert!(answer.ends_with("\nX\0\0\0\u{1}\0"), "{answer:?}");
    let words = ["rushes", "list", "boat.jpg"].map(OsString::from).to_vec();
    assert_eq!(*app.shown.lock().expect("told"), [(words, "/".into())]);
}

#[test]
fn a_second_start_on_another_display_is_refused_so_that_it_can_say_why_itself() {
    let home = home();
    let app = App::over(home.path());
    let answer = raw(&app.socket, start_on("another").as_bytes());
    let answer: Value = serde_json::from_str(&answer).expect("a line");
    assert_eq!(answer["refused"], "request");
    assert!(app.shown.lock().expect("told").is_empty());
}

fn start_on(display: &str) -> String {
    format!("{OWN}[\"rushes\",\"list\",\"boat.jpg\"],\"show\":\"{display}\"}}\n")
}

#[test]
fn what_is_no_request_is_refused_and_the_app_lives_on() {
    let home = home();
    let app = App::over(home.path());
    let silent = UnixStream::connect(&app.socket).expect("connected");
    for (sent, refused) in [
        ("GET / HTTP/1.1\r\n\r\n".to_owned(), "request"),
        ("{}\n".to_owned(), "request"),
        ("\u{0}\u{1}\n".to_owned(), "request"),
        (r#"{"rushes":99,"new":true}"#.to_owned() + "\n", "protocol"),
        (
            format!("{OWN}[\"rushes-cli\",\"frobnicate\"]}}\n"),
            "request",
        ),
        (
            OWN.replace(r#""folder":"/""#, r#""folder":"here""#) + "[\"rushes-cli\",\"list\"]}\n",
            "request",
        ),
        // What needs no library is not run in the app.
        (format!("{OWN}[\"rushes-cli\",\"demo\"]}}\n"), "request"),
        (
            format!("{OWN}[\"rushes-cli\",\"restore\",\"/x.tar\"]}}\n"),
            "request",
        ),
    ] {
        let answer = raw(&app.socket, sent.as_bytes());
        let answer: Value = serde_json::from_str(&answer).expect("a line");
        assert_eq!(
            (&answer["rushes"], &answer["refused"]),
            (&1.into(), &refused.into()),
            "{sent}"
        );
    }
    // Longer than a request can be, without an end; and frames that nobody asked for.
    raw(&app.socket, &vec![b'x'; 6 << 20]);
    let frames = format!("{OWN}[\"rushes-cli\",\"list\"]}}\n\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}");
    raw(&app.socket, frames.as_bytes());
    assert_eq!(code(&ask(home.path(), &["list"])), 0);
    drop(silent);
}

/// What this process logs, down to the least important.
#[derive(Clone, Default)]
struct Log(Arc<std::sync::Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("free").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_key_that_is_piped_in_is_kept_and_stands_in_no_log() {
    let log = Log::default();
    let writer = log.clone();
    // The tests of one binary may share a process: then another one's log may be here too, which only adds to what is read.
    drop(
        tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .with_writer(move || writer.clone())
            .try_init(),
    );
    let home = home();
    let canary = "sk-canary-0d9e8f7a6b5c";
    let _app = App::over(home.path());
    let words = [
        "server",
        "add",
        "box",
        "--url",
        "http://127.0.0.1:9/v1",
        "--key-stdin",
        "--json",
    ];
    let mut child = command(home.path(), &words)
        .env("RUSHES_LOG", "trace")
        .stdin(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut pipe = child.stdin.take().expect("a pipe");
    write!(pipe, "{canary}").expect("written");
    drop(pipe);
    let added = child.wait_with_output().expect("it ends");
    let (code, out, beside) = said(&added);
    assert_eq!(code, 0, "{beside}");
    assert_eq!(last(&added)["key"]["present"], true, "{out}");
    let logged = log.0.lock().expect("free").clone();
    assert!(
        !logged.is_empty(),
        "nothing was logged, so nothing was looked at"
    );
    let logged = String::from_utf8_lossy(&logged).into_owned();
    for text in [&out, &beside, &logged] {
        assert!(!text.contains(canary), "the key was printed or logged");
    }
    assert!(
        !contains(&library(home.path()), canary.as_bytes()),
        "it is in the library"
    );
}
