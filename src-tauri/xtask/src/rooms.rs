//! Which room of the core may know which: data walks one way (`CONTRIBUTING.md`, "The house"). Cargo cannot tell, because they are
//! modules of one crate. Reads only what `use` and paths say; tests may know everything.

use anyhow::{Result, bail};
use std::collections::BTreeSet;
use std::path::Path;

/// A room, and the others that it may know. Whoever is not listed here may know all of them.
const MAY_KNOW: [(&str, &[&str]); 7] = [
    ("domain", &[]),
    ("api", &["domain"]),
    // What a pasted text says is told as it was read.
    ("dto", &["domain", "api"]),
    ("store", &["domain", "dto"]),
    ("library", &["domain", "dto"]),
    ("secrets", &["domain", "dto"]),
    ("media_server", &["domain"]),
];

/// What every room may pass: it does nothing in what ships, or knows no room.
const OPEN: [&str; 2] = ["failpoint", "redaction"];

/// # Errors
/// What leads the wrong way, file by file.
pub fn check(core: &Path) -> Result<()> {
    let mut wrong = Vec::new();
    look_below(core, core, &mut wrong)?;
    if !wrong.is_empty() {
        bail!("data walks one way, and not here: {}", wrong.join(", "));
    }
    Ok(())
}

fn look_below(core: &Path, folder: &Path, wrong: &mut Vec<String>) -> Result<()> {
    for entry in fs_err::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .strip_prefix(core)?
            .to_string_lossy()
            .replace('\\', "/");
        let test = name.ends_with("/tests") || name.ends_with("/tests.rs");
        if test {
            continue;
        }
        if path.is_dir() {
            look_below(core, &path, wrong)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let room = name.split(['/', '.']).next().unwrap_or_default();
            let text = fs_err::read_to_string(&path)?;
            let others = forbidden(room, &text).into_iter();
            wrong.extend(others.map(|other| format!("{name} knows `{other}`")));
        }
    }
    Ok(())
}

/// The rooms that this one names and may not know.
fn forbidden(room: &str, text: &str) -> Vec<String> {
    let Some((_, may)) = MAY_KNOW.iter().find(|(name, _)| *name == room) else {
        return Vec::new();
    };
    let known = named(before_tests(text)).into_iter();
    known
        .filter(|other| {
            other != room && !may.contains(&other.as_str()) && !OPEN.contains(&other.as_str())
        })
        .collect()
}

fn before_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or(text)
}

/// What stands behind `crate::`, alone or first in a line of its braces. Comments may name whatever they want.
fn named(text: &str) -> BTreeSet<String> {
    let code: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n");
    let mut found = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => found.extend(first_of_each(group)),
            None => found.extend(word(rest)),
        }
    }
    found
}

/// The names at the first depth of a group in braces.
fn first_of_each(group: &str) -> Vec<String> {
    let (mut depth, mut names, mut fresh) = (0, Vec::new(), true);
    for (at, sign) in group.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            _ if fresh && depth == 0 && (sign.is_alphabetic() || sign == '_') => {
                names.extend(word(&group[at..]));
                fresh = false;
            }
            _ => {}
        }
    }
    names
}

fn word(text: &str) -> Option<String> {
    let end = text.find(|sign: char| !sign.is_alphanumeric() && sign != '_');
    let word = &text[..end.unwrap_or(text.len())];
    (!word.is_empty()).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_that_names_one_above_it_is_told() {
        assert_eq!(forbidden("domain", "use crate::api::wire;"), ["api"]);
    }

    #[test]
    fn each_name_of_a_group_counts_and_none_inside_of_it() {
        let text =
            "use crate::{\n    api::{self, store},\n    domain::Job,\n    engine::Engine,\n};";
        assert_eq!(forbidden("store", text), ["api", "engine"]);
    }

    #[test]
    fn what_may_be_known_and_what_tests_know_is_fine() {
        let text = "use crate::{domain::Job, dto::Mark, failpoint};\n/// [`crate::engine`]\n#[cfg(test)]\nmod tests {\n    use crate::engine::Engine;\n}";
        assert!(forbidden("store", text).is_empty());
    }

    #[test]
    fn a_path_in_the_middle_of_the_code_counts() {
        assert_eq!(
            forbidden("domain", "fn a(code: crate::dto::ErrorCode) {}"),
            ["dto"]
        );
    }

    #[test]
    fn the_engine_may_know_all_of_them() {
        assert!(forbidden("engine", "use crate::store::Store;").is_empty());
    }
}
