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

/// What a column with this heading holds.
pub fn column(heading: &str) -> Option<Column> {
    let text = heading.trim().trim_matches(['*', '`']).to_lowercase();
    let is = |words: &[&str]| words.contains(&text.as_str());
    if is(&[
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
    ]) {
        Some(Column::Name)
    } else if is(&[
        "类型",
        "数据类型",
        "参数类型",
        "type",
        "data type",
        "format",
    ]) {
        Some(Column::Type)
    } else if is(&[
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
    ]) {
        Some(Column::Required)
    } else if is(&[
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
    ]) {
        Some(Column::Description)
    } else if is(&["默认", "默认值", "default", "default value"]) {
        Some(Column::Default)
    } else if is(&[
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
    ]) {
        Some(Column::Values)
    } else if is(&["示例", "示例值", "例子", "example", "examples", "sample"]) {
        Some(Column::Example)
    } else {
        None
    }
}
