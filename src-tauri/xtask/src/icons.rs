//! Makes the icon files that desktop bundles name from one drawing. They are committed: a build needs no npm for them.

use crate::repository::Repository;
use crate::{node, package};
use anyhow::Result;

/// What macOS and Windows take of the many files that `tauri icon` makes.
const CONTAINERS: [&str; 2] = ["icon.icns", "icon.ico"];
/// The sizes that Linux desktops look for beside the drawing itself (Icon Theme Specification; hicolor has them all).
const SIZES: [&str; 8] = ["16", "24", "32", "48", "64", "128", "256", "512"];

/// Draws `icons/rushes.svg` in every size that a desktop bundle needs.
pub fn write(repository: &Repository) -> Result<()> {
    node::check(repository)?;
    node::install(repository)?;
    println!("• Drawing icons/rushes.svg in the sizes of the bundles");
    let (containers, sizes) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let source = repository.icons().join("rushes.svg");
    let draw = |folder: &std::path::Path| {
        package::tauri(repository, folder)
            .args(["icon".as_ref(), source.as_os_str()])
            .args(["--output".as_ref(), folder.as_os_str()])
    };
    draw(containers.path()).run()?;
    draw(sizes.path()).args(["--png", &SIZES.join(",")]).run()?;
    let keep = |folder: &std::path::Path, name: &str| {
        fs_err::copy(folder.join(name), repository.icons().join(name))
    };
    for name in CONTAINERS {
        keep(containers.path(), name)?;
    }
    for size in SIZES {
        keep(sizes.path(), &format!("{size}x{size}.png"))?;
    }
    Ok(())
}
