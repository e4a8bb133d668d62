//! What must never reach a log line, whatever a dependency prints: keys, the headers that carry them, queries of addresses,
//! pictures written as text.
//!
//! Works on finished lines, behind everything that writes them, so that nobody has to think of it. Two nets: the very keys
//! that this process has used, and the forms in which keys are written. Rather takes too much than too little. Knows no log.

use regex_lite::Regex;
use secrecy::{ExposeSecret, SecretString};
use std::{
    borrow::Cow,
    io,
    sync::{LazyLock, PoisonError, RwLock},
};

/// What stands for what was taken out.
const DOTS: &str = "…";
/// A shorter key is a word like any other.
const SHORTEST: usize = 6;

/// Keys that this process has put on a request, in each form in which one may be printed.
static USED: RwLock<Vec<SecretString>> = RwLock::new(Vec::new());

/// Forms and what is written in their place, in the order in which they are looked for.
static FORMS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    [
        // RFC 2397: pictures, and nobody reads them in a log.
        (r#"(?i)\bdata:[a-z0-9.+/-]+[;,][^\s"'<>)\\]*"#, "data:…"),
        // RFC 3986, 3.2.1: name and password.
        (r#"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/@"'?#]+@"#, "${1}…@"),
        // A query may be a signature; also as URL types print it.
        (
            r#"\?[^\s"'<>\\=?]*=(?:[^\s"'<>\\]|\\[u/])*"#,
            "?…",
        ),
        (r#"\b(query|password): Some\("[^"]*"\)"#, r#"$1: Some("…")"#),
        (
            r#"(?i)((?:proxy-)?authorization|x-api-key|api-key|apikey|x-goog-api-key|x-auth-token|x-amz-security-token|set-cookie|cookie)(\\?["']?\)?\s*[:=,]\s*b?\\?["']?)[^"'\r\n,}\\]+"#,
            "$1$2…",
        ),
        (r"(?i)\b(bearer|basic)\s+[a-z0-9+/=._~-]{6,}", "$1 …"),
        (
            r#"(?i)(api_?key|access_?key|access_?token|auth_?token|secret|secret_?key|password|token)(\\?["']?\s*[:=]\s*\\?["']?)[^\s"',}&\\]{6,}"#,
            "$1$2…",
        ),
        (r"\b(?:sk|pk|rk|xai|gsk|hf|ghp)[-_][A-Za-z0-9_-]{8,}", DOTS),
        (r"\b(?:AKIA|AIza)[A-Za-z0-9_-]{12,}", DOTS),
        // Nobody writes a word that long.
        (r"[A-Za-z0-9+/_-]{256,}={0,2}", DOTS),
    ]
    .into_iter()
    .filter_map(|(form, instead)| Some((Regex::new(form).ok()?, instead)))
    .collect()
});

/// Takes this key out of every later line. `value`: what stands in its header, with or without the word before it.
pub fn hide(value: &str) {
    let whole = value.trim();
    let bare = whole.rsplit(' ').next().unwrap_or(whole);
    if bare.len() < SHORTEST {
        return;
    }
    let known = USED.read().unwrap_or_else(PoisonError::into_inner);
    if known.iter().any(|used| used.expose_secret() == bare) {
        return;
    }
    drop(known);
    let encoded = percent_encoding::utf8_percent_encode(bare, percent_encoding::NON_ALPHANUMERIC);
    let encoded = encoded.to_string();
    let mut used = USED.write().unwrap_or_else(PoisonError::into_inner);
    if encoded != bare {
        used.push(SecretString::from(encoded));
    }
    used.push(SecretString::from(bare));
}

/// The text without what must not be logged.
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(text);
    for used in USED.read().unwrap_or_else(PoisonError::into_inner).iter() {
        if out.contains(used.expose_secret()) {
            out = Cow::Owned(out.replace(used.expose_secret(), DOTS));
        }
    }
    for (form, instead) in FORMS.iter() {
        if form.is_match(&out) {
            out = Cow::Owned(form.replace_all(&out, *instead).into_owned());
        }
    }
    out
}

/// The same for every text inside a JSON value. Names stay.
pub fn redact_value(value: &mut serde_json::Value) {
    use serde_json::Value;
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
        Value::String(text) => {
            if let Cow::Owned(redacted) = redact(text) {
                *text = redacted;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(redact_value),
        Value::Object(members) => redact_members(members),
    }
}

/// The same for the members of an object; one that is named like a key keeps nothing of its value.
pub fn redact_members(members: &mut serde_json::Map<String, serde_json::Value>) {
    for (name, value) in members {
        let flat = name.to_ascii_lowercase().replace(['_', '-'], "");
        let is_key = ["apikey", "token", "secret", "password", "authorization"]
            .iter()
            .any(|word| flat.ends_with(word));
        if is_key && value.is_string() {
            *value = serde_json::Value::String(DOTS.to_owned());
        } else {
            redact_value(value);
        }
    }
}

/// A writer of log lines that lets nothing through. Every write is taken for whole lines, as a log formatter makes them.
#[derive(Debug)]
pub struct Redacting<W>(pub W);

impl<W: io::Write> io::Write for Redacting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        self.0.write_all(redact(&text).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use io::Write as _;

    const CANARY: &str = "c4n4ry0f1e2d3c4b5a";

    #[test]
    fn no_form_in_which_a_key_is_printed_passes() {
        for line in [
            format!("authorization: Bearer {CANARY}"),
            format!(r#"headers: {{"authorization": "Bearer {CANARY}", "accept": "*/*"}}"#),
            format!(r#"[("x-api-key", "{CANARY}")]"#),
            format!("GET /v1 HTTP/1.1\\r\\nX-Api-Key: {CANARY}\\r\\nhost: a"),
            format!("Proxy-Authorization: Basic {CANARY}"),
            format!("https://user:{CANARY}@host.example/v1"),
            format!("https://cdn.example/v.mp4?X-Amz-Signature={CANARY}&x=1"),
            format!(r#"{{"url":"https:\/\/cdn.example\/v.mp4?e=1\u0026sig={CANARY}"}}"#),
            format!("GET /files/v.mp4?{CANARY}=1&sig={CANARY} HTTP/1.1"),
            format!(r#"Url {{ path: "/v.mp4", query: Some("sig={CANARY}"), fragment: None }}"#),
            format!("data:image/png;base64,{CANARY}"),
            format!(r#"{{"api_key":"{CANARY}"}}"#),
            format!("refused: sk-{CANARY}"),
            "Qm9hdA".repeat(60) + CANARY,
        ] {
            let shown = redact(&line);
            assert!(!shown.contains(CANARY), "{line} became {shown}");
        }
    }

    #[test]
    fn a_key_that_was_used_is_known_wherever_it_stands() {
        hide("Key plain+word/used-once");
        let shown = redact("the server said plain+word/used-once or plain%2Bword%2Fused%2Donce");
        assert_eq!(shown, "the server said … or …");
    }

    #[test]
    fn words_of_a_log_stay_as_they_are() {
        for line in [
            "INFO job=job_01 an event came too late",
            "connecting to https://gateway.example/v1/videos",
            "what now? state=queued",
            "held: the key is missing",
        ] {
            assert!(matches!(redact(line), Cow::Borrowed(_)), "{line}");
        }
    }

    #[test]
    fn a_writer_lets_nothing_through() {
        let mut written = Vec::new();
        let mut log = Redacting(&mut written);
        log.write_all(format!("authorization: {CANARY}\n").as_bytes())
            .expect("written");
        assert_eq!(String::from_utf8_lossy(&written), "authorization: …\n");
    }

    #[test]
    fn every_form_compiles() {
        assert_eq!(FORMS.len(), 10);
    }
}
