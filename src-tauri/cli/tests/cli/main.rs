//! The command line as a script sees it: real processes, the demo server, exit codes, one JSON object a line.

#[cfg(unix)]
mod app;
#[cfg(unix)]
mod asking;
mod batch;
mod bringing;
mod exporting;
mod keeping;
#[cfg(unix)]
mod leaving;
mod money;
mod moving;
mod ordering;
#[cfg(unix)]
mod page;
#[cfg(unix)]
mod printing;
mod recipe;
mod servers;
mod shell;
mod verbs;

use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
};
use tempfile::TempDir;

fn cli(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rushes-cli"));
    command
        .args(arguments)
        .env("RUSHES_HOME", home)
        .env_remove("LANG")
        .env_remove("LC_ALL");
    // No keychain and no display: a machine for scripts.
    command.env("DBUS_SESSION_BUS_ADDRESS", "disabled:");
    command
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    cli(home, arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

fn objects(output: &Output) -> Vec<Value> {
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("one object a line"))
        .collect()
}

fn last(output: &Output) -> Value {
    objects(output).pop().expect("a last line")
}

fn home() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

const SMALL: [&str; 8] = [
    "create",
    "--server",
    "demo",
    "--size",
    "320x180",
    "--seconds",
    "1",
    "--json",
];

fn create(home: &Path, prompt: &str) -> Output {
    run(home, &[&SMALL[..], &["--prompt", prompt]].concat())
}

/// `rushes-cli demo` in a process of its own, so that it outlives a killed client.
struct DemoProcess {
    child: Child,
    address: String,
}

impl DemoProcess {
    fn start(home: &Path) -> Self {
        let mut child = cli(home, &["demo"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut address = String::new();
        let output = child.stdout.take().expect("a pipe");
        BufReader::new(output)
            .read_line(&mut address)
            .expect("an address");
        Self {
            child,
            address: address.trim().to_owned(),
        }
    }
}

impl Drop for DemoProcess {
    fn drop(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }
}

/// A server whose key is in the variable `BOX_KEY`.
fn add_box(home: &Path, demo: &DemoProcess) {
    let add = [
        "server",
        "add",
        "box",
        "--url",
        &demo.address,
        "--key-env",
        "BOX_KEY",
    ];
    assert_eq!(code(&run(home, &add)), 0);
}

/// The smallest video of that server.
const SMALL_OF_BOX: [&str; 9] = [
    "create",
    "--server",
    "box",
    "--prompt",
    "x",
    "--size",
    "320x180",
    "--seconds",
    "1",
];

#[test]
fn a_video_ends_as_a_file_with_the_size_and_length_asked_for() {
    let home = home();
    let output = create(home.path(), "a paper boat");
    let made = last(&output);
    assert_eq!(code(&output), 0, "{made}");
    assert_eq!(
        (&made["state"], &made["width"], &made["height"]),
        (&"ready".into(), &320.into(), &180.into())
    );
    let seconds = made["seconds"].as_f64().expect("a length");
    assert!((seconds - 1.0).abs() < 0.1, "{seconds}");
    let file = fs_err::metadata(made["file"].as_str().expect("a path")).expect("a file");
    assert_eq!(Some(file.len()), made["bytes"].as_u64());
}

#[test]
fn two_takes_are_two_files() {
    let home = home();
    let output = run(
        home.path(),
        &[&SMALL[..], &["--prompt", "twice", "--takes", "2"]].concat(),
    );
    let files: std::collections::BTreeSet<String> = objects(&output)
        .iter()
        .filter_map(|object| object["file"].as_str().map(str::to_owned))
        .collect();
    assert_eq!((code(&output), files.len()), (0, 2));
}

#[test]
fn a_failed_job_is_exit_code_one_with_the_servers_words() {
    let home = home();
    let output = create(home.path(), "boat [fail]");
    let made = last(&output);
    assert_eq!(
        (code(&output), &made["error"]["code"]),
        (1, &"job_failed".into())
    );
    assert!(
        made["error"]["message"]
            .as_str()
            .is_some_and(|words| !words.is_empty())
    );
}

#[test]
fn a_refused_prompt_is_told_apart_from_other_refusals() {
    let home = home();
    let output = create(home.path(), "boat [refuse]");
    assert_eq!(
        (code(&output), &last(&output)["error"]["code"]),
        (1, &"refused_content".into())
    );
}

#[test]
fn a_request_without_an_answer_is_exit_code_three() {
    let home = home();
    let output = create(home.path(), "boat [drop]");
    assert_eq!(
        (code(&output), &last(&output)["state"]),
        (3, &"unconfirmed".into())
    );
}

#[test]
fn bad_input_is_exit_code_two_and_stores_nothing() {
    let home = home();
    for arguments in [
        &["create", "--server", "nowhere", "--prompt", "x"][..],
        &["create", "--server", "demo", "--prompt", "   "],
        &[
            "create", "--server", "demo", "--prompt", "x", "--size", "wide",
        ],
        &[
            "create",
            "--server",
            "demo",
            "--prompt",
            "x",
            "--seconds",
            "-1",
        ],
        &[
            "create",
            "--server",
            "demo",
            "--prompt",
            "x",
            "--image",
            "/no/such/picture.png",
        ],
        &[
            "create",
            "--server",
            "demo",
            "--prompt",
            "x",
            "--last-frame",
            "https://a.example/x.png",
        ],
        &["server", "add", "x", "--url", "ftp://host"],
        &["show", "job_none"],
        &["frobnicate"],
    ] {
        assert_eq!(code(&run(home.path(), arguments)), 2, "{arguments:?}");
    }
    assert!(objects(&run(home.path(), &["list", "--json"])).is_empty());
}

#[test]
fn a_dry_run_prints_the_request_and_sends_nothing() {
    let home = home();
    let output = run(
        home.path(),
        &[
            "create",
            "--server",
            "demo",
            "--prompt",
            "it's a boat",
            "--seconds",
            "4",
            "--dry-run",
            "--set",
            "seed=7",
        ],
    );
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(code(&output), 0);
    for part in [
        "curl 'http://127.0.0.1:",
        r"'prompt=it'\''s a boat'",
        "'seconds=4'",
        "'seed=7'",
    ] {
        assert!(shown.contains(part), "{part} is missing in {shown}");
    }
    assert!(objects(&run(home.path(), &["list", "--json"])).is_empty());
}

fn contains(folder: &Path, needle: &[u8]) -> bool {
    fs_err::read_dir(folder).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            return contains(&path, needle);
        }
        let bytes = fs_err::read(&path).expect("a file");
        bytes.windows(needle.len()).any(|window| window == needle)
    })
}

#[test]
fn a_library_in_use_is_exit_code_75() {
    let home = home();
    let mut holder = cli(home.path(), &["run", "--json"])
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    // The history is made after the lock was taken; trying the lock itself here could make the holder fail.
    let history = home.path().join("library/rushes.db");
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !history.exists() {
        assert!(std::time::Instant::now() < deadline, "no library is made");
        std::thread::park_timeout(std::time::Duration::from_millis(20));
    }
    let second = run(home.path(), &["list"]);
    holder.kill().expect("it runs");
    holder.wait().expect("it ends");
    assert_eq!(code(&second), 75);
    assert!(String::from_utf8_lossy(&second.stderr).contains("Another Rushes"));
}

#[test]
fn sentences_come_in_chinese_where_the_system_speaks_it() {
    let home = home();
    let output = cli(
        home.path(),
        &["create", "--server", "demo", "--prompt", " "],
    )
    .env("LANG", "zh_CN.UTF-8")
    .output()
    .expect("the program starts");
    assert!(String::from_utf8_lossy(&output.stderr).contains("提示词为空"));
}

#[test]
fn the_loudest_log_holds_no_key() {
    let home = home();
    let demo = DemoProcess::start(home.path());
    let canary = "c4n4ry-0f1e2d3c4b5a";
    add_box(home.path(), &demo);
    let output = cli(home.path(), &SMALL_OF_BOX)
        .env("BOX_KEY", canary)
        .env("RUSHES_LOG", "trace")
        .output()
        .expect("the program starts");
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(code(&output), 0, "{log}");
    assert!(log.contains("TRACE"), "nothing was logged: {log}");
    assert!(!log.contains(canary), "the key is in the log");
}

#[test]
fn a_damaged_history_is_made_again_and_said() {
    let home = home();
    let made = create(home.path(), "a boat");
    assert_eq!(code(&made), 0);
    let database = home.path().join("library/rushes.db");
    for ending in ["-wal", "-shm"] {
        fs_err::remove_file(format!("{}{ending}", database.display())).ok();
    }
    fs_err::write(&database, vec![0x5a; 9_000]).expect("written");
    let listed = run(home.path(), &["list", "--json"]);
    let said = String::from_utf8_lossy(&listed.stderr).into_owned();
    assert!(said.contains("made again: 1 jobs"), "{said}");
    assert_eq!(last(&listed)["state"], "ready");
}
