//! Tables for spreadsheets: CSV as RFC 4180 has it, in which no text of a user or a server becomes a formula.

/// Begins a file, so that spreadsheets read it as UTF-8; a program that reads a stream does without it.
pub(super) const MARK: &str = "\u{feff}";

/// A cell. One that a spreadsheet would run as a formula becomes a text, also in the wide signs of East Asia.
pub(super) fn cell(text: &str) -> String {
    let signs = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    let text = if text.starts_with(signs) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// A line of cells, without its end.
pub(super) fn line<T: AsRef<str>>(cells: impl IntoIterator<Item = T>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|text| cell(text.as_ref())).collect();
    cells.join(",")
}

/// Lines as one text; the last one ends like the others.
pub(super) fn text(lines: &[String]) -> String {
    let mut text = lines.join("\r\n");
    text.push_str("\r\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_one_cell_and_never_becomes_a_formula() {
        for (name, written) in [
            ("gateway", "gateway"),
            ("a, b", "\"a, b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=1+1", "'=1+1"),
            ("＝1+1", "'＝1+1"),
            ("@x,y", "\"'@x,y\""),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(cell(name), written);
        }
    }
}
