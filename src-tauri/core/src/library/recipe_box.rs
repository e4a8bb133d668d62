//! A recipe inside an MP4: one `uuid` box (ISO/IEC 14496-12, 11.1) of our own, the last at the top level. Players pass over
//! what they do not know, and nothing that stood before moves.
//!
//! Nothing is written where it could do harm: after a box that runs to the end of the file it would become part of that box,
//! after `mfra` it would hide the index that players look for from the end, after padding nobody would find it. Must not
//! know what a recipe says.

use super::{
    LibraryError,
    probe::{
        self, FileKind, ProbeError, SNIFF_BYTES,
        mp4::top::{BOXES_MAX, TopBox, read_span, top_box},
    },
};
use crate::{
    domain::shared_recipe::LARGEST,
    failpoint::{self, Point},
};
use std::{
    io::{Read, Seek, Write},
    path::Path,
};

/// The box's extended type, drawn once and for good.
pub const ID: [u8; 16] = [
    0xae, 0x26, 0x87, 0xf1, 0xdb, 0x18, 0x4a, 0x47, 0x9a, 0xc8, 0x18, 0xb3, 0x8a, 0x6a, 0xbb, 0x9d,
];

/// The bytes of the box with that content. `None`: it is too long.
pub fn boxed(content: &[u8]) -> Option<Vec<u8>> {
    let size = u32::try_from(content.len() + 8 + ID.len()).ok()?;
    (content.len() <= LARGEST)
        .then(|| [&size.to_be_bytes(), b"uuid".as_slice(), &ID, content].concat())
}

/// Whether a box may follow what is in the file.
///
/// # Errors
/// The file cannot be read.
pub fn may_follow(path: &Path) -> Result<bool, LibraryError> {
    let Some((mut file, length)) = movie(path)? else {
        return Ok(false);
    };
    let mut last = None;
    let end = settled(walk(&mut file, length, |found| last = Some(found)).map(Some))?;
    Ok(end == Some(length) && last.is_some_and(|last| !last.open && &last.kind != b"mfra"))
}

/// Puts the bytes of a box behind what is in the file. Not yet safe on the disk.
///
/// # Errors
/// There is no room; a part of it may stand there then.
pub fn append(path: &Path, boxed: &[u8]) -> Result<(), LibraryError> {
    let mut file = fs_err::OpenOptions::new().append(true).open(path)?;
    // In two pieces, so that a test can end the program between them.
    let (head, rest) = boxed.split_at(boxed.len() / 2);
    file.write_all(head)?;
    failpoint::room(Point::RecipeHalf)?;
    file.write_all(rest)?;
    Ok(())
}

/// The content of the last box of ours. `None`: there is none, or the file is no MP4.
///
/// # Errors
/// The file cannot be read.
pub fn find(path: &Path) -> Result<Option<Vec<u8>>, LibraryError> {
    let Some((mut file, length)) = movie(path)? else {
        return Ok(None);
    };
    Ok(settled(last_of_ours(&mut file, length))?.map(|(content, _)| content))
}

/// How long the file is without a box of ours at its end. `None`: there is none at its end.
///
/// # Errors
/// The file cannot be read.
pub fn length_without(path: &Path) -> Result<Option<u64>, LibraryError> {
    let Some((mut file, length)) = movie(path)? else {
        return Ok(None);
    };
    let found = settled(last_of_ours(&mut file, length))?;
    Ok(found.and_then(|(_, place)| (place.end == length).then_some(place.at)))
}

/// The file and its length, if it is an MP4.
fn movie(path: &Path) -> Result<Option<(fs_err::File, u64)>, LibraryError> {
    let mut file = fs_err::File::open(path)?;
    let length = file.metadata()?.len();
    let mut head = Vec::new();
    Read::by_ref(&mut file)
        .take(SNIFF_BYTES as u64)
        .read_to_end(&mut head)?;
    Ok((probe::sniff(&head) == Some(FileKind::Mp4)).then_some((file, length)))
}

/// A file that is damaged has nothing to say; one that cannot be read is trouble.
fn settled<T>(read: Result<Option<T>, ProbeError>) -> Result<Option<T>, LibraryError> {
    match read {
        Ok(found) => Ok(found),
        Err(ProbeError::Io(error)) => Err(error.into()),
        Err(ProbeError::NotMedia | ProbeError::Incomplete(_) | ProbeError::Damaged(_)) => Ok(None),
    }
}

fn last_of_ours<F: Read + Seek>(
    file: &mut F,
    length: u64,
) -> Result<Option<(Vec<u8>, TopBox)>, ProbeError> {
    let mut named = Vec::new();
    // A box that cannot be read ends the search, and takes nothing back.
    match walk(file, length, |found| {
        if &found.kind == b"uuid" {
            named.push(found);
        }
    }) {
        Err(ProbeError::Io(error)) => return Err(error.into()),
        Ok(_) | Err(ProbeError::NotMedia | ProbeError::Incomplete(_) | ProbeError::Damaged(_)) => {}
    }
    for place in named.into_iter().rev() {
        let content = place.start.saturating_add(ID.len() as u64);
        let fits = content <= place.end && place.end - content <= LARGEST as u64;
        if fits && read_span(file, place.start, content, ID.len() as u64)? == ID {
            let recipe = read_span(file, content, place.end, LARGEST as u64)?;
            return Ok(Some((recipe, place)));
        }
    }
    Ok(None)
}

/// Tells of each box at the top level; answers where the last one ended.
fn walk<F: Read + Seek>(
    file: &mut F,
    length: u64,
    mut tell: impl FnMut(TopBox),
) -> Result<u64, ProbeError> {
    let mut position = 0;
    for _ in 0..BOXES_MAX {
        if position >= length {
            break;
        }
        let Some(found) = top_box(file, position, length)? else {
            break;
        };
        position = found.end;
        tell(found);
    }
    Ok(position)
}

#[cfg(test)]
mod tests;
