//! What the steps of `cargo xtask test` do, each alone.
//!
//! All cargo steps share [`GRAPH`], the same packages and features, so that nothing is built twice: another choice of
//! features would compile the app and most of what it depends on once more.

use crate::command::{Call, cargo};
use crate::node::{self, npm};
use crate::repository::Repository;
use crate::{licences, rooms, spellings, system, types};
use anyhow::{Context as _, Result, bail};
use std::path::PathBuf;

/// The real-window tests are in the feature `e2e`, which also makes the app embed its window.
/// The crash test kills the command line at named points, which only the feature `failpoints` compiles in.
const GRAPH: [&str; 3] = [
    "--workspace",
    "--features",
    "rushes/e2e,rushes-cli/failpoints",
];
/// What ships is built without these.
const SHIPPED: [&str; 4] = ["--package", "rushes", "--package", "rushes-cli"];
/// The key of every test that needs one.
const CANARY: &str = include_str!("../../core/tests/servers/canary.txt");

const TAURI_DRIVER: (&str, &str) = ("tauri-driver", "2.1.0");
const NEXTEST: (&str, &str) = ("cargo-nextest", "0.9.143");
const DENY: (&str, &str) = ("cargo-deny", "0.20.2");

pub fn provide_system(repository: &Repository) -> Result<()> {
    system::provide(repository, &system::BUILD_WINDOW)?;
    system::provide(repository, &system::PACKAGE)?;
    system::provide(repository, &system::TEST)
}

pub fn provide_tools(repository: &Repository) -> Result<()> {
    for component in ["fmt", "clippy"] {
        if cargo(repository.root())
            .args([component, "--version"])
            .ask()
            .is_none()
        {
            bail!("`cargo {component}` is missing: rustup component add rustfmt clippy");
        }
    }
    // Any release of these will do; of the driver this one, with which the tests were tried.
    for tool in [NEXTEST, DENY] {
        if !system::on_path(repository, tool.0) {
            install(repository, tool)?;
        }
    }
    let list = cargo(repository.root())
        .args(["install", "--list"])
        .ask()
        .unwrap_or_default();
    if !has_release(&list, TAURI_DRIVER) {
        install(repository, TAURI_DRIVER)?;
    }
    node::check(repository)
}

/// Whether `cargo install --list` names this release.
fn has_release(list: &str, (name, version): (&str, &str)) -> bool {
    let line = format!("{name} v{version}:");
    list.lines().any(|found| found == line)
}

fn install(repository: &Repository, (name, version): (&str, &str)) -> Result<()> {
    println!("• Installing {name} {version}");
    cargo(repository.root())
        .args(["install", "--locked", name, "--version", version])
        .run()
}

pub fn fmt(repository: &Repository) -> Result<()> {
    cargo(repository.root())
        .args(["fmt", "--all", "--check"])
        .run()
}

pub fn layers(repository: &Repository) -> Result<()> {
    let tree = cargo(repository.root())
        .args([
            "tree",
            "--package",
            "rushes-core",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
        ])
        .args(["--format", "{p}", "--locked"])
        .ask()
        .context("`cargo tree --package rushes-core --locked` fails")?;
    rooms::check(&repository.root().join("src-tauri/core/src"))?;
    let known = framework(&tree);
    if !known.is_empty() {
        bail!(
            "rushes-core depends on {}; only the shell may",
            known.join(", ")
        );
    }
    let features = cargo(repository.root())
        .args(["tree", "--edges", "normal", "--prefix", "none", "--locked"])
        .args([
            "--format",
            "{p} [{f}]",
            "--features",
            "rushes/custom-protocol",
        ])
        .args(SHIPPED)
        .ask()
        .context("`cargo tree` fails for what ships")?;
    if has_failpoints(&features) {
        bail!("what ships has the feature `failpoints` of rushes-core, which is for tests");
    }
    Ok(())
}

/// Whether a package in the tree has the crash test's feature.
fn has_failpoints(tree: &str) -> bool {
    tree.lines().any(|line| line.contains("failpoints"))
}

/// What of a window's frameworks is in a dependency tree.
fn framework(tree: &str) -> Vec<&str> {
    let mut known: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| matches!(*name, "tauri" | "wry" | "tao" | "gtk" | "webkit2gtk"))
        .collect();
    known.sort_unstable();
    known.dedup();
    known
}

pub fn licences(repository: &Repository) -> Result<()> {
    cargo(repository.root())
        .args(["deny", "--locked", "check", "licenses", "bans", "sources"])
        .run()?;
    licences::check(repository)
}

pub fn ui_install(repository: &Repository) -> Result<()> {
    node::install(repository)
}

pub fn npm_run(repository: &Repository, script: &str) -> Result<()> {
    npm(&repository.ui()).args(["run", script]).run()
}

pub fn clippy(repository: &Repository) -> Result<()> {
    cargo(repository.root())
        .args(["clippy", "--locked", "--all-targets"])
        .args(GRAPH)
        .args(["--", "--deny", "warnings"])
        .run()
}

fn nextest(repository: &Repository) -> Call {
    cargo(repository.root())
        .args(["nextest", "run", "--locked", "--no-fail-fast"])
        .args(GRAPH)
}

pub fn rust(repository: &Repository) -> Result<()> {
    let left = left(repository);
    if left.exists() {
        fs_err::remove_dir_all(&left)?;
    }
    fs_err::create_dir_all(&left)?;
    nextest(repository)
        .args(["--filterset", "not binary(e2e)"])
        .env("RUSHES_TEST_FOLDER", &left)
        .run()
}

/// Where the tests that use a key leave their libraries.
fn left(repository: &Repository) -> PathBuf {
    repository.scratch().join("left")
}

/// A key belongs in the keychain and in one header, and so into no file: neither history, journal, log nor description.
pub fn canary(repository: &Repository) -> Result<()> {
    let left = left(repository);
    let libraries = match fs_err::read_dir(&left) {
        Ok(entries) => entries.count(),
        Err(_) => 0,
    };
    if libraries == 0 {
        bail!("no test left a library; run the step `rust` first");
    }
    let found = spellings::find(&left, CANARY)?;
    if !found.is_empty() {
        bail!("the key of the tests stands in {}", found.join(", "));
    }
    println!("  {libraries} libraries and what the programs said: the key is in no file");
    fs_err::remove_dir_all(&left)?;
    Ok(())
}

/// The random part of the crash test, so often.
pub fn soak(repository: &Repository, kills: u32) -> Result<()> {
    nextest(repository)
        .args(["--filterset", "binary(crash) and test(/soak$/)"])
        .args(["--run-ignored", "only", "--no-capture"])
        .env("RUSHES_SOAK", kills.to_string())
        .run()
}

pub fn contract(repository: &Repository) -> Result<()> {
    let only = format!("package(rushes-core) and test(/{}$/)", types::WRITER);
    types::compare(repository, nextest(repository).args(["--filterset", &only]))
}

/// One window at a time: the scenarios measure time and move the one pointer of their display.
pub fn window(repository: &Repository) -> Result<()> {
    // Makes the library of a hundred thousand takes for one of them.
    cargo(repository.root())
        // With the tests, or features of theirs are missing and the core is compiled once more.
        .args(["build", "--locked", "--bin", "rushes-bench", "--tests"])
        .args(GRAPH)
        .run()?;
    // A busy machine's window may miss a moment; what passes only the second time is reported as flaky, and is to be mended.
    let retries = if std::env::var_os("CI").is_some() {
        "1"
    } else {
        "0"
    };
    let ended = nextest(repository)
        .args(["--filterset", "binary(e2e)", "--test-threads", "1"])
        .args(["--retries", retries])
        .run();
    println!("  The screenshots are in artifacts/e2e");
    ended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_release_of_a_tool_does_not_count() {
        let list = "tauri-driver v2.0.5:\n    tauri-driver\n";
        assert!(!has_release(list, TAURI_DRIVER));
    }

    #[test]
    fn tauri_is_found_wherever_it_is_in_the_tree() {
        let tree = "rushes-core v0.1.0 (/somewhere)\nserde v1.0.0\ntauri v2.12.5\n";
        assert_eq!(framework(tree), ["tauri"]);
    }

    #[test]
    fn a_feature_of_the_tests_is_found_in_what_ships() {
        assert!(has_failpoints(
            "rushes-core v0.1.0 (/x) [default,failpoints]\n"
        ));
        assert!(!has_failpoints("rushes-core v0.1.0 (/x) [default]\n"));
    }

    #[test]
    fn a_plugin_that_only_sounds_like_tauri_is_not_tauri() {
        assert!(framework("tauri-winres v0.3.0\n").is_empty());
    }
}
