use super::*;
use crate::domain::{Received, sha256_hex};

fn library() -> (tempfile::TempDir, Library) {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let library = Library::open(folder.path()).expect("a library");
    (folder, library)
}

fn part(library: &Library, content: &[u8]) -> PathBuf {
    let path = library.partial(&JobId::from_text("job_1"));
    fs_err::write(&path, content).expect("a partial file");
    path
}

#[test]
fn opening_twice_changes_nothing() {
    let (folder, library) = library();
    library
        .write_atomic("inputs/a.png", b"kept")
        .expect("written");
    Library::open(folder.path()).expect("again");
    assert_eq!(
        fs_err::read(folder.path().join("inputs/a.png")).expect("there"),
        b"kept"
    );
}

#[test]
fn a_library_that_cannot_be_made_is_an_error() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let file = folder.path().join("file");
    fs_err::write(&file, b"").expect("a file in the way");
    assert!(Library::open(&file.join("library")).is_err());
}

#[test]
fn paths_that_lead_out_are_refused() {
    let (_folder, library) = library();
    for path in [
        "",
        "/etc/passwd",
        "..",
        "../x",
        "media/../../x",
        "media/./x",
        "media//x",
        "media/",
        "a\\b",
        "a\0b",
        "C:x",
    ] {
        assert!(
            matches!(library.resolve(path), Err(LibraryError::Outside(_))),
            "{path:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_a_symlink_out_is_refused() {
    let (folder, library) = library();
    let elsewhere = tempfile::tempdir().expect("another folder");
    fs_err::os::unix::fs::symlink(elsewhere.path(), folder.path().join("media/out"))
        .expect("a link");
    assert!(matches!(
        library.resolve("media/out/new/x.mp4"),
        Err(LibraryError::Outside(_))
    ));
}

#[cfg(unix)]
#[test]
fn a_file_that_is_a_symlink_out_is_refused() {
    let (folder, library) = library();
    let elsewhere = tempfile::NamedTempFile::new().expect("another file");
    fs_err::os::unix::fs::symlink(elsewhere.path(), folder.path().join("media/x.mp4"))
        .expect("a link");
    assert!(matches!(
        library.resolve("media/x.mp4"),
        Err(LibraryError::Outside(_))
    ));
}

#[cfg(unix)]
#[test]
fn a_symlink_that_leads_nowhere_is_refused() {
    let (folder, library) = library();
    fs_err::os::unix::fs::symlink("/nowhere/at/all", folder.path().join("media/x.mp4"))
        .expect("a link");
    assert!(matches!(
        library.resolve("media/x.mp4"),
        Err(LibraryError::Outside(_))
    ));
}

#[cfg(unix)]
#[test]
fn a_library_behind_a_symlink_works() {
    let real = tempfile::tempdir().expect("a scratch folder");
    let folder = tempfile::tempdir().expect("another folder");
    let link = folder.path().join("link");
    fs_err::os::unix::fs::symlink(real.path(), &link).expect("a link");
    let library = Library::open(&link).expect("a library");
    assert!(library.resolve("media/x.mp4").is_ok());
}

#[test]
fn publishing_moves_the_file_and_tells_its_digest() {
    let (_folder, library) = library();
    let part = part(&library, b"abc");
    let published = library
        .publish(&part, "media/2026-11/x.mp4", &[])
        .expect("published");
    assert_eq!(
        published,
        Published {
            file: "media/2026-11/x.mp4".to_owned(),
            bytes: 3,
            sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".to_owned(),
            received: None,
        }
    );
}

#[test]
fn publishing_leaves_no_partial_file() {
    let (_folder, library) = library();
    let part = part(&library, b"abc");
    library
        .publish(&part, "media/2026-11/x.mp4", &[])
        .expect("published");
    assert!(!part.exists());
}

#[test]
fn publishing_the_same_content_again_adopts_the_file() {
    let (_folder, library) = library();
    let first = library
        .publish(&part(&library, b"abc"), "media/x.mp4", &[])
        .expect("published");
    let again = library
        .publish(&part(&library, b"abc"), "media/x.mp4", &[])
        .expect("adopted");
    assert_eq!(first, again);
}

#[test]
fn publishing_other_content_never_overwrites() {
    let (_folder, library) = library();
    for (content, expected) in [
        (b"one", "media/x.mp4"),
        (b"two", "media/x-2.mp4"),
        (b"six", "media/x-3.mp4"),
    ] {
        let published = library
            .publish(&part(&library, content), "media/x.mp4", &[])
            .expect("published");
        assert_eq!(published.file, expected);
    }
}

#[test]
fn a_refused_name_keeps_the_download() {
    let (_folder, library) = library();
    let part = part(&library, b"abc");
    library
        .publish(&part, "../x.mp4", &[])
        .expect_err("outside of the library");
    assert!(part.exists());
}

#[test]
fn a_published_file_is_found_without_a_row() {
    let (_folder, library) = library();
    let published = library
        .publish(&part(&library, b"abc"), "media/x.mp4", &[])
        .expect("published");
    assert_eq!(library.find_published("media/x.mp4", &[]), Some(published));
}

#[test]
fn a_file_with_something_of_ours_behind_it_tells_also_what_came() {
    let (_folder, library) = library();
    let published = library
        .publish(
            &part(&library, b"abc and ours"),
            "media/x.mp4",
            b" and ours",
        )
        .expect("published");
    let came = Received {
        bytes: 3,
        sha256: sha256_hex(b"abc"),
    };
    assert_eq!(published.received, Some(came));
    assert_eq!(published.sha256, sha256_hex(b"abc and ours"));
    let found = library.find_published("media/x.mp4", b" and ours");
    assert_eq!(found, Some(published));
}

#[test]
fn a_file_with_another_end_is_all_what_came() {
    let (_folder, library) = library();
    let published = library
        .publish(&part(&library, b"abc"), "media/x.mp4", b"bd")
        .expect("published");
    assert_eq!((published.bytes, published.received), (3, None));
}

#[test]
fn an_empty_file_is_not_a_published_one() {
    let (folder, library) = library();
    fs_err::write(folder.path().join("media/x.mp4"), b"").expect("written");
    assert_eq!(library.find_published("media/x.mp4", &[]), None);
}

#[test]
fn an_atomic_write_replaces_and_leaves_no_scratch() {
    let (folder, library) = library();
    library
        .write_atomic("stills/a.jpg", b"first")
        .expect("written");
    library
        .write_atomic("stills/a.jpg", b"second")
        .expect("written");
    let left = fs_err::read_dir(folder.path().join("partial"))
        .expect("the folder")
        .count();
    assert_eq!(
        (
            fs_err::read(folder.path().join("stills/a.jpg")).expect("there"),
            left
        ),
        (b"second".to_vec(), 0)
    );
}

#[test]
fn removing_a_missing_file_is_fine() {
    let (_folder, library) = library();
    assert!(library.remove("media/none.mp4").is_ok());
}

#[test]
fn there_is_some_free_space() {
    let (_folder, library) = library();
    assert!(library.free_space().expect("known") > 0);
}

#[test]
fn a_full_disk_is_told_from_other_trouble() {
    let full = std::io::Error::from(ErrorKind::StorageFull);
    assert!(matches!(LibraryError::from(full), LibraryError::DiskFull));
}

#[cfg(target_os = "linux")]
#[test]
fn a_write_to_a_full_device_says_that_the_disk_is_full() {
    let mut device = fs_err::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .expect("the device");
    let error = device.write_all(b"x").expect_err("always full");
    assert!(matches!(LibraryError::from(error), LibraryError::DiskFull));
}

#[test]
fn whatever_publish_can_write_is_found_again_by_its_job() {
    let (_folder, library) = library();
    let (job, at) = (
        JobId::from_text("job_0123456789"),
        crate::domain::Timestamp(0),
    );
    let mut written = Vec::new();
    for kind in probe::FileKind::ALL {
        let name = Library::final_name(&job, "fox", at, kind.extension());
        for content in [b"one", b"two"] {
            let published = library
                .publish(&part(&library, content), &name, &[])
                .expect("published");
            written.push(published.file);
        }
    }
    let found = library.published_as(&job, "fox", at);
    assert_eq!((written.len(), found), (16, written));
}
