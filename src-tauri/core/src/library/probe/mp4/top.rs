//! The top level of ISO base media: boxes one after the other, each with its place. Must not know what is in them.

use super::super::{
    ProbeError,
    bytes::{Piece, read_at, to_usize},
};
use std::io::{Read, Seek};

/// Most top-level boxes that are looked at.
pub(in crate::library) const BOXES_MAX: u32 = 200_000;

/// A box at the top level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::library) struct TopBox {
    pub kind: [u8; 4],
    /// Where it begins.
    pub at: u64,
    /// Where its content begins.
    pub start: u64,
    pub end: u64,
    /// It says no size and runs to the end of the file.
    pub open: bool,
}

/// Reads a part of the file that is said to be no longer than `limit`.
pub(in crate::library) fn read_span<F: Read + Seek>(
    file: &mut F,
    start: u64,
    end: u64,
    limit: u64,
) -> Result<Vec<u8>, ProbeError> {
    let length = end.saturating_sub(start);
    if length > limit {
        return Err(ProbeError::Damaged("its index is too large"));
    }
    Ok(read_at(file, start, to_usize(length))?)
}

/// The box at `position`, or `None` when only padding follows.
pub(in crate::library) fn top_box<F: Read + Seek>(
    file: &mut F,
    position: u64,
    length: u64,
) -> Result<Option<TopBox>, ProbeError> {
    let left = length - position;
    let head = read_at(file, position, to_usize(left.min(16)))?;
    if head.iter().all(|byte| *byte == 0) {
        // Some writers fill up the last block with zeros.
        return Ok(None);
    }
    let cut = || ProbeError::Incomplete("it ends inside a box");
    let head = Piece(&head);
    let kind = head.array(4).ok_or_else(cut)?;
    let said = head.be32(0).ok_or_else(cut)?;
    let (header, size) = match said {
        0 => (8, left),
        1 => (16, head.be64(8).ok_or_else(cut)?),
        size => (8, u64::from(size)),
    };
    if size < header {
        return Err(ProbeError::Damaged("a box is smaller than its header"));
    }
    if size > left {
        return Err(cut());
    }
    Ok(Some(TopBox {
        kind,
        at: position,
        start: position + header,
        end: position + size,
        open: said == 0,
    }))
}
