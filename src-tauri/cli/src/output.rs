//! Printing for people or for programs, and what a command ends with.

use crate::{
    app_trouble::AppTrouble,
    args::TypedPath,
    caller::{Caller, apart},
    remarks::Remark,
    sentences::{self, Language, sentence},
};
use indicatif::ProgressBar;
use rushes_core::{
    domain::{State, plain, plain::turns},
    dto::{self, ErrorCode, ErrorView, Rebuilt},
    engine::EngineError,
};
use serde::Serialize;
use std::{
    fmt::Write as _,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// How a command ended when nothing went wrong in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// As asked.
    Done,
    /// A job failed, expired or was cancelled.
    Failed,
    /// A job is unconfirmed.
    Unconfirmed,
}

impl Outcome {
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Unconfirmed => 3,
        }
    }

    /// What a job in this state means for a script that waited for it.
    pub const fn of(state: State) -> Self {
        match state {
            State::Unconfirmed => Self::Unconfirmed,
            State::Failed | State::Cancelled | State::Expired | State::Held => Self::Failed,
            State::Draft
            | State::Submitting
            | State::Queued
            | State::Running
            | State::Completed
            | State::Downloading
            | State::Ready => Self::Done,
        }
    }

    /// The graver of the two: unconfirmed is gravest, because it may have cost money.
    pub const fn or_worse(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unconfirmed, _) | (_, Self::Unconfirmed) => Self::Unconfirmed,
            (Self::Failed, _) | (_, Self::Failed) => Self::Failed,
            (Self::Done, Self::Done) => Self::Done,
        }
    }
}

/// Why a command could not do what was asked.
#[derive(Debug)]
pub enum Trouble {
    /// The engine says so.
    Engine(ErrorView),
    /// The command line says so.
    Usage(String),
    /// The app has the library, and it did not come to an end with it.
    #[cfg_attr(
        not(unix),
        expect(
            dead_code,
            reason = "only a socket of Unix leads to an app that has the library"
        )
    )]
    App(AppTrouble),
}

impl Trouble {
    pub fn usage(text: impl Into<String>) -> Self {
        Self::Usage(text.into())
    }

    /// Whether another Rushes has the library.
    #[cfg(unix)]
    pub fn is_in_use(&self) -> bool {
        matches!(self, Self::Engine(view) if view.code == ErrorCode::LibraryInUse)
    }

    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Engine(view) if view.code == ErrorCode::LibraryInUse => 75,
            Self::Engine(view) if view.code == ErrorCode::Internal => 1,
            Self::App(trouble) => trouble.exit_code(),
            Self::Engine(_) | Self::Usage(_) => 2,
        }
    }
}

impl From<EngineError> for Trouble {
    fn from(error: EngineError) -> Self {
        Self::Engine(error.view())
    }
}

/// Where a command prints, and whom it can ask.
#[derive(Clone)]
pub struct Output {
    pub json: bool,
    language: Language,
    caller: Arc<Caller>,
}

impl Output {
    pub fn new(json: bool, caller: Caller) -> Self {
        Self {
            json,
            language: caller.facts.language,
            caller: Arc::new(caller),
        }
    }

    /// The file that somebody means by a path.
    pub fn at(&self, path: &TypedPath) -> PathBuf {
        self.caller.at(path.typed())
    }

    /// The same for what may be something else than a path.
    pub fn at_text(&self, path: &str) -> PathBuf {
        self.caller.at(Path::new(path))
    }

    /// What is piped in, at most so many bytes of it.
    pub async fn piped(&self, most: u64) -> io::Result<Vec<u8>> {
        self.caller.streams.read(most).await
    }

    /// What a file holds, or what is piped in where the file is called `-`; at most so many bytes of it.
    pub async fn file_or_piped(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        use io::Read as _;
        if path == Path::new("-") {
            return self.piped(most).await;
        }
        let file = self.caller.at(path);
        let read = move || {
            let mut bytes = Vec::new();
            fs_err::File::open(file)?
                .take(most)
                .read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        apart(read).await
    }

    /// Waits until most of what was printed has been taken: a long list must not heap up.
    pub async fn taken(&self) {
        self.caller.streams.taken().await;
    }

    /// Waits until nobody wants this command to go on.
    pub async fn stopped(&self) {
        self.caller.streams.stopped().await;
    }

    /// A bar, if somebody is looking.
    pub fn bar(&self, length: u64) -> Option<ProgressBar> {
        let bar = || ProgressBar::with_draw_target(Some(length), self.caller.streams.bar());
        (!self.json && self.caller.facts.looks).then(bar)
    }

    /// One line for people, without what steers a terminal: a server may have written it. A closed pipe (`| head`) is no
    /// trouble.
    pub fn line(&self, text: &str) {
        self.verbatim(&plain(text));
    }

    /// Exactly this text: a command that is to be run as it is.
    pub fn verbatim(&self, text: &str) {
        self.caller.streams.result(text);
    }

    /// One object for programs. What steers a terminal is there, and escaped.
    pub fn object<T: Serialize>(&self, value: &T) {
        if let Ok(text) = serde_json::to_string(value) {
            self.verbatim(&escaped(&text));
        }
    }

    /// A remark beside the result.
    pub fn remark(&self, text: &str) {
        self.caller.streams.remark(&plain(text));
    }

    /// A sentence of our own beside the result, in the user's language.
    pub fn say(&self, remark: Remark) {
        self.remark(remark.text(self.language));
    }

    /// The same sentence, to hand on.
    pub fn text(&self, remark: Remark) -> String {
        remark.text(self.language).to_owned()
    }

    /// The language of the user, for words about money.
    pub const fn words(&self) -> Language {
        self.language
    }

    /// The language of the user, for texts that the core writes.
    pub const fn language(&self) -> dto::Language {
        match self.language {
            Language::English => dto::Language::En,
            Language::Chinese => dto::Language::ZhCn,
        }
    }

    /// Asks and waits for a word; only "y" or "yes" is one. Nobody there: no.
    pub async fn confirms(&self, remark: Remark) -> bool {
        if !self.caller.facts.answers {
            return false;
        }
        self.remark(&format!("{} [y/N]", remark.text(self.language)));
        let said = self.caller.streams.line().await.unwrap_or_default();
        matches!(said.trim().to_lowercase().as_str(), "y" | "yes" | "是")
    }

    /// Says that the history had to be made again; beside the result, also for programs.
    pub fn rebuilt(&self, rebuilt: &Rebuilt) {
        self.remark(&sentences::rebuilt(rebuilt, self.language));
    }

    /// The sentence for an error, with the server's own words behind it.
    pub fn sentence(&self, view: &ErrorView) -> String {
        let mut text = sentence(view, self.language);
        if let Some(message) = &view.message {
            text.push_str("\n  ");
            text.push_str(message);
        }
        text
    }

    /// What to say about trouble.
    pub fn words_for(&self, trouble: &Trouble) -> String {
        match trouble {
            Trouble::Engine(view) => self.sentence(view),
            Trouble::Usage(text) => text.clone(),
            Trouble::App(app) => app.text(self.language),
        }
    }

    pub fn trouble(&self, trouble: &Trouble) {
        match trouble {
            Trouble::Engine(view) if self.json => {
                self.object(&serde_json::json!({ "error": view }));
            }
            Trouble::Usage(text) if self.json => {
                self.object(&serde_json::json!({ "error": { "code": "usage", "message": text } }));
            }
            Trouble::App(app) if self.json => {
                let message = app.text(self.language);
                self.object(
                    &serde_json::json!({ "error": { "code": app.code(), "message": message } }),
                );
            }
            Trouble::Engine(_) | Trouble::Usage(_) | Trouble::App(_) => {
                self.remark(&self.words_for(trouble));
            }
        }
    }
}

/// JSON in which also those signs are escaped that JSON lets through (DEL, C1, changes of direction). They can only stand
/// inside its texts.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter.is_control() || turns(letter) {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(letter);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_says_the_same_with_what_steers_a_terminal_escaped() {
        let said = "a\u{1b}[2J\u{7f}\u{9b}\u{202e}\u{e0041}你";
        let json = escaped(&serde_json::to_string(said).expect("JSON"));
        assert!(
            !json
                .chars()
                .any(|letter| letter.is_control() || turns(letter)),
            "{json}"
        );
        assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), said);
    }

    #[test]
    fn a_request_that_may_have_been_charged_outweighs_a_failure() {
        assert_eq!(
            Outcome::Failed.or_worse(Outcome::Unconfirmed),
            Outcome::Unconfirmed
        );
    }
}
