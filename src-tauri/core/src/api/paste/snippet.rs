//! Pieces of programs (Python, JavaScript and alike): the address, the key's header and the body, where they are written as
//! literals. Not a parser of those languages: whatever a program computes stays out.

use super::{
    BodyEncoding, Endpoint, FieldKind, Found, FoundAuth, FoundField, Leftover, Source, address,
    auth, endpoint, example, json, merge, text, values,
};
use regex_lite::Regex;
use std::sync::LazyLock;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("invariant: our own patterns are valid")
}

static SIGNS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:requests\.(?:post|get|request)|httpx\.|\bfetch\s*\(|axios|OpenAI\s*\(|videos\.create|http\.NewRequest|new Request\(|Invoke-RestMethod|Invoke-WebRequest|CURLOPT_URL|HttpClient|OkHttp|urllib|http\.client|FormData|import requests|import openai|from openai)",
    )
});

/// `base_url="…"`, `baseURL: '…'`, `url = "…"`, `fetch("…"`, `-Uri "…"`.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)(?P<what>base_?url|api_?base|endpoint|\bhost|\burl|curlopt_url|uri|post|get|fetch|request|newrequest)["']?\s*(?:=>|:=|[:=(,]|\s)\s*(?:["'](?:POST|GET)["']\s*,\s*)?[frb]?["'`]?(?P<url>https?://[^"'`\s]{1,500})"#,
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

/// `"Authorization: Bearer …"`, as PHP writes a header.
static HEADER_TEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"(?i)["'](?P<name>authorization|x-api-key|api-key):\s*(?P<value>[^"'\n]{1,400})["']"#)
});

/// Python's `http.client`: the host, and the path of the request.
static CONNECTION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(HTTPS?)Connection\(\s*["']([^"'\s]{1,200})["']"#));
static REQUEST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"\.request\(\s*["']POST["']\s*,\s*["'](/[^"'\s]{1,300})["']"#));

/// `form.append("prompt", "…")`.
static APPENDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"\.(?:append|set|addFormDataPart)\(\s*["'](?P<name>[\w.\[\]]{1,60})["']\s*,\s*(?:"(?P<a>[^"\n]{0,4000})"|'(?P<b>[^'\n]{0,4000})'|(?P<c>[^\n]{0,200}))"#,
    )
});

/// `"input_reference": open(…)`, `('input_reference', ('a.png', open(…)))`.
static FILE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"["'](?P<name>[\w.\[\]]{1,60})["']\s*[:,]\s*\(?\s*(?:["'][^"'\n]{0,200}["']\s*,\s*)?open\s*\("#,
    )
});

/// Before a body.
static BODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)(?:\bjson|\bdata|\bpayload|\bbody|\bextra_body|\bparams|stringify|json\.dumps|json_encode|\bfiles|CURLOPT_POSTFIELDS|NewReader|\.create)\s*(?:=>|:=|=|:|\(|\s)\s*(?:JSON\.stringify\s*\(|json\.dumps\s*\(|strings\.NewReader\s*\(|\w{1,40}\s*,)?\s*["'`@]?$"#,
    )
});

static ARGUMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?P<name>\b[a-z_][a-z0-9_]{0,60})\s*[=:]\s*(?:"(?P<a>[^"\n]{0,4000})"|'(?P<b>[^'\n]{0,4000})'|(?P<file>open\s*\(|fs\.|Path\s*\()|(?P<c>-?[0-9.]{1,20}|true|false|True|False))"#,
    )
});

/// What stands behind so many bytes is not read: a program is shorter.
const LONGEST: usize = 256 * 1024;

/// Reads the program in a text, if there is one.
pub fn read(text: &str) -> Option<Found> {
    let text = text::beginning(text, LONGEST);
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
    for found in HEADER_TEXT.captures_iter(text).take(20) {
        auth::header(&mut out, &found["name"], &found["value"]);
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
    parts(&mut out, text);
    (out.base_url.is_some() || !out.fields.is_empty()).then_some(out)
}

/// Objects that are given as a body, also within the options of a call.
fn bodies(out: &mut Found, text: &str) {
    for range in json::all_regions(text).into_iter().take(2_000) {
        let before = cut_start(&text[..range.start], 80);
        let region = &text[range];
        if before.ends_with('@') && BODY.is_match(before) {
            hash_table(out, region);
            continue;
        }
        let body = if BODY.is_match(before) {
            json::lenient(region)
        } else {
            body_option(region)
        };
        let Some(body) = body.filter(|body| body.is_object() && !json::is_answer(body)) else {
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
            out.encoding = out.encoding.or(Some(BodyEncoding::Json));
        }
    }
}

/// The body within the options of a browser's `fetch`, where it is a text.
fn body_option(region: &str) -> Option<serde_json::Value> {
    if !region.contains("\"body\"") {
        return None;
    }
    json::strict(json::strict(region)?.get("body")?.as_str()?)
}

/// `@{ model = "sora-2"; audio = $true }`.
fn hash_table(out: &mut Found, region: &str) {
    let plain = region.replace("$true", "true").replace("$false", "false");
    if !plain.contains("uthorization") {
        put_arguments(out, &plain);
    }
}

/// The parts of a form that a program puts together.
fn parts(out: &mut Found, text: &str) {
    for found in APPENDED.captures_iter(text).take(100) {
        let name = &found["name"];
        let value = found.name("a").or_else(|| found.name("b"));
        // A header is appended as well.
        if super::table::is_header_name(name) {
            continue;
        }
        out.encoding = out.encoding.or(Some(BodyEncoding::Multipart));
        let field = match (value, found.name("c").map_or("", |c| c.as_str())) {
            (Some(value), _) => example::part(name, value.as_str()),
            (None, code) if is_file_code(code) => file(name),
            (None, _) => FoundField::new(example::dotted(name).0, FieldKind::Text),
        };
        merge::field(out, field);
    }
    for found in FILE.captures_iter(text).take(20) {
        out.encoding = out.encoding.or(Some(BodyEncoding::Multipart));
        merge::field(out, file(&found["name"]));
    }
}

fn is_file_code(code: &str) -> bool {
    [
        "Stream", "Blob", "blob", "File", "file", "readFile", "open(",
    ]
    .iter()
    .any(|word| code.contains(word))
}

fn file(name: &str) -> FoundField {
    FoundField::new(example::dotted(name).0, FieldKind::File)
}

fn cut_start(text: &str, most: usize) -> &str {
    let mut start = text.len().saturating_sub(most);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

fn place(out: &mut Found, text: &str) {
    if let (Some(to), Some(path)) = (CONNECTION.captures(text), REQUEST.captures(text)) {
        let whole = format!("{}://{}{}", to[1].to_lowercase(), &to[2], &path[1]);
        put_place(out, "request", &whole);
    }
    for found in ADDRESS.captures_iter(text).take(50) {
        put_place(out, &found["what"], &found["url"]);
    }
}

fn put_place(out: &mut Found, what: &str, url: &str) {
    let Some(read) = address::read(url) else {
        return;
    };
    let Some(base) = read.base else {
        out.unplaced.push(Leftover::Address.into());
        return;
    };
    let named = what.to_lowercase().contains("base");
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
        put_arguments(out, &rest[..closing(rest)]);
    }
}

fn put_arguments(out: &mut Found, body: &str) {
    for found in ARGUMENT.captures_iter(body).take(100) {
        let name = &found["name"];
        let field = match (found.name("a").or_else(|| found.name("b")), found.name("c")) {
            (Some(text), _) => example::part(name, text.as_str()),
            (None, Some(literal)) => literal_field(name, literal.as_str()),
            (None, None) => FoundField::new(name, FieldKind::File),
        };
        merge::field(out, field);
    }
}

fn literal_field(name: &str, text: &str) -> FoundField {
    let value = serde_json::from_str(&text.to_lowercase()).unwrap_or_default();
    let mut field = FoundField::new(name, values::kind_of_value(name, &value));
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
    text::beginning(text, 20_000).len()
}
