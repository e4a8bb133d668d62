//! A whole tiny MP4, made without an encoder. The crash test of the command line and the bench have it, too.

fn a_box(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len() + 8).expect("invariant: small");
    [&size.to_be_bytes(), kind.as_slice(), content].concat()
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

const UPRIGHT: [u32; 9] = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000];

/// Two seconds of 64 × 36 pixels whose index is whole; nobody decodes the pixels here. Different seeds are different files.
pub fn film(seed: u8) -> Vec<u8> {
    let mut file = a_box(*b"ftyp", b"isom\0\0\0\0isom");
    let first = u32::try_from(file.len() + 8).expect("invariant: small");
    file.extend(a_box(*b"mdat", &vec![seed; 64_000]));
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
