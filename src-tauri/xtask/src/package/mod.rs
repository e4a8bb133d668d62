//! `cargo xtask package`: the packages that a user installs, made with Tauri's own command-line tool from npm's lock file,
//! so without a network once `npm ci` and cargo have what they need.
//!
//! It must not know how a package is built inside: what goes into it stands in `contents`, whether that is well-formed in
//! `validate`, whether it works in `new_debian`.

mod contents;
mod digest;
mod libraries;
mod validate;

pub use digest::hex;
pub use validate::validate;

use crate::command::{Call, call, cargo};
use crate::repository::Repository;
use crate::{budget, new_debian, node, sbom, system};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Options {
    /// Only look whether desktop entry, metainfo and MIME type are well-formed
    #[arg(long)]
    check: bool,
    /// Try the .deb in a new Debian without anything else in it (as root): install, make clips, remove
    #[arg(long = "try")]
    try_out: bool,
    /// Make packages of a debug build: quick, and much too large to ship
    #[arg(long)]
    debug: bool,
    /// The public place of the program; without it the packages name none, and show no pictures in software centres
    #[arg(long, value_name = "URL")]
    homepage: Option<String>,
    /// Where software centres find the pictures of .github/screenshots
    #[arg(long, value_name = "URL", requires = "homepage")]
    pictures: Option<String>,
}

impl Options {
    fn profile(&self) -> &'static str {
        if self.debug { "debug" } else { "release" }
    }
}

pub fn run(repository: &Repository, options: &Options) -> Result<()> {
    if options.check {
        system::provide(repository, &system::PACKAGE)?;
        return validate(repository);
    }
    if options.try_out {
        let packages = repository.packages(options.profile());
        let deb = only(&packages, "deb").context("make one first: cargo xtask package")?;
        return new_debian::run(repository, "package", "try-package.sh", &deb);
    }
    make(repository, options)
}

/// Tauri's command-line tool, as `ui/package-lock.json` has it, in `folder`.
pub fn tauri(repository: &Repository, folder: &Path) -> Call {
    let tool = repository
        .ui()
        .join("node_modules/@tauri-apps/cli/tauri.js");
    call("node", folder).args([tool])
}

/// Makes `.deb` and `.rpm`, and says where they are and how large.
fn make(repository: &Repository, options: &Options) -> Result<()> {
    if !cfg!(target_os = "linux") {
        bail!(
            "a .deb and an .rpm are made on Linux; for this system: `npx tauri build` as in .github/workflows/release.yml"
        );
    }
    node::check(repository)?;
    system::provide(repository, &system::BUILD_WINDOW)?;
    system::provide(repository, &system::PACKAGE)?;
    validate(repository)?;
    node::install(repository)?;
    node::build(repository)?;
    build(repository, options)?;
    let bundles = bundle(repository, options)?;
    let folder = repository.packages(options.profile());
    let mut made = collect(&bundles, &folder)?;
    made.push(sbom::write_to(repository, &folder)?);
    for path in &made {
        println!("{}", digest::describe(path)?);
    }
    println!("{}", digest::write_sums(&folder, &made)?.display());
    if options.debug {
        return Ok(());
    }
    budget::check_packages(repository)
}

/// Both programs with the same features in one go, so that what they share is built once.
fn build(repository: &Repository, options: &Options) -> Result<()> {
    println!("• Building the programs (a release takes some minutes)");
    let build = cargo(repository.root())
        .args([
            "build",
            "--locked",
            "--package",
            "rushes",
            "--package",
            "rushes-cli",
        ])
        .args(["--features", "rushes/custom-protocol"]);
    if options.debug {
        return build.run();
    }
    let build = build.args(["--release"]);
    build.env("RUSHES_LINK", wishes()?.join(" ")).run()
}

/// What makes a program smaller and that the linker and the C library of this machine know, for `build.rs`.
fn wishes() -> Result<Vec<&'static str>> {
    let mut known = Vec::new();
    for wish in [
        // One of functions that came out the same, as browsers do.
        "--icf=all",
        // A bit instead of 24 bytes for each address that is set at the start. glibc reads that since 2.36, and an older one
        // refuses the program by a name that the linker writes into it.
        "-z,pack-relative-relocs",
    ] {
        if is_known(wish)? {
            known.push(wish);
        }
    }
    Ok(known)
}

/// Whether a program that is linked with this option runs here.
fn is_known(wish: &str) -> Result<bool> {
    let scratch = tempfile::tempdir()?;
    fs_err::write(scratch.path().join("main.rs"), "fn main() {}")?;
    let argument = format!("-Clink-arg=-Wl,{wish}");
    let linked = call("rustc", scratch.path())
        .args(["main.rs", &argument])
        .ask();
    Ok(linked.is_some() && call("./main", scratch.path()).ask().is_some())
}

/// Lets Tauri make the packages of what is built; returns the folder in which it put them.
fn bundle(repository: &Repository, options: &Options) -> Result<PathBuf> {
    println!("• Making the packages");
    let configuration = contents::write(repository, options)?;
    let bundles = repository.bundles(options.profile());
    if bundles.exists() {
        fs_err::remove_dir_all(&bundles)?;
    }
    let mut bundle = tauri(repository, repository.root())
        .args(["bundle", "--bundles", "deb,rpm"])
        // It would write into the program by which of the two it was installed, for an updater that there is not.
        .args(["--no-binary-patching"])
        .args(["--config".as_ref(), configuration.as_os_str()]);
    if options.debug {
        bundle = bundle.args(["--debug"]);
    }
    bundle.run()?;
    Ok(bundles)
}

/// Puts the packages, and nothing else of the bundler's, into one empty folder under the names of their systems.
fn collect(bundles: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    if folder.exists() {
        fs_err::remove_dir_all(folder)?;
    }
    fs_err::create_dir_all(folder)?;
    let mut made = Vec::new();
    for kind in ["deb", "rpm"] {
        let package = only(&bundles.join(kind), kind)?;
        let name = package.file_name().unwrap_or_default();
        let name = name.to_string_lossy().to_lowercase();
        let target = folder.join(name);
        if kind == "deb" {
            pack_tightly(&package, &target)?;
        } else {
            fs_err::copy(&package, &target)?;
        }
        made.push(target);
    }
    Ok(made)
}

/// The same package with its files compressed as Debian compresses its own: the bundler knows gzip alone, which takes half as much
/// again. What the .rpm is compressed with, the bundler can be told.
fn pack_tightly(package: &Path, target: &Path) -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let folder = scratch.path().join("package");
    let dpkg = || call("dpkg-deb", scratch.path());
    dpkg()
        .args([
            "--raw-extract".as_ref(),
            package.as_os_str(),
            folder.as_os_str(),
        ])
        .run()?;
    dpkg()
        .args(["--root-owner-group", "-Zxz", "-z9", "--build"])
        .args([&folder, target])
        .run()
}

/// The one file of this kind.
fn only(folder: &Path, extension: &str) -> Result<PathBuf> {
    let mut found = Vec::new();
    for entry in fs_err::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() && path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    match found.len() {
        1 => found.pop().context("one file"),
        count => bail!(
            "{count} files *.{extension} in {}, not one",
            folder.display()
        ),
    }
}
