//! Files of gigabytes, and such as claim to be: what is read of them is small.

use super::*;

/// Four gigabytes of nothing and then the index: sparse, so that the disk holds a few blocks of it.
fn wide_film(index: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    use std::io::{Seek, SeekFrom, Write};
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("wide.mp4");
    let mut file = fs_err::File::create(&path).expect("a file");
    let size: u64 = (4 << 30) + 16;
    let head = [
        ftyp(),
        words(&[1]),
        b"mdat".to_vec(),
        size.to_be_bytes().to_vec(),
    ]
    .concat();
    file.write_all(&head).expect("written");
    let end = ftyp().len() as u64 + size;
    file.seek(SeekFrom::Start(end)).expect("sparse");
    file.write_all(index).expect("written");
    (folder, path)
}

#[test]
fn an_index_behind_four_gigabytes_is_found_at_once() {
    let whole = Film::default().bytes();
    let at = whole
        .windows(4)
        .position(|word| word == b"moov")
        .expect("an index")
        - 4;
    let begun = std::time::Instant::now();
    let (_folder, path) = wide_film(&whole[at..]);
    assert_eq!(probe(&path).expect("a film").width, Some(640));
    // Reading all of it would take longer than that on any disk.
    assert!(begun.elapsed() < std::time::Duration::from_secs(2));
}

#[test]
fn an_index_that_claims_to_be_huge_is_not_read() {
    let huge = [
        words(&[1]),
        b"moov".to_vec(),
        (1_u64 << 62).to_be_bytes().to_vec(),
    ]
    .concat();
    let (_folder, path) = wide_film(&huge);
    assert!(matches!(probe(&path), Err(ProbeError::Incomplete(_))));
}

#[test]
fn a_picture_of_gigabytes_is_not_taken_into_memory() {
    use std::io::Write;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("wide.jpg");
    let mut bytes = Cursor::new(Vec::new());
    let picture = image::RgbImage::new(16, 9);
    picture
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .expect("a picture");
    let mut file = fs_err::File::create(&path).expect("a file");
    file.write_all(&bytes.into_inner()).expect("written");
    // More than any machine has memory for.
    file.set_len(1 << 42).expect("sparse");
    assert_eq!(probe(&path).expect("a picture").width, Some(16));
}
