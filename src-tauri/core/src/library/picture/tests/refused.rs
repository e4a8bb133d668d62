//! What is no picture, or too much of one: said by its name, before anything is decoded.

use super::*;

#[test]
fn a_limit_that_nothing_meets_is_an_error() {
    assert_eq!(
        fit(&png(noise(200, 200)), None, Fit::Crop, 1024),
        Err(PictureError::TooLarge {
            limit: "1 KiB".to_owned()
        })
    );
}

#[test]
fn no_bytes_are_no_picture() {
    assert_eq!(inspect(b""), Err(PictureError::Empty));
}

#[test]
fn other_files_are_no_pictures() {
    for bytes in [b"<html></html>".as_slice(), b"\x89PNG\r\n\x1a\n"] {
        assert_eq!(inspect(bytes), Err(PictureError::Unreadable), "{bytes:?}");
    }
}

#[test]
fn a_cut_png_cannot_be_fitted() {
    let bytes = png(noise(50, 50));
    assert_eq!(
        fit(&bytes[..bytes.len() / 2], None, Fit::Crop, PLENTY),
        Err(PictureError::Unreadable)
    );
}

#[test]
fn a_picture_of_too_many_pixels_is_refused_before_it_is_decoded() {
    // The header of a PNG of 65,535 by 65,535 pixels; its data never comes.
    let mut bytes =
        b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\xff\xff\0\0\xff\xff\x08\x02\0\0\0".to_vec();
    bytes.extend(crc32(&bytes[12..]).to_be_bytes());
    bytes.extend(b"\0\0\0\0IDAT");
    assert_eq!(
        inspect(&bytes),
        Err(PictureError::TooLarge {
            limit: "100 MP".to_owned()
        })
    );
}

/// CRC of PNG chunks (ISO/IEC 15948, annex D).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1))
        })
    })
}

#[test]
fn a_file_of_too_many_bytes_is_refused() {
    let bytes = vec![0; usize::try_from(MAX_BYTES + 1).expect("64 bits")];
    assert_eq!(
        inspect(&bytes),
        Err(PictureError::TooLarge {
            limit: "64 MiB".to_owned()
        })
    );
}

#[test]
fn a_target_of_too_many_pixels_is_refused() {
    let target = Some(size(u32::MAX, u32::MAX));
    assert!(matches!(
        fit(&png(halves(4, 4)), target, Fit::Crop, PLENTY),
        Err(PictureError::TooLarge { .. })
    ));
}

#[test]
fn a_target_without_pixels_is_refused() {
    assert!(fit(&png(halves(4, 4)), Some(size(0, 10)), Fit::Crop, PLENTY).is_err());
}

#[test]
fn a_kind_that_is_not_read_is_called_by_its_name() {
    let cases: [(&[u8], &str); 11] = [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0heicmif1", "HEIC"),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", "AVIF"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", "AVIF"),
        (b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41", "MP4"),
        (b"%PDF-1.7", "PDF"),
        (b"8BPS\0\x01", "PSD"),
        (b"<?xml version=\"1.0\"?><svg/>", "SVG"),
        (b"\xff\x0a\xfa", "JPEG XL"),
        (b"\0\0\x01\0\x01\0\x10\x10", "ICO"),
        (b"qoif\0\0\0\x10\0\0\0\x10", "QOI"),
    ];
    for (bytes, kind) in cases {
        assert_eq!(inspect(bytes), Err(PictureError::Kind { kind }), "{kind}");
    }
}

#[test]
fn pixels_that_are_not_as_many_as_they_say_are_none() {
    assert_eq!(png_of(vec![0; 11], 4, 3), Err(PictureError::Unreadable));
}
