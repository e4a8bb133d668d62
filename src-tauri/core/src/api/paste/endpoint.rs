//! The part of an address behind the base: which endpoint it is, and where the base ends (`wire.md` 1.1, 3.H 52).
//!
//! Works on paths as text. Must not know of hosts.

use super::Endpoint;

/// Ends of addresses that people copy although the base was meant.
const TAILS: [&str; 13] = [
    "/chat/completions",
    "/images/generations",
    "/completions",
    "/embeddings",
    "/responses",
    "/docs",
    "/redoc",
    "/openapi.json",
    "/openapi.yaml",
    "/swagger",
    "/health",
    "/batches",
    "/files",
];

/// Splits a path into the base and the endpoint: `/v1/videos/video_1/content` → `/v1`, `/videos/{id}/content`.
pub fn split_path(path: &str) -> (String, Option<String>) {
    let path = path.replace('\\', "/");
    let parts: Vec<&str> = path
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    let whole = |parts: &[&str]| {
        parts
            .iter()
            .fold(String::new(), |all, part| all + "/" + part)
    };
    if let Some(at) = parts.iter().rposition(|p| is_video_word(p)) {
        // `/video/videos` does not exist, `/videos/video/…` neither: the first of neighbours is the endpoint's.
        let at = if at > 0 && is_video_word(parts[at - 1]) {
            at - 1
        } else {
            at
        };
        return (whole(&parts[..at]), Some(with_id(&parts[at..])));
    }
    if parts.last() == Some(&"models") {
        return (whole(&parts[..parts.len() - 1]), Some("/models".to_owned()));
    }
    let version = parts.iter().position(|part| is_version(part));
    let text = whole(&parts);
    for tail in TAILS {
        if let Some(before) = text.strip_suffix(tail) {
            return (before.to_owned(), None);
        }
    }
    match version {
        Some(at) if at + 1 < parts.len() => (whole(&parts[..=at]), Some(with_id(&parts[at + 1..]))),
        Some(_) | None => (text, None),
    }
}

fn is_video_word(part: &str) -> bool {
    matches!(part.to_ascii_lowercase().as_str(), "videos" | "video")
}

/// `v1`, `v1beta`, `v2.1`.
fn is_version(part: &str) -> bool {
    let mut chars = part.chars();
    matches!(chars.next(), Some('v' | 'V'))
        && chars.next().is_some_and(|c| c.is_ascii_digit())
        && part.len() <= 8
}

const WORDS: [&str; 24] = [
    "videos",
    "video",
    "generations",
    "generation",
    "generate",
    "create",
    "submit",
    "content",
    "remix",
    "edits",
    "edit",
    "extensions",
    "extend",
    "characters",
    "models",
    "contents",
    "tasks",
    "task",
    "query",
    "retrieve",
    "download",
    "list",
    "text2video",
    "image2video",
];

/// The parts with `{id}` where a video's id stands.
fn with_id(parts: &[&str]) -> String {
    let mut out = String::new();
    for (at, part) in parts.iter().enumerate() {
        let known = WORDS.contains(&part.to_ascii_lowercase().as_str());
        let holder = part.starts_with(['{', ':', '<', '$', '%']) || part.contains(['{', '<', '$']);
        let after_video = at > 0 && parts[..at].iter().any(|p| is_video_word(p));
        let id = at > 0 && !known && (holder || after_video && looks_like_id(part));
        out.push('/');
        out.push_str(if id { "{id}" } else { part });
    }
    out
}

fn looks_like_id(part: &str) -> bool {
    part.contains(['_', '-', '.'])
        || part.chars().any(|c| c.is_ascii_digit())
        || part.chars().any(char::is_uppercase)
        || part == "id"
        || !part.is_ascii()
}

/// What an endpoint does. Without a method the usual one is taken. `None` for what the video format does not have.
pub fn endpoint(method: Option<&str>, path: &str) -> Option<Endpoint> {
    let path = path.to_ascii_lowercase();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let has = |word: &str| parts.contains(&word);
    let id = has("{id}");
    let verb = method.map(str::to_ascii_uppercase);
    let is = |wanted: &str| verb.as_deref().is_none_or(|verb| verb == wanted);
    if !parts.iter().any(|p| p.contains("video")) && !has("generations") {
        return (has("models") && is("GET")).then_some(Endpoint::Models);
    }
    if parts.last() == Some(&"models") {
        return is("GET").then_some(Endpoint::Models);
    }
    if has("characters") {
        return None;
    }
    if has("remix") {
        return is("POST").then_some(Endpoint::Remix);
    }
    if has("edits") || has("edit") {
        return is("POST").then_some(Endpoint::Edits);
    }
    if has("extensions") || has("extend") {
        return is("POST").then_some(Endpoint::Extensions);
    }
    if id && (has("content") || has("download")) {
        return is("GET").then_some(Endpoint::Content);
    }
    match (id, verb.as_deref()) {
        (true, None | Some("GET")) => Some(Endpoint::Retrieve),
        (true, Some("DELETE")) => Some(Endpoint::Delete),
        (false, None | Some("POST")) => Some(Endpoint::Create),
        (false, Some("GET")) if parts.len() == 1 => Some(Endpoint::List),
        _ => None,
    }
}
