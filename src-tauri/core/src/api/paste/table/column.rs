//! What the columns of a table are for, by their headings in English and Chinese.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Name,
    Type,
    Required,
    Description,
    Default,
    Values,
    Example,
}

const NAME: &[&str] = &[
    "参数",
    "字段",
    "名称",
    "参数名",
    "参数名称",
    "字段名",
    "属性",
    "parameter",
    "param",
    "field",
    "name",
    "key",
    "property",
    "attribute",
    "parameters",
];
const TYPE: &[&str] = &[
    "类型",
    "数据类型",
    "参数类型",
    "type",
    "data type",
    "format",
];
const REQUIRED: &[&str] = &[
    "必填",
    "是否必填",
    "必选",
    "是否必选",
    "必须",
    "是否必须",
    "必需",
    "必传",
    "required",
    "mandatory",
    "required?",
    "req",
];
const DESCRIPTION: &[&str] = &[
    "描述",
    "说明",
    "备注",
    "含义",
    "解释",
    "description",
    "notes",
    "note",
    "details",
    "meaning",
    "comment",
    "desc",
];
const DEFAULT: &[&str] = &["默认", "默认值", "default", "default value"];
const VALUES: &[&str] = &[
    "可选值",
    "取值",
    "枚举",
    "枚举值",
    "允许值",
    "取值范围",
    "allowed values",
    "options",
    "values",
    "enum",
    "range",
    "possible values",
    "accepted values",
    "allowed",
];
const EXAMPLE: &[&str] = &["示例", "示例值", "例子", "example", "examples", "sample"];

/// The headings of each column.
const HEADINGS: [(Column, &[&str]); 7] = [
    (Column::Name, NAME),
    (Column::Type, TYPE),
    (Column::Required, REQUIRED),
    (Column::Description, DESCRIPTION),
    (Column::Default, DEFAULT),
    (Column::Values, VALUES),
    (Column::Example, EXAMPLE),
];

/// What a column with this heading holds.
pub fn column(heading: &str) -> Option<Column> {
    let text = heading.trim().trim_matches(['*', '`']).to_lowercase();
    HEADINGS
        .iter()
        .find(|(_, headings)| headings.contains(&text.as_str()))
        .map(|(column, _)| *column)
}
