//! Prices, what was spent, the daily budget and balances.

use super::*;
use std::io::Write;

fn price(home: &Path, rate: &[&str]) {
    let set = ["price", "set", "--server", "demo"];
    assert_eq!(code(&run(home, &[&set[..], rate].concat())), 0);
}

#[test]
fn a_price_is_kept_replaced_by_one_about_the_same_and_forgotten() {
    let home = home();
    let about = [
        "--model",
        "wan",
        "--when",
        "size=1280x720",
        "--when",
        "size=720x1280",
    ];
    price(home.path(), &[&["--per-clip", "0.40"][..], &about].concat());
    let dated = [
        "--per-second",
        "0.1",
        "--as-of",
        "2026-11-01",
        "--source",
        "an invoice",
    ];
    price(home.path(), &[&dated[..], &about].concat());
    let listed = objects(&run(
        home.path(),
        &["price", "list", "--server", "demo", "--json"],
    ));
    let [only] = listed.as_slice() else {
        panic!("one about the same: {listed:?}");
    };
    assert_eq!(
        (
            &only["rate"]["amount"]["micros"],
            &only["as_of"],
            &only["source"],
            &only["when"]["size"]
        ),
        (
            &100_000.into(),
            &"2026-11-01".into(),
            &"an invoice".into(),
            &serde_json::json!(["1280x720", "720x1280"])
        )
    );
    let id = only["id"].as_str().expect("an id");
    assert_eq!(code(&run(home.path(), &["price", "forget", id])), 0);
    assert!(objects(&run(home.path(), &["price", "list", "--json"])).is_empty());
}

#[test]
fn what_is_no_price_is_exit_code_two_and_not_kept() {
    let home = home();
    for rate in [
        &["--per-clip", "1,50"][..],
        &["--per-clip", "1", "--currency", "$"],
        &["--per-clip", "1", "--per-second", "1"],
        &["--per-clip", "1", "--as-of", "yesterday"],
        &[],
    ] {
        let asked = [&["price", "set", "--server", "demo"][..], rate].concat();
        assert_eq!(code(&run(home.path(), &asked)), 2, "{rate:?}");
    }
    assert!(objects(&run(home.path(), &["price", "list", "--json"])).is_empty());
}

#[test]
fn a_video_says_what_it_costs_and_is_summed() {
    let home = home();
    price(home.path(), &["--per-second", "0.40", "--currency", "cny"]);
    let made = last(&create(home.path(), "a paper boat"));
    let spend = |more: &[&str]| run(home.path(), &[&["spend"][..], more].concat());
    for by in ["day", "server", "model"] {
        let told = last(&spend(&["--by", by, "--json"]));
        assert_eq!(
            (&told["totals"]["requests"], &told["totals"]["sums"]),
            (
                &1.into(),
                &serde_json::json!([{ "currency": "CNY", "micros": 400_000 }])
            ),
            "{by}"
        );
        assert_eq!(told["rows"][0]["totals"], told["totals"], "{by}");
    }
    let shown = run(
        home.path(),
        &["show", made["id"].as_str().expect("an id"), "--json"],
    );
    assert_eq!(last(&shown)["cost"]["money"]["micros"], 400_000);
    let table = spend(&["--csv"]);
    let table = String::from_utf8_lossy(&table.stdout).into_owned();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0], "day,server,model,requests,amount,currency,price");
    assert!(lines[1].ends_with(",1,0.40,CNY,known"), "{table}");
}

#[test]
fn a_video_without_a_price_is_counted_as_unknown() {
    let home = home();
    price(home.path(), &["--unknown"]);
    create(home.path(), "a paper boat");
    let totals = last(&run(home.path(), &["spend", "--json"]))["totals"].clone();
    assert_eq!(
        (&totals["unknown"], &totals["sums"]),
        (&1.into(), &serde_json::json!([]))
    );
}

#[test]
fn a_dry_run_and_the_question_about_many_videos_say_the_price() {
    let home = home();
    price(home.path(), &["--per-clip", "0.25"]);
    let dry = run(
        home.path(),
        &[&SMALL[..], &["--prompt", "x", "--takes", "2", "--dry-run"]].concat(),
    );
    assert_eq!(
        last(&dry)["estimate"]["totals"]["sums"][0]["micros"],
        500_000
    );
    let many = ["--prompt", "{a|b|c} {d|e|f}", "--choices"];
    let asked = run(home.path(), &[&SMALL[..7], &many].concat());
    let said = String::from_utf8_lossy(&asked.stderr).into_owned();
    assert_eq!(code(&asked), 2);
    assert!(said.contains("9 videos, about 2.25 USD"), "{said}");
}

#[test]
fn what_goes_beyond_the_budget_is_held_until_it_is_resumed() {
    let home = home();
    price(home.path(), &["--per-clip", "0.40"]);
    assert_eq!(code(&run(home.path(), &["budget", "0.50"])), 0);
    assert_eq!(last(&create(home.path(), "first"))["state"], "ready");
    let second = create(home.path(), "second");
    let held = last(&second);
    assert_eq!(
        (code(&second), &held["state"], &held["error"]["code"]),
        (1, &"held".into(), &"held_for_budget".into())
    );
    let budget = last(&run(home.path(), &["budget", "--json"]));
    assert_eq!(
        (
            &budget["budget"]["micros"],
            &budget["today"]["sums"][0]["micros"]
        ),
        (&500_000.into(), &400_000.into())
    );
    let resumed = run(
        home.path(),
        &["resume", held["id"].as_str().expect("an id"), "--json"],
    );
    assert_eq!(
        (code(&resumed), &last(&resumed)["state"]),
        (0, &"ready".into())
    );
}

#[test]
fn a_budget_is_taken_away_and_what_is_none_is_refused() {
    let home = home();
    assert_eq!(
        code(&run(home.path(), &["budget", "5", "--currency", "cny"])),
        0
    );
    assert_eq!(code(&run(home.path(), &["budget", "five"])), 2);
    let kept = last(&run(home.path(), &["budget", "--json"]));
    assert_eq!(kept["budget"]["currency"], "CNY");
    assert_eq!(code(&run(home.path(), &["budget", "--none"])), 0);
    assert!(last(&run(home.path(), &["budget", "--json"]))["budget"].is_null());
}

/// Answers every request with the same JSON, and tells what it was asked.
fn scripted(answer: &'static str) -> (String, std::sync::mpsc::Receiver<String>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let (tell, asked) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut line = String::new();
            let mut reader = BufReader::new(stream.try_clone().expect("a connection"));
            reader.read_line(&mut line).expect("a request");
            let mut header = line.clone();
            while header.trim() != "" {
                header.clear();
                reader.read_line(&mut header).expect("a header");
            }
            let about = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
            write!(
                stream,
                "{about}\r\nContent-Length: {}\r\n\r\n{answer}",
                answer.len()
            )
            .expect("sent");
            if tell.send(line).is_err() {
                break;
            }
        }
    });
    (format!("http://{address}/v1"), asked)
}

#[test]
fn a_balance_is_what_the_description_says_where_to_find() {
    let home = home();
    let (url, asked) = scripted(r#"{"data":{"total_credits":25.5,"total_usage":10.25}}"#);
    let add = [
        "server",
        "add",
        "router",
        "--url",
        &url,
        "--profile",
        "openrouter",
    ];
    assert_eq!(code(&run(home.path(), &add)), 0);
    let told = last(&run(
        home.path(),
        &["server", "balance", "router", "--json"],
    ));
    assert_eq!(
        (&told["micros"], &told["currency"]),
        (&15_250_000.into(), &"USD".into())
    );
    assert_eq!(
        asked.recv().expect("asked").trim(),
        "GET /v1/credits HTTP/1.1"
    );
}

#[test]
fn a_server_of_which_nothing_is_known_about_money_has_no_balance() {
    let home = home();
    let output = run(home.path(), &["server", "balance", "demo"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(code(&output), 1);
    assert!(said.contains("does not know"), "{said}");
}
