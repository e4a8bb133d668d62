//! Names of files and folders from a template that the user wrote, such as `{date}/{model}-{prompt}`, safe on every file
//! system that a folder may be carried to.
//!
//! Values are the user's and a server's words: none of them makes a folder, hides a file or leads out of one. Must not know
//! jobs or where a file is put.

use super::layout;
use crate::domain::{JobId, plain::turns};
use icu_normalizer::ComposingNormalizerBorrowed;

/// What files are called where no template was set: as the library calls them.
pub const USUAL: &str = "{prompt}-{id}";
/// Longest name of a file or a folder, in bytes; file systems allow 255.
const LONGEST_NAME: usize = 200;
/// Longest template, in characters.
const LONGEST: usize = 500;
/// Most folders in one another.
const DEEPEST: usize = 8;
/// Most files of one name.
pub const HIGHEST: u32 = 100_000;
/// The name of what would have none.
const NAMELESS: &str = "clip";
/// What joins two values, and goes with a value that is not there.
const JOINTS: [char; 5] = ['-', '_', ' ', '.', ','];

/// What a template can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// The day on which the button was pressed.
    Date,
    /// The time of it.
    Time,
    /// The model asked for.
    Model,
    /// The server's name.
    Server,
    /// The first words of the prompt.
    Prompt,
    /// The seed asked for.
    Seed,
    /// Its number among its takes.
    Take,
    /// Pixels across.
    Width,
    /// Pixels down.
    Height,
    /// Its length.
    Seconds,
    /// The end of its id.
    Id,
}

impl Token {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 11] = [
        Self::Date,
        Self::Time,
        Self::Model,
        Self::Server,
        Self::Prompt,
        Self::Seed,
        Self::Take,
        Self::Width,
        Self::Height,
        Self::Seconds,
        Self::Id,
    ];

    /// The word between its braces.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Time => "time",
            Self::Model => "model",
            Self::Server => "server",
            Self::Prompt => "prompt",
            Self::Seed => "seed",
            Self::Take => "take",
            Self::Width => "width",
            Self::Height => "height",
            Self::Seconds => "seconds",
            Self::Id => "id",
        }
    }
}

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTemplate {
    /// There is no such token.
    #[error("there is no {{{0}}}")]
    Unknown(String),
    /// A brace stands alone.
    #[error("a brace stands alone")]
    Unfinished,
    /// More characters or folders than a name can have.
    #[error("too long")]
    TooLong,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Token(Token),
}

/// A template that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameTemplate {
    /// Folders, and the file's name as the last one.
    parts: Vec<Vec<Piece>>,
}

impl NameTemplate {
    /// Reads a template; an empty one is [`USUAL`].
    ///
    /// # Errors
    /// [`BadTemplate`]: what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, BadTemplate> {
        let text = match text.trim() {
            "" => USUAL,
            text => text,
        };
        if text.chars().count() > LONGEST {
            return Err(BadTemplate::TooLong);
        }
        let parts = text
            .split('/')
            .filter(|part| !part.trim().is_empty())
            .map(pieces)
            .collect::<Result<Vec<_>, _>>()?;
        if parts.len() > DEEPEST + 1 {
            return Err(BadTemplate::TooLong);
        }
        Ok(Self { parts })
    }

    /// The name for these values; an empty text is a value that is not there.
    pub fn name(&self, value: impl Fn(Token) -> String) -> Name {
        let mut parts: Vec<String> = self
            .parts
            .iter()
            .map(|part| clean(&joined(part, &value)))
            .filter(|part| !part.is_empty())
            .collect();
        let stem = parts.pop().unwrap_or_else(|| NAMELESS.to_owned());
        Name {
            folders: parts,
            stem,
        }
    }
}

/// A name that was made: folders, and the file's name without its ending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    folders: Vec<String>,
    stem: String,
}

impl Name {
    /// The folders in one another.
    pub fn folders(&self) -> &[String] {
        &self.folders
    }

    /// The file's name; `number` above 1 tells it from others of that name.
    pub fn file(&self, extension: &str, number: u32) -> String {
        numbered(&self.stem, extension, number)
    }

    /// Folders and file, with `/` between them.
    pub fn path(&self, extension: &str) -> String {
        let file = self.file(extension, 1);
        let parts = self.folders.iter().map(String::as_str);
        parts.chain([file.as_str()]).collect::<Vec<_>>().join("/")
    }
}

/// `boat.mp4`, `boat (2).mp4`; without an ending `boat`, `boat (2)`. Cut so that all of it fits.
pub fn numbered(stem: &str, extension: &str, number: u32) -> String {
    let count = if number > 1 {
        format!(" ({number})")
    } else {
        String::new()
    };
    let dot = if extension.is_empty() { "" } else { "." };
    let rest = format!("{count}{dot}{extension}");
    let most = LONGEST_NAME.saturating_sub(rest.len());
    format!("{}{rest}", cut(stem, most))
}

/// The words of a prompt as a file's name has them.
pub fn words(prompt: &str) -> String {
    layout::slug(prompt)
}

/// The end of an id as a file's name has it.
pub fn tail(job: &JobId) -> String {
    layout::tail(job)
}

fn pieces(part: &str) -> Result<Vec<Piece>, BadTemplate> {
    let mut found = Vec::new();
    let mut rest = part;
    while let Some((text, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or(BadTemplate::Unfinished)?;
        if text.contains('}') || name.contains('{') {
            return Err(BadTemplate::Unfinished);
        }
        let token = Token::ALL
            .into_iter()
            .find(|token| token.as_str() == name.trim())
            .ok_or_else(|| BadTemplate::Unknown(name.trim().to_owned()))?;
        found.push(Piece::Text(text.to_owned()));
        found.push(Piece::Token(token));
        rest = after;
    }
    if rest.contains('}') {
        return Err(BadTemplate::Unfinished);
    }
    found.push(Piece::Text(rest.to_owned()));
    Ok(found)
}

/// A value that is not there takes one joint with it: `{seed}-{prompt}` without a seed begins with the prompt.
fn joined(part: &[Piece], value: &impl Fn(Token) -> String) -> String {
    let mut out = String::new();
    let mut gap = false;
    for piece in part {
        match piece {
            Piece::Text(text) => {
                let text = if gap {
                    text.trim_start_matches(JOINTS)
                } else {
                    text
                };
                gap &= text.is_empty();
                out.push_str(text);
            }
            Piece::Token(token) => {
                let value = value(*token);
                if value.trim().is_empty() {
                    gap = out.is_empty() || out.ends_with(JOINTS);
                } else {
                    gap = false;
                    out.push_str(&value);
                }
            }
        }
    }
    if gap {
        out.truncate(out.trim_end_matches(JOINTS).len());
    }
    out
}

/// A text as the name of one file or folder; empty if nothing of it can stand in one.
fn clean(text: &str) -> String {
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(text);
    let mut out = String::new();
    for letter in composed.chars() {
        match letter {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => out.push('-'),
            letter if letter.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            letter if letter.is_control() || turns(letter) || hides(letter) => {}
            letter => out.push(letter),
        }
    }
    // A dot hides a file, and a dash makes an option of it.
    let start = out.trim_start_matches(['.', ' ', '-']);
    let name = cut(start, LONGEST_NAME);
    if is_reserved(name) {
        format!("_{}", cut(name, LONGEST_NAME - 1))
    } else {
        name.to_owned()
    }
}

/// Signs without width.
fn hides(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}')
}

/// At most so many bytes of it, whole characters, and no dot or space at the end: Windows drops those.
fn cut(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].trim_end_matches(['.', ' '])
}

/// Whether Windows takes it for a device, with whatever ending.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.trim_end().to_ascii_uppercase();
    let numbered = |device: &str| {
        stem.strip_prefix(device).is_some_and(|rest| {
            let mut rest = rest.chars();
            let number = rest.next();
            rest.next().is_none()
                && number
                    .is_some_and(|one| one.is_ascii_digit() || "\u{b9}\u{b2}\u{b3}".contains(one))
        })
    };
    matches!(
        stem.as_str(),
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$"
    ) || numbered("COM")
        || numbered("LPT")
}

#[cfg(test)]
mod tests;
