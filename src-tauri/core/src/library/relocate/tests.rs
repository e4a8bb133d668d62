use super::*;
use crate::library::Library;
use std::cell::Cell;

/// A library with a database and a clip, and a place to go.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        Library::open(&place.from()).expect("a library");
        fs_err::write(place.from().join("rushes.db"), b"history").expect("written");
        fs_err::write(place.from().join("media/clip.mp4"), vec![7; 3_000_000]).expect("written");
        place
    }

    fn from(&self) -> PathBuf {
        self.folder.path().join("old")
    }

    fn to(&self) -> PathBuf {
        self.folder.path().join("new/library")
    }

    /// As if the new place were on another file system.
    fn copies(&self, progress: &Progress<'_>) -> Result<(), ArchiveError> {
        fs_err::create_dir_all(self.to()).expect("a folder");
        fs_err::write(self.to().join(MARK), b"").expect("marked");
        relocate(&self.from(), &self.to(), || Ok(()), progress)
    }

    fn is_whole(root: &Path) -> bool {
        let clip = fs_err::read(root.join("media/clip.mp4"));
        is_library(root)
            && clip.is_ok_and(|bytes| bytes == vec![7; 3_000_000])
            && fs_err::read(root.join("rushes.db")).is_ok_and(|bytes| bytes == b"history")
    }
}

fn go_on(_: u64, _: u64) -> bool {
    true
}

#[test]
fn within_a_file_system_the_folder_gets_a_new_name() {
    let place = Place::new();
    let taken = Cell::new(false);
    let take = || {
        taken.set(true);
        Ok(())
    };
    relocate(&place.from(), &place.to(), take, &go_on).expect("moved");
    assert!(Place::is_whole(&place.to()) && taken.get() && !place.from().exists());
}

#[test]
fn to_another_file_system_everything_is_copied_and_then_taken_away() {
    let place = Place::new();
    place.copies(&go_on).expect("moved");
    assert!(Place::is_whole(&place.to()) && !place.from().exists());
}

#[test]
fn nothing_is_taken_away_before_the_new_place_is_the_library() {
    let place = Place::new();
    fs_err::create_dir_all(place.to()).expect("a folder");
    fs_err::write(place.to().join(MARK), b"").expect("marked");
    let refuse = || Err(io::Error::other("the memory is full"));
    relocate(&place.from(), &place.to(), refuse, &go_on).expect_err("not taken");
    assert!(Place::is_whole(&place.from()));
}

#[test]
fn a_copy_that_was_cut_short_goes_on_and_drops_what_is_no_more() {
    let place = Place::new();
    let half = place.to().join("media");
    fs_err::create_dir_all(&half).expect("a folder");
    fs_err::write(half.join("clip.mp4"), vec![7; 1_000_000]).expect("half");
    fs_err::write(half.join("trashed.mp4"), b"gone since").expect("written");
    place.copies(&go_on).expect("moved");
    assert!(Place::is_whole(&place.to()) && !half.join("trashed.mp4").exists());
}

#[test]
fn what_somebody_put_into_a_folder_that_is_half_filled_stays_there() {
    let place = Place::new();
    fs_err::create_dir_all(place.to().join("photos")).expect("a folder");
    fs_err::write(place.to().join(MARK), b"").expect("marked");
    let own = [
        place.to().join("taxes.ods"),
        place.to().join("photos/sea.jpg"),
    ];
    for file in &own {
        fs_err::write(file, b"mine").expect("written");
    }
    relocate(&place.from(), &place.to(), || Ok(()), &go_on).expect("moved");
    assert!(own.iter().all(|file| file.exists()));
}

#[test]
fn stopped_it_leaves_the_old_place_whole_and_nothing_in_the_new_one() {
    let place = Place::new();
    let stopped = place.copies(&|done, _| done < 500_000);
    assert!(matches!(stopped, Err(ArchiveError::Stopped)));
    assert!(Place::is_whole(&place.from()) && !place.to().exists());
}

#[test]
fn a_name_that_was_given_and_not_written_down_is_written_down() {
    let place = Place::new();
    fs_err::create_dir_all(place.folder.path().join("new")).expect("a folder");
    fs_err::rename(place.from(), place.to()).expect("renamed");
    let taken = Cell::new(false);
    let take = || {
        taken.set(true);
        Ok(())
    };
    relocate(&place.from(), &place.to(), take, &go_on).expect("moved");
    assert!(taken.get() && Place::is_whole(&place.to()));
}

#[test]
fn a_folder_with_other_things_in_it_is_refused() {
    let place = Place::new();
    fs_err::create_dir_all(place.to()).expect("a folder");
    fs_err::write(place.to().join("taxes.ods"), b"mine").expect("written");
    let refused = relocate(&place.from(), &place.to(), || Ok(()), &go_on);
    assert!(matches!(refused, Err(ArchiveError::NotEmpty)));
}

#[test]
fn a_library_does_not_go_into_itself_also_not_by_a_link() {
    let place = Place::new();
    let link = place.folder.path().join("link");
    #[cfg(unix)]
    std::os::unix::fs::symlink(place.from(), &link).expect("a link");
    for to in [place.from().join("media/inner"), link.join("inner")] {
        let refused = can_move(&place.from(), &to);
        assert!(refused.is_err(), "{}", to.display());
    }
}

#[test]
fn a_library_that_is_open_stays_where_it_is() {
    let place = Place::new();
    let _open = LibraryLock::acquire(&place.from()).expect("free");
    let refused = relocate(&place.from(), &place.to(), || Ok(()), &go_on);
    assert!(matches!(
        refused,
        Err(ArchiveError::Library(LibraryError::InUse))
    ));
}

#[test]
fn what_the_new_place_does_not_have_stays_in_the_old_one() {
    let place = Place::new();
    fs_err::create_dir_all(place.to()).expect("a folder");
    fs_err::write(place.to().join("rushes.db"), b"history").expect("written");
    assert!(!take_away(&place.from(), &place.to()));
    assert!(place.from().join("media/clip.mp4").exists());
    assert!(!place.from().join("rushes.db").exists());
}
