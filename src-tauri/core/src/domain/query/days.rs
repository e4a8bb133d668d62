//! Times as people say them, and the days that they mean. Which day is today is handed in.

/// A day of the calendar, without a time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// 1 to 9999.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
}

/// A year, a month or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// `2026`
    Year(i32),
    /// `2026-11`
    Month(i32, u32),
    /// `2026-11-05`
    Day(Day),
}

/// A time that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodWord {
    /// Since midnight.
    Today,
    /// The day before.
    Yesterday,
    /// Since Monday.
    ThisWeek,
    /// The seven days before that Monday.
    LastWeek,
    /// Since the first.
    ThisMonth,
    /// The month before.
    LastMonth,
    /// Since the first of January.
    ThisYear,
}

/// A time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// One that has a name.
    Word(PeriodWord),
    /// The last so many days, today among them; at least 1.
    Days(u32),
    /// From the beginning of one to the end of the other; one of them is there.
    Between(Option<Stretch>, Option<Stretch>),
}

impl PeriodWord {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 7] = [
        Self::Today,
        Self::Yesterday,
        Self::ThisWeek,
        Self::LastWeek,
        Self::ThisMonth,
        Self::LastMonth,
        Self::ThisYear,
    ];

    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Today => &["today", "今天"],
            Self::Yesterday => &["yesterday", "昨天"],
            Self::ThisWeek => &["this-week", "本周"],
            Self::LastWeek => &["last-week", "上周"],
            Self::ThisMonth => &["this-month", "本月"],
            Self::LastMonth => &["last-month", "上月"],
            Self::ThisYear => &["this-year", "今年"],
        }
    }

    /// As it is printed.
    pub const fn name(self) -> &'static str {
        self.names()[0]
    }

    /// Reads a name.
    pub fn read(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        Self::ALL
            .into_iter()
            .find(|word| word.names().contains(&name.as_str()))
    }

    /// First day, and the day after the last.
    fn days(self, today: Day) -> (Day, Day) {
        let tomorrow = today.plus(1);
        let monday = today.plus(-today.since_monday());
        let first = Day { day: 1, ..today };
        match self {
            Self::Today => (today, tomorrow),
            Self::Yesterday => (today.plus(-1), today),
            Self::ThisWeek => (monday, tomorrow),
            Self::LastWeek => (monday.plus(-7), monday),
            Self::ThisMonth => (first, tomorrow),
            Self::LastMonth => {
                let before = first.plus(-1);
                (Day { day: 1, ..before }, first)
            }
            Self::ThisYear => (Day { month: 1, ..first }, tomorrow),
        }
    }
}

impl Day {
    /// A day that the calendar has.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let made = Self { year, month, day };
        let ranges = (1..=9999).contains(&year) && (1..=12).contains(&month) && day >= 1;
        (ranges && Self::of_number(made.number()) == made).then_some(made)
    }

    /// So many days later, or earlier.
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        Self::of_number(self.number() + days)
    }

    /// Days since 1970-01-01 (Howard Hinnant's `days_from_civil`).
    fn number(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    fn of_number(number: i64) -> Self {
        let shifted = number + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let shifted_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = (shifted_month + 2) % 12 + 1;
        let year = year + era * 400 + i64::from(month <= 2);
        let small = |value: i64| u32::try_from(value).unwrap_or_default();
        Self {
            year: i32::try_from(year).unwrap_or(i32::MAX),
            month: small(month),
            day: small(day),
        }
    }

    /// 0 on a Monday.
    fn since_monday(self) -> i64 {
        (self.number() + 3).rem_euclid(7)
    }
}

impl Stretch {
    fn first(self) -> Day {
        let (year, month, day) = match self {
            Self::Year(year) => (year, 1, 1),
            Self::Month(year, month) => (year, month, 1),
            Self::Day(day) => return day,
        };
        Day { year, month, day }
    }

    /// The day after it.
    fn after(self) -> Day {
        match self {
            Self::Year(year) | Self::Month(year, 12) => Self::Year(year + 1).first(),
            Self::Month(year, month) => Self::Month(year, month + 1).first(),
            Self::Day(day) => day.plus(1),
        }
    }
}

impl Period {
    /// The first day, and the day after the last; `None`: no end on that side.
    pub fn days(self, today: Day) -> (Option<Day>, Option<Day>) {
        match self {
            Self::Word(word) => {
                let (from, until) = word.days(today);
                (Some(from), Some(until))
            }
            Self::Days(days) => (Some(today.plus(1 - i64::from(days))), Some(today.plus(1))),
            Self::Between(from, to) => (from.map(Stretch::first), to.map(Stretch::after)),
        }
    }
}
