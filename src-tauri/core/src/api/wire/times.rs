//! Points in time as servers write them (`wire.md` 3.G 43).

use crate::domain::Timestamp;
use serde_json::Value;

/// Seconds, milliseconds, microseconds or nanoseconds since 1970, or ISO 8601; nothing for zero and below (3.G 43).
pub fn timestamp(value: &Value) -> Option<Timestamp> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => match text.trim().parse::<f64>() {
            Ok(number) => number,
            Err(_) => return iso(text.trim()),
        },
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    if !number.is_finite() || number <= 0.0 {
        return None;
    }
    let ms = if number > 1e18 {
        number / 1e6
    } else if number > 1e15 {
        number / 1000.0
    } else if number > 1e12 {
        number
    } else {
        number * 1000.0
    };
    // 8.64e15 ms is the year 275760, the end of what a browser can show.
    #[expect(clippy::cast_possible_truncation, reason = "bounded by the check")]
    (ms < 8.64e15).then_some(Timestamp(ms as i64))
}

/// `2026-01-15T10:00:00.000Z`; an offset is honoured, a missing one is UTC, a missing time is midnight.
fn iso(text: &str) -> Option<Timestamp> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let apart = |at: usize, signs: &[u8]| {
        text.as_bytes()
            .get(at)
            .is_some_and(|sign| signs.contains(sign))
    };
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let timed = apart(10, b"Tt ") && apart(13, b":");
    let (hour, minute) = if timed {
        (number(11..13)?, number(14..16)?)
    } else {
        (0, 0)
    };
    let second = if timed && apart(16, b":") {
        number(17..19)?
    } else {
        0
    };
    let rest = text
        .get(if timed && apart(16, b":") { 19 } else { 16 }..)
        .unwrap_or_default();
    let offset_minutes = offset(rest).unwrap_or_default();
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 {
        return None;
    }
    // Days from civil, by Howard Hinnant's public-domain algorithm.
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100
        + day_of_year
        - 719_468;
    let seconds = days * 86_400 + hour * 3600 + (minute - offset_minutes) * 60 + second;
    (seconds > 0).then_some(Timestamp(seconds * 1000 + fraction(rest)))
}

/// Milliseconds of `.448Z`.
fn fraction(rest: &str) -> i64 {
    let digits: String = rest
        .strip_prefix(['.', ','])
        .unwrap_or_default()
        .chars()
        .take_while(char::is_ascii_digit)
        .chain("000".chars())
        .take(3)
        .collect();
    digits.parse().unwrap_or_default()
}

/// Minutes of `Z`, `+08:00`, `-0530` or `+8` behind optional fractions.
fn offset(rest: &str) -> Option<i64> {
    let at = rest.find(['+', '-'])?;
    let digits: String = rest
        .get(at + 1..)?
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "0"),
        3 => (digits.get(..1)?, digits.get(1..)?),
        _ => (digits.get(..2)?, digits.get(2..4)?),
    };
    let minutes = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().unwrap_or_default();
    Some(if rest[at..].starts_with('-') {
        -minutes
    } else {
        minutes
    })
}
