//! `__name__` in a prompt stands for one line of the list of that name, drawn anew for each video.
//!
//! Pure: the lists and the dice are handed in. Must not know of files, models or what a server takes.

use std::collections::{BTreeMap, HashMap};

/// A line may name another list, and that one another, so often.
pub const DEEPEST: usize = 8;
/// Longest name of a list, in characters.
pub const LONGEST_NAME: usize = 64;
/// No prompt is longer: lists that name each other must not become a text of gigabytes.
const LONGEST: usize = 100_000;

/// The lists by their names, each with its lines.
pub type Lists = BTreeMap<String, Vec<String>>;

/// A prompt that nothing can be drawn for. Found before anything is drawn, so it never depends on the dice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadWildcard {
    /// There is no list of that name.
    #[error("there is no list called {0}")]
    Unknown(String),
    /// The list has no lines.
    #[error("the list {0} is empty")]
    Empty(String),
    /// The list leads through others more than [`DEEPEST`] deep, back to itself, or to a text of more than 100,000 characters.
    #[error("the list {0} is nested too deep")]
    TooDeep(String),
}

enum Piece<'a> {
    Text(&'a str),
    /// Backslashes that stand for themselves.
    Backslashes(usize),
    List(&'a str),
}

/// The lists that a text names, in the order of reading.
pub fn names(text: &str) -> Vec<String> {
    let list = |piece| match piece {
        Piece::List(name) => Some(name.to_owned()),
        Piece::Text(_) | Piece::Backslashes(_) => None,
    };
    pieces(text).into_iter().filter_map(list).collect()
}

/// Whether something is drawn for a text.
pub fn draws(text: &str) -> bool {
    !names(text).is_empty()
}

/// Whether that can be the name of a list: letters, digits, `-` and single `_` of any script.
pub fn is_name(name: &str) -> bool {
    let sign = |sign: char| sign.is_alphanumeric() || sign == '-' || sign == '_';
    !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && name.chars().all(sign)
        && !name.starts_with('_')
        && !name.ends_with('_')
        && !name.contains("__")
}

/// How many characters a text has at most, whatever is drawn.
///
/// # Errors
/// [`BadWildcard`], whatever would be drawn.
pub fn longest(text: &str, lists: &Lists) -> Result<usize, BadWildcard> {
    let mut known = HashMap::new();
    Ok(measure(text, lists, &mut known, 0)?.1)
}

/// How deep a list goes and how long it gets; `None` while that is found out.
type Known = HashMap<String, Option<(usize, usize)>>;

fn measure(
    text: &str,
    lists: &Lists,
    known: &mut Known,
    above: usize,
) -> Result<(usize, usize), BadWildcard> {
    let (mut deepest, mut length) = (0, 0_usize);
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => length += text.chars().count(),
            Piece::Backslashes(count) => length += count,
            Piece::List(name) => {
                let (deep, long) = measure_list(name, lists, known, above)?;
                deepest = deepest.max(deep);
                length = length.saturating_add(long);
                if above + deepest > DEEPEST || length > LONGEST {
                    return Err(BadWildcard::TooDeep(name.to_owned()));
                }
            }
        }
    }
    Ok((deepest, length))
}

fn measure_list(
    name: &str,
    lists: &Lists,
    known: &mut Known,
    above: usize,
) -> Result<(usize, usize), BadWildcard> {
    match known.get(name) {
        Some(Some(found)) => return Ok(*found),
        Some(None) => return Err(BadWildcard::TooDeep(name.to_owned())),
        None => {}
    }
    if above >= DEEPEST {
        return Err(BadWildcard::TooDeep(name.to_owned()));
    }
    let lines = lists
        .get(name)
        .ok_or_else(|| BadWildcard::Unknown(name.to_owned()))?;
    if lines.is_empty() {
        return Err(BadWildcard::Empty(name.to_owned()));
    }
    known.insert(name.to_owned(), None);
    let mut found = (1, 0);
    for line in lines {
        let (deep, long) = measure(line, lists, known, above + 1)?;
        found = (found.0.max(deep + 1), found.1.max(long));
    }
    known.insert(name.to_owned(), Some(found));
    Ok(found)
}

/// The text with a line in the place of each list. `pick` chooses one of so many, counted from 0.
///
/// # Errors
/// [`BadWildcard`], whatever would be drawn.
pub fn draw(
    text: &str,
    lists: &Lists,
    pick: &mut dyn FnMut(usize) -> usize,
) -> Result<String, BadWildcard> {
    longest(text, lists)?;
    Ok(drawn(text, lists, pick))
}

fn drawn(text: &str, lists: &Lists, pick: &mut dyn FnMut(usize) -> usize) -> String {
    let mut out = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Backslashes(count) => out.extend(std::iter::repeat_n('\\', count)),
            Piece::List(name) => {
                let lines = lists.get(name).map_or(&[][..], Vec::as_slice);
                if let Some(line) = lines.get(pick(lines.len().max(1))) {
                    out.push_str(&drawn(line, lists, pick));
                }
            }
        }
    }
    out
}

/// A text that stands for itself, written so that no sign in it is taken for a list.
pub fn plainly(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((at, end)) = next_name(rest) {
        let before = &rest[..at];
        out.push_str(before);
        let slashes = before.len() - before.trim_end_matches('\\').len();
        out.extend(std::iter::repeat_n('\\', slashes + 1));
        out.push_str(&rest[at..end]);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Where the next `__name__` stands, with or without a meaning.
fn next_name(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(found) = text[from..].find("__") {
        let at = from + found;
        let end = text[at + 2..].find("__").map(|end| at + 2 + end)?;
        if is_name(&text[at + 2..end]) {
            return Some((at, end + 2));
        }
        from = at + 1;
    }
    None
}

/// A text in its parts. A backslash before `__name__` takes away its meaning; two stand for one.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((at, end)) = next_name(rest) {
        let before = rest[..at].trim_end_matches('\\');
        let slashes = at - before.len();
        found.push(Piece::Text(before));
        found.push(Piece::Backslashes(slashes / 2));
        found.push(if slashes.is_multiple_of(2) {
            Piece::List(&rest[at + 2..end - 2])
        } else {
            Piece::Text(&rest[at..end])
        });
        rest = &rest[end..];
    }
    found.push(Piece::Text(rest));
    found
}

/// The lines of a list as its file holds them: one choice a line, `#` begins a line that is none.
pub fn lines(file: &str) -> Vec<String> {
    file.trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lists(of: &[(&str, &[&str])]) -> Lists {
        let list = |(name, lines): &(&str, &[&str])| {
            let lines = lines.iter().map(|line| (*line).to_owned()).collect();
            ((*name).to_owned(), lines)
        };
        of.iter().map(list).collect()
    }

    /// Draws with dice that fall like this, one after the other.
    fn with_dice(text: &str, lists: &Lists, dice: &[usize]) -> Result<String, BadWildcard> {
        let mut dice = dice.iter().copied();
        draw(text, lists, &mut |_| dice.next().expect("a throw"))
    }

    #[test]
    fn each_name_draws_for_itself() {
        let lists = lists(&[("colour", &["red", "blue"])]);
        assert_eq!(
            with_dice("a __colour__ boat, a __colour__ sea", &lists, &[1, 0]),
            Ok("a blue boat, a red sea".to_owned())
        );
    }

    #[test]
    fn a_line_may_name_another_list() {
        let lists = lists(&[("thing", &["a __颜色__ boat"]), ("颜色", &["红", "蓝"])]);
        assert_eq!(
            with_dice("__thing__!", &lists, &[0, 1]),
            Ok("a 蓝 boat!".to_owned())
        );
    }

    #[test]
    fn a_backslash_takes_the_meaning_away_and_two_are_one() {
        let lists = lists(&[("a", &["x"])]);
        assert_eq!(
            with_dice(r"\__a__ \\__a__ \\\__a__ \b", &lists, &[0]),
            Ok(r"__a__ \x \__a__ \b".to_owned())
        );
    }

    #[test]
    fn underscores_that_hold_no_name_are_underscores() {
        for text in [
            "__",
            "____",
            "a__b",
            "__ a __",
            "snake_case",
            "__a b__",
            "__a",
        ] {
            assert!(!draws(text), "{text}");
        }
        assert_eq!(names("___a___ __b-1__"), ["a", "b-1"]);
    }

    #[test]
    fn what_is_wrong_with_a_list_never_depends_on_the_dice() {
        let lists = lists(&[
            ("fine", &["x", "__missing__"]),
            ("hollow", &[]),
            ("round", &["__round__"]),
        ]);
        let trouble = |text| longest(text, &lists).expect_err("trouble");
        assert_eq!(trouble("__fine__"), BadWildcard::Unknown("missing".into()));
        assert_eq!(trouble("__hollow__"), BadWildcard::Empty("hollow".into()));
        assert_eq!(trouble("__round__"), BadWildcard::TooDeep("round".into()));
    }

    fn chain(links: usize) -> Lists {
        let link = |at: usize| (format!("l{at}"), vec![format!("__l{}__", at + 1)]);
        let mut lists: Lists = (1..links).map(link).collect();
        lists.insert(format!("l{links}"), vec!["end".to_owned()]);
        lists
    }

    #[test]
    fn nesting_has_an_end() {
        assert_eq!(longest("__l1__", &chain(DEEPEST)), Ok(3));
        assert!(matches!(
            longest("__l1__", &chain(DEEPEST + 1)),
            Err(BadWildcard::TooDeep(_))
        ));
        // Also where the end was measured before, from further up.
        let text = format!("__l2__ {}", "__l1__");
        assert!(longest(&text, &chain(DEEPEST + 1)).is_err());
    }

    #[test]
    fn lists_that_multiply_are_refused_and_not_written_out() {
        let many = "__b__".repeat(100);
        let lists: Lists = [
            ("a", &many),
            ("b", &many.replace('b', "c")),
            ("c", &"x".repeat(99)),
        ]
        .map(|(name, line)| (name.to_owned(), vec![line.clone()]))
        .into();
        assert!(matches!(
            longest("__a__", &lists),
            Err(BadWildcard::TooDeep(_))
        ));
    }

    #[test]
    fn the_longest_that_can_come_is_counted_in_characters() {
        let lists = lists(&[("a", &["x", "小船🚣"])]);
        assert_eq!(longest(r"__a__ \__a__", &lists), Ok(3 + 1 + 5));
    }

    #[test]
    fn comments_blanks_and_the_mark_at_the_start_are_no_choices() {
        assert_eq!(
            lines("\u{feff}# colours\r\nred\r\n\r\n  blue \n#x"),
            ["red", "blue"]
        );
    }

    proptest! {
        #[test]
        fn any_text_can_be_written_so_that_it_stands_for_itself(text in r"[a_\\ 船]{0,40}") {
            let written = plainly(&text);
            prop_assert_eq!(draw(&written, &Lists::new(), &mut |_| 0), Ok(text));
        }

        #[test]
        fn no_text_and_no_list_panics(text in r"[ab_\\]{0,30}", line in r"[ab_\\]{0,30}") {
            let lists: Lists = [("a".to_owned(), vec![line.clone()]), ("b".to_owned(), vec![line])].into();
            if let Ok(longest) = longest(&text, &lists) {
                let drawn = draw(&text, &lists, &mut |_| 0).expect("nothing is in the way");
                prop_assert!(drawn.chars().count() <= longest);
            }
        }
    }
}
