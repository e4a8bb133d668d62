//! Taking an HTTP answer apart: faults, redirects, hints to wait, ranges, and what may stand in a receipt.

use crate::{
    api::{Content, Fault, Trace, reach::LeadsHome},
    domain::sha256_hex,
};
use bytes::Bytes;
use futures_util::StreamExt;
use reqwest::{
    Response,
    header::{self, HeaderMap},
};
use std::time::{Duration, Instant, SystemTime};
use url::Url;

/// Largest answer that is read whole.
const JSON_LIMIT: usize = 16 << 20;
/// The same for an answer that carries the video inside (`wire.md` 3.B 12).
const INLINE_LIMIT: usize = 512 << 20;
/// How much of an answer a receipt keeps.
const RECEIPT_LIMIT: usize = 64 << 10;
/// Longest wait that a server may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// Sorts reqwest's errors by what they prove. The address is left out: it may carry a signature. `proxied`: a proxy of the
/// settings stands before the server, so that a connection that was not made was one to the proxy.
pub(super) fn fault(error: reqwest::Error, proxied: bool) -> Fault {
    let error = error.without_url();
    let text = deepest(&error);
    // No connection was made, and none may be: not a matter of trying again.
    if leads_home(&error) {
        return Fault::Forbidden(text);
    }
    if error.is_connect() && (proxied && !is_tls(&text) || through_a_proxy(&error)) {
        return Fault::Proxy(text);
    }
    if error.is_connect() {
        return if is_tls(&text) {
            Fault::Tls(text)
        } else {
            Fault::Connect(text)
        };
    }
    if error.is_builder() {
        return Fault::Request(text);
    }
    if error.is_timeout() {
        Fault::Timeout
    } else {
        Fault::Broken(text)
    }
}

fn is_tls(text: &str) -> bool {
    let text = text.to_lowercase();
    let words = ["certificate", "tls", "handshake", "invalid peer"];
    words.iter().any(|word| text.contains(word))
}

/// Whether a cause speaks of a tunnel: a proxy of the environment that refused, or was not there.
fn through_a_proxy(error: &dyn std::error::Error) -> bool {
    let mut here = Some(error);
    while let Some(cause) = here {
        let text = cause.to_string().to_lowercase();
        if ["tunnel", "proxy", "socks"]
            .iter()
            .any(|word| text.contains(word))
        {
            return true;
        }
        here = cause.source();
    }
    false
}

/// Whether a cause is our own resolver's refusal.
fn leads_home(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| error.source())
        .any(<dyn std::error::Error>::is::<LeadsHome>)
}

/// The innermost cause says most: "connection refused" rather than "error sending request".
fn deepest(error: &dyn std::error::Error) -> String {
    let mut here = error;
    while let Some(inner) = here.source() {
        here = inner;
    }
    here.to_string()
}

/// Scheme, host, port and path; the query is left out because it may be a signature.
pub fn shown_address(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_query(None);
    shown.set_fragment(None);
    let _no_password = (shown.set_username(""), shown.set_password(None));
    shown.to_string()
}

/// Begins a receipt line.
pub(super) fn trace(method: &'static str, url: &Url, started: Instant) -> Trace {
    Trace {
        method,
        url: shown_address(url),
        elapsed_ms: i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX),
        ..Trace::default()
    }
}

/// Request-id headers are what a provider's support asks for first.
pub(super) fn note_headers(trace: &mut Trace, response: &Response) {
    const NAMES: [&str; 7] = [
        "x-request-id",
        "request-id",
        "x-oneapi-request-id",
        "x-amzn-requestid",
        "apim-request-id",
        "cf-ray",
        "x-trace-id",
    ];
    trace.status = Some(response.status().as_u16());
    let header = |name: &&str| {
        let value = response.headers().get(*name)?.to_str().ok()?;
        Some(format!(
            "{name}: {}",
            value.chars().take(200).collect::<String>()
        ))
    };
    trace.request_ids = NAMES.iter().filter_map(header).collect();
}

/// Keeps the start of a body, and the digest of all of it.
pub(super) fn note_body(trace: &mut Trace, body: &Bytes) {
    trace.body_sha256 = Some(sha256_hex(body));
    trace.body = Some(shown_text(body));
}

/// The beginning of a text, without the queries of addresses.
pub(super) fn shown_text(body: &[u8]) -> String {
    let kept = &body[..body.len().min(RECEIPT_LIMIT)];
    redact_queries(&String::from_utf8_lossy(kept))
}

/// Cuts the query off every address in a text: signed addresses are as good as keys while they last. Also where slashes are
/// escaped, as some JSON writers do.
pub(super) fn redact_queries(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find_http(rest) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (address, after) = from.split_at(end_of_address(from));
        match address.split_once('?') {
            Some((path, _)) if address.contains("://") || address.contains(r":\/\/") => {
                out.push_str(path);
                out.push_str("?…");
            }
            Some(_) | None => out.push_str(address),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn find_http(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(3)).find(|at| bytes[*at..*at + 4].eq_ignore_ascii_case(b"http"))
}

/// An address ends at white space, at a quote, or at a backslash that does not escape one of its slashes or signs.
fn end_of_address(text: &str) -> usize {
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        let escape = letter == '\\' && matches!(next, Some('/' | 'u'));
        let ends = letter.is_whitespace() || matches!(letter, '"' | '\'' | '<' | '>' | '\\');
        if ends && !escape {
            return at;
        }
    }
    text.len()
}

/// How much of a body we are ready to read: more where the video stands in it as Base64.
#[derive(Debug, Default)]
pub(super) struct Limit {
    inline: bool,
}

impl Limit {
    /// A body of JSON becomes too large only once it is known that no video stands in it; a long prompt may come before it,
    /// so all that came is looked through, once.
    pub fn check(&mut self, so_far: &[u8]) -> Result<(), Fault> {
        if so_far.len() > JSON_LIMIT && !self.inline {
            self.inline = holds_video(so_far);
        }
        let limit = if self.inline {
            INLINE_LIMIT
        } else {
            JSON_LIMIT
        };
        if so_far.len() > limit {
            return Err(Fault::TooLarge(limit as u64));
        }
        Ok(())
    }
}

/// Whether a text shows that bytes stand in it.
pub(super) fn holds_video(text: &[u8]) -> bool {
    let marks: [&[u8]; 3] = [b"b64_json", b"base64", b"data:video"];
    let begins = |at: usize| marks.iter().any(|mark| text[at..].starts_with(mark));
    (0..text.len()).any(|at| matches!(text[at], b'b' | b'd') && begins(at))
}

/// Where an answer points, resolved.
pub(super) fn redirect(response: &Response) -> Option<Url> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.headers().get(header::LOCATION)?.to_str().ok()?;
    response.url().join(location).ok()
}

/// `openai-poll-after-ms`, `retry-after-ms`, `Retry-After` in seconds or as a date; ten minutes at most.
pub(super) fn wait(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let number = |name: &str, unit_ms: f64| {
        let ms = text(name)?.parse::<f64>().ok()? * unit_ms;
        (ms.is_finite() && ms >= 0.0).then(|| Duration::from_secs_f64((ms / 1000.0).min(600.0)))
    };
    number("openai-poll-after-ms", 1.0)
        .or_else(|| number("retry-after-ms", 1.0))
        .or_else(|| number("retry-after", 1000.0))
        .or_else(|| {
            let at = httpdate::parse_http_date(text("retry-after")?).ok()?;
            Some(
                at.duration_since(SystemTime::now())
                    .unwrap_or_default()
                    .min(LONGEST_WAIT),
            )
        })
}

/// The answer to a download, with its body still coming.
pub(super) fn content(response: Response) -> Content {
    let headers = response.headers();
    let text = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    let status = response.status().as_u16();
    let range = text(header::CONTENT_RANGE);
    let range = range.as_deref();
    let complete = range.and_then(unsatisfied).filter(|_| status == 416);
    let range = range.and_then(content_range);
    let length = text(header::CONTENT_LENGTH).and_then(|value| value.parse().ok());
    let resumable = status == 206
        || text(header::ACCEPT_RANGES).is_some_and(|value| value.eq_ignore_ascii_case("bytes"));
    // Without a length a layer may have been taken off, and then the server counts other bytes than we have.
    let counted = length.is_some() || range.is_some();
    let validator = validator(headers);
    Content {
        status,
        length,
        range,
        complete,
        resumable: resumable && counted && validator.is_some(),
        validator,
        wait: wait(headers),
        body: response
            .bytes_stream()
            .map(|chunk| chunk.map_err(|error| fault(error, false)))
            .boxed(),
    }
}

/// What promises the same bytes: a strong `ETag`, since a weak one does not (RFC 9110, 8.8.1), or a `Last-Modified` that was
/// over when the answer was made (8.8.2.2); no other may stand in `If-Range` (13.1.5).
fn validator(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name)?.to_str().ok();
    if let Some(tag) = text(header::ETAG) {
        let strong = tag.len() >= 2 && tag.starts_with('"') && tag.ends_with('"');
        return strong.then(|| tag.to_owned());
    }
    let modified = text(header::LAST_MODIFIED)?;
    let [at, answered] = [modified, text(header::DATE)?].map(httpdate::parse_http_date);
    let apart = answered.ok()?.duration_since(at.ok()?).ok()?;
    (apart >= Duration::from_secs(1)).then(|| modified.to_owned())
}

/// `bytes */1234` → the length of the whole (RFC 9110, 14.4).
fn unsatisfied(value: &str) -> Option<u64> {
    value
        .strip_prefix("bytes ")?
        .trim()
        .strip_prefix("*/")?
        .trim()
        .parse()
        .ok()
}

/// `bytes 500-999/1234` → first byte and total.
fn content_range(value: &str) -> Option<(u64, Option<u64>)> {
    let (span, total) = value.strip_prefix("bytes ")?.split_once('/')?;
    let (first, _) = span.split_once('-')?;
    Some((first.trim().parse().ok()?, total.trim().parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_address_loses_its_signature_in_a_receipt() {
        let text =
            r#"{"url":"https://cdn.example/v.mp4?X-Sig=abc&k=1","note":"see http://a.example/?q"}"#;
        let shown = redact_queries(text);
        assert!(!shown.contains("abc") && !shown.contains("?q"), "{shown}");
    }

    #[test]
    fn a_wait_is_read_in_every_form_and_never_beyond_ten_minutes() {
        let read = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().expect("a value"));
            wait(&headers)
        };
        assert_eq!(
            read("openai-poll-after-ms", "2500"),
            Some(Duration::from_millis(2500))
        );
        assert_eq!(
            read("retry-after", "1.5"),
            Some(Duration::from_millis(1500))
        );
        assert_eq!(read("retry-after", "1e12"), Some(LONGEST_WAIT));
        assert_eq!(read("retry-after", "-3"), None);
        assert_eq!(read("retry-after", "NaN"), None);
        assert_eq!(
            read("retry-after", "Thu, 01 Jan 1970 00:00:00 GMT"),
            Some(Duration::ZERO)
        );
    }

    #[test]
    fn only_what_promises_the_same_bytes_is_a_validator() {
        const OLD: &str = "Sat, 21 Nov 2026 10:00:00 GMT";
        const NEW: &str = "Sat, 21 Nov 2026 10:00:01 GMT";
        let read = |tag: Option<&'static str>, modified, date: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            let mut add = |name, value: Option<&'static str>| {
                if let Some(value) = value {
                    headers.insert(name, value.parse().expect("a value"));
                }
            };
            add(header::ETAG, tag);
            add(header::LAST_MODIFIED, modified);
            add(header::DATE, date);
            validator(&headers)
        };
        assert_eq!(
            read(Some("\"a\""), Some(OLD), Some(NEW)).as_deref(),
            Some("\"a\"")
        );
        assert_eq!(read(None, Some(OLD), Some(NEW)).as_deref(), Some(OLD));
        for weak in [
            read(Some("W/\"a\""), Some(OLD), Some(NEW)),
            read(Some("a"), None, None),
            read(None, Some(NEW), Some(NEW)),
            read(None, Some(OLD), None),
            read(None, Some("yesterday"), Some(NEW)),
        ] {
            assert_eq!(weak, None);
        }
    }

    #[test]
    fn a_refused_range_tells_how_long_the_whole_is() {
        assert_eq!(unsatisfied("bytes */1234"), Some(1234));
        assert_eq!(unsatisfied("bytes 0-1/1234"), None);
    }

    #[test]
    fn a_video_behind_a_long_prompt_may_be_larger_than_json() {
        let body = |mark: &str| {
            let prompt = "x".repeat(100_000);
            let mut body = format!(r#"{{"prompt":"{prompt}","data":[{{"{mark}":""#).into_bytes();
            body.resize(JSON_LIMIT + 1, b'A');
            body
        };
        assert_eq!(Limit::default().check(&body("b64_json")), Ok(()));
        let too_large = Fault::TooLarge(JSON_LIMIT as u64);
        assert_eq!(Limit::default().check(&body("note")), Err(too_large));
    }

    #[test]
    fn a_content_range_gives_its_start_and_total() {
        assert_eq!(content_range("bytes 500-999/1234"), Some((500, Some(1234))));
        assert_eq!(content_range("bytes 500-999/*"), Some((500, None)));
        assert_eq!(content_range("items 1-2/3"), None);
    }
}
