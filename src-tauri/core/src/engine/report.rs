//! A receipt as text, for a provider's support desk: what was asked, what was said, what came. No key, no query string.

use crate::{
    api::reach,
    domain::{Job, Timestamp},
    dto::ReceiptLine,
};
use std::fmt::Write as _;

/// Longest answer that is quoted for one line, in characters.
const QUOTE: usize = 2_000;

/// The text. English: support desks everywhere read it.
pub fn text(job: &Job, lines: &[ReceiptLine]) -> String {
    let mut out = String::new();
    let server = &job.target.server;
    let host = server.base_url.host_str().unwrap_or_default();
    let place = if reach::is_local(&server.base_url) {
        "in the local network"
    } else {
        host
    };
    let mut row = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "{name:<14}{value}");
        }
    };
    row("Job", job.id.as_str());
    row("Server", &format!("{} ({place})", server.name));
    row(
        "Server's id",
        job.remote_id.as_deref().unwrap_or("none was given"),
    );
    row("State", job.state.as_str());
    row("Model", &job.recipe.model);
    row("Prompt", &job.recipe.prompt.replace('\n', " "));
    row(
        "Size",
        &job.recipe
            .size
            .map(|size| size.to_string())
            .unwrap_or_default(),
    );
    row(
        "Seconds",
        &job.recipe
            .seconds
            .map(|seconds| seconds.to_string())
            .unwrap_or_default(),
    );
    row("Pressed", &utc(job.created_at));
    row("Sent", &job.submit_started_at.map(utc).unwrap_or_default());
    row("Accepted", &job.accepted_at.map(utc).unwrap_or_default());
    row("Ended", &job.ended_at.map(utc).unwrap_or_default());
    out.push('\n');
    for line in lines {
        out.push_str(&one(line));
    }
    out
}

fn one(line: &ReceiptLine) -> String {
    let mut out = utc(line.at);
    if let (Some(method), Some(url)) = (&line.method, &line.url) {
        let _ = write!(out, "  {method} {url}");
    }
    if let Some(status) = line.status {
        let _ = write!(out, "  HTTP {status}");
    }
    if let Some(elapsed) = line.elapsed_ms {
        let _ = write!(out, "  {elapsed} ms");
    }
    out.push('\n');
    for id in &line.request_ids {
        let _ = writeln!(out, "    {id}");
    }
    if let Some(body) = &line.body {
        let quoted: String = body.chars().take(QUOTE).collect();
        for part in quoted.lines() {
            let _ = writeln!(out, "    {part}");
        }
    }
    if let Some(digest) = &line.body_sha256 {
        let _ = writeln!(out, "    sha256 {digest}");
    }
    out
}

/// RFC 3339 in UTC, to the second.
fn utc(at: Timestamp) -> String {
    let seconds = at.0.div_euclid(1000);
    let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Civil from days, by Howard Hinnant's public-domain algorithm.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 {
        month_index + 3
    } else {
        month_index - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_every_desk_reads_it() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_709_164_800_000, "2024-02-29T00:00:00Z"),
            (1_764_347_090_999, "2025-11-28T16:24:50Z"),
        ] {
            assert_eq!(utc(Timestamp(ms)), text);
        }
    }
}
