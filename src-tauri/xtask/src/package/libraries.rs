//! Which packages of Debian the programs need, as Debian's own tool reads it out of them: with the oldest release of each
//! that has what is called. Tauri's bundler alone names two, without a release.

use crate::command::call;
use crate::repository::Repository;
use anyhow::{Context as _, Result};

/// What a `.deb` with these programs depends on.
pub fn needed(repository: &Repository, profile: &str) -> Result<Vec<String>> {
    let scratch = tempfile::tempdir()?;
    // The tool looks for the source package that it is usually part of.
    fs_err::create_dir(scratch.path().join("debian"))?;
    fs_err::write(
        scratch.path().join("debian/control"),
        "Source: rushes\n\nPackage: rushes\nArchitecture: any\n",
    )?;
    let programs = ["rushes", "rushes-cli"].map(|name| repository.built(name, profile));
    let said = call("dpkg-shlibdeps", scratch.path())
        .args(["-O"])
        .args(programs)
        .ask()
        .context("dpkg-shlibdeps does not say what the programs need (package dpkg-dev)")?;
    Ok(parse(&said))
}

/// `shlibs:Depends=libc6 (>= 2.36), libgtk-3-0 (>= 3.21.5)`.
fn parse(said: &str) -> Vec<String> {
    said.lines()
        .filter_map(|line| line.strip_prefix("shlibs:Depends="))
        .flat_map(|list| list.split(", "))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_keeps_the_release_that_it_must_have() {
        let said = "shlibs:Depends=libc6 (>= 2.36), libgtk-3-0 (>= 3.21.5)\n";
        assert_eq!(parse(said), ["libc6 (>= 2.36)", "libgtk-3-0 (>= 3.21.5)"]);
    }
}
