//! What a part of the measuring is, and how its numbers are shown.

use anyhow::Result;
use futures_util::future::BoxFuture;
use serde::Serialize;
use std::path::PathBuf;

/// Where and how thoroughly to measure.
pub struct Ground {
    /// Scratch space; a part leaves nothing behind.
    pub scratch: PathBuf,
    /// Less of everything.
    pub quick: bool,
}

/// A part: one module, one of these.
pub struct Part {
    pub name: &'static str,
    pub what: &'static str,
    pub run: fn(&Ground) -> BoxFuture<'_, Result<Vec<Row>>>,
}

/// One number.
#[derive(Debug, Serialize)]
pub struct Row {
    pub what: String,
    pub value: f64,
    pub unit: &'static str,
    /// The promise of `architecture.md`, for people.
    pub target: Option<&'static str>,
    /// Whether it is kept.
    pub kept: Option<bool>,
}

impl Row {
    pub fn new(what: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self {
            what: what.into(),
            value,
            unit,
            target: None,
            kept: None,
        }
    }

    #[must_use]
    pub fn promised(mut self, target: &'static str, kept: bool) -> Self {
        self.target = Some(target);
        self.kept = Some(kept);
        self
    }
}

/// The numbers of a part.
#[derive(Debug, Serialize)]
pub struct Measured {
    pub part: &'static str,
    pub rows: Vec<Row>,
}

pub fn print(rows: &[Row]) {
    for row in rows {
        let mark = match row.kept {
            Some(true) => "✓",
            Some(false) => "✗",
            None => " ",
        };
        let target = row.target.unwrap_or_default();
        println!(
            "{mark} {:52} {:>12.2} {:8} {target}",
            row.what, row.value, row.unit
        );
    }
}

/// The value below which that share of the values lies; 0 of none.
pub fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a short list"
    )]
    let place = (values.len() as f64 * share) as usize;
    let last = values.len().saturating_sub(1);
    values.get(place.min(last)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_the_value_in_the_middle() {
        assert!((quantile(&mut [3.0, 1.0, 2.0], 0.5) - 2.0).abs() < f64::EPSILON);
    }
}
