//! Files that Rushes is started with, by a double click in a file manager or on the command line: taken as if they had been
//! dropped on the window.
//!
//! What a file is, is not decided here.

use crate::{drops, window};
use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};
use tauri::{AppHandle, Manager};

/// Files wait here until there is a page to tell of them.
pub struct Handed(Mutex<Place>);

enum Place {
    Waiting(Vec<PathBuf>),
    Page,
}

impl Handed {
    /// With the files of this start.
    pub fn at_start() -> Self {
        let folder = std::env::current_dir().unwrap_or_default();
        let arguments: Vec<OsString> = std::env::args_os().collect();
        Self(Mutex::new(Place::Waiting(files(&arguments, &folder))))
    }

    /// What may be told to the page now.
    fn add(&self, paths: Vec<PathBuf>) -> Vec<PathBuf> {
        match &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Place::Waiting(waiting) => {
                waiting.extend(paths);
                Vec::new()
            }
            Place::Page => paths,
        }
    }

    /// From now on there is a page; returns what waited for it.
    fn page(&self) -> Vec<PathBuf> {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *place, Place::Page) {
            Place::Waiting(waiting) => waiting,
            Place::Page => Vec::new(),
        }
    }
}

/// A second start, with these arguments in that folder: this window comes to the front instead of a second one.
pub fn on_second_start(app: &AppHandle, arguments: &[impl AsRef<OsStr>], folder: &Path) {
    window::focus(app);
    if let Some(handed) = app.try_state::<Handed>() {
        drops::take(app, handed.add(files(arguments, folder)));
    }
}

/// The page listens now.
pub fn on_page(app: &AppHandle) {
    if let Some(handed) = app.try_state::<Handed>() {
        drops::take(app, handed.page());
    }
}

/// The files among the arguments, the first of which is the program. Options are not ours: desktops and toolkits have some.
fn files(arguments: &[impl AsRef<OsStr>], folder: &Path) -> Vec<PathBuf> {
    arguments
        .iter()
        .skip(1)
        .map(AsRef::as_ref)
        .filter(|argument| !argument.is_empty() && !argument.as_encoded_bytes().starts_with(b"-"))
        .map(|argument| folder.join(argument))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(list: &[&str]) -> Vec<String> {
        list.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_is_looked_for_where_the_program_was_started() {
        let found = files(&arguments(&["rushes", "boat.jpg"]), Path::new("/pictures"));
        assert_eq!(found, [PathBuf::from("/pictures/boat.jpg")]);
    }

    #[test]
    fn options_and_the_program_itself_are_no_files() {
        let list = arguments(&["/usr/bin/rushes", "--display=:1", ""]);
        assert!(files(&list, Path::new("/")).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_whose_name_is_no_unicode_is_found_under_that_name() {
        let odd: OsString = std::os::unix::ffi::OsStringExt::from_vec(vec![b'/', 0xff]);
        assert_eq!(
            files(&["rushes".into(), odd.clone()], Path::new("/")),
            [PathBuf::from(odd)]
        );
    }

    #[test]
    fn files_wait_until_there_is_a_page() {
        let handed = Handed(Mutex::new(Place::Waiting(vec!["/a".into()])));
        assert!(handed.add(vec!["/b".into()]).is_empty());
        assert_eq!(handed.page(), [PathBuf::from("/a"), "/b".into()]);
    }

    #[test]
    fn a_file_is_handed_on_once() {
        let handed = Handed(Mutex::new(Place::Waiting(vec!["/a".into()])));
        let _first = handed.page();
        assert!(handed.page().is_empty());
        assert_eq!(handed.add(vec!["/b".into()]), [PathBuf::from("/b")]);
    }
}
