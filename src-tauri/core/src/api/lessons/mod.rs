//! What a refusal teaches about a model: which value it may have, which field there is none of, how something is written.
//!
//! Servers say it in a sentence (`wire.md` 2.4, 3.F). A sentence that states a rule becomes a [`Taught`], which the engine
//! offers as a fix and remembers only after a request that follows it was accepted. Pure. When in doubt nothing is
//! learned: a wrong lesson would hide what a model can do. Must not know of jobs, of the database, or of any server by name.

mod mend;
mod sentence;
mod subject;

pub use mend::{Mended, mend};

use super::{Reply, wire};
use crate::domain::Recipe;
use crate::domain::catalogue::{Says, Target, Taught, Teaching};
use sentence::Statement;
use subject::Subjects;

/// Lines of a refusal that are read.
const MOST_LINES: usize = 8;

/// What a refusal of this request teaches, if it states a rule that can be followed.
pub fn read(reply: &Reply, recipe: &Recipe, target: &Target, way: u32) -> Option<Teaching> {
    if !matches!(reply.status, 400 | 413 | 415 | 422) {
        return None;
    }
    let value = wire::parse(&reply.body)?;
    let words = wire::message(&value)?;
    let param = wire::param(&value);
    let subjects = Subjects::of(recipe, target, way);
    let lines = words.split(['\n', ';']).take(MOST_LINES);
    let taught = lines
        .filter_map(|line| sentence::read(line, param.as_deref()))
        .find_map(|statement| settle(statement, &words, param.as_deref(), &subjects))?;
    Some(Teaching { taught, words })
}

/// Finds what a statement is about, and whether it makes sense for that.
fn settle(
    statement: Statement,
    words: &str,
    param: Option<&str>,
    subjects: &Subjects,
) -> Option<Taught> {
    let Statement { name, says } = statement;
    let named = name.as_deref().or(param);
    let field = match &says {
        Says::ExactPicture | Says::PictureBytes { .. } => "first".to_owned(),
        // A field that we do not know can still be demanded by its name; all else needs one that was sent.
        Says::Needed => {
            let name = named?;
            subjects.field(name).unwrap_or_else(|| name.to_owned())
        }
        Says::NotTaken | Says::Written { .. } => subjects.sent(named?)?,
        Says::OneOf { .. } | Says::Between { .. } => match named {
            // The first thing in quotes may be the value that was refused.
            Some(name) => subjects.field(name).or_else(|| subjects.quoted(words))?,
            None => subjects.mentioned(words)?,
        },
        Says::Way { .. } => return None,
    };
    let says = subject::form_for(&field, says)?;
    let fits = !matches!(field.as_str(), "model" | "prompt");
    fits.then_some(Taught { field, says })
}

#[cfg(test)]
mod tests;
