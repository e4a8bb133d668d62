//! What may be how large, and how many: `budget.json` at the root of the checkout. Sizes and counts are the same on every
//! machine, so a check may fail for them; times are not, and never stand here.

use crate::repository::Repository;
use anyhow::{Context as _, Result, bail};
use flate2::{Compression, write::GzEncoder};
use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    /// What the window loads before it shows anything, compressed as on a web server.
    initial_javascript_gzip_bytes: u64,
    initial_css_gzip_bytes: u64,
    /// The words of one language, which come before the first frame too.
    initial_words_gzip_bytes: u64,
    /// `dependencies` of `ui/package.json`: what ships in the window.
    npm_runtime_packages: u64,
    /// `rushes` of a release build, stripped.
    program_bytes: u64,
    deb_bytes: u64,
    rpm_bytes: u64,
}

/// One number against its budget.
#[derive(Serialize)]
pub struct Spent {
    what: &'static str,
    is: u64,
    may_be: u64,
}

/// The window, and whatever has been built as a release.
pub fn check(repository: &Repository) -> Result<()> {
    conclude(&sizes(repository)?)
}

/// The same, for a table.
pub fn sizes(repository: &Repository) -> Result<Vec<Spent>> {
    let budget = Budget::read(repository)?;
    let mut spent = window(repository, &budget)?;
    spent.extend(packages(repository, &budget)?);
    Ok(spent)
}

/// What `cargo xtask package` made.
pub fn check_packages(repository: &Repository) -> Result<()> {
    let budget = Budget::read(repository)?;
    conclude(&packages(repository, &budget)?)
}

impl Budget {
    fn read(repository: &Repository) -> Result<Self> {
        let path = repository.root().join("budget.json");
        serde_json::from_str(&fs_err::read_to_string(path)?).context("budget.json")
    }
}

/// One line for each.
pub fn print(spent: &[Spent]) {
    for Spent { what, is, may_be } in spent {
        println!("  {what:42} {is:>10} of {may_be:>10}");
    }
}

fn conclude(spent: &[Spent]) -> Result<()> {
    print(spent);
    let over: Vec<&str> = spent
        .iter()
        .filter(|spent| spent.is > spent.may_be)
        .map(|spent| spent.what)
        .collect();
    if !over.is_empty() {
        bail!("over the budget of budget.json: {}", over.join(", "));
    }
    Ok(())
}

fn window(repository: &Repository, budget: &Budget) -> Result<Vec<Spent>> {
    let dist = repository.ui().join("dist");
    let page = fs_err::read_to_string(dist.join("index.html"))
        .context("build the window first: --only ui-build")?;
    let package = fs_err::read_to_string(repository.ui().join("package.json"))?;
    let package: serde_json::Value = serde_json::from_str(&package)?;
    let runtime = package["dependencies"]
        .as_object()
        .map_or(0, serde_json::Map::len);
    Ok(vec![
        Spent {
            what: "initial JavaScript, gzip, bytes",
            is: compressed(&dist, &initial(&page, ".js"))?,
            may_be: budget.initial_javascript_gzip_bytes,
        },
        Spent {
            what: "initial CSS, gzip, bytes",
            is: compressed(&dist, &initial(&page, ".css"))?,
            may_be: budget.initial_css_gzip_bytes,
        },
        Spent {
            what: "initial words of a language, gzip, bytes",
            is: words(&dist)?,
            may_be: budget.initial_words_gzip_bytes,
        },
        Spent {
            what: "npm packages at run time",
            is: runtime as u64,
            may_be: budget.npm_runtime_packages,
        },
    ])
}

fn packages(repository: &Repository, budget: &Budget) -> Result<Vec<Spent>> {
    let mut spent = Vec::new();
    let program = repository.program("rushes", true);
    if program.is_file() {
        spent.push(Spent {
            what: "rushes, release, bytes",
            is: fs_err::metadata(&program)?.len(),
            may_be: budget.program_bytes,
        });
    }
    for (what, extension, may_be) in [
        (".deb, bytes", "deb", budget.deb_bytes),
        (".rpm, bytes", "rpm", budget.rpm_bytes),
    ] {
        let Ok(entries) = fs_err::read_dir(repository.packages("release")) else {
            continue;
        };
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|found| found == extension) {
                let is = fs_err::metadata(&path)?.len();
                spent.push(Spent { what, is, may_be });
            }
        }
    }
    Ok(spent)
}

/// The larger one of the files of words, each named after its language.
fn words(dist: &Path) -> Result<u64> {
    let mut largest = None;
    for entry in fs_err::read_dir(dist.join("assets"))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let language = ["en-", "zh-CN-"].iter().find(|tag| name.starts_with(**tag));
        if language.is_some() && path.extension().is_some_and(|ending| ending == "js") {
            let file = format!("assets/{name}");
            largest = largest.max(Some(compressed(dist, &[file.as_str()])?));
        }
    }
    largest.context("no file of words in the built window")
}

/// What the page names of that kind: its entry and, as Vite writes them, everything that the entry imports at once.
fn initial<'a>(page: &'a str, ending: &str) -> Vec<&'a str> {
    page.split('"')
        .filter(|text| text.ends_with(ending) && !text.contains(char::is_whitespace))
        .map(|text| text.trim_start_matches("./").trim_start_matches('/'))
        .collect()
}

fn compressed(dist: &Path, files: &[&str]) -> Result<u64> {
    if files.is_empty() {
        bail!("index.html names no file of that kind: does Vite write it in another way now?");
    }
    let mut bytes = 0;
    for file in files {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&fs_err::read(dist.join(file))?)?;
        bytes += encoder.finish()?.len() as u64;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_loads_at_once_is_counted() {
        let page = r#"<script type="module" src="/assets/a.js"></script><link rel="modulepreload" href="./assets/b.js">"#;
        assert_eq!(initial(page, ".js"), ["assets/a.js", "assets/b.js"]);
    }

    #[test]
    fn one_byte_over_the_budget_fails() {
        let spent = |is| Spent {
            what: "it",
            is,
            may_be: 10,
        };
        assert!(conclude(&[spent(10)]).is_ok());
        assert!(conclude(&[spent(11)]).is_err());
    }

    /// Names that the profile lists as optimised for speed.
    fn fast(cargo: &str, profile: &str) -> Vec<String> {
        let heading = format!("[profile.{profile}.package]");
        cargo
            .lines()
            .skip_while(|line| *line != heading)
            .skip(1)
            .take_while(|line| !line.starts_with('['))
            .filter_map(|line| line.split_once(" = { opt-level = 3 }"))
            .map(|(name, _)| name.to_owned())
            .collect()
    }

    #[test]
    fn what_is_fast_in_a_debug_build_was_not_forgotten_when_a_release_became_small() {
        let repository = Repository::find().expect("the checkout");
        let cargo = fs_err::read_to_string(repository.root().join("Cargo.toml")).expect("its file");
        let (debug, release) = (fast(&cargo, "dev"), fast(&cargo, "release"));
        let slow: Vec<_> = debug
            .iter()
            .filter(|name| !release.contains(name))
            .collect();
        assert!(!debug.is_empty(), "the headings of Cargo.toml have changed");
        assert!(slow.is_empty(), "{slow:?}");
    }
}
