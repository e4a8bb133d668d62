//! Allowed values, defaults and limits out of the words that describe a field, in English and Chinese.
//!
//! Pages that have no `enum` say the same in a sentence: "允许的值:4, 8, 12", "one of: a, b". Reads only what has a marker before
//! it: a wrong list of values is worse than none. Knows nothing of documents or of the kinds of fields.

use super::{text, values};
use regex_lite::Regex;
use std::sync::LazyLock;

/// What the words say.
#[derive(Debug, Default, PartialEq)]
pub struct Said {
    /// Allowed values.
    pub values: Vec<String>,
    /// What is taken if nothing is sent.
    pub default: Option<String>,
    /// Examples.
    pub examples: Vec<String>,
    /// Smallest number.
    pub min: Option<f64>,
    /// Largest number.
    pub max: Option<f64>,
    /// Values by model.
    pub per_model: Vec<(String, Vec<String>)>,
    /// Models that know the field.
    pub only_for: Option<String>,
    /// Names of members.
    pub members: Vec<String>,
}

/// Words beyond this many bytes are not read: nobody hides a list of values there.
const MOST: usize = 2 * 1024;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("invariant: our own patterns are valid")
}

/// Before a list: certain about what follows.
static STRONG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:允许的?值|可选值|可选项|可选|取值为|取值|枚举值|枚举|支持的值|合法值|只支持|仅支持|目前支持|支持以下|allowed values?(?: are)?|available options|available values|possible values?(?: are| include)?|supported values?(?: are)?|accepted values?(?: are)?|valid values?(?: are)?|valid options?|options are|options|must be one of|can be one of|either|one of|enum)\s*[:=]?\s*",
    )
});

/// Before a list or a sentence: only a list of at least two is believed.
static WEAK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(?:支持|supports?|can be|must be|可以是|可为)\s*:?\s*"));

/// `sora-2 支持 720x1280,1280x720`; `sora-2: 720x1280, 1280x720`.
static BY_MODEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?im)(?:^|[;。.(]\s*|\n)[\s\-*•]*`?([a-z][a-z0-9._/\-]*[a-z0-9])`?(?:\s*模型)?\s*(?:(?:只|仅)?支持|(?:only )?supports?|:)\s*:?\s*",
    )
});

static DEFAULT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)(?:默认值?(?:为|是)?\s*[:=]?|缺省值?(?:为|是)?\s*[:=]?|\bdefaults?(?: value)?(?:\s*[:=]| is| to|(?:\s+)(?P<only>[0-9`"'])))\s*[`"'“]?(?P<value>[\w.:/\-]+)?"#,
    )
});

static EXAMPLES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(?:examples?|示例值?|例子|例如)\s*:\s*(.+)$"));

static ONLY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:(?P<a>-?[a-z][\w.\-]*)\s*模型\s*(?:可用|专用|独有|参数)|(?:仅限?|只有)\s*(?P<b>-?[a-z][\w.\-]*)\s*(?:模型)?\s*(?:支持|可用|有效)|(?P<c>-?[a-z][\w.\-]*[\d\-][\w.\-]*) only\b|only (?:for|with|on|supported by|available (?:for|on|with)) (?:the )?`?(?P<d>-?[a-z][\w.\-]*[\d\-][\w.\-]*))",
    )
});

static MEMBERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:如|例如|比如|包括|包含|such as|e\.g\.|including|like)\s*:?\s*([a-z][\w]*(?:\s*[,、]\s*[a-z][\w]*)+)",
    )
});

static MAX: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:max(?:imum)?|at most|up to|最大值?|最多|最长|不超过|上限)(?: value| of| is|为|是|:|=|\s)*(-?\d+(?:\.\d+)?)",
    )
});
static MIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\bmin(?:imum)?|at least|最小值?|最少|最短|至少|不小于|下限)(?: value| of| is|为|是|:|=|\s)*(-?\d+(?:\.\d+)?)",
    )
});
static RANGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[^\w.\-])(\d+(?:\.\d+)?)\s*(?:-|–|—|~|～|\.\.|到|至|to|and|<=\s*\w+\s*<=)\s*(\d+(?:\.\d+)?)(?:[^\w.:\-]|$|s\b)",
    )
});

/// Reads the words of a field.
pub fn read(words: &str) -> Said {
    let half = text::half_width(text::beginning(words, MOST)).into_owned();
    let mut said = Said::default();
    let rest = examples(&half, &mut said);
    said.per_model = by_model(rest);
    said.values = listed(rest, &said.per_model);
    said.default = default(rest);
    said.only_for = only_for(rest);
    if let Some(found) = MEMBERS.captures(rest) {
        said.members = found[1]
            .split([',', '、'])
            .map(|name| name.trim().to_owned())
            .collect();
    }
    limits(rest, &mut said);
    said
}

/// Reads the examples at the end and gives what stands before them.
fn examples<'t>(words: &'t str, said: &mut Said) -> &'t str {
    let Some(found) = EXAMPLES.captures(words) else {
        return words;
    };
    let (Some(whole), Some(list)) = (found.get(0), found.get(1)) else {
        return words;
    };
    let before = words[..whole.start()].trim_end_matches(['(', ' ']);
    let text = list.as_str().trim().trim_end_matches([')', '。', '.']);
    said.examples
        .push(item(text).unwrap_or_else(|| text::unquoted(text).to_owned()));
    before
}

fn by_model(words: &str) -> Vec<(String, Vec<String>)> {
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    for found in BY_MODEL.captures_iter(words).take(50) {
        let (Some(whole), Some(model)) = (found.get(0), found.get(1)) else {
            continue;
        };
        let name = model.as_str();
        let names_a_model =
            name.contains(['-', '.', '/']) && name.chars().any(|c| c.is_ascii_digit());
        let values = list(&words[whole.end()..]);
        if names_a_model && !values.is_empty() && !out.iter().any(|(known, _)| known == name) {
            out.push((name.to_owned(), values));
        }
    }
    out
}

fn listed(words: &str, per_model: &[(String, Vec<String>)]) -> Vec<String> {
    // "`std` / `pro`": words that begin with quoted items are their list.
    if words.starts_with('`') {
        let values = list(words);
        if values.len() >= 2 {
            return values;
        }
    }
    for found in STRONG.find_iter(words).take(20) {
        // `sora-2 仅支持 …` is about one model.
        let values = list(&words[found.end()..]);
        if !values.is_empty()
            && !per_model.iter().any(|(_, theirs)| *theirs == values)
            && !is_of_more(&values)
        {
            return values;
        }
    }
    for found in WEAK.find_iter(words).take(20) {
        let values = list(&words[found.end()..]);
        if values.len() >= 2 && !per_model.iter().any(|(_, theirs)| *theirs == values) {
            return values;
        }
    }
    Vec::new()
}

/// One lone word after "可选" or "options" is the beginning of a sentence.
fn is_of_more(values: &[String]) -> bool {
    values.len() == 1 && values[0].chars().all(|c| c.is_ascii_lowercase())
}

/// The items of a list at the beginning of a text; it ends at the first thing that cannot be an item.
pub fn list(words: &str) -> Vec<String> {
    let words = words.trim_start_matches([' ', '[', '(', '{']);
    let end = words
        .find(['。', ';', ')', '\n', ']', '}'])
        .unwrap_or(words.len());
    // A sentence ends the list, a decimal point does not.
    let end = words[..end].find(". ").unwrap_or(end);
    let mut out = Vec::new();
    let mut rest = &words[..end];
    while !rest.trim().is_empty() && out.len() < 200 {
        let (piece, after) = next_piece(rest);
        let Some(value) = item(piece) else { break };
        if !out.contains(&value) {
            out.push(value);
        }
        let ended = piece.trim_end().ends_with('.') && !after.is_empty();
        if ended {
            break;
        }
        rest = after;
    }
    // `std/pro`, but not the second of `minimax/h3, wan/2`.
    if let [one] = out.as_slice()
        && one.contains('/')
        && one.split('/').all(|part| !part.is_empty())
    {
        return one.split('/').map(str::to_owned).collect();
    }
    out
}

const BETWEEN: [&str; 8] = [",", "、", "|", " or ", " and ", "或", " / ", "和"];

fn next_piece(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let text = text
        .strip_prefix("or ")
        .or_else(|| text.strip_prefix("and "))
        .unwrap_or(text);
    let first = BETWEEN
        .iter()
        .filter_map(|sign| text.find(sign).map(|at| (at, sign.len())))
        .min();
    match first {
        Some((at, len)) => (&text[..at], &text[at + len..]),
        None => (text, ""),
    }
}

const UNITS: [&str; 12] = [
    "秒", "帧", "个", "张", "像素", " seconds", " second", " sec", " s", "s", " fps", "fps",
];

/// One item: no spaces, no sentence. `4 秒` is `4`.
fn item(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(['.', ':', '!']);
    let text = text::unquoted(text);
    // What explains an item: `4 (default)`.
    let text = text.split_once(" (").map_or(text, |(before, _)| before);
    let text = text
        .split_once('(')
        .map_or(text, |(before, _)| before)
        .trim();
    let text = text::unquoted(text);
    for unit in UNITS {
        if let Some(number) = text.strip_suffix(unit)
            && number.trim().parse::<f64>().is_ok()
        {
            return Some(number.trim().to_owned());
        }
    }
    let good = |c: char| c.is_ascii_alphanumeric() || "._-:/+*×#".contains(c);
    (!text.is_empty() && text.len() <= 64 && text.chars().all(good)).then(|| text.to_owned())
}

fn default(words: &str) -> Option<String> {
    for found in DEFAULT.captures_iter(words).take(10) {
        let (value, digit) = (found.name("value"), found.name("only"));
        // The first digit may have been eaten by the look at what follows "default".
        let digit = digit.filter(|only| only.as_str().starts_with(|c: char| c.is_ascii_digit()));
        let (Some(first), Some(last)) = (digit.or(value), value.or(digit)) else {
            continue;
        };
        let start = first.start();
        let text = words[start..last.end()].trim_end_matches(['.', ':', '-', '/']);
        let Some(text) = leading(text) else { continue };
        let next = words[start + text.len()..].trim_start_matches([' ', '`', '"', '\'', '”']);
        let unit = UNITS.iter().any(|unit| next.starts_with(unit.trim_start()));
        let ends = next
            .chars()
            .next()
            .is_none_or(|c| c.is_ascii() || "。、,;)".contains(c));
        if unit || ends {
            return Some(text.to_owned());
        }
    }
    None
}

/// The ASCII part; `\w` also takes Chinese characters.
fn leading(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_ascii()).unwrap_or(text.len());
    let mut text = &text[..end];
    let digits = text.trim_end_matches('s');
    if digits.parse::<f64>().is_ok() {
        text = digits;
    }
    (!text.is_empty()).then_some(text)
}

fn only_for(words: &str) -> Option<String> {
    let found = ONLY.captures(words)?;
    let name = ["a", "b", "c", "d"]
        .iter()
        .find_map(|group| found.name(group))?
        .as_str();
    let name = name.trim_end_matches(['.', '-']);
    // `-ALL` is written in capitals and matched in any case.
    Some(if name.starts_with('-') {
        name.to_lowercase()
    } else {
        name.to_owned()
    })
}

fn limits(words: &str, said: &mut Said) {
    let number = |pattern: &Regex, group: usize| {
        let found = pattern.captures(words)?;
        let got = found.get(group)?;
        let rest = words[got.end()..].trim_start().to_lowercase();
        let other = [
            "character",
            "char",
            "字",
            "mb",
            "kb",
            "byte",
            "x",
            "×",
            "张",
            "px",
            "image",
            "word",
            "item",
        ];
        (!other.iter().any(|unit| rest.starts_with(unit)))
            .then(|| got.as_str().parse::<f64>().ok())
            .flatten()
    };
    said.max = number(&MAX, 1);
    said.min = number(&MIN, 1);
    if said.max.is_none()
        && said.min.is_none()
        && let (Some(min), Some(max)) = (number(&RANGE, 1), number(&RANGE, 2))
        && min < max
    {
        said.min = Some(min);
        said.max = Some(max);
    }
}

/// What a cell for allowed values holds: the whole cell is the list.
pub fn cell(text: &str) -> Vec<String> {
    let half = text::half_width(text).into_owned();
    let all = list(&half);
    if values::is_placeholder(text) || text.trim() == "-" {
        Vec::new()
    } else {
        all
    }
}
