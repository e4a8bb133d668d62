//! Where the samples lie (`stco`, `co64`, `stsc`, `stsz`), to prove that the file has all of them.

use super::super::{
    ProbeError,
    bytes::{Piece, number},
};
use super::entries;

/// Proves that every chunk ends inside the file.
pub(super) fn check(table: Piece<'_>, file_length: u64) -> Result<(), ProbeError> {
    let (offsets, width) = match (table.find(*b"stco"), table.find(*b"co64")) {
        (Some(narrow), _) => (narrow, 4),
        (None, Some(wide)) => (wide, 8),
        (None, None) => return Ok(()),
    };
    let count = offsets.be32(4).unwrap_or(0) as usize;
    let offsets = offsets
        .from(8)
        .0
        .chunks_exact(width)
        .take(count)
        .map(number);
    let mut sizes = Sizes::read(table);
    let runs: Vec<(u32, u32)> = table.find(*b"stsc").map_or_else(Vec::new, |runs| {
        entries::<12>(runs, 4)
            .filter_map(|entry| Some((Piece(entry).be32(0)?, Piece(entry).be32(4)?)))
            .collect()
    });
    let mut run = 0;
    for (chunk, offset) in (1_u64..).zip(offsets) {
        while runs
            .get(run + 1)
            .is_some_and(|next| u64::from(next.0) <= chunk)
        {
            run += 1;
        }
        let samples = runs.get(run).map_or(0, |run| run.1);
        if offset.saturating_add(sizes.take(samples)) > file_length || offset >= file_length {
            return Err(ProbeError::Incomplete("frames lie beyond its end"));
        }
    }
    Ok(())
}

/// Sizes of samples, taken chunk by chunk.
enum Sizes<'a> {
    /// All the same.
    Fixed { each: u64, left: u64 },
    /// One by one, four bytes each.
    Listed(&'a [u8]),
    /// Not said, or in the rare compact form: only the chunks' beginnings are checked.
    Unknown,
}

impl<'a> Sizes<'a> {
    fn read(table: Piece<'a>) -> Self {
        let Some(sizes) = table.find(*b"stsz") else {
            return Self::Unknown;
        };
        let count = sizes.be32(8).unwrap_or(0);
        match sizes.be32(4) {
            None => Self::Unknown,
            Some(0) => {
                let listed = sizes.from(12).0;
                let length = (count as usize).saturating_mul(4).min(listed.len());
                Self::Listed(&listed[..length])
            }
            Some(each) => Self::Fixed {
                each: u64::from(each),
                left: u64::from(count),
            },
        }
    }

    /// Bytes of the next `samples` samples.
    fn take(&mut self, samples: u32) -> u64 {
        match self {
            Self::Fixed { each, left } => {
                let taken = (*left).min(u64::from(samples));
                *left -= taken;
                each.saturating_mul(taken)
            }
            Self::Listed(rest) => {
                let length = (samples as usize).saturating_mul(4).min(rest.len());
                let (taken, left) = rest.split_at(length);
                *rest = left;
                taken
                    .chunks_exact(4)
                    .filter_map(|size| Piece(size).be32(0))
                    .fold(0, |sum, size| sum.saturating_add(u64::from(size)))
            }
            Self::Unknown => 0,
        }
    }
}
