//! The MP4 file around the samples (ISO/IEC 14496-12), with the index in front of the media, so
//! that a player can start before it has the whole file.
//!
//! `mp4-atom` was chosen over `mp4`, `re_mp4`, `muxide` and `shiguredo_mp4`: it is maintained, has
//! the widest use of the maintained ones, is MIT OR Apache-2.0, and gives the boxes without
//! deciding the layout of the file.

use mp4_atom::{
    Avc1, Avcc, AvccExt, Codec, Colr, Dinf, Dref, Encode, FourCC, Ftyp, Hdlr, Mdhd, Mdia, Minf,
    Moov, Mvhd, Stbl, Stco, Stsc, StscEntry, Stsd, Stss, Stsz, StszSamples, Stts, SttsEntry, Tkhd,
    Trak, Url, Visual, Vmhd,
};

use super::RenderError;
use super::encode::Sample;

/// Ticks of one frame; 24 × 512 is what common encoders use for 24 frames a second.
const TICKS_PER_FRAME: u32 = 512;
/// Seconds from 1904, where MP4 counts from, to 1970.
const EPOCH_1904: u64 = 2_082_844_800;

/// What the samples do not say themselves.
#[derive(Debug, Clone, Copy)]
pub struct Track<'a> {
    pub width: u16,
    pub height: u16,
    /// Frames a second.
    pub rate: u32,
    pub sequence: &'a [u8],
    pub picture: &'a [u8],
    /// Unix time in seconds.
    pub created_at: u64,
}

/// A whole MP4 file.
pub fn file(track: Track<'_>, samples: &[Sample]) -> Result<Vec<u8>, RenderError> {
    let mut out = Vec::new();
    Ftyp {
        major_brand: FourCC::new(b"isom"),
        minor_version: 512,
        compatible_brands: [b"isom", b"iso2", b"avc1", b"mp41"]
            .map(FourCC::new)
            .to_vec(),
    }
    .encode(&mut out)?;
    // The index holds file positions, and its own length does not depend on them.
    let mut index = Vec::new();
    moov(track, samples, 0)?.encode(&mut index)?;
    let media_at = out.len() + index.len() + 8;
    moov(track, samples, media_at)?.encode(&mut out)?;
    let media: usize = samples.iter().map(|sample| sample.data.len()).sum();
    out.extend_from_slice(&narrow(media + 8)?.to_be_bytes());
    out.extend_from_slice(b"mdat");
    for sample in samples {
        out.extend_from_slice(&sample.data);
    }
    Ok(out)
}

fn moov(track: Track<'_>, samples: &[Sample], media_at: usize) -> Result<Moov, RenderError> {
    let count = narrow(samples.len())?;
    let duration = u64::from(count * TICKS_PER_FRAME);
    let created = track.created_at + EPOCH_1904;
    Ok(Moov {
        mvhd: Mvhd {
            creation_time: created,
            modification_time: created,
            timescale: track.rate * TICKS_PER_FRAME,
            duration,
            rate: 1.into(),
            volume: 1.into(),
            next_track_id: 2,
            ..Mvhd::default()
        },
        trak: vec![Trak {
            tkhd: Tkhd {
                creation_time: created,
                modification_time: created,
                track_id: 1,
                duration,
                enabled: true,
                in_movie: true,
                width: track.width.into(),
                height: track.height.into(),
                ..Tkhd::default()
            },
            mdia: media(
                track,
                duration,
                sample_table(track, samples, count, media_at)?,
            ),
            ..Trak::default()
        }],
        ..Moov::default()
    })
}

fn media(track: Track<'_>, duration: u64, table: Stbl) -> Mdia {
    let created = track.created_at + EPOCH_1904;
    Mdia {
        mdhd: Mdhd {
            creation_time: created,
            modification_time: created,
            timescale: track.rate * TICKS_PER_FRAME,
            duration,
            language: "und".into(),
        },
        hdlr: Hdlr {
            handler: FourCC::new(b"vide"),
            name: "Rushes demo".into(),
        },
        minf: Minf {
            vmhd: Some(Vmhd::default()),
            dinf: Dinf {
                dref: Dref {
                    entries: vec![Url::default().into()],
                },
            },
            stbl: table,
            ..Minf::default()
        },
    }
}

fn sample_table(
    track: Track<'_>,
    samples: &[Sample],
    count: u32,
    media_at: usize,
) -> Result<Stbl, RenderError> {
    let sizes = samples.iter().map(|sample| narrow(sample.data.len()));
    let sizes = sizes.collect::<Result<_, _>>()?;
    let keys = (1..).zip(samples).filter(|(_, sample)| sample.is_key);
    let keys = keys.map(|(n, _)| n).collect();
    Ok(Stbl {
        stsd: Stsd {
            codecs: vec![Codec::Avc1(avc1(track)?)],
        },
        stts: Stts {
            entries: vec![SttsEntry {
                sample_count: count,
                sample_delta: TICKS_PER_FRAME,
            }],
        },
        stss: Some(Stss { entries: keys }),
        // One chunk holds everything, since there is one track to interleave.
        stsc: Stsc {
            entries: vec![StscEntry {
                first_chunk: 1,
                samples_per_chunk: count,
                sample_description_index: 1,
            }],
        },
        stsz: Stsz {
            samples: StszSamples::Different { sizes },
        },
        stco: Some(Stco {
            entries: vec![narrow(media_at)?],
        }),
        ..Stbl::default()
    })
}

fn avc1(track: Track<'_>) -> Result<Avc1, RenderError> {
    Ok(Avc1 {
        visual: Visual {
            data_reference_index: 1,
            width: track.width,
            height: track.height,
            ..Visual::default()
        },
        avcc: Avcc {
            // High profile asks for the chroma format and bit depths (14496-15, 5.3.3.1.2).
            ext: track
                .sequence
                .get(1)
                .filter(|profile| **profile >= 100)
                .map(|_| AvccExt::default()),
            ..Avcc::new(track.sequence, track.picture)?
        },
        colr: Some(Colr::Nclx {
            colour_primaries: 1,
            transfer_characteristics: 1,
            matrix_coefficients: 1,
            full_range_flag: false,
        }),
        ..Avc1::default()
    })
}

fn narrow(size: usize) -> Result<u32, RenderError> {
    u32::try_from(size).map_err(|_| RenderError::TooLarge)
}
