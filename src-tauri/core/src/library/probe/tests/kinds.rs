//! `WebM`, AVI and pictures, and what is none of them.

use super::*;

#[test]
fn html_is_not_media() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    for content in ["<!doctype html><html>", "{\"error\":{}}", ""] {
        let path = folder.path().join("x.mp4");
        fs_err::write(&path, content).expect("written");
        assert!(
            matches!(probe(&path), Err(ProbeError::NotMedia)),
            "{content:?}"
        );
    }
}

#[test]
fn kinds_are_told_from_their_first_bytes() {
    let cases: [(&[u8], Option<FileKind>); 11] = [
        (b"\0\0\0\x18ftypmp42", Some(FileKind::Mp4)),
        (b"\0\0\0\x18ftypavif", None),
        (
            b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm",
            Some(FileKind::WebM),
        ),
        (
            b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska",
            Some(FileKind::Matroska),
        ),
        (b"RIFF\0\0\0\0AVI LIST", Some(FileKind::Avi)),
        (b"RIFF\0\0\0\0WEBPVP8 ", Some(FileKind::Webp)),
        (b"RIFF\0\0\0\0WAVEfmt ", None),
        (b"GIF89a", Some(FileKind::Gif)),
        (b"\x89PNG\r\n\x1a\n", Some(FileKind::Png)),
        (b"\xff\xd8\xff\xe0", Some(FileKind::Jpeg)),
        (b"  <html>", None),
    ];
    for (head, kind) in cases {
        assert_eq!(sniff(head), kind, "{head:?}");
    }
}

#[test]
fn a_webm_tells_what_it_is() {
    assert_eq!(
        probe_webm(&webm()).expect("whole"),
        Media {
            kind: FileKind::WebM,
            width: Some(512),
            height: Some(256),
            seconds: Some(2.5),
            fps: None,
            has_audio: Some(false),
            codec: Some("V_VP9".to_owned()),
        }
    );
}

#[test]
fn a_cut_webm_is_incomplete() {
    let bytes = webm();
    assert!(matches!(
        probe_webm(&bytes[..bytes.len() - 1]),
        Err(ProbeError::Incomplete(_))
    ));
}

#[test]
fn an_avi_tells_what_it_is() {
    let bytes = avi();
    let media = others::avi(&mut Cursor::new(&bytes), bytes.len() as u64).expect("whole");
    assert_eq!(
        (media.width, media.height, media.seconds, media.fps),
        (Some(640), Some(480), Some(4.0), Some(25.0))
    );
}

#[test]
fn a_picture_tells_its_size() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path().join("x");
    image::RgbImage::new(5, 3)
        .save_with_format(&path, image::ImageFormat::Png)
        .expect("a picture");
    let media = probe(&path).expect("whole");
    assert_eq!((media.width, media.height), (Some(5), Some(3)));
}

#[test]
fn a_picture_that_ends_behind_its_size_is_not_whole() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path().join("x");
    image::RgbImage::new(5, 3)
        .save_with_format(&path, image::ImageFormat::Png)
        .expect("a picture");
    let bytes = fs_err::read(&path).expect("its bytes");
    // The signature and the first chunk, which says the size.
    fs_err::write(&path, &bytes[..33]).expect("cut");
    assert!(probe(&path).is_err());
}
