//! The text as a person means it: without what copying adds. Knows nothing of what the text is about.

use std::borrow::Cow;

/// Line ends are `\n`; no byte order marks, zero-width characters or no-break spaces.
pub fn plain(text: &str) -> String {
    let text = without_entities(text);
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}' | '\0' => {}
            '\u{a0}' | '\u{202f}' => out.push(' '),
            '\u{2028}' | '\u{2029}' => out.push('\n'),
            other => out.push(other),
        }
    }
    out
}

/// Quotes as a page's source writes them; then its other signs are written so, too.
fn without_entities(text: &str) -> Cow<'_, str> {
    let quotes = ["&quot;", "&#34;", "&#39;", "&#x27;"];
    if !quotes.iter().any(|quote| text.contains(quote)) {
        return Cow::Borrowed(text);
    }
    let signs = [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    let plain = signs.iter().fold(text.to_owned(), |text, (entity, sign)| {
        text.replace(entity, sign)
    });
    Cow::Owned(plain)
}

/// Full-width letters, digits and signs as ASCII: input methods produce them in the middle of addresses.
pub fn half_width(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| half(c) != c) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(half).collect())
}

fn half(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    }
}

const QUOTES: [(char, char); 11] = [
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('<', '>'),
    ('(', ')'),
    ('[', ']'),
    ('“', '”'),
    ('‘', '’'),
    ('「', '」'),
    ('《', '》'),
    ('*', '*'),
];

/// Without the quotes, brackets, spaces and closing signs around it. `[::1]:80` keeps its brackets.
pub fn unquoted(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let before = text;
        text = text
            .trim()
            .trim_end_matches([',', ';', '\u{ff0c}', '\u{ff1b}', '。', '、']);
        for (open, close) in QUOTES {
            let inner = text.strip_prefix(open).and_then(|t| t.strip_suffix(close));
            match inner {
                // An IPv6 address; looking for one in a long text again and again would not be linear.
                Some(inner)
                    if open == '['
                        && inner.len() < 64
                        && inner.contains("::")
                        && !inner.contains('/') => {}
                Some(inner) => text = inner,
                None => {}
            }
        }
        if text == before {
            return text;
        }
    }
}

/// The lines with the byte where each begins.
pub fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end_matches('\n'))
    })
}

/// At most so many bytes.
pub fn beginning(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// At most so many characters, for showing.
pub fn short(text: &str, most: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= most {
        return flat;
    }
    let mut cut: String = flat.chars().take(most).collect();
    cut.push('…');
    cut
}
