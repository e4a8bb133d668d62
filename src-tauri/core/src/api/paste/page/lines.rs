//! What single lines of a page say: endpoints, headings, the encoding, how the key is sent, and the key itself.

use super::marks::{Mark, Place};
use crate::api::paste::{
    Endpoint, Found, FoundAuth, FoundPath, address,
    auth::{self, Key},
    endpoint, merge, text, values,
};
use regex_lite::Regex;
use std::sync::LazyLock;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("invariant: our own patterns are valid")
}

static METHOD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"\b(GET|POST|DELETE|PUT|PATCH)[\s`*"]{1,6}((?:https?://[^\s`|"'<)]{1,300})?/?[^\s`|"')]{1,200})"#,
    )
});
static ANSWER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)响应|返回|输出参数|出参|\bresponses?\b|\breturns?\b|^[#*\s]*[1-5]\d\d\b")
});
static REQUEST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)请求|入参|\brequests?\b|\bbody\b|\bparameters?\b|\bparams\b|查询参数|参数")
});
static BEARER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\bbearer(?:auth)?\b|\bhttp bearer\b"));

static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)^(?:--header[ =]|-H )?[`*"'\s\-]*(?P<name>authorization|x-api-key|api-key)["'`*]*\s*[:=\u{ff1a}]\s*(?P<value>[^\s].{0,400})$"#,
    )
});
static KEY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)^[`*"'\s\-•]*(?:export |set |\$env:)?[\w .\-]{0,30}(?:key|token|密钥|秘钥|令牌)["'`*\s]*[:=\u{ff1a}]\s*(?P<value>[^\s].{0,300})$"#,
    )
});
/// `**接口地址**: https://…`, `Endpoint: /v1/videos/{id}`.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)^[`*"'\s\-#]*(?:endpoint|url|path|接口地址|请求地址|请求路径|接口路径|路径|接口|地址)[`*"'\s]*[:=\u{ff1a}]\s*[`*"'<]*(?P<place>(?:https?://|/)[^\s`*"'<>|]{3,300})"#,
    )
});

/// Endpoints, headings, the encoding and the kind of key, line by line.
pub fn read(prose: &str, out: &mut Found, marks: &mut Vec<Mark>) {
    let joined = split_endpoints(prose);
    for (at, path) in &joined {
        endpoint(out, marks, *at, &path.0, &path.1);
    }
    for (at, line) in text::lines(prose) {
        let line = line.split('|').next().unwrap_or_default();
        let short = line.trim();
        let verbs = ["GET", "POST", "DELETE", "PUT", "PATCH"];
        let named = verbs.iter().any(|verb| line.contains(verb));
        for found in METHOD.captures_iter(if named { line } else { "" }).take(5) {
            endpoint(out, marks, at, &found[1], &found[2]);
        }
        if !named && let Some(found) = LABELLED.captures(short) {
            labelled(marks, at, &found["place"]);
        }
        if short.is_empty() || short.chars().count() > 400 {
            continue;
        }
        credentials(out, short);
        if short.chars().count() > 80 {
            continue;
        }
        let answer = ANSWER.is_match(short);
        if answer || REQUEST.is_match(short) {
            marks.push(Mark {
                at,
                place: Place::Same,
                answer,
            });
        }
        let about_answer = marks.last().is_some_and(|mark| mark.answer);
        if !about_answer {
            out.encoding = out.encoding.or_else(|| values::encoding(short));
        }
    }
}

/// From here on the text is about this address, even where its method stands elsewhere.
fn labelled(marks: &mut Vec<Mark>, at: usize, place: &str) {
    let path = place.split_once("://").map_or(place, |(_, rest)| {
        rest.find('/').map_or("", |slash| &rest[slash..])
    });
    let path = path.split(['?', '#']).next().unwrap_or_default();
    if let (_, Some(path)) = endpoint::split_path(path) {
        marks.push(Mark {
            at,
            place: Place::At(endpoint::endpoint(None, &path)),
            answer: false,
        });
    }
}

/// A line that is a header with a key, or that gives the key a name: `密钥: …`, `API_KEY=…`.
fn credentials(out: &mut Found, line: &str) {
    if let Some(found) = HEADER.captures(line) {
        let value = found["value"].trim_matches(['"', '\'', '`', ',', ' ', '\\', '^']);
        let rest = value.split_once(' ').map_or(value, |(_, rest)| rest);
        // Not every word behind `Authorization:` is what is sent.
        let scheme = value.to_lowercase();
        if scheme.starts_with("bearer ")
            || scheme.starts_with("basic ")
            || matches!(auth::judge(rest), Key::Real(_))
        {
            auth::header(out, &found["name"], value);
        }
    } else if let Some(found) = KEY.captures(line) {
        named_key(out, &found["value"]);
    } else if is_lone_key(line) {
        auth::put_key(out, line);
    }
    if out.auth.is_none() && BEARER.is_match(line) {
        out.auth = Some(FoundAuth::bearer());
    }
}

/// Only what looks like a key and no word: `key: primary` is about something else.
fn named_key(out: &mut Found, text: &str) {
    let text = text::unquoted(text);
    let text = text.strip_prefix("Bearer ").unwrap_or(text).trim();
    let mixed = text.chars().any(|c| c.is_ascii_digit()) && text.chars().any(char::is_alphabetic);
    if mixed && text.len() >= 12 && !text.contains("://") {
        auth::put_key(out, text);
    }
}

/// A key on a line of its own, under an address.
fn is_lone_key(line: &str) -> bool {
    line.len() >= 12
        && line.strip_prefix("sk-").is_some_and(|rest| {
            rest.chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        })
}

fn endpoint(out: &mut Found, marks: &mut Vec<Mark>, at: usize, method: &str, place: &str) {
    let path = place.split_once("://").map_or(place, |(_, rest)| {
        rest.find('/').map_or("", |slash| &rest[slash..])
    });
    let place_base = place
        .contains("://")
        .then(|| address::read(place))
        .flatten()
        .and_then(|read| read.base);
    if !path.starts_with('/') {
        return;
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let (_, endpoint) = endpoint::split_path(path);
    let Some(path) = endpoint else { return };
    let kind = endpoint::endpoint(Some(method), &path);
    marks.push(Mark {
        at,
        place: Place::At(kind),
        answer: false,
    });
    match kind {
        Some(Endpoint::Create) if path == "/videos" => {}
        Some(Endpoint::Create) => out.create_path = out.create_path.take().or(Some(path)),
        Some(endpoint) => merge::path(
            out,
            FoundPath {
                endpoint,
                method: method.to_owned(),
                path,
            },
        ),
        None => {}
    }
    out.base_url = out.base_url.take().or(place_base);
}

/// Endpoints that a page's design puts on lines of their own: `POST`, `/`, `v1`, `/`, `videos`.
fn split_endpoints(prose: &str) -> Vec<(usize, (String, String))> {
    let lines: Vec<(usize, &str)> = text::lines(prose)
        .map(|(at, line)| (at, line.trim()))
        .collect();
    let mut out = Vec::new();
    for (index, (at, line)) in lines.iter().enumerate() {
        if !matches!(*line, "GET" | "POST" | "DELETE") {
            continue;
        }
        let mut path = String::new();
        for (_, part) in lines[index + 1..].iter().take(16) {
            let slash = part.starts_with('/');
            let follows =
                path.ends_with('/') && !part.is_empty() && !part.contains(' ') && part.len() < 60;
            if !slash && !follows {
                break;
            }
            path.push_str(part);
        }
        if path.len() > 1 {
            out.push((*at, ((*line).to_owned(), path)));
        }
    }
    out
}
