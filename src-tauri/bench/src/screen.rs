//! A display of our own that nobody sees, and the moment at which something is painted on it. It knows pixels and no program, so
//! that every window is judged alike.

use anyhow::{Context as _, Result, ensure};
use std::{collections::HashMap, path::PathBuf, process::Stdio, time::Duration};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    time::{Instant, sleep},
};

/// Between two looks at the display.
const LOOK: Duration = Duration::from_millis(4);
/// Every eighth pixel of every eighth line is looked at.
const STEP: usize = 8;
/// So many of those that are neither the background of the display nor that of the window are words or pictures.
const PAINTED: usize = 60;

/// `Xvfb`, which ends when this is dropped.
pub struct Screen {
    _server: Child,
    folder: tempfile::TempDir,
    number: String,
}

impl Screen {
    pub async fn start() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1600x1000x24"])
            .args(["-nolisten", "tcp", "-noreset", "-dpi", "96", "-fbdir"])
            .arg(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("Xvfb; `cargo xtask test --only system` installs it")?;
        let output = server.stdout.take().context("it has an output")?;
        let number = BufReader::new(output).lines().next_line().await?;
        let number = number.context("Xvfb says no number")?.trim().to_owned();
        Ok(Self {
            _server: server,
            folder,
            number,
        })
    }

    /// For `DISPLAY`.
    pub fn name(&self) -> String {
        format!(":{}", self.number)
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("Xvfb_screen0")
    }

    /// Waits until a window shows more than its background.
    pub async fn painted(&self) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !shows_something(&fs_err::read(self.file())?)? {
            ensure!(Instant::now() < deadline, "nothing is painted in a minute");
            sleep(LOOK).await;
        }
        Ok(())
    }

    /// Waits until nothing is left of a window.
    pub async fn empty(&self) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(60);
        while shows_something(&fs_err::read(self.file())?)? {
            ensure!(Instant::now() < deadline, "the window does not go");
            sleep(LOOK).await;
        }
        Ok(())
    }
}

/// What the X server keeps in its file is a picture in the format of `xwd` (X11/XWDFile.h): words of four bytes, the biggest
/// first, then colours, then the lines.
fn shows_something(xwd: &[u8]) -> Result<bool> {
    const COLOUR: usize = 12;
    const PIXEL: usize = 4;
    let word = |place: usize| -> Result<usize> {
        let bytes = xwd.get(place * 4..place * 4 + 4).context("a header")?;
        Ok(u32::from_be_bytes(bytes.try_into()?) as usize)
    };
    let (header, height, line, colours) = (word(0)?, word(5)?, word(12)?, word(19)?);
    ensure!(word(11)? == PIXEL * 8, "four bytes a pixel");
    let lines = xwd.get(header + colours * COLOUR..).context("a picture")?;
    let mut seen: HashMap<&[u8], usize> = HashMap::new();
    for row in lines.chunks_exact(line).take(height).step_by(STEP) {
        for pixel in row.chunks_exact(PIXEL).step_by(STEP) {
            *seen.entry(pixel).or_default() += 1;
        }
    }
    let mut counts: Vec<usize> = seen.into_values().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    Ok(counts.iter().skip(2).sum::<usize>() >= PAINTED)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A display of 320 × 320 on which the first `words` pixels of every line are white, on a grey window on black.
    fn display(words: usize) -> Vec<u8> {
        let mut xwd = vec![0; 100];
        for (place, word) in [(0, 100_u32), (5, 320), (11, 32), (12, 320 * 4), (19, 0)] {
            xwd[place * 4..place * 4 + 4].copy_from_slice(&word.to_be_bytes());
        }
        for line in 0..320 {
            for column in 0..320 {
                let lit = column < words;
                let grey = if line < 160 { 0 } else { 60 };
                xwd.extend([if lit { 255 } else { grey }; 4]);
            }
        }
        xwd
    }

    #[test]
    fn a_window_without_anything_in_it_is_not_painted() {
        assert!(!shows_something(&display(0)).expect("a picture"));
    }

    #[test]
    fn a_window_with_words_in_it_is_painted() {
        assert!(shows_something(&display(24)).expect("a picture"));
    }
}
