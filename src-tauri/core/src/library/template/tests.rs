//! What a template makes of words that were not meant for a file system.

use super::*;
use proptest::prelude::*;

fn value(token: Token) -> String {
    match token {
        Token::Date => "2026-11-29",
        Token::Time => "10-53-05",
        Token::Model => "wan/2.6",
        Token::Server => "中转站",
        Token::Prompt => "a-paper-boat",
        Token::Seed => "",
        Token::Take => "2",
        Token::Width => "1280",
        Token::Height => "720",
        Token::Seconds => "5.2",
        Token::Id => "abcdef",
    }
    .to_owned()
}

fn path(template: &str) -> String {
    let template = NameTemplate::parse(template).expect(template);
    template.name(value).path("mp4")
}

fn of_text(text: &str) -> String {
    let template = NameTemplate::parse("{prompt}").expect("a template");
    template.name(|_| text.to_owned()).path("mp4")
}

#[test]
fn tokens_are_replaced_by_what_they_stand_for() {
    for (template, made) in [
        ("{date} {time} {take}", "2026-11-29 10-53-05 2.mp4"),
        ("{width}x{height} {seconds}s", "1280x720 5.2s.mp4"),
        ("{ server }_{id}", "中转站_abcdef.mp4"),
    ] {
        assert_eq!(path(template), made);
    }
}

#[test]
fn an_empty_template_names_files_as_the_library_does() {
    assert_eq!(path("  "), "a-paper-boat-abcdef.mp4");
}

#[test]
fn a_slash_makes_a_folder_and_one_in_a_value_does_not() {
    assert_eq!(path("{date}/{model}"), "2026-11-29/wan-2.6.mp4");
}

#[test]
fn no_template_leads_out_of_its_folder() {
    for (template, made) in [
        ("../{id}", "abcdef.mp4"),
        ("/etc/{id}", "etc/abcdef.mp4"),
        ("a//./..//{id}", "a/abcdef.mp4"),
        ("..", "clip.mp4"),
    ] {
        assert_eq!(path(template), made, "{template}");
    }
}

#[test]
fn an_unknown_token_is_named() {
    assert_eq!(
        NameTemplate::parse("{date}-{colour}"),
        Err(BadTemplate::Unknown("colour".to_owned()))
    );
}

#[test]
fn a_brace_that_stands_alone_is_refused() {
    for template in ["{date", "date}", "{da{te}", "a}{date}", "{date/x}"] {
        assert_eq!(
            NameTemplate::parse(template),
            Err(BadTemplate::Unfinished),
            "{template}"
        );
    }
}

#[test]
fn more_than_a_name_can_have_is_refused() {
    for template in ["a".repeat(501), "a/".repeat(10)] {
        assert_eq!(NameTemplate::parse(&template), Err(BadTemplate::TooLong));
    }
}

#[test]
fn a_value_that_is_not_there_takes_its_joint_along() {
    for (template, made) in [
        ("{seed}-{prompt}", "a-paper-boat.mp4"),
        ("{prompt}-{seed}-{id}", "a-paper-boat-abcdef.mp4"),
        ("{prompt}_{seed}", "a-paper-boat.mp4"),
        ("{seed}/{id}", "abcdef.mp4"),
        ("{seed}", "clip.mp4"),
    ] {
        assert_eq!(path(template), made, "{template}");
    }
}

#[test]
fn what_no_file_system_takes_is_replaced() {
    for (text, made) in [
        ("a/b\\c:d*e?f\"g<h>i|j", "a-b-c-d-e-f-g-h-i-j.mp4"),
        ("line\none\t two", "line one two.mp4"),
        ("fox\u{202e}4pm", "fox4pm.mp4"),
        ("fo\u{200b}x\0", "fox.mp4"),
        ("cafe\u{301}", "café.mp4"),
        ("...hidden. . ", "hidden.mp4"),
        ("--help", "help.mp4"),
    ] {
        assert_eq!(of_text(text), made);
    }
}

#[test]
fn a_reserved_name_of_windows_is_changed_as_file_and_as_folder() {
    for name in [
        "con",
        "NUL",
        "aux.tar",
        "COM1",
        "lpt\u{b9}",
        "CONOUT$",
        "prn .",
    ] {
        assert!(of_text(name).starts_with('_'), "{name}");
    }
    assert_eq!(path("nul/{id}"), "_nul/abcdef.mp4");
    assert_eq!(of_text("console"), "console.mp4");
}

#[test]
fn a_long_name_is_cut_at_the_end_of_a_character_with_its_number() {
    let name = NameTemplate::parse("{prompt}").expect("a template");
    let name = name.name(|_| "狐".repeat(200));
    let file = name.file("mp4", 12);
    assert!(file.len() <= LONGEST_NAME && file.ends_with("狐 (12).mp4"));
}

proptest! {
    #[test]
    fn any_words_make_one_name_that_every_file_system_takes(text in any::<String>()) {
        let file = of_text(&text);
        prop_assert!(file.len() <= LONGEST_NAME);
        let stem = file.strip_suffix(".mp4").expect("an ending");
        prop_assert!(!stem.is_empty() && !is_reserved(stem));
        prop_assert!(!stem.starts_with(['.', '-', ' ']) && !stem.ends_with(['.', ' ']), "{stem:?}");
        prop_assert!(!file.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|', '\0', '\n']));
    }

    #[test]
    fn any_template_is_read_or_refused(text in any::<String>()) {
        drop(NameTemplate::parse(&text));
    }
}
