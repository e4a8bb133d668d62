//! The one form of a query that reads back the same.

use super::{Bound, Cost, Day, Period, Query, Ratio, Span, Stretch, Term, Token, What};
use std::fmt;

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, term) in self.terms.iter().enumerate() {
            let gap = if index == 0 { "" } else { " " };
            write!(f, "{gap}{term}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let not = if self.not { "-" } else { "" };
        let What::Text(text) = &self.what else {
            return write!(f, "{not}{}", self.what);
        };
        let bare = format!("{not}{text}");
        // Only where it is not taken for something else.
        if Query::read(&bare).terms.as_slice() == std::slice::from_ref(self) {
            f.write_str(&bare)
        } else {
            write!(f, "{not}{}", quoted(text))
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::Model(name) => named(f, Token::Model, &value(name)),
            Self::Server(name) => named(f, Token::Server, &value(name)),
            Self::Tag(name) => named(f, Token::Tag, &value(name)),
            Self::Collection(name) => named(f, Token::Collection, &value(name)),
            Self::State(state) => named(f, Token::State, &state.as_str()),
            Self::Is(is) => named(f, Token::Is, &is.name()),
            Self::Has(has) => named(f, Token::Has, &has.name()),
            Self::Ratio(ratio) => named(f, Token::Ratio, ratio),
            Self::Seconds(span) => named(f, Token::Seconds, span),
            Self::Cost(cost) => named(f, Token::Cost, cost),
            Self::Rating(span) => named(f, Token::Rating, span),
            Self::From(period) => named(f, Token::From, period),
        }
    }
}

fn named(f: &mut fmt::Formatter<'_>, token: Token, value: &dyn fmt::Display) -> fmt::Result {
    write!(f, "{}:{value}", token.name())
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A name after a colon, in quotes where it would end early.
fn value(name: &str) -> String {
    if name.starts_with('"') || name.contains(char::is_whitespace) {
        quoted(name)
    } else {
        name.to_owned()
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.across, self.down)
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Within(span) => write!(f, "{span}"),
            Self::Free => f.write_str("free"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = |bound: Bound, sign| {
            if bound.closed {
                format!("{sign}=")
            } else {
                String::from(sign)
            }
        };
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => write!(f, "{}", number(from.micros)),
            (Some(from), Some(to)) => write!(f, "{}..{}", number(from.micros), number(to.micros)),
            (Some(from), None) => write!(f, "{}{}", sign(from, ">"), number(from.micros)),
            (None, Some(to)) => write!(f, "{}{}", sign(to, "<"), number(to.micros)),
            (None, None) => Ok(()),
        }
    }
}

fn number(micros: i64) -> String {
    let fraction = format!("{:06}", micros % 1_000_000);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{}{point}{fraction}", micros / 1_000_000)
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word.name()),
            Self::Days(days) => write!(f, "{days}d"),
            Self::Between(Some(from), Some(to)) if from == to => write!(f, "{from}"),
            Self::Between(from, to) => {
                let end =
                    |end: &Option<Stretch>| end.map(|end| end.to_string()).unwrap_or_default();
                write!(f, "{}..{}", end(from), end(to))
            }
        }
    }
}

impl fmt::Display for Stretch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(day) => write!(f, "{day}"),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}
