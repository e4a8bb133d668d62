//! What a query asks of the table `tiles`, as SQL. Words lead to the tiles: their index gives its hits in the order of the wall,
//! so that a page of a frequent word is there before its other hits are read. Everything else is looked at tile by tile.

use crate::{
    domain::{
        Query, State, Timestamp,
        query::{Cost, Day, Has, Is, Period, Ratio, Span, Term, What},
    },
    dto::WallFilter,
    store::{StoreError, rows},
};
use rusqlite::{OptionalExtension, Transaction, types::Value};

/// So many trigrams may begin with one or two signs for these to be looked up; beyond, they stand nearly everywhere.
const GRAMS: usize = 64;
/// The last millisecond that has a place of its own: in the year 2109.
const LAST_MOMENT: i64 = (1 << 42) - 1;
/// How far a shape may be from the one that was asked for: 848 × 480 is 16:9.
const NEAR: f64 = 0.02;

pub(in crate::store) const LIVE: &str =
    "('draft','submitting','queued','running','completed','downloading')";
pub(in crate::store) const NEEDS: &str = "('unconfirmed','failed','expired','held')";

/// `FROM` and `WHERE` of a look at the tiles, which are called `t`.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    pub from: String,
    pub sql: String,
    /// For the question marks of `from` and `sql`.
    pub values: Vec<Value>,
    /// It asks for something.
    pub narrow: bool,
    /// Words lead to the tiles.
    pub worded: bool,
}

impl Condition {
    /// The place of a tile, where the hits come from.
    pub const fn place(&self) -> &'static str {
        if self.worded {
            "words_fts.rowid"
        } else {
            "t.place"
        }
    }
}

/// Writes a condition. Names are looked up first, so that none is compared for each tile.
pub(super) fn condition(
    t: &Transaction<'_>,
    filter: WallFilter,
    query: &Query,
    now: Timestamp,
) -> Result<Condition, StoreError> {
    let mut writer = Writer {
        t,
        now,
        sql: String::new(),
        values: Vec::new(),
    };
    let words = writer.words(query)?;
    let worded = words.is_some();
    let mut from = "tiles t";
    if let Some(words) = words {
        // The hits first, whatever SQLite thinks of it: they come in the order of the wall.
        from = "words_fts CROSS JOIN tiles t ON t.place = words_fts.rowid";
        writer.sql.push_str("words_fts MATCH ? AND ");
        writer.values.push(Value::from(words));
    }
    writer.sql.push_str(if query.asks_for_trash() {
        "t.trashed"
    } else {
        "NOT t.trashed"
    });
    match filter {
        WallFilter::Everything => {}
        WallFilter::InProgress => writer.add(&format!(" AND t.state IN {LIVE}")),
        WallFilter::NeedsYou => writer.add(&format!(" AND t.state IN {NEEDS}")),
        WallFilter::Favourites => writer.sql.push_str(" AND t.favourite"),
    }
    for term in &query.terms {
        writer.term(term)?;
    }
    Ok(Condition {
        from: from.to_owned(),
        sql: writer.sql,
        values: writer.values,
        narrow: filter != WallFilter::Everything || !query.is_empty(),
        worded,
    })
}

struct Writer<'t, 'c> {
    t: &'t Transaction<'c>,
    now: Timestamp,
    sql: String,
    values: Vec<Value>,
}

impl Writer<'_, '_> {
    fn add(&mut self, condition: &str) {
        self.sql.push_str(condition);
    }

    /// The words that must be there, as the index is asked for them.
    fn words(&self, query: &Query) -> Result<Option<String>, StoreError> {
        let mut all = Vec::new();
        for term in query.terms.iter().filter(|term| !term.not) {
            if let What::Text(text) = &term.what {
                all.extend(self.looked_up(text)?);
            }
        }
        Ok((!all.is_empty()).then(|| all.join(" AND ")))
    }

    /// How the index is asked for a text; `None`: it stands nearly everywhere and is read for on the way.
    fn looked_up(&self, text: &str) -> Result<Option<String>, StoreError> {
        if text.chars().count() >= 3 {
            return Ok(Some(phrase(text)));
        }
        let grams = self.grams(text)?;
        if grams.len() > GRAMS {
            return Ok(None);
        }
        if grams.is_empty() {
            // No trigram begins so: what nothing has is found nowhere.
            return Ok(Some(phrase("\u{1}\u{1}\u{1}")));
        }
        let grams: Vec<_> = grams.iter().map(|gram| phrase(gram)).collect();
        Ok(Some(format!("({})", grams.join(" OR "))))
    }

    /// The trigrams that begin with one or two signs, hopping from one to the next; one more than are looked up.
    fn grams(&self, text: &str) -> Result<Vec<String>, StoreError> {
        let text = text.to_lowercase();
        let end = format!("{text}{}", char::MAX);
        let mut statement = self.t.prepare_cached(
            "SELECT term FROM words_grams WHERE term >= ?1 AND term < ?2 LIMIT 1",
        )?;
        let (mut grams, mut from) = (Vec::new(), text);
        while grams.len() <= GRAMS {
            let next: Option<String> = statement
                .query_row([&from, &end], |row| row.get(0))
                .optional()?;
            let Some(gram) = next else { break };
            // The first text after it.
            from = format!("{gram}\u{1}");
            grams.push(gram);
        }
        Ok(grams)
    }

    fn term(&mut self, term: &Term) -> Result<(), StoreError> {
        if let (What::Text(text), false) = (&term.what, term.not) {
            if self.looked_up(text)?.is_none() {
                let like = self.like(text);
                self.add(&format!(" AND {like}"));
            }
            return Ok(());
        }
        let one = self.one(&term.what)?;
        let turn = if term.not { "IS NOT TRUE" } else { "IS TRUE" };
        self.add(&format!(" AND ({one}) {turn}"));
        Ok(())
    }

    fn one(&mut self, what: &What) -> Result<String, StoreError> {
        Ok(match what {
            What::Text(text) => self.text_list(text)?,
            What::Model(name) => {
                let names = pick(distinct(self.t, "model")?, name);
                self.among("+t.model", names)
            }
            What::Server(name) => self.server(name)?,
            What::Tag(name) => self.labelled("tag", name)?,
            What::Collection(name) => self.labelled("collection", name)?,
            What::State(state) => self.among("+t.state", vec![state.as_str().to_owned()]),
            What::Is(is) => is_sql(*is),
            What::Has(Has::Reference) => "t.has_reference".to_owned(),
            What::Has(Has::Audio) => "t.has_audio".to_owned(),
            What::Has(Has::Seed) => "t.has_seed".to_owned(),
            What::Ratio(Ratio { across, down }) => {
                format!("abs(t.width * {down}.0 / (t.height * {across}.0) - 1) <= {NEAR}")
            }
            What::Seconds(span) => span_sql("+t.seconds", span, 1_000_000),
            What::Cost(Cost::Within(span)) => span_sql("+t.cost", span, 1),
            What::Cost(Cost::Free) => "t.cost_kind = 'free'".to_owned(),
            What::Cost(Cost::Unknown) => "t.cost_kind = 'unknown'".to_owned(),
            What::Rating(span) => span_sql("coalesce(t.rating, 0)", span, 1_000_000),
            What::From(period) => self.period(*period)?,
        })
    }

    /// Whether a text stands in a take that is looked at for other reasons.
    fn text_list(&mut self, text: &str) -> Result<String, StoreError> {
        Ok(match self.looked_up(text)? {
            Some(words) => {
                self.values.push(Value::from(words));
                "t.place IN (SELECT rowid FROM words_fts WHERE words_fts MATCH ?)".to_owned()
            }
            None => self.like(text),
        })
    }

    fn like(&mut self, text: &str) -> String {
        self.values
            .push(Value::from(format!("%{}%", escape_like(text))));
        "(SELECT text FROM words WHERE place = t.place) LIKE ? ESCAPE '\\'".to_owned()
    }

    fn server(&mut self, name: &str) -> Result<String, StoreError> {
        let mut statement = self.t.prepare_cached("SELECT name, id FROM servers")?;
        let listed = rows::collect(&mut statement, [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        let mut all = distinct(self.t, "server_name")?;
        all.extend(listed.iter().map(|(name, _)| name.clone()));
        let names = pick(all, name);
        // A server that has another name by now is found by both.
        let ids = listed.into_iter().filter(|(name, _)| names.contains(name));
        let ids = ids.map(|(_, id)| id).collect();
        let by_name = self.among("+t.server_name", names);
        Ok(format!("{by_name} OR {}", self.among("t.server", ids)))
    }

    fn among(&mut self, column: &str, names: Vec<String>) -> String {
        let marks = vec!["?"; names.len()].join(", ");
        self.values.extend(names.into_iter().map(Value::from));
        format!("{column} IN ({marks})")
    }

    /// What is under a name of the user's: the table of the names, and one beside it that ties jobs to them.
    fn labelled(&mut self, table: &str, name: &str) -> Result<String, StoreError> {
        let mut statement = self
            .t
            .prepare_cached(&format!("SELECT name FROM {table}"))?;
        let all = rows::collect(&mut statement, [], |row| Ok(row.get(0)?))?;
        let among = self.among("n.name", pick(all, name));
        Ok(format!(
            "t.job IN (SELECT tied.job FROM job_{table} tied JOIN {table} n ON n.seq = tied.{table} WHERE {among})"
        ))
    }

    fn period(&mut self, period: Period) -> Result<String, StoreError> {
        let (from, until) = period.days(today(self.t, self.now)?);
        let mut parts = Vec::new();
        for (day, sign) in [(from, ">="), (until, "<")] {
            if let Some(day) = day {
                parts.push(format!("t.place {sign} ?"));
                self.values
                    .push(Value::from(first_place(start_of(self.t, day)?)));
            }
        }
        Ok(parts.join(" AND "))
    }
}

/// The names in a column of the tiles, hopping from one to the next.
fn distinct(t: &Transaction<'_>, column: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = t.prepare_cached(&format!(
        "WITH RECURSIVE one (name) AS (
           SELECT min({column}) FROM tiles
           UNION ALL SELECT (SELECT min({column}) FROM tiles WHERE {column} > one.name) FROM one WHERE one.name IS NOT NULL
         ) SELECT name FROM one WHERE name IS NOT NULL"
    ))?;
    rows::collect(&mut statement, [], |row| Ok(row.get(0)?))
}

/// The user's day.
fn today(t: &Transaction<'_>, now: Timestamp) -> Result<Day, StoreError> {
    let mut statement = t.prepare_cached(
        "SELECT CAST(strftime('%Y', at) AS INTEGER), CAST(strftime('%m', at) AS INTEGER), CAST(strftime('%d', at) AS INTEGER)
         FROM (SELECT datetime(?1 / 1000, 'unixepoch', 'localtime') AS at)",
    )?;
    let (year, month, day) =
        statement.query_row([now.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(Day { year, month, day })
}

/// When a day of the user begins, in milliseconds.
fn start_of(t: &Transaction<'_>, day: Day) -> Result<i64, StoreError> {
    let mut statement =
        t.prepare_cached("SELECT 1000 * CAST(strftime('%s', ?1, 'utc') AS INTEGER)")?;
    let at: Option<i64> = statement.query_row([format!("{day} 00:00:00")], |row| row.get(0))?;
    // A day that SQLite does not know is after all of them.
    Ok(at.unwrap_or(i64::MAX))
}

/// Those that are meant: the one of exactly that name, or all that have it in them.
fn pick(names: Vec<String>, wanted: &str) -> Vec<String> {
    let wanted = wanted.to_lowercase();
    let lower: Vec<_> = names.iter().map(|name| name.to_lowercase()).collect();
    let exact = lower.contains(&wanted);
    let fits = |name: &String| {
        if exact {
            *name == wanted
        } else {
            name.contains(&wanted)
        }
    };
    let chosen = names
        .into_iter()
        .zip(&lower)
        .filter(|(_, lower)| fits(lower));
    chosen.map(|(name, _)| name).collect()
}

fn is_sql(is: Is) -> String {
    match is {
        Is::Favourite => "t.favourite".to_owned(),
        Is::Trashed => "t.trashed".to_owned(),
        Is::Imported => "t.action = 'import'".to_owned(),
        Is::Derived => "t.action IN ('remix', 'edit', 'extend')".to_owned(),
        Is::Live => format!("+t.state IN {LIVE}"),
        Is::NeedsYou => format!("+t.state IN {NEEDS}"),
        Is::Rated => "+t.rating IS NOT NULL".to_owned(),
        Is::Tagged => "t.has_tag".to_owned(),
    }
}

/// Bounds, in parts of so many millionths. The numbers are ours: digits and a point.
fn span_sql(column: &str, span: &Span, parts: i64) -> String {
    let mut found = Vec::new();
    let number = |micros: i64| {
        if parts == 1 {
            micros.to_string()
        } else {
            format!("{}.{:06}", micros / parts, micros % parts)
        }
    };
    if let Some(from) = span.from {
        let sign = if from.closed { ">=" } else { ">" };
        found.push(format!("{column} {sign} {}", number(from.micros)));
    }
    if let Some(to) = span.to {
        let sign = if to.closed { "<=" } else { "<" };
        found.push(format!("{column} {sign} {}", number(to.micros)));
    }
    found.join(" AND ")
}

/// A text as FTS5 takes it, whatever signs are in it.
fn phrase(text: &str) -> String {
    // SQLite's text ends at a zero.
    format!("\"{}\"", text.replace('"', "\"\"").replace('\0', " "))
}

/// The first place on the wall of what was made in that millisecond.
pub(super) fn first_place(at: i64) -> i64 {
    at.clamp(0, LAST_MOMENT) << 21
}

fn escape_like(term: &str) -> String {
    let mut out = String::with_capacity(term.len());
    for character in term.chars() {
        if matches!(character, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// The words of states that a condition names, for a look at the whole list.
pub(super) fn in_state(state: State) -> String {
    format!(" AND t.state = '{}'", state.as_str())
}
