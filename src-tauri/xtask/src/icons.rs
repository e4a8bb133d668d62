//! Makes the icon files that desktop bundles name from one drawing. They are committed: a build needs no npm for them.

use crate::repository::Repository;
use crate::{node, package};
use anyhow::Result;

/// What desktop bundles need of the many files that `tauri icon` makes.
const KEPT: [&str; 6] = [
    "32x32.png",
    "128x128.png",
    "128x128@2x.png",
    "icon.icns",
    "icon.ico",
    "icon.png",
];

/// Draws `icons/rushes.svg` in every size that a desktop bundle needs.
pub fn write(repository: &Repository) -> Result<()> {
    node::check(repository)?;
    println!("• Drawing icons/rushes.svg in the sizes of the bundles");
    let scratch = tempfile::tempdir()?;
    let source = repository.icons().join("rushes.svg");
    package::tauri(scratch.path())
        .args(["icon".as_ref(), source.as_os_str()])
        .args(["--output".as_ref(), scratch.path().as_os_str()])
        .run()?;
    for name in KEPT {
        fs_err::copy(scratch.path().join(name), repository.icons().join(name))?;
    }
    Ok(())
}
