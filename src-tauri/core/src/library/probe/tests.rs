//! Films that are put together box by box, whole and cut.

mod kinds;
mod large;

use super::*;
use proptest::prelude::*;
use std::io::Cursor;

/// A box: size, four letters, content.
fn a_box(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len() + 8).expect("small");
    [&size.to_be_bytes(), kind.as_slice(), content].concat()
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// What a test varies.
#[derive(Clone)]
struct Film {
    matrix: [u32; 9],
    movie_length: u32,
    audio: bool,
    /// Bytes of each of the 16 frames that the index claims.
    frame: u32,
    wide_mdat: bool,
    mdat_to_end: bool,
}

const UPRIGHT: [u32; 9] = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000];

const QUARTER: [u32; 9] = [0, 0x10000, 0, 0xffff_0000, 0, 0, 0, 0, 0x4000_0000];

impl Default for Film {
    fn default() -> Self {
        Self {
            matrix: UPRIGHT,
            movie_length: 2000,
            audio: false,
            frame: 10,
            wide_mdat: false,
            mdat_to_end: false,
        }
    }
}

fn ftyp() -> Vec<u8> {
    a_box(*b"ftyp", b"isom\0\0\0\0isom")
}

fn tkhd(id: u32, matrix: [u32; 9]) -> Vec<u8> {
    let mut content = words(&[3, 0, 0, id, 0, 2000, 0, 0, 0, 0]);
    content.extend(words(&matrix));
    content.extend(words(&[640 << 16, 360 << 16]));
    a_box(*b"tkhd", &content)
}

fn mdia(handler: [u8; 4], timescale: u32, length: u32, table: &[u8]) -> Vec<u8> {
    let hdlr = [words(&[0, 0]), handler.to_vec(), words(&[0, 0, 0]), vec![0]].concat();
    a_box(
        *b"mdia",
        &[
            a_box(*b"mdhd", &words(&[0, 0, 0, timescale, length, 0])),
            a_box(*b"hdlr", &hdlr),
            a_box(*b"minf", &a_box(*b"stbl", table)),
        ]
        .concat(),
    )
}

fn stsd(codec: [u8; 4], width: u16, height: u16) -> Vec<u8> {
    let mut entry = vec![0; 24];
    entry.extend(width.to_be_bytes());
    entry.extend(height.to_be_bytes());
    entry.extend([0; 50]);
    a_box(*b"stsd", &[words(&[0, 1]), a_box(codec, &entry)].concat())
}

impl Film {
    /// 16 frames of 125 ms in two chunks; the index comes last.
    fn bytes(&self) -> Vec<u8> {
        let mut file = ftyp();
        let data = vec![0x5a; 160];
        let first = if self.wide_mdat {
            file.extend([words(&[1]), b"mdat".to_vec(), words(&[0, 176])].concat());
            file.len()
        } else {
            file.extend([words(&[168]), b"mdat".to_vec()].concat());
            file.len()
        };
        file.extend(data);
        let first = u32::try_from(first).expect("small");
        let moov = self.moov([first, first + 80]);
        if self.mdat_to_end {
            let mut early = ftyp();
            let start = u32::try_from(early.len() + moov.len() + 8).expect("small");
            early.extend(self.moov([start, start + 80]));
            early.extend([words(&[0]), b"mdat".to_vec(), vec![0x5a; 160]].concat());
            return early;
        }
        file.extend(moov);
        file
    }

    fn moov(&self, chunks: [u32; 2]) -> Vec<u8> {
        let table = [
            stsd(*b"avc1", 640, 360),
            a_box(*b"stts", &words(&[0, 1, 16, 125])),
            a_box(*b"stsc", &words(&[0, 1, 1, 8, 1])),
            a_box(*b"stsz", &words(&[0, self.frame, 16])),
            a_box(*b"stco", &words(&[0, 2, chunks[0], chunks[1]])),
        ]
        .concat();
        let video = [tkhd(1, self.matrix), mdia(*b"vide", 1000, 2000, &table)].concat();
        let mut content = a_box(
            *b"mvhd",
            &words(&[0, 0, 0, 1000, self.movie_length, 0x10000]),
        );
        content.extend(a_box(*b"trak", &video));
        if self.audio {
            let sound = [tkhd(2, UPRIGHT), mdia(*b"soun", 48_000, 96_000, &[])].concat();
            content.extend(a_box(*b"trak", &sound));
        }
        a_box(*b"moov", &content)
    }
}

fn fragmented() -> Vec<u8> {
    let table = [stsd(*b"avc1", 320, 240), a_box(*b"stts", &words(&[0, 0]))].concat();
    let video = [tkhd(7, UPRIGHT), mdia(*b"vide", 1000, 0, &table)].concat();
    let moov = [
        a_box(*b"mvhd", &words(&[0, 0, 0, 1000, 0, 0x10000])),
        a_box(*b"trak", &video),
        a_box(*b"mvex", &a_box(*b"trex", &words(&[0, 7, 1, 40, 0, 0]))),
    ]
    .concat();
    let with_default = [
        a_box(*b"tfhd", &words(&[0x02_0000, 7])),
        a_box(*b"trun", &words(&[0, 50])),
    ]
    .concat();
    let with_list = [
        a_box(*b"tfhd", &words(&[0x02_0000, 7])),
        a_box(*b"trun", &words(&[0x301, 2, 0, 500, 9, 500, 9])),
    ]
    .concat();
    [
        ftyp(),
        a_box(*b"moov", &moov),
        a_box(*b"moof", &a_box(*b"traf", &with_default)),
        a_box(*b"mdat", &[1; 20]),
        a_box(*b"moof", &a_box(*b"traf", &with_list)),
        a_box(*b"mdat", &[1; 18]),
    ]
    .concat()
}

fn probe_bytes(bytes: &[u8]) -> Result<Media, ProbeError> {
    mp4::probe(&mut Cursor::new(bytes), bytes.len() as u64)
}

#[test]
fn a_whole_file_tells_what_it_is() {
    assert_eq!(
        probe_bytes(&Film::default().bytes()).expect("whole"),
        Media {
            kind: FileKind::Mp4,
            width: Some(640),
            height: Some(360),
            seconds: Some(2.0),
            fps: Some(8.0),
            has_audio: Some(false),
            codec: Some("avc1".to_owned()),
        }
    );
}

#[test]
fn probing_reads_from_a_path() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path().join("x.bin");
    fs_err::write(&path, Film::default().bytes()).expect("written");
    assert_eq!(probe(&path).expect("whole").kind, FileKind::Mp4);
}

#[test]
fn a_turned_video_is_as_high_as_it_is_wide() {
    let film = Film {
        matrix: QUARTER,
        ..Film::default()
    };
    let media = probe_bytes(&film.bytes()).expect("whole");
    assert_eq!((media.width, media.height), (Some(360), Some(640)));
}

#[test]
fn a_sound_track_is_found() {
    let film = Film {
        audio: true,
        ..Film::default()
    };
    assert_eq!(
        probe_bytes(&film.bytes()).expect("whole").has_audio,
        Some(true)
    );
}

#[test]
fn a_movie_that_says_no_length_has_that_of_its_frames() {
    for unknown in [0, u32::MAX] {
        let film = Film {
            movie_length: unknown,
            ..Film::default()
        };
        let media = probe_bytes(&film.bytes()).expect("whole");
        assert_eq!(media.seconds, Some(2.0), "{unknown}");
    }
}

#[test]
fn boxes_of_64_bits_are_read() {
    let film = Film {
        wide_mdat: true,
        ..Film::default()
    };
    assert!(probe_bytes(&film.bytes()).is_ok());
}

#[test]
fn a_last_box_up_to_the_end_is_read() {
    let film = Film {
        mdat_to_end: true,
        ..Film::default()
    };
    assert!(probe_bytes(&film.bytes()).is_ok());
}

#[test]
fn zeros_after_the_last_box_do_no_harm() {
    let mut bytes = Film::default().bytes();
    bytes.extend([0; 100]);
    assert!(probe_bytes(&bytes).is_ok());
}

#[test]
fn fragments_are_added_up() {
    let media = probe_bytes(&fragmented()).expect("whole");
    // 50 frames of 40 ms and two of 500 ms.
    assert_eq!((media.seconds, media.width), (Some(3.0), Some(320)));
}

#[test]
fn a_file_cut_anywhere_is_incomplete() {
    for film in [
        Film::default(),
        Film {
            mdat_to_end: true,
            ..Film::default()
        },
    ] {
        let bytes = film.bytes();
        for length in 0..bytes.len() {
            assert!(
                matches!(
                    probe_bytes(&bytes[..length]),
                    Err(ProbeError::Incomplete(_))
                ),
                "{length} of {}",
                bytes.len()
            );
        }
    }
}

#[test]
fn frames_beyond_the_end_make_it_incomplete() {
    let film = Film {
        frame: 100,
        ..Film::default()
    };
    assert!(matches!(
        probe_bytes(&film.bytes()),
        Err(ProbeError::Incomplete(_))
    ));
}

#[test]
fn an_index_without_frames_is_incomplete() {
    let bytes = fragmented();
    let only_index = &bytes[..bytes.windows(4).position(|w| w == b"moof").expect("one") - 4];
    assert!(matches!(
        probe_bytes(only_index),
        Err(ProbeError::Incomplete(_))
    ));
}

/// An element of EBML with a size of one byte.
fn element(id: &[u8], content: &[u8]) -> Vec<u8> {
    let size = 0x80 | u8::try_from(content.len()).expect("small");
    [id, &[size], content].concat()
}

/// A whole `WebM` of 512x256 pixels.
pub(crate) fn webm() -> Vec<u8> {
    let info = [
        element(&[0x2a, 0xd7, 0xb1], &[0x0f, 0x42, 0x40]),
        element(&[0x44, 0x89], &2500.0_f64.to_be_bytes()),
    ]
    .concat();
    let picture = [element(&[0xb0], &[2, 0]), element(&[0xba], &[1, 0])].concat();
    let video = [
        element(&[0x83], &[1]),
        element(&[0x86], b"V_VP9"),
        element(&[0xe0], &picture),
    ]
    .concat();
    let segment = [
        element(&[0x15, 0x49, 0xa9, 0x66], &info),
        element(&[0x16, 0x54, 0xae, 0x6b], &element(&[0xae], &video)),
        element(&[0x1f, 0x43, 0xb6, 0x75], &[0; 20]),
    ]
    .concat();
    [
        element(&[0x1a, 0x45, 0xdf, 0xa3], &element(&[0x42, 0x82], b"webm")),
        element(&[0x18, 0x53, 0x80, 0x67], &segment),
    ]
    .concat()
}

fn probe_webm(bytes: &[u8]) -> Result<Media, ProbeError> {
    others::matroska(&mut Cursor::new(bytes), bytes.len() as u64, FileKind::WebM)
}

fn avi() -> Vec<u8> {
    let header: Vec<u8> = [40_000_u32, 0, 0, 0, 100, 0, 1, 0, 640, 480]
        .into_iter()
        .flat_map(u32::to_le_bytes)
        .collect();
    let content = [b"AVI LIST\x40\0\0\0hdrlavih\x28\0\0\0".as_slice(), &header].concat();
    let size = u32::try_from(content.len()).expect("small").to_le_bytes();
    [b"RIFF".as_slice(), &size, &content].concat()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Every answer will do, as long as there is one.
    #[test]
    fn a_mutated_file_is_answered(
        which in 0_usize..3,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..24),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = match which {
            0 => Film { audio: true, ..Film::default() }.bytes(),
            1 => fragmented(),
            _ => Film { mdat_to_end: true, wide_mdat: true, ..Film::default() }.bytes(),
        };
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Ok(media) = probe_bytes(&bytes) {
            prop_assert!(media.seconds.is_none_or(|seconds| seconds > 0.0 && seconds.is_finite()));
        }
        bytes.truncate(cut.index(bytes.len()));
        probe_bytes(&bytes).ok();
    }

    #[test]
    fn a_mutated_webm_or_avi_is_answered(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        for mut bytes in [webm(), avi()] {
            for (at, value) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *value;
            }
            probe_webm(&bytes).ok();
            others::avi(&mut Cursor::new(&bytes), bytes.len() as u64).ok();
        }
    }

    #[test]
    fn any_bytes_can_be_sniffed(head in prop::collection::vec(any::<u8>(), 0..80)) {
        sniff(&head);
    }
}
