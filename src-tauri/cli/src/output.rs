//! Printing for people or for programs, and what the process ends with.

use crate::{
    remarks::Remark,
    sentences::{self, Language, sentence},
};
use rushes_core::{
    domain::{State, plain, plain::turns},
    dto::{self, ErrorCode, ErrorView, Rebuilt},
    engine::EngineError,
};
use serde::Serialize;
use std::{
    fmt::Write as _,
    io::{IsTerminal, Write as _},
    process::ExitCode,
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
    pub fn exit_code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Unconfirmed => 3,
        })
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
}

impl Trouble {
    pub fn usage(text: impl Into<String>) -> Self {
        Self::Usage(text.into())
    }

    pub fn exit_code(&self) -> ExitCode {
        let code = match self {
            Self::Engine(view) if view.code == ErrorCode::LibraryInUse => 75,
            Self::Engine(view) if view.code == ErrorCode::Internal => 1,
            Self::Engine(_) | Self::Usage(_) => 2,
        };
        ExitCode::from(code)
    }
}

impl From<EngineError> for Trouble {
    fn from(error: EngineError) -> Self {
        Self::Engine(error.view())
    }
}

/// Where a command prints.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    pub json: bool,
    language: Language,
}

impl Output {
    pub fn new(json: bool) -> Self {
        Self {
            json,
            language: Language::of_the_environment(),
        }
    }

    /// One line for people, without what steers a terminal: a server may have written it. A closed pipe (`| head`) is no
    /// trouble.
    pub fn line(&self, text: &str) {
        self.verbatim(&plain(text));
    }

    /// Exactly this text: a command that is to be run as it is.
    #[expect(
        clippy::unused_self,
        reason = "commands print through what they were handed"
    )]
    pub fn verbatim(&self, text: &str) {
        drop(writeln!(std::io::stdout(), "{text}"));
    }

    /// One object for programs. What steers a terminal is there, and escaped.
    pub fn object<T: Serialize>(&self, value: &T) {
        if let Ok(text) = serde_json::to_string(value) {
            self.verbatim(&escaped(&text));
        }
    }

    /// A remark beside the result.
    #[expect(
        clippy::unused_self,
        reason = "commands print through what they were handed"
    )]
    pub fn remark(&self, text: &str) {
        drop(writeln!(std::io::stderr(), "{}", plain(text)));
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
    pub fn confirms(&self, remark: Remark) -> bool {
        if !std::io::stdin().is_terminal() {
            return false;
        }
        self.remark(&format!("{} [y/N]", remark.text(self.language)));
        let mut said = String::new();
        let read = std::io::stdin().read_line(&mut said);
        read.is_ok() && matches!(said.trim().to_lowercase().as_str(), "y" | "yes" | "是")
    }

    /// Says that the history had to be made again; beside the result, also for programs.
    pub fn rebuilt(&self, rebuilt: &Rebuilt) {
        self.remark(&sentences::rebuilt(rebuilt, self.language));
    }

    /// Whether somebody is looking.
    pub fn is_watched(&self) -> bool {
        !self.json && std::io::stderr().is_terminal()
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

    pub fn trouble(&self, trouble: &Trouble) {
        match trouble {
            Trouble::Engine(view) if self.json => {
                self.object(&serde_json::json!({ "error": view }));
            }
            Trouble::Usage(text) if self.json => {
                self.object(&serde_json::json!({ "error": { "code": "usage", "message": text } }));
            }
            Trouble::Engine(view) => self.remark(&self.sentence(view)),
            Trouble::Usage(text) => self.remark(text),
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
