//! `create --batch`: a table or a list whose rows say what the command line says for one video. A column is a flag without its
//! dashes, so nothing has to be learned twice; `set.KEY` is `--set KEY=…`. Reads only; knows no engine.

use crate::{args::Create, sentences::Language};
use clap::Parser;
use serde_json::Value;
use std::path::Path;

/// A row that cannot be used, by its number in the file, the first being 1.
#[derive(Debug, PartialEq, Eq)]
pub struct Wrong {
    row: usize,
    why: String,
}

impl Wrong {
    pub fn new(row: usize, why: impl Into<String>) -> Self {
        Self {
            row,
            why: why.into(),
        }
    }

    /// The sentence.
    pub fn text(&self, language: Language) -> String {
        let Self { row, why } = self;
        match language {
            Language::English => format!("Row {row}: {why} Nothing was sent."),
            Language::Chinese => format!("第 {row} 行：{why} 未发送任何请求。"),
        }
    }
}

/// One row as flags and what they are given; rows come with their numbers, as empty ones are left out.
type Row = Vec<(String, String)>;

/// The flags of a row, as clap reads those of the command line.
#[derive(Parser)]
#[command(no_binary_name = true)]
struct OneRow {
    #[command(flatten)]
    create: Create,
}

/// The rows of a file, each with what the command line says for all of them. `.csv` is a table with names in its first row;
/// everything else is JSON, one object a line.
pub fn read(path: &Path, text: &str, base: &Create) -> Result<Vec<(usize, Create)>, Wrong> {
    let is_table = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    let rows = if is_table { table(text)? } else { lines(text)? };
    let parse = |(at, row)| parsed(at, row).map(|row| (at, merged(row, base)));
    rows.into_iter().map(parse).collect()
}

fn parsed(at: usize, row: Row) -> Result<Create, Wrong> {
    // What is wanted of a row may stand on the command line; the engine says what is missing in the end.
    let mut flags = vec!["--batch=-".to_owned()];
    for (name, value) in row {
        match name.strip_prefix("set.") {
            Some(key) => flags.push(format!("--set={key}={value}")),
            None if matches!(name.as_str(), "choices" | "wildcards" | "anyway") => {
                match yes_or_no(&value) {
                    Some(true) => flags.push(format!("--{name}")),
                    Some(false) => {}
                    // Taken for "no", a prompt with its braces would be sent as it stands.
                    None => {
                        let why = format!("{name} is true or false, and not {value:?}.");
                        return Err(Wrong::new(at, why));
                    }
                }
            }
            None => flags.push(format!("--{name}={value}")),
        }
    }
    let read = OneRow::try_parse_from(flags);
    read.map(|row| row.create).map_err(|error| {
        let said = error.to_string();
        let first = said.lines().next().unwrap_or_default();
        Wrong::new(at, format!("{}.", first.trim_start_matches("error: ")))
    })
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "1" | "是" => Some(true),
        "false" | "no" | "0" | "否" => Some(false),
        _ => None,
    }
}

/// What a row does not say is as on the command line; pictures and values of a row take the place of those there.
fn merged(row: Create, base: &Create) -> Create {
    fn first<T: Clone>(row: Vec<T>, base: &[T]) -> Vec<T> {
        if row.is_empty() { base.to_vec() } else { row }
    }
    Create {
        server: row.server.or_else(|| base.server.clone()),
        preset: row.preset.or_else(|| base.preset.clone()),
        prompt: row.prompt.or_else(|| base.prompt.clone()),
        recipe: row.recipe.or_else(|| base.recipe.clone()),
        model: first(row.model, &base.model),
        seconds: first(row.seconds, &base.seconds),
        size: first(row.size, &base.size),
        aspect: first(row.aspect, &base.aspect),
        tier: first(row.tier, &base.tier),
        seed: first(row.seed, &base.seed),
        image: first(row.image, &base.image),
        last_frame: row.last_frame.or_else(|| base.last_frame.clone()),
        takes: row.takes.or(base.takes),
        set: base.set.iter().cloned().chain(row.set).collect(),
        choices: row.choices || base.choices,
        wildcards: row.wildcards || base.wildcards,
        anyway: row.anyway || base.anyway,
        fit: row.fit.or(base.fit),
        batch: None,
        yes: base.yes,
        dry_run: base.dry_run,
        python: base.python,
        no_wait: base.no_wait,
    }
}

/// JSON, one object a line. A list gives a flag several times.
fn lines(text: &str) -> Result<Vec<(usize, Row)>, Wrong> {
    let mut rows = Vec::new();
    for (at, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let Ok(Value::Object(members)) = serde_json::from_str(line) else {
            return Err(Wrong::new(at + 1, "it is no JSON object."));
        };
        let mut row = Row::new();
        for (name, value) in members {
            match value {
                Value::Null => {}
                Value::Array(values) => {
                    row.extend(values.iter().map(|value| (name.clone(), written(value))));
                }
                // Read again as `--set` reads it: the quotes keep a text a text.
                Value::String(_) if name.starts_with("set.") => {
                    row.push((name, value.to_string()));
                }
                Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                    row.push((name, written(&value)));
                }
            }
        }
        rows.push((at + 1, row));
    }
    Ok(rows)
}

fn written(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// A table as RFC 4180 has it. An empty cell says nothing; several pictures stand in one cell with `|` between them.
fn table(text: &str) -> Result<Vec<(usize, Row)>, Wrong> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::Headers)
        // A row may be shorter than the names; one that is longer is refused below.
        .flexible(true)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let names = reader.headers().cloned().unwrap_or_default();
    let mut found = Vec::new();
    for (at, cells) in reader.records().enumerate() {
        let cells = cells.map_err(|error| Wrong::new(at + 1, format!("{error}.")))?;
        if cells.len() > names.len() {
            let why = format!("it has {} cells for {} columns.", cells.len(), names.len());
            return Err(Wrong::new(at + 1, why));
        }
        let mut row = Row::new();
        for (name, cell) in names
            .iter()
            .zip(&cells)
            .filter(|(_, cell)| !cell.is_empty())
        {
            if name == "image" {
                let pictures = cell.split('|').map(str::trim);
                row.extend(pictures.map(|one| (name.to_owned(), one.to_owned())));
            } else {
                row.push((name.to_owned(), cell.to_owned()));
            }
        }
        if !row.is_empty() {
            found.push((at + 1, row));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::FitArgument;

    fn base(flags: &[&str]) -> Create {
        let flags = ["--batch=-"].iter().chain(flags);
        OneRow::try_parse_from(flags).expect("flags").create
    }

    fn read_table(text: &str, flags: &[&str]) -> Result<Vec<Create>, Wrong> {
        let rows = read(Path::new("orders.csv"), text, &base(flags))?;
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }

    #[test]
    fn a_table_says_what_flags_say_and_the_command_line_the_rest() {
        let text = "prompt,seconds,image\r\n\"A cat, a \"\"dog\"\"\",8,a.png|b.png\r\n夜,,\r\n";
        let rows = read_table(text, &["--server", "demo", "--seconds", "4"]).expect("rows");
        let said: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    row.prompt.as_deref(),
                    row.seconds.as_slice(),
                    row.image.len(),
                )
            })
            .collect();
        assert_eq!(
            said,
            [
                (Some("A cat, a \"dog\""), [8.0].as_slice(), 2),
                (Some("夜"), [4.0].as_slice(), 0)
            ]
        );
        assert!(rows.iter().all(|row| row.server.as_deref() == Some("demo")));
    }

    #[test]
    fn a_row_may_say_how_its_pictures_fit() {
        let rows = read_table("prompt,fit\na,pad\nb,\n", &["--fit", "stretch"]).expect("rows");
        let fits = [rows[0].fit, rows[1].fit];
        assert_eq!(fits, [Some(FitArgument::Pad), Some(FitArgument::Stretch)]);
    }

    #[test]
    fn a_prompt_may_have_several_lines_and_begin_with_dashes() {
        let rows = read_table("prompt\n\"--- one\ntwo\"\n", &[]).expect("rows");
        assert_eq!(rows[0].prompt.as_deref(), Some("--- one\ntwo"));
    }

    #[test]
    fn a_list_of_json_gives_a_flag_several_times_and_parameters_by_name() {
        let text = r#"{"prompt": "a", "seed": [1, 2], "set.watermark": false, "model": null}"#;
        let rows = read(Path::new("orders.jsonl"), text, &base(&[])).expect("rows");
        assert_eq!(
            (&rows[0].1.seed, &rows[0].1.set),
            (
                &vec![1, 2],
                &vec![("watermark".to_owned(), Value::Bool(false))]
            )
        );
    }

    #[test]
    fn a_text_in_json_stays_a_text() {
        let text = r#"{"prompt": "a", "set.user": "123", "set.on": "true"}"#;
        let rows = read(Path::new("orders.jsonl"), text, &base(&[])).expect("rows");
        let texts = rows[0].1.set.iter().map(|(_, value)| value.as_str());
        assert_eq!(texts.collect::<Vec<_>>(), [Some("123"), Some("true")]);
    }

    #[test]
    fn a_wish_is_said_in_words_that_tables_have_and_no_other() {
        let rows =
            read_table("prompt,choices\na,yes\nb,TRUE\nc,是\nd,no\ne,\n", &[]).expect("rows");
        let wishes: Vec<_> = rows.iter().map(|row| row.choices).collect();
        assert_eq!(wishes, [true, true, true, false, false]);
        let wrong = read_table("prompt,choices\na,yes\nb,ture\n", &[]).expect_err("no wish");
        assert_eq!(wrong.row, 2);
    }

    #[test]
    fn a_row_that_cannot_be_used_is_named() {
        for (text, row) in [
            ("prompt,colour\na,red\n", 1),
            ("prompt,seconds\na,4\nb,soon\n", 2),
            ("prompt\na,b\n", 1),
            ("prompt,seconds\n,\na,soon\n", 2),
        ] {
            let wrong = read_table(text, &[]).expect_err("no rows");
            assert_eq!(wrong.row, row, "{text}: {}", wrong.why);
        }
    }
}
