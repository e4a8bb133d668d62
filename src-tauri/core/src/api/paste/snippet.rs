//! Pieces of programs (Python, JavaScript and alike): the address, the key's header and the body, where they are written as
//! literals. Not a parser of those languages: whatever a program computes stays out.

use super::{
    Endpoint, Found, FoundAuth, NO_ADDRESS, Source, address, auth, endpoint, example, json, merge,
    values,
};
use regex_lite::Regex;
use std::sync::LazyLock;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("invariant: our own patterns are valid")
}

static SIGNS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:requests\.(?:post|get|request)|httpx\.|\bfetch\s*\(|axios|OpenAI\s*\(|videos\.create|http\.NewRequest|new Request\(|Invoke-RestMethod|Invoke-WebRequest|CURLOPT_URL|HttpClient|OkHttp|urllib|import requests|import openai|from openai)",
    )
});

/// `base_url="…"`, `baseURL: '…'`, `url = "…"`, `fetch("…"`, `-Uri "…"`.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)(?P<what>base_?url|api_?base|endpoint|\bhost|\burl|uri|post|get|fetch|request|newrequest)["']?\s*(?:=>|[:=(,]|\s)\s*(?:["'](?:POST|GET)["']\s*,\s*)?[frb]?["'`](?P<url>(?:https?://|/v|/videos)[^"'`\s]{0,500})["'`]"#,
    )
});

static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)["']?(?P<name>authorization|x-api-key|api-key|x-[a-z\-]{0,40}key)["']?\s*(?:=>|[:=,])\s*[frb]?(?:"(?P<a>[^"\n]{0,400})"|'(?P<b>[^'\n]{0,400})'|`(?P<c>[^`\n]{0,400})`)"#,
    )
});

static KEY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)\bapi_?key\s*[:=]\s*(?P<all>(?:os\.(?:environ|getenv)[^\n,]{0,100}|process\.env\.\w{1,64}|"[^"\n]{0,300}"|'[^'\n]{0,300}'))"#,
    )
});

/// Before a body.
static BODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\bjson|\bdata|\bpayload|\bbody|\bparams|stringify|json\.dumps|json_encode|\bfiles)\s*(?:=|:|\()\s*(?:JSON\.stringify\s*\(|json\.dumps\s*\()?\s*$",
    )
});

static ARGUMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?P<name>\b[a-z_][a-z0-9_]{0,60})\s*[=:]\s*(?:"(?P<a>[^"\n]{0,4000})"|'(?P<b>[^'\n]{0,4000})'|(?P<file>open\s*\(|fs\.|Path\s*\()|(?P<c>-?[0-9.]{1,20}|true|false|True|False))"#,
    )
});

/// Reads the program in a text, if there is one.
pub fn read(text: &str) -> Option<Found> {
    SIGNS.find(text)?;
    let mut out = Found::new(Source::Snippet);
    place(&mut out, text);
    for found in HEADER.captures_iter(text).take(20) {
        let value = ["a", "b", "c"]
            .iter()
            .find_map(|group| found.name(group))
            .map_or("", |value| value.as_str());
        auth::header(&mut out, &found["name"], value);
    }
    if let Some(found) = KEY.captures(text) {
        // The client libraries send a bearer token.
        if text.contains("OpenAI(") || text.contains("openai") {
            out.auth.get_or_insert_with(FoundAuth::bearer);
        }
        auth::put_key(&mut out, &found["all"]);
    }
    bodies(&mut out, text);
    arguments(&mut out, text);
    (out.base_url.is_some() || !out.fields.is_empty()).then_some(out)
}

/// Objects that are given as a body, also within the options of a call.
fn bodies(out: &mut Found, text: &str) {
    for range in json::all_regions(text).into_iter().take(2_000) {
        let before = cut_start(&text[..range.start], 80);
        if !BODY.is_match(before) {
            continue;
        }
        let Some(body) = json::lenient(&text[range]).filter(|body| !json::is_answer(body)) else {
            continue;
        };
        let headers = |name: &String| name.eq_ignore_ascii_case("authorization");
        if body.as_object().is_some_and(|all| all.keys().any(headers)) {
            continue;
        }
        for field in example::json(&body) {
            merge::field(out, field);
        }
        if before.to_lowercase().contains("json") {
            out.encoding = out.encoding.or(Some(super::BodyEncoding::Json));
        }
    }
}

fn cut_start(text: &str, most: usize) -> &str {
    let mut start = text.len().saturating_sub(most);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

fn place(out: &mut Found, text: &str) {
    for found in ADDRESS.captures_iter(text).take(50) {
        let url = &found["url"];
        let Some(read) = address::read(url).filter(|_| url.contains("://")) else {
            continue;
        };
        let Some(base) = read.base else {
            out.unplaced.push(NO_ADDRESS.to_owned());
            continue;
        };
        let named = found["what"].to_lowercase().contains("base");
        let endpoint = read
            .endpoint
            .as_deref()
            .and_then(|path| endpoint::endpoint(None, path));
        let ours = endpoint.is_some()
            || named
            || (read.endpoint.is_none() && base.path() != "/" && !is_file(base.path()));
        if ours && out.base_url.is_none() {
            out.base_url = Some(base);
            out.base_guessed = read.guessed;
            if endpoint == Some(Endpoint::Create) {
                out.create_path = read.endpoint.filter(|path| path != "/videos");
            }
        }
    }
}

fn is_file(path: &str) -> bool {
    let ends = [
        ".jpg", ".jpeg", ".png", ".webp", ".mp4", ".gif", ".html", ".js", ".css", ".mp3", ".wav",
        ".mov",
    ];
    ends.iter()
        .any(|end| path.to_ascii_lowercase().ends_with(end))
}

/// `client.videos.create(model="…", prompt="…")`.
fn arguments(out: &mut Found, text: &str) {
    for (at, sign) in text.match_indices("videos.create").take(10) {
        let rest = &text[at + sign.len()..];
        let rest = rest
            .strip_prefix("_and_poll")
            .or_else(|| rest.strip_prefix("AndPoll"))
            .unwrap_or(rest);
        let Some(rest) = rest.strip_prefix('(') else {
            continue;
        };
        let body = &rest[..closing(rest)];
        for found in ARGUMENT.captures_iter(body).take(100) {
            let name = &found["name"];
            let field = match (found.name("a").or_else(|| found.name("b")), found.name("c")) {
                (Some(text), _) => example::part(name, text.as_str()),
                (None, Some(literal)) => literal_field(name, literal.as_str()),
                (None, None) => super::FoundField::new(name, super::FieldKind::File),
            };
            merge::field(out, field);
        }
    }
}

fn literal_field(name: &str, text: &str) -> super::FoundField {
    let value = serde_json::from_str(&text.to_lowercase()).unwrap_or_default();
    let mut field = super::FoundField::new(name, values::kind_of_value(name, &value));
    values::add(&mut field.examples, value);
    field
}

/// Where the parenthesis closes that was open at the beginning.
fn closing(text: &str) -> usize {
    let mut depth = 1_usize;
    for (at, byte) in text.bytes().enumerate().take(20_000) {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    let mut end = text.len().min(20_000);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}
