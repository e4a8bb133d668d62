//! `cargo xtask test`: every check there is, in the order in which a mistake shows soonest. `.ci/run` calls exactly this.

use crate::repository::Repository;
use crate::{budget, checks, node, package, supply};
use anyhow::{Result, bail};
use clap::Args;
use std::process::ExitCode;
use std::time::{Duration, Instant};

struct Step {
    name: &'static str,
    what: &'static str,
    run: fn(&Repository) -> Result<()>,
}

const STEPS: &[Step] = &[
    Step {
        name: "system",
        what: "system packages",
        run: checks::provide_system,
    },
    Step {
        name: "tools",
        what: "tauri-driver, cargo-nextest, cargo-deny",
        run: checks::provide_tools,
    },
    Step {
        name: "fmt",
        what: "rustfmt has nothing to change",
        run: checks::fmt,
    },
    Step {
        name: "layers",
        what: "rushes-core does not know Tauri, and its rooms know each other one way",
        run: checks::layers,
    },
    Step {
        name: "licences",
        what: "licences, bans and sources of deny.toml, and the texts that the window shows",
        run: checks::licences,
    },
    Step {
        name: "supply",
        what: "what we build with is pinned, and not newer than our Rust",
        run: supply::check,
    },
    Step {
        name: "desktop",
        what: "desktop entry, metainfo and MIME type are well-formed",
        run: package::validate,
    },
    Step {
        name: "ui-install",
        what: "npm packages",
        run: checks::ui_install,
    },
    Step {
        name: "ui-check",
        what: "svelte-check, TypeScript",
        run: |r| checks::npm_run(r, "check"),
    },
    Step {
        name: "ui-canary",
        what: "svelte-check finds a planted error",
        run: |r| checks::npm_run(r, "check:canary"),
    },
    Step {
        name: "ui-lint",
        what: "eslint",
        run: |r| checks::npm_run(r, "lint"),
    },
    Step {
        name: "ui-test",
        what: "vitest",
        run: |r| checks::npm_run(r, "test"),
    },
    Step {
        name: "ui-build",
        what: "the window that the app embeds",
        run: node::build,
    },
    Step {
        name: "budget",
        what: "sizes and counts of budget.json",
        run: budget::check,
    },
    Step {
        name: "clippy",
        what: "clippy without a warning",
        run: checks::clippy,
    },
    Step {
        name: "rust",
        what: "Rust tests",
        run: checks::rust,
    },
    Step {
        name: "canary",
        what: "the key of the tests is in nothing that they left",
        run: checks::canary,
    },
    Step {
        name: "types",
        what: "the TypeScript contract is up to date",
        run: checks::contract,
    },
    Step {
        name: "ui-browser",
        what: "the window in a browser, with axe",
        run: |r| checks::npm_run(r, "test:ui"),
    },
    Step {
        name: "window",
        what: "the real window",
        run: checks::window,
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
    /// Only kill the program at so many random moments, and print what came of it
    #[arg(long, value_name = "KILLS", num_args = 0..=1, default_missing_value = "2000")]
    soak: Option<u32>,
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
    if let Some(kills) = options.soak {
        checks::soak(repository, kills)?;
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
    Ok(conclude(repository, &done))
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

/// Keeps how long the steps took beside the numbers of the bench, for the README's "from a clean checkout to green tests".
fn keep(repository: &Repository, done: &[Done], total: Duration) -> Result<()> {
    let steps = done.iter().map(|done| {
        let passed = matches!(done.outcome, Outcome::Passed);
        let seconds = done.took.as_secs_f64();
        serde_json::json!({ "step": done.step.name, "passed": passed, "seconds": seconds })
    });
    let kept = serde_json::json!({
        "steps": steps.collect::<Vec<_>>(),
        "seconds": total.as_secs_f64(),
    });
    let folder = repository.scratch();
    fs_err::create_dir_all(&folder)?;
    fs_err::write(folder.join("test.json"), serde_json::to_vec_pretty(&kept)?)?;
    Ok(())
}

/// Prints the table, and at last the one line that CI reads.
fn conclude(repository: &Repository, done: &[Done]) -> ExitCode {
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
    if let Err(error) = keep(repository, done, total) {
        println!("the times are not kept: {error}");
    }
    let failed = done
        .iter()
        .filter(|done| matches!(done.outcome, Outcome::Failed(_)))
        .count();
    println!("{} passed, {failed} failed", done.len() - failed);
    ExitCode::from(u8::from(failed > 0))
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
}
