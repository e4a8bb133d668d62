//! Addresses as people give them, split into what comes before `/videos` and the endpoint behind it (`wire.md` 3.H, 52).
//!
//! Works on the text, not on a parsed [`Url`]: a URL type would percent-encode `{video_id}` and forget what was guessed. Must not
//! know of any host.

use super::{
    Endpoint, Found, FoundAuth, Source, Unplaced,
    endpoint::{endpoint, split_path},
    text,
};
use crate::api::reach;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::SecretString;
use url::Url;

/// An address taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Address {
    /// Everything before the endpoint; `None` if the host is a placeholder.
    pub base: Option<Url>,
    /// `/v1` is ours.
    pub guessed: bool,
    /// `/videos/{id}`; `None` if the address is only a base.
    pub endpoint: Option<String>,
    /// Without the question mark.
    pub query: Option<String>,
    /// `user:password`.
    pub user: Option<String>,
}

/// What a whole text is.
pub enum Whole {
    /// One address.
    Address(Box<Found>),
    /// One address whose host is to be filled in.
    Placeholder,
    /// Something else.
    NoAddress,
}

/// Reads a text that is nothing but an address.
pub fn whole(text: &str) -> Whole {
    let half = text::half_width(text);
    let text = text::unquoted(&half);
    if text.len() > 4096 || text.starts_with('{') {
        return Whole::NoAddress;
    }
    let joined;
    let text = if text.contains("://") && text.lines().count() > 1 {
        // Broken over lines by the window it was copied from.
        joined = text.split_whitespace().collect::<String>();
        if joined.matches("://").count() > 1 || !is_broken(text) {
            return Whole::NoAddress;
        }
        joined.as_str()
    } else {
        text
    };
    if is_placeholder(authority_of(text)) && text.contains("://") && text.lines().count() == 1 {
        let words = text.split_whitespace().count();
        return if words <= 2 {
            Whole::Placeholder
        } else {
            Whole::NoAddress
        };
    }
    if text.contains(char::is_whitespace) {
        return Whole::NoAddress;
    }
    match read(text) {
        Some(address) if address.base.is_some() => Whole::Address(Box::new(found(&address))),
        Some(_) | None => Whole::NoAddress,
    }
}

/// Whether the lines are one address. People also paste the key on the line below: only a sign at the break joins.
fn is_broken(text: &str) -> bool {
    let signs = ['/', '.', '-', '_', '?', '&', '=', ':', '%'];
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.windows(2).all(|pair| {
        let [above, line] = pair else { return false };
        let plain = line.is_ascii() && !line.contains([' ', '|', '"']);
        line.is_empty() || plain && (above.ends_with(signs) || line.starts_with(signs))
    })
}

/// What an address alone says.
pub fn found(address: &Address) -> Found {
    let mut out = Found::new(Source::Address);
    out.base_url.clone_from(&address.base);
    out.base_guessed = address.guessed;
    if let Some(path) = &address.endpoint
        && path != "/videos"
        && endpoint(None, path) == Some(Endpoint::Create)
    {
        out.create_path = Some(path.clone());
    }
    if let Some(user) = &address.user {
        out.auth = Some(FoundAuth::new("Authorization", "Basic {key}"));
        out.key = Some(SecretString::from(STANDARD.encode(user)));
    }
    if let Some(query) = &address.query {
        out.unplaced.push(Unplaced::query(query));
    }
    out
}

/// Takes an address apart. `None` if it is none.
pub fn read(text: &str) -> Option<Address> {
    let half = text::half_width(text);
    let text = text::unquoted(&half);
    let (scheme, rest) = scheme(text)?;
    let (authority, rest) = rest.split_at(rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len()));
    let (path, query) = split_query(rest);
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    };
    let query = query.filter(|q| !q.is_empty()).map(str::to_owned);
    let user = user
        .filter(|u| !u.trim_matches(':').is_empty() && !is_placeholder(u))
        .map(decoded);
    let (before, endpoint) = split_path(path);
    let mut out = Address {
        base: None,
        guessed: before.is_empty() && endpoint.is_none(),
        endpoint,
        query,
        user,
    };
    if is_placeholder(host) {
        out.guessed = false;
        return Some(out);
    }
    if host.is_empty() || (scheme.is_none() && !looks_like_host(host)) {
        return None;
    }
    let before = if out.guessed { "/v1" } else { before.as_str() };
    out.base = Some(base(scheme, host, before)?);
    Some(out)
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

fn base(scheme: Option<&str>, host: &str, path: &str) -> Option<Url> {
    let secure = Url::parse(&format!("https://{host}{path}")).ok()?;
    let url = match scheme {
        Some("https") => secure,
        Some(_) => Url::parse(&format!("http://{host}{path}")).ok()?,
        None if reach::is_local(&secure) => Url::parse(&format!("http://{host}{path}")).ok()?,
        None => secure,
    };
    url.has_host().then_some(url)
}

/// `http`, `https` or none, and what follows. `None` for other schemes.
fn scheme(text: &str) -> Option<(Option<&'static str>, &str)> {
    let lower = text.get(..6).unwrap_or(text).to_ascii_lowercase();
    for (name, start) in [("https", "https:"), ("http", "http:")] {
        if lower.starts_with(start) {
            let rest = text.get(start.len()..)?.trim_start_matches(['/', '\\']);
            return Some((Some(name), rest));
        }
    }
    if let Some(rest) = text.strip_prefix("//") {
        return Some((None, rest));
    }
    (!text.contains("://")).then_some((None, text))
}

fn split_query(rest: &str) -> (&str, Option<&str>) {
    let rest = rest.split('#').next().unwrap_or_default();
    match rest.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (rest, None),
    }
}

fn authority_of(text: &str) -> &str {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default()
}

/// Whether a host is to be filled in by the reader of the page.
pub fn is_placeholder(host: &str) -> bool {
    let lower = host.to_lowercase();
    let signs = ['<', '>', '{', '}', '$', '%', '*', '…'];
    let words = [
        "你的",
        "您的",
        "服务器",
        "域名",
        "接口地址",
        "your-",
        "your_",
        "your.",
        "yourdomain",
        "yourserver",
        "yourhost",
        "yourapi",
        "your api",
        "xxx",
        "base_url",
        "baseurl",
        "api_base",
        "...",
    ];
    host.contains(signs)
        || words.iter().any(|word| lower.contains(word))
        || ["host", "base", "domain", "server", "hostname", "endpoint"].contains(&lower.as_str())
        || (!host.is_empty() && host == host.to_uppercase() && host.contains('_'))
}

/// Whether a text without a scheme can be a host: it has a dot, a port, or is `localhost`.
fn looks_like_host(host: &str) -> bool {
    if host.starts_with('[') {
        return host.contains("::") || host.matches(':').count() >= 7;
    }
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (host, None),
    };
    let label = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    if name.is_empty()
        || !name
            .trim_end_matches('.')
            .split('.')
            .all(|l| !l.is_empty() && l.chars().all(label))
    {
        return false;
    }
    let last = name
        .trim_end_matches('.')
        .rsplit('.')
        .next()
        .unwrap_or_default();
    // Not `1.5` and not `gpt-4.1`, but `10.0.0.1`.
    let dotted = name.contains('.')
        && (last.chars().all(char::is_alphabetic) && last.chars().count() >= 2
            || last.starts_with("xn--")
            || name.parse::<std::net::Ipv4Addr>().is_ok());
    match port {
        Some(port) => {
            port.parse::<u16>().is_ok() && (dotted || name.chars().any(char::is_alphabetic))
        }
        None => dotted || name.eq_ignore_ascii_case("localhost"),
    }
}
