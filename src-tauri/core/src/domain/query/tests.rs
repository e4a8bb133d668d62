use super::*;
use proptest::prelude::*;

fn one(line: &str) -> What {
    let mut query = Query::read(line);
    assert_eq!(query.terms.len(), 1, "{line}");
    query.terms.remove(0).what
}

fn day(year: i32, month: u32, day: u32) -> Day {
    Day::new(year, month, day).expect("a day of the calendar")
}

#[test]
fn words_and_phrases_are_texts_to_find() {
    let texts: Vec<_> = [
        "boat",
        "灯塔",
        "\"paper boat\"",
        "\"an open quote",
        "16:9",
        "https://a.example/b",
    ]
    .map(one)
    .into();
    let expected = [
        "boat",
        "灯塔",
        "paper boat",
        "an open quote",
        "16:9",
        "https://a.example/b",
    ]
    .map(|text| What::Text(text.to_owned()));
    assert_eq!(texts, expected);
}

#[test]
fn a_minus_turns_a_term_around_and_alone_is_a_word() {
    let query = Query::read("-boat -\"paper boat\" -model:sora - ");
    let nots: Vec<_> = query.terms.iter().map(|term| term.not).collect();
    assert_eq!(nots, [true, true, true, false]);
}

#[test]
fn every_token_prints_as_it_is_documented() {
    for (typed, printed) in [
        ("model:sora-2", "model:sora-2"),
        ("model:\"my model\"", "model:\"my model\""),
        ("服务器：relay", "server:relay"),
        ("tag:night", "tag:night"),
        ("合集：\"Trailer cut\"", "collection:\"Trailer cut\""),
        ("STATE:Ready", "state:ready"),
        ("is:favorite", "is:favourite"),
        ("是:回收站", "is:trashed"),
        ("has:参考图", "has:reference"),
        ("ratio:9:16", "ratio:9:16"),
        ("ratio:1920x1080", "ratio:1920:1080"),
        ("seconds:>5", "seconds:>5"),
        ("seconds:4..8", "seconds:4..8"),
        ("seconds:4..", "seconds:>=4"),
        ("seconds:=8.0", "seconds:8"),
        ("cost:>0.50", "cost:>0.5"),
        ("cost:免费", "cost:free"),
        ("rating:≥4", "rating:>=4"),
        ("from:last-week", "from:last-week"),
        ("日期：昨天", "from:yesterday"),
        ("from:7d", "from:7d"),
        ("from:2026-11", "from:2026-11"),
        ("from:2026-11-01..2026-11-07", "from:2026-11-01..2026-11-07"),
    ] {
        assert_eq!(Query::read(typed).to_string(), printed, "{typed}");
    }
}

#[test]
fn what_is_not_understood_is_a_word_with_a_note() {
    for (typed, note) in [
        ("mood:dark", Some(Note::UnknownToken)),
        ("model:", Some(Note::NoValue)),
        ("model:\"\"", Some(Note::NoValue)),
        ("state:done", Some(Note::BadValue)),
        ("seconds:>", Some(Note::BadValue)),
        ("seconds:8..4", Some(Note::BadValue)),
        ("from:2026-02-30", Some(Note::BadValue)),
        ("ratio:0:1", Some(Note::BadValue)),
        ("12:30", None),
        ("boat", None),
    ] {
        let piece = Query::pieces(typed).remove(0);
        let expected = Some(Term {
            not: false,
            what: What::Text(typed.to_owned()),
        });
        assert_eq!((piece.note, piece.term), (note, expected), "{typed}");
    }
}

#[test]
fn times_mean_the_days_of_the_calendar() {
    let today = day(2026, 11, 29);
    for (period, from, until) in [
        ("today", day(2026, 11, 29), day(2026, 11, 30)),
        ("yesterday", day(2026, 11, 28), day(2026, 11, 29)),
        ("this-week", day(2026, 11, 23), day(2026, 11, 30)),
        ("last-week", day(2026, 11, 16), day(2026, 11, 23)),
        ("last-month", day(2026, 10, 1), day(2026, 11, 1)),
        ("this-year", day(2026, 1, 1), day(2026, 11, 30)),
        ("7d", day(2026, 11, 23), day(2026, 11, 30)),
        ("2024-02", day(2024, 2, 1), day(2024, 3, 1)),
        ("2025", day(2025, 1, 1), day(2026, 1, 1)),
        ("2026-11-01..2026-11-07", day(2026, 11, 1), day(2026, 11, 8)),
    ] {
        let What::From(read) = one(&format!("from:{period}")) else {
            panic!("{period} is a time");
        };
        assert_eq!(read.days(today), (Some(from), Some(until)), "{period}");
    }
}

#[test]
fn only_a_wish_for_the_trash_looks_into_it() {
    let asks =
        ["is:trashed", "-is:trashed", "trashed"].map(|line| Query::read(line).asks_for_trash());
    assert_eq!(asks, [true, false, false]);
}

/// Lines that people might type: bits of tokens, quotes and words, in any order.
fn line() -> impl Strategy<Value = String> {
    let bits = prop_oneof![
        Just("model:".to_owned()),
        Just("is:favourite".to_owned()),
        Just("ratio:9:16".to_owned()),
        Just("seconds:".to_owned()),
        Just("cost:>".to_owned()),
        Just("from:".to_owned()),
        Just("state：ready".to_owned()),
        Just("last-week".to_owned()),
        Just("\"".to_owned()),
        Just("\\".to_owned()),
        Just("-".to_owned()),
        Just(" ".to_owned()),
        Just("\u{3000}".to_owned()),
        Just("..".to_owned()),
        "[0-9]{1,4}",
        "[0-9]{4}-[0-9]{1,2}",
        "[a-z灯塔:]{1,5}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(bits, 0..12).prop_map(|bits| bits.concat())
}

proptest! {
    #[test]
    fn any_text_is_read(text in ".*") {
        Query::read(&text);
    }

    #[test]
    fn printing_and_reading_again_is_the_same(text in line()) {
        let query = Query::read(&text);
        prop_assert_eq!(Query::read(&query.to_string()), query);
    }

    #[test]
    fn no_sign_of_the_line_is_lost(text in line()) {
        let typed: String = Query::pieces(&text).into_iter().map(|piece| piece.typed).collect();
        let without = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert_eq!(without(&typed), without(&text));
    }
}
