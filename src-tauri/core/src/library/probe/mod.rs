//! What a downloaded file really is, from its own bytes. A header's `Content-Type` and a name's ending are never asked
//! (`wire.md` 3.D 27).
//!
//! Reads are bounded however hostile the file is: an index of at most 64 MiB is held in memory, and nothing is decoded.

mod bytes;
pub(super) mod mp4;
mod others;

use std::{io, path::Path};

/// Bytes that [`sniff`] wants to see to be sure.
pub const SNIFF_BYTES: usize = 64;

/// Kinds of file that a server may deliver as a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// ISO base media: MP4, also `QuickTime`.
    Mp4,
    /// Matroska whose document type says `webm`.
    WebM,
    /// Any other Matroska.
    Matroska,
    /// RIFF AVI.
    Avi,
    /// GIF.
    Gif,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
}

impl FileKind {
    /// All of them, those first that servers deliver most.
    pub const ALL: [Self; 8] = [
        Self::Mp4,
        Self::WebM,
        Self::Gif,
        Self::Png,
        Self::Matroska,
        Self::Avi,
        Self::Jpeg,
        Self::Webp,
    ];

    /// Media type.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Mp4 => "video/mp4",
            Self::WebM => "video/webm",
            Self::Matroska => "video/x-matroska",
            Self::Avi => "video/x-msvideo",
            Self::Gif => "image/gif",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }

    /// The ending of its file name, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Mp4 => "mp4",
            Self::WebM => "webm",
            Self::Matroska => "mkv",
            Self::Avi => "avi",
            Self::Gif => "gif",
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
        }
    }

    /// Whether it is a still picture and no video. A GIF counts as a video: it moves.
    pub const fn is_still(self) -> bool {
        match self {
            Self::Png | Self::Jpeg | Self::Webp => true,
            Self::Mp4 | Self::WebM | Self::Matroska | Self::Avi | Self::Gif => false,
        }
    }
}

/// What was found in a file. `None`: the file does not say, or not where it is cheap to read.
#[derive(Debug, Clone, PartialEq)]
pub struct Media {
    /// Its kind.
    pub kind: FileKind,
    /// Pixels across as shown, that is, after rotation.
    pub width: Option<u32>,
    /// Pixels down as shown.
    pub height: Option<u32>,
    /// Length in seconds, more than 0.
    pub seconds: Option<f64>,
    /// Average frames per second, more than 0.
    pub fps: Option<f64>,
    /// Whether there is a sound track.
    pub has_audio: Option<bool>,
    /// The video's codec as the container names it: `avc1`, `hvc1`, `av01`, `V_VP9`.
    pub codec: Option<String>,
}

impl Media {
    const fn empty(kind: FileKind) -> Self {
        Self {
            kind,
            width: None,
            height: None,
            seconds: None,
            fps: None,
            has_audio: None,
            codec: None,
        }
    }
}

/// Why a file is no result.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// Neither a video nor a picture of a kind that servers deliver.
    #[error("not a video")]
    NotMedia,
    /// The file ends early, or lacks its index (`wire.md` 7.6). Fetching it again may help.
    #[error("not a complete video: {0}")]
    Incomplete(&'static str),
    /// Its structure is beyond what any encoder writes.
    #[error("not a readable video: {0}")]
    Damaged(&'static str),
    /// The file could not be read.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Tells the kind from the first bytes; [`SNIFF_BYTES`] of them are enough. HTML, JSON and everything else is `None`.
pub fn sniff(head: &[u8]) -> Option<FileKind> {
    let at = |from: usize, magic: &[u8]| head.get(from..from + magic.len()) == Some(magic);
    if at(4, b"ftyp") {
        // HEIC and AVIF pictures share the container; nothing here can show them.
        let picture = [
            b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1",
        ]
        .into_iter()
        .any(|brand| at(8, brand));
        return (!picture).then_some(FileKind::Mp4);
    }
    if at(0, &[0x1a, 0x45, 0xdf, 0xa3]) {
        let webm = head
            .windows(4)
            .take(SNIFF_BYTES)
            .any(|word| word == b"webm");
        return Some(if webm {
            FileKind::WebM
        } else {
            FileKind::Matroska
        });
    }
    if at(0, b"RIFF") {
        return match head.get(8..12) {
            Some(b"AVI ") => Some(FileKind::Avi),
            Some(b"WEBP") => Some(FileKind::Webp),
            Some(_) | None => None,
        };
    }
    if at(0, b"GIF87a") || at(0, b"GIF89a") {
        return Some(FileKind::Gif);
    }
    if at(0, b"\x89PNG\r\n\x1a\n") {
        return Some(FileKind::Png);
    }
    at(0, &[0xff, 0xd8, 0xff]).then_some(FileKind::Jpeg)
}

/// Reads what a finished download is, and whether it is whole.
///
/// # Errors
/// [`ProbeError::Incomplete`] when the file must be fetched again, [`ProbeError::NotMedia`] and [`ProbeError::Damaged`]
/// when the server delivered something else.
pub fn probe(path: &Path) -> Result<Media, ProbeError> {
    let mut file = fs_err::File::open(path)?;
    let length = file.metadata()?.len();
    let head = bytes::read_at(&mut file, 0, SNIFF_BYTES.min(bytes::to_usize(length)))?;
    let kind = sniff(&head).ok_or(ProbeError::NotMedia)?;
    match kind {
        FileKind::Mp4 => mp4::probe(&mut file, length),
        FileKind::WebM | FileKind::Matroska => others::matroska(&mut file, length, kind),
        FileKind::Avi => others::avi(&mut file, length),
        FileKind::Gif | FileKind::Png | FileKind::Jpeg | FileKind::Webp => {
            others::picture(path, kind)
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
