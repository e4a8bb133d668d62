//! What newcomers do, done in a Debian that has nothing else: `cargo xtask package --try` and `cargo xtask run --try`.
//!
//! What is tried stands in scripts in `src-tauri/packaging`; here is what they need of the machine.

use crate::command::call;
use crate::repository::Repository;
use crate::system;
use anyhow::{Context as _, Result, bail};
use std::path::Path;

/// Runs `script` with `what` it is to try. What it said and showed is in `artifacts/NAME`.
pub fn run(repository: &Repository, name: &str, script: &str, what: &Path) -> Result<()> {
    if !system::is_root(repository) {
        bail!("only root can make a system inside a folder: use sudo -E");
    }
    system::provide(repository, &system::TRY)?;
    let pictures = repository.root().join("artifacts").join(name);
    fs_err::create_dir_all(&pictures)?;
    let mirror = mirror(repository)?;
    let root = tempfile::tempdir()?;
    // What the script mounts and starts ends with its namespaces, so the folder can go away afterwards.
    call("unshare", repository.root())
        .args(["--mount", "--pid", "--fork", "--kill-child", "--mount-proc"])
        .args([repository.packaging().join(script)])
        .args([root.path().join("root")])
        .args([&mirror.release, &mirror.site])
        .args([&pictures, what])
        .run()
        .with_context(|| format!("what it said and showed is in {}", pictures.display()))
}

/// Where this machine has its own packages from.
struct Mirror {
    release: String,
    site: String,
}

fn mirror(repository: &Repository) -> Result<Mirror> {
    let said = call("apt-get", repository.root())
        .args(["indextargets", "--format", "$(CODENAME) $(SITE)"])
        .args(["Created-By: Packages", "Component: main"])
        .ask()
        .context("apt-get does not say where it has its packages from")?;
    first_mirror(&said).context("apt has no list of packages; run apt-get update")
}

/// The distribution itself has the shortest name; `-updates` and `-security` come behind it.
fn first_mirror(said: &str) -> Option<Mirror> {
    said.lines()
        .filter_map(|line| line.split_once(' '))
        .min_by_key(|(release, _)| release.len())
        .map(|(release, site)| Mirror {
            release: release.to_owned(),
            site: site.to_owned(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn updates_are_not_taken_for_the_distribution() {
        let said = "bookworm-updates http://a/debian\nbookworm http://b/debian\n";
        let mirror = first_mirror(said).expect("a mirror");
        assert_eq!(
            (mirror.release.as_str(), mirror.site.as_str()),
            ("bookworm", "http://b/debian")
        );
    }
}
