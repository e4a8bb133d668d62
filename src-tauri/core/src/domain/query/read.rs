//! From a line to its pieces.

use super::{
    Bound, Cost, Day, Has, Is, Note, Period, PeriodWord, Piece, Ratio, Span, Stretch, Term, Token,
    What,
};
use crate::domain::State;

/// Cuts a line at its spaces; what stands in quotes stays together, and quotes that nobody closed reach to the end.
pub(super) fn pieces(line: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let (cut, piece) = piece(rest);
        pieces.push(piece);
        rest = rest[cut..].trim_start();
    }
    pieces
}

/// The first piece, and where it ends.
fn piece(text: &str) -> (usize, Piece) {
    // A sign of its own is a word.
    let (not, body) = match text.strip_prefix('-') {
        Some(body) if !body.is_empty() && !body.starts_with(char::is_whitespace) => (true, body),
        Some(_) | None => (false, text),
    };
    let before = text.len() - body.len();
    if body.starts_with('"') {
        let (length, inside) = quoted(body);
        let what = Some(inside)
            .filter(|inside| !inside.is_empty())
            .map(What::Text);
        return (
            before + length,
            made(&text[..before + length], not, None, what, None),
        );
    }
    let end = body.find(char::is_whitespace).unwrap_or(body.len());
    let Some((name, colon)) = named(&body[..end]) else {
        let what = What::Text(body[..end].to_owned());
        return (
            before + end,
            made(&text[..before + end], not, None, Some(what), None),
        );
    };
    let after = &body[colon..];
    let Some(token) = Token::read(name) else {
        let what = What::Text(body[..end].to_owned());
        let note = Some(Note::UnknownToken);
        return (
            before + end,
            made(&text[..before + end], not, None, Some(what), note),
        );
    };
    let (length, value) = if after.starts_with('"') {
        quoted(after)
    } else {
        (end - colon, body[colon..end].to_owned())
    };
    let cut = before + colon + length;
    let typed = &text[..cut];
    let plain = What::Text(text[before..cut].to_owned());
    let piece = match what(token, &value) {
        _ if value.is_empty() => made(typed, not, Some(token), Some(plain), Some(Note::NoValue)),
        Some(what) => made(typed, not, Some(token), Some(what), None),
        None => made(typed, not, Some(token), Some(plain), Some(Note::BadValue)),
    };
    (cut, piece)
}

fn made(
    typed: &str,
    not: bool,
    token: Option<Token>,
    what: Option<What>,
    note: Option<Note>,
) -> Piece {
    Piece {
        typed: typed.to_owned(),
        term: what.map(|what| Term { not, what }),
        token,
        note,
    }
}

/// The name before a colon, and where its value begins. An address, a time of day and a ratio have none.
fn named(word: &str) -> Option<(&str, usize)> {
    let (at, colon) = word
        .char_indices()
        .find(|(_, sign)| matches!(sign, ':' | '：'))?;
    let (name, value) = (&word[..at], at + colon.len_utf8());
    let letters = !name.is_empty() && name.chars().all(char::is_alphabetic);
    (letters && !word[value..].starts_with("//")).then_some((name, value))
}

/// What stands in the quotes with which the text begins, and where they end.
fn quoted(text: &str) -> (usize, String) {
    let mut inside = String::new();
    let mut signs = text.char_indices().skip(1);
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => return (at + 1, inside),
            '\\' => match signs.clone().next() {
                Some((_, escaped @ ('"' | '\\'))) => {
                    inside.push(escaped);
                    signs.next();
                }
                Some(_) | None => inside.push('\\'),
            },
            other => inside.push(other),
        }
    }
    (text.len(), inside)
}

fn what(token: Token, value: &str) -> Option<What> {
    Some(match token {
        Token::Model => What::Model(value.to_owned()),
        Token::Server => What::Server(value.to_owned()),
        Token::Tag => What::Tag(value.to_owned()),
        Token::Collection => What::Collection(value.to_owned()),
        Token::State => What::State(State::from_stored(&value.to_lowercase())?),
        Token::Is => What::Is(Is::read(value)?),
        Token::Has => What::Has(Has::read(value)?),
        Token::Ratio => What::Ratio(ratio(value)?),
        Token::Seconds => What::Seconds(span(value)?),
        Token::Cost => What::Cost(cost(value)?),
        Token::Rating => What::Rating(span(value)?),
        Token::From => What::From(period(value)?),
    })
}

fn ratio(value: &str) -> Option<Ratio> {
    let (across, down) = value.split_once([':', '：', 'x', '×', '/'])?;
    let side = |text: &str| {
        let digits = text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit());
        let side: u32 = text.parse().ok().filter(|_| digits)?;
        (side > 0).then_some(side)
    };
    Some(Ratio {
        across: side(across)?,
        down: side(down)?,
    })
}

fn cost(value: &str) -> Option<Cost> {
    match value.to_lowercase().as_str() {
        "free" | "免费" => Some(Cost::Free),
        "unknown" | "未知" => Some(Cost::Unknown),
        _ => span(value).map(Cost::Within),
    }
}

/// `5`, `>5`, `<=5`, `4..8`, `4..`, `..8`.
fn span(value: &str) -> Option<Span> {
    let bound = |text: &str, closed| {
        Some(Some(Bound {
            micros: number(text)?,
            closed,
        }))
    };
    for (sign, lower, closed) in [
        (">=", true, true),
        ("≥", true, true),
        ("<=", false, true),
        ("≤", false, true),
        (">", true, false),
        ("<", false, false),
    ] {
        if let Some(text) = value.strip_prefix(sign) {
            let bound = bound(text, closed)?;
            let (from, to) = if lower { (bound, None) } else { (None, bound) };
            return Some(Span { from, to });
        }
    }
    let value = value.strip_prefix('=').unwrap_or(value);
    let Some((from, to)) = value.split_once("..") else {
        return number(value).map(Span::exactly);
    };
    let end = |text: &str| {
        if text.is_empty() {
            Some(None)
        } else {
            bound(text, true)
        }
    };
    let (from, to) = (end(from)?, end(to)?);
    let ordered = match (from, to) {
        (None, None) => false,
        (Some(from), Some(to)) => from.micros <= to.micros,
        (Some(_), None) | (None, Some(_)) => true,
    };
    ordered.then_some(Span { from, to })
}

/// A number of at most nine digits before the point and six after it, in millionths.
fn number(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits =
        |text: &str, most| text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole, 9) || !digits(fraction, 6) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let whole: i64 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let fraction: i64 = format!("{fraction:0<6}").parse().ok()?;
    Some(whole * 1_000_000 + fraction)
}

fn period(value: &str) -> Option<Period> {
    if let Some(word) = PeriodWord::read(value) {
        return Some(Period::Word(word));
    }
    if let Some(days) = value.strip_suffix(['d', 'D', '天']) {
        let digits = days.len() <= 5 && days.bytes().all(|byte| byte.is_ascii_digit());
        let days: u32 = days.parse().ok().filter(|_| digits)?;
        return (days > 0).then_some(Period::Days(days));
    }
    let Some((from, to)) = value.split_once("..") else {
        let one = Some(stretch(value)?);
        return Some(Period::Between(one, one));
    };
    let end = |text: &str| {
        if text.is_empty() {
            Some(None)
        } else {
            stretch(text).map(Some)
        }
    };
    let (from, to) = (end(from)?, end(to)?);
    (from.is_some() || to.is_some()).then_some(Period::Between(from, to))
}

/// `2026`, `2026-11`, `2026-11-05`.
fn stretch(text: &str) -> Option<Stretch> {
    let mut parts = text.split('-');
    let part = |text: Option<&str>, digits: usize| {
        let text = text.filter(|text| {
            text.len() <= digits && text.bytes().all(|byte| byte.is_ascii_digit())
        })?;
        text.parse::<u32>().ok()
    };
    let year = parts.next().filter(|year| year.len() == 4);
    let year = i32::try_from(part(year, 4)?).ok()?;
    match (parts.next(), parts.next(), parts.next()) {
        (None, _, _) => Day::new(year, 1, 1).map(|_| Stretch::Year(year)),
        (month @ Some(_), None, _) => {
            let month = part(month, 2)?;
            Day::new(year, month, 1).map(|_| Stretch::Month(year, month))
        }
        (month @ Some(_), day @ Some(_), None) => {
            Day::new(year, part(month, 2)?, part(day, 2)?).map(Stretch::Day)
        }
        (Some(_), Some(_), Some(_)) => None,
    }
}
