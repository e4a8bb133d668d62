//! `cargo xtask sbom`: what is compiled into the programs and the window, as `CycloneDX` 1.5.
//!
//! Only what ships: the crates that `rushes` and `rushes-cli` link on this system with the features of a release, and what
//! npm calls run-time packages. Both lists and the digests come from cargo and the two lock files, which decide what is
//! built; nothing is guessed.

use crate::command::cargo;
use crate::package::hex;
use crate::repository::Repository;
use anyhow::{Context as _, Result, bail};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Writes the list into that folder, or where cargo builds; says where.
pub fn write(repository: &Repository, folder: Option<&Path>) -> Result<()> {
    let folder = folder.map_or_else(|| repository.packages("release"), Path::to_owned);
    fs_err::create_dir_all(&folder)?;
    println!("{}", write_to(repository, &folder)?.display());
    Ok(())
}

/// Writes the list into `folder`.
pub fn write_to(repository: &Repository, folder: &Path) -> Result<PathBuf> {
    let path = folder.join(format!(
        "rushes_{VERSION}_{}.cdx.json",
        std::env::consts::ARCH
    ));
    let components = components(repository)?;
    println!(
        "• {} libraries of others are in what ships",
        components.len()
    );
    let text = serde_json::to_string_pretty(&document(&components))?;
    fs_err::write(&path, text + "\n")?;
    Ok(path)
}

/// Everything of others that ships, each with its licence and its digest.
pub fn components(repository: &Repository) -> Result<Vec<Value>> {
    let tree = cargo(repository.root())
        .args(["tree", "--locked", "--edges", "normal", "--prefix", "none"])
        .args([
            "--format",
            "{p}|{l}",
            "--features",
            "rushes/custom-protocol",
        ])
        .args(["--package", "rushes", "--package", "rushes-cli"])
        .ask()
        .context("`cargo tree` fails for what ships")?;
    let lock = fs_err::read_to_string(repository.root().join("Cargo.lock"))?;
    let mut components = crates(&tree, &checksums(&lock))?;
    let lock = fs_err::read_to_string(repository.ui().join("package-lock.json"))?;
    components.extend(npm_packages(&serde_json::from_str(&lock)?)?);
    Ok(components)
}

fn document(components: &[Value]) -> Value {
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "rushes",
                "name": "rushes",
                "version": VERSION,
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
            },
        },
        "components": components,
        "dependencies": [{
            "ref": "rushes",
            "dependsOn": components.iter().map(|component| &component["bom-ref"]).collect::<Vec<_>>(),
        }],
    })
}

fn component(kind: &str, name: &str, version: &str, licence: &str, hash: &Value) -> Value {
    // Package URL: the `@` of an npm scope is the one character of these names that has to be escaped.
    let purl = format!("pkg:{kind}/{}@{version}", name.replace('@', "%40"));
    json!({
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        // Before SPDX had expressions, cargo took a slash for "or".
        "licenses": [{ "expression": licence.replace('/', " OR ").replace("  ", " ") }],
        "purl": purl,
        "hashes": [hash],
    })
}

/// Crates of others in what `cargo tree` prints. Our own have a path and no checksum.
fn crates(tree: &str, checksums: &BTreeMap<(String, String), String>) -> Result<Vec<Value>> {
    let mut found = Vec::new();
    for line in tree.lines().collect::<BTreeSet<_>>() {
        let (package, licence) = line.split_once('|').unwrap_or((line, ""));
        let mut words = package.split_whitespace();
        let (Some(name), Some(version)) = (words.next(), words.next()) else {
            continue;
        };
        if words.next().is_some_and(|place| place != "(proc-macro)") {
            continue;
        }
        let version = version.trim_start_matches('v');
        let licence = licence.trim_end_matches("(*)").trim();
        let Some(checksum) = checksums.get(&(name.to_owned(), version.to_owned())) else {
            bail!("Cargo.lock has no checksum of {name} {version}");
        };
        if licence.is_empty() {
            bail!("{name} {version} names no licence");
        }
        let hash = json!({ "alg": "SHA-256", "content": checksum });
        let component = component("cargo", name, version, licence, &hash);
        if !found.contains(&component) {
            found.push(component);
        }
    }
    Ok(found)
}

/// Name and version to checksum, as `Cargo.lock` writes them.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let value = |block: &str, key: &str| {
        let start = format!("{key} = \"");
        block
            .lines()
            .find_map(|line| line.strip_prefix(&start)?.strip_suffix('"'))
            .map(str::to_owned)
    };
    lock.split("[[package]]")
        .filter_map(|block| {
            let key = (value(block, "name")?, value(block, "version")?);
            Some((key, value(block, "checksum")?))
        })
        .collect()
}

/// The run-time packages of `package-lock.json`.
fn npm_packages(lock: &Value) -> Result<Vec<Value>> {
    let packages = lock["packages"]
        .as_object()
        .context("package-lock.json has no packages")?;
    let mut found = Vec::new();
    for (place, package) in packages {
        let dev = package["dev"] == true || package["devOptional"] == true;
        let Some((_, name)) = place.rsplit_once("node_modules/").filter(|_| !dev) else {
            continue;
        };
        let text = |key: &str| {
            let text = package[key].as_str();
            text.with_context(|| format!("package-lock.json names no {key} of {name}"))
        };
        let (algorithm, digest) = text("integrity")?
            .split_once('-')
            .context("an integrity without an algorithm")?;
        let hash = json!({
            "alg": algorithm.to_uppercase().replace("SHA", "SHA-"),
            "content": hex(&STANDARD.decode(digest)?),
        });
        found.push(component(
            "npm",
            name,
            text("version")?,
            text("license")?,
            &hash,
        ));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"serde\"\nversion = \"1.0.228\"\nchecksum = \"ab\"\n";

    #[test]
    fn our_own_crates_are_not_libraries_of_others() {
        let tree = "rushes v0.1.0 (/x)|MIT\nserde v1.0.228|MIT/Apache-2.0\nserde v1.0.228|MIT/Apache-2.0 (*)\n";
        let found = crates(tree, &checksums(LOCK)).expect("crates");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0]["purl"], "pkg:cargo/serde@1.0.228");
        assert_eq!(found[0]["licenses"][0]["expression"], "MIT OR Apache-2.0");
    }

    #[test]
    fn a_crate_that_the_lock_file_does_not_know_is_an_error() {
        assert!(crates("other v1.0.0|MIT\n", &checksums(LOCK)).is_err());
    }

    #[test]
    fn build_tools_of_npm_are_not_in_the_list() {
        let lock = json!({ "packages": {
            "": { "name": "rushes-ui" },
            "node_modules/@a/b": { "version": "1.0.0", "license": "MIT", "integrity": "sha512-AAE=" },
            "node_modules/vite": { "version": "8.0.0", "license": "MIT", "integrity": "sha512-AAE=", "dev": true },
        } });
        let found = npm_packages(&lock).expect("packages");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["purl"], "pkg:npm/%40a/b@1.0.0");
        assert_eq!(
            found[0]["hashes"][0],
            json!({ "alg": "SHA-512", "content": "0001" })
        );
    }
}
