//! Pieces of a body onto the disk: gathered into loads, and written by a thread that finds the next load ready when it has
//! written one.
//!
//! Waking a thread takes longer than writing a load, so the reader stays a few loads ahead and the writer is woken only after
//! it ran dry. The pieces are copied: a piece that is given back at once lets the client read the next one into the same warm
//! memory. Must not know what the bytes are, nor how many there will be.

use std::{
    collections::VecDeque,
    io::{self, Write},
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::mpsc;

/// Written in one go, in bytes.
const LOAD: usize = 1 << 20;
/// Loads in memory at a time: one being filled, one being written, the others between the two.
const LOADS: usize = 4;

/// The end of a file that grows.
pub(super) struct Sink {
    gathered: Vec<u8>,
    /// Loads besides the gathered one: given to the writer, or back from it.
    others: usize,
    /// Those that the writer has.
    away: usize,
    /// Loads that were written, empty again.
    back: mpsc::UnboundedReceiver<io::Result<Vec<u8>>>,
    writer: Arc<Writer>,
}

/// What the writing thread shares with us.
struct Writer {
    file: fs_err::File,
    line: Mutex<Line>,
    back: mpsc::UnboundedSender<io::Result<Vec<u8>>>,
}

#[derive(Default)]
struct Line {
    loads: VecDeque<Vec<u8>>,
    /// A thread is at work, and will look at the line again.
    at_work: bool,
    /// A load could not be written. No other is: there must be no gap in the file.
    broken: bool,
}

impl Sink {
    /// Begins at the end of what is there.
    pub async fn open(path: &Path) -> io::Result<Self> {
        let mut options = fs_err::tokio::OpenOptions::new();
        let file = options.create(true).append(true).open(path).await?;
        let (file, path) = file.into_parts();
        let (given, back) = mpsc::unbounded_channel();
        Ok(Self {
            gathered: Vec::with_capacity(LOAD),
            others: 0,
            away: 0,
            back,
            writer: Arc::new(Writer {
                file: fs_err::File::from_parts(file.into_std().await, path),
                line: Mutex::default(),
                back: given,
            }),
        })
    }

    /// Takes one more piece. An error may be about earlier ones.
    pub async fn take(&mut self, mut piece: &[u8]) -> io::Result<()> {
        while self.gathered.len() + piece.len() >= LOAD {
            let (now, later) = piece.split_at(LOAD - self.gathered.len());
            self.gathered.extend_from_slice(now);
            self.hand_over().await?;
            piece = later;
        }
        self.gathered.extend_from_slice(piece);
        Ok(())
    }

    /// Writes what is left, and waits for all of it.
    pub async fn flush(mut self) -> io::Result<()> {
        self.hand_over().await?;
        while self.away > 0 {
            self.returned().await?;
        }
        Ok(())
    }

    /// Gives what was gathered to the writer, and goes on with an empty load.
    async fn hand_over(&mut self) -> io::Result<()> {
        let empty = if self.others + 1 < LOADS {
            self.others += 1;
            Vec::with_capacity(LOAD)
        } else {
            self.returned().await?
        };
        self.away += 1;
        self.writer
            .give(std::mem::replace(&mut self.gathered, empty));
        Ok(())
    }

    /// A load that was written.
    async fn returned(&mut self) -> io::Result<Vec<u8>> {
        let load = self.back.recv().await;
        self.away -= 1;
        // We hold a sender ourselves: the channel does not end.
        load.unwrap_or_else(|| Err(io::ErrorKind::BrokenPipe.into()))
    }
}

impl Drop for Sink {
    /// What nobody waits for is not written: the file may soon have another writer.
    fn drop(&mut self) {
        self.writer.line().loads.clear();
    }
}

impl Writer {
    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a load in line, and sees to it that a thread is at work.
    fn give(self: &Arc<Self>, load: Vec<u8>) {
        let mut line = self.line();
        line.loads.push_back(load);
        if !std::mem::replace(&mut line.at_work, true) {
            let writer = Arc::clone(self);
            tokio::task::spawn_blocking(move || writer.work());
        }
    }

    /// The load to write now; after the last one the thread ends.
    fn next(&self) -> Option<Vec<u8>> {
        let mut line = self.line();
        let load = line.loads.pop_front();
        line.at_work = load.is_some();
        load
    }

    /// Writes until the line is empty.
    fn work(&self) {
        while let Some(mut load) = self.next() {
            let written = self.write(&load);
            load.clear();
            // Nobody takes it back when the transfer was given up.
            drop(self.back.send(written.map(|()| load)));
        }
    }

    fn write(&self, load: &[u8]) -> io::Result<()> {
        if self.line().broken {
            return Err(io::Error::other("an earlier piece could not be written"));
        }
        let written = (&self.file).write_all(load);
        self.line().broken = written.is_err();
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn pieces_of_any_size_lie_in_the_file_in_their_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("film.part");
        let mut sink = Sink::open(&path).await.expect("opened");
        let bytes: Vec<u8> = (0..=250).cycle().take(3 * LOADS * LOAD + 7).collect();
        for piece in bytes.chunks(3_000_001) {
            sink.take(piece).await.expect("taken");
        }
        sink.flush().await.expect("written");
        assert!(fs_err::read(&path).expect("a file") == bytes);
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_disk_that_takes_nothing_is_said_at_the_latest_at_the_end() {
        let mut sink = Sink::open(Path::new("/dev/full")).await.expect("opened");
        sink.take(b"a few bytes").await.expect("gathered");
        let said = sink.flush().await.expect_err("nothing fits");
        assert_eq!(said.kind(), io::ErrorKind::StorageFull);
    }

    #[tokio::test]
    async fn after_a_load_that_was_lost_no_other_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("film.part");
        let mut sink = Sink::open(&path).await.expect("opened");
        sink.writer.line().broken = true;
        sink.take(&vec![1; 2 * LOAD]).await.expect("gathered");
        assert!(sink.flush().await.is_err());
        assert_eq!(fs_err::metadata(&path).expect("a file").len(), 0);
    }
}
