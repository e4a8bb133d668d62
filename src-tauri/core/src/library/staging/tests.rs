use super::*;

fn staging() -> (tempfile::TempDir, Staging) {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let library = Library::open(folder.path()).expect("a library");
    (folder, Staging::new(library))
}

fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(6, 4)
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("a picture");
    bytes.into_inner()
}

fn id() -> StagedId {
    StagedId::from_text("pic_1")
}

#[test]
fn a_staged_picture_comes_back_as_it_was() {
    let (_folder, staging) = staging();
    let staged = staging.stage("a.png", &png(), id()).expect("staged");
    assert_eq!(staging.load(&id()).expect("there"), (staged, png()));
}

#[test]
fn a_staged_picture_has_a_thumbnail() {
    let (_folder, staging) = staging();
    staging.stage("a.png", &png(), id()).expect("staged");
    let path = staging.thumb_path(&id()).expect("a thumbnail");
    let info = picture::inspect(&fs_err::read(path).expect("a file")).expect("a picture");
    assert_eq!(
        (info.width, info.height, info.mime),
        (6, 4, picture::THUMBNAIL_MIME)
    );
}

fn wish(width: u32) -> Wish {
    Wish {
        target: Some(crate::domain::Size { width, height: 2 }),
        fit: crate::domain::Fit::Crop,
        crop: crate::domain::Crop::default(),
        max_bytes: u64::MAX,
        exact: true,
    }
}

#[test]
fn a_fitted_picture_is_found_by_its_name() {
    let (_folder, staging) = staging();
    staging.stage("a.png", &png(), id()).expect("staged");
    let (_, ready) = staging.fitted(&id(), &wish(4), &|| true).expect("fitted");
    let (path, mime) = staging.sent_path(&ready.media).expect("there");
    assert_eq!(
        (fs_err::read(path).expect("a file"), mime),
        (ready.fitted.bytes, "image/png")
    );
}

#[test]
fn the_same_wish_is_not_fulfilled_twice() {
    let (_folder, staging) = staging();
    staging.stage("a.png", &png(), id()).expect("staged");
    let first = staging.fitted(&id(), &wish(4), &|| true).expect("fitted");
    // Nothing is decoded any more: that would ask whether it is wanted.
    let again = staging.fitted(&id(), &wish(4), &|| false).expect("kept");
    assert_eq!(first, again);
}

#[test]
fn a_picture_is_decoded_once_for_its_thumbnail_and_all_its_wishes() {
    let (folder, staging) = staging();
    staging.stage("a.png", &png(), id()).expect("staged");
    // Whoever would decode it again finds nothing.
    fs_err::write(folder.path().join("staged/pic_1.png"), b"").expect("emptied");
    for width in [4, 6] {
        let (_, ready) = staging
            .fitted(&id(), &wish(width), &|| true)
            .expect("fitted");
        assert_eq!(ready.fitted.width, width);
    }
}

#[test]
fn a_forgotten_picture_is_decoded_again() {
    let (_folder, staging) = staging();
    staging.stage("a.png", &png(), id()).expect("staged");
    staging.recent().forget();
    assert!(staging.recent.of(&id()).is_none());
    let (_, ready) = staging.fitted(&id(), &wish(4), &|| true).expect("fitted");
    assert_eq!(ready.fitted.width, 4);
}

#[test]
fn the_pixels_of_one_picture_are_never_taken_for_another() {
    let (_folder, staging) = staging();
    let other = StagedId::from_text("pic_2");
    staging.stage("a.png", &png(), id()).expect("staged");
    staging.stage("b.jpg", &jpeg(), other).expect("staged");
    let (_, ready) = staging.fitted(&id(), &wish(4), &|| true).expect("fitted");
    assert_eq!(ready.fitted.mime, "image/png");
}

/// A JPEG as we send it: four wide, two high.
fn jpeg() -> Vec<u8> {
    let image = image::RgbImage::from_fn(4, 2, |x, y| {
        image::Rgb([60, 20, 100].map(|value| (value + 9 * x + y).to_le_bytes()[0]))
    });
    rushes_pixels::jpeg(&image, 50).expect("a picture")
}

#[test]
fn bytes_that_were_sent_are_sent_as_they_are() {
    let (_folder, staging) = staging();
    staging.stage_sent("a.jpg", &jpeg(), id()).expect("staged");
    let (_, ready) = staging.fitted(&id(), &wish(4), &|| true).expect("fitted");
    assert_eq!(ready.fitted.bytes, jpeg());
}

#[test]
fn bytes_that_were_sent_follow_another_wish() {
    let (_folder, staging) = staging();
    staging.stage_sent("a.jpg", &jpeg(), id()).expect("staged");
    let (_, ready) = staging.fitted(&id(), &wish(6), &|| true).expect("fitted");
    assert_eq!((ready.fitted.width, ready.fitted.height), (6, 2));
}

#[test]
fn bytes_of_others_are_always_made_anew() {
    let (_folder, staging) = staging();
    staging.stage("a.jpg", &jpeg(), id()).expect("staged");
    let (_, ready) = staging.fitted(&id(), &wish(4), &|| true).expect("fitted");
    assert_ne!(ready.fitted.bytes, jpeg());
}

#[test]
fn only_the_last_fitted_picture_is_kept() {
    let (folder, staging) = staging();
    staging.stage("a.png", &png(), id()).expect("staged");
    for width in [2, 4, 8] {
        staging
            .fitted(&id(), &wish(width), &|| true)
            .expect("fitted");
    }
    let sent = fs_err::read_dir(folder.path().join("staged"))
        .expect("the folder")
        .filter(|entry| {
            let name = entry.as_ref().expect("an entry").file_name();
            name.to_string_lossy().contains(".sent-")
        })
        .count();
    assert_eq!(sent, 1);
}

#[test]
fn a_name_that_leads_elsewhere_finds_no_fitted_picture() {
    let (_folder, staging) = staging();
    for media in [
        "pic_1.sent-../../../etc",
        "../x.sent-0123456789abcdef",
        "pic_1",
    ] {
        assert_eq!(staging.sent_path(media), None, "{media}");
    }
}

#[test]
fn an_unreadable_picture_leaves_nothing_behind() {
    let (folder, staging) = staging();
    staging
        .stage("a.png", b"<html>", id())
        .expect_err("no picture");
    let left = fs_err::read_dir(folder.path().join("staged"))
        .expect("the folder")
        .count();
    assert_eq!(left, 0);
}

#[test]
fn an_id_that_is_a_path_is_not_found() {
    let (folder, staging) = staging();
    fs_err::write(folder.path().join("x.json"), b"{}").expect("a file");
    for text in ["../x", "", "a/b", "a.b", "\0"] {
        let found = staging.load(&StagedId::from_text(text));
        assert!(matches!(found, Err(StageError::Gone)), "{text:?}");
    }
}

#[test]
fn a_name_is_shown_without_its_folders() {
    assert_eq!(
        (shown_name("/home/x/fox.png"), shown_name("C:\\x\\fox.png")),
        ("fox.png".to_owned(), "fox.png".to_owned())
    );
}

#[test]
fn a_name_is_shown_without_what_steers_text() {
    assert_eq!(shown_name("a\u{202e}gnp\u{1b}[2J.exe"), "agnp[2J.exe");
}

#[test]
fn a_name_is_shown_up_to_a_length() {
    assert_eq!(shown_name(&"字".repeat(500)).chars().count(), NAME_CHARS);
}

#[test]
fn a_sweep_takes_old_pictures() {
    let (_folder, staging) = staging();
    staging.stage("a.png", &png(), id()).expect("staged");
    staging.sweep(Duration::ZERO, |_| false).expect("swept");
    assert!(matches!(staging.load(&id()), Err(StageError::Gone)));
}

#[test]
fn a_sweep_keeps_young_pictures() {
    let (_folder, staging) = staging();
    staging.stage("a.png", &png(), id()).expect("staged");
    staging
        .sweep(Duration::from_secs(3600), |_| false)
        .expect("swept");
    assert!(staging.load(&id()).is_ok());
}

#[test]
fn a_sweep_keeps_what_somebody_still_uses_however_old_it_is() {
    let (_folder, staging) = staging();
    staging.stage("a.png", &png(), id()).expect("staged");
    let used = id();
    staging
        .sweep(Duration::ZERO, |id| id == used.as_str())
        .expect("swept");
    assert!(staging.load(&used).is_ok());
}
