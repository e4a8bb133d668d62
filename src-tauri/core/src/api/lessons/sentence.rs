//! One line of a refusal as a statement about a field. Knows words, in English and Chinese; knows no fields of ours.

use crate::api::paste::prose;
use crate::domain::catalogue::{Form, Says};
use regex_lite::{Captures, Regex};
use serde_json::Value;
use std::sync::LazyLock;

/// What a line says, and the name in it of the field that it speaks of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Statement {
    pub name: Option<String>,
    pub says: Says,
}

/// The longest line that is read, in bytes.
const MOST: usize = 2_000;

macro_rules! patterns {
    ($($name:ident: $($text:literal)+;)+) => {
        $(static $name: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(concat!($($text),+)).expect("invariant: our own patterns are valid")
        });)+
    };
}

patterns! {
    // `json: unknown field "seconds"`, `Unknown parameter: 'style'`, `unrecognized request argument supplied: fps`
    UNKNOWN: r#"(?i)(?:unknown|unrecogni[sz]ed|unexpected|unsupported|invalid|extra|未知的?|不支持的?|多余的?)\s*"#
             r#"(?:request |keyword |body )*(?:field|parameter|param|argument|key|property|参数|字段)s?(?: supplied| name)?\s*"#
             r#"[:：]?\s*['"`“]?([A-Za-z_][\w.\[\]-]*)"#;
    // `parameter 'fps' is not supported`, `('style' was unexpected)`, `参数 style 不支持`
    NOT_SUPPORTED: r#"(?i)(?:(?:field|parameter|param|argument|property|参数|字段)\s*[:：]?\s*['"`“]?([A-Za-z_][\w.\[\]-]*)['"`”]?\s*"#
             r#"(?:is |are )?(?:not (?:supported|allowed|recogni[sz]ed|permitted|accepted)|unsupported|不支持|不被支持|无效)|"#
             r#"['"]([A-Za-z_][\w.-]*)['"] (?:was|were) unexpected)"#;
    EXTRA: r"(?i)extra (?:inputs|fields) (?:are )?not permitted|additional properties (?:are )?not allowed";
    // `seconds: Field required`, `Missing required parameter: 'size'`, `size is required`, `缺少参数 size`
    MISSING: r#"(?i)(?:missing (?:required )?(?:field|parameter|param|argument|property)s?|required (?:field|parameter|property)s?(?: is)? missing|"#
             r#"缺少(?:必填|必要|必需)?的?(?:参数|字段)?)\s*[:：]?\s*['"`“]?([A-Za-z_][\w.\[\]-]*)"#;
    REQUIRED: r#"(?i)(?:^|[\s'"`(（])([A-Za-z_][\w.\[\]-]*)['"`”]?\s*(?:is (?:a )?required|is missing|must be (?:provided|specified|set)|"#
             r#"不能为空|为必填|是必填|必填|必须提供)"#;
    FIELD_REQUIRED: r"(?i)field required";
    // `Inpaint image must match the requested width and height`
    EXACT: r"(?i)(?:image|picture|reference|frame|图片|图像|参考图|首帧).{0,60}(?:must|should|does not|do not|doesn't|需|必须|应|不).{0,24}(?:match|same|equal|identical|一致|匹配|相同).{0,60}(?:size|width|height|resolution|dimension|尺寸|分辨率|大小|宽高)|(?:图片|图像|参考图|首帧)[^。]{0,20}(?:尺寸|分辨率|大小|宽高)[^。]{0,30}(?:一致|匹配|相同)";
    BYTES: r"(?i)(?:image|picture|file|input_reference|图片|图像|文件).{0,60}(?:exceed|larger|too (?:large|big)|max(?:imum)?|limit|at most|超过|过大|不能大于|不得超过|最大).{0,40}?(\d+(?:\.\d+)?)\s*(mib|mb|m|kib|kb|k|bytes)\b";
    // `json: cannot unmarshal number into Go struct field TaskSubmitReq.seconds of type string`
    GO_TYPE: r"cannot unmarshal (\w+) into Go (?:struct field (?:[\w]+\.)?([\w.\[\]]+)|value) of type ([\w.\[\]*]+)";
    // `Invalid type for 'input_reference': expected an object, but got a string instead.`
    WANTED_TYPE: r#"(?i)(?:type (?:for|of) ['"`]?([\w.\[\]-]+)['"`]?[:,]?\s*)?(?:expected|must be|should be|needs to be|必须是|必须为|应为|应该是|需要是)\s*(?:an? |of type |type |a valid |一个)?['"`]?"#
             r#"(string|str|integer|int|number|float|boolean|bool|object|dict(?:ionary)?|file|uploadfile|字符串|整数|整型|数字|数值|布尔值?|对象|文件)\b"#;
    PYDANTIC_TYPE: r"(?i)input should be (?:a |an )?valid (string|integer|number|boolean|dictionary|list)";
    LEADING: r"^\s*([A-Za-z_][\w.\[\]-]*)\s*[:：]";
    QUOTED_NAME: r#"['"`“]([A-Za-z_][\w.\[\]-]*)['"`”]"#;
    INVALID_FOR: r#"(?i)invalid (?:value|type|input|format) (?:for|of) (?:the )?(?:field |parameter )?['"`]?([A-Za-z_][\w.\[\]-]*)"#;
    BOUND_MAX: r"(?i)(?:less than or equal to|<=|≤|at most|no more than|not exceed|cannot exceed|(?:is |be )?(?:greater|larger|longer|higher|more) than (?:the )?(?:max(?:imum)?|limit)(?: of)?|max(?:imum)?(?: \w+)?(?: is| of|:)?|不能超过|不得超过|不超过|不能大于|最大(?:值)?(?:为|是)?|最长(?:为|是)?|小于等于)\s*[:：]?\s*(-?\d+(?:\.\d+)?)";
    BOUND_MIN: r"(?i)(?:greater than or equal to|>=|≥|at least|no less than|not (?:be )?less than|min(?:imum)?(?: \w+)?(?: is| of|:)?|不能小于|不得小于|不小于|至少|最小(?:值)?(?:为|是)?|最短(?:为|是)?|大于等于)\s*[:：]?\s*(-?\d+(?:\.\d+)?)";
    BETWEEN: r"(?i)(?:between|range(?: of)?|within|from|介于|范围(?:为|是)?|在)\s*[:：]?\s*[\[(（]?\s*(-?\d+(?:\.\d+)?)\s*(?:-|–|~|～|,|，|and|to|到|至|和)\s*(-?\d+(?:\.\d+)?)";
    SHOULD_BE: r"(?i)(?:input should be|expected|supported(?: [\w-]+)?(?: are)?|allowed(?: [\w-]+)?(?: are)?|valid(?: [\w-]+)?(?: are)?|available(?: [\w-]+)?(?: are)?|must be(?: one of)?|should be(?: one of)?|one of|choose from|只支持|仅支持|支持(?:的)?|可选(?:值)?(?:为|是)?|允许(?:的)?(?:值)?(?:为|是)?|必须(?:是|为)|取值(?:为|是)?)\s*[:：]?\s*(.+)$";
}

/// Reads one line. `param`: the field that the answer names beside its sentence.
pub(super) fn read(line: &str, param: Option<&str>) -> Option<Statement> {
    let line = line.get(..MOST.min(line.len())).unwrap_or(line).trim();
    let leading = LEADING
        .captures(line)
        .and_then(|found| text(&found, 1))
        .filter(|name| !is_word(name));
    let about = |says| Statement {
        name: leading.clone(),
        says,
    };
    if EXACT.is_match(line) {
        return Some(about(Says::ExactPicture));
    }
    if let Some(max) = picture_bytes(line) {
        return Some(about(Says::PictureBytes { max }));
    }
    unknown(line, leading.as_deref())
        .or_else(|| missing(line, leading.as_deref()))
        .or_else(|| wrong_type(line, leading.as_deref(), param))
        .or_else(|| values(line, leading.as_deref()))
}

fn text(found: &Captures<'_>, group: usize) -> Option<String> {
    let name = found.get(group)?.as_str().trim_end_matches(['.', '-']);
    Some(name.to_owned())
}

/// Words before a colon or after "unknown field" that are no names.
fn is_word(name: &str) -> bool {
    const WORDS: [&str; 26] = [
        "error",
        "errors",
        "json",
        "invalid",
        "message",
        "detail",
        "value",
        "values",
        "type",
        "request",
        "validation",
        "body",
        "the",
        "is",
        "in",
        "for",
        "of",
        "name",
        "names",
        "was",
        "not",
        "input",
        "field",
        "parameter",
        "or",
        "and",
    ];
    WORDS.iter().any(|word| name.eq_ignore_ascii_case(word))
}

fn unknown(line: &str, leading: Option<&str>) -> Option<Statement> {
    let not_taken = |name: Option<String>| Statement {
        name,
        says: Says::NotTaken,
    };
    // The place of a validation error names the field before its words.
    if EXTRA.is_match(line) {
        let quoted = NOT_SUPPORTED
            .captures(line)
            .and_then(|found| text(&found, 2));
        return Some(not_taken(quoted.or_else(|| leading.map(str::to_owned))));
    }
    if let Some(found) = NOT_SUPPORTED.captures(line) {
        let name = text(&found, 1).or_else(|| text(&found, 2));
        // "parameter size is not supported, supported values: …" is about the value.
        let lists = !prose::read(line).values.is_empty();
        return name
            .filter(|name| !is_word(name) && !lists)
            .map(|name| not_taken(Some(name)));
    }
    let name = text(&UNKNOWN.captures(line)?, 1)?;
    let lists = !prose::read(line).values.is_empty() || line.to_lowercase().contains("value");
    (!is_word(&name) && !lists).then(|| not_taken(Some(name)))
}

fn missing(line: &str, leading: Option<&str>) -> Option<Statement> {
    let needed = |name| Statement {
        name,
        says: Says::Needed,
    };
    if FIELD_REQUIRED.is_match(line) {
        return leading.map(|name| needed(Some(name.to_owned())));
    }
    [&MISSING, &REQUIRED]
        .into_iter()
        .find_map(|pattern| text(&pattern.captures(line)?, 1))
        .filter(|name| !is_word(name))
        .map(|name| needed(Some(name)))
}

fn wrong_type(line: &str, leading: Option<&str>, param: Option<&str>) -> Option<Statement> {
    let written = |name, form| Statement {
        name,
        says: Says::Written { form },
    };
    if let Some(found) = GO_TYPE.captures(line) {
        let form = go_form(found.get(3)?.as_str())?;
        return Some(written(text(&found, 2), form));
    }
    if let Some(found) = PYDANTIC_TYPE.captures(line) {
        let form = form_of(found.get(1)?.as_str())?;
        return Some(written(leading.map(str::to_owned), form));
    }
    let found = WANTED_TYPE.captures(line)?;
    let form = form_of(found.get(2)?.as_str())?;
    let quoted = || QUOTED_NAME.captures(line).and_then(|found| text(&found, 1));
    let named = text(&found, 1)
        .or_else(|| leading.map(str::to_owned))
        .or_else(|| param.map(str::to_owned))
        .or_else(quoted)
        .or_else(|| first_word(line));
    Some(written(named, form))
}

/// `seconds must be a string`.
fn first_word(line: &str) -> Option<String> {
    let word = line.split_whitespace().next()?;
    let name = word.trim_matches(['`', '\'', '"']);
    let good = |c: char| c.is_ascii_alphanumeric() || "_.[]-".contains(c);
    (!name.is_empty() && name.chars().all(good) && !is_word(name)).then(|| name.to_owned())
}

fn go_form(kind: &str) -> Option<Form> {
    Some(match kind {
        "string" => Form::String,
        "bool" => Form::Bool,
        kind if kind.starts_with("int") || kind.starts_with("uint") => Form::Int,
        kind if kind.starts_with("float") => Form::Float,
        kind if kind.contains('.') && !kind.starts_with('[') => Form::ImageUrlObject,
        _ => return None,
    })
}

fn form_of(word: &str) -> Option<Form> {
    Some(match word.to_lowercase().as_str() {
        "string" | "str" | "字符串" => Form::String,
        "integer" | "int" | "整数" | "整型" => Form::Int,
        "number" | "float" | "数字" | "数值" => Form::Float,
        "boolean" | "bool" | "布尔" | "布尔值" => Form::Bool,
        "object" | "dict" | "dictionary" | "对象" => Form::ImageUrlObject,
        "file" | "uploadfile" | "文件" => Form::File,
        _ => return None,
    })
}

fn picture_bytes(line: &str) -> Option<u64> {
    let found = BYTES.captures(line)?;
    let number: f64 = found.get(1)?.as_str().parse().ok()?;
    let unit = match found.get(2)?.as_str().to_lowercase().as_str() {
        "mib" => 1_048_576.0,
        // Whether a thousand or 1024 is meant: the smaller is safe.
        "mb" | "m" => 1_000_000.0,
        "kib" => 1_024.0,
        "kb" | "k" => 1_000.0,
        _ => 1.0,
    };
    let bytes = number * unit;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between a kilobyte and a gigabyte"
    )]
    (1_000.0..1e9).contains(&bytes).then_some(bytes as u64)
}

fn values(line: &str, leading: Option<&str>) -> Option<Statement> {
    let named = INVALID_FOR.captures(line).and_then(|found| text(&found, 1));
    let quoted = || {
        let names = QUOTED_NAME
            .captures_iter(line)
            .filter_map(|found| text(&found, 1));
        names
            .into_iter()
            .find(|name| name.contains('_') || name.chars().all(char::is_lowercase))
    };
    let name = named
        .or_else(|| leading.map(str::to_owned))
        .filter(|name| !is_word(name));
    if let Some(says) = bounds(line) {
        return Some(Statement { name, says });
    }
    let values = listed(line)?;
    let is_value = |name: &String| values.contains(name);
    let name = name.or_else(|| quoted().filter(|name| !is_value(name)));
    let values = values.into_iter().map(Value::from).collect();
    Some(Statement {
        name,
        says: Says::OneOf { values },
    })
}

fn listed(line: &str) -> Option<Vec<String>> {
    // The last marker stands nearest to the list: "must be a string: one of 4, 8".
    let mut rest = line;
    let mut found = Vec::new();
    while let Some(list) = SHOULD_BE.captures(rest).and_then(|found| found.get(1)) {
        let items = prose::list(list.as_str());
        let plain = |item: &String| item.chars().any(|c| c.is_ascii_digit());
        let quoted = list
            .as_str()
            .starts_with(['\'', '"', '`', '[', '(', '{', '“']);
        if items.len() >= 2 || items.len() == 1 && items.iter().all(plain) {
            // Bare words are a list only if they say something with digits, or stand in quotes or brackets.
            if quoted || items.iter().all(plain) || items.len() >= 3 {
                found = items;
            }
        }
        rest = list.as_str();
    }
    (!found.is_empty()).then_some(found)
}

fn bounds(line: &str) -> Option<Says> {
    let number = |found: Option<Captures<'_>>, group: usize| -> Option<f64> {
        found?.get(group)?.as_str().parse().ok()
    };
    let (low, high) = (
        number(BETWEEN.captures(line), 1),
        number(BETWEEN.captures(line), 2),
    );
    if let (Some(min), Some(max)) = (low, high)
        && min < max
    {
        return Some(Says::Between {
            min: Some(min),
            max: Some(max),
        });
    }
    let max = number(BOUND_MAX.captures(line), 1);
    let min = number(BOUND_MIN.captures(line), 1);
    (min.is_some() || max.is_some()).then_some(Says::Between { min, max })
}
