//! Nothing that is pasted may panic, hang or leak a key.

use super::*;
use crate::api::paste::{Unplaced, prose};
use proptest::prelude::*;
use std::time::Duration;

const PIECES: [&str; 44] = [
    "curl ",
    "https://a.example/v1/videos",
    "\\\n",
    "^\n",
    "`\n",
    "'",
    "\"",
    "$'",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "|",
    "---|---|\n",
    "\n",
    " ",
    "\t",
    "-F ",
    "-H ",
    "-d ",
    "a=b",
    "Authorization: Bearer sk-1a2b3c",
    "openapi: 3.0.0\n",
    "paths:\n",
    "  /v1/videos:\n",
    "    post:\n",
    "\"properties\"",
    "\"$ref\"",
    "&a ",
    "*a",
    "!!",
    "参数",
    "类型",
    "允许的值:",
    "默认为 ",
    "| name | type |\n",
    "é",
    "😀",
    "\u{202e}",
    "<<EOF\n",
    "POST /v1/videos",
    "\\u12",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = read(&text);
    }

    #[test]
    fn any_order_of_what_pages_consist_of_is_read_or_refused(picks in proptest::collection::vec(0..PIECES.len(), 0..60)) {
        let text: String = picks.into_iter().map(|pick| PIECES[pick]).collect();
        let _ = read(&text);
    }

    #[test]
    fn a_seed_with_a_part_cut_out_is_read_or_refused(from in 0_usize..7_000, to in 0_usize..7_000, which in 0_usize..3) {
        let seed = [include_str!("tables_page.txt"), include_str!("schema_page.txt"), include_str!("openapi_page.txt")][which];
        let at = |place: usize| (0..=place.min(seed.len())).rev().find(|at| seed.is_char_boundary(*at)).unwrap_or(0);
        let (from, to) = (at(from.min(to)), at(from.max(to)));
        let _ = read(&format!("{}{}", &seed[..from], &seed[to..]));
    }
}

#[test]
fn a_key_is_in_no_word_that_is_shown() {
    let found = found(
        "curl -u me:s3cr3tpass https://gate.example.com/v1/videos?key=s3cr3tpass -H 'X-Odd: s3cr3tpass' -F model=x s3cr3tpass",
    );
    let shown = format!("{found:?}");
    assert!(!shown.contains("s3cr3tpass"), "{shown}");
}

#[test]
fn a_key_that_a_body_repeats_is_not_among_its_examples() {
    let found = found(
        "curl https://gate.example.com/v1/videos -H 'Authorization: Bearer sk-0a1b2c3d' --json '{\"model\":\"m-1\",\"prompt\":\"x\",\"user\":\"me sk-0a1b2c3d\",\"list\":[{\"sk-0a1b2c3d\":1}]}'",
    );
    assert_eq!(key(&found), Some("sk-0a1b2c3d"));
    assert_eq!(names(&found), ["model", "prompt", "user", "list"]);
    assert!(!format!("{found:?}").contains("0a1b2c3d"), "{found:?}");
}

#[test]
fn a_password_that_a_body_repeats_is_not_among_its_examples() {
    let found = found(
        "curl -u ada:lovelace https://gate.example.com/v1/videos -F model=m-1 -F user=lovelace -F who=ada:lovelace",
    );
    assert_eq!(names(&found), ["model", "user", "who"]);
    assert!(!format!("{found:?}").contains("lovelace"), "{found:?}");
}

#[test]
fn a_field_for_a_key_never_has_examples() {
    let found = found(r#"{"model": "m-1", "prompt": "x", "api_key": "sk-0a1b2c3d"}"#);
    assert_eq!(names(&found), ["model", "prompt", "api_key"]);
    assert_eq!(field(&found, "api_key").examples, Vec::<Value>::new());
}

#[test]
fn a_key_that_a_note_cuts_off_is_not_shown_in_part() {
    let key = "sk-".to_owned() + &"0a1b2c3d".repeat(10);
    let found = found(&format!(
        "curl https://gate.example.com/v1/videos?{key} -H 'Authorization: Bearer {key}' -F model=x"
    ));
    assert_eq!(found.unplaced, [Unplaced::query("…")]);
}

#[test]
fn a_word_of_the_address_is_no_key() {
    let found = found(
        "curl https://gate.example.com/v1/video/generations -H 'Authorization: generations' -F model=x",
    );
    assert_eq!(found.create_path.as_deref(), Some("/video/generations"));
    assert_eq!(key(&found), None);
}

/// Whether a text is read within 5 s of a processor's time, also in a debug build: a busy machine is no slow reader.
fn is_quick(text: &str) -> bool {
    let start = on_processor();
    let _ = read(text);
    on_processor().saturating_sub(start) < Duration::from_secs(5)
}

/// How long this thread has had a processor.
#[cfg(unix)]
fn on_processor() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("a time is not negative")
}

#[cfg(not(unix))]
fn on_processor() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

/// The limit is generous: it is there to catch a reader that is not linear, not to measure one.
#[test]
fn texts_made_to_be_slow_are_not() {
    let repeated = |piece: &str| piece.repeat(100_000 / piece.len());
    for piece in [
        "{",
        "{\"a\":",
        "[",
        "curl ",
        "curl '",
        "curl \"x",
        "“",
        "curl “ ",
        "|a|b|\n",
        "| name | type |\n|---|---|\n",
        "\n",
        "POST\n/\n",
        "openapi:\n",
        "http://",
        "a=",
        "`",
        "\\\n",
        "允许的值:4,",
        "(",
        "x-api-key: ",
        "videos.create(",
        "\tname\ttype",
        "\"openapi\":{",
        "--- ",
        "{\"a\":1}",
        "curl -F a=b https://x.example/v1/videos\n",
    ] {
        assert!(is_quick(&repeated(piece)), "{piece:?}");
    }
}

#[test]
fn a_text_of_many_brackets_is_not_slow() {
    let text = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
    assert!(read(&text).is_err() && is_quick(&text));
}

#[test]
fn variables_within_variables_do_not_grow_without_end() {
    let variable = |at: usize| {
        let inner = format!("$V{}", at + 1).repeat(80);
        format!("V{at}=https://{inner}")
    };
    let variables: Vec<String> = (0..15).map(variable).collect();
    let text = variables.join("\n") + "\ncurl $V0/v1/videos -F model=x\n";
    let longest = read(&text).map_or(0, |found| base(&found).len());
    assert!(longest < 4_096, "{longest}");
}

#[test]
fn many_operations_with_large_bodies_are_not_slow() {
    let paths: serde_json::Map<String, Value> = (0..800)
        .map(|at| {
            let schema = serde_json::json!({"$ref": "#/components/schemas/A"});
            let content = serde_json::json!({"content": {"application/json": {"schema": schema}}});
            let item = serde_json::json!({"post": {"requestBody": content}});
            (format!("/other{at}"), item)
        })
        .collect();
    let members: serde_json::Map<String, Value> = (0..60)
        .map(|at| {
            let all = vec![serde_json::json!({"$ref": "#/components/schemas/B"}); 40];
            (format!("x{at}"), serde_json::json!({"allOf": all}))
        })
        .collect();
    let many = vec![serde_json::json!({"$ref": "#/components/schemas/A"}); 40];
    let schemas = serde_json::json!({"A": {"properties": members, "allOf": many, "oneOf": many}, "B": {"type": "string"}});
    let document =
        serde_json::json!({"openapi": "3.0.0", "paths": paths, "components": {"schemas": schemas}});
    assert!(is_quick(&document.to_string()));
}

#[test]
fn deep_nesting_is_refused_and_does_not_end_the_program() {
    for (open, close) in [("{\"a\":", "}"), ("[", "]"), ("{a: ", "}")] {
        let text = format!("{}1{}", open.repeat(5_000), close.repeat(5_000));
        assert!(read(&text).is_err());
    }
    let deep = (0..600).fold(String::new(), |all, depth| {
        all + &" ".repeat(depth) + "a:\n"
    });
    let _ = read(&format!("openapi: 3.0.0\npaths:\n{deep}"));
}

#[test]
fn words_that_describe_a_field_are_understood() {
    let table: &[(&str, &[&str], Option<&str>)] = &[
        (
            "允许的值\u{ff1a}4\u{ff0c}8\u{ff0c}12",
            &["4", "8", "12"],
            None,
        ),
        (
            "Allowed values: 4, 8 or 12. Default: 4.",
            &["4", "8", "12"],
            Some("4"),
        ),
        ("one of: `std`, `pro`", &["std", "pro"], None),
        (
            "must be one of 16:9, 9:16 and 1:1 (default 16:9)",
            &["16:9", "9:16", "1:1"],
            Some("16:9"),
        ),
        ("支持 720p、1080p", &["720p", "1080p"], None),
        ("可选值: std/pro, 默认值: std", &["std", "pro"], Some("std")),
        ("时长,支持 4 秒、8 秒,默认 8 秒", &["4", "8"], Some("8")),
        ("Defaults to `720x1280`.", &[], Some("720x1280")),
        ("The default model is used", &[], None),
        ("Supports many things, as you know", &[], None),
        ("可下载资源类型,默认为MP4视频", &[], None),
        ("可选图片参考,用于指导生成", &[], None),
        ("视频生成模型,默认为 sora-2", &[], Some("sora-2")),
    ];
    for (words, values, default) in table {
        let said = prose::read(words);
        assert_eq!(said.values, *values, "{words}");
        assert_eq!(said.default.as_deref(), *default, "{words}");
    }
}

#[test]
fn limits_and_models_in_words_are_understood() {
    let said = prose::read("帧率, max 60, 最小 1");
    assert_eq!((said.min, said.max), (Some(1.0), Some(60.0)));
    assert_eq!(prose::read("at most 20 MB").max, None);
    assert_eq!(prose::read("3-10 秒").max, Some(10.0));
    assert_eq!(
        prose::read("only for sora-2-pro").only_for.as_deref(),
        Some("sora-2-pro")
    );
    assert_eq!(
        prose::read("仅 kling-v2-6 支持").only_for.as_deref(),
        Some("kling-v2-6")
    );
    assert_eq!(
        prose::read("-ALL模型可用参数").only_for.as_deref(),
        Some("-all")
    );
}
