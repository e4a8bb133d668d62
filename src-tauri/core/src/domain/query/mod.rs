//! A line of the search field as something closed: words, and tokens such as `seconds:>5`.
//!
//! Reading never fails: what is no token is a word to look for, and a [`Note`] says what was probably meant. Printing writes
//! the one form that reads back the same. It must not know how any of it is found.

mod days;
mod print;
mod read;
mod words;

pub use days::{Day, Period, PeriodWord, Stretch};
pub use words::{Has, Is, Token};

use super::State;
use serde::Serialize;

/// What to find: all of it must hold. Nothing asks for everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// In the order in which they were typed.
    pub terms: Vec<Term>,
}

/// One of the things that must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// It must not hold.
    pub not: bool,
    /// What it is about.
    pub what: What,
}

/// What a term is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A part of the prompt, of the model's name or of a tag. Never empty.
    Text(String),
    /// The model's name, or a part of it.
    Model(String),
    /// The server's name, or a part of it.
    Server(String),
    /// A tag, or a part of one.
    Tag(String),
    /// A collection, or a part of its name.
    Collection(String),
    /// Where the job stands.
    State(State),
    /// What kind of take it is.
    Is(Is),
    /// What it comes with.
    Has(Has),
    /// Its shape.
    Ratio(Ratio),
    /// Its length in seconds.
    Seconds(Span),
    /// What it costs, in whatever currency.
    Cost(Cost),
    /// Its rating, 0 to 5.
    Rating(Span),
    /// When it was made.
    From(Period),
}

/// A shape such as 9:16; both sides are at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    /// Parts across.
    pub across: u32,
    /// Parts down.
    pub down: u32,
}

/// A cost that is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// A known one within these bounds.
    Within(Span),
    /// Nothing is charged.
    Free,
    /// Nobody knows.
    Unknown,
}

/// Numbers between two bounds; at least one of them is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The lower one.
    pub from: Option<Bound>,
    /// The upper one.
    pub to: Option<Bound>,
}

/// An end of a span, in millionths: exact, so that it prints as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// Millionths, at least 0.
    pub micros: i64,
    /// The number itself belongs to it.
    pub closed: bool,
}

impl Span {
    /// Exactly this number.
    pub const fn exactly(micros: i64) -> Self {
        let bound = Some(Bound {
            micros,
            closed: true,
        });
        Self {
            from: bound,
            to: bound,
        }
    }
}

/// Why something that looks like a token is a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// There is no token of that name.
    UnknownToken,
    /// Nothing stands after the colon.
    NoValue,
    /// The token knows no such value.
    BadValue,
}

/// A piece of the line as it was typed, and what was understood of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// As it was typed.
    pub typed: String,
    /// What it means; `None` for a pair of quotes without anything between.
    pub term: Option<Term>,
    /// The token that it is, or that it fails to be.
    pub token: Option<Token>,
    /// Why it is only a word.
    pub note: Option<Note>,
}

impl Query {
    /// Reads a line. Nothing is refused.
    pub fn read(line: &str) -> Self {
        let pieces = read::pieces(line).into_iter();
        Self {
            terms: pieces.filter_map(|piece| piece.term).collect(),
        }
    }

    /// The pieces of a line, for a window that shows them.
    pub fn pieces(line: &str) -> Vec<Piece> {
        read::pieces(line)
    }

    /// Whether it asks for everything.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether it looks into the trash.
    pub fn asks_for_trash(&self) -> bool {
        let trash = |term: &Term| !term.not && term.what == What::Is(Is::Trashed);
        self.terms.iter().any(trash)
    }
}

#[cfg(test)]
mod tests;
