//! Where things are. The only place that knows the layout of the checkout, so that a chore can be started from any folder.

use anyhow::{Context as _, Result};
use std::path::{Path, PathBuf};

/// The checkout that this xtask was built from.
pub struct Repository {
    root: PathBuf,
    target: PathBuf,
}

impl Repository {
    /// Finds the checkout from the place of this crate; the target folder may be moved with `CARGO_TARGET_DIR`.
    pub fn find() -> Result<Self> {
        // What cargo says now; what it said at build time may be another checkout that shares the target folder.
        let here = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = here
            .ancestors()
            .nth(2)
            .context("xtask lies two folders below the checkout")?
            .to_owned();
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |folder| root.join(folder));
        Ok(Self { root, target })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The window's sources, the folder of npm.
    pub fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// Where the generated contract is kept.
    pub fn generated(&self) -> PathBuf {
        self.root.join("ui/src/lib/generated")
    }

    pub fn icons(&self) -> PathBuf {
        self.root.join("icons")
    }

    /// Scratch space of this tool, under the target folder: goes away with `cargo clean`.
    pub fn scratch(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// A program that cargo has built.
    pub fn program(&self, name: &str, release: bool) -> PathBuf {
        self.built(name, if release { "release" } else { "debug" })
    }

    /// The same, built with that profile.
    pub fn built(&self, name: &str, profile: &str) -> PathBuf {
        self.target
            .join(profile)
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// What a package holds for the desktop, and how it is tried.
    pub fn packaging(&self) -> PathBuf {
        self.root.join("src-tauri/packaging")
    }

    /// Where Tauri's bundler puts its packages of that profile, among other things.
    pub fn bundles(&self, profile: &str) -> PathBuf {
        self.target.join(profile).join("bundle")
    }

    /// Where the packages are put for people, and nothing else. Those of a debug build have a folder of their own: they are for
    /// nobody, and weigh many times as much.
    pub fn packages(&self, profile: &str) -> PathBuf {
        self.target.join(if profile == "release" {
            "package"
        } else {
            "package-debug"
        })
    }
}
