//! What almost is JSON: half of an emoji in a prompt that a gateway gives back cut short, and numbers that JSON does not have. One
//! such word must not hide the id of a paid job (`wire.md` 3.G 48).

/// The same text with halves of surrogate pairs as U+FFFD and numbers that are none as `null`. Everything else stays as it is, also
/// what is no JSON. Time is linear.
pub(super) fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let taken = match next {
            '"' => string(rest, &mut out),
            'N' | 'I' | '-' | '0'..='9' => number(rest, &mut out),
            other => {
                out.push(other);
                other.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    out
}

/// Copies a text with its quotes; answers how many bytes it took.
fn string(text: &str, out: &mut String) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    let mut copied = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                at += 1;
                break;
            }
            b'\\' => {
                let pair = unit(bytes, at).map(|one| (one, unit(bytes, at + 6)));
                match pair {
                    Some((0xD800..=0xDBFF, Some(0xDC00..=0xDFFF))) => at += 12,
                    Some((0xD800..=0xDFFF, _)) => {
                        out.push_str(&text[copied..at]);
                        out.push_str("\\ufffd");
                        at += 6;
                        copied = at;
                    }
                    // Whatever is escaped, it does not end the text.
                    Some(_) | None => at += 2,
                }
            }
            _ => at += 1,
        }
    }
    // An escape at the very end, or one before a sign of several bytes.
    let mut end = at.min(bytes.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    out.push_str(&text[copied..end]);
    end
}

/// The unit that `\uXXXX` at that place stands for.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// Copies a number, or `null` in its place where JSON has no such number.
fn number(text: &str, out: &mut String) -> usize {
    let part = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '+' | '.');
    let end = text.find(|sign| !part(sign)).unwrap_or(text.len());
    let word = &text[..end];
    let none = matches!(word, "NaN" | "-NaN" | "Infinity" | "-Infinity")
        || word.starts_with(|sign: char| sign == '-' || sign.is_ascii_digit())
            && word.parse::<f64>().is_ok_and(f64::is_infinite);
    out.push_str(if none { "null" } else { word });
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn half_an_emoji_is_a_sign_that_says_so() {
        for (half, whole) in [
            (
                r#"{"prompt":"a boat \ud83d","id":"v1"}"#,
                r#"{"prompt":"a boat \ufffd","id":"v1"}"#,
            ),
            (r#"["\ude00 \uD83D\uDE00"]"#, r#"["\ufffd \uD83D\uDE00"]"#),
            (r#"["\\ud83d"]"#, r#"["\\ud83d"]"#),
        ] {
            assert_eq!(mended(half), whole);
        }
    }

    #[test]
    fn numbers_that_json_does_not_have_are_nothing() {
        let text = r#"{"a":NaN,"b":-Infinity,"c":1e999,"d":-1.5e3,"e":"NaN"}"#;
        let wanted = r#"{"a":null,"b":null,"c":null,"d":-1.5e3,"e":"NaN"}"#;
        assert_eq!(mended(text), wanted);
    }

    proptest! {
        #[test]
        fn whatever_comes_is_no_trouble(text in r#"[\\"uUdD0-9a-f夜,:N\-]{0,40}"#) {
            mended(&text);
        }

        #[test]
        fn what_is_json_stays_as_it_is(text in ".{0,40}", number in any::<f64>()) {
            let json = serde_json::json!([text, number]).to_string();
            prop_assert_eq!(mended(&json), json);
        }
    }
}
