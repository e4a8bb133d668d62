//! Takes a key out of what a server says, however it spells it there: as it is, escaped as JSON does or as addresses do, or as
//! Base64. Knows letters alone, no request and no server.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};

/// What stands for a key.
const DOTS: &str = "••••";
/// A shorter key is a word like any other.
const SHORTEST: usize = 6;
/// Backslashes before one letter: JSON inside of JSON inside of JSON.
const DEEPEST: usize = 8;

/// `text` without the key of `header`, the value of its header, with or without a word before it. `None`: it is not in there.
/// Time is linear but for texts made of the key's beginning.
pub fn without(text: &[u8], header: &str) -> Option<Vec<u8>> {
    let whole = header.trim();
    let bare = whole.rsplit(' ').next().unwrap_or(whole);
    if bare.len() < SHORTEST {
        return None;
    }
    let written = [whole, bare].map(base64_of);
    let secrets: Vec<&[u8]> = std::iter::once(bare.as_bytes())
        .chain(written.iter().map(String::as_bytes))
        .collect();
    let mut out: Option<Vec<u8>> = None;
    let (mut at, mut copied) = (0, 0);
    while at < text.len() {
        let Some(length) = secrets
            .iter()
            .find_map(|secret| spelled(&text[at..], secret))
        else {
            at += 1;
            continue;
        };
        let out = out.get_or_insert_default();
        out.extend_from_slice(&text[copied..at]);
        out.extend_from_slice(DOTS.as_bytes());
        at += length;
        copied = at;
    }
    let mut out = out?;
    out.extend_from_slice(&text[copied..]);
    Some(out)
}

/// As far as it does not depend on what comes after (RFC 4648, 4).
fn base64_of(text: &str) -> String {
    let mut written = STANDARD_NO_PAD.encode(text);
    written.truncate(text.len() / 3 * 4);
    written
}

/// How many bytes of `text` spell the secret, where it begins with it.
fn spelled(text: &[u8], secret: &[u8]) -> Option<usize> {
    let mut at = 0;
    for letter in secret {
        at += letter_at(&text[at..], *letter)?;
    }
    Some(at)
}

/// How many bytes spell that letter: itself, `\/`, `\u002F`, `%2F` (RFC 8259, 7; RFC 3986, 2.1).
fn letter_at(text: &[u8], letter: u8) -> Option<usize> {
    let first = *text.first()?;
    if first == letter {
        return Some(1);
    }
    if first == b'%' {
        return is_hex(text.get(1..3)?, letter).then_some(3);
    }
    let slashes = text
        .iter()
        .take(DEEPEST)
        .take_while(|one| **one == b'\\')
        .count();
    if slashes == 0 {
        return None;
    }
    let escaped = &text[slashes..];
    if escaped.first() == Some(&letter) {
        return Some(slashes + 1);
    }
    let digits = escaped.strip_prefix(b"u00")?.get(..2)?;
    is_hex(digits, letter).then_some(slashes + 5)
}

fn is_hex(digits: &[u8], letter: u8) -> bool {
    let value = |digit: u8| char::from(digit).to_digit(16);
    let read = digits
        .iter()
        .try_fold(0, |sum, digit| Some(sum * 16 + value(*digit)?));
    read == Some(u32::from(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "Bearer sk-AbC/dEf+gHi=xYz9876QQ";

    fn clean(text: &str) -> String {
        let clean = without(text.as_bytes(), HEADER).unwrap_or_else(|| text.as_bytes().to_vec());
        String::from_utf8(clean).expect("text")
    }

    #[test]
    fn a_key_is_found_in_every_way_in_which_servers_write_it() {
        let each =
            |form: fn(u8) -> String| HEADER[7..].bytes().map(form).collect::<Vec<_>>().concat();
        let encoded = each(|byte| format!("%{byte:02x}"));
        let units = each(|byte| format!("\\u{byte:04X}"));
        for written in [
            HEADER[7..].to_owned(),
            HEADER[7..].replace('/', "\\/"),
            HEADER[7..].replace('/', "\\\\\\/"),
            HEADER[7..]
                .replace('/', "%2F")
                .replace('+', "%2B")
                .replace('=', "%3D"),
            encoded,
            units,
        ] {
            assert_eq!(clean(&format!("bad key {written}!")), "bad key ••••!");
        }
    }

    #[test]
    fn a_header_in_base64_is_found_but_for_its_last_letters() {
        let written = STANDARD_NO_PAD.encode(HEADER);
        let left = clean(&written).replace(DOTS, "");
        assert!(left.len() < 4, "{left}");
    }

    #[test]
    fn every_place_where_it_stands_is_cleaned() {
        let key = &HEADER[7..];
        assert_eq!(clean(&format!("{key},{key}")), "••••,••••");
    }

    #[test]
    fn what_holds_no_key_stays_as_it_is() {
        assert_eq!(without(b"sk-AbC/dEf+gHi=xYz9876Q \\u00 %2", HEADER), None);
    }

    #[test]
    fn a_word_is_no_key() {
        assert_eq!(without(b"short short", "Bearer short"), None);
    }
}
