//! What can still be read of an answer whose end never came: every member that is complete.
//!
//! Exists for one reason: an accepted job's id may stand in the half that came, and a paid job must not be lost for want of
//! a brace. Nothing is guessed: a text without its closing quote is left out.

use serde_json::Value;

/// Longest beginning that is looked at, in bytes.
const MOST: usize = 64 << 10;
/// Deepest nesting.
const DEEP: usize = 64;

/// Reads the complete members of a JSON object or array that breaks off.
pub fn parse_cut(body: &[u8]) -> Option<Value> {
    let whole = String::from_utf8_lossy(&body[..body.len().min(MOST)]);
    let text = whole.trim_start_matches('\u{feff}').trim_start();
    let (mut open, mut ends) = (Vec::new(), Vec::new());
    let mut within = false;
    let mut escaped = false;
    for (at, letter) in text.char_indices() {
        if within {
            match letter {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => within = false,
                _ => {}
            }
            continue;
        }
        match letter {
            '"' => within = true,
            '{' | '[' if open.len() < DEEP => open.push(letter),
            '{' | '[' => return None,
            '}' | ']' => {
                open.pop()?;
            }
            // Before a comma a member is complete.
            ',' => ends.push((at, open.clone())),
            _ => {}
        }
    }
    ends.iter()
        .rev()
        .find_map(|(at, open)| closed(&text[..*at], open))
}

fn closed(text: &str, open: &[char]) -> Option<Value> {
    let mut text = text.to_owned();
    text.extend(
        open.iter()
            .rev()
            .map(|sign| if *sign == '{' { '}' } else { ']' }),
    );
    serde_json::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn complete_members_of_a_cut_answer_are_read() {
        for (text, read) in [
            (r#"{"id":"video_1","object":"vid"#, json!({"id": "video_1"})),
            (
                r#"{"id":"video_1","status":"queued","progress":"#,
                json!({"id": "video_1", "status": "queued"}),
            ),
            (
                r#"{"code":0,"data":{"task_id":"t,{1","x":[1,2"#,
                json!({"code": 0, "data": {"task_id": "t,{1", "x": [1]}}),
            ),
        ] {
            assert_eq!(parse_cut(text.as_bytes()), Some(read), "{text}");
        }
    }

    #[test]
    fn a_text_without_its_end_is_left_out() {
        for text in [
            r#"{"id":"video_1"#,
            r#"{"id":"vid"#,
            "",
            "{",
            "[",
            "nonsense, and more",
        ] {
            assert_eq!(parse_cut(text.as_bytes()), None, "{text}");
        }
    }
}
