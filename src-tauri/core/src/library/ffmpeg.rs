//! The program ffmpeg, where this computer has it: cutting a clip at its key frames, and making a moving picture of it.
//!
//! It is run by its path with a list of arguments, never through a shell, and names of files are handed over as `file:`
//! addresses, so that none is taken for an option or a protocol. Must not know what a clip is to Rushes.
//!
//! No crate does this: those that cut MP4 re-write one kind of index, and those that make GIF or WebP want decoded frames.

use super::probe::FileKind;
use std::{
    ffi::{OsStr, OsString},
    io::Read,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

/// Between two looks whether it is done.
const LOOK: Duration = Duration::from_millis(20);
/// What of its words is kept: the last ones say why.
const WORDS: usize = 400;
/// Frames a second of a moving picture; more makes files that nobody can send.
const PICTURE_FPS: u32 = 15;

/// The program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ffmpeg(PathBuf);

/// Which part of a clip, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Span {
    /// `None`: from its beginning.
    pub from: Option<f64>,
    /// `None`: to its end.
    pub to: Option<f64>,
}

/// Moving pictures that it makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moving {
    /// GIF.
    Gif,
    /// WebP.
    Webp,
    /// Animated PNG.
    Apng,
}

/// Why it made nothing.
#[derive(Debug, thiserror::Error)]
pub enum CutError {
    /// It ended with an error, in its words.
    #[error("ffmpeg: {0}")]
    Failed(String),
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// Somebody wanted it to end.
    #[error("stopped")]
    Stopped,
}

impl Ffmpeg {
    /// The one on the path of programs.
    pub fn on_path() -> Option<Self> {
        Self::in_folders(&std::env::var_os("PATH")?)
    }

    fn in_folders(folders: &OsStr) -> Option<Self> {
        let name = if cfg!(windows) {
            "ffmpeg.exe"
        } else {
            "ffmpeg"
        };
        std::env::split_paths(folders)
            // A relative entry would mean whatever folder the program was started in.
            .filter(|folder| folder.is_absolute())
            .map(|folder| folder.join(name))
            .find(|program| can_run(program))
            .map(Self)
    }

    /// Cuts without encoding anything anew: what is copied begins at the key frame at or before the beginning. An MP4 says in
    /// an edit list where it is to be shown from; the others, and players that pass over the list, show all of it.
    ///
    /// # Errors
    /// [`CutError`]; what stands at `to` is nothing then.
    pub fn trim(
        &self,
        from: &Path,
        span: Span,
        kind: FileKind,
        to: &Path,
        go_on: &dyn Fn() -> bool,
    ) -> Result<(), CutError> {
        let mut arguments = input(from, span);
        let format = match kind {
            FileKind::WebM => "webm",
            FileKind::Matroska => "matroska",
            FileKind::Avi => "avi",
            FileKind::Mp4 | FileKind::Gif | FileKind::Png | FileKind::Jpeg | FileKind::Webp => {
                "mp4"
            }
        };
        let copy = ["-map", "0:v:0", "-map", "0:a?", "-c", "copy", "-f", format];
        arguments.extend(copy.map(OsString::from));
        let rest = if format == "mp4" {
            // An edit list lets it begin at the very frame, although what that frame is made from stands before it.
            ["-movflags", "+faststart"]
        } else {
            ["-avoid_negative_ts", "make_zero"]
        };
        arguments.extend(rest.map(OsString::from));
        self.run(arguments, to, go_on)
    }

    /// Makes a moving picture, at most `width` pixels wide.
    ///
    /// # Errors
    /// [`CutError`]; what stands at `to` is nothing then.
    pub fn picture(
        &self,
        from: &Path,
        span: Span,
        as_what: (Moving, Option<u32>),
        to: &Path,
        go_on: &dyn Fn() -> bool,
    ) -> Result<(), CutError> {
        let (moving, width) = as_what;
        let mut arguments = input(from, span);
        let scale = width.map_or_else(String::new, |width| {
            format!(",scale='min({width},iw)':-2:flags=lanczos")
        });
        let frames = format!("fps={PICTURE_FPS}{scale}");
        let (filter, rest): (String, &[&str]) = match moving {
            Moving::Gif => (
                format!(
                    "{frames},split[a][b];[a]palettegen=stats_mode=diff[p];[b][p]paletteuse=dither=bayer:bayer_scale=4"
                ),
                &["-loop", "0", "-f", "gif"],
            ),
            Moving::Webp => (
                frames,
                &[
                    "-c:v",
                    "libwebp_anim",
                    "-quality",
                    "80",
                    "-loop",
                    "0",
                    "-f",
                    "webp",
                ],
            ),
            Moving::Apng => (frames, &["-plays", "0", "-f", "apng"]),
        };
        arguments.extend(["-an", "-sn", "-vf"].map(OsString::from));
        arguments.push(filter.into());
        arguments.extend(rest.iter().map(OsString::from));
        self.run(arguments, to, go_on)
    }

    fn run(
        &self,
        mut arguments: Vec<OsString>,
        to: &Path,
        go_on: &dyn Fn() -> bool,
    ) -> Result<(), CutError> {
        arguments.push(address(to));
        let child = Command::new(&self.0)
            .args(&arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = child.map_err(|error| CutError::Failed(error.to_string()))?;
        let result = followed(&mut child, go_on);
        if result.is_err() {
            // Half a clip is none.
            fs_err::remove_file(to).ok();
        }
        result
    }
}

/// Waits for its end, or makes it end.
fn followed(child: &mut Child, go_on: &dyn Fn() -> bool) -> Result<(), CutError> {
    // Read beside: who writes more than a pipe holds would wait for us for ever.
    let words = child.stderr.take().map(|mut words| {
        std::thread::spawn(move || {
            let mut said = Vec::new();
            words.read_to_end(&mut said).ok();
            said
        })
    });
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if go_on() => std::thread::sleep(LOOK),
            Ok(None) => {
                child.kill().ok();
                child.wait().ok();
                return Err(CutError::Stopped);
            }
            Err(error) => return Err(CutError::Failed(error.to_string())),
        }
    };
    let said = words
        .and_then(|words| words.join().ok())
        .unwrap_or_default();
    if status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&said);
    if said.contains("No space left on device") {
        return Err(CutError::DiskFull);
    }
    let from = said.char_indices().rev().nth(WORDS).map_or(0, |(at, _)| at);
    Err(CutError::Failed(said[from..].trim().to_owned()))
}

fn input(from: &Path, span: Span) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = ["-nostdin", "-hide_banner", "-loglevel", "error", "-y"]
        .map(OsString::from)
        .into();
    let start = span.from.unwrap_or_default();
    if start > 0.0 {
        arguments.push("-ss".into());
        arguments.push(format!("{start:.6}").into());
    }
    if let Some(to) = span.to {
        arguments.push("-t".into());
        arguments.push(format!("{:.6}", to - start).into());
    }
    arguments.push("-i".into());
    arguments.push(address(from));
    arguments
}

fn address(path: &Path) -> OsString {
    let mut address = OsString::from("file:");
    address.push(path);
    address
}

fn can_run(program: &Path) -> bool {
    let Ok(about) = fs_err::metadata(program) else {
        return false;
    };
    #[cfg(unix)]
    let runs = std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let runs = true;
    about.is_file() && runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_without_the_program_has_none() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        assert_eq!(Ffmpeg::in_folders(folder.path().as_os_str()), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_of_that_name_that_cannot_be_run_is_not_the_program() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        fs_err::write(folder.path().join("ffmpeg"), b"no program").expect("a file");
        assert_eq!(Ffmpeg::in_folders(folder.path().as_os_str()), None);
    }

    #[test]
    fn a_file_name_that_looks_like_an_option_stays_a_file_name() {
        let arguments = input(Path::new("-y"), Span::default());
        assert_eq!(arguments.last(), Some(&OsString::from("file:-y")));
    }

    #[test]
    fn a_span_is_told_as_its_beginning_and_its_length() {
        let span = Span {
            from: Some(1.5),
            to: Some(4.0),
        };
        let arguments = input(Path::new("a.mp4"), span);
        assert_eq!(
            arguments[5..9],
            ["-ss", "1.500000", "-t", "2.500000"].map(OsString::from)
        );
    }
}
