//! Money, counted in whole millionths: no sum ever passes through a float, and two currencies are never added together.
//!
//! Must not know where a price comes from (`price`) or which jobs are counted (the history's business).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Millionths in one unit of a currency.
pub const MICROS: i64 = 1_000_000;
/// The largest price that can be entered: a hundred thousand units. With the longest clip and the most results of one
/// request this leaves room for thousands of such clips in one sum.
const LARGEST: i64 = 100_000 * MICROS;

/// Why a text is no money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadMoney {
    /// No plain decimal number with at most six decimals, negative, or too large.
    #[error("not an amount such as 0.10")]
    Amount,
    /// No currency code or unit of 2 to 12 letters and digits.
    #[error("not a currency such as USD")]
    Currency,
}

/// A currency by its ISO 4217 code, or a gateway's own unit such as `CREDITS`: 2 to 12 capital letters and digits.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    ts_rs::TS,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
#[ts(type = "string")]
pub struct Currency(String);

impl Currency {
    /// Its code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Currency {
    type Err = BadMoney;

    fn from_str(text: &str) -> Result<Self, BadMoney> {
        let code = text.trim().to_ascii_uppercase();
        let fine =
            (2..=12).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        // A unit of digits alone would read as an amount.
        let named = code.bytes().any(|byte| byte.is_ascii_alphabetic());
        if fine && named {
            Ok(Self(code))
        } else {
            Err(BadMoney::Currency)
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = BadMoney;

    fn try_from(text: String) -> Result<Self, BadMoney> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.0
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An amount of one currency.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
pub struct Money {
    /// Which currency.
    pub currency: Currency,
    /// Millionths of its unit.
    #[ts(type = "number")]
    pub micros: i64,
}

impl Money {
    /// Reads an amount as people write it, `0.1` or `12`: a point, no other separators, at most six decimals.
    ///
    /// # Errors
    /// [`BadMoney`]: which of the two is wrong.
    pub fn parse(amount: &str, currency: &str) -> Result<Self, BadMoney> {
        let micros = micros(amount.trim()).ok_or(BadMoney::Amount)?;
        Ok(Self {
            currency: currency.parse()?,
            micros,
        })
    }

    /// This much for every second. Lengths are taken to the millisecond; half a millionth is rounded up.
    #[must_use]
    pub fn for_seconds(&self, seconds: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a float becomes the nearest whole number, never wraps"
        )]
        let ms = i128::from((seconds.max(0.0) * 1000.0).round() as i64);
        let micros = (i128::from(self.micros) * ms + 500) / 1000;
        Self {
            micros: i64::try_from(micros).unwrap_or(i64::MAX),
            ..self.clone()
        }
    }

    /// This much so many times.
    #[must_use]
    pub fn times(&self, count: u32) -> Self {
        Self {
            micros: self.micros.saturating_mul(i64::from(count)),
            ..self.clone()
        }
    }

    /// The amount alone with two to six decimals, the same in every language: for files and scripts.
    pub fn amount(&self) -> String {
        Self::amount_of(self.micros)
    }

    /// The same for an amount without a currency.
    pub fn amount_of(micros: i64) -> String {
        let sign = if micros < 0 { "-" } else { "" };
        let unit = MICROS.unsigned_abs();
        let (whole, rest) = (micros.unsigned_abs() / unit, micros.unsigned_abs() % unit);
        let decimals = format!("{rest:06}");
        let kept = decimals.trim_end_matches('0').len().max(2);
        format!("{sign}{whole}.{}", &decimals[..kept])
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

fn micros(amount: &str) -> Option<i64> {
    let (whole, decimals) = amount.split_once('.').unwrap_or((amount, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && decimals.is_empty()
        || !digits(whole)
        || !digits(decimals)
        || decimals.len() > 6
    {
        return None;
    }
    let whole: i64 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let rest: i64 = format!("{decimals:0<6}").parse().ok()?;
    let micros = whole.checked_mul(MICROS)?.checked_add(rest)?;
    (micros <= LARGEST).then_some(micros)
}

/// What something costs, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cost {
    /// Nobody said. Never 0.
    #[default]
    Unknown,
    /// Nothing.
    Free,
    /// It is paid with another take of its batch: one request gave several results.
    Included,
    /// So much.
    Known {
        /// How much.
        money: Money,
    },
}

/// A sum that says what it leaves out: one amount a currency, and how many have no known price.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "contract.ts")]
pub struct Totals {
    /// One amount for each currency, by the currencies' codes.
    pub sums: Vec<Money>,
    /// Requests that are counted, whatever is known of their price.
    pub requests: u32,
    /// Those among them whose price is unknown.
    pub unknown: u32,
    /// Those among them that cost nothing.
    pub free: u32,
}

impl Totals {
    /// The sum of these.
    pub fn of<'a>(costs: impl IntoIterator<Item = &'a Cost>) -> Self {
        let mut totals = Self::default();
        for cost in costs {
            totals.add(cost, 1);
        }
        totals
    }

    /// Adds a cost that stands for `count` requests; a known one is their whole.
    pub fn add(&mut self, cost: &Cost, count: u32) {
        match cost {
            Cost::Unknown => self.unknown += count,
            Cost::Free => self.free += count,
            // Counted with the take that paid.
            Cost::Included => return,
            Cost::Known { money } => self.put(money),
        }
        self.requests += count;
    }

    /// Adds another sum.
    pub fn join(&mut self, other: &Self) {
        for money in &other.sums {
            self.put(money);
        }
        self.requests += other.requests;
        self.unknown += other.unknown;
        self.free += other.free;
    }

    /// The amount in one currency; 0 where nothing was counted in it.
    pub fn micros_in(&self, currency: &Currency) -> i64 {
        self.sums
            .iter()
            .find(|sum| sum.currency == *currency)
            .map_or(0, |sum| sum.micros)
    }

    fn put(&mut self, money: &Money) {
        match self
            .sums
            .binary_search_by(|sum| sum.currency.cmp(&money.currency))
        {
            Ok(at) => self.sums[at].micros = self.sums[at].micros.saturating_add(money.micros),
            Err(at) => self.sums.insert(at, money.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn usd(micros: i64) -> Money {
        Money {
            currency: "USD".parse().expect("a currency"),
            micros,
        }
    }

    #[test]
    fn an_amount_reads_as_people_write_it_and_prints_the_same() {
        for (text, micros, printed) in [
            ("0.1", 100_000, "0.10"),
            ("12", 12_000_000, "12.00"),
            (".5", 500_000, "0.50"),
            (" 0.000001 ", 1, "0.000001"),
            ("100000", LARGEST, "100000.00"),
        ] {
            let money = Money::parse(text, "usd").expect(text);
            assert_eq!(
                (money.micros, money.amount().as_str()),
                (micros, printed),
                "{text}"
            );
        }
    }

    #[test]
    fn what_could_be_misread_is_no_amount() {
        for text in [
            "",
            ".",
            "-1",
            "1,50",
            "1.0000001",
            "1e3",
            "0x1",
            "100000.01",
            "99999999999999999999",
            "1 000",
            "١",
        ] {
            assert_eq!(Money::parse(text, "USD"), Err(BadMoney::Amount), "{text}");
        }
    }

    #[test]
    fn a_currency_has_letters_and_no_signs() {
        for text in ["", "$", "U", "12", "US D", "ABCDEFGHIJKLM", "元"] {
            assert_eq!(Money::parse("1", text), Err(BadMoney::Currency), "{text}");
        }
        assert_eq!(
            "credits".parse::<Currency>().map(|unit| unit.to_string()),
            Ok("CREDITS".to_owned())
        );
    }

    #[test]
    fn a_price_per_second_is_exact_where_floats_are_not() {
        // 0.1 * 3 is 0.30000000000000004 in floats.
        assert_eq!(usd(100_000).for_seconds(3.0).micros, 300_000);
        assert_eq!(usd(1).for_seconds(0.5).micros, 1);
        assert_eq!(usd(333_333).for_seconds(5.1).micros, 1_699_998);
    }

    fn any_cost() -> impl Strategy<Value = Cost> {
        let known = (
            0..=LARGEST,
            prop::sample::select(vec!["USD", "CNY", "CREDITS"]),
        );
        prop_oneof![
            1 => Just(Cost::Unknown),
            1 => Just(Cost::Free),
            1 => Just(Cost::Included),
            5 => known.prop_map(|(micros, code)| Cost::Known { money: Money { currency: code.parse().expect("a currency"), micros } }),
        ]
    }

    proptest! {
        #[test]
        fn a_sum_is_the_same_in_any_order_and_grouping(
            (costs, shuffled) in prop::collection::vec(any_cost(), 0..40).prop_flat_map(|costs| (Just(costs.clone()), Just(costs).prop_shuffle())),
            cut in 0..40_usize,
        ) {
            let whole = Totals::of(&costs);
            let (left, right) = shuffled.split_at(cut.min(shuffled.len()));
            let mut joined = Totals::of(right);
            joined.join(&Totals::of(left));
            prop_assert_eq!(joined, whole);
        }

        #[test]
        fn a_known_price_is_never_lost(costs in prop::collection::vec(any_cost(), 0..40)) {
            let totals = Totals::of(&costs);
            let known: i128 = costs.iter().map(|cost| match cost {
                Cost::Known { money } => i128::from(money.micros),
                Cost::Unknown | Cost::Free | Cost::Included => 0,
            }).sum();
            prop_assert_eq!(totals.sums.iter().map(|sum| i128::from(sum.micros)).sum::<i128>(), known);
            let unknown = costs.iter().filter(|cost| **cost == Cost::Unknown).count();
            prop_assert_eq!(totals.unknown as usize, unknown);
        }

        #[test]
        fn an_amount_survives_its_text(micros in 0..=LARGEST) {
            let money = usd(micros);
            prop_assert_eq!(Money::parse(&money.amount(), "USD"), Ok(money));
        }
    }
}
