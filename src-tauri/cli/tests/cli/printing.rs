//! `OUTPUT.md` is true: every command in it is run, what it prints has the fields that stand there, and every field that stands
//! there is printed.

use super::{
    app::{App, ask, command},
    page::{OUTPUT, contract, literal, rows},
    *,
};
use std::{collections::BTreeMap, io::Write as _};

fn made(home: &Path, prompt: &str) -> Output {
    ask(home, &[&SMALL[..], &["--prompt", prompt]].concat())
}

/// What was printed, by the command of the table.
#[derive(Default)]
struct Seen(BTreeMap<&'static str, Vec<Value>>);

impl Seen {
    fn add(&mut self, command: &'static str, output: &Output) -> Vec<Value> {
        let printed = objects(output);
        assert!(!printed.is_empty(), "{command} printed nothing: {output:?}");
        self.0.entry(command).or_default().extend(printed.clone());
        printed
    }

    /// Runs a command as the table names it, with these words more.
    fn run(&mut self, home: &Path, command: &'static str, more: &[&str]) -> Value {
        let words: Vec<&str> = command
            .split(' ')
            .chain(more.iter().copied())
            .chain(["--json"])
            .collect();
        let printed = self.add(command, &ask(home, &words));
        printed.last().expect("a line").clone()
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// The id of what a command ended with.
fn id(output: &Output) -> String {
    let id = last(output)["id"].as_str().map(str::to_owned);
    id.unwrap_or_else(|| panic!("no id: {output:?}"))
}

/// A clip and what is done with it.
fn with_a_clip(seen: &mut Seen, home: &Path) {
    let one = [
        "--server",
        "demo",
        "--size",
        "320x180",
        "--seconds",
        "1",
        "--prompt",
    ];
    let made = seen.run(home, "create", &[&one[..], &["a boat"]].concat());
    let id = text(&made["id"]);
    seen.run(home, "create --dry-run", &[&one[..], &["a boat"]].concat());
    seen.run(home, "list", &[]);
    for command in [
        "show",
        "show --watch",
        "receipt",
        "recipe",
        "download",
        "again",
        "trash",
        "untrash",
    ] {
        seen.run(home, command, &[id]);
    }
    seen.run(home, "rate", &[id, "3"]);
    seen.run(home, "tag", &["night", id]);
    seen.run(home, "collect", &["best", id]);
    let place = |name: &str| home.join(name).to_str().expect("text").to_owned();
    seen.run(home, "save", &[id, &place("copy.mp4")]);
    seen.run(home, "export", &[&place("exported"), id]);
    seen.run(home, "cut", &[id, "--until", "0.5"]);
    seen.run(home, "cut", &[id, &place("cut.gif"), "--until", "0.5"]);
    seen.run(home, "backup", &[&place("kept.tar")]);
    let other = super::home();
    seen.run(other.path(), "restore", &[&place("kept.tar")]);
    seen.run(other.path(), "library move", &[&place("moved")]);
    let third = super::home();
    seen.run(third.path(), "bring", &[&place("copy.mp4")]);
    seen.run(home, "remove", &[id]);
    seen.run(home, "list --removed", &[]);
}

/// Jobs that are not over.
fn with_live_jobs(seen: &mut Seen, home: &Path) {
    let begun = |prompt: &str| {
        let made = ask(
            home,
            &[&SMALL[..], &["--prompt", prompt, "--no-wait"]].concat(),
        );
        id(&made)
    };
    begun("a boat");
    seen.run(home, "run --until-idle", &[]);
    let printed = seen.0.remove("run --until-idle").expect("printed");
    seen.0.insert("run", printed);
    let slow = begun("a boat [slow]");
    seen.run(home, "cancel", &[&slow]);
    let failed = text(&last(&made(home, "a boat [fail]"))["id"]).to_owned();
    seen.run(home, "check", &[&failed]);
    let lost = text(&last(&made(home, "a boat [drop]"))["id"]).to_owned();
    seen.run(home, "look", &[&lost]);
    let mut watching = command(home, &["list", "--watch", "--json"])
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    BufReader::new(watching.stdout.take().expect("a pipe"))
        .read_line(&mut line)
        .expect("a line");
    watching.kill().expect("it runs");
    watching.wait().expect("it ends");
    seen.0.insert(
        "list --watch",
        vec![serde_json::from_str(&line).expect("JSON")],
    );
}

/// Servers, money and presets.
fn with_servers(seen: &mut Seen, home: &Path) {
    let demo = DemoProcess::start(home);
    seen.run(home, "server add", &["box", "--url", &demo.address]);
    seen.run(home, "server list", &[]);
    seen.run(home, "server test", &["box"]);
    seen.run(home, "server kinds", &[]);
    seen.run(home, "models", &["--server", "box"]);
    seen.run(home, "import", &["--server", "box"]);
    let page = home.join("page.txt");
    fs_err::write(&page, format!("The server is at {}", demo.address)).expect("written");
    seen.run(
        home,
        "server paste",
        &[page.to_str().expect("text"), "--name", "pasted"],
    );
    let url = answering(
        "200 OK",
        r#"{"data":{"total_credits":25.5,"total_usage":10.25}}"#,
    );
    ask(
        home,
        &[
            "server",
            "add",
            "router",
            "--url",
            &url,
            "--profile",
            "openrouter",
        ],
    );
    seen.run(home, "server balance", &["router"]);
    let lost = ask(
        home,
        &[
            "create",
            "--server",
            "box",
            "--prompt",
            "x [drop]",
            "--size",
            "320x180",
            "--seconds",
            "1",
            "--json",
        ],
    );
    let lost = text(&last(&lost)["id"]).to_owned();
    let listed: Value = ureq::get(format!("{}/videos", demo.address))
        .header("Authorization", "Bearer x")
        .call()
        .expect("listed")
        .body_mut()
        .read_json()
        .expect("JSON");
    seen.run(home, "adopt", &[&lost, text(&listed["data"][0]["id"])]);
    seen.run(
        home,
        "price set",
        &["--server", "box", "--per-clip", "1.00"],
    );
    seen.run(home, "price list", &[]);
    seen.run(home, "budget", &["0.50"]);
    let held = ask(home, &[&SMALL_OF_BOX[..], &["--json"]].concat());
    seen.run(home, "resume", &[text(&last(&held)["id"])]);
    seen.run(home, "spend", &[]);
}

fn with_presets(seen: &mut Seen, home: &Path) {
    let file = home.join("presets.json");
    fs_err::write(
        &file,
        r#"{"rushes_presets":1,"presets":[{"name":"upright","settings":{}}],"snippets":[]}"#,
    )
    .expect("written");
    seen.run(home, "preset import", &[file.to_str().expect("text")]);
    seen.run(home, "preset list", &[]);
    seen.run(home, "preset show", &["upright"]);
    seen.run(home, "preset rename", &["upright", "tall"]);
}

/// A server with one answer to every request.
fn answering(status: &'static str, answer: &'static str) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            take_in(&mut BufReader::new(
                stream.try_clone().expect("a connection"),
            ));
            let about = "Content-Type: application/json\r\nConnection: close";
            // A client that was killed takes no answer.
            drop(write!(
                stream,
                "HTTP/1.1 {status}\r\n{about}\r\nContent-Length: {}\r\n\r\n{answer}",
                answer.len()
            ));
        }
    });
    format!("http://{address}/v1")
}

/// Reads a whole request.
fn take_in(reader: &mut impl BufRead) {
    let (mut head, mut length) = (String::new(), 0);
    while !head.ends_with("\r\n\r\n") {
        let from = head.len();
        if reader.read_line(&mut head).expect("a line") == 0 {
            break;
        }
        if let Some(said) = head[from..]
            .to_ascii_lowercase()
            .strip_prefix("content-length:")
        {
            length = said.trim().parse().expect("a number");
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
}

/// Commands that the table names and this test does not run: no server here derives videos, or makes what it refused at first,
/// which is what a fix is for and what a lesson is learned from.
const UNSEEN: [&str; 5] = ["remix", "edit", "extend", "fix", "server lessons"];

#[test]
fn every_command_prints_what_the_page_says_and_the_page_says_no_more() {
    let home = home();
    // Through the app: it prints the same, and need not open the library for each of them.
    let app = App::over(home.path());
    let mut seen = Seen::default();
    let mut demo = cli(home.path(), &["demo", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    BufReader::new(demo.stdout.take().expect("a pipe"))
        .read_line(&mut line)
        .expect("a line");
    demo.kill().expect("it runs");
    demo.wait().expect("it ends");
    seen.0
        .insert("demo", vec![serde_json::from_str(&line).expect("JSON")]);
    with_a_clip(&mut seen, home.path());
    with_live_jobs(&mut seen, home.path());
    with_servers(&mut seen, home.path());
    with_presets(&mut seen, home.path());
    drop(app);
    for (commands, shapes) in rows() {
        let printed = commands
            .iter()
            .filter(|command| !UNSEEN.contains(command))
            .flat_map(|command| {
                seen.0
                    .remove(command)
                    .unwrap_or_else(|| panic!("{command} was not run"))
            });
        let printed: Vec<Value> = printed.collect();
        if printed.is_empty() {
            continue;
        }
        for object in &printed {
            assert!(
                shapes.iter().any(|shape| shape.fits(object)),
                "{commands:?} printed {object}, and that is none of {shapes:?}"
            );
        }
        for shape in &shapes {
            assert!(
                printed.iter().any(|object| shape.fits(object)),
                "{commands:?} never printed {shape:?}"
            );
        }
    }
    assert!(seen.0.is_empty(), "not on the page: {:?}", seen.0.keys());
}

#[test]
fn trouble_is_printed_as_the_page_says() {
    let home = home();
    let from_the_engine = last(&run(home.path(), &["show", "job_none", "--json"]));
    assert!(
        contract("ErrorView").fits(&from_the_engine["error"]),
        "{from_the_engine}"
    );
    let own = last(&ask(
        home.path(),
        &["server", "paste", "/no/such/file", "--json"],
    ));
    assert!(
        literal(r#"{"code", "message"}"#).fits(&own["error"]),
        "{own}"
    );
    assert_eq!(own["error"]["code"], "usage");
}

#[test]
fn every_command_that_there_is_stands_on_the_page() {
    let home = home();
    let help = run(home.path(), &["--help"]);
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    let (_, list) = help.split_once("Commands:").expect("a list");
    let (list, _) = list.split_once("Options:").expect("an end");
    let names = list
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<&str> = names
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(names.len() > 30, "{names:?}");
    for name in names {
        let alone = OUTPUT.contains(&format!("`{name}`"));
        assert!(alone || OUTPUT.contains(&format!("`{name} ")), "{name}");
    }
}
