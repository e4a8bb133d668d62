//! Foreign words as plain text: what a server says may move a terminal's cursor, rename its window, or turn the order of
//! letters round so that a line reads as what it is not. Knows no server and no terminal.

use std::iter::Peekable;

/// The text without escape sequences (ECMA-48), other control characters, and signs that change the direction of what
/// follows (Unicode `Bidi_Control`, UAX 9). Line ends and tabs stay.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1b}' => skip_sequence(&mut letters),
            // The same beginnings as one character.
            '\u{9b}' => skip_parameters(&mut letters),
            '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => skip_string(&mut letters),
            '\n' | '\t' => out.push(letter),
            letter if letter.is_control() || turns(letter) => {}
            letter => out.push(letter),
        }
    }
    out
}

/// The same on one line, for columns and tables.
pub fn plain_line(text: &str) -> String {
    plain(text)
        .split(['\n', '\t'])
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether the sign changes the direction or the place of other letters, or breaks a line unseen.
pub fn turns(letter: char) -> bool {
    matches!(
        letter,
        '\u{061c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

fn skip_sequence(letters: &mut Peekable<impl Iterator<Item = char>>) {
    match letters.peek() {
        Some('[') => {
            letters.next();
            skip_parameters(letters);
        }
        Some(']' | 'P' | 'X' | '^' | '_') => {
            letters.next();
            skip_string(letters);
        }
        // Intermediates and a final byte, such as `ESC ( B`.
        Some(' '..='/') => {
            while letters.next_if(|next| (' '..='/').contains(next)).is_some() {}
            letters.next_if(|next| ('0'..='~').contains(next));
        }
        Some('0'..='~') => {
            letters.next();
        }
        Some(_) | None => {}
    }
}

/// Parameters, intermediates and the final byte of a control sequence.
fn skip_parameters(letters: &mut Peekable<impl Iterator<Item = char>>) {
    while letters.next_if(|next| (' '..='?').contains(next)).is_some() {}
    letters.next_if(|next| ('@'..='~').contains(next));
}

/// A string to the terminal ends with BEL or ST; one that never ends takes its line along and no more.
fn skip_string(letters: &mut Peekable<impl Iterator<Item = char>>) {
    while let Some(next) = letters.next_if(|next| *next != '\n') {
        match next {
            '\u{7}' | '\u{9c}' => return,
            '\u{1b}' if letters.next_if_eq(&'\\').is_some() => return,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn colours_titles_and_turned_letters_are_gone_and_words_stay() {
        for (said, shown) in [
            ("\u{1b}[31;1mred\u{1b}[0m", "red"),
            ("\u{1b}]0;pwned\u{7}title", "title"),
            ("\u{1b}]8;;https://evil.example\u{1b}\\link", "link"),
            ("\u{9b}2Jcleared", "cleared"),
            ("a\u{1b}(Bb\u{1b}cd", "abd"),
            ("exe.\u{202e}gpj", "exe.gpj"),
            ("one\r\ntwo\tthree\u{8}", "one\ntwo\tthree"),
            ("\u{1b}]0;no end\nnext line", "\nnext line"),
            ("图片 👩\u{200d}🚀 é", "图片 👩\u{200d}🚀 é"),
        ] {
            assert_eq!(plain(said), shown, "{said:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_said_nothing_that_steers_is_left(said in "\\PC*[\u{0}-\u{9f}\u{200e}-\u{202e}]{0,40}\\PC*") {
            let shown = plain(&said);
            let steers = |letter: char| letter.is_control() || turns(letter);
            let left = shown.chars().find(|letter| !"\n\t".contains(*letter) && steers(*letter));
            prop_assert_eq!(left, None);
        }
    }
}
