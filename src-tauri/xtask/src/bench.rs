//! `cargo xtask bench`: builds what measures and runs it. What is measured is the business of the crate `rushes-bench`, so
//! that this tool stays quick to build. Here is what only a checkout can tell: the wall in the real window, and sizes.

use crate::command::{call, cargo};
use crate::repository::Repository;
use crate::{budget, node, system};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// As fast as a release but for the link across crates, which would take longer than the measuring.
const PROFILE: &str = "measure";
/// What `rushes-bench` measures.
const INSIDE: [&str; 5] = ["window", "wall", "picture", "load", "download"];
/// What is measured here.
const SCROLL: &str = "scroll";
const SIZES: &str = "sizes";
/// Everything in one build, so that Rushes and the bare window are made alike.
const GRAPH: [&str; 9] = [
    "--locked",
    "--package",
    "rushes",
    "--package",
    "rushes-bench",
    "--package",
    "rushes-bare",
    "--features",
    "rushes/e2e",
];
/// Takes of the wall that is scrolled, and of a quick one.
const TAKES: &str = "100000";
const FEW: &str = "5000";

#[derive(Args)]
pub struct Options {
    /// Measure only this part (window, wall, picture, load, download, scroll, sizes); may be given several times
    #[arg(long, value_name = "PART")]
    only: Vec<String>,
    /// Write the numbers to this file instead of target/xtask/bench.json
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Less of everything: shows that it works, not how fast it is
    #[arg(long)]
    quick: bool,
}

pub fn run(repository: &Repository, options: &Options) -> Result<()> {
    for part in &options.only {
        let known = INSIDE.iter().chain(&[SCROLL, SIZES]);
        if !known.clone().any(|name| name == part) {
            let names: Vec<_> = known.copied().collect();
            bail!("there is no part `{part}`; there are: {}", names.join(", "));
        }
    }
    let wanted = |part: &str| options.only.is_empty() || options.only.iter().any(|one| one == part);
    build(repository, wanted("window") || wanted(SCROLL))?;
    // Beside the person who asked, not in the checkout where it runs.
    let file = match &options.json {
        Some(file) => std::path::absolute(file)?,
        None => repository.scratch().join("bench.json"),
    };
    inside(repository, options, &file)?;
    let mut told = Vec::new();
    if wanted(SCROLL) {
        told.push(scroll(repository, if options.quick { FEW } else { TAKES })?);
    }
    if wanted(SIZES) {
        println!("\n=== {SIZES}: what ships, as far as it was built");
        let sizes = budget::sizes(repository)?;
        budget::print(&sizes);
        told.push(json!({ "part": SIZES, "rows": sizes }));
    }
    add(&file, &told)?;
    println!("\nThe numbers are in {}", file.display());
    Ok(())
}

fn build(repository: &Repository, window: bool) -> Result<()> {
    if !window {
        return cargo(repository.root())
            .args(["build", "--locked", "--package", "rushes-bench"])
            .args(["--profile", PROFILE])
            .run();
    }
    system::provide(repository, &system::TEST)?;
    node::install(repository)?;
    node::build(repository)?;
    cargo(repository.root())
        .args(["build", "--bins", "--test", "e2e", "--profile", PROFILE])
        .args(GRAPH)
        .run()
}

/// What `rushes-bench` measures of what is wanted; it prints its table and writes the file.
fn inside(repository: &Repository, options: &Options, file: &Path) -> Result<()> {
    let chosen = options
        .only
        .iter()
        .filter(|part| INSIDE.contains(&part.as_str()));
    let chosen: Vec<_> = chosen.flat_map(|part| ["--only", part.as_str()]).collect();
    if !options.only.is_empty() && chosen.is_empty() {
        fs_err::write(file, r#"{"parts":[]}"#)?;
        return Ok(());
    }
    let mut measuring = call(repository.built("rushes-bench", PROFILE), repository.root())
        .args(["run", "--scratch"])
        .args([repository.scratch().join("bench")])
        .args(["--json"])
        .args([file])
        .args(chosen);
    if options.quick {
        measuring = measuring.args(["--quick"]);
    }
    measuring.run()
}

/// The wall of a large library in the real window: the test that plays an evening with it writes down what it saw.
fn scroll(repository: &Repository, takes: &str) -> Result<Value> {
    println!("\n=== {SCROLL}: a wall of {takes} takes in the real window");
    cargo(repository.root())
        .args(["test", "--test", "e2e", "--profile", PROFILE])
        .args(GRAPH)
        .args(["--", "--test-threads", "1", "an_evening"])
        .env("RUSHES_EVENING", takes)
        .run()?;
    let seen = repository.root().join("artifacts/e2e/evening.json");
    let seen: Value = serde_json::from_str(&fs_err::read_to_string(seen)?)?;
    println!("{seen:#}");
    let spun = median(&seen["spun"], "longest");
    println!("  longest frame while the wheel is spun, median of the times: {spun:?} ms");
    Ok(json!({ "part": SCROLL, "seen": seen, "longest_frame_ms_median": spun }))
}

/// Of one number of several times.
fn median(times: &Value, name: &str) -> Option<f64> {
    let mut numbers: Vec<f64> = times
        .as_array()?
        .iter()
        .filter_map(|time| time[name].as_f64())
        .collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}

fn add(file: &Path, told: &[Value]) -> Result<()> {
    let mut all: Value = serde_json::from_str(&fs_err::read_to_string(file)?)?;
    let parts = all["parts"]
        .as_array_mut()
        .context("the parts of the table")?;
    parts.extend(told.iter().cloned());
    fs_err::write(file, serde_json::to_vec_pretty(&all)?)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_number_in_the_middle() {
        let times = json!([{ "longest": 90 }, { "longest": 30 }, { "longest": 40 }]);
        assert_eq!(median(&times, "longest"), Some(40.0));
    }
}
