//! Where what we build with comes from: pinned, checked by digest, and not newer than the compiler that we promise.
//! Licences, bans and sources are cargo-deny's business (`checks::licences`).

use crate::command::cargo;
use crate::repository::Repository;
use crate::sbom;
use anyhow::{Context as _, Result, bail};
use serde_json::Value;

/// All of it.
pub fn check(repository: &Repository) -> Result<()> {
    compiler(repository)?;
    npm_lock(repository)?;
    workflows(repository)?;
    let libraries = sbom::components(repository)?;
    println!(
        "  {} libraries in what ships, each with licence and digest",
        libraries.len()
    );
    Ok(())
}

/// No dependency may want a newer compiler than `rust-version` in `Cargo.toml` says.
fn compiler(repository: &Repository) -> Result<()> {
    let metadata = cargo(repository.root())
        .args(["metadata", "--locked", "--format-version", "1"])
        .ask()
        .context("`cargo metadata --locked` fails")?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("no packages")?;
    let ours = packages
        .iter()
        .find(|package| package["name"] == "rushes")
        .and_then(|package| package["rust_version"].as_str())
        .context("Cargo.toml says no rust-version")?;
    let newer = newer_than(packages, ours);
    if !newer.is_empty() {
        bail!(
            "Cargo.toml promises Rust {ours}, but more is wanted by {}",
            newer.join(", ")
        );
    }
    println!(
        "  Rust {ours} is new enough for all {} packages",
        packages.len()
    );
    Ok(())
}

/// Packages that want more, with what they want.
fn newer_than(packages: &[Value], ours: &str) -> Vec<String> {
    packages
        .iter()
        .filter_map(|package| {
            let wanted = package["rust_version"].as_str()?;
            (numbers(wanted) > numbers(ours)).then(|| {
                let name = package["name"].as_str().unwrap_or_default();
                format!("{name} ({wanted})")
            })
        })
        .collect()
}

/// `1.90` and `1.90.0` as the same three numbers.
fn numbers(version: &str) -> [u32; 3] {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    [(); 3].map(|()| parts.next().unwrap_or(0))
}

/// Every npm package is named with its digest, and none comes from elsewhere than the registry.
fn npm_lock(repository: &Repository) -> Result<()> {
    let lock = fs_err::read_to_string(repository.ui().join("package-lock.json"))?;
    let lock = serde_json::from_str(&lock)?;
    let strays = strays(&lock)?;
    if !strays.is_empty() {
        bail!(
            "package-lock.json has no digest of, or another source for, {}",
            strays.join(", ")
        );
    }
    Ok(())
}

fn strays(lock: &Value) -> Result<Vec<&str>> {
    let packages = lock["packages"]
        .as_object()
        .context("package-lock.json has no packages")?;
    let stray = |package: &Value| {
        let source = package["resolved"].as_str();
        package["link"] == true
            || package["integrity"].as_str().is_none()
            || source.is_some_and(|source| !source.starts_with("https://registry.npmjs.org/"))
    };
    Ok(packages
        .iter()
        .filter(|(place, package)| !place.is_empty() && stray(package))
        .map(|(place, _)| place.as_str())
        .collect())
}

/// Actions of others are named by commit, a job has no more rights than it asks for, and npm runs no script of a package.
fn workflows(repository: &Repository) -> Result<()> {
    let folder = repository.root().join(".github/workflows");
    for entry in fs_err::read_dir(folder)? {
        let path = entry?.path();
        let wrong = wrong_lines(&fs_err::read_to_string(&path)?);
        if !wrong.is_empty() {
            bail!("{}: {}", path.display(), wrong.join("; "));
        }
    }
    Ok(())
}

/// What is wrong with a workflow, in sentences.
fn wrong_lines(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if !text
        .lines()
        .any(|line| line == "permissions:" || line == "permissions: {}")
    {
        wrong.push("it does not say its permissions".to_owned());
    }
    for line in text
        .lines()
        .map(|line| line.trim().trim_start_matches("- "))
    {
        if let Some(action) = line.strip_prefix("uses: ")
            && !is_pinned(action)
        {
            wrong.push(format!(
                "`{action}` is not pinned to a commit with its version behind it"
            ));
        }
        if line.contains("npm ci") && !line.contains("--ignore-scripts") {
            wrong.push(format!("`{line}` runs the scripts of packages"));
        }
    }
    wrong
}

/// `owner/name@COMMIT # vVERSION`.
fn is_pinned(action: &str) -> bool {
    action.split_once('@').is_some_and(|(_, rest)| {
        let (commit, version) = rest.split_once(" # v").unwrap_or((rest, ""));
        let hexadecimal = commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        commit.len() == 40 && hexadecimal && !version.is_empty()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_dependency_that_wants_a_newer_compiler_is_named() {
        let packages = [
            json!({ "name": "a", "rust_version": "1.91.0" }),
            json!({ "name": "b", "rust_version": "1.90" }),
        ];
        assert_eq!(newer_than(&packages, "1.90"), ["a (1.91.0)"]);
    }

    #[test]
    fn a_release_is_not_newer_for_saying_its_last_number() {
        assert!(newer_than(&[json!({ "name": "a", "rust_version": "1.90.0" })], "1.90").is_empty());
    }

    #[test]
    fn an_action_is_pinned_by_its_commit_not_by_a_tag() {
        assert!(is_pinned(
            "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2"
        ));
        assert!(!is_pinned("actions/checkout@v4"));
    }

    #[test]
    fn a_workflow_that_runs_the_scripts_of_packages_is_wrong() {
        let text = "permissions:\n  contents: read\njobs:\n  a:\n    steps:\n      - run: npm ci\n";
        assert_eq!(wrong_lines(text).len(), 1);
    }

    #[test]
    fn a_workflow_without_permissions_is_wrong() {
        assert_eq!(wrong_lines("jobs:\n").len(), 1);
    }

    #[test]
    fn an_npm_package_without_a_digest_is_found() {
        let lock = json!({ "packages": {
            "": {},
            "node_modules/a": { "integrity": "sha512-x" },
            "node_modules/b": {},
            "node_modules/c": { "integrity": "sha512-x", "resolved": "https://elsewhere.example/c.tgz" },
        } });
        assert_eq!(
            strays(&lock).expect("packages"),
            ["node_modules/b", "node_modules/c"]
        );
    }
}
