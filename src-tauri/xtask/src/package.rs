//! Makes the package that a user installs, with Tauri's own command-line tool from npm: it is needed only here and for
//! the icons, so the checkout does not depend on it.

use crate::command::Call;
use crate::repository::Repository;
use crate::{node, system};
use anyhow::{Context as _, Result};
use std::path::Path;

/// The release that these chores were tried with.
const TAURI: &str = "@tauri-apps/cli@2.12.4";

/// Tauri's command-line tool, fetched by npm when it is not in its cache.
pub fn tauri(folder: &Path) -> Call {
    node::npm(folder).args(["exec", "--yes", "--package", TAURI, "--", "tauri"])
}

/// Makes a `.deb` and says where it is.
pub fn make(repository: &Repository) -> Result<()> {
    node::check(repository)?;
    system::provide(repository, &system::BUILD_WINDOW)?;
    node::install(repository)?;
    node::build(repository)?;
    println!("• Building the package (a release build: some minutes)");
    // The window is built above, where a failure says so in its own words.
    tauri(repository.root())
        .args(["build", "--bundles", "deb"])
        .args(["--config", r#"{"build":{"beforeBuildCommand":null}}"#])
        .run()?;
    let folder = repository.bundles().join("deb");
    for entry in fs_err::read_dir(&folder).context("the folder of the package")? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "deb") {
            let bytes = fs_err::metadata(&path)?.len();
            println!("{} ({:.1} MB)", path.display(), bytes as f64 / 1e6);
        }
    }
    Ok(())
}
