//! The TypeScript form of the contract (`src-tauri/core/src/dto`): written on request, compared in the checks.

use crate::command::{Call, cargo};
use crate::repository::Repository;
use anyhow::{Context as _, Result, bail};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

/// The test of rushes-core that writes the contract where `RUSHES_TYPES_DIR` says.
pub const WRITER: &str = "the_contract_can_be_written_as_typescript";

/// Writes the contract to `ui/src/lib/generated`. What is no longer in it goes away.
pub fn write(repository: &Repository) -> Result<()> {
    println!("• Writing the contract to ui/src/lib/generated");
    let fresh = tempfile::tempdir()?;
    let test = cargo(repository.root()).args(["test", "-p", "rushes-core", "--lib", WRITER]);
    generate(test, fresh.path())?;
    let folder = repository.generated();
    if folder.exists() {
        fs_err::remove_dir_all(&folder)?;
    }
    fs_err::create_dir_all(&folder)?;
    for (name, text) in files(fresh.path())? {
        fs_err::write(folder.join(name), text)?;
    }
    Ok(())
}

/// Fails if `ui/src/lib/generated` is not what `test`, which runs [`WRITER`], writes now.
pub fn compare(repository: &Repository, test: Call) -> Result<()> {
    let fresh = tempfile::tempdir()?;
    generate(test, fresh.path())?;
    let stale = differences(&files(&repository.generated())?, &files(fresh.path())?);
    if !stale.is_empty() {
        bail!(
            "the contract in ui/src/lib/generated is not that of rushes_core::dto ({}); run `cargo xtask types` and commit",
            stale.join(", ")
        );
    }
    Ok(())
}

fn generate(test: Call, folder: &Path) -> Result<()> {
    test.env("RUSHES_TYPES_DIR", folder).run()?;
    if files(folder)?.is_empty() {
        bail!("the test {WRITER} of rushes-core wrote nothing: has it another name now?");
    }
    Ok(())
}

type Files = BTreeMap<OsString, Vec<u8>>;

fn files(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    for entry in fs_err::read_dir(folder).context("the generated contract")? {
        let entry = entry?;
        files.insert(entry.file_name(), fs_err::read(entry.path())?);
    }
    Ok(files)
}

fn differences(kept: &Files, fresh: &Files) -> Vec<String> {
    let mut names: Vec<_> = kept.keys().chain(fresh.keys()).collect();
    names.sort();
    names.dedup();
    names
        .into_iter()
        .filter(|name| kept.get(*name) != fresh.get(*name))
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> Files {
        let pair = |(name, text): &(&str, &str)| (OsString::from(name), text.as_bytes().to_vec());
        files.iter().map(pair).collect()
    }

    #[test]
    fn a_changed_file_is_named() {
        let kept = folder(&[("contract.ts", "a"), ("JobId.ts", "b")]);
        let fresh = folder(&[("contract.ts", "c"), ("JobId.ts", "b")]);
        assert_eq!(differences(&kept, &fresh), ["contract.ts"]);
    }

    #[test]
    fn a_file_that_is_no_longer_made_is_named() {
        assert_eq!(
            differences(&folder(&[("Old.ts", "a")]), &folder(&[])),
            ["Old.ts"]
        );
    }
}
