//! Pieces of a body onto the disk: gathered, and written by one blocking call while the next ones arrive.
//!
//! The pieces are written as they came, without a copy, and at most two loads of them are in memory. Must not know what the
//! bytes are, nor how many there will be.

use bytes::Bytes;
use std::{
    io::{self, Write},
    path::Path,
};
use tokio::task::JoinHandle;

/// Written in one go, in bytes.
const LOAD: usize = 1 << 20;
/// The same in pieces: small ones would need more memory for their places than for themselves.
const PIECES: usize = 64;

/// The end of a file that grows.
pub(super) struct Sink {
    gathered: Vec<Bytes>,
    size: usize,
    hand: Hand,
}

/// The file is in our hand, or in that of the thread that writes.
enum Hand {
    Free(fs_err::File),
    Writing(JoinHandle<io::Result<fs_err::File>>),
    /// Writing broke, and was said.
    Lost,
}

impl Sink {
    /// Begins at the end of what is there.
    pub async fn open(path: &Path) -> io::Result<Self> {
        let mut options = fs_err::tokio::OpenOptions::new();
        let file = options.create(true).append(true).open(path).await?;
        let (file, path) = file.into_parts();
        Ok(Self {
            gathered: Vec::new(),
            size: 0,
            hand: Hand::Free(fs_err::File::from_parts(file.into_std().await, path)),
        })
    }

    /// Takes one more piece. An error may be about earlier ones.
    pub async fn take(&mut self, piece: Bytes) -> io::Result<()> {
        self.size += piece.len();
        self.gathered.push(piece);
        if self.size < LOAD && self.gathered.len() < PIECES {
            return Ok(());
        }
        self.write().await
    }

    /// Writes what is left, and waits for all of it.
    pub async fn flush(&mut self) -> io::Result<()> {
        self.write().await?;
        let file = self.file().await?;
        self.hand = Hand::Free(file);
        Ok(())
    }

    /// Begins to write what was gathered, after what is being written.
    async fn write(&mut self) -> io::Result<()> {
        let mut file = self.file().await?;
        let pieces = std::mem::take(&mut self.gathered);
        self.size = 0;
        self.hand = Hand::Writing(tokio::task::spawn_blocking(move || {
            for piece in pieces {
                file.write_all(&piece)?;
            }
            Ok(file)
        }));
        Ok(())
    }

    async fn file(&mut self) -> io::Result<fs_err::File> {
        match std::mem::replace(&mut self.hand, Hand::Lost) {
            Hand::Free(file) => Ok(file),
            Hand::Writing(writing) => writing.await.map_err(io::Error::other)?,
            Hand::Lost => Err(io::Error::other("an earlier piece could not be written")),
        }
    }
}
