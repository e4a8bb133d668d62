//! The library in another folder: planned for the next start by the window, or at once by the command line.
//!
//! What was planned, and what may still lie in the old place, is remembered before anything is done, so that a move that was
//! cut short goes on. Must not know how a library is moved: that is `library::relocate`.

use super::{Home, Memory};
use crate::library::{
    LibraryLock,
    archive::{ArchiveError, Progress},
    is_library, relocate,
};
use std::path::{Path, PathBuf};

/// The folder that is made for a library in one that holds other things.
const FOLDER: &str = "Rushes library";

impl Home {
    /// Where the library goes when the user picks this folder: one that holds other things gets one of ours in it.
    ///
    /// # Errors
    /// Those of [`relocate::can_move`].
    pub fn target_of_move(&self, to: &Path) -> Result<PathBuf, ArchiveError> {
        let mut to = std::path::absolute(to).map_err(ArchiveError::Place)?;
        if matches!(
            relocate::can_move(&self.library, &to),
            Err(ArchiveError::NotEmpty)
        ) {
            to.push(FOLDER);
        }
        relocate::can_move(&self.library, &to)?;
        Ok(to)
    }

    /// Wants the library there, from the next start on.
    pub fn plan_move(&self, to: &Path) -> std::io::Result<()> {
        let mut memory = self.memory();
        memory.moving = Some(to.to_owned());
        self.keep(&memory)
    }

    /// Where the library is to go.
    pub fn planned_move(&self) -> Option<PathBuf> {
        self.memory().moving
    }

    /// Moves the library where it is to go, and takes that place for the library. It must not be open. `progress` is told the
    /// bytes done and in all; `false` stops it.
    ///
    /// # Errors
    /// Those of [`relocate::relocate`]. It stays planned, until [`Home::stay`].
    pub fn move_library(&self, progress: &Progress<'_>) -> Result<(), ArchiveError> {
        match self.memory().moving {
            Some(to) => relocate::relocate(&self.library, &to, || self.moved(&to), progress),
            None => Ok(()),
        }
    }

    fn moved(&self, to: &Path) -> std::io::Result<()> {
        let mut memory = self.memory();
        let from = self.place();
        memory.known.remove(&from);
        memory.known.insert(to.to_owned());
        memory.chosen = Some(to.to_owned());
        memory.moving = None;
        memory.left = Some(from);
        self.keep(&memory)
    }

    /// The library stays where it is; a copy that was begun is taken away.
    pub fn stay(&self) -> std::io::Result<()> {
        let mut memory = self.memory();
        if let Some(to) = memory.moving.take() {
            relocate::undo(&self.library, &to);
        }
        self.keep(&memory)
    }

    /// Where the library was to go already, if that is in this folder: such a move goes on.
    pub fn begun_move(&self, to: &Path) -> Option<PathBuf> {
        let to = std::path::absolute(to).ok()?;
        let planned = self.planned_move()?;
        (planned == to || planned == to.join(FOLDER)).then_some(planned)
    }

    /// Moves the library at once to a place that [`Home::target_of_move`] named. It must not be open. `usual`: it is the one of
    /// the next start, and stays that; any other one does not become it. When it fails, nothing stays planned.
    ///
    /// # Errors
    /// Those of [`relocate::relocate`].
    pub fn move_now(
        &self,
        to: &Path,
        usual: bool,
        progress: &Progress<'_>,
    ) -> Result<(), ArchiveError> {
        // Whoever has it open may have plans of their own for it. One that is not there any more may have its new name.
        if self.library.is_dir() {
            drop(LibraryLock::of_existing(&self.library)?);
        }
        if !usual {
            let take = || self.moved_other(to);
            return relocate::relocate(&self.library, to, take, progress);
        }
        if self.planned_move().is_some_and(|planned| planned != to) {
            self.stay().map_err(ArchiveError::Place)?;
        }
        self.plan_move(to).map_err(ArchiveError::Place)?;
        let moved = self.move_library(progress);
        if moved.is_err() {
            self.stay().map_err(ArchiveError::Place)?;
        }
        moved
    }

    fn moved_other(&self, to: &Path) -> std::io::Result<()> {
        let mut memory = self.memory();
        let from = self.place();
        memory.known.remove(&from);
        memory.known.insert(to.to_owned());
        memory.others.insert(from, to.to_owned());
        self.keep(&memory)
    }

    /// Takes away what moves were cut short in taking away. A folder that became a library again is let alone.
    pub fn clear_left(&self) -> std::io::Result<()> {
        let mut memory = self.memory();
        let left = memory.left.take().map(|from| (from, self.library.clone()));
        let others = std::mem::take(&mut memory.others);
        if left.is_none() && others.is_empty() {
            return Ok(());
        }
        for (from, to) in left.into_iter().chain(others) {
            self.clear(&memory, &from, &to);
        }
        self.keep(&memory)
    }

    fn clear(&self, memory: &Memory, from: &Path, to: &Path) {
        if from != self.place() && !memory.known.contains(from) && is_library(to) {
            // Whoever has it open now began a library there.
            if let Ok(_lock) = LibraryLock::of_existing(from) {
                relocate::take_away(from, to);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::home::tests::{with_a_library, with_other_things};

    fn go_on(_: u64, _: u64) -> bool {
        true
    }

    #[test]
    fn a_library_that_was_moved_is_the_one_of_the_next_start_and_is_missed_nowhere() {
        let (folder, home) = with_a_library();
        fs_err::write(home.library.join("rushes.db"), b"history").expect("written");
        let to = folder.path().join("drive");
        home.plan_move(&to).expect("planned");
        home.move_library(&go_on).expect("moved");
        let next = home.clone().as_chosen();
        assert_eq!((next.library.clone(), next.check()), (to, Ok(())));
        assert_eq!((home.planned_move(), home.check()), (None, Ok(())));
    }

    #[test]
    fn in_a_folder_with_other_things_the_library_gets_a_folder_of_its_own() {
        let (folder, home) = with_a_library();
        let films = with_other_things(&folder);
        let to = home.target_of_move(&films).expect("room");
        assert_eq!(to, films.join("Rushes library"));
    }

    #[test]
    fn a_move_that_is_not_wanted_any_more_is_forgotten() {
        let (folder, home) = with_a_library();
        home.plan_move(&folder.path().join("drive"))
            .expect("planned");
        home.stay().expect("forgotten");
        assert_eq!(home.planned_move(), None);
    }

    /// A move of which the old place was not emptied.
    fn with_something_left() -> (tempfile::TempDir, Home, PathBuf) {
        let (folder, home) = with_a_library();
        let old = home.library.clone();
        fs_err::write(old.join("media/clip.mp4"), b"film").expect("written");
        let to = folder.path().join("drive");
        home.plan_move(&to).expect("planned");
        home.move_library(&go_on).expect("moved");
        fs_err::create_dir_all(old.join("media")).expect("a folder");
        fs_err::write(old.join("media/clip.mp4"), b"film").expect("written");
        assert!(is_library(&to));
        (folder, home.as_chosen(), old)
    }

    #[test]
    fn what_a_move_left_behind_is_taken_away_at_the_next_start() {
        let (_folder, home, old) = with_something_left();
        home.clear_left().expect("cleared");
        assert!(!old.exists());
    }

    #[test]
    fn a_library_that_was_begun_at_the_old_place_is_let_alone() {
        let (_folder, home, old) = with_something_left();
        home.choose(&old).expect("chosen");
        home.clear_left().expect("cleared");
        assert!(old.join("media/clip.mp4").exists());
    }

    #[test]
    fn a_library_that_is_moved_at_once_is_the_one_of_the_next_start() {
        let (folder, home) = with_a_library();
        let to = folder.path().join("drive");
        home.move_now(&to, true, &go_on).expect("moved");
        assert_eq!((home.as_chosen().library, is_library(&to)), (to, true));
    }

    #[test]
    fn another_library_that_is_moved_does_not_become_the_usual_one() {
        let (folder, home) = with_a_library();
        let other = home.clone().with_library(Some(folder.path().join("other")));
        crate::library::Library::open(&other.library).expect("a library");
        let to = folder.path().join("drive");
        other.move_now(&to, false, &go_on).expect("moved");
        assert!(is_library(&to) && !other.library.exists());
        assert_eq!(home.clone().as_chosen(), home);
    }

    #[test]
    fn what_the_move_of_another_library_left_behind_is_taken_away_too() {
        let (folder, home) = with_a_library();
        let other = home.clone().with_library(Some(folder.path().join("other")));
        crate::library::Library::open(&other.library).expect("a library");
        fs_err::write(other.library.join("media/clip.mp4"), b"film").expect("written");
        let to = folder.path().join("drive");
        other.move_now(&to, false, &go_on).expect("moved");
        fs_err::create_dir_all(other.library.join("media")).expect("a folder");
        fs_err::write(other.library.join("media/clip.mp4"), b"film").expect("written");
        home.clear_left().expect("cleared");
        assert!(!other.library.exists() && is_library(&home.library));
    }

    #[test]
    fn a_library_that_is_open_is_not_moved_and_what_was_planned_for_it_stays_planned() {
        let (folder, home) = with_a_library();
        let planned = folder.path().join("planned");
        home.plan_move(&planned).expect("planned");
        let _open = LibraryLock::acquire(&home.library).expect("free");
        let moved = home.move_now(&folder.path().join("drive"), true, &go_on);
        let in_use = matches!(
            moved,
            Err(ArchiveError::Library(crate::library::LibraryError::InUse))
        );
        assert_eq!((in_use, home.planned_move()), (true, Some(planned)));
    }

    #[test]
    fn a_move_that_was_cut_short_after_the_library_had_its_new_name_goes_on() {
        let (folder, home) = with_a_library();
        let films = folder.path().join("films");
        let to = films.join(FOLDER);
        home.plan_move(&to).expect("planned");
        fs_err::create_dir(&films).expect("a folder");
        fs_err::rename(&home.library, &to).expect("cut short");
        assert_eq!(home.begun_move(&films), Some(to.clone()));
        home.move_now(&to, true, &go_on).expect("moved");
        assert_eq!(home.as_chosen().library, to);
    }

    #[test]
    fn a_move_at_once_that_fails_leaves_nothing_planned() {
        let (folder, home) = with_a_library();
        let films = with_other_things(&folder);
        let moved = home.move_now(&films, true, &go_on);
        assert!(matches!(moved, Err(ArchiveError::NotEmpty)));
        assert_eq!(
            (home.planned_move(), is_library(&home.library)),
            (None, true)
        );
    }
}
