//! One press that asks for several different things: `{dawn|dusk}` in a prompt stands for one prompt each.
//!
//! Pure. Must not know of models, prices or what a server takes; who asks decides how many are too many.

/// More than so many from one text are refused: a slip of the finger must not become a thousand requests.
pub const MOST: usize = 200;

/// The text stands for more than [`MOST`] prompts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text stands for more than {MOST} prompts")]
pub struct TooMany;

/// The prompts that a text stands for, in the order in which they are written, the last choice changing fastest.
///
/// `{a|b}` is a choice and may stand inside another. Braces without a bar between them are just braces, so that a prompt
/// in JSON stays what it is; so are braces that are not closed. A backslash before `{`, `|`, `}` or another backslash
/// takes away its meaning; elsewhere it is a backslash. Equal prompts are kept once.
///
/// # Errors
/// [`TooMany`].
pub fn prompts(text: &str) -> Result<Vec<String>, TooMany> {
    let letters: Vec<Letter> = letters(text);
    if !letters.iter().any(|letter| letter.means('{')) {
        return Ok(vec![letters.iter().map(|letter| letter.shown).collect()]);
    }
    let mut found = expand(&letters)?;
    let mut seen = std::collections::HashSet::new();
    found.retain(|prompt| seen.insert(prompt.clone()));
    Ok(found)
}

/// Whether a text holds a choice.
pub fn has_choice(text: &str) -> bool {
    first_choice(&letters(text)).is_some()
}

/// A text that stands for itself, written so that no sign in it is taken for a choice.
pub fn plainly(text: &str) -> String {
    if !(text.contains('{') && text.contains('|')) {
        return text.to_owned();
    }
    let mut written = String::new();
    let mut rest = text.chars().peekable();
    while let Some(sign) = rest.next() {
        let before_sign = matches!(rest.peek(), Some('{' | '|' | '}' | '\\'));
        if sign == '|' || (sign == '\\' && before_sign) {
            written.push('\\');
        }
        written.push(sign);
    }
    written
}

/// A character and whether it may have a meaning of its own.
#[derive(Clone, Copy)]
struct Letter {
    shown: char,
    plain: bool,
}

impl Letter {
    const fn means(self, sign: char) -> bool {
        !self.plain && self.shown as u32 == sign as u32
    }
}

fn letters(text: &str) -> Vec<Letter> {
    // Without a choice nothing is an escape: a path or a formula keeps its backslashes.
    let escapes = text.contains('{') && text.contains('|');
    let mut letters = Vec::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(shown) = rest.next() {
        let next = rest.peek().copied();
        match next {
            Some(sign @ ('{' | '|' | '}' | '\\')) if escapes && shown == '\\' => {
                rest.next();
                letters.push(Letter {
                    shown: sign,
                    plain: true,
                });
            }
            _ => letters.push(Letter {
                shown,
                plain: false,
            }),
        }
    }
    letters
}

/// Where the first choice stands: its opening brace, its bars, its closing brace.
struct Choice {
    opens: usize,
    bars: Vec<usize>,
    closes: usize,
}

fn first_choice(letters: &[Letter]) -> Option<Choice> {
    // Every brace that is open at this place, with its bars.
    let mut open: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut found: Option<Choice> = None;
    for (at, letter) in letters.iter().enumerate() {
        if letter.means('{') {
            open.push((at, Vec::new()));
        } else if letter.means('|') {
            if let Some((_, bars)) = open.last_mut() {
                bars.push(at);
            }
        } else if letter.means('}')
            && let Some((opens, bars)) = open.pop()
            && !bars.is_empty()
            && found.as_ref().is_none_or(|choice| opens < choice.opens)
        {
            found = Some(Choice {
                opens,
                bars,
                closes: at,
            });
        }
    }
    found
}

fn expand(letters: &[Letter]) -> Result<Vec<String>, TooMany> {
    let Some(choice) = first_choice(letters) else {
        return Ok(vec![letters.iter().map(|letter| letter.shown).collect()]);
    };
    let before: String = letters[..choice.opens]
        .iter()
        .map(|letter| letter.shown)
        .collect();
    let tails = expand(&letters[choice.closes + 1..])?;
    let ends = choice.bars.iter().copied().chain([choice.closes]);
    let mut from = choice.opens + 1;
    let mut found = Vec::new();
    for end in ends {
        for middle in expand(&letters[from..end])? {
            if found.len() + tails.len() > MOST {
                return Err(TooMany);
            }
            found.extend(tails.iter().map(|tail| format!("{before}{middle}{tail}")));
        }
        from = end + 1;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> Vec<String> {
        prompts(text).expect("few enough")
    }

    #[test]
    fn a_choice_becomes_one_prompt_each_in_the_order_of_reading() {
        assert_eq!(
            of("a {red|blue} boat at {dawn|dusk}"),
            [
                "a red boat at dawn",
                "a red boat at dusk",
                "a blue boat at dawn",
                "a blue boat at dusk"
            ]
        );
    }

    #[test]
    fn a_choice_may_stand_inside_a_choice() {
        assert_eq!(of("{a {b|c}|d}"), ["a b", "a c", "d"]);
    }

    #[test]
    fn an_empty_side_is_a_choice_too() {
        assert_eq!(of("a{ red|} boat"), ["a red boat", "a boat"]);
    }

    #[test]
    fn braces_without_a_bar_are_just_braces() {
        let json = r#"{"scene": "a boat", "mood": {"light": "low"}}"#;
        assert_eq!(of(json), [json]);
    }

    #[test]
    fn a_brace_that_is_not_closed_is_just_a_brace() {
        assert_eq!(of("a {b|c"), ["a {b|c"]);
        assert_eq!(of("a } b {c|d}"), ["a } b c", "a } b d"]);
    }

    #[test]
    fn a_choice_inside_plain_braces_is_found() {
        assert_eq!(of("{x {a|b}}"), ["{x a}", "{x b}"]);
    }

    #[test]
    fn a_backslash_takes_the_meaning_away() {
        assert_eq!(of(r"\{a|b\} {c|d\|e}"), ["{a|b} c", "{a|b} d|e"]);
    }

    #[test]
    fn a_backslash_without_a_choice_stays() {
        assert_eq!(of(r"C:\{new}\x"), [r"C:\{new}\x"]);
    }

    #[test]
    fn equal_prompts_are_kept_once() {
        assert_eq!(of("{a|a|b}"), ["a", "b"]);
    }

    #[test]
    fn chinese_is_split_as_anything_else() {
        assert_eq!(of("{黎明|黄昏}的纸船"), ["黎明的纸船", "黄昏的纸船"]);
    }

    #[test]
    fn too_many_are_refused_before_they_are_made() {
        let text = "{a|b|c|d|e|f|g|h|i|j}".repeat(40);
        assert_eq!(prompts(&text), Err(TooMany));
    }

    proptest! {
        #[test]
        fn any_text_can_be_written_so_that_it_stands_for_itself(text in r"[a{}|\\ 船]{0,40}") {
            prop_assert_eq!(prompts(&plainly(&text)), Ok(vec![text]));
        }

        /// No input panics or takes long, and a text without a bar stands for itself.
        #[test]
        fn any_text_stands_for_something(text in r"[a{}|\\ 船]{0,60}") {
            if let Ok(found) = prompts(&text) {
                prop_assert!((1..=MOST).contains(&found.len()));
                if !text.contains('|') {
                    prop_assert_eq!(found, [text]);
                }
            }
        }
    }
}
