//! The kinds of result that are rare: Matroska and `WebM`, AVI, GIF and pictures. What is cheap to read, and whether the file is
//! as long as it says.

use super::{
    FileKind, Media, ProbeError,
    bytes::{Piece, number, read_at, sane, to_usize},
};
use std::{
    io::{Read, Seek},
    path::Path,
};

/// Largest `Info` or `Tracks` element that is read.
const ELEMENT_MAX: u64 = 1 << 20;
/// How many elements before the first picture are looked at.
const ELEMENTS_MAX: u32 = 64;

/// The beginning of a picture that is read at first.
const HEADER: u64 = 1 << 20;
/// The beginning that is read where that is too little: a size stands behind a preview and a colour profile at most.
const PICTURE_HEAD: u64 = 16 << 20;

const SEGMENT: u32 = 0x1853_8067;
const CLUSTER: u32 = 0x1f43_b675;
const INFO: u32 = 0x1549_a966;
const TRACKS: u32 = 0x1654_ae6b;

/// RFC 9559 (Matroska) on RFC 8794 (EBML): size and codec from `Tracks`, length from `Info`.
pub(super) fn matroska<F: Read + Seek>(
    file: &mut F,
    length: u64,
    kind: FileKind,
) -> Result<Media, ProbeError> {
    let mut media = Media::empty(kind);
    let cut = || ProbeError::Incomplete("it ends inside an element");
    let header = element_at(file, 0, length)?.ok_or_else(cut)?;
    let after = header.end.ok_or_else(cut)?;
    let segment = element_at(file, after, length)?.ok_or_else(cut)?;
    if segment.id != SEGMENT || segment.end.is_some_and(|end| end > length) {
        return Err(cut());
    }
    let mut position = segment.start;
    for _ in 0..ELEMENTS_MAX {
        let Some(element) = element_at(file, position, length)? else {
            break;
        };
        let Some(end) = element.end.filter(|end| *end <= length) else {
            break;
        };
        if element.id == CLUSTER {
            break;
        }
        if matches!(element.id, INFO | TRACKS) && end - element.start <= ELEMENT_MAX {
            let content = read_at(file, element.start, to_usize(end - element.start))?;
            if element.id == INFO {
                media.seconds = matroska_seconds(Piece(&content));
            } else {
                read_tracks(&mut media, Piece(&content));
            }
        }
        position = end;
    }
    Ok(media)
}

/// An element of EBML in the file; no `end` when its size is unknown.
struct Element {
    id: u32,
    start: u64,
    end: Option<u64>,
}

fn element_at<F: Read + Seek>(
    file: &mut F,
    position: u64,
    length: u64,
) -> Result<Option<Element>, ProbeError> {
    let left = length.saturating_sub(position);
    let head = read_at(file, position, to_usize(left.min(12)))?;
    Ok(element_head(Piece(&head)).map(|(id, size, header)| {
        let start = position + header as u64;
        Element {
            id,
            start,
            end: size.map(|size| start.saturating_add(size)),
        }
    }))
}

/// Id, size and length of an element's head.
fn element_head(piece: Piece<'_>) -> Option<(u32, Option<u64>, usize)> {
    let [first] = piece.array(0)?;
    let id_length = first.leading_zeros() as usize + 1;
    if id_length > 4 {
        return None;
    }
    let id = number(piece.0.get(..id_length)?);
    let [first] = piece.array(id_length)?;
    let size_length = first.leading_zeros() as usize + 1;
    if size_length > 8 {
        return None;
    }
    let raw = number(piece.0.get(id_length..id_length + size_length)?);
    let mask = (1_u64 << (7 * size_length)) - 1;
    let size = (raw & mask != mask).then_some(raw & mask);
    Some((u32::try_from(id).ok()?, size, id_length + size_length))
}

/// The elements in a piece, in order.
fn elements<'a>(piece: Piece<'a>) -> impl Iterator<Item = (u32, Piece<'a>)> {
    let mut rest = piece;
    std::iter::from_fn(move || {
        let (id, size, header) = element_head(rest)?;
        let end = header.checked_add(usize::try_from(size?).ok()?)?;
        let content: &'a [u8] = rest.0.get(header..end)?;
        rest = rest.from(end);
        Some((id, Piece(content)))
    })
}

fn matroska_seconds(info: Piece<'_>) -> Option<f64> {
    let mut nanoseconds_per_tick = 1_000_000;
    let mut ticks = None;
    for (id, content) in elements(info) {
        match id {
            0x002a_d7b1 => nanoseconds_per_tick = number(content.0),
            0x4489 if content.len() == 4 => {
                ticks = content
                    .array(0)
                    .map(|raw| f64::from(f32::from_be_bytes(raw)));
            }
            0x4489 => ticks = content.array(0).map(f64::from_be_bytes),
            _ => {}
        }
    }
    sane(ticks? * nanoseconds_per_tick as f64 / 1e9)
}

fn read_tracks(media: &mut Media, tracks: Piece<'_>) {
    let mut audio = false;
    for (_, track) in elements(tracks).filter(|(id, _)| *id == 0xae) {
        let field =
            |wanted| elements(track).find_map(|(id, found)| (id == wanted).then_some(found));
        match field(0x83).map(|kind| number(kind.0)) {
            Some(1) if media.codec.is_none() => {
                media.codec = field(0x86)
                    .map(|codec| String::from_utf8_lossy(codec.0).into_owned())
                    .filter(|codec| codec.len() <= 64 && codec.is_ascii());
                let picture = field(0xe0).unwrap_or(Piece(&[]));
                let side = |wanted| {
                    elements(picture)
                        .find_map(|(id, found)| (id == wanted).then(|| number(found.0)))
                        .and_then(|side| u32::try_from(side).ok())
                        .filter(|side| *side > 0)
                };
                media.width = side(0xb0);
                media.height = side(0xba);
                media.fps = field(0x0023_e383).and_then(|each| sane(1e9 / number(each.0) as f64));
            }
            Some(2) => audio = true,
            Some(_) | None => {}
        }
    }
    media.has_audio = Some(audio);
}

/// RIFF AVI: the main header `avih` stands near the beginning.
pub(super) fn avi<F: Read + Seek>(file: &mut F, length: u64) -> Result<Media, ProbeError> {
    let head = read_at(file, 0, to_usize(length.min(512)))?;
    let head = Piece(&head);
    let promised = u64::from(head.le32(4).unwrap_or(0)) + 8;
    if promised > length {
        return Err(ProbeError::Incomplete("it is shorter than it says"));
    }
    let mut media = Media::empty(FileKind::Avi);
    let Some(at) = head.0.windows(4).position(|word| word == b"avih") else {
        return Ok(media);
    };
    let field = |number: usize| head.le32(at + 8 + number * 4).filter(|value| *value > 0);
    media.width = field(8);
    media.height = field(9);
    let frame = field(0).map(|microseconds| f64::from(microseconds) / 1e6);
    media.fps = frame.and_then(|frame| sane(1.0 / frame));
    media.seconds = frame
        .zip(field(4))
        .and_then(|(frame, frames)| sane(frame * f64::from(frames)));
    Ok(media)
}

/// GIF and pictures: their size from the header.
pub(super) fn picture(path: &Path, kind: FileKind) -> Result<Media, ProbeError> {
    let length = fs_err::metadata(path)?.len();
    // The decoder of JPEGs takes all that it is handed into memory; only WebP may have to be seen to its end.
    let most = if kind == FileKind::Webp {
        length
    } else {
        PICTURE_HEAD
    };
    let found = [HEADER, most]
        .into_iter()
        .find_map(|bytes| sized(path, bytes).transpose());
    let (width, height) = found
        .transpose()?
        .ok_or(ProbeError::Incomplete("its header cannot be read"))?;
    let mut media = Media::empty(kind);
    media.width = Some(width);
    media.height = Some(height);
    media.has_audio = Some(false);
    Ok(media)
}

/// The size that the beginning of a picture says, if so many bytes of it do.
fn sized(path: &Path, bytes: u64) -> Result<Option<(u32, u32)>, ProbeError> {
    let mut head = Vec::new();
    let file = fs_err::File::open(path)?;
    file.take(bytes).read_to_end(&mut head)?;
    let format = image::guess_format(&head).ok();
    let decoder = format.and_then(|format| rushes_pixels::decoder(&head, format).ok());
    Ok(decoder.map(|decoder| image::ImageDecoder::dimensions(&decoder)))
}
