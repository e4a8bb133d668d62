//! `kill -9` at any moment: no accepted job is lost, none is sent twice, and every finished file is whole.
//!
//! The client is killed at moments spread over its whole run, then started again; the server counts what reached it.

use serde_json::Value;
use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Moments at which the client is killed.
const KILLS: u64 = 16;
/// A whole run takes about this long; kills are spread over it.
const RUN: Duration = Duration::from_millis(2_400);

fn cli(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rushes-cli"));
    command
        .args(arguments)
        .env("RUSHES_HOME", home)
        .stdin(Stdio::null());
    command.env("DBUS_SESSION_BUS_ADDRESS", "disabled:");
    command
}

fn lines(home: &Path, arguments: &[&str]) -> Vec<Value> {
    let output = cli(home, arguments).output().expect("the program starts");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("one object a line"))
        .collect()
}

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.0.kill().ok();
        self.0.wait().expect("it ends");
    }
}

/// The moment is part of the experiment: waits for it without giving up the processor's time to a timer's grain.
fn wait_until(moment: Instant) {
    while Instant::now() < moment {
        std::thread::yield_now();
    }
}

#[test]
fn a_killed_client_loses_no_job_and_sends_none_twice() {
    let (home, elsewhere) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let mut demo = Killed(
        cli(elsewhere.path(), &["demo"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts"),
    );
    let mut address = String::new();
    BufReader::new(demo.0.stdout.take().expect("a pipe"))
        .read_line(&mut address)
        .expect("an address");
    let added = cli(
        home.path(),
        &["server", "add", "box", "--url", address.trim()],
    )
    .status();
    assert!(added.expect("the program starts").success());

    for kill in 0..KILLS {
        let prompt = format!("crash {kill}");
        let create = [
            "create",
            "--server",
            "box",
            "--prompt",
            &prompt,
            "--size",
            "320x180",
            "--seconds",
            "1",
        ];
        let started = Instant::now();
        let client = cli(home.path(), &create)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        wait_until(started + RUN * u32::try_from(kill).expect("few") / 16);
        drop(Killed(client));
    }
    cli(home.path(), &["run", "--until-idle"])
        .stdout(Stdio::null())
        .status()
        .expect("it ends");

    let seen = requests(&address);
    assert!(
        seen.values().all(|times| *times == 1),
        "a request was sent twice: {seen:?}"
    );
    let jobs = lines(home.path(), &["list", "--limit", "1000", "--json"]);
    for prompt in seen.keys() {
        let job = jobs.iter().find(|job| job["prompt"] == prompt.as_str());
        let job =
            job.unwrap_or_else(|| panic!("{prompt} reached the server and is not in the history"));
        let state = job["state"].as_str().expect("a state");
        assert!(
            matches!(state, "ready" | "unconfirmed"),
            "{prompt} is {state}"
        );
    }
    let ready: Vec<_> = jobs.iter().filter(|job| job["state"] == "ready").collect();
    assert!(!ready.is_empty(), "no run got far enough to prove anything");
    for job in ready {
        let seconds = job["video"]["seconds"].as_f64().expect("a length");
        assert!((seconds - 1.0).abs() < 0.1, "{job}");
    }
    assert_no_leftovers(home.path(), &jobs);
}

/// How often each prompt reached the server.
fn requests(address: &str) -> BTreeMap<String, u32> {
    let url = format!("{}/demo/requests", address.trim());
    let mut answer = ureq::get(&url).call().expect("the demo answers");
    let listed: Value = answer.body_mut().read_json().expect("JSON");
    let list = listed
        .as_array()
        .or_else(|| listed["data"].as_array())
        .expect("a list");
    let mut seen = BTreeMap::new();
    for request in list {
        let prompt = request["fields"]["prompt"]
            .as_str()
            .expect("a prompt")
            .to_owned();
        *seen.entry(prompt).or_default() += 1;
    }
    seen
}

/// Every file belongs to a job, and every video of a job is there.
fn assert_no_leftovers(home: &Path, jobs: &[Value]) {
    let library = home.join("library");
    let partial = fs_err::read_dir(library.join("partial"))
        .expect("a folder")
        .count();
    assert_eq!(partial, 0, "partial files stay behind");
    let mut files = 0;
    for month in fs_err::read_dir(library.join("media")).expect("a folder") {
        files += fs_err::read_dir(month.expect("an entry").path())
            .expect("a folder")
            .count();
    }
    let with_video = jobs.iter().filter(|job| job["video"].is_object()).count();
    assert_eq!(
        files, with_video,
        "files without a job, or the other way round"
    );
}
