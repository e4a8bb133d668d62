//! What goes over the socket. One line of JSON each way says who speaks and what is asked for; the form of that first line
//! never changes, so that two versions can at least tell each other that they differ. Then frames: a letter, a length, bytes.

use crate::caller::{Facts, Text};
use serde::{Deserialize, Serialize};
use std::{ffi::OsString, io};
use tokio::io::{
    AsyncBufRead, AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite,
    AsyncWriteExt as _,
};

/// Of this form of frames and words.
pub const PROTOCOL: u32 = 1;
/// Longest first line. A command with thousands of files fits.
pub const LONGEST_LINE: u64 = 4 << 20;
/// Longest frame; what is longer goes in several.
pub const LONGEST_FRAME: usize = 64 << 10;

/// What the command line asks for. Not for any log.
#[derive(Serialize, Deserialize)]
pub struct Request {
    /// The protocol.
    pub rushes: u32,
    /// Of the program.
    pub version: String,
    /// The words of the command line, the program's name first.
    pub arguments: Vec<Text>,
    pub facts: Facts,
    /// Nothing is run: the window comes to the front on this display, and takes the files among the words.
    #[serde(default)]
    pub show: Option<String>,
}

impl Request {
    pub fn new(arguments: impl Iterator<Item = OsString>, facts: Facts) -> Self {
        Self {
            rushes: PROTOCOL,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            arguments: arguments.map(Text::from).collect(),
            facts,
            show: None,
        }
    }

    /// What a second start of the window asks for.
    pub fn to_show(arguments: impl Iterator<Item = OsString>, facts: Facts) -> Self {
        Self {
            show: Some(display()),
            ..Self::new(arguments, facts)
        }
    }
}

/// Which display this process draws on: a window on another one would come to the front where nobody sits.
pub fn display() -> String {
    let named = ["WAYLAND_DISPLAY", "DISPLAY"].map(|name| std::env::var(name).unwrap_or_default());
    named.join(" ")
}

/// What is always in a first line.
#[derive(Serialize, Deserialize)]
pub struct Hello {
    pub rushes: u32,
}

/// Why nothing was run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    /// Another protocol.
    Protocol,
    /// No request, or one with words that this version does not know.
    Request,
}

/// What the app says to it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answer {
    /// The protocol.
    pub rushes: u32,
    /// Of the app.
    #[serde(default)]
    pub version: String,
    #[serde(default)]
    pub refused: Option<Refused>,
}

impl Answer {
    pub fn new(refused: Option<Refused>) -> Self {
        Self {
            rushes: PROTOCOL,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            refused,
        }
    }
}

/// The letters of frames.
pub mod kind {
    /// To the command line: the result.
    pub const RESULT: u8 = b'O';
    /// What is said beside it.
    pub const REMARK: u8 = b'E';
    /// Pipe in so many bytes at most: eight bytes, the highest first.
    pub const READ: u8 = b'R';
    /// Ask for a line.
    pub const LINE: u8 = b'L';
    /// From now on a wish to stop is heard.
    pub const HEEDS: u8 = b'H';
    /// The app ends.
    pub const ENDING: u8 = b'Q';
    /// It is over: one byte, the exit code.
    pub const EXIT: u8 = b'X';
    /// To the app: what is piped in.
    pub const PIPED: u8 = b'I';
    /// There is no more of it.
    pub const PIPED_ALL: u8 = b'D';
    /// Stop.
    pub const STOP: u8 = b'S';
}

/// A frame. Not for any log.
pub struct Frame {
    pub kind: u8,
    pub bytes: Vec<u8>,
}

impl Frame {
    pub const fn bare(kind: u8) -> Self {
        Self {
            kind,
            bytes: Vec::new(),
        }
    }
}

/// A line of at most [`LONGEST_LINE`] bytes.
pub async fn read_line(from: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    from.take(LONGEST_LINE).read_until(b'\n', &mut line).await?;
    match line.pop() {
        Some(b'\n') => Ok(line),
        Some(_) | None => Err(io::ErrorKind::InvalidData.into()),
    }
}

pub async fn write_line(
    to: &mut (impl AsyncWrite + Unpin),
    value: &impl Serialize,
) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    to.write_all(&line).await?;
    to.flush().await
}

/// The next frame; an error at the end of what is sent, too.
pub async fn read_frame(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Frame> {
    let kind = from.read_u8().await?;
    let length = from.read_u32().await? as usize;
    if length > LONGEST_FRAME {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes).await?;
    Ok(Frame { kind, bytes })
}

/// Writes a frame, in several where it is longer than one.
pub async fn write_frame(to: &mut (impl AsyncWrite + Unpin), frame: &Frame) -> io::Result<()> {
    if frame.bytes.is_empty() {
        return write_piece(to, frame.kind, &[]).await;
    }
    for piece in frame.bytes.chunks(LONGEST_FRAME) {
        write_piece(to, frame.kind, piece).await?;
    }
    Ok(())
}

async fn write_piece(to: &mut (impl AsyncWrite + Unpin), kind: u8, piece: &[u8]) -> io::Result<()> {
    let length = u32::try_from(piece.len()).map_err(io::Error::other)?;
    let mut whole = Vec::with_capacity(piece.len() + 5);
    whole.push(kind);
    whole.extend(length.to_be_bytes());
    whole.extend(piece);
    to.write_all(&whole).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_long_text_goes_in_several_frames_and_comes_whole() {
        let text = vec![b'x'; LONGEST_FRAME * 2 + 7];
        let frame = Frame {
            kind: kind::RESULT,
            bytes: text.clone(),
        };
        let mut wire = Vec::new();
        write_frame(&mut wire, &frame).await.expect("written");
        let (mut from, mut came) = (wire.as_slice(), Vec::new());
        while let Ok(frame) = read_frame(&mut from).await {
            assert!(frame.bytes.len() <= LONGEST_FRAME);
            came.extend(frame.bytes);
        }
        assert_eq!(came, text);
    }

    #[tokio::test]
    async fn a_frame_that_says_it_is_huge_is_refused_before_room_is_made_for_it() {
        let mut from: &[u8] = &[kind::PIPED, 255, 255, 255, 255, 0];
        assert!(read_frame(&mut from).await.is_err());
    }

    #[test]
    fn a_path_that_is_no_unicode_survives() {
        let odd: OsString = std::os::unix::ffi::OsStringExt::from_vec(vec![b'a', 0xff]);
        let text = serde_json::to_string(&Text::from(odd.clone())).expect("JSON");
        let back: Text = serde_json::from_str(&text).expect("text");
        assert_eq!(OsString::from(back), odd);
    }
}
