//! The exact request as a cURL command, with the key as a variable. Never holds a key.

use super::{
    catalogue::{Auth, Encoding},
    dialect::{FieldValue, Request, json_body, part_text},
};
use std::{fmt::Write as _, path::Path};

/// The variable that stands for the key.
const KEY_VARIABLE: &str = "$RUSHES_API_KEY";

/// Writes the command. `show_path` decides how a file is named: scripts want its path, a window must not learn it.
pub fn command(
    request: &Request,
    auth: Option<&Auth>,
    show_path: impl Fn(&Path) -> String,
) -> String {
    let mut out = format!("curl {}", quote(request.url.as_str()));
    if let Some(auth) = auth {
        let value = auth.format.replace("{key}", KEY_VARIABLE);
        // Double quotes, so that the shell puts the key in.
        let _ = write!(out, " \\\n  -H \"{}: {value}\"", auth.header);
    }
    out.push_str(" \\\n  -H 'Accept: application/json'");
    match request.encoding {
        Encoding::Multipart => {
            for field in &request.fields {
                out.push_str(" \\\n  ");
                out.push_str(&part(&field.name, &field.value, &show_path));
            }
        }
        Encoding::Json => {
            let shown = |path: &Path| -> Result<Vec<u8>, std::convert::Infallible> {
                Ok(show_path(path).into_bytes())
            };
            let body = match json_body(request, shown) {
                Ok(body) => body.to_string(),
                Err(never) => match never {},
            };
            out.push_str(" \\\n  --json ");
            out.push_str(&quote(&body));
        }
    }
    out
}

fn part(name: &str, value: &FieldValue, show_path: impl Fn(&Path) -> String) -> String {
    match value {
        // --form-string, because -F would read a prompt that begins with @ or < as a file name.
        FieldValue::Plain(value) => {
            format!(
                "--form-string {}",
                quote(&format!("{name}={}", part_text(value)))
            )
        }
        FieldValue::Link(url) => {
            format!(
                "--form-string {}",
                quote(&format!("{name}[image_url]={url}"))
            )
        }
        FieldValue::File {
            path,
            file_name,
            mime,
        } => {
            let quoted = show_path(path).replace('\\', "\\\\").replace('"', "\\\"");
            let form = format!("{name}=@\"{quoted}\";type={mime};filename={file_name}");
            format!("-F {}", quote(&form))
        }
    }
}

/// One word for a POSIX shell.
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::dialect::Field;
    use serde_json::Value;

    fn request(prompt: &str) -> Request {
        Request {
            url: "https://gateway.example/v1/videos"
                .parse()
                .expect("an address"),
            encoding: Encoding::Multipart,
            fields: vec![Field {
                name: "prompt".to_owned(),
                value: FieldValue::Plain(Value::from(prompt)),
            }],
        }
    }

    #[test]
    fn a_prompt_cannot_leave_its_quotes() {
        let shown = command(&request("it's @home; rm -rf $HOME"), None, |_| {
            String::new()
        });
        assert!(
            shown.contains(r"--form-string 'prompt=it'\''s @home; rm -rf $HOME'"),
            "{shown}"
        );
    }

    #[test]
    fn the_key_is_a_variable() {
        let auth = Auth {
            header: "Authorization".to_owned(),
            format: "Bearer {key}".to_owned(),
        };
        let shown = command(&request("x"), Some(&auth), |_| String::new());
        assert!(
            shown.contains("-H \"Authorization: Bearer $RUSHES_API_KEY\""),
            "{shown}"
        );
    }
}
