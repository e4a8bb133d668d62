//! Points in time as servers write them (`wire.md` 3.G 43).

use crate::domain::Timestamp;
use serde_json::Value;

/// Seconds, milliseconds or microseconds since 1970, or ISO 8601; nothing for zero and below (3.G 43).
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
    let ms = if number > 1e15 {
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

/// `2026-01-15T10:00:00.000Z`; an offset is honoured, a missing one is UTC.
fn iso(text: &str) -> Option<Timestamp> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let offset_minutes = text.get(19..).and_then(offset).unwrap_or_default();
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
    (seconds > 0).then_some(Timestamp(seconds * 1000))
}

/// Minutes of `Z`, `+08:00` or `-0530` behind optional fractions.
fn offset(rest: &str) -> Option<i64> {
    let at = rest.find(['+', '-'])?;
    let digits: String = rest
        .get(at + 1..)?
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let minutes = digits.get(0..2)?.parse::<i64>().ok()? * 60
        + digits
            .get(2..4)
            .and_then(|m| m.parse::<i64>().ok())
            .unwrap_or_default();
    Some(if rest[at..].starts_with('-') {
        -minutes
    } else {
        minutes
    })
}
