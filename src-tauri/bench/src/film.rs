//! A whole MP4 of any length: two seconds that nobody decodes, and behind them a box of nothing.

fn a_box(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len() + 8).unwrap_or(u32::MAX);
    [&size.to_be_bytes(), kind.as_slice(), content].concat()
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

const UPRIGHT: [u32; 9] = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000];
const FRAMES: usize = 64_000;

/// 64 × 36 pixels whose index is whole.
pub fn film() -> Vec<u8> {
    let mut file = a_box(*b"ftyp", b"isom\0\0\0\0isom");
    let first = u32::try_from(file.len() + 8).unwrap_or(u32::MAX);
    file.extend(a_box(*b"mdat", &vec![7; FRAMES]));
    let mut entry = vec![0; 24];
    entry.extend([0, 64, 0, 36]);
    entry.extend([0; 50]);
    let table = [
        a_box(
            *b"stsd",
            &[words(&[0, 1]), a_box(*b"avc1", &entry)].concat(),
        ),
        a_box(*b"stts", &words(&[0, 1, 16, 125])),
        a_box(*b"stsc", &words(&[0, 1, 1, 16, 1])),
        a_box(*b"stsz", &words(&[0, 4000, 16])),
        a_box(*b"stco", &words(&[0, 1, first])),
    ];
    let header = [words(&[0, 0]), b"vide".to_vec(), vec![0; 13]].concat();
    let media = [
        a_box(*b"mdhd", &words(&[0, 0, 0, 1000, 2000, 0])),
        a_box(*b"hdlr", &header),
        a_box(*b"minf", &a_box(*b"stbl", &table.concat())),
    ];
    let track = [
        words(&[3, 0, 0, 1, 0, 2000, 0, 0, 0, 0]),
        words(&UPRIGHT),
        words(&[64 << 16, 36 << 16]),
    ];
    let track = [
        a_box(*b"tkhd", &track.concat()),
        a_box(*b"mdia", &media.concat()),
    ];
    let movie = [
        a_box(*b"mvhd", &words(&[0, 0, 0, 1000, 2000, 0x10000])),
        a_box(*b"trak", &track.concat()),
    ];
    file.extend(a_box(*b"moov", &movie.concat()));
    file
}

/// The film with the beginning of a box behind it that makes it `bytes` long, and how much of that box is missing.
pub fn long_film(bytes: u64) -> (Vec<u8>, u64) {
    let mut file = film();
    let rest = bytes.saturating_sub(file.len() as u64);
    if rest < 16 {
        return (file, 0);
    }
    file.extend(1_u32.to_be_bytes());
    file.extend(b"free");
    file.extend(rest.to_be_bytes());
    (file, rest - 16)
}
