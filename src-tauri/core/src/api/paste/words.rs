//! Finds cURL commands in a text and splits them into words as bash, cmd and `PowerShell` do, and as people mean it.
//!
//! The crates for shell words know POSIX only, fail on an open quote and do not say where a command ends; pages have stray
//! backslashes, lost line ends and prose glued to the last quote. Linear: every byte is looked at a fixed number of times.
//! Knows no option of cURL.

use std::ops::Range;

/// One command.
#[derive(Debug, PartialEq)]
pub struct Command {
    /// Where it stands in the text.
    pub range: Range<usize>,
    /// Its words after `curl`.
    pub words: Vec<String>,
    /// The text of a here-document.
    pub here: Option<String>,
}

/// Most commands that are read from one text.
const COMMANDS: usize = 200;

/// All commands of a text in order.
pub fn commands(text: &str) -> Vec<Command> {
    let mut out: Vec<Command> = Vec::new();
    let mut from = 0;
    while let Some(found) = text[from..].find("curl") {
        let at = from + found;
        from = at + 4;
        if out.len() >= COMMANDS || !begins(text, at) {
            continue;
        }
        let rest = &text[from..];
        let rest = rest.strip_prefix(".exe").unwrap_or(rest);
        let start = text.len() - rest.len();
        let mut reader = Splitter::new(text, start);
        reader.run();
        // Also where it is none: what was read once is not read again.
        from = from.max(reader.at);
        let command = Command {
            range: at..reader.at,
            words: reader.words,
            here: reader.here,
        };
        if command.words.iter().any(|word| {
            word.starts_with('-')
                || word.contains("://")
                || word.contains('/')
                || word.starts_with('$')
        }) {
            out.push(command);
        }
    }
    out
}

/// Whether `curl` at this place is a word of its own.
fn begins(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = &text[at + 4..];
    let after = after.strip_prefix(".exe").unwrap_or(after);
    before.is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '.' | '/' | '"'))
        && after.starts_with([' ', '\t', '\\', '^', '`'])
}

struct Splitter<'t> {
    text: &'t str,
    at: usize,
    words: Vec<String>,
    here: Option<String>,
    /// `^` escapes, as the browsers' "copy as cURL (cmd)" writes.
    carets: bool,
    /// `""` is a quote within quotes.
    doubled: bool,
    end: bool,
}

impl<'t> Splitter<'t> {
    fn new(text: &'t str, at: usize) -> Self {
        let mut near = (at + 2_000).min(text.len());
        while !text.is_char_boundary(near) {
            near += 1;
        }
        let near = &text[at..near];
        let doubled = ["{\"\"", "{ \"\"", "\"\":", "^\"\""]
            .iter()
            .any(|sign| near.contains(sign));
        Self {
            text,
            at,
            words: Vec::new(),
            here: None,
            carets: near.contains("^\""),
            doubled,
            end: false,
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn run(&mut self) {
        while !self.end && self.words.len() < 2_000 {
            self.space();
            if self.end || self.peek().is_none() {
                return;
            }
            if self.stops() {
                return;
            }
            if self.rest().starts_with("<<") {
                self.here_document();
                return;
            }
            let word = self.word();
            self.words.push(word);
        }
    }

    /// Skips what is between words, also continued lines.
    fn space(&mut self) {
        while let Some(c) = self.peek() {
            let rest = self.rest();
            match c {
                ' ' | '\t' => self.at += 1,
                '\n' if self.goes_on() => self.at += 1,
                '\n' => {
                    self.end = true;
                    return;
                }
                '\\' | '^' | '`' if continues(&rest[1..]) => {
                    self.at += 1 + rest[1..].find('\n').map_or(rest.len() - 1, |end| end + 1);
                    self.skip_blank();
                    // The shell's prompt for a line that goes on.
                    if self.rest().starts_with("> ") {
                        self.at += 2;
                    }
                }
                // What is left of `\` and a line end when a page loses its line ends.
                '\\' | '^' if rest[1..].starts_with([' ', '\t']) => self.at += 1,
                _ => return,
            }
        }
    }

    fn skip_blank(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t')) {
            self.at += 1;
        }
    }

    /// Whether the next line begins with an option, although nothing continues this one.
    fn goes_on(&self) -> bool {
        let next = self.rest()[1..]
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start();
        let mut chars = next.chars();
        let dash = chars.next() == Some('-');
        let option = match chars.next() {
            Some('-') => chars.next().is_some_and(|c| c.is_ascii_lowercase()),
            Some(c) => {
                c.is_ascii_alphabetic()
                    && chars
                        .next()
                        .is_some_and(|c| c == ' ' || c == '\'' || c == '"')
            }
            None => false,
        };
        dash && option && !self.words.is_empty()
    }

    /// Whether the command ends here: a pipe, a list, a comment, the end of a code block.
    fn stops(&self) -> bool {
        let rest = self.rest();
        let alone = |len: usize| rest[len..].chars().next().is_none_or(char::is_whitespace);
        rest.starts_with("```")
            || rest.starts_with('|')
            || rest.starts_with("&&")
            || rest.starts_with('#')
            || (rest.starts_with([';', '&', ')']) && alone(1))
            || (rest.starts_with('>') && !rest.starts_with("><"))
    }

    fn word(&mut self) -> String {
        let mut out = String::new();
        let quoted = self.peek().is_some_and(|c| "'\"“‘$^".contains(c));
        while let Some(c) = self.peek() {
            let rest = self.rest();
            match c {
                ' ' | '\t' | '\n' => break,
                '`' if rest.starts_with("```") || self.at_code_end() => break,
                '\\' | '^' if continues(&rest[1..]) => break,
                '^' if self.carets => self.caret(&mut out),
                '\\' => self.escape(&mut out),
                '$' if rest.starts_with("$'") => {
                    self.at += 2;
                    self.ansi(&mut out);
                }
                '\'' => self.until('\'', &mut out),
                '‘' => self.until('’', &mut out),
                '“' => self.until('”', &mut out),
                '"' => {
                    self.at += 1;
                    self.double(&mut out);
                    if quoted && self.glued() {
                        self.end = true;
                        break;
                    }
                }
                ';' | ')' if rest[1..].chars().next().is_none_or(char::is_whitespace) => {
                    self.end = true;
                    break;
                }
                _ => out.extend(self.bump()),
            }
        }
        out
    }

    /// A backtick that closes inline code.
    fn at_code_end(&self) -> bool {
        self.rest()[1..]
            .chars()
            .next()
            .is_none_or(char::is_whitespace)
    }

    /// Prose that follows a closing quote without a space: `"…stage"200 - OK`.
    fn glued(&self) -> bool {
        self.peek().is_some_and(|c| c.is_alphanumeric() || c == '{')
    }

    fn caret(&mut self, out: &mut String) {
        self.at += 1;
        match self.peek() {
            Some('"') => {
                self.at += 1;
                self.caret_quoted(out);
            }
            Some(_) => out.extend(self.bump()),
            None => {}
        }
    }

    /// From `^"` to the next `^"`: `^X` is X, `^\^"` is a quote, a caret before a line end joins lines.
    fn caret_quoted(&mut self, out: &mut String) {
        while let Some(c) = self.bump() {
            let rest = self.rest();
            match c {
                '^' if rest.starts_with("\\^\"") => {
                    self.at += 3;
                    out.push('"');
                }
                '^' if rest.starts_with('"') => {
                    self.at += 1;
                    return;
                }
                '\\' if rest.starts_with('"') || rest.starts_with("^\"") => {
                    self.at += if rest.starts_with('"') { 1 } else { 2 };
                    out.push('"');
                }
                '^' => out.extend(self.bump()),
                '"' if !self.rest().starts_with(|c: char| c.is_alphanumeric()) => return,
                other => out.push(other),
            }
        }
    }

    fn escape(&mut self, out: &mut String) {
        self.at += 1;
        match self.bump() {
            // A Windows path keeps its backslashes.
            Some(c) if c.is_ascii_alphanumeric() => out.extend(['\\', c]),
            Some(c) => out.push(c),
            None => {}
        }
    }

    fn until(&mut self, close: char, out: &mut String) {
        self.bump();
        let rest = self.rest();
        // Printed quotes are rarely closed; only real ones hold a body of many lines.
        let within = if close == '\'' {
            rest
        } else {
            rest.lines().next().unwrap_or_default()
        };
        // Never closed: the line is what was meant.
        let line = || rest.find('\n').unwrap_or(rest.len());
        let (end, after) = within
            .find(close)
            .map_or_else(|| (line(), 0), |end| (end, close.len_utf8()));
        out.push_str(&rest[..end]);
        self.at += end + after;
    }

    fn double(&mut self, out: &mut String) {
        while let Some(c) = self.bump() {
            let rest = self.rest();
            match c {
                '"' if self.doubled && rest.starts_with('"') => {
                    self.at += 1;
                    out.push('"');
                }
                '"' => return,
                '\\' if rest.starts_with('\n') => self.at += 1,
                '\\' | '`' if rest.starts_with(['"', '\\', '$', '`']) => out.extend(self.bump()),
                other => out.push(other),
            }
        }
    }

    /// `$'…'` with C's escapes.
    fn ansi(&mut self, out: &mut String) {
        while let Some(c) = self.bump() {
            match c {
                '\'' => return,
                '\\' => match self.bump() {
                    Some('n') => out.push('\n'),
                    Some('t') => out.push('\t'),
                    Some('r') => out.push('\r'),
                    Some('x') => self.code(2, out),
                    Some('u') => self.code(4, out),
                    Some('U') => self.code(8, out),
                    Some(other) => out.push(other),
                    None => {}
                },
                other => out.push(other),
            }
        }
    }

    fn code(&mut self, most: usize, out: &mut String) {
        let digits: String = self
            .rest()
            .chars()
            .take(most)
            .take_while(char::is_ascii_hexdigit)
            .collect();
        self.at += digits.len();
        let code = u32::from_str_radix(&digits, 16)
            .ok()
            .and_then(char::from_u32);
        out.push(code.unwrap_or('\u{fffd}'));
    }

    /// `<<'EOF'` and what stands before a line with `EOF`.
    fn here_document(&mut self) {
        self.end = true;
        let rest = self.rest();
        let (first, body) = rest.split_once('\n').unwrap_or((rest, ""));
        let word = first.trim_start_matches(['<', '-', ' ']);
        let word = word
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .trim_matches(['\'', '"']);
        let mut length = 0;
        for line in body.split_inclusive('\n') {
            if line.trim() == word {
                break;
            }
            length += line.len();
        }
        self.here = Some(body[..length].to_owned());
        self.at += (first.len() + 1 + length).min(rest.len());
    }
}

/// Whether only blanks stand before the line's end.
fn continues(rest: &str) -> bool {
    rest.trim_start_matches([' ', '\t']).starts_with('\n')
}
