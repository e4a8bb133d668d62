//! A dossier as text, for a provider's support desk: what was asked, what was said, what came. No key, no query string, and
//! nothing that steers a terminal.

mod words;

use super::dossier::number;
use crate::{
    domain::{Delivered, SentBody, Timestamp, plain},
    dto::{Asked, Dossier, Language, ReceiptLine},
};
use std::fmt::Write as _;
use words::{CHINESE, ENGLISH, Words, chinese_state, differing};

/// Longest answer that is quoted for one line, in characters.
const QUOTE: usize = 2_000;
/// Columns of a label; a Chinese letter takes two.
const LABEL: usize = 16;

/// The text. `System` is English: support desks everywhere read it.
pub fn text(dossier: &Dossier, language: Language) -> String {
    let words = match language {
        Language::System | Language::En => &ENGLISH,
        Language::ZhCn => &CHINESE,
    };
    let mut out = Sheet {
        words,
        text: String::new(),
    };
    out.heading(words.title);
    head(&mut out, dossier, language);
    out.heading(words.asked);
    asked(&mut out, &dossier.asked);
    out.heading(words.delivered);
    match &dossier.delivered {
        Some(came) => delivered(&mut out, came),
        None => out.row(words.delivered, words.nothing),
    }
    for differs in &dossier.differences {
        let what = differing(words, differs.what);
        let text = format!("{what}: {} → {}", differs.asked, differs.delivered);
        out.row(words.differs, &text);
    }
    out.heading(words.lines);
    for line in &dossier.lines {
        one(&mut out, line);
    }
    let _ = writeln!(out.text, "\n{}", words.left_out);
    out.text
}

/// The report as it grows.
struct Sheet {
    words: &'static Words,
    text: String,
}

impl Sheet {
    fn heading(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let _ = writeln!(self.text, "{text}");
    }

    /// A label and its value; nothing when there is none. Further lines of the value stand below its first.
    fn row(&mut self, label: &str, value: &str) {
        let shown = plain(value);
        let mut lines = shown.lines();
        let Some(first) = lines.next() else { return };
        let wide: usize = label
            .chars()
            .map(|letter| 1 + usize::from(!letter.is_ascii()))
            .sum();
        let gap = " ".repeat(LABEL.saturating_sub(wide).max(1));
        let _ = writeln!(self.text, "  {label}{gap}{first}");
        for line in lines {
            let _ = writeln!(self.text, "  {}{line}", " ".repeat(LABEL));
        }
    }

    fn maybe(&mut self, label: &str, value: Option<&str>) {
        self.row(label, value.unwrap_or_default());
    }

    fn at(&mut self, label: &str, at: Option<Timestamp>) {
        self.row(label, &at.map(utc).unwrap_or_default());
    }

    /// A line of an entry.
    fn part(&mut self, text: &str) {
        for line in plain(text).lines() {
            let _ = writeln!(self.text, "    {line}");
        }
    }
}

fn head(out: &mut Sheet, dossier: &Dossier, language: Language) {
    let words = out.words;
    let address = dossier.server_address.as_deref().unwrap_or(words.local);
    let state = match language {
        Language::System | Language::En => dossier.state.as_str(),
        Language::ZhCn => chinese_state(dossier.state),
    };
    out.row(words.job, dossier.job.as_str());
    out.row(words.server, &format!("{} ({address})", dossier.server));
    let remote = dossier.remote_id.as_deref().unwrap_or(words.no_remote_id);
    out.row(words.remote_id, remote);
    out.row(words.state, state);
    out.maybe(words.made_from, dossier.made_from.as_deref());
    out.row(words.pressed, &utc(dossier.pressed_at));
    out.at(words.sent, dossier.sent_at);
    out.at(words.accepted, dossier.accepted_at);
    out.at(words.ended, dossier.ended_at);
    out.at(words.expires, dossier.expires_at);
    out.at(words.removed, dossier.removed_at);
    let said = dossier
        .error
        .as_ref()
        .and_then(|error| error.message.as_deref());
    out.maybe(words.server_said, said);
}

fn asked(out: &mut Sheet, asked: &Asked) {
    let words = out.words;
    let model = Some(asked.model.as_str()).filter(|model| !model.is_empty());
    out.row(words.model, model.unwrap_or(words.servers_choice));
    out.row(words.prompt, &asked.prompt);
    out.maybe(words.size, asked.size.as_deref());
    out.maybe(words.aspect, asked.aspect.as_deref());
    out.maybe(words.tier, asked.tier.as_deref());
    out.maybe(words.seconds, asked.seconds.map(number).as_deref());
    for (name, value) in &asked.parameters {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        out.row(name, &text);
    }
    for picture in &asked.pictures {
        let bytes = picture
            .bytes
            .map(|bytes| format!("{bytes} {}", words.bytes));
        let sha256 = picture
            .sha256
            .as_ref()
            .map(|sha256| format!("sha256 {sha256}"));
        let parts = [
            Some(format!(
                "{} \u{201c}{}\u{201d}",
                picture.role.as_str(),
                picture.name
            )),
            picture.mime.clone(),
            picture.size.clone(),
            bytes,
            sha256,
            picture.address.clone(),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        out.row(words.picture, &parts.join(", "));
    }
    if let Some(body) = &asked.body {
        out.row(words.body, &sent(words, body));
    }
}

fn sent(words: &Words, body: &SentBody) -> String {
    let mut text = format!("{} {}, sha256 {}", body.bytes, words.bytes, body.sha256);
    if !body.whole {
        let _ = write!(text, " ({})", words.incomplete);
    }
    text
}

fn delivered(out: &mut Sheet, came: &Delivered) {
    let words = out.words;
    out.row(words.file, &came.name);
    let bytes = format!("{} {}, sha256 {}", came.bytes, words.bytes, came.sha256);
    out.row("", &bytes);
    if let Some(first) = &came.received {
        let text = format!("{} {}, sha256 {}", first.bytes, words.bytes, first.sha256);
        out.row(words.as_it_came, &text);
    }
    let size = came.width.zip(came.height);
    let size = size.map(|(width, height)| format!("{width}x{height}"));
    out.row(words.kind, &came.mime);
    out.maybe(words.codec, came.codec.as_deref());
    out.maybe(words.size, size.as_deref());
    out.maybe(words.seconds, came.seconds.map(number).as_deref());
    out.maybe(words.fps, came.fps.map(number).as_deref());
    let sound = came
        .has_audio
        .map(|sound| if sound { words.yes } else { words.no });
    out.maybe(words.sound, sound);
}

fn one(out: &mut Sheet, line: &ReceiptLine) {
    let words = out.words;
    let mut first = utc(line.at);
    if let (Some(method), Some(url)) = (&line.method, &line.url) {
        let _ = write!(first, "  {method} {url}");
    }
    if let Some(status) = line.status {
        let _ = write!(first, "  HTTP {status}");
    }
    if let Some(elapsed) = line.elapsed_ms {
        let _ = write!(first, "  {elapsed} ms");
    }
    let _ = writeln!(out.text, "  {}", plain(&first));
    if let Some(last) = line.last_at.filter(|_| line.times > 1) {
        let (first, last) = (utc(line.at), utc(last));
        out.part(&format!(
            "{} {}, {} {first}, {} {last}",
            line.times, words.times, words.first, words.last
        ));
    }
    if let Some(range) = &line.range {
        out.part(&format!("{} {range}", words.range));
    }
    if let Some(body) = &line.sent {
        out.part(&format!("{} {}", words.request_body, sent(words, body)));
    }
    for hop in &line.redirects {
        out.part(&format!("{} {hop}", words.redirected));
    }
    for id in &line.request_ids {
        out.part(id);
    }
    for id in &line.last_request_ids {
        out.part(&format!("{} {id}", words.last));
    }
    if let Some(body) = &line.body {
        out.part(&body.chars().take(QUOTE).collect::<String>());
    }
    if let Some(digest) = &line.body_sha256 {
        out.part(&format!("sha256 {digest}"));
    }
}

/// RFC 3339 in UTC, to the second.
pub fn utc(at: Timestamp) -> String {
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
