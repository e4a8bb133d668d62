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
    let mut needed = parse(&said);
    let program = fs_err::read(repository.built("rushes", profile))?;
    if program.windows(PACKED.len()).any(|name| name == PACKED) {
        needed.iter_mut().for_each(raise_libc);
    }
    Ok(needed)
}

/// What the linker writes into a program with packed relocations: a glibc that cannot read them does not know this name. Debian's
/// tool does not look at it.
const PACKED: &[u8] = b"GLIBC_ABI_DT_RELR";
/// The minor release of the glibc that can (its NEWS, `DT_RELR`).
const READS_PACKED: u32 = 36;

fn raise_libc(library: &mut String) {
    let minor = library
        .strip_prefix("libc6 (>= 2.")
        .and_then(|rest| rest.strip_suffix(')'))
        .and_then(|minor| minor.parse().ok());
    if minor.is_some_and(|minor: u32| minor < READS_PACKED) {
        *library = format!("libc6 (>= 2.{READS_PACKED})");
    }
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
    fn a_program_with_packed_relocations_needs_the_glibc_that_reads_them() {
        let raised = ["libc6 (>= 2.35)", "libc6 (>= 2.41)", "libstdc++6 (>= 5)"].map(|library| {
            let mut library = library.to_owned();
            raise_libc(&mut library);
            library
        });
        assert_eq!(
            raised,
            ["libc6 (>= 2.36)", "libc6 (>= 2.41)", "libstdc++6 (>= 5)"]
        );
    }

    #[test]
    fn a_library_keeps_the_release_that_it_must_have() {
        let said = "shlibs:Depends=libc6 (>= 2.36), libgtk-3-0 (>= 3.21.5)\n";
        assert_eq!(parse(said), ["libc6 (>= 2.36)", "libgtk-3-0 (>= 3.21.5)"]);
    }
}
