//! Where things lie: library, settings beside it, logs. One answer for the app and the command line.
//!
//! `RUSHES_HOME` moves everything; `--library` moves the library alone.

use directories::ProjectDirs;
use std::path::{Path, PathBuf};

/// The environment variable that moves everything.
pub const HOME_VARIABLE: &str = "RUSHES_HOME";

/// The folders of one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Videos, pictures, history.
    pub library: PathBuf,
    /// The opt-in key file.
    pub config: PathBuf,
    /// Logs.
    pub logs: PathBuf,
}

/// The system does not say where a user's files belong.
#[derive(Debug, thiserror::Error)]
#[error("this system has no home folder; set RUSHES_HOME to a folder")]
pub struct NoHome;

impl Home {
    /// The folders as the environment says.
    pub fn find() -> Result<Self, NoHome> {
        match std::env::var_os(HOME_VARIABLE).filter(|value| !value.is_empty()) {
            Some(folder) => Ok(Self::below(Path::new(&folder))),
            None => Self::of_the_system(),
        }
    }

    /// Everything below one folder.
    pub fn below(folder: &Path) -> Self {
        Self {
            library: folder.join("library"),
            config: folder.join("config"),
            logs: folder.join("logs"),
        }
    }

    fn of_the_system() -> Result<Self, NoHome> {
        let folders = ProjectDirs::from("app", "Rushes", "Rushes").ok_or(NoHome)?;
        let state = folders
            .state_dir()
            .unwrap_or_else(|| folders.data_local_dir());
        Ok(Self {
            library: folders.data_dir().join("library"),
            config: folders.config_dir().to_owned(),
            logs: state.join("logs"),
        })
    }

    /// The same with another library.
    #[must_use]
    pub fn with_library(self, library: Option<PathBuf>) -> Self {
        Self {
            library: library.unwrap_or(self.library),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_folder_holds_everything() {
        let home = Home::below(Path::new("here"));
        for folder in [&home.library, &home.config, &home.logs] {
            assert!(folder.starts_with("here"), "{}", folder.display());
        }
    }

    #[test]
    fn the_library_can_be_moved_alone() {
        let home = Home::below(Path::new("here"));
        let moved = home.clone().with_library(Some(PathBuf::from("there")));
        assert_eq!(
            moved,
            Home {
                library: PathBuf::from("there"),
                ..home
            }
        );
    }
}
