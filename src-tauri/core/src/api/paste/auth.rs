//! Headers that carry a key, and telling keys from what stands for one in documentation (`wire.md` 3.H, 53).
//!
//! Errs towards "no key": a placeholder that is stored as a key gives a puzzling 401, a key that has to be pasted again does not.

use super::{Found, FoundAuth, Leftover, Unplaced};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::SecretString;

/// What stands where a key belongs.
#[derive(Debug)]
pub enum Key {
    /// A key.
    Real(SecretString),
    /// The name of an environment variable.
    Variable(String),
    /// Something to be filled in.
    Placeholder,
}

/// Words that no key contains, and what stands for one often does.
const IN_NO_KEY: [&str; 18] = [
    "your",
    "api_key",
    "apikey",
    "api-key",
    "token",
    "secret",
    "xxx",
    "***",
    "...",
    "…",
    "replace",
    "insert",
    "example",
    "placeholder",
    "abcdef",
    "123456789",
    "redacted",
    "changeme",
];
/// Whole texts that are no keys.
const NO_KEYS: [&str; 14] = [
    "",
    "empty",
    "none",
    "null",
    "dummy",
    "test",
    "key",
    "no-key",
    "not-needed",
    "string",
    "sk",
    "sk-",
    "bearer",
    "basic",
];

/// Judges a text that stands where a key belongs.
pub fn judge(text: &str) -> Key {
    let text = super::text::unquoted(text);
    if let Some(name) = variable(text) {
        return Key::Variable(name);
    }
    let lower = text.to_lowercase();
    let odd = |c: char| c.is_whitespace() || !c.is_ascii() || "<>{}[]$%()\"'`".contains(c);
    if NO_KEYS.contains(&lower.as_str())
        || IN_NO_KEY.iter().any(|word| lower.contains(word))
        || text.contains(odd)
        || text.len() < 6
    {
        return Key::Placeholder;
    }
    Key::Real(SecretString::from(text))
}

/// `$NAME`, `${NAME}`, `%NAME%`, `$env:NAME`, `os.environ["NAME"]`, `process.env.NAME`.
fn variable(text: &str) -> Option<String> {
    let name = if let Some(rest) = text.strip_prefix("${") {
        let rest = rest.strip_suffix('}')?;
        let rest = rest.split(":-").next().unwrap_or(rest);
        rest.trim_start_matches("process.env.")
            .trim_start_matches("env:")
    } else if let Some(rest) = text.strip_prefix('$') {
        rest.strip_prefix("env:").unwrap_or(rest)
    } else if let Some(rest) = text.strip_prefix('%') {
        rest.strip_suffix('%')?
    } else if let Some(rest) = text.split("process.env.").nth(1) {
        rest
    } else if text.contains("environ") || text.contains("getenv") {
        text.split(['"', '\'']).nth(1)?
    } else {
        return None;
    };
    let good = !name.is_empty()
        && name.len() <= 64
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit());
    good.then(|| name.to_owned())
}

/// Puts what stands where a key belongs into `out`.
pub fn put_key(out: &mut Found, text: &str) {
    match judge(text) {
        Key::Real(key) => out.key = out.key.take().or(Some(key)),
        Key::Variable(name) => out.variable = out.variable.take().or(Some(name)),
        Key::Placeholder => {}
    }
}

/// Reads a header if it carries a key. `false` if it is another header.
pub fn header(out: &mut Found, name: &str, value: &str) -> bool {
    let name = name.trim();
    let value = value.trim();
    let lower = name.to_ascii_lowercase();
    if lower == "authorization" || lower == "proxy-authorization" {
        authorization(out, name, value);
        return true;
    }
    let carries = lower.ends_with("api-key")
        || lower.ends_with("apikey")
        || lower.ends_with("api_key")
        || matches!(
            lower.as_str(),
            "x-token" | "token" | "x-auth-token" | "x-access-token" | "x-key" | "key"
        );
    if carries {
        let (format, key) = split_scheme(value);
        out.auth
            .get_or_insert_with(|| FoundAuth::new(name, &format));
        put_key(out, key);
    }
    carries
}

fn authorization(out: &mut Found, name: &str, value: &str) {
    let (format, key) = split_scheme(value);
    // A lone word such as `{{token}}` does not say whether a scheme belongs before it.
    out.auth
        .get_or_insert_with(|| FoundAuth::new(name, &format));
    put_key(out, key);
}

/// `Bearer sk-1` → `Bearer {key}`, `sk-1`; `sk-1` → `{key}`, `sk-1`.
fn split_scheme(value: &str) -> (String, &str) {
    let (word, rest) = value.split_once(char::is_whitespace).unwrap_or((value, ""));
    let plain = word.trim_end_matches(':');
    let known = ["bearer", "basic", "token", "key", "apikey", "api-key"];
    if known.contains(&plain.to_ascii_lowercase().as_str())
        && (!rest.is_empty() || plain.eq_ignore_ascii_case("bearer"))
    {
        // `Bearer: sk-1` is how pages write it, never how it is sent.
        let scheme = if plain.eq_ignore_ascii_case("bearer") {
            "Bearer"
        } else {
            plain
        };
        return (format!("{scheme} {{key}}"), rest.trim());
    }
    ("{key}".to_owned(), value)
}

/// `-u user:password`.
pub fn basic(out: &mut Found, user: &str) {
    out.auth
        .get_or_insert_with(|| FoundAuth::new("Authorization", "Basic {key}"));
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let secret = if password.is_empty() { name } else { password };
    match judge(secret) {
        Key::Real(_) => {
            out.key = out
                .key
                .take()
                .or_else(|| Some(SecretString::from(STANDARD.encode(user))));
        }
        Key::Variable(name) => out
            .unplaced
            .push(Unplaced::named(Leftover::Password, &name)),
        Key::Placeholder
            if secret.len() < 6 && !secret.is_empty() && !secret.contains(['<', '$', '{']) =>
        {
            // People do have passwords of four characters.
            out.key = out
                .key
                .take()
                .or_else(|| Some(SecretString::from(STANDARD.encode(user))));
        }
        Key::Placeholder => {}
    }
}
