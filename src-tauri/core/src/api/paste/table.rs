//! Tables of documentation pages, in Markdown and as browsers copy them (tabs). Knows what columns mean, not whose table it is.

mod column;

use self::column::{Column, column};
use super::{FieldKind, Found, FoundField, auth, prose, values};
use std::ops::Range;

/// A table in the text.
#[derive(Debug)]
pub struct Table<'t> {
    /// Where it stands.
    pub range: Range<usize>,
    header: Vec<&'t str>,
    rows: Vec<Vec<&'t str>>,
}

/// All tables of a text. A heading may follow other text on its line, as on pages that lost their line ends.
pub fn tables(text: &str) -> Vec<Table<'_>> {
    let lines: Vec<(usize, &str)> = super::text::lines(text).collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if let Some((table, next)) = table(&lines, at) {
            out.push(table);
            at = next;
        } else {
            at += 1;
        }
    }
    out
}

/// What parts the cells of a row.
#[derive(Clone, Copy)]
enum Parting {
    Bars,
    Tabs,
}

impl Parting {
    fn is_row(self, line: &str) -> bool {
        match self {
            Self::Bars => line.trim_start().starts_with('|'),
            Self::Tabs => line.contains('\t'),
        }
    }

    fn cells(self, line: &str) -> Vec<&str> {
        match self {
            Self::Bars => cells(line),
            Self::Tabs => line.split('\t').map(str::trim).collect(),
        }
    }
}

/// The table whose heading is this line, and the line behind it.
fn table<'t>(lines: &[(usize, &'t str)], at: usize) -> Option<(Table<'t>, usize)> {
    let (start, line) = lines[at];
    let marked = lines.get(at + 1).is_some_and(|(_, next)| is_rule(next));
    let (offset, first, parting) = match line.find('|').filter(|_| marked) {
        Some(bar) => (bar, at + 2, Parting::Bars),
        None if line.contains('\t') => (0, at + 1, Parting::Tabs),
        None => return None,
    };
    let header = parting.cells(&line[offset..]);
    if !is_header(&header) {
        return None;
    }
    let below = &lines[first.min(lines.len())..];
    let count = below
        .iter()
        .take_while(|(_, line)| parting.is_row(line))
        .count();
    let body = &below[..count];
    let rows = body.iter().take(1_000);
    let rows = rows.map(|(_, line)| parting.cells(line)).collect();
    let end = body
        .last()
        .map_or(start + line.len(), |(at, line)| at + line.len());
    let table = Table {
        range: start + offset..end,
        header,
        rows,
    };
    Some((table, first + count))
}

/// `|---|:-:|`.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains("--") && line.contains('|') && line.chars().all(|c| "|-: ".contains(c))
}

fn is_header(cells: &[&str]) -> bool {
    let known: Vec<Column> = cells.iter().filter_map(|cell| column(cell)).collect();
    known.len() >= 2
        && known.contains(&Column::Name)
        && (known.contains(&Column::Type) || known.contains(&Column::Description))
}

fn cells(line: &str) -> Vec<&str> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    let mut out = Vec::new();
    let (mut start, mut before) = (0, ' ');
    for (at, c) in line.char_indices() {
        if c == '|' && before != '\\' {
            out.push(line[start..at].trim());
            start = at + 1;
        }
        before = c;
    }
    out.push(line[start..].trim());
    out
}

const HEADERS: [&str; 12] = [
    "authorization",
    "content-type",
    "accept",
    "content-length",
    "content-disposition",
    "x-api-key",
    "api-key",
    "x-request-id",
    "idempotency-key",
    "user-agent",
    "host",
    "location",
];

/// Whether this is the name of a header of HTTP and no field.
pub fn is_header_name(name: &str) -> bool {
    HEADERS.contains(&name.to_lowercase().as_str())
}

impl Table<'_> {
    fn names(&self) -> impl Iterator<Item = String> + '_ {
        let at = self
            .header
            .iter()
            .position(|cell| column(cell) == Some(Column::Name))
            .unwrap_or(0);
        self.rows
            .iter()
            .filter_map(move |row| row.get(at))
            .map(|cell| name(cell).0.to_lowercase())
    }

    /// Whether the table's rows are what a server answers.
    pub fn is_answer(&self) -> bool {
        let names: Vec<String> = self.names().collect();
        let has = |name: &str| names.iter().any(|known| known == name);
        let known = [
            "id",
            "object",
            "status",
            "progress",
            "created_at",
            "completed_at",
            "expires_at",
            "task_id",
            "url",
            "video_url",
            "error",
        ];
        let answers = known.iter().filter(|name| has(name)).count();
        let errors = !names.is_empty() && names.iter().all(|name| name.starts_with("error"));
        errors || (answers >= 2 && !has("prompt"))
    }

    /// Whether the rows are headers of HTTP.
    pub fn is_headers(&self) -> bool {
        let mut names = self.names().peekable();
        names.peek().is_some() && names.all(|name| is_header_name(&name))
    }

    /// Reads the headers among the rows: key and encoding.
    pub fn headers(&self, out: &mut Found) {
        for row in &self.rows {
            let mut header = None;
            let mut words = Vec::new();
            for (heading, cell) in self.header.iter().zip(row) {
                match column(heading) {
                    Some(Column::Name) => header = Some(name(cell).0),
                    Some(
                        Column::Description | Column::Example | Column::Values | Column::Default,
                    ) => words.push(*cell),
                    Some(Column::Type | Column::Required) | None => {}
                }
            }
            let Some(header) = header else { continue };
            let words = words.join(" ");
            match header.to_ascii_lowercase().as_str() {
                "content-type" => out.encoding = out.encoding.or_else(|| values::encoding(&words)),
                "authorization" => {
                    let lower = words.to_lowercase();
                    if let Some(at) = lower.find("bearer") {
                        let rest = words.get(at..).unwrap_or_default();
                        auth::header(
                            out,
                            &header,
                            rest.split([')', '\u{ff09}', '`', '"'])
                                .next()
                                .unwrap_or_default(),
                        );
                    } else {
                        auth::header(out, &header, "");
                    }
                }
                _ => {
                    auth::header(out, &header, "");
                }
            }
        }
    }

    /// The rows as fields, without those that are headers.
    pub fn fields(&self) -> impl Iterator<Item = FoundField> + '_ {
        self.rows
            .iter()
            .filter_map(|row| self.field(row))
            .filter(|field| !is_header_name(&field.path))
    }

    fn field(&self, row: &[&str]) -> Option<FoundField> {
        // `string | null` is one cell in meaning and two in Markdown.
        let joined: Vec<&str> = row
            .iter()
            .copied()
            .enumerate()
            .filter(|(at, cell)| row.len() <= self.header.len() || *at == 0 || *cell != "null")
            .map(|(_, cell)| cell)
            .collect();
        let mut field: Option<FoundField> = None;
        let mut later: Vec<(Column, &str)> = Vec::new();
        for (heading, cell) in self.header.iter().zip(joined) {
            match column(heading) {
                Some(Column::Name) => {
                    let (path, required) = name(cell);
                    let good = !path.is_empty()
                        && path.len() <= 100
                        && path
                            .chars()
                            .all(|c| c.is_ascii_alphanumeric() || "_-.[]".contains(c));
                    if !good {
                        return None;
                    }
                    let mut new = FoundField::new(super::example::dotted(&path).0, FieldKind::Text);
                    new.required = required;
                    field = Some(new);
                }
                Some(other) => later.push((other, cell)),
                None => {}
            }
        }
        let mut field = field?;
        // The type first: it says how the others are read.
        later.sort_by_key(|(column, _)| *column != Column::Type);
        for (column, cell) in later {
            put(&mut field, column, cell);
        }
        Some(values::complete(field))
    }
}

fn put(field: &mut FoundField, column: Column, cell: &str) {
    let plain = cell.trim_matches(['`', '*', '"']);
    let empty = matches!(plain, "" | "-" | "—" | "无" | "none" | "N/A" | "/");
    match column {
        Column::Type => {
            field.kind = values::kind_of(plain).unwrap_or(FieldKind::Text);
            field.required |= plain.to_lowercase().contains("required");
        }
        Column::Required => field.required |= is_yes(plain),
        Column::Description if !empty => {
            let whole = match field.description.take() {
                Some(before) => format!("{before} {cell}"),
                None => cell.to_owned(),
            };
            let lower = whole.to_lowercase();
            field.required |= lower.starts_with("required")
                || lower.starts_with("**required")
                || whole.starts_with("必填")
                || whole.starts_with("必须");
            field.description = Some(
                whole
                    .replace("\\|", "|")
                    .replace("<br>", "\n")
                    .replace("<br/>", "\n"),
            );
        }
        Column::Default if !empty => field.default = Some(values::typed(field.kind, plain)),
        Column::Values if !empty => {
            for text in prose::cell(&cell.replace("\\|", "|")) {
                values::add(&mut field.values, values::typed(field.kind, &text));
            }
        }
        Column::Example if !empty => {
            values::add(&mut field.examples, values::typed(field.kind, plain));
        }
        Column::Name | Column::Description | Column::Default | Column::Values | Column::Example => {
        }
    }
}

fn is_yes(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    [
        "是", "必填", "必须", "必选", "必需", "yes", "true", "required", "y", "✓", "✔", "✅", "☑",
        "√", "是的", "1",
    ]
    .contains(&lower.as_str())
        || lower.starts_with("✅")
        || lower.starts_with("yes")
}

/// A field's name without decoration, and whether it is marked as required: `**prompt***`, `prompt (required)`, `└ seed`.
fn name(cell: &str) -> (String, bool) {
    let lower = cell.to_lowercase();
    let marked = lower.contains("required")
        || cell.contains("必填")
        || (cell.ends_with('*') && !cell.ends_with("**"))
        || cell.ends_with("***");
    let text = cell.trim_start_matches(['└', '├', '─', '│', '↳', '>', ' ', '·', '-', '*', '`']);
    let end = text
        .find(|c: char| c.is_whitespace() || "`*?(\u{ff08}<:\u{ff1a}".contains(c))
        .unwrap_or(text.len());
    (text[..end].replace('\\', ""), marked)
}
