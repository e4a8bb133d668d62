//! What is put behind a video, and what of a video it must never touch.

use super::*;
use proptest::prelude::*;

fn a_box(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len() + 8).expect("small");
    [&size.to_be_bytes(), kind.as_slice(), content].concat()
}

fn large_box(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let size = (content.len() + 16) as u64;
    let head = [&1u32.to_be_bytes(), kind.as_slice(), &size.to_be_bytes()].concat();
    [head.as_slice(), content].concat()
}

fn ftyp() -> Vec<u8> {
    a_box(*b"ftyp", b"isom\0\0\0\0isom")
}

fn film() -> Vec<u8> {
    [
        ftyp(),
        a_box(*b"mdat", &[7; 500]),
        a_box(*b"moov", b"index"),
    ]
    .concat()
}

fn file(bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path().join("film.mp4");
    fs_err::write(&path, bytes).expect("a file");
    (folder, path)
}

fn follows(bytes: &[u8]) -> bool {
    may_follow(&file(bytes).1).expect("it can be read")
}

#[test]
fn what_is_put_behind_a_film_is_found() {
    let (_folder, path) = file(&film());
    append(&path, &boxed(b"a recipe").expect("small")).expect("room");
    assert_eq!(find(&path).expect("read"), Some(b"a recipe".to_vec()));
}

#[test]
fn the_film_stays_as_it_was_before_it() {
    let (_folder, path) = file(&film());
    append(&path, &boxed(b"a recipe").expect("small")).expect("room");
    assert!(fs_err::read(&path).expect("read").starts_with(&film()));
    assert_eq!(
        length_without(&path).expect("read"),
        Some(film().len() as u64)
    );
}

#[test]
fn a_box_may_follow_a_whole_film() {
    assert!(follows(&film()));
}

#[test]
fn no_box_may_follow_one_that_runs_to_the_end_of_the_file() {
    let mut open = film();
    open.extend([0, 0, 0, 0]);
    open.extend(b"mdat and more");
    assert!(!follows(&open));
}

#[test]
fn no_box_may_hide_the_index_that_players_look_for_from_the_end() {
    assert!(!follows(&[film(), a_box(*b"mfra", b"index")].concat()));
}

#[test]
fn no_box_may_follow_padding_behind_which_nobody_looks() {
    assert!(!follows(&[film(), vec![0; 64]].concat()));
}

#[test]
fn no_box_may_follow_a_film_that_is_cut() {
    let whole = film();
    assert!(!follows(&whole[..whole.len() - 1]));
}

#[test]
fn no_box_may_follow_what_is_no_mp4() {
    for other in [
        b"GIF89a and so on".to_vec(),
        b"\x1a\x45\xdf\xa3 webm".to_vec(),
        a_box(*b"ftyp", b"avif\0\0\0\0"),
        b"<html>".to_vec(),
        Vec::new(),
    ] {
        assert!(!follows(&other), "{other:?}");
    }
}

#[test]
fn the_last_of_several_counts() {
    let two = [
        film(),
        boxed(b"the first").expect("small"),
        boxed(b"the second").expect("small"),
    ]
    .concat();
    let (_folder, path) = file(&two);
    assert_eq!(find(&path).expect("read"), Some(b"the second".to_vec()));
}

#[test]
fn a_recipe_is_found_also_where_others_wrote_behind_it() {
    let more = [
        film(),
        boxed(b"a recipe").expect("small"),
        a_box(*b"free", b"theirs"),
    ]
    .concat();
    let (_folder, path) = file(&more);
    assert_eq!(find(&path).expect("read"), Some(b"a recipe".to_vec()));
    assert_eq!(length_without(&path).expect("read"), None);
}

#[test]
fn a_box_of_somebody_else_is_no_recipe() {
    let (_folder, path) = file(&[film(), a_box(*b"uuid", &[9; 40])].concat());
    assert_eq!(find(&path).expect("read"), None);
}

#[test]
fn a_recipe_inside_another_box_is_not_ours_to_read() {
    let inside = a_box(*b"free", &boxed(b"hidden").expect("small"));
    let (_folder, path) = file(&[film(), inside].concat());
    assert_eq!(find(&path).expect("read"), None);
}

#[test]
fn a_recipe_in_a_file_that_is_cut_behind_it_is_found() {
    let mut cut = [film(), boxed(b"a recipe").expect("small")].concat();
    cut.extend(&a_box(*b"free", b"theirs")[..9]);
    let (_folder, path) = file(&cut);
    assert_eq!(find(&path).expect("read"), Some(b"a recipe".to_vec()));
}

#[test]
fn a_recipe_beyond_the_cap_is_neither_written_nor_read() {
    let large = vec![b' '; LARGEST + 1];
    assert_eq!(boxed(&large), None);
    let foreign = a_box(*b"uuid", &[ID.as_slice(), &large].concat());
    let (_folder, path) = file(&[film(), foreign].concat());
    assert_eq!(find(&path).expect("read"), None);
}

/// A chain of boxes as an encoder may write it, without those behind which nothing may be put.
fn chain() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let kind = prop_oneof![
        Just(*b"mdat"),
        Just(*b"moov"),
        Just(*b"free"),
        Just(*b"uuid"),
        Just(*b"moof"),
        any::<[u8; 4]>().prop_filter("padding", |kind| kind != b"mfra"),
    ];
    let one = (
        kind,
        prop::collection::vec(any::<u8>(), 0..60),
        any::<bool>(),
    );
    prop::collection::vec(
        one.prop_map(|(kind, content, large)| {
            if large {
                large_box(kind, &content)
            } else {
                a_box(kind, &content)
            }
        }),
        0..12,
    )
}

fn places(path: &Path) -> Vec<TopBox> {
    let mut file = fs_err::File::open(path).expect("a file");
    let length = file.metadata().expect("a length").len();
    let mut places = Vec::new();
    walk(&mut file, length, |found| places.push(found)).expect("whole");
    places
}

proptest! {
    #[test]
    fn behind_any_chain_a_recipe_moves_nothing_and_is_found(
        chain in chain(),
        recipe in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let (_folder, path) = file(&[ftyp(), chain.concat()].concat());
        let before = places(&path);
        prop_assert!(may_follow(&path).expect("read"));
        append(&path, &boxed(&recipe).expect("small")).expect("room");
        let after = places(&path);
        prop_assert_eq!(&after[..before.len()], &before[..]);
        prop_assert_eq!(after.len(), before.len() + 1);
        prop_assert_eq!(find(&path).expect("read"), Some(recipe));
    }

    #[test]
    fn any_bytes_behind_a_beginning_are_answered(rest in prop::collection::vec(any::<u8>(), 0..200)) {
        let (_folder, path) = file(&[ftyp(), rest].concat());
        may_follow(&path).expect("read");
        find(&path).expect("read");
        length_without(&path).expect("read");
    }
}
