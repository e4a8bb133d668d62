//! Pictures that wait in a slot of the composer: the original as it came, and a thumbnail to show.
//!
//! They survive a restart, because the composer does. What is sent is a copy of its own (`inputs/`), so a swept picture takes
//! nothing from any job.

use super::{Library, LibraryError, picture, picture::PictureError};
use crate::{domain::StagedId, dto::StagedPicture};
use serde::{Deserialize, Serialize};
use std::{
    path::PathBuf,
    time::{Duration, SystemTime},
};

/// Longest name that is kept, in characters.
const NAME_CHARS: usize = 120;

/// Why a picture could not be staged or loaded.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// The picture itself.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The disk.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// It is no longer there.
    #[error("the picture is no longer staged")]
    Gone,
}

/// What is written beside the original; the name and size need not be found out again.
#[derive(Debug, Serialize, Deserialize)]
struct Card {
    name: String,
    extension: String,
    width: u32,
    height: u32,
    bytes: u64,
}

/// The library's shelf of staged pictures.
#[derive(Debug, Clone)]
pub struct Staging {
    library: Library,
}

impl Staging {
    /// The shelf of this library.
    pub fn new(library: Library) -> Self {
        Self { library }
    }

    /// Keeps a picture under `id`. `name` may be a path or anything else; only its last part is kept, for people.
    ///
    /// # Errors
    /// [`StageError::Picture`] for a picture that [`picture::fit`] could not use either.
    pub fn stage(
        &self,
        name: &str,
        bytes: &[u8],
        id: StagedId,
    ) -> Result<StagedPicture, StageError> {
        let info = picture::inspect(bytes)?;
        let thumbnail = picture::thumbnail(bytes)?;
        let card = Card {
            name: shown_name(name),
            extension: info.extension().to_owned(),
            width: info.width,
            height: info.height,
            bytes: bytes.len() as u64,
        };
        let stem = stem(&id).ok_or(StageError::Gone)?;
        let text = serde_json::to_vec(&card).map_err(|error| LibraryError::Io(error.into()))?;
        self.library
            .write_atomic(&format!("{stem}.{}", card.extension), bytes)?;
        self.library
            .write_atomic(&format!("{stem}.thumb.jpg"), &thumbnail)?;
        // Last, because a card promises the other two.
        self.library.write_atomic(&format!("{stem}.json"), &text)?;
        Ok(view(id, card))
    }

    /// A staged picture and its original bytes.
    ///
    /// # Errors
    /// [`StageError::Gone`] for an unknown id, also for one that is no id at all.
    pub fn load(&self, id: &StagedId) -> Result<(StagedPicture, Vec<u8>), StageError> {
        let stem = stem(id).ok_or(StageError::Gone)?;
        let card: Card = serde_json::from_slice(&self.read(&format!("{stem}.json"))?)
            .map_err(|_| StageError::Gone)?;
        let bytes = self.read(&format!("{stem}.{}", card.extension))?;
        Ok((view(id.clone(), card), bytes))
    }

    /// Where the thumbnail lies; always [`picture::THUMBNAIL_MIME`].
    pub fn thumb_path(&self, id: &StagedId) -> Option<PathBuf> {
        let path = self
            .library
            .resolve(&format!("{}.thumb.jpg", stem(id)?))
            .ok()?;
        path.is_file().then_some(path)
    }

    /// Removes pictures that were staged longer ago than `age`. Returns how many files went.
    pub fn sweep(&self, age: Duration) -> Result<usize, LibraryError> {
        let Some(limit) = SystemTime::now().checked_sub(age) else {
            return Ok(0);
        };
        let mut removed = 0;
        for entry in fs_err::read_dir(self.library.root().join("staged"))? {
            let entry = entry?;
            let old = entry.metadata()?.modified()? < limit;
            if old && entry.file_type()?.is_file() {
                fs_err::remove_file(entry.path())?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    fn read(&self, file: &str) -> Result<Vec<u8>, StageError> {
        let path = self.library.resolve(file)?;
        match fs_err::read(path).map_err(LibraryError::from) {
            Ok(bytes) => Ok(bytes),
            Err(error) if error.is_missing() => Err(StageError::Gone),
            Err(error) => Err(error.into()),
        }
    }
}

/// `staged/<id>`, if the text is an id: it may come from a window or a URL.
fn stem(id: &StagedId) -> Option<String> {
    let text = id.as_str();
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (plain && !text.is_empty() && text.len() <= 64).then(|| format!("staged/{text}"))
}

fn view(id: StagedId, card: Card) -> StagedPicture {
    StagedPicture {
        id,
        name: card.name,
        width: card.width,
        height: card.height,
        bytes: card.bytes,
    }
}

/// The last part of a path of either system, without characters that steer a terminal or turn text around.
fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let shown: String = last.chars().filter(visible).take(NAME_CHARS).collect();
    shown.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staging() -> (tempfile::TempDir, Staging) {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let library = Library::open(folder.path()).expect("a library");
        (folder, Staging::new(library))
    }

    fn png() -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(6, 4)
            .write_to(&mut bytes, image::ImageFormat::Png)
            .expect("a picture");
        bytes.into_inner()
    }

    fn id() -> StagedId {
        StagedId::from_text("pic_1")
    }

    #[test]
    fn a_staged_picture_comes_back_as_it_was() {
        let (_folder, staging) = staging();
        let staged = staging.stage("a.png", &png(), id()).expect("staged");
        assert_eq!(staging.load(&id()).expect("there"), (staged, png()));
    }

    #[test]
    fn a_staged_picture_has_a_thumbnail() {
        let (_folder, staging) = staging();
        staging.stage("a.png", &png(), id()).expect("staged");
        let path = staging.thumb_path(&id()).expect("a thumbnail");
        let info = picture::inspect(&fs_err::read(path).expect("a file")).expect("a picture");
        assert_eq!(
            (info.width, info.height, info.mime),
            (6, 4, picture::THUMBNAIL_MIME)
        );
    }

    #[test]
    fn an_unreadable_picture_leaves_nothing_behind() {
        let (folder, staging) = staging();
        staging
            .stage("a.png", b"<html>", id())
            .expect_err("no picture");
        let left = fs_err::read_dir(folder.path().join("staged"))
            .expect("the folder")
            .count();
        assert_eq!(left, 0);
    }

    #[test]
    fn an_id_that_is_a_path_is_not_found() {
        let (folder, staging) = staging();
        fs_err::write(folder.path().join("x.json"), b"{}").expect("a file");
        for text in ["../x", "", "a/b", "a.b", "\0"] {
            let found = staging.load(&StagedId::from_text(text));
            assert!(matches!(found, Err(StageError::Gone)), "{text:?}");
        }
    }

    #[test]
    fn a_name_is_shown_without_its_folders() {
        assert_eq!(
            (shown_name("/home/x/fox.png"), shown_name("C:\\x\\fox.png")),
            ("fox.png".to_owned(), "fox.png".to_owned())
        );
    }

    #[test]
    fn a_name_is_shown_without_what_steers_text() {
        assert_eq!(shown_name("a\u{202e}gnp\u{1b}[2J.exe"), "agnp[2J.exe");
    }

    #[test]
    fn a_name_is_shown_up_to_a_length() {
        assert_eq!(shown_name(&"字".repeat(500)).chars().count(), NAME_CHARS);
    }

    #[test]
    fn a_sweep_takes_old_pictures() {
        let (_folder, staging) = staging();
        staging.stage("a.png", &png(), id()).expect("staged");
        staging.sweep(Duration::ZERO).expect("swept");
        assert!(matches!(staging.load(&id()), Err(StageError::Gone)));
    }

    #[test]
    fn a_sweep_keeps_young_pictures() {
        let (_folder, staging) = staging();
        staging.stage("a.png", &png(), id()).expect("staged");
        staging.sweep(Duration::from_secs(3600)).expect("swept");
        assert!(staging.load(&id()).is_ok());
    }
}
