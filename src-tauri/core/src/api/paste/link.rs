//! Addresses of servers among the links of a text. Knows what a link to a page or a picture looks like, and no server.

use super::{Found, address, endpoint, text};
use regex_lite::Regex;
use std::sync::LazyLock;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("invariant: our own patterns are valid")
}

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)(?:base[ _-]?url|api[ _-]?base|endpoint|server|host|address|接口地址|请求地址|服务地址|服务器|基础地址|域名|地址)[`*"'\s]*[:=]\s*[`*"'<]*((?:https?://)?[^\s`|"'<>)]{3,300})"#,
    )
});
static LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r#"https?://[^\s`|"'<>)\\]{3,300}"#));

/// What stands behind so many bytes is not read: an address stands at the top of a page.
const LONGEST: usize = 256 * 1024;

/// An address in a sentence: behind a label, or one that ends as a base or in an endpoint.
pub fn read(prose: &str) -> Option<Found> {
    let prose = text::beginning(prose, LONGEST);
    let labelled = LABEL.captures_iter(prose).take(20).find_map(|found| {
        address::read(&found[1]).filter(|read| read.base.is_some() && !is_page(&found[1]))
    });
    let links = if prose.contains("://") { prose } else { "" };
    let all: Vec<&str> = LINK
        .find_iter(links)
        .take(200)
        .map(|found| found.as_str())
        .collect();
    let likely = || {
        all.iter().filter(|url| !is_page(url)).find_map(|url| {
            let read = address::read(url)?;
            let path = read.base.as_ref()?.path();
            let version = path.rsplit('/').next().is_some_and(|last| {
                last.starts_with('v')
                    && last.len() <= 7
                    && last[1..].starts_with(|c: char| c.is_ascii_digit())
            });
            let endpoint = read
                .endpoint
                .as_deref()
                .and_then(|path| endpoint::endpoint(None, path));
            (version && !read.guessed || endpoint.is_some()).then_some(read)
        })
    };
    let only = || {
        (prose.len() < 300 && all.len() == 1 && !is_page(all[0]))
            .then(|| address::read(all[0]))
            .flatten()
    };
    let read = labelled.or_else(likely).or_else(only)?;
    read.base.is_some().then(|| address::found(&read))
}

/// How hosts of pages begin.
const HOSTS: [&str; 9] = [
    "docs.",
    "doc.",
    "help.",
    "platform.",
    "www.",
    "wiki.",
    "blog.",
    "github.com",
    "app.",
];
/// Parts of the paths of pages.
const WORDS: [&str; 12] = [
    "docs",
    "doc",
    "documentation",
    "reference",
    "api-reference",
    "guide",
    "guides",
    "blog",
    "help",
    "wiki",
    "web",
    "project",
];
/// How names of files end.
const FILES: [&str; 12] = [
    ".jpg", ".jpeg", ".png", ".webp", ".gif", ".mp4", ".mov", ".html", ".md", ".pdf", ".mp3",
    ".wav",
];

/// Whether a link leads to something to read or to see, not to a server.
fn is_page(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    let (host, path) = lower
        .split_once("://")
        .map_or(lower.as_str(), |(_, rest)| rest)
        .split_once('/')
        .unwrap_or((&lower, ""));
    let file = FILES.iter().any(|end| {
        path.split('?')
            .next()
            .is_some_and(|path| path.ends_with(end))
    });
    HOSTS.iter().any(|start| host.starts_with(start))
        || path.split('/').any(|part| WORDS.contains(&part))
        || file
}
