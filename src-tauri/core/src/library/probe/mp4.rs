//! MP4 (ISO/IEC 14496-12): the index `moov`, fragments `moof`, and whether all samples lie inside the file.
//!
//! A server can answer 200 with half a file (`wire.md` 7.6), so the byte count alone proves nothing: every top-level box must
//! end inside the file, and so must every chunk that the index points to.

mod chunks;
pub(in crate::library) mod top;

use super::{
    FileKind, Media, ProbeError,
    bytes::{Piece, sane},
};
use std::io::{Read, Seek};
use top::{BOXES_MAX, read_span, top_box};

/// Largest index that is read: some hours of video.
const MOOV_MAX: u64 = 64 << 20;
/// Largest description of one fragment that is read.
const MOOF_MAX: u64 = 8 << 20;
/// Deepest and broadest an index can be before it is nonsense.
const TRACKS_MAX: usize = 64;

/// What the index says about one track.
#[derive(Debug, Default)]
struct Track {
    id: u32,
    handler: [u8; 4],
    codec: Option<[u8; 4]>,
    /// Pixels as coded.
    coded: (u32, u32),
    /// Pixels as shown, before rotation.
    shown: (u32, u32),
    /// Whether it is shown turned by a quarter.
    turned: bool,
    /// Ticks per second.
    timescale: u32,
    /// Length that the header claims, in ticks.
    claimed: u64,
    /// Length of all samples, in ticks.
    ticks: u64,
    samples: u64,
    /// Ticks of a fragment's sample that does not say.
    default_ticks: u32,
}

/// What the top level of the file holds.
#[derive(Default)]
struct Index {
    timescale: u32,
    claimed: u64,
    tracks: Vec<Track>,
    /// Whether samples may also come in fragments.
    fragmented: bool,
}

pub(super) fn probe<F: Read + Seek>(file: &mut F, length: u64) -> Result<Media, ProbeError> {
    let mut index: Option<Index> = None;
    let mut fragments: Vec<(u64, u64)> = Vec::new();
    let mut position = 0;
    let mut count = 0;
    while position < length {
        let Some(found) = top_box(file, position, length)? else {
            break;
        };
        count += 1;
        if count > BOXES_MAX {
            return Err(ProbeError::Damaged("too many boxes"));
        }
        match &found.kind {
            b"moov" if index.is_none() => {
                let content = read_span(file, found.start, found.end, MOOV_MAX)?;
                index = Some(read_index(Piece(&content), length)?);
            }
            b"moof" => fragments.push((found.start, found.end)),
            _ => {}
        }
        position = found.end;
    }
    let mut index = index.ok_or(ProbeError::Incomplete("it has no index"))?;
    if index.fragmented {
        for (start, end) in fragments {
            let content = read_span(file, start, end, MOOF_MAX)?;
            add_fragment(&mut index.tracks, Piece(&content));
        }
    }
    if index.tracks.iter().all(|track| track.samples == 0) {
        return Err(ProbeError::Incomplete("it has no frames"));
    }
    Ok(summary(&index))
}

fn read_index(moov: Piece<'_>, file_length: u64) -> Result<Index, ProbeError> {
    let mut index = Index::default();
    if let Some(header) = moov.find(*b"mvhd") {
        (index.timescale, index.claimed) = scale_and_length(header).unwrap_or_default();
    }
    for (kind, content) in moov.boxes() {
        match &kind {
            b"trak" => {
                if index.tracks.len() == TRACKS_MAX {
                    return Err(ProbeError::Damaged("too many tracks"));
                }
                index.tracks.push(read_track(content, file_length)?);
            }
            b"mvex" => index.fragmented = true,
            _ => {}
        }
    }
    if let Some(extends) = moov.find(*b"mvex") {
        read_extends(&mut index, extends);
    }
    Ok(index)
}

/// Time scale and length of `mvhd` and `mdhd`, which begin alike. An unknown length (all ones) is 0.
fn scale_and_length(header: Piece<'_>) -> Option<(u32, u64)> {
    if header.array::<1>(0)? == [1] {
        let length = header.be64(24)?;
        Some((
            header.be32(20)?,
            if length == u64::MAX { 0 } else { length },
        ))
    } else {
        let length = header.be32(16)?;
        let known = if length == u32::MAX { 0 } else { length };
        Some((header.be32(12)?, u64::from(known)))
    }
}

fn read_track(trak: Piece<'_>, file_length: u64) -> Result<Track, ProbeError> {
    let mut track = Track::default();
    if let Some(header) = trak.find(*b"tkhd") {
        read_track_header(&mut track, header);
    }
    let Some(media) = trak.find(*b"mdia") else {
        return Ok(track);
    };
    if let Some(header) = media.find(*b"mdhd") {
        (track.timescale, track.claimed) = scale_and_length(header).unwrap_or_default();
    }
    if let Some(handler) = media.find(*b"hdlr") {
        track.handler = handler.array(8).unwrap_or_default();
    }
    if let Some(table) = media.find(*b"minf").and_then(|minf| minf.find(*b"stbl")) {
        read_description(&mut track, table);
        read_times(&mut track, table);
        chunks::check(table, file_length)?;
    }
    Ok(track)
}

/// Id, size as shown and rotation from `tkhd`.
fn read_track_header(track: &mut Track, header: Piece<'_>) {
    let long = header.array::<1>(0) == Some([1]);
    track.id = header.be32(if long { 20 } else { 12 }).unwrap_or(0);
    let matrix = header.from(if long { 52 } else { 40 });
    let entry = |at: usize| matrix.be32(at * 4).unwrap_or(0);
    // a, b, u, c, d, v, x, y, w: a quarter turn has its weight in b and c.
    track.turned = entry(0) == 0 && entry(4) == 0 && entry(1) != 0 && entry(3) != 0;
    track.shown = (entry(9) >> 16, entry(10) >> 16);
}

/// Codec and coded size from the first entry of `stsd`.
fn read_description(track: &mut Track, table: Piece<'_>) {
    let Some((codec, entry)) = table
        .find(*b"stsd")
        .and_then(|list| list.from(8).boxes().next())
    else {
        return;
    };
    track.codec = Some(codec);
    if &track.handler == b"vide" {
        let side = |at| u32::from(entry.be16(at).unwrap_or(0));
        track.coded = (side(24), side(26));
    }
}

/// Number of samples and their length from `stts`.
fn read_times(track: &mut Track, table: Piece<'_>) {
    let Some(times) = table.find(*b"stts") else {
        return;
    };
    for run in entries::<8>(times, 4) {
        let run = Piece(run);
        let count = u64::from(run.be32(0).unwrap_or(0));
        let each = u64::from(run.be32(4).unwrap_or(0));
        track.samples = track.samples.saturating_add(count);
        track.ticks = track.ticks.saturating_add(count.saturating_mul(each));
    }
}

/// The entries of a table whose count stands at `at`, as many as are really there.
fn entries<const N: usize>(table: Piece<'_>, at: usize) -> impl Iterator<Item = &[u8]> {
    let count = table.be32(at).unwrap_or(0) as usize;
    table.from(at + 4).0.chunks_exact(N).take(count)
}

/// Length of the whole and defaults of the fragments, from `mvex`.
fn read_extends(index: &mut Index, extends: Piece<'_>) {
    if let Some(header) = extends.find(*b"mehd") {
        let length = if header.array::<1>(0) == Some([1]) {
            header.be64(4)
        } else {
            header.be32(4).map(u64::from)
        };
        index.claimed = index.claimed.max(length.unwrap_or(0));
    }
    for (kind, content) in extends.boxes() {
        if &kind == b"trex"
            && let (Some(id), Some(ticks)) = (content.be32(4), content.be32(12))
            && let Some(track) = index.tracks.iter_mut().find(|track| track.id == id)
        {
            track.default_ticks = ticks;
        }
    }
}

/// Adds a fragment's samples to their tracks.
fn add_fragment(tracks: &mut [Track], moof: Piece<'_>) {
    for (kind, traf) in moof.boxes() {
        if &kind != b"traf" {
            continue;
        }
        let Some(header) = traf.find(*b"tfhd") else {
            continue;
        };
        let (Some(flags), Some(id)) = (header.be32(0), header.be32(4)) else {
            continue;
        };
        let Some(track) = tracks.iter_mut().find(|track| track.id == id) else {
            continue;
        };
        // Base data offset (8 bytes) and description index (4) come before the default length.
        let at = 8 + if flags & 0x01 == 0 { 0 } else { 8 } + if flags & 0x02 == 0 { 0 } else { 4 };
        let each = if flags & 0x08 == 0 {
            track.default_ticks
        } else {
            header.be32(at).unwrap_or(0)
        };
        for (_, run) in traf.boxes().filter(|(kind, _)| kind == b"trun") {
            add_run(track, run, each);
        }
    }
}

fn add_run(track: &mut Track, run: Piece<'_>, default_ticks: u32) {
    let (Some(flags), Some(count)) = (run.be32(0), run.be32(4)) else {
        return;
    };
    track.samples = track.samples.saturating_add(u64::from(count));
    if flags & 0x100 == 0 {
        let ticks = u64::from(count).saturating_mul(u64::from(default_ticks));
        track.ticks = track.ticks.saturating_add(ticks);
        return;
    }
    let first = 8 + if flags & 0x01 == 0 { 0 } else { 4 } + if flags & 0x04 == 0 { 0 } else { 4 };
    let fields = [0x100, 0x200, 0x400, 0x800]
        .into_iter()
        .filter(|field| flags & field != 0)
        .count();
    let samples = run.from(first).0.chunks_exact(fields * 4);
    for sample in samples.take(count as usize) {
        let ticks = Piece(sample).be32(0).unwrap_or(0);
        track.ticks = track.ticks.saturating_add(u64::from(ticks));
    }
}

fn summary(index: &Index) -> Media {
    let video = index.tracks.iter().find(|track| &track.handler == b"vide");
    let mut media = Media::empty(FileKind::Mp4);
    media.has_audio = Some(index.tracks.iter().any(|track| &track.handler == b"soun"));
    media.seconds = length_in_seconds(index, video);
    let Some(video) = video else {
        return media;
    };
    let pixels = if video.coded.0 > 0 && video.coded.1 > 0 {
        video.coded
    } else {
        video.shown
    };
    let (width, height) = if video.turned {
        (pixels.1, pixels.0)
    } else {
        pixels
    };
    media.width = (width > 0).then_some(width);
    media.height = (height > 0).then_some(height);
    media.fps = seconds_of(video.ticks, video.timescale)
        .and_then(|seconds| sane(video.samples as f64 / seconds));
    media.codec = video
        .codec
        .filter(|codec| {
            codec
                .iter()
                .all(|byte| byte.is_ascii_graphic() || *byte == b' ')
        })
        .map(|codec| String::from_utf8_lossy(&codec).into_owned());
    media
}

/// The movie's own length as players show it; for fragments, or when it says none, the longest known one.
fn length_in_seconds(index: &Index, video: Option<&Track>) -> Option<f64> {
    let movie = seconds_of(index.claimed, index.timescale);
    if movie.is_some() && !index.fragmented {
        return movie;
    }
    let track = video.or(index.tracks.first())?;
    let claimed = seconds_of(track.claimed, track.timescale);
    let summed = seconds_of(track.ticks, track.timescale);
    [movie, claimed, summed]
        .into_iter()
        .flatten()
        .reduce(f64::max)
}

fn seconds_of(ticks: u64, timescale: u32) -> Option<f64> {
    sane(ticks as f64 / f64::from(timescale))
}
