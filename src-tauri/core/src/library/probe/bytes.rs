//! Reading numbers and bounded pieces of a file that nobody vouches for: nothing here can panic or overflow.

use std::io::{self, Read, Seek, SeekFrom};

/// A piece of a file, read by position.
#[derive(Clone, Copy)]
pub(super) struct Piece<'a>(pub(super) &'a [u8]);

impl<'a> Piece<'a> {
    pub(super) fn len(self) -> usize {
        self.0.len()
    }

    /// Everything from `at` on; empty beyond the end.
    pub(super) fn from(self, at: usize) -> Self {
        Self(self.0.get(at..).unwrap_or_default())
    }

    pub(super) fn array<const N: usize>(self, at: usize) -> Option<[u8; N]> {
        self.0.get(at..at.checked_add(N)?)?.try_into().ok()
    }

    pub(super) fn be16(self, at: usize) -> Option<u16> {
        self.array(at).map(u16::from_be_bytes)
    }

    pub(super) fn be32(self, at: usize) -> Option<u32> {
        self.array(at).map(u32::from_be_bytes)
    }

    pub(super) fn be64(self, at: usize) -> Option<u64> {
        self.array(at).map(u64::from_be_bytes)
    }

    pub(super) fn le32(self, at: usize) -> Option<u32> {
        self.array(at).map(u32::from_le_bytes)
    }

    /// The boxes of ISO base media in this piece, in order: their four letters and their content. Stops at the first that
    /// makes no sense.
    pub(super) fn boxes(self) -> impl Iterator<Item = ([u8; 4], Piece<'a>)> {
        let mut rest = self;
        std::iter::from_fn(move || {
            let kind = rest.array(4)?;
            let (header, size) = match rest.be32(0)? {
                0 => (8, rest.len()),
                1 => (16, usize::try_from(rest.be64(8)?).ok()?),
                size => (8, usize::try_from(size).ok()?),
            };
            let content = rest.0.get(header..size)?;
            rest = rest.from(size);
            Some((kind, Piece(content)))
        })
    }

    /// The first box of that kind.
    pub(super) fn find(self, wanted: [u8; 4]) -> Option<Piece<'a>> {
        self.boxes()
            .find_map(|(kind, content)| (kind == wanted).then_some(content))
    }
}

/// Reads exactly `length` bytes from `offset`. The caller bounds `length`.
pub(super) fn read_at<F: Read + Seek>(
    file: &mut F,
    offset: u64,
    length: usize,
) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(offset))?;
    let mut buffer = vec![0; length];
    file.read_exact(&mut buffer)?;
    Ok(buffer)
}

/// A big-endian number of up to eight bytes.
pub(super) fn number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .take(8)
        .fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}

/// A length as memory counts it; larger than memory becomes the largest.
pub(super) fn to_usize(length: u64) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}

/// A length or rate that a video can have.
pub(super) fn sane(value: f64) -> Option<f64> {
    (value.is_finite() && value > 0.0 && value < 10_000_000.0).then_some(value)
}
