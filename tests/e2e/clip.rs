//! What an MP4 says of itself, read here with our own few lines: the app's own reader must not be its only witness.

use std::path::Path;

/// Picture size and length of a video.
#[derive(Debug, PartialEq)]
pub struct Clip {
    pub width: u32,
    pub height: u32,
    pub seconds: f64,
}

/// Reads `moov/mvhd` and the first `moov/trak/tkhd` that has a picture (ISO/IEC 14496-12, 8.2.2 and 8.3.2; version 0 or 1).
pub fn probe(file: &Path) -> Clip {
    let bytes = fs_err::read(file).expect("the video can be read");
    let moov = boxes(&bytes)
        .find(|(kind, _)| kind == b"moov")
        .expect("a moov box")
        .1;
    let mvhd = boxes(moov)
        .find(|(kind, _)| kind == b"mvhd")
        .expect("an mvhd box")
        .1;
    let (scale, duration) = if mvhd[0] == 0 {
        (number(mvhd, 12), u64::from(number(mvhd, 16)))
    } else {
        (
            number(mvhd, 20),
            u64::from(number(mvhd, 24)) << 32 | u64::from(number(mvhd, 28)),
        )
    };
    let (width, height) = boxes(moov)
        .filter(|(kind, _)| kind == b"trak")
        .flat_map(|(_, trak)| boxes(trak).filter(|(kind, _)| kind == b"tkhd"))
        .map(|(_, tkhd)| {
            (
                number(tkhd, tkhd.len() - 8) >> 16,
                number(tkhd, tkhd.len() - 4) >> 16,
            )
        })
        .find(|(width, _)| *width > 0)
        .expect("a track with a picture");
    Clip {
        width,
        height,
        seconds: duration as f64 / f64::from(scale),
    }
}

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

/// The boxes of a stretch of the file: type and content.
fn boxes(mut bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let size = u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?) as usize;
        let kind = bytes.get(4..8)?.try_into().ok()?;
        let (head, size) = match size {
            0 => (8, bytes.len()),
            1 => (
                16,
                usize::try_from(u64::from_be_bytes(bytes.get(8..16)?.try_into().ok()?)).ok()?,
            ),
            size => (8, size),
        };
        let content = bytes.get(head..size)?;
        bytes = &bytes[size..];
        Some((kind, content))
    })
}
