//! Node and npm: what the window is built with.

use crate::command::{Call, call};
use crate::repository::Repository;
use anyhow::{Context as _, Result, bail};
use std::path::Path;

/// The oldest Node that Vite 8 runs on.
const OLDEST: (u32, u32) = (20, 19);

const HOW_TO: &str = "\
  Debian, Ubuntu:  Debian 13 has a new enough one: sudo apt-get install nodejs npm; otherwise use a version manager
  any system:      https://nodejs.org/en/download, or a version manager such as fnm, nvm or mise";

/// Stops with an explanation if Node or npm is missing or too old.
pub fn check(repository: &Repository) -> Result<()> {
    let wanted = format!("Rushes needs Node {}.{} or newer", OLDEST.0, OLDEST.1);
    let Some(version) = call("node", repository.root()).args(["--version"]).ask() else {
        bail!("{wanted}, and there is no `node` on the PATH.\n{HOW_TO}");
    };
    match parse(&version) {
        Some(found) if found >= OLDEST => {}
        _ => bail!("{wanted}; this is {version}.\n{HOW_TO}"),
    }
    let Some(npm) = npm(&repository.ui()).args(["--version"]).ask() else {
        bail!("Node {version} is here, but `npm` is not on the PATH.\n{HOW_TO}");
    };
    println!("• Node {version}, npm {npm}");
    Ok(())
}

/// npm in `folder`. On Windows it is a script, which the system does not find by its bare name.
pub fn npm(folder: &Path) -> Call {
    call(if cfg!(windows) { "npm.cmd" } else { "npm" }, folder)
}

/// Installs the packages that `package-lock.json` names, unless exactly these are installed already.
pub fn install(repository: &Repository) -> Result<()> {
    let ui = repository.ui();
    let lock = fs_err::read(ui.join("package-lock.json"))
        .context("ui/package-lock.json names the packages of the window")?;
    let stamp = repository.scratch().join("package-lock.json");
    let same = fs_err::read(&stamp).is_ok_and(|before| before == lock);
    if same && ui.join("node_modules").is_dir() {
        println!("• The npm packages are up to date");
        return Ok(());
    }
    println!("• Installing the npm packages of ui/package-lock.json");
    // No package of ours needs its install script, and a script of others could do anything.
    npm(&ui)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .run()?;
    fs_err::create_dir_all(repository.scratch())?;
    fs_err::write(stamp, lock)?;
    Ok(())
}

/// Builds the window to `ui/dist`, which the app embeds.
pub fn build(repository: &Repository) -> Result<()> {
    println!("• Building the window");
    npm(&repository.ui()).args(["run", "build"]).run()
}

/// `v20.19.2` as (20, 19).
fn parse(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim().trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_version_is_read_as_node_prints_it() {
        assert_eq!(parse("v20.19.2\n"), Some((20, 19)));
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(parse("v20.9.0") < Some(OLDEST));
    }

    #[test]
    fn what_is_no_version_is_no_version() {
        assert_eq!(parse("node: command not found"), None);
    }
}
