//! Where things lie: library, settings beside it, logs. One answer for the app and the command line.
//!
//! `RUSHES_HOME` moves everything; `--library` moves the library alone, and so does a choice in the window, which is kept
//! here for the app and the command line. Where libraries were is remembered: an empty folder in which one was known to lie
//! is a drive that is away, not a new library.

mod moving;

use crate::library::{is_library, sync_parent, write_synced};
use directories::ProjectDirs;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// What is remembered, in the folder of the configuration.
const MEMORY: &str = "libraries.json";
/// The same once more, for when that was damaged: the only word of where a moved library is.
const BACKUP: &str = "libraries.backup.json";
/// What was damaged and could not be made good.
const DAMAGED: &str = "libraries.damaged.json";

/// The folder holds no library any more, but one is known to have been there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the library that was in {} is not there", .0.display())]
pub struct Away(pub PathBuf);

/// A folder cannot be taken for the library.
#[derive(Debug, thiserror::Error)]
pub enum ChoiceError {
    /// It holds something else.
    #[error("the folder holds other things and no library")]
    Other,
    /// The system says so.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    /// Folders in which a library was opened.
    known: BTreeSet<PathBuf>,
    /// The library that the user chose; `None`: the usual one.
    chosen: Option<PathBuf>,
    /// Where the library is to go, at the next start.
    moving: Option<PathBuf>,
    /// Where it was before, as long as something may lie there.
    left: Option<PathBuf>,
    /// The same of other libraries that were moved: from where, and to where.
    others: BTreeMap<PathBuf, PathBuf>,
}

/// A file of ours is there and says nothing that we wrote.
#[derive(Debug)]
struct Damaged;

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
    /// The folders as the environment says, with the library as the user chose it.
    pub fn find() -> Result<Self, NoHome> {
        let home = match std::env::var_os(HOME_VARIABLE).filter(|value| !value.is_empty()) {
            Some(folder) => Self::below(Path::new(&folder)),
            None => Self::of_the_system()?,
        };
        Ok(home.as_chosen())
    }

    /// The same with the library that was chosen last.
    #[must_use]
    pub fn as_chosen(self) -> Self {
        let chosen = self.memory().chosen;
        self.with_library(chosen)
    }

    /// Takes a folder for the library, from the next start on. Nothing is made in it now.
    ///
    /// # Errors
    /// [`ChoiceError::Other`]: it holds things, and no library.
    pub fn choose(&self, library: &Path) -> Result<(), ChoiceError> {
        let library = std::path::absolute(library)?;
        let empty = || match fs_err::read_dir(&library) {
            Ok(mut entries) => Ok(entries.next().is_none()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
            Err(error) => Err(error),
        };
        if !is_library(&library) && !empty()? {
            return Err(ChoiceError::Other);
        }
        let mut memory = self.memory();
        // The user sees what is there now: whatever was known of that place is over.
        if !is_library(&library) {
            memory.known.remove(&library);
        }
        // Nothing of what was there before a move is ours any more.
        memory.left = memory.left.filter(|left| *left != library);
        memory.chosen = Some(library);
        Ok(self.keep(&memory)?)
    }

    /// Makes sure that the library's folder is not just the place where it used to be. Writes nothing.
    pub fn check(&self) -> Result<(), Away> {
        if self.memory().known.contains(&self.place()) && !is_library(&self.library) {
            return Err(Away(self.library.clone()));
        }
        Ok(())
    }

    /// Remembers that a library lies in the folder.
    pub fn remember(&self) -> std::io::Result<()> {
        let mut memory = self.memory();
        if memory.known.insert(self.place()) {
            self.keep(&memory)?;
        }
        Ok(())
    }

    /// Forgets it: the user wants a new one there.
    pub fn forget(&self) -> std::io::Result<()> {
        let mut memory = self.memory();
        if memory.known.remove(&self.place()) {
            self.keep(&memory)?;
        }
        Ok(())
    }

    fn place(&self) -> PathBuf {
        std::path::absolute(&self.library).unwrap_or_else(|_| self.library.clone())
    }

    /// What cannot be read is not known: it must never keep anybody from a library that is there.
    fn memory(&self) -> Memory {
        match self.read(MEMORY) {
            Ok(memory) => memory.unwrap_or_default(),
            Err(Damaged) => self.read(BACKUP).ok().flatten().unwrap_or_default(),
        }
    }

    /// `None`: there is no such file.
    fn read(&self, name: &str) -> Result<Option<Memory>, Damaged> {
        let text = match fs_err::read(self.config.join(name)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(_) => return Err(Damaged),
        };
        let value: serde_json::Value = serde_json::from_slice(&text).map_err(|_| Damaged)?;
        // It was never written without; as a list, or without any name, it would count as empty.
        if value.get("known").is_none() {
            return Err(Damaged);
        }
        serde_json::from_value(value).map(Some).map_err(|_| Damaged)
    }

    /// Durable when it returns: after a move, the place that it names is the only one where the library still is.
    fn keep(&self, memory: &Memory) -> std::io::Result<()> {
        fs_err::create_dir_all(&self.config)?;
        let file = self.config.join(MEMORY);
        if self.read(MEMORY).is_err() {
            fs_err::rename(&file, self.config.join(DAMAGED))?;
        }
        let text = serde_json::to_vec_pretty(memory)?;
        for name in [MEMORY, BACKUP] {
            let scratch = self.config.join(format!("{name}.tmp"));
            write_synced(&scratch, &text)?;
            fs_err::rename(scratch, self.config.join(name))?;
        }
        sync_parent(&file)
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

    /// A folder with a file that is none of ours.
    pub(super) fn with_other_things(folder: &tempfile::TempDir) -> PathBuf {
        let films = folder.path().join("films");
        fs_err::create_dir(&films).expect("a folder");
        fs_err::write(films.join("mine.txt"), b"mine").expect("written");
        films
    }

    pub(super) fn with_a_library() -> (tempfile::TempDir, Home) {
        let folder = tempfile::tempdir().expect("a folder");
        let home = Home::below(folder.path());
        crate::library::Library::open(&home.library).expect("a library");
        home.remember().expect("remembered");
        (folder, home)
    }

    #[test]
    fn a_first_start_is_no_library_that_went_away() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(Home::below(folder.path()).check(), Ok(()));
    }

    #[test]
    fn an_empty_folder_where_a_library_was_is_no_new_library() {
        let (_folder, home) = with_a_library();
        assert_eq!(home.check(), Ok(()));
        fs_err::remove_dir_all(&home.library).expect("unmounted");
        fs_err::create_dir(&home.library).expect("an empty place");
        assert_eq!(home.check(), Err(Away(home.library.clone())));
    }

    #[test]
    fn a_folder_that_is_gone_is_no_new_library() {
        let (_folder, home) = with_a_library();
        fs_err::remove_dir_all(&home.library).expect("unmounted");
        assert!(home.check().is_err() && !home.library.exists());
    }

    #[test]
    fn a_new_library_can_be_begun_where_one_was() {
        let (_folder, home) = with_a_library();
        fs_err::remove_dir_all(&home.library).expect("unmounted");
        home.forget().expect("forgotten");
        assert_eq!(home.check(), Ok(()));
    }

    #[test]
    fn a_memory_that_cannot_be_read_keeps_nobody_out() {
        let (_folder, home) = with_a_library();
        for name in [MEMORY, BACKUP] {
            fs_err::write(home.config.join(name), b"{rubbish").expect("spoilt");
        }
        fs_err::remove_dir_all(&home.library).expect("unmounted");
        assert_eq!(home.check(), Ok(()));
    }

    #[test]
    fn a_damaged_memory_does_not_forget_a_library_that_was_moved() {
        for rubbish in ["", "{\"known\": [", "[]", "null", "{\"libraries\": 5}"] {
            let (folder, home) = with_a_library();
            let other = folder.path().join("other");
            home.choose(&other).expect("chosen");
            fs_err::write(home.config.join(MEMORY), rubbish).expect("spoilt");
            assert_eq!(home.clone().as_chosen().library, other, "{rubbish}");
        }
    }

    #[test]
    fn what_was_damaged_is_kept_beside_what_is_written_next() {
        let (_folder, home) = with_a_library();
        fs_err::write(home.config.join(MEMORY), "{rubbish").expect("spoilt");
        home.forget().expect("written");
        let kept = fs_err::read_to_string(home.config.join(DAMAGED)).expect("kept");
        assert_eq!(kept, "{rubbish");
    }

    #[test]
    fn a_library_that_was_chosen_is_the_one_of_the_next_start() {
        let (folder, home) = with_a_library();
        let other = folder.path().join("other");
        home.choose(&other).expect("chosen");
        assert_eq!(home.as_chosen().library, other);
    }

    #[test]
    fn a_folder_with_other_things_is_not_taken_for_the_library() {
        let (folder, home) = with_a_library();
        let films = with_other_things(&folder);
        assert!(matches!(home.choose(&films), Err(ChoiceError::Other)));
        assert_eq!(home.clone().as_chosen(), home);
    }

    #[test]
    fn an_empty_folder_that_is_chosen_is_a_new_library_even_where_one_was() {
        let (_folder, home) = with_a_library();
        fs_err::remove_dir_all(&home.library).expect("gone");
        home.choose(&home.library).expect("chosen");
        assert_eq!(home.check(), Ok(()));
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
