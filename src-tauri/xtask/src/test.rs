//! `cargo xtask test`: every check there is, in the order in which a mistake shows soonest. `.ci/run` calls exactly this.
//!
//! All cargo steps share [`GRAPH`], the same packages and features, so that nothing is built twice: another choice of
//! features would compile the app and most of what it depends on once more.

use crate::command::{Call, cargo};
use crate::node::{self, npm};
use crate::repository::Repository;
use crate::{system, types};
use anyhow::{Result, bail};
use clap::Args;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// The real-window tests are in the feature `e2e`, which also makes the app embed its window.
const GRAPH: [&str; 3] = ["--workspace", "--features", "rushes/e2e"];

const TAURI_DRIVER: (&str, &str) = ("tauri-driver", "2.1.0");
const NEXTEST: (&str, &str) = ("cargo-nextest", "0.9.143");
const DENY: (&str, &str) = ("cargo-deny", "0.20.2");

struct Step {
    name: &'static str,
    what: &'static str,
    run: fn(&Repository) -> Result<()>,
}

const STEPS: &[Step] = &[
    Step {
        name: "system",
        what: "system packages",
        run: provide_system,
    },
    Step {
        name: "tools",
        what: "tauri-driver, cargo-nextest, cargo-deny",
        run: provide_tools,
    },
    Step {
        name: "fmt",
        what: "rustfmt has nothing to change",
        run: fmt,
    },
    Step {
        name: "layers",
        what: "rushes-core does not know Tauri",
        run: layers,
    },
    Step {
        name: "licences",
        what: "licences, bans and sources of deny.toml",
        run: licences,
    },
    Step {
        name: "ui-install",
        what: "npm packages",
        run: ui_install,
    },
    Step {
        name: "ui-check",
        what: "svelte-check, TypeScript",
        run: |r| npm_run(r, "check"),
    },
    Step {
        name: "ui-canary",
        what: "svelte-check finds a planted error",
        run: |r| npm_run(r, "check:canary"),
    },
    Step {
        name: "ui-lint",
        what: "eslint",
        run: |r| npm_run(r, "lint"),
    },
    Step {
        name: "ui-test",
        what: "vitest",
        run: |r| npm_run(r, "test"),
    },
    Step {
        name: "ui-build",
        what: "the window that the app embeds",
        run: node::build,
    },
    Step {
        name: "clippy",
        what: "clippy without a warning",
        run: clippy,
    },
    Step {
        name: "rust",
        what: "Rust tests",
        run: rust,
    },
    Step {
        name: "types",
        what: "the TypeScript contract is up to date",
        run: contract,
    },
    Step {
        name: "ui-browser",
        what: "the window in a browser, with axe",
        run: |r| npm_run(r, "test:ui"),
    },
    Step {
        name: "window",
        what: "the real window",
        run: window,
    },
];

#[derive(Args)]
pub struct Options {
    /// Run only this step; may be given several times
    #[arg(long, value_name = "STEP")]
    only: Vec<String>,
    /// Leave this step out; may be given several times
    #[arg(long, value_name = "STEP")]
    skip: Vec<String>,
    /// Go on after a failure
    #[arg(long)]
    keep_going: bool,
    /// List the steps and stop
    #[arg(long)]
    list: bool,
}

enum Outcome {
    Passed,
    Failed(anyhow::Error),
}

struct Done {
    step: &'static Step,
    outcome: Outcome,
    took: Duration,
}

pub fn run(repository: &Repository, options: &Options) -> Result<ExitCode> {
    if options.list {
        for step in STEPS {
            println!("{:12} {}", step.name, step.what);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let chosen = choose(&options.only, &options.skip)?;
    let mut done: Vec<Done> = Vec::new();
    for step in chosen {
        println!("\n=== {}: {}", step.name, step.what);
        let start = Instant::now();
        let outcome = match (step.run)(repository) {
            Ok(()) => Outcome::Passed,
            Err(error) => {
                println!("✗ {}: {error:#}", step.name);
                Outcome::Failed(error)
            }
        };
        let failed = matches!(outcome, Outcome::Failed(_));
        done.push(Done {
            step,
            outcome,
            took: start.elapsed(),
        });
        if failed && !options.keep_going {
            break;
        }
    }
    Ok(conclude(&done))
}

/// The steps to run, in their order. A name that is none is an error, not a silent nothing.
fn choose(only: &[String], skip: &[String]) -> Result<Vec<&'static Step>> {
    for name in only.iter().chain(skip) {
        if !STEPS.iter().any(|step| step.name == name) {
            bail!("there is no step `{name}`; `cargo xtask test --list` names them");
        }
    }
    let has = |names: &[String], step: &Step| names.iter().any(|name| name == step.name);
    Ok(STEPS
        .iter()
        .filter(|step| only.is_empty() || has(only, step))
        .filter(|step| !has(skip, step))
        .collect())
}

/// Prints the table, and at last the one line that CI reads.
fn conclude(done: &[Done]) -> ExitCode {
    println!("\n=== what took how long");
    for Done {
        step,
        outcome,
        took,
    } in done
    {
        let (mark, why) = match outcome {
            Outcome::Passed => ("✓", String::new()),
            Outcome::Failed(error) => ("✗", format!("  {error}")),
        };
        println!(
            "{mark} {:12} {:7.1} s  {}{why}",
            step.name,
            took.as_secs_f64(),
            step.what
        );
    }
    let total: Duration = done.iter().map(|done| done.took).sum();
    println!("  {:12} {:7.1} s\n", "in all", total.as_secs_f64());
    let failed = done
        .iter()
        .filter(|done| matches!(done.outcome, Outcome::Failed(_)))
        .count();
    println!("{} passed, {failed} failed", done.len() - failed);
    ExitCode::from(u8::from(failed > 0))
}

fn provide_system(repository: &Repository) -> Result<()> {
    system::provide(repository, &system::BUILD_WINDOW)?;
    system::provide(repository, &system::TEST)
}

fn provide_tools(repository: &Repository) -> Result<()> {
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

fn fmt(repository: &Repository) -> Result<()> {
    cargo(repository.root())
        .args(["fmt", "--all", "--check"])
        .run()
}

fn layers(repository: &Repository) -> Result<()> {
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
        .read()?;
    let known = framework(&tree);
    if !known.is_empty() {
        bail!(
            "rushes-core depends on {}; only the shell may",
            known.join(", ")
        );
    }
    Ok(())
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

fn licences(repository: &Repository) -> Result<()> {
    cargo(repository.root())
        .args(["deny", "--locked", "check", "licenses", "bans", "sources"])
        .run()
}

fn ui_install(repository: &Repository) -> Result<()> {
    node::install(repository)
}

fn npm_run(repository: &Repository, script: &str) -> Result<()> {
    npm(&repository.ui()).args(["run", script]).run()
}

fn clippy(repository: &Repository) -> Result<()> {
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

fn rust(repository: &Repository) -> Result<()> {
    nextest(repository)
        .args(["--filterset", "not binary(e2e)"])
        .run()
}

fn contract(repository: &Repository) -> Result<()> {
    let only = format!("package(rushes-core) and test(/{}$/)", types::WRITER);
    types::compare(repository, nextest(repository).args(["--filterset", &only]))
}

/// One window at a time: the scenarios measure time and move the one pointer of their display.
fn window(repository: &Repository) -> Result<()> {
    let ended = nextest(repository)
        .args(["--filterset", "binary(e2e)", "--test-threads", "1"])
        .run();
    println!("  The screenshots are in artifacts/e2e");
    ended
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(only: &[&str], skip: &[&str]) -> Vec<&'static str> {
        let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        let steps = choose(&owned(only), &owned(skip)).expect("names of steps");
        steps.iter().map(|step| step.name).collect()
    }

    #[test]
    fn without_a_choice_every_step_runs() {
        assert_eq!(names(&[], &[]).len(), STEPS.len());
    }

    #[test]
    fn chosen_steps_run_in_their_own_order() {
        assert_eq!(names(&["rust", "fmt"], &[]), ["fmt", "rust"]);
    }

    #[test]
    fn a_step_can_be_left_out() {
        assert!(!names(&[], &["window"]).contains(&"window"));
    }

    #[test]
    fn an_unknown_step_is_an_error() {
        assert!(choose(&["clipy".to_owned()], &[]).is_err());
    }

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
    fn a_plugin_that_only_sounds_like_tauri_is_not_tauri() {
        assert!(framework("tauri-winres v0.3.0\n").is_empty());
    }
}
